"""The materials that a value may belong to."""

from __future__ import annotations

import pytest

from extractor.extraction import extract_records
from extractor.extraction.candidates import Candidate, material_candidates
from extractor.extraction.interfaces import bind_interface
from extractor.extraction.layers import is_between
from extractor.extraction.pairs import interface_candidates
from extractor.extraction.paper import Paper
from tests.helpers import document_of


@pytest.mark.parametrize(
    ("text", "vessels"),
    [
        ("The powder was sealed in a carbon-coated quartz tube and heated.", {"carbon-coated quartz"}),
        ("Pellets of Na3PS4 were fired on alumina crucibles.", {"alumina"}),
        ("The die, made of graphite, was heated.", {"graphite"}),
        ("It went into a Teflon-lined stainless steel autoclave.", {"stainless steel"}),
        ("LATP sheets were sintered on alumina setters.", {"alumina"}),
        ("It was wet-milled with YSZ beads.", {"YSZ"}),
        ("Yttria-stabilized zirconia milling media were used.", {"Yttria-stabilized zirconia"}),
        ("The LLZO was placed in a die and sintered.", set()),
        ("LLZO in a die of graphite.", {"graphite"}),
        ("Tubes of YSZ and a zirconia tube were sintered.", set()),
    ],
)
def test_a_vessel_owns_no_value(text: str, vessels: set[str]) -> None:
    paper = Paper(document_of(text))
    assert {m.text for s in paper.sentences for m in s.materials if paper.is_vessel(s, m)} == vessels


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("We compare LLZO with LATP. The former has 0.4 mS/cm.", "LLZO"),
        ("We compare LLZO with LATP. The latter has 0.4 mS/cm.", "LATP"),
        ("Of LLZO and LATP the latter has 0.4 mS/cm.", "LATP"),
        ("We compare LLZO with LATP. At the last step it has 0.4 mS/cm.", None),
    ],
)
def test_the_former_and_the_latter(text: str, meant: str | None) -> None:
    paper = Paper(document_of(text))
    sentence, quantity = next((s, q) for s in paper.sentences for q in s.quantities)
    candidates = material_candidates(paper, sentence, quantity, (quantity.start, quantity.end), None, family="conductivity", elements=False)
    assert {c.mention.text for c in candidates if c.features.get("of_two", 0) > 0} == ({meant} if meant else set())


@pytest.mark.parametrize(
    ("text", "single", "others"),
    [
        ("La26O27(BO3)8 and La25.5Sr0.5O26.75(BO3)8 were made. An energy of 0.80 eV characterises the Sr-doped lanthanum oxyborate.", "La25.5Sr0.5O26.75(BO3)8", {"La26O27(BO3)8"}),
        ("LiTaO3 and LiNbO3 were made. An energy of 0.80 eV was found for the tantalate.", "LiTaO3", {"LiNbO3"}),
    ],
)
def test_an_element_that_all_hold_singles_none_out(text: str, single: str, others: set[str]) -> None:
    hinted = {c.mention.text: c.features["hinted"] for c in candidates_in(text)}
    assert hinted[single] > 0
    assert all(hinted[other] < 0 for other in others)


@pytest.mark.parametrize(
    ("text", "plain", "variant"),
    [
        ("SDC and SDC-Fe were made. The standard had 0.019 S/cm.", "SDC", "SDC-Fe"),
        ("LATP and LATP with 2 wt% LiF were made. The additive-free body had 0.019 S/cm.", "LATP", "LATP with 2 wt% LiF"),
    ],
)
def test_the_plain_one_of_host_and_variant(text: str, plain: str, variant: str) -> None:
    fits = {c.mention.text: c.features["plain_fits"] for c in candidates_in(text)}
    assert fits[plain] > 0 > fits[variant]


def candidates_in(text: str) -> list[Candidate]:
    """The candidates of a text's last value."""
    paper = Paper(document_of(text))
    sentence, quantity = [(s, q) for s in paper.sentences for q in s.quantities][-1]
    return material_candidates(paper, sentence, quantity, (quantity.start, quantity.end), None, family="conductivity", elements=False)


@pytest.mark.parametrize(
    ("text", "between"),
    [
        ("With 2 nm Ti the Al film on diamond is better.", {"Ti"}), ("A SiN barrier protects GaN on diamond.", {"SiN"}), ("In the absence of titanium, Al on diamond has less.", {"titanium"}),
        ("GaN with an AlN nucleation layer on SiC.", {"AlN"}), ("An 80 nm Al film on sapphire.", set()), ("A 20 nm Au film on sapphire.", set()), ("80 nm of Al on sapphire.", set()),
    ],
)
def test_layers_between_the_sides(text: str, between: set[str]) -> None:
    paper = Paper(document_of(text))
    assert {m.text for s in paper.sentences for m in s.materials if is_between(s, m)} == between


@pytest.mark.parametrize(
    ("text", "value", "sides"),
    [
        ("Au/MoS2 and Al/MoS2 had 20 and 30 MW m−2 K−1, those of Si/Ge bonds 40 MW m−2 K−1.", 0, ("Au", "MoS2")),
        ("Au/MoS2 and Al/MoS2 had 20 and 30 MW m−2 K−1, those of Si/Ge bonds 40 MW m−2 K−1.", 1, ("Al", "MoS2")),
        ("The Au–sapphire and Al–sapphire interfaces have 27 and 71 MW m−2 K−1.", 0, ("Au", "sapphire")),
        ("The Al/diamond interface was measured. With 2 nm of Ti it has 160 MW m−2 K−1.", 1, ("Al", "diamond")),
        ("The Al/diamond and Al/sapphire interfaces and that of Au/diamond were measured. Au on diamond was worst. On silicon the film shows 33 MW m−2 K−1.", 0, ("Au", "silicon")),
    ],
)
def test_rules_for_the_interface_of_a_value(text: str, value: int, sides: tuple[str, str]) -> None:
    paper = Paper(document_of(text))
    sentence = paper.sentences[-1]
    bound = bind_interface(paper, sentence, sentence.quantities[value])
    assert bound is not None
    assert bound.interface.sides == sides


def test_the_sides_that_the_words_around_a_value_ask_for() -> None:
    paper = Paper(document_of("The Bi/diamond interface was measured. On sapphire, 35 and 51 MW m−2 K−1 are found for Bi and Pb, respectively."))
    sentence = paper.sentences[-1]
    asked = {c.interface.sides: c.features for c in interface_candidates(paper, sentence, sentence.quantities[1], None)}
    best = next(features for sides, features in asked.items() if set(sides) == {"sapphire", "Pb"})
    other = next(features for sides, features in asked.items() if set(sides) == {"Bi", "diamond"})
    assert (best["listed_side"], best["fronted"]) == (1.0, 1.0)
    assert (other["listed_side"], other["fronted"]) == (-1.0, -1.0)


def test_references_between_the_members_of_a_list() -> None:
    text = "Conductivities of 1.3 × 10−3 and 5.1 × 10−3 S cm−1 at 25 °C were reported for Li1.3Al0.3Ti1.7(PO4)3 [15] and Li1.5Al0.5Ge1.5(PO4)3 [16, 17], respectively."
    records = extract_records(document_of(text))
    assert {r.value: r.material for r in records} == {0.13: "Li1.3Al0.3Ti1.7(PO4)3", 0.51: "Li1.5Al0.5Ge1.5(PO4)3"}
