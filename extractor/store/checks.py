"""What cannot be right in a store, each as one finding: values, units, duplicates, contradictions, links, decisions without a record."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from extractor.properties import load_properties
from extractor.store.database import Store
from extractor.store.reattach import orphans

#: Measurements of one property, compound and temperature (to this many kelvin) are compared for slips of units.
SAME_STATE = 30.0
#: A value is a slip if, moved by this many decades, it comes so near (a factor) to what the others say; 3 and 6 are a prefix forgotten or read wrongly.
SLIPS, NEARNESS = (3, -3, 6, -6), 1.5
MIN_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: its kind, the measurement (or paper) that it is about, and a sentence."""

    kind: str
    subject: str
    message: str


def check(store: Store, kinds: tuple[str, ...] = ()) -> Iterator[Finding]:
    """All findings, by kind in the order of `CHECKS`; only those kinds if some are named."""
    for kind, finder in CHECKS.items():
        if not kinds or kind in kinds:
            for subject, message in finder(store):
                yield Finding(kind, subject, message)


def _damaged(store: Store) -> Iterator[tuple[str, str]]:
    for (message,) in store.db.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield store.path, f"the file is damaged: {message}"
    for table, row, parent, _ in store.db.execute("PRAGMA foreign_key_check"):
        yield f"{table} row {row}", f"refers to a row of {parent} that is not there"


def _impossible(store: Store) -> Iterator[tuple[str, str]]:
    for declared in load_properties().values():
        if declared.possible is None:
            continue
        low, high = declared.possible
        sql = """SELECT id, raw, material, value, low, high, doi, file FROM measurement_view
                 WHERE property = ? AND state != 'reject' AND (min(COALESCE(value, low), COALESCE(low, value, high)) < ? OR max(COALESCE(value, high), COALESCE(high, value, low)) > ?)"""
        for key, raw, material, *values, doi, file in store.db.execute(sql, (declared.name, low, high)):
            told = " – ".join(f"{value:.4g}" for value in values if value is not None)
            yield key, f"{declared.name} of {material}: {told} {declared.unit} (“{raw}”) is outside {low:g} … {high:g} {declared.unit}, in {doi or file}"


def _slips(store: Store) -> Iterator[tuple[str, str]]:
    groups: dict[tuple[str, str], list[tuple[str, str, float, float | None, str, str]]] = defaultdict(list)
    sql = """SELECT property, COALESCE(compound_id, interface_pair), id, raw, value, temperature, COALESCE(doi, file), material FROM (
               SELECT m.*, (SELECT i.compound_a || '/' || i.compound_b FROM interfaces i WHERE i.id = m.interface_id) AS interface_pair FROM measurement_view m)
             WHERE value > 0 AND unit != 'K' AND COALESCE(compound_id, interface_pair) IS NOT NULL AND state != 'reject'"""
    for name, compound, *rest in store.db.execute(sql):
        groups[name, compound].append(tuple(rest))
    for (name, _), members in groups.items():
        for key, raw, value, temperature, paper, material in members:
            others = [v for k, _, v, t, _, _ in members if k != key and (t is None or temperature is None or abs(t - temperature) <= SAME_STATE)]
            if len(others) < MIN_OTHERS:
                continue
            middle = median(math.log10(v) for v in others)
            agree = sum(abs(math.log10(v) - middle) < math.log10(NEARNESS) for v in others)
            shift = next((s for s in SLIPS if abs(math.log10(value) + s - middle) < math.log10(NEARNESS)), None)
            if shift is not None and agree >= MIN_OTHERS:
                yield key, f"{name} of {material}: “{raw}” in {paper} is 10^{-shift} times what {agree} others say; a prefix or an exponent may be wrong"


def _duplicates(store: Store) -> Iterator[tuple[str, str]]:
    sql = """SELECT p.doi, group_concat(p.file, ', '), min(p.id) FROM papers p WHERE p.doi IS NOT NULL AND p.status = 'ok' GROUP BY p.doi COLLATE NOCASE HAVING count(*) > 1"""
    for doi, files, paper in store.db.execute(sql):
        repeated = store.db.execute(
            "SELECT count(*) FROM measurement_relations r JOIN measurements m ON m.id = r.measurement_id JOIN papers p ON p.id = m.paper_id WHERE r.relation = 'repeats' AND p.doi = ? COLLATE NOCASE", (doi,)
        ).fetchone()[0]
        yield paper, f"the paper {doi} was read from several files ({files}); {repeated} measurements stand twice"


def _contradictions(store: Store) -> Iterator[tuple[str, str]]:
    sql = """SELECT a.id, a.property, a.material, a.raw, b.raw, a.doi, a.file FROM measurement_relations r
             JOIN measurement_view a ON a.id = r.measurement_id JOIN measurement_view b ON b.id = r.related_id
             WHERE r.relation = 'contradicts' AND a.state = 'pending' AND b.state = 'pending' ORDER BY a.paper_id, a.property"""
    for key, name, material, one, other, doi, file in store.db.execute(sql):
        yield key, f"{name} of {material} is both “{one}” and “{other}” in {doi or file}"


def _unlinked(store: Store) -> Iterator[tuple[str, str]]:
    sql = """SELECT m.paper_id, m.material, count(*), p.doi, p.file, (SELECT max(score) FROM compound_links l WHERE l.paper_id = m.paper_id AND l.mention = m.material)
             FROM measurements m JOIN papers p ON p.id = m.paper_id
             WHERE m.material IS NOT NULL AND m.compound_id IS NULL AND m.interface_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM compound_links l WHERE l.paper_id = m.paper_id AND l.mention = m.material AND l.method = 'host')
             GROUP BY m.paper_id, m.material ORDER BY count(*) DESC, m.paper_id"""
    for paper, material, number, doi, file, score in store.db.execute(sql):
        best = f"; the best guess has score {score:.2f}" if score is not None else ""
        yield paper, f"{material}: no compound is linked to {number} measurement{'s' if number > 1 else ''} in {doi or file}{best}"


def _orphans(store: Store) -> Iterator[tuple[str, str]]:
    for row in orphans(store.db.conn):
        before = json.loads(row["before"])
        paper = store.db.execute("SELECT COALESCE(doi, file) FROM papers WHERE id = ?", (row["paper_id"],)).fetchone()
        said = f"{before.get('property', 'a value')} of {before.get('material') or before.get('side_a') or '?'} (“{before.get('raw', '?')}”)"
        yield row["measurement_id"], f"{row['reviewer']} decided {row['decision']} on {said}, which the last reading of {paper[0] if paper else row['paper_id']} does not say; decide on what it says now"


CHECKS: dict[str, Callable[[Store], Iterator[tuple[str, str]]]] = {
    "damaged": _damaged, "impossible": _impossible, "unit-slip": _slips, "duplicate": _duplicates, "contradiction": _contradictions, "unlinked": _unlinked,
    "orphan": _orphans,
}  # fmt: skip
