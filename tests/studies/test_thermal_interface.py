"""The study on resistances that follow a law, and on such that follow none: its words must tell them apart."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from extractor.compounds.handbook import properties
from extractor.datasets.interface import COLUMNS, material_class
from extractor.errors import UsageError
from extractor.studies.interfaces import interfaces
from extractor.studies.mismatch import diffuse_mismatch
from extractor.studies.thermal_interface import Study, study
from extractor.studies.thermal_report import domain_words, page, physics_words, words

METALS, CRYSTALS = ("Al", "Au", "Cu", "W", "Mo", "Cr", "Pb", "Ti", "Pt", "Ni"), ("Si", "Ge", "MgO", "GaN", "AlN", "GaAs", "TiO2", "ZnO")


def made(resistance: str) -> pd.DataFrame:
    """A paper a pair, two temperatures each: resistances of the diffuse mismatch model, or at random."""
    rows = []
    for number, ((metal, crystal), kelvin) in enumerate(itertools.product(itertools.product(METALS, CRYSTALS), (150.0, 300.0))):
        row = {"id": f"r{number:03}", "origin": "extracted", "resistance": 1e-8, "comparator": "=", "temperature": kelvin, "simulated": number % 2 == 0, "cited": False, "reviewed": False, "confidence": 0.9}
        row |= {"paper": f"{metal}-{crystal}", "source": "made", "evidence": "made <b>here</b>"}
        for side, formula in (("a", metal), ("b", crystal)):
            row |= {f"side_{side}": formula, f"formula_{side}": formula, f"class_{side}": material_class(formula)} | {f"{side}_{name}": datum.value for name, datum in properties(formula).items()}
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    if resistance == "random":
        return table.assign(resistance=10 ** np.random.default_rng(6).normal(-8, 0.5, 80).repeat(2))
    known = interfaces(table)
    return table.assign(resistance=1 / diffuse_mismatch(known.one.solids(), known.other.solids(), known.temperature))


@pytest.fixture(scope="module")
def lawful() -> Study:
    return study(made("law"), models=["ridge"])


@pytest.fixture(scope="module")
def lawless() -> Study:
    return study(made("random"), models=["ridge"])


def test_a_law_is_found(lawful: Study) -> None:
    physics = lawful.beside_physics.set_index(["rows", "model"])
    assert physics.loc[("all", "diffuse mismatch"), "rmse"] < 1e-9
    assert physics.loc[("measured", "diffuse mismatch"), "n"] == 80
    assert lawful.scores.set_index(["kind", "model"]).loc[("material", "ridge"), "r2"] > 0.5
    assert "it is better than ridge regression and better than the mean" in physics_words(lawful)
    assert "ridge regression is best, with a typical error of a factor of" in words(lawful)[0]


def test_no_law_is_told_as_none(lawless: Study) -> None:
    assert "no model predicts a resistance noticeably better than the mean" in words(lawless)[0]
    assert "The acoustic mismatch model has" in physics_words(lawless)
    assert "may be chance" in domain_words(lawless) or "Predictions outside are" in domain_words(lawless)
    reached = lawless.coverage.set_index(["groups", "nominal"])["reached, all"]
    assert reached[("paper", 0.9)] == pytest.approx(0.9, abs=0.08)


def test_held_out_rows_are_all_predicted(lawful: Study) -> None:
    for by_model in lawful.predicted.values():
        for values in by_model.values():
            assert np.isfinite(values).all()
    assert lawful.screening is None


def test_the_page_is_safe_and_whole(lawful: Study) -> None:
    parts = "\n".join(page(lawful).parts)
    assert "<b>here</b>" not in parts
    assert "&lt;b&gt;here" in parts
    assert parts.count("<figure>") == 6
    assert "nan" not in parts


@pytest.mark.parametrize(("rows", "told"), [(39, "39 with a value"), (0, "0 with a value")])
def test_too_few(rows: int, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        study(made("law").head(rows))


def test_many_rows_of_one_pair() -> None:
    table = pd.concat([made("law").head(2)] * 45, ignore_index=True).assign(id=[f"r{number}" for number in range(90)])
    with pytest.raises(UsageError, match="pairs: 1, papers: 1"):
        study(table)
