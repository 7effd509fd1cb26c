"""Bibliography beside the papers: a `SOURCES.csv` in a paper's folder fills what the file lacks.

Columns: file, doi, title, authors (parted by ";"), journal, year, licence (or license); others are ignored.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from extractor.document import Document, Metadata

NAME = "SOURCES.csv"
#: What a row says of a paper, beside its file.
FIELDS = ("doi", "title", "authors", "journal", "year", "licence")


def parse(lines: Iterable[str]) -> dict[str, dict[str, str]]:
    """Rows of a SOURCES.csv by file name. Raises csv.Error for what is no CSV.

    >>> parse(["file,doi", "a.pdf,10.1/a"])
    {'a.pdf': {'file': 'a.pdf', 'doi': '10.1/a'}}
    """
    return {row["file"]: row for row in csv.DictReader(lines) if row.get("file")}


def read_sources(folder: Path) -> dict[str, dict[str, str]]:
    """Rows of a folder's SOURCES.csv by file name; empty if there is none or it cannot be read."""
    try:
        return _read(folder / NAME, (folder / NAME).stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}


@lru_cache(64)
def _read(path: Path, modified: int) -> dict[str, dict[str, str]]:
    """A file's rows; `modified` is there so that a changed file is read again."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return parse(handle)


def bibliography(row: Mapping[str, str]) -> dict[str, str]:
    """What a row says of a paper: those of FIELDS that are filled.

    >>> bibliography({"file": "a.pdf", "doi": " 10.1/a ", "license": "CC0-1.0", "title": ""})
    {'doi': '10.1/a', 'licence': 'CC0-1.0'}
    """
    said = {name: (row.get(name) or "").strip() for name in FIELDS}
    said["licence"] = said["licence"] or (row.get("license") or "").strip()
    return {name: value for name, value in said.items() if value}


def row_of(path: Path) -> dict[str, str]:
    """What the SOURCES.csv beside a paper says of it; empty if nothing does."""
    return bibliography(read_sources(path.parent).get(path.name, {}))


def apply(document: Document, row: Mapping[str, str]) -> Document:
    """The document with a row's bibliography where its own is empty; a title of the row goes before its own."""
    if not row:
        return document
    own = document.metadata
    year = row.get("year", "")
    return replace(
        document,
        metadata=Metadata(
            doi=own.doi or row.get("doi", ""),
            title=row.get("title", "") or own.title,
            authors=own.authors or tuple(a.strip() for a in row.get("authors", "").split(";") if a.strip()),
            journal=own.journal or row.get("journal", ""),
            year=own.year or (int(year) if year.isdecimal() and len(year) <= 4 else None),
            licence=own.licence or row.get("licence", ""),
        ),
    )
