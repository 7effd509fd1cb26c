"""Predicts the resistance between all pairs of compounds that the handbook describes, block by block."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from extractor.compounds.handbook import properties
from extractor.compounds.registry import registry
from extractor.datasets.interface import material_class
from extractor.errors import UsageError
from extractor.studies.domain import ConformalRegressor, Domain
from extractor.studies.interfaces import SIDE, Sides, boundaries, descriptors
from extractor.studies.mismatch import diffuse_mismatch

#: Pairs that are predicted together: some 30 MB.
BLOCK = 8192
ROOM = 300.0


@dataclass(frozen=True)
class Materials:
    """n compounds by id, e.g. "Al2O3-alpha", as sides of an interface."""

    ids: npt.NDArray[np.str_]
    sides: Sides

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Screening:
    """The highest predicted resistances, of all pairs and of those inside the domain; what it took."""

    materials: int
    pairs: int
    inside: int
    highest: pd.DataFrame
    highest_inside: pd.DataFrame
    seconds: float
    #: Of the whole process, MB; NaN where the system does not tell.
    peak_memory: float


def described_materials(temperature: float = ROOM) -> Materials:
    """Compounds of the registry that are not known to have melted and that the handbook describes: their density and electronegativity, and
    either the moduli or both melting point and heat capacity. Of entries that the handbook describes alike (Al2O3, Al2O3-alpha) one is taken.
    """
    found: dict[tuple[object, ...], tuple[str, str, str | None]] = {}
    for entry in registry().entries:
        told = {name: datum.value for name, datum in properties(entry.formula, entry.phase).items()}
        known = {"number_density", "electronegativity"} <= told.keys() and ("debye_temperature" in told or {"melting_point", "molar_heat_capacity"} <= told.keys())
        if known and told.get("melting_point", temperature) >= temperature:
            found.setdefault((entry.formula, *(told.get(name) for name in SIDE)), (entry.id, entry.formula, entry.phase))
    ids, formulas, phases = zip(*found.values(), strict=True)
    table = pd.DataFrame([key[1:] for key in found], columns=list(SIDE), dtype=float)
    return Materials(np.array(ids), Sides.of(table, pd.Series([material_class(formula) for formula in formulas]), pd.Series(formulas), pd.Series(phases)))


def screen(
    model: ConformalRegressor, domain: Domain, materials: Materials, *, temperature: float = ROOM, out: Path | None = None, keep: int = 20, block: int = BLOCK, done: Callable[[int], None] = lambda pairs: None
) -> Screening:
    """Predict all pairs of different materials, each once since a resistance has no direction, measured and without an interlayer, at `temperature` (K).

    `out` takes all rows as CSV. Memory grows with `block`, not with the pairs. Raises UsageError if `out` cannot be written.
    """
    start = time.perf_counter()
    tops: dict[bool, pd.DataFrame] = {}
    pairs = inside = 0
    for first, second in _blocks(len(materials), block):
        rows = _predicted(model, domain, materials, first, second, temperature)
        if out is not None:
            _write(rows, out, pairs == 0)
        pairs += len(rows)
        inside += int(rows["inside"].sum())
        for only_inside in (False, True):
            chosen = rows[rows["inside"]] if only_inside else rows
            tops[only_inside] = pd.concat([tops[only_inside], chosen] if only_inside in tops else [chosen]).sort_values(["resistance", "a", "b"], ascending=[False, True, True]).head(keep)
        done(len(rows))
    return Screening(len(materials), pairs, inside, tops[False].reset_index(drop=True), tops[True].reset_index(drop=True), time.perf_counter() - start, peak_memory())


def _blocks(n: int, size: int) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Indices of all pairs i < j of n, `size` at a time."""
    first, second = np.triu_indices(n, 1)
    for at in range(0, len(first), size):
        yield first[at : at + size], second[at : at + size]


def _predicted(model: ConformalRegressor, domain: Domain, materials: Materials, first: npt.NDArray[np.intp], second: npt.NDArray[np.intp], temperature: float) -> pd.DataFrame:
    one, other = materials.sides.take(first), materials.sides.take(second)
    kelvin, none = np.full(len(first), temperature), np.zeros(len(first))
    X = descriptors(one, other, kelvin, none, none)
    middle, low, high = model.predict(X)
    judged = domain.judge(X, boundaries(one, other), kelvin[:, None])
    return pd.DataFrame({
        "a": materials.ids[first], "b": materials.ids[second], "temperature": kelvin, "resistance": 10**middle, "low": 10**low, "high": 10**high, "inside": judged.inside, "outside_because": judged.reasons(),
        "distance": judged.distance, "diffuse_mismatch": 1 / diffuse_mismatch(one.solids(), other.solids(), kelvin),
    })  # fmt: skip


def _write(rows: pd.DataFrame, out: Path, first: bool) -> None:
    try:
        rows.to_csv(out, mode="w" if first else "a", header=first, index=False, float_format="%.5g", lineterminator="\n")
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror})") from None


def peak_memory() -> float:
    """The most memory that this process has held, MB; NaN on systems that do not tell."""
    try:
        import resource
    except ImportError:
        return float("nan")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10
