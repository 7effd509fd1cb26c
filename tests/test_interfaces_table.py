"""The table of interfacial thermal resistances says what its quotes say, in one unit, of materials that can be read."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from corpora import loaders
from extractor.compounds.formula import is_formula
from extractor.compounds.identity import identify
from extractor.quantities.units import UREG, parse_unit

TABLE = loaders.interfaces()
TEXT = pd.read_csv(loaders.HERE / "interfaces" / "interfaces.csv", index_col="id", dtype=str, keep_default_na=False)
ROWS = [pytest.param(row, id=str(name)) for name, row in TABLE.iterrows()]
UNIT = UREG.Unit("m**2 * K / W")
WITHOUT_FORMULA = {
    *("alkanethiol", "CTAB", "CuPc", "DNTT", "ethanol", "glass", "hexane", "methanol"),
    *("PEG", "PMMA", "polystyrene", "silicone oil", "toluene"),
}
COMPUTED = {"MD", "NEMD", "phonon theory"}


def test_ids_and_rows_differ() -> None:
    assert TABLE.index.is_unique
    assert list(TABLE.index) == [f"itr-{number:04d}" for number in range(1, len(TABLE) + 1)]
    assert not TABLE.duplicated().any()


@pytest.mark.parametrize("row", ROWS)
def test_resistance_follows_from_value_and_unit(row: pd.Series) -> None:
    unit = parse_unit(row["unit"])
    assert unit, row["unit"]
    told = UREG.Quantity(float(row["value"]), UREG.Unit(unit))
    conductance = told.dimensionality != UNIT.dimensionality
    resistance = (1 / told if conductance else told).to(UNIT).magnitude
    assert row["resistance"] == pytest.approx(resistance, rel=1e-3)
    assert 1e-11 < row["resistance"] < 1e-5


@pytest.mark.parametrize("row", ROWS)
def test_sides_are_materials(row: pd.Series) -> None:
    for side in (row["side_a"], row["side_b"]):
        assert is_formula(side) or identify(side).formula or side in WITHOUT_FORMULA, side


@pytest.mark.parametrize("row", ROWS)
def test_conditions_are_plausible(row: pd.Series) -> None:
    assert row["comparator"] in {"=", "<", ">", "≈"}
    assert math.isnan(row["temperature"]) or 0.001 < row["temperature"] < 3000
    assert row["temperature_assumed"] == 0 or row["temperature"] == 300
    assert math.isnan(row["thickness_nm"]) or 0 < row["thickness_nm"] < 1e5
    assert bool(row["simulated"]) == (row["method"] in COMPUTED)
    assert row["cited"] == 0 or isinstance(row["note"], str)


@pytest.mark.parametrize("row", ROWS)
def test_quote_holds_the_number(row: pd.Series) -> None:
    mantissa = TEXT["value"][row.name].partition("e")[0]
    assert mantissa in row["quote"]
    assert len(row["quote"].split()) <= 15
    assert row["url"].startswith("http")


def test_papers_of_the_digests_are_not_told_again() -> None:
    told = " ".join(loaders.sources()["facts_from"].dropna()).lower()
    for row in TEXT.itertuples():
        for name in (row.doi.lower().removeprefix("10.48550/arxiv."), row.url.lower()):
            assert not name or name not in told, row.Index
