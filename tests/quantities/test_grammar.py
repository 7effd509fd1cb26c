"""Quantities in running text: values, ranges, lists, comparators."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.quantities import Quantity, convert, find_quantities
from tests.helpers import known

SCIENCE = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789.,-−–×^⁻⁴()±/ 10SmcKWhΩ%°C·~<>")), max_size=120)


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "si", "value"),
    [
        ("3.2 × 10−4 S cm−1", "S/m", 0.032), ("3.2(1)×10^-4 S/cm", "S/m", 0.032), ("3.2e-4 S/cm", "S/m", 0.032), ("0.32 mS/cm", "S/m", 0.032),
        ("3.2 × 10⁻⁴ S·cm⁻¹", "S/m", 0.032), ("1.2E−5 S cm-1", "S/m", 0.0012), ("10−4 S cm−1", "S/m", 0.01), ("2.5×10−3Scm−1", "S/m", 0.25),
        ("3.2 x 10-4 S.cm-1", "S/m", 0.032), ("120 MW m-2 K-1", "m^2*K/W", 1 / 120e6), ("50 W/m2K", "m^2*K/W", 0.02), ("7 m2 K GW−1", "m^2*K/W", 7e-9),
        ("8.7 × 10^{-9} m^2 K/W", "m^2*K/W", 8.7e-9), ("1100 oC", "K", 1373.15), ("1,200 °C", "K", 1473.15), ("−20 °C", "K", 253.15), ("25℃", "K", 298.15),
        ("0.35 eV", "J", 0.35 * 1.602176634e-19), ("34.5 kJ/mol", "J", 34500 / 6.02214076e23), ("12h", "s", 43200.0), ("24-h", "s", 86400.0),
        ("5 ± 0.3 μm", "m", 5e-6), ("50-nm", "m", 5e-8), ("95%", "1", 0.95), ("95 %", "1", 0.95), ("50 MPa", "Pa", 5e7), ("10-3 mbar", "Pa", 0.1),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "a value of {} was found.", "({})"])
def test_value_in_si(text: str, si: str, value: float, frame: str) -> None:
    quantity = only(frame.format(text))
    assert quantity.value is not None
    assert convert(quantity.value, quantity.pint_unit, si) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1.2–1.5 × 10−4 S cm−1", 1.2e-4, 1.5e-4), ("1.2 × 10−4–1.5 × 10−4 S cm−1", 1.2e-4, 1.5e-4), ("2.2 × 10−3–4 × 10−3 S·cm−1", 2.2e-3, 4e-3),
        ("10⁻⁴–10⁻³ S cm⁻¹", 1e-4, 1e-3), ("1 × 10−4 to 3 × 10−4 S/cm", 1e-4, 3e-4), ("1250–1350 °C", 1250.0, 1350.0), ("1250-1350 °C", 1250.0, 1350.0),
        ("1250 – 1350 °C", 1250.0, 1350.0), ("1250—1350 °C", 1250.0, 1350.0), ("1250 ~ 1350 °C", 1250.0, 1350.0), ("10-20 nm", 10.0, 20.0), ("10 nm–20 nm", 10.0, 20.0),
        ("1.5 to 2.5 h", 1.5, 2.5), ("10–20%", 10.0, 20.0), ("0.3-0.5 eV", 0.3, 0.5), ("10 °C–20 °C", 10.0, 20.0),
        ("10%–20%", 10.0, 20.0),
        known("'h–2' is read as h⁻²", "1 h–2 h", 1.0, 2.0),
        ("10−4 – 10−3 S/cm", 1e-4, 1e-3),
        ("1 × 10−4 – 3 × 10−4 S/cm", 1e-4, 3e-4),
        ("10‐20 nm", 10.0, 20.0),
        ("10−20 nm", 10.0, 20.0),
    ],
)
def test_range(text: str, low: float, high: float) -> None:
    quantity = only(text)
    assert quantity.value is None
    assert (quantity.low, quantity.high) == (low, high)
    assert text[quantity.start : quantity.end] == text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("900, 1000 and 1100 °C", [900.0, 1000.0, 1100.0]), ("900, 1000, and 1100 °C", [900.0, 1000.0, 1100.0]), ("900 or 1000 °C", [900.0, 1000.0]),
        ("900/1000/1100 °C", [900.0, 1000.0, 1100.0]), ("6, 12 and 24 h", [6.0, 12.0, 24.0]), ("0.60 ± 0.02 and 0.70 ± 0.03 eV", [0.6, 0.7]),
        ("1.5 × 10−4, 2.0 × 10−4 and 3 × 10−4 S/cm", [1.5e-4, 2e-4, 3e-4]), ("0.25, 0.5 & 1 μm", [0.25, 0.5, 1.0]),
    ],
)
def test_list_shares_its_unit(text: str, values: list[float]) -> None:
    found = find_quantities(text)
    assert [q.value for q in found] == values
    assert len({(q.group, q.unit_text) for q in found}) == 1


def test_two_lists_are_two_groups() -> None:
    found = find_quantities("at 1100, 1150 and 1200 °C for 6, 12 and 24 h, respectively")
    assert [q.value for q in found] == [1100.0, 1150.0, 1200.0, 6.0, 12.0, 24.0]
    assert [q.group for q in found] == [1, 1, 1, 2, 2, 2]


def test_shared_power_of_ten_is_flagged() -> None:
    first, second = find_quantities("1.2 and 3.4 × 10−4 S/cm")
    assert (first.value, second.value) == (1.2e-4, 3.4e-4)
    assert first.flags == ("shared_exponent",)
    assert second.flags == ()


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("95 %", "="), ("about 95 %", "~"), ("ca. 95 %", "~"), ("~95 %", "~"), ("∼ 95 %", "~"), ("≈95 %", "~"), ("approximately 95 %", "~"), ("> 95 %", ">"),
        ("more than 95 %", ">"), ("above 95 %", ">"), ("over 95 %", ">"), ("exceeding 95 %", ">"), ("less than 95 %", "<"), ("below 95 %", "<"), ("<95 %", "<"),
        ("at least 95 %", ">="), ("≥95 %", ">="), ("not less than 95 %", ">="), ("≤95 %", "<="), ("at most 95 %", "<="), ("no more than 95 %", "<="),
    ],
)
def test_comparator(text: str, comparator: str) -> None:
    quantity = only(f"a density of {text} was reached")
    assert (quantity.value, quantity.comparator) == (95.0, comparator)


@pytest.mark.parametrize("text", ["5 wt% Al2O3", "8 mol% Y2O3", "10 at.% Gd", "30 vol.%", "Li7La3Zr2O12", "in 2015 and 2016", "sample 3", "pH 7", "x = 0.2", "Fig. 3"])
def test_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


def test_bracketed_uncertainty() -> None:
    quantity = only("(0.60 ± 0.02) eV")
    assert (quantity.value, quantity.uncertainty) == (0.6, 0.02)


@given(st.integers(100, 999), st.integers(-12, -1), st.sampled_from(["S cm−1", "S/cm", "mS cm−1", "m2 K W−1", "W m−2 K−1", "Ω cm"]))
def test_any_value_with_its_unit_parses_back(mantissa: int, exponent: int, unit: str) -> None:
    text = f"a value of {mantissa / 100:.2f} × 10{str(exponent).replace('-', '−')} {unit} was found"
    quantity = only(text)
    assert quantity.value == float(f"{mantissa / 100:.2f}e{exponent}")
    assert quantity.unit_text == unit


@given(SCIENCE)
def test_never_raises_slices_back_and_never_overlaps(text: str) -> None:
    position = 0
    for quantity in find_quantities(text):
        assert position <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end].startswith(quantity.number_text)
        assert quantity.value is not None or (quantity.low is not None and quantity.high is not None and quantity.low <= quantity.high)
        position = quantity.end
