"""Tables of PDFs: shipped, ruled and with horizontal rules only."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Block
from extractor.extraction import extract_records
from extractor.readers import read_paper
from tests.helpers import PAPERS

COLUMNS = (80, 200, 300, 400)


def booktabs(path: Path, caption: str, rows: list[list[str]], heads: int) -> None:
    """A page with a table of three rules, between two paragraphs; "^…^" in a cell is raised."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Times-Roman", 11)
    canvas.drawString(80, 760, "The samples were measured in air and the results are listed in the table below.")
    canvas.drawString(80, 720, caption)
    top = 705.0
    canvas.line(78, top, 500, top)
    y = top - 14
    for index, row in enumerate(rows):
        for x, cell in zip(COLUMNS, row, strict=False):
            draw(canvas, x, y, cell)
        if index == heads - 1:
            canvas.line(78, y - 5, 500, y - 5)
            y -= 6
        y -= 16
    canvas.line(78, y + 8, 500, y + 8)
    canvas.drawString(80, y - 30, "A paragraph follows the table and has nothing to do with it at all, as one sees.")
    canvas.save()


def draw(canvas: Canvas, x: float, y: float, cell: str) -> None:
    for index, part in enumerate(cell.split("^")):
        raised = index % 2 == 1
        canvas.setFont("Times-Roman", 7 if raised else 11)
        canvas.drawString(x, y + (4 if raised else 0), part)
        x += canvas.stringWidth(part, "Times-Roman", 7 if raised else 11)
    canvas.setFont("Times-Roman", 11)


def the_table(path: Path) -> Block:
    (block,) = read_paper(path).tables()
    return block


ROWS = [
    ["Sample", "Density (%)", "Conductivity (10^-4^ S cm^-1^)", ""],
    ["Li6.4La3Zr1.4Ta0.6O12", "96.5", "8.1", ""],
    ["Li7La3Zr2O12", "92.0", "0.023", ""],
]


def test_rules_without_columns(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    booktabs(path, "Table 1. Conductivity at 25 °C of two garnets.", [row[:3] for row in ROWS], 1)
    block = the_table(path)
    assert block.table is not None
    assert [[cell.text for cell in row] for row in block.table.rows] == [
        ["Sample", "Density (%)", "Conductivity (10⁻⁴ S cm⁻¹)"], ["Li6.4La3Zr1.4Ta0.6O12", "96.5", "8.1"], ["Li7La3Zr2O12", "92.0", "0.023"],
    ]
    assert block.table.header_rows == 1
    assert block.table.caption.startswith("Table 1")


def test_records_from_the_table(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    booktabs(path, "Table 1. Ionic conductivity at 25 °C of two garnets.", [row[:3] for row in ROWS], 1)
    found = {(r.material, r.value, r.temperature) for r in extract_records(read_paper(path)) if r.property == "ionic_conductivity"}
    assert found == {("Li6.4La3Zr1.4Ta0.6O12", 0.081, 298.15), ("Li7La3Zr2O12", 0.00023, 298.15)}


def test_no_caption_no_table(tmp_path: Path) -> None:
    """The frame of a plot has rules too."""
    path = tmp_path / "paper.pdf"
    booktabs(path, "Figure 1. Conductivity of two garnets.", [row[:3] for row in ROWS], 1)
    assert list(read_paper(path).tables()) == []


@pytest.fixture(scope="module")
def shipped() -> Block:
    return the_table(PAPERS / "pdf" / "polym5041258.pdf")


def test_shipped_table(shipped: Block) -> None:
    table = shipped.table
    assert table is not None
    assert (len(table.rows), table.columns, table.header_rows, shipped.page) == (14, 6, 1, 8)
    assert [cell.text for cell in table.rows[5]] == ["5", "[Bmim]ZnCl3", "5.00", "2", "100", "82.6"]
    for row in table.rows:
        for cell in row:
            assert shipped.text[cell.start : cell.end] == cell.text
