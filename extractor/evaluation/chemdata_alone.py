"""What chemdataextractor2 alone would find: a baseline for the scores.

Its own quantity models, AutoSentenceParser, AutoTableParser and contextual merging do all the finding,
with the specifiers that a user of it would write for each property. Ours is only the bridge that it
needs to run offline: tokens, sentences and materials in place of the models that it would download
(`extractor.language.bridge`), and the conversion of what it found to `Record`.

It has no notion of an interface between two materials, so `Record.interface` stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pint import DimensionalityError

from extractor.compounds.formula import is_formula
from extractor.document import Block, BlockKind, Document
from extractor.extraction.values import Values, si_values, source_of
from extractor.language.bridge import connect_chemdataextractor
from extractor.language.tokenizer import token_spans
from extractor.properties import Property, load_properties
from extractor.quantities import Quantity, convert, parse_unit
from extractor.quantities.numbers import SUPERSCRIPTS
from extractor.quantities.units import ROOM_TEMPERATURE
from extractor.records import Evidence, Record

_CONDUCTIVITY = "conductivit(y|ies)"
_ION = "(ionic|ion|proton|protonic)"
_ENERGY = (
    "activation (energy|energies|enthalpy|enthalpies|barriers?)",
    "(migration|diffusion) (barriers?|energy|energies|enthalpy)",
    "E_?(a|A|act)",
)
_PROCESS = ("(co)?sinter(ed|ing)?", "(co)?fir(ed|ing)", "hot press(ed|ing)", "spark plasma sinter(ed|ing)", "densified")
_AT_INTERFACE = (
    "(thermal|kapitza) (boundary|interface|interfacial|contact) {}s?",
    "(interfacial|interface|boundary|contact) thermal {}s?",
    "(kapitza|thermal|interface|interfacial) {}s?",
    "{}s?",
)
#: Model → its property, and its specifiers word by word as regular expressions; between the words a hyphen may
#: stand. Two models share a property where papers give it in two dimensions.
SPECIFIERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "IonicConductivity": (
        "ionic_conductivity",
        (
            f"(ionic|ion|total|overall|proton|protonic|oxide|lithium|sodium|li|na|electrical) {_CONDUCTIVITY}",
            f"(lithium|oxide|oxygen|sodium|li|na) ions? {_CONDUCTIVITY}",
            _CONDUCTIVITY,
            "σ(_?(t|total|tot|ion))?",
        ),
    ),
    "GrainConductivity": (
        "grain_conductivity",
        (
            f"(bulk|grain|intragrain|lattice) {_ION} {_CONDUCTIVITY}",
            f"(bulk|grain|intragrain|lattice) {_CONDUCTIVITY}",
            f"grain interior {_CONDUCTIVITY}",
            "σ_?(b|bulk|g|grain)",
        ),
    ),
    "GrainBoundaryConductivity": (
        "grain_boundary_conductivity",
        (
            f"grain boundar(y|ies) {_ION} {_CONDUCTIVITY}",
            f"grain boundar(y|ies) {_CONDUCTIVITY}",
            f"(gb|intergrain|intergranular) {_CONDUCTIVITY}",
            "σ_?(gb|GB)",
        ),
    ),
    "ActivationEnergy": ("activation_energy", _ENERGY),
    "MolarActivationEnergy": ("activation_energy", _ENERGY),
    "ThermalResistance": (
        "interfacial_thermal_resistance",
        (*(words.format("resistance") for words in _AT_INTERFACE), "(TBR|ITR|TIR)s?"),
    ),
    "ThermalConductance": (
        "interfacial_thermal_resistance",
        (*(words.format("conductance") for words in _AT_INTERFACE), "(TBC|ITC|TIC)s?"),
    ),
    "SinteringTemperature": ("sintering_temperature", ("(sintering|firing) temperatures?", *_PROCESS)),
    "SinteringTime": ("sintering_time", ("(sintering|firing) times?", *_PROCESS)),
    "SinteringPressure": (
        "sintering_pressure",
        ("(sintering|uniaxial|applied) pressures?", "hot press(ed|ing)", "spark plasma sinter(ed|ing)"),
    ),
    "RelativeDensity": (
        "relative_density",
        ("(relative|theoretical|sintered|apparent|bulk) densit(y|ies)", "densit(y|ies)", "dense", "theoretical"),
    ),
    "GrainSize": ("grain_size", ("grain (sizes?|diameters?)", "grains?")),
}
#: Models whose value holds at a temperature.
_AT_TEMPERATURE = frozenset(
    {"IonicConductivity", "GrainConductivity", "GrainBoundaryConductivity", "ThermalResistance", "ThermalConductance"}
)
_COMPARATORS = {"~": "~", "∼": "~", "˜": "~", "<": "<", ">": ">", "≥": ">="}


def chemdata_records(document: Document) -> list[Record]:
    """What chemdataextractor2's models find in a paper's prose and tables, in the units of our properties."""
    with _own_language():
        paper = _paper(document)
        found = list(paper.records)
    return [record for result in found if (record := _record(document, result)) is not None]


@contextmanager
def _own_language() -> Iterator[None]:
    """Our language in chemdataextractor2's texts, in the pieces that its grammar of numbers and units expects."""
    connect_chemdataextractor()
    from chemdataextractor.doc.text import Cell, Sentence, Text
    from chemdataextractor.nlp.subsentence import NoneSubsentenceExtractor
    from chemdataextractor.nlp.tokenize import WordTokenizer

    class Words(WordTokenizer):  # type: ignore[misc]
        """Tokens without blanks: its grammar has "3.2", "×", "10−4" as three."""

        def span_tokenize(self, s: str, additional_regex: Any = None) -> list[tuple[int, int]]:
            pieces = ((start, word) for start, end in token_spans(s) for word in re.finditer(r"\S+", s[start:end]))
            return [(start + word.start(), start + word.end()) for start, word in pieces]

    # clauses are told apart by a dependency parser, one of the models left out
    changes = [(element, "word_tokenizer", Words()) for element in (Text, Sentence, Cell)]
    changes.append((Sentence, "subsentence_extractor", NoneSubsentenceExtractor()))
    before = [(element, name, getattr(element, name)) for element, name, _ in changes]
    try:
        for element, name, value in changes:
            setattr(element, name, value)
        yield
    finally:
        for element, name, value in before:
            setattr(element, name, value)


def _paper(document: Document) -> Any:
    """The paper as a document of chemdataextractor2, with our models."""
    from chemdataextractor.doc import Document as Paper
    from chemdataextractor.doc import Table

    paper = Paper(*_elements(document), models=list(_models()))
    for element in paper.elements:
        if isinstance(element, Table):
            # it tries every model on every cell; one whose specifier the table lacks can find nothing
            element.models = _named_in(element)
    return paper


def _elements(document: Document) -> Iterator[Any]:
    """Title, headings, prose and tables as chemdataextractor2's elements, raised figures as plain ones."""
    from chemdataextractor.doc import Caption, Heading, Paragraph, Table, Title

    prose = {block.id for block in document.prose()}
    for block in document.blocks:
        text = block.text.translate(SUPERSCRIPTS)
        if not text.strip():
            continue
        if block.kind is BlockKind.TITLE:
            yield Title(text)
        elif block.kind is BlockKind.HEADING:
            yield Heading(text)
        elif block.table is not None:
            grid = [[cell.text.translate(SUPERSCRIPTS) for cell in row] for row in block.table.rows]
            table = Table(Caption(block.table.caption.translate(SUPERSCRIPTS)), table_data=grid)
            if table.tde_table is not None:
                yield table
        elif block.id in prose:
            yield Paragraph(text)


def _named_in(table: Any) -> list[Any]:
    """The models whose specifier stands in a table or its caption."""
    from chemdataextractor.doc.text import Sentence

    cells = [str(cell) for row in table.tde_table.raw_table for cell in row]
    tokens = Sentence(" ; ".join([*cells, table.caption.text])).tokens
    return [model for model in _models() if any(True for _ in model.specifier.parse_expression.scan(tokens))]


def _specifier(phrases: Iterable[str]) -> Any:
    """A parse expression for any of the phrases, the earlier ones first; phrases in small letters match any case."""
    from chemdataextractor.parse import Optional, R, join

    either = None
    for phrase in phrases:
        expression = None
        for word in phrase.split():
            part = R(f"^({word})$", re.IGNORECASE if phrase.islower() else 0)
            expression = part if expression is None else expression + Optional(R("^[-–‐]$")).hide() + part
        joined = expression.add_action(join)  # type: ignore[union-attr]
        either = joined if either is None else either | joined
    return either


@cache
def _models() -> dict[Any, str]:
    """chemdataextractor2's quantity models, one for each entry of `SPECIFIERS`, and the property of each."""
    from chemdataextractor.model import Compound, ModelType, StringType
    from chemdataextractor.model.contextual_range import SentenceRange
    from chemdataextractor.model.units import QuantityModel, TemperatureModel
    from chemdataextractor.parse import I, R, W, join
    from chemdataextractor.parse.auto import AutoSentenceParser, AutoTableParser

    class MeasurementTemperature(TemperatureModel):  # type: ignore[misc]
        specifier = StringType(parse_expression=(I("at") | W("T") + W("=")).add_action(join), required=True)
        parsers = (AutoSentenceParser(), AutoTableParser())

    models = {}
    for name, (quantity, phrases) in SPECIFIERS.items():
        fields: dict[str, Any] = {
            "dimensions": _dimensions()[name],
            "specifier": StringType(parse_expression=_specifier(phrases), required=True, contextual=False),
            "compound": ModelType(Compound, contextual=True),
            # the templates that a quantity model has by default take minutes a page with so many specifiers
            "parsers": [AutoSentenceParser(), AutoTableParser()],
        }
        if name in _AT_TEMPERATURE:
            fields["temperature"] = ModelType(MeasurementTemperature, contextual=True, contextual_range=SentenceRange())
            room = R("^(room|ambient)$", re.IGNORECASE) + I("temperature") | W("RT")
            fields["room"] = StringType(parse_expression=room.add_action(join))
        models[type(QuantityModel)(name, (QuantityModel,), fields)] = quantity
    return models


def _dimensions() -> dict[str, Any]:
    """The dimensions of each model; siemens, pascal and a lone electronvolt, which chemdataextractor2 lacks, are added."""
    from chemdataextractor.model.units.dimension import Dimension
    from chemdataextractor.model.units.energy import ElectronVolt, Energy
    from chemdataextractor.model.units.length import Length
    from chemdataextractor.model.units.power import Power
    from chemdataextractor.model.units.ratio import Ratio
    from chemdataextractor.model.units.substance_amount import AmountOfSubstance
    from chemdataextractor.model.units.temperature import Temperature
    from chemdataextractor.model.units.time import Time
    from chemdataextractor.parse import R

    class Conductance(Dimension):  # type: ignore[misc]
        pass

    class Pressure(Dimension):  # type: ignore[misc]
        pass

    class EnergyPerParticle(Energy):  # type: ignore[misc]
        """Without the joule, which is the beginning of "kJ/mol"."""

    Conductance.units_dict = {R("S(iemens)?", group=0): _unit("Siemens", Conductance)}
    Pressure.units_dict = {R("Pa(scals?)?", group=0): _unit("Pascal", Pressure)}
    EnergyPerParticle.units_dict = {R("eV", group=0): ElectronVolt}
    conductivity, area = Conductance() / Length(), Length() ** 2
    return {
        "IonicConductivity": conductivity,
        "GrainConductivity": conductivity,
        "GrainBoundaryConductivity": conductivity,
        "ActivationEnergy": EnergyPerParticle(),
        "MolarActivationEnergy": Energy() / AmountOfSubstance(),
        "ThermalResistance": area * Temperature() / Power(),
        "ThermalConductance": Power() / (area * Temperature()),
        "SinteringTemperature": Temperature(),
        "SinteringTime": Time(),
        "SinteringPressure": Pressure(),
        "RelativeDensity": Ratio(),
        "GrainSize": Length(),
    }


def _unit(name: str, dimension: Any) -> Any:
    """The standard unit of a new dimension."""
    from chemdataextractor.model.units import Unit

    def begin(self: Any, magnitude: float = 0.0, powers: Any = None) -> None:
        Unit.__init__(self, dimension(), magnitude, powers)

    def same(self: Any, number: float) -> float:
        return number

    conversions = {f"convert_{what}_{way}_standard": same for what in ("value", "error") for way in ("to", "from")}
    return type(Unit)(name, (Unit,), {"__init__": begin, **conversions})


def _record(document: Document, result: Any) -> Record | None:
    """A result as our record; None where it has no number, or a unit that is none of the property's."""
    declared = load_properties()[_models()[type(result)]]
    values = _values(result, declared)
    if values is None:
        return None
    evidence = _evidence(document, result.raw_value)
    return Record(
        property=declared.name,
        value=values.value,
        low=values.low,
        high=values.high,
        uncertainty=values.uncertainty,
        comparator=values.comparator,
        unit=declared.unit,
        raw=f"{result.raw_value} {result.raw_units}",
        material=_material(result.compound),
        temperature=_temperature(result),
        confidence=1.0,
        source=source_of(document),
        evidence=[evidence],
    )


def _values(result: Any, declared: Property) -> Values | None:
    """The number or range in the property's SI unit."""
    numbers, unit = result.value or [], _pint_unit(result.raw_units)
    if len(numbers) not in (1, 2) or unit is None or declared.unit is None:
        return None
    quantity = Quantity(
        start=0,
        end=len(result.raw_value),
        value=numbers[0] if len(numbers) == 1 else None,
        pint_unit=unit,
        unit_text=result.raw_units,
        number_text=result.raw_value,
        low=numbers[0] if len(numbers) == 2 else None,
        high=numbers[1] if len(numbers) == 2 else None,
        uncertainty=result.error,
        comparator=_COMPARATORS.get(result.raw_value[:1], "="),
    )
    try:
        return si_values(quantity, declared.unit)
    except (DimensionalityError, OverflowError):
        return None


def _pint_unit(text: str | None) -> str | None:
    """The unit that chemdataextractor2 has read, which in table heads keeps its brackets."""
    text = (text or "").strip()
    inner = re.fullmatch(r"\((.*)\)|\[(.*)\]", text)
    return parse_unit((inner.group(1) or inner.group(2) or "") if inner else text)


def _temperature(result: Any) -> float | None:
    """Kelvin at which the value holds, where the model found one."""
    told = getattr(result, "temperature", None)
    unit = _pint_unit(told.raw_units) if told else None
    if told and unit and told.value and len(told.value) == 1:
        return round(convert(told.value[0], unit, "K"), 6)
    return ROOM_TEMPERATURE if getattr(result, "room", None) else None


def _material(compound: Any) -> str | None:
    """The compound's name: of several, a formula rather than a word, else the longest; without a name, its label."""
    if compound is None:
        return None
    names = sorted(compound.names or compound.labels or [], key=lambda name: (is_formula(name), len(name), name))
    return names[-1] if names else None


def _evidence(document: Document, raw: str) -> Evidence:
    """The first place of the number in the paper, as chemdataextractor2 does not say where it found it; else the first block."""
    pattern = re.compile(r"\s*".join(map(re.escape, re.sub(r"\s", "", raw))))
    for block in document.blocks:
        found = pattern.search(block.text.translate(SUPERSCRIPTS))
        if found and found.group():
            return _stretch(block, *found.span())
    block = next(block for block in document.blocks if block.text)
    return _stretch(block, 0, len(block.text))


def _stretch(block: Block, start: int, end: int) -> Evidence:
    page, boxes = block.where(start, end)
    return Evidence(
        text=block.text[start:end],
        block=block.id,
        start=start,
        end=end,
        page=page,
        boxes=list(boxes),
        value_start=start,
        value_end=end,
        rule="chemdataextractor2",
    )
