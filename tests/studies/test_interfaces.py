"""From rows of the dataset to what a model sees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compounds.handbook import properties
from extractor.datasets.interface import COLUMNS, material_class
from extractor.studies.interfaces import FEATURES, SIDE, Sides, boundaries, descriptors, interfaces

MATERIALS = [("Al", None), ("C", "diamond"), ("C", "graphene"), ("H2O", "liquid"), ("SiO2", "amorphous"), ("GaN", None), ("BN", "hexagonal"), ("BN", "cubic"), ("CH4", None), ("Al2O3", "alpha")]


def sides() -> Sides:
    formulas, phases = (pd.Series(column, dtype=object) for column in zip(*MATERIALS, strict=True))
    told = pd.DataFrame([{name: datum.value for name, datum in properties(*material).items()} for material in MATERIALS])
    return Sides.of(told, formulas.map(material_class), formulas, phases)


def row(number: int, **told: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"id": f"r{number}", "origin": "extracted", "resistance": 1e-8, "comparator": "=", "formula_a": "Al", "formula_b": "MgO", "class_a": "metal", "class_b": "oxide", "simulated": False, "cited": False, "paper": f"p{number}", "confidence": 0.9}
    return base | told


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([row(number, **told) for number, told in enumerate(rows)], columns=list(COLUMNS))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.one_of(st.just(float("nan")), st.floats(1, 2000))), min_size=1, max_size=12))
def test_neither_side_is_first(pairs: list[tuple[int, int, float]]) -> None:
    first, second, kelvin = (np.array(column) for column in zip(*pairs, strict=True))
    one, other, none = sides().take(first), sides().take(second), np.zeros(len(first))
    forth, back = descriptors(one, other, kelvin, none, none), descriptors(other, one, kelvin, none, none)
    assert forth.shape == (len(first), len(FEATURES))
    assert np.array_equal(forth, back, equal_nan=True)
    assert np.array_equal(boundaries(one, other), boundaries(other, one))


def test_descriptors_of_a_pair() -> None:
    one, other = sides().take(np.array([0])), sides().take(np.array([1]))
    found = dict(zip(FEATURES, descriptors(one, other, np.array([300.0]), np.ones(1), np.zeros(1))[0], strict=True))
    aluminium, diamond = properties("Al"), properties("C", "diamond")
    assert (found["temperature"], found["temperature_missing"], found["simulated"], found["interlayer"]) == (300, 0, 1, 0)
    assert (found["light_metal"], found["heavy_metal"]) == (0, 1)
    assert found["heavy_density"] == pytest.approx(np.log10(2700), abs=1e-3)
    assert 10 ** found["mismatch_debye_temperature"] == pytest.approx(diamond["debye_temperature"].value / aluminium["debye_temperature"].value)
    assert 10 ** found["lower_debye_temperature"] == pytest.approx(aluminium["debye_temperature"].value)
    assert np.isnan(descriptors(one, sides().take(np.array([2])), np.array([np.nan]), np.zeros(1), np.zeros(1))[0, list(FEATURES).index("lower_debye_temperature")])


def test_a_sheet_and_a_liquid_lack_the_crystal() -> None:
    found = sides()
    debye = list(SIDE).index("debye_temperature")
    assert np.isnan(found.numbers[[2, 3], debye]).all()
    assert found.forms.tolist()[:5] == ["crystal", "crystal", "sheet or tube", "liquid", "amorphous"]
    assert found.forms[8] == "molecular"


def test_rows_that_stay_out_are_counted() -> None:
    found = interfaces(table(
        {}, {"comparator": "~"}, {"comparator": "<"}, {"resistance": np.nan}, {"formula_a": None}, {"formula_b": None}, {"resistance": 0.0},
    ))  # fmt: skip
    assert found.table["id"].tolist() == ["r0", "r1"]
    assert found.left_out == {"a range or a bound, not one value": 2, "a side without a formula": 2, "a resistance that is not positive": 1}
    assert found.y.tolist() == [-8, -8]


@pytest.mark.parametrize(
    ("rows", "groups"),
    [
        ([{"resistance": 1e-8}, {"resistance": 2e-8}], [0, 1]),
        ([{"paper": "a"}, {"paper": "a", "resistance": 2e-8}, {"resistance": 3e-8}], [0, 0, 1]),
        ([{"doi": "10.1/x"}, {"doi": "10.1/x", "resistance": 2e-8}], [0, 0]),
        # retold values go with the first teller, the rest of the retelling paper does not
        ([{"paper": "a"}, {"paper": "b", "cited": True}, {"paper": "b", "resistance": 5e-8}], [0, 0, 1]),
        ([{"paper": "a"}, {"paper": "b", "formula_a": "MgO", "formula_b": "Al"}], [0, 0]),
        ([{"paper": "a"}, {"paper": "b", "formula_a": "Au"}], [0, 1]),
    ],
)
def test_a_value_told_twice_is_in_one_group(rows: list[dict[str, Any]], groups: list[int]) -> None:
    found = interfaces(table(*rows)).papers
    assert [[int(one == other) for other in found] for one in found] == [[int(one == other) for other in groups] for one in groups]
