"""A dataset as scikit-learn takes it: X of numbers, y, and groups that must not be parted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from extractor.compounds.features import atomic_fractions, composition_features
from extractor.datasets.catalogue import Dataset
from extractor.datasets.splits import groups
from extractor.errors import UsageError

#: What is predicted unless another column is named.
TARGETS = {"thermal-interface": "resistance", "li-conductivity": "total_conductivity"}
#: Results of the same measurement, and what is told of the row itself: no descriptors.
_NO_DESCRIPTORS = frozenset({
    "resistance", "value", "low", "high", "uncertainty", "confidence", "total_conductivity", "grain_conductivity", "grain_boundary_conductivity", "activation_energy",
})  # fmt: skip

_LEAST_TOLD = 0.01


class XY(NamedTuple):
    """Descriptors (missing ones are NaN), target, and a group number a row; all have the dataset's row labels."""

    X: pd.DataFrame
    y: pd.Series
    groups: np.ndarray[Any, Any]


def xy(found: Dataset, target: str | None = None, by: str = "paper", relations: Iterable[tuple[str, str]] = (), *, log10: bool = False) -> XY:
    """Rows that have the target. X holds every column of numbers but results; of a generic table the temperature and what its formula tells.

    Columns that are told in less than a hundredth of the rows are left out. Raises UsageError if the target is no number, or cannot be a logarithm.
    """
    target = target or TARGETS.get(found.name) or ("value" if "value" in found.table else None)
    numbers = [name for name, column in found.columns.items() if column.kind == "float" and name in found.table]
    if target not in numbers:
        raise UsageError(f"{target or found.name}: {'no column of numbers' if target else 'no target named'}; give one of {', '.join(numbers[:20])}")
    if target == "value" and found.table["property"].nunique() > 1:
        raise UsageError(f"{found.name} holds several properties, whose values are no one target; name one: {', '.join(sorted(found.table['property'].unique()))}")
    rows = found.table[found.table[target].notna()]
    y = rows[target].astype("float64")
    if log10:
        if not (y > 0).all():
            raise UsageError(f"{target} is not above 0 in every row and has no logarithm there; leave log10 away")
        y = pd.Series(np.log10(y), name=f"log10_{target}")
    descriptors = rows[[name for name in numbers if name != target and _describes(name, target)]].astype("float64")
    if "property" in rows:
        descriptors = descriptors.join(_of_formula(rows))
    return XY(descriptors.loc[:, descriptors.notna().mean() >= _LEAST_TOLD], y, groups(rows, by, relations))


def _describes(name: str, target: str) -> bool:
    return name not in _NO_DESCRIPTORS and (not name.endswith("_temperature") or name in (f"{target}_temperature", "sintering_temperature"))


def _of_formula(rows: pd.DataFrame) -> pd.DataFrame:
    formulas = [formula if isinstance(formula, str) else "" for formula in rows["formula"]]
    shares = pd.DataFrame([{f"x_{symbol}": share for symbol, share in atomic_fractions(formula).items()} for formula in formulas], index=rows.index)
    shares = shares.reindex(columns=sorted(map(str, shares.columns)))
    told = [bool(formula) for formula in formulas]
    shares.loc[told] = shares.loc[told].fillna(0.0)
    return shares.join(pd.DataFrame([composition_features(formula) for formula in formulas], index=rows.index))
