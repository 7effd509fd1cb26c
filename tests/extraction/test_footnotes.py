"""Notes below tables, members of a series named by their variable, statements of units."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, Document, make_table_block
from extractor.extraction import extract_records
from extractor.records import Record
from tests.helpers import document_of

GRID = [["Sample", "Relative density (%)"], ["G5", "96"], ["G10-L[a]", "99"], ["G10-S", "98"]]


def read(note: str, grid: list[list[str]] = GRID) -> list[Record]:
    blocks = (Block("p0", BlockKind.TITLE, "Sintering of Ce0.9Gd0.1O1.95"), make_table_block("t1", grid, header_rows=1), Block("n2", BlockKind.FOOTNOTE, note))
    return [r for r in extract_records(Document("paper", "paper.xml", "0" * 64, "jats", blocks)) if r.property == "sintering_temperature"]


@pytest.mark.parametrize("note", ["a Sintered at 1000 °C.", "[a] Sintered at 1000 °C.", "a) Sintered at 1000 °C."])
def test_note_is_told_of_the_marked_row(note: str) -> None:
    assert [(r.value, r.sample) for r in read(note)] == [(1273.15, "G10-L")]


@pytest.mark.parametrize("note", ["Sintered at 1000 °C.", "b Sintered at 1000 °C."])
def test_note_without_its_row(note: str) -> None:
    assert all(r.evidence[0].rule.rpartition("+")[2] != "footnote" for r in read(note))


def test_legend_below_spells_out_a_symbol() -> None:
    blocks = (make_table_block("t1", [["Sample", "d50 / μm"], ["G5", "2.5"]], header_rows=1, caption="The samples."), Block("n2", BlockKind.FOOTNOTE, "d50: median grain size."))
    (record,) = extract_records(Document("paper", "paper.xml", "0" * 64, "jats", blocks))
    assert (record.property, record.value) == ("grain_size", 2.5e-6)


def test_member_told_by_the_variable_alone() -> None:
    document = document_of(
        "The series Li7−xLa3Zr2−xTaxO12 was made by solid state reaction.", "For x = 0.6 an ionic conductivity of 0.8 mS cm−1 was measured at 25 °C.", title="Ionic conductivity of Li7−xLa3Zr2−xTaxO12"
    )
    assert ("Li6.4La3Zr1.4Ta0.6O12", 0.08) in {(r.formula, r.value) for r in extract_records(document)}


def test_unit_of_other_numbers_is_no_value() -> None:
    assert extract_records(document_of("The ionic conductivities of LiPON at 25 °C are given in 10−4 S cm−1.")) == []


@pytest.mark.parametrize(("note", "expected"), [("a At 25 °C.", 298.15), ("a Measured at 60 °C.", 333.15), ("b At 25 °C.", None)])
def test_note_of_a_header_tells_the_temperature(note: str, expected: float | None) -> None:
    grid = [["Sample", "σ (S cm−1)[a]"], ["Li7La3Zr2O12", "2.5 × 10−4"]]
    blocks = (make_table_block("t1", grid, header_rows=1), Block("n2", BlockKind.FOOTNOTE, note))
    (record,) = extract_records(Document("paper", "paper.xml", "0" * 64, "jats", blocks))
    assert (record.property, record.temperature) == ("ionic_conductivity", expected)
