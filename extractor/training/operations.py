"""Learns operations and their conditions from annotated synthesis procedures, and scores both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import UsageError
from extractor.evaluation.score import Counts
from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.processing import conditions_of, find_operations, link_features, operation_features, words_in
from extractor.extraction.trained import Weights
from extractor.readers.text import read_text
from extractor.training.fit import fit_logistic, fit_ranker


@dataclass(frozen=True)
class Procedure:
    """A synthesis paragraph: [start, end) of its operations, and of its condition units with their operations."""

    paper: Paper
    operations: frozenset[tuple[int, int]]
    conditions: tuple[tuple[int, int, tuple[int, int]], ...]


def read_procedures(corpora: Path, part: str) -> list[Procedure]:
    """The procedures of one part ("train" or "dev") of the corpus, their places counted in the paper's blocks."""
    folder = corpora / "synthesis-procedures"
    if not (folder / f"{part}.txt").is_file():
        raise UsageError(f"{folder}: no synthesis procedures there")
    return [_read(corpora, name) for name in (folder / f"{part}.txt").read_text(encoding="utf-8").split()]


def _read(corpora: Path, name: str) -> Procedure:
    text = (corpora / "papers" / "synthesis" / f"{name}.txt").read_text(encoding="utf-8")
    spans: dict[str, tuple[str, int, int]] = {}
    relations: list[tuple[str, str, str]] = []
    events: dict[str, str] = {}
    for line in (corpora / "synthesis-procedures" / f"{name}.ann").read_text(encoding="utf-8").splitlines():
        identity, _, rest = line.partition("\t")
        if line.startswith("T"):
            label, start, *_ = rest.partition("\t")[0].split(" ")
            spans[identity] = (label, int(start), int(rest.partition("\t")[0].split(" ")[-1]))
        elif line.startswith("E"):
            events[identity] = rest.split()[0].partition(":")[2]
        elif line.startswith("R"):
            label, first, second = rest.split()[:3]
            relations.append((label, first.partition(":")[2], second.partition(":")[2]))
    relations = [(label, first, events.get(second, second)) for label, first, second in relations]
    paper = Paper(read_text(text.encode(), name))
    moved = {identity: (label, place) for identity, (label, start, end) in spans.items() if (place := _place(paper, text, start, end)) is not None}
    operations = frozenset(place for label, place in moved.values() if label == "Operation")
    conditions = [
        (*moved[first][1], moved[second][1]) for label, first, second in relations
        if label == "Condition_Of" and first in moved and second in moved and moved[first][0] == "Condition-Unit"
    ]
    return Procedure(paper, operations, tuple(conditions))


def _place(paper: Paper, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where characters of the file stand: block number × 1e6 + offset, so that one number tells both."""
    for number, block in enumerate(paper.document.blocks):
        begin = text.find(block.text)
        if begin >= 0 and begin <= start and end <= begin + len(block.text):
            return number * 1_000_000 + start - begin, number * 1_000_000 + end - begin
    return None


def _base(paper: Paper, sentence: Sentence) -> int:
    return next(n for n, block in enumerate(paper.document.blocks) if block is sentence.block) * 1_000_000


def fit_operations(procedures: Iterable[Procedure]) -> dict[str, Weights]:
    """Weights of "operations" and "operation_links"."""
    features: list[set[str]] = []
    right: list[bool] = []
    sets: list[list[frozenset[str]]] = []
    choices: list[list[bool]] = []
    for procedure in procedures:
        for sentence in procedure.paper.sentences:
            base = _base(procedure.paper, sentence)
            words = words_in(sentence)
            operations = [word for word in words if (base + word.start, base + word.end) in procedure.operations]
            for word, told in operation_features(words, sentence):
                features.append(told)
                right.append(word in operations)
            for quantity in sentence.quantities:
                owners = {owner for start, _, owner in procedure.conditions if base + quantity.start <= start < base + quantity.end + 2}
                if owners and operations:
                    sets.append([link_features(sentence, operations, i, quantity.start, quantity.end) for i in range(len(operations))])
                    choices.append([(base + o.start, base + o.end) in owners for o in operations])
    return {"operations": fit_logistic(features, right, strength=0.5), "operation_links": fit_ranker(sets, choices, penalty=3.0)}


@dataclass
class OperationScores:
    """Exact words of operations; links of a condition (temperature, time, pressure) to the right operation."""

    operations: Counts
    links: Counts


def score_operations(procedures: Iterable[Procedure]) -> OperationScores:
    """Scores the shipped (or tried) weights."""
    scores = OperationScores(Counts(), Counts())
    for procedure in procedures:
        found: set[tuple[int, int]] = set()
        wanted_links = {(start, owner) for start, _, owner in procedure.conditions}
        for sentence in procedure.paper.sentences:
            base = _base(procedure.paper, sentence)
            operations = find_operations(sentence)
            found |= {(base + o.start, base + o.end) for o in operations}
            for quantity, operation in conditions_of(sentence, operations):
                units = [link for link in wanted_links if base + quantity.start <= link[0] < base + quantity.end + 2]
                good = next((link for link in units if link[1] == (base + operation.start, base + operation.end)), None)
                if good is not None:
                    wanted_links.discard(good)
                    scores.links.right += 1
                else:
                    scores.links.false += 1
        scores.links.missed += len(wanted_links)
        scores.operations.right += len(found & procedure.operations)
        scores.operations.false += len(found - procedure.operations)
        scores.operations.missed += len(procedure.operations - found)
    return scores
