"""Several reviewers on one store: whose turn a record is, how far two agree, where they do not, and how that is settled."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from extractor.review.order import Filters, Strategy, pending_ids
from extractor.store import Store
from extractor.store.claims import CLAIM_SECONDS, claim

_PAGE = 50
#: Of each person the last decision on a measurement that was not taken back, without those that settle a conflict.
_OPINIONS = """
SELECT r.id, r.measurement_id, m.property, r.reviewer, r.decision, r.after, r.reason FROM reviews r JOIN measurements m ON m.id = r.measurement_id
WHERE r.id IN (
  SELECT max(o.id) FROM reviews o WHERE o.decision IN ('accept', 'edit', 'reject') AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id)
   AND NOT EXISTS (SELECT 1 FROM review_settlements s WHERE s.decision_id = o.id)
  GROUP BY o.measurement_id, o.reviewer)
ORDER BY r.measurement_id, r.reviewer
"""
_SETTLED = """
SELECT o.measurement_id, max(o.id) FROM reviews o JOIN review_settlements s ON s.decision_id = o.id
WHERE NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id) GROUP BY o.measurement_id
"""


@dataclass(frozen=True)
class Opinion:
    """What one person says last of a measurement; `after` are the corrected fields."""

    number: int
    measurement_id: str
    property: str
    reviewer: str
    decision: str
    after: dict[str, Any]
    reason: str

    def agrees(self, other: Opinion) -> bool:
        return (self.decision, self.after) == (other.decision, other.after)


@dataclass(frozen=True)
class Agreement:
    """Of `records` that two people decided, how many alike, and Cohen's kappa; None where chance alone would always agree."""

    property: str
    records: int
    alike: int
    kappa: float | None


def next_records(store: Store, reviewer: str, strategy: Strategy | str = Strategy.USEFUL, *, count: int = 1, filters: Filters | None = None, seconds: float = CLAIM_SECONDS) -> list[str]:
    """The next records for a reviewer, claimed: no other process gets them until they are decided, given back or expired."""
    filters = replace(filters or Filters(), reviewer=reviewer)
    taken: list[str] = []
    offset = 0
    while page := pending_ids(store, strategy, limit=_PAGE, offset=offset, filters=filters):
        for key in page:
            if claim(store, key, reviewer, seconds=seconds, doubled=filters.doubled):
                taken.append(key)
                if len(taken) == count:
                    return taken
        offset += len(page)
    return taken


def opinions(store: Store) -> dict[str, list[Opinion]]:
    """By measurement, what each person says last; the store's measurements only, not those of earlier readings."""
    found: dict[str, list[Opinion]] = defaultdict(list)
    for number, measurement, name, reviewer, decision, after, reason in store.db.conn.execute(_OPINIONS):
        found[measurement].append(Opinion(number, measurement, name, reviewer, decision, json.loads(after), reason))
    return dict(found)


def conflicts(store: Store) -> list[list[Opinion]]:
    """The opinions on each measurement that people decided otherwise and that nobody settled since."""
    settled: dict[str, int] = dict(store.db.conn.execute(_SETTLED))
    return [
        told for key, told in opinions(store).items()
        if any(not told[0].agrees(other) for other in told[1:]) and settled.get(key, 0) < max(opinion.number for opinion in told)
    ]  # fmt: skip


def agreement(store: Store) -> list[Agreement]:
    """Agreement by property, then of all. Every two people who decided one record are a pair, the first in the alphabet first."""
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for told in opinions(store).values():
        for i, first in enumerate(told):
            pairs[first.property] += [(first.decision, second.decision) for second in told[i + 1 :]]
    by_property = [_agreement(name, pairs[name]) for name in sorted(pairs) if pairs[name]]
    return [*by_property, _agreement("all", [pair for told in pairs.values() for pair in told])] if by_property else []


def _agreement(name: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    return Agreement(name, len(pairs), sum(a == b for a, b in pairs), kappa(pairs))


def kappa(pairs: Iterable[tuple[str, str]]) -> float | None:
    """Cohen's kappa: (observed − expected agreement) / (1 − expected).

    J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960) 37–46.
    None without pairs, or where both always say the same one word.

    >>> kappa([("accept", "accept")] * 20 + [("accept", "reject")] * 5 + [("reject", "accept")] * 10 + [("reject", "reject")] * 15)
    0.4
    """
    counts = Counter(pairs)
    total = counts.total()
    if not total:
        return None
    observed = sum(number for (a, b), number in counts.items() if a == b)
    first, second = Counter[str](), Counter[str]()
    for (a, b), number in counts.items():
        first[a] += number
        second[b] += number
    expected = sum(first[word] * second[word] for word in first)  # times the total
    return None if expected == total * total else round((observed * total - expected) / (total * total - expected), 12)
