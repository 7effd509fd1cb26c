"""Facts in tables: header and unit by column (or by row), sample and condition by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.document import Block, Cell, Table
from extractor.extraction.conditions import ROOM_TEMPERATURE
from extractor.extraction.paper import Paper
from extractor.language.materials import Mention
from extractor.properties import Property
from extractor.quantities import Quantity, convert, find_quantities, unit_at
from extractor.quantities.numbers import find_numbers
from extractor.quantities.units import compatible
from extractor.records import Evidence, Record

_SCALE = re.compile(r"[×x*·]?\s?10\s?\^?\s?([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[-−–]\s?\d{1,2}|\d{1,2}(?!\d))")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_LOG = re.compile(r"\blog(?:10)?\s*\(?\s*σ", re.I)
_EMPTY = re.compile(r"^\s*(?:[-−–—*]+|n\.?\s?[ad]\.?|n/a|none|\?)?\s*$", re.I)
_SAMPLE_HEADER = re.compile(r"sample|composition|material|compound|formula|electrolyte|specimen|code|label|abbreviation|name|interface|system", re.I)


@dataclass(frozen=True, slots=True)
class _Column:
    """What a header says: a property, the unit and power of ten of its cells, a condition."""

    property: Property
    pint_unit: str
    factor: float
    logarithm: bool
    temperature: float | None
    header: str


def find_table_facts(paper: Paper, properties: list[Property]) -> Iterator[Record]:
    """Records of all tables; a table with samples as columns is read across."""
    for block in paper.document.tables():
        assert block.table is not None
        grid = [list(row) for row in block.table.rows]
        found = list(_read(paper, block, grid, block.table.header_rows, properties))
        if not found and len(grid) > 1:
            turned = [list(column) for column in zip(*grid, strict=True)]
            found = list(_read(paper, block, turned, 1, properties))
        yield from found


def _header(grid: list[list[Cell]], header_rows: int, column: int) -> str:
    parts: list[str] = []
    for row in grid[:header_rows]:
        if row[column].text and row[column].text not in parts:
            parts.append(row[column].text)
    return " ".join(parts)


def _read(paper: Paper, block: Block, grid: list[list[Cell]], header_rows: int, properties: list[Property]) -> Iterator[Record]:
    if not grid:
        return
    columns = {c: found for c in range(len(grid[0])) if (found := _column(_header(grid, header_rows, c), block.table, properties))}
    if not columns:
        return
    temperature_column = next((c for c in range(len(grid[0])) if c not in columns and _is_temperature(_header(grid, header_rows, c))), None)
    label_column = next((c for c in range(len(grid[0])) if c not in columns and _SAMPLE_HEADER.search(_header(grid, header_rows, c))), 0)
    carried = ""
    for row in grid[header_rows:]:
        label = row[label_column].text if label_column not in columns else ""
        carried = label or carried
        mention, sample = _row_material(paper, block, row, columns, carried, grid, header_rows)
        row_temperature = _cell_temperature(row[temperature_column].text, _header(grid, header_rows, temperature_column)) if temperature_column is not None else None
        for c, column in columns.items():
            record = _cell_record(paper, block, row[c], column, mention, sample, row_temperature)
            if record is not None:
                yield record


def _column(header: str, table: Table | None, properties: list[Property]) -> _Column | None:
    """The property of a header; grain boundary before grain before total, the narrowest wins."""
    matches = [(m.end() - m.start(), p) for p in properties if (m := p.header_pattern.search(header))]
    for _, declared in sorted(matches, key=lambda item: -item[0]):
        if declared.unit is None:
            return _Column(declared, "", 1.0, False, None, header)
        unit = _header_unit(header, declared) or _header_unit(table.caption if table else "", declared)
        if declared.decoy_pattern.search(header) and not declared.cue_pattern.search(header) and declared.unit != "1":
            continue
        if unit is None:
            continue
        pint_unit, factor = unit
        return _Column(declared, pint_unit, factor, bool(_LOG.search(header)), _temperature_in(header), header)
    return None


def _header_unit(header: str, declared: Property) -> tuple[str, float] | None:
    assert declared.unit is not None
    for match in re.finditer(r"(?<![A-Za-z])[A-Za-zΩμµ°%]", header):
        unit = unit_at(header, match.start())
        if unit is None or not compatible(unit.pint_unit, declared.unit, inverse=declared.inverse):
            continue
        if declared.unit == "J" and unit.pint_unit == "joule ** 1":
            continue
        return unit.pint_unit, _scale(header[: match.start()])
    return None


def _scale(before: str) -> float:
    """The power of ten just before a header's unit: "σ (10−4 S cm−1)" counts in 1e-4 S/cm."""
    match = None
    for match in _SCALE.finditer(before):
        pass
    if match is None or len(before) - match.end() > 3:
        return 1.0
    exponent = match.group(1).translate(_SUPERSCRIPTS)
    return float(f"1e{int(re.sub('[−–]', '-', exponent).replace(' ', ''))}")


def _is_temperature(header: str) -> bool:
    return bool(re.match(r"^\s*(?:T|temp\w*|measuring temp\w*|test temp\w*)\b", header, re.I)) and not re.search("sinter|calcin|anneal", header, re.I)


def _temperature_in(text: str) -> float | None:
    if re.search(r"\bRT\b|room[- ]temperature", text):
        return ROOM_TEMPERATURE
    for quantity in find_quantities(text):
        if quantity.dimensionality == "[temperature]" and quantity.value is not None:
            return round(convert(quantity.value, quantity.pint_unit, "K"), 4)
    return None


def _cell_temperature(text: str, header: str) -> float | None:
    if (own := _temperature_in(text)) is not None:
        return own
    numbers = find_numbers(text)
    if len(numbers) != 1:
        return None
    celsius = re.search(r"°\s?C|℃|ºC|\bC\b", header)
    if celsius:
        return round(convert(numbers[0].value, "degC ** 1", "K"), 4)
    return numbers[0].value if re.search(r"\bK\b", header) else None


def _row_material(
    paper: Paper, block: Block, row: list[Cell], columns: dict[int, _Column], label: str, grid: list[list[Cell]], header_rows: int
) -> tuple[Mention | None, str | None]:
    """The row's material (its formula first), and its label."""
    mentions: list[Mention] = []
    for c, cell in enumerate(row):
        if c not in columns and cell.text:
            mentions.extend(paper.materials_in(cell.text))
    best = next((m for m in mentions if m.formula), mentions[0] if mentions else None)
    sample = label if label and (best is None or label != best.text) and len(label) < 40 else None
    if best is None:
        caption = block.table.caption if block.table else ""
        captioned = paper.materials_in(caption)
        best = captioned[0] if captioned else (paper.main_materials[0] if paper.main_materials else None)
    return best, sample


def _cell_record(
    paper: Paper, block: Block, cell: Cell, column: _Column, mention: Mention | None, sample: str | None, row_temperature: float | None
) -> Record | None:
    if _EMPTY.match(cell.text):
        return None
    declared = column.property
    flags: list[str] = []
    caption_temperature = _temperature_in(block.table.caption) if block.table else None
    temperature = next((t for t in (row_temperature, column.temperature, caption_temperature) if t is not None), None) if "temperature" in declared.conditions else None
    from extractor.extraction.extract import si_values, source_of  # tables and prose share the conversion

    if declared.unit is None:
        word = next((w for w, pattern in declared.values.items() if re.search(pattern, f"in {cell.text}") or cell.text.lower() == w.lower()), None)
        if word is None:
            return None
        value, low, high, uncertainty, comparator, start, end, raw = word, None, None, None, "=", cell.start, cell.end, cell.text
    else:
        quantity = _cell_quantity(cell.text, column)
        if quantity is None:
            return None
        converted = si_values(quantity, declared.unit)
        if converted is None:
            return None
        value, low, high, uncertainty, comparator = converted
        start, end, raw = cell.start + quantity.start, cell.start + min(quantity.end, len(cell.text)), cell.text
        if not all(declared.is_plausible(v) for v in (value, low, high) if isinstance(v, float)):
            flags.append("implausible")
    sides = re.split(r"\s?[/|]\s?", mention.text)[:2] if declared.belongs_to == "interface" and mention and "/" in mention.text else None
    return Record(
        property=declared.name, value=value, low=low, high=high, uncertainty=uncertainty, comparator=comparator,
        unit=declared.unit, raw=raw, material=mention.text if mention else None, formula=mention.formula if mention else None,
        interface=sides, sample=sample, temperature=temperature, confidence=round((0.85 if mention else 0.5) * (0.3 if flags else 1.0), 3),
        flags=flags, source=source_of(paper.document),
        evidence=[
            Evidence(
                text=block.text[_line_start(block, cell) : _line_end(block, cell)], block=block.id,
                start=_line_start(block, cell), end=_line_end(block, cell), page=block.page, boxes=list(block.boxes),
                value_start=start, value_end=end, cell=(cell.row, cell.column), rule="table",
            )
        ],
    )


def _line_start(block: Block, cell: Cell) -> int:
    return block.text.rfind("\n", 0, cell.start) + 1


def _line_end(block: Block, cell: Cell) -> int:
    end = block.text.find("\n", cell.end)
    return len(block.text) if end < 0 else end


def _cell_quantity(text: str, column: _Column) -> Quantity | None:
    """The cell's number in the header's unit and scale; a cell with a unit of its own keeps that."""
    own = [q for q in find_quantities(text) if column.property.unit and compatible(q.pint_unit, column.property.unit, inverse=column.property.inverse)]
    if own:
        return own[0]
    numbers = find_numbers(text)
    if not numbers:
        return None
    first = numbers[0]
    factor = column.factor if first.exponent is None else 1.0

    def scaled(value: float) -> float:
        return 10.0**value if column.logarithm else float(f"{value * factor:.12g}")

    between = text[first.end : numbers[1].start] if len(numbers) == 2 else ""
    if len(numbers) == 2 and re.fullmatch(r"\s?[-–−]\s?", between):
        low, high = sorted((scaled(first.value), scaled(numbers[1].value)))
        return Quantity(first.start, numbers[1].end, None, column.pint_unit, "", text, low, high)
    uncertainty = None if first.uncertainty is None or column.logarithm else first.uncertainty * factor
    flags = ("flattened_exponent",) if first.flattened else ()
    return Quantity(first.start, first.end, scaled(first.value), column.pint_unit, "", text, uncertainty=uncertainty, flags=flags)
