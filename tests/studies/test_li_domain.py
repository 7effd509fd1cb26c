"""Inside and outside the known material space of electrolytes, on samples whose errors are known beforehand; the words must tell chance from more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from extractor.studies.li_conductivity import Effort, Model, Study, study
from extractor.studies.li_domain import Known, Space, anion_class, space
from extractor.studies.li_domain_report import section, table, words
from extractor.studies.li_models import XGBOOST, drawn_sums
from extractor.studies.report import Report
from tests.studies.tables import table_of

#: Formulas of a number x, by family; a work each.
FAMILIES = {
    "garnet": lambda x: f"Li{7 - x:g}La3Zr{2 - x:g}Ta{x:g}O12", "nasicon": lambda x: f"Li{1 + x:g}Al{x:g}Ti{2 - x:g}P3O12", "perovskite": lambda x: f"Li{3 * x:g}La{0.67 - x:g}TiO3",
    "argyrodite": lambda x: f"Li{6 - x:g}PS{5 - x:g}Cl{1 + x:g}",
}  # fmt: skip
STRANGER = {"id": "z", "formula": "Li3YCl6", "doi": "10.99/z", "family": "halide", "total_conductivity": 0.05}


@pytest.fixture(scope="module")
def found() -> Study:
    random = np.random.default_rng(1)
    rows = [
        {"id": f"{family}{number:02}", "formula": formula(0.02 * (number + 1)), "doi": f"10.{number}/{family}", "family": family, "total_conductivity": 10.0 ** (place - 2 + random.normal(0, 0.2))}
        for place, (family, formula) in enumerate(FAMILIES.items())
        for number in range(12)
    ]
    return study(table_of(*rows, STRANGER), Effort((2, 2), (2, 2)))


@pytest.fixture(scope="module")
def known(found: Study) -> Known:
    return space(found).known["total_conductivity"]["work"]


def erring(known: Known, error: np.ndarray, inside: np.ndarray) -> Known:
    """The same samples with errors and verdicts of our choice."""
    told = known.model.predictions | {"work": pd.DataFrame({XGBOOST: known.model.target + error})}
    judged = replace(known.judged, far=~inside, unseen_labels=np.zeros_like(known.judged.unseen_labels), out_of_range=np.zeros_like(inside))
    return replace(known, model=replace(known.model, predictions=told), judged=judged)


def said(known: Known) -> str:
    return words(Space({"total_conductivity": {"work": known}}, []))[1]


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("Li6.4La3Zr1.4Ta0.6O12", "oxide"), ("Li1.3Al0.3Ti1.7P3O12", "phosphate"), ("Li10GeP2S12", "sulfide"), ("Li10GeP2S11.7O0.3", "sulfide"), ("Li3InCl6", "halide"), ("Li2OHCl", "oxide"), ("Li2.9PO3.3N0.46", "phosphate"),
        ("Li3N", "nitride"), ("Li4SiO4", "silicate"), ("Li2SO4", "sulfate"), ("Li6.9La3Zr2P0.02O12", "oxide"), ("LiAlCl4", "halide"), ("Li14Nd5Si11N19O7F2", "nitride"),
    ],
)  # fmt: skip
def test_anion_classes(formula: str, told: str) -> None:
    assert anion_class(formula) == told


def test_a_stranger_is_outside_for_all_its_reasons(known: Known) -> None:
    row = known.table().set_index("ids").loc["z"]
    assert not row["inside"]
    assert row["outside_because"] == "far, unseen family, unseen anion class, unseen element"
    assert row["anion_class"] == "halide"


def test_samples_of_a_known_family_are_inside(known: Known) -> None:
    table = known.table()
    among = table["family"] != "halide"
    assert table[among]["inside"].mean() > 0.8
    assert np.isfinite(table[["low", "high", "distance"]]).all(axis=None)
    assert (table["low"] < table["high"]).all()
    assert known.held[among].mean() > 0.85


def test_parts_are_what_they_say(known: Known) -> None:
    inside = np.arange(49) % 2 == 0
    made = erring(known, np.where(inside, 0.5, -1.5), inside)
    parts = made.parts()
    assert {name: part.samples for name, part in parts.items()} == {"all": 49, "inside": 25, "outside": 24, "outside: far": 24}
    assert (parts["inside"].mae, parts["outside"].mae, parts["outside"].rmse) == pytest.approx((0.5, 1.5, 1.5))
    assert parts["inside"].mae_within == pytest.approx((0.5, 0.5))
    assert parts["all"].mae_within[0] < parts["all"].mae < parts["all"].mae_within[1]
    assert made.worse_outside() == pytest.approx((1.0, 1.0, 1.0))


@pytest.mark.parametrize(("outside", "told"), [(3.0, "Predictions outside are worse, by"), (0.2, "Predictions outside are better, by"), (1.0, "may be chance")])
def test_words_tell_chance_from_more(known: Known, outside: float, told: str) -> None:
    inside = np.arange(49) % 2 == 0
    error = np.random.default_rng(5).normal(0, 1, 49) * np.where(inside, 1, outside)
    assert told in said(erring(known, error, inside))


@pytest.mark.parametrize(("outside", "told"), [(0, "as none lies outside, there is nothing to compare"), (1, "Only 1 of the papers has samples outside, too few to compare"), (46, "Only 3 of the papers have samples inside, too few to compare"), (49, "as none lies inside, there is nothing to compare")])
def test_what_cannot_be_compared_is_said(known: Known, outside: int, told: str) -> None:
    assert told in said(erring(known, np.full(49, 0.1), np.arange(49) >= outside))


def test_an_unkept_promise_is_told(known: Known) -> None:
    inside = np.arange(49) % 2 == 0
    made = erring(known, np.zeros(49), inside)
    target = made.model.target
    short = replace(made, low=target + np.where(inside, -1, 1), high=target + 2)
    assert "inside 100%, outside 0% (fewer than promised)" in said(short)  # 25 hits in a row are no surprise: 0.9 ** 25 = 0.07
    assert "90%, 100% hold (more than promised)" in said(replace(made, low=target - 1, high=target + 1))


def test_too_few_samples_are_told_and_not_judged(found: Study) -> None:
    model: Model = found.models["total_conductivity"]
    few = replace(model, samples=replace(model.samples, frame=model.samples.frame.head(39)))
    made = space(replace(found, models={"total_conductivity": few}))
    assert made.known == {}
    assert made.table().empty
    assert words(made)[0].startswith("Total conductivity: 39 samples from 39 works")
    report = Report("")
    section(report, made)
    assert "<figure>" not in "".join(report.parts)


def test_table_and_section(found: Study) -> None:
    made = space(found)
    shown = table(made)
    assert [name for name in shown["conductivity"] if name.startswith("total")] == ["total, unseen papers", "total, unseen chemical systems"]
    report = Report("")
    section(report, made)
    assert "nan" not in "".join(part for part in report.parts if "<figure>" not in part)


def test_drawn_sums_keep_groups_whole() -> None:
    sums = drawn_sums(np.array([[1.0, 1.0, 10.0], [1.0, 1.0, 1.0]]), pd.Series(["a", "a", "b"]), 50)
    assert {tuple(pair) for pair in sums.T} == {(4.0, 4.0), (12.0, 3.0), (20.0, 2.0)}
