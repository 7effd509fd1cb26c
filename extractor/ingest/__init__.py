"""Papers into the store: the pure part (read, extract, link) apart from the writing part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from extractor.extraction.trained import model_hashes
from extractor.ingest.batch import Batch, Event, Wishes
from extractor.ingest.engines.local import Here
from extractor.ingest.sources import Source, find_papers, find_sources
from extractor.ingest.work import Outcome, process_file
from extractor.ingest.writer import StoreWriter
from extractor.readers.options import ReadOptions
from extractor.store import Store

__all__ = ["Event", "Outcome", "Source", "configuration", "find_papers", "find_sources", "ingest", "process_file"]


def ingest(paths: Sequence[str | Path], store: Store, *, force: bool = False, options: ReadOptions | None = None) -> Iterator[Event]:
    """Ingest papers in this process, without limits of time and memory, yielding what became of each.

    `kaimen ingest` does the same in worker processes. What this version and these models have read already is skipped unless `force` is true.
    """
    wishes = Wishes(options or ReadOptions(), force=force)
    engine = Here()
    writer = StoreWriter(store, configuration(wishes.options), model_hashes(), engine=engine.name, workers=engine.workers)
    return (event for event in Batch(find_sources([str(path) for path in paths]), engine, writer, wishes) if event is not None)


def configuration(options: ReadOptions) -> dict[str, Any]:
    """What the store keeps of how a run was asked to read: all but the password."""
    return {name: value for name, value in asdict(options).items() if name != "password"}
