"""Members of zip archives."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from extractor.errors import ReadError
from extractor.ingest.members import Entry, label, told
from extractor.ingest.source import Source, utc
from extractor.readers import sidecar

#: Bytes that an archive's directory may have (half a million members and more): all of it is in memory at once.
_MAX_DIRECTORY = 96 * 2**20
#: Bytes from the end in which the directory is looked for, rounded up.
_MAX_COMMENT = 2**17
_STARTS = (b"PK\x03\x04", b"PK\x05\x06")


class _Limited:
    """A file that refuses to give more at once than a zip archive's directory may have."""

    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle
        self.seek, self.tell, self.seekable = handle.seek, handle.tell, handle.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _MAX_DIRECTORY:
            raise zipfile.BadZipFile(f"its directory has more than {_MAX_DIRECTORY / 1e6:.0f} MB")
        return self._handle.read(size if size >= 0 else _MAX_COMMENT)


def starts_so(source: Source) -> bool:
    with source.content.open() as handle:
        return handle.read(4) in _STARTS


def holds_members(source: Source) -> bool:
    """Whether a zip file is an archive, and no office document or book, which are zip files too."""
    with _opened(source) as opened:
        return not {"[Content_Types].xml", "mimetype"} & set(opened.namelist())


@contextmanager
def _opened(archive: Source) -> Iterator[zipfile.ZipFile]:
    limited: Any
    with archive.content.open() as handle:
        limited = _Limited(handle)
        with zipfile.ZipFile(limited) as opened:
            yield opened


def entries(archive: Source) -> Iterator[Entry | None]:
    with _opened(archive) as opened:
        # bibliographies first: a zip archive can be read in any order
        infos = sorted(enumerate(opened.infolist()), key=lambda entry: not entry[1].filename.endswith(sidecar.NAME))
        for index, info in infos:
            link = info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16)
            if info.is_dir() or link:
                yield None
            else:
                yield Entry(info.filename, info.file_size, _time(info), _Member(archive, opened, index, info))


def _time(info: zipfile.ZipInfo) -> str | None:
    """When a member was changed: its Unix time where it has one, else the clock of its maker taken as UTC."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == 0x5455 and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return utc(struct.unpack("<i", extra[5:9])[0])
        extra = extra[4 + size :]
    try:
        return datetime(*info.date_time, tzinfo=UTC).isoformat()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Member:
    archive: Source
    opened: zipfile.ZipFile = field(repr=False)
    index: int
    info: zipfile.ZipInfo

    @property
    def uri(self) -> str:
        return f"{self.archive.uri}::{label(self.info.filename)}"

    def open(self) -> AbstractContextManager[BinaryIO]:
        return self._open()

    @contextmanager
    def _open(self) -> Iterator[Any]:
        if self.info.flag_bits & 1:
            raise ReadError("encrypted", f"{self.uri}: the member is encrypted; unpack the archive with its password first")
        if self.opened.fp is not None:
            with self.opened.open(self.info) as handle:
                yield handle
            return
        with _opened(self.archive) as again:
            infos = again.infolist()
            if len(infos) <= self.index or infos[self.index].filename != self.info.filename:
                raise ReadError("unreadable", f"{self.uri}: the archive has changed; ingest it again")
            with again.open(infos[self.index]) as handle:
                yield handle

    def explain(self, error: Exception) -> ReadError:
        return told(self.archive, self.uri, error, "the member is damaged")
