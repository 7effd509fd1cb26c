"""The one writer: what is stored already, and results into the store, several papers a transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from extractor import __version__
from extractor.errors import ReadError, StoreError
from extractor.ingest.components import components
from extractor.ingest.sources import Source
from extractor.ingest.work import Result
from extractor.store import Store
from extractor.store.faults import StoreUnavailable
from extractor.store.files import FileRow
from extractor.store.renaming import renamed
from extractor.store.rows import Row

#: So many files that need not be read again are noted in one transaction.
_SEEN = 512


#: What became of a file that was not read: its content is stored already, or failed before and would again.
UNCHANGED, FAILED_BEFORE = "unchanged", "failed before"


def has_failed(status: str) -> bool:
    """Whether a file was tried and could not be read."""
    return status not in ("ok", UNCHANGED, FAILED_BEFORE)


@dataclass
class Totals:
    """What a run did."""

    counts: dict[str, int] = field(default_factory=dict)
    records: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, status: str, records: int, seconds: Mapping[str, float]) -> None:
        """One more file."""
        self.counts[status] = self.counts.get(status, 0) + 1
        self.records += records
        for stage, spent in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent


class Writer(Protocol):
    """Where a batch puts its results, and what it knows of earlier ones: a store, or shards."""

    components: dict[str, str]
    run_id: int | None

    def known(self, source: Source) -> FileRow | None:
        """What became of a source when it was read last."""

    def is_current(self, sha256: str) -> bool:
        """Whether a file of this content was read well by the same components."""

    def would_fail_again(self, known: FileRow) -> bool:
        """Whether a file failed under the same components and wishes."""

    def begin(self) -> object:
        """There is something to read. Raises StoreError if its result could not be written."""

    def note_unchanged(self, source: Source, sha256: str) -> None:
        """Remember where a content that is there already was seen, so that it need not be loaded next time."""

    def write(self, results: Sequence[tuple[Source, Result]]) -> list[Result]:
        """Write results; for each what was written in the end. Raises StoreError if nothing can be."""

    def end(self, totals: Totals) -> None:
        """The run is over."""


class StoreWriter:
    """Writes one run into a store. The run is noted with its first job, so that a run without news leaves no trace.

    `made_by` are the version and components that results were made by, if not by these.
    """

    def __init__(
        self, store: Store, configuration: Mapping[str, Any], models: dict[str, str], *, engine: str, workers: int, made_by: tuple[str, dict[str, str]] | None = None
    ) -> None:
        self.store = store
        self.configuration, self.models = dict(configuration), models
        self.engine, self.workers = engine, workers
        self.version, self.components = made_by or (__version__, components())
        self.run_id: int | None = None
        #: Runs by number: whether what failed in them would fail again.
        self._alike: dict[int, bool] = {}
        self._seen: list[tuple[Source, str]] = []

    def begin(self) -> int:
        if self.run_id is None:
            self.run_id = self.store.begin_run(self.version, self.configuration, self.models, components=self.components, engine=self.engine, workers=self.workers)
        return self.run_id

    def end(self, totals: Totals) -> None:
        self.flush()
        if self.run_id is not None:
            counts = totals.counts
            failed = sum(number for status, number in counts.items() if has_failed(status))
            self.store.end_run(self.run_id, papers=counts.get("ok", 0), records=totals.records, errors=failed, counts=counts, seconds=totals.seconds)

    def known(self, source: Source) -> FileRow | None:
        return self.store.known_file(source.uri)

    def is_current(self, sha256: str) -> bool:
        """Whether a file of this content was read well by the same components."""
        return self.store.is_current(sha256, self.components)

    def would_fail_again(self, known: FileRow) -> bool:
        """Whether a file failed in a run with the same components and wishes."""
        if known.status == "ok" or known.sha256 is None:
            return False
        if known.run_id not in self._alike:
            row = self.store.db.conn.execute("SELECT components, configuration FROM runs WHERE id = ?", (known.run_id,)).fetchone()
            self._alike[known.run_id] = row is not None and json.loads(row[0]) == self.components and json.loads(row[1]) == self.configuration
        return self._alike[known.run_id]

    def note_unchanged(self, source: Source, sha256: str) -> None:
        """Remember where a content that is stored already was seen, so that it need not be loaded next time."""
        self._seen.append((source, sha256))
        if len(self._seen) >= _SEEN:
            self.flush()

    def flush(self) -> None:
        seen, self._seen = self._seen, []
        if not seen:
            return
        with self.store.batch():
            for source, sha256 in seen:
                paper_id, run_id = self.store.db.conn.execute("SELECT id, run_id FROM papers WHERE sha256 = ? AND status = 'ok'", (sha256,)).fetchone()
                self.store.note_file(source.uri, sha256=sha256, size=source.size, modified=source.modified, paper_id=paper_id, run_id=run_id)

    def write(self, results: Sequence[tuple[Source, Result]]) -> list[Result]:
        """As Writer has it, all in one transaction. A paper that would take the place of another file's gets a name of its own."""
        run_id = self.begin()
        written: list[Result] = []
        with self.store.batch():
            for source, result in results:
                stored = self._save(source, result, run_id)
                self.store.note_file(
                    source.uri, run_id=run_id, status=stored.status, sha256=stored.sha256 or None, size=source.size, modified=source.modified,
                    paper_id=stored.rows.paper["id"] if stored.rows else None, error=stored.error or None, seconds=sum(stored.seconds.values()), memory=stored.memory,
                )
                written.append(stored)
        self.flush()
        return written

    def _save(self, source: Source, result: Result, run_id: int) -> Result:
        """Store a result, or, where its rows cannot be, that they cannot."""
        if result.rows is not None:
            try:
                rows = renamed(result.rows, self._name(source, result.rows.paper))
                self.store.save_rows(rows, run_id=run_id, version=self.version)
                return replace(result, rows=rows)
            except StoreUnavailable:
                raise
            except StoreError as refused:
                result = replace(result, rows=None, status="failed", error=str(refused))
        self.store.save_failure(result.uri, result.sha256 or None, ReadError(result.status, result.error), run_id=run_id, version=self.version)
        return result

    def _name(self, source: Source, paper: Row) -> str:
        """A paper's name: its own, or another if that belongs to another file, as a paper and its supplement, or PDF and XML, have one DOI.

        The same file, changed, keeps its paper's name.
        """
        row = self.store.db.conn.execute("SELECT sha256, file FROM papers WHERE id = ? AND status = 'ok'", (paper["id"],)).fetchone()
        if row is None or row[0] == paper["sha256"]:
            return str(paper["id"])
        owners = self.store.db.conn.execute("SELECT uri FROM files WHERE paper_id = ?", (paper["id"],)).fetchall()
        # stores of an older Kaimen do not know where a paper came from
        same = (source.uri,) in owners if owners else row[1] == paper["file"]
        return str(paper["id"]) if same else f"{paper['id']}#{paper['sha256'][:8]}"
