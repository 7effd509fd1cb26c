"""One paper, from its bytes to the rows of the store: a pure function, so that it can be cached, repeated, distributed and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from extractor.document import Document
from extractor.errors import ReadError
from extractor.extraction import Extraction, extract
from extractor.extraction.assemble import extract_from
from extractor.extraction.paper import Paper
from extractor.extraction.trained import use_models
from extractor.ingest.cache import Cache
from extractor.readers import read_paper, registry
from extractor.readers.options import ReadOptions
from extractor.readers.registry import named, parse
from extractor.records import Record
from extractor.store.rows import PaperRows, paper_rows

T = TypeVar("T")
#: SHA-256 of an empty file.
_NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Job:
    """All that a paper's result depends on, beside the version of the code and the models."""

    uri: str
    name: str
    data: bytes = field(repr=False)
    sha256: str
    #: Bibliography from beside the paper: doi, title, authors, journal, year, licence.
    metadata: Mapping[str, str] = field(default_factory=dict)
    options: ReadOptions = field(default_factory=ReadOptions)
    #: The name that this file's paper has in the store already.
    paper_id: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job: its rows, or a status and one line that say why there are none."""

    uri: str
    name: str
    sha256: str
    rows: PaperRows | None = None
    status: str = "ok"
    error: str = ""
    #: Seconds by stage (reading, language, extraction, rows).
    seconds: dict[str, float] = field(default_factory=dict)
    #: Stages that came from the cache.
    cached: frozenset[str] = frozenset()
    #: Megabytes that its process had at the end, where the platform tells.
    memory: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What was read and found in one file, or why nothing was."""

    path: Path
    document: Document | None = None
    found: Extraction = field(default_factory=lambda: Extraction(()))
    error: ReadError | None = None

    @property
    def records(self) -> tuple[Record, ...]:
        return self.found.records


def process_file(path: Path, read: Callable[[Path], Document] = read_paper) -> Outcome:
    """Read and extract one paper, in this process. Never raises for bad input."""
    try:
        document = read(path)
        return Outcome(path, document, extract(document))
    except ReadError as error:
        return Outcome(path, error=error)
    except Exception as error:  # a text that no rule foresaw must not stop the batch
        return Outcome(path, error=_unforeseen(path.name, error))


def _unforeseen(name: str, error: Exception) -> ReadError:
    return ReadError("failed", f"{name}: the extraction failed ({type(error).__name__}: {error}); please report it with the file")


class Processor:
    """Does jobs in this process, stage by stage; what the cache has is not done again.

    `formats` are the readers by format, `models` a folder of one's own models, `cache` a folder.
    """

    def __init__(self, cache: Path | None = None, models: Path | None = None, formats: Mapping[str, str] | None = None) -> None:
        registry.FORMATS.update(formats or {})
        use_models(models)
        self.cache = Cache(cache) if cache else None

    def __call__(self, job: Job) -> Result:
        """Never raises for bad input."""
        run = _Run(job, self.cache)
        try:
            rows = run.rows()
        except ReadError as error:
            return Result(job.uri, job.name, job.sha256, None, error.status, str(error), run.seconds)
        except MemoryError:
            line = f"{job.name}: reading it takes more than {job.options.max_memory} MB of memory; raise --max-memory if the paper is sound"
            return Result(job.uri, job.name, job.sha256, None, "too_large", line, run.seconds)
        except Exception as error:
            return Result(job.uri, job.name, job.sha256, None, "failed", str(_unforeseen(job.name, error)), run.seconds)
        return Result(job.uri, job.name, job.sha256, rows, seconds=run.seconds, cached=frozenset(run.cached))


def processor(*arguments: object) -> Processor:
    """A Processor whose libraries are loaded and warm, for a worker: the first paper's limits are not for them."""
    import extractor.readers.pdf  # noqa: F401

    made = Processor(*arguments)  # type: ignore[arg-type]
    text = "Li7La3Zr2O12 sintered at 1200 °C for 12 h had an ionic conductivity of 3 × 10−4 S/cm at 25 °C.".encode()
    Processor()(Job("", "warm.txt", text, "0" * 64))
    return made


def reading_key(sha256: str, options: ReadOptions) -> tuple[object, ...]:
    """What a reader's result depends on: the content, and whether pictures are read."""
    return sha256, options.ocr


class _Run:
    """The stages of one job."""

    def __init__(self, job: Job, cache: Cache | None) -> None:
        self.job = job
        self.cache = cache
        self.seconds: dict[str, float] = {}
        self.cached: list[str] = []

    def rows(self) -> PaperRows:
        job = self.job
        what = reading_key(job.sha256, job.options)
        whole = (*what, job.name, sorted(job.metadata.items()), job.paper_id)
        return self._stage("extraction", whole, lambda: self._extracted(what))

    def _extracted(self, what: tuple[object, ...]) -> PaperRows:
        paper = self._stage("language", what, lambda: Paper(self._stage("reading", what, self._read)))
        paper.document = self._named(paper.document)
        found = extract_from(paper)
        return paper_rows(paper.document, found.records, found.steps)

    def _read(self) -> Document:
        if not self.job.data and self.job.sha256 != _NOTHING:
            raise ReadError("unreadable", f"{self.job.name}: what the cache had of it is damaged; ingest the file again")
        return parse(self.job.data, self.job.name, self.job.options)

    def _named(self, document: Document) -> Document:
        """The document as this job's file, with its bibliography and its name in the store."""
        job = self.job
        document = named(document, job.name, job.sha256, job.metadata)
        doi = document.metadata.doi.lower()
        if job.paper_id and (not doi or job.paper_id.partition("#")[0] == doi):
            document = replace(document, paper_id=job.paper_id)
        return document

    def _stage(self, stage: str, what: tuple[object, ...], make: Callable[[], T]) -> T:
        """What the cache has of this stage, or what is made now. The seconds are those of this stage alone."""
        start, inner = perf_counter(), sum(self.seconds.values())
        try:
            found: T | None = self.cache.get(stage, what) if self.cache else None
            if found is not None:
                self.cached.append(stage)
                return found
            made = make()
            if self.cache:
                self.cache.put(stage, what, made)
            return made
        finally:
            self.seconds[stage] = perf_counter() - start - (sum(self.seconds.values()) - inner)
