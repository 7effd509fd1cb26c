"""Where the figures of a sheet are, so that their labels are not read as text."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.document import Box
from extractor.readers.pdf.grid import split_cells
from extractor.readers.pdf.lines import Line
from extractor.readers.pdf.page import Sheet

#: Points: drawn things nearer than this are one figure; labels stand this near to it.
NEAR, LABEL_REACH = 10.0, 14.0
#: A figure is at least this wide and high, and no background of the page.
LEAST, MOST = 30.0, 0.85
#: A label is shorter than this.
MAX_LABEL = 60
MAX_MARKS = 4000


def figures(sheet: Sheet, lines: Sequence[Line]) -> list[Box]:
    """Boxes of the sheet's figures with the labels around them."""
    whole = sheet.width * sheet.height
    marks = [m for m in sheet.marks if (m[2] - m[0]) * (m[3] - m[1]) < MOST * whole]
    boxes = [b for b in _clusters(marks) if b[2] - b[0] >= LEAST and b[3] - b[1] >= LEAST]
    return [box for box in (_with_labels(box, lines) for box in boxes) if not _is_framed_text(box, lines)]


def _clusters(marks: Sequence[Box]) -> list[Box]:
    """Boxes around marks that lie near one another."""
    boxes: list[Box] = []
    for mark in sorted(marks[:MAX_MARKS], key=lambda m: (m[0] - m[2]) * (m[3] - m[1])):
        touching = [b for b in boxes if _near(b, mark, NEAR)]
        if len(touching) == 1 and _within(mark, touching[0]):
            continue
        boxes = [b for b in boxes if b not in touching]
        boxes.append(_union([mark, *touching]))
    return boxes


def _with_labels(box: Box, lines: Sequence[Line]) -> Box:
    """The box grown by the short pieces of text that stand close around it."""
    for _ in range(3):
        close = [line for line in lines if is_short(line) and _near(box, (line.x0, line.top, line.x1, line.bottom), LABEL_REACH)]
        grown = _union([box, *((line.x0, line.top, line.x1, line.bottom) for line in close)])
        if grown == box:
            break
        # labels stand around a figure, never far from it
        box = (max(grown[0], box[0] - 40), max(grown[1], box[1] - 30), min(grown[2], box[2] + 60), min(grown[3], box[3] + 40))
    return box


def is_short(line: Line) -> bool:
    """Whether a piece may be a label: few words, and no sentence's end."""
    return len(line.text) < MAX_LABEL and line.width < 22 * line.size and not (line.text.endswith((".", ":", "?", "-")) and len(line.text) > 25)


def figure_labels(lines: Sequence[Line], boxes: Sequence[Box], body_size: float) -> set[int]:
    """Ids of the lines, which stand in reading order, that are labels of a figure.

    The last, short line of a paragraph above a figure is none.
    """
    labels: set[int] = set()
    if not boxes:
        return labels
    for index, line in enumerate(lines):
        middle = line.base - 0.3 * line.size
        if line.size > 1.08 * body_size or not any(b[0] <= line.x0 and line.x1 <= b[2] and b[1] <= middle <= b[3] for b in boxes):
            continue
        pieces = split_cells(line, 0.9)
        if all(is_short(piece) for piece in pieces) and not (len(pieces) < 3 and _ends_paragraph(lines[index - 1] if index else None, line)):
            labels.add(id(line))
    return labels


def _ends_paragraph(before: Line | None, line: Line) -> bool:
    if before is None:
        return False
    if before.column != line.column:  # the end of a paragraph that began in the column before
        return line.text[:1].islower() and not before.text.endswith((".", ":")) and not is_short(before)
    if is_short(before):
        return False
    return 0 < line.base - before.base < 1.4 * line.size and abs(before.size - line.size) < 0.05 * line.size and abs(before.x0 - line.x0) < 2.5 * line.size


def _is_framed_text(box: Box, lines: Sequence[Line]) -> bool:
    inside = [line for line in lines if _within((line.x0, line.base - 1, line.x1, line.base), box)]
    return sum(not is_short(line) for line in inside) >= max(3, 0.4 * len(inside))


def _near(a: Box, b: Box, reach: float) -> bool:
    return a[0] - reach <= b[2] and b[0] <= a[2] + reach and a[1] - reach <= b[3] and b[1] <= a[3] + reach


def _within(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _union(boxes: Sequence[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
