"""What a table's headers say: scale, logarithm, temperature, unit of the caption, sides, variable, source."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, Document, make_table_block
from extractor.extraction import extract_records
from extractor.extraction.columns import cell_temperature, temperature_in
from extractor.records import Record
from tests.extraction.test_tables import DOPED, GARNET, read

SERIES = "Ionic conductivity of Li7−xLa3Zr2−xTaxO12."


def only(header: str, cell: str, caption: str = "", label: tuple[str, str] = ("Composition", GARNET)) -> Record:
    (record,) = read([[label[0], header], [label[1], cell]], caption=caption)
    return record


@pytest.mark.parametrize(
    "header",
    [
        "σ (10−4 S cm−1)", "σ × 10−4 (S cm−1)", "σ (×10^-4 S cm-1)", "Ionic conductivity / 10−4 S cm−1", "Ionic conductivity (10-4 S cm-1)", "σ [10⁻⁴ S cm⁻¹]",
        "σ (S cm−1) × 10−4", "σ (1e-4 S/cm)",
        "σ × 10⁴ (S cm−1)", "10⁴ σ (S cm−1)",
    ],
)  # fmt: skip
def test_power_of_ten_in_a_header(header: str) -> None:
    record = only(header, "3.2")
    assert (record.property, record.value) == ("ionic_conductivity", pytest.approx(0.032))
    assert record.flags == []


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("σ [mS cm−1]", "0.32", 0.032), ("σ, mS cm−1", "0.32", 0.032), ("Ionic conductivity (μS cm−1)", "320", 0.032), ("σ (S m−1)", "0.032", 0.032), ("σ/S cm−1", "3.2 × 10−4", 0.032),
        # a cell that brings its own power of ten or unit needs none of the header
        ("σ (10−4 S cm−1)", "3.2 × 10−4", 0.032), ("σ (S cm−1)", "0.32 mS cm−1", 0.032),
    ],
)  # fmt: skip
def test_unit_in_a_header(header: str, cell: str, expected: float) -> None:
    record = only(header, cell)
    assert (record.property, record.value) == ("ionic_conductivity", pytest.approx(expected))


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        *((header, "−4") for header in ("log σ (S cm−1)", "log(σ) (S cm−1)", "Log σ (S cm−1)", "log10 σ (S/cm)", "log10(σ) (S cm−1)", "lg σ (S/cm)", "log(σ / S cm−1)", "log10(σ/S cm−1)")),
        ("log σ (S cm−1)", "-4.00"), ("log [σ (S cm−1)]", "−4"), ("log conductivity (S cm−1)", "−4"), ("−log σ (S cm−1)", "4"),
    ],
)  # fmt: skip
def test_logarithm(header: str, cell: str) -> None:
    record = only(header, cell)
    assert (record.property, record.value) == ("ionic_conductivity", pytest.approx(0.01))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Grain boundary conductivity (mS cm−1)", "grain_boundary_conductivity"), ("Grain conductivity (mS cm−1)", "grain_conductivity"), ("Bulk conductivity (mS cm−1)", "grain_conductivity"),
        ("Total conductivity (mS cm−1)", "ionic_conductivity"), ("Conductivity (mS cm−1)", "ionic_conductivity"), ("σgb (mS cm−1)", "grain_boundary_conductivity"), ("σt (mS cm−1)", "ionic_conductivity"),
    ],
)  # fmt: skip
def test_narrowest_property_of_a_header(header: str, name: str) -> None:
    record = only(header, "0.32")
    assert (record.property, record.value) == (name, 0.032)


@pytest.mark.parametrize(
    ("header", "kelvin"),
    [
        ("σ25 (mS cm−1)", 298.15), ("σ_25 (mS cm−1)", 298.15), ("σ (25) (mS cm−1)", 298.15), ("σ30 (mS/cm)", 303.15), ("σ20 (mS/cm)", 293.15), ("σ25°C (mS cm−1)", 298.15), ("σ(25 °C) (mS cm−1)", 298.15),
        ("σ800 °C (mS cm−1)", 1073.15), ("σ300K (mS cm−1)", 300.0), ("σ300 K (mS cm−1)", 300.0), ("σ298K (mS cm−1)", 298.0), ("σRT (mS cm−1)", 298.15), ("σ at 60 °C (mS cm−1)", 333.15),
        ("Room-temperature conductivity (mS cm−1)", 298.15), ("σ (mS cm−1)", None), ("σ600 (mS cm−1)", None), ("Ionic conductivity at 25–80 °C (mS cm−1)", None),
    ],
)  # fmt: skip
def test_temperature_of_a_header(header: str, kelvin: float | None) -> None:
    record = only(header, "0.32")
    assert (record.property, record.value, record.temperature) == ("ionic_conductivity", 0.032, kelvin)


def test_two_temperatures_on_symbols() -> None:
    records = read([["Composition", "σ25 (mS cm−1)", "σ400K (mS cm−1)"], [GARNET, "0.3", "3.1"]])
    assert {r.value: r.temperature for r in records} == {0.03: 298.15, 0.31: 400.0}


def test_temperature_on_the_symbol_of_an_interface() -> None:
    record = only("G300K (MW m−2 K−1)", "100", "Thermal boundary conductance", ("Interface", "Al/SiC"))
    assert (record.interface, record.value, record.temperature) == (["Al", "SiC"], 1e-8, 300.0)


@pytest.mark.parametrize(
    ("text", "kelvin"),
    [
        ("at 25 °C", 298.15), ("300 K", 300.0), ("RT", 298.15), ("at room temperature", 298.15), ("σ25", 298.15), ("σ300K", 300.0), ("G300 K", 300.0), ("σ26", None), ("σ", None), ("", None), ("from 25 to 80 °C", None),
        ("25–80 °C", None), ("x = 25", None),
    ],
)  # fmt: skip
def test_temperature_in(text: str, kelvin: float | None) -> None:
    found = temperature_in(text)
    assert (found.kelvin if found else None) == kelvin


@pytest.mark.parametrize(
    ("text", "header", "kelvin"),
    [("25", "T (°C)", 298.15), ("300", "T (K)", 300.0), ("RT", "T (°C)", 298.15), ("60 °C", "T (K)", 333.15), ("25", "T", None), ("25, 60", "T (°C)", None), ("", "T (°C)", None), ("–", "T (K)", None)],
)
def test_cell_temperature(text: str, header: str, kelvin: float | None) -> None:
    found = cell_temperature(text, header)
    assert (found.kelvin if found else None) == kelvin
    assert found is None or found.assumed is (text == "RT")


@pytest.mark.parametrize(
    ("header", "cell", "caption", "name", "expected"),
    [
        ("σ", "0.32", "Ionic conductivity σ (mS cm−1) of the garnets.", "ionic_conductivity", 0.032),
        ("Ionic conductivity", "0.32", "Ionic conductivity in mS cm−1 of the garnets.", "ionic_conductivity", 0.032),
        ("σ", "3.2", "Ionic conductivity σ (10−4 S cm−1) of the garnets.", "ionic_conductivity", 0.032),
        ("Relative density", "94", "Relative density (%) of the garnets.", "relative_density", 0.94),
        # the header's own unit comes first
        ("σ (mS cm−1)", "0.32", "Ionic conductivity (S cm−1) of the garnets.", "ionic_conductivity", 0.032),
        # a symbol that the caption spells out
        ("d (μm)", "2.5", "Mean grain size d of the garnets.", "grain_size", 2.5e-6),
        ("Ts (°C)", "1230", "Sintering temperature Ts of the garnets.", "sintering_temperature", 1503.15),
    ],
)
def test_what_the_caption_adds(header: str, cell: str, caption: str, name: str, expected: float) -> None:
    record = only(header, cell, caption)
    assert (record.property, record.formula, record.value) == (name, GARNET, pytest.approx(expected))


@pytest.mark.parametrize(("header", "caption"), [("d (μm)", "Properties of the garnets."), ("σ", "Properties of the garnets."), ("d (μm)", "Particle size d of the powders.")])
def test_symbol_that_nothing_spells_out(header: str, caption: str) -> None:
    assert read([["Composition", header], [GARNET, "2.5"]], caption=caption) == []


@pytest.mark.parametrize(
    ("header", "row", "interface"),
    [
        (("Metal", "Substrate"), ("Al", "sapphire"), ["Al", "sapphire"]), (("Substrate", "Metal"), ("sapphire", "Al"), ["Al", "sapphire"]), (("Film", "Substrate"), ("Au", "SiC"), ["Au", "SiC"]),
        (("Material A", "Material B"), ("Al", "SiC"), ["Al", "SiC"]), (("Transducer", "Crystal"), ("Al*", "diamond†"), ["Al", "diamond"]), (("Top layer", "Bottom layer"), ("GaN", "SiC"), ["GaN", "SiC"]),
    ],
)  # fmt: skip
def test_two_columns_of_sides(header: tuple[str, str], row: tuple[str, str], interface: list[str]) -> None:
    (record,) = read([[*header, "TBC (MW m−2 K−1)"], [*row, "100"]])
    assert (record.property, record.interface, record.value) == ("interfacial_thermal_resistance", interface, 1e-8)


def test_one_column_of_sides_makes_no_interface() -> None:
    assert all(r.interface is None for r in read([["Metal", "Substrate", "TBC (MW m−2 K−1)"], ["Al", "", "100"]]))


@pytest.mark.parametrize("header", ["x", "x (mol)", " x "])
def test_column_of_the_doping_variable(header: str) -> None:
    records = read([[header, "σ (mS cm−1)"], ["0", "0.1"], ["0.2", "0.3"], ["0.6", "0.8"]], caption=SERIES)
    assert {r.formula: r.value for r in records} == {GARNET: 0.01, "Li6.8La3Zr1.8Ta0.2O12": 0.03, DOPED: 0.08}


def test_column_of_another_variable() -> None:
    (record,) = read([["y", "σ (mS cm−1)"], ["0.2", "0.3"]], caption=SERIES)
    assert (record.formula, record.value) == (None, 0.03)
    (record,) = read([["y", "σ (mS cm−1)"], ["0.2", "0.3"]], caption="Ionic conductivity of BaCe0.8−yZryY0.2O3−δ.")
    assert record.formula == "BaCe0.6Y0.2Zr0.2O3"


@pytest.mark.parametrize(
    ("header", "caption", "simulated"),
    [
        ("σ calculated (mS cm−1)", "", True), ("σ calc. (mS cm−1)", "", True), ("Theoretical σ (mS cm−1)", "", True), ("σ DFT (mS cm−1)", "", True), ("σ (mS cm−1)", "Ionic conductivity from molecular dynamics.", True),
        ("σ (mS cm−1)", "", False), ("σ measured (mS cm−1)", "", False), ("σ (mS cm−1)", "Calculated and measured ionic conductivity.", False),
    ],
)  # fmt: skip
def test_computed_column(header: str, caption: str, simulated: bool) -> None:
    record = only(header, "0.3", caption)
    assert (record.property, record.value, record.simulated) == ("ionic_conductivity", 0.03, simulated)


def test_computed_beside_measured() -> None:
    records = read([["Metal", "Substrate", "TBC DMM (MW m−2 K−1)", "TBC (MW m−2 K−1)"], ["Al", "SiC", "125", "100"]])
    assert {r.value: r.simulated for r in records} == {8e-9: True, 1e-8: False}


@pytest.mark.parametrize("header", ["Relative density (%)", "Relative density (% theoretical)", "Density (% of theoretical)"])
def test_relative_density_is_not_computed(header: str) -> None:
    record = only(header, "95")
    assert (record.property, record.value, record.simulated) == ("relative_density", 0.95, False)


@pytest.mark.parametrize("header", ["Ref.", "Refs.", "Reference", "References", "Source", "Literature"])
@pytest.mark.parametrize(("cell", "cited"), [("[12]", True), ("12", True), ("Kim et al.", True), ("This work", False), ("present study", False), ("our work", False), ("", False), ("–", False)])
def test_column_of_the_source(header: str, cell: str, cited: bool) -> None:
    (record,) = read([["Composition", "σ (mS cm−1)", header], [GARNET, "0.5", cell]])
    assert (record.value, record.cited) == (0.05, cited)


def test_reference_is_no_material() -> None:
    (record,) = read([["Sample", "σ (mS cm−1)", "Ref."], ["garnet", "0.5", "Li7P3S11 of Kim et al."]], caption=f"Conductivity of {GARNET}.")
    assert record.formula == GARNET


@pytest.mark.parametrize(
    ("header", "cell", "kelvin"),
    [("T (°C)", "60", 333.15), ("T (K)", "300", 300.0), ("Temp. (°C)", "60", 333.15), ("Temperature", "RT", 298.15), ("Measurement temperature (°C)", "60", 333.15), ("Calcination temperature (°C)", "900", None), ("Sintering temperature (°C)", "1230", None), ("Temperature of calcination (°C)", "900", None), ("Temp. of heat treatment (°C)", "900", None)],
)
def test_column_of_the_temperature(header: str, cell: str, kelvin: float | None) -> None:
    records = read([["Composition", header, "σ (mS cm−1)"], [GARNET, cell, "0.5"]])
    assert [r.temperature for r in records if r.property == "ionic_conductivity"] == [kelvin]


def test_row_before_header_before_caption() -> None:
    grid = [["Composition", "T (°C)", "σ at 40 °C (mS cm−1)"], [GARNET, "60", "0.5"], [DOPED, "", "0.3"]]
    assert {r.value: r.temperature for r in read(grid, caption="Measured at 25 °C.")} == {0.05: 333.15, 0.03: 313.15}
    assert only("σ (mS cm−1)", "0.3", "Conductivity at 25 °C.").temperature == 298.15


@pytest.mark.parametrize(
    "grid",
    [
        # units in a row of their own, of the head or of the body
        [["Composition", "σ", "Ea"], ["", "(S cm−1)", "(eV)"], [GARNET, "3e-4", "0.3"]], [["Composition", "Ionic conductivity", "Ea"], ["Units", "10−4 S cm−1", "kJ mol−1"], [GARNET, "3", "28.9"]],
        [["Property", "Unit", GARNET], ["Ionic conductivity", "mS/cm", "0.3"], ["Ea", "eV", "0.3"]],
    ],
)  # fmt: skip
def test_units_of_their_own(grid: list[list[str]]) -> None:
    found = {r.property: r.value for r in read(grid)}
    assert found == {"ionic_conductivity": pytest.approx(0.03), "activation_energy": pytest.approx(4.8e-20, rel=0.01)}


@pytest.mark.parametrize(
    ("header", "cell"),
    [("10^4 σ (S/cm)", "3"), ("103 × σ (S/cm)", "0.3"), ("σ×104 (S/cm)", "3"), ("σ (S/cm) × 104", "3"), ("σ (×10^-4) (S/cm)", "3"), ("ln σ (S/cm)", "-8.1117"), ("ln(σ) (S cm−1)", "−8.1117")],
)
def test_scaled_in_other_ways(header: str, cell: str) -> None:
    assert only(header, cell).value == pytest.approx(0.03, rel=1e-3)


@pytest.mark.parametrize("above", ["T (°C)", "σ (S cm−1) at T (°C)", "Temperature (°C)"])
def test_bare_temperatures_below_their_unit(above: str) -> None:
    records = read([["Composition", above, above], ["Composition", "300", "400"], [GARNET, "3e-4", "2e-3"]], header_rows=2, caption="Ionic conductivity (S cm−1) of garnets.")
    assert {r.value: r.temperature for r in records} == {0.03: 573.15, 0.2: 673.15}


@pytest.mark.parametrize(("header", "caption"), [("σ (mS cm−1), sintered at 1400 °C", ""), ("σ (mS cm−1)", "Conductivity of pellets sintered at 1200 °C."), ("σ (mS cm−1)", "Pellets fired in air at 1200 °C.")])
def test_sintering_temperature_is_not_that_of_measurement(header: str, caption: str) -> None:
    assert only(header, "0.3", caption).temperature is None


@pytest.mark.parametrize(
    ("header", "cell", "caption", "name", "expected"),
    [
        ("Pressure (MPa)", "50", "Sintering parameters.", "sintering_pressure", 5e7), ("SPS pressure (MPa)", "50", "", "sintering_pressure", 5e7), ("Temperature (°C)", "1100", "Densification of the garnets.", "sintering_temperature", 1373.15),
        ("Time (h)", "2", "Sintering of the garnets.", "sintering_time", 7200.0), ("SPS temperature (°C)", "1000", "", "sintering_temperature", 1273.15), ("Atm.", "Ar", "", "sintering_atmosphere", "Ar"),
        ("Relative density", "0.95", "", "relative_density", 0.95), ("ρ/ρth (%)", "95", "", "relative_density", 0.95), ("G.S. (μm)", "3", "", "grain_size", 3e-6),
        ("Conductivity (S/cm) gb", "1e-4", "", "grain_boundary_conductivity", 0.01), ("Grain interior σ (S/cm)", "1e-4", "", "grain_conductivity", 0.01),
    ],
)  # fmt: skip
def test_other_habits(header: str, cell: str, caption: str, name: str, expected: float | str) -> None:
    record = only(header, cell, caption)
    assert (record.property, record.value) == (name, expected if isinstance(expected, str) else pytest.approx(expected))


@pytest.mark.parametrize("header", ["Temperature (°C)", "T (°C)", "Time (h)"])
def test_step_of_a_table_of_conductivities(header: str) -> None:
    records = read([["Composition", header, "σ (mS cm−1)"], [GARNET, "300", "0.5"]], caption="Conductivity of the sintered garnets.")
    assert {r.property for r in records} == {"ionic_conductivity"}


def test_whole_step_in_a_cell() -> None:
    records = read([["Composition", "Sintering conditions"], [GARNET, "1200 °C, 4 h, air"], [DOPED, "1100 °C/10 min/50 MPa"]])
    assert {(r.property, r.value, r.formula) for r in records} == {
        ("sintering_temperature", 1473.15, GARNET), ("sintering_time", 14400.0, GARNET), ("sintering_atmosphere", "air", GARNET),
        ("sintering_temperature", 1373.15, DOPED), ("sintering_time", 600.0, DOPED), ("sintering_pressure", 5e7, DOPED),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "cited"),
    [
        ([[f"{GARNET} [12]", "0.3"], [f"{DOPED} (this work)", "0.5"]], [True, False]), ([["Literature", "Literature"], [GARNET, "0.3"], ["This work", "This work"], [DOPED, "0.5"]], [True, False]),
        ([[GARNET, "0.3"], [DOPED, "0.5"]], [False, False]),
    ],
)  # fmt: skip
def test_source_in_label_or_heading(rows: list[list[str]], cited: list[bool]) -> None:
    records = read([["Composition", "σ (mS cm−1)"], *rows])
    assert [(r.formula, r.cited) for r in records] == list(zip((GARNET, DOPED), cited, strict=True))
    assert all(r.sample is None for r in records)


def test_heading_with_a_temperature() -> None:
    records = read([["Composition", "σ (mS cm−1)"], ["300 °C", "300 °C"], [GARNET, "0.3"], ["400 °C", "400 °C"], [GARNET, "0.5"]])
    assert {r.value: r.temperature for r in records} == {0.03: 573.15, 0.05: 673.15}


@pytest.mark.parametrize("turned", [False, True])
def test_member_named_by_its_variable_alone(turned: bool) -> None:
    grid = [["Sample", "σ (mS cm−1)"], ["x = 0", "0.1"], ["x = 0.6", "0.8"]]
    records = read([list(row) for row in zip(*grid, strict=True)] if turned else grid, caption=SERIES)
    assert {r.formula: r.value for r in records} == {GARNET: 0.01, DOPED: 0.08}


def test_symbols_of_a_step() -> None:
    records = read([["Composition", "T / °C", "t / h", "p / MPa"], [GARNET, "1100", "1", "50"]], caption="Densification of the garnets.")
    assert {r.property: r.value for r in records} == {"sintering_temperature": 1373.15, "sintering_time": 3600.0, "sintering_pressure": 5e7}


@pytest.mark.parametrize(
    ("grid", "expected"),
    [
        ([["Composition", "T (°C)", "σ (mS cm−1)"], [GARNET, "300", "0.3"], ["", "400", "0.5"]], {0.03: GARNET, 0.05: GARNET}),
        ([["Metal", "Substrate", "G (MW m−2 K−1)"], ["Au", "Si", "50"], ["", "SiC", "40"]], {2e-8: "Au/Si", 2.5e-8: "Au/SiC"}),
    ],
)
def test_blank_cells_take_what_stands_above(grid: list[list[str]], expected: dict[float, str]) -> None:
    assert {r.value: r.material for r in read(grid)} == expected


@pytest.mark.parametrize("caption", ["Logarithm of the conductivity (S cm−1) in air.", "Decadic logarithm of the total conductivity (in S cm−1).", "log σ (S cm−1)."])
def test_logarithm_in_the_caption(caption: str) -> None:
    records = read([["T (°C)", GARNET, DOPED], ["100", "−3", "−2"]], caption=caption)
    assert {(r.formula, round(r.value, 9), r.temperature) for r in records if isinstance(r.value, float)} == {(GARNET, 0.1, 373.15), (DOPED, 1.0, 373.15)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Their densities and mean grain sizes d are listed.", "grain_size"), ("The grain size (d) grew.", "grain_size"), ("Layers of thickness d were grown, the grain size is small.", None), ("The grain size d50 grew.", None)],
)
def test_symbol_that_the_text_spells_out(text: str, expected: str | None) -> None:
    blocks = (Block("p1", BlockKind.PARAGRAPH, text), make_table_block("t1", [["Composition", "d (μm)"], [GARNET, "2.5"]], header_rows=1, caption="Microstructure."))
    records = extract_records(Document("paper", "paper.xml", "0" * 64, "elsevier", blocks))
    assert [r.property for r in records] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("headers", "caption", "expected"),
    [
        (["Tsint (°C)", "t (h)"], "Earlier studies.", {"sintering_temperature": 1573.15, "sintering_time": 36000.0}), (["T (°C)", "t (h)"], "Earlier studies.", {}),
        (["Sintering temperature (°C)", "Time (h)"], "", {"sintering_temperature": 1573.15, "sintering_time": 36000.0}),
    ],
)  # fmt: skip
def test_time_beside_a_sintering_temperature(headers: list[str], caption: str, expected: dict[str, float]) -> None:
    records = read([["Composition", *headers], [GARNET, "1300", "10"]], caption=caption)
    assert {r.property: r.value for r in records} == expected


@pytest.mark.parametrize(("caption", "expected"), [("Conductivity in two gases (S cm−1).", []), ("Conductivity of bodies sintered in two gases.", ["air"]), ("", ["air"])])
def test_gas_of_the_measurement_is_none_of_sintering(caption: str, expected: list[str]) -> None:
    records = read([["Composition", "Atmosphere", "σ (S cm−1)"], [GARNET, "air", "1e-4"]], caption=caption)
    assert [r.value for r in records if r.property == "sintering_atmosphere"] == expected


@pytest.mark.parametrize(("header", "name"), [("G (nm)", "grain_size"), ("R (MPa)", None)])
def test_symbol_of_another_property_with_another_unit(header: str, name: str | None) -> None:
    records = read([["Composition", header], [GARNET, "340"]], caption="Density and grain size of the pellets.")
    assert [r.property for r in records] == ([name] if name else [])


@pytest.mark.parametrize(("header", "sides"), [("Layer on diamond", ["Ti", "diamond"]), ("Film on the sapphire", ["Ti", "sapphire"]), ("Metal/Si", ["Ti", "Si"]), ("Layer", None), ("Layer on top", None)])
def test_header_names_the_lower_side(header: str, sides: list[str] | None) -> None:
    records = read([[header, "h (10⁷ W m−2 K−1)"], ["Ti", "9.5"]], caption="Interfacial conductance at 298 K.")
    assert [r.interface for r in records] == ([sides] if sides else [])


def test_label_with_a_dash_is_no_interface() -> None:
    blocks = (
        make_table_block("t1", [["", "Cu–D0", "Cu–Ti50"], ["SPS temperature, °C", "900", "920"], ["h, 10⁷ W m−2 K−1", "0.9", "5.6"]], header_rows=1, caption="Composites."),
        Block("n2", BlockKind.FOOTNOTE, "h: conductance of the copper/diamond interface."),
    )
    records = extract_records(Document("paper", "paper.xml", "0" * 64, "jats", blocks))
    assert [(r.interface, r.sample) for r in records if r.property == "interfacial_thermal_resistance"] == [(["copper", "diamond"], "Cu–D0"), (["copper", "diamond"], "Cu–Ti50")]


def test_additive_is_not_the_material() -> None:
    (record,) = read([["Sample", "Sintering aid", "Relative density (%)"], ["BZY-Ni", "NiO", "97"]])
    assert (record.material, record.formula) == ("BZY-Ni", None)
