"""`kaimen runs`: what failed and why, also of a run that was broken off."""

from __future__ import annotations

from pathlib import Path

from extractor.ingest import ingest
from extractor.ingest.history import page, runs
from extractor.store import Store
from tests.ingest.papers import write_papers


def test_names_of_files_are_never_markup(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "k.db")
    path = tmp_path / "<script>alert(1)<\\script>\x1b[31m\u202e.txt"
    path.write_bytes(b" ")
    assert [event.status for event in ingest([path], store)] == ["empty"]
    made = page(runs(store), "k.db")
    store.close()
    assert "<script" not in made
    assert "\x1b" not in made
    assert "\u202e" not in made
    assert "&lt;script&gt;" in made


def test_a_run_that_was_broken_off(tmp_path: Path) -> None:
    write_papers(tmp_path / "papers", 2)
    store = Store.open(tmp_path / "k.db")
    list(ingest([tmp_path / "papers"], store))
    store.db.conn.execute("UPDATE runs SET finished = NULL, papers = 0, records = 0")
    (run,) = runs(store)
    assert (run.took, run.rate, run.papers) == (None, None, 2)
    assert run.records > 2
    assert "broken off" in page([run], "k.db")
    assert "No run was noted" in page([], "k.db")
    store.close()
