"""PDFs: columns, superscripts, tables, places on the page, and the shipped paper."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extractor.document import Document
from extractor.readers import read_paper
from extractor.readers.pdf import read_pdf
from tests.helpers import PAPERS
from tests.readers.pdfs import article

FILLER = "The pellets were pressed, dried and sintered in air, and their faces were polished before gold was put on. " * 4
VALUE = "The ionic conductivity of the garnet was 3.2 × 10<super>-4</super> S cm<super>-1</super> at 25 °C, and its activation energy was 0.35 eV."
READ = "The ionic conductivity of the garnet was 3.2 × 10⁻⁴ S cm⁻¹ at 25 °C, and its activation energy was 0.35 eV."


def prose(document: Document) -> str:
    return "\n".join(block.text for block in document.prose())


@pytest.mark.parametrize("columns", [1, 2])
def test_superscripts_and_columns(columns: int) -> None:
    paragraphs = [f"Paragraph {name}. {FILLER}" for name in "ABCDEFGH"]
    document = read_pdf(article([*paragraphs[:4], VALUE, *paragraphs[4:]] * columns, columns=columns), "made.pdf")
    text = " ".join(prose(document).split())
    assert READ in text
    order = [text.find(f"Paragraph {name}.") for name in "ABCDEFGH"]
    assert -1 not in order
    assert order == sorted(order)
    assert FILLER.strip() in text


def test_blocks_know_page_and_box() -> None:
    document = read_pdf(article([f"{FILLER} {i}." for i in range(30)]), "made.pdf")
    assert max(block.page or 0 for block in document.blocks) >= 2
    for block in document.blocks:
        assert block.places
        for place in block.places:
            x0, top, x1, bottom = place.box
            assert 0 <= x0 < x1 <= 596
            assert 0 <= top < bottom <= 842


def test_ruled_table() -> None:
    grid = [["Sample", "Conductivity (mS/cm)", "Density (%)"], ["LLZTO-1", "0.32", "95.1"], ["LLZTO-2", "0.61", "97.4"]]
    document = read_pdf(article([FILLER, "Table 1. Conductivity and density."], table=grid), "made.pdf")
    (block,) = document.tables()
    assert block.table is not None
    assert [[cell.text for cell in row] for row in block.table.rows] == grid
    assert block.table.header_rows == 1
    assert block.table.caption == "Table 1. Conductivity and density."
    assert "LLZTO-1" not in prose(document)
    for cell in (cell for row in block.table.rows for cell in row):
        assert block.text[cell.start : cell.end] == cell.text


def test_word_broken_at_a_line_end_is_joined() -> None:
    document = read_pdf(article([FILLER, "The grains grew during densi-<br/>fication at 1100 °C."]), "made.pdf")
    assert "densification at 1100 °C" in prose(document)


def test_shipped_paper() -> None:
    folder = PAPERS / "pdf"
    with (folder / "SOURCES.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        document = read_paper(folder / row["file"])
        assert document.metadata.doi == document.paper_id == row["doi"]
        title = read_pdf((folder / row["file"]).read_bytes(), row["file"]).metadata.title
        assert " ".join(title.lower().split()) == row["title"].lower()
        assert len(document.blocks) > 30
        assert all(block.page for block in document.blocks)


def test_same_bytes_same_document(tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    path.write_bytes(article([FILLER, VALUE]))
    assert read_paper(path) == read_paper(path)
