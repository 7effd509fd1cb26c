"""Columns whose cells hold two values each: "T/t (°C/h)" over "1150/6", "Density (g cm−3) (%)" over "4.62 (92.4)"."""

from __future__ import annotations

import itertools
import re

from extractor.document import Cell
from extractor.extraction.columns import EMPTY, SINTERING, Column, Layout, fits_property, header_of, is_of_measurement
from extractor.properties import Property
from extractor.quantities.numbers import Number, find_numbers
from extractor.quantities.units import ParsedUnit, unit_at

_BRACKETED = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_SEPARATOR = re.compile(r"\s?[/,;|]\s?|\s?\band\b\s?")
#: What may stand between the two numbers of a cell: "1150/6", "1350, 6", "1200 °C for 4 h", "4.62 (92.4)".
_BETWEEN = re.compile(r"[^\d\w]*[/,;(|][^\d\w]*|\s?(?:°C|K)?\s?(?:for|[/,;×])\s?")


def add_combined(layout: Layout, grid: list[list[Cell]], header_rows: int, caption: str, properties: list[Property]) -> None:
    """Put such columns among the steps of a layout: one `Column` for each value that is one of a property's."""
    for c in range(len(grid[0])):
        header = header_of(grid, header_rows, c)
        units = _units(header)
        if len(units) < 2 or c in layout.steps or not _hold(len(units), [row[c].text for row in grid[header_rows:]]):
            continue
        parts = [
            Column(declared, unit.pint_unit, 1.0, 0.0, None, header, part=(index, len(units)))
            for index, unit in enumerate(units)
            if (declared := _property(unit, header, caption, properties))
        ]
        if parts:
            layout.values.pop(c, None)
            layout.steps[c] = parts


def part_of(text: str, part: tuple[int, int]) -> Number | None:
    """The number of a cell that stands at one place of so many; None if the cell has another form."""
    index, count = part
    numbers = find_numbers(text)
    between = [text[a.end : b.start] for a, b in itertools.pairwise(numbers)]
    return numbers[index] if len(numbers) == count and all(_BETWEEN.fullmatch(gap) for gap in between) else None


def _units(header: str) -> list[ParsedUnit]:
    """The units of a header that gives several: in one pair of brackets ("°C/h", "°C, h") or each in its own."""
    bracketed = [match.group(1).strip() for match in _BRACKETED.finditer(header)]
    written = _SEPARATOR.split(bracketed[0]) if len(bracketed) == 1 else bracketed
    units = [unit_at(text, 0) for text in written]
    whole = [unit for unit, text in zip(units, written, strict=True) if unit is not None and unit.end == len(text)]
    return whole if len(whole) == len(written) else []


def _hold(count: int, cells: list[str]) -> bool:
    """Whether most of the filled cells hold so many numbers."""
    filled = [text for text in cells if not EMPTY.match(text)]
    return sum(part_of(text, (0, count)) is not None for text in filled) * 2 > len(filled)


def _property(unit: ParsedUnit, header: str, caption: str, properties: list[Property]) -> Property | None:
    fitting = [p for p in properties if fits_property(unit, p)]
    named = [p for p in fitting if p.header_pattern.search(header)]
    steps = [p for p in properties if p.name.startswith("sintering")]
    # "Ts/t (°C/h)": what stands beside a temperature of sintering is of the same step
    of_step = SINTERING.search(header) or any(p.header_pattern.search(header) for p in steps) or (SINTERING.search(caption) and not is_of_measurement(steps[0], caption))
    return next(iter(named or [p for p in fitting if of_step and p in steps]), None)
