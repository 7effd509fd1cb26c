"""Opens the store and writes papers into it, each in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlite_utils

from extractor.document import Document
from extractor.errors import ReadError, StoreError
from extractor.records import ProcessingStep, Record
from extractor.store.corrections import apply_all
from extractor.store.merging import relate
from extractor.store.migrations import SCHEMA_VERSION, migrate, view_script
from extractor.store.ranking import rank
from extractor.store.reattach import reattach
from extractor.store.rows import PaperRows, paper_rows

_SCHEMA = Path(__file__).parent / "schema.sql"
#: Tables of a paper in an order that foreign keys allow; all but compounds and their identifiers belong to it alone.
_WRITE_ORDER = (
    "compounds", "compound_identifiers", "blocks", "compound_links", "samples", "interfaces", "processing_steps", "step_samples", "measurements", "sample_measurements", "evidence",
)  # fmt: skip
#: What goes before it is written anew; what hangs on these goes with them.
_OWNED = ("evidence", "measurements", "processing_steps", "interfaces", "samples", "compound_links", "extracted_links", "blocks")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Store:
    """A SQLite store of papers, measurements and their evidence.

    >>> store = Store.open(":memory:")
    >>> store.db.table_names()[:2]
    ['runs', 'papers']
    """

    def __init__(self, db: sqlite_utils.Database, path: str) -> None:
        self.db = db
        self.path = path

    @classmethod
    def open(cls, path: str | Path, *, create: bool = True) -> Store:
        """Open a store, made first if it is not there and `create` is true.

        Raises StoreError if the file is no store, of a newer version, or cannot be opened.
        """
        name = str(path)
        if not create and name != ":memory:" and not Path(name).exists():
            raise StoreError(f"{name}: no such store; make one with `kaimen ingest PATH --db {name}`")
        try:
            connection = sqlite3.connect(name, isolation_level=None, timeout=30)
            store = cls(sqlite_utils.Database(connection), name)
            store._prepare()
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{name}: cannot be used as a store ({error})") from None
        return store

    def _prepare(self) -> None:
        connection = self.db.conn
        connection.execute("PRAGMA foreign_keys = ON")
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
        script = _SCHEMA.read_text(encoding="utf-8")
        connection.executescript(f"BEGIN; {script} {view_script()} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    def close(self) -> None:
        self.db.conn.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; foreign keys are checked at its end.

        The rows of one paper are written through sqlite-utils, which opens no transaction of its
        own while one is open.
        """
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

    def begin_run(self, version: str, configuration: dict[str, Any], models: dict[str, str] | None = None) -> int:
        """Note the start of a run, with the hashes of its models; returns its id."""
        cursor = self.db.conn.execute(
            "INSERT INTO runs (started, version, configuration, models) VALUES (?, ?, ?, ?)",
            (now(), version, json.dumps(configuration, sort_keys=True), json.dumps(models or {}, sort_keys=True)),
        )
        return int(cursor.lastrowid or 0)

    def end_run(self, run_id: int, *, papers: int, records: int, errors: int) -> None:
        self.db.conn.execute(
            "UPDATE runs SET finished = ?, papers = ?, records = ?, errors = ? WHERE id = ?", (now(), papers, records, errors, run_id)
        )

    def is_current(self, sha256: str, version: str, models: dict[str, str] | None = None) -> bool:
        """Whether a file with this content was read well by this version, and by models of these hashes if they are given."""
        sql = """SELECT 1 FROM papers p JOIN runs r ON r.id = p.run_id
                 WHERE p.sha256 = :sha256 AND p.version = :version AND p.status = 'ok' AND (:models IS NULL OR r.models = :models)"""
        parameters = {"sha256": sha256, "version": version, "models": None if models is None else json.dumps(models, sort_keys=True)}
        return self.db.conn.execute(sql, parameters).fetchone() is not None

    def save(self, document: Document, records: Sequence[Record], steps: Sequence[ProcessingStep] = (), *, run_id: int, version: str) -> None:
        """Write a paper, its records and its processing steps; what it had before and has no more goes.

        Saving the same again changes nothing. Raises StoreError if the rows cannot be written.
        """
        rows = paper_rows(document, records, steps)
        try:
            with self.transaction():
                self._save(document, rows, run_id, version)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {document.file} could not be stored ({error})") from None

    def _save(self, document: Document, rows: PaperRows, run_id: int, version: str) -> None:
        existing = self.db.conn.execute("SELECT sha256, version, run_id, ingested FROM papers WHERE id = ?", (document.paper_id,)).fetchone()
        models = [self.db.conn.execute("SELECT models FROM runs WHERE id = ?", (run,)).fetchone() for run in ({run_id, existing[2]} if existing else ())]
        unchanged = existing is not None and tuple(existing[:2]) == (document.sha256, version) and len(set(models)) == 1
        meta = document.metadata
        self.db.table("papers").upsert(
            {
                "id": document.paper_id, "doi": meta.doi or None, "title": meta.title or None, "authors": "; ".join(meta.authors) or None,
                "journal": meta.journal or None, "year": meta.year, "licence": meta.licence or None, "file": document.file,
                "sha256": document.sha256, "reader": document.reader, "status": "ok", "error": None, "version": version,
                "run_id": existing[2] if unchanged else run_id, "ingested": existing[3] if unchanged else now(),
            },
            pk="id",
        )
        for table in _OWNED:
            self.db.conn.execute(f"DELETE FROM {table} WHERE paper_id = ?", (document.paper_id,))
        for table in _WRITE_ORDER:
            values = getattr(rows, table)
            if table == "compounds":
                self.db.table(table).insert_all(values, pk="id", ignore=True)
            elif table == "compound_identifiers":
                self.db.table(table).insert_all([{**value, "retrieved": now()} for value in values], ignore=True)
            elif values:
                self.db.table(table).insert_all(values)
        apply_all(self.db.conn, document.paper_id)
        relate(self.db.conn, document.paper_id)
        reattach(self.db.conn, document.paper_id)
        rank(self.db.conn, document.paper_id)

    def save_failure(self, file: str, sha256: str | None, error: ReadError, *, run_id: int, version: str) -> None:
        """Record that a file could not be read; a paper stored from it before stays as it is."""
        paper_id = f"{Path(file).name}-{(sha256 or 'unread')[:8]}"
        existing = self.db.conn.execute("SELECT status, error, version FROM papers WHERE id = ?", (paper_id,)).fetchone()
        if existing is not None and tuple(existing) == (error.status, str(error), version):
            return
        with self.transaction():
            self.db.table("papers").upsert(
                {
                    "id": paper_id, "file": Path(file).name, "sha256": sha256, "status": error.status, "error": str(error),
                    "version": version, "run_id": run_id, "ingested": now(),
                },
                pk="id",
            )
