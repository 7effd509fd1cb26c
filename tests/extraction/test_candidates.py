"""The materials that a value may belong to."""

from __future__ import annotations

import pytest

from extractor.extraction.candidates import material_candidates
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


def test_the_sides_that_the_words_around_a_value_ask_for() -> None:
    paper = Paper(document_of("The Bi/diamond interface was measured. On sapphire, 35 and 51 MW m−2 K−1 are found for Bi and Pb, respectively."))
    sentence = paper.sentences[-1]
    asked = {c.interface.sides: c.features for c in interface_candidates(paper, sentence, sentence.quantities[1], None)}
    best = next(features for sides, features in asked.items() if set(sides) == {"sapphire", "Pb"})
    other = next(features for sides, features in asked.items() if set(sides) == {"Bi", "diamond"})
    assert (best["listed_side"], best["fronted"]) == (1.0, 1.0)
    assert (other["listed_side"], other["fronted"]) == (-1.0, -1.0)
