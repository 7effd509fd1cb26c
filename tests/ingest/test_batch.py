"""A batch: what is done is not done again, what changed is; hostile papers are left behind; a stop loses nothing."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from extractor.extraction.trained import model_hashes
from extractor.ingest import Event, configuration, ingest
from extractor.ingest.batch import Batch, Wishes
from extractor.ingest.engines.local import Local
from extractor.ingest.sources import find_sources
from extractor.ingest.writer import StoreWriter
from extractor.readers import FORMATS
from extractor.readers.options import ReadOptions
from extractor.store import Store
from tests.cli.conftest import COMMAND, kaimen
from tests.ingest.papers import content, is_whole, paper, papers_of, write_papers

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither these signals nor these limits")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "k.db")
    yield opened
    opened.close()


def statuses(store: Store, *paths: Path, **wishes: Any) -> dict[str, str]:
    return {event.source.name: event.status for event in ingest(list(paths), store, **wishes)}


def test_what_is_done_is_not_done_again_and_what_changed_is(store: Store, tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers", 3)
    assert set(statuses(store, tmp_path / "papers").values()) == {"ok"}
    before = papers_of(tmp_path / "k.db")
    assert set(statuses(store, tmp_path / "papers").values()) == {"unchanged"}
    papers[1].write_text(paper(77), encoding="utf-8")
    assert statuses(store, tmp_path / "papers") == {"paper-0000.txt": "unchanged", "paper-0001.txt": "ok", "paper-0002.txt": "unchanged"}
    after = papers_of(tmp_path / "k.db")
    assert set(after) == set(before), "the paper keeps its name"
    assert [name for name in after if after[name] != before[name]] == [next(name for name in before if name.startswith("paper-0001"))]


def test_times_alone_need_no_reading_of_the_file(store: Store, tmp_path: Path) -> None:
    (path,) = write_papers(tmp_path / "papers", 1)
    statuses(store, path)
    os.utime(path, (1, 1))
    assert statuses(store, path) == {path.name: "unchanged"}, "same content, another time"
    path.unlink()
    path.mkdir()
    path.rmdir()
    known = store.known_file(str(path))
    assert known is not None
    assert known.modified == "1970-01-01T00:00:01+00:00"


def test_a_copy_is_not_read_twice(store: Store, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_papers(tmp_path / folder, 1)
    found = list(ingest([tmp_path / "one", tmp_path / "two"], store))
    assert sorted(event.status for event in found) == ["ok", "unchanged"]
    assert store.db["papers"].count == 1
    assert [event.status for event in ingest([tmp_path / "two"], store)] == ["unchanged"]


def test_two_files_of_one_doi_are_both_kept(store: Store, tmp_path: Path) -> None:
    """A paper and its supplement, or its PDF and its XML."""
    folder = tmp_path / "papers"
    names = [path.name for path in write_papers(folder, 2)]
    (folder / "SOURCES.csv").write_text("file,doi\n" + "".join(f"{name},10.1000/One\n" for name in names), encoding="utf-8")
    for _ in range(2):
        assert set(statuses(store, folder, force=True).values()) == {"ok"}
        ids = [name for (name,) in store.db.conn.execute("SELECT id FROM papers ORDER BY id")]
        assert len(ids) == 2
        assert ids[0] == "10.1000/one"
        assert ids[1].startswith("10.1000/one#")
    assert set(statuses(store, folder).values()) == {"unchanged"}
    assert store.db.conn.execute("SELECT count(DISTINCT doi) FROM papers").fetchone() == (1,)


def test_a_failure_is_left_until_something_changes(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"   ")
    assert statuses(store, path) == {"empty.txt": "empty"}
    assert statuses(store, path) == {"empty.txt": "failed before"}
    assert statuses(store, path, options=ReadOptions(max_seconds=7)) == {"empty.txt": "empty"}
    path.write_text(paper(1), encoding="utf-8")
    assert statuses(store, path) == {"empty.txt": "ok"}
    assert store.db.conn.execute("SELECT file, status FROM papers").fetchall() == [("empty.txt", "empty"), ("empty.txt", "ok")]


def events_of(store: Store, path: Path, options: ReadOptions, workers: int, cache: Path | None = None) -> list[Event]:
    engine = Local(workers, cache)
    writer = StoreWriter(store, configuration(options), model_hashes(), engine=engine.name, workers=workers)
    return [event for event in Batch(find_sources([str(path)]), engine, writer, Wishes(options)) if event]


@posix
def test_hostile_papers_are_left_behind(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "text", "tests.readers.stubs:read_stub")
    words = ["plain", "crash", "hang", "eat", "spin", "other", "abort", "last"]
    for word in words:
        (tmp_path / f"{word}.txt").write_text(f"{word} and more words", encoding="utf-8")
    found = events_of(store, tmp_path, ReadOptions(max_seconds=1.5, max_memory=300, password="open sesame"), workers=2)
    told = {event.source.name.partition(".")[0]: event.status for event in found}
    assert told == {"plain": "ok", "crash": "corrupt", "hang": "too_slow", "eat": "too_large", "spin": "too_slow", "other": "ok", "abort": "corrupt", "last": "ok"}
    assert dict(store.db.conn.execute("SELECT file, status FROM papers").fetchall()) == {f"{word}.txt": status for word, status in told.items()}
    failures = {uri.rpartition("/")[2]: error for uri, error in store.db.conn.execute("SELECT uri, error FROM run_failures")}
    assert "--max-seconds" in failures["hang.txt"]
    assert store.db.conn.execute("SELECT finished IS NOT NULL, papers, errors, engine, workers FROM runs").fetchall() == [(1, 3, 5, "local", 2)]
    assert json.loads(store.db.conn.execute("SELECT counts FROM runs").fetchone()[0]) == {"ok": 3, "corrupt": 2, "too_slow": 2, "too_large": 1}
    store.close()
    assert b"sesame" not in b"".join(file.read_bytes() for file in tmp_path.glob("k.db*"))


def test_workers_store_what_one_process_does(store: Store, tmp_path: Path) -> None:
    write_papers(tmp_path / "papers", 12)
    assert {event.status for event in events_of(store, tmp_path / "papers", ReadOptions(), 2, tmp_path / "cache")} == {"ok"}
    other = Store.open(tmp_path / "other.db")
    assert set(statuses(other, tmp_path / "papers").values()) == {"ok"}
    other.close()
    cached = Store.open(tmp_path / "cached.db")
    found = events_of(cached, tmp_path / "papers", ReadOptions(), 1, tmp_path / "cache")
    assert all("extraction" in event.cached for event in found)
    cached.close()
    expected = content(tmp_path / "other.db")
    assert content(tmp_path / "k.db") == expected
    assert content(tmp_path / "cached.db") == expected


@posix
def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(tmp_path: Path) -> None:
    write_papers(tmp_path / "papers", 400)
    command = [COMMAND, "ingest", "papers", "--db", "k.db", "--workers", "1", "--log", "log.jsonl"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while time.monotonic() < until and not _stored(tmp_path / "k.db"):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in said) == (130, False)
    assert "the same command goes on from there" in said
    stored = _stored(tmp_path / "k.db")
    assert 0 < stored < 400
    assert is_whole(tmp_path / "k.db")
    with closing(sqlite3.connect(tmp_path / "k.db")) as connection:
        assert connection.execute("SELECT papers, finished IS NOT NULL FROM runs").fetchall() == [(stored, 1)]
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in log[:1] + log[-1:]] == ["begin", "end"]
    assert sum(line["event"] == "paper" for line in log) == stored
    assert f"{stored} files" in out
    again = kaimen("ingest", "papers", "--db", "k.db", cwd=tmp_path)
    assert again.returncode == 0
    with closing(sqlite3.connect(tmp_path / "k.db")) as connection:
        assert connection.execute("SELECT papers FROM runs ORDER BY id").fetchall() == [(stored,), (400 - stored,)]
    whole = kaimen("ingest", "papers", "--db", "whole.db", "--cache", "k.db.cache", cwd=tmp_path)
    assert whole.returncode == 0
    assert papers_of(tmp_path / "k.db") == papers_of(tmp_path / "whole.db")


def _stored(db: Path) -> int:
    try:
        with closing(sqlite3.connect(db)) as connection:
            return int(connection.execute("SELECT count(*) FROM papers").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_dry_run_tells_and_makes_nothing(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers", 2)
    told = kaimen("ingest", "papers", "--db", "k.db", "--dry-run", cwd=tmp_path)
    assert told.stdout.splitlines() == [f"new      {path}" for path in papers]
    assert told.stderr.startswith("2 new; ")
    assert not (tmp_path / "k.db").exists()
    kaimen("ingest", "papers", "--db", "k.db", cwd=tmp_path)
    papers[0].write_text(paper(9), encoding="utf-8")
    before = content(tmp_path / "k.db")
    told = kaimen("ingest", "papers", "--db", "k.db", "--dry-run", cwd=tmp_path)
    assert told.stdout == f"changed  {papers[0]}\n"
    assert told.stderr.startswith("1 changed, 1 unchanged; ")
    assert content(tmp_path / "k.db") == before


def test_since_leaves_what_is_older(tmp_path: Path) -> None:
    old, new = write_papers(tmp_path / "papers", 2)
    os.utime(old, (0, 0))
    told = kaimen("ingest", "papers", "--db", "k.db", "--since", "2d", "--dry-run", cwd=tmp_path)
    assert told.stdout == f"new      {new}\n"
    wrong = kaimen("ingest", "papers", "--db", "k.db", "--since", "yesterday", cwd=tmp_path)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
