"""What each part of the evidence tells (value, unit, property, material, condition), as pieces that a page can colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from extractor.quantities import find_quantities
from extractor.review.display import Row
from extractor.review.evidence import Mark, marks
from extractor.review.table import header_rows

#: In the order of the legend.
ROLES = ("value", "unit", "property", "material", "condition")
#: Of a long table the rows so far above and below the value's are shown; the others on demand.
_NEAR = 5


class Piece(NamedTuple):
    """A stretch of text with one role, or with none."""

    text: str
    role: str


@dataclass(frozen=True)
class Line:
    """A row of a table; `here` is the value's."""

    cells: tuple[Piece, ...]
    header: bool
    here: bool


@dataclass(frozen=True)
class Grid:
    """The rows of a table that are shown, and how many are not, before and after those around the value."""

    lines: tuple[Line, ...]
    before: int
    after: int


def roles(row: Row) -> list[Mark]:
    """The marks of the evidence, in the text's order; the value's unit is a mark of its own."""
    found = []
    for mark in marks(row):
        unit = _unit(row["evidence"], mark) if mark.kind == "value" else None
        found += [Mark(mark.start, mark.start + len(row["evidence"][mark.start : unit.start].rstrip()), "value"), unit] if unit else [mark]
    return sorted(mark for mark in found if mark.start < mark.end)


def _unit(text: str, value: Mark) -> Mark | None:
    """Where the unit stands at the value's end."""
    told = text[value.start : value.end]
    for quantity in find_quantities(told):
        unit = quantity.unit_text
        if unit and told.endswith(unit) and len(unit) < len(told):
            return Mark(value.end - len(unit), value.end, "unit")
    return None


def pieces(row: Row) -> list[Piece]:
    """The evidence cut where its roles change.

    >>> row = dict.fromkeys(("material", "side_a", "side_b", "formula", "label", "temperature"))
    >>> row |= {"evidence": "It was 3 mS/cm.", "start": 0, "value_start": 7, "value_end": 14, "property": "ionic_conductivity"}
    >>> [tuple(piece) for piece in pieces(row)]
    [('It was ', ''), ('3', 'value'), (' ', ''), ('mS/cm', 'unit'), ('.', '')]
    """
    text, at, found = row["evidence"], 0, []
    for start, end, role in roles(row):
        found += [Piece(text[at:start], ""), Piece(text[start:end], role)]
        at = end
    return [piece for piece in [*found, Piece(text[at:], "")] if piece.text]


def grid(row: Row, block: str, *, whole: bool) -> Grid:
    """The table around the value's row, or the `whole` one; the value's cell, its headers and the material's name have roles."""
    above = block[: row["start"]].splitlines()
    rows = [line.split("\t") for line in [*above, row["evidence"], *block[row["end"] :].splitlines()[1:]]]
    place, column, headers = len(above), value_column(row), header_rows(rows[: len(above)])
    low, high = (headers, len(rows)) if whole else (max(headers, place - _NEAR), min(len(rows), place + _NEAR + 1))
    width = max(map(len, rows))
    names = {row[name] for name in ("material", "label", "side_a", "side_b", "formula")} - {None, ""}
    lines = []
    for number in [*range(headers), *range(low, high)]:
        cells = []
        for at, text in enumerate(rows[number] + [""] * (width - len(rows[number]))):
            role = ""
            if number < headers:
                role = "property" if at == column else ""
            elif number == place:
                role = "value" if at == column else "material" if at == 0 or text in names else ""
            cells.append(Piece(text, role))
        lines.append(Line(tuple(cells), number < headers, number == place))
    return Grid(tuple(lines), low - headers, len(rows) - high)


def value_column(row: Row) -> int:
    """In which column of its table's row the value stands, from 0."""
    return int(row["evidence"].count("\t", 0, max(0, row["value_start"] - row["start"])))
