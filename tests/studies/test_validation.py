"""Folds part what they should, and nothing of held-out rows is learned."""

from __future__ import annotations

import numpy as np
import pytest

from extractor.studies.models import makers
from extractor.studies.validation import grouped_folds, held_out, permutation_importance, plain_folds, score, unseen_material_folds

RANDOM = np.random.default_rng(1)


def test_groups_stay_whole() -> None:
    groups = RANDOM.integers(0, 17, 200)
    folds = grouped_folds(groups)
    assert len(folds) == 10
    assert np.sort(np.concatenate([test for _, test in folds])).tolist() == list(range(200))
    for train, test in folds:
        assert not set(groups[train]) & set(groups[test])


def test_plain_folds_do_part_groups() -> None:
    """Which is why they flatter."""
    groups = np.repeat(np.arange(20), 5)
    assert any(set(groups[train]) & set(groups[test]) for train, test in plain_folds(100))


def test_unseen_material_is_on_neither_side() -> None:
    film, other = np.array(["Al", "Al", "Au", "C", "Cu", "Ni"] * 5), np.array(["C", "Si", "C", "Al", "Si", "MgO"] * 5)
    folds = unseen_material_folds(film, other)
    assert len(folds) == 5
    for train, test in folds:
        material = film[test[0]]
        assert set(film[test]) == {material}
        assert material not in {*film[train], *other[train]}


@pytest.mark.parametrize("name", ["ridge", "gaussian process", "random forest", "least-squares boosting"])
def test_filling_is_learned_from_training_rows_only(name: str) -> None:
    """A held-out value, however wild, changes nothing of the predictions for other held-out rows."""
    X, y = RANDOM.normal(size=(40, 3)), RANDOM.normal(size=40)
    X[::5, 1] = np.nan
    folds = [(np.arange(30), np.arange(30, 40))]
    calm = held_out(makers()[name], X, y, folds)
    X[31, 1] = 1e9
    wild = held_out(makers()[name], X, y, folds)
    others = [row for row in range(30, 40) if row != 31]
    assert np.array_equal(calm[others], wild[others])
    assert np.isnan(calm[:30]).all()


@pytest.mark.parametrize("name", makers())
def test_same_seed_same_predictions(name: str) -> None:
    X, y = RANDOM.normal(size=(40, 3)), RANDOM.normal(size=40)
    first, second = (held_out(makers()[name], X, y, plain_folds(40, 3)) for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("name", [name for name in makers() if name != "mean"])
def test_models_learn(name: str) -> None:
    X = RANDOM.normal(size=(150, 4))
    y = X[:, 0] + 0.1 * RANDOM.normal(size=150)
    assert score(y, held_out(makers()[name], X, y, plain_folds(150, 3))).r2 > 0.7


def test_importance_finds_the_column() -> None:
    X = RANDOM.normal(size=(120, 3))
    grown = np.mean(list(permutation_importance(makers()["ridge"], X, 2 * X[:, 1], plain_folds(120, 3))), axis=0)
    assert grown[1] > 1
    assert np.abs(grown[[0, 2]]).max() < 0.01


def test_score_of_nothing() -> None:
    assert score(np.array([1.0]), np.array([np.nan])).n == 0
