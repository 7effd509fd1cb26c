"""Decisions on an earlier reading of a paper, found again in a new one.

A newer version may read a paper otherwise: a measurement's id is made of what it says and where. A decision holds for the
new reading only if that says what the decision left standing: the accepted or corrected content, or the rejected one.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

_ORPHANS = """
SELECT r.* FROM decision_view r
WHERE r.paper_id = ? AND NOT EXISTS (SELECT 1 FROM measurements m WHERE m.id = r.measurement_id)
"""
_SAID = ("property", "material", "formula", "value", "word", "low", "high", "comparator", "temperature", "cited", "simulated", "side_a", "side_b")


def reattach(connection: sqlite3.Connection, paper_id: str) -> None:
    """Repeat decisions whose measurement is gone on the measurement of the same evidence and content, if there is one.

    To be called in the transaction that wrote the paper.
    """
    orphans = _rows(connection, _ORPHANS, (paper_id,))
    if not orphans:
        return
    told = _rows(connection, "SELECT * FROM measurement_view WHERE paper_id = ? AND state = 'pending'", (paper_id,))
    for orphan in orphans:
        before = json.loads(orphan["before"])
        wanted = {**before, **json.loads(orphan["after"])}
        same = next((row for row in told if _is_same(row, wanted, before)), None)
        if same is not None:
            told.remove(same)
            decision = "reject" if orphan["decision"] == "reject" else "accept"
            connection.execute(
                "INSERT INTO reviews (measurement_id, paper_id, decision, reviewer, decided, before, reason, follows) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (same["id"], paper_id, decision, orphan["reviewer"], orphan["decided"], orphan["before"], orphan["reason"], orphan["id"]),
            )


def _is_same(row: dict[str, Any], wanted: dict[str, Any], before: dict[str, Any]) -> bool:
    """The same characters of the same sentence, and the same content."""
    here = row["evidence"] == before.get("evidence") and row["raw"] == before.get("raw")
    return here and all(row[name] == wanted.get(name) or (name == "material" and row["formula"] and row["formula"] == wanted.get("formula")) for name in _SAID)


def _rows(connection: sqlite3.Connection, sql: str, parameters: tuple[object, ...]) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
