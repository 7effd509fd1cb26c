"""Results of stages by content: the key is the file's SHA-256, what was asked for, and the digest of the stage's component.

One file a result in a folder that several processes, and machines with one file system, may share: each is written aside and
renamed, so that none is ever half there, and what is damaged counts as missing. They are pickles, which can run code when they are
read: the folder must be one's own, as the store's is. `diskcache` keeps pickles in a SQLite file, which no shared file system bears;
`joblib.Memory` keys by a function's own source, not by the component around it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.ingest.components import STAGES, components

_LEVEL = 1
#: What a damaged or foreign pickle raises.
_DAMAGED = (OSError, EOFError, zlib.error, pickle.UnpicklingError, AttributeError, ImportError, IndexError, KeyError, TypeError, ValueError)


class Cache:
    """A folder of results.

    >>> folder = Path(tempfile.mkdtemp())
    >>> cache = Cache(folder)
    >>> cache.put("reading", ("ab12", False), "a document")
    >>> cache.get("reading", ("ab12", False)), cache.get("reading", ("ab12", True))
    ('a document', None)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._digests = components()

    def _path(self, stage: str, what: tuple[Any, ...]) -> Path:
        key = hashlib.sha256(json.dumps(what).encode()).hexdigest()
        return self.folder / f"{stage}-{self._digests[stage][:16]}" / key[:2] / key[2:]

    def get(self, stage: str, what: tuple[Any, ...]) -> Any:
        """The result that is kept, or None."""
        try:
            return pickle.loads(zlib.decompress(self._path(stage, what).read_bytes()))
        except _DAMAGED:
            return None

    def has(self, stage: str, what: tuple[Any, ...]) -> bool:
        """Whether a result is kept; what is damaged shows only when it is fetched."""
        return self._path(stage, what).is_file()

    def put(self, stage: str, what: tuple[Any, ...], result: Any) -> None:
        """Keep a result. A full or read-only disk is no error: it is then not kept."""
        path = self._path(stage, what)
        data = zlib.compress(pickle.dumps(result, pickle.HIGHEST_PROTOCOL), _LEVEL)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=path.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                Path(part).replace(path)
            except OSError:
                Path(part).unlink(missing_ok=True)
                raise


@dataclass(frozen=True, slots=True)
class Held:
    """Results of one stage and one state of its component."""

    stage: str
    folder: Path
    current: bool
    results: int
    size: int


def held(folder: Path) -> Iterator[Held]:
    """What a cache holds. Raises UsageError if there is none."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no cache there")
    digests = components()
    for kept in sorted(folder.iterdir()):
        stage, _, digest = kept.name.partition("-")
        if stage in STAGES and kept.is_dir():
            sizes = [file.stat().st_size for file in kept.rglob("*") if file.is_file()]
            yield Held(stage, kept, digests[stage].startswith(digest), len(sizes), sum(sizes))


def prune(folder: Path, *, everything: bool = False) -> int:
    """Remove what no present component made (or everything); returns the bytes that became free."""
    freed = 0
    for one in list(held(folder)):
        if everything or not one.current:
            shutil.rmtree(one.folder)
            freed += one.size
    return freed
