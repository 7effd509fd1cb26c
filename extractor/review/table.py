"""A table's row as evidence: below its headers, as wide as the screen allows, with the value's cell marked."""

from __future__ import annotations

from rich.text import Text

from extractor.plain import printable
from extractor.review.display import Row
from extractor.review.evidence import CLOSE, OPEN, STYLES

_GAP = " │ "
#: A wider cell is cut.
_CELL = 24


def table_row(row: Row, block: str, width: int, *, whole: bool = False) -> Text:
    """A table's row below its headers (the `whole` table on demand): the first column, the value's, and as many near it as fit."""
    above = block[: row["start"]].splitlines()
    lines = above + [row["evidence"]] + (block[row["end"] :].splitlines()[1:] if whole else [])
    grid = [line.split("\t") for line in lines]
    headers = header_rows(grid[: len(above)])
    shown = list(range(len(grid))) if whole else [*range(headers), len(above)]
    place = row["evidence"].count("\t", 0, max(0, row["value_start"] - row["start"]))
    widths = [min(_CELL, max(len(_cell(grid[r], c)) for r in shown)) for c in range(len(grid[len(above)]))]
    widths[place] = max(widths[place], len(_cell(grid[len(above)], place)) + 2)  # the value's brackets
    columns = _that_fit(widths, place, width)
    text = Text(no_wrap=True, overflow="ellipsis")
    for r in shown:
        kinds = ["property" if c == place else "header" for c in columns] if r < headers else ["value" if (r, c) == (len(above), place) else "cell" for c in columns]
        cells = [_shown_cell(row, _cell(grid[r], c), kind, widths[c]) for c, kind in zip(columns, kinds, strict=True)]
        text.append_text(Text(_GAP).join(cells)).append("\n" if r != shown[-1] else "")
    return text


def _shown_cell(row: Row, cell: str, kind: str, width: int) -> Text:
    shown = Text(printable(cell))
    if kind == "property":
        shown.stylize(STYLES["property"])
    elif kind == "header":
        shown.stylize("bold")
    elif kind == "value":
        shown = Text(f"{OPEN}{shown.plain}{CLOSE}", STYLES["value"])
    elif cell in (row["material"], row["label"], row["side_a"], row["side_b"], row["formula"]):
        shown.stylize(STYLES["material"])
    if kind != "value":
        shown.truncate(width, overflow="ellipsis")
    shown.pad_right(width - len(shown))
    return shown


def header_rows(above: list[list[str]]) -> int:
    """How many of the rows above are headers: a second one repeats cells of the first, or begins without a name."""
    number = min(1, len(above))
    while number < len(above) and (not above[number][0].strip() or set(enumerate(above[number])) & set(enumerate(above[0]))):
        number += 1
    return number


def _cell(cells: list[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _that_fit(widths: list[int], place: int, width: int) -> list[int]:
    chosen = {0, place}
    for column in sorted(range(len(widths)), key=lambda column: abs(column - place)):
        if sum(widths[other] + len(_GAP) for other in chosen | {column}) - len(_GAP) <= width:
            chosen.add(column)
    return sorted(chosen)
