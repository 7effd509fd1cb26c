"""The temperature that a value holds for: lists, room temperature, temperatures told before, temperatures of a process."""

from __future__ import annotations

import pytest

from extractor.extraction import extract_records
from extractor.records import Record
from tests.helpers import document_of, known

GARNET, CERIA, NASICON = "Li7La3Zr2O12", "Ce0.8Gd0.2O1.9", "Na3Zr2Si2PO12"
RT = 298.15


def measured(*paragraphs: str) -> list[Record]:
    return [r for r in extract_records(document_of(*paragraphs)) if "conductivity" in r.property or r.interface]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (f"The ionic conductivities of {GARNET} were 0.3, 1.2 and 2.5 mS cm−1 at 25, 60 and 80 °C, respectively.", {0.03: 298.15, 0.12: 333.15, 0.25: 353.15}),
        (f"The ionic conductivity of {CERIA} was 0.01, 0.03 and 0.05 S cm−1 at 600, 650 and 700 °C, respectively.", {1.0: 873.15, 3.0: 923.15, 5.0: 973.15}),
        (f"{NASICON} had ionic conductivities of 0.5, 5 and 20 mS cm−1 at 298, 373 and 473 K, respectively.", {0.05: 298.0, 0.5: 373.0, 2.0: 473.0}),
        (f"At 600, 700 and 800 °C, the ionic conductivities of {CERIA} were 0.01, 0.03 and 0.05 S cm−1, respectively.", {1.0: 873.15, 3.0: 973.15, 5.0: 1073.15}),
        (f"At 25 and 60 °C, the ionic conductivities of {GARNET} were 0.3 and 1.2 mS cm−1, respectively.", {0.03: 298.15, 0.12: 333.15}),
        (f"The ionic conductivities of {GARNET} at 25 and 60 °C were 0.3 and 1.2 mS cm−1, respectively.", {0.03: 298.15, 0.12: 333.15}),
        (f"The ionic conductivities of {GARNET} were 0.3 and 1.2 mS cm−1 at 25 and 60 °C, respectively.", {0.03: 298.15, 0.12: 333.15}),
        ("The thermal boundary conductances of the Al/SiC interface were 50, 80 and 100 MW m−2 K−1 at 100, 200 and 300 K, respectively.", {2e-8: 100.0, 1.25e-8: 200.0, 1e-8: 300.0}),
    ],
)  # fmt: skip
def test_each_value_of_a_list_takes_its_own(sentence: str, expected: dict[float, float]) -> None:
    records = measured(sentence)
    assert {r.value: r.temperature for r in records} == expected
    assert not any("temperature_inherited" in r.conditions or "temperature_assumed" in r.conditions for r in records)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (f"The ionic conductivity of {GARNET} was 0.3 mS cm−1 at 25 °C and 2.0 mS cm−1 at 100 °C.", {0.03: 298.15, 0.2: 373.15}),
        (f"The ionic conductivity of {GARNET} increased from 0.3 mS cm−1 at 25 °C to 2.0 mS cm−1 at 100 °C.", {0.03: 298.15, 0.2: 373.15}),
        (f"The ionic conductivity of {GARNET} was 0.3 mS cm−1 at 25 °C, whereas that of Li6.4La3Zr1.4Ta0.6O12 was 2.0 mS cm−1 at 100 °C.", {0.03: 298.15, 0.2: 373.15}),
        (f"The ionic conductivity of {GARNET} was 0.3 mS cm−1 (25 °C).", {0.03: 298.15}),
        (f"At 800 °C, {CERIA} had an ionic conductivity of 0.1 S cm−1.", {10.0: 1073.15}),
        (f"The ionic conductivity of {GARNET} was 0.3 mS cm−1.", {0.03: None}),
    ],
)
def test_values_with_their_own_temperatures(sentence: str, expected: dict[float, float | None]) -> None:
    assert {r.value: r.temperature for r in measured(sentence)} == expected


@pytest.mark.parametrize(
    "sentence",
    [
        f"The ionic conductivity of {GARNET} was 0.3 mS cm−1 at room temperature.", f"At room temperature, the ionic conductivity of {GARNET} was 0.3 mS cm−1.",
        f"The room-temperature ionic conductivity of {GARNET} was 0.3 mS cm−1.", f"The ionic conductivity of {GARNET} was 0.3 mS cm−1 at RT.",
        f"The ionic conductivity of {GARNET} was 0.3 mS cm−1 at ambient temperature.",
        f"Room-temperature ionic conductivities of 0.3 mS cm−1 were found for {GARNET}.",
        "The thermal boundary conductance of the Al/SiC interface was 100 MW m−2 K−1 at room temperature.",
    ],
)  # fmt: skip
def test_room_temperature_is_marked_as_assumed(sentence: str) -> None:
    (record,) = measured(sentence)
    assert record.temperature == RT
    assert record.conditions["temperature_assumed"] is True


def test_a_told_temperature_is_not_assumed() -> None:
    (record,) = measured(f"The ionic conductivity of {GARNET} was 0.3 mS cm−1 at 25 °C.")
    assert record.temperature == RT
    assert "temperature_assumed" not in record.conditions


def test_range_of_temperatures() -> None:
    (record,) = measured(f"The ionic conductivity of {GARNET} was 0.3 mS cm−1 between 25 and 80 °C.")
    assert record.temperature is None
    assert record.conditions["temperature_range"] == [298.15, 353.15]


@pytest.mark.parametrize(
    ("text", "first", "second", "kelvin"),
    [
        (f"The ionic conductivity of {GARNET} was 0.3 mS cm−1 at 60 °C. The ionic conductivity of Li6.4La3Zr1.4Ta0.6O12 was 0.9 mS cm−1 at the same temperature.", 0.03, 0.09, 333.15),
        (f"The ionic conductivity of {CERIA} was 0.05 S cm−1 at 700 °C. At the same temperature, the ionic conductivity of YSZ was 0.01 S cm−1.", 5.0, 1.0, 973.15),
        (f"The ionic conductivity of {CERIA} was 0.05 S cm−1 at 700 °C. YSZ had an ionic conductivity of 0.01 S cm−1 at that temperature.", 5.0, 1.0, 973.15),
        (f"The ionic conductivity of {CERIA} was 0.05 S cm−1 at 700 °C. Under the same conditions, the ionic conductivity of YSZ was 0.01 S cm−1.", 5.0, 1.0, 973.15),
        ("The thermal boundary conductance of the Au/MoS2 interface was 50 MW m−2 K−1 at 80 K. At the same temperature, that of the Al/MoS2 interface was 100 MW m−2 K−1.", 2e-8, 1e-8, 80.0),
    ],
)
def test_the_same_temperature_is_that_of_the_sentence_before(text: str, first: float, second: float, kelvin: float) -> None:
    records = measured(text)
    assert {r.value: r.temperature for r in records} == {first: kelvin, second: kelvin}
    assert {r.value: r.conditions.get("temperature_inherited", False) for r in records} == {first: False, second: True}


@pytest.mark.parametrize(
    ("text", "kelvin"),
    [
        (f"{GARNET} sintered at 1230 °C showed an ionic conductivity of 0.3 mS cm−1.", None),
        (f"After sintering at 1230 °C, the ionic conductivity of {GARNET} was 0.3 mS cm−1.", None),
        (f"{GARNET} pellets were sintered at 1230 °C for 36 h. The ionic conductivity was 0.3 mS cm−1.", None),
        (f"{GARNET} sintered at 1230 °C showed an ionic conductivity of 0.3 mS cm−1 at 25 °C.", RT),
        (f"The {GARNET} pellet sintered at 1200 °C had an ionic conductivity of 0.3 mS cm−1 at room temperature.", RT),
        (f"{GARNET} was calcined at 900 °C and had an ionic conductivity of 0.3 mS cm−1 at 25 °C.", RT),
        (f"The ionic conductivity of {GARNET} annealed at 900 °C reached 0.3 mS cm−1 at 30 °C.", 303.15),
        (f"{GARNET} was sintered at 1230 °C for 36 h. The ionic conductivity of {GARNET} was 0.3 mS cm−1 at room temperature.", RT),
    ],
)
def test_temperature_of_a_process_is_not_that_of_the_measurement(text: str, kelvin: float | None) -> None:
    (record,) = measured(text)
    assert (record.value, record.temperature) == (0.03, kelvin)


@pytest.mark.parametrize(
    "text",
    [
        known("the ranker chooses none", f"All conductivities were measured at 30 °C. The ionic conductivity of {GARNET} was 0.3 mS cm−1."),
        known("the ranker chooses none", f"All measurements were performed at 30 °C. The ionic conductivity of {GARNET} was 0.3 mS cm−1."),
    ],
)
def test_temperature_told_for_all_measurements(text: str) -> None:
    (record,) = measured(text)
    assert record.temperature == 303.15


def test_properties_without_that_condition_have_no_temperature() -> None:
    (record,) = extract_records(document_of(f"At 25 °C, the relative density of the {GARNET} pellet was 94%."))
    assert (record.property, record.temperature) == ("relative_density", None)


def test_a_sintering_temperature_is_no_temperature_of_measurement() -> None:
    told = "As the sintering temperature was raised, the relative density and the ionic conductivity of the sintered Li1.5Al0.5Ge1.5(PO4)3 pellets passed a maximum of 97 % and 2.1 × 10−4 S cm−1 at a sintering temperature of 700 °C."
    (record,) = measured("The pellets were made by spark plasma sintering.", told)
    assert record.temperature is None
    (record,) = measured(f"The pellets of {CERIA} sintered at 1400 °C had an ionic conductivity of 0.02 S cm−1 at 600 °C.")
    assert record.temperature == 873.15
