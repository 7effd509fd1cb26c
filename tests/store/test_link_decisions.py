"""Decisions on what a name means: all that the paper tells of it follows, through new readings, edits and undo."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import UsageError
from extractor.store import Store
from extractor.store.decisions import decide
from extractor.store.link_decisions import link, meant, papers_with, take_back
from extractor.store.queries import find_measurements, uncertain_links
from tests.helpers import document_of
from tests.store.test_decisions import save

#: "LLZO-2" has a host, but no compound; the sides of the contact are sure.
PAPER = document_of(
    "The relative density of LLZO-2 was 95% and its ionic conductivity 5 × 10−4 S cm−1 at 25 °C.", "LLZO-2 pellets were sintered at 1230 °C for 36 h in air.",
    "The thermal boundary conductance of the Au/MoS2 interface was 50 MW m−2 K−1 at 300 K.",
)  # fmt: skip
NAME = "LLZO-2"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    save(made, PAPER)
    yield made
    made.close()


def state(store: Store) -> list[Any]:
    """Every table that a decision may touch, but for the decisions."""
    names = ("measurements", "samples", "interfaces", "compound_links", "measurement_relations", "extracted_values", "extracted_links")
    return [sorted(map(tuple, store.db.execute(f"SELECT * FROM {name}")), key=repr) for name in names]


def compounds(store: Store, name: str = NAME) -> set[str | None]:
    """What the name's measurements, samples and views say."""
    found = {row["compound_id"] for row in find_measurements(store, where="material = :n", parameters={"n": name})}
    for sql in ("SELECT compound_id FROM samples WHERE material = ?", "SELECT compound_id FROM conductivity_view WHERE material = ?", "SELECT compound_id FROM sample_view WHERE material = ?"):
        found |= {compound for (compound,) in store.db.execute(sql, (name,))}
    return found


def test_everything_of_the_name_follows_and_undo_restores(store: Store) -> None:
    before = state(store)
    assert compounds(store) == {None}
    link(store, "paper", NAME, "Li5La3Ta2O12", "ann", reason="table 1")
    assert compounds(store) == {meant(store, "Li5La3Ta2O12")}
    (chosen,) = store.db.query("SELECT * FROM compound_links WHERE mention = ? AND chosen", (NAME,))
    assert (chosen["method"], chosen["score"]) == ("person", 1.0)
    (told,) = store.db["link_decisions"].rows
    assert (told["reviewer"], told["before"], told["reason"], bool(told["decided"])) == ("ann", None, "table 1", True)
    link(store, "paper", NAME, "none", "bob")
    assert compounds(store) == {None} and NAME not in {row["mention"] for row in uncertain_links(store, limit=99)}
    take_back(store, "bob")
    assert compounds(store) == {meant(store, "Li5La3Ta2O12")}
    last = take_back(store, "ann")
    assert last and (last["decision"], last["mention"]) == ("link", NAME)
    assert state(store) == before
    assert take_back(store, "ann") is None
    assert not list(store.db.execute("PRAGMA foreign_key_check"))


def test_a_side_of_an_interface(store: Store) -> None:
    link(store, "paper", "MoS2", "none", "ann")
    link(store, "paper", "Au", "Ag", "ann")
    (row,) = store.db.query("SELECT * FROM interface_view")
    assert (row["compound_a"], row["compound_b"]) == ("Ag", None)
    take_back(store, "ann")
    take_back(store, "ann")
    (row,) = store.db.query("SELECT * FROM interface_view")
    assert (row["compound_a"], row["compound_b"]) == ("Au", "MoS2")


def test_it_holds_when_the_paper_is_read_again(store: Store) -> None:
    before = state(store)
    link(store, "paper", NAME, "Li5La3Ta2O12", "ann")
    held = state(store)
    save(store, replace(PAPER, sha256="1" * 64))
    assert state(store) == held
    take_back(store, "ann")
    assert state(store) == before


@pytest.mark.parametrize("order", ["edit, link, undo both", "link, edit, undo both", "edit, link, undo link first"])
def test_edits_and_links_are_taken_back_in_any_order(store: Store, order: str) -> None:
    before = state(store)
    (row,) = find_measurements(store, where="property = 'relative_density'")

    def edit() -> None:
        decide(store, row["id"], "edit", "ann" if "first" not in order else "bob", changes={"value": "90 %"})

    def choose() -> None:
        link(store, "paper", NAME, "Li5La3Ta2O12", "ann")

    for step in (choose, edit) if order.startswith("link") else (edit, choose):
        step()
    (now,) = find_measurements(store, where="property = 'relative_density'")
    assert (now["value"], now["compound_id"]) == (pytest.approx(0.9), meant(store, "Li5La3Ta2O12"))
    first = take_back(store, "ann")
    assert first and first["decision"] == ("edit" if order.startswith("link") else "link")
    take_back(store, "ann")
    take_back(store, "bob")
    assert state(store) == before


def test_an_edited_material_follows_its_own_name(store: Store) -> None:
    (row,) = find_measurements(store, where="property = 'relative_density'")
    link(store, "paper", NAME, "Li5La3Ta2O12", "ann")
    decide(store, row["id"], "edit", "ann", changes={"material": "ZnO"})
    assert {m["compound_id"] for m in find_measurements(store, where="property = 'relative_density'")} == {meant(store, "ZnO")}
    take_back(store, "ann")
    assert compounds(store) == {meant(store, "Li5La3Ta2O12")}


@pytest.mark.parametrize(("name", "compound", "message"), [(NAME, "sand and water", "is no compound"), (NAME, "", "is no compound"), ("unobtainium", "ZnO", "no such material")])
def test_what_cannot_be_is_refused(store: Store, name: str, compound: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        link(store, "paper", name, compound, "ann")
    assert store.db["link_decisions"].count == 0


@pytest.mark.parametrize("text", ["Li7La3Zr2O12", "Li14La6Zr4O24", "sapphire", "cubic Li7La3Zr2O12", "Li7La3Zr2O12-cubic", "graphite", "  NaCl "])
def test_a_compound_may_be_told_as_people_tell_it(store: Store, text: str) -> None:
    assert meant(store, text)


def test_decisions_are_only_ever_added(store: Store) -> None:
    link(store, "paper", NAME, "none", "ann")
    for sql in ("DELETE FROM link_decisions", "UPDATE link_decisions SET reviewer = 'bob'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.db.execute(sql)


def test_papers_with_a_name(store: Store) -> None:
    assert (papers_with(store, NAME), papers_with(store, "nothing")) == (["paper"], [])
