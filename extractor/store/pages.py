"""What Datasette shows of a store: descriptions and units of columns, facets, labels, the common questions."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from extractor.store.database import Store
from extractor.store.dictionary import Column, Relation, load_dictionary

#: Where files that the pages need are served (no store may be called so), and where they lie.
STATIC = ("static-of-kaimen", Path(__file__).parent / "static")
_QUESTIONS = Path(__file__).parent / "questions.yaml"
#: What people narrow a list by.
_FACETS = {
    "measurement_view": ["property", "state", "cited", "simulated", "method"],
    "conductivity_view": ["property", "formula", "cited", "method"],
    "interface_view": ["side_a", "side_b", "method", "simulated"],
    "sintering_view": ["operation", "method", "atmosphere", "formula"],
    "sample_view": ["formula", "sintering_method", "sintering_atmosphere"],
    "measurements": ["property", "cited", "simulated"],
    "processing_steps": ["operation", "method", "atmosphere"],
    "papers": ["status", "reader", "year", "journal"],
    "compound_links": ["method", "chosen"],
    "compound_identifiers": ["database"],
}
#: What stands for a row where another table refers to it.
_LABELS = {"papers": "title", "compounds": "id", "samples": "material", "measurements": "raw", "processing_steps": "operation"}
#: Where people start, and what they call it.
_START = {"sample_view": "Samples", "conductivity_view": "Conductivities", "interface_view": "Interfaces", "sintering_view": "Sintering", "measurement_view": "All measurements", "papers": "Papers"}
#: Tables that only carry others.
_HIDDEN = ("step_samples", "sample_measurements", "sample_measurement_view", "compound_lookups")


@cache
def questions() -> dict[str, dict[str, Any]]:
    """The common questions by name: title, description, SQL, example parameters."""
    return dict(yaml.safe_load(_QUESTIONS.read_text(encoding="utf-8")))


def metadata(database: str) -> dict[str, Any]:
    """Datasette's metadata for a store whose file is called `database` (without its suffix)."""
    empty = Store.open(":memory:")
    tables = {name: _table(name, relation, [column[0] for column in empty.db.execute(f"SELECT * FROM {name} LIMIT 0").description]) for name, relation in load_dictionary().items()}
    empty.close()
    queries = {name: {"title": q["title"], "description": q["description"], "sql": q["sql"], "params": list(q.get("parameters", {}))} for name, q in questions().items()}
    start = " ".join(f'<a href="/{database}/{name}">{title}</a>' for name, title in _START.items())
    return {
        "title": "Kaimen",
        "description": "Measured values from papers, in SI units, each with the sentence that it came from.",
        "extra_css_urls": [f"/{STATIC[0]}/kaimen.css"],
        "databases": {database: {"description_html": f'<p class="start">{start}</p>', "tables": tables, "queries": queries}},
    }


def _table(name: str, relation: Relation, columns: list[str]) -> dict[str, Any]:
    table: dict[str, Any] = {
        "description": relation.description,
        "columns": {column: _meaning(relation.columns[column]) for column in columns},
        "facets": _FACETS.get(name, []),
        "hidden": name in _HIDDEN,
    }
    if name in _LABELS:
        table["label_column"] = _LABELS[name]
    if name == "evidence":
        table.update(fts_table="evidence_fts", fts_pk="number")
    return table


def _meaning(column: Column) -> str:
    return f"{column.description} [{column.unit}]" if column.unit not in (None, "1") else column.description
