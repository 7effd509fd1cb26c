"""Reads papers in a process of its own, under the limits of time and memory (extractor/isolation.py)."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extractor.document import Document
from extractor.errors import ReadError
from extractor.isolation import Answer, Limits, Pool
from extractor.readers import registry
from extractor.readers.options import ReadOptions

#: A worker that died of a signal had run out of memory if it had come so near its limit.
_NEARLY_FULL = 0.5


class Guard:
    """Reads papers under limits. Use as a context manager; not for several threads at once.

    >>> with Guard(ReadOptions(max_seconds=20)) as guard:  # doctest: +SKIP
    ...     document = guard.read(Path("paper.pdf"))
    """

    def __init__(self, options: ReadOptions | None = None) -> None:
        self.options = options or ReadOptions()
        self._pool = Pool("extractor.readers.limits:reader")

    def __enter__(self) -> Guard:
        self._pool.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def read(self, path: Path) -> Document:
        """The paper in `path`. Raises ReadError; the next paper can be read in any case."""
        data = registry.load(path)
        try:
            answer = self._pool.ask((path, data, self.options, dict(registry.FORMATS)), limits_of(self.options))
        except OSError as error:
            raise ReadError("failed", f"{path.name}: {error}") from None
        if not answer.ended:
            raise read_error(path.name, answer, self.options)
        status, result = answer.value
        if status != "ok":
            raise ReadError(status, result)
        assert isinstance(result, Document)
        return result


def reader() -> Callable[[Any], tuple[str, Any]]:
    """What a worker of a Guard does."""
    import extractor.readers.pdf  # noqa: F401 - loaded before the first limit

    return _read


def _read(job: tuple[Path, bytes, ReadOptions, dict[str, str]]) -> tuple[str, Any]:
    """("ok", Document), or the status and the message of what went wrong. The caller's readers are read with."""
    path, data, options, formats = job
    registry.FORMATS.update(formats)
    try:
        return "ok", registry.read_bytes(data, path, options)
    except ReadError as error:
        return error.status, str(error)
    except MemoryError:
        return "too_large", f"{path.name}: reading it takes more than {options.max_memory} MB of memory; raise --max-memory if the paper is sound"


def limits_of(options: ReadOptions) -> Limits:
    return Limits(options.max_seconds, options.max_memory)


def read_error(name: str, answer: Answer, options: ReadOptions) -> ReadError:
    """What to say of a paper whose worker was stopped or died."""
    code = answer.code
    if code is None or code == -getattr(signal, "SIGXCPU", 0):
        return ReadError("too_slow", f"{name}: reading it took more than {options.max_seconds:g} s and was stopped; raise --max-seconds if the paper is sound")
    said = f"(signal {signal.Signals(-code).name})" if -code in set(signal.Signals) else f"(code {code})"
    if code == -getattr(signal, "SIGKILL", 0) or answer.added > _NEARLY_FULL * options.max_memory:
        return ReadError("too_large", f"{name}: reading it takes more than {options.max_memory} MB of memory {said}; raise --max-memory if the paper is sound")
    return ReadError("corrupt", f"{name}: the library that reads such files crashed over it {said}; the file is damaged, fetch it again")
