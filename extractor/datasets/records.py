"""Generic tables: one row a record of one property, of a family of properties, or of all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from extractor.datasets.columns import ORIGIN, Column
from extractor.datasets.filters import Filters
from extractor.records import Record
from extractor.store import Store
from extractor.store.queries import export_records

#: Every property of a family in one table.
FAMILIES: dict[str, tuple[str, ...]] = {
    "conductivity": ("ionic_conductivity", "grain_conductivity", "grain_boundary_conductivity", "activation_energy"),
    "sintering": ("sintering_temperature", "sintering_time", "sintering_atmosphere", "sintering_pressure", "relative_density", "grain_size"),
}
COLUMNS: dict[str, Column] = {
    "property": Column("the property, as schemas/properties.md names it"),
    "value": Column("the value in the SI unit beside it", "float"),
    "word": Column("the value of a property that is told in words, such as an atmosphere"),
    "low": Column("lower bound", "float"),
    "high": Column("upper bound", "float"),
    "uncertainty": Column("uncertainty", "float"),
    "comparator": Column("= ~ < > <= >=: what the paper says of the value"),
    "unit": Column("SI unit of value, bounds and uncertainty"),
    "raw": Column("the value as written"),
    "material": Column("the material as told"),
    "formula": Column("its reduced formula"),
    "compound_id": Column("its compound"),
    "side_a": Column("film or upper side of an interface"),
    "side_b": Column("substrate or lower side of an interface"),
    "sample": Column("the sample's label"),
    "temperature": Column("temperature at which the value holds", "float", "K"),
    "conditions": Column("further conditions, as JSON"),
    "method": Column("how it was measured or calculated"),
    "cited": ORIGIN["cited"],
    "simulated": Column("calculated, not measured", "boolean"),
    "confidence": ORIGIN["confidence"],
    "flags": Column("what is doubtful about it, parted by commas"),
    "doi": ORIGIN["doi"],
    "paper": ORIGIN["paper"],
    "file": Column("file name of the paper"),
    "evidence": ORIGIN["evidence"],
    "block": Column("block of the paper that the evidence stands in"),
    "start": Column("first character of the evidence in its block", "integer"),
    "end": Column("character after the evidence", "integer"),
    "page": Column("page of the evidence", "integer"),
}


def records(store: Store, filters: Filters, properties: Sequence[str] | None) -> list[Record]:
    """Stored measurements as records on the wire, property by property; all properties for None."""
    where, parameters = filters.condition()
    return [record for name in properties or (None,) for record in export_records(store, name, where=where, parameters=parameters)]


def to_frame(found: Sequence[Record]) -> pd.DataFrame:
    """One row a record; a word stands in `word`, so that `value` is a number in every row."""
    return pd.DataFrame([_row(record) for record in found], columns=list(COLUMNS))


def _row(record: Record) -> dict[str, Any]:
    data = record.model_dump(exclude={"evidence", "source", "interface"})
    first = record.evidence[0]
    word = data["value"] if isinstance(data["value"], str) else None
    side_a, side_b = record.interface or (None, None)
    data.update(
        value=None if word is not None else data["value"], word=word, side_a=side_a, side_b=side_b,
        conditions=json.dumps(record.conditions, sort_keys=True, ensure_ascii=False), flags=",".join(record.flags) or None, doi=record.source.doi or None, paper=record.source.paper,
        file=record.source.file, evidence=first.text, block=first.block, start=first.start, end=first.end, page=first.page,
    )  # fmt: skip
    return data
