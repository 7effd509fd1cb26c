"""How measurements stand to each other: cited from another stored paper, told by two files of one paper, contradicting.

Within a paper a fact told twice is one record with several pieces of evidence already (extraction). Nothing is
merged away here: relations are rows beside the measurements, made anew whenever one of their papers is.
"""

from __future__ import annotations

import re
import sqlite3

from extractor.extraction.confidence import SAME_TEMPERATURE, SAME_VALUE

#: Who cites a value rounds it: two values nearer than this are one.
ROUNDING = 0.02
MIN_SCORE = 0.7

_SAME_TEMPERATURE = f"(a.temperature IS NULL OR b.temperature IS NULL OR abs(a.temperature - b.temperature) < {SAME_TEMPERATURE})"

# a CROSS JOIN keeps the order: few papers have one DOI, many measurements one property
_REPEATS = f"""
INSERT OR IGNORE INTO measurement_relations
SELECT min(a.id, b.id), max(a.id, b.id), 'repeats', 1.0, 'two files with the DOI ' || p.doi
FROM measurements a
JOIN papers p ON p.id = a.paper_id AND p.doi IS NOT NULL
CROSS JOIN papers q ON q.doi = p.doi COLLATE NOCASE AND q.id != p.id
CROSS JOIN measurements b ON b.paper_id = q.id AND b.property = a.property AND b.cited = a.cited
 AND (b.compound_id = a.compound_id OR lower(b.material) = lower(a.material)) AND {_SAME_TEMPERATURE}
 AND (b.word = a.word OR abs(b.value - a.value) <= 1e-3 * abs(a.value) OR (b.low = a.low AND b.high = a.high))
WHERE a.paper_id = :paper
"""

#: A cited value and its possible source. Either range alone would do; SQLite takes the one that an index serves.
_CITED = f"""
SELECT a.id AS cited, b.id AS source, a.value = b.value AS exact, a.temperature IS NOT NULL AND b.temperature IS NOT NULL AS at_one_temperature,
       e.text AS sentence, a.paper_id AS citing, q.doi, q.authors, q.year
FROM measurements a
JOIN measurements b ON b.compound_id = a.compound_id AND b.property = a.property AND b.paper_id != a.paper_id AND b.simulated = a.simulated
 AND b.value BETWEEN a.value * {1 - ROUNDING} AND a.value * {1 + ROUNDING} AND a.value BETWEEN b.value / {1 + ROUNDING} AND b.value / {1 - ROUNDING}
 AND {_SAME_TEMPERATURE}
JOIN papers p ON p.id = a.paper_id
JOIN papers q ON q.id = b.paper_id AND (q.year IS NULL OR p.year IS NULL OR q.year <= p.year) AND (q.doi IS NULL OR p.doi IS NULL OR q.doi != p.doi COLLATE NOCASE)
JOIN evidence e ON e.id = a.evidence_id
WHERE a.cited AND NOT b.cited AND a.value > 0
"""
_QUESTIONS = (f"{_CITED} AND a.paper_id = :paper", f"{_CITED} AND b.paper_id = :paper")

# the plus keeps SQLite from the index of interfaces, of which most measurements have none
_CONTRADICTS = f"""
INSERT OR IGNORE INTO measurement_relations
SELECT min(a.id, b.id), max(a.id, b.id), 'contradicts', 1.0, 'one sample, one property, two values'
FROM measurements a
JOIN measurements b ON b.paper_id = a.paper_id AND b.property = a.property AND b.id > a.id AND NOT b.cited AND NOT b.simulated
 AND b.comparator = '=' AND b.method IS a.method AND +b.interface_id IS a.interface_id AND abs(b.value - a.value) > {SAME_VALUE} * max(a.value, b.value) + COALESCE(a.uncertainty, 0) + COALESCE(b.uncertainty, 0)
 AND (a.temperature IS b.temperature OR abs(a.temperature - b.temperature) < {SAME_TEMPERATURE})
WHERE a.paper_id = :paper AND NOT a.cited AND NOT a.simulated AND a.comparator = '=' AND a.property NOT LIKE 'sintering%'
 AND (a.interface_id IS NOT NULL OR EXISTS (
   SELECT 1 FROM sample_measurements x JOIN sample_measurements y ON y.sample_id = x.sample_id WHERE x.measurement_id = a.id AND y.measurement_id = b.id))
"""


def relate(connection: sqlite3.Connection, paper_id: str) -> None:
    """Write the relations of a paper's measurements to each other and to those of all other papers.

    To be called in the transaction that wrote the paper; what its old measurements had is gone with them.
    """
    parameters = {"paper": paper_id}
    connection.execute(_REPEATS, parameters)
    connection.execute(_CONTRADICTS, parameters)
    references: dict[str, str] = {}
    for question in _QUESTIONS:
        for cited, source, exact, at_one_temperature, sentence, citing, doi, authors, year in connection.execute(question, parameters).fetchall():
            if citing not in references:
                references[citing] = _references(connection, citing)
            named, reason = _names(sentence, references[citing], doi, _surname(authors), year)
            score = 0.4 + 0.1 * bool(exact) + 0.1 * bool(at_one_temperature) + named
            if score >= MIN_SCORE:
                connection.execute("INSERT OR IGNORE INTO measurement_relations VALUES (?, ?, 'cites', ?, ?)", (cited, source, score, f"the same value; {reason}"))


def _references(connection: sqlite3.Connection, paper_id: str) -> str:
    return "\n".join(text for (text,) in connection.execute("SELECT text FROM blocks WHERE paper_id = ? AND kind = 'reference'", (paper_id,))).lower()


def _names(sentence: str, references: str, doi: str | None, surname: str | None, year: int | None) -> tuple[float, str]:
    """How clearly a paper names another: equal numbers alone may be chance, a name or a reference is not."""
    if doi and doi.lower() in references:
        return 0.4, "its DOI is among the references"
    if surname and re.search(rf"\b{re.escape(surname)}\b", sentence):
        return 0.3, f"the sentence names {surname}"
    if surname and year and any(surname.lower() in line and str(year) in line for line in references.splitlines()):
        return 0.2, f"{surname} {year} is among the references"
    return 0.0, "nothing else"


def _surname(authors: str | None) -> str | None:
    """Of "Rangasamy, E.; Wolfenstine, J." and "Ezhiyl Rangasamy; Jeff Wolfenstine": Rangasamy."""
    first = (authors or "").split(";")[0].strip()
    if not first:
        return None
    return first.split(",")[0].strip() if "," in first else first.split()[-1]
