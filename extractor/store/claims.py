"""The queue of a review: which records a person can be asked for, who holds which, and which decision ends a conflict."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from extractor.store.database import Store
from extractor.store.decisions import Decision, decide
from extractor.store.faults import explain
from extractor.store.runs import now

#: The share of records that two people decide. Ids are hashes, so their last digits draw it, the same for everybody.
DOUBLED = 0.1
#: For so long a record is kept for who has it on screen.
CLAIM_SECONDS = 900.0
#: A row `q` of `review_queue` whose record too few people decided.
ASKED = "(q.people = 0 OR q.people = 1 AND '0' || substr(q.measurement_id, -4) < :doubled)"
#: A decision `o` that keeps its record from the reviewer: any that was not taken back, of those that skip only what came after decision `since`.
MINE = """o.reviewer = :reviewer AND o.decision != 'undo' AND (o.decision != 'skip' OR o.id > :since) AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id)"""
#: A row `q` that the reviewer can be asked for: others decided it too seldom and do not hold it, the reviewer neither decided nor skipped it
#: and, where it must be `free`, does not hold it in another window.
OPEN = f"""{ASKED}
AND NOT EXISTS (SELECT 1 FROM reviews o WHERE o.measurement_id = q.measurement_id AND {MINE})
AND NOT EXISTS (SELECT 1 FROM review_claims c WHERE c.measurement_id = q.measurement_id AND (c.reviewer != :reviewer OR :free) AND c.expires > :now)
"""


def digits(share: float) -> str:
    """Where the share ends among four hexadecimal digits.

    >>> digits(0.1), digits(1.0)
    ('0199a', '10000')
    """
    return f"{round(share * 0x10000):05x}"


def claim(store: Store, measurement_id: str, reviewer: str, *, seconds: float = CLAIM_SECONDS, doubled: float = DOUBLED, since: int = 0, instead_of: str | None = None) -> bool:
    """Keep a record for a reviewer; false if it is decided by now, or anybody holds it, be it the same reviewer in another window.

    One statement, so that of two processes one gets it. The claim of a process that was killed expires. `instead_of` is a
    record that is given back in the same step.
    """
    sql = f"""INSERT INTO review_claims SELECT q.measurement_id, :reviewer, :expires FROM review_queue q WHERE q.measurement_id = :id AND {OPEN}
              ON CONFLICT (measurement_id) DO UPDATE SET reviewer = excluded.reviewer, expires = excluded.expires RETURNING 1"""
    parameters = {"id": measurement_id, "reviewer": reviewer, "expires": _later(seconds), "now": now(), "doubled": digits(doubled), "free": True, "since": since}
    try:
        with store.transaction():
            if instead_of is not None:
                release(store, reviewer, [instead_of])
            return bool(store.db.conn.execute(sql, parameters).fetchall())
    except sqlite3.Error as error:
        raise explain(store.path, error, f"{measurement_id} could not be claimed") from None


def renew(store: Store, measurement_id: str, reviewer: str, *, seconds: float = CLAIM_SECONDS) -> bool:
    """Keep a claimed record for longer; false if the claim is over and another has the record."""
    sql = "UPDATE review_claims SET expires = ? WHERE measurement_id = ? AND reviewer = ? RETURNING 1"
    return bool(store.db.conn.execute(sql, (_later(seconds), measurement_id, reviewer)).fetchall())


def release(store: Store, reviewer: str, measurement_ids: Sequence[str]) -> None:
    """Give records back that were claimed and not decided."""
    store.db.conn.execute("DELETE FROM review_claims WHERE reviewer = ? AND measurement_id IN (SELECT value FROM json_each(?))", (reviewer, json.dumps(list(measurement_ids))))


def _later(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def settle(store: Store, measurement_id: str, decision: Decision, reviewer: str, *, changes: Mapping[str, Any] | None = None, reason: str = "") -> int:
    """Decide a record for good: the decision is marked as the end of a conflict; returns its number."""
    with store.transaction():
        number = decide(store, measurement_id, decision, reviewer, changes=changes, reason=reason)
        store.db.conn.execute("INSERT INTO review_settlements (decision_id) VALUES (?)", (number,))
    return number
