"""Domain flags, and the coverage that conformal intervals promise."""

from __future__ import annotations

import numpy as np
import pytest

from extractor.studies.domain import ConformalRegressor, Domain, held_out_intervals, held_out_judgement
from extractor.studies.models import makers
from extractor.studies.validation import grouped_folds


def known(n: int = 120) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(2)
    return random.normal(size=(n, 4)), np.arange(n) % 12, np.array([["metal | oxide", "crystal"], ["metal | metal", "crystal"]] * (n // 2)), random.uniform(80, 400, (n, 1))


@pytest.mark.parametrize(
    ("row", "labels", "temperature", "reason"),
    [
        (0.1, ("metal | oxide", "crystal"), 300.0, ""), (0.1, ("metal | oxide", "crystal"), np.nan, ""), (np.nan, ("metal | metal", "crystal"), 300.0, ""),
        (9.0, ("metal | oxide", "crystal"), 300.0, "far"), (0.1, ("metal | organic", "crystal"), 300.0, "unseen class"), (0.1, ("metal | oxide", "liquid"), 300.0, "unseen class"),
        (0.1, ("metal | oxide", "crystal"), 1300.0, "out of range"), (0.1, ("metal | oxide", "crystal"), 4.0, "out of range"), (-9.0, ("organic | organic", "liquid"), 4.0, "unseen class, out of range, far"),
    ],
)  # fmt: skip
def test_flags(row: float, labels: tuple[str, str], temperature: float, reason: str) -> None:
    X, groups, kinds, kelvin = known()
    judged = Domain().fit(X, groups, kinds, kelvin).judge(np.full((1, 4), row), np.array([labels]), np.array([[temperature]]))
    assert judged.reasons() == [reason]
    assert judged.inside.tolist() == [reason == ""]


def test_each_label_tells_for_itself_whether_it_was_seen() -> None:
    X, groups, kinds, _ = known()
    judged = Domain().fit(X, groups, kinds).judge(np.zeros((2, 4)), np.array([["metal | oxide", "liquid"], ["organic", "crystal"]]))
    assert judged.unseen_labels.tolist() == [[False, True], [True, False]]


def test_a_lone_paper_does_not_vouch_for_itself() -> None:
    """The rows of a paper that nobody else resembles are far from the others, whatever their number."""
    X, groups, _, _ = known()
    X[groups == 0] += 30.0
    assert held_out_judgement(X, groups, grouped_folds(groups, 12)).far[groups == 0].all()


def test_nothing_but_numbers_is_needed() -> None:
    X, groups, _, _ = known()
    judged = Domain().fit(X, groups).judge(X)
    assert judged.inside.mean() > 0.85
    assert not judged.unseen.any()


def test_told_folds_are_those_that_are_held_out() -> None:
    """Rows that no fold holds out have no interval."""
    X, groups, _, _ = known()
    over = grouped_folds(groups, 12)[:2]
    low, _ = held_out_intervals(makers()["mean"], X, X[:, 0], groups, over=over)
    assert np.flatnonzero(np.isfinite(low[0])).tolist() == sorted(np.concatenate([test for _, test in over]))


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
def test_coverage_of_exchangeable_rows(level: float) -> None:
    random = np.random.default_rng(3)
    reached = []
    for _ in range(8):
        X = random.normal(size=(220, 3))
        y = X[:, 0] + random.standard_t(3, 220)
        model = ConformalRegressor(makers()["ridge"], level).fit(X[:120], y[:120], np.arange(120))
        _, low, high = model.predict(X[120:])
        reached.append(((low <= y[120:]) & (y[120:] <= high)).mean())
    assert np.mean(reached) == pytest.approx(level, abs=0.05)


def test_held_out_coverage_by_group() -> None:
    """With what papers have in common in their errors, intervals of groups hold where those of single rows would not."""
    random = np.random.default_rng(4)
    groups = np.repeat(np.arange(60), 5)
    X = random.normal(size=(300, 2))
    y = X[:, 0] + random.normal(size=60)[groups] + 0.2 * random.normal(size=300)
    low, high = held_out_intervals(makers()["ridge"], X, y, groups, (0.8, 0.9))
    reached = ((low <= y) & (y <= high)).mean(1)
    assert reached[0] == pytest.approx(0.8, abs=0.07)
    assert reached[1] == pytest.approx(0.9, abs=0.06)
    assert (low[1] <= low[0]).all()
    assert (high[1] >= high[0]).all()


def test_too_few_rows_for_the_level() -> None:
    X = np.arange(6.0)[:, None]
    _, low, high = ConformalRegressor(makers()["mean"], 0.95, 3).fit(X, X[:, 0], np.arange(6)).predict(X)
    assert np.isneginf(low).all()
    assert np.isposinf(high).all()
