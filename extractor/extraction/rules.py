"""What the rules say of a value: the property that the nearest word names, or that the unit alone tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.extraction.cues import Cue, find_coordinations, find_cues, nearest
from extractor.extraction.paper import Paper, Sentence
from extractor.properties import Property
from extractor.quantities import Quantity, convert
from extractor.quantities.units import compatible

#: A cue farther than this (characters, clause boundaries counted) names something else.
REACH = 170.0
#: How near a companion value must stand (characters).
BESIDE = 70
#: Dimensions that hardly any other property of a paper has, so that a value may stand without a cue.
TELLING_UNITS = frozenset({"S/m", "m^2*K/W"})
_CHANGE = re.compile(r"\b(?:increas|decreas|improv|enhanc|reduc|doubl|(?:higher|lower|larger|smaller)(?! than)|differ|error|uncertaint|deviat|chang|drop|rose|rise|loss|within|by)\w*\s(?:(?!to\b|from\b)\w+\s){0,2}$", re.I)


@dataclass(frozen=True, slots=True)
class Choice:
    """A property with the place of the word that names it, how sure that is, and the rule."""

    property: Property
    anchor: tuple[int, int]
    certainty: float
    rule: str


def choose(paper: Paper, sentence: Sentence, quantity: Quantity, rivals: list[Property]) -> Choice | None:
    """The property of a quantity by the rules; None where they see none."""
    cues = find_cues(sentence.block.text, sentence.start, sentence.end, rivals)
    chosen = _propose(paper, sentence, quantity, rivals, cues)
    if chosen is None:
        return None
    declared, cue, certainty, rule = chosen
    if not acceptable(declared, sentence.block.text, quantity) or _elsewhere(paper, sentence, declared) or not credible(declared, quantity):
        return None
    if (declared.drop_implausible or rule != "cue" or (cue and cue.weak)) and not plausible(declared, quantity):
        return None
    return Choice(declared, (cue.start, cue.end) if cue else (quantity.start, quantity.end), certainty, rule)


def objections(paper: Paper, sentence: Sentence, quantity: Quantity, declared: Property) -> set[str]:
    """What speaks against a quantity being a value of `declared`: a nearer word for something else, a text on something else."""
    found = nearest(sentence.block.text, find_cues(sentence.block.text, sentence.start, sentence.end, [declared]), quantity.start, _group_end(sentence, quantity))
    against = set()
    if found is None:
        against.add("no cue")
    elif found[0].property is None:
        against.add("decoy")
        against.add(f"decoy:{min(4, int(found[1] // 25))}")
    if _elsewhere(paper, sentence, declared):
        against.add("elsewhere")
    if not _in_context(paper, sentence, declared):
        against.add("no context")
    return against


def word_choice(sentence: Sentence, worded: Property, start: int, end: int) -> Choice | None:
    """Whether the rules take the word at [start, end) for a value of `worded`."""
    found = nearest(sentence.block.text, find_cues(sentence.block.text, sentence.start, sentence.end, [worded]), start, end)
    if found is None or found[0].property is None or found[1] > REACH:
        return None
    return Choice(worded, (found[0].start, found[0].end), 0.9, "cue")


def _propose(
    paper: Paper, sentence: Sentence, quantity: Quantity, rivals: list[Property], cues: list[Cue]
) -> tuple[Property, Cue | None, float, str] | None:
    text = sentence.block.text
    coordinated_property = _coordinated_property(sentence, quantity, rivals)
    if coordinated_property is not None:
        return coordinated_property
    found = nearest(text, cues, quantity.start, _group_end(sentence, quantity))
    if found is not None and found[1] <= REACH:
        cue, far = found
        if cue.property is None:
            return None
        certainty = 0.95 if far < 60 else 0.85
        if cue.weak:
            if not _in_context(paper, sentence, cue.property):
                return None
            certainty -= 0.15
        return cue.property, cue, certainty, "cue"
    companion = next((p for p in rivals if found is None and _stands_beside(sentence, quantity, p)), None)
    if companion is not None and plausible(companion, quantity):
        return companion, None, 0.7, "beside"
    telling = [p for p in rivals if p.unit in TELLING_UNITS]
    if not telling or (found is not None and found[0].property is None):
        return None
    # no word in this sentence: the property that the sentences before speak of
    for steps, earlier in enumerate(paper.previous(sentence, 3), start=1):
        named = find_cues(earlier.block.text, earlier.start, earlier.end, rivals)
        if named:
            last = named[-1]
            if last.property is None or not _in_context(paper, sentence, last.property):
                return None
            return last.property, None, 0.65 - 0.1 * steps, "before"
    for declared in telling:
        if declared.weak_cues and _in_context(paper, sentence, declared, whole=True):
            return declared, None, 0.4, "unit"
    return None


def _stands_beside(sentence: Sentence, quantity: Quantity, declared: Property) -> bool:
    """"8.9e-6 S/cm at room temperature with 0.42 eV": the energy belongs to the conductivity."""
    if declared.beside is None:
        return False
    return any(
        0 <= quantity.start - q.end < BESIDE and compatible(q.pint_unit, declared.beside) for q in sentence.quantities
    )


def _coordinated_property(
    sentence: Sentence, quantity: Quantity, rivals: list[Property]
) -> tuple[Property, Cue | None, float, str] | None:
    """"Bulk and grain boundary conductivities are A and B": the n-th value is of the n-th property."""
    for names in find_coordinations(sentence.block.text, sentence.start, sentence.end, rivals):
        values = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality and q.start >= names.end]
        if quantity in values[: len(names.properties)] and len(values) >= len(names.properties):
            declared = names.properties[values.index(quantity)]
            return declared, Cue(names.start, names.end, declared), 0.95, "coordination"
    return None


def _group_end(sentence: Sentence, quantity: Quantity) -> int:
    """Behind the last of a list, so that a cue after a list is as near to each member."""
    return max(q.end for q in sentence.quantities if q.group == quantity.group)


#: Each value of a sentence asks, for each property that it may be of.
@lru_cache(1024)
def _speaks(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None


@lru_cache(16)
def _before(paper: Paper, sentence: Sentence) -> str:
    return " ".join(s.text for s in paper.previous(sentence, 6))


def _in_context(paper: Paper, sentence: Sentence, declared: Property, whole: bool = False) -> bool:
    """Whether the words around (the paragraph, or the whole paper) speak of the property's field."""
    pattern = declared.context_pattern
    if pattern is None:
        return True
    if declared.context_scope == "sentence":
        return _speaks(pattern, sentence.text)
    if _speaks(pattern, sentence.block.text):
        return True
    return _speaks(pattern, _before(paper, sentence)) or ((whole or sentence.block.kind != "caption") and paper.tells(pattern) >= 2)


def _elsewhere(paper: Paper, sentence: Sentence, declared: Property) -> bool:
    """Whether the words around speak of another thing that goes by the same name."""
    anti = declared.anti_context_pattern
    if anti is None:
        return False
    own = declared.context_pattern
    if own is not None and declared.context_scope == "paper" and own.search(sentence.text) and not re.search(r"\belectrical\b", sentence.text):
        return False
    near = [sentence.text]
    if declared.anti_context_scope == "near":
        near += [s.text for s in paper.previous(sentence, 2)]
    return any(anti.search(text) for text in near)


def plausible(declared: Property, quantity: Quantity) -> bool:
    assert declared.unit is not None
    values = [v for v in (quantity.value, quantity.low, quantity.high) if v]
    return all(declared.is_plausible(convert(v, quantity.pint_unit, declared.unit)) for v in values)


def credible(declared: Property, quantity: Quantity) -> bool:
    """False for values so far off that the unit or the number was read wrong."""
    if declared.plausible is None or declared.unit is None:
        return True
    low, high = declared.plausible
    values = [v for v in (quantity.value, quantity.low, quantity.high) if v]
    return all(low / 1e3 <= abs(convert(v, quantity.pint_unit, declared.unit)) <= high * 1e3 for v in values)


def acceptable(declared: Property, text: str, quantity: Quantity) -> bool:
    """Changes and uncertainties are no values ("improved by 20 %", "within 5 °C")."""
    before = text[max(0, quantity.start - 40) : quantity.start]
    if declared.unit == "1":
        share = quantity.value if quantity.value is not None else quantity.high
        if share is None or not 30 <= share <= 100 or _CHANGE.search(before):
            return False
    if re.search(r"±\s?$|\b(?:by|within|every|each|per|steps? of|intervals? of)\s$", before):
        return False
    rate = re.match(r"\s?(?:/|per\s|·)\s?(?:min|h|s)\b", text[quantity.end :])
    return not rate
