"""Rows of a paper under another name: ids are made from the paper's name, so they are made anew."""

from __future__ import annotations

from dataclasses import fields, replace

from extractor.errors import StoreError
from extractor.store.rows import PaperRows, Row, _id, interface_key


def renamed(rows: PaperRows, paper_id: str) -> PaperRows:
    """The rows that the same paper would have had under this name.

    Raises StoreError if the ids of `rows` are not made as this version makes them.
    """
    old = rows.paper["id"]
    if old == paper_id:
        return rows
    names: dict[str, str] = {}
    sides = {row["id"]: row for row in rows.interfaces}
    first = {row["id"]: row for row in rows.evidence}

    def name(row: Row, key: tuple[str, str]) -> None:
        before, after = key
        if row["id"] != before:
            raise StoreError(f"{rows.paper['file']}: it needs a name of its own, {paper_id}, but its ids are another version's; ingest it anew")
        names[before] = after

    for row in rows.samples:
        name(row, _both(old, paper_id, row["name"], row["label"], row["formula"] or row["material"]))
    for row in rows.interfaces:
        sides_of = (row["side_a"], row["side_b"], row["interlayer"])
        name(row, (interface_key(old, *sides_of), interface_key(paper_id, *sides_of)))
    for row in rows.measurements:
        name(row, _both(old, paper_id, *_fact(row, first[row["evidence_id"]], sides.get(row["interface_id"]))))
    for row in rows.evidence:
        place = (row["block"], row["start"], row["value_start"], row["value_end"])
        key = row["measurement_id"]
        name(row, (_id(key, *place), _id(names[key], *place)))
    for row in rows.processing_steps:
        # where its word begins is in the id alone, and within its sentence
        starts = range(row["start"], row["end"] + 1)
        keys = (_both(old, paper_id, row["operation"], row["ordinal"], row["block"], start) for start in starts)
        name(row, next((key for key in keys if key[0] == row["id"]), ("", "")))
    tables = {field.name: getattr(rows, field.name) for field in fields(rows) if field.name != "paper"}
    return replace(rows, paper={**rows.paper, "id": paper_id}, **{table: [_row(row, names, paper_id) for row in told] for table, told in tables.items()})


def _both(old: str, new: str, *parts: object) -> tuple[str, str]:
    return _id(old, *parts), _id(new, *parts)


def _fact(row: Row, first: Row, sides: Row | None) -> tuple[object, ...]:
    """What a record's `fact_key` is made from, but the paper."""
    value = row["word"] if row["value"] is None else row["value"]
    interface = (sides["side_a"], sides["side_b"]) if sides else None
    numbers = [float(f"{number:.6g}") if isinstance(number, float) else number for number in (value, row["low"], row["high"], row["temperature"])]
    return (row["property"], *numbers[:3], row["comparator"], row["material"], interface, numbers[3], first["block"], first["value_start"], first["value_end"])


def _row(row: Row, names: dict[str, str], paper_id: str) -> Row:
    changed = {column: names[row[column]] for column in ("id", "measurement_id", "sample_id", "step_id", "interface_id", "evidence_id") if row.get(column) in names}
    return {**row, **changed, **({"paper_id": paper_id} if "paper_id" in row else {})}
