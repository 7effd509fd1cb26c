"""Several reviewers on one store: whose turn a record is, rounds in a spreadsheet, how far two agree and where they do not."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from extractor.errors import KaimenError, UsageError
from extractor.review.order import Strategy
from extractor.review.queue import Filters, Queue
from extractor.review.sheets import PROBLEM, TOLD, Line, columns, errors_file, read_sheet, write_sheet
from extractor.store import Store
from extractor.store.claims import CLAIM_SECONDS, claim
from extractor.store.decisions import Decision, checked, decide, history
from extractor.store.queries import Row, find_measurements

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
    filters = replace(filters or Filters(), reviewer=reviewer, free=True)
    queue, taken = Queue(store, strategy, filters), list[str]()
    while len(taken) < count and (page := queue.window(min(count, _PAGE))):
        # what another process was faster to claim is left out
        taken += [row["id"] for row in page if len(taken) < count and claim(store, row["id"], reviewer, seconds=seconds, doubled=filters.doubled)]
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


@dataclass
class Imported:
    """Rows of a sheet: decisions stored, known before, left empty; `bad` rows with what is wrong with each."""

    stored: int = 0
    known: int = 0
    empty: int = 0
    bad: list[tuple[Line, str]] = field(default_factory=list)


def export_round(store: Store, file: Path, keys: Sequence[str]) -> None:
    """Write records to a CSV file or an Excel workbook (by the file's name), with empty columns for decisions.

    Raises UsageError if it cannot be written.
    """
    rows = (row for key in keys for row in find_measurements(store, where="id = :id", parameters={"id": key}))
    write_sheet(file, columns(file), [{**{name: row.get(name) for name in TOLD}, **{name: "yes" if row[name] else "no" for name in ("cited", "simulated")}} for row in rows])


def import_round(store: Store, file: Path, reviewer: str) -> Imported:
    """Store the decisions of a sheet. Bad rows go to `errors_file(file)` with the problem; the same file again changes nothing.

    Raises UsageError if the file is no such sheet.
    """
    result, seen = Imported(), set[str]()
    names, lines = read_sheet(file)
    for line in lines:
        key, decision, reason = (line.cells.get(name, "") for name in ("id", "decision", "reason"))
        changes = {name.removeprefix("new "): text for name, text in line.cells.items() if name.startswith("new ") and text}
        if not decision and not changes:
            result.empty += 1
            continue
        try:
            if line.problem:
                raise UsageError(line.problem)
            if key in seen:
                raise UsageError(f"{key}: decided twice in this file; the first row counts")
            word = next((word for word in get_args(Decision) if word == decision.lower()), None)
            if word is None:
                raise UsageError(f"decision: {decision!r} is none; write {', '.join(get_args(Decision))}")
            if _is_known(store, key, word, reviewer, changes):
                result.known += 1
            else:
                decide(store, key, word, reviewer, changes=changes, reason=reason)
                result.stored += 1
            seen.add(key)
        except KaimenError as error:
            result.bad.append((line, str(error)))
    if result.bad:
        write_sheet(errors_file(file), [PROBLEM, *names], [{PROBLEM: problem, **line.cells} for line, problem in result.bad])
    return result


def _is_known(store: Store, key: str, decision: str, reviewer: str, changes: dict[str, str]) -> bool:
    """Whether the reviewer's last decision that stands is this one."""
    told = history(store, key)
    undone = {row["undoes"] for row in told}
    last: Row | None = next((row for row in reversed(told) if row["reviewer"] == reviewer and row["decision"] != "undo" and row["id"] not in undone), None)
    if last is None or last["decision"] != decision:
        return False
    return not any(checked(row, changes) for row in find_measurements(store, where="id = :id", parameters={"id": key}))
