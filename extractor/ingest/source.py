"""One paper that can be loaded, and which names count as papers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from extractor.errors import ReadError
from extractor.readers.registry import MAX_BYTES
from extractor.readers.sidecar import NAME as SIDECAR

#: Files of a folder or archive that are taken as papers; a file named outright is always tried.
SUFFIXES = frozenset({".pdf", ".xml", ".txt", ".md", ".html", ".htm"})
#: Text files that say something about papers, and are none.
_NOT_PAPERS = frozenset({"license.txt", "licence.txt", "readme.md", "readme.txt", "license.md", "notice.txt"})
#: Bytes asked for at once: zip members of the kinds bzip2 and LZMA unpack as much as so many packed bytes hold.
_PIECE = 4096


class Content(Protocol):
    """Where the bytes of a source are, and how its errors are told."""

    def open(self) -> AbstractContextManager[BinaryIO]: ...

    def explain(self, error: Exception) -> ReadError: ...


@dataclass(frozen=True, slots=True)
class Broken:
    """Content that cannot be had, and why."""

    error: ReadError

    def open(self) -> AbstractContextManager[BinaryIO]:
        raise ReadError(self.error.status, str(self.error))

    def explain(self, error: Exception) -> ReadError:
        return self.error


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of this machine."""

    path: Path

    def open(self) -> AbstractContextManager[BinaryIO]:
        return self.path.open("rb")

    def explain(self, error: Exception) -> ReadError:
        reason = (error.strerror if isinstance(error, OSError) else "") or error
        return ReadError("unreadable", f"{self.path}: {reason}")


@dataclass(frozen=True, slots=True)
class Source:
    """One paper that can be loaded.

    `uri` is its stable name: an absolute path, an archive's member as ``/path/a.zip::folder/x.pdf``, or an address.
    `size` (bytes) and `modified` (ISO 8601, UTC) are as the folder, archive or store tells them, None where it does
    not; nothing is read for them. `metadata` is the bibliography of a SOURCES.csv beside it or of a manifest.
    """

    uri: str
    name: str
    size: int | None
    modified: str | None
    metadata: Mapping[str, str] = field(hash=False)
    content: Content = field(repr=False, compare=False)
    sha256: str = ""  # what the content must have, where a manifest says

    def load(self) -> bytes:
        """The content. Raises ReadError, one line for a person; never anything else for bad input.

        No more than `registry.MAX_BYTES` + one piece is ever held, whatever a header says of the size.
        """
        if self.size is not None and self.size > MAX_BYTES:
            raise self._too_large(f"{self.size / 1e6:.0f} MB")
        try:
            with self.content.open() as handle:
                data = bounded(handle, MAX_BYTES)
        except ReadError:
            raise
        except MemoryError:
            raise ReadError("too_large", f"{self.uri}: loading it takes more memory than there is") from None
        except Exception as error:  # archives and stores raise what they like
            raise self.content.explain(error) from None
        if len(data) > MAX_BYTES:
            raise self._too_large("its content")
        if self.sha256 and hashlib.sha256(data).hexdigest() != self.sha256:
            raise ReadError("corrupt", f"{self.uri}: its SHA-256 is not the one of the manifest; get the file again, or mend the manifest")
        return data

    def _too_large(self, what: str) -> ReadError:
        return ReadError("too_large", f"{self.uri}: {what} is more than the limit of {MAX_BYTES / 1e6:.0f} MB")

    def broken(self, status: str, message: str) -> Source:
        """The same, but all that loading gives is an error."""
        return replace(self, size=None, content=Broken(ReadError(status, message)))


def problem(uri: str, status: str, message: str) -> Source:
    """A source that stands for something that cannot be read."""
    return Source(uri, PurePosixPath(uri).name, None, None, {}, Broken(ReadError(status, message)))


def bounded(handle: BinaryIO, limit: int) -> bytes:
    """What a stream holds, up to the first piece beyond `limit` bytes."""
    pieces, size = [], 0
    while size <= limit and (piece := handle.read(_PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def is_paper(name: str) -> bool:
    """Whether a file of a folder or archive is taken as a paper, by its name alone.

    >>> is_paper("paper.PDF"), is_paper("README.md"), is_paper("._paper.pdf"), is_paper("table.csv")
    (True, False, False, False)
    """
    return PurePosixPath(name).suffix.lower() in SUFFIXES and not says_of_papers(name) and not name.startswith(".")


def says_of_papers(name: str) -> bool:
    """Whether a file is a licence, a readme or a bibliography beside papers."""
    return name.lower() in _NOT_PAPERS or name == SIDECAR


def utc(seconds: float) -> str | None:
    """A time since 1970 as ISO 8601 in UTC; None for what no calendar has.

    >>> utc(0), utc(1e20)
    ('1970-01-01T00:00:00+00:00', None)
    """
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return None
