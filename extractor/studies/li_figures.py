"""Figures of the study of lithium conductivity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from extractor.studies.li_conductivity import SCHEMES, Model
from extractor.studies.li_domain import HELD_OUT, Known
from extractor.studies.li_features import BLOCKS
from extractor.studies.li_models import XGBOOST, Floats

#: Okabe and Ito's colours, which colour-blind people can tell apart.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8c8c8c")
_BLOCK = dict(zip(BLOCKS, ("#D55E00", "#009E73", "#0072B2", "#8c8c8c"), strict=True))
_SHOWN = 15
_AXIS = {"weight": "weight: splits that use the feature", "gain": "gain: mean fall of the loss at its splits", "shap": "mean |SHAP| (log₁₀ of S/m)"}


def panels(models: Sequence[tuple[str, Model | None]]) -> Figure:
    """Weight above gain, a column a target (one target: side by side); a target without a model has an empty column that says so."""
    figure = Figure(figsize=(10.8, 4.6 * len(models)), layout="constrained")
    axes = figure.subplots(2, 2) if len(models) > 1 else figure.subplots(1, 2, squeeze=False).T
    for column, (name, model) in enumerate(models):
        for row, kind in enumerate(("weight", "gain")):
            axis = axes[row, column]
            axis.set_title(f"{'abcdefgh'[row * len(models) + column]}) {name}, by {kind}", loc="left", fontsize=10)
            if model is None:
                axis.text(0.5, 0.5, "too few samples", ha="center", va="center", transform=axis.transAxes, color="#666666")
                axis.set_axis_off()
            else:
                _bars(axis, model, kind)
                axis.set_xlabel(_AXIS[kind])
    _legend(figure, [model for _, model in models if model])
    return figure


def effects(model: Model) -> Figure:
    """Permutation importance of held-out samples, mean |SHAP|, and every sample's SHAP values."""
    figure = Figure(figsize=(10.8, 9.2), layout="constrained")
    grid = figure.add_gridspec(2, 2)
    first, second, swarm = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[0, 1]), figure.add_subplot(grid[1, :])
    _bars(first, model, "rise", spread=True)
    first.axvline(0, color="black", lw=0.8)
    first.set_xlabel("rise of the RMSE of unseen papers")
    first.set_title("a) permutation importance", loc="left", fontsize=10)
    _bars(second, model, "shap")
    second.set_xlabel(_AXIS["shap"])
    second.set_title("b) size of SHAP values", loc="left", fontsize=10)
    _swarm(figure, swarm, model)
    swarm.set_title("c) SHAP values, a point a sample", loc="left", fontsize=10)
    _legend(figure, [model])
    return figure


def ranks(models: Sequence[Model]) -> Figure:
    """Rank by gain over bootstraps of papers: median and 5 to 95 %, and how often in the top ten."""
    figure = Figure(figsize=(10.8, 4.6 * ((len(models) + 1) // 2)), layout="constrained")
    for axis, model in zip(figure.subplots((len(models) + 1) // 2, 2, squeeze=False).flat, [*models, None], strict=False):
        if model is None:
            axis.set_axis_off()
            continue
        chosen = model.importance.sort_values(["rank", "rank_high"]).head(_SHOWN)[::-1]
        places = np.arange(len(chosen))
        colours = [_BLOCK[_block(model, name)] for name in chosen.index]
        axis.hlines(places, chosen["rank_low"], chosen["rank_high"], color=colours, lw=3, alpha=0.5)
        axis.scatter(chosen["rank"], places, color=colours, s=28, zorder=3)
        axis.axvline(10.5, color="#666666", lw=0.8, ls=":")
        axis.set_yticks(places, [f"{model.features.names[name]}  {chosen['top_gain'][name]:.0%}" for name in chosen.index], fontsize=8)
        axis.set_xlim(0, len(model.importance) + 1)
        axis.set_xlabel("rank by gain (1 is most important)")
        axis.set_title(f"{model.samples.name}", loc="left", fontsize=10)
        _plain(axis)
    _legend(figure, models, null=False)
    return figure


def parity(models: Sequence[Model], scheme: str = "work") -> Figure:
    """Told against predicted for samples whose group was not seen, coloured by where they come from."""
    figure = Figure(figsize=(3.7 * len(models), 4.4), layout="constrained")
    origins = sorted({origin for model in models for origin in model.samples.frame["origin"]})
    colour = dict(zip(origins, _COLOURS, strict=False))
    for axis, model in zip(figure.subplots(1, len(models), squeeze=False).flat, models, strict=True):
        told, guess = model.target, model.predictions[scheme][XGBOOST].to_numpy()
        low, high = min(told.min(), guess.min()) - 0.5, max(told.max(), guess.max()) + 0.5
        axis.fill_between([low, high], [low - 1, high - 1], [low + 1, high + 1], color="#00000012", lw=0)
        axis.plot([low, high], [low, high], color="black", lw=0.8)
        for origin in origins:
            chosen = (model.samples.frame["origin"] == origin).to_numpy()
            axis.scatter(told[chosen], guess[chosen], s=12 if len(told) > 100 else 26, color=colour[origin], alpha=0.6, lw=0, rasterized=True)
        axis.set(xlim=(low, high), ylim=(low, high), aspect="equal", xlabel="told, log₁₀ (S/m)", ylabel="predicted, log₁₀ (S/m)")
        axis.set_title(f"{model.samples.name}: R² {model.r2(scheme):.2f}", loc="left", fontsize=10)
        _plain(axis)
    handles = [Line2D([], [], marker="o", ls="", color=colour[origin], label=origin) for origin in origins]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False, fontsize=8)
    return figure


def errors(models: Sequence[Model]) -> Figure:
    """RMSE of every model by what it had not seen; a panel a target."""
    figure = Figure(figsize=(10.8, 3.4), layout="constrained")
    names = list(dict.fromkeys(models[0].errors["model"]))
    for number, (axis, model) in enumerate(zip(figure.subplots(1, len(models), squeeze=False).flat, models, strict=True)):
        schemes = [SCHEMES[scheme] for scheme in model.predictions]
        for place, name in enumerate(names):
            chosen = model.errors[model.errors["model"] == name].set_index("unseen")["RMSE"]
            shift = np.arange(len(schemes))[::-1] + 0.12 * (len(names) / 2 - place)
            axis.scatter(chosen[schemes], shift, color=_COLOURS[place], s=46 if name == XGBOOST else 26, marker="D" if name == XGBOOST else "o", zorder=3, label=name)
        axis.set_yticks(np.arange(len(schemes))[::-1], [scheme.replace(" (", "\n(") for scheme in schemes] if number == 0 else [""] * len(schemes), fontsize=8)
        axis.grid(axis="y", alpha=0.3)
        axis.set_xlim(left=0)
        axis.set_xlabel("RMSE, log₁₀")
        axis.set_title(model.samples.name, loc="left", fontsize=10)
        _plain(axis)
        if number == 0:
            axis.set_ylabel("not seen")
            figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=len(names), frameon=False, fontsize=8)
    return figure


def meaning(models: Sequence[Model]) -> Figure:
    """Above: R² of shuffled targets and of the true one. Below: R² by number of samples that were learned from."""
    figure = Figure(figsize=(10.8, 5.6), layout="constrained")
    axes = figure.subplots(2, len(models), squeeze=False)
    for column, model in enumerate(models):
        above, below, r2 = axes[0, column], axes[1, column], model.r2()
        above.hist(model.null.r2, bins=15, color="#8c8c8c")
        above.axvline(r2, color="#D55E00", lw=2)
        above.set_xlim(min(above.get_xlim()[0], r2 - 0.1), max(above.get_xlim()[1], r2 + 0.1))
        above.set_xlabel("R² of unseen papers")
        above.set_title(f"{model.samples.name}: p = {model.null.chance(r2):.2g}", loc="left", fontsize=10)
        below.plot(model.curve["samples"], model.curve["R²"], "o-", color="#0072B2")
        below.axhline(model.r2(model="mean"), color="#8c8c8c", lw=1, ls="--")
        below.set(xlabel="samples learned from", xlim=(0, None))
        if column == 0:
            above.set_ylabel("shuffled targets")
            below.set_ylabel("R² of unseen papers")
        _plain(above)
        _plain(below)
    return figure


def error_by_distance(known: Sequence[Known]) -> Figure:
    """Size of the error of every held-out sample against its distance to what was learned from; a panel a target and what is held out."""
    rows = (len(known) + 1) // 2
    figure = Figure(figsize=(10.8, 4.4 * rows), layout="constrained")
    for number, (axis, found) in enumerate(zip(figure.subplots(rows, 2, sharex=True, sharey=True, squeeze=False).flat, known, strict=True)):
        off, distance, judged = np.abs(found.error), found.judged.distance, found.judged
        parts = (("inside", judged.inside, "o", _COLOURS[0]), ("outside: far", judged.far, "^", _COLOURS[1]), ("outside: near, but something was never seen", ~judged.inside & ~judged.far, "s", _COLOURS[3]))
        for name, among, marker, colour in parts:
            axis.scatter(distance[among], off[among], s=14, marker=marker, color=colour, alpha=0.55, lw=0, label=name, rasterized=True)
        parts_of_ten = np.array_split(np.argsort(distance, kind="stable"), 10)
        axis.plot([np.median(distance[part]) for part in parts_of_ten], [np.median(off[part]) for part in parts_of_ten], "o-", color="black", ms=3, lw=1.4, label="median")
        axis.set_xscale("function", functions=(np.sqrt, np.square))  # many samples have neighbours of the same composition
        axis.set(xlabel="distance of the composition (root scale)", xlim=(0, None), ylim=(0, None))
        axis.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        if number % 2 == 0:
            axis.set_ylabel("size of the error, log₁₀")
        axis.set_title(f"{found.model.samples.name}, unseen {HELD_OUT[found.scheme]}: {judged.inside.mean():.0%} inside", loc="left", fontsize=10)
        _plain(axis)
        if number == 0:
            figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False, fontsize=8)
    return figure


def _bars(axis: Axes, model: Model, kind: str, spread: bool = False) -> None:
    chosen = model.importance.sort_values(kind, ascending=False).head(_SHOWN)[::-1]
    places = np.arange(len(chosen))
    axis.barh(places, chosen[kind], xerr=chosen["spread"] if spread else None, error_kw={"lw": 0.8, "ecolor": "#333333"}, color=[_BLOCK[_block(model, name)] for name in chosen.index], height=0.7)
    if f"{kind}_null" in chosen:
        axis.vlines(chosen[f"{kind}_null"], places - 0.4, places + 0.4, color="black", lw=1.5)
    axis.set_yticks(places, [model.features.names[name] for name in chosen.index], fontsize=8)
    axis.margins(y=0.01)
    _plain(axis)


def _swarm(figure: Figure, axis: Axes, model: Model) -> None:
    chosen = model.importance.sort_values("shap", ascending=False).head(_SHOWN).index[::-1]
    columns = list(model.importance.index)
    shown = None
    for place, name in enumerate(chosen):
        values, effect = model.features.table[name].rank(pct=True), model.shap[:, columns.index(name)]
        height = place + _beside(effect, (model.shap.max() - model.shap.min()) / 120)
        known = values.notna().to_numpy()
        axis.scatter(effect[~known], height[~known], s=6, color="#bbbbbb", lw=0, rasterized=True)
        shown = axis.scatter(effect[known], height[known], s=7 if len(values) > 100 else 14, c=values[known], cmap="viridis", vmin=0, vmax=1, lw=0, rasterized=True)
    axis.axvline(0, color="black", lw=0.8)
    axis.set_yticks(range(len(chosen)), [model.features.names[name] for name in chosen], fontsize=8)
    axis.set_xlabel("SHAP value: what the feature adds to log₁₀ of the predicted conductivity")
    axis.margins(y=0.02)
    if shown is not None:
        bar = figure.colorbar(shown, ax=axis, ticks=[0.02, 0.98], aspect=40, pad=0.01)
        bar.ax.set_yticklabels(["low", "high"], fontsize=8)
        bar.set_label("value of the feature (grey: not told)", fontsize=8)
        bar.outline.set_visible(False)
    _plain(axis)


def _beside(effect: Floats, width: float) -> Floats:
    """Points that fall together stand side by side, at most 0.4 to each side."""
    bins = pd.Series(np.round(effect / max(width, 1e-12)))
    order = bins.groupby(bins).cumcount().to_numpy()
    most = max(int(order.max()), 8)
    return np.asarray(np.where(order % 2, 1, -1) * ((order + 1) // 2) * 0.8 / (most + 1), float)


def _block(model: Model, name: str) -> str:
    return next(block for block, names in model.features.blocks.items() if name in names)


def _legend(figure: Figure, models: Sequence[Model], null: bool = True) -> None:
    shown = [block for block in BLOCKS if any(block in model.features.blocks for model in models)]
    handles: list[Patch | Line2D] = [Patch(color=_BLOCK[block], label=block) for block in shown]
    if null:
        handles.append(Line2D([], [], marker="|", ls="", color="black", markersize=10, markeredgewidth=1.5, label="95 % of shuffled targets stay below"))
    if handles:
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False, fontsize=8)


def _plain(axis: Axes) -> None:
    axis.spines[["top", "right"]].set_visible(False)
    axis.tick_params(labelsize=8)
