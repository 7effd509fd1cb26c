"""Blocks of the screening make what one block makes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from extractor.errors import UsageError
from extractor.studies.domain import ConformalRegressor, Domain
from extractor.studies.interfaces import boundaries, descriptors
from extractor.studies.models import makers
from extractor.studies.screening import Materials, described_materials, screen


@pytest.fixture(scope="module")
def materials() -> Materials:
    return described_materials()


@pytest.fixture(scope="module")
def trained(materials: Materials) -> tuple[ConformalRegressor, Domain]:
    """Trained on made values of real pairs, with an effect of each side."""
    random = np.random.default_rng(5)
    first, second = random.integers(0, len(materials), (2, 150))
    one, other, kelvin = materials.sides.take(first), materials.sides.take(second), random.uniform(80, 400, 150)
    X = descriptors(one, other, kelvin, np.zeros(150), np.zeros(150))
    y = -8 - 0.3 * np.nan_to_num(X[:, 5] - 3.5) + 0.1 * random.normal(size=150)
    return ConformalRegressor(makers()["ridge"], folds=5).fit(X, y, np.arange(150)), Domain().fit(X, np.arange(150), boundaries(one, other), kelvin[:, None])


def test_the_registry_describes_enough(materials: Materials) -> None:
    assert len(materials) * (len(materials) - 1) // 2 > 80_000
    assert len(set(materials.ids)) == len(materials)
    assert {"Al2O3", "SiC"} & set(materials.ids)
    assert "Hg" not in materials.ids


def test_blocks_make_the_same(trained: tuple[ConformalRegressor, Domain], materials: Materials, tmp_path: Path) -> None:
    few = Materials(materials.ids[:60], materials.sides.take(np.arange(60)))
    seen: list[int] = []
    whole = screen(*trained, few, out=tmp_path / "whole.csv", block=10_000)
    parts = screen(*trained, few, out=tmp_path / "parts.csv", block=97, done=seen.append)
    assert (tmp_path / "whole.csv").read_bytes() == (tmp_path / "parts.csv").read_bytes()
    assert (whole.pairs, sum(seen), whole.inside) == (1770, 1770, parts.inside)
    pd.testing.assert_frame_equal(whole.highest, parts.highest)
    pd.testing.assert_frame_equal(whole.highest_inside, parts.highest_inside)
    rows = pd.read_csv(tmp_path / "parts.csv")
    assert len(rows) == 1770
    assert rows["resistance"].nlargest(20).tolist() == pytest.approx(whole.highest["resistance"].tolist(), rel=1e-4)
    assert (rows["low"] < rows["resistance"]).all()
    assert (rows["outside_because"].isna() == rows["inside"]).all()


def test_unwritable(trained: tuple[ConformalRegressor, Domain], materials: Materials, tmp_path: Path) -> None:
    few = Materials(materials.ids[:3], materials.sides.take(np.arange(3)))
    with pytest.raises(UsageError, match="cannot be written"):
        screen(*trained, few, out=tmp_path / "missing" / "x.csv")
