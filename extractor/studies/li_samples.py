"""From the li-conductivity table to samples that a model may learn from: near room temperature, each counted once, with groups that never part a work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from extractor.compounds.features import atomic_fractions
from extractor.quantities.units import ROOM_TEMPERATURE

TARGETS = {"grain_conductivity": "grain", "grain_boundary_conductivity": "grain boundary", "total_conductivity": "total"}
#: Room temperature as papers mean it, K.
WINDOW = (288.0, 310.0)
#: How far apart two values of one fact may be, in log10: read off a graph by two people, or typed twice.
_READ_TWICE = 0.05
_TYPED_TWICE = 0.005
#: 298 K and 298.15 K, 20 °C and 22 °C are one room temperature.
_SAME_TEMPERATURE = 2.5
#: Two works that tell the same value of the same composition may retell it: they are not parted.
_RETOLD = 0.02
#: Two sources differ over one sample of one work by more than a factor of ten: one of them is wrong, or they mean two samples.
_CONFLICT = 1.0

#: What makes two samples of one composition different, where both tell it.
_MADE = ("label", "sintering_temperature", "sintering_time", "sintering_method", "relative_density", "grain_size", "additives", "phase")

#: So many K hotter and, in log10, so much less conductive is no scatter.
_HOTTER, _LESS = 20.0, 0.15

SAME_WORK = "same work, composition and value"
UNKNOWN_WORK = "same composition and value, and the work of one of them is not told"
WARMER = "same source, work and composition at another temperature; the one nearest to 298 K stays"


@dataclass(frozen=True)
class Samples:
    """Samples of one target.

    `frame` has the table's columns, from the merged rows together, and `log10` (of S/m), `kelvin`, `origins`, `ids`, and four columns of groups: `sample`, `work`, `system`, `kind`.
    `counts` tells by origin where the rows went, `merged` how many rows each rule took away, `conflicts` which sources contradict each other, `falling` where a source lets a sample conduct less when it is hotter.
    """

    target: str
    frame: pd.DataFrame
    counts: pd.DataFrame
    merged: dict[str, int]
    conflicts: pd.DataFrame
    falling: pd.DataFrame

    @property
    def name(self) -> str:
        return TARGETS[self.target]


def samples(table: pd.DataFrame, target: str, window: tuple[float, float] = WINDOW) -> Samples:
    """The samples of a li-conductivity table that tell `target` (a key of TARGETS) within a window of temperature, K."""
    told = table[table[target].astype(float) > 0].reset_index(drop=True)
    temperature = told[f"{target}_temperature"].astype(float)
    reasons = np.select(
        [temperature.isna(), ~temperature.between(*window), ~told["exact"].astype(bool)],
        ["temperature not told", "other temperature", "composition not told, only its host's"],
        "kept",
    )
    kept = told[reasons == "kept"].reset_index(drop=True)
    kept["kelvin"] = kept[f"{target}_temperature"].astype(float)
    kept["log10"] = np.log10(kept[target].astype(float))
    pairs = _pairs(kept)
    joined, merged = _merge(kept, pairs)
    counts = pd.crosstab(told["origin"], reasons).reindex(columns=["temperature not told", "other temperature", "composition not told, only its host's", "kept"], fill_value=0)
    counts.insert(0, "rows with a value", counts.sum(axis=1))
    counts["counted as a sample"] = joined["origin"].value_counts().reindex(counts.index, fill_value=0)
    return Samples(target, _grouped(joined), counts.rename_axis(None), merged, _conflicts(kept, pairs), _falling(told, target))


def works(row: pd.Series) -> set[str]:
    """Names of the work that a row is from: its DOIs, lower case, and what the table calls its paper. OBELiX names several DOIs, parted by "|"."""
    dois = _dois(row)
    return dois or {str(row["paper"])}


def _dois(row: pd.Series) -> set[str]:
    told = [row[name] for name in ("doi", "paper") if isinstance(row[name], str)]
    return {part.strip().lower().removeprefix("https://doi.org/") for text in told for part in text.split("|") if part.strip().lower().removeprefix("https://doi.org/").startswith("10.")}


@dataclass(frozen=True)
class _Pair:
    """Two rows of one composition: how far apart (log10), whether of one work or of works that nobody can tell apart, at other temperatures, and made alike as far as told."""

    a: int
    b: int
    apart: float
    same_work: bool
    unknown_work: bool
    same_origin: bool
    warmer: bool
    alike: bool

    @property
    def rule(self) -> str | None:
        if not self.alike:
            return None
        if self.same_work and self.apart <= (_TYPED_TWICE if self.same_origin else _READ_TWICE):
            return SAME_WORK
        if self.same_work and self.same_origin and self.warmer:
            return WARMER
        return UNKNOWN_WORK if self.unknown_work and not self.same_work and self.apart <= _TYPED_TWICE else None


def _pairs(frame: pd.DataFrame) -> list[_Pair]:
    of = [works(row) for _, row in frame.iterrows()]
    known = [bool(_dois(row)) for _, row in frame.iterrows()]
    values, origins = frame["log10"].to_numpy(), frame["origin"].to_numpy()
    warm = frame["kelvin"].to_numpy()
    made = frame[list(_MADE)].astype(object).where(frame[list(_MADE)].notna(), None).to_numpy()
    return [
        _Pair(a, b, abs(values[a] - values[b]), bool(of[a] & of[b]), not (known[a] and known[b]), origins[a] == origins[b], abs(warm[a] - warm[b]) > _SAME_TEMPERATURE, _alike(made[a], made[b]))
        for rows in frame.groupby("formula").indices.values()
        for a, b in combinations(sorted(map(int, rows)), 2)
    ]


def _alike(one: Sequence[object], other: Sequence[object]) -> bool:
    return all(a == b for a, b in zip(one, other, strict=True) if a is not None and b is not None)


def _merge(frame: pd.DataFrame, pairs: Sequence[_Pair]) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row a cluster of duplicates: read by people before extracted, at room temperature before others, the fullest first; what it lacks comes from the others."""
    away = ((frame["kelvin"] - ROOM_TEMPERATURE).abs() / _SAME_TEMPERATURE).astype(int)
    order = pd.DataFrame({"unread": ~frame["reviewed"].astype(bool), "away": away, "empty": -frame.notna().sum(axis=1), "id": frame["id"]}).sort_values(["unread", "away", "empty", "id"]).index
    place = {int(row): number for number, row in enumerate(order)}
    clusters, merged = _Clusters(len(frame)), dict.fromkeys((SAME_WORK, UNKNOWN_WORK, WARMER), 0)
    for rule in merged:
        for pair in pairs:
            if pair.rule == rule:
                merged[rule] += clusters.join(pair.a, pair.b)
    joined = []
    for members in clusters.members():
        rows = frame.loc[sorted(members, key=place.__getitem__)]
        first = rows.bfill().iloc[0] if len(rows) > 1 else rows.iloc[0]
        joined.append({**first.to_dict(), "origins": " + ".join(sorted(set(rows["origin"]))), "ids": ", ".join(rows["id"]), "all_works": set().union(*(works(row) for _, row in rows.iterrows()))})
    return pd.DataFrame(joined, columns=[*frame.columns, "origins", "ids", "all_works"]).sort_values("id", ignore_index=True), merged


def _grouped(frame: pd.DataFrame) -> pd.DataFrame:
    """Groups for folds. `sample`: rows that may retell one another. `work`: papers that share a row or such a value. `system`: the set of elements. `kind`: the structure family.

    A composition has one family, the one most told of it; where none is told, that of its chemical system if it has one only, else the system stands for it.
    """
    frame = frame.copy()
    clusters, alike, owner = _Clusters(len(frame)), _Clusters(len(frame)), dict[str, int]()
    for row, names in enumerate(frame["all_works"]):
        for name in names:
            clusters.join(row, owner.setdefault(name, row))
    for a, b in retold(frame):
        clusters.join(a, b)
        alike.join(a, b)
    frame["sample"] = [alike.find(row) for row in range(len(frame))]
    frame["work"] = [clusters.find(row) for row in range(len(frame))]
    frame["system"] = ["-".join(sorted(atomic_fractions(formula))) for formula in frame["formula"]]
    told = frame["family"].map(lambda name: family_name(name) if isinstance(name, str) else None)
    told = told.groupby(frame["formula"]).transform(_commonest)
    by_system = {system: names.dropna().iloc[0] for system, names in told.groupby(frame["system"]) if names.dropna().nunique() == 1}
    frame["family"] = told.where(told.notna(), frame["system"].map(by_system))
    frame["kind"] = frame["family"].where(frame["family"].notna(), frame["system"])
    return frame.drop(columns="all_works")


def retold(frame: pd.DataFrame) -> list[tuple[int, int]]:
    """Pairs of rows (by place) with one composition and one value within 5 %: what must never stand on two sides of a fold."""
    values = frame["log10"].to_numpy()
    within = (combinations(sorted(map(int, rows)), 2) for rows in frame.groupby("formula").indices.values())
    return [(a, b) for pairs in within for a, b in pairs if abs(values[a] - values[b]) <= _RETOLD]


def family_name(told: str) -> str | None:
    """One spelling of a family for all sources.

    >>> [family_name(told) for told in ("Garnet", "garnet-like", "Argyrodites", "Anti-Perovskite", "Glass", "LGPS", " ")]
    ['garnet', 'garnet', 'argyrodite', 'antiperovskite', 'glass', 'lgps', None]
    """
    name = told.strip().lower().removesuffix("-like").replace("-", "")
    return (name if name.endswith("ss") or told.isupper() else name.removesuffix("s")) or None


def _commonest(names: pd.Series) -> str | None:
    counted = names.dropna().value_counts()
    return min(map(str, counted[counted == counted.max()].index)) if len(counted) else None


def _conflicts(frame: pd.DataFrame, pairs: Iterable[_Pair]) -> pd.DataFrame:
    """Rows of one work and composition of which two sources tell values that are far apart, and neither source has a row that agrees with the other's."""
    between = [pair for pair in pairs if pair.same_work and not pair.same_origin]
    nearest: dict[int, float] = {}
    for pair in between:
        for row in (pair.a, pair.b):
            nearest[row] = min(nearest.get(row, np.inf), pair.apart)
    rows = [
        {"composition": frame["formula"][pair.a], "work": min(works(frame.iloc[pair.a]) & works(frame.iloc[pair.b])), "one": frame["id"][pair.a], "S/m": 10 ** frame["log10"][pair.a], "other": frame["id"][pair.b], "S/m ": 10 ** frame["log10"][pair.b], "factor": 10**pair.apart}
        for pair in between
        if pair.apart > _CONFLICT and nearest[pair.a] > _CONFLICT and nearest[pair.b] > _CONFLICT
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["composition", "work", "one", "S/m", "other", "S/m ", "factor"]).sort_values("factor", ascending=False, ignore_index=True)


def _falling(told: pd.DataFrame, target: str) -> pd.DataFrame:
    """Neighbours in temperature of one source, work and composition, of which the hotter one conducts less: a wrong temperature or unit, or two samples."""
    known = told[told[f"{target}_temperature"].notna() & told["exact"].astype(bool)].assign(work=lambda frame: [min(works(row)) for _, row in frame.iterrows()])
    rows = []
    for (_, work, formula), part in known.groupby(["origin", "work", "formula"]):
        series = part.assign(kelvin=part[f"{target}_temperature"].astype(float), log10=np.log10(part[target].astype(float))).sort_values(["kelvin", "id"])
        for (_, cold), (_, hot) in pairwise(series.iterrows()):
            if hot["kelvin"] - cold["kelvin"] > _HOTTER and cold["log10"] - hot["log10"] > _LESS:
                rows.append({"composition": formula, "work": work, "colder": cold["id"], "K": cold["kelvin"], "S/m": cold[target], "hotter": hot["id"], "K ": hot["kelvin"], "S/m ": hot[target]})
    return pd.DataFrame(rows, columns=["composition", "work", "colder", "K", "S/m", "hotter", "K ", "S/m "])


class _Clusters:
    """Sets of rows that belong together (union-find)."""

    def __init__(self, number: int) -> None:
        self._parent = list(range(number))

    def find(self, row: int) -> int:
        while self._parent[row] != row:
            self._parent[row] = self._parent[self._parent[row]]
            row = self._parent[row]
        return row

    def join(self, a: int, b: int) -> bool:
        """Whether they were apart before."""
        a, b = sorted((self.find(a), self.find(b)))
        self._parent[b] = a
        return a != b

    def members(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for row in range(len(self._parent)):
            found.setdefault(self.find(row), []).append(row)
        return list(found.values())
