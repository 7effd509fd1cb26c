"""Where jobs are done: in this process, in worker processes of this machine, on a Dask cluster. All give the same results."""

from __future__ import annotations

from typing import Protocol

from extractor.ingest.work import Job, Result


class Engine(Protocol):
    """Takes jobs and gives their results in the order in which they end."""

    #: For the run's record.
    name: str
    workers: int

    @property
    def busy(self) -> int:
        """Jobs that are given out and whose result was not fetched."""

    def has_room(self) -> bool:
        """Whether another job would find something to do it soon; memory is bounded by keeping to this."""

    def submit(self, job: Job) -> None:
        """Give a job out."""

    def results(self, seconds: float) -> list[Result]:
        """Results that are there; waits up to `seconds` for the first."""

    def close(self) -> None:
        """Give up what is still being done."""
