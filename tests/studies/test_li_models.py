"""The simple models, the errors, and features of real compositions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from extractor.errors import UsageError
from extractor.studies.li_conductivity import matrix, study
from extractor.studies.li_features import features
from extractor.studies.li_models import Fold, folds, gain_over, held_out, predictors, scores
from tests.studies.tables import table_of

#: Two families, of which one conducts a hundred times better; every work tells one composition.
GARNETS = [f"Li{7 - x:g}La3Zr{2 - x:g}Ta{x:g}O12" for x in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)]
NASICONS = [f"Li{1 + x:g}Al{x:g}Ti{2 - x:g}P3O12" for x in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)]


@pytest.fixture
def table() -> pd.DataFrame:
    rows = [
        {"id": f"{family}{number}", "formula": formula, "doi": f"10.{number}/{family}", "family": family, "total_conductivity": value * (1 + number / 50), "relative_density": 0.8 + number / 100 if number > 2 else None}
        for family, formulas, value in (("garnet", GARNETS, 0.01), ("nasicon", NASICONS, 1.0))
        for number, formula in enumerate(formulas)
    ]
    return table_of(*rows)


def test_features_keep_what_is_missing_and_say_what_they_leave_out(table: pd.DataFrame) -> None:
    made = features(table)
    assert made.table["relative_density"].isna().sum() == 6
    assert made.table["relative_density"].max() == pytest.approx(87)
    assert made.names["relative_density"] == "relative density (%)"
    assert made.left_out["grain_size"] == "told of 0 samples"
    assert made.left_out["group_min"] == "the same in all samples"  # lithium's
    orders = [made.table[name].rank(method="dense").fillna(0).to_numpy().tobytes() for name in made.table]
    assert len(set(orders)) == len(orders)
    assert sum(map(len, made.blocks.values())) == made.table.shape[1]


def test_matrix(table: pd.DataFrame) -> None:
    made, target, groups = matrix(table, "total_conductivity")
    assert len(made) == len(target) == len(groups) == 16
    assert groups.nunique() == 16
    np.testing.assert_allclose(10**target, table.set_index("id").loc[sorted(table["id"]), "total_conductivity"])


def test_simple_models_do_what_their_names_say(table: pd.DataFrame) -> None:
    made, target, _ = matrix(table, "total_conductivity")
    family = pd.Series(["garnet"] * 8 + ["nasicon"] * 8)
    models = predictors(made, target.to_numpy(), family)
    train = np.array([number for number in range(16) if number not in (3, 11)])
    fold = Fold(train, np.array([3, 11]))
    np.testing.assert_allclose(models["mean"](fold), target[train].mean())
    np.testing.assert_allclose(models["mean of the family"](fold), [target[:8].drop(3).mean(), target[8:].drop(11).mean()])
    assert all(abs(guess - told) < 0.02 for guess, told in zip(models["nearest composition"](fold), target[[3, 11]], strict=True))
    assert all(abs(guess - told) < 0.3 for guess, told in zip(models["ridge on element shares"](fold), target[[3, 11]], strict=True))
    unseen = Fold(np.arange(8), np.arange(8, 16))
    np.testing.assert_allclose(models["mean of the family"](unseen), target[:8].mean())  # a family that nobody saw


def test_held_out_predictions_know_nothing_of_their_group() -> None:
    groups = pd.Series([0, 0, 1, 1, 2, 2])
    target = np.array([0.0, 0.0, 10.0, 10.0, 20.0, 20.0])
    models = predictors(pd.DataFrame({"x_Li": groups / 10}), target, groups)
    np.testing.assert_allclose(held_out(models["mean"], folds(groups), 6), [15, 15, 10, 10, 5, 5])


@pytest.mark.parametrize(("predicted", "r2", "within"), [([0.0, 1, 2, 3], 1.0, 1.0), ([1.5, 1.5, 1.5, 1.5], 0.0, 0.5), ([3.0, 2, 1, 0], -3.0, 0.5)])
def test_scores(predicted: list[float], r2: float, within: float) -> None:
    found = scores(np.arange(4.0), np.array(predicted))
    assert (found["R²"], found["within ×10"]) == (pytest.approx(r2), within)


def test_the_interval_of_a_difference() -> None:
    told, groups = np.zeros(40), pd.Series(np.arange(40) // 2)
    off = np.random.default_rng(0).normal(size=40)
    low, high = gain_over(told, off / 2, off, groups)
    assert 0 < low < high
    assert gain_over(told, off, off, groups) == (0, 0)
    low, high = gain_over(told, off, np.random.default_rng(1).normal(size=40), groups)
    assert low < 0 < high


def test_too_few(table: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match=r"grain conductivity: 0 samples .* total conductivity: 14 samples near room temperature from 14 works; 15 from 5 are needed\. Add --starter"):
        study(table.iloc[:14])
