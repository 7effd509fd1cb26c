"""Labels of samples: in columns, in heads, and their kin in the text."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, Document, make_table_block
from extractor.extraction import extract_records
from extractor.extraction.labels import kin, table_labels
from extractor.extraction.paper import Paper
from extractor.language.materials import Abbreviation

LLTO = "Li0.35La0.55TiO3"
KNOWN = {"LLTO": Abbreviation("LLTO", LLTO, "Li0.35La0.55TiO3")}
ROWS = [["Relative density (%)", "94", "96"], ["Grain size (μm)", "2", "4"]]


def labels(grid: list[list[str]], caption: str = "") -> dict[str, str | None]:
    document = Document("paper", "paper.xml", "0" * 64, "jats", (make_table_block("t1", grid, header_rows=1, caption=caption),))
    return {label.short: label.formula for label in table_labels(document, KNOWN)}


@pytest.mark.parametrize(
    ("grid", "caption", "expected"),
    [
        ([["Sample", "Density (%)"], ["S1", "94"]], "", {"S1": None}),
        ([["Sample", "Density (%)"], ["S1", "94"]], f"Pellets of {LLTO}.", {"S1": LLTO}),
        ([["Sample", "Density (%)"], ["S1", "94"]], "The LLTO pellets.", {"S1": LLTO}),
        ([["Composition", "Abbreviation"], [LLTO, "L35"]], "", {"L35": LLTO}),
        ([["Composition", "a (Å)"], [LLTO, "P4"]], "", {}),
        ([["Sample", "Additive"], ["BZY-N", "NiO"]], "", {"BZY-N": None}),
        ([["", "LATP-0", "LATP-1B"], *ROWS], "", {"LATP-0": None, "LATP-1B": None}),
        ([["Property", "S1", "S2"], *ROWS], f"Pellets of {LLTO}.", {"S1": LLTO, "S2": LLTO}),
        ([["Interface", "DMM", "AMM"], ["Al/Si", "1", "2"]], "", {}),
        ([["", "GaN", "Al2O3"], *ROWS], "", {}),
    ],
)
def test_labels_of_a_table(grid: list[list[str]], caption: str, expected: dict[str, str | None]) -> None:
    assert labels(grid, caption) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A further pellet, S5, was kept longer.", {"S5"}), ("Fig. S5 and Table S6 show S7.", {"S7"}), ("Figs. S5 and S6 show it.", set()), ("see Figure S5, S6 and S7", set()),
        ("S5-like and SS5 and S55.5 and ZS5", set()), ("S12 broke.", {"S12"}),
    ],
)  # fmt: skip
def test_kin(text: str, expected: set[str]) -> None:
    assert kin(["S1", "S2"], [text]) == expected


def test_one_label_has_no_kin() -> None:
    assert kin(["S1", "T2"], ["S5 and T3"]) == set()


@pytest.mark.parametrize("text", ["One further G10 bar was sintered at 1050 °C; it is denoted G10-S.", "One G10 bar was sintered at 1050 °C, which is hereafter referred to as G10-S."])
def test_label_given_at_the_end(text: str) -> None:
    table = make_table_block("t1", [["Sample", "Relative density (%)"], ["G10", "97"], ["G10-S", "98"]], header_rows=1)
    records = extract_records(Document("paper", "paper.xml", "0" * 64, "jats", (Block("p1", BlockKind.PARAGRAPH, text), table)))
    assert [(r.sample, r.value) for r in records if r.property == "sintering_temperature"] == [("G10-S", 1323.15)]


def test_labels_of_one_series_define_nothing() -> None:
    text = "Powders of LATP named LATP-0, LATP-1B, LATP-2B and LATP-4B were made. Li1.3Al0.3Ti1.7(PO4)3 (LATP) was used."
    known = Paper(Document("paper", "paper.txt", "0" * 64, "text", (Block("p1", BlockKind.PARAGRAPH, text),))).abbreviations
    assert "LATP-1B" not in known or known["LATP-1B"].long == "LATP-1B"


def test_samples_of_one_composition_keep_apart() -> None:
    text = "Pellets were sintered at 1150, 1200 and 1250 °C in air; they are denoted S1, S2 and S3, respectively."
    table = make_table_block("t1", [["Sample", "Relative density (%)"], ["S1", "84"], ["S2", "90"], ["S3", "94"]], header_rows=1, caption=f"Pellets of {LLTO}.")
    records = extract_records(Document("paper", "paper.xml", "0" * 64, "jats", (Block("p1", BlockKind.PARAGRAPH, text), table)))
    assert {(r.sample, r.value) for r in records if r.property == "sintering_temperature"} == {("S1", 1423.15), ("S2", 1473.15), ("S3", 1523.15)}
    assert all(r.formula == "Li0.35La0.55TiO3" for r in records)
    (air,) = [r for r in records if r.property == "sintering_atmosphere"]
    assert sorted(air.conditions["samples"]) == sorted(s for r in records if r.property == "relative_density" for s in r.conditions["samples"])
    assert air.sample is None
