"""The order in which a review asks: which undecided record comes first.

Ranks are in the table `review_queue` (store/claims.py makes them), so that a page is a walk along an index.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from extractor.store import Store
from extractor.store.claims import DOUBLED, OPEN, digits, rank
from extractor.store.database import now


class Strategy(StrEnum):
    """What comes first: the useful (uncertain and decisive, papers in turn), the least certain, the uncertain, any, or paper by paper."""

    USEFUL = "useful"
    LEAST_CERTAIN = "least-certain"
    UNCERTAIN = "uncertain"
    RANDOM = "random"
    PAPER = "paper"


@dataclass(frozen=True)
class Filters:
    """Which records to ask for. With a `reviewer`, none that this one has decided or skipped and none that another holds."""

    property: str | None = None
    paper: str | None = None
    min_confidence: float | None = None
    max_confidence: float | None = None
    reviewer: str | None = None
    #: none that the reviewer holds either, in another window
    free: bool = False
    #: share of records that two people decide
    doubled: float = DOUBLED
    #: of the random order
    seed: int = 0


#: Conditions on a measurement `m`, by the filter that they need.
_CONDITIONS = {"property": "m.property = :property", "paper": "m.paper_id = :paper", "min_confidence": "m.confidence >= :min_confidence", "max_confidence": "m.confidence <= :max_confidence"}


def pending_ids(store: Store, strategy: Strategy | str = Strategy.USEFUL, *, limit: int = 20, offset: int = 0, filters: Filters | None = None) -> list[str]:
    """Ids of records that still need a decision, in the strategy's order; a limit of -1 gives all.

    >>> pending_ids(Store.open(":memory:"), "uncertain")
    []
    """
    filters = filters or Filters()
    rank(store, doubled=filters.doubled)
    given = {name: value for name in _CONDITIONS if (value := getattr(filters, name)) is not None}
    where = " AND ".join([OPEN, *(_CONDITIONS[name] for name in given)])
    join = "JOIN measurements m ON m.id = q.measurement_id" if given else ""
    parameters = {**given, "reviewer": filters.reviewer, "doubled": digits(filters.doubled), "free": filters.free, "now": now(), "limit": limit, "offset": offset}
    select = f"SELECT q.measurement_id FROM review_queue q {join} WHERE {where}"
    if Strategy(strategy) is Strategy.RANDOM:
        # ids are hashes, so their order is random already; the seed says where to begin. A subquery keeps its order for its limit
        part = f"SELECT * FROM ({select} AND q.measurement_id {{}} :start ORDER BY q.measurement_id LIMIT :reach)"
        sql = f"{part.format('>=')} UNION ALL {part.format('<')}"
        parameters |= {"start": hashlib.sha256(str(filters.seed).encode()).hexdigest()[:16], "reach": -1 if limit < 0 else limit + offset}
    else:
        sql = f"{select} ORDER BY q.{Strategy(strategy).replace('-', '_')}"
    return [key for (key,) in store.db.conn.execute(f"{sql} LIMIT :limit OFFSET :offset", parameters)]
