"""Facts in running text: a quantity, the property that its words name, its material, its conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.extraction.bind import Bound, bind_material, coordinated
from extractor.extraction.conditions import Temperature, condition_temperature
from extractor.extraction.cues import Cue, find_coordinations, find_cues, nearest
from extractor.extraction.interfaces import BoundInterface, bind_interface, together
from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.series import member_of_series
from extractor.language.materials import Mention
from extractor.properties import Property
from extractor.quantities import Quantity, convert
from extractor.quantities.units import compatible, dimensionality

#: A cue farther than this (characters, clause boundaries counted) names something else.
REACH = 170.0
#: How near a companion value must stand (characters).
BESIDE = 70
#: Dimensions that hardly any other property of a paper has, so that a value may stand without a cue.
_TELLING_UNITS = frozenset({"S/m", "m^2*K/W"})
_CHANGE = re.compile(r"\b(?:increas|decreas|improv|enhanc|reduc|doubl|(?:higher|lower|larger|smaller)(?! than)|differ|error|uncertaint|deviat|chang|drop|rose|rise|loss|within|by)\w*\s(?:\w+\s){0,2}$", re.I)


@dataclass(slots=True)
class Fact:
    """A value on its way to a record."""

    property: Property
    sentence: Sentence
    start: int
    end: int
    quantity: Quantity | None
    word: str | None = None
    raw: str = ""
    material: Mention | None = None
    interface: BoundInterface | None = None
    temperature: Temperature | None = None
    certainty: float = 1.0
    rules: list[str] = field(default_factory=list)
    anchor: tuple[int, int] = (0, 0)


def find_facts(paper: Paper, properties: Iterable[Property]) -> Iterator[Fact]:
    """All facts of the paper's prose, in reading order."""
    declared = list(properties)
    for sentence in paper.sentences:
        yield from _quantities(paper, sentence, declared)
        yield from _words(paper, sentence, declared)


def _quantities(paper: Paper, sentence: Sentence, declared: list[Property]) -> Iterator[Fact]:
    text = sentence.block.text
    cues: dict[str, list[Cue]] = {}
    for quantity in sentence.quantities:
        rivals = [p for p in declared if p.unit is not None and compatible(quantity.pint_unit, p.unit, inverse=p.inverse)]
        if not rivals:
            continue
        key = dimensionality(quantity.pint_unit)
        if key not in cues:
            cues[key] = find_cues(text, sentence.start, sentence.end, rivals)
        chosen = _choose(paper, sentence, quantity, rivals, cues[key])
        if chosen is None:
            continue
        declared_property, cue, certainty, rule = chosen
        if not _acceptable(declared_property, text, quantity) or _elsewhere(paper, sentence, declared_property):
            continue
        if not _credible(declared_property, quantity):
            continue
        if (declared_property.drop_implausible or rule != "cue" or (cue and cue.weak)) and not _plausible(declared_property, quantity):
            continue
        anchor = (cue.start, cue.end) if cue else (quantity.start, quantity.end)
        yield from _with_subject(paper, sentence, declared_property, quantity, anchor, certainty, rule)


def _choose(
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
    if companion is not None and _plausible(companion, quantity):
        return companion, None, 0.7, "beside"
    telling = [p for p in rivals if p.unit in _TELLING_UNITS]
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


def _in_context(paper: Paper, sentence: Sentence, declared: Property, whole: bool = False) -> bool:
    """Whether the words around (the paragraph, or the whole paper) speak of the property's field."""
    pattern = declared.context_pattern
    if pattern is None:
        return True
    if declared.context_scope == "sentence":
        return bool(pattern.search(sentence.text))
    if pattern.search(sentence.block.text):
        return True
    near = " ".join(s.text for s in paper.previous(sentence, 6))
    return bool(pattern.search(near)) or ((whole or sentence.block.kind != "caption") and len(pattern.findall(paper.text)) >= 2)


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


def _plausible(declared: Property, quantity: Quantity) -> bool:
    assert declared.unit is not None
    values = [v for v in (quantity.value, quantity.low, quantity.high) if v]
    return all(declared.is_plausible(convert(v, quantity.pint_unit, declared.unit)) for v in values)


def _credible(declared: Property, quantity: Quantity) -> bool:
    """False for values so far off that the unit or the number was read wrong."""
    if declared.plausible is None or declared.unit is None:
        return True
    low, high = declared.plausible
    values = [v for v in (quantity.value, quantity.low, quantity.high) if v]
    return all(low / 1e3 <= abs(convert(v, quantity.pint_unit, declared.unit)) <= high * 1e3 for v in values)


def _acceptable(declared: Property, text: str, quantity: Quantity) -> bool:
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


def _with_subject(
    paper: Paper, sentence: Sentence, declared: Property, quantity: Quantity, anchor: tuple[int, int], certainty: float, rule: str
) -> Iterator[Fact]:
    temperature = condition_temperature(sentence, quantity) if "temperature" in declared.conditions else None
    if declared.belongs_to == "interface":
        for pair in _interfaces(paper, sentence, quantity):
            yield Fact(
                declared, sentence, quantity.start, quantity.end, quantity, raw=quantity.raw, interface=pair,
                temperature=temperature, certainty=certainty * (pair.certainty if pair else 0.3),
                rules=[rule, pair.rule if pair else "no interface"],
            )
        return
    bound = bind_material(paper, sentence, quantity, anchor, elements=declared.elements)
    for mention in _subjects(sentence, bound, quantity):
        member = member_of_series(sentence, quantity, mention) if mention else None
        yield Fact(
            declared, sentence, quantity.start, quantity.end, quantity, raw=quantity.raw, material=member or mention,
            temperature=temperature, certainty=certainty * (bound.certainty if bound else 0.3),
            rules=[rule, bound.rule if bound else "no material"], anchor=anchor,
        )


def _interfaces(paper: Paper, sentence: Sentence, quantity: Quantity) -> list[BoundInterface | None]:
    """One interface, or all of "A/B, A/C and A/D" where the sentence gives them one value."""
    bound = bind_interface(paper, sentence, quantity)
    if bound is None or bound.rule != "sentence":
        return [bound]
    same = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality]
    if len(same) > 1:
        return [bound]
    return [BoundInterface(pair, bound.certainty, bound.rule) for pair in together(sentence, bound.interface)]


def _subjects(sentence: Sentence, bound: Bound | None, quantity: Quantity) -> list[Mention | None]:
    """One material, or all of "both A and B" where one value is told of them together."""
    if bound is None:
        return [None]
    members = [q for q in sentence.quantities if q.group == quantity.group]
    together = coordinated(sentence, bound.mention) if bound.rule == "sentence" and len(members) == 1 else []
    if 2 <= len(together) <= 4:
        text = sentence.block.text
        before = text[max(sentence.start, together[0].start - 24) : together[0].start]
        same = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality]
        if re.search(r"\b(?:both|all|each of)\b", before, re.I) or (len(same) == 1 and together[-1].end <= quantity.start):
            return list(together)
        if len(same) == 1 and re.search(r"\brespectively\b", text[together[-1].end : sentence.end]):
            # "sintered at 1000 °C and reached 92, 93 and 95 % for A, B and C, respectively"
            return list(together)
    return [bound.mention]


def _words(paper: Paper, sentence: Sentence, declared: list[Property]) -> Iterator[Fact]:
    """Properties whose value is a word, such as an atmosphere."""
    text = sentence.block.text
    for worded in (p for p in declared if p.values):
        cues: list[Cue] | None = None
        for word, pattern in worded.values.items():
            for match in re.finditer(pattern, text[sentence.start : sentence.end]):
                start, end = sentence.start + match.start(), sentence.start + match.end()
                if cues is None:
                    cues = find_cues(text, sentence.start, sentence.end, [worded])
                found = nearest(text, cues, start, end)
                if found is None or found[0].property is None or found[1] > REACH:
                    continue
                cue = found[0]
                stand_in = Quantity(start, end, 0.0, "dimensionless", "", text[start:end], group=-1)
                bound = bind_material(paper, sentence, stand_in, (cue.start, cue.end))
                for mention in _subjects(sentence, bound, stand_in):
                    yield Fact(
                        worded, sentence, start, end, None, word, text[start:end], mention,
                        certainty=0.9 * (bound.certainty if bound else 0.3), rules=["cue", bound.rule if bound else "no material"], anchor=(cue.start, cue.end),
                    )
