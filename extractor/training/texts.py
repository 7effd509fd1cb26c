"""Annotated texts to learn from: the training corpus and the dev half of the gold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from extractor.errors import UsageError
from extractor.evaluation.gold import GoldFact, read_gold
from extractor.evaluation.match import same_fact
from extractor.extraction.paper import Paper
from extractor.ingest import find_papers
from extractor.readers import read_paper
from extractor.records import Record


class TaughtText(Protocol):
    """A paper of which it is known what some records of it are."""

    @property
    def name(self) -> str: ...

    @property
    def paper(self) -> Paper: ...

    def verdict(self, record: Record) -> bool | None:
        """Whether a record is right; None where nobody said."""


@dataclass(frozen=True)
class AnnotatedText:
    """A paper with all its facts."""

    name: str
    paper: Paper
    facts: list[GoldFact]

    def verdict(self, record: Record) -> bool | None:
        told = [fact for fact in self.facts if same_fact(record, fact)]
        return None if told and all(fact.doubtful for fact in told) else bool(told)


def annotated_texts(corpora: Path) -> Iterator[AnnotatedText]:
    """All texts of `corpora` that models may learn from, by name.

    Raises UsageError where a folder is missing or a text has no file.
    """
    if not (corpora / "training" / "facts").is_dir():
        raise UsageError(f"{corpora}: no training texts there; give the folder `corpora` of a clone with --corpora")
    files = {path.stem: path for path in find_papers([str(corpora / "papers"), str(corpora / "training" / "texts")])}
    held_out = set(read_gold(corpora / "gold", "test"))
    gold = {**read_gold(corpora / "training", "facts"), **read_gold(corpora / "gold", "dev")}
    for name in sorted(gold):
        if name in held_out:
            raise UsageError(f"{name} is a test paper and must not be trained on")
        if name not in files:
            raise UsageError(f"{name}: annotated, but no such text in {corpora}")
        yield AnnotatedText(name, Paper(read_paper(files[name])), gold[name])
