"""Opens the store and writes papers into it, each whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlite_utils

from extractor.document import Document
from extractor.errors import ReadError, StoreError
from extractor.records import ProcessingStep, Record
from extractor.store import files, runs
from extractor.store.faults import StoreUnavailable, explain
from extractor.store.files import Failure, FileRow
from extractor.store.migrations import SCHEMA_VERSION, migrate, statements, view_script
from extractor.store.rows import PaperRows, paper_rows
from extractor.store.writing import upsert_paper, write_paper

_SCHEMA = Path(__file__).parent / "schema.sql"
#: No decision may be lost, whatever SQLite was built with. Most of what a paper writes falls on other pages of the indices than the
#: one before, so that a larger cache (64 MB, SQLite has 2) and rarer moves from the log into the file (at 32 MB, SQLite has 4) pay.
_SETTINGS = ("foreign_keys = ON", "synchronous = FULL", "cache_size = -65536", "wal_autocheckpoint = 8000")


class Store:
    """A SQLite store of papers, measurements and their evidence.

    >>> store = Store.open(":memory:")
    >>> store.db.table_names()[:2]
    ['runs', 'papers']
    """

    def __init__(self, db: sqlite_utils.Database, path: str) -> None:
        self.db = db
        self.path = path
        self._in_batch = False
        self._fault: StoreUnavailable | None = None

    @classmethod
    def open(cls, path: str | Path, *, create: bool = True, timeout: float = 30) -> Store:
        """Open a store, made first if it is not there and `create` is true.

        `timeout` seconds are waited for another process that writes. A store that may only be read (its folder is
        read-only) is opened for reading. Raises StoreError if the file is no store, of a newer version, or cannot be opened.
        """
        name = str(path)
        if not create and name != ":memory:" and not Path(name).exists():
            raise StoreError(f"{name}: no such store; make one with `kaimen ingest PATH --db {name}`")
        try:
            return cls._connect(name, name, timeout)
        except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged name in the schema
            if _only_readable(name, error):
                with suppress(sqlite3.Error):
                    return cls._connect(name, f"{Path(name).absolute().as_uri()}?immutable=1", timeout)
            raise explain(name, error) from None

    @classmethod
    def _connect(cls, name: str, address: str, timeout: float) -> Store:
        connection = sqlite3.connect(address, isolation_level=None, timeout=timeout, uri=address != name)
        try:
            store = cls(sqlite_utils.Database(connection), name)
            store._prepare()
        except BaseException:
            connection.close()
            raise
        return store

    def _prepare(self) -> None:
        connection = self.db.conn
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        if version > SCHEMA_VERSION:
            raise StoreError(f"{self.path}: made by a newer Kaimen (schema {version}, this one reads {SCHEMA_VERSION}); upgrade Kaimen")
        if version:
            migrate(connection, self.path, version)
            return
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreError(f"{self.path}: a SQLite file, but not a Kaimen store; give another --db")
        connection.execute("PRAGMA journal_mode = WAL")
        with self.transaction():
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:  # no other process was first
                for statement in statements(f"{_SCHEMA.read_text(encoding='utf-8')}\n{view_script()}\nPRAGMA user_version = {SCHEMA_VERSION};"):
                    connection.execute(statement)

    def close(self) -> None:
        self.db.conn.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; foreign keys are checked at its end."""
        connection = self.db.conn
        if connection.in_transaction:  # a part of a larger whole
            yield
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction for several papers and files, since each costs a wait for the disk.

        Each `save`, `save_rows`, `save_failure` and `note_file` in it is whole or not at all by itself: a StoreError
        for one paper leaves the others. After StoreUnavailable nothing more is written and all is undone, as by any
        error that leaves the block.
        """
        self._in_batch, self._fault = True, None
        try:
            with self.transaction():
                yield
                self._check_batch()
        except sqlite3.Error as error:
            raise explain(self.path, error, "a batch could not be stored") from None
        finally:
            self._in_batch, self._fault = False, None

    @contextmanager
    def _part(self, what: str) -> Iterator[None]:
        """A part of a batch, or a transaction of its own. Raises StoreError, which says `what` could not be stored."""
        try:
            with self._savepoint() if self._in_batch else self.transaction():
                yield
        except sqlite3.Error as error:
            told = explain(self.path, error, f"{what} could not be stored")
            if isinstance(told, StoreUnavailable):
                self._fault = told
            raise told from None

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self._check_batch()
        connection = self.db.conn
        connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK TO part")
            raise
        finally:
            if connection.in_transaction:
                connection.execute("RELEASE part")

    def _check_batch(self) -> None:
        """What follows a fault may not go on as if there was none, even less since SQLite may have undone the batch by itself."""
        if self._fault is not None:
            raise self._fault
        if not self.db.conn.in_transaction:
            raise StoreUnavailable(f"{self.path}: the batch was undone; run the command again, what was stored before is whole")

    def begin_run(
        self, version: str, configuration: Mapping[str, Any], models: Mapping[str, str] | None = None,
        *, components: Mapping[str, str] | None = None, engine: str = "local", workers: int = 1,
    ) -> int:  # fmt: skip
        """Note the start of a run, with the hashes of its models and the digests of all that its results depend on; returns its id."""
        with self._part("the run"):
            return runs.begin(self.db.conn, version, configuration, models or {}, components or {}, engine, workers)

    def end_run(
        self, run_id: int, *, papers: int, records: int, errors: int, counts: Mapping[str, int] | None = None, seconds: Mapping[str, float] | None = None
    ) -> None:
        """Note the end of a run: files by status, seconds by stage. A run without an end was interrupted."""
        with self._part("the run's end"):
            runs.end(self.db.conn, run_id, papers, records, errors, counts or {}, seconds or {})

    def run_failures(self, run_id: int) -> list[Failure]:
        """The files that could not be read in a run, as `note_file` was told."""
        return files.failures(self.db.conn, run_id)

    def is_current(self, sha256: str, components: Mapping[str, str]) -> bool:
        """Whether a file of this content is stored well by a run whose results depend on the same.

        >>> store = Store.open(":memory:")
        >>> store.is_current("00" * 32, {"code": "1"})
        False
        """
        return runs.is_current(self.db.conn, sha256, components)

    def known_file(self, uri: str) -> FileRow | None:
        """What became of a source file when it was last read; None if it never was."""
        return files.known(self.db.conn, uri)

    def note_file(
        self, uri: str, *, run_id: int, status: str = "ok", sha256: str | None = None, size: int | None = None, modified: str | None = None,
        paper_id: str | None = None, error: str | None = None, attempts: int = 1, seconds: float = 0.0, memory: float = 0.0,
    ) -> None:  # fmt: skip
        """Note what became of a source file (see FileRow); a failure is also noted with the run.

        `attempts`: how often it was tried now; they are added to earlier ones of the same content.
        """
        row = FileRow(uri, sha256, size, modified, paper_id, status, error, attempts, seconds, memory, run_id, runs.now())
        with self._part(f"what became of {uri}"):
            files.note(self.db.conn, row)

    def save(self, document: Document, records: Sequence[Record], steps: Sequence[ProcessingStep] = (), *, run_id: int, version: str) -> None:
        """Write a paper, its records and its processing steps (see `save_rows`)."""
        self.save_rows(paper_rows(document, records, steps), run_id=run_id, version=version)

    def save_rows(self, rows: PaperRows, *, run_id: int, version: str) -> None:
        """Write a paper's rows; what it had before and has no more goes, and so does a failure to read the same content.

        Saving the same again changes nothing. Raises StoreError if the rows cannot be written.
        """
        with self._part(rows.paper["file"]):
            write_paper(self.db.conn, rows, run_id, version)

    def save_failure(self, file: str, sha256: str | None, error: ReadError, *, run_id: int, version: str) -> None:
        """Record that a file could not be read; a paper stored from it before stays as it is."""
        name = Path(file).name
        paper_id = f"{name}-{(sha256 or 'unread')[:8]}"
        existing = self.db.conn.execute("SELECT status, error, version FROM papers WHERE id = ?", (paper_id,)).fetchone()
        if existing == (error.status, str(error), version):
            return
        row = {"id": paper_id, "file": name, "sha256": sha256, "status": error.status, "error": str(error), "version": version, "run_id": run_id, "ingested": runs.now()}
        with self._part(name):
            upsert_paper(self.db.conn, row)


def _only_readable(name: str, error: Exception) -> bool:
    """Whether SQLite failed only since it can write nothing beside the file, which a log of changes (WAL) needs, and there is no such log."""
    log = Path(f"{name}-wal")
    refused = getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
    return refused and Path(name).is_file() and not (log.exists() and log.stat().st_size)
