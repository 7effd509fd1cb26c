"""Bibliography beside the papers: a `SOURCES.csv` in a paper's folder fills what the file lacks.

Columns: file, doi, title, authors (parted by ";"), journal, year, licence; others are ignored.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from extractor.document import Document, Metadata

NAME = "SOURCES.csv"


@lru_cache(64)
def read_sources(folder: Path) -> dict[str, dict[str, str]]:
    """Rows of a folder's SOURCES.csv by file name; empty if there is none or it cannot be read."""
    try:
        with (folder / NAME).open(encoding="utf-8-sig", newline="") as handle:
            return {row["file"]: row for row in csv.DictReader(handle) if row.get("file")}
    except (OSError, UnicodeDecodeError, csv.Error, KeyError):
        return {}


def apply(document: Document, row: Mapping[str, str]) -> Document:
    """The document with a row's bibliography where its own is empty."""
    if not row:
        return document
    own = document.metadata
    year = row.get("year") or ""
    return replace(
        document,
        metadata=Metadata(
            doi=own.doi or row.get("doi") or "",
            title=row.get("title") or own.title,
            authors=own.authors or tuple(a.strip() for a in (row.get("authors") or "").split(";") if a.strip()),
            journal=own.journal or row.get("journal") or "",
            year=own.year or (int(year) if year.isdigit() else None),
            licence=own.licence or row.get("licence") or "",
        ),
    )
