"""Several reviewers: claims of real processes, agreement, conflicts and their settling."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import UsageError
from extractor.review.queue import Filters, pending_ids
from extractor.review.rounds import Agreement, agreement, conflicts, kappa, next_records
from extractor.store import Store
from extractor.store.claims import claim, release, settle
from extractor.store.decisions import decide, undo
from extractor.store.queries import find_measurements
from tests.helpers import ROOT
from tests.review.test_order import ALONE, add_paper

RECORDS = 60
#: Claims records and decides them, until there is none left; says what it decided. With "stop" it claims three and waits to be killed.
WORKER = """
import json, sys, time
from extractor.review.queue import Filters
from extractor.review.rounds import next_records
from extractor.store import Store
from extractor.store.decisions import decide

path, reviewer, what = sys.argv[1:]
store = Store.open(path)
print("ready", flush=True)
sys.stdin.readline()
if what == "stop":
    print(json.dumps(next_records(store, reviewer, count=3, filters=Filters(doubled=0), seconds=6)), flush=True)
    decide(store, next_records(store, reviewer, filters=Filters(doubled=0), seconds=6)[0], "accept", reviewer)
    print("decided", flush=True)
    time.sleep(60)
while found := next_records(store, reviewer, filters=Filters(doubled=0)):
    decide(store, found[0], "accept", reviewer)
    print(json.dumps(found[0]), flush=True)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    add_paper(made, "a", [(f"material {i}", 0.5) for i in range(RECORDS)])
    yield made
    made.close()


def worker(store: Store, reviewer: str, what: str = "work") -> subprocess.Popen[str]:
    started = subprocess.Popen([sys.executable, "-c", WORKER, store.path, reviewer, what], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.parametrize("names", [("ann", "bob"), ("ann", "ann")], ids=["two people", "two windows of one"])
def test_two_processes_share_the_records(store: Store, names: Sequence[str]) -> None:
    pending_ids(store)
    workers = [worker(store, name) for name in names]
    for process in workers:
        go(process)
    said = [[json.loads(line) for line in process.communicate(timeout=100)[0].splitlines()] for process in workers]
    assert [process.returncode for process in workers] == [0, 0]
    decided = Counter(row["measurement_id"] for row in store.db["reviews"].rows)
    assert decided == Counter(said[0] + said[1])
    assert (len(decided), set(decided.values())) == (RECORDS, {1})
    assert all(said), "one process did everything"
    assert store.db["review_claims"].count == 0


def test_what_a_killed_process_held_comes_back(store: Store) -> None:
    killed = worker(store, "ann", "stop")
    go(killed)
    assert killed.stdout is not None
    held = json.loads(killed.stdout.readline())
    assert killed.stdout.readline() == "decided\n"
    killed.send_signal(signal.SIGKILL)
    assert killed.wait(10) == -signal.SIGKILL
    killed.stdout.close()
    (row,) = store.db["reviews"].rows
    assert row["reviewer"] == "ann"  # her decision is kept
    first = next_records(store, "bob", count=RECORDS, filters=ALONE)
    assert not {*held, row["measurement_id"]} & set(first)
    late = time.monotonic() + 20
    back: list[str] = []
    while len(back) < len(held) and time.monotonic() < late:
        time.sleep(0.3)
        back += next_records(store, "bob", count=RECORDS, filters=ALONE)
    assert sorted(back) == sorted(held)
    assert store.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_claims(store: Store) -> None:
    first, second, *_ = pending_ids(store, filters=ALONE)
    assert claim(store, first, "ann", doubled=0)
    assert not claim(store, first, "bob", doubled=0)
    assert not claim(store, first, "ann", doubled=0)  # another window
    assert first in pending_ids(store, filters=replace(ALONE, reviewer="ann"))
    assert first not in pending_ids(store, limit=-1, filters=replace(ALONE, reviewer="bob"))
    release(store, "bob", [first])
    assert not claim(store, first, "bob", doubled=0)
    release(store, "ann", [first])
    assert claim(store, first, "bob", seconds=-1, doubled=0)
    assert claim(store, first, "ann", doubled=0)  # Bob's was over at once
    decide(store, second, "accept", "ann")
    assert not claim(store, second, "bob", doubled=0)
    assert claim(store, second, "bob", doubled=1)
    assert not claim(store, second, "ann", doubled=1)


@pytest.mark.parametrize("seconds", [900, -1], ids=["claims", "claims that are over at once"])
def test_no_record_is_given_twice(store: Store, seconds: float) -> None:
    found = next_records(store, "ann", count=2 * RECORDS, filters=ALONE, seconds=seconds)
    assert len(found) == len(set(found)) == RECORDS


def test_a_new_reading_does_not_end_a_claim(store: Store) -> None:
    (key,) = next_records(store, "ann", filters=ALONE)
    add_paper(store, "a", [(f"material {i}", 0.5) for i in range(RECORDS)])
    assert key not in next_records(store, "bob", count=RECORDS, filters=ALONE)


A, E, R = "accept", "edit", "reject"


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # the textbook's table: 20 and 15 alike of 50
        ([(A, A)] * 20 + [(A, R)] * 5 + [(R, A)] * 10 + [(R, R)] * 15, 0.4),
        ([(A, A), (R, R)], 1.0), ([(A, R), (R, A)], -1.0), ([(A, A), (A, R), (R, A), (R, R)], 0.0), ([(A, A), (A, R)], 0.0),
        ([(A, A)] * 3, None), ([], None),
        ([(A, A)] * 6 + [(E, E)] * 2 + [(R, R)] + [(A, E)], pytest.approx((0.9 - 0.49) / (1 - 0.49))),
    ],
)  # fmt: skip
def test_kappa(pairs: list[tuple[str, str]], expected: float | None) -> None:
    assert kappa(pairs) == expected


def test_agreement_by_property(store: Store) -> None:
    add_paper(store, "b", [("ZnO", 0.5), ("MgO", 0.5)], property="grain_size")
    density = pending_ids(store, filters=Filters(property="relative_density"))[:4]
    size = pending_ids(store, filters=Filters(property="grain_size"))
    for key, ann, bob in zip([*density, *size], (A, A, R, R, A, A), (A, R, R, R, A, R), strict=True):
        decide(store, key, ann, "ann")  # type: ignore[arg-type]
        decide(store, key, bob, "bob")  # type: ignore[arg-type]
    decide(store, pending_ids(store)[0], A, "ann")  # nobody else
    assert agreement(store) == [Agreement("grain_size", 2, 1, 0.0), Agreement("relative_density", 4, 3, 0.5), Agreement("all", 6, 4, pytest.approx(0.4))]
    undo(store, "bob")
    assert agreement(store)[0] == Agreement("grain_size", 1, 1, None)


def test_conflicts_and_settling(store: Store) -> None:
    one, two, three, four, *_ = pending_ids(store)
    decide(store, one, A, "ann")
    decide(store, one, R, "bob", reason="wrong pellet")
    decide(store, two, E, "ann", changes={"material": "ZnO"})
    decide(store, two, E, "bob", changes={"material": "MgO"})
    decide(store, three, R, "ann")
    decide(store, three, A, "ann")
    decide(store, three, A, "bob")
    decide(store, four, A, "bob")
    found = {told[0].measurement_id: [(o.reviewer, o.decision, o.reason) for o in told] for told in conflicts(store)}
    assert found == {one: [("ann", A, ""), ("bob", R, "wrong pellet")], two: [("ann", E, ""), ("bob", E, "")]}
    settle(store, one, R, "carl", reason="Bob is right")
    settle(store, two, E, "ann", changes={"material": "Al2O3"})
    assert conflicts(store) == []
    (row,) = find_measurements(store, where="id = :id", parameters={"id": two})
    assert (row["material"], row["state"], row["reviewer"]) == ("Al2O3", E, "ann")
    assert agreement(store)[-1].records == 3  # settling is no opinion
    undo(store, "carl")
    assert [told[0].measurement_id for told in conflicts(store)] == [one]
    settle(store, one, R, "carl")
    decide(store, one, A, "ann")  # she decides anew: open again
    assert [told[0].measurement_id for told in conflicts(store)] == [one]


def test_the_same_edit_of_two_people_is_agreement(store: Store) -> None:
    key = pending_ids(store)[0]
    for person in ("ann", "bob"):
        decide(store, key, E, person, changes={"material": "ZnO"})
    assert conflicts(store) == []
    assert agreement(store)[-1].alike == 1


def test_a_settlement_that_cannot_be_is_not_half_stored(store: Store) -> None:
    key = pending_ids(store)[0]
    with pytest.raises(UsageError):
        settle(store, key, E, "carl", changes={"value": "no number"})
    assert (store.db["reviews"].count, store.db["review_settlements"].count) == (0, 0)
