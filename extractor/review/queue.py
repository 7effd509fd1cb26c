"""The records that a review asks for, in the order of a strategy, read in windows and never as a whole."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from typing import Any

from extractor.review.order import Strategy
from extractor.store import Store
from extractor.store.claims import ASKED, DOUBLED, MINE, OPEN, digits
from extractor.store.runs import now

Row = dict[str, Any]

_COLUMNS = "m.id, m.paper_id, m.property, m.material, m.formula, m.value, m.word, m.low, m.high, m.comparator, m.confidence, i.side_a, i.side_b"
#: A CROSS JOIN keeps the order of the queue's index.
_DETAILS = "CROSS JOIN measurements m ON m.id = q.measurement_id LEFT JOIN interfaces i ON i.id = m.interface_id"


@dataclass(frozen=True)
class Selection:
    """Which records a person wants to see; what is empty does not choose."""

    property: str = ""
    low: float = 0.0
    high: float = 1.0
    paper: str = ""
    compound: str = ""
    flag: str = ""
    words: str = ""

    def __str__(self) -> str:
        told = [f"{field.name} {value:g}" if isinstance(value, float) else f"{field.name} {value}" for field in fields(Selection) if (value := getattr(self, field.name)) != field.default]
        return ", ".join(told) or "all"

    def condition(self) -> tuple[str, dict[str, Any]]:
        """SQL over a row `q` of `review_queue`, and its parameters."""
        parts = {
            "property": "q.property = :property",
            "paper": "q.paper_id IN (SELECT id FROM papers WHERE id = :paper OR doi = :paper COLLATE NOCASE OR file = :paper OR file LIKE :paper || '.%')",
            "compound": "q.measurement_id IN (SELECT id FROM measurements WHERE compound_id = :compound OR formula = :compound OR material = :compound COLLATE NOCASE)",
            "flag": "EXISTS (SELECT 1 FROM measurements f, json_each(f.flags) j WHERE f.id = q.measurement_id AND j.value = :flag)",
            "words": "q.measurement_id IN (SELECT e.measurement_id FROM evidence_fts f JOIN evidence e ON e.number = f.rowid WHERE evidence_fts MATCH :words)",
        }
        parameters: dict[str, Any] = {name: getattr(self, name) for name in parts if getattr(self, name)}
        conditions = [parts[name] for name in parameters]
        if (self.low, self.high) != (0.0, 1.0):
            conditions.append("q.confidence BETWEEN :low AND :high")
            parameters |= {"low": self.low, "high": self.high}
        if self.words:
            parameters["words"] = " ".join('"' + word.replace('"', '""') + '"' for word in self.words.split())
        return " AND ".join(conditions) or "1", parameters


@dataclass(frozen=True)
class Filters(Selection):
    """A selection, and who asks: with a `reviewer`, none that this one has decided or skipped and none that another holds."""

    reviewer: str | None = None
    #: what the reviewer skipped up to this decision is asked again
    since: int = 0
    #: none that the reviewer holds either, in another window
    free: bool = False
    #: share of records that two people decide
    doubled: float = DOUBLED
    #: of the random order
    seed: int = 0

    @classmethod
    def of(cls, selection: Selection, **asking: Any) -> Filters:
        return cls(**{**asdict(selection), **asking})


class Queue:
    """Windows of the records that filters leave, in the order of a strategy.

    A window goes on where the last one ended by the keys of its last row, so that records which leave or enter
    meanwhile neither hide others nor repeat them.
    """

    def __init__(self, store: Store, strategy: Strategy | str = Strategy.USEFUL, filters: Filters | None = None) -> None:
        self.store, self.filters, self.strategy = store, filters or Filters(), Strategy(strategy)
        self._condition, selected = self.filters.condition()
        self._parameters = {
            **selected, "reviewer": self.filters.reviewer, "since": self.filters.since, "free": self.filters.free, "doubled": digits(self.filters.doubled),
            "start": hashlib.sha256(str(self.filters.seed).encode()).hexdigest()[:16],
        }  # fmt: skip
        self.rewind()

    def rewind(self) -> None:
        """Begin anew at the first record."""
        # the seed says where the random order begins; it ends before that
        self._parts = ["q.measurement_id >= :start", "q.measurement_id < :start"] if self.strategy is Strategy.RANDOM else ["1"]
        self._last: tuple[Any, ...] = ()

    def window(self, size: int) -> list[Row]:
        """The next rows after those that earlier calls gave; fewer than `size` at the end. A size of -1 gives all."""
        rows: list[Row] = []
        while self._parts and (size < 0 or len(rows) < size):
            wanted = size - len(rows) if size > 0 else -1
            found = self._read(self._parts[0], wanted)
            rows += found
            if wanted < 0 or len(found) < wanted:
                del self._parts[0]
                self._last = ()
        return rows

    def _read(self, part: str, size: int) -> list[Row]:
        keys = ", ".join(f"q.{key}" for key in self.strategy.keys)
        after = f"({keys}) > ({', '.join(f':last{n}' for n, _ in enumerate(self._last))})" if self._last else "1"
        sql = f"SELECT {_COLUMNS}, {keys} FROM review_queue q {_DETAILS} WHERE {part} AND {after} AND {self._condition} AND {OPEN} ORDER BY {keys} LIMIT :size"
        number = _COLUMNS.count(",") + 1
        found = self.store.db.conn.execute(sql, {**self._parameters, **{f"last{n}": key for n, key in enumerate(self._last)}, "now": now(), "size": size})
        names = [column[0] for column in found.description[:number]]
        rows = found.fetchall()
        if rows:
            self._last = tuple(rows[-1][number:])
        return [dict(zip(names, row[:number], strict=True)) for row in rows]

    def count(self) -> int:
        """How many there are, those included that others hold just now: all that are selected less the reviewer's own, which are few."""
        sql = f"""SELECT (SELECT count(*) FROM review_queue q WHERE {ASKED} AND {self._condition})
                       - (SELECT count(*) FROM review_queue q WHERE q.measurement_id IN (SELECT o.measurement_id FROM reviews o WHERE {MINE}) AND {ASKED} AND {self._condition})"""
        return int(self.store.db.conn.execute(sql, self._parameters).fetchone()[0])

    def find(self, measurement_id: str) -> Row | None:
        """A measurement's row if it can be asked for, whatever the selection."""
        sql = f"SELECT {_COLUMNS} FROM review_queue q {_DETAILS} WHERE q.measurement_id = :id AND {OPEN}"
        return next(self.store.db.query(sql, {**self._parameters, "now": now(), "id": measurement_id}), None)


def pending_ids(store: Store, strategy: Strategy | str = Strategy.USEFUL, *, limit: int = 20, filters: Filters | None = None) -> list[str]:
    """Ids of the first records that still need a decision; a limit of -1 gives all.

    >>> pending_ids(Store.open(":memory:"), "uncertain")
    []
    """
    return [row["id"] for row in Queue(store, strategy, filters).window(limit)]
