"""The order of a review: for each measurement of a paper the keys that each strategy sorts by.

All that a key needs is in the measurement's own paper, so keys are made when a paper is written and hold until it is
written anew; a decision only takes its record out. Nothing is ever sorted as a whole: keys are indexed.
"""

from __future__ import annotations

import sqlite3

#: A contradiction is worth as much as so many records of a sample: one of the two values is wrong for certain.
CONTRADICTION = 3
#: The useful order asks for the most doubtful band first and takes the papers in turn within it. Turns without bands ask for
#: what is sure in one paper before what is doubtful in another: 319 decisions instead of some 170 (benchmarks/review_order.py).
BANDS = 5
#: More turns than any paper has: a band's keys lie below those of the next.
TURNS = 1_000_000

# The uncertainty is the variance of the answer, scaled to 1 at 0.5: it orders like the entropy and needs no logarithm.
# The useful key is one number: band, turn, and below the comma what decides between papers at one turn.
# A CROSS JOIN keeps the order: a paper has few measurements, the store very many.
_RANK = f"""
INSERT INTO review_queue
WITH asked AS (
  SELECT m.id, m.property, m.confidence, 4 * m.confidence * (1 - m.confidence) AS uncertainty, m.material, m.interface_id, m.evidence_id,
         (SELECT count(DISTINCT o.reviewer) FROM reviews o WHERE o.measurement_id = m.id AND o.decision IN ('accept', 'edit', 'reject')
          AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id)) AS people
  FROM measurements m WHERE m.paper_id = :paper),
samples_of AS (
  SELECT x.measurement_id AS id, max(s.records) AS records FROM sample_measurements x
  JOIN (SELECT y.sample_id, sum(a.people = 0) AS records FROM asked a CROSS JOIN sample_measurements y ON y.measurement_id = a.id GROUP BY y.sample_id) s ON s.sample_id = x.sample_id
  GROUP BY x.measurement_id),
worth AS (
  SELECT a.*, round({BANDS - 1} * a.uncertainty) AS doubt,
         max(1, COALESCE(s.records, 0),
             CASE WHEN a.material IS NULL THEN 0 ELSE sum(a.people = 0) OVER (PARTITION BY a.material) END,
             CASE WHEN a.interface_id IS NULL THEN 0 ELSE sum(a.people = 0) OVER (PARTITION BY a.interface_id) END)
         + {CONTRADICTION} * (SELECT count(*) FROM measurement_relations r WHERE r.relation = 'contradicts' AND r.measurement_id = a.id)
         + {CONTRADICTION} * (SELECT count(*) FROM measurement_relations r WHERE r.relation = 'contradicts' AND r.related_id = a.id) AS decides
  FROM asked a LEFT JOIN samples_of s ON s.id = a.id)
SELECT w.id, :paper, w.property, w.people, w.decides, w.confidence, 1 - w.uncertainty,
       ({BANDS - 1} - w.doubt) * {TURNS} + row_number() OVER (PARTITION BY w.doubt ORDER BY w.people = 0, w.uncertainty * w.decides DESC, w.id) + 1 / (2 + w.uncertainty * w.decides),
       row_number() OVER (ORDER BY b.ordinal, e.value_start, w.id)
FROM worth w
JOIN evidence e ON e.id = w.evidence_id
JOIN blocks b ON b.paper_id = e.paper_id AND b.id = e.block
"""


def rank(connection: sqlite3.Connection, paper_id: str) -> None:
    """Order the measurements of a paper for reviews.

    To be called in the transaction that wrote the paper, when its relations and decisions are known.
    """
    connection.execute("DELETE FROM review_queue WHERE paper_id = ?", (paper_id,))
    connection.execute(_RANK, {"paper": paper_id})
