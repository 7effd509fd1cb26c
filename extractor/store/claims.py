"""The queue of a review: in which order records are asked, who holds which, and which decision ends a conflict."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from extractor.errors import StoreError
from extractor.store.database import Store, now
from extractor.store.decisions import Decision, decide

#: The share of records that two people decide. Ids are hashes, so their last digits draw it, the same for everybody.
DOUBLED = 0.1
#: For so long a record is kept for who has it on screen.
CLAIM_SECONDS = 900.0
#: A contradiction is worth as much as so many records of a sample: one of the two values is wrong for certain.
CONTRADICTION = 3
#: The useful order asks for the most doubtful band first and takes the papers in turn within it. Turns without bands ask for
#: what is sure in one paper before what is doubtful in another: 319 decisions instead of some 170 (benchmarks/review_order.py).
BANDS = 5
#: So many decisions later the order is made anew, or one for so many measurements if that is more: it takes 3 s for 100 000.
STALE_DECISIONS, STALE_SHARE = 500, 50

#: A decision `o` that says something and was not taken back.
STANDING = "o.decision IN ('accept', 'edit', 'reject') AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id)"
_ENOUGH = "CASE WHEN '0' || substr({id}, -4) < :doubled THEN 2 ELSE 1 END"
#: A row `q` that the reviewer can be asked for: others decided it too seldom and do not hold it, the reviewer neither decided nor skipped it
#: and, where it must be `free`, does not hold it in another window.
OPEN = f"""
(SELECT count(DISTINCT o.reviewer) FROM reviews o WHERE o.measurement_id = q.measurement_id AND {STANDING}) < {_ENOUGH.format(id="q.measurement_id")}
AND NOT EXISTS (SELECT 1 FROM reviews o WHERE o.measurement_id = q.measurement_id AND o.reviewer = :reviewer AND o.decision != 'undo'
                AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id))
AND NOT EXISTS (SELECT 1 FROM review_claims c WHERE c.measurement_id = q.measurement_id AND (c.reviewer != :reviewer OR :free) AND c.expires > :now)
"""

_STALE = f"""
SELECT (SELECT count(*) FROM measurements) != (SELECT count(*) FROM review_queue)
    OR (SELECT COALESCE(max(id), 0) FROM reviews) - COALESCE((SELECT as_of FROM review_queue LIMIT 1), 0)
       >= max({STALE_DECISIONS}, (SELECT count(*) FROM measurements) / {STALE_SHARE})
"""
# the uncertainty is the variance of the answer, scaled to 1 at 0.5: it orders like the entropy and needs no logarithm
_RANK = f"""
INSERT INTO review_queue
WITH done AS (
  SELECT o.measurement_id AS id FROM reviews o WHERE {STANDING} GROUP BY o.measurement_id HAVING count(DISTINCT o.reviewer) >= {_ENOUGH.format(id="o.measurement_id")}),
samples_of AS (
  SELECT x.measurement_id AS id, max(s.records) AS records FROM sample_measurements x
  JOIN (SELECT sample_id, count(*) AS records FROM sample_measurements WHERE measurement_id NOT IN (SELECT id FROM done) GROUP BY sample_id) s ON s.sample_id = x.sample_id
  GROUP BY x.measurement_id),
rivals AS (
  SELECT id, count(*) AS records
  FROM (SELECT measurement_id AS id FROM measurement_relations WHERE relation = 'contradicts'
        UNION ALL SELECT related_id FROM measurement_relations WHERE relation = 'contradicts')
  GROUP BY id),
asked AS (
  SELECT m.id, m.paper_id, m.confidence, 4 * m.confidence * (1 - m.confidence) AS uncertainty, m.material, m.interface_id, m.evidence_id, m.id IN (SELECT id FROM done) AS decided FROM measurements m),
worth AS (
  SELECT a.id, a.paper_id, a.confidence, a.evidence_id, a.decided, a.uncertainty, round({BANDS - 1} * a.uncertainty) AS doubt,
         max(1, COALESCE(s.records, 0),
             CASE WHEN a.material IS NULL THEN 0 ELSE sum(NOT a.decided) OVER (PARTITION BY a.paper_id, a.material) END,
             CASE WHEN a.interface_id IS NULL THEN 0 ELSE sum(NOT a.decided) OVER (PARTITION BY a.paper_id, a.interface_id) END)
         + {CONTRADICTION} * COALESCE(r.records, 0) AS decides
  FROM asked a LEFT JOIN samples_of s ON s.id = a.id LEFT JOIN rivals r ON r.id = a.id),
turns AS (
  SELECT w.*, b.ordinal, e.value_start, row_number() OVER (PARTITION BY w.paper_id, w.doubt ORDER BY w.decided, w.uncertainty * w.decides DESC, w.id) AS turn
  FROM worth w JOIN evidence e ON e.id = w.evidence_id JOIN blocks b ON b.paper_id = e.paper_id AND b.id = e.block)
SELECT id, decides,
       row_number() OVER (ORDER BY decided, confidence, id),
       row_number() OVER (ORDER BY decided, uncertainty DESC, id),
       row_number() OVER (ORDER BY decided, doubt DESC, turn, uncertainty * decides DESC, id),
       row_number() OVER (ORDER BY decided, paper_id, ordinal, value_start, id),
       (SELECT COALESCE(max(id), 0) FROM reviews)
FROM turns
"""


def rank(store: Store, *, doubled: float = DOUBLED) -> None:
    """Order the queue anew if papers came or went since it was ordered, or many decisions did.

    Raises StoreError if the store cannot be written.
    """
    try:
        if not _stale(store):
            return
        with store.transaction():
            if _stale(store):  # another process may have been faster
                store.db.conn.execute("DELETE FROM review_queue")
                store.db.conn.execute(_RANK, {"doubled": digits(doubled)})
    except sqlite3.Error as error:
        raise StoreError(f"{store.path}: the queue could not be ordered ({error})") from None


def _stale(store: Store) -> bool:
    return bool(store.db.conn.execute(_STALE).fetchone()[0])


def digits(share: float) -> str:
    """Where the share ends among four hexadecimal digits.

    >>> digits(0.1), digits(1.0)
    ('0199a', '10000')
    """
    return f"{round(share * 0x10000):05x}"


def claim(store: Store, measurement_id: str, reviewer: str, *, seconds: float = CLAIM_SECONDS, doubled: float = DOUBLED) -> bool:
    """Keep a record for a reviewer; false if it is decided by now, or anybody holds it, be it the same reviewer in another window.

    One statement, so that of two processes one gets it. The claim of a process that was killed expires.
    """
    expires = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")
    sql = f"""INSERT INTO review_claims SELECT q.measurement_id, :reviewer, :expires FROM (SELECT :id AS measurement_id) q WHERE {OPEN}
              ON CONFLICT (measurement_id) DO UPDATE SET reviewer = excluded.reviewer, expires = excluded.expires RETURNING 1"""
    parameters = {"id": measurement_id, "reviewer": reviewer, "expires": expires, "now": now(), "doubled": digits(doubled), "free": True}
    try:
        return bool(store.db.conn.execute(sql, parameters).fetchall())
    except sqlite3.Error as error:
        raise StoreError(f"{store.path}: {measurement_id} could not be claimed ({error})") from None


def release(store: Store, reviewer: str, measurement_ids: Sequence[str]) -> None:
    """Give records back that were claimed and not decided."""
    store.db.conn.execute("DELETE FROM review_claims WHERE reviewer = ? AND measurement_id IN (SELECT value FROM json_each(?))", (reviewer, json.dumps(list(measurement_ids))))


def settle(store: Store, measurement_id: str, decision: Decision, reviewer: str, *, changes: Mapping[str, Any] | None = None, reason: str = "") -> int:
    """Decide a record for good: the decision is marked as the end of a conflict; returns its number."""
    with store.transaction():
        number = decide(store, measurement_id, decision, reviewer, changes=changes, reason=reason)
        store.db.conn.execute("INSERT INTO review_settlements (decision_id) VALUES (?)", (number,))
    return number
