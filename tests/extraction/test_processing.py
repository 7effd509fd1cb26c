"""Processing steps in clear sentences: operation, kelvin, seconds, atmosphere, pascals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.extraction.paper import Paper
from extractor.extraction.processing import (
    OPERATIONS,
    OperationScores,
    conditions_of,
    find_operations,
    find_steps,
    operation_features,
    words_in,
)
from extractor.extraction.trained import load
from tests.helpers import document_of, known

#: operation, temperature, duration, atmosphere, pressure
Step = tuple[str, float | None, float | None, str | None, float | None]
HOUR = 3600.0

CASES: list[tuple[str, list[Step]]] = [
    ("The pellets were sintered at 1230 °C for 36 h in air.", [("sintering", 1503.15, 36 * HOUR, "air", None)]),
    ("The powder was calcined at 900 °C for 12 h.", [("calcination", 1173.15, 12 * HOUR, None, None)]),
    ("The green pellets were pressed at 300 MPa.", [("pressing", None, None, None, 3e8)]),
    ("The films were annealed at 600 °C for 1 h in nitrogen.", [("annealing", 873.15, HOUR, "N2", None)]),
    ("The powder was hot-pressed at 1050 °C for 1 h under 40 MPa in argon.", [("hot pressing", 1323.15, HOUR, "Ar", 4e7)]),
    ("The samples were heated to 700 °C for 5 h.", [("heating", 973.15, 5 * HOUR, None, None)]),
    ("The sol was stirred for 2 h at 60 °C.", [("mixing", 333.15, 2 * HOUR, None, None)]),
    ("The slurry was dried at 80 °C overnight.", [("drying", 353.15, None, None, None)]),
    ("The powder was washed with water and ethanol.", [("washing", None, None, None, None)]),
    ("A film of LiPON was deposited at 200 °C.", [("deposition", 473.15, None, None, None)]),
    ("Raw materials were mixed and then ground in an agate mortar.", [("mixing", None, None, None, None), ("milling", None, None, None, None)]),
    ("The powders were ball-milled for 24 h in ethanol and dried at 80 °C for 12 h.", [("milling", None, 24 * HOUR, None, None), ("drying", 353.15, 12 * HOUR, None, None)]),
    ("The pellets were first calcined at 900 °C for 12 h and then sintered at 1230 °C for 36 h.", [("calcination", 1173.15, 12 * HOUR, None, None), ("sintering", 1503.15, 36 * HOUR, None, None)]),
    (
        "The mixture was calcined at 900 °C for 6 h, pressed into pellets at 200 MPa and sintered at 1200 °C for 10 h.",
        [("calcination", 1173.15, 6 * HOUR, None, None), ("pressing", None, None, None, 2e8), ("sintering", 1473.15, 10 * HOUR, None, None)],
    ),
    ("The powder was pressed into pellets at 300 MPa and sintered at 1100 °C for 12 h in oxygen.", [("pressing", None, None, None, 3e8), ("sintering", 1373.15, 12 * HOUR, "O2", None)]),
    known(
        "'milled' is not found, and its hours go to 'mixed'",
        "Li2CO3, La2O3 and ZrO2 were mixed, milled for 12 h and calcined at 900 °C for 6 h.",
        [("mixing", None, None, None, None), ("milling", None, 12 * HOUR, None, None), ("calcination", 1173.15, 6 * HOUR, None, None)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_steps_of_a_sentence(sentence: str, expected: list[Step]) -> None:
    steps = find_steps(Paper(document_of(sentence)))
    assert [(s.operation, s.temperature, s.duration, s.atmosphere, s.pressure) for s in steps] == [
        tuple(pytest.approx(x) if isinstance(x, float) else x for x in step) for step in expected
    ]
    for step in steps:
        assert sentence[step.start : step.end] == step.text


@pytest.mark.parametrize(
    "sentence",
    [
        "The ionic conductivity of Li7La3Zr2O12 was 0.3 mS cm−1 at 25 °C.", "The peak power density of the cell was 650 mW cm−2 at 750 °C.", "The crystal structure of Li7La3Zr2O12 is cubic.",
        "The thermal boundary conductance of the Al/SiC interface was 100 MW m−2 K−1 at 300 K.",
    ],
)  # fmt: skip
def test_no_step(sentence: str) -> None:
    assert find_steps(Paper(document_of(sentence))) == []


def test_steps_of_a_paper_in_the_order_told() -> None:
    paper = Paper(document_of("The powder was calcined at 900 °C for 12 h. It was pressed at 300 MPa.", "The pellets were sintered at 1230 °C for 36 h."))
    steps = find_steps(paper)
    assert [(s.operation, s.sentence.block.id) for s in steps] == [("calcination", "p1"), ("pressing", "p1"), ("sintering", "p2")]
    for step in steps:
        assert step.sentence.block.text[step.start : step.end] == step.text


def test_conditions_go_to_the_operation_that_they_follow() -> None:
    (sentence,) = Paper(document_of("The powder was calcined at 900 °C for 12 h and sintered at 1230 °C for 36 h.")).sentences
    operations = find_operations(sentence)
    assert [(q.raw, word.text) for q, word in conditions_of(sentence, operations)] == [("900 °C", "calcined"), ("12 h", "calcined"), ("1230 °C", "sintered"), ("36 h", "sintered")]
    assert list(conditions_of(sentence, [])) == []


@given(st.lists(st.sampled_from(["The", "was", "were", "sintered", "at", "900 °C", "the", "12 h", "and", "SrTiO3", "powder", "in", ",", "is", "Then", "3D", "pressed-", "of"]), min_size=1, max_size=20))
def test_scores_are_those_of_the_features(words: list[str]) -> None:
    model = load("operations")
    scores = OperationScores(model)
    for sentence in Paper(document_of(" ".join(words) + ".")).sentences:
        told = words_in(sentence)
        for (word, features), (same, score) in zip(operation_features(told, sentence), scores(told, sentence), strict=True):
            assert word == same
            assert score == pytest.approx(model.score(features), abs=1e-9)


def test_words_keep_their_place() -> None:
    first, second = Paper(document_of("It was ball-milled. Then it was dried at 80 °C.")).sentences
    for sentence in (first, second):
        words = words_in(sentence)
        assert [sentence.block.text[w.start : w.end] for w in words] == [w.text for w in words]
        assert "".join(w.text for w in words) == sentence.text.replace(" ", "")
    assert "ball-milled" in [w.text for w in words_in(first)]


@pytest.mark.parametrize(
    ("word", "operation"),
    [
        ("sintered", "sintering"), ("co-sintered", "sintering"), ("fired", "sintering"), ("calcined", "calcination"), ("pre-sintered", "calcination"), ("precalcined", "calcination"), ("hot-pressed", "hot pressing"),
        ("pressed", "pressing"), ("cold-pressed", "pressing"), ("annealing", "annealing"), ("heat-treated", "annealing"), ("dried", "drying"), ("freeze-dried", "drying"), ("ball-milled", "milling"), ("ground", "milling"),
        ("mixed", "mixing"), ("dissolved", "mixing"), ("sputtered", "deposition"), ("spin-coated", "deposition"), ("washed", "washing"), ("quenched", "melting"), ("reduced", "reduction"), ("heated", "heating"),
        ("synthesized", "synthesis"), ("measured", "other"),
    ],
)  # fmt: skip
def test_name_of_an_operation(word: str, operation: str) -> None:
    assert next((name for name, pattern in OPERATIONS if pattern.search(word)), "other") == operation
