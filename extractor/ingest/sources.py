"""Where papers come from: files, folders, globs, archives, manifests and addresses of stores."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path, PurePosixPath

from extractor.errors import UsageError
from extractor.ingest import archives, manifests
from extractor.ingest.remote import Place, file_at, file_beside, is_address, local_path
from extractor.ingest.source import SUFFIXES, LocalFile, Source, is_paper, problem, says_of_papers, utc
from extractor.readers import sidecar

__all__ = ["SUFFIXES", "Source", "find_papers", "find_sources", "parse_since", "source_at"]

_AGO = re.compile(r"(\d+)\s*([hdw])", re.I)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def find_sources(paths: Sequence[str], *, since: datetime | None = None) -> Iterator[Source]:
    """Papers that paths, folders, globs, archives, manifests and addresses name, each once, in a stable order.

    Each name is looked at before this returns: UsageError for one that names nothing (for a glob in a store, when
    the last of it was listed). All else is found as the iterator goes on. What cannot be read on the way is a source
    whose `load` says why. With `since`, only what was changed then or later, or nobody knows when.
    """
    found = [_named(name) for name in paths]
    return _each_once(found, since)


def _each_once(found: list[Iterator[Source]], since: datetime | None) -> Iterator[Source]:
    seen: set[str] = set()
    for sources in found:
        for source in sources:
            if since is not None and source.modified is not None and datetime.fromisoformat(source.modified) < since:
                continue
            if source.uri not in seen:
                seen.add(source.uri)
                yield source


def find_papers(paths: Sequence[str]) -> list[Path]:
    """Files of this machine named by paths, folders and globs, each once, in order; no archive is opened.

    Raises UsageError for a path that names nothing.
    """
    found: dict[Path, None] = {}
    for name in paths:
        path = Path(name)
        if path.is_dir():
            members: Iterable[Path] = (member for member in _files(path) if isinstance(member, Path) and is_paper(member.name))
        else:
            members = [path] if path.exists() else _matches(name)
        found.update(dict.fromkeys(members))
    return list(found)


def _named(name: str) -> Iterator[Source]:
    """Sources of one name. Raises UsageError for one that names nothing."""
    if is_address(name) and not Path(name).exists():
        local = local_path(name)
        if local is None:
            place = Place(name)
            return _outright(place.file) if place.file else _within(place)
        name = local
    try:
        path = Path(os.path.abspath(name))  # noqa: PTH100  # Path.resolve would follow links, whose targets move
        if path.is_dir():
            next(os.scandir(path), None)
            return _within(_folder(path))
        if path.exists():
            return _outright(_local(path))
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or error
        raise UsageError(f"{name}: {reason}") from None
    matches = _matches(name)
    return _within(_local(Path(os.path.abspath(match))) for match in matches)  # noqa: PTH100


def _outright(source: Source) -> Iterator[Source]:
    """Sources of one file that was named: what it lists or holds, else itself, however it is named."""
    if manifests.named_so(source.name):
        manifests.check(source)
        return manifests.sources(source, partial(_of_row, source))
    regular = isinstance(source.content, LocalFile) and source.content.path.is_file()
    if archives.named_so(source.name) or (regular and archives.holds_members(source)):
        return archives.members(source)
    return iter([source])


def _within(sources: Iterable[Source]) -> Iterator[Source]:
    """Sources of several files: archives by their names are opened."""
    for source in sources:
        if archives.named_so(source.name):
            yield from archives.members(source)
        else:
            yield source


def _of_row(manifest: Source, file: str) -> Source:
    """The file that a row of a manifest names, from where the manifest lies. Raises UsageError for one it may not name."""
    home = manifest.content.path.parent if isinstance(manifest.content, LocalFile) else None
    path = local_path(file) if is_address(file) else file
    if path is None:
        return file_at(file)
    if home is not None:
        return _local(Path(os.path.abspath(home / path)))  # noqa: PTH100
    if is_address(file) or file.startswith("/"):
        raise UsageError(f"{file}: a manifest in a store names files of stores, not those of this machine")
    return file_beside(manifest, file)


def _files(folder: Path) -> Iterator[Path | OSError]:
    """Files of a folder in depth, sorted; hidden ones are left out, links to folders not followed."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        yield error
        return
    for entry in listed:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(folder / entry.name)
        elif entry.is_file():
            yield folder / entry.name


def _folder(folder: Path) -> Iterator[Source]:
    for found in _files(folder):
        if isinstance(found, OSError):
            yield problem(f"{found.filename}", "unreadable", f"{found.filename}: the folder cannot be listed: {found.strerror}")
        elif is_paper(found.name) or archives.named_so(found.name):
            yield _local(found)


def _matches(pattern: str) -> list[Path]:
    """Files that a glob matches. Raises UsageError if there are none."""
    # not Path.glob, which takes no absolute pattern
    matches = sorted(Path(p) for p in glob.glob(pattern, recursive=True) if Path(p).is_file())  # noqa: PTH207
    if not matches:
        raise UsageError(f"{pattern}: no such file or folder")
    return [match for match in matches if not says_of_papers(match.name)] or matches


def _local(path: Path) -> Source:
    """A file of this machine, with what its folder says of it."""
    uri = os.fsencode(path).decode("utf-8", "backslashreplace")
    try:
        state = path.stat()
    except OSError:
        return Source(uri, path.name, None, None, {}, LocalFile(path))
    size, modified = (state.st_size, utc(state.st_mtime)) if stat.S_ISREG(state.st_mode) else (None, None)
    return Source(uri, PurePosixPath(uri).name, size, modified, sidecar.row_of(path), LocalFile(path))


def parse_since(text: str) -> datetime:
    """A time that a person gives: a date, a time (of this machine's zone if it says none), or how long ago.

    Raises UsageError for anything else.

    >>> parse_since("2026-11-01T12:00+00:00").isoformat()
    '2026-11-01T12:00:00+00:00'
    """
    try:
        if ago := _AGO.fullmatch(text.strip()):
            return datetime.now(UTC) - int(ago[1]) * _UNITS[ago[2].lower()]
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"{text[:80]!r}: no time; give a date as 2026-11-01, a time as 2026-11-01T12:00, or how long ago as 3d or 12h") from None


def source_at(uri: str) -> Source:
    """The source that has this name, as an earlier one had it. That it is gone shows when it is loaded."""
    outer, _, inner = uri.partition("::")
    if is_address(uri) and local_path(outer) is None:
        return file_at(uri)
    if not inner:
        return _local(Path(uri))
    archive = _local(Path(outer))
    try:
        member = next((source for source in archives.members(archive) if source.uri == uri), None)
    except (OSError, UsageError):
        member = None
    return member or problem(uri, "unreadable", f"{uri}: it is there no more")
