"""Columns of a page: where its gutters are, and the order in which its lines are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.readers.pdf.lines import Line, cut, join
from extractor.readers.pdf.page import Rule

#: Points a cell of the map of ink is high and wide.
_BAND, _STEP = 3.0, 1.0
#: Points: the least width of a gutter, and the least height of text beside it.
MIN_GUTTER, MIN_TEXT = 7, 80.0
#: A column is at least this part of the page wide; its lines are ink for the greater part.
MIN_COLUMN, DENSE = 0.14, 0.55
#: Part of the page's text that has the gutter between it: where it is sure, and where other pages have it too.
SURE, KNOWN, ZONE = 0.3, 0.08, 0.4
#: A zone between rules has columns of its own if so many lines stand in it, and text so high (points) in the wider one.
MIN_ZONE_LINES, MIN_ZONE = 8, 60.0


@dataclass(frozen=True)
class InkMap:
    """Where a page has text: bands of the page by steps of its width."""

    ink: NDArray[np.bool_]

    @classmethod
    def of(cls, lines: Sequence[Line], width: float, height: float) -> InkMap:
        ink = np.zeros((int(height / _BAND) + 2, int(width / _STEP) + 2), bool)
        for line in lines:
            # from line to line, so that the blank between two lines of one paragraph is no gap
            top, bottom = max(0, int((line.base - 1.0 * line.size) / _BAND)), max(0, int((line.base + 0.35 * line.size) / _BAND))
            start = reach = line.chars[0].x0
            for char in line.chars:
                if char.x0 - reach > 0.45 * line.size:
                    ink[top : bottom + 1, max(0, int(start)) : max(0, int(reach)) + 1] = True
                    start = char.x0
                reach = max(reach, char.x1)
            ink[top : bottom + 1, max(0, int(start)) : max(0, int(reach)) + 1] = True
        return cls(ink)

    def beside(self) -> tuple[NDArray[np.int_], int]:
        """For each step the number of bands that are free there but have text on both sides; and all bands with text."""
        ink = self.ink
        free = ~ink
        for shift in range(1, MIN_GUTTER // 2 + 1):
            free[:, shift:] &= ~ink[:, :-shift]
            free[:, :-shift] &= ~ink[:, shift:]
        steps = np.arange(ink.shape[1])
        filled = ink.any(axis=1)
        first, last = ink.argmax(axis=1), ink.shape[1] - 1 - ink[:, ::-1].argmax(axis=1)
        left, right = steps >= first[:, None], steps <= np.where(filled, last, -1)[:, None]
        between = free & left & right
        return between.sum(axis=0), int(filled.sum())

    def dense_height(self, x: int, left: int, right: int) -> float:
        """Points of the page where both sides of `x`, as far as `left` and `right`, are filled with text."""
        bands = ~self.ink[:, x]
        sides = self.ink[:, left:x].mean(axis=1), self.ink[:, x + 1 : right].mean(axis=1)
        return float((bands & (sides[0] >= DENSE) & (sides[1] >= DENSE)).sum()) * _BAND


@dataclass(frozen=True)
class PageGutters:
    """What one page shows: sure gutters, and for each point of its width how many bands are free there between text, of how many."""

    places: list[float] = field(default_factory=list)
    beside: NDArray[np.int_] = field(default_factory=lambda: np.zeros(0, int))
    text: int = 0


def gutters(lines: Sequence[Line], width: float, height: float) -> PageGutters:
    """The gutters that a page alone shows.

    The place is just left of the column behind it, whose edge is sharp where the one before is ragged.
    """
    page = InkMap.of(lines, width, height)
    beside, text = page.beside()
    found: list[float] = []
    if text:
        for first, last in _peaks(beside, SURE * text):
            found.append(max((first + last) / 2, last - MIN_GUTTER / 2))
    edges = _text_edges(page.ink)
    kept: list[float] = []
    for x in found:
        left, right = max([edges[0], *(g for g in found if g < x - 1)]), min([edges[1], *(g for g in found if g > x + 1)])
        if min(x - left, right - x) >= MIN_COLUMN * width and page.dense_height(int(x), int(left), int(right)) >= MIN_TEXT:
            kept.append(x)
    return PageGutters(kept, beside, text)


def known_gutters(pages: Sequence[PageGutters], page: PageGutters) -> list[float]:
    """Gutters of a page, after those of the other pages where it has too little text to show all of them alone."""
    votes = [other.places for other in pages if other.places]
    if not votes or not page.text:
        return page.places
    usual = max(votes, key=lambda g: sum(len(g) == len(o) and all(abs(a - b) < 12 for a, b in zip(g, o, strict=True)) for o in votes))
    if page.places and (len(page.places) >= len(usual) or any(all(abs(x - known) > 12 for known in usual) for x in page.places)):
        return page.places
    found = []
    for x in usual:
        window = page.beside[max(0, int(x) - 8) : int(x) + 9]
        if len(window) and window.max() >= KNOWN * page.text:
            best = np.flatnonzero(window == window.max())
            found.append(max(0, int(x) - 8) + max(float(best.mean()), float(best[-1]) - MIN_GUTTER / 2))
    return found


def zone_gutters(lines: Sequence[Line], width: float, height: float) -> list[float]:
    """Gutters within one part of a page, where a narrow column of short lines may stand beside the text, as on Elsevier's first pages."""
    page = InkMap.of(lines, width, height)
    beside, text = page.beside()
    edges = _text_edges(page.ink)
    found = [max((first + last) / 2, last - MIN_GUTTER / 2) for first, last in _peaks(beside, ZONE * text)] if text else []
    kept = []
    for x in found:
        right = page.ink[:, int(x) + 4 : edges[1]].mean(axis=1) >= DENSE
        if min(x - edges[0], edges[1] - x) >= MIN_COLUMN * width and float(right.sum()) * _BAND >= MIN_ZONE:
            kept.append(x)
    return kept[:1]


def in_zones(lines: Sequence[Line], places: Sequence[float], rules: Sequence[Rule], size: tuple[float, float]) -> list[Line]:
    """Lines in reading order; a part of the page between long rules may have columns of its own."""
    if not lines:
        return []
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    borders = sorted(rule.top for rule in rules if rule.across and rule.length >= 0.8 * (right - left))
    ordered: list[Line] = []
    for number, (top, bottom) in enumerate(pairwise([-1.0, *borders, size[1] + 1])):
        zone = [line for line in lines if top < line.base - 0.3 * line.size <= bottom]
        crossed = sum(any(line.x0 < x - 2 and line.x1 > x + 2 for x in places) for line in zone)
        own = zone_gutters(zone, *size) if len(zone) >= MIN_ZONE_LINES and (not places or crossed > len(zone) / 4) and borders else []
        part = reading_order(zone, own or places, rules)
        for line in part if own else ():
            line.column += 10 * (number + 1)
        ordered += part
    return ordered


def _peaks(counts: NDArray[np.int_], least: float) -> list[tuple[int, int]]:
    """Stretches of the x-axis around each local peak that is at least this high."""
    high = np.concatenate(([False], counts >= max(1.0, least), [False]))
    starts, ends = np.flatnonzero(high[1:] & ~high[:-1]), np.flatnonzero(high[:-1] & ~high[1:])
    peaks = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        stretch = counts[start:end]
        top = np.flatnonzero(stretch >= 0.95 * stretch.max())
        peaks.append((start + int(top[0]), start + int(top[-1])))
    return peaks


def _text_edges(ink: NDArray[np.bool_]) -> tuple[int, int]:
    columns = np.flatnonzero(ink.sum(axis=0) >= 0.1 * max(1, ink.any(axis=1).sum()))
    return (int(columns[0]), int(columns[-1])) if len(columns) else (0, ink.shape[1] - 1)


def reading_order(lines: Sequence[Line], places: Sequence[float], rules: Sequence[Rule] = ()) -> list[Line]:
    """Lines column by column; text or a rule that lies across a gutter parts the page into bands.

    Pieces of one row in one column become one line. `Line.column` is 0 for what lies across, else 1, 2 …
    """
    if not places:
        return _join_pieces(lines)
    lines = _rejoin(lines, places)
    pieces = [part for line in lines for part in (cut(line, places) if any(line.x0 < x < line.x1 for x in places) else [line])]
    ordered: list[Line] = []
    band: list[Line] = []

    def flush() -> None:
        for column in range(1, len(places) + 2):
            ordered.extend(_join_pieces([line for line in band if line.column == column]))
        band.clear()

    across: list[Line] = []
    barriers = sorted(rule.top for rule in rules if rule.across and any(rule.x0 < x - 10 and rule.x1 > x + 10 for x in places))
    for line in sorted(pieces, key=lambda line: line.base):
        if barriers and barriers[0] < line.base - 0.3 * line.size:
            flush()
            barriers = [y for y in barriers if y >= line.base]
        crossing = any(line.x0 < x - 2 and line.x1 > x + 2 for x in places)
        line.column = 0 if crossing else 1 + sum(line.x0 + line.x1 > 2 * x for x in places)
        if crossing:
            if band:
                ordered.extend(_join_pieces(across))
                across = []
                flush()
            across.append(line)
        elif across and _same_row(across[-1], line):
            # the rest of a row that lies across: a wide table's last cell
            line.column = 0
            across.append(line)
        else:
            ordered.extend(_join_pieces(across))
            across = []
            band.append(line)
    ordered.extend(_join_pieces(across))
    flush()
    return ordered


def _rejoin(lines: Sequence[Line], places: Sequence[float]) -> list[Line]:
    """Pieces of one row that only a wide blank parts, as one: unless a gutter lies between, behind which a column begins."""
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.base, line.x0)):
        before = next((o for o in reversed(joined[-4:]) if _same_row(o, line) and 0 < line.x0 - o.x1 < 1.5 * line.size), None)
        if before is not None and all(line.x0 - x > MIN_GUTTER for x in places if before.x1 - 1 <= x <= line.x0 + 1):
            joined[joined.index(before)] = join([before, line])
        else:
            joined.append(line)
    return joined


def _same_row(a: Line, b: Line) -> bool:
    return abs(a.base - b.base) < 0.3 * min(a.size, b.size)


def _join_pieces(lines: Sequence[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.base, line.x0)):
        if rows and any(_same_row(piece, line) for piece in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [join(sorted(row, key=lambda line: line.x0)) for row in rows]
