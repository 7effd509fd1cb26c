"""Pages that are pictures: read by OCR where asked, named where not, marked in every case."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from extractor.document import Document
from extractor.errors import ReadError
from extractor.extraction import extract_records
from extractor.readers import read_paper
from extractor.readers.options import ReadOptions
from extractor.readers.pdf import ocr
from extractor.readers.pdf.fonts import UNKNOWN
from extractor.readers.pdf.ink import Glyph, rules, skew
from extractor.readers.pdf.scripts import Word, take

needs_ocr = pytest.mark.skipif(bool(ocr.missing()), reason=ocr.missing() or "OCR is there")
VALUE = (
    "The ionic conductivity of Li<sub>7</sub>La<sub>3</sub>Zr<sub>2</sub>O<sub>12</sub> was 3.2 × 10<super>−4</super> S cm<super>−1</super> at 25 °C. "
    "The pellets were sintered at 1230 °C for 36 h in air and kept in a glove box before the measurements were made."
)
WIDTH, HEIGHT = 320, 120


def typeset(*, invisible: bool = False) -> bytes:
    """A small page with the value as text, or as an invisible layer over its picture."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    if invisible:
        canvas.drawImage(ImageReader(pictured()), 0, 0, WIDTH, HEIGHT)
        layer = canvas.beginText(20, 80)
        layer.setTextRenderMode(3)
        layer.textLine("The ionic conductivity of the pellets was 0.32 mS/cm at 25 °C")
        canvas.drawText(layer)
    else:
        paragraph = Paragraph(VALUE, getSampleStyleSheet()["BodyText"])
        paragraph.wrapOn(canvas, WIDTH - 40, HEIGHT)
        paragraph.drawOn(canvas, 20, HEIGHT - 20 - paragraph.height)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def pictured() -> io.BytesIO:
    file = pypdfium2.PdfDocument(typeset())
    out = io.BytesIO()
    file[0].render(scale=300 / 72).to_pil().convert("L").save(out, "PNG")
    file.close()
    out.seek(0)
    return out


def scan() -> bytes:
    """The page as a picture only."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    canvas.drawImage(ImageReader(pictured()), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def mixed() -> bytes:
    """A page with text, then one that is a picture."""
    whole, more = pypdfium2.PdfDocument(typeset()), pypdfium2.PdfDocument(scan())
    whole.import_pages(more)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def read(folder: Path, data: bytes, options: ReadOptions | None = None) -> Document:
    path = folder / "made.pdf"
    path.write_bytes(data)
    return read_paper(path, options)


@needs_ocr
def test_scan_is_read_with_its_exponents_and_marked(tmp_path: Path) -> None:
    document = read(tmp_path, scan(), ReadOptions(ocr=True))
    text = " ".join(block.text for block in document.blocks)
    assert "3.2 × 10⁻⁴ S cm⁻¹ at 25 °C" in text
    assert all(block.ocr for block in document.blocks)
    assert any("page 1: read from the picture by OCR" in warning for warning in document.warnings)
    seen, true = (
        next(r for r in extract_records(paper) if r.property == "ionic_conductivity") for paper in (document, read(tmp_path, typeset()))
    )
    assert seen.value == pytest.approx(0.032)
    assert ("ocr" in seen.flags, "ocr" in true.flags) == (True, False)
    assert seen.confidence < true.confidence


def test_pictures_among_text_are_named(tmp_path: Path) -> None:
    document = read(tmp_path, mixed())
    assert not any(block.ocr for block in document.blocks)
    (warning,) = document.warnings
    assert warning.startswith("page 2: pictures without text")
    assert "--ocr" in warning


@needs_ocr
def test_pictures_among_text_are_read(tmp_path: Path) -> None:
    document = read(tmp_path, mixed(), ReadOptions(ocr=True))
    assert {place.page for block in document.blocks if block.ocr for place in block.places} == {2}
    assert {place.page for block in document.blocks if not block.ocr for place in block.places} == {1}


def test_layer_of_somebody_elses_ocr_is_marked(tmp_path: Path) -> None:
    document = read(tmp_path, typeset(invisible=True))
    assert "0.32 mS/cm" in " ".join(block.text for block in document.blocks)
    assert all(block.ocr for block in document.blocks)
    assert "OCR" in document.warnings[0]


@pytest.mark.parametrize("options", [ReadOptions(), ReadOptions(ocr=True)], ids=["unasked", "asked"])
def test_without_tesseract_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: ReadOptions) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ReadError) as caught:
        read(tmp_path, scan(), options)
    assert caught.value.status == "image_only"
    assert "pip install 'kaimen[ocr]'" in str(caught.value)
    assert "Tesseract" in str(caught.value)


@pytest.mark.parametrize("lean", [-1.3, 0.0, 0.4])
def test_lean_is_found(lean: float) -> None:
    with Image.open(pictured()) as page:
        assert skew(page.rotate(lean, Image.Resampling.BICUBIC, fillcolor=255)) == pytest.approx(-lean, abs=0.11)


def test_rules_are_found() -> None:
    page = np.zeros((400, 900), bool)
    page[50:53, 100:800] = page[100:300, 200:202] = page[350:380, 100:120] = True
    assert np.abs(np.array(sorted(rules(page))) - [(100, 50, 800, 53), (200, 100, 202, 300)]).max() <= 1


def word(*shapes: tuple[int, int, int]) -> Word:
    """Glyphs as (height of head, of foot, width) above a line with an em of 100 pixels."""
    glyphs, x = [], 0
    for head, foot, width in shapes:
        glyphs.append(Glyph(x, 200 - head, x + width, 200 - foot, np.ones((head - foot, width), bool)))
        x += width + 10
    return Word("", 90, (0, 100, x, 200), 200.0, 100.0, glyphs)


ONE, ZERO, MINUS, RAISED = (65, 0, 25), (65, 0, 42), (62, 57, 50), (82, 40, 30)


@pytest.mark.parametrize(
    ("shapes", "seen", "text"),
    [
        ((ONE, ZERO, MINUS, RAISED), "10-4", "10−4"), ((ONE, ZERO, MINUS, RAISED), "10~4", "10−4"), ((ONE, ZERO, MINUS, RAISED), "10-|!", "10−1"),
        ((ONE, ZERO, MINUS, RAISED), "1074", "10−4"),
        ((ONE, ZERO, MINUS, RAISED), "104", UNKNOWN * 2 + "−" + UNKNOWN), ((ONE, ZERO, RAISED, RAISED), "10-4", "10" + UNKNOWN + "4"),
    ],
)  # fmt: skip
def test_raised_glyphs_are_believed_before_the_second_reading(shapes: tuple[tuple[int, int, int], ...], seen: str, text: str) -> None:
    one = word(*shapes)
    assert one.find_scripts()
    assert [glyph.script for glyph in one.glyphs] == [0, 0, 1, 1]
    take(one, seen, 90)
    assert one.text == text
