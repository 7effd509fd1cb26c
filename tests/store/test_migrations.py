"""A store of each older schema opens, whole, with a backup beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from extractor.errors import ReadError, StoreError
from extractor.extraction import extract_records
from extractor.store import Store
from extractor.store.migrations import SCHEMA_VERSION
from tests.helpers import document_of

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
PAPER = document_of(
    "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", "Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.", title="A garnet"
)


def rows(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%'")]
    return {name: sorted(map(tuple, connection.execute(f"SELECT * FROM {name}")), key=repr) for name in names}


def old_store(schema: Path, tmp_path: Path) -> Path:
    """A store with a paper in it as the older Kaimen left it."""
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    store = Store.open(new)
    store.save(PAPER, extract_records(PAPER), run_id=store.begin_run("1", {}), version="1")
    tables = [name for name in rows(store.db.conn) if name != "reviews"]
    store.close()
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.executescript(f"BEGIN; {schema.read_text(encoding='utf-8')} PRAGMA user_version = {schema.stem}; COMMIT;")
        connection.execute("ATTACH ? AS new", (str(new),))
        for name in tables:
            connection.execute(f"INSERT INTO main.{name} SELECT * FROM new.{name}")
    return old


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_old_store_opens_whole(schema: Path, tmp_path: Path) -> None:
    path = old_store(schema, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        before = rows(connection)
    store = Store.open(path)
    assert rows(store.db.conn) == before
    assert store.db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert not list(store.db.execute("PRAGMA foreign_key_check"))
    fresh = Store.open(":memory:")
    assert shape(store.db.conn) == shape(fresh.db.conn)
    store.save_failure("slow.pdf", "0" * 64, ReadError("too_slow", "slow.pdf: too slow"), run_id=1, version="2")
    with pytest.raises(sqlite3.IntegrityError):
        store.db.execute("INSERT INTO blocks (paper_id, id, ordinal, kind, text) VALUES ('nobody', 'p1', 1, 'paragraph', 'x')")
    store.close()
    with closing(sqlite3.connect(f"{path}.schema{schema.stem}")) as backup:
        assert rows(backup) == before
        assert backup.execute("PRAGMA user_version").fetchone()[0] == int(schema.stem)


def shape(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return {(name, " ".join(sql.replace('"', "").split())) for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")}


def test_a_store_that_is_not_whole_is_left_as_it_is(tmp_path: Path) -> None:
    path = old_store(SCHEMAS[0], tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM runs")
        before = rows(connection)
    with pytest.raises(StoreError, match="not whole"):
        Store.open(path)
    with closing(sqlite3.connect(path)) as connection:
        assert rows(connection) == before
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
