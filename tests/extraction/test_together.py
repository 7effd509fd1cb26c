"""Values told once of several materials."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, Document
from extractor.extraction.bind import coordinated, runs
from extractor.extraction.linking import Linked
from extractor.extraction.paper import Paper
from extractor.extraction.together import listed_before, subjects

A, B, C = "Gd2Zr2O7", "Y2Zr2O7", "Sm2Zr2O7"


def paper_of(*sentences: str) -> Paper:
    return Paper(Document("paper", "paper.txt", "0" * 64, "text", (Block("p1", BlockKind.PARAGRAPH, " ".join(sentences)),)))


def owners(value: str, rule: str, *sentences: str) -> list[str]:
    """The owners of `value` in the last sentence, if the first material of the paper was found to be one."""
    paper = paper_of(*sentences)
    sentence = paper.sentences[-1]
    quantity = next(q for q in sentence.quantities if q.raw == value)
    owner = next(m for s in paper.sentences for m in s.materials if s is sentence or rule != "sentence")
    return [m.text for m in subjects(paper, sentence, Linked(owner, 1.0, rule), quantity) if m]


@pytest.mark.parametrize(
    ("value", "sentence", "expected"),
    [
        ("1550 °C", f"{A} and {B} were sintered at 1550 °C.", [A, B]),
        ("1550 °C", f"{A}, {B} and {C} were sintered at 1550 °C.", [A, B, C]),
        ("1550 °C", f"Both {A} (GZO) and {B} (YZO) were sintered at 1550 °C.", [A, B]),
        ("1550 °C", f"{A} at 1550 °C and {B} at 1500 °C were dense.", [A]),
        ("1550 °C", f"{A} and {B} sintered at 1550 °C reached 93 and 95 %, respectively.", [A, B]),
        ("1550 °C", f"{A} and {B} sintered at 1550 °C reached 93 and 95 %, respectively; others went to 1600 °C.", [A, B]),
        ("93 %", f"{A} and {B} sintered at 1550 °C reached 93 and 95 %, respectively.", [A]),
    ],
)
def test_named_in_the_sentence(value: str, sentence: str, expected: list[str]) -> None:
    assert owners(value, "sentence", sentence) == expected


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        (f"{A} and {B} were pressed.", "Both pellets were sintered at 1550 °C.", [A, B]),
        (f"{A}, {B} and {C} were pressed.", "All samples were sintered at 1550 °C.", [A, B, C]),
        (f"We find 0.02 S/cm for {A} and 0.04 S/cm for {B}.", "Both pellets were sintered at 1550 °C.", [A, B]),
        (f"We find 0.02 S/cm for {A}, 0.04 S/cm for {B} and 0.03 S/cm for {C}.", "The three zirconates were sintered at 1550 °C.", [A, B, C]),
        (f"We find 0.02 S/cm for {A}, 0.04 S/cm for {B} and 0.03 S/cm for {C}.", "Both pellets were sintered at 1550 °C.", [A]),
        (f"{A} and {B} were pressed.", "The pellet was sintered at 1550 °C.", [A]),
    ],
)
def test_named_before(before: str, sentence: str, expected: list[str]) -> None:
    assert owners("1550 °C", "before", before, sentence) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{A}, {B} and {C}", [[A, B, C]]), (f"{A} (GZO) and {B} (YZO)", [[A, B]]), (f"{A} was weighed with {B}", []), (f"{A} ({B})", []), (f"{A} and {B} on {C}", [[A, B]]),
    ],
)
def test_runs(text: str, expected: list[list[str]]) -> None:
    paper = paper_of(f"{A} (GZO) and {B} (YZO) are known.", text)
    assert [[m.text for m in run] for run in runs(paper.sentences[-1].block.text, paper.sentences[-1].materials)] == expected


def test_another_name_of_a_listed_material_stands_in_its_list() -> None:
    paper = paper_of(f"Both {A} (GZO) and {B} (YZO) were sintered at 1550 °C.")
    short = next(m for m in paper.sentences[0].materials if m.text == "YZO")
    assert [m.text for m in coordinated(paper.sentences[0], short)] == [A, B]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ((f"The bulk has 0.44 eV in {A}, 0.47 eV in {B} and 0.46 eV in {C}.", "The boundaries have 0.69, 0.62 and 0.66 eV, respectively."), [A, B, C]),
        ((f"{A} and {B} are dense.", "Their activation energies are 0.69 and 0.62 eV, respectively."), [A, B]),
        ((f"{A} and {B} are dense.", "Their activation energies are 0.69, 0.62 and 0.66 eV, respectively."), [None] * 3),
        ((f"{A} and {B} are dense.", "Their activation energies are 0.69 and 0.62 eV."), [None] * 2),
        ((f"{A} and {B} are dense.", f"The activation energies of {C} are 0.69 and 0.62 eV for grain and boundary, respectively."), [None] * 2),
    ],
)  # fmt: skip
def test_list_of_the_sentence_before(sentences: tuple[str, str], expected: list[str | None]) -> None:
    paper = paper_of(*sentences)
    sentence = paper.sentences[-1]
    found = [listed_before(paper, sentence, q) for q in sentence.quantities if q.group == sentence.quantities[0].group]
    assert [m.text if m else None for m in found] == expected
