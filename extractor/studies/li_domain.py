"""Which lithium electrolytes lie inside the material space that a model learned from, and how wide the intervals of its predictions must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from extractor.compounds.features import atomic_fractions
from extractor.studies.domain import Flags, Judgement, held_out_intervals, held_out_judgement, reasons
from extractor.studies.li_conductivity import WORKS, Model, Study
from extractor.studies.li_features import BLOCKS
from extractor.studies.li_models import XGBOOST, Floats, boosted, drawn_sums, folds, together

#: With fewer samples a part of them says nothing, and an interval of nine in ten rests on one or two residuals.
ENOUGH = 40
LEVEL = 0.9
#: Columns of groups that are held out.
HELD_OUT = {"work": "papers", "system": "chemical systems"}
#: As many parts of what is learned from make the residuals.
_PARTS = 5
#: Oxygens by central atom of an oxoanion: with fewer it is an anion itself (sulfide beside oxide), with more a dopant. Borates link their boron by many.
_LEAST_OXYGENS, _MOST_OXYGENS = 1.5, 8.0
_ANIONS = {"F": "halide", "O": "oxide", "Cl": "halide", "N": "nitride", "Br": "halide", "I": "halide", "S": "sulfide", "Se": "selenide", "Te": "telluride", "H": "hydride", "C": "carbide", "P": "phosphide"}
_CENTRES = {"P": "phosphate", "B": "borate", "Si": "silicate", "S": "sulfate", "C": "carbonate", "N": "nitrate"}
Interval = tuple[float, float]


def anion_class(formula: str) -> str:
    """What most anions are; of oxides by the commonest central atom of their oxoanions.

    >>> [anion_class(formula) for formula in ("Li7La3Zr2O12", "LiTi2P3O12", "Li6PS5Cl", "Li3YCl6", "Li3PS3.5O0.5", "Li4B7ClO12", "LiBH4", "Li")]
    ['oxide', 'phosphate', 'sulfide', 'halide', 'sulfide', 'borate', 'hydride', 'none']
    """
    shares = atomic_fractions(formula)
    oxygen = shares.get("O", 0.0)
    centres = {symbol: shares[symbol] for symbol in _CENTRES if symbol in shares and shares[symbol] <= oxygen / _LEAST_OXYGENS}
    amounts: dict[str, float] = {}
    for symbol, name in _ANIONS.items():
        if symbol in shares and symbol not in centres:
            amounts[name] = amounts.get(name, 0.0) + shares[symbol]
    if not amounts:
        return "none"
    most = max(amounts, key=lambda name: amounts[name])  # the first of equals is the most electronegative one
    central = max(centres, key=lambda symbol: centres[symbol], default="")
    return _CENTRES[central] if most == "oxide" and central and centres[central] >= oxygen / _MOST_OXYGENS else most


@dataclass(frozen=True)
class Part:
    """Errors (log10) of some held-out samples and the share of them in their interval, each with its 95 % interval when groups are drawn anew; NaN where there are too few groups to draw from. `half` is the median half width of intervals."""

    samples: int
    mae: float
    mae_within: Interval
    rmse: float
    rmse_within: Interval
    reached: float
    reached_within: Interval
    half: float


@dataclass(frozen=True)
class Known:
    """The samples of one target, each held out with its group: whether what was learned from knows its like, and the ends of its interval (log10), each (n,)."""

    model: Model
    scheme: str
    judged: Judgement
    low: Floats
    high: Floats

    @property
    def predicted(self) -> Floats:
        return self.model.predictions[self.scheme][XGBOOST].to_numpy(float)

    @property
    def error(self) -> Floats:
        return self.predicted - self.model.target

    @property
    def held(self) -> Flags:
        """Which samples lie in their interval."""
        return np.asarray((self.low <= self.model.target) & (self.model.target <= self.high))

    @property
    def bars(self) -> dict[str, Flags]:
        """What puts samples outside, by name; the order is that of `_labels`."""
        unseen = self.judged.unseen_labels
        return {"far": self.judged.far, "unseen family": unseen[:, 0], "unseen anion class": unseen[:, 1], "unseen element": unseen[:, 2:].any(1), "other temperature": self.judged.out_of_range}

    def parts(self) -> dict[str, Part]:
        """All samples, those inside and outside, and those that each bar puts outside; without empty parts."""
        inside = self.judged.inside
        chosen = {"all": np.ones(len(inside), bool), "inside": inside, "outside": ~inside, **{f"outside: {name}": flags for name, flags in self.bars.items()}}
        return {name: self._part(among) for name, among in chosen.items() if among.any()}

    def worse_outside(self) -> tuple[float, float, float]:
        """By how much the mean absolute error outside is above that inside, and its 95 % interval; NaN where one part has too few groups to draw from."""
        inside = self.judged.inside
        if min(self.groups(inside), self.groups(~inside)) < WORKS:
            return np.nan, np.nan, np.nan
        off = np.abs(self.error)
        within, beyond, inner, outer = drawn_sums(np.stack([off * inside, off * ~inside, inside, ~inside]), self.model.samples.frame[self.scheme])
        drawn = (inner > 0) & (outer > 0)
        low, high = np.quantile((beyond[drawn] / outer[drawn]) - (within[drawn] / inner[drawn]), [0.025, 0.975])
        return float(off[~inside].mean() - off[inside].mean()), float(low), float(high)

    def table(self) -> pd.DataFrame:
        """A row a sample; conductivities in S/m."""
        frame = self.model.samples.frame
        return pd.DataFrame({
            "conductivity": self.model.samples.name, "held_out": HELD_OUT[self.scheme], "ids": frame["ids"], "formula": frame["formula"], "family": frame["family"], "anion_class": frame["formula"].map(anion_class), "kelvin": frame["kelvin"],
            "told": 10**self.model.target, "predicted": 10**self.predicted, "low": 10**self.low, "high": 10**self.high, "in_interval": self.held,
            "distance": self.judged.distance, "inside": self.judged.inside, "outside_because": reasons(self.bars),
        })  # fmt: skip

    def groups(self, among: Flags) -> int:
        """How many papers or systems these samples are of."""
        return int(self.model.samples.frame[self.scheme][among].nunique())

    def _part(self, among: Flags) -> Part:
        error, held = self.error[among], self.held[among]
        groups = self.model.samples.frame[self.scheme][among]
        mae, rmse, reached = [(np.nan, np.nan)] * 3
        if groups.nunique() >= WORKS:
            off, squares, hits, counted = drawn_sums(np.stack([np.abs(error), error**2, held, np.ones(len(error))]), groups)
            mae, rmse, reached = (tuple(np.quantile(values, [0.025, 0.975]).tolist()) for values in (off / counted, np.sqrt(squares / counted), hits / counted))
            # draws of what holds always or never have no spread; a row of so many hits or misses still has this bound (Clopper and Pearson)
            sure = 0.025 ** (1 / groups.nunique())
            reached = (sure, 1.0) if held.all() else (0.0, 1 - sure) if not held.any() else reached
        return Part(
            len(error), float(np.abs(error).mean()), mae, float(np.sqrt((error**2).mean())), rmse, float(held.mean()), reached, float(np.median((self.high - self.low)[among])) / 2,
        )  # fmt: skip


@dataclass(frozen=True)
class Space:
    """What is known, by target and by what is held out; and why of some targets nothing is told."""

    known: dict[str, dict[str, Known]]
    too_few: list[str]

    def every(self) -> list[Known]:
        return [found for by_scheme in self.known.values() for found in by_scheme.values()]

    def table(self) -> pd.DataFrame:
        return pd.concat([found.table() for found in self.every()] or [pd.DataFrame()], ignore_index=True)


def space(study: Study, tell: Callable[[str], None] = lambda _: None) -> Space:
    """Inside and outside for all models of a study that have samples enough; `tell` hears what is being done."""
    known, too_few = {}, []
    for target, model in study.models.items():
        frame = model.samples.frame
        works, systems = frame["work"].nunique(), frame["system"].nunique()
        if len(frame) < ENOUGH or min(works, systems) < WORKS:
            too_few.append(f"{model.samples.name} conductivity: {len(frame)} samples from {works} works and of {systems} chemical {'system' if systems == 1 else 'systems'}; to tell inside from outside {ENOUGH} from {WORKS} of each are needed")
            continue
        tell(f"{model.samples.name} conductivity: intervals of samples that neither models nor residuals saw …")
        known[target] = dict(zip(HELD_OUT, together(partial(_known, model), HELD_OUT), strict=True))
    return Space(known, too_few)


def _known(model: Model, scheme: str) -> Known:
    """On the folds of the model's own predictions.

    Distance is that of compositions: every sample tells one, while a missing structure tells who wrote the row down. XGBoost itself takes
    all features, and what is missing as it is.
    """
    frame, target = model.samples.frame, model.target
    groups = frame[scheme].to_numpy()
    over = [(fold.train, fold.test) for fold in folds(frame[scheme])]
    composition = model.features.table[[name for block in BLOCKS[2:] for name in model.features.blocks.get(block, [])]].to_numpy(float)
    judged = held_out_judgement(composition, groups, over, _labels(frame), frame[["kelvin"]].to_numpy(float))
    (low,), (high,) = held_out_intervals(lambda: boosted(len(frame)), model.features.table.to_numpy(float), target, groups, (LEVEL,), _PARTS, over=over)
    return Known(model, scheme, judged, low, high)


def _labels(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Of each sample what must have been seen: structure family ("" if untold), anion class, and each element that it has."""
    shares = frame[[name for name in frame if str(name).startswith("x_")]].astype(float) > 0
    named = pd.DataFrame({"family": frame["family"].fillna("").astype(str), "anions": frame["formula"].map(anion_class)})
    return pd.concat([named, shares], axis=1).to_numpy(object)
