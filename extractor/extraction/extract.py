"""Facts of text and tables become records: SI values, evidence, confidence, one record a fact."""

from __future__ import annotations

import math
import re

from extractor.document import Document
from extractor.extraction.conditions import is_cited, is_simulated, method_of
from extractor.extraction.facts import Fact, find_facts
from extractor.extraction.paper import Paper
from extractor.extraction.tables import find_table_facts
from extractor.properties import Property, load_properties
from extractor.quantities import Quantity, convert
from extractor.quantities.units import is_inverse
from extractor.records import Comparator, Evidence, Record, Source

_MIRRORED: dict[str, Comparator] = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
#: What an unusual sign of trouble leaves of the confidence.
_FLAG_COST = {"flattened_exponent": 0.5, "shared_exponent": 0.6, "implausible": 0.3, "replacement_character": 0.4}


def extract_records(document: Document, properties: dict[str, Property] | None = None) -> list[Record]:
    """All records of a document, in reading order; a fact told twice is one record.

    A pure function of the document, the property declarations and the package's version.
    """
    declared = list((properties or load_properties()).values())
    paper = Paper(document)
    records = [record for fact in find_facts(paper, declared) if (record := _record(paper, fact))]
    records.extend(find_table_facts(paper, declared))
    return _merge(records)


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
    if "\ufffd" in block.text[fact.start : fact.end]:
        flags.append("replacement_character")
    conditions: dict[str, object] = {}
    kelvin = None
    if fact.temperature is not None:
        kelvin = fact.temperature.kelvin
        if fact.temperature.assumed:
            conditions["temperature_assumed"] = True
        if kelvin is None:
            conditions["temperature_range"] = [fact.temperature.low, fact.temperature.high]
    sides = list(fact.interface.interface.sides) if fact.interface else None
    if fact.interface and fact.interface.interface.interlayer:
        conditions["interlayer"] = fact.interface.interface.interlayer
    confidence = fact.certainty * math.prod(_FLAG_COST.get(flag, 1.0) for flag in flags)
    material = fact.material.text if fact.material else ("/".join(sides) if sides else None)
    label = fact.material.text if fact.material and fact.material.text in paper.abbreviations else None
    return Record(
        property=fact.property.name, value=value, low=low, high=high, uncertainty=uncertainty, comparator=comparator,
        unit=fact.property.unit, raw=fact.raw, material=material,
        formula=fact.material.formula if fact.material else None, interface=sides,
        sample=label if label and any(c.isdigit() for c in label) else None, temperature=kelvin, conditions=conditions,
        method=method_of([sentence.text, block.text]) if "temperature" in fact.property.conditions else None,
        cited=is_cited(sentence, fact.start, fact.end), simulated=is_simulated(sentence, fact.start),
        confidence=round(min(1.0, confidence), 3), flags=flags, source=source_of(paper.document),
        evidence=[
            Evidence(
                text=sentence.text, block=block.id, start=sentence.start, end=sentence.end, page=block.page,
                boxes=list(block.boxes), value_start=fact.start, value_end=fact.end, rule="+".join(fact.rules),
            )
        ],
    )


def source_of(document: Document) -> Source:
    return Source(paper=document.paper_id, doi=document.metadata.doi, file=document.file)


def si_values(
    quantity: Quantity, unit: str
) -> tuple[float | None, float | None, float | None, float | None, Comparator] | None:
    """Value, range, uncertainty and comparator in `unit`; None if a reciprocal does not exist.

    A conductance becomes its resistance: ends of a range change places, < becomes >, and the
    uncertainty keeps its relative size (first order).
    """
    inverse = is_inverse(quantity.pint_unit, unit)
    try:
        value = _si(quantity.value, quantity, unit)
        low, high = _si(quantity.low, quantity, unit), _si(quantity.high, quantity, unit)
    except ZeroDivisionError:
        return None
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    uncertainty = None
    if quantity.uncertainty is not None and quantity.value:
        if inverse and value is not None:
            uncertainty = abs(value * quantity.uncertainty / quantity.value)
        else:
            uncertainty = _rounded(convert(quantity.uncertainty, _difference(quantity.pint_unit), unit))
    comparator: Comparator = quantity.comparator  # type: ignore[assignment]
    return value, low, high, uncertainty, _MIRRORED.get(comparator, comparator) if inverse else comparator


def _difference(pint_unit: str) -> str:
    return "delta_degC ** 1" if pint_unit == "degC ** 1" else pint_unit


def _si(value: float | None, quantity: Quantity, unit: str) -> float | None:
    return None if value is None else _rounded(convert(value, quantity.pint_unit, unit))


def _rounded(value: float) -> float:
    """Twelve digits, so that 0.32 mS/cm is 0.032 S/m and not 0.031999999999999994."""
    return float(f"{value:.12g}")


def _merge(records: list[Record]) -> list[Record]:
    """The same fact told again becomes further evidence of the record that stands first."""
    merged: dict[tuple[object, ...], Record] = {}
    for record in records:
        key = _same_fact(record)
        known = merged.get(key)
        if known is None:
            merged[key] = record
        elif all(e.block != record.evidence[0].block or e.value_start != record.evidence[0].value_start for e in known.evidence):
            known.evidence.extend(record.evidence)
            known.confidence = max(known.confidence, record.confidence)
            known.cited = known.cited and record.cited
    return list(merged.values())


def _same_fact(record: Record) -> tuple[object, ...]:
    return (
        record.property, record.value, record.low, record.high, record.formula or _spelled(record.material or ""),
        tuple(_spelled(side) for side in record.interface or ()), record.temperature, record.sample,
    )


def _spelled(name: str) -> str:
    """One spelling of a name's dashes and blanks."""
    return re.sub(r"[\s−–‐‒-]+", "-", name).lower()
