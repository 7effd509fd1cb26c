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
