"""A table's fact told again is one fact."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, Document, make_table_block
from extractor.extraction import extract_records
from extractor.records import Record

GRID = [["Contact", "G at 295 K (MW m−2 K−1)"], ["Al/MgO", "245"], ["Ti/Si", "210"]]


def read(text: str) -> list[Record]:
    blocks = (Block("p0", BlockKind.PARAGRAPH, text), make_table_block("t1", GRID, header_rows=1))
    return [r for r in extract_records(Document("paper", "paper.xml", "0" * 64, "jats", blocks)) if r.property == "interfacial_thermal_resistance"]


@pytest.mark.parametrize(
    "text",
    [
        "The thermal boundary conductance of Ti on silicon was 210 MW m−2 K−1.", "The thermal boundary conductance of the Al/MgO interface is 245 MW m−2 K−1 at room temperature.",
        "The thermal boundary conductance of the Al/MgO interface is 0.245 GW m−2 K−1.",
    ],
)  # fmt: skip
def test_told_with_less(text: str) -> None:
    records = read(text)
    assert [r.temperature for r in records] == [295.0, 295.0]
    assert max(len(r.evidence) for r in records) == 2


@pytest.mark.parametrize("text", ["The thermal boundary conductance of the Al/MgO interface was 239 MW m−2 K−1.", "The thermal boundary conductance of the Al/MgO interface was 245 MW m−2 K−1 at 400 K."])
def test_another_fact(text: str) -> None:
    assert len(read(text)) == 3


def rows(grid: list[list[str]], *paragraphs: str) -> list[Record]:
    blocks = [Block(f"p{i}", BlockKind.PARAGRAPH, text) for i, text in enumerate(paragraphs)]
    return extract_records(Document("paper", "paper.xml", "0" * 64, "jats", (*blocks, make_table_block("t1", grid, header_rows=1, caption="TiN/MgO at room temperature."))))


@pytest.mark.parametrize(
    ("grid", "expected"),
    [
        ([["Contact", "G (MW m−2 K−1)", "R (m2 K GW−1)"], ["TiN/MgO", "44", "22.7"]], 1),  # one value in two forms
        ([["Contact", "G, as grown (MW m−2 K−1)", "G, annealed (MW m−2 K−1)"], ["TiN/MgO", "670", "690"]], 2),
        ([["Contact", "G, as grown (MW m−2 K−1)", "G, annealed (MW m−2 K−1)"], ["TiN/MgO", "670", "790"]], 2),
    ],
)
def test_two_columns_of_a_row(grid: list[list[str]], expected: int) -> None:
    assert len([r for r in rows(grid) if r.property == "interfacial_thermal_resistance"]) == expected


def test_step_of_unnamed_bodies_sums_up_a_table() -> None:
    grid = [["Composition", "Sintering temperature (°C)"], ["Li7La3Zr2O12", "1150"], ["Li6.4La3Zr1.4Ta0.6O12", "1200"]]
    records = rows(grid, "The discs were sintered in air, one half at 1150 °C and one half at 1200 °C.")
    steps = [r for r in records if r.property == "sintering_temperature"]
    assert {(r.formula, r.value, len(r.evidence)) for r in steps} == {("Li7La3Zr2O12", 1423.15, 2), ("Li6.4La3Zr1.4Ta0.6O12", 1473.15, 2)}
