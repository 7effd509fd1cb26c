"""Source files and runs: what is known of them, and whether a file needs to be read again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from extractor.errors import StoreError
from extractor.extraction import extract
from extractor.store import Store
from extractor.store.files import Failure
from tests.helpers import document_of

PAPER = document_of("The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.")
PARTS = {"reading": "ab" * 32, "extraction": "cd" * 32}
URI = "zip:///library.zip!/a/paper.txt"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    yield made
    made.close()


def save(store: Store, run: int, version: str = "1") -> None:
    found = extract(PAPER)
    store.save(PAPER, found.records, found.steps, run_id=run, version=version)


def test_a_file_comes_back_as_it_was_noted(store: Store) -> None:
    run = store.begin_run("1", {})
    save(store, run)
    assert store.known_file(URI) is None
    told = {"sha256": PAPER.sha256, "size": 812, "modified": "2026-01-02T03:04:05+00:00", "paper_id": "paper", "attempts": 2, "seconds": 0.25, "memory": 310.5}
    store.note_file(URI, run_id=run, **told)
    row = store.known_file(URI)
    assert row is not None
    assert {**told, "uri": URI, "status": "ok", "error": None, "run_id": run, "updated": row.updated} == asdict(row)
    assert store.run_failures(run) == []


def test_attempts_count_for_one_content(store: Store) -> None:
    first, second = store.begin_run("1", {}), store.begin_run("1", {})
    seen = []
    for run, sha256, status in [(first, "aa", "too_slow"), (second, "aa", "failed"), (second, "aa", "ok"), (second, "bb", "corrupt"), (second, None, "unreadable"), (second, None, "unreadable")]:
        store.note_file(URI, run_id=run, sha256=sha256, status=status, error=None if status == "ok" else f"{status}!")
        row = store.known_file(URI)
        assert row is not None and row.status == status
        seen.append(row.attempts)
    assert seen == [1, 2, 3, 1, 1, 2]
    assert store.run_failures(first) == [Failure(URI, "too_slow", "too_slow!")]
    assert store.run_failures(second) == [Failure(URI, "unreadable", "unreadable!")]


@pytest.mark.parametrize(
    "told",
    [{"status": "ok", "error": "but"}, {"status": "failed"}, {"status": "perhaps", "error": "x"}, {"paper_id": "nobody"}, {"status": "failed", "error": "x", "paper_id": "paper"}, {"run_id": 99}],
)
def test_nonsense_is_refused(store: Store, told: dict[str, str]) -> None:
    run = store.begin_run("1", {})
    save(store, run)
    with pytest.raises(StoreError, match=r"what became of zip:.* could not be stored"):
        store.note_file(URI, **{"run_id": run, **told})  # type: ignore[arg-type]
    assert store.known_file(URI) is None


def test_a_file_outlives_its_paper(store: Store) -> None:
    run = store.begin_run("1", {})
    save(store, run)
    store.note_file(URI, run_id=run, sha256=PAPER.sha256, paper_id="paper")
    with store.transaction():
        store.db.conn.execute("DELETE FROM papers")
    row = store.known_file(URI)
    assert row is not None and (row.paper_id, row.status) == (None, "ok")


def test_a_run_keeps_what_it_was(store: Store) -> None:
    run = store.begin_run("1", {"force": False}, {"detector": "ab"}, components=PARTS, engine="dask", workers=8)
    (row,) = store.db["runs"].rows
    assert (row["finished"], row["engine"], row["workers"], row["components"]) == (None, "dask", 8, '{"extraction": "' + "cd" * 32 + '", "reading": "' + "ab" * 32 + '"}')
    store.end_run(run, papers=2, records=5, errors=1, counts={"ok": 2, "failed": 1}, seconds={"read": 1.5})
    (row,) = store.db["runs"].rows
    assert (row["finished"] >= row["started"], row["papers"], row["counts"], row["seconds"]) == (True, 2, '{"failed": 1, "ok": 2}', '{"read": 1.5}')


@pytest.mark.parametrize(
    ("stored", "asked", "current"),
    [
        (PARTS, PARTS, True), (PARTS, dict(reversed(PARTS.items())), True), (PARTS, {**PARTS, "extraction": "ef"}, False), (PARTS, {"reading": "ab" * 32}, False),
        (None, PARTS, False), (None, {}, False),
    ],
    ids=["same", "in another order", "other code", "fewer", "older schema", "older schema, none asked"],
)  # fmt: skip
def test_current_is_what_the_same_components_read_well(store: Store, stored: dict[str, str] | None, asked: dict[str, str], current: bool) -> None:
    save(store, store.begin_run("1", {}, components=stored))
    assert store.is_current(PAPER.sha256, asked) is current
    assert not store.is_current("1" * 64, asked)


def test_a_paper_belongs_to_the_run_whose_components_read_it(store: Store) -> None:
    """The same rows by other components are theirs; by the same ones they stay as they are."""
    first, second, third = (store.begin_run("1", {}, components=parts) for parts in ({"code": "1"}, {"code": "1"}, {"code": "2"}))
    for run, owner in ((first, first), (second, first), (third, third)):
        save(store, run)
        assert store.db.execute("SELECT run_id FROM papers").fetchone()[0] == owner
    assert store.is_current(PAPER.sha256, {"code": "2"})
    assert not store.is_current(PAPER.sha256, {"code": "1"})


def test_a_failure_is_never_current(store: Store) -> None:
    run = store.begin_run("1", {}, components=PARTS)
    store.note_file(URI, run_id=run, sha256=PAPER.sha256, status="failed", error="no")
    assert not store.is_current(PAPER.sha256, PARTS)


def test_a_hundred_thousand_papers_are_asked_for_at_once(store: Store) -> None:
    runs = [store.begin_run("1", {}, components={**PARTS, "turn": str(turn)}) for turn in range(20)]
    with store.transaction():
        store.db.conn.executemany(
            "INSERT INTO papers (id, file, sha256, status, version, run_id, ingested) VALUES (?, 'f', ?, 'ok', '1', ?, '2026')",
            ((f"p{i}", f"{i:064x}", runs[i % 20]) for i in range(100_000)),
        )
    plan = " ".join(str(row) for row in store.db.execute("EXPLAIN QUERY PLAN SELECT 1 FROM papers p JOIN runs r ON r.id = p.run_id WHERE p.sha256 = 'x' AND r.components = 'y'"))
    assert "papers_sha256" in plan
    start = time.perf_counter()
    assert sum(store.is_current(f"{i:064x}", {**PARTS, "turn": "3"}) for i in range(0, 100_000, 100)) == 0
    assert sum(store.is_current(f"{i:064x}", {**PARTS, "turn": "3"}) for i in range(3, 100_000, 100)) == 1000
    assert time.perf_counter() - start < 2.0  # some 0.05 s; a scan of the table would take minutes


def test_files_hold_no_paper_back(store: Store) -> None:
    """A paper that is read anew keeps its file's row, and the file follows the paper that its new content makes."""
    run = store.begin_run("1", {})
    save(store, run)
    store.note_file(URI, run_id=run, sha256=PAPER.sha256, paper_id="paper")
    save(store, run, version="2")
    row = store.known_file(URI)
    assert row is not None and row.paper_id == "paper"
    store.save(replace(PAPER, paper_id="other", sha256="2" * 64), [], run_id=run, version="2")
    store.note_file(URI, run_id=run, sha256="2" * 64, paper_id="other")
    row = store.known_file(URI)
    assert row is not None and (row.paper_id, row.attempts) == ("other", 1)


def test_reading_a_store_writes_nothing(store: Store) -> None:
    other = sqlite3.connect(store.path)
    before = other.execute("PRAGMA data_version").fetchone()
    store.known_file(URI)
    store.is_current(PAPER.sha256, PARTS)
    store.run_failures(1)
    assert other.execute("PRAGMA data_version").fetchone() == before
    other.close()
