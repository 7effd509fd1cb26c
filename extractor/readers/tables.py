"""Tables of a PDF page: ruled ones by pdfplumber, those with horizontal rules only by their gaps.

Journals set most tables with two or more horizontal rules and no vertical ones (booktabs). Between
the first and the last rule of such a stack, columns are the strips of the page that hold no ink in
any body row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page

from extractor.document import Box
from extractor.readers.lines import line_of, rows_of

_NUMBER = re.compile(r"^[~≈<>±]?\s*[-−–]?\d")
_CAPTION = re.compile(r"^\s*Table\s*S?\d+", re.I)
#: Points: how long a rule and its pieces are at least, and how near two edges of one rule stand.
MIN_RULE, MIN_PIECE, SAME_RULE = 60.0, 15.0, 3.0
#: Rules of one table share this part of their length.
SAME_SPAN = 0.75
#: Points above a table's first rule in which its caption begins.
CAPTION_REACH = 75.0
#: A column gap is at least this part of the type size.
MIN_GAP = 0.6
#: A strip of ink this wide, in type sizes, is running text and no column of a table.
PROSE_WIDTH = 30.0


@dataclass
class PageTable:
    """A grid of strings with its box on the page."""

    grid: list[list[str]]
    header_rows: int
    box: Box


@dataclass(frozen=True)
class _Rule:
    x0: float
    x1: float
    top: float


def read_tables(page: Page) -> list[PageTable]:
    """All tables of a page that rules mark. Pages without rules cost nothing."""
    if len(page.lines) + len(page.rects) < 2:
        return []
    tables = list(_ruled(page))
    for stack in _stacks(page):
        table = _between_rules(page, stack)
        if table is not None and not any(_overlap(table.box, other.box) for other in tables):
            tables.append(table)
    return sorted(tables, key=lambda table: table.box[1])


def _ruled(page: Page) -> list[PageTable]:
    """Tables with a full grid of rules."""
    found = page.find_tables({"vertical_strategy": "lines", "horizontal_strategy": "lines"})
    tables = []
    for table in found:
        x0, top, x1, bottom = table.bbox
        cells = [[_cell_text(page, box) if box else "" for box in row.cells] for row in table.rows]
        if _is_table(cells):
            tables.append(PageTable(cells, header_rows(cells), (x0, top, x1, bottom)))
    return tables


def _cell_text(page: Page, box: Box) -> str:
    x0, top, x1, bottom = box
    return _text([c for c in page.chars if x0 <= (c["x0"] + c["x1"]) / 2 <= x1 and top <= (c["top"] + c["bottom"]) / 2 <= bottom])


def _text(chars: list[dict[str, Any]]) -> str:
    return " ".join(line_of(row).text.strip() for row in rows_of(chars))


def _is_table(grid: list[list[str]]) -> bool:
    filled = sum(bool(cell) for row in grid for cell in row)
    return len(grid) >= 2 and max(len(row) for row in grid) >= 2 and filled >= 4


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _stacks(page: Page) -> list[list[_Rule]]:
    """Horizontal rules that begin and end alike, from the top; broken where a caption stands between."""
    stacks: list[list[_Rule]] = []
    for rule in _rules(page):
        home = next((s for s in reversed(stacks) if _alike(s[0], rule)), None)
        if home is None or _parted(page, home[-1], rule):
            stacks.append([rule])
        else:
            home.append(rule)
    return [stack for stack in stacks if len(stack) >= 2 and _has_caption(page, stack)]


def _rules(page: Page) -> list[_Rule]:
    """Horizontal rules from the top; the two edges of a thick one and its pieces are one."""
    edges = sorted((e for e in page.edges if e["orientation"] == "h" and e["x1"] - e["x0"] >= MIN_PIECE), key=lambda e: e["top"])
    rules: list[_Rule] = []
    for edge in edges:
        last = rules[-1] if rules else None
        if last is not None and edge["top"] - last.top < SAME_RULE:
            rules[-1] = _Rule(min(last.x0, edge["x0"]), max(last.x1, edge["x1"]), last.top)
        else:
            rules.append(_Rule(edge["x0"], edge["x1"], edge["top"]))
    return [rule for rule in rules if rule.x1 - rule.x0 >= MIN_RULE]


def _alike(a: _Rule, b: _Rule) -> bool:
    """Whether two rules span nearly the same columns."""
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    return shared >= SAME_SPAN * max(a.x1 - a.x0, b.x1 - b.x0)


def _has_caption(page: Page, stack: list[_Rule]) -> bool:
    """A table's caption stands just above its first rule (or below its last); a plot has none."""
    first, last = stack[0], stack[-1]
    above = [c for c in page.chars if c["upright"] and first.top - CAPTION_REACH <= c["top"] < first.top + 2]
    below = [c for c in page.chars if c["upright"] and last.top - 2 <= c["top"] <= last.top + CAPTION_REACH / 2]
    return any(_CAPTION.match(line_of(row).text.strip()) for part in (above, below) for row in rows_of(part))


def _chars_between(page: Page, upper: _Rule, lower: _Rule) -> list[dict[str, Any]]:
    return [
        c for c in page.chars
        if c["upright"] and upper.top - 1 <= (c["top"] + c["bottom"]) / 2 <= lower.top + 1 and upper.x0 - 4 <= (c["x0"] + c["x1"]) / 2 <= upper.x1 + 4
    ]


def _parted(page: Page, upper: _Rule, lower: _Rule) -> bool:
    """Whether text that is no table stands between two rules: another caption, or running text."""
    rows = rows_of(_chars_between(page, upper, lower))
    if any(_CAPTION.match(line_of(row).text) for row in rows):
        return True
    prose = [row for row in rows if len(_strips([row])) == 1 and row[-1]["x1"] - row[0]["x0"] > PROSE_WIDTH * row[0]["size"]]
    return len(prose) >= 3 and len(prose) > len(rows) / 2


def _strips(rows: list[list[dict[str, Any]]]) -> list[tuple[float, float]]:
    """Strips of the x-axis with ink in any of the rows, parted by gaps as wide as between columns."""
    spans = sorted((c["x0"], c["x1"]) for row in rows for c in row if c["text"].strip())
    if not spans:
        return []
    gap = MIN_GAP * max(c["size"] for c in rows[0])
    strips = [list(spans[0])]
    for x0, x1 in spans[1:]:
        if x0 - strips[-1][1] > gap:
            strips.append([x0, x1])
        else:
            strips[-1][1] = max(strips[-1][1], x1)
    return [(x0, x1) for x0, x1 in strips]


def _between_rules(page: Page, stack: list[_Rule]) -> PageTable | None:
    """The table between the first and the last rule of a stack; None if it is none after all."""
    rows = [row for upper, lower in pairwise(stack) for row in rows_of(_chars_between(page, upper, lower))]
    seen: set[float] = set()
    rows = [row for row in rows if not (row[0]["top"] in seen or seen.add(row[0]["top"]))]  # type: ignore[func-returns-value]
    if len(rows) < 2:
        return None
    body = [row for row in rows if row[0]["top"] > stack[1].top] or rows if len(stack) > 2 else rows
    columns = _strips(body)
    if len(columns) < 2:
        return None
    grid = [_cells(row, columns) for row in rows]
    if not _is_table(grid):
        return None
    heads = sum(row[0]["top"] < stack[1].top for row in rows) if len(stack) > 2 else header_rows(grid)
    first, last = stack[0], stack[-1]
    return PageTable(grid, max(1, min(heads, len(grid) - 1)), (first.x0, first.top, first.x1, last.top))


def _cells(row: list[dict[str, Any]], columns: list[tuple[float, float]]) -> list[str]:
    """A row's characters by column; a spanning header goes into every column that it covers."""
    cells = [""] * len(columns)
    for piece in _pieces(row):
        x0, x1 = piece[0]["x0"], piece[-1]["x1"]
        covered = [i for i, (left, right) in enumerate(columns) if min(x1, right) - max(x0, left) > 0.3 * min(x1 - x0, right - left)]
        if not covered:
            middle = (x0 + x1) / 2
            covered = [min(range(len(columns)), key=lambda i: abs((columns[i][0] + columns[i][1]) / 2 - middle))]
        text = line_of(piece).text.strip()
        for index in covered:
            cells[index] = f"{cells[index]} {text}".strip()
    return cells


def _pieces(row: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    strips = _strips([row])
    return [[c for c in row if x0 <= (c["x0"] + c["x1"]) / 2 <= x1] for x0, x1 in strips]


def header_rows(grid: list[list[str]]) -> int:
    """Rows before the first that holds a number beyond its first cell; at least one.

    >>> header_rows([["x", "σ"], ["", "(S/cm)"], ["0.1", "3e-4"]])
    2
    """
    for index, row in enumerate(grid):
        if any(_NUMBER.match(cell) for cell in row[1:]):
            return max(1, index)
    return 1
