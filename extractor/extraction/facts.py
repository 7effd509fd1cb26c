"""Facts in running text: a detected value with its material or interface and its conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from extractor.extraction.bind import coordinated, runs
from extractor.extraction.detect import Detection, detect, family
from extractor.extraction.interfaces import BoundInterface, together
from extractor.extraction.linking import Linked, link_interface, link_material, stand_in
from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.series import member_of_series
from extractor.extraction.temperatures import Temperature, is_temperature, kelvin, link_temperature
from extractor.language.materials import Mention
from extractor.properties import Property
from extractor.quantities import Quantity


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
    #: Probabilities: that the value is one of the property, that it is the material's or interface's own.
    detected: float = 1.0
    linked: float = 1.0
    #: and that it holds for the temperature given, or for none
    conditioned: float = 1.0
    rules: list[str] = field(default_factory=list)


def find_facts(paper: Paper, properties: Iterable[Property]) -> Iterator[Fact]:
    """All facts of the paper's prose, in reading order."""
    detections = list(detect(paper, properties))
    spent = {(d.sentence.index, d.start): d.probability for d in detections if d.property.unit == "K"}
    for detection in detections:
        yield from _with_subject(paper, detection, spent)


def _with_subject(paper: Paper, found: Detection, spent: Mapping[tuple[int, int], float]) -> Iterator[Fact]:
    quantity, sentence, declared = stand_in(found), found.sentence, found.property
    fact = Fact(
        declared, sentence, found.start, found.end, found.quantity, found.word,
        raw=found.quantity.raw if found.quantity else sentence.block.text[found.start : found.end], detected=found.probability,
    )
    if "temperature" in declared.conditions:
        chosen = link_temperature(paper, sentence, quantity, family(declared))
        fact.temperature, fact.conditioned = chosen.temperature, chosen.probability
        process = _spent_on_process(sentence, chosen.temperature, spent)
        if process is not None:
            fact.temperature, fact.conditioned = None, process
    if declared.belongs_to == "interface":
        for pair in _interfaces(paper, found):
            yield replace(fact, interface=pair, linked=pair.certainty if pair else 0.0, rules=[found.rule, pair.rule if pair else "no interface"])
        return
    linked = link_material(paper, found)
    for mention in _subjects(paper, sentence, linked, quantity):
        member = member_of_series(paper, sentence, quantity, mention) if mention else None
        yield replace(fact, material=member or mention, linked=linked.probability if linked else 0.0, rules=[found.rule, linked.rule if linked else "no material"])


def _spent_on_process(sentence: Sentence, temperature: Temperature | None, spent: Mapping[tuple[int, int], float]) -> float | None:
    """How likely a sentence's temperature is one of sintering alone, which no measurement was made at; None if told otherwise.

    "97 % and 2 × 10−4 S/cm at 700 °C" of a sentence on the sintering temperature says nothing of the temperature of measurement.
    """
    if temperature is None or temperature.inherited:
        return None
    told = [spent.get((sentence.index, q.start)) for q in sentence.quantities if is_temperature(q) and kelvin(q) == temperature]
    likely = [p for p in told if p is not None]
    return min(likely) if told and len(likely) == len(told) else None


def _interfaces(paper: Paper, found: Detection) -> list[BoundInterface | None]:
    """One interface, or all of "A/B, A/C and A/D" where the sentence gives them one value."""
    sentence, quantity = found.sentence, stand_in(found)
    bound = link_interface(paper, found)
    if bound is None or bound.rule != "sentence":
        return [bound]
    same = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality]
    if len(same) > 1:
        return [bound]
    return [BoundInterface(pair, bound.certainty, bound.rule) for pair in together(sentence, bound.interface)]


_RESPECTIVELY = re.compile(r"\b(?:respectively|in (?:this|that|the same) (?:order|sequence))\b", re.I)
_COLLECTIVE = re.compile(
    r"\b(?:[Bb]oth|[Aa]ll|[Ee]ach|these|those|[Tt]he (?:two|three|four|five))\s(?:(?:of the|the|three|two|four|sintered|dense|green)\s)*(?:samples?|pellets?|ceramics?|specimens?|compositions?|materials?|compounds?|electrolytes?|discs?|bars?|bod(?:y|ies)|members|titanates|zirconates|oxides|powders|compacts)\b"
    r"|^(?:Both|They|All) (?:were|was|had|could|have|are)\b|^Both\b"
)
#: No more materials than this share one value told of "all samples".
MOST_TOGETHER = 5


def _subjects(paper: Paper, sentence: Sentence, linked: Linked | None, quantity: Quantity) -> list[Mention | None]:
    """One material, or all of "A and B" or "both samples" where one value is told of them together."""
    if linked is None:
        return [None]
    members = [q for q in sentence.quantities if q.group == quantity.group]
    if len(members) == 1 and linked.rule == "sentence":
        together = coordinated(sentence, linked.mention)
        if 2 <= len(together) <= MOST_TOGETHER and _shared(sentence, together, quantity):
            return list(together)
        named = [m for m in sentence.materials if m.end <= quantity.start and not paper.is_aside(sentence, m)]
        if len(named) > 1 and re.search(r"\bboth\b", sentence.block.text[named[-1].end : quantity.start]):
            return list(named[-2:])  # "(a) A (x = 0.1) and (b) B (x = 0.2), both sintered at …"
    if len(members) == 1 and linked.rule in ("before", "paper") and _COLLECTIVE.search(sentence.text):
        for earlier in paper.previous(sentence, 4):
            run = next((run for run in runs(earlier.block.text, earlier.materials) if 2 <= len(run) <= MOST_TOGETHER and any(paper.key(m) == paper.key(linked.mention) for m in run)), None)
            if run is not None:
                return list(run)
        labels = _labels(paper)
        if re.search(r"\b[Aa]ll\b", sentence.text) and 2 <= len(labels) <= MOST_TOGETHER and linked.mention.kind == "label":
            return list(labels)
    return [linked.mention]


@lru_cache(1)
def _labels(paper: Paper) -> tuple[Mention, ...]:
    """The samples that a paper names by labels, the first mention of each."""
    return tuple({m.text: m for s in reversed(paper.sentences) for m in reversed(s.materials) if m.kind == "label"}.values())


def _shared(sentence: Sentence, together: list[Mention], quantity: Quantity) -> bool:
    """Whether a value is told of all materials of one "A and B", not of one of them."""
    text = sentence.block.text
    same = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality]
    before = text[max(sentence.start, together[0].start - 24) : together[0].start]
    if re.search(r"\b(?:both|all|each of)\b", before, re.I):
        return True
    if _RESPECTIVELY.search(text[together[-1].end : sentence.end]):
        # "sintered at 1000 °C and reached 92, 93 and 95 % for A, B and C, respectively"
        return len(same) == 1
    first, last = together[0], together[-1]
    if last.end <= quantity.start:
        return not any(last.end <= q.start and q.end <= quantity.start for q in same) and not re.search(r"[;]|\bwhereas\b|\bwhile\b", text[last.end : quantity.start])
    if first.start >= quantity.end:
        return bool(re.match(r"\s?(?:for|of|in)\s(?:the\s)?(?:\w+\s){0,2}$", text[quantity.end : first.start]))
    return False
