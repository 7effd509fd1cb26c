"""Facts in tables: what the headers name, told of the sample that the row (or column) is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractor.compounds.elements import SYMBOLS
from extractor.document import Block, Cell
from extractor.extraction.captions import columns_by_caption, names_a_subject
from extractor.extraction.columns import (
    EMPTY,
    Column,
    Layout,
    cell_temperature,
    header_of,
    header_with_units,
    own_quantities,
    read_layout,
    temperature_in,
)
from extractor.extraction.combined import add_combined, part_of
from extractor.extraction.footnotes import note_of, notes_below
from extractor.extraction.interfaces import all_interfaces, find_interfaces
from extractor.extraction.labels import ADDITIVE_HEADER
from extractor.extraction.paper import Paper
from extractor.extraction.series import assignments, member
from extractor.extraction.simulated import is_simulated_by
from extractor.extraction.temperatures import Temperature
from extractor.extraction.values import OCR_COST, Values, repairs_in, si_values, source_of
from extractor.language.materials import Mention
from extractor.properties import Property
from extractor.quantities import Quantity
from extractor.quantities.numbers import find_numbers
from extractor.records import Evidence, Record

_SIDES = re.compile(r"\s?[/∕|]\s?|\s?[–—]\s?|(?<=[A-Za-z0-9])-(?=[A-Z])|\s(?:on|and|to)\s")
_FOOTNOTE = re.compile(r"\s?(?:\[[a-z]\]|[*†‡§]+)$")
#: "LLZO [12]", "LLZO (this work)": the label of a table without a column of references.
_LABEL_SOURCE = re.compile(r"\s?(?:(\[\d+(?:[,–-]\s?\d+)*\])|\(?(?:this|present|our) (?:work|study)\)?)$", re.I)
#: "Layer on diamond", "Film on sapphire", "Metal/Si": the header of the upper sides names the lower.
_ON_HEADER = re.compile(r"^\w+\s?(?:/|\bon\s(?:the\s)?)\s?(.+)$")
_CITED_HEADING = re.compile(r"\b(?:literature|previous(?:ly)?|reported|other (?:works?|studies|groups))\b", re.I)
_CITED_CELL = re.compile(r"\[\d+|\d|et al")
_OWN_CELL = re.compile(r"\b(?:this|present|our)\b", re.I)
#: Numbers of references that stand raised behind a name.
_RAISED_CITATION = re.compile(r"(?<=[\w)])[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[,–][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*$")
#: A longer first cell is a remark, not a label.
MAX_LABEL = 40
#: Characters of a row that its evidence shows whole.
MAX_LINE = 4000


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row is about."""

    material: Mention | None
    sample: str | None
    temperature: Temperature | None
    sides: list[str] | None = None
    #: its first cell, and whether it names a material itself
    label: str = ""
    named: bool = True
    #: under a heading such as "Molecular dynamics"
    simulated: bool = False


def find_table_facts(paper: Paper, properties: list[Property]) -> Iterator[Record]:
    """Records of all tables; a table with samples as columns is read across."""
    for block in paper.document.tables():
        assert block.table is not None
        grid = [list(row) for row in block.table.rows]
        if not grid:
            continue
        header_rows = header_with_units(grid, block.table.header_rows)
        layout = _layout(paper, block, grid, header_rows, properties)
        found = list(_read(paper, block, grid, header_rows, layout))
        if not found and len(grid) > 1:
            turned = [list(column) for column in zip(*grid, strict=True)]
            turned_rows = header_with_units(turned, 1)
            found = list(_read(paper, block, turned, turned_rows, _layout(paper, block, turned, turned_rows, properties)))
        if not found:
            layout.values, layout.sides = columns_by_caption(paper, grid, header_rows, block.table, layout, properties), None
            found = list(_read(paper, block, grid, header_rows, layout))
        yield from found


def _layout(paper: Paper, block: Block, grid: list[list[Cell]], header_rows: int, properties: list[Property]) -> Layout:
    assert block.table is not None
    layout = read_layout(grid, header_rows, block.table, properties, " ".join(notes_below(paper, block)), paper.text)
    add_combined(layout, grid, header_rows, block.table.caption, properties)
    for c, column in layout.values.items():
        mark = _FOOTNOTE.search(column.header)
        if mark and column.temperature is None and (note := note_of(paper, block, mark.group().strip(" []"))):
            layout.values[c] = replace(column, temperature=temperature_in(note))
    return layout


def _read(paper: Paper, block: Block, grid: list[list[Cell]], header_rows: int, layout: Layout) -> Iterator[Record]:
    if not layout.values and not layout.steps:
        return
    heading, above = "", None
    told_once = {layout.label, *(layout.sides or ()), *(layout.variable or ())[:1]} - set(layout.values)
    for read in grid[header_rows:]:
        if _is_heading(read):
            heading, above = next(cell.text for cell in read if cell.text), None
            continue
        # what the rows of a group share is often printed in the first of them only
        row = [above[c] if above and c in told_once and not cell.text else cell for c, cell in enumerate(read)]
        above = row
        label = _RAISED_CITATION.sub("", _FOOTNOTE.sub("", row[layout.label].text)) if layout.label not in layout.values else ""
        source = _LABEL_SOURCE.search(label)
        label = label[: source.start()] if source else label
        cited = bool(source.group(1) if source else _CITED_HEADING.search(heading))
        described = _row_of(paper, block, grid, header_rows, row, layout, label, heading)
        for c, column in [*layout.values.items(), *((c, column) for c, step in layout.steps.items() for column in step)]:
            record = _cell_record(paper, block, row[c], column, _with_header(paper, described, column), cited=_is_cited(row, layout, c) if layout.citations else cited)
            if record is not None:
                yield record


def _row_of(paper: Paper, block: Block, grid: list[list[Cell]], header_rows: int, row: list[Cell], layout: Layout, label: str, heading: str) -> _Row:
    """The row's material (its formula first), its label, temperature and sides."""
    temperature = None
    if layout.temperature is not None:
        temperature = cell_temperature(row[layout.temperature].text, header_of(grid, header_rows, layout.temperature))
    if temperature is None:
        temperature = temperature_in(heading)
    is_label = label in paper.abbreviations and paper.abbreviations[label].label
    sides = None if is_label else _sides(row, layout, label) or _on_side(paper, label, header_of(grid, header_rows, layout.label))
    mentions: list[Mention] = []
    for c, cell in enumerate(row):
        named_apart = c != layout.label and ADDITIVE_HEADER.search(header_of(grid, header_rows, c))
        if c not in layout.values and c not in layout.steps and c not in layout.citations and cell.text and not named_apart:
            found = paper.materials_in(_RAISED_CITATION.sub("", cell.text))
            mentions = [*found, *mentions] if c == layout.label else [*mentions, *found]
    written = [m for m in mentions if m.formula and m.kind in ("formula", "mixture")]
    best = next(iter(written), None) or next((m for m in mentions if m.formula), mentions[0] if mentions else None)
    sample = label if not EMPTY.match(label) and (best is None or label != best.text or is_label) and len(label) < MAX_LABEL else None
    named = best is not None
    if layout.variable is not None and layout.variable[0] == layout.label:
        sample = None  # "0.2" is the composition, not a name
    if sample is None and named and layout.route is not None and not EMPTY.match(row[layout.route].text):
        sample = row[layout.route].text
    if best is None:
        best = _without_name(paper, block, layout, row, label, heading)
    elif (best.formula is None or best.text == label in SYMBOLS) and layout.variable is not None:
        best = _member(paper, block, layout, row, label, heading) or best
    if best is not None and is_label and label == best.text and paper.abbreviations[label].long != label:
        best = replace(best, text=paper.abbreviations[label].long)
    return _Row(best, sample, temperature, sides, label, named, is_simulated_by(heading))


#: The letter that stands for one of several elements in a series: "Na1+xM2−xInx(PO4)3".
_PLACEHOLDER = re.compile(r"(?:M|Me|Ln)(?=[\d(]|[A-Z])")


def _is_heading(row: list[Cell]) -> bool:
    """Whether a row is a line across the table that heads the rows below."""
    filled = [cell.text for cell in row if cell.text]
    if len(set(filled)) != 1:
        return False
    if len(row) == 2:
        return len(filled) == 2 and not EMPTY.match(filled[0]) and (not find_numbers(filled[0]) or temperature_in(filled[0]) is not None)
    return len(row) > 2 and (bool(row[0].text) or len(filled) > 2)


def _with_header(paper: Paper, row: _Row, column: Column) -> _Row:
    """A row completed by what the header of a cell names: the sample, the interface, or the side that the row leaves open."""
    if not names_a_subject(paper, column.about):
        return row
    if column.property.belongs_to == "interface":
        matrix = [row.label, column.about] if names_a_subject(paper, row.label) else None
        known = paper.abbreviations.get(column.about)
        if known is not None and known.label:
            return replace(row, sample=column.about)
        return replace(row, sides=row.sides or _parted(column.about) or matrix)
    mentions = [m for m in paper.materials_in(column.about) if m.formula]
    if row.named or _parted(column.about):
        return row
    known = paper.abbreviations.get(column.about)
    label = column.about if known and known.label else None
    return replace(row, material=mentions[0] if mentions else Mention(0, len(column.about), column.about, "label"), sample=label)


def _is_cited(row: list[Cell], layout: Layout, column: int) -> bool:
    """Whether the reference column next to a value names another work."""
    behind = [c for c in layout.citations if c > column] or layout.citations
    if not behind:
        return False
    source = row[behind[0]].text
    return bool(_CITED_CELL.search(source)) and not _OWN_CELL.search(source)


def _without_name(paper: Paper, block: Block, layout: Layout, row: list[Cell], label: str, heading: str) -> Mention | None:
    """The material of a row that names none: a member of the series that caption or title tells, the heading's, or its label."""
    if found := _member(paper, block, layout, row, label, heading):
        return found
    told = _told(paper, block, heading)
    if told:
        return told[0]
    if label and not label.replace(".", "").isdigit() and any(c.isalpha() for c in label) and re.search(r"\d|[A-Z]{2}", label) and len(label) < MAX_LABEL:
        return Mention(0, len(label), label, "label")
    return paper.main_materials[0] if paper.main_materials else None


def _member(paper: Paper, block: Block, layout: Layout, row: list[Cell], label: str, heading: str) -> Mention | None:
    """The member of the series that a row's value of the variable names."""
    assigned = {variable: numbers[0] for variable, numbers, _ in assignments(label) if len(numbers) == 1}
    if layout.variable is not None:
        column, variable = layout.variable
        numbers = find_numbers(row[column].text)
        assigned = {variable: numbers[0].value} if numbers else {}
    candidates = [*_told(paper, block, heading), *paper.main_materials] if assigned else []
    if label in SYMBOLS:
        # a column "M" of elements for the M of a series
        candidates = [replace(mention, text=_PLACEHOLDER.sub(label, mention.text)) for mention in candidates if _PLACEHOLDER.search(mention.text)]
    return next((found for mention in candidates if (found := member(mention, assigned))), None)


def _told(paper: Paper, block: Block, heading: str) -> list[Mention]:
    """The materials of a heading above a row, and of the table's caption."""
    return [m for text in (heading, block.table.caption if block.table else "") for m in paper.materials_in(text)]


def _sides(row: list[Cell], layout: Layout, label: str) -> list[str] | None:
    """The two sides of an interface: of two columns, or parted in one label."""
    if layout.sides is not None:
        pair = [_FOOTNOTE.sub("", row[c].text).split(",")[0].strip() for c in layout.sides]
        return pair if all(pair) else None
    return _parted(label)


def _on_side(paper: Paper, label: str, header: str) -> list[str] | None:
    """The sides that a label and its header name together: "Ti" under "Layer on diamond"."""
    lower = _ON_HEADER.search(header)
    return [label, lower.group(1)] if lower and names_a_subject(paper, label) and names_a_subject(paper, lower.group(1)) else None


def _parted(label: str) -> list[str] | None:
    parts = [part.strip() for part in _SIDES.split(label)] if label else []
    return [parts[0], parts[-1]] if len(parts) >= 2 and all(parts) else None


def _interface_of_table(paper: Paper, block: Block) -> list[str] | None:
    """The one interface that the table's caption names, or else the one that the whole paper speaks of."""
    caption = block.table.caption if block.table else ""
    of_caption = [pair for sentence in paper.sentences if caption and caption in sentence.block.text for pair in find_interfaces(sentence)]
    notes = notes_below(paper, block)
    of_notes = [pair for sentence in paper.sentences if sentence.block.text in notes for pair in find_interfaces(sentence)]
    for pairs in (of_caption, of_notes, all_interfaces(paper)):
        told = {frozenset(pair.sides): list(pair.sides) for pair in pairs}
        if len(told) == 1:
            return next(iter(told.values()))
    return None


def _cell_record(paper: Paper, block: Block, cell: Cell, column: Column, row: _Row, *, cited: bool) -> Record | None:
    """The record of one cell, or None if the cell holds no value of its column's property."""
    if EMPTY.match(cell.text):
        return None
    declared = column.property
    found = _cell_word(cell, declared, step=column.step) if declared.unit is None else _cell_number(cell, column)
    if found is None:
        return None
    values, word, start, end = found
    numbers = [v for v in (values.value, values.low, values.high) if v is not None]
    flags = [] if all(declared.is_plausible(v) for v in numbers) else ["implausible"]
    if "\ufffd" in cell.text:
        flags.append("replacement_character")
    confidence = (0.85 if row.material or row.sides else 0.5) * (0.3 if flags else 1.0)
    if block.ocr:
        flags.append("ocr")
        confidence *= OCR_COST
    caption_temperature = temperature_in(block.table.caption) if block.table else None
    own_temperature = temperature_in(cell.text) if declared.unit != "K" else None
    temperatures = (own_temperature, row.temperature, column.temperature, caption_temperature)
    temperature = next((t for t in temperatures if t is not None), None) if "temperature" in declared.conditions else None
    sides = (row.sides or _interface_of_table(paper, block)) if declared.belongs_to == "interface" else None
    if declared.belongs_to == "interface" and sides is None:
        return None
    material = row.material if not sides else None
    line_start, line_end = _line(block.text, cell)
    page, boxes = block.where(start, end)
    return Record(
        property=declared.name, value=values.value if word is None else word, low=values.low, high=values.high,
        uncertainty=values.uncertainty, comparator=values.comparator, unit=declared.unit, raw=cell.text,
        material="/".join(sides) if sides else (material.text if material else None),
        formula=material.formula if material else None, interface=sides,
        sample=row.sample, temperature=temperature.told if temperature else None,
        conditions=temperature.conditions if temperature else {}, confidence=round(confidence, 3), flags=flags,
        cited=cited, simulated=column.simulated or row.simulated, source=source_of(paper.document),
        evidence=[
            Evidence(
                text=block.text[line_start:line_end], block=block.id, start=line_start, end=line_end, page=page, boxes=[cell.box] if cell.box else list(boxes),
                value_start=start, value_end=end, cell=(cell.row, cell.column), rule="table",
                repairs=repairs_in(paper.document, block, line_start, line_end),
            )
        ],
    )


def _line(text: str, cell: Cell) -> tuple[int, int]:
    """The row of a cell, as evidence; of a row without end what stands around the cell."""
    start, end = text.rfind("\n", 0, cell.start) + 1, text.find("\n", cell.end)
    end = end if end >= 0 else len(text)
    return (start, end) if end - start <= MAX_LINE else (max(start, cell.start - MAX_LINE // 2), min(end, cell.end + MAX_LINE // 2))


_NO_VALUES = Values(None, None, None, None, "=")


def _cell_word(cell: Cell, declared: Property, *, step: bool) -> tuple[Values, str | None, int, int] | None:
    for text in re.split(r"[,;/]\s?", cell.text) if step else [cell.text]:
        for word, pattern in declared.values.items():
            if re.search(pattern, f"in {text}") or text.lower() == word.lower():
                return _NO_VALUES, word, cell.start, cell.end
    return None


def _cell_number(cell: Cell, column: Column) -> tuple[Values, str | None, int, int] | None:
    quantity = _cell_quantity(cell.text, column)
    values = si_values(quantity, column.property.unit or "") if quantity else None
    if quantity is None or values is None:
        return None
    return values, None, cell.start + quantity.start, cell.start + min(quantity.end, len(cell.text))


def _cell_quantity(text: str, column: Column) -> Quantity | None:
    """The cell's number in the header's unit and scale; a cell with a unit of its own keeps that."""
    own = own_quantities(text, column.property)
    if own:
        return own[0]
    numbers = find_numbers(text)
    first = part_of(text, column.part) if column.part[1] > 1 else next(iter(numbers), None)
    if first is None or column.step:
        return None
    factor = column.factor if first.exponent is None else 1.0

    def scaled(value: float) -> float:
        return 10.0 ** (column.logarithm * value) if column.logarithm else float(f"{value * factor:.12g}")

    between = text[first.end : numbers[1].start] if len(numbers) == 2 and column.part[1] == 1 else ""
    if len(numbers) == 2 and re.fullmatch(r"\s?[-–−]\s?", between):
        low, high = sorted((scaled(first.value), scaled(numbers[1].value)))
        return Quantity(first.start, numbers[1].end, None, column.pint_unit, "", text, low, high)
    uncertainty = None if first.uncertainty is None or column.logarithm else first.uncertainty * factor
    flags = ("flattened_exponent",) if first.flattened else ()
    return Quantity(first.start, first.end, scaled(first.value), column.pint_unit, "", text, uncertainty=uncertainty, flags=flags)
