"""One run of a batch in a process of its own, as `kaimen ingest` does it, with the times and the memory of every process.

    python -m benchmarks.throughput_run JSON

JSON holds the fields of `Plan`; what was measured (`Measured`) is printed as JSON. A run is a process so that its memory is its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter, process_time, thread_time
from typing import Any

from extractor.extraction.trained import model_hashes
from extractor.ingest import configuration, work
from extractor.ingest.again import Reextraction, stored_papers
from extractor.ingest.batch import Batch, Wishes
from extractor.ingest.engines import Engine
from extractor.ingest.engines.local import Here, Local
from extractor.ingest.sources import Source, find_sources
from extractor.ingest.work import Job, Result
from extractor.ingest.writer import StoreWriter
from extractor.store import Store
from extractor.store.rows import PaperRows

#: Seconds between looks at the memory.
LOOK = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: paths or, to extract stored papers anew, none; 0 workers: in the writer's process; `shards`: a folder for Parquet."""

    db: str
    paths: list[str] = field(default_factory=list)
    workers: int = 1
    cache: str | None = None
    shards: str | None = None


@dataclass
class Measured:
    """Seconds from the beginning of the run; megabytes are MiB, as the kernel tells them."""

    plan: dict[str, Any]
    #: Of each result when it came, its format (or its status) and the seconds of its stages where it was made; those that make
    #: rows of records are counted apart from the extraction only in runs without workers.
    results: list[tuple[float, str, dict[str, float]]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    #: Seconds of rows that are not yet in a result.
    rows: list[float] = field(default_factory=list)
    #: When papers were stored, how many, and seconds of the transaction, by the clock and of the processor.
    written: list[tuple[float, int, float, float]] = field(default_factory=list)
    #: Seconds, papers that came, MB of the writer, of the largest worker, and of the store; processor seconds of all workers so far.
    looks: list[tuple[float, int, float, float, float, float]] = field(default_factory=list)
    #: Highest memory of each process of a worker, and of the writer.
    workers: list[float] = field(default_factory=list)
    writer: float = 0.0
    whole: float = 0.0
    #: Processor seconds of the writer's process and of all workers, after their start and the first papers.
    cpu_writer: float = 0.0
    cpu_workers: float = 0.0
    #: Megabytes of the store with its log.
    store: float = 0.0

    @property
    def papers(self) -> int:
        return len(self.results)

    @property
    def steady(self) -> float:
        """Papers a second from the first result (of each worker, as it were) to the last, so that the start of the workers does not count."""
        before = max(1, self.plan["workers"])
        if self.papers <= before:
            return 0.0
        return (self.papers - before) / max(self.results[-1][0] - self.results[before - 1][0], 1e-9)

    @property
    def seconds_written(self) -> float:
        return sum(took for _, _, took, _ in self.written)

    def by_format(self) -> dict[str, list[dict[str, float]]]:
        found: dict[str, list[dict[str, float]]] = defaultdict(list)
        for _, form, seconds in self.results:
            found[form].append(seconds)
        return found


class Watched:
    """An engine whose results are noted as they come."""

    def __init__(self, engine: Engine, start: float, measured: Measured) -> None:
        self.engine, self.start, self.measured = engine, start, measured
        self.name, self.workers = engine.name, engine.workers
        #: Processor seconds of this process and of the workers when the first result came.
        self.began = process_time(), 0.0

    @property
    def busy(self) -> int:
        return self.engine.busy

    def has_room(self) -> bool:
        return self.engine.has_room()

    def submit(self, job: Job) -> None:
        self.engine.submit(job)

    def results(self, seconds: float) -> list[Result]:
        found = self.engine.results(seconds)
        now = perf_counter() - self.start
        if found and not self.measured.results:
            self.began = process_time(), sum(map(processor_seconds, children()))
        for one in found:
            seconds = dict(one.seconds)
            if self.measured.rows:
                seconds["rows"] = self.measured.rows.pop(0)
                seconds["extraction"] -= seconds["rows"]
            self.measured.results.append((now, one.rows.paper["reader"] if one.rows else one.status, seconds))
        return found

    def close(self) -> None:
        self.engine.close()


def _time_writing(writer: Any, start: float, measured: Measured) -> None:
    """Note how long each transaction, or each addition to a shard, takes."""
    write = writer.write

    def timed(results: Sequence[tuple[Source, Result]]) -> list[Result | str]:
        begin, spent = perf_counter(), thread_time()
        written: list[Result | str] = write(results)
        measured.written.append((begin - start, len(results), perf_counter() - begin, thread_time() - spent))
        return written

    writer.write = timed


def _time_rows(measured: Measured) -> None:
    """Note how long the rows of each paper take, in this process."""
    make = work.paper_rows

    def timed(*arguments: Any) -> PaperRows:
        start = perf_counter()
        made = make(*arguments)
        measured.rows.append(perf_counter() - start)
        return made

    work.paper_rows = timed


class Memory:
    """The memory, and the processor time, of this process and of its children, which are the workers, from /proc."""

    def __init__(self) -> None:
        self.peaks: dict[str, float] = {}
        self.spent: dict[str, float] = {}

    def look(self) -> tuple[float, float, float]:
        """MB of this process now, and of its largest child; processor seconds of all children so far."""
        largest = 0.0
        for pid in children():
            with contextlib.suppress(OSError):  # it has ended
                told = status(pid)
                self.peaks[pid] = max(self.peaks.get(pid, 0.0), told.get("VmHWM", 0.0))
                largest = max(largest, told.get("VmRSS", 0.0))
                self.spent[pid] = max(self.spent.get(pid, 0.0), processor_seconds(pid))
        return status("self").get("VmRSS", 0.0), largest, sum(self.spent.values())


def children() -> list[str]:
    """Processes that this one started."""
    return [pid for told in Path("/proc/self/task").glob("*/children") for pid in told.read_text(encoding="ascii").split()]


def processor_seconds(pid: str) -> float:
    """Seconds of processor that a process has had; 0 if it has ended."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def status(pid: str) -> dict[str, float]:
    """Lines of /proc/PID/status that tell kB, as MB."""
    lines = (line.split() for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines())
    return {words[0].rstrip(":"): int(words[1]) / 1024 for words in lines if len(words) == 3 and words[2] == "kB"}


def size_of(db: Path) -> float:
    """Megabytes of a store with its log."""
    return sum(file.stat().st_size for file in db.parent.glob(f"{db.name}*")) / 2**20


def run(plan: Plan) -> Measured:
    """Do a run in this process."""
    db, cache = Path(plan.db), Path(plan.cache) if plan.cache else None
    wishes = Wishes()
    measured = Measured(asdict(plan))
    memory = Memory()
    if not plan.workers:
        work.processor()  # a worker is warm too before its first paper
        _time_rows(measured)
    start, looked = perf_counter(), -LOOK
    store = Store.open(db)
    engine = Watched(Local(plan.workers, cache) if plan.workers else Here(cache), start, measured)
    writer: Any = _writer(plan, store, engine, configuration(wishes.options))
    _time_writing(writer, start, measured)
    if plan.paths:
        batch = Batch(find_sources(plan.paths), engine, writer, wishes)
    else:
        batch = Reextraction(stored_papers(store), engine, writer, wishes.options, cache, everything=True)
    for _ in batch:
        if (now := perf_counter() - start) > looked + LOOK:
            own, largest, spent = memory.look()
            measured.looks.append((now, measured.papers, own, largest, size_of(db), spent))
            looked = now
    store.close()
    measured.whole = perf_counter() - start
    measured.counts = batch.totals.counts
    measured.workers = sorted(memory.peaks.values(), reverse=True)
    measured.writer = status("self").get("VmHWM", 0.0)
    measured.cpu_writer = process_time() - engine.began[0]
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    measured.cpu_workers = max(0.0, ended.ru_utime + ended.ru_stime - engine.began[1])
    measured.store = size_of(db)
    return measured


def _writer(plan: Plan, store: Store, engine: Watched, asked: dict[str, Any]) -> Any:
    if plan.shards:
        from extractor.ingest.shards import ShardWriter

        return ShardWriter(Path(plan.shards), asked, model_hashes(), engine=engine.name, workers=engine.workers)
    return StoreWriter(store, asked, model_hashes(), engine=engine.name, workers=engine.workers)


def run_alone(plan: Plan) -> Measured:
    """Do a run in a process of its own."""
    return finish(begin(plan))


def begin(plan: Plan) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "benchmarks.throughput_run", json.dumps(asdict(plan))], stdout=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> Measured:
    told, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"a run ended with code {process.returncode}")
    return Measured(**json.loads(told))


if __name__ == "__main__":
    print(json.dumps(asdict(run(Plan(**json.loads(sys.argv[1]))))))
