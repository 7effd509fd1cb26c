"""How well facts are put together to samples."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.evaluation.gold import GoldFact
from extractor.evaluation.samples import score_samples
from extractor.evaluation.score import Counts
from extractor.records import Evidence, Record, Source

UNITS = {"ionic_conductivity": "S/m", "relative_density": "1", "grain_size": "m", "sintering_time": "s"}
#: A fact in short: property, value, samples.
Short = tuple[str, float, str]
A = [("ionic_conductivity", 0.03, "a"), ("relative_density", 0.94, "a")]
B = [("ionic_conductivity", 0.05, "b"), ("relative_density", 0.96, "b")]


def record(name: str, value: float, groups: str) -> Record:
    evidence = Evidence(text="x", block="p1", start=0, end=1, value_start=0, value_end=1)
    conditions = {"samples": groups.split()} if groups else {}
    return Record(property=name, value=value, unit=UNITS[name], raw="x", material="Li7La3Zr2O12", conditions=conditions, confidence=0.9, source=Source(paper="p"), evidence=[evidence])


def gold(name: str, value: float, groups: str, **changes: Any) -> GoldFact:
    return GoldFact(property=name, value=value, unit=UNITS[name], raw="x", material="Li7La3Zr2O12", group=groups.split(), **changes)


def scores(found: list[Short], told: list[Short]) -> tuple[Counts, Counts, Counts]:
    result = score_samples({"p": [record(*short) for short in found]}, {"p": [gold(*short) for short in told]})
    return result.whole, result.assembled, result.pairs


@pytest.mark.parametrize(
    ("found", "told", "whole", "assembled", "pairs"),
    [
        # what the samples are called is nothing
        ([*A, *B], [*A, *B], Counts(2), Counts(2), Counts(2)),
        ([(name, value, {"a": "s7", "b": "s1"}[group]) for name, value, group in [*A, *B]], [*A, *B], Counts(2), Counts(2), Counts(2)),
        ([*B, *A][::-1], [*A, *B], Counts(2), Counts(2), Counts(2)),
        # two samples made one, one sample made two, facts changed between two
        ([(name, value, "s1") for name, value, _ in [*A, *B]], [*A, *B], Counts(0, 1, 2), Counts(0, 1, 2), Counts(2, 4, 0)),
        ([A[0], ("relative_density", 0.94, "c"), *B], [*A, *B], Counts(1, 0, 1), Counts(1, 0, 1), Counts(1, 0, 1)),
        ([A[0], B[0], ("relative_density", 0.96, "a"), ("relative_density", 0.94, "b")], [*A, *B], Counts(0, 2, 2), Counts(0, 2, 2), Counts(0, 2, 2)),
        # a fact that is missed, so that only one property is left; and one of three
        ([A[0], *B], [*A, *B], Counts(1, 0, 1), Counts(1), Counts(1)),
        (A, [*A, ("grain_size", 2e-6, "a")], Counts(0, 1, 1), Counts(1), Counts(1)),
        # a false fact among the right ones; and a sample of false ones
        ([*A, ("grain_size", 2e-6, "a")], A, Counts(0, 1, 1), Counts(1), Counts(1)),
        ([*A, ("grain_size", 2e-6, "c"), ("sintering_time", 3600.0, "c")], A, Counts(1, 1, 0), Counts(1), Counts(1)),
        # a step of two samples
        ([*A, *B, ("sintering_time", 3600.0, "a b")], [*A, *B, ("sintering_time", 3600.0, "a b")], Counts(2), Counts(2), Counts(6)),
        ([*A, *B, ("sintering_time", 3600.0, "a")], [*A, *B, ("sintering_time", 3600.0, "a b")], Counts(1, 1, 1), Counts(1, 1, 1), Counts(4, 0, 2)),
        # samples of one property alone do not count
        ([A[0], B[0]], [A[0], B[0]], Counts(), Counts(), Counts()),
        # records without samples
        ([(name, value, "") for name, value, _ in A], A, Counts(0, 0, 1), Counts(0, 0, 1), Counts(0, 0, 1)),
        ([], A, Counts(0, 0, 1), Counts(), Counts()),
        ([], [], Counts(), Counts(), Counts()),
    ],
)  # fmt: skip
def test_scores(found: list[Short], told: list[Short], whole: Counts, assembled: Counts, pairs: Counts) -> None:
    assert scores(found, told) == (whole, assembled, pairs)


def test_two_values_of_one_property_are_one_pair() -> None:
    both = [("ionic_conductivity", 0.03, "a"), ("ionic_conductivity", 0.2, "a"), ("relative_density", 0.94, "a")]
    assert scores(both, both) == (Counts(1), Counts(1), Counts(3))


def test_each_gold_fact_is_met_by_one_record() -> None:
    whole, assembled, pairs = scores([*A, *A], A)
    assert (whole, assembled, pairs) == (Counts(0, 1, 1), Counts(1), Counts(1))


@pytest.mark.parametrize("changes", [{"interface": ["Al", "Si"]}, {"cited": True}])
def test_cited_facts_and_interfaces_are_left_out(changes: dict[str, Any]) -> None:
    told = [gold(*short) for short in A] + [gold("grain_size", 2e-6, "a", **changes)]
    result = score_samples({"p": [record(*short) for short in A]}, {"p": told})
    assert (result.whole, result.assembled, result.pairs) == (Counts(1), Counts(1), Counts(1))


@pytest.mark.parametrize(
    ("found",),
    [
        (A,),
        ([*A, ("grain_size", 2e-6, "a")],),
    ],
)
def test_doubtful_facts_are_neutral(found: list[Short]) -> None:
    told = [gold(*short) for short in A] + [gold("grain_size", 2e-6, "a", doubtful=True)]
    result = score_samples({"p": [record(*short) for short in found]}, {"p": told})
    assert (result.whole, result.assembled, result.pairs) == (Counts(1), Counts(1), Counts(1))


def test_papers_are_kept_apart() -> None:
    facts = {"p": [gold(*short) for short in A], "q": [gold(*short) for short in A]}
    result = score_samples({"p": [record(*A[0])], "q": [record(*A[1])], "of no gold": [record(*short) for short in B]}, facts)
    assert (result.whole, result.assembled, result.pairs) == (Counts(0, 0, 2), Counts(), Counts())


def test_paper_without_records() -> None:
    assert score_samples({}, {"p": [gold(*short) for short in A]}).whole == Counts(0, 0, 1)
