"""Papers in stores that fsspec knows: s3://, gs://, https://, sftp://, memory://, zip://…::s3://… and others."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import fsspec
from fsspec.implementations.local import LocalFileSystem
from fsspec.registry import known_implementations
from fsspec.utils import glob_translate

from extractor.errors import ReadError, UsageError
from extractor.ingest import archives
from extractor.ingest.source import Source, bounded, is_paper, problem, says_of_papers, utc
from extractor.readers import sidecar

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(?:://|::)", re.I)
_PASSWORD = re.compile(r"(://[^/@:\s]+):[^/@\s]+@")
#: Folders within folders are followed so deep; some servers link in circles.
_MAX_DEPTH = 64
#: Names that stores give the time of a file's last change.
_TIMES = ("LastModified", "last_modified", "mtime", "modified", "updated", "Last-Modified")


def is_address(name: str) -> bool:
    """Whether a name has a protocol.

    >>> is_address("s3://bucket/papers"), is_address("papers/a.pdf")
    (True, False)
    """
    return _ADDRESS.match(name) is not None


def local_path(address: str) -> str | None:
    """The path, where an address is one of this machine's files.

    >>> local_path("file:///papers/a.pdf"), local_path("s3://bucket/a.pdf")
    ('/papers/a.pdf', None)
    """
    return str(LocalFileSystem._strip_protocol(address)) if address.startswith(("file://", "local://")) else None


@dataclass(frozen=True, slots=True)
class _RemoteFile:
    filesystem: Any = field(repr=False)
    path: str
    uri: str

    def open(self) -> AbstractContextManager[BinaryIO]:
        handle: AbstractContextManager[BinaryIO] = self.filesystem.open(self.path, "rb")
        return handle

    def explain(self, error: Exception) -> ReadError:
        return ReadError("unreadable", f"{self.uri}: {_why(error, self.uri)}")


class Place:
    """What an address names: a file, a folder or a glob of a store.

    Raises UsageError for an address that names nothing, or whose store cannot be reached.
    """

    def __init__(self, address: str) -> None:
        self.address = _PASSWORD.sub(r"\1@", address)
        first, _, rest = self.address.partition("::")
        self._rest = f"::{rest}" if rest else ""
        try:
            self._filesystem, self._path = fsspec.url_to_fs(address)
            self._base = _base(first, self._path)
            self._filesystem.invalidate_cache()
            self._glob = re.compile(glob_translate(self._path)) if _has_magic(first) else None
            self._single: Mapping[str, Any] | None = None
            self._listed: list[Mapping[str, Any]] = []
            self._root = re.split(r"[*?\[]", self._path, maxsplit=1)[0].rpartition("/")[0] if self._glob else self._path
            if self._glob is None and not first.endswith("/"):
                info = self._filesystem.info(self._path)
                self._single = info if info["type"] != "directory" else None
            if self._single is None:
                self._listed = self._list(self._root)
        except Exception as error:
            raise UsageError(f"{self.address}: {_why(error, address)}") from None

    @property
    def file(self) -> Source | None:
        """The file, where the address names one."""
        if self._single is None:
            return None
        source = self._source(self._single)
        folder, _, _ = self._path.rpartition("/")
        return replace(source, metadata=self._rows(f"{folder}/{sidecar.NAME}").get(source.name, {}))

    def __iter__(self) -> Iterator[Source]:
        """Files of the folder in depth, or those that the glob matches; raises UsageError for a glob that matches none."""
        found = False
        for source in self._walk(self._root, self._listed, 0):
            found = True
            yield source
        if self._glob and not found:
            raise UsageError(f"{self.address}: nothing there has such a name")

    def _walk(self, folder: str, listed: list[Mapping[str, Any]], depth: int) -> Iterator[Source]:
        beside = next((info["name"] for info in listed if _name(info["name"]) == sidecar.NAME), None)
        rows = self._rows(beside) if beside else {}
        for info in sorted(listed, key=lambda info: str(info["name"])):
            path = str(info["name"])
            if path.rstrip("/") == folder.rstrip("/") or _name(path).startswith("."):
                continue
            if info["type"] != "directory":
                if self._wanted(path):
                    source = self._source(info)
                    yield replace(source, metadata=rows.get(source.name, {}))
            elif depth < _MAX_DEPTH and self._may_match_below(path):
                try:
                    below = self._list(path)
                except Exception as error:  # what the store's library raises; the other folders may be sound
                    yield problem(self._uri(path), "unreadable", f"{self._uri(path)}: the folder cannot be listed: {_why(error, self.address)}")
                    continue
                yield from self._walk(path, below, depth + 1)

    def _wanted(self, path: str) -> bool:
        name = _name(path)
        if self._glob is not None:
            return self._glob.fullmatch(path) is not None and not says_of_papers(name)
        return is_paper(name) or archives.named_so(name)

    def _may_match_below(self, folder: str) -> bool:
        return self._glob is None or "**" in self._path or folder.rstrip("/").count("/") < self._path.count("/")

    def _list(self, folder: str) -> list[Mapping[str, Any]]:
        listed: list[Mapping[str, Any]] = self._filesystem.ls(folder, detail=True)
        self._filesystem.invalidate_cache()  # or the listings of a whole store stay in memory
        return listed

    def _rows(self, path: str) -> dict[str, dict[str, str]]:
        """Rows of a SOURCES.csv; empty if there is none or it cannot be read."""
        try:
            with self._filesystem.open(path, "rb") as handle:
                text = bounded(handle, 2**25).decode("utf-8-sig")
            return {name: sidecar.bibliography(row) for name, row in sidecar.parse(io.StringIO(text, newline="")).items()}
        except Exception:  # as with folders: a bibliography is a help, not a condition
            return {}

    def _source(self, info: Mapping[str, Any]) -> Source:
        path = str(info["name"])
        uri = self._uri(path)
        return Source(uri, _name(path), info.get("size"), _modified(info), {}, _RemoteFile(self._filesystem, path, uri))

    def _uri(self, path: str) -> str:
        return (self._base + path if self._base is not None else str(self._filesystem.unstrip_protocol(path))) + self._rest


def file_at(address: str) -> Source:
    """The file of an address, without asking the store whether it is there. Raises UsageError for an unknown protocol."""
    uri = _PASSWORD.sub(r"\1@", address)
    try:
        filesystem, path = fsspec.url_to_fs(address)
    except Exception as error:
        raise UsageError(f"{uri}: {_why(error, address)}") from None
    return Source(uri, _name(path), None, None, {}, _RemoteFile(filesystem, path, uri))


def file_beside(source: Source, file: str) -> Source:
    """The file that lies beside another of a store, by its relative path."""
    assert isinstance(source.content, _RemoteFile)
    first, chained, rest = source.uri.partition("::")
    path, uri = _beside(source.content.path, file), _beside(first, file) + chained + rest
    return Source(uri, _name(path), None, None, {}, _RemoteFile(source.content.filesystem, path, uri))


def _beside(path: str, file: str) -> str:
    """A relative path, from where another file of a store lies.

    >>> _beside("https://host/list/all.csv?v=2", "../a.pdf"), _beside("bucket/all.csv", "a.pdf")
    ('https://host/a.pdf', 'bucket/a.pdf')
    """
    protocol, parted, inside = path.rpartition("://")
    inside = inside.partition("?")[0] if protocol.startswith("http") else inside
    return protocol + parted + posixpath.normpath(posixpath.join(posixpath.dirname(inside), file))


def _base(first: str, path: str) -> str | None:
    """What goes before a store's own path to make an address of it; None if the address does not show.

    >>> _base("s3://bucket/papers/", "bucket/papers"), _base("sftp://me@host/papers", "/papers"), _base("memory://", "")
    ('s3://', 'sftp://me@host', None)
    """
    for whole, part in ((first, path), (first.rstrip("/"), path.rstrip("/"))):
        if part and whole.endswith(part):
            return whole[: -len(part)]
    return None


def _has_magic(first: str) -> bool:
    return bool(re.search(r"[*\[]" if first.startswith("http") else r"[*?\[]", first))


def _name(path: str) -> str:
    if path.startswith(("http://", "https://")):
        path = urlsplit(path).path
    return path.rstrip("/").rpartition("/")[2]


def _modified(info: Mapping[str, Any]) -> str | None:
    value = next((info[name] for name in _TIMES if info.get(name)), None)
    try:
        if isinstance(value, int | float):
            return utc(value)
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        pass
    return None


def _why(error: Exception, address: str) -> str:
    """What an error of a store says to a person, with the remedy."""
    protocol = address.partition("::")[0].partition("://")[0]
    kind, text = type(error).__name__, _PASSWORD.sub(r"\1@", " ".join(str(error).split()))[:300]
    if isinstance(error, ImportError):
        return f"no package for {protocol}:// is installed: pip install {_package(protocol)}"
    if isinstance(error, ValueError) and "Protocol not known" in text:
        return f"{protocol}:// is no protocol that is known; give a path, or s3://, gs://, https://, sftp://…"
    status = getattr(error, "status", None)
    if isinstance(error, FileNotFoundError):
        cause = error.__cause__  # aiohttp's filesystem says so of whatever goes wrong
        real = isinstance(cause, OSError) or getattr(cause, "status", 404) != 404
        return _why(cause, address) if real and isinstance(cause, Exception) else "no such file or folder"
    if isinstance(error, PermissionError) or "Credential" in kind or status in (401, 403):
        return f"no access ({text or kind}); give the store's credentials in its environment variables or configuration, or FSSPEC_{protocol.upper()}_ANON=true for a public one"
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return "no answer in time; look to the network and try again"
    return f"{text or kind}; look to the address and the network and try again"


def _package(protocol: str) -> str:
    """What to install for a protocol.

    >>> _package("s3"), _package("https"), _package("sftp")
    ('s3fs', 'requests aiohttp', 'paramiko')
    """
    known = known_implementations.get(protocol, {})
    module = known.get("class", protocol).partition(".")[0]
    return " ".join(re.findall(r'"([\w-]+)"', known.get("err", ""))) or protocol if module == "fsspec" else module
