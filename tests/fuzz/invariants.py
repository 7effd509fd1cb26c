"""What must hold of whatever is read, however hostile it was."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from extractor.ingest.work import Result
from extractor.plain import printable
from extractor.store.rows import PaperRows

STATUSES = frozenset(("ok", "empty", "corrupt", "encrypted", "image_only", "too_large", "too_slow", "unsupported", "unreadable"))
MAX_LINE = 520
#: In every file of passwords, and in no paper.
SECRET = "root:x:0:0"
_MARKS = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def faults(result: Result) -> Iterator[str]:
    """What is wrong with a result, a line each."""
    if result.status not in STATUSES:
        yield f"status {result.status}: {result.error[:300]}"
    if (result.status == "ok") != (result.rows is not None) or (result.status == "ok") != (not result.error):
        yield "neither rows nor a status"
    if "could not be read (" in result.error:
        yield f"a reader met what it had not foreseen: {result.error[-300:]}"
    if result.error:
        yield from _line(result.error)
    if result.rows is not None:
        yield from _rows(result.rows)


def _line(text: str) -> Iterator[str]:
    """An error is one line that a terminal may show as it is."""
    if len(text) > MAX_LINE:
        yield f"an error of {len(text)} characters: {text[:100]!r}"
    if "\n" in text or unsafe(text):
        yield f"an error that is no line for a terminal: {text[:200]!r}"


def unsafe(text: str) -> bool:
    """Whether a terminal would obey a text, or show it in another order."""
    return any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text) or bool(_MARKS.search(text))


def _rows(rows: PaperRows) -> Iterator[str]:
    blocks = {row["id"]: row["text"] for row in rows.blocks}
    known = {row["id"] for row in rows.measurements}
    for row in rows.evidence:
        text = blocks.get(row["block"], "")
        if text[row["start"] : row["end"]] != row["text"] or not row["start"] <= row["value_start"] < row["value_end"] <= row["end"]:
            yield f"evidence that is not in its block: {row['text'][:80]!r}"
        if row["measurement_id"] not in known:
            yield "evidence of nothing"
    for row in rows.processing_steps:
        if blocks.get(row["block"], "")[row["start"] : row["end"]] != row["text"]:
            yield f"a step's evidence that is not in its block: {row['text'][:80]!r}"
    for text in blocks.values():
        if SECRET in text:
            yield "a file of this machine was read"
        shown = printable(text, lines=True)
        if len(shown) != len(text) or unsafe(shown):
            yield f"printable leaves what a terminal obeys: {shown[:80]!r}"
    yield from _values(rows)


def _values(rows: PaperRows) -> Iterator[str]:
    """Every cell can be stored, and exported as JSON."""
    for table in ("compounds", "compound_identifiers", "blocks", "compound_links", "samples", "interfaces", "processing_steps", "measurements", "evidence"):
        for row in getattr(rows, table):
            yield from _row(table, row)
    yield from _row("paper", rows.paper)


def _row(table: str, row: dict[str, Any]) -> Iterator[str]:
    for column, value in row.items():
        if isinstance(value, float) and not math.isfinite(value):
            yield f"{table}.{column} is {value}"
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            yield f"{table}.{column} is no integer of a store"
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError:
                yield f"{table}.{column} holds a lone surrogate"
            if "\x00" in value:
                yield f"{table}.{column} holds a NUL"
    try:
        json.dumps(row, allow_nan=False)
    except (TypeError, ValueError) as error:
        yield f"{table} is no JSON: {error}"
