"""Whether a prediction lies inside the known material space, and how wide its interval must be; plain arrays in, plain arrays out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.studies.mismatch import Array
from extractor.studies.models import Maker, fitted
from extractor.studies.validation import Fold, grouped_folds

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Judgement:
    """Of n rows: distance to the known ones, and what bars them, each (n,), of labels (n, kinds); a row is inside if nothing does."""

    distance: Array
    far: Flags
    unseen_labels: Flags
    out_of_range: Flags

    @property
    def unseen(self) -> Flags:
        return np.asarray(self.unseen_labels.any(1))

    @property
    def inside(self) -> Flags:
        return ~(self.far | self.unseen | self.out_of_range)

    def reasons(self) -> list[str]:
        """In words, e.g. "unseen class, far"; empty inside."""
        return reasons({"unseen class": self.unseen, "out of range": self.out_of_range, "far": self.far})


def reasons(bars: Mapping[str, Flags]) -> list[str]:
    """Names of what bars each of n rows, parted by commas; empty where nothing does."""
    return [", ".join(name for name, flag in zip(bars, row, strict=True) if flag) for row in zip(*bars.values(), strict=True)]


@dataclass
class Domain:
    """The space that training rows cover.

    Distance is the mean Euclidean distance to the `neighbours` nearest training rows, over columns that are filled with the median and scaled by
    the training rows, per square root of columns. A row is far if it lies further than the share `quantile` of the training rows lie
    from the rows of other groups (papers): so a paper that nobody else resembles does not make its like known.
    """

    neighbours: int = 3
    quantile: float = 0.9
    threshold: float = field(init=False, default=np.nan)

    def fit(self, X: Array, groups: npt.ArrayLike, labels: npt.ArrayLike | None = None, ranged: npt.ArrayLike | None = None) -> Domain:
        """Learn from n rows: descriptors (n, columns), groups (n,), labels (n, kinds) that must have been seen, `ranged` (n, columns) numbers whose range must not be left; NaN is unknown."""
        from sklearn.impute import SimpleImputer
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        # what is unknown counts as a column of its own: a row of which little is known is not the middle of the rest
        self._scaler = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True, add_indicator=True), StandardScaler()).fit(X)
        self._known = self._scaler.transform(X)
        labels, ranged = _or_none(labels, len(X)), _or_none(ranged, len(X))
        self._seen = [np.unique(column) for column in labels.T]
        told = [column[~np.isnan(column)] for column in ranged.T]
        self._ranges = np.array([(column.min(), column.max()) if len(column) else (-np.inf, np.inf) for column in told]).reshape(-1, 2)
        keys = np.asarray(groups)
        own = np.concatenate([self._distances(self._known[keys == key], self._known[keys != key]) for key in np.unique(keys) if (keys != key).any()] or [np.empty(0)])
        self.threshold = float(np.quantile(own, self.quantile)) if len(own) else np.inf
        return self

    def judge(self, X: Array, labels: npt.ArrayLike | None = None, ranged: npt.ArrayLike | None = None) -> Judgement:
        """Of m other rows, with labels and ranged numbers as in `fit`. A number that is unknown leaves no range."""
        distance = self._distances(self._scaler.transform(X), self._known)
        kinds = _or_none(labels, len(X))
        unseen = np.zeros(kinds.shape, bool)
        for place, (seen, column) in enumerate(zip(self._seen, kinds.T, strict=True)):
            unseen[:, place] = ~np.isin(column, seen)
        numbers = _or_none(ranged, len(X))
        outside = ((numbers < self._ranges[:, 0]) | (numbers > self._ranges[:, 1])).any(1)
        return Judgement(distance, distance > self.threshold, unseen, outside)

    def _distances(self, rows: Array, known: Array) -> Array:
        from sklearn.neighbors import NearestNeighbors

        nearest = NearestNeighbors(n_neighbors=min(self.neighbours, len(known))).fit(known).kneighbors(rows)[0]
        return np.asarray(nearest.mean(1) / np.sqrt(rows.shape[1]))


def _or_none(columns: npt.ArrayLike | None, n: int) -> npt.NDArray[Any]:
    """An array of n rows; without columns where none are given."""
    return np.empty((n, 0)) if columns is None else np.asarray(columns)


def held_out_judgement(X: Array, groups: npt.ArrayLike, folds: list[Fold], labels: npt.ArrayLike | None = None, ranged: npt.ArrayLike | None = None) -> Judgement:
    """Each row judged by the rows that its fold trains on."""
    keys, kinds, numbers = np.asarray(groups), _or_none(labels, len(X)), _or_none(ranged, len(X))
    distance, barred, unseen = np.full(len(X), np.nan), np.zeros((2, len(X)), bool), np.zeros(kinds.shape, bool)
    for train, test in folds:
        found = Domain().fit(X[train], keys[train], kinds[train], numbers[train]).judge(X[test], kinds[test], numbers[test])
        distance[test] = found.distance
        barred[:, test], unseen[test] = (found.far, found.out_of_range), found.unseen_labels
    return Judgement(distance, barred[0], unseen, barred[1])


@dataclass
class ConformalRegressor:
    """A model with intervals that hold for rows of new groups: CV+ over groups.

    R. F. Barber, E. J. Candès, A. Ramdas and R. J. Tibshirani, Predictive inference with the jackknife+, Ann. Stat. 49, 486 (2021). For
    exchangeable groups of one row each the coverage is at least 2 · level − 1, and near `level` in practice; groups of unequal size are not
    exchangeable row by row, so measure it (`held_out_intervals`).
    """

    make: Maker
    level: float = 0.9
    folds: int = 10

    def fit(self, X: Array, y: Array, groups: npt.ArrayLike) -> ConformalRegressor:
        """Train the model on all rows, and once without each fold of groups, whose residuals make the intervals."""
        self._model = fitted(self.make, X, y)
        self._partial: list[tuple[Any, Array]] = []
        for train, test in grouped_folds(groups, self.folds):
            model = fitted(self.make, X[train], y[train])
            self._partial.append((model, np.abs(y[test] - model.predict(X[test]))))
        return self

    def predict(self, X: Array) -> tuple[Array, Array, Array]:
        """Prediction, lower and upper end, each (m,). An end is infinite where there are too few rows for the level."""
        low, high = self.intervals(X, [self.level])
        return np.asarray(self._model.predict(X)), low[0], high[0]

    def intervals(self, X: Array, levels: Sequence[float]) -> tuple[Array, Array]:
        """Lower and upper ends at several levels, each (levels, m)."""
        n = sum(len(residuals) for _, residuals in self._partial)
        lows, highs = np.empty((len(X), n)), np.empty((len(X), n))
        at = 0
        for model, residuals in self._partial:
            middle = np.asarray(model.predict(X))[:, None]
            lows[:, at : at + len(residuals)], highs[:, at : at + len(residuals)] = middle - residuals, middle + residuals
            at += len(residuals)
        ranks = [int(np.ceil(level * (n + 1))) for level in levels]
        within = [rank for rank in ranks if rank <= n]
        if within:
            lows.partition(sorted({n - rank for rank in within}), axis=1)
            highs.partition(sorted({rank - 1 for rank in within}), axis=1)
        low = np.array([lows[:, n - rank] if rank <= n else np.full(len(X), -np.inf) for rank in ranks])
        high = np.array([highs[:, rank - 1] if rank <= n else np.full(len(X), np.inf) for rank in ranks])
        return low, high


def held_out_intervals(make: Maker, X: Array, y: Array, groups: npt.ArrayLike, levels: Sequence[float] = (0.9,), folds: int = 10, done: Callable[[], None] = lambda: None, over: Sequence[Fold] | None = None) -> tuple[Array, Array]:
    """Lower and upper ends, each (levels, n), of rows whose groups neither model nor residuals saw: what coverage is measured on. `over` holds rows out, if not as many `folds` as make the residuals."""
    keys = np.asarray(groups)
    low, high = np.full((2, len(levels), len(y)), np.nan)
    for train, test in over or grouped_folds(keys, folds):
        low[:, test], high[:, test] = ConformalRegressor(make, folds=folds).fit(X[train], y[train], keys[train]).intervals(X[test], levels)
        done()
    return low, high
