"""A paper's rows into the store's tables, in a transaction that is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache

from extractor.store.corrections import apply_all
from extractor.store.merging import relate
from extractor.store.ranking import rank
from extractor.store.reattach import reattach
from extractor.store.rows import PaperRows, Row
from extractor.store.runs import now

#: Tables of a paper in an order that foreign keys allow; all but compounds and their identifiers belong to it alone.
_WRITE_ORDER = (
    "compounds", "compound_identifiers", "blocks", "compound_links", "samples", "interfaces", "processing_steps", "step_samples", "measurements", "sample_measurements", "evidence",
)  # fmt: skip
#: Of these the rows that another paper may have written already.
_SHARED = ("compounds", "compound_identifiers")
#: What goes before it is written anew; what hangs on these goes with them.
_OWNED = ("evidence", "measurements", "processing_steps", "interfaces", "samples", "compound_links", "extracted_links", "blocks")

#: References that SQLite would check at the end of a batch only, when it is too late to leave out just the paper that breaks them.
_DANGLING = """
SELECT 'evidence ' || e.id || ' is in no block of the paper' FROM evidence e
WHERE e.paper_id = :paper AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.paper_id = e.paper_id AND b.id = e.block)
UNION ALL SELECT 'evidence ' || e.id || ' is of no measurement' FROM evidence e
WHERE e.paper_id = :paper AND NOT EXISTS (SELECT 1 FROM measurements m WHERE m.id = e.measurement_id)
UNION ALL SELECT 'measurement ' || m.id || ' has no evidence' FROM measurements m
WHERE m.paper_id = :paper AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.id = m.evidence_id)
UNION ALL SELECT 'step ' || t.id || ' is in no block of the paper' FROM processing_steps t
WHERE t.paper_id = :paper AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.paper_id = t.paper_id AND b.id = t.block)
LIMIT 1
"""


def write_paper(connection: sqlite3.Connection, rows: PaperRows, run_id: int, version: str) -> None:
    """Write a paper; what it had before and has no more goes, and so does the row of an earlier failure to read this content.

    Raises sqlite3.Error if the rows cannot stand in the store.
    """
    paper_id, sha256, time = rows.paper["id"], rows.paper["sha256"], now()
    existing = connection.execute("SELECT sha256, version, run_id, ingested FROM papers WHERE id = ?", (paper_id,)).fetchone()
    unchanged = existing is not None and existing[:2] == (sha256, version) and _alike(connection, run_id, existing[2])
    run = (existing[2], existing[3]) if unchanged else (run_id, time)
    upsert_paper(connection, {**rows.paper, "status": "ok", "error": None, "version": version, "run_id": run[0], "ingested": run[1]})
    connection.execute("DELETE FROM papers WHERE sha256 = ? AND status != 'ok' AND id != ?", (sha256, paper_id))
    for table in _OWNED:
        connection.execute(f"DELETE FROM {table} WHERE paper_id = ?", (paper_id,))
    for table in _WRITE_ORDER:
        values: list[Row] = getattr(rows, table)
        if table == "compound_identifiers":
            values = [{**value, "retrieved": time} for value in values]
        if values:
            connection.executemany(_insert(table, tuple(values[0])), values)
    apply_all(connection, paper_id)
    relate(connection, paper_id)
    reattach(connection, paper_id)
    rank(connection, paper_id)
    if dangling := connection.execute(_DANGLING, {"paper": paper_id}).fetchone():
        raise sqlite3.IntegrityError(dangling[0])


def upsert_paper(connection: sqlite3.Connection, row: Row) -> None:
    """Write a row of `papers`; columns that are not given stay as they are."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name != "id")
    connection.execute(f"{_insert('papers', tuple(row))} ON CONFLICT (id) DO UPDATE SET {changes}", row)


def _alike(connection: sqlite3.Connection, *runs: int) -> bool:
    """Whether runs had the same models and components."""
    return len({connection.execute("SELECT models, components FROM runs WHERE id = ?", (run,)).fetchone() for run in runs}) == 1


@cache
def _insert(table: str, columns: Sequence[str]) -> str:
    ignore = "OR IGNORE " if table in _SHARED else ""
    return f"INSERT {ignore}INTO {table} ({', '.join(map(_quoted, columns))}) VALUES ({', '.join(f':{name}' for name in columns)})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
