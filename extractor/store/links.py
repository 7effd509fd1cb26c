"""Ids of the store's compounds in other databases, and what was asked for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.store.database import Store
from extractor.store.faults import explain
from extractor.store.runs import now

if TYPE_CHECKING:
    from extractor.compounds.optimade import Match

_COMPOUNDS = """
SELECT c.id, c.reduced_formula FROM compounds c
LEFT JOIN (
  SELECT compound_id AS id, id AS measurement FROM measurements WHERE compound_id IS NOT NULL
  UNION SELECT i.compound_a, m.id FROM interfaces i JOIN measurements m ON m.interface_id = i.id
  UNION SELECT i.compound_b, m.id FROM interfaces i JOIN measurements m ON m.interface_id = i.id
) USING (id)
GROUP BY c.id ORDER BY count(measurement) DESC, c.id
"""


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound to ask for; `databases` are those that were not asked yet."""

    id: str
    formula: str
    databases: tuple[str, ...]

    @property
    def phase(self) -> str:
        """What an id tells after its formula.

        >>> Compound("Li7La3Zr2O12-cubic", "Li7La3Zr2O12", ()).phase
        'cubic'
        """
        return self.id.removeprefix(self.formula).lstrip("-")


def to_ask(store: Store, databases: Sequence[str], *, limit: int | None = None, again: bool = False) -> list[Compound]:
    """Compounds that some of the databases were not asked for, the most measured first.

    `again`: also those that were asked for before. At most `limit` compounds.
    """
    asked = set() if again else set(map(tuple, store.db.execute("SELECT compound_id, database FROM compound_lookups")))
    compounds = (
        Compound(identity, formula, tuple(name for name in databases if (identity, name) not in asked))
        for identity, formula in store.db.execute(_COMPOUNDS)
    )
    return [compound for compound in compounds if compound.databases][:limit]


def lookups(store: Store) -> dict[str, int]:
    """For how many compounds each database was asked."""
    return dict(store.db.execute("SELECT database, count(*) FROM compound_lookups GROUP BY database").fetchall())


def save_lookup(store: Store, compound_id: str, database: str, matches: Sequence[Match], origin: str) -> None:
    """Note what a database answered for a compound, also if it was nothing.

    Replaces what the same `origin` (a URL) told before; an id that is there from another origin stays
    as it is. Raises StoreError if it cannot be written.
    """
    time = now()
    rows = [(compound_id, database, m.identifier, m.formula, m.space_group, m.score, origin, time) for m in matches]
    try:
        with store.transaction():
            connection = store.db.conn
            connection.execute("DELETE FROM compound_identifiers WHERE (compound_id, database, origin) = (?, ?, ?)", (compound_id, database, origin))
            connection.executemany("INSERT INTO compound_identifiers VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
            connection.execute("INSERT OR REPLACE INTO compound_lookups VALUES (?, ?, ?, ?)", (compound_id, database, time, len(rows)))
    except sqlite3.Error as error:
        raise explain(store.path, error, f"ids of {compound_id} could not be stored") from None
