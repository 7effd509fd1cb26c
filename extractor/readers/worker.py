"""The other side of `limits`: a process that reads one paper after another, as it is told.

Messages both ways are pickles, each with its length before it; only Kaimen's own two processes
speak here, over pipes that nobody else can open.
"""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import struct
import sys
import time
from pathlib import Path
from typing import IO, Any

from extractor.errors import ReadError
from extractor.readers import registry
from extractor.readers.options import ReadOptions

_LENGTH = struct.Struct(">Q")


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
    """Answer jobs until the pipe ends. What libraries print goes nowhere, since the answers have standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    sys.stdout = sys.stderr
    # before the first limit is set, for a library's own memory is not the paper's
    import extractor.readers.pdf  # noqa: F401

    send(answers, "ready")
    while (job := receive(sys.stdin.buffer)) is not None:
        send(answers, _answer(*job))


def _answer(path: Path, data: bytes, options: ReadOptions, formats: dict[str, str]) -> tuple[str, Any]:
    """("ok", Document), or the status and the message of what went wrong."""
    registry.FORMATS.update(formats)
    _limit(options)
    try:
        document = registry.read_bytes(data, path, options)
    except ReadError as error:
        return error.status, str(error)
    except MemoryError:
        return "too_large", f"{path.name}: reading it takes more than {options.max_memory} MB of memory; raise --max-memory if the paper is sound"
    return "ok", document


def _limit(options: ReadOptions) -> None:
    """Bound what the next paper may add, where the platform can: memory on Linux, processor time on macOS too.

    The time is a net below the caller's own, for a worker whose caller was killed.
    """
    with contextlib.suppress(ImportError):
        import resource

        _set(resource.RLIMIT_CPU, math.ceil(time.process_time() + options.max_seconds) + 1)
        statm = Path("/proc/self/statm")
        if statm.exists():
            _set(resource.RLIMIT_AS, int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + options.max_memory * 1_000_000)


def _set(kind: int, soft: int) -> None:
    import resource

    hard = resource.getrlimit(kind)[1]
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(kind, (soft, hard))
