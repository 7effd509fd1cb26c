"""The pairs of materials that a sentence joins."""

from __future__ import annotations

import pytest

from extractor.extraction.interfaces import find_interfaces
from extractor.extraction.paper import Paper
from tests.helpers import document_of


def pairs(text: str) -> list[tuple[str, str]]:
    return [pair.sides for sentence in Paper(document_of(text)).sentences for pair in find_interfaces(sentence)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tungsten films of 70 nm were sputtered on sapphire, silicon and fused silica.", [("Tungsten", "sapphire"), ("Tungsten", "silicon"), ("Tungsten", "fused silica")]),
        ("It is 30 for Cu, Cr and W sputtered on diamond.", [("Cu", "diamond"), ("Cr", "diamond"), ("W", "diamond")]),
        ("Wafers of GaN-on-Si, GaN-on-SiC and GaN-on-sapphire were used.", [("GaN", "Si"), ("GaN", "SiC"), ("GaN", "sapphire")]),
        ("We measured Bi on silicon, and MoS2 on sapphire.", [("Bi", "silicon"), ("MoS2", "sapphire")]),
        ("We measured Al on silicon, Cu and Au on diamond.", [("Al", "silicon"), ("Cu", "diamond"), ("Au", "diamond")]),
        ("We measured Cu and Au on diamond and sapphire.", [("Cu", "diamond"), ("Au", "diamond")]),
    ],
)
def test_a_list_on_one_side_is_an_interface_each(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The resistance between polished copper and superfluid helium was measured.", [("copper", "helium")]),
        ("The resistance of copper and superfluid helium was measured.", []),
        ("Values of transition metals on diamond lie higher.", [("transition metals", "diamond")]),
        ("Values of lead on diamond lie higher.", [("lead", "diamond")]),
        ("Values of gold nanorods in contact lie higher than those of CNT arrays on silicon.", [("CNT arrays", "silicon")]),
        ("The polymer depends on diamond.", []),
    ],
)
def test_sides_are_told_in_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected
