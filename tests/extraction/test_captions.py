"""Tables that only their caption explains: temperatures, samples or sides in the headers."""

from __future__ import annotations

import pytest

from tests.extraction.test_tables import DOPED, GARNET, read

CONDUCTIVITY = "Ionic conductivity (S cm−1) of garnets."
CONDUCTANCE = "Thermal boundary conductance (MW m−2 K−1) at 295 K."
#: The values of the two garnets at 300 and 400 °C.
FOUR = {(GARNET, 573.15): 0.03, (GARNET, 673.15): 0.2, (DOPED, 573.15): 0.04, (DOPED, 673.15): 0.3}


@pytest.mark.parametrize(
    ("grid", "header_rows", "caption"),
    [
        ([["Composition", "300 °C", "400 °C"], [GARNET, "3e-4", "2e-3"], [DOPED, "4e-4", "3e-3"]], 1, CONDUCTIVITY),
        ([["T (°C)", GARNET, DOPED], ["300", "3e-4", "4e-4"], ["400", "2e-3", "3e-3"]], 1, CONDUCTIVITY),
        ([["T (°C)", GARNET, DOPED], ["300", "3", "4"], ["400", "20", "30"]], 1, "Ionic conductivity, σ × 10^4 (S cm−1)."),
        ([["T (°C)", "σ (S cm−1)", "σ (S cm−1)"], ["T (°C)", GARNET, DOPED], ["300", "3e-4", "4e-4"], ["400", "2e-3", "3e-3"]], 2, ""),
    ],
)
def test_temperatures_and_samples(grid: list[list[str]], header_rows: int, caption: str) -> None:
    found = {(r.formula, r.temperature): r.value for r in read(grid, header_rows=header_rows, caption=caption)}
    assert found == pytest.approx(FOUR)


@pytest.mark.parametrize(
    ("grid", "header_rows"),
    [
        ([["", "sapphire", "Si"], ["Au", "45", "60"]], 1), ([["Metal", "Substrate", "Substrate"], ["Metal", "sapphire", "Si"], ["Au", "45", "60"]], 2),
        ([["Substrate", "Au"], ["sapphire", "45"], ["Si", "60"]], 1), ([["", "Au/sapphire", "Au/Si"], ["as deposited", "45", "60"]], 1),
    ],
)  # fmt: skip
def test_matrix_of_sides(grid: list[list[str]], header_rows: int) -> None:
    records = read(grid, header_rows=header_rows, caption=CONDUCTANCE)
    assert {frozenset(r.interface or ()): r.value for r in records} == pytest.approx({frozenset(("Au", "sapphire")): 1 / 45e6, frozenset(("Au", "Si")): 1 / 60e6})
    assert {r.temperature for r in records} == {295.0}


def test_measured_and_computed_interface() -> None:
    records = read([["Interface", "G (MW m−2 K−1)", "GDMM (MW m−2 K−1)"], ["Al/SiC", "100", "125"]])
    assert {r.value: r.simulated for r in records} == {1e-8: False, 8e-9: True}


def test_measured_and_computed_under_a_caption() -> None:
    records = read([["Interface", "Experiment", "DMM"], ["Al/SiC", "100", "125"]], caption=CONDUCTANCE)
    assert {r.value: r.simulated for r in records} == {1e-8: False, 8e-9: True}


def test_heading_of_computed_rows() -> None:
    records = read([["Interface", "G (MW m−2 K−1)", "T (K)"], ["Al/SiC", "100", "300"], ["Molecular dynamics"] * 3, ["Al/SiC", "125", "300"]])
    assert {r.value: r.simulated for r in records} == {1e-8: False, 8e-9: True}


def test_resistance_beside_conductance_is_one_fact() -> None:
    (record,) = read([["Interface", "G (MW m−2 K−1)", "R (m2 K GW−1)"], ["Al/SiC", "148", "6.8"]])
    assert record.value == pytest.approx(1 / 148e6)
    assert len(record.evidence) == 2


@pytest.mark.parametrize(
    ("caption", "header"),
    [
        ("Ionic conductivity of garnets.", "300 °C"), ("Ionic conductivity (S cm−1) and activation energy (eV).", "300 °C"), ("Lattice parameters (Å) at 25 °C.", GARNET),
        (CONDUCTIVITY, "Dopant (mol)"), ("Pellets sintered at 1200 °C.", "A1"), ("Bulk and grain boundary conductivity (S cm−1).", GARNET),
    ],
)  # fmt: skip
def test_captions_that_do_not_tell(caption: str, header: str) -> None:
    assert read([["Sample", header], [DOPED, "3e-4"]], caption=caption) == []


@pytest.mark.parametrize(("caption", "formula"), [(f"Properties of {GARNET}.", GARNET), (f"Properties of {GARNET} and {DOPED}.", None), ("Properties of the samples.", None)])
def test_labels_of_the_one_composition_of_a_caption(caption: str, formula: str | None) -> None:
    (record,) = read([["Sample", "Relative density (%)"], ["A500", "95"]], caption=caption)
    assert (record.sample, record.formula) == ("A500", formula)
