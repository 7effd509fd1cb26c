"""Samples told apart by how they were sintered, and steps that many samples share."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, Document, make_table_block
from extractor.extraction import extract_records
from extractor.records import Record

GARNET, DOPED, FAR = "Li7La3Zr2O12", "Li6.4La3Zr1.4Ta0.6O12", "La0.6Sr0.4FeO3"


def read(*parts: str | tuple[list[list[str]], str]) -> list[Record]:
    """Records of paragraphs and of tables (grid, caption)."""
    blocks = [
        Block(f"p{i}", BlockKind.PARAGRAPH, part) if isinstance(part, str) else make_table_block(f"t{i}", part[0], header_rows=1, caption=part[1])
        for i, part in enumerate(parts)
    ]
    return extract_records(Document("paper", "paper.xml", "0" * 64, "jats", tuple(blocks)))


def ids(records: list[Record], name: str, value: object) -> set[str]:
    (record,) = [r for r in records if r.property == name and (r.value == value or (isinstance(value, float) and r.value == pytest.approx(value)))]
    return set(record.conditions["samples"])


FIRED = ([["Composition", "Sintering temperature (°C)", "Relative density (%)"], [GARNET, "1150", "94"], [GARNET, "1200", "96"]], "")


@pytest.mark.parametrize("caption", ["Conductivity of the ceramics sintered at 1200 °C.", "Ionic conductivity of the pellets fired at 1200 °C."])
def test_caption_tells_the_state_of_its_table(caption: str) -> None:
    records = read(FIRED, ([["Composition", "σ (mS cm−1)"], [GARNET, "0.3"]], caption))
    assert ids(records, "ionic_conductivity", 0.03) == ids(records, "relative_density", 0.96)


def test_value_without_a_state_is_of_the_usual_one() -> None:
    records = read(FIRED, ([["Composition", "Sintering temperature (°C)", "Grain size (μm)"], [GARNET, "1200", "4"]], ""), f"The ionic conductivity of {GARNET} was 0.3 mS cm−1.")
    assert ids(records, "ionic_conductivity", 0.03) == ids(records, "grain_size", 4e-6) == ids(records, "relative_density", 0.96)


def test_rows_of_one_label_are_told_apart_by_time() -> None:
    grid = [["Dwell time (h)", "Relative density (%)", "σ (mS cm−1)"], ["1", "90", "0.2"], ["4", "97", "0.6"], ["10", "98", "0.5"]]
    records = read((grid, f"{GARNET} sintered at 1150 °C for different times."))
    first, second, third = (ids(records, "relative_density", v) for v in (0.9, 0.97, 0.98))
    assert len(first | second | third) == 3
    assert [first, second, third] == [ids(records, "ionic_conductivity", v) for v in (0.02, 0.06, 0.05)] == [ids(records, "sintering_time", v) for v in (3600.0, 14400.0, 36000.0)]


def test_routes_of_one_material_are_samples_in_every_table() -> None:
    first = [["Material", "Route", "Relative density (%)"], [GARNET, "HP", "98"], ["", "FS", "93"], [DOPED, "HP", "99"], ["", "FS", "91"]]
    second = [["Route", "σ (mS cm−1)"], ["HP", "0.9"], ["FS", "0.5"]]
    records = read((first, "Densification of the garnets."), (second, f"Ionic conductivity of {DOPED}."))
    assert ids(records, "ionic_conductivity", 0.09) == ids(records, "relative_density", 0.99)
    assert ids(records, "ionic_conductivity", 0.05) == ids(records, "relative_density", 0.91)
    assert len(set().union(*(ids(records, "relative_density", v) for v in (0.98, 0.93, 0.99, 0.91)))) == 4


def test_code_and_variable_name_one_sample() -> None:
    first = [["Code", "x", "Relative density (%)"], ["Z2", "0.2", "97"], ["Z4", "0.4", "96"]]
    second = [["x", "σ (mS cm−1)"], ["0.2", "0.3"], ["0.4", "0.5"]]
    records = read((first, "Densification of Li7−xLa3Zr2−xTaxO12."), (second, "Ionic conductivity of Li7−xLa3Zr2−xTaxO12."))
    assert {r.formula for r in records} == {"Li6.8La3Zr1.8Ta0.2O12", "Li6.6La3Zr1.6Ta0.4O12"}
    assert ids(records, "ionic_conductivity", 0.03) == ids(records, "relative_density", 0.97)
    assert ids(records, "ionic_conductivity", 0.05) == ids(records, "relative_density", 0.96)


TWO = ([["Composition", "Relative density (%)"], [GARNET, "94"], [DOPED, "96"]], "")


@pytest.mark.parametrize(
    "text",
    [
        f"{GARNET} powder was pressed. All pellets were sintered at 1230 °C.", f"{GARNET} powder was pressed. The pellets were then sintered at 1230 °C.", f"{GARNET} powder was milled. Bars were sintered at 1230 °C.",
        f"{GARNET} powder was milled. They were sintered at 1230 °C.", f"{GARNET} powder was milled. The sintering temperature was 1230 °C in all cases.",
    ],
)  # fmt: skip
def test_step_of_unnamed_bodies_is_of_every_sample(text: str) -> None:
    records = read(text, TWO)
    assert ids(records, "sintering_temperature", 1503.15) == ids(records, "relative_density", 0.94) | ids(records, "relative_density", 0.96)


@pytest.mark.parametrize("text", [f"{GARNET} pellets were sintered at 1230 °C.", f"A pellet of {GARNET} was sintered at 1230 °C."])
def test_step_of_a_named_body_is_its_own(text: str) -> None:
    records = read(text, TWO)
    assert ids(records, "sintering_temperature", 1503.15) == ids(records, "relative_density", 0.94)


def test_sample_with_a_step_of_its_own_is_none_of_all() -> None:
    grid = [["Composition", "Sintering temperature (°C)", "Relative density (%)"], [GARNET, "", "94"], [DOPED, "1150", "96"]]
    records = read(f"{GARNET} powder was pressed. All pellets were sintered at 1230 °C.", (grid, ""))
    assert ids(records, "sintering_temperature", 1503.15) == ids(records, "relative_density", 0.94)
    assert ids(records, "sintering_temperature", 1423.15) == ids(records, "relative_density", 0.96)


@pytest.mark.parametrize("text", [f"Pellets of {GARNET} were sintered at 1150, 1200 or 1250 °C for 6 h each.", f"{GARNET} was sintered at 1150 °C, 1200 °C and 1250 °C for 6 h.", f"Bars of {GARNET} were fired for 6 h at 1150, 1200 and at 1250 °C."])
def test_one_time_of_a_list_of_temperatures(text: str) -> None:
    records = read(text)
    samples = [ids(records, "sintering_temperature", kelvin) for kelvin in (1423.15, 1473.15, 1523.15)]
    assert len(set().union(*samples)) == 3
    assert ids(records, "sintering_time", 21600.0) == set().union(*samples)


def test_two_steps_of_a_sentence_are_of_one_sample() -> None:
    records = read(f"{GARNET} was sintered at 1230 °C for 6 h and fired again at 1100 °C.", f"The relative density of {GARNET} was 94%.")
    assert len({frozenset(r.conditions["samples"]) for r in records}) == 1
    assert {r.value for r in records if r.property == "sintering_temperature"} >= {1503.15}


def test_what_was_left_out_owns_nothing() -> None:
    records = read(f"{GARNET} powder was milled. The pellets were sintered at 1230 °C, without LiF or with LiF for 6 h.", ([["Composition", "Relative density (%)"], [GARNET, "94"]], ""))
    assert {r.formula for r in records} == {GARNET}


def test_one_amount_of_a_dopant_is_one_material() -> None:
    records = read("The 20 mol% samaria-doped ceria was sintered at 1350 °C for 5 h.", "Samaria-doped ceria had a relative density of 96%.")
    assert ids(records, "sintering_temperature", 1623.15) == ids(records, "relative_density", 0.96)


def test_exception_of_a_series() -> None:
    text = "The series Li7−xLa3Zr2−xTaxO12 was made. The pellets were sintered at 1230 °C, except for x = 0.4, which was sintered at 1200 °C."
    records = read(text, ([["x", "Relative density (%)"], ["0.2", "94"], ["0.4", "96"]], "Li7−xLa3Zr2−xTaxO12."))
    assert ids(records, "sintering_temperature", 1503.15) == ids(records, "relative_density", 0.94)
    assert ids(records, "sintering_temperature", 1473.15) == ids(records, "relative_density", 0.96)


def test_another_step_of_one_member_is_another_sample() -> None:
    text = "The series Li7−xLa3Zr2−xTaxO12 was made. All pellets were sintered at 1230 °C. A pellet with x = 0.4 that was hot-pressed at 1100 °C and 40 MPa reached a relative density of 99%."
    records = read(text, ([["x", "Relative density (%)"], ["0.2", "94"], ["0.4", "96"]], "Li7−xLa3Zr2−xTaxO12."))
    assert ids(records, "sintering_temperature", 1503.15) == ids(records, "relative_density", 0.94) | ids(records, "relative_density", 0.96)
    assert ids(records, "sintering_temperature", 1373.15) == ids(records, "relative_density", 0.99) == ids(records, "sintering_pressure", 4e7)
    assert not ids(records, "relative_density", 0.99) & ids(records, "relative_density", 0.96)


def test_step_of_another_family() -> None:
    records = read(f"{GARNET} powder was pressed. The pellets were sintered at 1230 °C.", ([["Composition", "Relative density (%)"], [GARNET, "94"], ["Ce0.9Gd0.1O1.95", "96"]], ""))
    assert ids(records, "sintering_temperature", 1503.15) == ids(records, "relative_density", 0.94)


def test_step_of_all_is_named_by_the_series() -> None:
    text = "The series Li7−xLa3Zr2−xTaxO12 was made. All pellets were sintered at 1230 °C."
    records = read(text, ([["x", "Relative density (%)"], ["0.2", "94"], ["0.4", "96"]], "Li7−xLa3Zr2−xTaxO12."))
    (step,) = [r for r in records if r.property == "sintering_temperature"]
    assert (step.material, step.formula) == ("Li7−xLa3Zr2−xTaxO12", None)
    assert set(step.conditions["samples"]) == ids(records, "relative_density", 0.94) | ids(records, "relative_density", 0.96)
