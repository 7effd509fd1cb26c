"""The materials that a value may belong to, each with what speaks for and against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import periodictable

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import composition, has_variable
from extractor.document import BlockKind
from extractor.extraction.bind import Bound, from_list, proximity, runs
from extractor.extraction.paper import Paper, Sentence, in_cell, is_electrode
from extractor.extraction.trained import single_out
from extractor.language.materials import Mention
from extractor.quantities import Quantity

#: How many sentences back a material is looked for, and how many of the paper's materials are tried.
REACH, MAIN = 6, 5
_STOP = re.compile(r";|,\s(?:while|whereas|but|which|and)\b|\b(?:whereas|while|compared|versus)\b")
_ANAPHOR = re.compile(
    r"\b(?:[Tt]h(?:is|ese|e|ose)|its?|[Ss]uch|[Tt]he (?:same|resulting|obtained|as-\w+|sintered|final|latter|former))\s(?:[\w-]+\s){0,2}?"
    r"(?:samples?|pellets?|ceramics?|electrolytes?|materials?|compounds?|compositions?|specimens?|bod(?:y|ies)|discs?|disks?|powders?|films?|phases?|glass(?:es)?|compacts?|composites?|membranes?|layers?|bars?)\b|^(?:It|They|This)\b"
)
_OF_TWO = re.compile(r"\bthe (?:(former|first)|latter|second|last)\b(?!\s(?:time|step|stage|heating|cycle|report|value|case|principles|sintering))", re.I)
_CONTRAST = re.compile(r"\b(?:than|compar\w+ (?:to|with)|versus|vs\.?|unlike|instead of|rather than|as opposed to|relative to|similar to|that of|those of|exceed\w*|outperform\w*|against)\s(?:\S+\s){0,4}$", re.I)
_WITH = re.compile(r"\b(?:with|containing|adding|added|addition of|additive|by adding|using|from|via|in)\s(?:[\w.%-]+\s){0,3}$", re.I)
#: Words that ask for the plain host of several materials, and such that ask for the doped or mixed one.
_PLAIN = re.compile(r"\b(?:un-?doped|unmodified|unsubstituted|additive-free|pure|plain|parent|pristine|bare|base|host|reference|standard|single-phase|without (?:any )?(?:additives?|dop\w+|sintering aids?))\b", re.I)
_MODIFIED = re.compile(r"\b(?:doped|co-doped|substituted|modified|added|composite|on doping|upon doping|additives?|containing)\b", re.I)
_ORDER = re.compile(r"\b(?:respectively|in (?:this|that|the same|the) (?:order|sequence)|in the order|in sequence|for the (?:two|three|four|five) |both)\b", re.I)
#: Names of salts and compounds by their element: "the cerate", "the chlorine-rich compound".
_CLASSES = {
    "zirconat": "Zr", "cerat": "Ce", "stannat": "Sn", "titanat": "Ti", "niobat": "Nb", "tantalat": "Ta", "silicat": "Si", "germanat": "Ge", "phosphat": "P", "borat": "B", "aluminat": "Al", "gallat": "Ga",
    "bromid": "Br", "chlorid": "Cl", "iodid": "I", "fluorid": "F", "sulfid": "S", "sulphid": "S", "selenid": "Se", "tungstat": "W", "molybdat": "Mo", "nitrid": "N", "zirconia": "Zr", "ceria": "Ce", "ytterbia": "Yb", "calcia": "Ca",
    "scandia": "Sc", "yttria": "Y", "gadolinia": "Gd", "samaria": "Sm", "lithia": "Li", "copper": "Cu", "iron": "Fe", "lead": "Pb", "tin": "Sn", "silver": "Ag", "gold": "Au", "sodium": "Na", "potassium": "K", "tungsten": "W",
}  # fmt: skip
_FOR = re.compile(r"\b(?:for|of|in)\s(?:the\s|a\s|an\s)?(?:[\w-]+\s){0,2}$", re.I)
_PAREN = re.compile(r"[(\[]\s?$")


@dataclass(slots=True)
class Candidate:
    """A material, and the numbers that the ranker weighs."""

    mention: Mention
    features: dict[str, float] = field(default_factory=dict)


def material_candidates(
    paper: Paper, sentence: Sentence, quantity: Quantity, anchor: tuple[int, int], rule: Bound | None, *, family: str, elements: bool
) -> list[Candidate]:
    """Every material that the value may belong to, the sentence's own first.

    `anchor` is the place of the word that names the property, `rule` what the rules chose,
    `family` the kind of property ("sintering", "conductivity", "body").
    """
    found: dict[str, Candidate] = {}
    text = sentence.block.text
    here = _possible(paper, sentence, elements)
    if rule is not None and rule.rule == "subject" and rule.mention not in here:
        here = [rule.mention, *here]
    here = [*here, *_stroked(text, here)]
    scores = sorted(proximity(text, sentence, m, quantity, anchor)[0] for m in here)
    listed = from_list(sentence, quantity, [m for m in here if not paper.is_aside(sentence, m)])
    common = _context(paper, sentence, quantity, here, family)
    for mention in here:
        features = dict(common)
        features.update(_in_sentence(paper, sentence, quantity, anchor, mention, scores, listed is mention))
        features.update(_own(paper, sentence, mention))
        key = paper.key(mention)
        if key not in found or features["near"] < found[key].features["near"]:
            found[key] = Candidate(mention, features)
    for steps, earlier in enumerate(_before(paper, sentence), start=1):
        own = _possible(paper, earlier, elements)
        for place, mention in enumerate(own):
            if paper.key(mention) in found:
                found[paper.key(mention)].features["also_before"] = max(found[paper.key(mention)].features.get("also_before", 0.0), 1.0 / steps)
                continue
            features = dict(common)
            features.update({"steps": steps, "same_block": earlier.block is sentence.block, "last_of": place == len(own) - 1, "first_of": place == 0, "alone": len(own) == 1, "rank_back": sum(1 for c in found.values() if "steps" in c.features)})
            features["has_value"] = any(q.dimensionality == quantity.dimensionality for q in earlier.quantities)
            features.update(_own(paper, earlier, mention))
            found[paper.key(mention)] = Candidate(mention, features)
    for mention in paper.main_materials[:MAIN]:
        if paper.key(mention) not in found and (elements or mention.formula not in SYMBOLS):
            features = dict(common)
            features.update({"far": 1.0})
            features.update(_own(paper, sentence, mention, aside=False))
            found[paper.key(mention)] = Candidate(mention, features)
    for device in _devices(sentence, quantity):
        gap = device.start - quantity.end if device.start >= quantity.end else quantity.start - device.end
        found.setdefault(paper.key(device), Candidate(device, {**common, "device": 1.0, "here": 1.0, "gap": min(300, gap) / 100, "behind": float(device.start >= quantity.end)}))
    _compare(paper, sentence, quantity, found, rule)
    for name in ("listed", "rule"):
        single_out(list(found.values()), name)
    return list(found.values())


def _possible(paper: Paper, sentence: Sentence, elements: bool) -> list[Mention]:
    """The materials of a sentence that may own a value of a property."""
    return [m for m in sentence.materials if (elements or m.formula not in SYMBOLS) and not paper.is_vessel(sentence, m)]


def _compare(paper: Paper, sentence: Sentence, quantity: Quantity, found: dict[str, Candidate], rule: Bound | None) -> None:
    """Features that hold for a candidate beside its rivals: the rule's choice, words that ask for one of them."""
    low, high = clause(sentence, quantity)
    words = sentence.block.text[low:high]
    hints = element_hints(words)
    plain, modified = bool(_PLAIN.search(words)), bool(_MODIFIED.search(words))
    aligned = aligned_before(paper, sentence, quantity)
    of_two = _of_two(paper, sentence, low, max(high, quantity.end))
    order = float(bool(_ORDER.search(sentence.text)))
    parts = {key: _parts(paper, candidate.mention) for key, candidate in found.items()}
    # an element that all candidates hold, or none, singles none out
    telling = {e for e in hints if 0 < sum(e in held for held in parts.values()) < len(parts)}
    for key, candidate in found.items():
        if rule is not None and key == paper.key(rule.mention):
            candidate.features["rule"] = 1.0
            candidate.features["rule_certainty"] = rule.certainty
        features = candidate.features
        features["n"] = len(found)
        composed = _is_modified(candidate.mention) or any(_is_variant(candidate.mention, other.mention) for other in found.values())
        features["plain_fits"] = float(plain and not composed) - float(plain and composed)
        features["modified_fits"] = float(modified and composed) - float(modified and not composed)
        features["hinted"] = float(len(telling & parts[key]) - len(telling - parts[key]))
        if aligned is not None:
            features["aligned"] = (1.0 if key == paper.key(aligned) else -1.0) * (1 + order)
        if of_two is not None:
            features["of_two"] = 1.0 if key == paper.key(of_two) else -1.0
        features["in_clause"] = float("here" in features and low <= candidate.mention.start < high)


@cache
def _element_words() -> tuple[re.Pattern[str], dict[str, str]]:
    words = {e.name: e.symbol for e in periodictable.elements if e.symbol in SYMBOLS and len(e.name) > 3} | {"aluminium": "Al"} | _CLASSES
    pattern = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:({pattern})(?:es?|e?s|ed)?\b|([A-Z][a-z]?)(?=[-–\s](?:doped|substituted|rich|containing|based|series|free|site|modified|content)\b|\)|,|\s(?:and|or)\s))"), words


def element_hints(text: str) -> frozenset[str]:
    """Elements that words single out: "the stannate", "(Al)", "the tungsten compound".

    >>> sorted(element_hints("0.34 eV (Al) and 0.38 eV for the tantalate"))
    ['Al', 'Ta']
    """
    pattern, words = _element_words()
    found = {words[m.group(1)] if m.group(1) else m.group(2) for m in pattern.finditer(text)}
    return frozenset(found & set(SYMBOLS))


def clause(sentence: Sentence, quantity: Quantity) -> tuple[int, int]:
    """The part of a sentence around a value, to the next value of the same kind or a stronger stop."""
    text = sentence.block.text
    others = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality and q is not quantity]
    low = max([sentence.start, *(q.end for q in others if q.end <= quantity.start), *(m.end() for m in _STOP.finditer(text, sentence.start, quantity.start))])
    high = min([sentence.end, *(q.start for q in others if q.start >= quantity.end), *(m.start() for m in _STOP.finditer(text, quantity.end, sentence.end))])
    return low, high


def aligned_before(paper: Paper, sentence: Sentence, quantity: Quantity) -> Mention | None:
    """"0.83, 0.69 and 0.60 eV in that order": the n-th of as many materials that an earlier sentence lists."""
    members = [q for q in sentence.quantities if q.group == quantity.group]
    if len(members) < 2:
        return None
    for earlier in _before(paper, sentence):
        distinct = list({paper.key(m): m for m in earlier.materials if not paper.is_aside(earlier, m)}.values())
        for run in [*runs(earlier.block.text, distinct), distinct]:
            if len(run) == len(members):
                return run[members.index(quantity)]
    return None


def _of_two(paper: Paper, sentence: Sentence, low: int, high: int) -> Mention | None:
    """What "the former" or "the latter" of a clause stands for: one of the two materials named last before it."""
    word = _OF_TWO.search(sentence.block.text, low, high)
    if word is None:
        return None
    for where in (sentence, *_before(paper, sentence)):
        named = [m for m in where.materials if (where is not sentence or m.end <= word.start()) and not paper.is_aside(where, m)]
        distinct = list({paper.key(m): m for m in named}.values())
        if len(distinct) > 1:
            return distinct[-2] if word.group(1) else distinct[-1]
    return None


def _before(paper: Paper, sentence: Sentence) -> Iterator[Sentence]:
    return paper.previous(sentence, REACH)


def _context(paper: Paper, sentence: Sentence, quantity: Quantity, here: list[Mention], family: str) -> dict[str, float]:
    """What holds for all candidates of one value."""
    text = sentence.text
    same = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality]
    return {
        f"family_{family}": 1.0,
        "n_here": len(here),
        "anaphor": float(bool(_ANAPHOR.search(text))),
        "n_values": len(same),
        "caption": float(sentence.block.kind is BlockKind.CAPTION),
        "titles": len(paper.title_materials),
    }


def _in_sentence(paper: Paper, sentence: Sentence, quantity: Quantity, anchor: tuple[int, int], mention: Mention, scores: list[float], listed: bool) -> dict[str, float]:
    text = sentence.block.text
    score, base = proximity(text, sentence, mention, quantity, anchor)
    before = text[sentence.start : mention.start]
    return {
        "here": 1.0, "near": min(score, 900.0) / 100, "base": min(base, 600.0) / 100, "rank": scores.index(score), "margin": min(5.0, (score - min((s for s in scores if s != score), default=score + 500)) / 100),
        "behind": float(mention.start >= quantity.end), "listed": float(listed), "subject": float(mention.start - sentence.start < 8),
        "contrast": float(bool(_CONTRAST.search(before))), "with": float(bool(_WITH.search(before))), "for": float(bool(_FOR.search(before))), "paren": float(bool(_PAREN.search(before))),
        "gap": min(300, abs(quantity.start - mention.end if mention.end <= quantity.start else mention.start - quantity.end)) / 100,
        "cue_gap": min(300, abs(anchor[0] - mention.end if mention.end <= anchor[0] else mention.start - anchor[1])) / 100,
    }


def _stroked(text: str, mentions: list[Mention]) -> list[Mention]:
    """"NiO/YSZ" written close together may be one composite."""
    return [
        Mention(first.start, second.end, text[first.start : second.end], "composite") for first, second in pairwise(mentions) if text[first.end : second.start] == "/"
    ]


_DEVICE = re.compile(
    r"\b(?:half[- ]?cells?|single[- ]cells?|symmetric(?:al)? cells?|(?:button|fuel|full|complete) cells?|(?:[\w/–-]+\s)?bi-?layers?|tri-?layers?|(?:asymmetric )?membranes?|assembl(?:y|ies)|anode supports?|anodes?|cathodes?|tapes?|laminates?|films?|composites?|(?:(?:composite|polymer|gel|hybrid|ceramic|solid|glass|single-ion|optimi[sz]ed|quasi-solid)(?:[- ]state)?\s){0,3}electrolytes?|hydrogels?|ionogels?|separators?)\b"
    r"(?!\s(?:parameter|volume|constant|performance|voltage|side|material|interfaces?|interphase|system|thickness|film|resistance))", re.I
)


def _devices(sentence: Sentence, quantity: Quantity) -> list[Mention]:
    """Cells, layers and stacks that a sentence names without their material."""
    return [
        Mention(m.start(), m.end(), m.group(), "device") for m in _DEVICE.finditer(sentence.block.text, sentence.start, sentence.end)
        if not any(o.start < m.end() and m.start() < o.end for o in sentence.materials)
    ][:3]


def _is_modified(mention: Mention) -> bool:
    return mention.kind == "composite" or bool(re.search(r"doped|substituted|stabili[sz]ed|modified|added|containing|\swith\s|\+", mention.text))


def _is_variant(mention: Mention, host: Mention) -> bool:
    """"SDC-Fe" beside "SDC"."""
    return len(host.text) > 2 and mention.text != host.text and bool(re.search(rf"(?<![A-Za-z0-9]){re.escape(host.text)}[-–\s]|[-–\s]{re.escape(host.text)}$", mention.text))


def _parts(paper: Paper, mention: Mention) -> frozenset[str]:
    """Elements that a material's formula or name holds."""
    formula = paper.formula_of(mention)
    parts = {element for element, _ in composition(formula) or ()} if formula else set()
    return frozenset(parts) | element_hints(mention.text) | frozenset(re.findall(r"[A-Z][a-z]?", mention.text))


#: Materials that stand in a sentence for another's sake: a by-product, what is lost or added in excess, the parts of a cell, a salt.
_MADE_BESIDE = re.compile(
    r"[-\s]?(?:\(\S+\)\s)?(?:impurit|(?:secondary |second |minor |main )?(?:phases?|peaks?|crystals?|particles?)\s(?:was|were|is|are|appear|form|precipit|could|can|coexist)|(?:was|were|is|are)\s(?:also\s)?(?:formed|detected|observed|precipitated|found|present)|"
    r"appear|formation|precipit|volatil|evapor|loss|excess|vapou?r|decompos|segregat)", re.I
)
_MADE_OF_BESIDE = re.compile(
    r"\b(?:formation of|formed|impurit\w+(?: phases?)?(?: of| such as| like)?|traces? of|excess(?: of)?|loss(?:es)? of|lost|volatili[sz]ation of|evaporation of|decompos\w+ (?:in)?to|precipitat\w+ of|phases? (?:of|such as|like)|contain(?:ed|s)?|amount of|presence of|appearance of|peaks? of|buried in|covered (?:with|by)|mainly)\s(?:the\s|an?\s|some\s|unwanted\s|minor\s)?$", re.I
)
_SALT = re.compile(r"T?FSI|PF6|ClO4|BF4|BOB|succinonitrile|carbonate\b", re.I)


def _stands_beside(where: Sentence, mention: Mention) -> dict[str, float]:
    text = where.block.text
    after, before = text[mention.end : mention.end + 48], text[max(where.start, mention.start - 48) : mention.start]
    return {
        "byproduct": float(bool(_MADE_BESIDE.match(after) or _MADE_OF_BESIDE.search(before))),
        "in_cell": float(in_cell(where, mention)), "electrode": float(is_electrode(where, mention)),
    }


def _coded(paper: Paper, mention: Mention) -> float:
    """1 for a code of a sample, -1 for another name in a paper that has codes, else 0."""
    known = paper.abbreviations.get(mention.text)
    if mention.kind == "label" or (known is not None and known.label):
        return 1.0
    return -1.0 if paper.has_codes else 0.0


def _own(paper: Paper, where: Sentence, mention: Mention, *, aside: bool = True) -> dict[str, float]:
    """What holds for the material wherever it stands."""
    ranked = [paper.key(m) for m in paper.main_materials]
    key = paper.key(mention)
    parts = composition(mention.formula) if mention.formula else None
    return {
        "aside": float(aside and paper.is_aside(where, mention)), "precursor": float(paper.is_precursor(mention)),
        "main": 1.0 / (1 + ranked.index(key)) if key in ranked else 0.0, "in_title": float(key in paper.title_materials),
        "elements": float(len(parts)) if parts else (4.0 if has_variable(mention.text) else 2.5),
        "open": float(mention.formula is None), "series": float(has_variable(mention.text)), "element": float(mention.formula in SYMBOLS),
        "label": float(mention.text in paper.abbreviations or mention.kind == "label"), "composite": float(mention.kind in ("composite", "mixture")),
        "code": _coded(paper, mention), "count": paper.count_of(mention) / 10,
        "electrode_elsewhere": float(key in paper.electrodes), "salt": float(bool(_SALT.search(mention.text))),
        **(_stands_beside(where, mention) if aside else {}),
    }
