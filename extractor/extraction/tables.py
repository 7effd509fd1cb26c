"""Facts in tables: header and unit by column (or by row), sample and condition by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.document import Block, Cell, Table
from extractor.extraction.conditions import ROOM_TEMPERATURE
from extractor.extraction.paper import Paper
from extractor.extraction.values import OCR_COST, Values, repairs_in, si_values, source_of
from extractor.language.materials import Mention
from extractor.properties import Property
from extractor.quantities import Quantity, convert, find_quantities, unit_at
from extractor.quantities.numbers import SUPERSCRIPTS, find_numbers
from extractor.quantities.units import compatible
from extractor.records import Evidence, Record

_SCALE = re.compile(r"[×x*·]?\s?10\s?\^?\s?([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[-−–]\s?\d{1,2}|\d{1,2}(?!\d))")
_LOG = re.compile(r"\blog(?:10)?\s*\(?\s*σ", re.I)
_EMPTY = re.compile(r"^\s*(?:[-−–—*]+|n\.?\s?[ad]\.?|n/a|none|\?)?\s*$", re.I)
_SIDES = re.compile(r"\s?[/∕|]\s?|\s?[–—]\s?|(?<=[A-Za-z0-9])-(?=[A-Z])|\s(?:on|and|to)\s")
#: A longer first cell is a remark, not a label.
MAX_LABEL = 40
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


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row is about."""

    material: Mention | None
    sample: str | None
    temperature: float | None
    sides: list[str] | None = None


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
    bodies = [[row[c] for row in grid[header_rows:]] for c in range(len(grid[0]))]
    columns = {
        c: found for c, body in enumerate(bodies) if (found := _column(_header(grid, header_rows, c), block.table, body, properties))
    }
    if not columns:
        return
    temperature_column = next((c for c in range(len(grid[0])) if c not in columns and _is_temperature(_header(grid, header_rows, c))), None)
    label_column = next((c for c in range(len(grid[0])) if c not in columns and _SAMPLE_HEADER.search(_header(grid, header_rows, c))), 0)
    carried = ""
    for row in grid[header_rows:]:
        label = row[label_column].text if label_column not in columns else ""
        carried = label or carried
        temperature = None
        if temperature_column is not None:
            temperature = _cell_temperature(row[temperature_column].text, _header(grid, header_rows, temperature_column))
        described = _row_of(paper, block, row, columns, carried, temperature)
        for c, column in columns.items():
            record = _cell_record(paper, block, row[c], column, described)
            if record is not None:
                yield record


def _cells_have_units(table: Table | None, column: list[Cell], declared: Property) -> bool:
    """Whether the cells bring the unit that their header lacks."""
    filled = [cell.text for cell in column if not _EMPTY.match(cell.text)]
    with_unit = [text for text in filled if _own_quantities(text, declared)]
    return bool(filled) and len(with_unit) == len(filled)


def _own_quantities(text: str, declared: Property) -> list[Quantity]:
    return [q for q in find_quantities(text) if declared.unit and compatible(q.pint_unit, declared.unit, inverse=declared.inverse)]


def _column(header: str, table: Table | None, column: list[Cell], properties: list[Property]) -> _Column | None:
    """The property of a header; grain boundary before grain before total, the narrowest wins."""
    matches = [(m.end() - m.start(), p) for p in properties if (m := p.header_pattern.search(header))]
    for _, declared in sorted(matches, key=lambda item: -item[0]):
        if declared.unit is None:
            return _Column(declared, "", 1.0, False, None, header)
        unit = _header_unit(header, declared) or _header_unit(table.caption if table else "", declared)
        if unit is None and _cells_have_units(table, column, declared):
            unit = (declared.unit or "", 1.0)
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
    match = next(iter(reversed(list(_SCALE.finditer(before)))), None)
    if match is None or len(before) - match.end() > 3:
        return 1.0
    exponent = match.group(1).translate(SUPERSCRIPTS)
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


def _row_of(paper: Paper, block: Block, row: list[Cell], columns: dict[int, _Column], label: str, temperature: float | None) -> _Row:
    """The row's material (its formula first), its label, and the temperature that one of its cells gives."""
    mentions: list[Mention] = []
    for c, cell in enumerate(row):
        if c not in columns and cell.text:
            mentions.extend(paper.materials_in(cell.text))
    best = next((m for m in mentions if m.formula), mentions[0] if mentions else None)
    sample = label if label and (best is None or label != best.text) and len(label) < MAX_LABEL else None
    if best is None:
        captioned = paper.materials_in(block.table.caption if block.table else "")
        best = captioned[0] if captioned else (paper.main_materials[0] if paper.main_materials else None)
    sides = [part.strip() for part in _SIDES.split(label)] if label else []
    return _Row(best, sample, temperature, [sides[0], sides[-1]] if len(sides) >= 2 and all(sides) else None)


def _cell_record(paper: Paper, block: Block, cell: Cell, column: _Column, row: _Row) -> Record | None:
    """The record of one cell, or None if the cell holds no value of its column's property."""
    if _EMPTY.match(cell.text):
        return None
    declared = column.property
    found = _cell_word(cell, declared) if declared.unit is None else _cell_number(cell, column)
    if found is None:
        return None
    values, word, start, end = found
    numbers = [v for v in (values.value, values.low, values.high) if v is not None]
    flags = [] if all(declared.is_plausible(v) for v in numbers) else ["implausible"]
    if "\ufffd" in cell.text:
        flags.append("replacement_character")
    confidence = (0.85 if row.material else 0.5) * (0.3 if flags else 1.0)
    if block.ocr:
        flags.append("ocr")
        confidence *= OCR_COST
    caption_temperature = _temperature_in(block.table.caption) if block.table else None
    temperatures = (row.temperature, column.temperature, caption_temperature)
    temperature = next((t for t in temperatures if t is not None), None) if "temperature" in declared.conditions else None
    material = row.material
    sides = row.sides if declared.belongs_to == "interface" else None
    line = (block.text.rfind("\n", 0, cell.start) + 1, block.text.find("\n", cell.end))
    line_end = line[1] if line[1] >= 0 else len(block.text)
    page, boxes = block.where(start, end)
    return Record(
        property=declared.name, value=values.value if word is None else word, low=values.low, high=values.high,
        uncertainty=values.uncertainty, comparator=values.comparator, unit=declared.unit, raw=cell.text,
        material="/".join(sides) if sides else (material.text if material else None),
        formula=material.formula if material and not sides else None, interface=sides,
        sample=row.sample, temperature=temperature, confidence=round(confidence, 3), flags=flags,
        source=source_of(paper.document),
        evidence=[
            Evidence(
                text=block.text[line[0] : line_end], block=block.id, start=line[0], end=line_end, page=page, boxes=[cell.box] if cell.box else list(boxes),
                value_start=start, value_end=end, cell=(cell.row, cell.column), rule="table",
                repairs=repairs_in(paper.document, block, line[0], line_end),
            )
        ],
    )


_NO_VALUES = Values(None, None, None, None, "=")


def _cell_word(cell: Cell, declared: Property) -> tuple[Values, str | None, int, int] | None:
    for word, pattern in declared.values.items():
        if re.search(pattern, f"in {cell.text}") or cell.text.lower() == word.lower():
            return _NO_VALUES, word, cell.start, cell.end
    return None


def _cell_number(cell: Cell, column: _Column) -> tuple[Values, str | None, int, int] | None:
    quantity = _cell_quantity(cell.text, column)
    values = si_values(quantity, column.property.unit or "") if quantity else None
    if quantity is None or values is None:
        return None
    return values, None, cell.start + quantity.start, cell.start + min(quantity.end, len(cell.text))


def _cell_quantity(text: str, column: _Column) -> Quantity | None:
    """The cell's number in the header's unit and scale; a cell with a unit of its own keeps that."""
    own = _own_quantities(text, column.property)
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
