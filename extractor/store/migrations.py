"""Brings a store that an older Kaimen made to this one's schema, after a backup beside it.

`upgrades/N.sql` makes version N of version N - 1. Views hold no data and are made anew by every migration.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from extractor.compounds.formula import hill_formula
from extractor.errors import StoreError
from extractor.store.ranking import rank

SCHEMA_VERSION = 5
_FOLDER = Path(__file__).parent / "upgrades"
_VIEWS = Path(__file__).parent / "views.sql"


def view_script() -> str:
    return _VIEWS.read_text(encoding="utf-8")


def migrate(connection: sqlite3.Connection, path: str, version: int) -> None:
    """Take a store of `version` to SCHEMA_VERSION, in one transaction.

    A copy of a store in a file stays beside it as NAME.schemaN. Raises StoreError if the result
    would not be whole; the store is then as it was.
    """
    connection.create_function("hill_formula", 1, hill_formula, deterministic=True)
    # tables that others refer to are made anew, so references are checked at the end instead
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA legacy_alter_table = ON")
    try:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA user_version").fetchone()[0] != version:
            connection.execute("ROLLBACK")  # another process was first
            return
        if path != ":memory:":
            _back_up(path, Path(f"{path}.schema{version}"))
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            connection.execute(f'DROP VIEW "{name}"')
        for step in range(version + 1, SCHEMA_VERSION + 1):
            for statement in statements((_FOLDER / f"{step}.sql").read_text(encoding="utf-8")):
                connection.execute(statement)
        for statement in statements(view_script()):
            connection.execute(statement)
        for (paper_id,) in connection.execute("SELECT id FROM papers WHERE status = 'ok'").fetchall():
            rank(connection, paper_id)
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


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would end the transaction first."""
    statement = ""
    for line in script.splitlines():
        if not statement and (not line.strip() or line.startswith("--")):
            continue
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def _back_up(path: str, copy: Path) -> None:
    """A copy that another process cannot find half made. To be called where no other writes."""
    if copy.exists():
        return
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    # not by the connection that is about to write: SQLite copies from none that holds the lock
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
    part.replace(copy)
