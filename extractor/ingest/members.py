"""One member of an archive: its label, and what its errors say."""

from __future__ import annotations

import hashlib
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from extractor.errors import ReadError
from extractor.ingest.source import Content, Source

#: Characters of a member's label; of a longer name the middle goes.
_MAX_LABEL = 1000
#: What damage makes zipfile, tarfile and the decompressors raise, beside OSError without a number.
DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, ValueError, struct.error,
    LookupError, OverflowError, RecursionError, NotImplementedError, AttributeError, TypeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A regular file of an archive."""

    name: str
    size: int
    modified: str | None
    content: Content


def label(name: str) -> PurePosixPath:
    """A member's name as it is shown: a relative path of printable characters, never too long.

    >>> str(label("/a\\\\b//./x\\x00\\n.pdf")), str(label("../../x.pdf")), len(str(label("x" * 5000)))
    ('a/b/x\ufffd\ufffd.pdf', '../../x.pdf', 1000)
    """
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name.replace("\\", "/"))
    shown = "/".join(part for part in shown.split("/") if part not in ("", "."))
    if len(shown) > _MAX_LABEL:
        half = _MAX_LABEL // 2 - 10
        shown = f"{shown[:half]}…{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:18]}…{shown[-half:]}"
    return PurePosixPath(shown)


def told(archive: Source, uri: str, error: Exception, what: str) -> ReadError:
    """What an error of reading an archive says to a person."""
    if isinstance(error, io.UnsupportedOperation) or (isinstance(error, ValueError) and "seek" in str(error)):
        return ReadError("unreadable", f"{uri}: the store gives no parts of a file, which a zip archive needs; download the archive first")
    if isinstance(error, NotImplementedError):
        return ReadError("unsupported", f"{uri}: packed in a way that cannot be read ({error})")
    if isinstance(error, DAMAGE) or (isinstance(error, OSError) and error.errno is None):
        return ReadError("corrupt", f"{uri}: {what} ({error or type(error).__name__}); get it again")
    return archive.content.explain(error)
