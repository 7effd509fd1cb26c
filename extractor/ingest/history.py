"""Runs of a store, one by one: what they did, how long it took, what failed and why; as data and as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from extractor.plain import printable
from extractor.store import Store
from extractor.store.files import Failure

_RUNS = "SELECT id, started, finished, version, engine, workers, papers, records, errors, counts, seconds, configuration, components FROM runs ORDER BY id"
_SLOWEST = "SELECT uri, seconds, memory FROM files WHERE run_id = ? AND seconds > 0 ORDER BY seconds DESC LIMIT 10"


@dataclass(frozen=True, slots=True)
class Slow:
    """A file that took long: seconds of its stages, megabytes that its process had at the end."""

    uri: str
    seconds: float
    memory: float


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `counts` are files by status, `seconds` those of its workers by stage; `took` is None for one that was broken off."""

    number: int
    started: str
    took: float | None
    version: str
    engine: str
    workers: int
    papers: int
    records: int
    counts: dict[str, int]
    seconds: dict[str, float]
    configuration: dict[str, object]
    failures: tuple[Failure, ...]
    slowest: tuple[Slow, ...]

    @property
    def rate(self) -> float | None:
        """Papers a second; None where it cannot be told."""
        return self.papers / self.took if self.took and self.papers else None

    @property
    def reasons(self) -> dict[str, list[Failure]]:
        """Failures by status."""
        found: dict[str, list[Failure]] = {}
        for failure in sorted(self.failures, key=lambda one: one.status):
            found.setdefault(failure.status, []).append(failure)
        return found


def runs(store: Store) -> list[Run]:
    """All runs, the first first. What stands in files' names and errors is made printable."""
    found = []
    for number, started, finished, version, engine, workers, papers, records, _, counts, seconds, configuration, _ in store.db.conn.execute(_RUNS).fetchall():
        failures = tuple(Failure(printable(uri), status, printable(error)) for uri, status, error in store.run_failures(number))
        slowest = tuple(Slow(printable(uri), spent, memory) for uri, spent, memory in store.db.conn.execute(_SLOWEST, (number,)))
        took = (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds() if finished else None
        if finished is None:  # what it had stored when it was broken off
            papers, records = store.db.conn.execute(
                "SELECT count(DISTINCT p.id), count(m.id) FROM papers p LEFT JOIN measurements m ON m.paper_id = p.id WHERE p.run_id = ? AND p.status = 'ok'", (number,)
            ).fetchone()
        found.append(Run(number, started, took, version, engine, workers, papers, records, json.loads(counts), json.loads(seconds), json.loads(configuration), failures, slowest))
    return found


def page(found: Sequence[Run], title: str) -> str:
    """The runs as one HTML page without scripts, the last first; all that comes from files is escaped."""
    environment = Environment(loader=PackageLoader("extractor.ingest"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("runs.html").render(runs=found[::-1], title=title)
