"""Reads papers in a process of its own, which may be killed: the limits of time and memory.

pdfium and lxml are C: what hangs, explodes or crashes there takes its process along. One worker
reads paper after paper, so that its start (half a second) is paid once and a paper costs a
millisecond or two; only after a kill or crash a new one is started. The worker is a fresh Python,
not a fork: the caller may have threads (a progress bar) whose locks a fork would copy in whatever
state they are.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from extractor.document import Document
from extractor.errors import ReadError
from extractor.readers import registry
from extractor.readers.options import ReadOptions
from extractor.readers.worker import receive, send

#: Started with the caller's import path and not the working folder's files (-P), whatever they are named.
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from extractor.readers import worker; worker.serve()"
#: Seconds that a worker may take to start, on a machine that is busy.
_START_SECONDS = 60
#: A worker that died of a signal had run out of memory if it had come so near its limit.
_NEARLY_FULL = 0.5
#: Seconds between looks at a worker's memory.
_LOOK = 0.1


class Guard:
    """Reads papers under limits. Use as a context manager; not for several threads at once.

    >>> with Guard(ReadOptions(max_seconds=20)) as guard:  # doctest: +SKIP
    ...     document = guard.read(Path("paper.pdf"))
    """

    def __init__(self, options: ReadOptions | None = None) -> None:
        self.options = options or ReadOptions()
        self._worker: _Worker | None = None

    def __enter__(self) -> Guard:
        self._worker = _Worker()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, path: Path, data: bytes | None = None) -> Document:
        """The paper in `path`, whose content may be given. Raises ReadError; the next paper can be read in any case."""
        data = registry.load(path) if data is None else data
        worker = self._ready_worker(path.name)
        try:
            answer = worker.ask((path, data, self.options, dict(registry.FORMATS)), self.options.max_seconds)
        except TimeoutError:
            self._end()
            raise _too_slow(path.name, self.options) from None
        except BaseException:
            self._end()
            raise
        if answer is None:
            self._worker = None
            code = worker.end()
            raise _death(path.name, code, worker.added, self.options)
        status, result = answer
        if status != "ok":
            raise ReadError(status, result)
        assert isinstance(result, Document)
        return result

    def _ready_worker(self, name: str) -> _Worker:
        """The worker, or another in the place of one that died while it had nothing to do."""
        for _ in range(2):
            worker = self._worker = self._worker or _Worker()
            if worker.is_ready():
                return worker
            self._end()
        raise ReadError("failed", f"{name}: the process that reads papers cannot be started; is memory left, and is Kaimen whole?")

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()


class _Worker:
    """One reading process, its group, and a thread that waits for its answers."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-c", _START, json.dumps([os.path.abspath(entry) for entry in sys.path])]  # noqa: PTH100 - as the import system counts them
        # a group of its own: Ctrl-C is for the caller, and what the worker starts (Tesseract) dies with it
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        assert self.process.stdin is not None and self.process.stdout is not None
        self.input, self.output = self.process.stdin, self.process.stdout
        self.answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        #: Megabytes that the last paper was seen to add, where the platform tells (what the kernel says after a death counts the caller's too).
        self.added = 0.0
        self.ready = False
        #: Its pipe has ended. It is not waited for before its group is killed, whose number it keeps.
        self.gone = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while (answer := receive(self.output)) is not None:
            self.answers.put(answer)
        self.gone.set()
        self.answers.put(None)

    def ask(self, job: tuple[Any, ...], seconds: float) -> Any:
        """The answer to a job, None if the worker died over it. Raises TimeoutError."""
        with contextlib.suppress(BrokenPipeError):
            send(self.input, job)
        return self._next(seconds)

    def is_ready(self) -> bool:
        """Whether it started and lives."""
        with contextlib.suppress(TimeoutError):
            self.ready = self.ready or self._next(_START_SECONDS) is not None
        return self.ready and not self.gone.is_set()

    def _next(self, seconds: float) -> Any:
        end = time.monotonic() + seconds
        before = self._resident()
        self.added = 0.0
        while (left := end - time.monotonic()) > 0:
            try:
                return self.answers.get(timeout=min(left, _LOOK))
            except queue.Empty:
                self.added = max(self.added, self._resident() - before)
        raise TimeoutError

    def _resident(self) -> float:
        with contextlib.suppress(OSError, IndexError, ValueError):
            return int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        return 0.0

    def end(self) -> int:
        """Kill it with all that it started; returns its exit code, below zero for a signal."""
        if hasattr(os, "killpg"):
            # what is dead already keeps its number until it is waited for
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        code = self.process.wait()
        with contextlib.suppress(OSError):
            self.input.close()
        return code


def _too_slow(name: str, options: ReadOptions) -> ReadError:
    return ReadError("too_slow", f"{name}: reading it took more than {options.max_seconds:g} s and was stopped; raise --max-seconds if the paper is sound")


def _death(name: str, code: int, added: float, options: ReadOptions) -> ReadError:
    """What to say of a paper over which the worker died with this exit code, `added` megabytes after its start."""
    said = f"(signal {signal.Signals(-code).name})" if -code in set(signal.Signals) else f"(code {code})"
    if code == -getattr(signal, "SIGXCPU", 0):
        return _too_slow(name, options)
    if code == -getattr(signal, "SIGKILL", 0) or added > _NEARLY_FULL * options.max_memory:
        return ReadError("too_large", f"{name}: reading it takes more than {options.max_memory} MB of memory {said}; raise --max-memory if the paper is sound")
    return ReadError("corrupt", f"{name}: the library that reads such files crashed over it {said}; the file is damaged, fetch it again")
