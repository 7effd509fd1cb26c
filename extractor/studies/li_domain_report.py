"""What the study of lithium conductivity says of samples inside and outside the known material space: tables, words from the numbers, a section of the page."""

from __future__ import annotations

import numpy as np
import pandas as pd

from extractor.studies.li_domain import HELD_OUT, LEVEL, Interval, Known, Part, Space
from extractor.studies.li_figures import error_by_distance
from extractor.studies.report import Report


def section(report: Report, space: Space) -> None:
    """The section with its figure and table; of no target with samples enough only the words."""
    report.heading("Inside and outside the known material space")
    report.text(*words(space))
    if not space.known:
        return
    report.figure(error_by_distance(space.every()), "Error of held-out samples against their distance to what was learned from; black: medians of ten equal parts")
    report.table(table(space), f"XGBoost, errors of log₁₀; in brackets 95 % intervals when what is held out is drawn anew. A half width of 1 is a factor of ten up and down; intervals promise {LEVEL:.0%}. A sample may be outside for several reasons")


def table(space: Space, bars: bool = True) -> pd.DataFrame:
    """All, inside and outside, and with `bars` by what puts samples outside."""
    rows = []
    for found in space.every():
        for name, part in found.parts().items():
            if bars or ":" not in name:
                told = f"{found.model.samples.name}, unseen {HELD_OUT[found.scheme]}" if name == "all" else f"– {name}"
                rows.append({"conductivity": told, "samples": part.samples, "MAE": _between(part.mae, part.mae_within), "RMSE": _between(part.rmse, part.rmse_within), "in interval": _share(part), "half width": round(part.half, 2)})
    return pd.DataFrame(rows)


def short(space: Space) -> pd.DataFrame:
    """`table` for a narrow screen."""
    return table(space, bars=False).drop(columns="half width").rename(columns={"samples": "n"})


def words(space: Space) -> list[str]:
    """Plain words: what inside means, a paragraph for all that was held out, and what could not be told."""
    meant = (
        "A sample lies inside the known material space if what a model learned from has compositions near it (element shares and statistics over elements, scaled; near as nine in ten of those samples are to other groups), "
        "its structure family, its anion class (oxide, phosphate, sulfide, halide …), all its elements and its temperature. An untold family counts as one more family."
    )
    return [*([meant] if space.known else []), *(_paragraph(found) for found in space.every()), *(f"{reason[0].upper()}{reason[1:]}." for reason in space.too_few)]


def _paragraph(found: Known) -> str:
    parts = found.parts()
    inside = found.judged.inside
    told = f"{found.model.samples.name.capitalize()} conductivity, unseen {HELD_OUT[found.scheme]}: {inside.sum()} of {len(inside)} samples ({inside.mean():.0%}) lie inside. "
    return f"{told}{_separation(found, parts)} {_coverage(parts)}"


def _separation(found: Known, parts: dict[str, Part]) -> str:
    """Whether errors inside and outside differ by more than chance would make them."""
    if not {"inside", "outside"} <= parts.keys():
        return f"The mean absolute error of XGBoost is {parts['all'].mae:.2f} of log₁₀; as none lies {'outside' if 'inside' in parts else 'inside'}, there is nothing to compare."
    told = f"The mean absolute error of XGBoost is {parts['inside'].mae:.2f} of log₁₀ inside and {parts['outside'].mae:.2f} outside."
    worse, low, high = found.worse_outside()
    if np.isnan(worse):
        fewest, place = min((found.groups(found.judged.inside), "inside"), (found.groups(~found.judged.inside), "outside"))
        return f"{told} Only {fewest} of the {HELD_OUT[found.scheme]} {'has' if fewest == 1 else 'have'} samples {place}, too few to compare."
    if low <= 0 <= high:
        return f"{told} The difference, {worse:+.2f} (95 % interval {low:.2f} to {high:.2f}), may be chance: the flag warns of what was never tested, and does not tell good predictions from bad ones."
    return f"{told} Predictions outside are {'worse' if worse > 0 else 'better'}, by {abs(worse):.2f} (95 % interval {min(abs(low), abs(high)):.2f} to {max(abs(low), abs(high)):.2f}): more than chance."


def _coverage(parts: dict[str, Part]) -> str:
    shares = ", ".join(f"{name} {part.reached:.0%}{_kept(part)}" for name, part in parts.items() if name in ("inside", "outside"))
    return f"Of intervals that promise {LEVEL:.0%}, {parts['all'].reached:.0%} hold{_kept(parts['all'])}: {shares}. Half of them reach further than a factor of {10 ** parts['all'].half:.0f} up and down."


def _kept(part: Part) -> str:
    """Whether the share that holds differs from the promise by more than chance."""
    low, high = part.reached_within
    return " (fewer than promised)" if high < LEVEL else " (more than promised)" if low > LEVEL else ""


def _between(value: float, within: Interval) -> str:
    return f"{value:.2f}" if np.isnan(within[0]) else f"{value:.2f} ({within[0]:.2f}–{within[1]:.2f})"


def _share(part: Part) -> str:
    low, high = part.reached_within
    return f"{part.reached:.0%}" if np.isnan(low) else f"{part.reached:.0%} ({low * 100:.0f}–{high * 100:.0f})"
