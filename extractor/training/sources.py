"""The files of a store's papers, found by what they hold: a store keeps names and hashes, no folders."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from extractor.ingest import find_papers


class Sources:
    """Files of folders by SHA-256.

    >>> Sources([]).file("ab" * 32) is None
    True
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._files: dict[str, Path] = {}
        self._names: set[str] = set()
        for path in find_papers(paths):
            with path.open("rb") as stream:
                self._files.setdefault(hashlib.file_digest(stream, "sha256").hexdigest(), path)
            self._names.add(path.name)

    def file(self, sha256: str | None) -> Path | None:
        """The file with that content."""
        return self._files.get(sha256 or "")

    def names(self, name: str) -> bool:
        """Whether there is a file of that name, whatever it holds."""
        return name in self._names
