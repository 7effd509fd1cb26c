"""Many inputs through worker processes under short limits, each result held against the invariants."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from extractor.ingest.work import Result
from extractor.isolation import Answer, Pool
from extractor.readers.limits import limits_of, read_error
from extractor.readers.options import ReadOptions
from extractor.store import Store
from tests.fuzz.invariants import faults
from tests.fuzz.mutators import Case
from tests.fuzz.worker import Done

#: Seconds beyond its limit in which an input must be given up.
GRACE = 2.0
#: Seconds that a worker's start may take on a busy machine, and megabytes with which one is replaced at the latest.
_START, _LARGE = 30.0, 400.0
_LISTEN = ("127.0.0.1", 48211)


@dataclass(frozen=True)
class Outcome:
    """One input and what became of it; `seconds` are those of the processor, of the clock if it was stopped."""

    case: Case
    statuses: list[str]
    seconds: float
    faults: list[str] = field(default_factory=list)
    records: int = 0


class Listener:
    """Counts who calls the address that hostile papers name."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket: socket.socket | None = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(_LISTEN)
        except OSError:  # somebody else has it; the workers' own watch remains
            self._socket = None
            return
        self._socket.listen()
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with contextlib.suppress(OSError):
            while self._socket is not None:
                self._socket.accept()[0].close()
                self.calls += 1

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()


class Campaign:
    """Workers, a store that everything is written to, and an eye on what appears around them."""

    def __init__(self, options: ReadOptions, workers: int = 1) -> None:
        self.options = options
        self.workers = workers
        #: Whether each of the last inputs left its worker to be replaced: the next wait for its start.
        self._replaced = deque([True] * workers, maxlen=2 * workers)
        #: Seconds that were spent waiting for answers; what else this process does is not the workers' time.
        self._waited = 0.0

    def run(self, cases: Iterable[Case]) -> Iterator[Outcome]:
        """Outcomes in the order in which they end."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            home = folder / "around" / "home"
            home.mkdir(parents=True)
            store, listener = Store.open(folder / "k.db"), Listener()
            try:
                with Pool("tests.fuzz.worker:worker", (str(home),), self.workers) as pool:
                    yield from self._run(pool, iter(cases), _Saving(store), home, listener)
            finally:
                store.close()
                listener.close()

    def _run(self, pool: Pool, cases: Iterator[Case], saving: _Saving, home: Path, listener: Listener) -> Iterator[Outcome]:
        given: dict[int, tuple[Case, float]] = {}
        more = True
        while more or given:
            while more and len(given) < self.workers:
                case = next(cases, None)
                if case is None:
                    more = False
                    break
                job = (case.name, case.data, self.options)
                given[id(job)] = (case, self._waited)
                pool.submit(job, limits_of(self.options))
            asked = time.monotonic()
            answers = pool.answers(1.0)
            self._waited += time.monotonic() - asked
            for answer in answers:
                case, since = given.pop(id(answer.job))
                outcome = self._outcome(case, answer, self._waited - since, saving)
                outcome.faults.extend(_strangers(home))
                if listener.calls:
                    outcome.faults.append("somebody called the address that it names")
                    listener.calls = 0
                yield outcome

    def _outcome(self, case: Case, answer: Answer, passed: float, saving: _Saving) -> Outcome:
        wrong: list[str] = []
        if answer.ended:
            done: Done = answer.value
            results, seconds = done.results, done.seconds
            wrong += done.deeds
        else:
            error = read_error(case.name, answer, self.options)
            results, seconds = [Result(case.name, case.name, "", None, error.status, str(error))], passed
        if passed > self.options.max_seconds + GRACE + (_START if any(self._replaced) else 0):
            wrong.append(f"{passed:.1f} s passed, of {self.options.max_seconds:g}")
        self._replaced.append(not answer.ended or answer.memory > _LARGE)
        for result in results:
            wrong += dict.fromkeys(faults(result))
            wrong += saving.fault(result)
        records = sum(len(result.rows.measurements) for result in results if result.rows)
        return Outcome(case, [result.status for result in results] or ["nothing"], seconds, wrong, records)


class _Saving:
    """Writes what was read into a store, as an ingest does."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.run_id = store.begin_run("fuzz", {})

    def fault(self, result: Result) -> list[str]:
        if result.rows is None:
            return []
        try:
            self.store.save_rows(result.rows, run_id=self.run_id, version="fuzz")
        except Exception as error:  # whatever it is, an ingest would have told it of the paper, or have ended
            return [f"it cannot be stored: {type(error).__name__}: {error}"]
        return []


def _strangers(home: Path) -> list[str]:
    """Files beside the workers' folder, where nothing belongs."""
    return [f"a file was made: {path.name!r}" for path in home.parent.iterdir() if path != home]


@dataclass
class Row:
    """What is told of one mutator."""

    inputs: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    #: The slowest input's number, and the size of the longest.
    number: int = 0
    longest: int = 0
    faults: int = 0
    records: int = 0
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        self.inputs += 1
        self.statuses.update(outcome.statuses[:1] if len(set(outcome.statuses)) == 1 else outcome.statuses)
        self.records += outcome.records
        self.seconds += outcome.seconds
        self.faults += bool(outcome.faults)
        self.longest = max(self.longest, len(outcome.case.data))
        if outcome.seconds > self.slowest:
            self.slowest, self.number = outcome.seconds, outcome.case.number


class Tally:
    """The table by mutator."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    def add(self, outcome: Outcome) -> None:
        self.rows.setdefault(outcome.case.mutator, Row()).add(outcome)

    @property
    def total(self) -> Row:
        whole = Row()
        for row in self.rows.values():
            whole.inputs += row.inputs
            whole.statuses += row.statuses
            whole.faults += row.faults
            whole.records += row.records
            whole.seconds += row.seconds
            whole.longest = max(whole.longest, row.longest)
            if row.slowest > whole.slowest:
                whole.slowest, whole.number = row.slowest, row.number
        return whole

    def lines(self) -> Iterator[str]:
        yield "| mutator | inputs | read | refused | records | mean | slowest | longest | faults |"
        yield "|---|--:|--:|---|--:|--:|--:|--:|--:|"
        for name, row in [*sorted(self.rows.items()), ("all", self.total)]:
            refused = ", ".join(f"{status} {count}" for status, count in row.statuses.most_common() if status != "ok")
            yield f"| {name} | {row.inputs} | {row.statuses['ok']} | {refused or '–'} | {row.records} | {row.seconds / row.inputs:.2f} s | {row.slowest:.2f} s (#{row.number}) | {row.longest / 1000:.1f} kB | {row.faults} |"
