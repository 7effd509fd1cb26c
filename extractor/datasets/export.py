"""Writes a dataset: one property's records, or all, as CSV, Parquet or JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from extractor.datasets.bibliography import bibtex
from extractor.errors import UsageError
from extractor.properties import load_properties
from extractor.records import Record
from extractor.store import Store
from extractor.store.queries import export_records

FORMATS = ("csv", "parquet", "jsonl")
#: Every property of a family in one table.
FAMILIES: dict[str, tuple[str, ...]] = {
    "thermal-interface": ("interfacial_thermal_resistance",),
    "conductivity": ("ionic_conductivity", "grain_conductivity", "grain_boundary_conductivity", "activation_energy"),
    "sintering": ("sintering_temperature", "sintering_time", "sintering_atmosphere", "sintering_pressure", "relative_density", "grain_size"),
}


def dataset_names() -> list[str]:
    return [*FAMILIES, *load_properties(), "all"]


def dataset_records(store: Store, dataset: str, min_confidence: float = 0.0) -> list[Record]:
    """Records of a dataset. Raises UsageError for a name that is none."""
    if dataset == "all":
        return list(export_records(store, None, min_confidence))
    names = FAMILIES.get(dataset) or ((dataset,) if dataset in load_properties() else None)
    if names is None:
        raise UsageError(f"{dataset}: no such dataset; there are {', '.join(dataset_names())}")
    return [record for name in names for record in export_records(store, name, min_confidence)]


def to_frame(records: Sequence[Record]) -> pd.DataFrame:
    """One row a record; a word stands in `word`, so that `value` is a number in every row."""
    return pd.DataFrame([_row(record) for record in records], columns=_COLUMNS)


_COLUMNS = [
    "property", "value", "word", "low", "high", "uncertainty", "comparator", "unit", "raw", "material", "formula", "compound_id", "side_a",
    "side_b", "sample", "temperature", "conditions", "method", "cited", "simulated", "confidence", "flags", "doi", "paper", "file", "evidence",
    "block", "start", "end", "page",
]


def _row(record: Record) -> dict[str, Any]:
    data = record.model_dump(exclude={"evidence", "source", "interface"})
    first = record.evidence[0]
    word = data["value"] if isinstance(data["value"], str) else None
    side_a, side_b = record.interface or (None, None)
    data.update(
        value=None if word is not None else data["value"], word=word, side_a=side_a, side_b=side_b,
        conditions=json.dumps(record.conditions, sort_keys=True, ensure_ascii=False), flags=",".join(record.flags), doi=record.source.doi, paper=record.source.paper,
        file=record.source.file, evidence=first.text, block=first.block, start=first.start, end=first.end, page=first.page,
    )
    return data


def export_dataset(store: Store, dataset: str, to: str, out: Path, min_confidence: float = 0.0) -> int:
    """Write a dataset to `out`, and its sources as BibTeX beside it (`out` with the suffix .bib); returns the number of rows.

    The same store gives the same bytes.
    """
    records = dataset_records(store, dataset, min_confidence)
    if to == "jsonl":
        out.write_text("".join(record.wire() + "\n" for record in records), encoding="utf-8")
    elif to == "csv":
        to_frame(records).to_csv(out, index=False, lineterminator="\n")
    elif to == "parquet":
        try:
            to_frame(records).astype({"page": "Int64", "value": "float64", "low": "float64", "high": "float64"}).to_parquet(out, index=False)
        except ImportError:
            raise UsageError("Parquet needs pyarrow: pip install 'kaimen[parquet]', or give --to csv") from None
    else:
        raise UsageError(f"{to}: no such format; there are {', '.join(FORMATS)}")
    out.with_suffix(".bib").write_text(bibtex(store, {record.source.paper for record in records}), encoding="utf-8")
    return len(records)
