"""Stored papers extracted anew by changed components: from the cache where it has what the readers gave, else from the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.errors import ReadError
from extractor.ingest.batch import Batch, Event
from extractor.ingest.cache import Cache
from extractor.ingest.engines import Engine
from extractor.ingest.sources import Source, source_at
from extractor.ingest.work import Job, reading_key
from extractor.ingest.writer import StoreWriter
from extractor.readers.options import ReadOptions
from extractor.store import Store

_STORED = """
SELECT p.id, p.sha256, p.file, p.doi, p.title, p.authors, p.journal, p.year, p.licence, r.components, r.configuration,
  (SELECT f.uri FROM files f WHERE f.paper_id = p.id AND f.sha256 = p.sha256 ORDER BY f.updated DESC LIMIT 1) AS uri
FROM papers p JOIN runs r ON r.id = p.run_id WHERE p.status = 'ok' ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored paper, and the file that it came from as far as the store knows."""

    paper_id: str
    sha256: str
    source: Source
    components: dict[str, str]
    ocr: bool


def stored_papers(store: Store) -> Iterator[Stored]:
    """Every paper that was read well."""
    for row in store.db.query(_STORED):
        bibliography = {name: str(row[name]) for name in ("doi", "title", "authors", "journal", "year", "licence") if row[name]}
        source = source_at(row["uri"] or row["file"])
        source = replace(source, name=row["file"], metadata=bibliography)
        yield Stored(row["id"], row["sha256"], source, json.loads(row["components"]), bool(json.loads(row["configuration"]).get("ocr")))


class Reextraction(Batch):
    """A batch over stored papers; those that the present components made are left, unless all are to be done."""

    def __init__(self, papers: Iterator[Stored], engine: Engine, writer: StoreWriter, options: ReadOptions, cache: Path | None, *, everything: bool = False) -> None:
        self._papers = {paper.source.uri: paper for paper in papers if everything or paper.components != writer.components}
        super().__init__([paper.source for paper in self._papers.values()], engine, writer)
        self.total = len(self._papers)
        self.options = options
        self.cache = Cache(cache) if cache else None

    def _look(self, source: Source) -> Event | None:
        paper = self._papers.pop(source.uri)
        options = replace(self.options, ocr=paper.ocr)
        data = b""
        if self.cache is None or not self.cache.has("reading", reading_key(paper.sha256, options)):
            try:
                data = replace(source, sha256=paper.sha256).load()
            except ReadError as error:
                return Event(source, error.status, f"{error}; it is not in the cache either, so the paper stays as it was").add_to(self.totals)
        self._give(source, Job(source.uri, source.name, data, paper.sha256, source.metadata, options, paper.paper_id))
        return None
