"""Sentence boundaries in the prose of papers."""

from __future__ import annotations

import pytest

from extractor.language import load_pipeline

CASES: list[list[str]] = [
    ["As shown in Fig. 3, the density rose.", "It was ca. 95 % of theory."],
    ["The activation energy is 0.35 eV.", "d.c. polarisation gave more.", "σ rises.", "α-Al2O3 is formed."],
    ["It equals NASICON (RT, ref. 16).", "On heating it rises."],
    ["Figs. 2 and 3 agree.", "Eq. (5) holds."],
    ["Values of 0.35 eV vs. 0.40 eV were found (see Ref. 12).", "Then it fell."],
    ["Kim et al. reported 0.5 S cm−1 for the film.", "Others found less."],
    ["The samples (approx. 2 mm thick) were sintered, i.e. fired.", "Next, e.g. in air, they cooled."],
    ["Pellets were pressed at 200 MPa.", "5 g of powder was used."],
    ["It was 3.5.", "The rest was 4.6."],
    ["Powders from Alfa Aesar Co. Ltd. were used.", "We sintered them."],
    ["No. 5 was best.", "The density was 3.2 g cm−3.", "Temp. dependence is shown."],
    ["Dr. Li measured it.", "Prof. Kim did not."],
    ["Is it dense?", "It is."],
    ["The conductivity of Li6.4La3Zr1.4Ta0.6O12 was 3.2×10−4 S cm−1.", "That of Li7La3Zr2O12 was lower."],
    ["The activation energy was 0.35 eV.", "(The fit is shown below.)"],
    ["Samples were dried at 80 °C.", "Then they were sintered at 1100 °C."],
    ["The film of J. B. Smith was thick.", "Ours is thin."],
    ["It was 5 S/m.", "J values were not measured."],
    ["It was measured at 300 K.", "W was deposited next."],
    ["Thickness was 5 m.", "Samples were cut."],
]


@pytest.mark.parametrize("sentences", CASES)
def test_sentences(sentences: list[str]) -> None:
    doc = load_pipeline()(" ".join(sentences))
    assert [span.text.strip() for span in doc.sents] == sentences


def test_lost_superscript_citation_does_not_glue_sentences() -> None:
    doc = load_pipeline()("The values agree well1.The films were annealed.")
    assert len(list(doc.sents)) == 2
