"""Splits that do not leak: what is one paper, one fact or one group never stands on two sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from extractor.compounds.features import atomic_fractions
from extractor.datasets.columns import Column
from extractor.datasets.dois import dois, year_of_doi
from extractor.datasets.facts import Link, links, systems
from extractor.errors import KaimenError, UsageError

GROUPINGS = ("paper", "system", "family", "year", "cluster")
PARTS = ("train", "valid", "test")
#: Clusters that a split into train, valid and test is put together from.
_CLUSTERS = 12
_UNKNOWN_YEAR = 10_000
_TOLD = 3


class LeakError(KaimenError):
    """A split parts what is one; its text names the first rows and why."""


@dataclass(frozen=True)
class Split:
    """How to split. With `test_share` into train, valid and test (valid and test have that share each), else into `folds` folds.

    By year the folds are in order of time (train on the earlier ones); by cluster each fold is a cluster of descriptors.
    """

    by: str = "paper"
    folds: int = 5
    seed: int = 0
    test_share: float | None = None

    def __post_init__(self) -> None:
        if self.by not in GROUPINGS:
            raise UsageError(f"{self.by}: no such split; there are {', '.join(GROUPINGS)}")
        if self.folds < 2:
            raise UsageError(f"{self.folds} folds are no split; give 2 or more")
        if self.test_share is not None and not 0 < self.test_share < 0.5:
            raise UsageError(f"a test share of {self.test_share:g} leaves nothing to train on; give one above 0 and below 0.5")

    @property
    def column(self) -> str:
        return "fold" if self.test_share is None else "split"

    @property
    def shares(self) -> list[float]:
        """Share of the rows that each part should have."""
        return [1 / self.folds] * self.folds if self.test_share is None else [1 - 2 * self.test_share, self.test_share, self.test_share]

    def told(self) -> str:
        """What it is, for a card.

        >>> Split("system", test_share=0.1).told()
        'by system, train 0.8, valid 0.1, test 0.1, seed 0'
        """
        parts = f"{self.folds} folds" if self.test_share is None else ", ".join(f"{name} {share:g}" for name, share in zip(PARTS, self.shares, strict=True))
        return f"by {self.by}, {parts}, seed {self.seed}"

    def dictionary(self) -> Column:
        """What its column is."""
        kept = "rows of one paper and rows that tell one fact are in one part"
        if self.test_share is None:
            return Column(f"fold of the split {self.told()}; {kept}", "integer")
        return Column(f"part of the split {self.told()}; {kept}")


def groups(table: pd.DataFrame, by: str = "paper", relations: Iterable[tuple[str, str]] = ()) -> np.ndarray[Any, Any]:
    """A number for each row, the same for rows that must not be parted: of one paper, of one fact, and of one group by "system" or "family".

    Fit for scikit-learn's GroupKFold. By "year" the number is the latest year of what must not be parted (10000: unknown), by "cluster"
    that of one of five clusters.
    """
    how, relations = Split(by), list(relations)
    if by == "cluster":
        return split(table, how, relations)[how.column].to_numpy()
    units = _united(len(table), links(table, by, relations))
    return _latest_years(table, units)[units] if by == "year" else units


def split(table: pd.DataFrame, how: Split, relations: Iterable[tuple[str, str]] = ()) -> pd.DataFrame:
    """The table with a column `fold` (from 0) or `split` (train, valid, test).

    Raises UsageError if there are too few groups for so many parts.
    """
    found = links(table, how.by, relations)
    units = _united(len(table), found)
    sizes = np.bincount(units, minlength=0)
    if len(sizes) < len(how.shares):
        raise UsageError(f"{len(table)} rows make {len(sizes)} groups by {how.by}, too few for {len(how.shares)} parts; {'give fewer --folds or ' if how.test_share is None else ''}split by something else")
    if how.by == "year":
        parts = _in_time(sizes, _latest_years(table, units), how.shares)
    elif how.by == "cluster":
        parts = _clustered(table, units, sizes, how)
    else:
        parts = _even(sizes, how.shares, how.seed)
    told = parts[units] if how.test_share is None else np.array(PARTS, dtype=object)[parts[units]]
    return table.assign(**{how.column: told})


def check_leak(table: pd.DataFrame, column: str, by: str = "paper", relations: Iterable[tuple[str, str]] = ()) -> None:
    """Raise LeakError if a split in `column` parts a paper, a fact or a group; by "year" also if it trains on the future.

    Raises UsageError if there is no such column, or rows in no part.
    """
    if column not in table:
        raise UsageError(f"no column {column}; there are {', '.join(map(str, table.columns[:12]))} …")
    if table[column].isna().any():
        raise UsageError(f"row {int(np.flatnonzero(table[column].isna())[0]) + 1} stands in no part of {column}; every row needs one")
    found = links(table, by, relations)
    parts = table[column].to_list()
    leaks = [link for link in found if parts[link.first] != parts[link.second]]
    if leaks:
        told = "; ".join(f"rows {link.first + 1} ({column} {parts[link.first]}) and {link.second + 1} ({column} {parts[link.second]}) {link.why}" for link in leaks[:_TOLD])
        raise LeakError(f"the split in column {column} leaks: {told}{f'; and {len(leaks) - _TOLD} pairs more' if len(leaks) > _TOLD else ''}. Make one that does not with `kaimen export … --split {by}`")
    if by == "year":
        _refuse_future(table, column, found)


def _refuse_future(table: pd.DataFrame, column: str, found: Sequence[Link]) -> None:
    years = _latest_years(table, units := _united(len(table), found))[units]
    rank = {name: number for number, name in enumerate(PARTS)}
    parts = sorted(set(table[column]), key=lambda part: (rank.get(str(part), 0), part))
    for earlier, later in pairwise(parts):
        past, future = np.flatnonzero(table[column] == earlier), np.flatnonzero(table[column] == later)
        newest, oldest = past[np.argmax(years[past])], future[np.argmin(years[future])]
        if years[newest] >= years[oldest]:
            raise LeakError(
                f"the split in column {column} leaks: row {newest + 1} of {column} {earlier} is of {_year(years[newest])}, row {oldest + 1} of the later {column} {later} of {_year(years[oldest])}, "
                "so that the past is told of the future. Make one that does not with `kaimen export … --split year`"
            )


def _year(year: int) -> str:
    return "an unknown year" if year == _UNKNOWN_YEAR else str(year)


def _united(number: int, found: Sequence[Link]) -> np.ndarray[Any, Any]:
    """A number for each row, the same for rows that links join, in the order of first rows."""
    ends = np.array([(link.first, link.second) for link in found], dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends), dtype=np.int8), (ends[:, 0], ends[:, 1])), shape=(number, number))
    joined = connected_components(graph, directed=False)[1] if number else np.empty(0)
    return pd.factorize(joined)[0]


def _even(sizes: np.ndarray[Any, Any], shares: Sequence[float], seed: int) -> np.ndarray[Any, Any]:
    """The part of each group: the largest first, always into the part that is then least full; equal ones in an order that the seed gives."""
    order = np.lexsort((np.random.default_rng(seed).random(len(sizes)), -sizes))
    filled, parts = np.zeros(len(shares)), np.zeros(len(sizes), dtype=np.int64)
    for number, unit in enumerate(order):
        fullness = (filled + sizes[unit]) / np.array(shares)
        if len(order) - number <= np.count_nonzero(filled == 0):
            fullness[filled > 0] = np.inf  # so many parts are still empty as there are groups left
        parts[unit] = np.argmin(fullness)
        filled[parts[unit]] += sizes[unit]
    return parts


def _in_time(sizes: np.ndarray[Any, Any], years: np.ndarray[Any, Any], shares: Sequence[float]) -> np.ndarray[Any, Any]:
    """Parts in order of time, no year on two sides, as near to the shares as years allow."""
    distinct, number = np.unique(years, return_inverse=True)
    if len(distinct) < len(shares):
        raise UsageError(f"the rows are of {len(distinct)} different years, too few for {len(shares)} parts; give fewer --folds or split by paper")
    rows = np.bincount(number, weights=sizes)
    middles = (np.cumsum(rows) - rows / 2) / rows.sum()
    wanted = np.searchsorted(np.cumsum(shares)[:-1], middles)
    # no part is left out, neither at the start nor at the end
    low = np.maximum(0, len(shares) - len(distinct) + np.arange(len(distinct)))
    parts, part = np.zeros(len(distinct), dtype=np.int64), 0
    for place in range(len(distinct)):
        part = 0 if place == 0 else min(part + 1, max(part, int(wanted[place]), int(low[place])))
        parts[place] = part
    return parts[number]


def _latest_years(table: pd.DataFrame, units: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The latest year of each group's rows, from the column or else from the DOI; what is of no known year comes last."""
    years = table["year"].astype("float64").to_numpy() if "year" in table else np.full(len(table), np.nan)
    told = table["doi"].astype(object).where(table["doi"].notna(), "") if "doi" in table else [""] * len(table)
    from_dois = [max((year for doi in dois(str(text)) if (year := year_of_doi(doi))), default=_UNKNOWN_YEAR) for text in told]
    known = np.where(np.isnan(years), from_dois, years)
    latest = np.zeros(units.max(initial=-1) + 1)
    np.maximum.at(latest, units, known)
    return latest.astype(np.int64)


def _clustered(table: pd.DataFrame, units: np.ndarray[Any, Any], sizes: np.ndarray[Any, Any], how: Split) -> np.ndarray[Any, Any]:
    """Each group into the cluster of its mean descriptors; clusters are folds, or are put together to train, valid and test."""
    from sklearn.cluster import KMeans

    places = pd.DataFrame(_descriptors(table)).groupby(units).mean().to_numpy()
    number = how.folds if how.test_share is None else min(_CLUSTERS, len(np.unique(places, axis=0)))
    if len(np.unique(places, axis=0)) < max(number, len(how.shares)):
        raise UsageError(f"the rows have {len(np.unique(places, axis=0))} different compositions, too few for {max(number, len(how.shares))} clusters; give fewer --folds or split by paper")
    found: np.ndarray[Any, Any] = KMeans(number, n_init=8, random_state=how.seed).fit(places, sample_weight=sizes).labels_
    return found if how.test_share is None else _even(np.bincount(found, weights=sizes), how.shares, how.seed)[found]


def _descriptors(table: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Numbers by which rows are near: descriptors of both sides of an interface in one order, else shares of the elements. Missing ones are the mean."""
    if "formula_a" in table:
        sides = [table[[name for name in table if str(name).startswith(f"{side}_")]].astype("float64").to_numpy() for side in "ab"]
        numbers = np.hstack([sides[0] + sides[1], np.abs(sides[0] - sides[1])])
    else:
        systems(table)  # tells what is missing
        formulas = table["formula"].astype(object).where(table["formula"].notna(), "")
        numbers = pd.DataFrame([atomic_fractions(str(formula)) for formula in formulas], index=table.index).fillna(0.0).to_numpy()
    with np.errstate(invalid="ignore"):
        scaled = (numbers - np.nanmean(numbers, axis=0)) / np.nanstd(numbers, axis=0) if "formula_a" in table else numbers
    return np.nan_to_num(scaled, posinf=0.0, neginf=0.0)
