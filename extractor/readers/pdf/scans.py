"""Which pages of a PDF are pictures of text, what to do about them, and what is told of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.document import Document
from extractor.errors import ReadError
from extractor.readers.pdf.page import PageContent
from extractor.readers.pdf.pdfium import PdfiumPages

#: A page with fewer characters has no text of its own.
MIN_CHARACTERS = 40
#: The part of the page that its pictures cover at least where it is one.
_COVERED = 0.5
REMEDY = "install Tesseract and `pip install 'kaimen[ocr]'`, then give --ocr; or make a text layer first (for example with ocrmypdf)"


@dataclass(slots=True)
class Scan:
    """Pages (from 1) that are pictures without text, and those whose text was laid invisibly over a picture by somebody's OCR."""

    pictures: list[int] = field(default_factory=list)
    layered: list[int] = field(default_factory=list)
    #: Whether the pictures were read.
    read: bool = False


def look(source: PdfiumPages) -> tuple[list[PageContent], Scan]:
    """All pages of a file as its text layer has them, and which of them are scans."""
    contents: list[PageContent] = []
    scan = Scan()
    for index in range(len(source.file)):
        hidden, shown = source.invisible, source.visible
        content = source.read(index)
        contents.append(content)
        hidden, shown = source.invisible - hidden, source.visible - shown
        if hidden + shown < MIN_CHARACTERS:
            if index in source.pages and _is_picture(source.pages[index]):
                scan.pictures.append(content.number)
        elif hidden > shown:
            scan.layered.append(content.number)
    return contents, scan


def is_image_only(contents: Sequence[PageContent]) -> bool:
    """Whether the pages have hardly any characters."""
    return sum(1 for content in contents for _ in content.chars()) < MIN_CHARACTERS * len(contents)


def refuse(name: str) -> ReadError:
    return ReadError("image_only", f"{name}: the pages are pictures without text; {REMEDY}")


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures, one or in strips, cover most of the page."""
    width, height = page.get_size()
    covered = 0.0
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        try:
            left, bottom, right, top = item.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(covered > _COVERED * width * height)


def read_pictures(contents: list[PageContent], scan: Scan, file: pypdfium2.PdfDocument, name: str) -> None:
    """Put what OCR sees in the place of pages that are pictures."""
    from extractor.readers.pdf import ocr

    if is_image_only(contents):
        # whatever draws them: letters may be outlines instead of a picture
        scan.pictures = [content.number for content in contents if sum(1 for _ in content.chars()) < MIN_CHARACTERS]
    if scan.pictures:
        ocr.require(name)
        for number in scan.pictures:
            contents[number - 1] = ocr.read_page(file[number - 1], contents[number - 1])
        scan.read = True


def marked(document: Document, scan: Scan) -> Document:
    """The document with its OCR text marked, and with what a person should know about its pictures."""
    by_ocr = {*scan.layered, *(scan.pictures if scan.read else ())}
    blocks = tuple(replace(block, ocr=True) if any(place.page in by_ocr for place in block.places) else block for block in document.blocks)
    said: list[str] = []
    if scan.layered:
        said.append(f"{page_names(scan.layered)}: the text was made by OCR before, its numbers are less sure")
    if scan.pictures and scan.read:
        said.append(f"{page_names(scan.pictures)}: read from the picture by OCR, numbers are less sure")
    elif scan.pictures:
        said.append(f"{page_names(scan.pictures)}: pictures without text, not read; {REMEDY}")
    return replace(document, blocks=blocks, warnings=(*document.warnings, *said))


def page_names(numbers: Sequence[int] | Collection[int]) -> str:
    """Numbers of pages in words.

    >>> page_names([3, 4, 5, 9]), page_names([2])
    ('pages 3–5, 9', 'page 2')
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    named = ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in runs)
    return f"page{'s' if len(numbers) > 1 else ''} {named}"
