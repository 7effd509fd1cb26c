"""A review played through with a reviewer who knows the truth: how many decisions each order takes until what is kept is right.

Kept are the records that were accepted or corrected, and the undecided ones of enough confidence. Decisions are made in a
real store and asked for through its queue, so one record's decision tells as much about another as in the tool: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from extractor.review.order import Strategy
from extractor.review.queue import Filters, pending_ids
from extractor.store import Store
from extractor.store.decisions import Decision, decide

REVIEWER = "simulation"
#: Records on a reviewer's screen, decided before the next are asked for.
_PAGE = 20


@dataclass(frozen=True)
class Answer:
    """What a reviewer who knows the truth says. `counts` is false where the truth is open; a decision is spent all the same."""

    decision: Decision
    changes: Mapping[str, Any] = field(default_factory=dict)
    counts: bool = True


@dataclass(frozen=True)
class Curve:
    """Of the records kept after 0, 1, 2, … decisions: the share that is right, and how many are."""

    name: str
    precision: tuple[float, ...]
    right: tuple[float, ...]

    def needed(self, target: float) -> int | None:
        """The fewest decisions after which the precision is reached and never lost again."""
        below = [number for number, precision in enumerate(self.precision) if precision < target]
        if not below:
            return 0
        return below[-1] + 1 if below[-1] + 1 < len(self.precision) else None


def simulate(store: Store, answers: Mapping[str, Answer], strategy: Strategy | str, *, thresholds: Sequence[float], seed: int = 0) -> dict[float, Curve]:
    """Decide everything in the strategy's order; a curve for each threshold of confidence. The store ends up decided."""
    confidence: dict[str, float] = dict(store.db.conn.execute("SELECT id, confidence FROM measurements"))
    counted = [key for key, answer in answers.items() if answer.counts]
    right = {t: sum(confidence[key] >= t and answers[key].decision == "accept" for key in counted) for t in thresholds}
    wrong = {t: sum(confidence[key] >= t and answers[key].decision != "accept" for key in counted) for t in thresholds}
    points = {t: [(right[t], wrong[t])] for t in thresholds}
    filters = Filters(reviewer=REVIEWER, doubled=0, seed=seed)
    while page := pending_ids(store, strategy, limit=_PAGE, filters=filters):
        for key in page:
            answer = answers[key]
            decide(store, key, answer.decision, REVIEWER, changes=answer.changes)
            for t in thresholds:
                if answer.counts:
                    kept = confidence[key] >= t
                    right[t] += answer.decision == "edit" or (answer.decision == "accept" and not kept)
                    wrong[t] -= kept and answer.decision != "accept"
                points[t].append((right[t], wrong[t]))
    return {t: Curve(str(strategy), tuple(r / (r + w) if r + w else 1.0 for r, w in points[t]), tuple(float(r) for r, _ in points[t])) for t in thresholds}


def mean(curves: Sequence[Curve]) -> Curve:
    """The mean of curves of one length, e.g. of a random order with several seeds."""
    def average(lists: Sequence[Sequence[float]]) -> tuple[float, ...]:
        return tuple(sum(column) / len(column) for column in zip(*lists, strict=True))

    return Curve(curves[0].name, average([c.precision for c in curves]), average([c.right for c in curves]))


_COLOURS = ("#2457a6", "#c0392b", "#2e8b57", "#8a6d00", "#7b3fa0", "#444")
_WIDTH, _HEIGHT, _MARGIN = 640, 360, 60


def draw(curves: Sequence[Curve], out: Path, *, title: str, target: float) -> None:
    """Draw precision against decisions as SVG, with the target as a dashed line."""
    steps = max(len(curve.precision) for curve in curves) - 1 or 1
    lowest = min(0.9, *(min(curve.precision) for curve in curves)) // 0.05 * 0.05

    def x(number: float) -> float:
        return _MARGIN + _WIDTH * number / steps

    def y(precision: float) -> float:
        return _MARGIN + _HEIGHT * (1 - precision) / (1 - lowest)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH + 2 * _MARGIN + 90} {_HEIGHT + 2 * _MARGIN}" font-family="sans-serif" font-size="13">',
        f'<rect width="100%" height="100%" fill="white"/><text x="{_MARGIN}" y="30" font-size="15">{escape(title)}</text>',
    ]
    for number in range(round(lowest * 20), 21):
        parts.append(f'<line x1="{x(0)}" x2="{x(steps)}" y1="{y(number / 20):.1f}" y2="{y(number / 20):.1f}" stroke="#eee"/><text x="{x(0) - 8}" y="{y(number / 20) + 4:.1f}" text-anchor="end">{number / 20:.2f}</text>')
    for number in range(0, steps + 1, 100):
        parts.append(f'<text x="{x(number):.1f}" y="{y(lowest) + 18:.1f}" text-anchor="middle">{number}</text>')
    parts.append(f'<line x1="{x(0)}" x2="{x(steps)}" y1="{y(target):.1f}" y2="{y(target):.1f}" stroke="#999" stroke-dasharray="5 4"/>')
    for number, (curve, colour) in enumerate(zip(curves, _COLOURS, strict=False)):
        line = " ".join(f"{x(n):.1f},{y(precision):.1f}" for n, precision in enumerate(curve.precision))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/><text x="{x(steps) + 10:.1f}" y="{_MARGIN + 20 * number + 12}" fill="{colour}">{escape(curve.name)}</text>')
    parts.append(f'<text x="{x(steps / 2):.1f}" y="{y(lowest) + 40:.1f}" text-anchor="middle">decisions</text></svg>')
    out.write_text("\n".join(parts) + "\n", encoding="utf-8")
