"""Shards joined into a store hold what a store holds that was written at once; kills lose no more than the unfinished shard."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import StoreError, UsageError
from extractor.extraction.trained import model_hashes
from extractor.ingest import batch, configuration, find_sources, ingest
from extractor.ingest.batch import Batch, Event, Wishes
from extractor.ingest.engines.local import Here
from extractor.ingest.merge import Merge
from extractor.ingest.parts import Part, parse_part
from extractor.ingest.shards import Shard, ShardWriter, find_shards, schema
from extractor.ingest.work import Job, Processor
from extractor.store import Store
from extractor.store.renaming import renamed
from tests.cli.conftest import COMMAND, kaimen
from tests.helpers import PAPERS as OPEN_PAPERS
from tests.ingest.papers import content, is_whole, write_papers

PAPERS = 9


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Papers, a copy of one, two that cannot be read."""
    folder = tmp_path_factory.mktemp("shards") / "papers"
    write_papers(folder, PAPERS)
    shutil.copy(folder / "paper-0001.txt", folder / "z-copy.txt")
    (folder / "torn.pdf").write_bytes(b"%PDF-1.4 and no more")
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def expected(papers: Path) -> dict[str, list[str]]:
    """What a store holds of them."""
    db = papers.parent / "store.db"
    store = Store.open(db)
    list(ingest([papers], store))
    store.close()
    return content(db)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "BATCH", 2)


def shard(papers: Path, folder: Path, part: str = "1/1", *, wishes: Wishes | None = None, each: int = 4) -> list[Event]:
    """Results into shards of a folder, `each` papers a shard."""
    wishes = wishes or Wishes()
    writer = ShardWriter(folder, configuration(wishes.options), model_hashes(), engine="here", workers=0, papers=each)
    run = Batch(parse_part(part).of_sources(find_sources([str(papers)])), Here(), writer, wishes)
    return [event for event in run if event is not None]


def joined(folders: Sequence[Path], db: Path) -> Merge:
    store = Store.open(db)
    merge = Merge(find_shards(folders), store)
    list(merge)
    store.close()
    return merge


def statuses(events: Iterable[Event]) -> list[str]:
    return sorted(event.status for event in events)


def test_a_store_from_shards_is_as_one_written_at_once(papers: Path, expected: dict[str, list[str]], tmp_path: Path) -> None:
    folder, db = tmp_path / "shards", tmp_path / "k.db"
    assert statuses(shard(papers, folder)) == ["corrupt", "empty", *["ok"] * PAPERS, "unchanged"]
    assert joined([folder], db).problems == []
    assert content(db) == expected
    assert is_whole(db)
    store = Store.open(db)
    runs = list(store.db.query("SELECT * FROM runs"))
    assert [(run["papers"], run["errors"], run["engine"]) for run in runs] == [(PAPERS, 2, "here")]
    store.close()


def test_a_merge_is_repeated_without_a_trace(papers: Path, tmp_path: Path) -> None:
    folder, db = tmp_path / "shards", tmp_path / "k.db"
    shard(papers, folder)
    joined([folder], db)
    before = Store.open(db)
    dump = list(before.db.conn.iterdump())
    assert [event.status for event in Merge(find_shards([folder]), before)] == ["unchanged"] * (PAPERS + 3)
    assert list(before.db.conn.iterdump()) == dump
    before.close()


def test_a_merge_that_is_stopped_goes_on(papers: Path, expected: dict[str, list[str]], tmp_path: Path) -> None:
    folder, db = tmp_path / "shards", tmp_path / "k.db"
    shard(papers, folder, each=2)
    store = Store.open(db)
    first = Merge(find_shards([folder]), store)
    for _ in first:
        first.stop()
    store.close()
    assert 0 < len(content(db)["papers"]) < PAPERS
    joined([folder], db)
    assert content(db) == expected


def test_parts_in_either_order(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    write_papers(papers, PAPERS)
    (papers / "empty.txt").write_bytes(b"")
    store = Store.open(tmp_path / "whole.db")
    list(ingest([papers], store))
    store.close()
    expected = content(tmp_path / "whole.db")
    assert len([*shard(papers, tmp_path / "a", "1/2"), *shard(papers, tmp_path / "b", "2/2")]) == PAPERS + 1
    for order in (["a"], ["b"]), (["b"], ["a"]), (["b", "a"],):
        db = tmp_path / f"{order}.db"
        for names in order:
            joined([tmp_path / name for name in names], db)
        assert content(db) == expected


def test_one_content_in_two_parts_is_one_paper(papers: Path, tmp_path: Path) -> None:
    shard(papers / "paper-0001.txt", tmp_path / "a")
    shard(papers / "z-copy.txt", tmp_path / "b")
    store = Store.open(tmp_path / "k.db")
    assert [event.status for event in Merge(find_shards([tmp_path / "b", tmp_path / "a"]), store)] == ["ok", "unchanged"]
    assert [row["n"] for row in store.db.query("SELECT count(*) n FROM papers UNION ALL SELECT count(*) FROM files WHERE paper_id IS NOT NULL")] == [1, 2]
    store.close()


def test_what_finished_shards_hold_is_not_read_again(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shards"
    shard(papers, folder)
    before = sorted(folder.iterdir())
    assert statuses(shard(papers, folder)) == ["failed before", "failed before", *["unchanged"] * (PAPERS + 1)]
    assert sorted(folder.iterdir()) == before
    assert "empty" in statuses(shard(papers, folder, wishes=Wishes(retry_failed=True)))
    for path in folder.iterdir():
        assert pq.ParquetFile(path).schema_arrow.equals(schema())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_kill_loses_the_unfinished_shard_only(papers: Path, expected: dict[str, list[str]], tmp_path: Path) -> None:
    folder = tmp_path / "shards"
    script = (
        "import sys; from pathlib import Path; import tests.ingest.test_shards as t\n"
        "t.batch.BATCH = 2\n"
        "t.shard(Path(sys.argv[1]), Path(sys.argv[2]), each=2)"
    )  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", script, papers, folder], cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not list(folder.glob("*.parquet")) and time.monotonic() < end and process.poll() is None:
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = list(folder.glob("*.parquet"))
    rows = sum(Shard(path).papers for path in kept)
    assert 2 <= rows < PAPERS
    again = statuses(shard(papers, folder))
    assert 0 < again.count("ok") < PAPERS
    joined([folder], tmp_path / "k.db")
    assert content(tmp_path / "k.db") == expected


def test_damaged_and_foreign_shards_get_a_line(papers: Path, expected: dict[str, list[str]], tmp_path: Path) -> None:
    folder = tmp_path / "shards"
    shard(papers, folder)
    whole = find_shards([folder])
    data = whole[0].read_bytes()
    (folder / "0-torn.parquet").write_bytes(data[: len(data) // 2])
    (folder / "1-spoilt.parquet").write_bytes(data[:2000] + bytes(2000) + data[4000:])
    pq.write_table(pq.read_table(whole[0]).replace_schema_metadata(None), folder / "2-foreign.parquet")
    pq.write_table(pq.read_table(whole[0]).drop_columns("evidence"), folder / "3-newer.parquet")
    (folder / "4-text.parquet").write_text("no Parquet", encoding="utf-8")
    done = kaimen("merge", folder, "--db", "k.db", cwd=tmp_path)
    lines = done.stderr.splitlines()
    assert (done.returncode, len(lines)) == (1, 5), done.stderr
    for line, said in zip(lines, ("0-torn", "1-spoilt", "2-foreign.parquet: a Parquet file, but no shard", "3-newer.parquet: made by another Kaimen", "4-text"), strict=True):
        assert said in line
    assert content(tmp_path / "k.db") == expected
    nothing = kaimen("merge", tmp_path / "papers-none", "--db", "k.db", cwd=tmp_path)
    assert nothing.returncode == 2


def test_an_older_shard_does_not_replace_what_the_present_code_read(papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.ingest.shards.components", lambda: {"reading": "older"})
    shard(papers, tmp_path / "old")
    monkeypatch.undo()
    db = tmp_path / "k.db"
    store = Store.open(db)
    list(ingest([papers], store))
    before = list(store.db.conn.iterdump())
    assert {event.status for event in Merge(find_shards([tmp_path / "old"]), store)} == {"unchanged"}
    assert list(store.db.conn.iterdump()) == before
    store.close()
    joined([tmp_path / "old"], tmp_path / "fresh.db")
    assert len(content(tmp_path / "fresh.db")["papers"]) == PAPERS + 2


def test_a_paper_under_another_name_is_as_if_read_under_it(papers: Path) -> None:
    """Papers with interfaces, samples, steps and words as values."""
    paths = [*sorted((OPEN_PAPERS / "digests").glob("itr-*.txt"))[:3], *sorted((OPEN_PAPERS / "sofc-exp").glob("*.txt"))[:1], papers / "paper-0002.txt"]
    process = Processor()
    kinds = set()
    for path in paths:
        job = Job(str(path), path.name, path.read_bytes(), hashlib.sha256(path.read_bytes()).hexdigest())
        found = process(job).rows
        assert found is not None
        other = f"{found.paper['id']}#12345678"
        again = process(Job(job.uri, job.name, job.data, job.sha256, paper_id=other)).rows
        assert again is not None and again.paper["id"] == other
        assert renamed(found, other) == again
        kinds |= {table for table in ("interfaces", "samples", "processing_steps", "step_samples") if getattr(found, table)}
        kinds |= {"words" for row in found.measurements if row["word"]}
    assert kinds == {"interfaces", "samples", "processing_steps", "step_samples", "words"}


def test_ids_of_another_version_are_not_renamed() -> None:
    text = b"Li7La3Zr2O12 was sintered at 1200 \xc2\xb0C for 12 h."
    found = Processor()(Job("a", "a.txt", text, hashlib.sha256(text).hexdigest())).rows
    assert found is not None and found.processing_steps
    found.processing_steps[0]["id"] = "0" * 16
    with pytest.raises(StoreError, match="another version"):
        renamed(found, "other")


def test_two_files_of_one_doi_in_two_parts(tmp_path: Path) -> None:
    """Neither part knows of the other; the store names the second as it would have when it read both."""
    write_papers(tmp_path / "papers", 2)
    bibliography = "file,doi\n" + "".join(f"paper-{i:04}.txt,10.1234/one\n" for i in range(2))
    (tmp_path / "papers" / "SOURCES.csv").write_text(bibliography, encoding="utf-8")
    for i in range(2):
        shard(tmp_path / "papers" / f"paper-{i:04}.txt", tmp_path / f"part-{i}")
    joined([tmp_path / "part-0"], tmp_path / "k.db")
    joined([tmp_path / "part-1"], tmp_path / "k.db")
    store = Store.open(tmp_path / "whole.db")
    for i in range(2):
        list(ingest([tmp_path / "papers" / f"paper-{i:04}.txt"], store))
    store.close()
    assert content(tmp_path / "k.db") == content(tmp_path / "whole.db")
    assert [row for row in content(tmp_path / "k.db")["papers"] if "10.1234/one#" in row]


@given(st.text(max_size=40), st.integers(1, 50))
def test_each_paper_is_in_one_part(uri: str, of: int) -> None:
    assert [Part(number, of).has(uri) for number in range(1, of + 1)].count(True) == 1


@given(st.text(max_size=12) | st.from_regex(r"\d{1,3}/\d{1,3}"))
def test_parts_as_people_give_them(text: str) -> None:
    try:
        part = parse_part(text)
    except UsageError:
        return
    assert 1 <= part.number <= part.of


def test_the_command(papers: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [COMMAND, "ingest", papers, "--shards", "shards", "--part", "2/3", "--workers", "1", "--no-cache"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    assert not (tmp_path / "kaimen.db").exists()
    expected = sum(Part(2, 3).has(source.uri) for source in find_sources([str(papers)]))
    assert sum(Shard(path).papers for path in find_shards([tmp_path / "shards"])) == expected
    dry = kaimen("ingest", papers, "--shards", "shards", "--part", "2/3", "--dry-run", cwd=tmp_path)
    assert dry.stdout == ""
