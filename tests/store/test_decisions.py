"""Decisions: what is stored, what holds, what may be corrected, and how they outlive a new reading of the paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.document import Document
from extractor.errors import UsageError
from extractor.extraction import extract
from extractor.records import Record
from extractor.review.rounds import conflicts
from extractor.store import Store
from extractor.store.checks import check
from extractor.store.claims import settle
from extractor.store.decisions import decide, history, undo
from extractor.store.queries import export_records, find_measurements
from tests.helpers import document_of

PAPER = document_of("The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", "Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    save(made, PAPER)
    yield made
    made.close()


def save(store: Store, paper: Document, records: list[Record] | None = None) -> None:
    found = extract(paper)
    store.save(paper, found.records if records is None else records, found.steps, run_id=store.begin_run("1", {}), version="1")


def conductivity(store: Store) -> dict[str, Any]:
    (row,) = find_measurements(store, where="property LIKE '%conductivity'")
    return row


def test_an_edit_is_seen_everywhere_and_the_extracted_stays(store: Store) -> None:
    key = conductivity(store)["id"]
    decide(store, key, "edit", "ann", changes={"value": "0.5 mS/cm", "temperature": "60 °C", "property": "grain_conductivity"}, reason="misread")
    row = conductivity(store)
    assert (row["property"], row["value"], row["temperature"], row["state"], row["reviewer"]) == ("grain_conductivity", pytest.approx(0.05), pytest.approx(333.15), "edit", "ann")
    (view,) = store.db.query("SELECT * FROM conductivity_view")
    assert (view["property"], view["value_s_per_cm"]) == ("grain_conductivity", pytest.approx(5e-4))
    (sample,) = store.db.query("SELECT * FROM sample_view")
    assert (sample["grain_conductivity"], sample["ionic_conductivity"]) == (pytest.approx(0.05), None)
    (record,) = export_records(store, "grain_conductivity")
    assert (record.value, record.raw) == (pytest.approx(0.05), "3.2 × 10−4 S cm−1")
    (kept,) = store.db["extracted_values"].rows
    assert json.loads(kept["said"])["value"] == 0.032
    (told,) = history(store, key)
    assert json.loads(told["before"])["value"] == 0.032


def test_an_edit_holds_when_the_paper_is_read_again_and_is_gone_when_taken_back(store: Store) -> None:
    key = conductivity(store)["id"]
    decide(store, key, "edit", "ann", changes={"value": "0.5 mS/cm", "material": "Li5La3Ta2O12"})
    save(store, replace(PAPER, sha256="1" * 64))
    assert (conductivity(store)["value"], conductivity(store)["compound_id"], store.db["extracted_values"].count) == (pytest.approx(0.05), "Li5La3Ta2O12", 1)
    assert undo(store, "ann") is not None
    assert (conductivity(store)["value"], conductivity(store)["compound_id"], store.db["extracted_values"].count) == (0.032, "Li7La3Zr2O12", 0)
    assert not list(store.db.execute("PRAGMA foreign_key_check"))


def test_degrees_of_an_uncertainty_are_kelvin(store: Store) -> None:
    (row,) = find_measurements(store, where="property = 'sintering_temperature'")
    decide(store, row["id"], "edit", "ann", changes={"uncertainty": "5 °C", "value": "1200 °C"})
    (row,) = find_measurements(store, where="property = 'sintering_temperature'")
    assert (row["uncertainty"], row["value"]) == (5.0, pytest.approx(1473.15))


def test_a_field_can_be_emptied(store: Store) -> None:
    decide(store, conductivity(store)["id"], "edit", "ann", changes={"temperature": ""})
    assert conductivity(store)["temperature"] is None


def test_the_compound_follows_the_material(store: Store) -> None:
    decide(store, conductivity(store)["id"], "edit", "ann", changes={"material": "Li5La3Ta2O12"})
    row = conductivity(store)
    assert (row["material"], row["formula"], row["compound_id"]) == ("Li5La3Ta2O12", "Li5La3Ta2O12", "Li5La3Ta2O12")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"temperature": "-3"}, "above zero"), ({"temperature": "warm"}, "no number in K"), ({"value": "5 eV"}, "no number in S/m"), ({"value": ""}, "needs a value"),
        ({"property": "beauty"}, "there are"), ({"comparator": "≫"}, "one of"), ({"raw": "x"}, "cannot be corrected"), ({"cited": "perhaps"}, "yes or no"), ({}, "needs a changed field"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(store: Store, changes: dict[str, str], message: str) -> None:
    key = conductivity(store)["id"]
    with pytest.raises(UsageError, match=message):
        decide(store, key, "edit", "ann", changes=changes)
    assert history(store, key) == []


def test_edits_build_on_each_other(store: Store) -> None:
    key = conductivity(store)["id"]
    decide(store, key, "edit", "ann", changes={"value": "0.05"})
    decide(store, key, "edit", "bob", changes={"temperature": "330"})
    decide(store, key, "edit", "eve", changes={"temperature": "330"})  # as it stands: she agrees
    row = conductivity(store)
    assert (row["value"], row["temperature"], row["state"]) == (0.05, 330.0, "edit")
    for reviewer, value, temperature in (("eve", 0.05, 330.0), ("bob", 0.05, 298.15), ("ann", 0.032, 298.15)):
        undo(store, reviewer)
        row = conductivity(store)
        assert (row["value"], row["temperature"]) == (value, temperature)


def test_unknown_measurement(store: Store) -> None:
    with pytest.raises(UsageError, match="no such measurement"):
        decide(store, "nobody", "accept", "ann")


def test_undo_to_any_depth_of_ones_own(store: Store) -> None:
    key = conductivity(store)["id"]
    decide(store, key, "accept", "ann")
    decide(store, key, "reject", "ann")
    decide(store, key, "accept", "bob")
    assert [undo(store, "ann")["decision"], undo(store, "ann")["decision"], undo(store, "ann")] == ["reject", "accept", None]  # type: ignore[index]
    assert conductivity(store)["state"] == "accept"  # Bob's
    again = Store.open(store.path)
    assert undo(again, "bob") is not None
    again.close()
    assert conductivity(store)["state"] == "pending"
    assert len(history(store, key)) == 6


def moved(offset: int, **changes: Any) -> list[Record]:
    """The records as a newer version might give them: the conductivity of another id, with changed fields."""
    records = list(extract(PAPER).records)
    first = records[0]
    piece = first.evidence[0].model_copy(update={"value_start": first.evidence[0].value_start + offset})
    records[0] = first.model_copy(update={"evidence": [piece], **changes})
    return records


@pytest.mark.parametrize(
    ("decision", "changes", "reading", "state"),
    [
        ("accept", {}, {}, "accept"), ("reject", {}, {}, "reject"),
        # the new reading is what the edit asked for
        ("edit", {"temperature": "330"}, {"temperature": 330.0}, "accept"),
        # it is what was corrected, at another place
        ("edit", {"temperature": "330"}, {}, "edit"),
        # it says something else now: the decision was not on that
        ("accept", {}, {"value": 0.05}, "pending"), ("reject", {}, {"material": "LLZO", "formula": None}, "pending"), ("edit", {"temperature": "330"}, {"temperature": 320.0}, "pending"),
    ],
)  # fmt: skip
def test_decisions_outlive_a_new_reading(store: Store, decision: Any, changes: dict[str, str], reading: dict[str, Any], state: str) -> None:
    decide(store, conductivity(store)["id"], decision, "ann", changes=changes)
    save(store, replace(PAPER, sha256="1" * 64), moved(1, **reading))
    row = conductivity(store)
    assert row["state"] == state
    assert [told["follows"] for told in history(store, row["id"])] == ([1] if state != "pending" else [])
    save(store, replace(PAPER, sha256="2" * 64), moved(1, **reading))
    assert conductivity(store)["state"] == state
    assert store.db["reviews"].count == (1 if state == "pending" else 2)


CONTACT = document_of("The thermal boundary conductance of the Au/MoS2 interface was 50 MW m−2 K−1 at 300 K, and that of the Al/MoS2 interface was 20 MW m−2 K−1.")


def contacts(store: Store) -> list[dict[str, Any]]:
    return list(store.db.query("SELECT * FROM interface_view ORDER BY value"))


@pytest.mark.parametrize(
    ("changes", "sides", "compounds", "material"),
    [
        ({"side_a": "Al"}, ("Al", "MoS2", None), ("Al", "MoS2"), "Al/MoS2"), ({"side_b": "sapphire"}, ("Au", "sapphire", None), ("Au", "Al2O3-alpha"), "Au/sapphire"),
        ({"side_a": "MoS2", "side_b": "Au"}, ("MoS2", "Au", None), ("MoS2", "Au"), "MoS2/Au"), ({"interlayer": "Ti"}, ("Au", "MoS2", "Ti"), ("Au", "MoS2"), "Au/MoS2"),
        ({"side_a": "our film", "material": "film on MoS2"}, ("our film", "MoS2", None), (None, "MoS2"), "film on MoS2"),
    ],
)  # fmt: skip
def test_sides_of_an_interface(tmp_path: Path, changes: dict[str, str], sides: tuple[str | None, ...], compounds: tuple[str | None, ...], material: str) -> None:
    store = Store.open(tmp_path / "contact.db")
    save(store, CONTACT)
    before = contacts(store), list(store.db["interfaces"].rows), find_measurements(store)
    assert len(before[0]) == 2
    key = before[0][0]["id"]
    for again in (False, True):
        if again:
            save(store, replace(CONTACT, sha256="1" * 64))  # a new reading
        else:
            decide(store, key, "edit", "ann", changes=changes)
        row = contacts(store)[0]
        assert (row["side_a"], row["side_b"], row["interlayer"]) == sides
        assert (row["compound_a"], row["compound_b"]) == compounds
        (told,) = find_measurements(store, where="id = :k", parameters={"k": key})
        assert (told["material"], told["compound_id"], told["state"]) == (material, None, "edit")
        (kept,) = store.db["extracted_values"].rows
        assert (json.loads(kept["said"])["side_a"], json.loads(kept["said"])["interface_id"]) == ("Au", before[2][0]["interface_id"])
        if changes == {"side_a": "Al"}:
            assert len({row["interface_id"] for row in find_measurements(store)}) == 1  # found, not made
        assert not list(store.db.execute("PRAGMA foreign_key_check"))
    undo(store, "ann")
    assert (contacts(store), list(store.db["interfaces"].rows)) == before[:2]
    store.close()


@pytest.mark.parametrize(("changes", "message"), [({"side_a": ""}, "two sides"), ({"side_b": "ZnO"}, "no measurement of an interface"), ({"interlayer": "Ti"}, "no measurement of an interface")])
def test_sides_that_cannot_be(store: Store, tmp_path: Path, changes: dict[str, str], message: str) -> None:
    key = conductivity(store)["id"]
    if message == "two sides":
        save(store, replace(CONTACT, paper_id="contact"))
        key = contacts(store)[0]["id"]
    with pytest.raises(UsageError, match=message):
        decide(store, key, "edit", "ann", changes=changes)


def test_two_people_who_say_the_same_say_the_same(store: Store) -> None:
    key = conductivity(store)["id"]
    decide(store, key, "edit", "ann", changes={"property": "grain_conductivity", "value": "0.05"})
    decide(store, key, "edit", "bob", changes={"property": "grain_conductivity", "value": "0.05"})
    decide(store, key, "edit", "eve", changes={"value": "0.05"})
    told = history(store, key)
    assert [row["decision"] for row in told] == ["edit"] * 3 and told[0]["after"] == told[1]["after"] == json.dumps({"property": "grain_conductivity", "value": 0.05})
    assert json.loads(told[2]["after"]) == {"value": 0.05}
    undo(store, "ann")
    assert (conductivity(store)["property"], conductivity(store)["value"]) == ("grain_conductivity", 0.05)  # Bob's


@pytest.mark.parametrize(
    ("opinions", "reading", "kept"),
    [
        # ann, then bob, whose decision holds: what each of them says of the new reading
        ([("accept", {}), ("reject", {})], {}, {"ann": "accept", "bob": "reject"}),
        ([("reject", {}), ("accept", {})], {}, {"ann": "reject", "bob": "accept"}),
        ([("accept", {}), ("edit", {"temperature": "330"})], {}, {"ann": "accept", "bob": "edit"}),
        # the new reading is what Bob asked for, which Ann did not decide on
        ([("accept", {}), ("edit", {"temperature": "330"})], {"temperature": 330.0}, {"bob": "accept"}),
        # Ann corrected it, Bob agreed
        ([("edit", {"temperature": "330"}), ("accept", {})], {"temperature": 330.0}, {"ann": "accept", "bob": "accept"}),
        ([("accept", {}), ("reject", {})], {"value": 0.05}, {}),
    ],
)  # fmt: skip
def test_second_opinions_outlive_a_new_reading_too(store: Store, opinions: list[tuple[Any, dict[str, str]]], reading: dict[str, Any], kept: dict[str, str]) -> None:
    for reviewer, (decision, changes) in zip(("ann", "bob"), opinions, strict=True):
        decide(store, conductivity(store)["id"], decision, reviewer, changes=changes)
    for number in (1, 2):
        save(store, replace(PAPER, sha256=str(number) * 64), moved(1, **reading))
        row = conductivity(store)
        assert {told["reviewer"]: told["decision"] for told in history(store, row["id"])} == kept
        assert row["state"] == kept.get("bob", "pending")
        orphaned = list(check(store, ("orphan",)))
        assert len(orphaned) == 2 - len(kept)
    for finding in orphaned:
        assert "which the last reading of paper.txt does not say" in finding.message


def test_a_settled_conflict_stays_settled(store: Store) -> None:
    key = conductivity(store)["id"]
    decide(store, key, "accept", "ann")
    decide(store, key, "reject", "bob")
    settle(store, key, "edit", "ann", changes={"temperature": "330"})
    save(store, replace(PAPER, sha256="1" * 64), moved(1))
    row = conductivity(store)
    assert (row["state"], row["temperature"], row["id"] != key) == ("edit", 330.0, True)
    assert conflicts(store) == []
    undo(store, "ann")
    assert [[opinion.decision for opinion in told] for told in conflicts(store)] == [["accept", "reject"]]
