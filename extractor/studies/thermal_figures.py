"""Figures of the study of interfacial thermal resistance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from extractor.studies.mismatch import Array
from extractor.studies.models import NAMES
from extractor.studies.thermal_interface import KINDS, LEVELS, Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Told apart by people who see few colours (Okabe and Ito).
_INSIDE, _OUTSIDE, _GREY, _GREEN = "#0072B2", "#D55E00", "#888888", "#009E73"
_MODELS = {"mean": "#BBBBBB", "ridge": "#E69F00", "gaussian process": "#56B4E9", "random forest": "#009E73", "least-squares boosting": "#CC79A7", "xgboost": "#0072B2"}
_NANO = 9  # log10 of m² K/GW in m² K/W


def _figure(width: float, height: float, columns: int = 1, **more: Any) -> tuple[Figure, list[Axes]]:
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(width, height), layout="constrained")
    axes = drawn.subplots(1, columns, squeeze=False, **more)[0]
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
    return drawn, list(axes)


def parity(study: Study) -> Figure:
    """Told against predicted, whole papers held out."""
    drawn, (axis,) = _figure(6.2, 5.6)
    _parity(axis, study, study.shown, study.inside, "predicted by " + NAMES[study.best])
    return drawn


def physics_parity(study: Study) -> Figure:
    drawn, axes = _figure(9.6, 4.9, 2)
    everything = np.concatenate(list(study.physics.values()))
    for axis, (name, values) in zip(axes, study.physics.items(), strict=True):
        _parity(axis, study, values, None, name + " model", everything)
    return drawn


def _parity(axis: Axes, study: Study, predicted: Array, inside: Any, label: str, everything: Array | None = None) -> None:
    """`everything` is what the axes must hold, if more than `predicted`."""
    told, simulated = 10 ** (study.data.y + _NANO), study.data.table["simulated"].to_numpy(bool)
    values = 10 ** (predicted + _NANO)
    shown = np.isfinite(values)
    parts = [("", shown, _INSIDE)] if inside is None else [(", inside the domain", shown & inside, _INSIDE), (", outside", shown & ~inside, _OUTSIDE)]
    for kind, mask, marker in (("measured", ~simulated, "o"), ("simulated", simulated, "^")):
        for where, among, colour in parts:
            axis.scatter(told[mask & among], values[mask & among], s=26, marker=marker, color=colour, alpha=0.65, linewidths=0, label=f"{kind}{where} ({int((mask & among).sum())})")
    held = np.concatenate([told, 10 ** ((predicted if everything is None else everything) + _NANO)])
    ends = np.array([np.nanmin(held) / 1.5, np.nanmax(held) * 1.5])
    axis.plot(ends, ends, color="black", linewidth=1)
    axis.fill_between(ends, ends / 2, ends * 2, color=_GREY, alpha=0.18, linewidth=0, label="within a factor of 2")
    axis.set(xscale="log", yscale="log", xlim=ends, ylim=ends, aspect="equal", xlabel="told resistance, m² K/GW", ylabel=f"{label}, m² K/GW")
    axis.legend(frameon=False, fontsize=8, loc="upper left")


def error_by_kind(study: Study) -> Figure:
    """RMSE of each model by what was held out."""
    drawn, (axis,) = _figure(9, 4)
    table = study.scores.pivot(index="kind", columns="model", values="rmse").loc[list(KINDS)]
    models = [name for name in _MODELS if name in table]
    width = 0.8 / len(models)
    for number, name in enumerate(models):
        axis.bar(np.arange(len(table)) + (number - (len(models) - 1) / 2) * width, table[name], width * 0.92, color=_MODELS[name], label=NAMES[name])
    axis.set_xticks(np.arange(len(table)), [KINDS[kind].replace(", ", ",\n") for kind in table.index])
    axis.set(ylabel="RMSE of log₁₀ R", xlabel="held out", ylim=(0, float(table.to_numpy().max()) * 1.22))
    axis.legend(frameon=False, fontsize=8, ncols=3, loc="upper center")
    return drawn


def residuals_by_class(study: Study, most: int = 14) -> Figure:
    """How far off predictions are in each pair of bonding classes, whole papers held out."""
    off, classes = study.shown - study.data.y, study.data.labels[:, 0]
    names, counts = np.unique(classes, return_counts=True)
    names = names[np.argsort(-counts, kind="stable")][:most][::-1]
    drawn, (axis,) = _figure(8, 0.34 * len(names) + 1.2)
    spread = np.random.default_rng(0).uniform(-0.22, 0.22, len(off))
    inside = study.inside
    for row, name in enumerate(names):
        for among, colour in ((classes == name) & inside, _INSIDE), ((classes == name) & ~inside, _OUTSIDE):
            axis.scatter(off[among], row + spread[among], s=16, color=colour, alpha=0.6, linewidths=0)
        axis.plot([np.median(off[classes == name])] * 2, [row - 0.36, row + 0.36], color="black", linewidth=2)
    axis.axvline(0, color=_GREY, linewidth=1)
    axis.axvspan(-np.log10(2), np.log10(2), color=_GREY, alpha=0.18, linewidth=0)
    axis.set_yticks(range(len(names)), [f"{name.replace(' | ', ' – ')} ({int((classes == name).sum())})" for name in names])
    axis.set_xlabel("log₁₀ of predicted over told resistance")
    axis.tick_params(axis="y", length=0)
    return drawn


def importances(study: Study, most: int = 15) -> Figure:
    top = study.importance.head(most)[::-1]
    drawn, (axis,) = _figure(8, 0.3 * len(top) + 1)
    axis.barh(top["descriptor"].str.replace("_", " "), top["growth of error"], xerr=top["over folds"], color=_INSIDE, error_kw={"ecolor": _GREY, "elinewidth": 1})
    axis.axvline(0, color=_GREY, linewidth=1)
    axis.set_xlabel("growth of RMSE of held-out papers if the column is shuffled")
    axis.tick_params(axis="y", length=0)
    return drawn


def coverage(study: Study) -> Figure:
    """Promised against reached share of rows in their interval, and how wide the intervals are."""
    drawn, (reached, width) = _figure(9.6, 4, 2)
    reached.plot([0.45, 1], [0.45, 1], color="black", linewidth=1)
    styles = {"all": ("o-", _INSIDE), "inside": ("s--", _GREEN), "outside": ("^--", _OUTSIDE)}
    by_paper = study.coverage[study.coverage["groups"] == "paper"]
    for part, (style, colour) in styles.items():
        reached.plot(by_paper["nominal"], by_paper[f"reached, {part}"], style, color=colour, markersize=5, linewidth=1.2, label={"all": "all rows", "inside": "inside the domain", "outside": "outside"}[part])
    reached.set(xlabel="promised share", ylabel="reached share, whole papers held out", xlim=(0.45, 1), ylim=(0.45, 1.02))
    reached.legend(frameon=False, fontsize=8, loc="lower right")
    for kind, colour in (("paper", _INSIDE), ("pair", _OUTSIDE)):
        of_kind = study.coverage[study.coverage["groups"] == kind]
        width.plot(of_kind["nominal"], 10 ** of_kind["half width"].to_numpy(float), "o-", color=colour, markersize=5, linewidth=1.2, label={"paper": "whole papers held out", "pair": "unseen pairs"}[kind])
    width.set(xlabel="promised share", ylabel="interval: prediction × or ÷ this", yscale="log", xlim=(min(LEVELS) - 0.05, 1))
    ticks = [2, 3, 5, 10, 20, 30]
    width.set_yticks(ticks, [str(tick) for tick in ticks])
    width.minorticks_off()
    width.legend(frameon=False, fontsize=8, loc="upper left")
    return drawn


