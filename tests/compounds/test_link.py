"""From a mention to compounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compounds.link import MAX_CANDIDATES, candidates, element_set
from extractor.compounds.names import known_names


@pytest.mark.parametrize(
    ("mention", "compound", "method"),
    [
        ("Al2O3", "Al2O3", "formula"), ("Al4O6", "Al2O3", "formula"), ("Li₇La₃Zr₂O₁₂", "Li7La3Zr2O12", "formula"), ("sapphire", "Al2O3", "name"),
        ("Alumina", "Al2O3", "name"), ("hexagonal boron nitride", "BN", "name"), ("graphene", "C", "name"), ("molybdenum disulphide", "MoS2", "fuzzy name"),
        ("Al", "Al", "formula"),
    ],
)
def test_best_candidate(mention: str, compound: str, method: str) -> None:
    best = candidates(mention, None)[0]
    assert (best.compound_id, best.method) == (compound, method)


@pytest.mark.parametrize("mention", ["YSZ", "LLZTO", "qwertz", "", "the sample", "Li7−xLa3Zr2−xTaxO12"])
def test_open_or_unknown_has_no_candidate(mention: str) -> None:
    assert candidates(mention, None) == []


def test_formula_of_the_paper_decides() -> None:
    (candidate,) = candidates("LLZTO-2", "Li6.4La3Zr1.4Ta0.6O12")
    assert (candidate.compound_id, candidate.method, candidate.score) == ("Li6.4La3Zr1.4Ta0.6O12", "paper", 0.95)


def test_element_set() -> None:
    assert element_set("Li7La3Zr2O12") == ["La", "Li", "O", "Zr"]


def test_every_known_name_with_a_formula_links_to_it() -> None:
    for name, formula in known_names().names.items():
        if formula:
            assert candidates(name, None)[0].score == 1.0, name


@given(st.text(max_size=40))
def test_arbitrary_mentions_never_raise(mention: str) -> None:
    found = candidates(mention, None)
    assert len(found) <= MAX_CANDIDATES
    assert all(0 <= c.score <= 1 for c in found)
