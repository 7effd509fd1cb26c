"""Tables: scaled headers, samples in rows and in columns, logarithms, empty cells."""

from __future__ import annotations

import pytest

from extractor.document import BlockKind, Document, make_table_block
from extractor.extraction import extract_records
from extractor.records import Record

GARNET, DOPED = "Li7La3Zr2O12", "Li6.4La3Zr1.4Ta0.6O12"


def read(grid: list[list[str]], *, header_rows: int = 1, caption: str = "") -> list[Record]:
    block = make_table_block("t1", grid, header_rows=header_rows, caption=caption)
    assert block.kind is BlockKind.TABLE
    records = extract_records(Document("paper", "paper.xml", "0" * 64, "elsevier", (block,)))
    for record in records:
        for evidence in record.evidence:
            assert block.text[evidence.start : evidence.end] == evidence.text
            assert evidence.cell is not None
            row, column = evidence.cell
            cell = grid[row][column]
            assert block.text[evidence.value_start : evidence.value_end] in cell
    return records


def values(records: list[Record], name: str) -> dict[str | None, float | str | None]:
    return {r.formula: r.value for r in records if r.property == name}


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Ionic conductivity (S cm−1)", ("3.2 × 10−4", "6.1 × 10⁻⁴"), (0.032, 0.061)),
        ("Ionic conductivity (S/cm)", ("3.2E-4", "6.1e-4"), (0.032, 0.061)),
        ("Ionic conductivity (mS/cm)", ("0.32", "0.61"), (0.032, 0.061)),
        ("Ionic conductivity (10−4 S cm−1)", ("3.2", "6.1"), (0.032, 0.061)),
        ("σ (10⁻⁴ S cm⁻¹)", ("3.2", "6.1"), (0.032, 0.061)),
        ("Ionic conductivity (× 10−4 S cm−1)", ("3.2", "6.1"), (0.032, 0.061)),
        ("Total conductivity at 25 °C, S cm−1", ("3.2 × 10−4", "6.1 × 10−4"), (0.032, 0.061)),
        ("Ionic conductivity", ("3.2 × 10−4 S cm−1", "0.61 mS cm−1"), (0.032, 0.061)),
        ("log σ (S cm−1)", ("−3", "-4"), (0.1, 0.01)),
    ],
)
def test_scaled_header(header: str, cells: tuple[str, str], expected: tuple[float, float]) -> None:
    records = read([["Composition", header], [GARNET, cells[0]], [DOPED, cells[1]]])
    assert values(records, "ionic_conductivity") == {GARNET: pytest.approx(expected[0]), DOPED: pytest.approx(expected[1])}


@pytest.mark.parametrize(
    ("header", "cell", "name", "expected"),
    [
        ("Relative density (%)", "94.5", "relative_density", 0.945), ("Grain size (μm)", "2.5", "grain_size", 2.5e-6), ("Sintering temperature (°C)", "1230", "sintering_temperature", 1503.15),
        ("Sintering time (h)", "36", "sintering_time", 129600.0), ("Activation energy (eV)", "0.34", "activation_energy", 0.34 * 1.602176634e-19),
        ("Ea (kJ mol−1)", "33", "activation_energy", 33000 / 6.02214076e23), ("σgb (S cm−1)", "1e-5", "grain_boundary_conductivity", 1e-3),
        ("Bulk conductivity (mS/cm)", "0.5", "grain_conductivity", 0.05), ("Atmosphere", "air", "sintering_atmosphere", "air"),
    ],
)  # fmt: skip
def test_headers_of_every_family(header: str, cell: str, name: str, expected: float | str) -> None:
    (record,) = read([["Composition", header], [GARNET, cell]])
    assert (record.property, record.formula) == (name, GARNET)
    assert record.value == (expected if isinstance(expected, str) else pytest.approx(expected))


@pytest.mark.parametrize(("header", "cell", "expected"), [("TBC (MW m−2 K−1)", "100", 1e-8), ("Thermal boundary resistance (m2 K GW−1)", "5", 5e-9)])
def test_interfaces_in_rows(header: str, cell: str, expected: float) -> None:
    (record,) = read([["Interface", header], ["Au/MoS2", cell]])
    assert record.value == pytest.approx(expected)
    assert record.interface == ["Au", "MoS2"]


def test_samples_in_columns() -> None:
    records = read([["", GARNET, DOPED], ["Ionic conductivity (mS/cm)", "0.32", "0.61"], ["Relative density (%)", "94", "96"]])
    assert values(records, "ionic_conductivity") == {GARNET: 0.032, DOPED: 0.061}
    assert values(records, "relative_density") == {GARNET: 0.94, DOPED: 0.96}


def test_temperature_column_header_and_caption() -> None:
    grid = [["Composition", "T (°C)", "Ionic conductivity (mS/cm)"], [GARNET, "25", "0.32"], [GARNET, "100", "2.1"]]
    assert [r.temperature for r in read(grid)] == [298.15, 373.15]
    (record,) = read([["Composition", "Ionic conductivity at 60 °C (mS/cm)"], [GARNET, "0.9"]])
    assert record.temperature == 333.15
    assert "temperature_assumed" not in record.conditions
    (record,) = read([["Composition", "Ionic conductivity at RT (mS/cm)"], [GARNET, "0.9"]])
    assert record.temperature == 298.15
    assert record.conditions["temperature_assumed"] is True
    (record,) = read([["Composition", "Ionic conductivity (mS/cm)"], [GARNET, "0.9"]], caption="Conductivity at 40 °C.")
    assert record.temperature == 313.15


def test_two_header_rows() -> None:
    grid = [["Composition", "Conductivity", "Conductivity"], ["Composition", "Bulk (mS/cm)", "Grain boundary (mS/cm)"], [GARNET, "0.5", "0.1"]]
    records = read(grid, header_rows=2, caption="Ionic conductivity of a garnet electrolyte.")
    assert {(r.property, r.value) for r in records} == {("grain_conductivity", 0.05), ("grain_boundary_conductivity", 0.01)}


@pytest.mark.parametrize("cell", ["", "-", "–", "n.a.", "N/A", "*", "?", "not measured"])
def test_empty_cells_give_nothing(cell: str) -> None:
    assert read([["Composition", "Ionic conductivity (mS/cm)"], [GARNET, cell]]) == []


@pytest.mark.parametrize("header", ["Thermal conductivity (W m−1 K−1)", "Electronic conductivity (S cm−1)", "Conductivity change (%)", "Power density (mW cm−2)", "Band gap (eV)", "Calcination temperature (°C)"])
def test_decoy_headers(header: str) -> None:
    assert [(r.property, r.raw) for r in read([["Composition", header], [GARNET, "90"]])] == []


def test_range_and_uncertainty_in_a_cell() -> None:
    (record,) = read([["Composition", "Ionic conductivity (mS/cm)"], [GARNET, "0.3–0.5"]])
    assert (record.value, record.low, record.high) == (None, 0.03, 0.05)
    (record,) = read([["Composition", "Ionic conductivity (mS/cm)"], [GARNET, "0.32 ± 0.02"]])
    assert (record.value, record.uncertainty) == (0.032, pytest.approx(0.002))


@pytest.mark.parametrize("grid", [[[""]], [["a"]], [["Composition", "σ (S/cm)"]], [["", ""], ["", ""]], [["σ (S/cm)"], ["3"]], [["x"] * 30] * 30])
def test_odd_tables_do_not_raise(grid: list[list[str]]) -> None:
    assert isinstance(read(grid), list)


def test_a_column_of_elements_fills_the_placeholder_of_the_series() -> None:
    grid = [["M", "x", "σ400K/S cm⁻¹"], ["Ti", "0", "3.7 × 10⁻⁷"], ["", "0.4", "2.8 × 10⁻⁶"], ["Zr", "0.4", "6.8 × 10⁻⁵"]]
    records = read(grid, caption="Conductivity of Na1+xM2-xInx(PO4)3")
    assert [(r.formula, r.value, r.temperature) for r in records] == [
        ("NaTi2P3O12", pytest.approx(3.7e-5), 400.0), ("Na1.4Ti1.6In0.4P3O12", pytest.approx(2.8e-4), 400.0), ("Na1.4Zr1.6In0.4P3O12", pytest.approx(6.8e-3), 400.0),
    ]  # fmt: skip


def test_labels_that_tell_the_amount_of_the_dopant() -> None:
    records = read([["sample", "Ea/eV"], ["In0.2", "0.49"], ["In1.0", "0.39"]], caption="Activation energies for the Na1+xZr2-xInx(PO4)3 series")
    assert [(r.formula, r.sample) for r in records] == [("Na1.2Zr1.8In0.2P3O12", "In0.2"), ("Na2ZrInP3O12", "In1.0")]


@pytest.mark.parametrize(("header", "kelvin"), [("sRT [S cm⁻¹]", 298.15), ("s300 °C [S cm⁻¹]", 573.15), ("r400K (S/cm)", 400.0), ("σ25 °C (S cm−1)", 298.15)])
def test_sigma_that_a_font_turned_into_a_letter(header: str, kelvin: float) -> None:
    (record,) = read([["NASICON material", header], ["NaZr2(PO4)3", "4.50E-06"]])
    assert (record.property, record.value, record.temperature) == ("ionic_conductivity", pytest.approx(4.5e-4), kelvin)
