"""Shards into a store, by the writer that a batch uses: the same names, the same checks, a run a set of shards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.errors import StoreError
from extractor.ingest.batch import Event
from extractor.ingest.components import components
from extractor.ingest.shards import Made, Shard, source_of
from extractor.ingest.sources import Source
from extractor.ingest.work import Result
from extractor.ingest.writer import UNCHANGED, StoreWriter, Totals
from extractor.store import Store
from extractor.store.faults import StoreUnavailable
from extractor.store.files import FileRow


class Merge:
    """Shards joined into a store. Iterate over it for the events; `stop` ends it after what is written.

    What the store has already is left, so a merge that was stopped or killed is done again at no great cost.
    """

    def __init__(self, paths: Sequence[Path], store: Store) -> None:
        self.paths, self.store = paths, store
        self.stopped = False
        #: Shards that could not be read, a line each.
        self.problems: list[str] = []
        self._writers: dict[str, tuple[StoreWriter, Totals]] = {}
        self._copies: list[tuple[Source, str, StoreWriter, Totals]] = []
        self._present = components()

    def stop(self) -> None:
        self.stopped = True

    def papers(self) -> int:
        """How many rows all shards have that can be opened."""
        return sum(shard.papers for shard in self._shards([]))

    def __iter__(self) -> Iterator[Event]:
        try:
            for shard in self._shards(self.problems):
                writer, totals = self._writer(shard.made)
                try:
                    for group in range(shard.groups):
                        if self.stopped:
                            return
                        yield from (event.add_to(totals) for event in self._group(shard, group, writer, totals))
                except StoreUnavailable:
                    raise
                except StoreError as error:
                    self.problems.append(str(error))
            for source, sha256, writer, totals in self._copies:
                yield self._copy(source, sha256, writer).add_to(totals)
        finally:
            for writer, totals in self._writers.values():
                writer.end(totals)

    def _shards(self, problems: list[str]) -> Iterator[Shard]:
        for path in self.paths:
            try:
                shard = Shard(path)
            except StoreError as error:
                problems.append(str(error))
                continue
            try:
                yield shard
            finally:
                shard.close()

    def _writer(self, made: Made) -> tuple[StoreWriter, Totals]:
        """The writer of a set of shards: of those that the same code and models made, asked for the same."""
        key = json.dumps([made.version, made.components, made.models, made.configuration], sort_keys=True)
        if key not in self._writers:
            writer = StoreWriter(self.store, made.configuration, made.models, engine=made.engine, workers=made.workers, made_by=(made.version, made.components))
            self._writers[key] = (writer, Totals())
        return self._writers[key]

    def _group(self, shard: Shard, group: int, writer: StoreWriter, totals: Totals) -> Iterator[Event]:
        files = shard.files(group)
        done = [self._is_done(file, writer) for file in files]
        if all(done):
            yield from (Event(source_of(file), UNCHANGED) for file in files)
            return
        fresh: list[tuple[Source, Result]] = []
        contents: set[str] = set()
        for row, is_done in zip(shard.rows(group), done, strict=True):
            if is_done:
                yield Event(row.source, UNCHANGED)
            elif row.result.status == "ok" and (row.result.rows is None or row.result.sha256 in contents or self._has(row.result.sha256, writer)):
                self._copies.append((row.source, row.result.sha256, writer, totals))
            else:
                contents.add(row.result.sha256)
                fresh.append((row.source, row.result))
        yield from self._write(fresh, writer)

    def _write(self, fresh: list[tuple[Source, Result]], writer: StoreWriter) -> Iterator[Event]:
        for (source, _), written in zip(fresh, writer.write(fresh) if fresh else [], strict=True):
            yield Event.of(source, written)

    def _is_done(self, file: FileRow, writer: StoreWriter) -> bool:
        """Whether the store knows of a file what a shard tells, or better."""
        known = self.store.known_file(file.uri)
        if known is None or known.sha256 != file.sha256:
            return False
        if known.status == "ok":
            return file.status != "ok" or self._has(file.sha256 or "", writer)
        return (known.status, known.error) == (file.status, file.error)

    def _has(self, sha256: str, writer: StoreWriter) -> bool:
        """Whether the store has a content as the shard's components read it, or as the present ones do, which no older shard replaces."""
        return writer.is_current(sha256) or self.store.is_current(sha256, self._present)

    def _copy(self, source: Source, sha256: str, writer: StoreWriter) -> Event:
        """A further file of a content that the store should have by now."""
        if self._has(sha256, writer):
            writer.note_unchanged(source, sha256)
            return Event(source, UNCHANGED)
        return Event(source, "failed", f"{source.name}: its content was read from another file, whose shard is not among these")
