"""What stands beside a value: uncertainty, comparator, whose it is, how it was had, how sure it is."""

from __future__ import annotations

import pytest

from extractor.extraction import extract_records
from extractor.extraction.trained import Weights, using
from extractor.records import Record
from tests.helpers import document_of


def only(*paragraphs: str, title: str = "") -> Record:
    (record,) = extract_records(document_of(*paragraphs, title=title))
    return record


@pytest.mark.parametrize(
    ("sentence", "comparator"),
    [
        ("The relative density of the Li7La3Zr2O12 pellet was above 94%.", ">"),
        ("The relative density of the Li7La3Zr2O12 pellet was about 94%.", "~"),
        ("The thermal boundary conductance of Au/MoS2 was larger than 50 MW m−2 K−1.", "<"),
        ("The thermal boundary conductance of Au/MoS2 was less than 50 MW m−2 K−1.", ">"),
        ("The thermal boundary resistance of Au/MoS2 was below 20 m2 K GW−1.", "<"),
    ],
)
def test_comparator_follows_a_reciprocal(sentence: str, comparator: str) -> None:
    assert only(sentence).comparator == comparator


def test_under_a_pressure_is_no_bound() -> None:
    records = extract_records(document_of("Li7La3Zr2O12 was hot-pressed at 1050 °C under 40 MPa."))
    assert [(r.value, r.comparator) for r in records if r.property == "sintering_pressure"] == [(4e7, "=")]


def test_uncertainty_in_si() -> None:
    record = only("The ionic conductivity of Li7La3Zr2O12 was (3.2 ± 0.1) × 10−4 S cm−1 at 25 °C.")
    assert (record.value, record.uncertainty) == (0.032, pytest.approx(0.001))
    record = only("The thermal boundary conductance of Au/MoS2 was 50 ± 5 MW m−2 K−1.")
    assert (record.value, record.uncertainty) == (2e-8, pytest.approx(2e-9))


def test_range_of_a_conductance_changes_ends() -> None:
    record = only("The thermal boundary conductance of Au/MoS2 was 50–100 MW m−2 K−1.")
    assert (record.value, record.low, record.high) == (None, 1e-8, 2e-8)


@pytest.mark.parametrize(
    ("sentence", "cited", "simulated"),
    [
        ("The ionic conductivity of Li7La3Zr2O12 was 0.3 mS/cm.", False, False),
        ("Kim et al. reported an ionic conductivity of 0.3 mS/cm for Li7La3Zr2O12 [12].", True, False),
        ("In this work, the ionic conductivity of Li7La3Zr2O12 was 0.3 mS/cm [12].", False, False),
        ("Molecular dynamics simulations gave an ionic conductivity of 0.3 mS/cm for Li7La3Zr2O12.", False, True),
        ("The measured ionic conductivity of Li7La3Zr2O12 was 0.3 mS/cm.", False, False),
    ],
)
def test_cited_and_simulated(sentence: str, cited: bool, simulated: bool) -> None:
    record = only(sentence)
    assert (record.cited, record.simulated) == (cited, simulated)


@pytest.mark.parametrize(
    ("sentence", "method"),
    [
        ("By impedance spectroscopy, the ionic conductivity of Li7La3Zr2O12 was 0.3 mS/cm.", "impedance spectroscopy"),
        ("By time-domain thermoreflectance, the thermal boundary conductance of Au/MoS2 was 50 MW m−2 K−1.", "TDTR"),
        ("The ionic conductivity of Li7La3Zr2O12 was 0.3 mS/cm.", None),
    ],
)
def test_method(sentence: str, method: str | None) -> None:
    assert only(sentence).method == method


def test_material_of_an_earlier_sentence() -> None:
    near = only("We made Li7La3Zr2O12 and Li3InCl6 by tape casting. The ionic conductivity was 0.3 mS/cm.")
    here = only("The ionic conductivity of Li7La3Zr2O12 was 0.3 mS/cm.")
    assert near.material in ("Li7La3Zr2O12", "Li3InCl6")
    assert here.material == "Li7La3Zr2O12"
    assert near.confidence < here.confidence


def test_abbreviation_defined_elsewhere_gives_the_formula() -> None:
    record = only("Li6.4La3Zr1.4Ta0.6O12 (LLZTO) was made.", "The ionic conductivity of LLZTO was 0.3 mS/cm.")
    assert (record.material, record.formula) == ("LLZTO", "Li6.4La3Zr1.4Ta0.6O12")


def test_fact_told_twice_is_one_record_with_two_pieces_of_evidence() -> None:
    sentence = "The ionic conductivity of Li7La3Zr2O12 was 0.3 mS/cm at 25 °C."
    record = only(sentence, sentence)
    assert [evidence.block for evidence in record.evidence] == ["p1", "p2"]


@pytest.mark.parametrize(
    ("sentence", "flag"),
    [
        ("The thermal boundary conductance of Au/MoS2 was 1.5 × 108 W m−2 K−1.", "flattened_exponent"),
        ("The activation energy of Li7La3Zr2O12 for ion conduction was 34 eV.", "implausible"),
    ],
)
def test_trouble_is_flagged_and_costs_confidence(sentence: str, flag: str) -> None:
    record = only(sentence)
    assert flag in record.flags
    assert record.confidence < 0.5


def test_extraction_is_pure() -> None:
    document = document_of("Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air. Their relative density was 94%.", title="A garnet")
    assert [r.wire() for r in extract_records(document)] == [r.wire() for r in extract_records(document)]


def test_a_value_that_no_named_material_is_likely_to_own_is_not_told() -> None:
    document = document_of("The LLZO pellets were sintered at 1200 °C for 6 h in air.")
    assert {r.material for r in extract_records(document)} == {"LLZO"}
    with using({"materials": Weights(9.0)}):
        assert extract_records(document) == []
        # where no material is named at all, the value stays
        assert {r.material for r in extract_records(document_of("The pellets were sintered at 1200 °C for 6 h in air."))} == {None}
