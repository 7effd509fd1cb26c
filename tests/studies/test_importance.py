"""Importances of sets whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.studies.importance import (
    agreement,
    bootstraps,
    by_seed,
    importance,
    learning_curve,
    null,
    permutation,
    shap_values,
    shuffled,
    stability,
    without,
)
from extractor.studies.li_models import XGBOOST, Floats, boosted, folds, held_out, predictors, scores

ROWS, WORKS = 80, 20


@pytest.fixture(scope="module")
def features() -> pd.DataFrame:
    random = np.random.default_rng(1)
    table = pd.DataFrame(random.normal(size=(ROWS, 6)), columns=[f"f{number}" for number in range(6)])
    return table.where(random.random(table.shape) > 0.1)  # what is missing stays missing


@pytest.fixture(scope="module")
def works() -> pd.Series:
    return pd.Series(np.arange(ROWS) % WORKS)


@pytest.fixture(scope="module")
def planted(features: pd.DataFrame) -> Floats:
    """Depends on f3 and on nothing else."""
    return features["f3"].fillna(0.0).to_numpy() * 2 + np.random.default_rng(2).normal(scale=0.2, size=ROWS)


@pytest.fixture(scope="module")
def noise() -> Floats:
    return np.random.default_rng(3).normal(size=ROWS)


def true_r2(features: pd.DataFrame, target: Floats, works: pd.Series) -> float:
    return scores(target, held_out(predictors(features, target, works)[XGBOOST], folds(works), ROWS))["R²"]


def test_every_importance_finds_the_planted_feature(features: pd.DataFrame, planted: Floats, works: pd.Series) -> None:
    told = importance(boosted(ROWS).fit(features, planted), features)
    rises = permutation(features, planted, folds(works), {"planted": ["f3"], "rest": ["f0", "f1", "f2", "f4", "f5"]})
    assert [told[kind].idxmax() for kind in ("weight", "gain", "shap")] == ["f3"] * 3
    assert rises.features["rise"].idxmax() == "f3"
    assert rises.blocks["rise"]["planted"] > 10 * abs(rises.blocks["rise"]["rest"])
    assert rises.blocks["rise"]["planted"] == pytest.approx(rises.features["rise"]["f3"])


def test_taking_the_planted_feature_away_hurts(features: pd.DataFrame, planted: Floats, works: pd.Series) -> None:
    rmse = without(features, planted, folds(works), {"planted": ["f3"], "rest": ["f0", "f1", "f2", "f4", "f5"], "all": list(features)})
    assert list(rmse) == ["planted", "rest"]
    assert rmse["planted"] > 3 * rmse["rest"]
    seeds = by_seed(features, planted, folds(works), 3)
    assert len(set(seeds)) == 3
    assert rmse["planted"] > 2 * max(seeds)


def test_the_planted_feature_is_first_in_every_draw(features: pd.DataFrame, planted: Floats, works: pd.Series) -> None:
    drawn = bootstraps(features, planted, works, 12)
    told = stability(drawn).loc["f3"]
    assert told["rank"] == told["top_gain"] == 1
    assert told["rank_high"] < 2  # at most one draw differs
    shared, chance = agreement(drawn, "gain")
    assert shared == chance == 6  # all six are in any top ten


@pytest.mark.parametrize("target", ["planted", "noise"])
def test_shap_values_sum_to_the_prediction(features: pd.DataFrame, target: str, request: pytest.FixtureRequest) -> None:
    model = boosted(ROWS).fit(features, request.getfixturevalue(target))
    values, base = shap_values(model, features)
    assert values.shape == features.shape
    np.testing.assert_allclose(values.sum(axis=1) + base, model.predict(features), atol=1e-4)


def test_truth_is_significant(features: pd.DataFrame, planted: Floats, works: pd.Series) -> None:
    shuffles = null(features, planted, works, folds(works), 19)
    assert shuffles.chance(true_r2(features, planted, works)) == 0.05  # none of 19
    told = importance(boosted(ROWS).fit(features, planted), features)
    assert all(told[kind]["f3"] > shuffles.importance[kind]["f3"] for kind in ("weight", "gain", "shap"))


def test_noise_is_not_significant(features: pd.DataFrame, noise: Floats, works: pd.Series) -> None:
    assert null(features, noise, works, folds(works), 9).chance(true_r2(features, noise, works)) > 0.1


@given(st.lists(st.integers(0, 6), min_size=2, max_size=40), st.integers(0, 5))
def test_a_shuffled_target_keeps_works_alike_within(codes: list[int], seed: int) -> None:
    groups = pd.Series(codes)
    target = np.random.default_rng(seed).normal(size=len(codes)) + groups.to_numpy() * 10
    mixed = shuffled(target, groups, seed)
    before, after = (pd.Series(values).groupby(groups) for values in (target, mixed))
    np.testing.assert_allclose(np.sort(before.mean()), np.sort(after.mean()), atol=1e-9)
    np.testing.assert_allclose(before.std().dropna(), after.std().dropna(), atol=1e-9)


def test_more_samples_teach_more(features: pd.DataFrame, planted: Floats, works: pd.Series) -> None:
    curve = learning_curve(features, planted, works, folds(works), (0.2, 1.0))
    assert curve["samples"].is_monotonic_increasing
    assert curve["R²"].iloc[1] > curve["R²"].iloc[0] + 0.05
    assert curve["R²"].iloc[1] == pytest.approx(true_r2(features, planted, works))


def test_the_same_in_two_runs(features: pd.DataFrame, planted: Floats, works: pd.Series) -> None:
    first, second = (null(features, planted, works, folds(works), 5) for _ in range(2))
    np.testing.assert_array_equal(first.r2, second.r2)
    pd.testing.assert_frame_equal(*(pd.concat(bootstraps(features, planted, works, 4)) for _ in range(2)))
