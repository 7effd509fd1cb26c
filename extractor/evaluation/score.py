"""Scores a set of papers against their gold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.evaluation.gold import GoldFact
from extractor.evaluation.match import same_fact, same_interface, same_material, same_value
from extractor.records import Record


@dataclass
class Counts:
    """Right, false and missed facts."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        found = self.right + self.false
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        there = self.right + self.missed
        return self.right / there if there else None

    @property
    def f1(self) -> float | None:
        total = 2 * self.right + self.false + self.missed
        return 2 * self.right / total if total else None

    def add(self, other: Counts) -> None:
        self.right += other.right
        self.false += other.false
        self.missed += other.missed


@dataclass(frozen=True)
class Miss:
    paper: str
    fact: GoldFact
    reason: str


@dataclass(frozen=True)
class FalseFind:
    paper: str
    record: Record
    reason: str


@dataclass
class Evaluation:
    """Counts by property, and every miss and false find."""

    papers: int = 0
    by_property: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    misses: list[Miss] = field(default_factory=list)
    false_finds: list[FalseFind] = field(default_factory=list)
    #: of the right ones: how many agree in `cited` and `simulated`
    marks_right: int = 0

    @property
    def total(self) -> Counts:
        total = Counts()
        for counts in self.by_property.values():
            total.add(counts)
        return total


def evaluate(records: Mapping[str, Sequence[Record]], gold: Mapping[str, Sequence[GoldFact]], min_confidence: float = 0.0) -> Evaluation:
    """Score records by paper against gold by paper (keys: the file's stem).

    Each gold fact is met by one record at most. Doubtful facts are neutral.
    """
    result = Evaluation(papers=len(gold))
    for paper, facts in gold.items():
        kept = [r for r in records.get(paper, ()) if r.confidence >= min_confidence]
        _score_paper(result, paper, kept, list(facts))
    return result


def _score_paper(result: Evaluation, paper: str, records: list[Record], facts: list[GoldFact]) -> None:
    open_facts = sorted(facts, key=lambda fact: fact.doubtful)
    matched: set[int] = set()
    for record in sorted(records, key=lambda r: -r.confidence):
        index = next((i for i, fact in enumerate(open_facts) if i not in matched and same_fact(record, fact)), None)
        if index is None:
            if any(fact.doubtful and same_fact(record, fact) for fact in facts):
                continue
            result.by_property[record.property].false += 1
            result.false_finds.append(FalseFind(paper, record, _why_false(record, facts)))
            continue
        matched.add(index)
        fact = open_facts[index]
        if not fact.doubtful:
            result.by_property[record.property].right += 1
            result.marks_right += (record.cited, record.simulated) == (fact.cited, fact.simulated)
    for index, fact in enumerate(open_facts):
        if index not in matched and not fact.doubtful:
            result.by_property[fact.property].missed += 1
            result.misses.append(Miss(paper, fact, _why_missed(fact, records)))


def _why_false(record: Record, facts: Sequence[GoldFact]) -> str:
    same = [f for f in facts if f.property == record.property and same_value(record, f)]
    if any(same_fact(record, f) for f in same):
        return "told twice"
    if same:
        names = "; ".join(sorted({str(f.interface or f.material) for f in same}))
        temperatures = "; ".join(sorted({f"{f.temperature:g} K" for f in same if f.temperature is not None}))
        return f"gold has the value for {names}" + (f" at {temperatures}" if temperatures else "")
    return "not in gold"


def _why_missed(fact: GoldFact, records: Sequence[Record]) -> str:
    same = [r for r in records if r.property == fact.property and same_value(r, fact)]
    if same:
        said = "; ".join(sorted({f"{r.material}, {'no temperature' if r.temperature is None else f'{r.temperature:g} K'}" for r in same}))
        return f"value found for {said}"
    other = [r.property for r in records if same_value(r, fact)]
    return f"read as {other[0]}" if other else "not found"


def causes(evaluation: Evaluation, records: Mapping[str, Sequence[Record]]) -> list[tuple[str, str, int]]:
    """Why facts were missed, the commonest first: (property, cause, facts)."""
    counts: Counter[tuple[str, str]] = Counter()
    for miss in evaluation.misses:
        counts[miss.fact.property, _cause(miss.fact, records.get(miss.paper, ()))] += 1
    return [(name, cause, count) for (name, cause), count in counts.most_common()]


def _cause(fact: GoldFact, records: Sequence[Record]) -> str:
    same = [r for r in records if r.property == fact.property and same_value(r, fact)]
    if not same:
        other = any(same_value(r, fact) for r in records)
        return "taken for another property" if other else "value not found"
    if any(same_fact(r, fact) for r in same):
        return "one record for several facts"
    owned = [r for r in same if (same_interface(r, fact) if fact.interface else same_material(r.material, r.formula, fact.names))]
    if not owned:
        return "given to another interface" if fact.interface else "given to another material"
    return "temperature not found" if any(r.temperature is None for r in owned) else "other temperature"


def rows(evaluation: Evaluation) -> Iterator[tuple[str, Counts]]:
    """Property and counts, then the total."""
    for name in sorted(evaluation.by_property):
        yield name, evaluation.by_property[name]
    yield "all", evaluation.total
