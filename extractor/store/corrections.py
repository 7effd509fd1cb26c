"""Corrections of people, written into the measurements, so that every index and view serves what holds now.

The decision itself is a row of `reviews`; what was extracted is kept in `extracted_values` for as long as an edit stands.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from extractor.store.meanings import compound_of, know, lay, lift
from extractor.store.rows import interface_key

#: What a person may correct, and its kind.
EDITABLE: dict[str, type] = {
    "property": str, "material": str, "formula": str, "label": str, "value": float, "word": str, "low": float, "high": float, "uncertainty": float,
    "comparator": str, "temperature": float, "method": str, "cited": bool, "simulated": bool, "side_a": str, "side_b": str, "interlayer": str,
}  # fmt: skip
#: Of these the columns that are the interface's, not the measurement's.
SIDES = ("side_a", "side_b", "interlayer")
#: The compound follows the material, the interface its sides.
_COLUMNS = (*(name for name in EDITABLE if name not in SIDES), "compound_id", "interface_id")


#: An accepted edit stays one; each edit was made on what the one before had left.
_STANDING_EDITS = """
SELECT r.after FROM reviews r
WHERE r.measurement_id = ? AND r.decision = 'edit' AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = r.id) ORDER BY r.id
"""


def apply_all(connection: sqlite3.Connection, paper_id: str) -> None:
    """Give all measurements of a paper that was written anew the values of the decisions that still stand."""
    sql = "SELECT DISTINCT r.measurement_id FROM reviews r JOIN measurements m ON m.id = r.measurement_id WHERE r.paper_id = ? AND r.decision = 'edit'"
    for (measurement_id,) in connection.execute(sql, (paper_id,)).fetchall():
        _edit(connection, paper_id, measurement_id)
    lay(connection, paper_id)


def apply(connection: sqlite3.Connection, measurement_id: str) -> None:
    """Give a measurement the values that hold: those of the standing edits in turn, over what was extracted.

    To be called in the transaction of the decision.
    """
    paper = connection.execute("SELECT paper_id FROM measurements WHERE id = ?", (measurement_id,)).fetchone()
    if paper is not None:
        lift(connection, paper[0])
        _edit(connection, paper[0], measurement_id)
        lay(connection, paper[0])


def extracted(connection: sqlite3.Connection, measurement_id: str) -> dict[str, Any]:
    """What was extracted, if edits hold instead now."""
    kept = connection.execute("SELECT said FROM extracted_values WHERE measurement_id = ?", (measurement_id,)).fetchone()
    return json.loads(kept[0]) if kept else {}


def _edit(connection: sqlite3.Connection, paper_id: str, measurement_id: str) -> None:
    names = (*_COLUMNS, *SIDES)
    sql = f"SELECT {', '.join(f'm.{name}' for name in _COLUMNS)}, {', '.join(f'i.{name}' for name in SIDES)} FROM measurements m LEFT JOIN interfaces i ON i.id = m.interface_id WHERE m.id = ?"
    current = dict(zip(names, connection.execute(sql, (measurement_id,)).fetchone(), strict=True))
    edits = connection.execute(_STANDING_EDITS, (measurement_id,)).fetchall()
    kept = extracted(connection, measurement_id)
    if not edits and not kept:
        return
    said = current | kept  # a store of an older schema kept no sides: nobody could correct them
    holds = dict(said)
    for (after,) in edits:
        holds |= json.loads(after)
    if not edits:
        connection.execute("DELETE FROM extracted_values WHERE measurement_id = ?", (measurement_id,))
    elif not kept:
        connection.execute("INSERT INTO extracted_values VALUES (?, ?)", (measurement_id, json.dumps(said, ensure_ascii=False, sort_keys=True)))
    if holds["compound_id"] is not None:
        know(connection, holds["compound_id"])
    if any(holds[name] != said[name] for name in SIDES):
        holds["interface_id"] = _interface(connection, paper_id, *(holds[name] for name in SIDES))
    connection.execute(f"UPDATE measurements SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?", (*(holds[name] for name in _COLUMNS), measurement_id))
    connection.execute(_DROP_UNUSED, {"paper": paper_id})


#: Interfaces that only an edit made which was taken back; those that were extracted stay where an edit holds instead.
_DROP_UNUSED = """
DELETE FROM interfaces WHERE paper_id = :paper AND id NOT IN (SELECT interface_id FROM measurements WHERE paper_id = :paper AND interface_id IS NOT NULL)
AND id NOT IN (SELECT json_extract(x.said, '$.interface_id') FROM extracted_values x JOIN measurements m ON m.id = x.measurement_id
               WHERE m.paper_id = :paper AND json_extract(x.said, '$.interface_id') IS NOT NULL)
"""


def _interface(connection: sqlite3.Connection, paper_id: str, side_a: str, side_b: str, interlayer: str | None) -> str:
    """The paper's interface of these sides, found or made."""
    key = interface_key(paper_id, side_a, side_b, interlayer)
    if connection.execute("SELECT 1 FROM interfaces WHERE id = ?", (key,)).fetchone() is None:
        compounds = (compound_of(connection, paper_id, side) for side in (side_a, side_b))
        connection.execute("INSERT INTO interfaces (id, paper_id, side_a, side_b, compound_a, compound_b, interlayer) VALUES (?, ?, ?, ?, ?, ?, ?)", (key, paper_id, side_a, side_b, *compounds, interlayer))
    return key
