"""Numbers as papers print them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.quantities.numbers import find_numbers
from tests.helpers import known

ONE: list[tuple[str, float]] = [
    ("3", 3.0), ("3.25", 3.25), (".5", 0.5), ("1,200", 1200.0), ("12,345,678", 12345678.0), ("1,234.5", 1234.5),
    ("−20", -20.0), ("-20", -20.0), ("–20", -20.0),
    ("3.2 × 10−4", 3.2e-4), ("3.2×10−4", 3.2e-4), ("3.2 × 10-4", 3.2e-4), ("3.2 × 10–4", 3.2e-4), ("3.2 × 10‒4", 3.2e-4),
    ("3.2 × 10⁻⁴", 3.2e-4), ("3.2 × 10^-4", 3.2e-4), ("3.2 × 10^−4", 3.2e-4), ("3.2 × 10^{-4}", 3.2e-4), ("3.2 × 10^(-4)", 3.2e-4),
    ("3.2 x 10-4", 3.2e-4), ("3.2 · 10−4", 3.2e-4), ("3.2 ⋅ 10⁻⁴", 3.2e-4), ("3.2 * 10^-4", 3.2e-4), ("3.2 × 10 −4", 3.2e-4),
    ("3.2 × 10⁴", 3.2e4), ("3.2 × 10^4", 3.2e4), ("3.2 × 10⁻¹²", 3.2e-12), ("−3.2 × 10⁻⁴", -3.2e-4),
    ("3.2e-4", 3.2e-4), ("3.2E-4", 3.2e-4), ("3.2E−4", 3.2e-4), ("3.2e4", 3.2e4), ("3.2E+04", 3.2e4),
    ("10−4", 1e-4), ("10⁻⁴", 1e-4), ("10^-4", 1e-4), ("10^{-4}", 1e-4), ("10⁶", 1e6),
]  # fmt: skip


@pytest.mark.parametrize(("written", "value"), ONE)
@pytest.mark.parametrize("frame", ["{}", "of {} here", "≈{};", "is {}, which"])
def test_one_number(written: str, value: float, frame: str) -> None:
    text = frame.format(written)
    found = find_numbers(text)
    assert [n.value for n in found] == [value]
    assert text[found[0].start : found[0].end] == written


@pytest.mark.parametrize(
    ("written", "value", "uncertainty"),
    [
        ("5 ± 0.3", 5.0, 0.3), ("5±0.3", 5.0, 0.3), ("0.6 +/- 0.1", 0.6, 0.1), ("1.52(3)", 1.52, 0.03), ("152(3)", 152.0, 3.0), ("0.320(12)", 0.32, 0.012),
        ("3.2(1)×10^-4", 3.2e-4, 1e-5), ("3.2(1) × 10−4", 3.2e-4, 1e-5), ("3.2 ± 0.1 × 10−4", 3.2e-4, 1e-5), ("(3.2 ± 0.1) × 10−4", 3.2e-4, 1e-5),
    ],
)
def test_uncertainty(written: str, value: float, uncertainty: float) -> None:
    (number,) = find_numbers(written)
    assert number.value == value
    assert number.uncertainty == pytest.approx(uncertainty, rel=1e-12)


@pytest.mark.parametrize(
    "text", ["", "no number", "Li7La3Zr2O12", "Ce0.8Gd0.2O1.9", "8YSZ-x", "LLZO2 and H2O", "sample A1b2", "La0.6Sr0.4CoO3", "S cm−1", "Na+-ion"]
)
def test_no_number_inside_words(text: str) -> None:
    assert [n for n in find_numbers(text) if text[: n.start].strip()] == []


@pytest.mark.parametrize("written", ["3.2 × 10⁻⁴", "3.2 × 10−4", "3.2e-4", "3.2 × 10^-4", "3.2 × 10^{-4}"])
def test_bracket_round_a_number_is_no_part_of_it(written: str) -> None:
    (number,) = find_numbers(f"({written})")
    assert (number.value, number.start, number.end) == (3.2e-4, 1, 1 + len(written))


def test_lost_superscript_is_flagged() -> None:
    (number,) = find_numbers("1.5 × 104")
    assert (number.value, number.flattened) == (1.5e4, True)
    (sure,) = find_numbers("1.5 × 10⁴")
    assert (sure.value, sure.flattened) == (1.5e4, False)


@pytest.mark.parametrize(("written", "value"), [("10 000", 10000.0), ("10\u2009000", 10000.0), known("more than one group", "1 200 000", 1200000.0)])
def test_thousands_parted_by_a_space(written: str, value: float) -> None:
    assert [n.value for n in find_numbers(written)] == [value]


STYLES = ["{m} × 10{s}", "{m}×10{s}", "{m} × 10^{e}", "{m} x 10^{{{e}}}", "{m}e{e}", "{m}E{e}", "{m} · 10{s}", "{m} × 10{u}"]
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@given(st.integers(100, 999), st.integers(-30, -1), st.sampled_from(STYLES))
def test_power_of_ten_in_every_style_parses_back(mantissa: int, exponent: int, style: str) -> None:
    m = f"{mantissa / 100:.2f}"
    written = style.format(m=m, e=exponent, s=str(exponent).replace("-", "−"), u=str(exponent).translate(_SUPERSCRIPT))
    (number,) = find_numbers(written)
    assert number.value == float(f"{m}e{exponent}")
    assert written[number.start : number.end] == written


@given(st.floats(min_value=0, max_value=1e9, allow_subnormal=False), st.integers(0, 6), st.sampled_from(["{:.{d}f}", "{:,.{d}f}"]))
def test_plain_number_parses_back(value: float, decimals: int, style: str) -> None:
    written = style.format(value, d=decimals)
    (number,) = find_numbers(f"a value of {written} in")
    assert number.value == float(written.replace(",", ""))


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789.,-−–×^⁻⁴e()± 10")), max_size=80))
def test_never_raises_and_numbers_are_apart(text: str) -> None:
    position = 0
    for number in find_numbers(text):
        assert position <= number.start < number.end <= len(text)
        assert not math.isnan(number.value)
        position = number.end
