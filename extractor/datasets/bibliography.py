"""BibTeX of the papers that a dataset's records come from."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexEncodingMiddleware
from bibtexparser.model import Entry, Field

from extractor.store import Store


def bibtex(store: Store, paper_ids: Iterable[str]) -> str:
    """One entry a paper, in order of key; keys are first author and year ("rangasamy2012", then "rangasamy2012a").

    A paper of which nothing but the file is known is a @misc that names the file.
    """
    papers = [row for paper in sorted(set(paper_ids)) for row in store.db.query("SELECT * FROM papers WHERE id = ?", (paper,))]
    library, counted = Library(), Counter[str]()
    for paper in sorted(papers, key=_stem):
        stem = _stem(paper)
        library.add(_entry(stem + _suffix(counted[stem]), paper))
        counted[stem] += 1
    return write_string(library, prepend_middleware=[LatexEncodingMiddleware()])


def _stem(paper: dict[str, Any]) -> str:
    first = (paper["authors"] or "").split(";")[0].strip()
    surname = first.split(",")[0] if "," in first else first.rpartition(" ")[2]
    plain = unicodedata.normalize("NFKD", surname or paper["file"].rpartition(".")[0])
    return re.sub(r"[^A-Za-z0-9]", "", plain).lower() + str(paper["year"] or "")


def _suffix(number: int) -> str:
    """Nothing, then a, b … z, then aa, ab …"""
    return "" if number == 0 else _suffix((number - 1) // 26) + chr(ord("a") + (number - 1) % 26)


def _entry(key: str, paper: dict[str, Any]) -> Entry:
    authors = " and ".join(name.strip() for name in (paper["authors"] or "").split(";") if name.strip())
    told = {
        "author": authors, "title": paper["title"], "journal": paper["journal"], "year": paper["year"], "doi": paper["doi"],
        "note": paper["licence"], "howpublished": None if paper["journal"] else paper["file"],
    }  # fmt: skip
    return Entry("article" if paper["journal"] else "misc", key, [Field(name, _plain(str(value))) for name, value in told.items() if value])


def _plain(text: str) -> str:
    """One line without control characters, which LaTeX knows none of."""
    return " ".join("".join(char for char in text if char.isspace() or unicodedata.category(char) != "Cc").split())
