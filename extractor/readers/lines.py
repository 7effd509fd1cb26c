"""Characters of a PDF page to lines of text in reading order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from pdfplumber.page import Page

_SUPERSCRIPT = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}

Char = dict[str, Any]


@dataclass
class Line:
    """One line of text; coordinates in points from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    column: int = 0


def page_lines(page: Page) -> list[Line]:
    """Lines of a page, left column before right column where the page has two."""
    chars = [c for c in page.chars if c["upright"] and c["text"]]
    rows = rows_of(chars)
    pieces = [piece for row in rows for piece in _pieces(row)]
    lines = [line_of(piece) for piece in pieces]
    return _reading_order([line for line in lines if line.text.strip()], float(page.width))


def rows_of(chars: list[Char]) -> list[list[Char]]:
    """Group characters whose vertical extents overlap by half; small raised ones join their row."""
    rows: list[tuple[float, float, list[Char]]] = []
    for char in sorted((c for c in chars if c["text"].strip()), key=lambda c: (-c["size"], c["top"])):
        middle = (char["top"] + char["bottom"]) / 2
        best = None
        for index, (top, bottom, _) in enumerate(rows):
            slack = 0.0 if char["size"] > 0.85 * (bottom - top) else 0.35 * (bottom - top)
            if top - slack <= middle <= bottom + slack:
                distance = abs(middle - (top + bottom) / 2)
                if best is None or distance < best[0]:
                    best = (distance, index)
        if best is None:
            rows.append((char["top"], char["bottom"], [char]))
        else:
            rows[best[1]][2].append(char)
    ordered = sorted(rows, key=lambda row: row[0])
    return [sorted(members, key=lambda c: c["x0"]) for _, _, members in ordered]


def _pieces(row: list[Char]) -> Iterable[list[Char]]:
    """Cut a row where a gap is as wide as a gutter between columns."""
    size = median(c["size"] for c in row)
    piece = [row[0]]
    reach = row[0]["x1"]
    for char in row[1:]:
        if char["x0"] - reach > 1.4 * size:
            yield piece
            piece = []
        piece.append(char)
        reach = max(reach, char["x1"])
    yield piece


def line_of(piece: list[Char]) -> Line:
    size = _size(piece)
    full = [c for c in piece if c["size"] > 0.85 * size]
    text = "".join(part for part, _ in spell(piece))
    return Line(text, piece[0]["x0"], max(c["x1"] for c in piece), min(c["top"] for c in full), max(c["bottom"] for c in full), size)


def spell(piece: list[Char]) -> list[tuple[str, Char | None]]:
    """The text of a piece of a row, with the character behind each part; blanks have none."""
    size = _size(piece)
    full = [c for c in piece if c["size"] > 0.85 * size]
    base_bottom = median(c["bottom"] for c in full)
    base_top = median(c["top"] for c in full)
    parts: list[tuple[str, Char | None]] = []
    reach = piece[0]["x0"]
    for char in piece:
        glyph = "".join(_LIGATURES.get(ch, ch) for ch in char["text"])
        raised = char["size"] < 0.85 * size and char["bottom"] < base_bottom - 0.12 * size and char["top"] < base_top + 0.25 * size
        if raised:
            glyph = glyph.translate(_SUPERSCRIPT)
        # a gap after a raised sign comes from a wrong width: it belongs to the digits behind it
        if char["x0"] - reach > 0.16 * size and parts and not parts[-1][0].endswith((" ", "⁻", "⁺")):
            parts.append((" ", None))
        parts.append((glyph, char))
        reach = max(reach, char["x1"])
    return parts


def _size(piece: list[Char]) -> float:
    return float(max(sorted(c["size"] for c in piece)[len(piece) // 2 :]))


def _reading_order(lines: list[Line], width: float) -> list[Line]:
    """Two columns if many lines end before, and many begin after, the page's middle.

    Lines across the middle part the page into bands, each read left column first.
    """
    middle = width / 2
    left = [line for line in lines if line.x1 <= middle + 0.02 * width and line.x1 - line.x0 > 0.2 * width]
    right = [line for line in lines if line.x0 >= middle - 0.02 * width and line.x1 - line.x0 > 0.2 * width]
    if len(left) < 6 or len(right) < 6:
        return _join_pieces(lines)
    ordered: list[Line] = []
    band: list[Line] = []

    def flush() -> None:
        for column in (0, 1):
            part = [line for line in band if (line.x0 >= middle - 0.03 * width) == bool(column)]
            for line in part:
                line.column = column + 1
            ordered.extend(_join_pieces(part))
        band.clear()

    for line in sorted(lines, key=lambda line: line.top):
        if line.x0 < middle - 0.03 * width and line.x1 > middle + 0.03 * width:
            flush()
            ordered.append(line)
        else:
            band.append(line)
    flush()
    return ordered


def _join_pieces(lines: list[Line]) -> list[Line]:
    """Pieces of one row in one column become one line again."""
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: (round(line.bottom / 3), line.x0)):
        last = joined[-1] if joined else None
        if last and abs(last.bottom - line.bottom) < 0.3 * line.size and line.x0 >= last.x1:
            joined[-1] = Line(f"{last.text} {line.text}", last.x0, line.x1, min(last.top, line.top), max(last.bottom, line.bottom), last.size, last.column)
        else:
            joined.append(line)
    return joined
