"""Papers that must not be trained on, or not twice, known again in a store: by content, DOI, title or text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractor.document import Document
from extractor.ingest import find_papers
from extractor.readers import read_paper

#: Letters of a paragraph that is no common phrase, and of a title that is none.
_LONG, _TITLE = 200, 20
#: Two papers are one if so much of one's long paragraphs stands in the other: a publisher's fixed sentences are less.
_SHARED = 0.2


class HeldOut:
    """A set of papers.

    >>> HeldOut([]).has({"sha256": "ab", "doi": None, "title": None}, ["text"])
    False
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self._hashes: set[str] = set()
        self._dois: set[str] = set()
        self._titles: set[str] = set()
        self._paragraphs: set[str] = set()
        for document in documents:
            self._hashes.add(document.sha256)
            self._dois.add(document.metadata.doi.lower())
            self._titles.add(_letters(document.metadata.title))
            self._paragraphs.update(_paragraphs(block.text for block in document.blocks))

    def has(self, paper: Mapping[str, Any], texts: Sequence[str]) -> bool:
        """Whether a paper, a row of the store with the texts of its blocks, is one of them."""
        title, doi = _letters(paper["title"] or ""), (paper["doi"] or "").lower()
        if paper["sha256"] in self._hashes or (doi and doi in self._dois) or (len(title) >= _TITLE and title in self._titles):
            return True
        told = _paragraphs(texts)
        return sum(told[key] for key in told if key in self._paragraphs) > _SHARED * sum(told.values())


def read_test_half(corpora: Path) -> HeldOut:
    """The papers of the test half of the gold; only the names of its annotations are looked at."""
    names = {path.stem for path in (corpora / "gold" / "test").glob("*.jsonl")}
    files = find_papers([str(folder) for folder in (corpora / "papers", corpora / "training" / "texts") if folder.is_dir()])
    return HeldOut(read_paper(path) for path in files if path.stem in names)


def _paragraphs(texts: Iterable[str]) -> dict[str, int]:
    """Length in letters of each long paragraph, by a hash of its letters."""
    letters = (_letters(text) for text in texts)
    return {hashlib.sha256(text.encode()).hexdigest(): len(text) for text in letters if len(text) >= _LONG}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
