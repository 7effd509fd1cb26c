"""Tables of a PDF page: ruled and booktabs-like ones, found by pdfplumber."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pdfplumber.page import Page

from extractor.document import Box

_NUMBER = re.compile(r"^[~≈<>±]?\s*[-−–]?\d")


@dataclass
class PageTable:
    """A grid of strings with its box on the page."""

    grid: list[list[str]]
    header_rows: int
    box: Box


def read_tables(page: Page) -> list[PageTable]:
    """Tables with ruling lines. Pages without lines cost nothing."""
    if len(page.lines) + len(page.rects) < 2:
        return []
    found = page.find_tables({"vertical_strategy": "lines", "horizontal_strategy": "lines"})
    tables = []
    for table in found:
        grid = [[(cell or "").replace("\n", " ") for cell in row] for row in table.extract()]
        if len(grid) >= 2 and max(len(row) for row in grid) >= 2 and sum(bool(c) for row in grid for c in row) >= 4:
            x0, top, x1, bottom = table.bbox
            tables.append(PageTable(grid, header_rows(grid), (x0, top, x1, bottom)))
    return tables


def header_rows(grid: list[list[str]]) -> int:
    """Rows before the first that holds a number beyond its first cell; at least one.

    >>> header_rows([["x", "σ"], ["", "(S/cm)"], ["0.1", "3e-4"]])
    2
    """
    for index, row in enumerate(grid):
        if any(_NUMBER.match(cell) for cell in row[1:]):
            return max(1, index)
    return 1
