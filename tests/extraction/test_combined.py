"""Columns whose cells hold two values each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.extraction.combined import part_of
from tests.extraction.test_tables import DOPED, GARNET, read

STEP = {"sintering_temperature": 1423.15, "sintering_time": 21600.0}


@pytest.mark.parametrize(
    ("header", "cells", "caption"),
    [
        ("Ts/t (°C/h)", ("1150/6", "1200/12"), ""), ("Sintering (°C, h)", ("1150, 6", "1200, 12"), ""), ("Sintering (°C/h)", ("1150 / 6", "1200 / 12"), ""), ("T (°C)/t (h)", ("1150/6", "1200/12"), "Sintering of the pellets."),
        ("Sintering (°C) (h)", ("1150 (6)", "–"), ""), ("Firing T (°C) and time (h)", ("1150, 6", "1200, 12"), ""), ("Sintering [°C; h]", ("1150; 6", "1200; 12"), ""),
        ("Conditions", ("1150 °C, 6 h", "1200 °C, 12 h"), "Sintering conditions and results."), ("Heating schedule", ("1150 °C for 6 h", "1200 °C for 12 h"), "Densification of the pellets."),
    ],
)  # fmt: skip
def test_temperature_and_time_of_one_cell(header: str, cells: tuple[str, str], caption: str) -> None:
    records = read([["Composition", header], [GARNET, cells[0]], [DOPED, cells[1]]], caption=caption)
    assert {r.property: r.value for r in records if r.formula == GARNET} == STEP


@pytest.mark.parametrize("header", ["Density (g cm−3) (%)", "Density (g cm−3, %)", "Density, relative density (g cm−3) (%)"])
def test_relative_density_in_brackets(header: str) -> None:
    (record,) = read([["Composition", header], [GARNET, "4.62 (92.4)"]])
    assert (record.property, record.value) == ("relative_density", pytest.approx(0.924))


@pytest.mark.parametrize(
    ("header", "cell", "caption"),
    [("Density (g/cm3)", "4.62", ""), ("T/t (°C/h)", "850/6", "Calcination of the powders."), ("T/t (°C/h)", "850/6", "Conductivity of the sintered pellets."), ("Sintering (°C, h)", "not done", "")],
)
def test_no_such_column(header: str, cell: str, caption: str) -> None:
    assert not [r for r in read([["Composition", header], [GARNET, cell]], caption=caption) if r.property in (*STEP, "relative_density")]


@given(st.integers(1, 2000), st.integers(1, 99), st.sampled_from(["/", " / ", ", ", "; "]))
def test_parts(first: int, second: int, between: str) -> None:
    found = [part_of(f"{first}{between}{second}", (index, 2)) for index in (0, 1)]
    assert [number.value for number in found if number] == [first, second]


@given(st.text(max_size=30), st.integers(0, 1))
def test_part_of_any_text(text: str, index: int) -> None:
    number = part_of(text, (index, 2))
    assert number is None or text[number.start : number.end]
