"""The study of interfacial thermal resistance: how well models and physics predict it for what they did not see, and what they predict for pairs that nobody told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from extractor.errors import UsageError
from extractor.studies.domain import ConformalRegressor, Domain, Flags, Judgement, held_out_intervals, held_out_judgement
from extractor.studies.interfaces import FEATURES, Interfaces, interfaces
from extractor.studies.mismatch import Array, acoustic_mismatch, diffuse_mismatch
from extractor.studies.models import NAMES, Maker, makers
from extractor.studies.screening import ROOM, Screening, described_materials, screen
from extractor.studies.validation import Fold, grouped_folds, held_out, permutation_importance, plain_folds, score, unseen_material_folds

LEAST_ROWS, LEAST_GROUPS = 40, 5
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
LEVEL = 0.9
#: What is held out, by name.
KINDS = {"rows": "rows at random, as published", "paper": "whole papers", "pair": "unseen pairs", "material": "unseen film material"}
PHYSICS = {"acoustic mismatch": acoustic_mismatch, "diffuse mismatch": diffuse_mismatch}
#: Called with a step's name, how much of it is done, and how much there is.
Watch = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Study:
    """What was found. `predicted[kind][model]` is log10 of the resistance (m² K/W) of rows held out in that way, `physics[model]` of rows whose
    solids are known, NaN elsewhere. `best` is the model with the smallest RMSE for whole papers, the mean aside. `judged`, `intervals` and their tables are of whole papers and of pairs held out. Tables have a row a model, kind or part; errors are in powers of ten.
    """

    data: Interfaces
    predicted: dict[str, dict[str, Array]]
    physics: dict[str, Array]
    best: str
    scores: pd.DataFrame
    beside_physics: pd.DataFrame
    judged: dict[str, Judgement]
    by_domain: pd.DataFrame
    intervals: dict[str, tuple[Array, Array]]
    coverage: pd.DataFrame
    importance: pd.DataFrame
    screening: Screening | None

    @property
    def inside(self) -> Flags:
        """Rows that lie inside the domain of the other papers."""
        return self.judged["paper"].inside

    @property
    def shown(self) -> Array:
        """Predictions of the best model for whole papers held out."""
        return self.predicted["paper"][self.best]


def study(table: pd.DataFrame, *, models: Sequence[str] = (), screened: Path | None = None, watch: Watch = lambda step, done, total: None) -> Study:
    """Run it on a thermal-interface table. `models` names the baselines to compare (all if empty; the mean always is), `screened` takes the screening's CSV: without it there is none.

    Raises UsageError for too few rows and unknown models.
    """
    known = makers()
    if wrong := [name for name in models if name not in known]:
        raise UsageError(f"{wrong[0]}: no such model; there are {', '.join(known)}")
    chosen = {name: make for name, make in known.items() if not models or name in models or name == "mean"}
    data = interfaces(table)
    _enough(data)
    folds = _folds(data)
    predicted = _held_out(data, chosen, folds, watch)
    physics = {name: _physics(data, model) for name, model in PHYSICS.items()}
    scores = pd.DataFrame([{"kind": kind, "model": name, **vars(score(data.y, values))} for kind, by_model in predicted.items() for name, values in by_model.items()])
    by_paper = scores[scores["kind"] == "paper"].set_index("model")["rmse"]
    best = str(by_paper.drop("mean").idxmin()) if len(by_paper) > 1 else "mean"
    groups = {"paper": data.papers, "pair": data.pairs}
    judged = {kind: held_out_judgement(data.X, keys, folds[kind], data.labels, data.temperature[:, None]) for kind, keys in groups.items()}
    intervals = _intervals(data, chosen[best], watch)
    importance = _importance(data, chosen[best], folds["paper"], watch)
    screening = _screening(data, chosen[best], screened, watch) if screened else None
    return Study(
        data, predicted, physics, best, scores, _beside_physics(data, predicted["paper"], physics), judged, _by_domain(data, predicted, best, judged), intervals,
        _coverage(data, intervals, judged), importance, screening,
    )  # fmt: skip


def _enough(data: Interfaces) -> None:
    papers, pairs = len(np.unique(data.papers)), len(np.unique(data.pairs))
    if len(data) < LEAST_ROWS or min(papers, pairs) < LEAST_GROUPS:
        raise UsageError(
            f"too few interfaces: {len(data)} with a value and a formula on both sides (pairs: {pairs}, papers: {papers}); the study needs {LEAST_ROWS}, of {LEAST_GROUPS} pairs and papers at least. "
            "Ingest more papers, lower --min-confidence, or add --starter corpora/interfaces"
        )  # fmt: skip


def _folds(data: Interfaces) -> dict[str, list[Fold]]:
    film, other = (data.table[f"formula_{side}"].to_numpy(str) for side in "ab")
    return {"rows": plain_folds(len(data)), "paper": grouped_folds(data.papers), "pair": grouped_folds(data.pairs), "material": unseen_material_folds(film, other)}


def _held_out(data: Interfaces, chosen: dict[str, Maker], folds: dict[str, list[Fold]], watch: Watch) -> dict[str, dict[str, Array]]:
    total, done = len(chosen) * sum(map(len, folds.values())), 0

    def one_more() -> None:
        nonlocal done
        done += 1
        watch("models on rows that they did not see", done, total)

    return {kind: {name: held_out(make, data.X, data.y, parts, one_more) for name, make in chosen.items()} for kind, parts in folds.items()}


def _physics(data: Interfaces, model: Callable[..., Array]) -> Array:
    """log10 of a mismatch model's resistance; a temperature that is not told is taken as 300 K."""
    one, other = data.one.solids(), data.other.solids()
    temperature = np.where(np.isnan(data.temperature), ROOM, data.temperature)
    rows = np.flatnonzero(np.isfinite([one.density, one.longitudinal, one.number_density, other.density, other.longitudinal, other.number_density]).all(0))
    found = np.full(len(data), np.nan)
    found[rows] = -np.log10(model(one.take(rows), other.take(rows), temperature[rows]))
    return found


def _beside_physics(data: Interfaces, predicted: dict[str, Array], physics: dict[str, Array]) -> pd.DataFrame:
    """All models and the physics on the rows where both mismatch models can be had, all of them and the measured ones."""
    known = np.isfinite(np.array(list(physics.values()))).all(0)
    measured = known & (data.table["simulated"] == 0).to_numpy(bool)
    rows = []
    for part, among in (("all", known), ("measured", measured)):
        for name, values in (predicted | physics).items():
            found = score(data.y, values, among)
            rows.append({"rows": part, "model": name, **vars(found), "bias": float((values - data.y)[among].mean()) if found.n else np.nan})
    return pd.DataFrame(rows)


def _by_domain(data: Interfaces, predicted: dict[str, dict[str, Array]], best: str, judged: dict[str, Judgement]) -> pd.DataFrame:
    rows = []
    for kind, found in judged.items():
        parts: dict[str, Flags] = {"inside": found.inside, "outside": ~found.inside, "– far": found.far, "– unseen class or form": found.unseen, "– temperature": found.out_of_range}
        rows += [{"kind": kind, "part": part, "model": name, **vars(score(data.y, predicted[kind][name], among))} for part, among in parts.items() for name in dict.fromkeys((best, "mean"))]
    return pd.DataFrame(rows)


def _intervals(data: Interfaces, make: Maker, watch: Watch) -> dict[str, tuple[Array, Array]]:
    found, done = {}, 0

    def one_more() -> None:
        nonlocal done
        done += 1
        watch("conformal intervals", min(done, 20), 20)

    for kind, groups in (("paper", data.papers), ("pair", data.pairs)):
        found[kind] = held_out_intervals(make, data.X, data.y, groups, LEVELS, done=one_more)
    watch("conformal intervals", 20, 20)
    return found


def _coverage(data: Interfaces, intervals: dict[str, tuple[Array, Array]], judged: dict[str, Judgement]) -> pd.DataFrame:
    rows = []
    for kind, (lows, highs) in intervals.items():
        for level, low, high in zip(LEVELS, lows, highs, strict=True):
            held = (low <= data.y) & (data.y <= high)
            parts = {"all": np.ones(len(data), bool), "inside": judged[kind].inside, "outside": ~judged[kind].inside}
            rows.append({"groups": kind, "nominal": level, **{f"reached, {name}": float(held[among].mean()) if among.any() else np.nan for name, among in parts.items()}, "half width": float(np.median(high - low)) / 2})
    return pd.DataFrame(rows)


def _importance(data: Interfaces, make: Maker, folds: list[Fold], watch: Watch) -> pd.DataFrame:
    grown = []
    for values in permutation_importance(make, data.X, data.y, folds):
        grown.append(values)
        watch("importance of descriptors", len(grown), len(folds))
    table = np.array(grown)
    found = pd.DataFrame({"descriptor": FEATURES, "growth of error": table.mean(0), "over folds": table.std(0, ddof=1)})
    return found.sort_values("growth of error", ascending=False, ignore_index=True)


def _screening(data: Interfaces, make: Maker, out: Path, watch: Watch) -> Screening:
    """Every screened pair is taken as unseen, so that intervals and distances are those of unseen pairs."""
    materials = described_materials()
    total, done = len(materials) * (len(materials) - 1) // 2, 0

    def more(pairs: int) -> None:
        nonlocal done
        done += pairs
        watch("screening of all pairs", done, total)

    model = ConformalRegressor(make, LEVEL).fit(data.X, data.y, data.pairs)
    domain = Domain().fit(data.X, data.pairs, data.labels, data.temperature[:, None])
    return screen(model, domain, materials, out=out, done=more)


def named(model: str) -> str:
    """A model's name in a sentence."""
    return NAMES.get(model, f"{model} model")
