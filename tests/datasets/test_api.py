"""The Python API: tables as pandas has them, (X, y, groups) as scikit-learn takes them, and an import that costs nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

import extractor
from extractor import open_store
from extractor.api import DataStore
from extractor.datasets import Filters, Split, check_leak, dataset
from extractor.errors import StoreError, UsageError
from extractor.store import Store
from tests.datasets.conftest import STARTERS


@pytest.mark.parametrize("name", ["li-conductivity", "thermal-interface", "synthesis", "conductivity"])
def test_datasets_are_those_of_the_command(name: str, made: Path, store: Store) -> None:
    starters = STARTERS.get(name, ())
    with open_store(made) as opened:
        table = opened.dataset(name, starters=[str(folder) for folder in starters], own=True, max_temperature=310.0)
        told = opened.columns(name, starters=starters)
    pd.testing.assert_frame_equal(table, dataset(store, name, Filters(own=True, max_temperature=310.0), starters).table)
    assert set(table.columns) <= set(told["column"])


@pytest.mark.parametrize(("name", "target", "least"), [("li-conductivity", None, 500), ("li-conductivity", "activation_energy", 5), ("thermal-interface", None, 100), ("ionic_conductivity", None, 20), ("relative_density", "value", 5)])
def test_x_y_and_groups_go_into_scikit_learn(name: str, target: str | None, least: int, made: Path) -> None:
    with open_store(made) as opened:
        X, y, groups = opened.xy(name, target, log10=True, starters=STARTERS.get(name, ()))
        table = opened.dataset(name, starters=STARTERS.get(name, ()))
    assert len(X) == len(y) == len(groups) >= least
    assert X.index.equals(y.index)
    assert set(X.dtypes) == {np.dtype("float64")}
    assert y.notna().all()
    for result in ("resistance", "value", "low", "high", "uncertainty", "confidence", "total_conductivity", "grain_conductivity", "grain_boundary_conductivity", "year"):
        assert result not in X
    by_paper = table.loc[y.index, "paper"].groupby(table.loc[y.index, "paper"]).ngroup()
    assert (pd.Series(groups, index=y.index).groupby(by_paper).nunique() == 1).all()
    model = make_pipeline(SimpleImputer(keep_empty_features=True), RandomForestRegressor(8, random_state=0))
    predicted = cross_val_predict(model, X, y, groups=groups, cv=GroupKFold(min(3, len(set(groups)))))
    assert np.isfinite(predicted).all()


def test_targets_are_logarithms_where_asked(made: Path) -> None:
    with open_store(made) as opened:
        plain, logarithm = opened.xy("li-conductivity"), opened.xy("li-conductivity", log10=True)
    assert logarithm.y.to_numpy() == pytest.approx(np.log10(plain.y))
    assert (plain.y.name, logarithm.y.name) == ("total_conductivity", "log10_total_conductivity")
    assert "total_conductivity_temperature" in plain.X


@pytest.mark.parametrize("by", ["paper", "system", "family", "year", "cluster"])
def test_groups_hold_papers_together_by_every_grouping(by: str, made: Path) -> None:
    with open_store(made) as opened:
        groups = opened.xy("thermal-interface", by=by, starters=STARTERS["thermal-interface"]).groups
        table = opened.dataset("thermal-interface", starters=STARTERS["thermal-interface"])
    kept = table[table["resistance"].notna()]
    assert (pd.Series(groups, index=kept.index).groupby(kept["paper"]).nunique() == 1).all()


def test_a_dataset_may_be_split(made: Path) -> None:
    with open_store(made) as opened:
        table = opened.dataset("thermal-interface", how=Split("paper", 2))
    check_leak(table, "fold")


def test_coverage(made: Path) -> None:
    with open_store(made) as opened:
        assert set(opened.coverage()["property"]) >= {"ionic_conductivity", "interfacial_thermal_resistance", "any property"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("conductivity",), "conductivity holds several properties, whose values are no one target; name one: activation_energy"),
        (("synthesis",), "synthesis: no target named; give one of temperature"),
        (("li-conductivity", "formula"), "formula: no column of numbers"),
        (("sintering_atmosphere", "word"), "word: no column of numbers"),
        (("nonsense",), "nonsense: no such dataset"),
    ],
)
def test_what_is_no_target_is_told(arguments: tuple[str, ...], words: str, made: Path) -> None:
    with open_store(made) as opened, pytest.raises(UsageError, match=words):
        opened.xy(*arguments)


def test_the_end_of_the_block_closes_the_store(made: Path, tmp_path: Path) -> None:
    with open_store(made) as opened:
        assert isinstance(opened, DataStore)
        assert str(made) in repr(opened)
    with pytest.raises(sqlite3.ProgrammingError):
        opened.dataset("all")
    with pytest.raises(StoreError, match="no such store; make one with"):
        open_store(tmp_path / "absent.db")
    with pytest.raises(AttributeError, match="no attribute 'close_store'"):
        _ = extractor.close_store  # type: ignore[attr-defined]


def test_importing_the_package_imports_nothing_heavy() -> None:
    told = subprocess.run([sys.executable, "-c", "import sys, extractor; print(*sys.modules)"], capture_output=True, text=True, check=True).stdout.split()
    assert "extractor" in told
    assert not {"pandas", "numpy", "spacy", "sklearn", "extractor.api", "extractor.store"} & set(told)
