"""Figures of coverage: systems on a logarithmic scale, shares by property, and the periodic table of elements with data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from extractor.compounds.features import ELEMENTS
from extractor.datasets.coverage import ANY, ARITIES, ELEMENT_SET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_F_ROWS = {6: 9, 7: 10}
_EMPTY, _UNCOUNTED = "#e9e9e9", "#ffffff"


def systems_figure(found: pd.DataFrame) -> Figure:
    """Systems that are possible, known and with data, by number of elements; and the share of the known ones by property."""
    from matplotlib.figure import Figure

    names = [name for name in found["property"].unique() if name != ANY]
    every = found[found["property"] == (ANY if ANY in set(found["property"]) else names[0])]
    figure = Figure(figsize=(11, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.25])
    for offset, column, label, colour in ((-0.27, "possible", "possible", "#d5d5d5"), (0, "known", "known compounds", "#8fb3d9"), (0.27, "systems", "with data", "#1f5fa8")):
        left.bar_label(left.bar(np.arange(len(ARITIES)) + offset, every[column], 0.26, label=label, color=colour), fmt=_short, fontsize=7, padding=1)
    left.set(yscale="log", ylim=(0.7, every["possible"].max() * 8), ylabel="chemical systems", title=every["property"].iloc[0])
    left.set_xticks(range(len(ARITIES)), ARITIES, fontsize=8)
    left.legend(loc="upper left", frameon=False, fontsize=8)
    left.spines[["top", "right"]].set_visible(False)
    _shares(right, found.pivot(index="property", columns="elements", values="known_share").loc[found["property"].unique()])
    return figure


def _short(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ") if number < 1e5 else f"{number / 1e6:.3g} M"


def _shares(axes: Axes, shares: pd.DataFrame) -> None:
    from matplotlib.colors import PowerNorm

    axes.imshow(shares, cmap="Blues", norm=PowerNorm(0.4, 0, 1), aspect="auto")
    for (row, column), share in np.ndenumerate(shares.to_numpy()):
        axes.text(column, row, f"{share:.1%}" if share else "–", ha="center", va="center", fontsize=8, color="white" if share > 0.25 else "black")
    axes.set_xticks(range(len(ARITIES)), ARITIES)
    axes.set_yticks(range(len(shares)), [str(name).replace("_", " ") for name in shares.index])
    axes.set_title("share of the known systems with data")
    axes.tick_params(length=0)


def element_map(counts: Mapping[str, int], title: str) -> Figure:
    """The periodic table; colour and number tell how many compounds with data hold an element."""
    from matplotlib import colormaps
    from matplotlib.colors import LogNorm
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    figure = Figure(figsize=(11, 5.6), layout="constrained")
    axes = figure.subplots()
    norm, colours = LogNorm(1, max(2, *counts.values()) if counts else 2), colormaps["YlGnBu"]
    for symbol, element in ELEMENTS.items():
        column, row = _place(element.number)
        number = counts.get(symbol, 0)
        colour = colours(norm(number)) if number else _EMPTY if symbol in ELEMENT_SET else _UNCOUNTED
        axes.add_patch(Rectangle((column, row), 0.94, 0.94, facecolor=colour, edgecolor="#bbbbbb", linewidth=0.5))
        ink = "white" if number and norm(number) > 0.55 else "black" if number else "#999999"
        axes.text(column + 0.47, row + 0.38, symbol, ha="center", va="center", fontsize=10, weight="bold" if number else "normal", color=ink)
        if number:
            axes.text(column + 0.47, row + 0.75, str(number), ha="center", va="center", fontsize=7, color=ink)
    axes.set(xlim=(0.9, 19), ylim=(11.1, 0.9), title=title, aspect="equal")
    axes.axis("off")
    return figure


def _place(number: int) -> tuple[float, float]:
    """Group and period; the f elements stand below."""
    for first, last, row in ((57, 71, 6), (89, 103, 7)):
        if first <= number <= last:
            return 3.0 + number - first, _F_ROWS[row]
    element = next(element for element in ELEMENTS.values() if element.number == number)
    return element.numbers["group"], element.numbers["period"]


def class_figure(pairs: pd.DataFrame) -> Figure:
    """Different pairs of compounds with data, by the bonding classes of the two sides."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 5.2), layout="constrained")
    axes = figure.subplots()
    names = sorted(set(pairs["class_a"]))
    table = pairs.pivot(index="class_b", columns="class_a", values="pairs").reindex(index=names, columns=names)
    axes.imshow(np.log1p(table.to_numpy(dtype="float64")), cmap="Blues")
    for (row, column), number in np.ndenumerate(table.to_numpy(dtype="float64")):
        if not np.isnan(number):
            axes.text(column, row, f"{number:.0f}" if number else "–", ha="center", va="center", fontsize=9, color="white" if number > table.max().max() / 3 else "black")
    axes.set_xticks(range(len(names)), names, rotation=40, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure
