"""No split leaks, and a split that does is refused with the rows and the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.datasets import GROUPINGS, LeakError, Split, check_leak, dataset, export_dataset, groups, related, split
from extractor.datasets.dois import dois, year_of_doi
from extractor.datasets.facts import families, systems
from extractor.datasets.formats import read_table
from extractor.errors import UsageError
from extractor.store import Store
from tests.datasets.conftest import STARTERS

#: Rows that have nothing to do with each other: three systems and families, four papers, four years.
APART: list[dict[str, Any]] = [
    {"id": "a", "paper": "p1", "doi": "10.1000/a", "title": "On the garnet of one kind", "year": 2001, "formula": "Li7La3Zr2O12", "material": "LLZO", "family": "Garnet", "total_conductivity": 0.03, "total_conductivity_temperature": 298.15},
    {"id": "b", "paper": "p2", "doi": "10.1000/b", "title": "On the sulfide of another kind", "year": 2002, "formula": "Li10GeP2S12", "material": "LGPS", "family": "LGPS", "total_conductivity": 1.2, "total_conductivity_temperature": 298.15},
    {"id": "c", "paper": "p3", "doi": "10.1000/c", "title": "On the phosphate of a third", "year": 2003, "formula": "Li3PO4", "material": "Li3PO4", "family": "LISICON", "total_conductivity": 1e-6, "total_conductivity_temperature": 298.15},
    {"id": "d", "paper": "p4", "doi": None, "title": None, "year": 2004, "formula": "Li3YCl6", "material": "LYC", "family": "halides", "total_conductivity": 0.05, "total_conductivity_temperature": 298.15},
]
#: What is planted into the second row, by what it leaks as (grouping, words of the refusal).
PLANTED: list[tuple[str, dict[str, Any], str, str]] = [
    ("one paper", {"paper": "p1"}, "paper", "are both of the paper p1"),
    ("DOI as an address", {"doi": "https://doi.org/10.1000/A"}, "paper", "are both of the paper 10.1000/a"),
    ("DOI among several", {"doi": "10.1000/z|10.1000/A"}, "paper", "are both of the paper 10.1000/a"),
    ("DOI as the paper", {"paper": "doi:10.1000/A", "doi": None}, "paper", "are both of the paper 10.1000/a"),
    ("one title", {"title": "On the Garnet of One Kind."}, "paper", "are both of the paper on the garnet of one kind"),
    ("a fact told twice", {"formula": "Li7La3Zr2O12", "total_conductivity": 0.0301, "total_conductivity_temperature": 298.15 + 0.9}, "paper", "tell one fact: total_conductivity of Li7La3Zr2O12"),
    ("a fact told without its temperature", {"formula": "Li7La3Zr2O12", "total_conductivity": 0.03, "total_conductivity_temperature": None}, "year", "tell one fact"),
    ("a cited fact", {"id": "cites"}, "paper", "one cites or repeats the other"),
    ("one chemical system", {"formula": "Li6.5La3Zr1.75O12"}, "system", "are both of the chemical system La-Li-O-Zr"),
    ("one family in another spelling", {"family": "garnets"}, "family", "are both of the family garnet"),
    ("a family that only the system tells", {"family": None, "formula": "Li6.5La3Zr1.75O12"}, "family", "are both of the family garnet"),
    ("the future", {"year": 2000}, "year", "row 1 of fold 0 is of 2001, row 2 of the later fold 1 of 2000"),
    ("a year that nobody knows", {"year": None, "fold": 0}, "year", "is of an unknown year"),
]  # fmt: skip


def table_of(*changes: dict[str, Any]) -> pd.DataFrame:
    rows = [dict(row, fold=place) for place, row in enumerate(APART)]
    for place, change in enumerate(changes):
        rows[place] |= change
    return pd.DataFrame(rows)


@pytest.mark.parametrize("by", GROUPINGS)
def test_rows_apart_may_be_split(by: str) -> None:
    check_leak(table_of(), "fold", by, [("a", "elsewhere")])


@pytest.mark.parametrize(("change", "by", "words"), [case[1:] for case in PLANTED], ids=[case[0] for case in PLANTED])
def test_a_planted_leak_is_refused(change: dict[str, Any], by: str, words: str) -> None:
    table = table_of({}, change)
    with pytest.raises(LeakError) as caught:
        check_leak(table, "fold", by, [("a", "cites")])
    assert words in str(caught.value)
    assert "rows 1 (fold 0) and 2 (fold 1)" in str(caught.value) or by == "year"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("change", "by"), [(change, by) for name, change, by, _ in PLANTED if "fold" not in change and by != "year"], ids=[case[0] for case in PLANTED if "fold" not in case[1] and case[2] != "year"])
def test_what_would_leak_is_put_together(change: dict[str, Any], by: str) -> None:
    relations = [("a", "cites")]
    done = split(table_of({}, change).drop(columns="fold"), Split(by, 3), relations)
    assert done["fold"][0] == done["fold"][1]
    check_leak(done, "fold", by, relations)


@pytest.mark.parametrize(
    "change",
    [
        {"formula": "Li7La3Zr2O12", "total_conductivity": 0.0310},
        {"formula": "Li7La3Zr2O12", "total_conductivity": 0.03, "total_conductivity_temperature": 300.0},
        {"title": "Garnet"},
        {"doi": "10.1000/ab"},
    ],
)
def test_what_is_near_but_not_one_may_be_parted(change: dict[str, Any]) -> None:
    check_leak(table_of({"title": "Garnet"} if "title" in change else {}, change), "fold")


def test_interfaces_have_no_order() -> None:
    rows = [
        {"id": "a", "paper": "p", "formula_a": "Al", "formula_b": "Al2O3", "side_a": "Al", "side_b": "sapphire", "class_a": "metal", "class_b": "oxide", "resistance": 5e-9, "temperature": 300.0},
        {"id": "b", "paper": "q", "formula_a": "Al2O3", "formula_b": "Al", "side_a": "sapphire", "side_b": "Al", "class_a": "oxide", "class_b": "metal", "resistance": 5.04e-9, "temperature": 300.5},
        {"id": "c", "paper": "r", "formula_a": None, "formula_b": "C", "side_a": "PMMA", "side_b": "C", "class_a": None, "class_b": "carbon", "resistance": 5e-9, "temperature": 300.0},
    ]
    table = pd.DataFrame(rows)
    assert list(groups(table)) == [0, 0, 1]
    assert systems(table) == ["Al | Al-O", "Al | Al-O", "C | pmma"]
    assert families(table) == ["metal | oxide", "metal | oxide", "carbon | pmma"]


@pytest.mark.parametrize(("phases", "one"), [(("graphene", "diamond"), False), (("graphene", "graphene"), True), (("graphene", None), True), ((None, None), True)])
def test_two_phases_are_two_compounds(phases: tuple[str | None, str | None], one: bool) -> None:
    rows = [{"id": name, "paper": name, "formula": "C", "material": "carbon", "phase": phase, "value": 5.0, "temperature": 300.0, "property": "x"} for name, phase in zip("ab", phases, strict=True)]
    sides = [{**row, "formula_a": "SiO2", "formula_b": "C", "side_a": "SiO2", "side_b": "C", "phase_a": None, "phase_b": row["phase"], "resistance": 2e-8} for row in rows]
    for table in (pd.DataFrame(rows), pd.DataFrame(sides).drop(columns=["formula", "value"])):
        assert len(set(groups(table))) == (1 if one else 2)


def test_joining_goes_on_from_row_to_row() -> None:
    """One paper, then one fact, then one DOI: the first and the last row are of one group though they share nothing."""
    table = table_of({}, {"paper": "p1"}, {"formula": "Li10GeP2S12", "total_conductivity": 1.205}, {"doi": "10.1000/C"})
    assert set(groups(table)) == {0}


papers, formulas = st.sampled_from(["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]), st.sampled_from(["Li2O", "Li2S", "LiCl", "Li3N", "Li3PO4", "LiF", None])
random_rows = st.fixed_dictionaries({
    "paper": papers, "doi": st.sampled_from([None, "10.1000/x", "https://doi.org/10.1000/X", "10.1000/y", "10.1016/j.ssi.2011.01.002"]), "title": st.none(), "year": st.one_of(st.none(), st.integers(1990, 2026)),
    "formula": formulas, "material": st.just("m"), "family": st.sampled_from([None, "Garnet", "garnets", "LGPS"]), "total_conductivity": st.sampled_from([None, 1.0, 1.005, 1.02, 2.0, 5.0]),
    "total_conductivity_temperature": st.sampled_from([None, 298.15, 298.9, 310.0]),
})  # fmt: skip


@given(st.lists(random_rows, min_size=1, max_size=40), st.sampled_from(GROUPINGS), st.integers(2, 6), st.integers(0, 3), st.sampled_from([None, 0.1, 0.3]), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=4))
def test_random_tables_never_leak(rows: list[dict[str, Any]], by: str, folds: int, seed: int, share: float | None, cites: list[tuple[int, int]]) -> None:
    table = pd.DataFrame(rows).assign(id=[str(place) for place in range(len(rows))])
    how, relations = Split(by, folds, seed, share), [(str(first), str(second)) for first, second in cites]
    try:
        done = split(table, how, relations)
    except UsageError as error:
        assert "too few" in str(error)
        return
    assert done[how.column].notna().all()
    assert set(done[how.column]) == (set(range(folds)) if share is None else {"train", "valid", "test"})
    check_leak(done, how.column, by, relations)
    pd.testing.assert_frame_equal(done, split(table, how, relations))
    units = pd.Series(groups(table, by if by in ("system", "family") else "paper", relations))
    assert (done[how.column].groupby(units).nunique() == 1).all()
    if by not in ("year", "cluster") and share is None:  # no fold is fuller than another by more than the largest group
        sizes = done["fold"].value_counts()
        assert sizes.max() - sizes.min() <= units.value_counts().max()


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("name", ["li-conductivity", "thermal-interface"])
def test_shipped_data_split_without_leaks(name: str, by: str, store: Store) -> None:
    table, relations = dataset(store, name, None, STARTERS[name]).table, related(store)
    how = Split(by, 3)
    done = split(table, how, relations)
    check_leak(done, "fold", by, relations)
    sizes = done["fold"].value_counts()
    assert sorted(sizes.index) == [0, 1, 2]
    if (name, by) in {("li-conductivity", "paper"), ("li-conductivity", "system")}:
        assert sizes.max() - sizes.min() <= 2
    shuffled = done.assign(fold=np.random.default_rng(0).permutation(done["fold"]))
    with pytest.raises(LeakError, match="pairs more"):
        check_leak(shuffled, "fold", by, relations)


def test_another_seed_gives_another_split(store: Store) -> None:
    table = dataset(store, "li-conductivity", None, STARTERS["li-conductivity"]).table
    assert (split(table, Split(seed=0))["fold"] != split(table, Split(seed=1))["fold"]).any()


def test_an_export_with_a_split_holds_it_and_one_that_was_changed_is_refused(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "li.csv"
    export_dataset(store, "li-conductivity", "csv", out, None, STARTERS["li-conductivity"], Split("system", 4))
    table = read_table(out)
    check_leak(table, "fold", "system")
    twin = table.index[table.duplicated("paper", keep=False)][0]
    table.loc[twin, "fold"] = (table.loc[twin, "fold"] + 1) % 4
    table.to_csv(out, index=False)
    with pytest.raises(LeakError, match=f"{twin + 1} \\(fold"):
        check_leak(read_table(out), "fold", "system")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Split("colour"), "colour: no such split; there are paper"),
        (lambda: Split(folds=1), "1 folds are no split"),
        (lambda: Split(test_share=0.5), "leaves nothing to train on"),
        (lambda: split(table_of(), Split(folds=5)), "4 rows make 4 groups by paper, too few for 5 parts; give fewer --folds"),
        (lambda: split(table_of().drop(columns="family"), Split("family", 2)), "needs the column family"),
        (lambda: split(table_of().drop(columns="formula"), Split("system", 2)), "needs the column formula"),
        (lambda: split(table_of(*[{"year": 2001}] * 4), Split("year", 2)), "of 1 different years, too few"),
        (lambda: check_leak(table_of(), "part"), "no column part; there are id"),
        (lambda: check_leak(table_of({}, {"fold": None}), "fold"), "row 2 stands in no part of fold"),
    ],
)
def test_what_cannot_be_split_is_told(make: Any, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        make()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1016/J.SSI.2008.04.015", ("10.1016/j.ssi.2008.04.015",)), ("http://dx.doi.org/10.1016%2Fj.ssi.2008.04.015", ("10.1016/j.ssi.2008.04.015",)),
        ("10.1016/0167-2738(93)90015-U.", ("10.1016/0167-2738(93)90015-u",)), ("10.1000/a | 10.1000/B", ("10.1000/a", "10.1000/b")), ("10.1000/a;10.1000/b,doi:10.1000/c", ("10.1000/a", "10.1000/b", "10.1000/c")),
        ("10.1002/1521-3765(20020118)8:2<349::AID-CHEM349>3.0.CO;2-5", ("10.1002/1521-3765(20020118)8:2<349::aid-chem349>3.0.co;2-5",)),
        ("", ()), (None, ()), ("https://example.org/10", ()),
    ],
)  # fmt: skip
def test_dois(text: str | None, found: tuple[str, ...]) -> None:
    assert dois(text) == found


def test_years_of_dois_agree_with_years_that_papers_tell() -> None:
    told = pd.concat([pd.read_csv(folder / name) for folder, name in ((STARTERS["thermal-interface"][0], "interfaces.csv"), (STARTERS["li-conductivity"][1], "samples.csv"))])
    both = [(year, row.year) for row in told.itertuples() if isinstance(row.doi, str) and row.year == row.year and (year := year_of_doi(dois(row.doi)[0]))]
    assert len(both) > 40
    assert max(abs(guessed - year) for guessed, year in both) <= 1
