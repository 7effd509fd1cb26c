"""What a table's headers say: property, unit, power of ten, condition; which columns tell the sample."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extractor.document import Cell, Table
from extractor.extraction.rules import TELLING_UNITS
from extractor.extraction.scales import logarithm, scale
from extractor.extraction.simulated import is_simulated_by
from extractor.extraction.temperatures import Temperature, kelvin
from extractor.properties import Property
from extractor.quantities import Quantity, convert, find_quantities, unit_at
from extractor.quantities.numbers import find_numbers
from extractor.quantities.units import ROOM_TEMPERATURE, ParsedUnit, compatible

EMPTY = re.compile(r"^\s*(?:[-−–—*]+|n\.?\s?[adm]\.?|n/a|none|\?)?\s*(?:\[[a-z]\])?$", re.I)
_SAMPLE_HEADER = re.compile(r"sample|composition|material|compound|formula|electrolyte|specimen|code|label|abbreviation|name|interface|contact|junction|system|ceramic|pair\b", re.I)
_UPPER = re.compile(r"^(?:metals?|films?|transducers?|upper|top|layers?|coatings?|material (?:A|1|I)|first|overlayer|electrode)\b", re.I)
_LOWER = re.compile(r"^(?:substrates?|lower|bottom|bases?|dielectrics?|supports?|material (?:B|2|II)|second|underlayer|crystal)\b", re.I)
_ROUTE = re.compile(r"\b(?:routes?|methods?|process(?:ing)?|technique|densification|consolidation|sintering|preparation|batch|codes?|samples?|specimens?)\b", re.I)
_CITATION = re.compile(r"\brefs?\.?\b|\breferences?\b|\bsource\b|literature|^authors?\b", re.I)
_VARIABLE = re.compile(r"^\s*([xyz])\s*(?:\(.*\)|in .*)?$")
_TEMPERATURE = re.compile(r"^\s*(?:T|temp\w*|measur\w* temp\w*|test temp\w*)\b", re.I)
_BARE = re.compile(r"\d{2,4}")
_ABOVE = re.compile(r"(?:^|\bat )\s?(?:T|[Tt]emp\w*)\b")
_PROCESS = re.compile("sinter|calcin|anneal|firing|press|synthe|treat", re.I)
#: "sintered at 1500 °C" says nothing of the temperature of measurement.
_PROCESSED_AT = re.compile(r"\b(?:sintered|fired|annealed|calcined|hot[- ]pressed|pressed|treated|prepared|densified|heated|grown|deposited|sintering|firing)\s(?:in (?:\w+ )?)?(?:at|to|temperature)\s?$", re.I)
_SYMBOL = re.compile(r"^[A-Za-zσΣρΡ][\w,_]{0,4}(?:\s?[(/\[].*)?$")
_CONDITIONS = re.compile(r"\b(?:sinter|densif|firing\b|hot[- ]press|SPS\b)\w*\s(?:condition|schedule|regime|parameter|process|programme?\b|treatment|step)|^schedule$", re.I)
#: The same where the caption says that the table is of sintering.
_ANY_CONDITIONS = re.compile(r"^(?:process\w*\s|thermal\s|heating\s)?(?:conditions?|schedules?|programmes?|treatment)\b", re.I)
#: "Temperature", "Time (h)", "Pressure": which step's, the caption says.
_STEP = re.compile(r"(?:temp\w*|time|duration|pressure|load)\b|[Ttp](?:\s?[/(\[]|$)", re.I)
SINTERING = re.compile(r"\b(?:sinter|densif|firing\b|fired\b|hot[- ]press|spark plasma|SPS\b)", re.I)
_MEASURED = re.compile(r"conductiv|conductance|resist|activation|\bσ", re.I)
#: "σ25", "σ300K": the temperature stands on the symbol.
_ON_SYMBOL = re.compile(r"(?:σ|(?<![A-Za-z])[sr](?=\d|\(|_)|\bG|\bR)_?\s?\(?(?:(\d{2,3})\s?°?\s?C\b|(\d{2,4})\s?K\b|(2[05]|30)\b)")
#: Densities below this share are not those of sintered bodies.
MIN_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Column:
    """A property, the unit and power of ten of its cells, what they hold for, whether they are computed."""

    property: Property
    pint_unit: str
    factor: float
    #: see `scales.logarithm`
    logarithm: float
    temperature: Temperature | None
    header: str
    simulated: bool = False
    #: the lowest line of a header of several, or the header of a table that its caption explains: it may name a sample or a side
    about: str = ""
    #: of a column that describes a whole step: only numbers with a unit of their own count
    step: bool = False
    #: of a column with several values in each cell: the place of this one, and how many there are
    part: tuple[int, int] = (0, 1)


@dataclass(slots=True)
class Layout:
    """The columns of a grid by what they tell."""

    values: dict[int, Column] = field(default_factory=dict)
    #: columns such as "Sintering conditions" ("1200 °C, 4 h, air"), with all that their cells may hold
    steps: dict[int, list[Column]] = field(default_factory=dict)
    label: int = 0
    temperature: int | None = None
    variable: tuple[int, str] | None = None
    citations: list[int] = field(default_factory=list)
    sides: tuple[int, int] | None = None
    #: how the samples were made, where one composition stands in several rows
    route: int | None = None


def header_of(grid: list[list[Cell]], header_rows: int, column: int) -> str:
    """The lines of a column's header as one, a unit of a line of its own in brackets."""
    parts: list[str] = []
    for row in grid[:header_rows]:
        text = row[column].text
        if text and text not in parts:
            parts.append(f"({text})" if parts and len(text) > 1 and text[0] not in "([" and _is_unit(text) else text)
    return " ".join(parts)


def last_header(grid: list[list[Cell]], header_rows: int, column: int) -> str:
    """The lowest filled cell of a column's header."""
    return next((row[column].text for row in reversed(grid[:header_rows]) if row[column].text), "")


def header_with_units(grid: list[list[Cell]], header_rows: int) -> int:
    """The number of header rows, one more where the next row only gives the units."""
    if header_rows >= len(grid) - 1 or len(grid[0]) < 2:
        return header_rows
    first, *others = grid[header_rows]
    label = first.text.strip().lower().rstrip("s:")
    filled = [cell.text for cell in others if not EMPTY.match(cell.text)]
    if filled and label in ("", "unit", "–", "-") and all(_is_unit(text) for text in filled):
        return header_rows + 1
    return header_rows


def _is_unit(text: str) -> bool:
    bare = text.strip(" ()[]")
    start = next((m.end() for m in re.finditer(r"^[×x]?\s?1[0eE]\S*\s", bare)), 0)
    unit = unit_at(bare, start)
    return unit is not None and not bare[unit.end :].strip(" .")


def read_layout(grid: list[list[Cell]], header_rows: int, table: Table | None, properties: list[Property], legend: str = "", text: str = "") -> Layout:
    """What each column of a grid is; `values` is empty where no header names a property.

    Caption and legend (the notes below) spell out symbols; so does the paper's text, where it sets a symbol behind a property's name.
    """
    layout = Layout()
    headers = [header_of(grid, header_rows, c) for c in range(len(grid[0]))]
    for c, header in enumerate(headers):
        column = _column(header, header_temperature(grid, header_rows, c), table, [row[c] for row in grid[header_rows:]], properties, legend, text)
        if column is not None:
            last = last_header(grid, header_rows, c)
            layout.values[c] = replace(column, about=last) if last != header else column
    of_sintering = table is not None and SINTERING.search(table.caption) is not None
    for c in (c for c, header in enumerate(headers) if c not in layout.values and (_CONDITIONS.search(header) or (of_sintering and _ANY_CONDITIONS.match(header)))):
        layout.steps[c] = [Column(p, p.unit or "", 1.0, 0.0, None, headers[c], step=True) for p in properties if p.name.startswith("sintering")]
    _complete_step(layout, headers, grid, header_rows, properties)
    others = [c for c in range(len(headers)) if c not in layout.values and c not in layout.steps]
    layout.temperature = next((c for c in others if _TEMPERATURE.match(headers[c]) and not _PROCESS.search(headers[c]) and header_temperature(grid, header_rows, c) is None), None)
    layout.variable = next(((c, m.group(1)) for c in others if (m := _VARIABLE.match(headers[c]))), None)
    layout.citations = [c for c in others if _CITATION.search(headers[c])]
    layout.label = next((c for c in others if _SAMPLE_HEADER.search(headers[c])), 0)
    names = [row[layout.label].text for row in grid[header_rows:]]
    if len(set(filter(None, names))) < len(names):
        layout.route = next((c for c in others if c != layout.label and _ROUTE.search(headers[c])), None)
    upper, lower = next((c for c in others if _UPPER.match(headers[c])), None), next((c for c in others if _LOWER.match(headers[c])), None)
    layout.sides = (upper, lower) if upper is not None and lower is not None else None
    return layout


def _complete_step(layout: Layout, headers: list[str], grid: list[list[Cell]], header_rows: int, properties: list[Property]) -> None:
    """A "t (h)" or "p (MPa)" beside a temperature of sintering is of the same step."""
    if not any(column.property.name == "sintering_temperature" for column in layout.values.values()):
        return
    for c, header in enumerate(headers):
        unit = _any_unit(header) if c not in layout.values and _STEP.match(header) else None
        steps = [p for p in properties if p.name in ("sintering_time", "sintering_pressure") and unit and fits_property(unit, p)]
        if steps and unit and not any(column.property is steps[0] for column in layout.values.values()):
            layout.values[c] = Column(steps[0], unit.pint_unit, 1.0, 0.0, None, header)


def _column(header: str, temperature: Temperature | None, table: Table | None, body: list[Cell], properties: list[Property], legend: str, text: str) -> Column | None:
    """The property of a header; grain boundary before grain before total, the narrowest wins."""
    caption = table.caption if table else ""
    own = _any_unit(header)
    found = ((m, p) for p in properties if (m := p.header_pattern.search(header)))
    matches: list[tuple[int, Property]] = [(m.end() - m.start(), p) for m, p in found if own is None or p.unit is None or fits_property(own, p)]
    if not matches and own is not None:
        # a bare symbol, a step's "Time (h)" or a unit that tells: the caption, or the legend below, spells out what it is
        step = bool(_STEP.match(header)) and bool(SINTERING.search(caption))
        spelled = [p for p in properties if (_SYMBOL.match(header) or p.unit in TELLING_UNITS) and p.cue_pattern.search(f"{caption} {legend}")]
        spelled += [p for p in properties if p not in spelled and _SYMBOL.match(header) and _is_symbol_of(p, re.split(r"\s?[(/\[]", header)[0], text)]
        steps = [p for p in properties if step and p.name.startswith("sintering")]
        matches = [(0, p) for p in [*spelled, *steps] if p.unit and fits_property(own, p) and not is_of_measurement(p, caption)]
    for _, declared in sorted(matches, key=lambda item: -item[0]):
        if declared.unit is None:
            # the gas of a table of conductivities is that of the measurement
            measured = is_of_measurement(declared, caption) and not SINTERING.search(f"{caption} {header}")
            return None if measured else Column(declared, "", 1.0, 0, None, header)
        unit = unit_in(header, declared) or (None if own else unit_in(caption, declared))
        if unit is None and (_cells_have_units(body, declared) or (declared.unit == "1" and own is None and _are_shares(body))):
            unit = (declared.unit or "", 1.0)
        if declared.decoy_pattern.search(header) and not declared.cue_pattern.search(header) and declared.unit != "1":
            continue
        if unit is None:
            continue
        pint_unit, factor = unit
        return Column(declared, pint_unit, factor, logarithm(header), temperature, header, declared.unit != "1" and (is_simulated_by(header) or is_simulated_by(caption, whole=True)))
    return None


def _is_symbol_of(declared: Property, symbol: str, text: str) -> bool:
    """Whether the paper gives a property this symbol: "their mean grain sizes d are", "the relative density (ρr)"."""
    defined = re.compile(rf"\s?[,(]?\s?{re.escape(symbol)}(?![\w−–-])")
    return declared.unit is not None and any(defined.match(text, cue.end()) for cue in declared.cue_pattern.finditer(text))


def is_of_measurement(declared: Property, caption: str) -> bool:
    """Whether a temperature or time in such a table is rather one of measurement: "conductivity of the sintered samples"."""
    return declared.name.startswith("sintering") and _MEASURED.search(caption) is not None


def fits_property(unit: ParsedUnit, declared: Property) -> bool:
    return declared.unit is not None and compatible(unit.pint_unit, declared.unit, inverse=declared.inverse)


def _any_unit(header: str) -> ParsedUnit | None:
    """The unit that a header gives in brackets or behind a stroke, of whatever dimension."""
    for match in re.finditer(r"[(\[/,]\s?(?:[×x]?\s?1[0eE]\S*\s)?(?=[A-Za-zΩμµ°%℃])", header):
        unit = unit_at(header, match.end())
        if unit is not None and (header[match.start()] in "([" or unit.end >= len(header) - 1):
            return unit
    return None


def _cells_have_units(column: list[Cell], declared: Property) -> bool:
    """Whether the cells bring the unit that their header lacks."""
    filled = [cell.text for cell in column if not EMPTY.match(cell.text)]
    return bool(filled) and all(own_quantities(text, declared) for text in filled)


def _are_shares(column: list[Cell]) -> bool:
    """Whether all cells are numbers between a half and one."""
    numbers = [find_numbers(cell.text) for cell in column if not EMPTY.match(cell.text)]
    return bool(numbers) and all(len(found) == 1 and MIN_SHARE <= found[0].value <= 1 for found in numbers)


def own_quantities(text: str, declared: Property) -> list[Quantity]:
    """Quantities of a cell that bring a unit of the property's dimension."""
    return [q for q in find_quantities(text) if declared.unit and compatible(q.pint_unit, declared.unit, inverse=declared.inverse)]


def unit_in(header: str, declared: Property) -> tuple[str, float] | None:
    assert declared.unit is not None
    for match in re.finditer(r"(?<![A-Za-z])[A-Za-zΩμµ°%℃]", header):
        unit = unit_at(header, match.start())
        if unit is None or not fits_property(unit, declared) or (declared.unit == "J" and unit.pint_unit == "joule ** 1"):
            continue
        return unit.pint_unit, scale(header[: match.start()], header[unit.end :])
    return None


def temperature_in(text: str) -> Temperature | None:
    """The one temperature that a header, caption or cell names; None for a range or none."""
    if re.search(r"RT\b|[Rr]oom[- ]temperature|[Aa]mbient temperature", text):
        return Temperature(ROOM_TEMPERATURE, assumed=True)
    for quantity in find_quantities(text):
        if quantity.dimensionality == "[temperature]" and quantity.value is not None and not _PROCESSED_AT.search(text[: quantity.start]):
            return kelvin(quantity)
    symbol = _ON_SYMBOL.search(text)
    if symbol:
        celsius, absolute, bare = symbol.groups()
        return Temperature(float(absolute) if absolute else float(celsius or bare) + 273.15)
    return None


def header_temperature(grid: list[list[Cell]], header_rows: int, column: int) -> Temperature | None:
    """The temperature that a column's header names; a bare number takes the unit of the line above ("T (°C)" over "300" and "400")."""
    header, last = header_of(grid, header_rows, column), last_header(grid, header_rows, column)
    told = temperature_in(header)
    if told is None and last != header and _BARE.fullmatch(last) and _ABOVE.search(header):
        return cell_temperature(last, header[: -len(last)])
    return told


def cell_temperature(text: str, header: str) -> Temperature | None:
    if (own := temperature_in(text)) is not None:
        return own
    numbers = find_numbers(text)
    if len(numbers) != 1:
        return None
    if re.search(r"°\s?C|℃|ºC|\bC\b", header):
        return Temperature(round(convert(numbers[0].value, "degC ** 1", "K"), 4))
    return Temperature(numbers[0].value) if re.search(r"\bK\b", header) else None
