"""Work in processes of their own, which may be killed: the limits of time and memory of one job.

pdfium and lxml are C: what hangs, explodes or crashes there takes its process along. A worker does
job after job, so that its start is paid once; only after a kill or crash, or when its memory has
grown, a new one is started. It is a fresh Python, not a fork: the caller may have threads (a
progress bar) whose locks a fork would copy in whatever state they are. `concurrent.futures` and
`multiprocessing.Pool` give up all workers when one dies, and cannot kill one over its job.

Messages both ways are pickles, each with its length before it; only Kaimen's own two processes
speak here, over pipes that nobody else can open.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import IO, Any

#: Started with the caller's import path and not the working folder's files (-P), whatever they are named.
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from extractor import isolation; isolation.serve()"
#: Seconds that a worker may take to start, on a machine that is busy.
_START_SECONDS = 120
#: Seconds between looks at the workers' memory and clocks.
_LOOK = 0.1
#: Jobs that a worker is given before it has done them: while an answer is dealt with it has something to do.
_AHEAD = 2
#: Megabytes of memory with which a worker is given nothing more, and replaced when it has done what it has.
_GROWN = 550
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, and megabytes beyond what the worker itself needs, that one job may take."""

    seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a job: its value, or how it ended without one.

    `code` is the exit code of a worker that died over it, below zero for a signal; None if it took too
    long. `added` are the megabytes that it was seen to take, where the platform tells; `memory` is the worker's whole.
    """

    job: Any
    value: Any = None
    ended: bool = True
    code: int | None = None
    added: float = 0.0
    memory: float = 0.0


class Pool:
    """Workers that do jobs under limits. Use as a context manager, from one thread.

    `target` is "module:callable"; called with `arguments` in each worker, it gives the function that does a job.
    """

    def __init__(self, target: str, arguments: tuple[Any, ...] = (), workers: int = 1) -> None:
        self.start = (target, arguments)
        self.size = workers
        self._answers: queue.SimpleQueue[tuple[_Worker, Any]] = queue.SimpleQueue()
        self._workers: list[_Worker] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kill the workers, whatever they do."""
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.end()
        self._workers = []

    @property
    def busy(self) -> int:
        """Jobs that are given out and not answered."""
        return sum(len(worker.jobs) for worker in self._workers)

    def has_room(self) -> bool:
        return len(self._workers) < self.size or any(len(worker.jobs) < _AHEAD for worker in self._fresh())

    def submit(self, job: Any, limits: Limits) -> None:
        """Give a job to the worker with least to do, a new one where all are busy and more may be. Raises OSError if none can be started."""
        worker = min(self._fresh() or self._workers, key=lambda one: len(one.jobs), default=None)
        if worker is None or (worker.jobs and len(self._workers) < self.size):
            worker = self._new()
            self._workers.append(worker)
        elif worker.gone and not worker.jobs:  # it died while it had nothing to do
            worker = self._replace(worker)
        worker.give(job, limits)

    def _fresh(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.memory <= _GROWN]

    def ask(self, job: Any, limits: Limits) -> Answer:
        """Submit one job and wait for its answer."""
        self.submit(job, limits)
        while True:
            for answer in self.answers(_LOOK):
                return answer

    def answers(self, seconds: float) -> list[Answer]:
        """Answers that are there; waits up to `seconds` for the first. Those that took too long or died are among them."""
        found: list[Answer] = []
        end = time.monotonic() + seconds
        while not found:
            left = max(0.0, min(_LOOK, end - time.monotonic()))
            with contextlib.suppress(queue.Empty):
                while True:
                    worker, message = self._answers.get(timeout=left)
                    found.extend(self._take(worker, message))
                    left = 0.0
            found.extend(self._late())
            if time.monotonic() >= end:
                break
        return found

    def _take(self, worker: _Worker, message: Any) -> list[Answer]:
        if worker not in self._workers:  # killed before; what it still said counts no more
            return []
        if message is not None:
            if not worker.ready:
                worker.begin()
                return []
            answer = worker.answered(*message)
            if worker.memory > _GROWN and not worker.jobs:
                self._replace(worker)
            return [answer]
        if not worker.jobs:
            return []  # replaced when it is needed
        if not worker.ready:
            raise OSError("the processes that read papers cannot be started; is memory left, and is Kaimen whole?")
        job, _ = worker.jobs.popleft()
        added = worker.added
        code = self._give_up(worker)
        return [Answer(job, ended=False, code=code, added=added)]

    def _late(self) -> list[Answer]:
        found = []
        for worker in list(self._workers):
            worker.look()
            if worker.is_late():
                job, _ = worker.jobs.popleft()
                self._give_up(worker)
                found.append(Answer(job, ended=False, added=worker.added))
            elif not worker.ready and time.monotonic() > worker.started + _START_SECONDS:
                raise OSError("the processes that read papers do not start; is the machine overloaded?")
        return found

    def _give_up(self, worker: _Worker) -> int:
        """End a worker and let others do what it had not begun; returns its exit code."""
        worker.kill()
        code = worker.end()
        fresh = self._replace(worker)
        for job, limits in worker.jobs:
            fresh.give(job, limits)
        return code

    def _replace(self, worker: _Worker) -> _Worker:
        worker.kill()
        worker.end()
        fresh = self._workers[self._workers.index(worker)] = self._new()
        return fresh

    def _new(self) -> _Worker:
        return _Worker(self.start, self._answers)


@dataclass(eq=False)
class _Worker:
    """One process, its group, a thread that writes its jobs and one that waits for its answers."""

    start: tuple[str, tuple[Any, ...]]
    answers: queue.SimpleQueue[tuple[_Worker, Any]]
    jobs: deque[tuple[Any, Limits]] = field(default_factory=deque)
    #: Megabytes that the present job was seen to add (what the kernel says after a death counts the caller's too), and all that it had last.
    added: float = 0.0
    memory: float = 0.0
    ready: bool = False
    #: Its pipe has ended. It is not waited for before its group is killed, whose number it keeps.
    gone: bool = False

    def __post_init__(self) -> None:
        command = [sys.executable, "-P", "-c", _START, json.dumps([os.path.abspath(entry) for entry in sys.path])]  # noqa: PTH100 - as the import system counts them
        # a group of its own: Ctrl-C is for the caller, and what the worker starts (Tesseract) dies with it
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        self.started = self.since = time.monotonic()
        self._before = 0.0
        self._ended: int | None = None
        self._outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._outbox.put(self.start)
        for task in (self._write, self._listen):
            threading.Thread(target=task, daemon=True).start()

    def _write(self) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            while (message := self._outbox.get()) is not None:
                send(self.process.stdin, message)
        with contextlib.suppress(OSError):
            self.process.stdin.close()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        while (message := receive(self.process.stdout)) is not None:
            self.answers.put((self, message))
        self.process.stdout.close()
        self.gone = True
        self.answers.put((self, None))

    def give(self, job: Any, limits: Limits) -> None:
        if not self.jobs:
            self._clock()
        self.jobs.append((job, limits))
        self._outbox.put((job, limits))

    def begin(self) -> None:
        """It has started."""
        self.ready = True
        self._clock()

    def answered(self, value: Any, memory: float) -> Answer:
        job, _ = self.jobs.popleft()
        self.memory = memory
        answer = Answer(job, value, added=self.added, memory=memory)
        self._clock()
        return answer

    def _clock(self) -> None:
        self.since = time.monotonic()
        self._before, self.added = self._resident(), 0.0

    def look(self) -> None:
        if self.jobs and self.ready:
            self.added = max(self.added, self._resident() - self._before)

    def is_late(self) -> bool:
        return self.ready and bool(self.jobs) and time.monotonic() > self.since + self.jobs[0][1].seconds

    def _resident(self) -> float:
        with contextlib.suppress(OSError, IndexError, ValueError):
            return _resident(self.process.pid)
        return 0.0

    def kill(self) -> None:
        """Kill it with all that it started."""
        self._outbox.put(None)
        if self._ended is not None:
            return
        if hasattr(os, "killpg"):
            # what is dead already keeps its number until it is waited for
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()

    def end(self) -> int:
        """Wait for it; returns its exit code, below zero for a signal."""
        if self._ended is None:
            self._ended = self.process.wait()
        return self._ended


def _resident(pid: int | str) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def send(pipe: IO[bytes], message: Any) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """The next message; None at the end of the pipe, also in the midst of a message."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = pipe.read(size)
    return pickle.loads(data) if len(data) == size else None


def serve() -> None:
    """The worker: do jobs until the pipe ends. What libraries print goes nowhere, since the answers have standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    sys.stdout = sys.stderr
    target, arguments = receive(sys.stdin.buffer)
    module, _, name = target.partition(":")
    # before the first limit is set, for a library's own memory is not the paper's
    do: Callable[[Any], Any] = getattr(import_module(module), name)(*arguments)
    with contextlib.suppress(BrokenPipeError):  # the caller is gone
        send(answers, "ready")
        while (message := receive(sys.stdin.buffer)) is not None:
            job, limits = message
            _limit(limits)
            value = do(job)
            memory = 0.0
            with contextlib.suppress(OSError):
                memory = _resident("self")
            send(answers, (value, memory))


def _limit(limits: Limits) -> None:
    """Bound what the next job may add, where the platform can: memory on Linux, processor time on macOS too.

    The time is a net below the caller's own, for a worker whose caller was killed.
    """
    with contextlib.suppress(ImportError):
        import resource

        _set(resource.RLIMIT_CPU, math.ceil(time.process_time() + limits.seconds) + 1)
        statm = Path("/proc/self/statm")
        if statm.exists():
            _set(resource.RLIMIT_AS, int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + limits.memory * 1_000_000)


def _set(kind: int, soft: int) -> None:
    import resource

    hard = resource.getrlimit(kind)[1]
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(kind, (soft, hard))
