"""Facts in running text: a detected value with its material or interface and its conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from extractor.extraction.detect import Detection, detect, family
from extractor.extraction.footnotes import marked_row
from extractor.extraction.interfaces import BoundInterface, together
from extractor.extraction.linking import link_interface, link_material, stand_in
from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.series import member_of_series, series_by_variable
from extractor.extraction.temperatures import Temperature, is_temperature, kelvin, link_temperature
from extractor.extraction.together import listed_before, named_at_last, subjects
from extractor.language.materials import Mention
from extractor.properties import Property
from extractor.quantities import Quantity

#: How likely the row of a footnote's mark, or the member that "x = 0.2" names, is the owner.
NOTED = 0.85


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
    told_of = marked_row(paper, sentence)
    if told_of is not None:
        yield replace(fact, material=told_of, linked=NOTED, rules=[found.rule, "footnote"])
        return
    listed = listed_before(paper, sentence, quantity)
    if listed is not None:
        yield replace(fact, material=listed, linked=NOTED, rules=[found.rule, "list before"])
        return
    linked = link_material(paper, found)
    by_variable = series_by_variable(paper, sentence) if linked is None or linked.rule != "sentence" else None
    if by_variable is not None and (told := member_of_series(paper, sentence, quantity, by_variable)):
        yield replace(fact, material=told, linked=NOTED, rules=[found.rule, "variable"])
        return
    label = named_at_last(sentence, linked, paper)
    if label is not None and linked is not None:
        yield replace(fact, material=label, linked=linked.probability, rules=[found.rule, linked.rule])
        return
    for mention in subjects(paper, sentence, linked, quantity):
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
