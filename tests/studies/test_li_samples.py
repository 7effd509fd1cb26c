"""Samples of lithium electrolytes: told twice and counted once, and never on two sides of a fold."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.studies.li_models import folds
from extractor.studies.li_samples import SAME_WORK, UNKNOWN_WORK, WARMER, Samples, retold, samples
from tests.studies.tables import table_of

TOTAL = "total_conductivity"
FIRST: dict[str, Any] = {"id": "a", "formula": "Li7La3Zr2O12", "doi": "10.1/x", TOTAL: 0.05, "origin": "OBELiX"}


def total(*rows: dict[str, Any]) -> Samples:
    return samples(table_of(*rows), TOTAL)


@pytest.mark.parametrize(
    ("second", "rule"),
    [
        ({"origin": "LiIonDatabase"}, SAME_WORK),
        ({"origin": "LiIonDatabase", TOTAL: 0.054}, SAME_WORK),  # read off a graph by two people
        ({"origin": "LiIonDatabase", TOTAL: 0.06}, None),
        ({TOTAL: 0.054}, None),  # one source tells two samples of one paper
        ({}, SAME_WORK),
        ({"origin": "LiIonDatabase", f"{TOTAL}_temperature": 295.15}, SAME_WORK),
        ({TOTAL: 0.08, f"{TOTAL}_temperature": 305.15}, WARMER),
        ({TOTAL: 0.08, f"{TOTAL}_temperature": 305.15, "doi": "10.1/xy"}, None),
        ({TOTAL: 0.08, f"{TOTAL}_temperature": 305.15, "origin": "LiIonDatabase"}, None),
        ({TOTAL: 0.08, f"{TOTAL}_temperature": 300.15}, None),
        ({"origin": "LiIonDatabase", "doi": "10.9/y|10.1/x"}, SAME_WORK),
        ({"origin": "LiIonDatabase", "doi": "https://doi.org/10.1/X"}, SAME_WORK),
        ({"origin": "LiIonDatabase", "doi": "10.1/xy"}, None),
        ({"origin": "extracted", "doi": None, "paper": "file"}, UNKNOWN_WORK),
        ({"origin": "extracted", "doi": None, "paper": "file", TOTAL: 0.052}, None),
        ({"origin": "LiIonDatabase", "formula": "Li6.5La3Zr1.5Ta0.5O12"}, None),
        ({"origin": "LiIonDatabase", TOTAL: 0.5}, None),
    ],
)
def test_told_twice(second: dict[str, Any], rule: str | None) -> None:
    found = total(FIRST, FIRST | {"id": "b"} | second)
    assert found.merged == {name: int(name == rule) for name in (SAME_WORK, UNKNOWN_WORK, WARMER)}
    assert len(found.frame) == (1 if rule else 2)


def test_samples_that_were_made_differently_are_two() -> None:
    found = total(FIRST | {"relative_density": 0.9}, FIRST | {"id": "b", "relative_density": 0.95})
    assert len(found.frame) == 2
    assert found.frame["work"].nunique() == 1


def test_of_several_temperatures_the_one_nearest_to_room_temperature_stays() -> None:
    rows = (FIRST | {"id": name, TOTAL: value, f"{TOTAL}_temperature": kelvin} for name, value, kelvin in (("a", 0.08, 308.15), ("b", 0.05, 299.0), ("c", 0.03, 289.0)))
    [row] = total(*rows).frame.to_dict("records")
    assert (row["id"], row[TOTAL], row["ids"]) == ("b", 0.05, "b, c, a")


def test_a_merged_sample_has_what_any_of_its_rows_tells() -> None:
    [row] = total(FIRST | {"li_occupancy": 0.5}, FIRST | {"id": "b", "origin": "extracted", "reviewed": False, "sintering_temperature": 1400.0, TOTAL: 0.052}).frame.to_dict("records")
    assert (row["li_occupancy"], row["sintering_temperature"], row["ids"], row["origins"]) == (0.5, 1400.0, "a, b", "OBELiX + extracted")
    assert row[TOTAL] == 0.05  # of the one that a person read


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({f"{TOTAL}_temperature": None}, "temperature not told"),
        ({f"{TOTAL}_temperature": 333.0}, "other temperature"),
        ({f"{TOTAL}_temperature": 273.15}, "other temperature"),
        ({"exact": False}, "composition not told, only its host's"),
        ({f"{TOTAL}_temperature": 303.15}, "kept"),
    ],
)
def test_rows_that_fall_out_are_counted(change: dict[str, Any], column: str) -> None:
    counts = total(FIRST, FIRST | {"id": "b", "formula": "Li3PO4", "origin": "other"} | change).counts.loc["other"]
    assert counts["rows with a value"] == 1
    assert counts[column] == 1
    assert counts["counted as a sample"] == (column == "kept")


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ({"origin": "LiIonDatabase", TOTAL: 0.8}, 1),
        ({"origin": "LiIonDatabase", TOTAL: 0.3}, 0),
        ({TOTAL: 0.8}, 0),  # one source may tell two samples
        ({"origin": "LiIonDatabase", TOTAL: 0.8, "doi": "10.1/y"}, 0),
    ],
)
def test_sources_that_contradict_each_other(second: dict[str, Any], told: int) -> None:
    assert len(total(FIRST, FIRST | {"id": "b"} | second).conflicts) == told


def test_no_contradiction_where_another_row_agrees() -> None:
    assert total(FIRST, FIRST | {"id": "b", "origin": "L", TOTAL: 0.8}, FIRST | {"id": "c", "origin": "L"}).conflicts.empty


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ({TOTAL: 0.001, f"{TOTAL}_temperature": 373.15}, 1),
        ({TOTAL: 0.5, f"{TOTAL}_temperature": 373.15}, 0),
        ({TOTAL: 0.04, f"{TOTAL}_temperature": 373.15}, 0),  # scatter
        ({TOTAL: 0.001, f"{TOTAL}_temperature": 303.15}, 0),
        ({TOTAL: 0.001, f"{TOTAL}_temperature": 373.15, "doi": "10.1/y"}, 0),
        ({TOTAL: 0.001, f"{TOTAL}_temperature": None}, 0),
    ],
)
def test_less_conductive_when_hotter(second: dict[str, Any], told: int) -> None:
    assert len(total(FIRST, FIRST | {"id": "b"} | second).falling) == told


def test_families_have_one_name() -> None:
    rows = [FIRST | {"family": "Garnet"}, FIRST | {"id": "b", TOTAL: 0.01, "family": "garnet-like"}, FIRST | {"id": "c", TOTAL: 0.02, "family": None}, FIRST | {"id": "d", "formula": "LiCl", "family": None}]
    assert list(total(*rows).frame["kind"]) == ["garnet", "garnet", "garnet", "Cl-Li"]


ROWS = st.fixed_dictionaries({
    "formula": st.sampled_from(["Li7La3Zr2O12", "Li3PO4", "LiCl", "Li2S", "Li5La3Ta2O12"]),
    "doi": st.sampled_from(["10.1/a", "10.1/b", "10.1/c", "10.1/d|10.1/a", "10.1/e", None]),
    "paper": st.sampled_from(["one", "two"]),
    "origin": st.sampled_from(["OBELiX", "extracted"]),
    TOTAL: st.sampled_from([0.05, 0.0505, 0.054, 0.001, 0.9]),
    "family": st.sampled_from(["Garnet", "oxide", None]),
})  # fmt: skip


@given(st.lists(ROWS, min_size=2, max_size=30))
def test_duplicates_and_works_never_stand_on_two_sides(rows: list[dict[str, Any]]) -> None:
    frame = total(*({**row, "id": f"{number:02}"} for number, row in enumerate(rows))).frame
    for scheme in ("sample", "work", "system", "kind"):
        if frame[scheme].nunique() < 2:
            continue
        side = pd.Series(0, index=frame.index)
        for number, fold in enumerate(folds(frame[scheme])):
            assert not set(fold.train) & set(fold.test)
            side.iloc[fold.test] = number
        assert all(side[a] == side[b] for a, b in retold(frame))
        assert (side.groupby(frame[scheme]).nunique() == 1).all()
    for name in ("10.1/a", "10.1/b"):
        assert frame[frame["doi"].fillna("").str.contains(name)]["work"].nunique() <= 1


def test_a_planted_duplicate_would_be_seen() -> None:
    frame = total(FIRST, FIRST | {"id": "b", "doi": "10.2/y"}, FIRST | {"id": "c", "doi": "10.3/z", "formula": "LiCl"}).frame
    assert retold(frame) == [(0, 1)]
    leaking = folds(pd.Series([0, 1, 2]))  # as if every row were a group of its own
    assert any((0 in fold.test) != (1 in fold.test) for fold in leaking)
    assert frame["work"].nunique() == 2
