"""Tables of a sheet: with a grid of rules, with level rules only, or without any below their caption.

Journals set most tables with two or more level rules and no upright ones (booktabs), many with none
at all. Columns are then the strips of the page that hold no ink.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.document import Box
from extractor.readers.pdf.grid import Grid, columns_of, make_grid, split_cells
from extractor.readers.pdf.lines import Line, rows_of
from extractor.readers.pdf.page import Char, Rule, Sheet
from extractor.readers.pdf.ruled import grids

TABLE_CAPTION = re.compile(r"^\s*Table\s*(?:S|A)?[\s.]?(?:\d+|[IVX]+)\b", re.I)
CONTINUED = re.compile(r"\bcont(?:inued|['’]?d|\.)|continued on next page", re.I)
#: Points: how long a rule is at least, and how near two edges of one rule stand.
MIN_RULE, SAME_RULE = 40.0, 3.0
#: Rules of one table share this part of their length.
SAME_SPAN = 0.75
#: Points above a table's first rule in which its caption begins.
CAPTION_REACH = 75.0
#: Points above a table's first rule in which a caption at its side begins.
SIDE_REACH = 15.0
#: A piece of a row this wide, in type sizes, is running text and no cell.
PROSE_WIDTH, PROSE_WORDS = 30.0, 5
#: Words a cell of a table with a caption, on average, at most; a third of it without.
MAX_WORDS = 20
#: Lines of leading that end a table without rules.
MAX_ROW_GAP = 2.6


@dataclass
class PageTable:
    """A grid of cells with its box on the sheet."""

    grid: Grid
    box: Box

    @property
    def columns(self) -> int:
        return max(map(len, self.grid.cells))


def read_tables(sheet: Sheet, lines: Sequence[Line], gutters: Sequence[float], before: PageTable | None = None) -> list[PageTable]:
    """All tables of a sheet, from the top. Sheets without rules and captions cost nothing.

    `before` is the last table of the page before: it may go on here without a caption.
    """
    captions = [line for line in lines if TABLE_CAPTION.match(line.text)]
    rules = _merged(sheet.rules)
    tables: list[PageTable] = []
    if len(rules) >= 4 and any(not rule.across for rule in rules):
        found = [PageTable(grid, box) for grid, box in grids(sheet.rules, sheet.chars) if _is_table(grid)]
        tables += [table for table in found if not _slices(table, lines) and not _is_prose(table, captions)]
    level = [rule for rule in rules if rule.across]
    if len(level) >= 2:
        for stack in _stacks(lines, level, [rule for rule in rules if not rule.across]):
            box = (stack[0].x0, stack[0].top, stack[0].x1, stack[-1].top)
            if any(_overlap(box, other.box) for other in tables):
                continue
            table = _between_rules(sheet, stack, [r for r in level if stack[0].top < r.top < stack[-1].top])
            if table is not None and not _is_prose(table, captions) and (_has_caption(lines, stack) or (before is not None and table.columns == before.columns)):
                tables.append(table)
    taken = [caption for table in tables if (caption := _caption_of(table.box, captions)) is not None]
    for caption in captions:
        if caption not in taken:
            table = _below_caption(sheet, lines, caption, gutters)
            if table is not None and not any(_overlap(table.box, other.box) for other in tables):
                tables.append(table)
    return sorted(tables, key=lambda table: table.box[1])


def _is_table(grid: Grid) -> bool:
    filled = sum(bool(cell) for row in grid.cells for cell in row)
    return len(grid.cells) >= 2 and max(len(row) for row in grid.cells) >= 2 and filled >= 4


def _slices(table: PageTable, lines: Sequence[Line]) -> bool:
    """Whether the columns of a grid cut words: a frame drawn around running text, or a plot."""
    edges = sorted({box[2] for row in table.grid.boxes for box in row if box})[:-1]
    inside = [line for line in lines if table.box[0] - 1 <= line.x0 and line.x1 <= table.box[2] + 1 and table.box[1] < line.base < table.box[3]]
    cut = sum(any(a.x1 > x - 0.5 and b.x0 < x + 0.5 and b.x0 - a.x1 < 0.1 * line.size for x in edges for a, b in pairwise(line.chars)) for line in inside)
    return cut > max(1, 0.05 * len(inside))


def _is_prose(table: PageTable, captions: Sequence[Line]) -> bool:
    """Whether a grid holds running text: a framed abstract, the head of a first page."""
    cells = [cell for row in table.grid.cells for cell in dict.fromkeys(row) if cell]
    words = sum(len(cell.split()) for cell in cells) / max(1, len(cells))
    captioned = _caption_of(table.box, captions) is not None
    return words > (MAX_WORDS if captioned else MAX_WORDS / 3) or (not captioned and max(len(cell.split()) for cell in cells) > 2 * MAX_WORDS)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _caption_of(box: Box, captions: Sequence[Line]) -> Line | None:
    """The caption nearest above a table, else right below it, else at its side."""
    aside = [caption for caption in captions if caption.x1 <= box[0] + 4 and box[1] - SIDE_REACH <= caption.base <= box[3]]
    beside = [caption for caption in captions if caption.x0 < box[2] and box[0] < caption.x1]
    above = [caption for caption in beside if -2 <= box[1] - caption.base < CAPTION_REACH]
    below = [caption for caption in beside if 0 <= caption.base - box[3] < CAPTION_REACH / 2]
    return max(above, key=lambda c: c.base, default=None) or min(below, key=lambda c: c.base, default=None) or min(aside, key=lambda c: c.base, default=None)


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules with the two edges of a thick one, and the pieces of a broken one, put together."""
    merged: list[Rule] = []
    for rule in sorted((r for r in rules if r.across), key=lambda r: (r.top, r.x0)):
        for index in range(len(merged) - 1, max(-1, len(merged) - 12), -1):
            last = merged[index]
            if rule.top - last.top < SAME_RULE and rule.x0 - last.x1 < 1.5 and last.x0 - rule.x1 < 1.5:
                merged[index] = Rule(min(last.x0, rule.x0), last.top, max(last.x1, rule.x1), last.bottom)
                break
        else:
            merged.append(rule)
    return [r for r in merged if r.length >= 8] + [r for r in rules if not r.across and r.length >= 6]


def _stacks(lines: Sequence[Line], level: Sequence[Rule], upright: Sequence[Rule]) -> list[list[Rule]]:
    """Level rules that begin and end alike, from the top; broken where something else stands between.

    The frame of a plot below a table is none of its rules.
    """
    stacks: list[list[Rule]] = []
    for rule in level:
        if rule.length < MIN_RULE:
            continue
        home = next((s for s in reversed(stacks) if _alike(s[0], rule) and _framed(s[0], upright) == _framed(rule, upright)), None)
        if home is None or _parted(lines, home[-1], rule):
            stacks.append([rule])
        elif rule.top - home[-1].top >= SAME_RULE:
            home.append(rule)
    top = min((line.top for line in lines), default=0.0)
    stacks = [_filled(stack, lines) for stack in stacks]
    return [stack for stack in stacks if len(stack) >= 2 and (_has_caption(lines, stack) or (len(stack) >= 3 and stack[0].top < top + 60))]


def _filled(stack: list[Rule], lines: Sequence[Line]) -> list[Rule]:
    """A stack without the rules at its ends that have no text between them and the rest: the rule below a running head."""

    def empty(upper: Rule, lower: Rule) -> bool:
        return not any(upper.top < line.base <= lower.top + 1 and line.x0 < upper.x1 and line.x1 > upper.x0 for line in lines)

    while len(stack) > 2 and empty(stack[0], stack[1]):
        stack = stack[1:]
    while len(stack) > 2 and empty(stack[-2], stack[-1]):
        stack = stack[:-1]
    return stack


def _alike(a: Rule, b: Rule) -> bool:
    """Whether two rules span nearly the same columns."""
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    return shared >= SAME_SPAN * max(a.x1 - a.x0, b.x1 - b.x0)


def _framed(rule: Rule, upright: Sequence[Rule]) -> bool:
    """Whether upright rules stand at both ends of a level one."""
    return all(any(abs(u.x0 - x) < SAME_RULE and u.top - SAME_RULE <= rule.top <= u.bottom + SAME_RULE for u in upright) for x in (rule.x0, rule.x1))


def _has_caption(lines: Sequence[Line], stack: Sequence[Rule]) -> bool:
    """A table's caption stands just above its first rule (or below its last); a plot has none."""
    first, last = stack[0], stack[-1]
    if any(TABLE_CAPTION.match(line.text) and line.x1 <= first.x0 + 4 and first.top - SIDE_REACH <= line.base <= last.top for line in lines):
        return True
    return any(
        TABLE_CAPTION.match(line.text) and line.x0 < first.x1 and line.x1 > first.x0 - 40
        and (-2 < first.top - line.base <= CAPTION_REACH or 0 <= line.base - last.top <= CAPTION_REACH / 2)
        for line in lines
    )  # fmt: skip


def _parted(lines: Sequence[Line], upper: Rule, lower: Rule) -> bool:
    """Whether text that is no table stands between two rules: another caption, or running text."""
    between = [line for line in lines if upper.top < line.base <= lower.top + 1 and line.x0 < upper.x1 and line.x1 > upper.x0]
    if any(TABLE_CAPTION.match(line.text) and not CONTINUED.search(line.text) for line in between):
        return True
    prose = [line for line in between if max(piece.width for piece in split_cells(line, 0.9)) > PROSE_WIDTH * line.size]
    return len(prose) >= 3 and len(prose) > len(between) / 2


def _chars_in(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> list[Char]:
    return [c for c in sheet.chars if top - 1 <= c.base - 0.3 * c.size <= bottom + 1 and x0 - 4 <= c.middle <= x1 + 4]


def _between_rules(sheet: Sheet, stack: Sequence[Rule], inner: Sequence[Rule]) -> PageTable | None:
    """The table between the first and the last rule of a stack; None if it is none after all."""
    first, last = stack[0], stack[-1]
    rows = rows_of(_chars_in(sheet, first.x0, first.top, first.x1, last.top))
    rows = [row for row in rows if not (CONTINUED.search(row.text) and len(split_cells(row)) == 1)]
    if len(rows) < 2:
        return None
    heads = sum(row.base < stack[1].top for row in rows) if len(stack) > 2 else None
    body = rows[heads:] if heads else rows[1:]
    columns = columns_of(body or rows)
    if len(columns) < 2:
        return None
    grid = make_grid(rows, columns, heads, [rule for rule in inner if rule.length < 0.9 * first.length])
    return PageTable(grid, (first.x0, first.top, first.x1, last.top)) if _is_table(grid) else None


def _below_caption(sheet: Sheet, lines: Sequence[Line], caption: Line, gutters: Sequence[float]) -> PageTable | None:
    """A table without rules: the rows below a caption that have two or more cells, until text goes on."""
    crossing = [line for line in lines if line.base > caption.base and line.base - caption.base < 60]
    near = [line for line in lines if 0 < line.base - caption.base < 6 * caption.size and line.column == 0]
    wide = any(caption.x0 < g < caption.x1 for g in gutters) or any(len(split_cells(line)) > 1 for line in near)
    left = 0.0 if wide else max([0.0, *(g for g in gutters if g <= caption.x0 + 6)])
    right = sheet.width if wide else min([sheet.width, *(g for g in gutters if g > caption.x0 + 6)])
    if not crossing:
        return None
    rows = rows_of([c for c in sheet.chars if c.base >= caption.base - 2 and left <= c.middle <= right])
    start = next((i for i, row in enumerate(rows) if i > 0 and _has_cells(row)), None)
    if start is None or rows[start].base - caption.base > 5 * CAPTION_REACH:
        return None
    taken: list[Line] = []
    for index, row in enumerate(rows[start:], start=start):
        if taken:
            gap = row.base - taken[-1].base
            usual = min((b.base - a.base for a, b in pairwise(taken)), default=1.4 * row.size)
            if gap > MAX_ROW_GAP * max(usual, 1.1 * row.size) or TABLE_CAPTION.match(row.text) or _is_note(row, taken):
                break
        if not _has_cells(row) and (not taken or not any(_has_cells(r) for r in rows[index + 1 : index + 3]) or row.width > PROSE_WIDTH * row.size):
            break
        taken.append(row)
    if len(taken) < 3:
        return None
    columns = columns_of(taken[1:])
    if len(columns) < 2 or sum(len(split_cells(row)) >= 2 for row in taken) < 3:
        return None
    grid = make_grid(taken, columns, None)
    if not _is_table(grid):
        return None
    return PageTable(grid, (min(r.x0 for r in taken), taken[0].top, max(r.x1 for r in taken), taken[-1].bottom))


def _is_note(row: Line, taken: Sequence[Line]) -> bool:
    """A note below a table: in one piece that begins with a raised mark, or in other type than the rows."""
    if len(split_cells(row, 0.9)) > 1:
        return False
    first = row.chars[0]
    raised = first.size < 0.87 * row.size and first.base < row.base - 0.12 * row.size
    return raised or first.text in "*†‡§∗" or all(abs(row.size - other.size) > 0.06 * other.size for other in taken)


def _has_cells(row: Line) -> bool:
    """Whether a row is parted by gaps wider than any blank of running text, and is no row of text in columns."""
    pieces = split_cells(row, 0.9)
    return len(pieces) >= 2 and not all(len(piece.text.split()) >= PROSE_WORDS for piece in pieces) and max(piece.width for piece in pieces) < PROSE_WIDTH * row.size
