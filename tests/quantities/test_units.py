"""Units as papers write them, and conversions by hand."""

from __future__ import annotations

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.quantities import convert, parse_unit, unit_at
from extractor.quantities.units import UREG, compatible, is_inverse

# every spelling of one unit, with the SI value of 1 of it
SPELLINGS: list[tuple[str, float, str]] = [
    *((unit, 100.0, "S/m") for unit in (
        "S cm−1", "S cm-1", "S cm–1", "S cm⁻¹", "S·cm−1", "S·cm⁻¹", "S.cm-1", "S/cm", "S / cm", "Scm−1", "S cm^-1", "S cm^{-1}", "S cm^−1",
        "Ω−1 cm−1", "Ω⁻¹·cm⁻¹",
    )),
    *((unit, 0.1, "S/m") for unit in ("mS/cm", "mS cm−1", "mS·cm⁻¹", "mS cm-1")),
    *((unit, 1e-4, "S/m") for unit in ("μS/cm", "µS cm−1")),
    *((unit, 1.0, "S/m") for unit in ("S/m", "S m−1", "S·m⁻¹")),
    *((unit, 1.0, "W/m^2/K") for unit in ("W/m2K", "W/m2 K", "W/(m2 K)", "W/(m2·K)", "W m−2 K−1", "Wm−2K−1", "W m⁻² K⁻¹", "W·m-2·K-1", "W/m^2-K", "W/m2/K", "W m–2 K–1")),
    *((unit, 1e6, "W/m^2/K") for unit in ("MW m−2 K−1", "MW/m2K", "MWm−2K−1", "MW/(m2 K)")),
    *((unit, 1e-9, "m^2*K/W") for unit in ("m2 K GW−1", "m2K/GW", "m² K GW⁻¹", "m2·K·GW-1")),
    *((unit, 1.0, "m^2*K/W") for unit in ("m2 K W−1", "m2 K/W", "m2K/W", "m^2 K/W", "m2·K/W", "K m2/W", "K·m2 W−1", "m²·K·W⁻¹")),
    *((unit, 1e-4, "m^2*K/W") for unit in ("cm2 K/W", "cm2 K W−1")),
    *((unit, 1.0, "W/m/K") for unit in ("W/(m K)", "W m−1 K−1", "W m-1 K-1", "Wm−1K−1", "W/m·K")),
    *((unit, 1.602176634e-19, "J") for unit in ("eV",)),
    *((unit, 1.602176634e-22, "J") for unit in ("meV",)),
    *((unit, 1000 / 6.02214076e23, "J") for unit in ("kJ/mol", "kJ mol−1", "kJ·mol⁻¹", "kJ mol-1")),
    *((unit, 4184 / 6.02214076e23, "J") for unit in ("kcal/mol",)),
    *((unit, 3600.0, "s") for unit in ("h", "hr", "hrs", "hour", "hours")),
    *((unit, 60.0, "s") for unit in ("min", "mins", "minutes")),
    *((unit, 1.0, "s") for unit in ("s", "sec", "seconds")),
    *((unit, 86400.0, "s") for unit in ("d", "day", "days")),
    *((unit, 1e-6, "m") for unit in ("μm", "µm", "um", "micron", "microns")),
    *((unit, 1e-9, "m") for unit in ("nm",)),
    *((unit, 1e-10, "m") for unit in ("Å",)),
    *((unit, 1e6, "Pa") for unit in ("MPa", "N/mm2")),
    *((unit, 101325.0, "Pa") for unit in ("atm",)),
    *((unit, 133.32236842105263, "Pa") for unit in ("Torr", "torr")),
    *((unit, 0.01, "1") for unit in ("%", "percent")),
    *((unit, 1000.0, "kg/m^3") for unit in ("g cm−3", "g/cm3", "g cm⁻³", "g·cm-3")),
    *((unit, 1e-6, "V/K") for unit in ("μV/K", "µV K−1")),
    *((unit, 1e-4, "ohm*m^2") for unit in ("Ω cm2", "Ω·cm²", "ohm cm2")),
    ("\u212b", 1e-10, "m"),
    ("\u2126 cm2", 1e-4, "ohm*m^2"),
    ("W/mK", 1.0, "W/m/K"),
    ("m2KW−1", 1.0, "m^2*K/W"),
    ("mHz", 1e-3, "Hz"),
    ("per cent", 0.01, "1"),
]


@pytest.mark.parametrize(("written", "factor", "si"), SPELLINGS)
def test_spelling_converts_to_si(written: str, factor: float, si: str) -> None:
    unit = parse_unit(written)
    assert unit is not None
    assert convert(1.0, unit, si) == pytest.approx(factor, rel=1e-9)


@pytest.mark.parametrize("written", ["°C", "° C", "oC", "ºC", "˚C", "℃", "deg C", "degC", "◦C"])
@pytest.mark.parametrize(("celsius", "kelvin"), [(0.0, 273.15), (25.0, 298.15), (-273.15, 0.0), (1100.0, 1373.15)])
def test_celsius(written: str, celsius: float, kelvin: float) -> None:
    found = unit_at(f"{celsius} {written}", len(f"{celsius} "))
    assert found is not None
    assert convert(celsius, found.pint_unit, "K") == pytest.approx(kelvin)


@pytest.mark.parametrize("written", ["wt%", "wt.%", "wt. %", "mol%", "mol.%", "mol %", "vol%", "at%", "at.%", "% (vol)", "mass%"])
def test_composition_share_is_no_percent(written: str) -> None:
    assert unit_at(f"5 {written}", 2) is None


@pytest.mark.parametrize("text", ["", " ", "of", "sample", "Samples", "hence", "minus", "Keep", "Method", "x", "Li7La3Zr2O12", "and"])
def test_words_are_no_units(text: str) -> None:
    assert parse_unit(text) is None


@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [
        (100.0, "megawatt ** 1 * meter ** -2 * kelvin ** -1", "m^2*K/W", 1e-8),  # 1 / (100e6)
        (50.0, "watt ** 1 * meter ** -2 * kelvin ** -1", "m^2*K/W", 0.02),
        (250.0, "ohm ** 1 * centimeter ** 1", "S/m", 0.4),  # 1 / 2.5 Ω m
        (34.0, "kilojoule ** 1 * mole ** -1", "eV", 0.3523852),  # 34000 / 96485.33
        (94.0, "percent ** 1", "1", 0.94),
        (37.7, "degF ** 1", "K", 276.3166667),
    ],
)
def test_conversions_by_hand(value: float, unit: str, target: str, expected: float) -> None:
    assert compatible(unit, target, inverse=True)
    assert convert(value, unit, target) == pytest.approx(expected, rel=1e-6)


def test_zero_conductance_has_no_resistance() -> None:
    with pytest.raises(ZeroDivisionError):
        convert(0.0, "watt ** 1 * meter ** -2 * kelvin ** -1", "m^2*K/W")


@pytest.mark.parametrize(
    ("unit", "target"), [("second ** 1", "m"), ("watt ** 1 * meter ** -1 * kelvin ** -1", "S/m"), ("siemens ** 1", "S/m"), ("percent ** 1", "m")]
)
def test_other_dimension_is_refused(unit: str, target: str) -> None:
    assert not compatible(unit, target)
    with pytest.raises(pint.DimensionalityError):
        convert(1.0, unit, target)


def test_reciprocals_fit_only_where_asked() -> None:
    conductance = "megawatt ** 1 * meter ** -2 * kelvin ** -1"
    assert compatible(conductance, "m^2*K/W", inverse=True)
    assert not compatible(conductance, "m^2*K/W")


def test_is_inverse() -> None:
    assert is_inverse("watt ** 1 * meter ** -2 * kelvin ** -1", "m^2*K/W")
    assert is_inverse("ohm ** 1 * centimeter ** 1", "S/m")
    assert not is_inverse("siemens ** 1 * centimeter ** -1", "S/m")
    assert not is_inverse("percent ** 1", "1")


@given(
    st.floats(min_value=1e-12, max_value=1e12),
    st.sampled_from([
        ("siemens ** 1 * centimeter ** -1", "S/m"), ("millisiemens ** 1 * centimeter ** -1", "S/m"), ("electron_volt ** 1", "J"),
        ("kilojoule ** 1", "J"), ("hour ** 1", "s"), ("micrometer ** 1", "m"), ("percent ** 1", "dimensionless"), ("megapascal ** 1", "Pa"),
        ("meter ** 2 * kelvin ** 1 * gigawatt ** -1", "m^2*K/W"), ("megawatt ** 1 * meter ** -2 * kelvin ** -1", "m^2*K/W"),
    ]),
)
def test_conversion_round_trips(value: float, units: tuple[str, str]) -> None:
    unit, target = units
    assert convert(convert(value, unit, target), target, unit) == pytest.approx(value, rel=1e-9)


@given(st.text(max_size=60), st.integers(0, 60))
def test_unit_at_never_raises_and_slices_back(text: str, position: int) -> None:
    found = unit_at(text, min(position, len(text)))
    if found is not None:
        assert text[min(position, len(text)) : found.end] == found.text
        UREG.Unit(found.pint_unit)
