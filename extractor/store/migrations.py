"""Brings a store that an older Kaimen made to this one's schema, after a backup beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from extractor.errors import StoreError

SCHEMA_VERSION = 2

#: Version → what makes it of the one before. The statements of one version succeed together or not at all.
_STEPS: dict[int, tuple[str, ...]] = {
    # a paper may have taken too long to read
    2: (
        """CREATE TABLE papers_new (
  id TEXT PRIMARY KEY,
  doi TEXT,
  title TEXT,
  authors TEXT,
  journal TEXT,
  year INTEGER,
  licence TEXT,
  file TEXT NOT NULL,
  sha256 TEXT,
  reader TEXT,
  status TEXT NOT NULL CHECK (status IN
    ('ok', 'empty', 'corrupt', 'encrypted', 'image_only', 'too_large', 'too_slow', 'unsupported', 'unreadable', 'failed')),
  error TEXT,
  version TEXT NOT NULL,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  ingested TEXT NOT NULL,
  CHECK ((status = 'ok') = (error IS NULL))
)""",
        "INSERT INTO papers_new SELECT id, doi, title, authors, journal, year, licence, file, sha256, reader, status, error, version, run_id, ingested FROM papers",
        "DROP TABLE papers",
        "ALTER TABLE papers_new RENAME TO papers",
        "CREATE INDEX papers_sha256 ON papers (sha256)",
    ),
}


def migrate(connection: sqlite3.Connection, path: str, version: int) -> None:
    """Take a store of `version` to SCHEMA_VERSION, in one transaction.

    A copy of a store in a file stays beside it as NAME.schemaN. Raises StoreError if the result
    would not be whole; the store is then as it was.
    """
    if path != ":memory:":
        _back_up(connection, Path(f"{path}.schema{version}"))
    # tables that others refer to are made anew, so references are checked at the end instead
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA legacy_alter_table = ON")
    try:
        connection.execute("BEGIN IMMEDIATE")
        for step in range(version + 1, SCHEMA_VERSION + 1):
            for statement in _STEPS[step]:
                connection.execute(statement)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreError(f"{path}: the store of schema {version} is not whole and was left as it is; ask `sqlite3 {path} 'PRAGMA foreign_key_check'`")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA legacy_alter_table = OFF")
        connection.execute("PRAGMA foreign_keys = ON")


def _back_up(connection: sqlite3.Connection, copy: Path) -> None:
    """A copy that another process cannot find half made."""
    if copy.exists():
        return
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as target:
        connection.backup(target)
    part.replace(copy)
