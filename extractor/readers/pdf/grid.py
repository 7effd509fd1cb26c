"""Rows of text to a grid of cells: columns by the strips that hold no ink, wrapped cells put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.document import Box
from extractor.readers.pdf.lines import Line, lines_of
from extractor.readers.pdf.page import Char, Rule

#: Parts of the type size: the least gap between two cells of a row, and between two columns.
MIN_GAP, MIN_COLUMN_GAP, NARROW_GAP = 0.55, 0.42, 0.24
#: Part of the rows that may lie across a gap between columns: group headings and notes.
MAX_ACROSS = 0.15
_NUMBER = re.compile(r"^[~≈<>±∼≤≥]?\s*[-−–]?\d")
#: What is one cell across a blank.
_JOINED = re.compile(r"[×±·–/+=<>≤≥~∼≈(] |  ?[×±·–/+=)]| [a-zA-Zμ°%Ω]{1,4}[⁻⁰-⁹]*$")
_OPEN_END = re.compile(r"(?:[,;/–+×=(]|-|\b(?:and|or|of|in|at|for|with))$")
_UNIT = r"(?:[nμµmckMGT]?(?:m|g|s|K|S|Pa|V|A|W|J|eV|Ω|Hz|mol|L|l|bar)|Å|°C?|h|min|d|(?:wt|mol|at|vol)?\.?\s?%|ppm)[⁻⁰¹²³⁴-⁹]*"
#: A cell that holds a unit alone.
_UNITS = re.compile(rf"^[\[(].*[\])]$|^/|^{_UNIT}(?:[ ·/]{_UNIT})*$")


@dataclass
class Grid:
    """Cells as text, with the box of each cell's ink; a spanning cell stands in every place it covers."""

    cells: list[list[str]]
    boxes: list[list[Box | None]]
    header_rows: int = 1


@dataclass
class _Row:
    """One printed row: for each column the pieces in it."""

    line: Line
    cells: dict[int, list[Line]] = field(default_factory=dict)
    spans: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def text(self, column: int) -> str:
        return " ".join(piece.text for piece in self.cells.get(column, ()))


def split_cells(row: Line, gap: float = MIN_GAP) -> list[Line]:
    """The pieces of a row that wide gaps part."""
    groups: list[list[Char]] = [[]]
    reach = row.chars[0].x0
    for char in row.chars:
        if groups[-1] and char.x0 - reach > gap * row.size:
            groups.append([])
        groups[-1].append(char)
        reach = max(reach, char.x1)
    return [piece for group in groups for piece in [_piece(group, row)] if piece.text]


def _piece(chars: list[Char], row: Line) -> Line:
    piece = Line(chars, row.size, row.base, chars[0].x0, chars[-1].x1)
    # a cell that is all script keeps its row's measure, so that a raised mark stays raised
    piece.settle()
    return piece


def columns_of(rows: Sequence[Line], rules: Sequence[Rule] = ()) -> list[tuple[float, float]]:
    """Strips of the x-axis that hold the columns, from the left.

    A gap between columns is free of ink in all rows but a few; upright rules part columns always.
    """
    if not rows:
        return []
    size = sorted(row.size for row in rows)[len(rows) // 2]
    # a narrow gap parts columns only if it is free in several rows
    gap = MIN_GAP if len(rows) < 3 else MIN_COLUMN_GAP
    spans = [[(p.x0, p.x1) for p in split_cells(row, gap)] for row in rows]
    strict = _strips(spans, 0, size, rules)
    most = max(len(s) for s in spans)
    if len(rows) >= 4 and len(strict) < most:
        loose = _strips(spans, int(MAX_ACROSS * len(rows)), size, rules)
        if len(loose) > len(strict):
            return loose
    return _narrow(rows, size, rules, strict) if len(rows) >= 4 else strict


def _narrow(rows: Sequence[Line], size: float, rules: Sequence[Rule], known: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Columns set as close as words, told by blanks that stand one below the other in every row.

    What is the same in all rows ("×", "h") is a part of its neighbours' column.
    """
    spans = [[(p.x0, p.x1) for p in split_cells(row, NARROW_GAP)] for row in rows]
    strips = _strips(spans, 0, size, rules, NARROW_GAP)
    if len(strips) <= len(known):
        return known
    texts = [[" ".join(p.text for p in split_cells(row, NARROW_GAP) if a - 1 <= (p.x0 + p.x1) / 2 <= b + 1) for row in rows] for a, b in strips]
    kept = [strips[0]]
    for index in range(1, len(strips)):
        wide = strips[index][0] - strips[index - 1][1] >= MIN_COLUMN_GAP * size
        if wide or not _one_phrase(texts[index - 1], texts[index]):
            kept.append(strips[index])
        else:
            kept[-1] = (kept[-1][0], strips[index][1])
    return kept if len(kept) > len(known) else known


def _one_phrase(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether two strips of words are rather one column: a number and its power or unit, two words, a label and its number."""
    least = 0.7 * len(left)
    for texts in (left, right):
        if Counter(texts).most_common(1)[0][1] >= least or sum(bool(text) for text in texts) < least:
            return True
    both = [(a, b) for a, b in zip(left, right, strict=True) if a and b]
    joined = sum(bool(_JOINED.search(f"{a} {b}")) for a, b in both)
    words = sum(a[-1].isalpha() and b[0].islower() for a, b in both)
    return joined >= 0.3 * len(both) or words >= 0.3 * len(both)


def _strips(spans: Sequence[Sequence[tuple[float, float]]], allowed: int, size: float, rules: Sequence[Rule], gap: float = MIN_COLUMN_GAP) -> list[tuple[float, float]]:
    events: list[tuple[float, int]] = []
    for row in spans:
        for x0, x1 in row:
            events += [(x0, 1), (x1, -1)]
    events += [(rule.x0, 0) for rule in rules]
    events.sort(key=lambda e: (e[0], e[1]))
    strips: list[list[float]] = []
    depth, open_at = 0, None
    for x, step in events:
        if step == 0:
            if open_at is not None and x - open_at > 2:
                strips.append([open_at, x - 1, 1.0])
                open_at = x + 1
            elif strips:
                strips[-1][2] = 1.0
            continue
        before = depth
        depth += step
        if before <= allowed < depth:
            open_at = x
        elif depth <= allowed < before and open_at is not None:
            strips.append([open_at, x, 0.0])
            open_at = None
    merged: list[list[float]] = []
    for strip in strips:
        if merged and strip[0] - merged[-1][1] < gap * size and not merged[-1][2]:
            merged[-1][1], merged[-1][2] = max(merged[-1][1], strip[1]), strip[2]
        else:
            merged.append(strip)
    return [(a, b) for a, b, _ in merged if b - a > 0.15 * size]


def make_grid(rows: Sequence[Line], columns: Sequence[tuple[float, float]], head: int | None, rules: Sequence[Rule] = ()) -> Grid:
    """The cells of `rows`, of which the first `head` are header (None: told by the numbers)."""
    placed, head = _labels_in([_place(row, columns, rules) for row in rows], head)
    merged: list[_Row] = []
    heads = 0
    pitches = [b.line.base - a.line.base for a, b in pairwise(placed)]
    for index, row in enumerate(placed):
        in_head = head is not None and index < head
        if merged and (head is None or in_head == (index - 1 < head)) and _continues(merged[-1], row, columns, index, pitches):
            _take_in(merged[-1], row)
            continue
        merged.append(row)
        heads += in_head
    cells = [[row.text(c) for c in range(len(columns))] for row in merged]
    boxes = [[_box(row.cells.get(c)) for c in range(len(columns))] for row in merged]
    return Grid(cells, boxes, max(1, min(heads, len(cells) - 1)) if head else header_rows(cells))


def _labels_in(rows: list[_Row], head: int | None) -> tuple[list[_Row], int | None]:
    """Labels that stand halfway between two rows, since they span an even number of them, go into the upper one."""
    pitches = sorted(b.line.base - a.line.base for a, b in pairwise(rows))
    usual = pitches[len(pitches) // 2] if pitches else 0.0
    largest = pitches[-1] if pitches else 0.0
    kept: list[_Row] = []
    for index, row in enumerate(rows):
        above, below = kept[-1] if kept else None, rows[index + 1] if index + 1 < len(rows) else None
        between = (
            above is not None and below is not None and 0 < len(row.cells) <= max(2, len(above.cells) // 2) and len(above.cells) > len(row.cells)
            and not set(row.cells) & (set(above.cells) | set(below.cells))
            and max(row.line.base - above.line.base, below.line.base - row.line.base) < 0.88 * max(usual, min(largest, 1.6 * row.line.size))
        )  # fmt: skip
        if between and above is not None:
            above.cells |= row.cells
            if head is not None and index < head:
                head -= 1
        else:
            kept.append(row)
    return kept, head


def _box(pieces: list[Line] | None) -> Box | None:
    if not pieces:
        return None
    return min(p.x0 for p in pieces), min(p.top for p in pieces), max(p.x1 for p in pieces), max(p.bottom for p in pieces)


def _place(row: Line, columns: Sequence[tuple[float, float]], rules: Sequence[Rule]) -> _Row:
    placed = _Row(row)
    pieces = [part for piece in split_cells(row) for part in _cut_at_columns(piece, columns)]
    homes = [_home(piece, columns) for piece in pieces]
    for piece, home in zip(pieces, homes, strict=True):
        taken = {h for other, h in zip(pieces, homes, strict=True) if other is not piece}
        covered = _covered(piece, home, columns, rules, taken)
        for column in covered:
            placed.cells.setdefault(column, []).append(piece)
    return placed


def _cut_at_columns(piece: Line, columns: Sequence[tuple[float, float]]) -> list[Line]:
    """A piece parted where a blank in it lies over the gap between two columns that both reach it."""
    gaps = [(a[1], b[0]) for a, b in pairwise(columns) if piece.x0 < a[1] and piece.x1 > b[0]]
    if not gaps:
        return [piece]
    groups: list[list[Char]] = [[]]
    reach = piece.chars[0].x0
    for char in piece.chars:
        wide = char.x0 - reach > NARROW_GAP * piece.size
        if groups[-1] and wide and any(reach <= right + 1 and char.x0 >= left - 1 and abs((reach + char.x0) - (left + right)) < (right - left) + 4 for left, right in gaps):
            groups.append([])
        groups[-1].append(char)
        reach = max(reach, char.x1)
    return [_piece(group, piece) for group in groups]


def _home(piece: Line, columns: Sequence[tuple[float, float]]) -> int:
    """The column that a piece overlaps most, else the nearest."""
    overlaps = [min(piece.x1, right) - max(piece.x0, left) for left, right in columns]
    best = max(range(len(columns)), key=lambda i: overlaps[i])
    if overlaps[best] > 0 and sum(o > 0.3 * min(piece.width, columns[i][1] - columns[i][0]) for i, o in enumerate(overlaps)) == 1:
        return best
    middle = (piece.x0 + piece.x1) / 2
    return min(range(len(columns)), key=lambda i: abs((columns[i][0] + columns[i][1]) / 2 - middle))


def _covered(piece: Line, home: int, columns: Sequence[tuple[float, float]], rules: Sequence[Rule], taken: set[int]) -> tuple[int, ...]:
    """The columns a piece stands over: those that a rule right below it spans, or that it overlaps and no other piece has."""
    for rule in rules:
        if 0 < rule.top - piece.base < 0.9 * piece.size and rule.x0 - 3 <= piece.x0 and piece.x1 <= rule.x1 + 3:
            under = tuple(i for i, (left, right) in enumerate(columns) if rule.x0 - 4 <= (left + right) / 2 <= rule.x1 + 4)
            others = [i for i in taken if i in under]
            if len(under) > 1 and not others and len(under) < len(columns):
                return under
    touched = [i for i, (left, right) in enumerate(columns) if min(piece.x1, right) - max(piece.x0, left) > 0.3 * min(piece.width, right - left)]
    span = tuple(i for i in touched if i == home or i not in taken)
    return span if home in span else (home,)


def _continues(above: _Row, row: _Row, columns: Sequence[tuple[float, float]], index: int, pitches: Sequence[float]) -> bool:
    """Whether a row goes on with wrapped cells of the one above.

    So it is if each of its cells is text whose first word had no room behind the text above it.
    """
    if not row.cells:
        return False
    pitch = pitches[index - 1]
    if min(pitches) < 0.8 * max(pitches) and pitch > 0.5 * (min(pitches) + max(pitches)):
        return False
    if any(column not in above.cells for column in row.cells) or len(row.cells) >= max(2, len(above.cells)):
        return len(row.cells) < len(above.cells) and all(_goes_on(above, row, c, columns) for c in row.cells)
    return all(_goes_on(above, row, column, columns) for column in row.cells)


def _goes_on(above: _Row, row: _Row, column: int, columns: Sequence[tuple[float, float]]) -> bool:
    if column not in above.cells:
        return False
    before, after = above.text(column), row.text(column)
    if _OPEN_END.search(before):
        return True
    if column == 0 and len(before.split()) < 2:
        return False  # a label of one word has its own row
    wordy = len(row.cells) == 1 and column > 0 and len(re.findall(r"[^\W\d]{2,}", before)) >= 2
    if (_NUMBER.match(after) and not wordy) or _UNITS.match(after):
        return before.count("(") > before.count(")")
    last = max(above.cells[column], key=lambda piece: piece.base)
    first = row.cells[column][0]
    left, right = columns[column]
    word = _first_word_width(first, 2 if _NUMBER.match(after) else 1)
    return (last.x1 - last.x0) + 0.25 * last.size + word > (right - left) + 0.3 * last.size


def _first_word_width(line: Line, words: int) -> float:
    """The width of the first words: a number and its unit are not parted at a line's end."""
    reach = line.chars[0].x0
    for char in line.chars:
        words -= char.x0 - reach > 0.16 * line.size
        if not words:
            break
        reach = max(reach, char.x1)
    return reach - line.chars[0].x0


def _take_in(above: _Row, row: _Row) -> None:
    for column, pieces in row.cells.items():
        home = above.cells.setdefault(column, [])
        last = home[-1] if home else None
        if last is not None and last.text.endswith("-") and pieces[0].text[:1].islower() and last.text[-2:-1].isalpha():
            last.text = last.text[:-1] + pieces[0].text
            last.x1 = max(last.x1, pieces[0].x1)
            home += pieces[1:]
        else:
            home += pieces
    above.line = Line(above.line.chars, above.line.size, row.line.base, above.line.x0, above.line.x1)


def header_rows(grid: Sequence[Sequence[str]]) -> int:
    """Rows before the first that holds a number beyond its first cell; at least one.

    >>> header_rows([["x", "σ"], ["", "(S/cm)"], ["0.1", "3e-4"]])
    2
    """
    for index, row in enumerate(grid):
        if any(_NUMBER.match(cell) for cell in row[1:]):
            return max(1, index)
    return 1


def cell_lines(chars: Sequence[Char]) -> str:
    """The text of a box, line by line."""
    lines = lines_of(chars)
    text = ""
    for line in lines:
        if text.endswith("-") and line.text[:1].islower() and text[-2:-1].isalpha():
            text = text[:-1] + line.text
        else:
            text = f"{text} {line.text}".strip()
    return text
