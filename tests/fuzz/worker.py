"""What a worker process does with one input, and what it sees of itself meanwhile."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from extractor.errors import ReadError, UsageError
from extractor.ingest import archives
from extractor.ingest.sources import find_sources
from extractor.ingest.work import Job, Result, processor
from extractor.readers.options import ReadOptions
from tests.fuzz.watch import Watch

#: So many members of an archive are read.
MEMBERS = 6


@dataclass(frozen=True)
class Done:
    """What became of an input: a result, or one for each member of an archive."""

    results: list[Result]
    #: Seconds of processor time.
    seconds: float
    #: What the process did that it must not.
    deeds: list[str] = field(default_factory=list)


def worker(home: str) -> Callable[[tuple[str, bytes, ReadOptions]], Done]:
    """`home` is the only folder that a worker may write to; it works in it."""
    os.chdir(home)
    os.environ["TMPDIR"] = tempfile.tempdir = home
    process, watch = processor(), Watch(Path(home))

    def do(job: tuple[str, bytes, ReadOptions]) -> Done:
        name, data, options = job
        watch.seen.clear()
        watch.on, start = True, time.process_time()
        try:
            if archives.named_so(name):
                results = [process(one) for one in _members(Path(home), name, data, options)]
            else:
                results = [process(_job(name, name, data, options))]
        finally:
            watch.on = False
        return Done(results, time.process_time() - start, list(watch.seen))

    return do


def _job(uri: str, name: str, data: bytes, options: ReadOptions) -> Job:
    return Job(uri, name, data, hashlib.sha256(data).hexdigest(), options=options)


def _members(home: Path, name: str, data: bytes, options: ReadOptions) -> list[Job]:
    """Papers of an archive; what cannot be loaded is an empty one, whose result says so."""
    path = home / f"archive{'.zip' if name.endswith('.zip') else '.tar' + name.rpartition('.tar')[2]}"
    path.write_bytes(data)
    jobs = []
    for source in islice(find_sources([str(path)]), MEMBERS):
        try:
            jobs.append(replace(_job(source.uri, source.name, source.load(), options), metadata=dict(source.metadata)))
        except (ReadError, UsageError):
            jobs.append(_job(source.uri, source.name, b"", options))
    return jobs
