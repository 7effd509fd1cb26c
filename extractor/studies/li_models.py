"""XGBoost and the simple models that it must beat, on folds that keep groups together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import GroupKFold
from sklearn.neighbors import KNeighborsRegressor
from xgboost import XGBRegressor

Floats = NDArray[np.float64]
_In = TypeVar("_In")
_Out = TypeVar("_Out")
#: Below so many samples trees are shallower, and folds more, so that more is learned from.
FEW = 100
XGBOOST = "XGBoost"


def boosted(number: int, seed: int = 0) -> XGBRegressor:
    """The model for so many samples. Its settings were fixed beforehand, not chosen by the errors that are told; one thread, so that any machine gives the same."""
    small = number < FEW
    return XGBRegressor(
        n_estimators=100 if small else 200, max_depth=3 if small else 4, learning_rate=0.08, subsample=0.8, colsample_bytree=0.5,
        min_child_weight=2, max_bin=64, random_state=seed, n_jobs=1,
    )  # fmt: skip


def together(work: Callable[[_In], _Out], over: Iterable[_In]) -> list[_Out]:
    """Results in order, made side by side: XGBoost works outside Python's lock."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(work, over))


@dataclass(frozen=True)
class Fold:
    train: NDArray[np.int64]
    test: NDArray[np.int64]


def folds(groups: pd.Series, wanted: int | None = None) -> list[Fold]:
    """At most `wanted` folds (5, or 10 for few samples) of about one size; a group is in one only. Needs two groups."""
    number = min(wanted or (10 if len(groups) < FEW else 5), groups.nunique())
    codes = pd.factorize(groups)[0]
    return [Fold(train, test) for train, test in GroupKFold(number).split(codes, groups=codes)]


def held_out(predict: Callable[[Fold], Floats], over: Sequence[Fold], number: int) -> Floats:
    """Every sample's prediction by a model that saw nothing of its group."""
    found = np.full(number, np.nan)
    for fold, values in zip(over, together(predict, over), strict=True):
        found[fold.test] = values
    return found


def predictors(features: pd.DataFrame, target: Floats, family: pd.Series, seed: int = 0) -> dict[str, Callable[[Fold], Floats]]:
    """The models by name; each is trained on a fold's samples and predicts the others. Compositions are the columns x_*."""
    shares = features[[name for name in features if str(name).startswith("x_")]].to_numpy(float)
    table = features.to_numpy(float)

    def mean(fold: Fold) -> Floats:
        return np.full(len(fold.test), target[fold.train].mean())

    def family_mean(fold: Fold) -> Floats:
        means = pd.Series(target[fold.train]).groupby(family.iloc[fold.train].to_numpy()).mean()
        return family.iloc[fold.test].map(means).fillna(target[fold.train].mean()).to_numpy(float)

    def nearest(fold: Fold) -> Floats:
        return np.asarray(KNeighborsRegressor(1, metric="manhattan").fit(shares[fold.train], target[fold.train]).predict(shares[fold.test]), float)

    def ridge(fold: Fold) -> Floats:
        return np.asarray(RidgeCV(np.logspace(-4, 2, 13)).fit(shares[fold.train], target[fold.train]).predict(shares[fold.test]), float)

    def trees(fold: Fold) -> Floats:
        return np.asarray(boosted(len(target), seed).fit(table[fold.train], target[fold.train]).predict(table[fold.test]), float)

    return {"mean": mean, "mean of the family": family_mean, "nearest composition": nearest, "ridge on element shares": ridge, XGBOOST: trees}


def scores(told: Floats, predicted: Floats) -> dict[str, float]:
    """Errors of log10 values: R², RMSE, MAE, and the share within a factor of ten.

    >>> scores(np.array([0.0, 2.0]), np.array([0.0, 0.5]))
    {'R²': -0.125, 'RMSE': 1.0606601717798212, 'MAE': 0.75, 'within ×10': 0.5}
    """
    error = predicted - told
    spread = float(((told - told.mean()) ** 2).sum())
    return {
        "R²": 1 - float((error**2).sum()) / spread if spread else float("nan"), "RMSE": float(np.sqrt((error**2).mean())),
        "MAE": float(np.abs(error).mean()), "within ×10": float((np.abs(error) <= 1).mean()),
    }  # fmt: skip


def drawn_sums(columns: NDArray[Any], groups: pd.Series, times: int = 2000) -> NDArray[Any]:
    """Sums of columns (columns, n) when whole groups are drawn anew, (columns, times)."""
    codes = pd.factorize(groups)[0]
    sums = np.stack([np.bincount(codes, weights=column) for column in columns])
    drawn = np.random.default_rng(0).integers(0, sums.shape[1], (times, sums.shape[1]))
    return np.stack([part[drawn].sum(axis=1) for part in sums])


def gain_over(told: Floats, better: Floats, worse: Floats, groups: pd.Series) -> tuple[float, float]:
    """By how much the RMSE of `better` is below that of `worse`: 95 % interval when groups are drawn anew."""
    first, second, counted = drawn_sums(np.stack([(better - told) ** 2, (worse - told) ** 2, np.ones(len(told))]), groups)
    low, high = np.quantile(np.sqrt(second / counted) - np.sqrt(first / counted), [0.025, 0.975])
    return float(low), float(high)
