"""Worker processes of this machine, each paper under its limits; and this process itself, without limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from extractor.errors import UsageError
from extractor.ingest.work import Job, Processor, Result
from extractor.isolation import Answer, Pool
from extractor.readers.limits import limits_of, read_error
from extractor.readers.registry import FORMATS


class Here:
    """Jobs are done in this process, when they are submitted; a paper that crashes or hangs takes it along."""

    name, workers = "here", 0

    def __init__(self, cache: Path | None = None, models: Path | None = None) -> None:
        self._process = Processor(cache, models)
        self._done: list[Result] = []

    @property
    def busy(self) -> int:
        return len(self._done)

    def has_room(self) -> bool:
        return not self._done

    def submit(self, job: Job) -> None:
        self._done.append(self._process(job))

    def results(self, seconds: float) -> list[Result]:
        done, self._done = self._done, []
        return done

    def close(self) -> None:
        self._done = []


class Local:
    """Worker processes. Raises UsageError where none can be started."""

    name = "local"

    def __init__(self, workers: int, cache: Path | None = None, models: Path | None = None) -> None:
        self.workers = workers
        self._pool = Pool("extractor.ingest.work:processor", (cache, models, dict(FORMATS)), workers)
        self._pool.__enter__()

    @property
    def busy(self) -> int:
        return self._pool.busy

    def has_room(self) -> bool:
        return self._pool.has_room()

    def submit(self, job: Job) -> None:
        self._pool.submit(job, limits_of(job.options))

    def results(self, seconds: float) -> list[Result]:
        try:
            return [result_of(answer) for answer in self._pool.answers(seconds)]
        except OSError as error:
            raise UsageError(str(error)) from None

    def close(self) -> None:
        self._pool.close()


def result_of(answer: Answer) -> Result:
    """The result of a job, also of one that was stopped or whose worker died."""
    if answer.ended:
        result: Result = answer.value
        return replace(result, memory=answer.memory)
    job: Job = answer.job
    error = read_error(job.name, answer, job.options)
    return Result(job.uri, job.name, job.sha256, None, error.status, str(error))
