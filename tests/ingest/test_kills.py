"""kill -9 at random moments: never a torn paper, never a lost decision, and the next run goes on."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from extractor.ingest import ingest
from extractor.store import Store
from extractor.store.decisions import decide
from tests.cli.conftest import COMMAND, kaimen
from tests.ingest.papers import content, is_whole, write_papers

KILLS, PAPERS = 50, 40
posix = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL and no fork")


@posix
def test_fifty_kills(tmp_path: Path) -> None:
    """A process that ingests is killed again and again, while another decides what is stored already."""
    write_papers(tmp_path / "papers", PAPERS)
    whole = tmp_path / "whole.db"
    store = Store.open(whole)
    start = time.monotonic()
    assert [event.status for event in ingest([tmp_path / "papers"], store)] == ["ok"] * PAPERS
    took = time.monotonic() - start
    store.close()
    expected = content(whole)

    rng = random.Random(8)
    db, journal = tmp_path / "k.db", tmp_path / "decided.txt"
    Store.open(db).close()
    stopped = 0
    for turn in range(KILLS):
        reader = _fork(lambda force=turn % 4 == 3: _ingest(tmp_path / "papers", db, force=force))
        person = _fork(lambda turn=turn: _decide(db, journal, turn))
        time.sleep(rng.uniform(0, took * 0.6))
        for process in rng.sample([reader, person], 2):
            os.kill(process, signal.SIGKILL)
        stopped += sum(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL for process in (reader, person))
        assert is_whole(db), turn
        _assert_no_part(content(db), expected)
        assert _decided(db) >= set(journal.read_text(encoding="utf-8").split() if journal.exists() else []), turn
        if turn % 10 == 9:  # else all is stored soon, and there is nothing to interrupt
            with closing(sqlite3.connect(db)) as connection:
                connection.execute("DELETE FROM papers WHERE id NOT IN (SELECT paper_id FROM reviews JOIN measurements m ON m.id = measurement_id)")
                connection.execute("DELETE FROM files")
                connection.commit()
    assert stopped > KILLS
    store = Store.open(db)
    events = list(ingest([tmp_path / "papers"], store))
    store.close()
    assert {event.status for event in events} <= {"ok", "unchanged"}
    assert _papers(content(db)) == _papers(expected)
