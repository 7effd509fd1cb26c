"""Tables with a full grid of rules: each cell is a box of the grid, spans where a rule is missing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.document import Box
from extractor.readers.pdf.grid import Grid, cell_lines, columns_of, header_rows, make_grid
from extractor.readers.pdf.lines import Line, rows_of
from extractor.readers.pdf.page import Char, Rule

#: Points: ends of rules that meet are at most this far apart; edges nearer than this are one.
MEET, SAME = 3.0, 3.0


def grids(rules: Sequence[Rule], chars: Sequence[Char]) -> list[tuple[Grid, Box]]:
    """All tables that crossing rules make."""
    found = []
    for group in _groups([rule for rule in rules if rule.length >= 6]):
        across, upright = [r for r in group if r.across], [r for r in group if not r.across]
        ys, xs = _places([r.top for r in across]), _places([r.x0 for r in upright])
        if len(ys) < 2 or len(xs) < 2 or (len(ys) - 1) * (len(xs) - 1) < 2 or len(ys) * len(xs) > 20_000:
            continue
        box = (min(r.x0 for r in group), min(r.top for r in group), max(r.x1 for r in group), max(r.bottom for r in group))
        # rules may stand out beyond the outermost upright ones: a table open at its sides
        xs = [*([box[0]] if xs[0] - box[0] > 12 else []), *xs, *([box[2]] if box[2] - xs[-1] > 12 else [])]
        inside = [c for c in chars if box[0] <= c.middle <= box[2] and box[1] - 1 <= c.base <= box[3] + 1]
        grid = _grid(xs, ys, across, upright, inside)
        if grid is not None:
            found.append((grid, box))
    return found


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that meet one another."""
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    if len(rules) > 3000:
        return []
    order = sorted(range(len(rules)), key=lambda i: rules[i].top)
    for position, i in enumerate(order):
        a = rules[i]
        for j in order[position + 1 :]:
            b = rules[j]
            if b.top > a.bottom + MEET:
                break
            if a.x0 - MEET <= b.x1 and b.x0 - MEET <= a.x1:
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for i in range(len(rules)):
        groups.setdefault(root(i), []).append(rules[i])
    return [group for group in groups.values() if len(group) >= 4]


def _places(values: Sequence[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > SAME:
            places.append(value)
    return places


def _grid(xs: list[float], ys: list[float], across: Sequence[Rule], upright: Sequence[Rule], chars: Sequence[Char]) -> Grid | None:
    rows, columns = len(ys) - 1, len(xs) - 1
    below = [[any(abs(r.top - ys[j + 1]) <= SAME and r.x0 <= xs[i] + MEET and r.x1 >= xs[i + 1] - MEET for r in across) for i in range(columns)] for j in range(rows)]
    right = [[any(abs(r.x0 - xs[i + 1]) <= SAME and r.top <= ys[j] + MEET and r.bottom >= ys[j + 1] - MEET for r in upright) for i in range(columns)] for j in range(rows)]
    if columns >= 2 and sum(map(sum, right)) < 0.3 * rows * (columns - 1):
        return None
    home: dict[tuple[int, int], tuple[int, int]] = {}
    for j in range(rows):
        for i in range(columns):
            if (j, i) not in home:
                for place in _cell(j, i, below, right, home):
                    home[place] = (j, i)
    held: dict[tuple[int, int], list[Char]] = {}
    for char in chars:
        j = max((k for k in range(rows) if ys[k] <= char.base - 0.3 * char.size), default=0)
        i = max((k for k in range(columns) if xs[k] <= char.middle), default=0)
        held.setdefault(home[j, i], []).append(char)
    if len(held) < 4 or len(held) < 0.3 * len(set(home.values())):
        return None
    bands = [_split(_band(j, columns, home, held), xs) for j in range(rows)]
    if any(band is not None for band in bands):
        return _by_text(xs, ys, chars, bands)
    cells = [[cell_lines(held.get(home[j, i], ())) for i in range(columns)] for j in range(rows)]
    boxes: list[list[Box | None]] = [[(xs[i], ys[j], xs[i + 1], ys[j + 1]) for i in range(columns)] for j in range(rows)]
    return Grid(cells, boxes, header_rows(cells))


def _cell(j: int, i: int, below: list[list[bool]], right: list[list[bool]], taken: dict[tuple[int, int], tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of the cell whose upper left place is this one: as far as no rule parts them."""
    width = 1
    while i + width < len(right[j]) and not right[j][i + width - 1] and (j, i + width) not in taken:
        width += 1
    height = 1
    while j + height < len(below) and not any(below[j + height - 1][i : i + width]) and not any((j + height, i + k) in taken for k in range(width)):
        height += 1
    return [(j + a, i + b) for a in range(height) for b in range(width)]


def _band(j: int, columns: int, home: dict[tuple[int, int], tuple[int, int]], held: dict[tuple[int, int], list[Char]]) -> list[list[Line]]:
    """The printed rows of each single-row cell between two rules."""
    return [rows_of(held[j, i]) if home[j, i] == (j, i) and (j, i) in held else [] for i in range(columns)]


def _split(band: list[list[Line]], xs: list[float]) -> int | None:
    """The number of table rows between two rules if there are several: most columns have as many lines, on the same lines."""
    counts = [len(lines) for lines in band if lines]
    if len(counts) < 2 or max(counts) < 2:
        return None
    most = max(counts)
    tall = [lines for lines in band if len(lines) == most]
    level = all(abs(a.base - b.base) < 2 for lines in tall[1:] for a, b in zip(tall[0], lines, strict=True))
    return most if level and (len(tall) > len(counts) / 2 and (most > 3 or len(tall) == len(counts))) else None


def _by_text(xs: list[float], ys: list[float], chars: Sequence[Char], bands: list[int | None]) -> Grid | None:
    """A table whose rules do not part all of its rows: rows are its lines, columns its upright rules."""
    uprights = [Rule(x, ys[0], x, ys[-1]) for x in xs[1:-1]]
    rows = rows_of(chars)
    columns = [(a + 1, b - 1) for a, b in pairwise(xs)]
    finer = columns_of([row for row in rows if row.base > ys[1]] or rows, uprights)
    head = sum(row.base < ys[1] for row in rows) if bands[0] is None else None
    return make_grid(rows, finer if len(finer) > len(columns) else columns, head) if len(rows) >= 2 else None
