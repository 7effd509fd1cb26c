"""How measurements stand to each other: cited from another stored paper, told by two files of one paper, contradicting.

Within a paper a fact told twice is one record with several pieces of evidence already (extraction). Nothing is
merged away here: relations are rows beside the measurements, made anew whenever one of their papers is.
"""

from __future__ import annotations

import re
import sqlite3

#: Who cites a value rounds it: two values nearer than this are one.
ROUNDING = 0.02
#: Values of one sample further apart than this contradict each other.
CONTRADICTION = 0.05
#: Temperatures nearer than this are one (kelvin): 25 °C is told as 298 K.
SAME_TEMPERATURE = 1.5
MIN_SCORE = 0.7

_SAME_TEMPERATURE = f"(a.temperature IS NULL OR b.temperature IS NULL OR abs(a.temperature - b.temperature) < {SAME_TEMPERATURE})"

_REPEATS = f"""
INSERT OR IGNORE INTO measurement_relations
SELECT min(a.id, b.id), max(a.id, b.id), 'repeats', 1.0, 'two files with the DOI ' || p.doi
FROM measurements a
JOIN papers p ON p.id = a.paper_id AND p.doi IS NOT NULL
JOIN papers q ON q.doi = p.doi COLLATE NOCASE AND q.id != p.id
JOIN measurements b ON b.paper_id = q.id AND b.property = a.property AND b.cited = a.cited
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

_CONTRADICTS = f"""
INSERT OR IGNORE INTO measurement_relations
SELECT min(a.id, b.id), max(a.id, b.id), 'contradicts', 1.0, 'one sample, one property, two values'
FROM measurements a
JOIN measurements b ON b.paper_id = a.paper_id AND b.property = a.property AND b.id > a.id AND NOT b.cited AND NOT b.simulated
 AND b.comparator = '=' AND b.method IS a.method AND b.interface_id IS a.interface_id AND abs(b.value - a.value) > {CONTRADICTION} * max(a.value, b.value) + COALESCE(a.uncertainty, 0) + COALESCE(b.uncertainty, 0)
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
    for question in _QUESTIONS:
        for cited, source, exact, at_one_temperature, sentence, citing, doi, authors, year in connection.execute(question, parameters).fetchall():
            score, reason = _certainty(connection, bool(exact), bool(at_one_temperature), sentence, citing, doi, authors, year)
            if score >= MIN_SCORE:
                connection.execute("INSERT OR IGNORE INTO measurement_relations VALUES (?, ?, 'cites', ?, ?)", (cited, source, score, reason))


def _certainty(
    connection: sqlite3.Connection, exact: bool, at_one_temperature: bool, sentence: str, citing: str, doi: str | None, authors: str | None, year: int | None
) -> tuple[float, str]:
    """How sure it is that a cited value is the other paper's: equal numbers alone are chance, a name or a reference is not."""
    score = 0.4 + 0.1 * exact + 0.1 * at_one_temperature
    surname = _surname(authors)
    references = "SELECT 1 FROM blocks WHERE paper_id = ? AND kind = 'reference' AND text LIKE '%' || ? || '%'"
    if doi and connection.execute(references, (citing, doi)).fetchone():
        return score + 0.4, "the same value; its DOI is among the references"
    if surname and re.search(rf"\b{re.escape(surname)}\b", sentence):
        return score + 0.3, f"the same value; the sentence names {surname}"
    if surname and year and connection.execute(f"{references} AND text LIKE '%' || ? || '%'", (citing, surname, str(year))).fetchone():
        return score + 0.2, f"the same value; {surname} {year} is among the references"
    return score, "the same value"


def _surname(authors: str | None) -> str | None:
    """Of "Rangasamy, E.; Wolfenstine, J." and "Ezhiyl Rangasamy; Jeff Wolfenstine": Rangasamy."""
    first = (authors or "").split(";")[0].strip()
    if not first:
        return None
    return first.split(",")[0].strip() if "," in first else first.split()[-1]
