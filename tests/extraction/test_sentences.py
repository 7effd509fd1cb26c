"""Clear sentences and the facts in them, in SI units; and sentences without any."""

from __future__ import annotations

import pytest

from extractor.extraction import extract_records
from extractor.records import Record
from tests.helpers import document_of

EV = 1.602176634e-19
RT = 298.15
#: property, value (or both ends of a range), material, kelvin
Expected = tuple[str, float | str | tuple[float, float], str, float | None]

CASES = [
    # ionic conductivity
    ("The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", [("ionic_conductivity", 0.032, "Li7La3Zr2O12", RT)]),
    ("Li6.4La3Zr1.4Ta0.6O12 showed a total conductivity of 0.61 mS/cm at room temperature.", [("ionic_conductivity", 0.061, "Li6.4La3Zr1.4Ta0.6O12", RT)]),
    ("At 800 °C, the ionic conductivity of Ce0.8Gd0.2O1.9 reached 0.08 S/cm.", [("ionic_conductivity", 8.0, "Ce0.8Gd0.2O1.9", 1073.15)]),
    ("The proton conductivity of BaZr0.8Y0.2O3−δ was about 1.1 × 10−2 S cm−1 at 600 °C.", [("ionic_conductivity", 1.1, "BaZr0.8Y0.2O3−δ", 873.15)]),
    ("The ionic conductivity of Li7La3Zr2O12 was 0.03 S/m at 298 K.", [("ionic_conductivity", 0.03, "Li7La3Zr2O12", 298.0)]),
    ("The ionic conductivity of Li7P3S11 was 1.2–1.7 × 10−2 S cm−1 at 25 °C.", [("ionic_conductivity", (1.2, 1.7), "Li7P3S11", RT)]),
    ("Kim et al. reported an ionic conductivity of 1.0 × 10−3 S cm−1 for Li10GeP2S12 at 27 °C [12].", [("ionic_conductivity", 0.1, "Li10GeP2S12", 300.15)]),
    (
        "The ionic conductivities of Li7La3Zr2O12 and Li6.4La3Zr1.4Ta0.6O12 were 0.2 and 0.8 mS cm−1 at 25 °C, respectively.",
        [("ionic_conductivity", 0.02, "Li7La3Zr2O12", RT), ("ionic_conductivity", 0.08, "Li6.4La3Zr1.4Ta0.6O12", RT)],
    ),
    (
        "The ionic conductivity of Na3Zr2Si2PO12 was 0.5 mS cm−1 at 25 °C and 20 mS cm−1 at 200 °C.",
        [("ionic_conductivity", 0.05, "Na3Zr2Si2PO12", RT), ("ionic_conductivity", 2.0, "Na3Zr2Si2PO12", 473.15)],
    ),
    ("The ionic conductivity of Li10GeP2S12 was between 5 × 10−3 and 9 × 10−3 S cm−1 at 25 °C.", [("ionic_conductivity", (0.5, 0.9), "Li10GeP2S12", RT)]),
    # grain and grain boundary, activation energy
    ("The bulk conductivity of Li1.3Al0.3Ti1.7(PO4)3 was 3.0 × 10−3 S cm−1 at 298 K.", [("grain_conductivity", 0.3, "Li1.3Al0.3Ti1.7(PO4)3", 298.0)]),
    ("The grain conductivity of Li0.33La0.557TiO3 was 1.0 × 10−3 S cm−1 at 27 °C.", [("grain_conductivity", 0.1, "Li0.33La0.557TiO3", 300.15)]),
    ("The grain boundary conductivity of Li0.33La0.557TiO3 was 2.0 × 10−5 S cm−1 at 27 °C.", [("grain_boundary_conductivity", 0.002, "Li0.33La0.557TiO3", 300.15)]),
    ("The activation energy of Li7La3Zr2O12 for ion conduction was 0.34 eV.", [("activation_energy", 0.34 * EV, "Li7La3Zr2O12", None)]),
    ("Na3Zr2Si2PO12 had an activation energy of 27 kJ mol−1 for sodium-ion conduction.", [("activation_energy", 27000 / 6.02214076e23, "Na3Zr2Si2PO12", None)]),
    # interfacial thermal resistance
    ("The thermal boundary resistance between GaN and SiC was 5.0 m2 K GW−1.", [("interfacial_thermal_resistance", 5e-9, "GaN/SiC", None)]),
    ("An interfacial thermal conductance of 50 MW m−2 K−1 was measured for Au on MoS2 at room temperature.", [("interfacial_thermal_resistance", 2e-8, "Au/MoS2", RT)]),
    ("Molecular dynamics simulations gave a thermal boundary conductance of 200 MW m−2 K−1 for the Si/Ge interface.", [("interfacial_thermal_resistance", 5e-9, "Si/Ge", None)]),
    ("The interfacial thermal conductance at the graphene/SiO2 interface was 25 MW/m2K at 300 K.", [("interfacial_thermal_resistance", 4e-8, "graphene/SiO2", 300.0)]),
    ("The thermal boundary conductance of the Al/SiC interface was 100 MW m−2 K−1 at 300 K.", [("interfacial_thermal_resistance", 1e-8, "Al/SiC", 300.0)]),
    ("The Kapitza resistance of the Al/sapphire interface was 9.5 × 10−9 m2 K W−1 at 300 K.", [("interfacial_thermal_resistance", 9.5e-9, "Al/sapphire", 300.0)]),
    # sintering
    (
        "Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.",
        [("sintering_temperature", 1503.15, "Li7La3Zr2O12", None), ("sintering_time", 129600.0, "Li7La3Zr2O12", None), ("sintering_atmosphere", "air", "Li7La3Zr2O12", None)],
    ),
    (
        "BaZr0.8Y0.2O3−δ was sintered at 1600 °C for 24 h under flowing oxygen.",
        [("sintering_temperature", 1873.15, "BaZr0.8Y0.2O3−δ", None), ("sintering_time", 86400.0, "BaZr0.8Y0.2O3−δ", None), ("sintering_atmosphere", "O2", "BaZr0.8Y0.2O3−δ", None)],
    ),
    (
        "Li1.5Al0.5Ge1.5(PO4)3 was consolidated by spark plasma sintering at 650 °C for 10 min under a pressure of 60 MPa.",
        [("sintering_temperature", 923.15, "Li1.5Al0.5Ge1.5(PO4)3", None), ("sintering_time", 600.0, "Li1.5Al0.5Ge1.5(PO4)3", None), ("sintering_pressure", 6e7, "Li1.5Al0.5Ge1.5(PO4)3", None)],
    ),
    (
        "Samples of Na3Zr2Si2PO12 were sintered at 1200, 1230 and 1260 °C for 10 h.",
        [*(("sintering_temperature", kelvin, "Na3Zr2Si2PO12", None) for kelvin in (1473.15, 1503.15, 1533.15)), ("sintering_time", 36000.0, "Na3Zr2Si2PO12", None)],
    ),
    (
        "Ce0.8Gd0.2O1.9 pellets were sintered in air between 1300 and 1500 °C.",
        [("sintering_temperature", (1573.15, 1773.15), "Ce0.8Gd0.2O1.9", None), ("sintering_atmosphere", "air", "Ce0.8Gd0.2O1.9", None)],
    ),
    ("YSZ electrolytes were sintered at 1400 °C for 5 h.", [("sintering_temperature", 1673.15, "YSZ", None), ("sintering_time", 18000.0, "YSZ", None)]),
    ("The relative density of the Li7La3Zr2O12 pellet was 94%.", [("relative_density", 0.94, "Li7La3Zr2O12", None)]),
    ("The Na3Zr2Si2PO12 pellets reached more than 95% of the theoretical density.", [("relative_density", 0.95, "Na3Zr2Si2PO12", None)]),
    ("The average grain size of the sintered Ce0.8Gd0.2O1.9 was 0.5 μm.", [("grain_size", 5e-7, "Ce0.8Gd0.2O1.9", None)]),
    ("The mean grain size of BaZr0.8Y0.2O3−δ was 1.2 ± 0.1 μm.", [("grain_size", 1.2e-6, "BaZr0.8Y0.2O3−δ", None)]),
]  # fmt: skip

DECOYS = [
    "The electronic conductivity of Li7La3Zr2O12 was 5 × 10−10 S cm−1.",
    "The thermal conductivity of SiC was 370 W m−1 K−1 at 300 K.",
    "The powder of Li7La3Zr2O12 was calcined at 900 °C for 12 h.",
    "The crystallite size of the ZrO2 powder was 25 nm.",
    "The particle size of the Al2O3 powder was 300 nm.",
    "The peak power density of the cell was 650 mW cm−2 at 750 °C.",
    "The band gap of ZnO is 3.3 eV.",
    "The binding energy of O 1s in ZnO was 531.2 eV.",
    "The polarisation resistance of the La0.6Sr0.4CoO3 cathode was 0.15 Ω cm2 at 700 °C.",
    "The charge transfer resistance was 120 Ω cm2 at 25 °C.",
    "The electrodes were dried at 80 °C for 12 h in vacuum.",
    "The activation energy of the oxygen reduction reaction on La0.6Sr0.4CoO3 was 1.4 eV.",
    "The green pellets of Al2O3 were pressed at 200 MPa.",
    "The films were annealed at 600 °C for 1 h in nitrogen.",
    "The ionic conductivity of Li7La3Zr2O12 increased by 40% after doping.",
    "The film of SrTiO3 was 50 nm thick.",
    "The heat transfer coefficient of the heat exchanger was 500 W m−2 K−1.",
    "A yield of 95% was reached for the conversion of methane.",
    "The Li7La3Zr2O12 powder had a purity of 99.9%.",
    "The cell was heated at 5 °C/min to 800 °C and tested in hydrogen.",
    "Conductivity is shown in Fig. 3 for x = 0.2, 0.4 and 0.6.",
]


def facts(records: list[Record]) -> set[tuple[object, ...]]:
    return {(r.property, _value(r), "/".join(r.interface) if r.interface else r.material, r.temperature) for r in records}


def _value(record: Record) -> object:
    if isinstance(record.value, str):
        return record.value
    return f"{record.value:.6g}" if record.value is not None else (f"{record.low:.6g}", f"{record.high:.6g}")


def _written(value: float | str | tuple[float, float]) -> object:
    if isinstance(value, str):
        return value
    return f"{value:.6g}" if isinstance(value, float) else tuple(f"{end:.6g}" for end in value)


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_clear_sentence(sentence: str, expected: list[Expected]) -> None:
    records = extract_records(document_of(sentence))
    assert facts(records) == {(name, _written(value), material, kelvin) for name, value, material, kelvin in expected}
    for record in records:
        (evidence,) = record.evidence
        assert evidence.text == sentence
        assert sentence[evidence.value_start : evidence.value_end]
        assert record.confidence > 0.6


@pytest.mark.parametrize("sentence", DECOYS)
def test_decoy_gives_no_record(sentence: str) -> None:
    assert [(r.property, r.raw) for r in extract_records(document_of(sentence))] == []
