"""Plain text in every usual encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.document import BlockKind
from extractor.errors import ReadError
from extractor.readers import read_paper

PAPER = "Garnet electrolytes\n\nThe conductivity was 3.2 × 10⁻⁴ S cm⁻¹ at 25 °C; µm-sized grains.\n\nReferences\n\n[1] Kim, J. Power Sources 2008, 112, 15341.\n"
LATIN = "Élaboration of garnets\n\nSintered at 1100 °C for 12 h, 5 µm grains, ± 0.3 µm, naïve café façade; the coöperative señor measured 25 °C twice.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes(PAPER.encode(encoding))
    document = read_paper(path)
    assert [(b.kind, b.text) for b in document.blocks] == [
        (BlockKind.TITLE, "Garnet electrolytes"),
        (BlockKind.PARAGRAPH, "The conductivity was 3.2 × 10⁻⁴ S cm⁻¹ at 25 °C; µm-sized grains."),
        (BlockKind.HEADING, "References"),
        (BlockKind.REFERENCE, "[1] Kim, J. Power Sources 2008, 112, 15341."),
    ]
    assert document.metadata.title == "Garnet electrolytes"


def test_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes(LATIN.encode("latin-1"))
    text = " ".join(block.text for block in read_paper(path).blocks)
    assert "Sintered at 1100 °C for 12 h, 5 µm grains, ± 0.3 µm" in text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes(PAPER.replace("\n", newline).encode())
    assert [block.text for block in read_paper(path).blocks][:1] == ["Garnet electrolytes"]
    assert len(read_paper(path).blocks) == 4


@pytest.mark.parametrize("heading", ["Abstract", "1. Introduction", "2.1 Experimental section", "Results and discussion", "Conclusions"])
def test_headings_make_sections(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(f"A title\n\n{heading}\n\nThe film was thick.\n", encoding="utf-8")
    last = read_paper(path).blocks[-1]
    assert (last.kind, last.section, last.text) == (BlockKind.PARAGRAPH, heading, "The film was thick.")


def test_doi_of_the_head_only(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_text("10.1234/ABC.567\nA title\nText one.\nText two.\nSee 10.9999/other.\n", encoding="utf-8")
    document = read_paper(path)
    assert document.metadata.doi == "10.1234/ABC.567"
    assert document.paper_id == "10.1234/abc.567"
    path.write_text("A title\nText one.\nText two.\nText three.\nSee 10.9999/other.\n", encoding="utf-8")
    assert read_paper(path).metadata.doi == ""


def test_caption(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_text("A title\n\nFigure 3. Conductivity of the garnet.\n", encoding="utf-8")
    assert read_paper(path).blocks[-1].kind is BlockKind.CAPTION


def test_a_text_with_stray_control_characters_is_read_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes(b"Conductors\n\nIt had 3\x02 10   4 S/cm at 300C, over 400 cm\x001 and more.")
    document = read_paper(path)
    assert document.blocks[-1].text == "It had 3 × 10−4 S/cm at 300 °C, over 400 cm−1 and more."
    assert document.warnings == ("signs were restored that the text had lost, in 1 line",)


def test_a_file_of_many_zeros_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes(b"a\x00b\x00c\x00" * 500)
    with pytest.raises(ReadError, match="binary data"):
        read_paper(path)


def test_the_notation_of_a_cell_makes_no_table(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    line = "Cells of Na|NASICON|FeS2 and Na||Na ran at 0.5 C."
    path.write_text(f"Cells\n\n{line}\n{line}\n\n| Sample | σ (S/cm) |\n|---|---|\n| A | 1e-3 |\n")
    document = read_paper(path)
    assert [block.text for block in document.blocks if block.kind is BlockKind.PARAGRAPH] == [line, line]
    assert len(list(document.tables())) == 1
