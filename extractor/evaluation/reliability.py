"""Whether the confidence keeps its word: of records at 0.9, nine in ten should be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.evaluation.gold import GoldFact
from extractor.evaluation.match import same_fact
from extractor.records import Record

_SIZE, _MARGIN = 420, 50


@dataclass(frozen=True)
class Bin:
    """Records with a confidence in [low, high): how many, their mean confidence, the share that is right."""

    low: float
    high: float
    records: int
    confidence: float
    right: float


def reliability(records: Mapping[str, Sequence[Record]], gold: Mapping[str, Sequence[GoldFact]], bins: int = 10) -> list[Bin]:
    """Confidence against the share of right records, in equal bins; empty bins are left out.

    A fact told twice counts as right; doubtful facts count neither way.
    """
    judged: list[tuple[float, bool]] = []
    for paper, facts in gold.items():
        for record in records.get(paper, ()):
            same = [fact for fact in facts if same_fact(record, fact)]
            if not same or not all(fact.doubtful for fact in same):
                judged.append((record.confidence, bool(same)))
    found = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [(c, right) for c, right in judged if low <= c < high or (number == bins - 1 and c == 1.0)]
        if inside:
            found.append(Bin(low, high, len(inside), sum(c for c, _ in inside) / len(inside), sum(right for _, right in inside) / len(inside)))
    return found


def expected_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Naeini et al., AAAI 2015): mean distance of confidence and share right, weighted by records."""
    total = sum(b.records for b in bins)
    return sum(b.records * abs(b.confidence - b.right) for b in bins) / total if total else 0.0


def draw_reliability(bins: Sequence[Bin], out: Path, title: str) -> None:
    """Draw the reliability diagram as SVG: points on the diagonal are honest, their area is the number of records."""
    most = max((b.records for b in bins), default=1)

    def place(value: float) -> float:
        return _MARGIN + value * _SIZE

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE + 2 * _MARGIN} {_SIZE + 2 * _MARGIN}" font-family="sans-serif" font-size="13">',
        f'<rect width="100%" height="100%" fill="white"/><text x="{_MARGIN}" y="24" font-size="15">{title}</text>',
        f'<line x1="{place(0)}" y1="{place(1)}" x2="{place(1)}" y2="{place(0)}" stroke="#999" stroke-dasharray="5 4"/>',
    ]
    for step in range(0, 11, 2):
        value = step / 10
        parts.append(f'<line x1="{place(value)}" y1="{place(0)}" x2="{place(value)}" y2="{place(1)}" stroke="#eee"/><line x1="{place(0)}" y1="{place(value)}" x2="{place(1)}" y2="{place(value)}" stroke="#eee"/>')
        parts.append(f'<text x="{place(value)}" y="{place(1) + 18}" text-anchor="middle">{value:g}</text><text x="{place(0) - 8}" y="{place(1 - value) + 4}" text-anchor="end">{value:g}</text>')
    line = " ".join(f"{place(b.confidence):.1f},{place(1 - b.right):.1f}" for b in bins)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#2457a6" stroke-width="1.5"/>')
    for b in bins:
        radius = 3 + 12 * (b.records / most) ** 0.5
        parts.append(f'<circle cx="{place(b.confidence):.1f}" cy="{place(1 - b.right):.1f}" r="{radius:.1f}" fill="#2457a6" fill-opacity="0.55"><title>{b.records} records</title></circle>')
    parts.append(f'<text x="{place(0.5)}" y="{place(1) + 38}" text-anchor="middle">confidence</text><text x="16" y="{place(0.5)}" text-anchor="middle" transform="rotate(-90 16 {place(0.5)})">share right</text></svg>')
    out.write_text("\n".join(parts) + "\n", encoding="utf-8")
