"""The order of a review: each strategy's first records, what filters leave, what is asked twice, when the order is made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.records import Evidence, Record, Source
from extractor.review.order import Strategy
from extractor.review.queue import Filters, Queue, pending_ids
from extractor.store import Store
from extractor.store.claims import DOUBLED, digits
from extractor.store.decisions import decide, undo
from extractor.store.ranking import rank
from tests.helpers import document_of

ALONE = Filters(doubled=0)
TEXT = "Densities were 91 % and so on; the whole sentence is made up for a test. " * 4


def add_paper(store: Store, name: str, records: Sequence[tuple[str, float]], property: str = "relative_density") -> None:
    """A paper with a record for each material and confidence; the values are 0.01, 0.02, …"""
    document = replace(document_of(TEXT), paper_id=name, file=f"{name}.txt", sha256=name.encode().hex().zfill(64))
    text = document.blocks[0].text
    made = [
        Record(
            property=property, value=number / 100, unit="1", raw=f"{number} %", material=material, confidence=confidence, source=Source(paper=name, file=f"{name}.txt"),
            evidence=[Evidence(text=text, block="p1", start=0, end=len(text), value_start=number, value_end=number + 4, rule="made up")],
        )
        for number, (material, confidence) in enumerate(records, start=1)
    ]  # fmt: skip
    store.save(document, made, run_id=store.begin_run("1", {}), version="1")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    add_paper(made, "a", [("Li7La3Zr2O12", 0.5), ("Li7La3Zr2O12", 0.6), ("Li7La3Zr2O12", 0.55), ("MgO", 0.45)])
    add_paper(made, "b", [("Al2O3", 0.9), ("ZnO", 0.1)])
    add_paper(made, "c", [("CeO2", 0.48)], property="grain_size")
    yield made
    made.close()


def told(store: Store, keys: Sequence[str]) -> list[str]:
    """Paper and value in per cent, e.g. "a1"."""
    names = {key: f"{paper}{round(value * 100)}" for key, paper, value in store.db.execute("SELECT id, paper_id, value FROM measurements")}
    return [names[key] for key in keys]


@pytest.mark.parametrize(
    ("strategy", "order"),
    [
        (Strategy.LEAST_CERTAIN, "b2 a4 c1 a1 a3 a2 b1"),
        (Strategy.PAPER, "a1 a2 a3 a4 b1 b2 c1"),
        # 0.1 and 0.9 are as uncertain as each other: the id decides, so they are left out here
        (Strategy.UNCERTAIN, "a1 c1 a4 a3 a2"),
        # a1 decides three records of one material; then the other paper with a doubtful record, before the next of a
        (Strategy.USEFUL, "a1 c1 a3 a2 a4"),
    ],
)
def test_strategies(store: Store, strategy: Strategy, order: str) -> None:
    found = told(store, pending_ids(store, strategy, filters=ALONE))
    assert found[: len(order.split())] == order.split()
    assert sorted(found) == ["a1", "a2", "a3", "a4", "b1", "b2", "c1"]


def test_useful_takes_the_papers_in_turn(store: Store) -> None:
    """Among records of about the same doubt; what is nearly sure comes after all of them, whatever its paper."""
    add_paper(store, "d", [("TiO2", 0.52), ("TiO2", 0.99)])
    papers = [name[0] for name in told(store, pending_ids(store, filters=ALONE))]
    assert (sorted(papers[:3]), papers[3:6], papers[6:]) == (["a", "c", "d"], ["a"] * 3, ["b", "b", "d"])


def test_a_contradiction_counts(store: Store) -> None:
    keys = dict(zip(told(store, pending_ids(store, filters=ALONE)), pending_ids(store, filters=ALONE), strict=True))
    pair = sorted((keys["a2"], keys["a4"]))
    store.db.execute("INSERT INTO measurement_relations VALUES (?, ?, 'contradicts', 1, 'x')", pair)
    rank(store.db.conn, "a")
    assert told(store, pending_ids(store, limit=1, filters=ALONE)) == ["a2"]
    assert [store.db["review_queue"].get(keys[name])["decides"] for name in ("a1", "a2", "a4")] == [3, 6, 4]


def test_random_is_repeatable_and_complete(store: Store) -> None:
    orders = {tuple(pending_ids(store, "random", filters=replace(ALONE, seed=seed))) for seed in (*range(20), *range(20))}
    assert 2 < len(orders) <= 7
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(pending_ids(store, "paper", filters=ALONE)))}


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (replace(ALONE, property="grain_size"), "c1"), (replace(ALONE, paper="b"), "b1 b2"), (replace(ALONE, low=0.6), "a2 b1"),
        (replace(ALONE, high=0.48, property="relative_density"), "a4 b2"), (replace(ALONE, paper="nobody"), ""),
    ],
)  # fmt: skip
def test_filters(store: Store, filters: Filters, left: str) -> None:
    assert told(store, pending_ids(store, "paper", filters=filters)) == left.split()


@pytest.mark.parametrize("strategy", Strategy)
def test_pages_follow_each_other(store: Store, strategy: Strategy) -> None:
    whole = pending_ids(store, strategy, limit=-1, filters=ALONE)
    queue = Queue(store, strategy, ALONE)
    assert [row["id"] for _ in range(4) for row in queue.window(2)] == whole
    assert queue.window(2) == []


def test_decided_records_leave_and_come_back(store: Store) -> None:
    first, *others = pending_ids(store, filters=ALONE)
    decide(store, first, "accept", "ann")
    assert first not in pending_ids(store, filters=ALONE)
    undo(store, "ann")
    assert pending_ids(store, filters=ALONE) == [first, *others]
    decide(store, first, "skip", "ann")
    assert first not in pending_ids(store, filters=replace(ALONE, reviewer="ann"))
    assert first in pending_ids(store, filters=replace(ALONE, reviewer="bob"))


def test_a_doubled_record_waits_for_two_people(store: Store) -> None:
    twice = Filters(doubled=1.0)
    first = pending_ids(store, filters=twice)[0]
    for person, left in (("ann", True), ("ann", True), ("bob", False)):
        decide(store, first, "accept", person)
        assert (first in pending_ids(store, filters=twice)) is left
        assert first not in pending_ids(store, filters=replace(twice, reviewer="ann"))


def test_half_decided_records_keep_their_place(store: Store) -> None:
    """Where two people are to decide, the second is asked in turn, not at the end."""
    twice = Filters(doubled=1.0)
    before = pending_ids(store, filters=twice)
    decide(store, before[1], "accept", "ann")
    assert pending_ids(store, filters=replace(twice, reviewer="bob")) == before
    decide(store, before[1], "accept", "bob")
    assert pending_ids(store, filters=twice) == [before[0], *before[2:]]


@pytest.mark.parametrize("again", [False, True], ids=["counted", "ranked anew"])
def test_the_queue_knows_how_many_people_decided(store: Store, again: bool) -> None:
    one, two, three, *_ = pending_ids(store)
    for key, decision, person in ((one, "accept", "ann"), (one, "reject", "ann"), (one, "accept", "bob"), (two, "skip", "ann"), (three, "accept", "ann")):
        decide(store, key, decision, person)  # type: ignore[arg-type]
    undo(store, "bob")
    decide(store, three, "edit", "bob", changes={"property": "grain_size", "value": "3 nm"})
    if again:
        for paper in "abc":
            rank(store.db.conn, paper)
    rows = {row["measurement_id"]: row for row in store.db["review_queue"].rows}
    assert [(rows[key]["people"], rows[key]["property"]) for key in (one, two, three)] == [(1, "relative_density"), (0, rows[two]["property"]), (2, "grain_size")]


@pytest.mark.parametrize("strategy", Strategy)
def test_a_page_is_a_walk_along_an_index(store: Store, strategy: Strategy) -> None:
    """So it takes about a millisecond of 100 000 pending records, where sorting them would take a second."""
    asked: list[str] = []
    pending_ids(store)
    store.db.conn.set_trace_callback(asked.append)
    pending_ids(store, strategy, filters=Filters(reviewer="ann"))
    store.db.conn.set_trace_callback(None)
    plan = [row[3] for row in store.db.execute(f"EXPLAIN QUERY PLAN {asked[-1]}")]
    assert not [step for step in plan if "ORDER BY" in step]
    assert [step for step in plan if " q USING " in step and ("COVERING" in step or strategy is Strategy.RANDOM)]


def test_the_doubled_share_is_a_share() -> None:
    drawn = sum(f"0{number:04x}" < digits(DOUBLED) for number in range(0x10000))
    assert drawn / 0x10000 == pytest.approx(DOUBLED, abs=1e-4)


def test_new_papers_enter_the_queue(store: Store) -> None:
    assert len(pending_ids(store, filters=ALONE)) == 7
    add_paper(store, "d", [("TiO2", 0.5)])
    assert "d1" in told(store, pending_ids(store, filters=ALONE))
    add_paper(store, "d", [])
    assert len(pending_ids(store, filters=ALONE)) == 7
