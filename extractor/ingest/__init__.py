"""Papers into the store: the pure part (read, extract) apart from the writing part."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from extractor import __version__
from extractor.document import Document
from extractor.errors import ReadError, UsageError
from extractor.extraction import Extraction, extract
from extractor.extraction.trained import model_hashes
from extractor.readers import read_paper
from extractor.readers.limits import Guard
from extractor.readers.options import ReadOptions
from extractor.readers.registry import load
from extractor.readers.sidecar import NAME as SIDECAR_NAME
from extractor.records import Record
from extractor.store import Store

#: Files of a folder that are taken as papers; a file named outright is always tried.
SUFFIXES = frozenset({".pdf", ".xml", ".txt", ".md", ".html", ".htm"})
#: Text files that say something about papers, and are none.
_NOT_PAPERS = frozenset({"license.txt", "licence.txt", "readme.md", "readme.txt", "license.md", "notice.txt"})


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


def find_papers(paths: Sequence[str]) -> list[Path]:
    """Files named by paths, folders and globs, each once, in order.

    Raises UsageError for a path that names nothing.
    """
    found: dict[Path, None] = {}
    for name in paths:
        path = Path(name)
        if path.is_dir():
            members: Iterable[Path] = sorted(p for p in path.rglob("*") if p.is_file() and _is_paper(p))
        elif path.exists():
            members = [path]
        else:
            # not Path.glob, which takes no absolute pattern
            members = sorted(Path(p) for p in glob.glob(name, recursive=True) if Path(p).is_file())  # noqa: PTH207
            if not members:
                raise UsageError(f"{name}: no such file or folder")
        found.update(dict.fromkeys(members))
    return list(found)


def _is_paper(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts[-2:])
    return path.suffix.lower() in SUFFIXES and path.name.lower() not in _NOT_PAPERS and path.name != SIDECAR_NAME and not hidden


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
