"""What a boosted model leans on, and whether that means anything: importances, SHAP, permutation, bootstraps, shuffled targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xgboost
from numpy.typing import NDArray
from xgboost import XGBRegressor

from extractor.studies.li_models import XGBOOST, Floats, Fold, boosted, held_out, predictors, scores, together

KINDS = ("weight", "gain", "shap")
TOP = 10


def shap_values(model: XGBRegressor, features: pd.DataFrame) -> tuple[Floats, float]:
    """Exact SHAP values (Lundberg et al. 2020) as XGBoost gives them, sample by feature, and the base: base + a sample's sum is its prediction."""
    found = model.get_booster().predict(xgboost.DMatrix(features, nthread=1), pred_contribs=True)
    return np.asarray(found[:, :-1], float), float(found[0, -1])


def importance(model: XGBRegressor, features: pd.DataFrame) -> pd.DataFrame:
    """By feature: `weight` (splits that use it), `gain` (mean fall of the loss at them), `shap` (mean size of its SHAP value)."""
    booster = model.get_booster()
    frame = pd.DataFrame({kind: pd.Series(booster.get_score(importance_type=kind), dtype=float) for kind in ("weight", "gain")}).reindex(list(features), fill_value=0.0)
    return frame.assign(shap=np.abs(shap_values(model, features)[0]).mean(axis=0))


def ranks(frame: pd.DataFrame) -> pd.DataFrame:
    """1 is the most important; features that are not used share the last places."""
    return frame.rank(ascending=False, method="average")


@dataclass(frozen=True)
class Permutation:
    """How much the error of held-out samples rises (RMSE, log10) when a feature, or a whole block of them, is shuffled among them."""

    features: pd.DataFrame
    blocks: pd.DataFrame


def permutation(features: pd.DataFrame, target: Floats, over: Sequence[Fold], blocks: Mapping[str, Sequence[str]], times: int = 5) -> Permutation:
    """Columns `rise` and `spread` (standard deviation over repeats), by feature and by block. Values go to samples of any fold: within a paper they are much alike."""
    table, names = features.to_numpy(float), list(features)
    wanted = [[names.index(name)] for name in names] + [[names.index(name) for name in block] for block in blocks.values()]

    orders = [np.random.default_rng(repeat).permutation(len(target)) for repeat in range(times)]

    def one(fold: Fold) -> Floats:
        model = boosted(len(target)).fit(table[fold.train], target[fold.train])
        test, told = table[fold.test], target[fold.test]
        before = ((model.predict(test) - told) ** 2).sum()
        used = {int(name[1:]) for name in model.get_booster().get_score()}
        found = np.zeros((times, len(wanted)))
        places = [place for place, columns in enumerate(wanted) if not used.isdisjoint(columns)]
        for repeat, order in enumerate(orders):
            mixed = np.repeat(test[None], len(places), axis=0)  # what is mixed, sample, feature
            for number, place in enumerate(places):
                mixed[number][:, wanted[place]] = table[order[fold.test]][:, wanted[place]]
            guessed = model.predict(mixed.reshape(-1, table.shape[1])).reshape(len(places), -1)
            found[repeat, places] = ((guessed - told) ** 2).sum(axis=1) - before
        return np.vstack([np.full(len(wanted), before), found])

    squares = np.stack(together(one, over)).sum(axis=0) / len(target)  # repeats + 1, wanted
    rises = np.sqrt(np.maximum(squares[0] + squares[1:], 0.0)) - np.sqrt(squares[0])
    frame = pd.DataFrame({"rise": rises.mean(axis=0), "spread": rises.std(axis=0, ddof=1)}, index=[*names, *blocks])
    return Permutation(frame.iloc[: len(names)], frame.iloc[len(names) :])


def without(features: pd.DataFrame, target: Floats, over: Sequence[Fold], blocks: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """RMSE of held-out samples when the models never had a block of features; a block that is all there is has none."""
    rests = {block: features.drop(columns=list(names)) for block, names in blocks.items() if len(names) < features.shape[1]}
    return {block: scores(target, _by_trees(rest, target, over))["RMSE"] for block, rest in rests.items()}


def by_seed(features: pd.DataFrame, target: Floats, over: Sequence[Fold], seeds: int = 4) -> list[float]:
    """RMSE of held-out samples with other random numbers in the trees: differences of this size mean nothing."""
    return [scores(target, _by_trees(features, target, over, seed))["RMSE"] for seed in range(seeds)]


def _by_trees(features: pd.DataFrame, target: Floats, over: Sequence[Fold], seed: int = 0) -> Floats:
    return held_out(predictors(features, target, pd.Series(dtype=object), seed)[XGBOOST], over, len(target))


def bootstraps(features: pd.DataFrame, target: Floats, groups: pd.Series, times: int) -> list[pd.DataFrame]:
    """Importances of models of samples drawn anew, whole groups with replacement."""
    rows = list(groups.groupby(groups).indices.values())

    def one(seed: int) -> pd.DataFrame:
        drawn = np.random.default_rng(seed).integers(0, len(rows), len(rows))
        chosen = np.concatenate([rows[group] for group in drawn])
        model = boosted(len(target), seed).fit(features.iloc[chosen], target[chosen])
        return importance(model, features.iloc[chosen])

    return together(one, range(times))


def stability(drawn: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """By feature: rank by gain over bootstraps (median, 5 % and 95 %), and how often it is in the top ten by each kind."""
    ranked = [ranks(frame) for frame in drawn]
    gain = pd.concat([frame["gain"] for frame in ranked], axis=1)
    found = pd.DataFrame({"rank": gain.median(axis=1), "rank_low": gain.quantile(0.05, axis=1), "rank_high": gain.quantile(0.95, axis=1)})
    for kind in KINDS:
        found[f"top_{kind}"] = pd.concat([(frame[kind] <= TOP) & (raw[kind] > 0) for frame, raw in zip(ranked, drawn, strict=True)], axis=1).mean(axis=1)
    return found


def agreement(drawn: Sequence[pd.DataFrame], kind: str) -> tuple[float, float]:
    """How many of the top ten two bootstraps have in common, mean over pairs; and how many they would by chance."""
    tops = [set(frame[kind].nlargest(TOP).index) for frame in drawn]
    shared = [len(a & b) for place, a in enumerate(tops) for b in tops[:place]]
    return float(np.mean(shared)), min(TOP, len(drawn[0])) ** 2 / len(drawn[0])


def shuffled(target: Floats, groups: pd.Series, seed: int) -> Floats:
    """A target that knows nothing of the features, as alike within groups as the true one: means go to other groups, deviations to other samples of the group."""
    random, values = np.random.default_rng(seed), pd.Series(target)
    codes = pd.Series(pd.factorize(groups)[0])
    means = values.groupby(codes).mean().to_numpy()
    rest = (values - means[codes]).groupby(codes).transform(lambda part: random.permutation(part.to_numpy()))
    return np.asarray(random.permutation(means)[codes] + rest, float)


@dataclass(frozen=True)
class Null:
    """What models find in shuffled targets: R² of held-out samples, one a shuffle, and the 95th percentile of each importance."""

    r2: Floats
    importance: pd.DataFrame

    def chance(self, r2: float) -> float:
        """How often a shuffled target gives this R² or a better one (the true one counts as one of them)."""
        return float((1 + (self.r2 >= r2).sum()) / (1 + len(self.r2)))


def null(features: pd.DataFrame, target: Floats, groups: pd.Series, over: Sequence[Fold], times: int) -> Null:
    def one(seed: int) -> tuple[float, pd.DataFrame]:
        mixed = shuffled(target, groups, seed)
        found = np.full(len(mixed), np.nan)
        predict = predictors(features, mixed, groups)[XGBOOST]
        for fold in over:
            found[fold.test] = predict(fold)
        return scores(mixed, found)["R²"], importance(boosted(len(mixed)).fit(features, mixed), features)

    made = together(one, range(times))
    high = pd.DataFrame(np.quantile([frame.to_numpy() for _, frame in made], 0.95, axis=0), index=list(features), columns=list(KINDS))
    return Null(np.array([r2 for r2, _ in made]), high)


def learning_curve(features: pd.DataFrame, target: Floats, groups: pd.Series, over: Sequence[Fold], steps: Sequence[float] = (0.2, 0.4, 0.6, 0.8, 1.0)) -> pd.DataFrame:
    """Errors of held-out samples when only a part of the other groups is learned from: columns `part`, `samples` (mean), R², RMSE …"""
    names = groups.to_numpy()
    rows = []
    for part in steps:
        cut = [Fold(_some(fold.train, names, part, number), fold.test) for number, fold in enumerate(over)]
        rows.append({"part": part, "samples": float(np.mean([len(fold.train) for fold in cut])), **scores(target, _by_trees(features, target, cut))})
    return pd.DataFrame(rows)


def _some(train: NDArray[np.int64], names: NDArray[np.int64], part: float, seed: int) -> NDArray[np.int64]:
    order = np.random.default_rng(seed).permutation(np.unique(names[train]))
    chosen = order[: max(2, round(part * len(order)))]
    return train[np.isin(names[train], chosen)]
