"""The baseline: chemdataextractor2's own models on our tokens and materials."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, Document, make_table_block
from extractor.evaluation.chemdata_alone import chemdata_records
from extractor.language.bridge import connect_chemdataextractor
from extractor.records import Record


def paper(*blocks: Block | str) -> Document:
    made = [b if isinstance(b, Block) else Block(f"p{i}", BlockKind.PARAGRAPH, b) for i, b in enumerate(blocks)]
    return Document("p", "p.txt", "0" * 64, "text", tuple(made))


def only(text: str) -> Record:
    (record,) = chemdata_records(paper(text))
    return record


@pytest.mark.parametrize(
    ("text", "name", "value", "material"),
    [
        ("The ionic conductivity of Li7La3Zr2O12 is 3.2 × 10−4 S cm−1.", "ionic_conductivity", 0.032, "Li7La3Zr2O12"),
        ("The activation energy of BaZrO3 was 0.50 eV.", "activation_energy", 8.01088317e-20, "BaZrO3"),
        ("The activation energy of BaZrO3 was 48.2426 kJ mol−1.", "activation_energy", 8.0108817e-20, "BaZrO3"),
        ("The sintering temperature of BaZrO3 was 1600 °C.", "sintering_temperature", 1873.15, "BaZrO3"),
        ("BaZrO3 was sintered for 10 h.", "sintering_time", 36000.0, "BaZrO3"),
        ("ZrO2 was hot pressed under 50 MPa.", "sintering_pressure", 5e7, "ZrO2"),
        ("The relative density of ZrO2 was 95 %.", "relative_density", 0.95, "ZrO2"),
        ("The average grain size of ZrO2 was 1.2 μm.", "grain_size", 1.2e-6, "ZrO2"),
        ("The thermal boundary conductance of graphene is 50 MW m−2 K−1.", "interfacial_thermal_resistance", 2e-8, "graphene"),
        ("The Kapitza resistance of graphene is 6.5 m2K/GW.", "interfacial_thermal_resistance", 6.5e-9, "graphene"),
    ],
)
def test_finds(text: str, name: str, value: float, material: str) -> None:
    record = only(text)
    assert (record.property, record.material, record.interface, record.confidence) == (name, material, None, 1.0)
    assert record.value == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(("told", "kelvin"), [("at 25 °C", 298.15), ("at room temperature", 298.15), ("at 573 K", 573.0)])
def test_the_temperature_of_a_conductivity(told: str, kelvin: float) -> None:
    assert only(f"The ionic conductivity of Li7La3Zr2O12 is 3.2 × 10−4 S cm−1 {told}.").temperature == kelvin


def test_part_of_a_specifier_is_a_find_too() -> None:
    """Its grammar cannot look back, so that "conductivity" is found in "grain-boundary conductivity" as well."""
    records = chemdata_records(paper("The grain-boundary conductivity of ZrO2 is 1.2 × 10⁻⁵ S/cm."))
    assert {(r.property, r.value) for r in records} == {("grain_boundary_conductivity", 0.0012), ("ionic_conductivity", 0.0012)}


def test_a_range() -> None:
    record = only("The sintering temperature of ZrO2 was 1100–1200 °C.")
    assert (record.value, record.low, record.high) == (None, 1373.15, 1473.15)


def test_the_compound_of_a_sentence_before() -> None:
    """Its contextual merging is at work."""
    record = only("We made pellets of BaZrO3. The relative density was 95 %.")
    assert (record.value, record.material) == (0.95, "BaZrO3")


def test_a_table() -> None:
    grid = [["Compound", "Ionic conductivity (S cm−1)"], ["BaZrO3", "3.0 × 10−4"], ["CeO2", "5.0 × 10−3"]]
    table = make_table_block("t", grid, header_rows=1)
    assert {(r.material, r.value) for r in chemdata_records(paper(table))} == {("BaZrO3", 0.03), ("CeO2", 0.5)}


def test_the_evidence_is_the_number_in_its_block() -> None:
    document = paper("We made pellets.", "The grain boundary conductivity of ZrO2 is 1.2 × 10⁻⁵ S/cm.")
    evidence = chemdata_records(document)[0].evidence[0]
    assert (evidence.block, evidence.text) == ("p1", "1.2 × 10⁻⁵")


@pytest.mark.parametrize(
    "text",
    ["The furnace of ZrO2 stood at 1600 °C for 10 h.", "The ionic conductivity of ZrO2 was measured and is high.", "A study."],
)
def test_finds_nothing(text: str) -> None:
    assert chemdata_records(paper(text)) == []


def test_leaves_chemdataextractor_as_it_was() -> None:
    connect_chemdataextractor()
    from chemdataextractor.doc.text import Sentence

    before = (Sentence.word_tokenizer, Sentence.subsentence_extractor)
    chemdata_records(paper("The relative density of ZrO2 was 95 %."))
    assert [type(x).__name__ for x in before] == [type(x).__name__ for x in (Sentence.word_tokenizer, Sentence.subsentence_extractor)]
