"""Figures of the benchmark of batches."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.throughput_run import Measured

#: Okabe and Ito's colours, which colour-blind people can tell apart.
_STAGE = {"reading": "#0072B2", "language": "#009E73", "extraction": "#E69F00", "rows": "#CC79A7", "writing": "#D55E00"}
#: Megabytes that a worker may have.
LIMIT = 600


def stages(seconds: Mapping[str, Mapping[str, float]], speed: Mapping[str, tuple[float, float]]) -> Figure:
    """Milliseconds a paper by stage and format, and papers a second with one and two workers."""
    figure = Figure(figsize=(10.8, 0.5 * len(seconds) + 1.8), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    names = list(seconds)[::-1]
    places = np.arange(len(names))
    start = np.zeros(len(names))
    for stage, colour in _STAGE.items():
        width = np.array([1000 * seconds[name].get(stage, 0.0) for name in names])
        left.barh(places, width, left=start, color=colour, label=stage, height=0.6)
        start += width
    left.set_yticks(places, names)
    left.set_xlabel("milliseconds a paper, one process")
    left.set_title("a) where a paper's time goes", loc="left", fontsize=10)
    left.legend(frameon=False, fontsize=8)
    for shift, workers, colour in ((0.17, 0, "#56B4E9"), (-0.17, 1, "#0072B2")):
        rates = [speed[name][workers] for name in names]
        bars = right.barh(places + shift, rates, height=0.32, color=colour, label=f"{workers + 1} worker{'s' * workers}")
        right.bar_label(bars, fmt="%.3g", fontsize=8, padding=2)
    right.set_xlabel("papers a second, from the first result to the last")
    right.set_title("b) papers a second", loc="left", fontsize=10)
    right.margins(x=0.12)
    right.legend(frameon=False, fontsize=8)
    _plain(left)
    _plain(right)
    return figure


def growth(run: Measured, parts: int = 50) -> Figure:
    """Papers a second, memory and store over the number of papers."""
    figure = Figure(figsize=(10.8, 3.6), layout="constrained")
    rate, memory, size = figure.subplots(1, 3)
    cuts = np.unique(np.linspace(0, run.papers - 1, min(parts, run.papers // 10) + 1).astype(int))
    middle = [(a + b) / 2 for a, b in pairwise(cuts)]
    rate.plot(middle, [(b - a) / max(run.results[b][0] - run.results[a][0], 1e-9) for a, b in pairwise(cuts)], color="#0072B2", lw=1.2)
    rate.set_title("a) papers a second", loc="left", fontsize=10)
    papers = [papers for _, papers, *_ in run.looks]
    for column, name, colour in ((3, "largest worker", "#0072B2"), (2, "writer", "#D55E00")):
        memory.plot(papers, [look[column] for look in run.looks], color=colour, lw=1.2, label=name)
    memory.axhline(LIMIT, color="#666666", lw=0.8, ls=":", label=f"aim: {LIMIT} MB a worker")
    memory.set_title("b) resident memory, MB", loc="left", fontsize=10)
    memory.legend(frameon=False, fontsize=8)
    size.plot(papers, [look[4] for look in run.looks], color="#009E73", lw=1.2)
    size.set_title("c) store with its log, MB", loc="left", fontsize=10)
    for axis in (rate, memory, size):
        axis.set_ylim(bottom=0)
        axis.set_xlabel("papers")
        _plain(axis)
    return figure


def _plain(axis: Axes) -> None:
    axis.spines[["top", "right"]].set_visible(False)
