"""Corrections of people, written into the measurements, so that every index and view serves what holds now.

The decision itself is a row of `reviews`; what was extracted is kept in `extracted_values` for as long as an edit stands.
"""

from __future__ import annotations

import json
import sqlite3

from extractor.store.rows import compound_row

#: What a person may correct, and its kind.
EDITABLE: dict[str, type] = {
    "property": str, "material": str, "formula": str, "label": str, "value": float, "word": str, "low": float, "high": float, "uncertainty": float,
    "comparator": str, "temperature": float, "method": str, "cited": bool, "simulated": bool,
}  # fmt: skip
#: The compound follows the material.
_COLUMNS = (*EDITABLE, "compound_id")


#: An accepted edit stays one; each edit was made on what the one before had left.
_STANDING_EDITS = """
SELECT r.after FROM reviews r
WHERE r.measurement_id = ? AND r.decision = 'edit' AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = r.id) ORDER BY r.id
"""


def apply_all(connection: sqlite3.Connection, paper_id: str) -> None:
    """Give all measurements of a paper that was written anew the values of the edits that still stand."""
    sql = "SELECT DISTINCT r.measurement_id FROM reviews r JOIN measurements m ON m.id = r.measurement_id WHERE r.paper_id = ? AND r.decision = 'edit'"
    for (measurement_id,) in connection.execute(sql, (paper_id,)).fetchall():
        apply(connection, measurement_id)


def apply(connection: sqlite3.Connection, measurement_id: str) -> None:
    """Give a measurement the values that hold: those of the standing edits in turn, over what was extracted.

    To be called in the transaction of the decision.
    """
    current = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM measurements WHERE id = ?", (measurement_id,)).fetchone()
    edits = connection.execute(_STANDING_EDITS, (measurement_id,)).fetchall()
    kept = connection.execute("SELECT said FROM extracted_values WHERE measurement_id = ?", (measurement_id,)).fetchone()
    if current is None or (not edits and kept is None):
        return
    said = json.loads(kept[0]) if kept else dict(zip(_COLUMNS, current, strict=True))
    holds = dict(said)
    for (after,) in edits:
        holds |= json.loads(after)
    if not edits:
        connection.execute("DELETE FROM extracted_values WHERE measurement_id = ?", (measurement_id,))
    elif kept is None:
        connection.execute("INSERT INTO extracted_values VALUES (?, ?)", (measurement_id, json.dumps(said, ensure_ascii=False, sort_keys=True)))
    if holds["compound_id"] is not None:
        _know(connection, holds["compound_id"])
    connection.execute(f"UPDATE measurements SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?", (*(holds[name] for name in _COLUMNS), measurement_id))


def _know(connection: sqlite3.Connection, compound_id: str) -> None:
    """A row for a compound that no paper named yet."""
    row = compound_row(compound_id)
    connection.execute(f"INSERT OR IGNORE INTO compounds ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
