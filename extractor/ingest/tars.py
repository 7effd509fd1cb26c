"""Members of tar archives, compressed or not, read as a stream from front to end."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from extractor.errors import ReadError
from extractor.ingest.members import Entry, label, told
from extractor.ingest.source import Content, Source, utc

#: Bytes that the headers before one member may have: names of any length are held in memory.
_MAX_HEADERS = 4 * 2**20
#: Bytes after the end mark that are looked at, so that a compressed file's checksum is met.
_MAX_TAIL = 2**20
_PIECE = 65_536
#: Memory that unpacking an .xz file may take; what `xz -9` makes takes 65 MB.
_MAX_XZ = 256 * 2**20


class _Xz(io.RawIOBase):
    """What an .xz file unpacks to: lzma.open has no limit of memory."""

    def __init__(self, handle: BinaryIO) -> None:
        super().__init__()
        self._handle, self._unpacker = handle, lzma.LZMADecompressor(memlimit=_MAX_XZ)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            packed = b""
            if self._unpacker.eof:  # another stream may follow, after zeros
                packed = self._unpacker.unused_data.lstrip(b"\0") or self._handle.read(_PIECE).lstrip(b"\0")
                if not packed:
                    return 0
                self._unpacker = lzma.LZMADecompressor(memlimit=_MAX_XZ)
            elif self._unpacker.needs_input and not (packed := self._handle.read(_PIECE)):
                raise EOFError("the compressed file ends early")
            if piece := self._unpacker.decompress(packed, len(buffer)):
                buffer[: len(piece)] = piece
                return len(piece)


_OPENERS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lambda handle: io.BufferedReader(_Xz(handle)),
}


def holds_members(source: Source) -> bool:
    """Whether a file is a tar archive, by its first bytes under any compression."""
    unpack = _opener(source.content)
    with source.content.open() as handle:
        stream: BinaryIO = unpack(handle)
        return stream.read(512)[257:262] == b"ustar"


def _opener(content: Content) -> Callable[[Any], Any]:
    """What takes the compression off a file; nothing where there is none."""
    with content.open() as handle:  # and not a step back afterwards, which a store's stream may not be able to
        start = handle.read(6)
    return next((opener for magic, opener in _OPENERS.items() if start.startswith(magic)), lambda handle: handle)


class _Forward:
    """A stream as tarfile wants a file: it goes forward only, and gives headers no more than so many bytes.

    A compressed stream is never gone back in, which would unpack it from the start each time.
    """

    def __init__(self, stream: BinaryIO, leaps: bool) -> None:
        self._stream, self._leaps, self._at = stream, leaps, 0
        self.allowance = _MAX_HEADERS  # bytes that may yet be read
        self.last = b""  # what was read last

    def tell(self) -> int:
        return self._at

    def seek(self, to: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or to < self._at:
            raise tarfile.ReadError("a member begins before the end of another")
        if self._leaps:
            with suppress(OSError, ValueError):  # a store's stream that cannot is read on
                self._at = self._stream.seek(to)
        while self._at < to and (piece := self._stream.read(min(_PIECE, to - self._at))):
            self._at += len(piece)
        return self._at

    def read(self, size: int) -> bytes:
        if size > self.allowance:
            raise tarfile.ReadError(f"the headers of a member have more than {_MAX_HEADERS / 1e6:.0f} MB")
        self.allowance -= size
        self.last = self._stream.read(size)
        self._at += len(self.last)
        return self.last


class Walk:
    """One pass over an archive's members."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._tar: Any  # typeshed knows neither firstmember nor that members may be cleared
        self._at = -1  # the member that the pass stands at and that was not read yet
        self._file: _Forward
        self._info: tarfile.TarInfo

    def __iter__(self) -> Generator[tarfile.TarInfo, None, None]:
        unpack = _opener(self._content)
        with self._content.open() as handle:
            unpacked = unpack(handle)
            stream: Any = _Forward(unpacked, leaps=unpacked is handle)
            self._file = stream
            self._tar = tarfile.TarFile(fileobj=stream)
            number, empty = 0, self._tar.firstmember is None
            try:
                while not empty and (info := self._next()):
                    self._at, self._info = number, info
                    number += 1
                    yield info
            finally:
                self._at = -1
            if self._file.last != bytes(tarfile.BLOCKSIZE):
                raise tarfile.ReadError("no end mark")
            self._file.allowance = 2 * _MAX_TAIL
            for _ in range(_MAX_TAIL // _PIECE):
                if not self._file.read(_PIECE):
                    break

    def _next(self) -> tarfile.TarInfo | None:
        self._file.allowance = _MAX_HEADERS
        info: tarfile.TarInfo | None = self._tar.next()
        self._tar.members.clear()  # it keeps all that it has passed
        return info

    def stands_at(self, index: int) -> bool:
        return self._at == index

    def content(self) -> BinaryIO:
        """The bytes of the member that the pass stands at; only once."""
        self._at = -1
        self._file.allowance = self._info.size + tarfile.BLOCKSIZE
        content: BinaryIO = self._tar.extractfile(self._info)
        return content


def entries(archive: Source) -> Iterator[Entry | None]:
    walk = Walk(archive.content)
    for index, info in enumerate(walk):
        yield Entry(info.name, info.size, utc(info.mtime), _Member(archive, walk, index, info)) if info.isreg() else None


@dataclass(frozen=True, slots=True)
class _Member:
    archive: Source
    walk: Walk = field(repr=False)
    index: int
    info: tarfile.TarInfo

    @property
    def uri(self) -> str:
        return f"{self.archive.uri}::{label(self.info.name)}"

    def open(self) -> AbstractContextManager[BinaryIO]:
        return self._open()

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        if self.walk.stands_at(self.index):
            yield self.walk.content()
            return
        again = Walk(self.archive.content)
        with closing(iter(again)) as steps:
            found = next(islice(steps, self.index, None), None)
            if found is None or found.name != self.info.name:
                raise ReadError("unreadable", f"{self.uri}: the archive has changed; ingest it again")
            yield again.content()

    def explain(self, error: Exception) -> ReadError:
        return told(self.archive, self.uri, error, "the member is damaged")
