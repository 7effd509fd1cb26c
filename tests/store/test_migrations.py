"""A store of each older schema, as that version wrote it, opens whole, with a backup beside it."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import ReadError, StoreError
from extractor.store import Store
from extractor.store.migrations import SCHEMA_VERSION
from extractor.store.queries import export_records

STORES = sorted((Path(__file__).parent / "stores").glob("*.sql"))
#: What a measurement said under every schema.
TOLD = "id, property, value, word, low, high, comparator, unit, raw, material, formula, compound_id, temperature, conditions, cited, simulated, confidence, side_a, side_b, evidence, block, value_start, page, doi, file, state"


def old_store(dump: Path, folder: Path) -> Path:
    path = folder / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    return path


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(map(tuple, connection.execute(sql)), key=repr)


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {name: rows(path, f"SELECT * FROM {name}") for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")}


@pytest.mark.parametrize("dump", STORES, ids=lambda path: path.stem)
def test_nothing_that_was_told_is_lost(dump: Path, tmp_path: Path) -> None:
    path = old_store(dump, tmp_path)
    questions = {name: f"SELECT * FROM {name}" for name in ("papers", "blocks", "compound_links", "interfaces")}
    questions["reviews"] = "SELECT id, measurement_id, decision, reviewer, decided, before, after, reason FROM reviews"
    kept = {name: rows(path, sql) for name, sql in questions.items()}
    told = rows(path, f"SELECT {TOLD} FROM measurement_view")
    evidence = rows(path, "SELECT id, measurement_id, text, value_start, value_end FROM evidence")
    Store.open(path).close()
    assert {name: rows(path, sql) for name, sql in questions.items()} == kept
    assert rows(path, f"SELECT {TOLD} FROM measurement_view") == told
    assert rows(path, "SELECT id, measurement_id, text, value_start, value_end FROM evidence") == evidence
    assert len(told) == 8


@pytest.mark.parametrize("dump", STORES, ids=lambda path: path.stem)
def test_the_result_is_a_store_of_today(dump: Path, tmp_path: Path) -> None:
    store = Store.open(old_store(dump, tmp_path))
    assert store.db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert not list(store.db.execute("PRAGMA foreign_key_check"))
    assert shape(store.db.conn) == shape(Store.open(":memory:").db.conn)
    store.db.execute("INSERT INTO evidence_fts (evidence_fts) VALUES ('integrity-check')")
    found = store.db.execute("SELECT count(*) FROM evidence_fts WHERE evidence_fts MATCH '\"boundary conductance\"'").fetchone()
    assert found[0] == 1
    (step,) = store.db["processing_steps"].rows
    assert (step["operation"], step["temperature"], step["duration"], step["atmosphere"], step["text"]) == (
        "sintering", 1503.15, 129600.0, "air", "Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.",
    )  # fmt: skip
    samples = {row["material"]: row for row in store.db.query("SELECT * FROM sample_view")}
    assert set(samples) == {"Li7La3Zr2O12", "LLZO-2"}  # what is cited is nobody's sample here
    assert (samples["Li7La3Zr2O12"]["sintering_temperature"], samples["Li7La3Zr2O12"]["ionic_conductivity"]) == (1503.15, 0.032)
    assert {row["id"]: (row["chemical_formula_hill"], row["nelements"]) for row in store.db["compounds"].rows}["Li7La3Zr2O12"] == ("La3Li7O12Zr2", 4)
    assert len(list(export_records(store))) == 8
    store.save_failure("slow.pdf", "0" * 64, ReadError("too_slow", "slow.pdf: too slow"), run_id=1, version="2")
    with pytest.raises(sqlite3.IntegrityError):
        store.db.execute("INSERT INTO blocks (paper_id, id, ordinal, kind, text) VALUES ('nobody', 'p1', 1, 'paragraph', 'x')")
    store.close()


@pytest.mark.parametrize("dump", STORES, ids=lambda path: path.stem)
def test_the_backup_is_the_old_store(dump: Path, tmp_path: Path) -> None:
    path = old_store(dump, tmp_path)
    before = everything(path)
    Store.open(path).close()
    backup = Path(f"{path}.schema{dump.stem}")
    assert everything(backup) == before
    assert rows(backup, "PRAGMA user_version") == [(int(dump.stem),)]


def shape(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return {(name, " ".join(sql.replace('"', "").split())) for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")}


@pytest.mark.parametrize("dump", STORES, ids=lambda path: path.stem)
def test_two_processes_bring_one_store_up_to_date(dump: Path, tmp_path: Path) -> None:
    path = old_store(dump, tmp_path)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Store.open(path).close(), range(4)))
    store = Store.open(path)
    assert not list(store.db.execute("PRAGMA foreign_key_check"))
    assert len(list(export_records(store))) == 8
    store.close()


def test_external_ids_become_rows(tmp_path: Path) -> None:
    path = old_store(STORES[1], tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE compounds SET external_ids = ? WHERE id = 'MoS2'", (json.dumps({"icsd": "24000"}),))
    store = Store.open(path)
    (row,) = store.db["compound_identifiers"].rows
    assert (row["compound_id"], row["database"], row["identifier"]) == ("MoS2", "icsd", "24000")
    store.close()


def test_a_store_that_is_not_whole_is_left_as_it_is(tmp_path: Path) -> None:
    path = old_store(STORES[0], tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM runs")
    before = everything(path)
    with pytest.raises(StoreError, match="not whole"):
        Store.open(path)
    assert everything(path) == before
    assert rows(path, "PRAGMA user_version") == [(1,)]
