"""The study of what governs lithium conductivity: samples, models, errors and importances of grain, grain boundary and total conductivity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from extractor.errors import UsageError
from extractor.studies import importance as measures
from extractor.studies.importance import Null, Permutation
from extractor.studies.li_features import Features, features
from extractor.studies.li_models import XGBOOST, Floats, Fold, boosted, folds, gain_over, held_out, predictors, scores
from extractor.studies.li_samples import TARGETS, WINDOW, Samples, samples

#: A target with fewer samples, or from fewer works, is told and not modelled.
ENOUGH, WORKS = 15, 5
#: Columns of groups and what a model must predict without having seen it.
SCHEMES = {"work": "a paper", "system": "a chemical system", "kind": "a structure family", "sample": "a sample (papers on both sides)"}


@dataclass(frozen=True)
class Effort:
    """How often samples are drawn anew and targets are shuffled, for few samples and for many."""

    bootstraps: tuple[int, int] = (100, 30)
    shuffles: tuple[int, int] = (99, 19)

    @classmethod
    def quick(cls) -> Effort:
        return cls((10, 5), (9, 4))

    def of(self, number: int, few: int = 100) -> tuple[int, int]:
        place = int(number >= few)
        return self.bootstraps[place], self.shuffles[place]


@dataclass(frozen=True)
class Model:
    """One target. `predictions`: by scheme, every sample's held-out prediction by every model. `without`: RMSE on unseen papers of models that never had a block of features; `by_seed`: with other random numbers. `errors`: columns `unseen`, `model`, R², RMSE, MAE, within ×10."""

    samples: Samples
    features: Features
    errors: pd.DataFrame
    predictions: dict[str, pd.DataFrame]
    better: tuple[str, float, float]
    importance: pd.DataFrame
    shap: Floats
    permutation: Permutation
    without: dict[str, float]
    by_seed: list[float]
    null: Null
    curve: pd.DataFrame
    agreement: dict[str, tuple[float, float]]

    @property
    def target(self) -> Floats:
        return self.samples.frame["log10"].to_numpy(float)

    def r2(self, scheme: str = "work", model: str = XGBOOST) -> float:
        chosen = self.errors[(self.errors["unseen"] == SCHEMES[scheme]) & (self.errors["model"] == model)]
        return float(chosen["R²"].iloc[0])

    def baselines(self, scheme: str = "work") -> pd.DataFrame:
        """Errors of the simple models, the best first."""
        return self.errors[(self.errors["unseen"] == SCHEMES[scheme]) & (self.errors["model"] != XGBOOST)].sort_values("RMSE")


@dataclass(frozen=True)
class Study:
    """Models by target; of a target with too few samples only `samples` and why (`too_few`)."""

    samples: dict[str, Samples]
    models: dict[str, Model]
    too_few: dict[str, str]


def matrix(table: pd.DataFrame, target: str, window: tuple[float, float] = WINDOW) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """(X, y, groups) of a li-conductivity table: features with NaN where untold, log10 of the conductivity in S/m, and the work that must not be parted."""
    found = samples(table, target, window)
    return features(found.frame).table, found.frame["log10"], found.frame["work"]


def study(table: pd.DataFrame, effort: Effort | None = None, tell: Callable[[str], None] = lambda _: None) -> Study:
    """All targets of a li-conductivity table; `tell` hears what is being done. Raises UsageError if no target has enough samples."""
    found = {target: samples(table, target) for target in TARGETS}
    too_few = {}
    for target, part in found.items():
        number, works = len(part.frame), part.frame["work"].nunique()
        if number < ENOUGH or works < WORKS:
            too_few[target] = f"{part.name} conductivity: {number} {'sample' if number == 1 else 'samples'} near room temperature from {works} {'work' if works == 1 else 'works'}; {ENOUGH} from {WORKS} are needed"
    if len(too_few) == len(TARGETS):
        raise UsageError(f"{'; '.join(too_few.values())}. Add --starter corpora/obelix and --starter corpora/li-samples, or ingest more papers")
    return Study(found, {target: model(part, effort or Effort(), tell) for target, part in found.items() if target not in too_few}, too_few)


def model(part: Samples, effort: Effort, tell: Callable[[str], None] = lambda _: None) -> Model:
    """Everything about one target."""
    frame, made = part.frame, features(part.frame)
    table, target, groups = made.table, frame["log10"].to_numpy(float), frame["work"]
    draws, shuffles = effort.of(len(frame))
    over = folds(groups)
    tell(f"{part.name} conductivity: predicting {len(frame)} samples that the models did not see …")
    predictions = {scheme: _predicted(frame, table, target, scheme, over if scheme == "work" else None) for scheme in SCHEMES if frame[scheme].nunique() > 1}
    errors = pd.DataFrame([{"unseen": SCHEMES[scheme], "model": name, **scores(target, told[name].to_numpy())} for scheme, told in predictions.items() for name in told])
    simple = errors[(errors["unseen"] == SCHEMES["work"]) & (errors["model"] != XGBOOST)].sort_values("RMSE")["model"].iloc[0]
    low, high = gain_over(target, predictions["work"][XGBOOST].to_numpy(), predictions["work"][simple].to_numpy(), groups)
    tell(f"{part.name} conductivity: importances and {draws} bootstraps …")
    fitted = boosted(len(frame)).fit(table, target)
    drawn = measures.bootstraps(table, target, groups, draws)
    spread = measures.permutation(table, target, over, made.blocks)
    tell(f"{part.name} conductivity: {shuffles} shuffled targets …")
    chance = measures.null(table, target, groups, over, shuffles)
    whole = measures.importance(fitted, table).join(measures.stability(drawn)).join(chance.importance.add_suffix("_null")).join(spread.features)
    curve = measures.learning_curve(table, target, groups, over)
    return Model(part, made, errors, predictions, (str(simple), low, high), whole, measures.shap_values(fitted, table)[0], spread, measures.without(table, target, over, made.blocks), measures.by_seed(table, target, over), chance, curve, {kind: measures.agreement(drawn, kind) for kind in ("gain", "shap")})


def _predicted(frame: pd.DataFrame, table: pd.DataFrame, target: Floats, scheme: str, over: list[Fold] | None) -> pd.DataFrame:
    parts = over or folds(frame[scheme])
    return pd.DataFrame({name: held_out(predict, parts, len(target)) for name, predict in predictors(table, target, frame["kind"]).items()})
