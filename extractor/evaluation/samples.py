"""How well facts are put together to samples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from extractor.evaluation.gold import GoldFact
from extractor.evaluation.match import same_fact
from extractor.evaluation.score import Counts
from extractor.records import Record


@dataclass
class SampleScores:
    """`whole`: samples of two properties and more whose facts are all there, with no other among them.
    `pairs`: of two facts that are there, whether they are rightly of one sample.
    `assembled`: like `whole`, but only of the facts that were found at all.
    """

    whole: Counts = field(default_factory=Counts)
    assembled: Counts = field(default_factory=Counts)
    pairs: Counts = field(default_factory=Counts)


def score_samples(records: Mapping[str, Sequence[Record]], gold: Mapping[str, Sequence[GoldFact]]) -> SampleScores:
    """Score the samples of papers (keys: the file's stem) against the groups of the gold."""
    scores = SampleScores()
    for paper, facts in gold.items():
        _score_paper(scores, list(records.get(paper, ())), [fact for fact in facts if fact.group and not fact.interface and not fact.cited])
    return scores


def _score_paper(scores: SampleScores, records: list[Record], facts: list[GoldFact]) -> None:
    matched: dict[int, int] = {}
    for number, record in enumerate(records):
        fact = next((i for i, f in enumerate(facts) if i not in matched.values() and same_fact(record, f)), None)
        if fact is not None:
            matched[number] = fact
    wanted = _members((i, fact.group, fact.property) for i, fact in enumerate(facts) if not fact.doubtful)
    found = _members((n, r.conditions.get("samples", ()), r.property) for n, r in enumerate(records))
    told = [{fact for n in group if (fact := matched.get(n, -1 - n)) < 0 or not facts[fact].doubtful} for group in found]
    there = {i for i in matched.values() if not facts[i].doubtful}
    partial = [group & there for group in wanted]
    _count(scores.whole, wanted, told)
    _count(scores.assembled, [group for group in partial if len({facts[i].property for i in group}) > 1], [{i for i in group if i >= 0} for group in told if len({facts[i].property for i in group if i >= 0}) > 1])
    right_pairs = {pair for group in partial for pair in combinations(sorted(group), 2)}
    found_pairs = {pair for group in told for pair in combinations(sorted(i for i in group if i >= 0), 2)}
    scores.pairs.right += len(right_pairs & found_pairs)
    scores.pairs.false += len(found_pairs - right_pairs)
    scores.pairs.missed += len(right_pairs - found_pairs)


def _members(told: Iterable[tuple[int, Sequence[str], str]]) -> list[set[int]]:
    """The facts of each sample that has two properties and more."""
    groups: dict[str, set[int]] = defaultdict(set)
    properties: dict[str, set[str]] = defaultdict(set)
    for number, names, name in told:
        for group in names:
            groups[group].add(number)
            properties[group].add(name)
    return [members for group, members in groups.items() if len(properties[group]) > 1]


def _count(counts: Counts, wanted: list[set[int]], found: list[set[int]]) -> None:
    left = list(found)
    for group in wanted:
        if group in left:
            left.remove(group)
            counts.right += 1
        else:
            counts.missed += 1
    counts.false += len(left)
