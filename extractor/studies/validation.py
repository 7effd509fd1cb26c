"""How well models predict rows that they did not see, held out in several ways; plain arrays in, plain arrays out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractor.studies.mismatch import Array
from extractor.studies.models import SEED, Maker, fitted

Index = npt.NDArray[np.intp]
#: Rows to train on and rows to predict.
Fold = tuple[Index, Index]


def plain_folds(n: int, folds: int = 10) -> list[Fold]:
    """Rows at random, as in most published work: rows of one paper, and one value told twice, stand on both sides."""
    from sklearn.model_selection import KFold

    return list(KFold(min(folds, n), shuffle=True, random_state=SEED).split(np.zeros(n)))


def grouped_folds(groups: npt.ArrayLike, folds: int = 10) -> list[Fold]:
    """Whole groups are held out, dealt so that the folds are of like size; no group stands on both sides."""
    from sklearn.model_selection import GroupKFold

    keys = np.unique(np.asarray(groups), return_inverse=True)[1]
    return list(GroupKFold(min(folds, int(keys.max()) + 1)).split(np.zeros(len(keys)), groups=keys))


def unseen_material_folds(film: npt.ArrayLike, other: npt.ArrayLike, least: int = 10) -> list[Fold]:
    """For each film material: its rows are held out, and what is trained on has the material on neither side.

    A material is left alone where fewer than `least` rows would remain to train on.
    """
    films, others = np.asarray(film), np.asarray(other)
    found = []
    for material in np.unique(films):
        train = np.flatnonzero((films != material) & (others != material))
        if len(train) >= least:
            found.append((train, np.flatnonzero(films == material)))
    return found


def held_out(make: Maker, X: Array, y: Array, folds: Sequence[Fold], done: Callable[[], None] = lambda: None) -> Array:
    """Predictions of rows by models that were trained on the fold's other rows; NaN for rows that no fold holds out."""
    predicted = np.full(len(y), np.nan)
    for train, test in folds:
        predicted[test] = fitted(make, X[train], y[train]).predict(X[test])
        done()
    return predicted


@dataclass(frozen=True)
class Score:
    """Errors of n predictions of log10 of a quantity."""

    n: int
    r2: float
    rmse: float
    mae: float
    within_factor_2: float


def score(y: Array, predicted: Array, among: npt.NDArray[np.bool_] | None = None) -> Score:
    """Errors of the predicted rows, of those `among` if given; R² is against the mean of these rows, NaN for fewer than two.

    >>> score(np.array([-8.0, -7.0]), np.array([-8.0, -7.5]))
    Score(n=2, r2=0.5, rmse=0.3535533905932738, mae=0.25, within_factor_2=0.5)
    """
    chosen = np.isfinite(predicted) & np.isfinite(y) & (True if among is None else among)
    true, error = y[chosen], predicted[chosen] - y[chosen]
    if not len(error):
        return Score(0, np.nan, np.nan, np.nan, np.nan)
    spread = float(((true - true.mean()) ** 2).sum())
    return Score(
        len(error), 1 - float((error**2).sum()) / spread if len(error) > 1 and spread else np.nan, float(np.sqrt((error**2).mean())), float(np.abs(error).mean()),
        float((np.abs(error) <= np.log10(2)).mean()),
    )  # fmt: skip


def permutation_importance(make: Maker, X: Array, y: Array, folds: Sequence[Fold], repeats: int = 5) -> Iterator[Array]:
    """For each fold by how much the error (RMSE) of its held-out rows grows if a column is shuffled among them, (columns,)."""
    random = np.random.default_rng(SEED)
    for train, test in folds:
        model = fitted(make, X[train], y[train])
        base = score(y[test], model.predict(X[test])).rmse
        grown = np.zeros(X.shape[1])
        for column in range(X.shape[1]):
            shuffled = np.repeat(X[test][None], repeats, axis=0)
            shuffled[:, :, column] = random.permuted(shuffled[:, :, column], axis=1)
            errors = model.predict(shuffled.reshape(-1, X.shape[1])).reshape(repeats, -1) - y[test]
            grown[column] = np.sqrt((errors**2).mean(1)).mean() - base
        yield grown
