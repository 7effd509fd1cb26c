"""Papers in zip and tar archives, read where they lie: nothing is ever unpacked to disk.

Names of members are labels only; links and devices are passed over. What counts as a paper, by its name, is the same
as in a folder; an archive inside an archive is not opened.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

from extractor.errors import ReadError
from extractor.ingest import tars, zips
from extractor.ingest.members import DAMAGE, Entry, label, told
from extractor.ingest.source import Source, bounded, is_paper
from extractor.readers import sidecar

#: More members than this are left, with a message.
MAX_MEMBERS = 1_000_000
#: Bytes of SOURCES.csv that one archive may have.
_MAX_SIDECARS = 32 * 2**20
_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tar.xz", ".txz")


def named_so(name: str) -> bool:
    """Whether a file's name is an archive's that can be opened.

    >>> named_so("papers.TGZ"), named_so("paper.pdf")
    (True, False)
    """
    return name.lower().endswith(_SUFFIXES)


def holds_members(source: Source) -> bool:
    """Whether a file, however it is named, holds a zip or tar archive; False for office documents and what cannot be read."""
    try:
        return zips.holds_members(source) if zips.starts_so(source) else tars.holds_members(source)
    except Exception:  # the reader will say what is wrong with it
        return False


def members(archive: Source) -> Iterator[Source]:
    """Papers of an archive, in its order; where it is damaged, a last source that says so when it is loaded.

    A member's `load` is quick while the iterator stands at it; later it opens the archive again and looks for it.
    """
    try:
        as_zip = archive.name.lower().endswith(".zip") or zips.starts_so(archive)
        yield from _papers(archive, zips.entries(archive) if as_zip else tars.entries(archive))
    except Exception as error:
        why = error if isinstance(error, ReadError) else told(archive, archive.uri, error, "the archive is damaged or cut short")
        yield archive.broken(why.status, str(why))


def _papers(archive: Source, entries: Iterator[Entry | None]) -> Iterator[Source]:
    """Sources of an archive's entries; None stands for an entry that is no file."""
    shelf, labels, passed = _Shelf(), _Labels(), set[int]()
    for entry in islice(entries, MAX_MEMBERS):
        path = label(entry.name) if entry else PurePosixPath()
        folder, name = str(path.parent), path.name
        if entry is None or _hidden(path) or not (is_paper(name) or name == sidecar.NAME or named_so(name)):
            continue
        uri = f"{archive.uri}::{labels.unused(str(path))}"
        source = Source(uri, name, entry.size, entry.modified, shelf.row(folder, name), entry.content)
        if name == sidecar.NAME:
            if hash(folder) in passed:
                yield source.broken("unsupported", f"{uri}: it comes after papers of its folder, which got nothing of it; pack it first")
            elif not shelf.take(folder, source):
                yield source.broken("unsupported", f"{uri}: no CSV in UTF-8 that can be read, or too large; its papers get nothing of it")
        elif named_so(name):
            yield source.broken("unsupported", f"{uri}: an archive inside an archive is not opened; unpack the outer one")
        else:
            passed.add(hash(folder))
            yield source
    if next(entries, archive) is not archive:
        yield archive.broken("too_large", f"{archive.uri}: it has more than {MAX_MEMBERS} members; the rest is left; split it")


class _Shelf:
    """Rows of an archive's SOURCES.csv files, by folder."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, dict[str, str]]] = {}
        self._room = _MAX_SIDECARS

    def take(self, folder: str, source: Source) -> bool:
        """Keep the rows of a SOURCES.csv; False for one that cannot be read."""
        try:
            with source.content.open() as handle:
                data = bounded(handle, self._room)
            self._room -= len(data)
            rows = sidecar.parse(io.StringIO(data.decode("utf-8-sig"), newline="")) if self._room >= 0 else None
        except (csv.Error, UnicodeDecodeError, ReadError, OSError, *DAMAGE):
            rows = None
        self._rows[folder] = {name: sidecar.bibliography(row) for name, row in (rows or {}).items()}
        return rows is not None

    def row(self, folder: str, name: str) -> dict[str, str]:
        return self._rows.get(folder, {}).get(name, {})


class _Labels:
    """Labels that were given already; only their hashes are kept, as an archive may have a million."""

    def __init__(self) -> None:
        self._times: dict[int, int] = {}

    def unused(self, wanted: str) -> str:
        """The label, numbered if an earlier member has it."""
        chosen, times = wanted, self._times.get(hash(wanted), 0)
        while hash(chosen) in self._times:
            times += 1
            chosen = f"{wanted}#{times + 1}"
        self._times[hash(chosen)] = 0
        if chosen != wanted:
            self._times[hash(wanted)] = times
        return chosen


def _hidden(path: PurePosixPath) -> bool:
    return any(part.startswith(".") and part != ".." for part in path.parts)
