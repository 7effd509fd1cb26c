"""Several papers in one transaction: each whole or not at all, and none taken along by another."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.document import Document
from extractor.errors import ReadError, StoreError
from extractor.extraction import extract
from extractor.store import Store, StoreUnavailable
from extractor.store.rows import PaperRows, paper_rows
from tests.helpers import document_of

PAPER = document_of(
    "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", "Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.", title="A garnet"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    made.begin_run("1", {})
    yield made
    made.close()


def named(number: int) -> Document:
    return replace(PAPER, paper_id=f"paper-{number}", file=f"paper-{number}.txt", sha256=f"{number:064x}")


def rows_of(paper: Document) -> PaperRows:
    found = extract(paper)
    return paper_rows(paper, found.records, found.steps)


def save(store: Store, number: int) -> None:
    store.save_rows(rows_of(named(number)), run_id=1, version="1")


def stored(store: Store) -> list[str]:
    """What another process sees."""
    with closing(sqlite3.connect(store.path)) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert other.execute("PRAGMA foreign_key_check").fetchall() == []
        return [name for (name,) in other.execute("SELECT id FROM papers ORDER BY id")]


def test_rows_made_elsewhere_are_what_save_writes(store: Store, tmp_path: Path) -> None:
    found = extract(PAPER)
    store.save_rows(rows_of(PAPER), run_id=1, version="1")
    twin = Store.open(tmp_path / "other.db")
    twin.save(PAPER, found.records, found.steps, run_id=twin.begin_run("1", {}), version="1")
    for table in ("papers", "blocks", "measurements", "evidence", "samples", "processing_steps", "review_queue", "compound_links"):
        timeless = ", ".join(f'"{name}"' for name in store.db[table].columns_dict if name not in ("ingested", "retrieved"))
        sql = f"SELECT {timeless} FROM {table} ORDER BY 1, 2"
        assert store.db.execute(sql).fetchall() == twin.db.execute(sql).fetchall() != []
    twin.close()


def test_a_batch_is_seen_when_it_ends(store: Store) -> None:
    with store.batch():
        save(store, 1)
        save(store, 2)
        assert stored(store) == []
    assert stored(store) == ["paper-1", "paper-2"]


def no_block(rows: PaperRows) -> None:
    rows.blocks = rows.blocks[:1]


def no_evidence(rows: PaperRows) -> None:
    rows.evidence = rows.evidence[1:]


def no_measurement(rows: PaperRows) -> None:
    rows.measurements, rows.sample_measurements = rows.measurements[1:], []


def no_block_of_a_step(rows: PaperRows) -> None:
    rows.processing_steps[0]["block"] = "nowhere"


def no_value(rows: PaperRows) -> None:
    rows.measurements[0].update(value=None, word=None, low=None, high=None)


def no_such_table_column(rows: PaperRows) -> None:
    rows.blocks = [{**row, 'x") --': 1} for row in rows.blocks]


@pytest.mark.parametrize("damage", [no_block, no_evidence, no_measurement, no_block_of_a_step, no_value, no_such_table_column], ids=lambda f: f.__name__)
@pytest.mark.parametrize("again", [False, True], ids=["new", "stored before"])
def test_a_bad_paper_goes_alone(store: Store, damage: Callable[[PaperRows], None], again: bool) -> None:
    """Also where SQLite would look at the reference only at the batch's end."""
    if again:
        save(store, 2)
    told = "SELECT * FROM measurement_view WHERE paper_id = 'paper-2' ORDER BY id"
    before = list(store.db.query(told))
    bad = rows_of(named(2))
    damage(bad)
    with store.batch():
        save(store, 1)
        with pytest.raises(StoreError, match=r"test\.db: paper-2\.txt could not be stored") as caught:
            store.save_rows(bad, run_id=1, version="2")
        assert not isinstance(caught.value, StoreUnavailable)
        store.note_file("paper-2.txt", run_id=1, status="failed", error=str(caught.value))
        save(store, 3)
    assert stored(store) == ["paper-1", *(["paper-2"] if again else []), "paper-3"]
    assert list(store.db.query(told)) == before
    assert [failure.uri for failure in store.run_failures(1)] == ["paper-2.txt"]


def test_an_error_of_the_caller_undoes_the_batch(store: Store) -> None:
    save(store, 1)
    with pytest.raises(KeyboardInterrupt), store.batch():
        save(store, 2)
        raise KeyboardInterrupt
    assert stored(store) == ["paper-1"]
    with store.batch():
        save(store, 3)
    assert stored(store) == ["paper-1", "paper-3"]


def test_nothing_is_written_into_a_batch_that_sqlite_undid(store: Store) -> None:
    """As it does by itself when the disk is full: what follows would be committed without what went before."""
    with pytest.raises(StoreUnavailable, match="the batch was undone"), store.batch():
        save(store, 1)
        store.db.conn.execute("ROLLBACK")
        save(store, 2)
    with pytest.raises(StoreUnavailable, match="the batch was undone"), store.batch():
        save(store, 1)
        store.db.conn.execute("ROLLBACK")
    assert stored(store) == []


def test_a_failure_goes_when_the_content_is_read_at_last(store: Store) -> None:
    store.save_failure("a/paper-1.txt", named(1).sha256, ReadError("too_slow", "paper-1.txt: too slow"), run_id=1, version="1")
    store.save_failure("b/paper-1.txt", named(9).sha256, ReadError("corrupt", "paper-1.txt: torn"), run_id=1, version="1")
    save(store, 1)
    assert {(row["id"], row["status"]) for row in store.db["papers"].rows} == {("paper-1", "ok"), ("paper-1.txt-00000000", "corrupt")}
