"""From a mention to compounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compounds.formula import reduced_formula
from extractor.compounds.identity import phaseless_id
from extractor.compounds.link import CHOSEN_SCORE, MAX_CANDIDATES, candidates, element_set, told_by_paper
from extractor.compounds.names import known_names


@pytest.mark.parametrize(
    ("mention", "compound", "method"),
    [
        ("Al2O3", "Al2O3", "formula"), ("Al4O6", "Al2O3", "formula"), ("Li₇La₃Zr₂O₁₂", "Li7La3Zr2O12", "formula"), ("cubic Li7La3Zr2O12", "Li7La3Zr2O12-cubic", "formula"),
        ("sapphire", "Al2O3-alpha", "name"), ("Alumina", "Al2O3", "name"), ("hexagonal boron nitride", "BN-hexagonal", "name"), ("graphene", "C-graphene", "name"),
        ("molybdenum disulphide", "MoS2", "name"), ("Al", "Al", "formula"), ("lithium carbonate", "Li2CO3", "name"), ("4H-SiC", "SiC-4H", "formula"),
    ],
)  # fmt: skip
def test_best_candidate(mention: str, compound: str, method: str) -> None:
    (best,) = candidates(mention, None)
    assert (best.compound_id, best.method, best.score) == (compound, method, 1.0)
    assert best.formula == phaseless_id(compound)


@pytest.mark.parametrize("mention", ["LSCF", "qwertz", "", "the sample", "Li7−xLa3Zr2−xTaxO12", "SEM"])
def test_open_or_unknown_has_no_candidate(mention: str) -> None:
    assert candidates(mention, None) == []


@pytest.mark.parametrize(("mention", "host"), [("YSZ", "ZrO2"), ("LLZTO", "Li7La3Zr2O12"), ("Al-doped LLZO", "Li7La3Zr2O12"), ("LLZO with 2 wt% Li3BO3", "Li7La3Zr2O12")])
def test_a_family_links_to_its_host_unchosen(mention: str, host: str) -> None:
    (candidate,) = candidates(mention, None)
    assert (candidate.compound_id, candidate.method) == (host, "host")
    assert candidate.score < CHOSEN_SCORE


@pytest.mark.parametrize(
    ("mention", "compounds"),
    [
        ("zirconlum dioxide", ["ZrO2"]), ("lithium carbonat", ["Li2CO3"]), ("lithum carbonate", ["Li2CO3"]), ("boron nitirde", ["BN"]), ("saphire", ["Al2O3-alpha"]),
        ("stronium titanate", ["SrTiO3"]), ("magnesla", ["MgO"]), ("lithium sulfade", ["Li2SO4", "Li2S"]),
    ],
)  # fmt: skip
def test_misspelt_names_are_for_review(mention: str, compounds: list[str]) -> None:
    found = candidates(mention, None)
    assert [c.compound_id for c in found] == compounds
    assert all(c.method == "fuzzy name" and c.score < CHOSEN_SCORE for c in found)


@pytest.mark.parametrize(
    ("mention", "wrong"),
    [
        ("sodium carbonate", "K2CO3"), ("sodium carbonate", "Li2CO3"), ("potassium chloride", "NaCl"), ("lithium chlorate", "LiCl"), ("lithium chlorite", "LiCl"),
        ("titanium oxide", "TiO2"), ("magnesium dioxide", "MgO"), ("iron oxide", "Fe2O3"), ("tin dioxide", "SnO"), ("silicone", "Si"), ("silicone oxide", "SiO2"),
        ("titanate", "Ti"), ("tungstate", "W"), ("lithium sulfite", "Li2SO4"), ("lithium sulfite", "Li2S"), ("lithium sulfate", "Li2S"), ("aluminum nitrate", "AlN"),
        ("aluminum nitrite", "AlN"), ("manganese oxide", "MgO"), ("manganesium", "Mg"), ("magnesia", "Mg"), ("hafnium", "HfO2"), ("gallium phosphate", "GaP"), ("calcium carbonite", "CaCO3"),
        ("lanthanium", "La2O3"), ("zircon", "ZrO2"), ("graphene oxide", "C"),
        ("Li7La3Zr2O13", "Li7La3Zr2O12"), ("Li6La3Zr2O12", "Li7La3Zr2O12"), ("Al2O4", "Al2O3"), ("Li3PS5", "Li3PS4"),
    ],
)  # fmt: skip
def test_what_looks_alike_is_not_linked(mention: str, wrong: str) -> None:
    assert wrong not in {phaseless_id(c.compound_id) for c in candidates(mention, None)}


def test_formula_of_the_paper_decides() -> None:
    (candidate,) = candidates("LLZTO-2", "Li6.4La3Zr1.4Ta0.6O12")
    assert (candidate.compound_id, candidate.method, candidate.score) == ("Li6.4La3Zr1.4Ta0.6O12", "paper", 0.95)


@pytest.mark.parametrize(
    ("mention", "formula", "text", "told"),
    [
        ("LLZO", "Li7La3Zr2O12", "Li7La3Zr2O12 (LLZO) pellets", True), ("LLZO", "Li7La3Zr2O12", "LLZO (Li7La3Zr2O12) pellets", True), ("LLZO", "Li7La3Zr2O12", "LLZO [Li₇La₃Zr₂O₁₂] was", True),
        ("LLZO", "Li7La3Zr2O12", "LLZO pellets and Li7La3Zr2O12", False), ("LLZO", "Li7La3Zr2O12", "Li6.4La3Zr1.4Ta0.6O12 (LLZO)", False), ("LLZO", "Li7La3Zr2O12", "", False),
        ("LLZO", "Li6.4La3Zr1.4Ta0.6O12", "", True), ("S1", "Al2O3", "", True),
    ],
)  # fmt: skip
def test_the_usual_host_is_no_formula_of_the_paper(mention: str, formula: str, text: str, told: bool) -> None:
    assert told_by_paper(mention, formula, ["unrelated", text]) is told


def test_element_set() -> None:
    assert element_set("Li7La3Zr2O12") == ["La", "Li", "O", "Zr"]


def test_every_known_name_with_a_formula_links_to_it() -> None:
    linked = {name: [(c.formula, c.score) for c in candidates(name, None)] for name, formula in known_names().names.items() if formula}
    assert linked == {name: [(reduced_formula(known_names().names[name] or ""), 1.0)] for name in linked}


@given(st.text(max_size=40))
def test_arbitrary_mentions_never_raise(mention: str) -> None:
    found = candidates(mention, None)
    assert len(found) <= MAX_CANDIDATES
    assert all(0 <= c.score <= 1 for c in found)
