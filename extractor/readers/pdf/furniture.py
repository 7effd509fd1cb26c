"""What stands on pages beside the paper's own text: running heads, page and line numbers, stamps."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from extractor.readers.pdf.lines import Line
from extractor.readers.pdf.page import Sheet

#: Parts of a page's height within which running heads and feet stand.
EDGE = 0.13
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–—|]?\s*(?:[SAe]?\d{1,7}|[ivxl]{1,6})\s*(?:(?:of|/|\()\s*\d+\)?)?\s*[-–—|]?$", re.I)
_DOWNLOAD = re.compile(r"^(?:downloaded (?:from|by|on|via)\b|this article is copyrighted|copyright ©|©\s*\d{4}|reuse of aip publishing|reprinted with permission)", re.I)


class Furniture:
    """Knows the running lines of one paper after it has seen all of its pages."""

    def __init__(self, pages: Sequence[tuple[Sheet, Sequence[Line]]]) -> None:
        self._running: set[tuple[str, int]] = set()
        places: dict[str, Counter[int]] = defaultdict(Counter)
        apart: Counter[str] = Counter()
        for sheet, lines in pages:
            apart.update(_apart(sheet, lines))
            for key, place in {(_key(line), _place(line)) for line in lines if _at_edge(line, sheet)}:
                places[key][place] += 1
        for key, counted in places.items():
            for place, count in counted.items():
                # the same words at the same height of two pages; a third more or less, since fonts differ
                if count + counted.get(place - 1, 0) + counted.get(place + 1, 0) >= (2 if apart[key] >= 2 else 3):
                    self._running.add((key, place))

    def parted(self, sheet: Sheet, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
        """The lines of a page's text, and those beside it."""
        numbers = _line_numbers(lines)
        text: list[Line] = []
        beside: list[Line] = []
        edge = [line for line in lines if self._is_running(line, sheet, lines)]
        levels = [line.base for line in edge]
        for line in lines:
            same_row = _at_edge(line, sheet) and any(abs(line.base - level) < 1.5 for level in levels)
            off = line in edge or same_row or id(line) in numbers or (_at_edge(line, sheet) and _DOWNLOAD.match(line.text) is not None)
            (beside if off else text).append(line)
        return text, beside

    def _is_running(self, line: Line, sheet: Sheet, lines: Sequence[Line]) -> bool:
        if not _at_edge(line, sheet):
            return False
        known = (_key(line), _place(line)) in self._running
        if _PAGE_NUMBER.match(line.text) is None:
            return known
        # the number of a heading, or of a table's row, has other text in its row that does not come again on every page
        row = [other for other in lines if other is not line and abs(other.base - line.base) < 2]
        alone = all((_key(other), _place(other)) in self._running for other in row)
        return (known and alone) or (_outermost(line, sheet) and (alone or not any(_beside(line, other) for other in row)))


def _apart(sheet: Sheet, lines: Sequence[Line]) -> set[str]:
    """Lines at the edge of a page with room between them and the text, or a rule."""
    rows = sorted(lines, key=lambda line: line.base)
    found: set[str] = set()
    for ordered in (rows, rows[::-1]):
        edge: list[Line] = []
        for line in ordered:
            if edge and abs(line.base - edge[-1].base) > 1.7 * max(line.size, edge[-1].size):
                found |= {_key(line) for line in edge}
                break
            edge.append(line)
            if len(edge) > 6 or not _at_edge(line, sheet):
                break
    return found


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _place(line: Line) -> int:
    return round(line.base / 2)


def _at_edge(line: Line, sheet: Sheet) -> bool:
    return line.base < EDGE * sheet.height or line.base > (1 - EDGE) * sheet.height


def _outermost(line: Line, sheet: Sheet) -> bool:
    return line.base < 0.09 * sheet.height or line.base > 0.9 * sheet.height


def _beside(number: Line, other: Line) -> bool:
    return 0 < other.x0 - number.x1 < 3 * number.size


def _line_numbers(lines: Sequence[Line]) -> set[int]:
    """Numbers that count the lines of a manuscript: in one margin, each one or five more than the one above."""
    found: set[int] = set()
    bare = [line for line in lines if line.text.isdecimal() and line.width < 30]
    for right in (False, True):
        by_edge: dict[int, list[Line]] = defaultdict(list)
        for line in bare:
            by_edge[round((line.x0 if right else line.x1) / 4)].append(line)
        for group in by_edge.values():
            near = sorted(group, key=lambda line: line.base)
            steps = [int(b.text) - int(a.text) for a, b in pairwise(near)]
            usual, count = Counter(steps).most_common(1)[0] if steps else (0, 0)
            if len(near) >= 5 and usual in (1, 2, 5, 10) and count >= 0.8 * len(steps) and _is_margin(near, lines, right):
                found |= {id(line) for line in near}
    return found


def _is_margin(numbers: Sequence[Line], lines: Sequence[Line], right: bool) -> bool:
    """Whether hardly any other text stands as far out as these numbers."""
    ids = {id(line) for line in numbers}
    edge = min(line.x0 for line in numbers) if right else max(line.x1 for line in numbers)
    beyond = [line for line in lines if id(line) not in ids and (line.x1 > edge if right else line.x0 < edge)]
    return len(beyond) <= 0.2 * len(numbers)
