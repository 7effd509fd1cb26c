"""Questions that the commands ask of the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from extractor.errors import UsageError
from extractor.records import Evidence, Record, Source
from extractor.store.database import Store

Row = dict[str, Any]


def find_measurements(store: Store, *, where: str = "1", parameters: dict[str, Any] | None = None, order: str = "paper_id, block", limit: int = -1) -> list[Row]:
    """Rows of `measurement_view`; `where` is SQL of this package, values go in `parameters`."""
    sql = f"SELECT * FROM measurement_view WHERE {where} ORDER BY {order} LIMIT :limit"
    return list(store.db.query(sql, {**(parameters or {}), "limit": limit}))


def search(store: Store, text: str) -> tuple[str, list[Row]]:
    """What `text` names: a property, a paper (id, DOI, file), a compound, or words of the evidence; with its measurements."""
    if store.db.execute("SELECT 1 FROM measurements WHERE property = ?", (text,)).fetchone():
        return "property", find_measurements(store, where="property = :t", parameters={"t": text}, order="confidence DESC, paper_id, block")
    paper = store.db.execute("SELECT id FROM papers WHERE id = :t OR doi = :t OR file = :t OR file LIKE :t || '.%'", {"t": text}).fetchone()
    if paper:
        return "paper", find_measurements(store, where="paper_id = :t", parameters={"t": paper[0]}, order="property, block")
    rows = find_measurements(
        store,
        where="""formula = :t OR compound_id = :t OR material = :t COLLATE NOCASE OR side_a = :t COLLATE NOCASE OR side_b = :t COLLATE NOCASE
                 OR compound_id IN (SELECT compound_id FROM compound_links WHERE mention = :t COLLATE NOCASE AND chosen)""",
        parameters={"t": text}, order="property, paper_id",
    )
    if rows:
        return "compound", rows
    phrase = '"' + text.replace('"', '""') + '"'
    where = "id IN (SELECT e.measurement_id FROM evidence_fts f JOIN evidence e ON e.number = f.rowid WHERE evidence_fts MATCH :t)"
    return "words", find_measurements(store, where=where, parameters={"t": phrase}, order="confidence DESC, property, paper_id")


def find_papers(store: Store, name: str) -> list[str]:
    """Ids of the papers with this id, DOI or file. Raises UsageError if there is none."""
    sql = "SELECT id FROM papers WHERE id = :t OR doi = :t COLLATE NOCASE OR file = :t OR file LIKE :t || '.%' ORDER BY id"
    found = [key for (key,) in store.db.execute(sql, {"t": name})]
    if not found:
        raise UsageError(f"{name}: no such paper in {store.path}; give its id, DOI or file")
    return found


def uncertain_links(store: Store, *, limit: int) -> list[Row]:
    """Names that no compound was chosen for and that nobody decided on, the most measured first; with the likeliest compound, if any."""
    sql = """WITH named AS (
               SELECT paper_id, material AS mention FROM measurements WHERE interface_id IS NULL AND compound_id IS NULL AND material IS NOT NULL
               UNION ALL SELECT m.paper_id, i.side_a FROM measurements m JOIN interfaces i ON i.id = m.interface_id WHERE i.compound_a IS NULL
               UNION ALL SELECT m.paper_id, i.side_b FROM measurements m JOIN interfaces i ON i.id = m.interface_id WHERE i.compound_b IS NULL)
             SELECT n.paper_id, n.mention, count(*) AS measurements, p.doi, p.file, l.compound_id, l.method, l.score
             FROM named n JOIN papers p ON p.id = n.paper_id
             LEFT JOIN compound_links l ON l.rowid = (SELECT rowid FROM compound_links c WHERE c.paper_id = n.paper_id AND c.mention = n.mention ORDER BY c.score DESC LIMIT 1)
             WHERE NOT EXISTS (SELECT 1 FROM link_decisions d WHERE d.paper_id = n.paper_id AND d.mention = n.mention AND d.decision = 'link'
                               AND NOT EXISTS (SELECT 1 FROM link_decisions u WHERE u.undoes = d.id))
             GROUP BY n.paper_id, n.mention ORDER BY measurements DESC, n.paper_id, n.mention LIMIT ?"""
    return list(store.db.query(sql, (limit,)))


def counts(store: Store) -> dict[str, int]:
    """How many measurements there are of each property."""
    return dict(store.db.execute("SELECT property, count(*) FROM measurements GROUP BY property ORDER BY property").fetchall())


def export_records(store: Store, property_name: str | None = None, *, where: str = "state != 'reject'", parameters: dict[str, Any] | None = None) -> Iterator[Record]:
    """Stored measurements as records on the wire; `where` is SQL of this package over `measurement_view`, by default all that nobody rejected."""
    told = dict(parameters or {})
    if property_name:
        where, told["property"] = f"{where} AND property = :property", property_name
    for row in find_measurements(store, where=where, parameters=told, order="paper_id, property, id"):
        evidence = store.db.query("SELECT * FROM evidence WHERE measurement_id = ? ORDER BY id = ? DESC, id", (row["id"], row["evidence_id"]))
        yield record_of(row, list(evidence))


def record_of(row: Row, evidence: list[Row]) -> Record:
    """A row of `measurement_view` with its evidence, as a record."""
    return Record(
        property=row["property"], value=row["value"] if row["word"] is None else row["word"], low=row["low"], high=row["high"],
        uncertainty=row["uncertainty"], comparator=row["comparator"], unit=row["unit"], raw=row["raw"], material=row["material"],
        formula=row["formula"], compound_id=row["compound_id"], interface=[row["side_a"], row["side_b"]] if row["side_a"] else None,
        sample=row["label"], temperature=row["temperature"], conditions=json.loads(row["conditions"]), method=row["method"],
        cited=bool(row["cited"]), simulated=bool(row["simulated"]), confidence=row["confidence"], flags=json.loads(row["flags"]),
        source=Source(paper=row["paper_id"], doi=row["doi"] or "", file=row["file"]),
        evidence=[
            Evidence(
                text=e["text"], block=e["block"], start=e["start"], end=e["end"], page=e["page"], boxes=json.loads(e["boxes"]),
                value_start=e["value_start"], value_end=e["value_end"], cell=json.loads(e["cell"]) if e["cell"] else None, rule=e["rule"],
                repairs=json.loads(e["repairs"]),
            )
            for e in evidence
        ],
    )
