"""The store: set up right, written twice alike, refusing what must not be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.document import Document
from extractor.errors import ReadError, StoreError
from extractor.extraction import extract, extract_records
from extractor.store import Store
from extractor.store.database import SCHEMA_VERSION
from extractor.store.queries import export_records, find_measurements, search
from tests.helpers import document_of

FIRST = "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C."
SECOND = "Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air."
THIRD = "The thermal boundary conductance of Au/MoS2 was 50–100 MW m−2 K−1 at 300 K."
PAPER = document_of(FIRST, SECOND, THIRD, title="A garnet and a contact")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    yield made
    made.close()


def save(store: Store, paper: Document = PAPER, *, version: str = "1") -> None:
    found = extract(paper)
    store.save(paper, found.records, found.steps, run_id=run(store), version=version)


def run(store: Store) -> int:
    found = store.db.execute("SELECT max(id) FROM runs").fetchone()[0]
    return int(found) if found else store.begin_run("1", {})


def dump(store: Store) -> list[str]:
    """All but the pages of the full-text index, which remember how they came to be."""
    return [line for line in store.db.conn.iterdump() if "evidence_fts_" not in line]


def test_fresh_store(store: Store) -> None:
    def pragma(name: str) -> object:
        return store.db.execute(f"PRAGMA {name}").fetchone()[0]

    assert (pragma("journal_mode"), pragma("foreign_keys"), pragma("user_version")) == ("wal", 1, SCHEMA_VERSION)
    assert pragma("integrity_check") == "ok"
    tables = {"runs", "papers", "blocks", "compounds", "compound_links", "samples", "processing_steps", "interfaces", "measurements", "evidence", "reviews"}
    assert tables <= set(store.db.table_names())


def test_saving_twice_changes_nothing(store: Store) -> None:
    save(store)
    before = dump(store)
    save(store)
    assert dump(store) == before
    assert store.db["measurements"].count == len(extract_records(PAPER)) == 5


def test_opening_again_changes_nothing(store: Store) -> None:
    save(store)
    before = dump(store)
    with_again = Store.open(store.path, create=False)
    assert dump(with_again) == before
    with_again.close()


def test_records_come_back_as_they_were(store: Store) -> None:
    save(store)
    stored = {r.fact_key: r for r in export_records(store)}
    for record in extract_records(PAPER):
        back = stored[record.fact_key]
        assert back == record
    assert {r.compound_id for r in stored.values() if r.formula == "Li7La3Zr2O12"} == {"Li7La3Zr2O12"}


def test_one_sintering_step(store: Store) -> None:
    save(store)
    (step,) = store.db["processing_steps"].rows
    assert (step["operation"], step["temperature"], step["duration"], step["atmosphere"]) == ("sintering", 1503.15, 129600.0, "air")


def test_measurement_without_evidence_is_refused(store: Store) -> None:
    save(store)
    columns = "id, paper_id, property, value, raw, cited, simulated, confidence, evidence_id"
    for values in ("'m', 'paper', 'p', 1, '1', 0, 0, 1, NULL", "'m', 'paper', 'p', 1, '1', 0, 0, 1, 'no such evidence'"):
        with pytest.raises(sqlite3.IntegrityError):
            store.db.conn.execute(f"INSERT INTO measurements ({columns}) VALUES ({values})")
    with pytest.raises(sqlite3.IntegrityError):
        store.db.conn.execute("DELETE FROM evidence")


@pytest.mark.parametrize(
    "values",
    [
        "'m', 'paper', 'p', NULL, '1', 0, 0, 1, (SELECT id FROM evidence)",  # no value
        "'m', 'paper', 'p', 1, '1', 0, 0, 1.5, (SELECT id FROM evidence)",  # confidence above one
        "'m', 'absent', 'p', 1, '1', 0, 0, 1, (SELECT id FROM evidence)",  # no such paper
        "'m', 'paper', 'p', 1, '1', 2, 0, 1, (SELECT id FROM evidence)",  # cited is yes or no
    ],
)
def test_nonsense_is_refused(store: Store, values: str) -> None:
    save(store)
    columns = "id, paper_id, property, value, raw, cited, simulated, confidence, evidence_id"
    with pytest.raises(sqlite3.IntegrityError):
        store.db.conn.execute(f"INSERT INTO measurements ({columns}) VALUES ({values})")


def review(store: Store, measurement: str, decision: str) -> None:
    store.db.conn.execute("INSERT INTO reviews (measurement_id, decision, reviewer, decided) VALUES (?, ?, 'me', '2024-01-01')", (measurement, decision))


def test_reviews_are_append_only_and_the_last_decides(store: Store) -> None:
    save(store)
    key = find_measurements(store)[0]["id"]
    for decision in ("accept", "reject", "skip"):
        review(store, key, decision)
    for sql in ("UPDATE reviews SET decision = 'accept'", "DELETE FROM reviews"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.db.conn.execute(sql)
    with pytest.raises(sqlite3.IntegrityError):
        review(store, key, "perhaps")
    assert store.db["reviews"].count == 3
    assert [row["state"] for row in find_measurements(store) if row["id"] == key] == ["reject"]
    assert key not in {r.fact_key for r in export_records(store)}


def test_paper_read_anew_loses_vanished_facts_and_keeps_reviews(store: Store) -> None:
    save(store)
    keys = {row["raw"]: row["id"] for row in find_measurements(store)}
    review(store, keys["3.2 × 10−4 S cm−1"], "accept")
    review(store, keys["36 h"], "reject")
    shorter = replace(PAPER, blocks=tuple(b for b in PAPER.blocks if b.text != SECOND), sha256="1" * 64)
    save(store, shorter, version="2")
    assert {row["raw"]: row["state"] for row in find_measurements(store)} == {"3.2 × 10−4 S cm−1": "accept", "50–100 MW m−2 K−1": "pending"}
    assert store.db["reviews"].count == 2
    assert store.db["processing_steps"].count == 0
    assert store.db["blocks"].count == 3


def test_failure_has_a_status_row(store: Store) -> None:
    number = run(store)
    for _ in range(2):
        store.save_failure("some/torn.pdf", "ab" * 32, ReadError("corrupt", "torn.pdf: the PDF is damaged"), run_id=number, version="1")
    (row,) = store.db["papers"].rows
    assert (row["file"], row["status"], row["error"], row["sha256"]) == ("torn.pdf", "corrupt", "torn.pdf: the PDF is damaged", "ab" * 32)
    assert not store.is_current("ab" * 32, {"code": "1"})


def test_failure_leaves_a_stored_paper_alone(store: Store) -> None:
    save(store)
    before = find_measurements(store)
    store.save_failure("paper.txt", "ff" * 32, ReadError("empty", "paper.txt: the file is empty"), run_id=run(store), version="1")
    assert find_measurements(store) == before
    assert {row["status"] for row in store.db["papers"].rows} == {"ok", "empty"}


def test_failed_save_leaves_nothing(store: Store) -> None:
    records = extract_records(PAPER)
    with pytest.raises(StoreError, match=r"paper\.txt could not be stored"):
        store.save(replace(PAPER, blocks=PAPER.blocks[:1]), records, run_id=run(store), version="1")
    assert store.db["papers"].count == store.db["blocks"].count == store.db["measurements"].count == 0
    save(store)
    assert store.db["measurements"].count == 5


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [("ionic_conductivity", "property", 1), ("paper", "paper", 5), ("paper.txt", "paper", 5), ("Li7La3Zr2O12", "compound", 4), ("mos2", "compound", 1), ("nothing", "words", 0), ("covered", "words", 0), ("thermal boundary", "words", 1)],
)
def test_search(store: Store, text: str, kind: str, count: int) -> None:
    save(store)
    found, rows = search(store, text)
    assert (found, len(rows)) == (kind, count)


def test_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(StoreError, match=r"newer Kaimen.*upgrade") as caught:
        Store.open(path)
    assert "newer.db" in str(caught.value)


def test_other_files_are_refused(tmp_path: Path) -> None:
    foreign, text = tmp_path / "foreign.db", tmp_path / "text.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    connection.close()
    text.write_text("no database at all, only words " * 100, encoding="utf-8")
    for path in (foreign, text, tmp_path / "absent" / "kaimen.db"):
        before = path.read_bytes() if path.exists() else None
        with pytest.raises(StoreError) as caught:
            Store.open(path)
        assert path.name in str(caught.value)
        assert (path.read_bytes() if path.exists() else None) == before
    with pytest.raises(StoreError, match="--db"):
        Store.open(foreign)
    with pytest.raises(StoreError, match="kaimen ingest"):
        Store.open(tmp_path / "nowhere.db", create=False)
    assert not (tmp_path / "nowhere.db").exists()


def test_two_stores_of_one_file_see_each_other(store: Store) -> None:
    save(store)
    other = Store.open(store.path, create=False)
    assert len(find_measurements(other)) == 5
    other.close()


def test_a_store_is_made_once_by_many_at_a_time(tmp_path: Path) -> None:
    for turn in range(5):
        path = tmp_path / f"{turn}.db"
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda _, path=path: Store.open(path).close(), range(6)))
        store = Store.open(path, create=False)
        save(store)
        store.close()


def test_polymorphs_are_samples_and_compounds_of_their_own(store: Store) -> None:
    save(
        store,
        document_of(
            "The ionic conductivity of cubic Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C, while that of tetragonal Li7La3Zr2O12 was 1.6 × 10−6 S cm−1 at 25 °C.",
            "The relative density of the cubic Li7La3Zr2O12 pellets was 95%.",
        ),
    )
    samples = {row["compound_id"]: (row["phase"], row["ionic_conductivity"], row["relative_density"]) for row in store.db.query("SELECT * FROM sample_view")}
    assert samples == {"Li7La3Zr2O12-cubic": ("cubic", 0.032, 0.95), "Li7La3Zr2O12-tetragonal": ("tetragonal", pytest.approx(1.6e-4), None)}
    ids = dict(store.db.execute("SELECT compound_id, identifier FROM compound_identifiers WHERE database = 'OBELiX' ORDER BY identifier DESC"))
    assert set(ids) == set(samples) and len(set(ids.values())) == 2
    assert store.db["measurement_relations"].count == 0
