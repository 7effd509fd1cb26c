"""Lists of papers: CSV, TSV or JSON lines, a row a paper, with its file and what is known of it.

Columns: file (or path, or url), relative to the manifest or an address; doi, title, authors, journal, year, licence
and sha256 may be there; others are ignored.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from extractor.errors import ReadError, UsageError
from extractor.ingest.source import Source, problem
from extractor.readers import sidecar

#: Names of the column that says where a paper is.
FILE_COLUMNS = ("file", "path", "url")
_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_JSON_LINES = (".jsonl", ".ndjson")
#: Characters of a line.
_MAX_LINE = 2**20
_SHA256 = re.compile(r"[0-9a-f]{64}")


def named_so(name: str) -> bool:
    """Whether a file's name is a manifest's.

    >>> named_so("papers.TSV"), named_so("papers.json")
    (True, False)
    """
    return name.lower().endswith((*_DELIMITERS, *_JSON_LINES))


def check(manifest: Source) -> None:
    """Raises UsageError for a manifest that cannot be read or that says nowhere in which file a paper is."""
    try:
        with _lines(manifest) as lines:
            columns = _columns(manifest.name, lines)
    except ReadError as error:
        raise UsageError(str(error)) from None
    except Exception as error:
        raise UsageError(str(manifest.content.explain(error))) from None
    if not set(FILE_COLUMNS) & set(columns):
        has = ", ".join(columns) or "none"
        raise UsageError(f"{manifest.uri}: a manifest needs a column file, path or url; it has: {has[:300]}")


def sources(manifest: Source, at: Callable[[str], Source]) -> Iterator[Source]:
    """The papers of a manifest, one after the other; `at` gives the source of a file, or raises UsageError.

    A row that says nothing sound becomes a source whose `load` names the row, as counted in a table (the header is 1).
    """
    try:
        with _lines(manifest) as lines:
            for number, row in _rows(manifest.name, lines):
                try:
                    yield _source(row, at)
                except (ValueError, UsageError) as error:
                    uri = f"{manifest.uri}::row {number}"
                    yield problem(uri, "unreadable", f"{manifest.uri}: row {number}: {error}; mend the manifest")
    except Exception as error:  # the file or its store fails on the way
        why = error if isinstance(error, ReadError) else manifest.content.explain(error)
        yield manifest.broken(why.status, str(why))


@contextmanager
def _lines(manifest: Source) -> Iterator[Iterator[str]]:
    """Lines of a manifest; bytes that are no UTF-8 are kept as lone surrogates, for the row to be told."""
    with manifest.content.open() as handle:
        text: Any = io.TextIOWrapper(handle, encoding="utf-8-sig", errors="surrogateescape", newline="")
        yield _cut(manifest, text)


def _cut(manifest: Source, text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_MAX_LINE):
        if len(line) == _MAX_LINE:
            raise ReadError("unreadable", f"{manifest.uri}: a line has more than {_MAX_LINE} characters; the rest of the manifest is left")
        yield line


def _columns(name: str, lines: Iterable[str]) -> list[str]:
    """Names of the columns: a table's header, or the keys of the first line that holds an object."""
    delimiter = _DELIMITERS.get(_suffix(name))
    if delimiter is not None:
        return _header(next(csv.reader(lines, delimiter=delimiter), []))
    return next((list(row) for _, row in _objects(lines) if isinstance(row, dict)), [])


def _rows(name: str, lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | ValueError]]:
    """Number and cells of each row, or why it has none."""
    delimiter = _DELIMITERS.get(_suffix(name))
    return _objects(lines) if delimiter is None else _cells(lines, delimiter)


def _cells(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, dict[str, Any] | ValueError]]:
    reader, number = csv.reader(lines, delimiter=delimiter), 1
    header = _header(next(reader, []))
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield number, ValueError(f"no sound row ({error})")
            continue
        if cells is None:
            return
        if any(cells[len(header) :]):
            yield number, ValueError(f"it has {len(cells)} cells, the header {len(header)}")
        elif any(cells):
            yield number, dict(zip(header, cells, strict=False))


def _objects(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | ValueError]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, ValueError(f"no sound JSON ({error})")
            continue
        if isinstance(found, dict):
            yield number, {_key(name): value for name, value in found.items()}
        else:
            yield number, ValueError("no JSON object")


def _source(row: dict[str, Any] | ValueError, at: Callable[[str], Source]) -> Source:
    """The paper of a row. Raises ValueError for a row that does not say one."""
    if isinstance(row, ValueError):
        raise row
    said = {name: _text(row.get(name)) for name in (*FILE_COLUMNS, *sidecar.FIELDS, "license", "sha256")}
    if any("\ud800" <= c <= "\udfff" for value in said.values() for c in value):
        raise ValueError("it is not in UTF-8")
    file = next((said[name] for name in FILE_COLUMNS if said[name]), "")
    if not file:
        raise ValueError("it names no file")
    digest = said["sha256"].lower()
    if digest and not _SHA256.fullmatch(digest):
        raise ValueError(f"{digest[:80]!r} is no SHA-256, which has 64 digits of 0-9 and a-f")
    source = at(file)
    return replace(source, metadata={**source.metadata, **sidecar.bibliography(said)}, sha256=digest)


def _text(value: object) -> str:
    """A cell as text; a list, as of authors, parted by ";"."""
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _header(cells: list[str]) -> list[str]:
    return [_key(cell) for cell in cells]


def _key(name: str) -> str:
    return name.strip().lower()


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
