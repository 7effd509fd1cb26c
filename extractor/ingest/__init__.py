"""Papers into the store: the pure part (read, extract) apart from the writing part."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from extractor import __version__
from extractor.document import Document
from extractor.errors import ReadError
from extractor.extraction import Extraction, extract
from extractor.extraction.trained import model_hashes
from extractor.ingest.sources import find_papers as find_papers
from extractor.readers import read_paper
from extractor.readers.limits import Guard
from extractor.readers.options import ReadOptions
from extractor.readers.registry import load
from extractor.records import Record
from extractor.store import Store


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its paper and records, an error, or nothing new."""

    path: Path
    document: Document | None = None
    found: Extraction = field(default_factory=lambda: Extraction(()))
    error: ReadError | None = None
    skipped: bool = False

    @property
    def records(self) -> tuple[Record, ...]:
        return self.found.records


def process(path: Path, read: Callable[[Path], Document] = read_paper) -> Outcome:
    """Read and extract one paper. A pure function of the file and this version; never raises for bad input."""
    try:
        document = read(path)
        return Outcome(path, document, extract(document))
    except ReadError as error:
        return Outcome(path, error=error)
    except Exception as error:  # a text that no rule foresaw must not stop the batch
        message = f"{path.name}: the extraction failed ({type(error).__name__}: {error}); please report it with the file"
        return Outcome(path, error=ReadError("failed", message))


def ingest(paths: Sequence[Path], store: Store, *, force: bool = False, options: ReadOptions | None = None) -> Iterator[Outcome]:
    """Ingest papers one by one, yielding each outcome as soon as it is stored.

    A file whose content this version and these models have read already is skipped unless `force` is true.
    Papers are read in a process of their own, under the limits of `options`.
    """
    options, models = options or ReadOptions(), model_hashes()
    run_id: int | None = None
    papers = records = errors = 0
    with Guard(options) as guard:
        try:
            for path in paths:
                data, outcome = _loaded(path)
                digest = hashlib.sha256(data).hexdigest() if data is not None else None
                if not force and digest and store.is_current(digest, __version__, models):
                    yield Outcome(path, skipped=True)
                    continue
                if run_id is None:
                    run_id = store.begin_run(__version__, _configuration(force, options), models)
                if outcome is None:
                    outcome = process(path, partial(guard.read, data=data))
                if outcome.document is not None:
                    store.save(outcome.document, outcome.records, outcome.found.steps, run_id=run_id, version=__version__)
                    papers, records = papers + 1, records + len(outcome.records)
                elif outcome.error is not None:
                    store.save_failure(str(path), digest, outcome.error, run_id=run_id, version=__version__)
                    errors += 1
                yield outcome
        finally:
            if run_id is not None:
                store.end_run(run_id, papers=papers, records=records, errors=errors)


def _loaded(path: Path) -> tuple[bytes | None, Outcome | None]:
    """A file's content, or what became of it."""
    try:
        return load(path), None
    except ReadError as error:
        return None, Outcome(path, error=error)


def _configuration(force: bool, options: ReadOptions) -> dict[str, object]:
    """What the store keeps of how a run was asked for: all but the password."""
    wishes = {name: value for name, value in asdict(options).items() if name != "password"}
    return {"force": force, **wishes}
