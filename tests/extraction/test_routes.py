"""Routes: steps in order, of the samples that they were done to, filled by the facts of sintering."""

from __future__ import annotations

import pytest

from extractor.extraction import extract
from tests.helpers import document_of

HOUR = 3600.0
GARNET = "Li2CO3, La2O3 and ZrO2 were mixed and calcined at 900 °C for 12 h."
#: paragraphs → (operation, method, kelvin, seconds, material of the samples) of each step
CASES: list[tuple[list[str], list[tuple[str, str | None, float | None, float | None, str | None]]]] = [
    (
        ["Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air."],
        [("sintering", None, 1503.15, 36 * HOUR, "Li7La3Zr2O12")],
    ),
    # what is told before, of precursors, belongs to the sample that is sintered next in the same paragraph
    (
        [f"{GARNET} Li7La3Zr2O12 pellets were pressed at 300 MPa and sintered at 1230 °C for 36 h."],
        [
            ("mixing", None, None, None, "Li7La3Zr2O12"), ("calcination", None, 1173.15, 12 * HOUR, "Li7La3Zr2O12"),
            ("pressing", None, None, None, "Li7La3Zr2O12"), ("sintering", None, 1503.15, 36 * HOUR, "Li7La3Zr2O12"),
        ],
    ),
    (
        ["Ce0.8Gd0.2O1.9 pellets were consolidated by spark plasma sintering at 1050 °C for 10 min."],
        [("sintering", "spark plasma sintering", 1323.15, 600.0, "Ce0.8Gd0.2O1.9")],
    ),
    # neither end of a range is what was done
    (["Li7La3Zr2O12 pellets were sintered at 1100–1200 °C for 6 h."], [("sintering", None, None, 6 * HOUR, "Li7La3Zr2O12")]),
    # results and tests are no steps
    (["The ionic conductivity of Li7La3Zr2O12 was 0.3 mS cm−1 at 25 °C, which was obtained by impedance spectroscopy."], []),
]  # fmt: skip


@pytest.mark.parametrize(("paragraphs", "expected"), CASES, ids=[case[0][0][:40] for case in CASES])
def test_routes(paragraphs: list[str], expected: list[tuple[str, str | None, float | None, float | None, str | None]]) -> None:
    found = extract(document_of(*paragraphs))
    materials = {name: record.material for record in found.records for name in record.conditions.get("samples", ())}
    steps = [(s.operation, s.method, s.temperature, s.duration, materials.get(s.samples[0]) if s.samples else None) for s in found.steps]
    assert steps == [tuple(pytest.approx(x) if isinstance(x, float) else x for x in step) for step in expected]
    assert [step.ordinal for step in found.steps] == list(range(1, len(expected) + 1))


def test_a_step_stands_where_its_evidence_says() -> None:
    document = document_of(f"{GARNET} Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h.")
    for step in extract(document).steps:
        text = document.block(step.evidence.block).text
        assert text[step.evidence.start : step.evidence.end] == step.evidence.text
        assert text[step.evidence.value_start : step.evidence.value_end] == step.raw


def test_steps_of_two_samples_are_kept_apart() -> None:
    found = extract(document_of("LLZO-1 and LLZO-2 were sintered at 1100 and 1200 °C, respectively, for 12 h.", "The relative density of LLZO-1 was 91%, that of LLZO-2 95%."))
    labels = {name: record.sample for record in found.records for name in record.conditions.get("samples", ()) if record.sample}
    at = {labels[name]: step.temperature for step in found.steps for name in step.samples if step.temperature}
    assert at == {"LLZO-1": pytest.approx(1373.15), "LLZO-2": pytest.approx(1473.15)}


def test_cited_steps_are_of_no_sample() -> None:
    found = extract(document_of("Murugan et al. [1] sintered Li7La3Zr2O12 pellets at 1230 °C for 36 h."))
    assert all(record.cited for record in found.records)
    assert [step.samples for step in found.steps if step.samples] == []


def test_heating_rates() -> None:
    found = extract(document_of("Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h with a heating rate of 5 °C/min."))
    assert [step.heating_rate for step in found.steps if step.operation == "sintering"] == [pytest.approx(5 / 60)]
