"""kill -9 at random moments: never a torn paper, never a lost decision, and the next run goes on."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from extractor.errors import StoreError
from extractor.ingest import ingest
from extractor.store import Store
from extractor.store.decisions import decide
from tests.ingest.papers import is_whole, papers_of, write_papers

KILLS, PAPERS, FRESH = 60, 16, 5
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL and no fork")


def test_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ingests and one that decides are killed again and again; every fifth time a new store is begun."""
    monkeypatch.setattr("extractor.ingest.batch.BATCH", 2)
    papers = tmp_path / "papers"
    write_papers(papers, PAPERS)
    whole = Store.open(tmp_path / "whole.db")
    for _ in range(2):  # the first time loads the language, which processes forked from this one have
        start = time.monotonic()
        assert [event.status for event in ingest([papers], whole, force=True)] == ["ok"] * PAPERS
        took = time.monotonic() - start
    whole.close()
    expected = papers_of(tmp_path / "whole.db")

    rng = random.Random(8)
    midst = 0
    for turn in range(KILLS):
        db, journal = tmp_path / f"{turn // FRESH}.db", tmp_path / f"{turn // FRESH}.decided"
        if turn % FRESH == 0:
            Store.open(db).close()
            journal.touch()
        reader = _fork(lambda db=db: _ingest(papers, db))
        person = _fork(lambda db=db, journal=journal: _decide(db, journal))
        time.sleep(rng.uniform(0.1, 1.3) * took)
        for process in rng.sample([reader, person], 2):
            os.kill(process, signal.SIGKILL)
        assert [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in (reader, person)] == [-signal.SIGKILL] * 2
        assert is_whole(db), turn
        stored = papers_of(db)
        assert stored == {paper: expected[paper] for paper in stored}, turn
        assert set(journal.read_text(encoding="utf-8").split()) <= _decided(db), turn
        midst += 0 < len(stored) < PAPERS
    assert midst, "no kill came while a paper was new"

    for db in sorted(tmp_path.glob("?.db")):
        before = _decided(db)
        store = Store.open(db)
        assert {event.status for event in ingest([papers], store)} <= {"ok", "unchanged"}
        store.close()
        assert papers_of(db) == expected
        assert _decided(db) == before
    assert sum(len(_decided(db)) for db in tmp_path.glob("?.db")) > KILLS


def _fork(task: Callable[[], None]) -> int:
    """A process that does a task; the imports are paid already."""
    process = os.fork()
    if process == 0:
        with suppress(BaseException):
            task()
            os._exit(0)
        os._exit(1)
    return process


def _ingest(papers: Path, db: Path) -> None:
    """Store the papers again and again."""
    store = Store.open(db)
    while True:
        for _ in ingest([papers], store, force=True):
            pass


def _decide(db: Path, journal: Path) -> None:
    """Accept one record after another, and write down which once the store has said that it is done."""
    store = Store.open(db)
    with journal.open("a", encoding="utf-8") as log:
        while True:
            row = store.db.conn.execute("SELECT id FROM measurements WHERE id NOT IN (SELECT measurement_id FROM reviews) ORDER BY id LIMIT 1").fetchone()
            if row is None:
                time.sleep(0.01)
                continue
            with suppress(StoreError):  # its paper is being written anew
                decide(store, row[0], "accept", "ann")
                log.write(f"{row[0]}\n")
                log.flush()
                time.sleep(0.005)


def _decided(db: Path) -> set[str]:
    with closing(sqlite3.connect(db)) as connection:
        return {found for (found,) in connection.execute("SELECT measurement_id FROM reviews")}
