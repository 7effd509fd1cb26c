"""Decisions of people on what a name in a paper means. They hold for all that the paper tells of that name, and are only ever added."""

from __future__ import annotations

import sqlite3
from typing import Any

from extractor.compounds.formula import reduced_formula
from extractor.compounds.link import CHOSEN_SCORE, candidates
from extractor.compounds.registry import registry
from extractor.errors import UsageError
from extractor.store.database import Store
from extractor.store.decisions import undo
from extractor.store.faults import explain
from extractor.store.meanings import lay, lift
from extractor.store.merging import relate
from extractor.store.runs import now

#: What a person writes for a name that means no compound which can be named.
NONE = "none"
_KNOWN = """
SELECT 1 FROM compound_links WHERE paper_id = :paper AND mention = :mention UNION ALL SELECT 1 FROM measurements WHERE paper_id = :paper AND material = :mention
UNION ALL SELECT 1 FROM samples WHERE paper_id = :paper AND material = :mention UNION ALL SELECT 1 FROM interfaces WHERE paper_id = :paper AND :mention IN (side_a, side_b)
"""
_LAST = """
SELECT * FROM link_decisions d WHERE d.reviewer = ? AND d.decision = 'link' AND NOT EXISTS (SELECT 1 FROM link_decisions u WHERE u.undoes = d.id) ORDER BY d.id DESC LIMIT 1
"""
_LAST_REVIEW = """
SELECT max(r.id) FROM reviews r WHERE r.reviewer = ? AND r.decision != 'undo' AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = r.id)
"""
_AFTER = "(SELECT COALESCE(max(id), 0) FROM reviews)"


def meant(store: Store, text: str) -> str | None:
    """The compound that a person names by its id, its formula or a name that is known; None for "none".

    Raises UsageError if it is none of these.

    >>> store = Store.open(":memory:")
    >>> meant(store, "Li14La6Zr4O24"), meant(store, "sapphire"), meant(store, "none")
    ('Li7La3Zr2O12', 'Al2O3-alpha', None)
    """
    text = text.strip()
    if text.lower() == NONE:
        return None
    if registry().get(text) is not None or store.db.conn.execute("SELECT 1 FROM compounds WHERE id = ?", (text,)).fetchone():
        return text
    best = next(iter(candidates(text, reduced_formula(text))), None)
    if best is None or best.score < CHOSEN_SCORE:
        raise UsageError(f"{text!r} is no compound; write a formula (Li7La3Zr2O12), a known name (`kaimen registry show NAME`) or none")
    return best.compound_id


def link(store: Store, paper_id: str, mention: str, compound: str, reviewer: str, *, reason: str = "") -> int:
    """Say what a name of a paper means (see `meant`); returns the decision's number.

    Raises UsageError for a name that the paper does not have or a text that names no compound.
    """
    connection = store.db.conn
    if connection.execute(_KNOWN, {"paper": paper_id, "mention": mention}).fetchone() is None:
        raise UsageError(f"{mention!r}: no such material in {paper_id}; `kaimen review --links` lists uncertain names")
    compound_id = meant(store, compound)
    sql = f"""INSERT INTO link_decisions (paper_id, mention, decision, compound_id, reviewer, decided, before, reason, after_review)
              VALUES (?, ?, 'link', ?, ?, ?, (SELECT compound_id FROM compound_links WHERE paper_id = ? AND mention = ? AND chosen), ?, {_AFTER})"""
    try:
        with store.transaction():
            cursor = connection.execute(sql, (paper_id, mention, compound_id, reviewer, now(), paper_id, mention, reason))
            _follow(connection, paper_id)
    except sqlite3.Error as error:
        raise explain(store.path, error, f"the decision on {mention!r} could not be stored") from None
    return int(cursor.lastrowid or 0)


def take_back(store: Store, reviewer: str) -> dict[str, Any] | None:
    """Take back the reviewer's last decision that stands, on a measurement or on a name; returns it, or None if there is none."""
    with store.transaction():
        last = next(store.db.query(_LAST, (reviewer,)), None)
        review = store.db.conn.execute(_LAST_REVIEW, (reviewer,)).fetchone()[0]
        if last is None or (review is not None and review > last["after_review"]):
            return undo(store, reviewer)
        store.db.conn.execute(
            f"INSERT INTO link_decisions (paper_id, mention, decision, reviewer, decided, undoes, after_review) VALUES (?, ?, 'undo', ?, ?, ?, {_AFTER})",
            (last["paper_id"], last["mention"], reviewer, now(), last["id"]),
        )
        _follow(store.db.conn, last["paper_id"])
    return last


def papers_with(store: Store, mention: str) -> list[str]:
    """Ids of the papers that have a name."""
    sql = f"SELECT id FROM papers WHERE EXISTS ({_KNOWN.replace(':paper', 'papers.id')}) ORDER BY id"
    return [key for (key,) in store.db.conn.execute(sql, {"mention": mention})]


def _follow(connection: sqlite3.Connection, paper_id: str) -> None:
    """Let everything that hangs on the paper's compounds follow the decisions that stand."""
    lift(connection, paper_id)
    lay(connection, paper_id)
    for column in ("measurement_id", "related_id"):
        connection.execute(f"DELETE FROM measurement_relations WHERE {column} IN (SELECT id FROM measurements WHERE paper_id = ?)", (paper_id,))
    relate(connection, paper_id)
