"""What people say that a name in a paper means, laid over what the rules linked.

The decisions are rows of `link_decisions`; what the rules said is kept in `extracted_links` for as long as a decision stands.
"""

from __future__ import annotations

import json
import sqlite3

from extractor.compounds.link import CHOSEN_SCORE, candidates
from extractor.store.rows import compound_row

#: Where a name's compound is written: table, its column, and the column (or condition) that holds the name.
_PLACES = {
    "measurements": ("measurements", "compound_id", "interface_id IS NULL AND material"), "samples": ("samples", "compound_id", "material"),
    "side_a": ("interfaces", "compound_a", "side_a"), "side_b": ("interfaces", "compound_b", "side_b"),
}  # fmt: skip
_STANDING = """
SELECT d.mention, d.compound_id FROM link_decisions d
WHERE d.paper_id = ? AND d.id IN (
  SELECT max(o.id) FROM link_decisions o WHERE o.paper_id = d.paper_id AND o.decision = 'link' AND NOT EXISTS (SELECT 1 FROM link_decisions u WHERE u.undoes = o.id)
  GROUP BY o.mention)
"""


def lift(connection: sqlite3.Connection, paper_id: str) -> None:
    """Give all names of a paper the compounds that the rules found. To be followed by `lay`, in one transaction."""
    kept = connection.execute("SELECT place, row_id, said FROM extracted_links WHERE paper_id = ?", (paper_id,)).fetchall()
    for place, row_id, said in kept:
        if place == "compound_links":
            connection.execute("UPDATE compound_links SET chosen = ? WHERE (paper_id, mention, compound_id) = (?, ?, ?)", (int(said), paper_id, *json.loads(row_id)))
        else:
            table, column, _ = _PLACES[place]
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (said, row_id))
    if kept:
        connection.execute("DELETE FROM compound_links WHERE paper_id = ? AND method = 'person'", (paper_id,))
        connection.execute("DELETE FROM extracted_links WHERE paper_id = ?", (paper_id,))


def lay(connection: sqlite3.Connection, paper_id: str) -> None:
    """Give the names of a paper the compounds of the decisions that stand."""
    for mention, compound_id in connection.execute(_STANDING, (paper_id,)).fetchall():
        if compound_id is not None:
            know(connection, compound_id)
        for place, (table, column, name) in _PLACES.items():
            connection.execute(f"INSERT INTO extracted_links SELECT paper_id, ?, id, {column} FROM {table} WHERE paper_id = ? AND {name} = ?", (place, paper_id, mention))
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE paper_id = ? AND {name} = ?", (compound_id, paper_id, mention))
        connection.execute(
            "INSERT INTO extracted_links SELECT paper_id, 'compound_links', json_array(mention, compound_id), chosen FROM compound_links WHERE paper_id = ? AND mention = ?", (paper_id, mention)
        )
        connection.execute("UPDATE compound_links SET chosen = (compound_id IS ?) WHERE paper_id = ? AND mention = ?", (compound_id, paper_id, mention))
        if compound_id is not None:
            connection.execute("INSERT INTO compound_links VALUES (?, ?, ?, 'person', 1, 1) ON CONFLICT DO NOTHING", (paper_id, mention, compound_id))


def compound_of(connection: sqlite3.Connection, paper_id: str, mention: str) -> str | None:
    """The compound that the paper's name means: as it is linked already, or by itself if that is sure."""
    linked = connection.execute("SELECT max(CASE WHEN chosen THEN compound_id END) FROM compound_links WHERE paper_id = ? AND mention = ? HAVING count(*)", (paper_id, mention)).fetchone()
    if linked is not None:
        return linked[0] if linked[0] is None else str(linked[0])
    best = next(iter(candidates(mention, None)), None)
    if best is None or best.score < CHOSEN_SCORE:
        return None
    know(connection, best.compound_id)
    return best.compound_id


def know(connection: sqlite3.Connection, compound_id: str) -> None:
    """A row for a compound that no paper named yet."""
    row = compound_row(compound_id)
    connection.execute(f"INSERT OR IGNORE INTO compounds ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
