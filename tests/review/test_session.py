"""Sittings on a long queue: windows, counts, and what others decide meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

import pytest

from extractor.review.queue import Filters, Queue, Selection
from extractor.review.session import WINDOW, Session
from extractor.store import Store
from extractor.store.decisions import decide
from extractor.store.queries import find_measurements
from extractor.store.ranking import rank
from tests.helpers import ROOT

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
        for (paper,) in store.db.conn.execute("SELECT id FROM papers").fetchall():
            rank(store.db.conn, paper)
    return store


def everything(store: Store) -> int:
    return int(store.db["measurements"].count)


def test_windows_give_every_record_once_in_order(long: Store) -> None:
    queue, rows = Queue(long, "least-certain"), []
    while window := queue.window(WINDOW):
        rows += window
    assert len({row["id"] for row in rows}) == len(rows) == queue.count() == everything(long)
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
    session = Session(long, "ann", doubled=0)
    total = session.left
    for decision in ("accept", "reject", "skip", "accept"):
        session.decide(decision)
    session.undo()
    bob, narrow = Session(long, "bob", doubled=0), Session(long, "bob", Selection(property="ionic_conductivity"), doubled=0)
    assert (session.left, session.queue.count(), bob.left) == (total - 3, total - 3, total - 2)
    (open_ones,) = long.db.execute("SELECT count(*) FROM measurement_view WHERE property = 'ionic_conductivity' AND state = 'pending'").fetchone()
    assert narrow.left == open_ones


def test_what_others_decide_is_told(long: Store) -> None:
    session = Session(long, "ann", doubled=0)
    first = session.record()
    assert first
    later = session.rows[1]["id"]
    for key in (first["id"], later):  # on a command line: the screen of a second person gets other records
        decide(long, key, "reject", "bob")
    row = session.record()
    assert row and (row["id"], row["state"], row["reviewer"]) == (first["id"], "reject", "bob")
    session.decide("accept")
    row = session.record()
    assert row and row["id"] != later


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
    sorting = spent(lambda: find_measurements(long, order="confidence, id"), 5)
    queue = Queue(long, "useful", Filters(reviewer="ann"))
    assert spent(lambda: queue.window(10), 5) < sorting
    assert spent(lambda: session.move(1), 5) < sorting


def test_looking_leaves_nothing(store: Store) -> None:
    """Opening a store, moving and leaving without a decision."""
    session = Session(store, "ann")
    session.record()
    session.move(2)
    session.record()
    assert [row["measurement_id"] for row in store.db["review_claims"].rows] == [session.rows[2]["id"]]
    session.leave()
    assert (store.db["review_claims"].count, store.db["reviews"].count) == (0, 0)


#: A sitting of a reviewer: accepts what it is shown until there is nothing left, and says what it was shown. With "stop" it waits
#: to be killed once it has decided two records and looks at the third.
SITTING = """
import sys, time
from extractor.review.session import Session
from extractor.store import Store

path, reviewer, what = sys.argv[1:]
session = Session(Store.open(path), reviewer, strategy="random", doubled=0, seconds=4)
print("ready", flush=True)
sys.stdin.readline()
while row := session.record():
    print(row["id"], flush=True)
    if what == "stop" and session.done == 2:
        time.sleep(60)
    time.sleep(0.05)  # a person looks; so nobody has done all before the other one begins
    session.decide("accept")
session.leave()
"""


def sitting(store: Store, reviewer: str, what: str = "work") -> subprocess.Popen[str]:
    started = subprocess.Popen([sys.executable, "-c", SITTING, store.path, reviewer, what], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.parametrize("names", [("ann", "bob"), ("ann", "ann")], ids=["two people", "two windows of one"])
def test_two_sittings_on_one_store(long: Store, names: tuple[str, str]) -> None:
    """Nobody is shown what another decides, and one that is killed loses no decision and blocks no record."""
    killed = sitting(long, "carl", "stop")
    begin(killed)
    assert killed.stdout is not None
    seen = [killed.stdout.readline().strip() for _ in range(3)]
    workers = [sitting(long, name) for name in names]
    for process in workers:
        begin(process)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait(10) == -signal.SIGKILL
    killed.stdout.close()
    shown = [process.communicate(timeout=100)[0].split() for process in workers]
    assert [process.returncode for process in workers] == [0, 0]
    assert all(shown), "one sitting did everything"
    time.sleep(4.5)  # Carl's claim is over now, if it was not before
    last = Session(long, "dora", doubled=0)
    late = []
    while row := last.record():
        late.append(row["id"])
        last.decide("accept")
    assert seen[2] in [*shown[0], *shown[1], *late]
    decided = Counter(row["measurement_id"] for row in long.db["reviews"].rows)
    assert decided == Counter([*seen[:2], *shown[0], *shown[1], *late])
    assert (len(decided), set(decided.values())) == (everything(long), {1})
    assert long.db["review_claims"].count == 0
    assert long.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_doubled_records_are_asked_of_a_second_person(long: Store) -> None:
    ann, bob = Session(long, "ann", doubled=1.0), Session(long, "bob", doubled=1.0)
    first = ann.record()
    other = bob.record()
    assert first and other and first["id"] != other["id"]
    ann.decide("edit", changes={"method": "guessed"})
    ann.record()
    while (row := bob.record()) and row["id"] != first["id"]:
        bob.decide("skip")  # hers comes at the end: it was taken when he began
    assert row and (row["state"], row["reviewer"], row["method"]) == ("pending", None, first["method"]), "an opinion of his own"
    ann.leave()
    bob.leave()


def test_a_sitting_that_slept_too_long_loses_its_record(store: Store) -> None:
    ann = Session(store, "ann", seconds=-1)
    first = ann.record()
    ann.renew()
    bob = Session(store, "bob")
    taken = bob.record()
    assert first and taken and taken["id"] == first["id"]
    ann.renew()
    row = ann.record()
    assert row and row["id"] != first["id"]
