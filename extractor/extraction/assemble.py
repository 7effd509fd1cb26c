"""Facts of text and tables become records: SI values, evidence, confidence, one record a fact."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, replace

from extractor.compounds.link import Linker
from extractor.compounds.phases import phase_beside
from extractor.document import Document
from extractor.extraction.conditions import is_cited, method_of
from extractor.extraction.confidence import calibrated
from extractor.extraction.facts import Fact, find_facts
from extractor.extraction.paper import Paper
from extractor.extraction.retold import fold_retellings, fold_samples
from extractor.extraction.routes import find_routes
from extractor.extraction.samples import assign_samples
from extractor.extraction.simulated import is_simulated
from extractor.extraction.tables import find_table_facts
from extractor.extraction.values import OCR_COST, repairs_in, si_values, source_of
from extractor.language.materials import Mention
from extractor.properties import Property, load_properties
from extractor.records import Comparator, Evidence, ProcessingStep, Record

#: What an unusual sign of trouble leaves of the confidence.
_FLAG_COST = {"flattened_exponent": 0.5, "shared_exponent": 0.6, "implausible": 0.3, "replacement_character": 0.2, "run_on": 0.4, "ocr": OCR_COST}
#: An unsure character so near behind a value may belong to its exponent or unit.
UNSURE_REACH = 4
#: Likelihood below which a record is not told: of held-out ones so unlikely, one in ten was right and the others were mostly given
#: to the wrong owner. What has no owner at all stays.
LEAST = 0.2
#: A "sentence" longer than this, or with more quantities, is a table or list that lost its layout.
RUN_ON, RUN_ON_QUANTITIES = 800, 16


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a paper tells: its facts, and the steps by which its samples were made."""

    records: tuple[Record, ...]
    steps: tuple[ProcessingStep, ...] = ()


def extract(document: Document, properties: dict[str, Property] | None = None) -> Extraction:
    """All records of a document, in reading order, a fact told twice as one; and its processing steps.

    A pure function of the document, the property declarations and the package's version.
    """
    return extract_from(Paper(document), properties)


def extract_from(paper: Paper, properties: dict[str, Property] | None = None) -> Extraction:
    """As `extract`, of a paper whose language is analysed already."""
    records = records_of(paper, list((properties or load_properties()).values()))
    return Extraction(tuple(records), tuple(find_routes(paper, records)))


def extract_records(document: Document, properties: dict[str, Property] | None = None) -> list[Record]:
    """The records alone."""
    return records_of(Paper(document), list((properties or load_properties()).values()))


def records_of(paper: Paper, declared: list[Property]) -> list[Record]:
    """All records of an analysed paper."""
    records = raw_records(paper, declared)
    for record, confidence in zip(records, calibrated(records), strict=True):
        cost = math.prod(_FLAG_COST.get(flag, 1.0) for flag in record.flags) if record.evidence[0].rule != "table" else 1.0
        record.confidence = round(confidence * cost, 3)
    told_once = merge(records)
    assign_samples(paper, told_once)
    told_once = fold_samples(told_once)
    linker = Linker(block.text for block in paper.document.blocks)
    for record in told_once:
        if record.material and not record.interface:
            record.compound_id = linker.chosen(record.material, record.formula, record.conditions.get("phase"))
    return told_once


def raw_records(paper: Paper, declared: list[Property]) -> list[Record]:
    """One record a telling; the confidence is the product of what each step says, not yet calibrated."""
    records = [record for fact in find_facts(paper, declared) if (record := _record(paper, fact)) and (record.confidence >= LEAST or not record.material)]
    records.extend(find_table_facts(paper, declared))
    return records


def _record(paper: Paper, fact: Fact) -> Record | None:
    sentence, block = fact.sentence, fact.sentence.block
    flags = list(fact.quantity.flags) if fact.quantity else []
    value: float | str | None = fact.word
    low = high = uncertainty = None
    comparator: Comparator = "="
    if fact.quantity is not None and fact.property.unit is not None:
        converted = si_values(fact.quantity, fact.property.unit)
        if converted is None:
            return None
        value, low, high, uncertainty, comparator = converted
        if not all(fact.property.is_plausible(v) for v in (value, low, high) if isinstance(v, float)):
            flags.append("implausible")
    if sentence.end - sentence.start > RUN_ON or len(sentence.quantities) > RUN_ON_QUANTITIES:
        flags.append("run_on")
    if "\ufffd" in block.text[max(0, fact.start - 2) : fact.end + UNSURE_REACH]:
        flags.append("replacement_character")
    if block.ocr:
        flags.append("ocr")
    conditions = fact.temperature.conditions if fact.temperature else {}
    sides = list(fact.interface.interface.sides) if fact.interface else None
    if fact.interface and fact.interface.interface.interlayer:
        conditions["interlayer"] = fact.interface.interface.interlayer
    if fact.material in sentence.materials and (phase := phase_beside(block.text, fact.material.start, fact.material.end)):
        conditions["phase"] = phase
    confidence = fact.detected * fact.linked * fact.conditioned
    named, label = _material_and_label(paper, fact.material)
    page, boxes = block.where(sentence.start, sentence.end, fact.start)
    return Record(
        property=fact.property.name, value=value, low=low, high=high, uncertainty=uncertainty, comparator=comparator,
        unit=fact.property.unit, raw=fact.raw, material="/".join(sides) if sides else (named.text if named else None),
        formula=paper.formula_of(named) if named else None, interface=sides, sample=label, temperature=fact.temperature.told if fact.temperature else None, conditions=conditions,
        method=method_of([sentence.text, block.text]) if "temperature" in fact.property.conditions else None,
        cited=is_cited(paper, sentence, fact.start, fact.end, fact.property), simulated=is_simulated(paper, sentence, fact.start, fact.end, fact.property),
        confidence=round(min(1.0, confidence), 3), flags=flags, source=source_of(paper.document),
        evidence=[
            Evidence(
                text=sentence.text, block=block.id, start=sentence.start, end=sentence.end, page=page,
                boxes=list(boxes), value_start=fact.start, value_end=fact.end, rule="+".join(fact.rules), repairs=repairs_in(paper.document, block, sentence.start, sentence.end),
            )
        ],
    )


def _material_and_label(paper: Paper, mention: Mention | None) -> tuple[Mention | None, str | None]:
    """The material of a record, and the sample's label where the paper speaks of it by one."""
    if mention is None:
        return None, None
    known = paper.abbreviations.get(mention.text)
    if known is not None and known.label:
        return replace(mention, text=known.long, formula=known.formula), mention.text
    labelled = mention.kind == "label" or (known is not None and any(c.isdigit() for c in mention.text))
    return mention, mention.text if labelled else None


def merge(records: list[Record]) -> list[Record]:
    """The same fact told again becomes further evidence of the record that stands first."""
    merged: dict[tuple[object, ...], Record] = {}
    places: dict[tuple[object, ...], set[tuple[str, int]]] = {}
    for record in records:
        key = _same_fact(record)
        known = merged.get(key)
        if known is None:
            merged[key] = record
            places[key] = _places(record)
        elif places[key].isdisjoint(_places(record)):
            places[key] |= _places(record)
            known.evidence.extend(record.evidence)
            known.confidence = max(known.confidence, record.confidence)
            known.cited = known.cited and record.cited
    return fold_retellings(_fold_retold(list(merged.values())))


def _places(record: Record) -> set[tuple[str, int]]:
    return {(piece.block, piece.value_start) for piece in record.evidence}


def _fold_retold(records: list[Record]) -> list[Record]:
    """A value whose material was only guessed, and that the paper gives elsewhere for a material it
    names, is that fact told again.
    """
    kept: list[Record] = []
    # round numbers that many samples share, such as sintering temperatures, tell nothing
    named: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        if not _is_guessed(record) and not record.property.startswith("sintering"):
            named[_number(record)].append(record)
    for record in records:
        alike = named.get(_number(record), ()) if _is_guessed(record) else ()
        original = next((r for r in alike if record.temperature in (None, r.temperature)), None)
        if original is None:
            kept.append(record)
        else:
            original.evidence.extend(record.evidence)
    return kept


def _is_guessed(record: Record) -> bool:
    return record.evidence[0].rule.rpartition("+")[2] in ("before", "paper", "no material")


def _number(record: Record) -> tuple[object, ...]:
    return record.property, record.value, record.low, record.high


def _same_fact(record: Record) -> tuple[object, ...]:
    return (
        record.property, record.value, record.low, record.high, record.formula or _spelled(record.material or ""),
        tuple(_spelled(side) for side in record.interface or ()), record.temperature, record.sample,
    )


def _spelled(name: str) -> str:
    """One spelling of a name's dashes and blanks."""
    return re.sub(r"[\s−–‐‒-]+", "-", name).lower()
