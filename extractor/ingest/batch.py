"""Papers into the store: sources are looked at one by one, what is not done goes to an engine, and one writer stores what comes back.

Memory is bounded: as many papers are held as the engine has room for, and those that wait to be written.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.errors import ReadError
from extractor.ingest.engines import Engine
from extractor.ingest.sources import Source
from extractor.ingest.work import Job, Result
from extractor.ingest.writer import FAILED_BEFORE, UNCHANGED, Totals, Writer, has_failed
from extractor.readers.options import ReadOptions
from extractor.store.files import FileRow

#: Results are written when so many wait, or the oldest has waited so many seconds: a transaction a paper would be slow, and what
#: is not written is lost when the machine stops.
BATCH, WAIT = 64, 1.0
#: Seconds to wait for a result before the caller has its turn again.
_TURN = 0.2


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one file: `status` is ok, unchanged, failed before, or a status of a paper that cannot be read."""

    source: Source
    status: str
    error: str = ""
    #: Records by property.
    records: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    cached: frozenset[str] = frozenset()
    memory: float = 0.0

    @property
    def failed(self) -> bool:
        return has_failed(self.status)

    @classmethod
    def of(cls, source: Source, result: Result) -> Event:
        """What became of a file whose result was written."""
        records = Counter(row["property"] for row in result.rows.measurements) if result.rows else Counter()
        return cls(source, result.status, result.error, records, result.seconds, result.cached, result.memory)

    def add_to(self, totals: Totals) -> Event:
        """The event itself, counted."""
        totals.add(self.status, self.records.total(), self.seconds)
        return self


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a batch is to be done."""

    options: ReadOptions = field(default_factory=ReadOptions)
    #: Read again what is stored already.
    force: bool = False
    #: Read again what failed before, although nothing changed.
    retry_failed: bool = False


class Batch:
    """One run over sources. Iterate over it for the events; `stop` ends it after what is written."""

    def __init__(self, sources: Iterable[Source], engine: Engine, writer: Writer, wishes: Wishes | None = None) -> None:
        self.sources = iter(sources)
        self.engine, self.writer, self.wishes = engine, writer, wishes or Wishes()
        self.totals = Totals()
        self.stopped = False
        self._given: dict[str, Source] = {}
        #: Contents that are being read: a copy of one waits for it.
        self._contents: set[str] = set()
        self._copies: list[tuple[Source, str]] = []
        self._waiting: list[Result] = []
        self._oldest = 0.0

    def stop(self) -> None:
        """Give nothing more out and write what is there; what is being read is given up and read at the next run."""
        self.stopped = True

    def __iter__(self) -> Iterator[Event | None]:
        """An event a file; None now and then while nothing happens, so that the caller has its turn."""
        try:
            yield from self._events()
        finally:
            self.engine.close()
            self.writer.end(self.totals)

    def _events(self) -> Iterator[Event | None]:
        exhausted = False
        while not self.stopped:
            while not self.stopped and not exhausted and self.engine.has_room() and len(self._waiting) < BATCH:
                source = next(self.sources, None)
                if source is None:
                    exhausted = True
                elif (event := self._look(source)) is not None:
                    yield event
            self._keep(self.engine.results(_TURN) if self.engine.busy else [])
            idle = not self.engine.busy and exhausted
            if self._waiting and (idle or self._is_time()):
                yield from self._write()
            if idle and not self._waiting:
                break
            yield None
        yield from self._write()
        if not self.stopped:
            yield from self._settle_copies()

    def _keep(self, results: list[Result]) -> None:
        if results and not self._waiting:
            self._oldest = time.monotonic()
        self._waiting.extend(results)

    def _is_time(self) -> bool:
        return len(self._waiting) >= BATCH or time.monotonic() > self._oldest + WAIT

    def _look(self, source: Source) -> Event | None:
        """What is known of a source without reading it as a paper; None if it was given to the engine or waits for its like."""
        known = self.writer.known(source)
        if known is not None and _is_as_it_was(source, known) and (status := _done_before(known, self.writer, self.wishes)):
            return Event(source, status, known.error or "").add_to(self.totals)
        try:
            data = source.load()
        except ReadError as error:
            self._keep([Result(source.uri, source.name, "", None, error.status, str(error))])
            self._given[source.uri] = source
            return None
        digest = hashlib.sha256(data).hexdigest()
        if not self.wishes.force and self.writer.is_current(digest):
            self.writer.note_unchanged(source, digest)
            return Event(source, UNCHANGED).add_to(self.totals)
        if known is not None and known.sha256 == digest and (status := _done_before(known, self.writer, self.wishes)):
            return Event(source, status, known.error or "").add_to(self.totals)
        if digest in self._contents:
            self._copies.append((source, digest))
            return None
        self._contents.add(digest)
        self._give(source, Job(source.uri, source.name, data, digest, source.metadata, self.wishes.options, (known.paper_id or "") if known else ""))
        return None

    def _give(self, source: Source, job: Job) -> None:
        self.writer.begin()
        self._given[source.uri] = source
        self.engine.submit(job)

    def _write(self) -> Iterator[Event]:
        results, self._waiting = self._waiting, []
        if not results:
            return
        sources = [self._given.pop(result.uri) for result in results]
        for source, result in zip(sources, self.writer.write(list(zip(sources, results, strict=True))), strict=True):
            self._contents.discard(result.sha256)
            yield Event.of(source, result).add_to(self.totals)

    def _settle_copies(self) -> Iterator[Event]:
        """Copies of contents that this run read: stored already by now, or failed like them."""
        for source, digest in self._copies:
            current = self.writer.is_current(digest)
            if current:
                self.writer.note_unchanged(source, digest)
            yield Event(source, UNCHANGED if current else FAILED_BEFORE).add_to(self.totals)


def _is_as_it_was(source: Source, known: FileRow) -> bool:
    """Whether size and time say that a file was not changed."""
    return source.modified is not None and (source.modified, source.size) == (known.modified, known.size)


def _done_before(known: FileRow, writer: Writer, wishes: Wishes) -> str | None:
    """Why a file of known content need not be read: the status of its event."""
    if known.sha256 is None or wishes.force:
        return None
    if known.status == "ok":
        return UNCHANGED if writer.is_current(known.sha256) else None
    again = wishes.retry_failed or wishes.options.password or not writer.would_fail_again(known)
    return None if again else FAILED_BEFORE


def plan(sources: Iterable[Source], writer: Writer, wishes: Wishes) -> Iterator[tuple[Source, str]]:
    """What a batch would do with each source, as far as can be told without loading it: new, changed, again, or a reason to leave it."""
    for source in sources:
        known = writer.known(source)
        if known is None:
            yield source, "new"
        elif source.modified is not None and not _is_as_it_was(source, known):
            yield source, "changed"
        else:
            yield source, _done_before(known, writer, wishes) or "again"
