"""Sittings on a long queue: windows, counts, and what others decide meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.review.queue import Queue, Selection
from extractor.review.session import WINDOW, Session
from extractor.store import Store
from extractor.store.decisions import decide, undo
from extractor.store.queries import pending

MANY = 3 * WINDOW + 7


@pytest.fixture
def long(store: Store) -> Store:
    """A store with many copies of each measurement."""
    names = ("measurements", "evidence")
    columns = {name: [column for column in store.db.table(name).columns_dict if column != "number"] for name in names}
    replaced = {"id": "id || '-' || ?1", "evidence_id": "evidence_id || '-' || ?1", "measurement_id": "measurement_id || '-' || ?1", "confidence": "abs(random() % 50) / 100.0"}
    with store.transaction():
        for turn in range(MANY // 6):
            for name in names:
                chosen = ", ".join(replaced.get(column, f'"{column}"') for column in columns[name])
                listed = ", ".join(f'"{column}"' for column in columns[name])
                store.db.conn.execute(f"INSERT INTO {name} ({listed}) SELECT {chosen} FROM {name} WHERE id NOT LIKE '%-%'", (turn,))
    return store


def test_windows_give_every_record_once_in_order(long: Store) -> None:
    queue, rows = Queue(long, Selection(), "ann", 0), []
    while window := queue.window(WINDOW):
        rows += window
    assert len({row["id"] for row in rows}) == len(rows) == queue.count() == len(pending(long, limit=-1))
    assert [row["confidence"] for row in rows] == sorted(row["confidence"] for row in rows)


def test_only_windows_are_read_and_moving_reads_on(long: Store) -> None:
    session = Session(long, "ann")
    assert len(session.rows) == WINDOW
    session.move(WINDOW)
    assert (len(session.rows), session.at) == (2 * WINDOW, WINDOW)
    session.move(10**6)
    assert len(session.rows) == session.left and session.at == session.left - 1


def test_every_record_can_be_decided_down_to_none(long: Store) -> None:
    session = Session(long, "ann")
    total = session.left
    with long.transaction():
        while session.record() is not None:
            session.decide("accept")
    assert (session.left, session.done, session.current) == (0, total, None)
    undo_rows = session.undo()
    assert undo_rows and session.current and session.current["id"] == undo_rows["measurement_id"] and session.left == 1


def test_an_undone_record_comes_once_only(long: Store) -> None:
    session = Session(long, "ann")
    session.decide("skip")
    session.move(WINDOW)
    session.undo()
    session.move(10**6)
    ids = [row["id"] for row in session.rows]
    assert len(ids) == len(set(ids)) == session.left


def test_the_count_knows_what_is_decided_skipped_and_taken_back(long: Store) -> None:
    session = Session(long, "ann")
    total = session.left
    for decision in ("accept", "reject", "skip", "accept"):
        session.decide(decision)
    session.undo()
    bob, narrow = Session(long, "bob"), Session(long, "bob", Selection(property="ionic_conductivity"))
    assert (session.left, session.queue.count(), bob.left) == (total - 3, total - 3, total - 2)
    assert narrow.left == len(pending(long, limit=-1, property_name="ionic_conductivity"))


def test_what_others_decide_is_told(long: Store) -> None:
    session = Session(long, "ann")
    assert session.current
    decide(long, session.current["id"], "reject", "bob")
    row = session.record()
    assert row and (row["state"], row["reviewer"]) == ("reject", "bob")
    undo(long, "bob")


def test_a_record_that_vanished_leaves_the_queue(long: Store) -> None:
    session = Session(long, "ann")
    first = session.rows[0]["id"]
    long.db.conn.execute("DELETE FROM measurements WHERE id = ?", (first,))
    row = session.record()
    assert row and row["id"] != first and first not in [other["id"] for other in session.rows]


def test_moving_on_costs_less_than_sorting_the_queue(long: Store) -> None:
    """A bound that a queue which reads everything anew at each step would break by far."""

    def spent(action: Callable[[], object], times: int) -> float:
        began = time.perf_counter()
        for _ in range(times):
            action()
        return time.perf_counter() - began

    session = Session(long, "ann")
    sorting = spent(lambda: pending(long, limit=-1), 5)
    queue = Queue(long, Selection(), "ann", 0)
    assert spent(lambda: queue.window(10), 5) < sorting
    assert spent(lambda: session.move(1), 5) < sorting


def test_looking_writes_nothing(path: Path) -> None:
    """Opening and leaving a store without a decision writes nothing."""
    before = path.read_bytes()
    store = Store.open(path)
    Session(store, "ann").record()
    store.close()
    assert path.read_bytes() == before
