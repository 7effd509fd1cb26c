"""Source files, one row each: what they were and what became of them when they were last read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class FileRow:
    """What is known of a source file. `size` in bytes, `seconds` and `memory` (MB) of its last reading, times ISO 8601 in UTC.

    `attempts` counts how often this content was tried.
    """

    uri: str
    sha256: str | None
    size: int | None
    modified: str | None
    paper_id: str | None
    status: str
    error: str | None
    attempts: int
    seconds: float
    memory: float
    run_id: int
    updated: str


class Failure(NamedTuple):
    """A file that could not be read in a run."""

    uri: str
    status: str
    error: str


_COLUMNS = [field.name for field in fields(FileRow)]
_VALUES = attrgetter(*_COLUMNS)
# other content starts anew
_NOTE = f"""
INSERT INTO files ({", ".join(_COLUMNS)}) VALUES ({", ".join("?" * len(_COLUMNS))})
ON CONFLICT (uri) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in ("uri", "attempts"))},
  attempts = excluded.attempts + CASE WHEN files.sha256 IS excluded.sha256 THEN files.attempts ELSE 0 END
"""


def known(connection: sqlite3.Connection, uri: str) -> FileRow | None:
    row = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM files WHERE uri = ?", (uri,)).fetchone()
    return FileRow(*row) if row else None


def note(connection: sqlite3.Connection, row: FileRow) -> None:
    """Write what became of a file; `row.attempts` are added to those that its content had already."""
    connection.execute(_NOTE, _VALUES(row))
    if row.status != "ok":
        connection.execute("INSERT OR REPLACE INTO run_failures VALUES (?, ?, ?, ?)", (row.run_id, row.uri, row.status, row.error))


def failures(connection: sqlite3.Connection, run_id: int) -> list[Failure]:
    return [Failure(*row) for row in connection.execute("SELECT uri, status, error FROM run_failures WHERE run_id = ? ORDER BY uri", (run_id,))]
