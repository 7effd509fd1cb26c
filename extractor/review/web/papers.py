"""The files of stored papers, and pictures of their pages.

The store knows a paper's file by name and content, not by folder. A file is taken only if it is below one of the given
folders and its content is what was read: no name in the store or in a request leads anywhere else.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2

from extractor.document import Box
from extractor.errors import KaimenError
from extractor.readers.picture import page_picture
from extractor.review.display import Row
from extractor.review.web.places import Spot, spots

#: Files looked at in all folders together; who keeps a store in a home directory shall not wait.
_MOST_FILES = 200_000
#: Folders are looked through again after so many seconds, if a file is missing.
_AGAIN = 20.0
#: So many pictures of pages are kept, and so many records' spots.
_KEPT = 16
#: Points of a page's longer side beyond which no picture is made.
_LARGEST = 5000.0
#: pdfium must not run twice at once.
_PDFIUM = threading.RLock()


class NoPicture(KaimenError):
    """There is no picture of a page, and why."""


@dataclass
class Papers:
    """The PDF files below some folders."""

    folders: Sequence[Path]
    _named: dict[str, list[Path]] = field(default_factory=dict)
    _looked: float = -_AGAIN
    _digests: dict[tuple[Path, int, int], str] = field(default_factory=dict)
    _pictures: dict[tuple[str, int], bytes] = field(default_factory=dict)
    _spots: dict[tuple[str, str], tuple[tuple[float, float], list[Spot]]] = field(default_factory=dict)

    def find(self, paper: Mapping[str, Any]) -> Path:
        """The file of a row of `papers`. Raises NoPicture if it is not there any more."""
        for again in (False, True):
            if again and time.monotonic() - self._looked < _AGAIN:
                break
            if again or not self._named:
                self._look()
            for path in self._named.get(paper["file"], ()):
                if self._digest(path) == paper["sha256"]:
                    return path
        where = ", ".join(str(folder) for folder in self.folders)
        raise NoPicture(f"{paper['file']}: not found in {where} as it was read, so there is no picture of the page; name its folder with --papers")

    def picture(self, paper: Mapping[str, Any], page: int) -> bytes:
        """A page (from 1) as PNG. Raises NoPicture. May be called from any thread."""
        key = (str(paper["sha256"]), page)
        with _PDFIUM:
            if key not in self._pictures:
                path, out = self.find(paper), io.BytesIO()
                with _opened(path, page):
                    page_picture(path, page, []).save(out, "PNG")
                _keep(self._pictures, key, out.getvalue())
            return self._pictures[key]

    def spots(self, paper: Mapping[str, Any], row: Row, boxes: Sequence[Box], headers: Sequence[str]) -> tuple[tuple[float, float], list[Spot]]:
        """Size of the evidence's page in points, and what is where on it. Raises NoPicture."""
        key = (str(paper["sha256"]), json.dumps([row["page"], boxes, row["evidence"], row["value_start"], row["material"], row["temperature"], row["property"], headers]))
        with _PDFIUM:
            if key not in self._spots:
                with _opened(self.find(paper), row["page"]) as file:
                    _keep(self._spots, key, spots(file, row["page"], row, boxes, headers))
            return self._spots[key]

    def _look(self) -> None:
        self._named, self._looked = {}, time.monotonic()
        left = _MOST_FILES
        for folder in self.folders:
            for place, inner, files in os.walk(folder):
                inner[:] = sorted(name for name in inner if not name.startswith("."))
                for name in files:
                    if name.lower().endswith(".pdf"):
                        self._named.setdefault(name, []).append(Path(place) / name)
                left -= len(files)
                if left < 0:
                    return

    def _digest(self, path: Path) -> str | None:
        try:
            known = path.stat()
            key = (path, known.st_mtime_ns, known.st_size)
            if key not in self._digests:
                self._digests[key] = hashlib.sha256(path.read_bytes()).hexdigest()
            return self._digests[key]
        except OSError:
            return None


@contextmanager
def _opened(path: Path, page: int) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF with that page. Raises NoPicture for whatever keeps the page from being drawn."""
    try:
        with closing(pypdfium2.PdfDocument(path)) as file:
            if not 1 <= page <= len(file):
                raise NoPicture(f"{path.name}: no page {page}; it has {len(file)}")
            if max(file.get_page_size(page - 1)) > _LARGEST:
                raise NoPicture(f"{path.name}: page {page} is too large for a picture")
            yield file
    except NoPicture:
        raise
    except (pypdfium2.PdfiumError, KaimenError, OSError) as error:
        raise NoPicture(f"{path.name}: no picture can be made of page {page} ({error})") from None


def _keep(kept: dict[Any, Any], key: object, value: object) -> None:
    """Add to the last few that are kept."""
    while len(kept) >= _KEPT:
        del kept[next(iter(kept))]
    kept[key] = value
