"""The undecided measurements in the order of review, read in windows and never as a whole."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

from extractor.store import Store

Row = dict[str, Any]

_STANDS = "NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = o.id)"
#: A decision that takes its measurement from the queue. What the reviewer skipped in this sitting (after decision `since`) waits for the next one.
_DECIDES = f"""(o.decision IN ('accept', 'edit', 'reject') OR (o.decision = 'skip' AND o.reviewer = :reviewer AND o.id > :since)) AND {_STANDS}"""
_PENDING = f"NOT EXISTS (SELECT 1 FROM reviews o WHERE o.measurement_id = m.id AND {_DECIDES})"
_COLUMNS = "m.id, m.rowid AS number, m.paper_id, m.property, m.material, m.formula, m.value, m.word, m.low, m.high, m.comparator, m.confidence, i.side_a, i.side_b"
_FROM = "measurements m LEFT JOIN interfaces i ON i.id = m.interface_id"
#: Each distinct property by one step in its index; a plain DISTINCT reads every row.
_PROPERTIES = """WITH RECURSIVE names (name) AS (SELECT min(property) FROM measurements
    UNION ALL SELECT (SELECT min(property) FROM measurements WHERE property > name) FROM names WHERE name IS NOT NULL)
    SELECT name FROM names WHERE name IS NOT NULL"""


@dataclass(frozen=True)
class Selection:
    """Which measurements a person wants to see; what is empty does not choose."""

    property: str = ""
    low: float = 0.0
    high: float = 1.0
    paper: str = ""
    compound: str = ""
    flag: str = ""
    words: str = ""

    def __str__(self) -> str:
        told = [f"{field.name} {value:g}" if isinstance(value, float) else f"{field.name} {value}" for field in fields(self) if (value := getattr(self, field.name)) != field.default]
        return ", ".join(told) or "all"

    def condition(self) -> tuple[str, dict[str, Any]]:
        """SQL over `measurements m`, and its parameters."""
        parts = {
            "property": "m.property = :property",
            "paper": "m.paper_id IN (SELECT id FROM papers WHERE id = :paper OR doi = :paper COLLATE NOCASE OR file = :paper OR file LIKE :paper || '.%')",
            "compound": "(m.compound_id = :compound OR m.formula = :compound OR m.material = :compound COLLATE NOCASE)",
            "flag": "EXISTS (SELECT 1 FROM json_each(m.flags) WHERE value = :flag)",
            "words": "m.id IN (SELECT e.measurement_id FROM evidence_fts f JOIN evidence e ON e.number = f.rowid WHERE evidence_fts MATCH :words)",
        }
        parameters: dict[str, Any] = {name: getattr(self, name) for name in parts if getattr(self, name)}
        conditions = [parts[name] for name in parameters]
        if (self.low, self.high) != (0.0, 1.0):
            conditions.append("m.confidence BETWEEN :low AND :high")
            parameters |= {"low": self.low, "high": self.high}
        if self.words:
            parameters["words"] = " ".join('"' + word.replace('"', '""') + '"' for word in self.words.split())
        return " AND ".join(conditions) or "1", parameters


class Queue:
    """Windows of the undecided measurements that a selection holds, the least certain first.

    Each property's part is ordered by an index; the parts are merged, so that no query sorts. What a selection
    finds by another index (a paper, words) is one part, and sorted.
    """

    def __init__(self, store: Store, selection: Selection, reviewer: str, since: int) -> None:
        self.store = store
        condition, parameters = selection.condition()
        self._condition, self._where = condition, f"{condition} AND {_PENDING}"
        self._parameters = {**parameters, "reviewer": reviewer, "since": since}
        chosen = selection.property or selection.paper or selection.compound or selection.flag or selection.words
        self._parts = [""] if chosen else [name for (name,) in store.db.execute(_PROPERTIES)]
        self._last = (-1.0, -1)

    def window(self, size: int) -> list[Row]:
        """The next rows after those that earlier calls gave; fewer than `size` at the end."""
        rows = list(islice(heapq.merge(*(self._part(name, size) for name in self._parts), key=lambda row: (row["confidence"], row["number"])), size))
        if rows:
            self._last = (rows[-1]["confidence"], rows[-1]["number"])
        return rows

    def _part(self, name: str, size: int) -> Iterator[Row]:
        part = "m.property = :name AND " if name else ""
        sql = f"""SELECT {_COLUMNS} FROM {_FROM} WHERE {part}(m.confidence, m.rowid) > (:last, :number) AND {self._where}
                  ORDER BY m.confidence, m.rowid LIMIT :size"""
        return self.store.db.query(sql, {**self._parameters, "name": name, "last": self._last[0], "number": self._last[1], "size": size})

    def count(self) -> int:
        """How many there are: all that are selected less the decided, which are few and found by themselves."""
        sql = f"""SELECT (SELECT count(*) FROM measurements m WHERE {self._condition})
                       - (SELECT count(*) FROM measurements m WHERE {self._condition} AND m.id IN (SELECT o.measurement_id FROM reviews o WHERE {_DECIDES}))"""
        return int(self.store.db.execute(sql, self._parameters).fetchone()[0])

    def find(self, measurement_id: str) -> Row | None:
        """A measurement's row if it is undecided, whatever the selection."""
        sql = f"SELECT {_COLUMNS} FROM {_FROM} WHERE m.id = :id AND {_PENDING}"
        return next(self.store.db.query(sql, {**self._parameters, "id": measurement_id}), None)
