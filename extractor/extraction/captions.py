"""Tables whose caption alone says what the cells hold: their headers only tell temperatures, samples or sides."""

from __future__ import annotations

import re

from extractor.document import Cell, Table
from extractor.extraction.columns import EMPTY, Column, Layout, header_of, header_temperature, last_header, unit_in
from extractor.extraction.paper import Paper
from extractor.extraction.rules import TELLING_UNITS
from extractor.extraction.scales import logarithm
from extractor.extraction.simulated import is_simulated_by
from extractor.properties import Property
from extractor.quantities.numbers import find_numbers

#: A caption that names one of these mostly tells how samples were made, not what the cells hold.
_PROCESS_UNITS = frozenset({"K", "s", "Pa"})
#: What may stand beside the names in a header of sides or samples.
_BESIDE_NAMES = re.compile(r"(?:\s|[-–—/∕|]|\([^)]*\)|\[[a-z]\]|[*†‡]|\bon\b|\bto\b|\band\b|\bsubstrates?\b|\bfilms?\b)*")
#: How or in which state a column was measured.
_STATE = re.compile(r"^(?:measured|experiment\w*|exp\.?|this work|as[- ](?:deposited|grown|received|prepared|sintered)|annealed|before|after|dry|wet|humid\w*|heating|cooling)\b", re.I)
#: Two properties in one table, which the headers tell apart.
_BOTH = re.compile(r"\b(?:bulk|grains?|interior|lattice|total)\b[^.]*?(?:\band\b|,)[^.]*?\b(?:bound|gb\b)", re.I)
_NARROW = ("grain_conductivity", "grain_boundary_conductivity")


def columns_by_caption(paper: Paper, grid: list[list[Cell]], header_rows: int, table: Table, layout: Layout, properties: list[Property]) -> dict[int, Column]:
    """The value columns of such a table, empty for any other."""
    told = _told(table.caption, properties)
    if told is None:
        return {}
    declared, unit, factor = told
    spoken_for = {layout.label, layout.temperature, layout.variable[0] if layout.variable else None, *layout.citations}
    columns = {}
    for c in range(len(grid[0])):
        header, about = header_of(grid, header_rows, c), last_header(grid, header_rows, c)
        if c in spoken_for or not _is_numeric([row[c] for row in grid[header_rows:]]):
            continue
        temperature = header_temperature(grid, header_rows, c)
        computed = is_simulated_by(header)
        if temperature is not None or computed or _STATE.search(about) or names_a_subject(paper, about):
            simulated = computed or is_simulated_by(table.caption, whole=True)
            columns[c] = Column(declared, unit, factor, logarithm(table.caption), temperature, header, simulated, about)
    return columns


def names_a_subject(paper: Paper, text: str) -> bool:
    """Whether a header is the name of a material, a sample or an interface, and nothing else."""
    known = paper.abbreviations.get(text)
    if known is not None and known.label:
        return True
    rest, end = "", 0
    for mention in paper.materials_in(text):
        if mention.formula:
            rest, end = rest + text[end : mention.start], mention.end
    return end > 0 and _BESIDE_NAMES.fullmatch(rest + text[end:]) is not None


def _told(caption: str, properties: list[Property]) -> tuple[Property, str, float] | None:
    """The one property that a caption gives with its unit and power of ten."""
    fitting = [(p, *unit) for p in properties if p.unit and p.unit not in _PROCESS_UNITS and (unit := unit_in(caption, p))]
    named = [found for found in fitting if found[0].cue_pattern.search(caption) or found[0].header_pattern.search(caption)]
    told = named or [found for found in fitting if found[0].unit in TELLING_UNITS and found[0].name not in _NARROW]
    if len({declared.unit for declared, _, _ in told}) != 1:
        return None
    narrow = [found for found in told if found[0].name in _NARROW]
    return None if len(narrow) > 1 or (narrow and _BOTH.search(caption)) else (narrow or told)[0]


def _is_numeric(column: list[Cell]) -> bool:
    filled = [cell.text for cell in column if not EMPTY.match(cell.text)]
    return bool(filled) and all(find_numbers(text) for text in filled)
