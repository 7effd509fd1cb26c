"""Decisions on an earlier reading of a paper, found again in a new one.

A newer version may read a paper otherwise: a measurement's id is made of what it says and where. The decision that holds for a
measurement goes to the new one only if that says what was left standing, the accepted or corrected content or the rejected one;
or again what was corrected, which is then corrected alike. Other people's opinions go with it if they are on that content too.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from typing import Any

from extractor.store.corrections import apply

#: Of measurements that are gone, of each person the last decision that was not taken back, and what settled a conflict; none that was found again before.
_ORPHANS = """
WITH orphans AS (
  SELECT r.*, EXISTS (SELECT 1 FROM review_settlements s WHERE s.decision_id = r.id) AS settles FROM reviews r
  WHERE r.decision IN ('accept', 'edit', 'reject') AND NOT EXISTS (SELECT 1 FROM measurements m WHERE m.id = r.measurement_id)
    AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = r.id) {of_paper})
SELECT * FROM orphans WHERE id IN (SELECT max(id) FROM orphans GROUP BY measurement_id, reviewer, settles)
  AND id NOT IN (SELECT f.follows FROM reviews f WHERE f.follows IS NOT NULL {followed})
ORDER BY id
"""
_SAID = ("property", "material", "formula", "value", "word", "low", "high", "comparator", "temperature", "cited", "simulated", "side_a", "side_b")
_PLACE = ("block", "value_start", "value_end")


def orphans(connection: sqlite3.Connection, paper_id: str | None = None) -> list[dict[str, Any]]:
    """Decisions that stand on what no reading in the store says, of a paper or of all, the first one first."""
    of_paper, followed = ("AND r.paper_id = :paper", "AND f.paper_id = :paper") if paper_id else ("", "")
    return _rows(connection, _ORPHANS.format(of_paper=of_paper, followed=followed), {"paper": paper_id})


def reattach(connection: sqlite3.Connection, paper_id: str) -> None:
    """Repeat decisions whose measurement is gone on the measurement of the same evidence and content, if there is one.

    To be called in the transaction that wrote the paper.
    """
    by_measurement: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for orphan in orphans(connection, paper_id):
        by_measurement[orphan["measurement_id"]].append(orphan)
    if not by_measurement:
        return
    told = _rows(connection, "SELECT * FROM measurement_view WHERE paper_id = :paper AND state = 'pending'", {"paper": paper_id})
    for opinions in by_measurement.values():
        same = next((row for row in told if _repeated(opinions[-1], row)), None)
        if same is not None:
            told.remove(same)
            for opinion in opinions:
                _repeat(connection, opinion, same)
            apply(connection, same["id"])


def _repeat(connection: sqlite3.Connection, opinion: dict[str, Any], row: dict[str, Any]) -> None:
    decision = _repeated(opinion, row)
    if decision is None:
        return
    before = {**json.loads(opinion["before"]), **{name: row[name] for name in _PLACE}}
    after = opinion["after"] if decision == "edit" else "{}"
    cursor = connection.execute(
        "INSERT INTO reviews (measurement_id, paper_id, decision, reviewer, decided, before, after, reason, follows) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row["id"], row["paper_id"], decision, opinion["reviewer"], opinion["decided"], json.dumps(before, ensure_ascii=False, sort_keys=True), after, opinion["reason"], opinion["id"]),
    )
    if opinion["settles"]:
        connection.execute("INSERT INTO review_settlements (decision_id) VALUES (?)", (cursor.lastrowid,))


def _repeated(opinion: dict[str, Any], row: dict[str, Any]) -> str | None:
    """The decision on a measurement that repeats one on an earlier reading; None where that was on something else."""
    before, after = json.loads(opinion["before"]), json.loads(opinion["after"])
    if _is_same(row, {**before, **after}, before):
        return "reject" if opinion["decision"] == "reject" else "accept"
    return "edit" if opinion["decision"] == "edit" and _is_same(row, before, before) else None


def _is_same(row: dict[str, Any], wanted: dict[str, Any], before: dict[str, Any]) -> bool:
    """The same characters of the same sentence, and the same content."""
    here = row["evidence"] == before.get("evidence") and row["raw"] == before.get("raw")
    return here and all(row[name] == wanted.get(name) or (name == "material" and row["formula"] and row["formula"] == wanted.get("formula")) for name in _SAID)


def _rows(connection: sqlite3.Connection, sql: str, parameters: dict[str, object]) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
