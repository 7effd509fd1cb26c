"""A PDF file to a Document."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

import pypdfium2

from extractor.document import Document, Repair
from extractor.errors import ReadError
from extractor.readers.options import ReadOptions
from extractor.readers.pdf.assembly import blocks_of, mark_references
from extractor.readers.pdf.flow import Flow, body_type, laid_out
from extractor.readers.pdf.fonts import UNKNOWN
from extractor.readers.pdf.front import mark_front, metadata_of, names_in, told_title
from extractor.readers.pdf.glyphs import mend
from extractor.readers.pdf.lines import Line, lines_of
from extractor.readers.pdf.page import PageContent, Sheet
from extractor.readers.pdf.pdfium import PdfiumPages
from extractor.readers.pdf.plumber import read_again
from extractor.readers.pdf.scans import is_image_only, look, marked, page_names, read_pictures, refuse
from extractor.readers.pdf.shapes import Drawer
from extractor.readers.pdf.soundness import unsound_pages
from extractor.readers.pdf.strokes import stroked_signs

_LOST = "could not be loaded, what is on it lacks; the file is damaged"
_UNCHECKED = "with a font that may lie, which could not be looked into; check signs and exponents there"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing made here refers back to its maker, so that looking for cycles among a paper's characters finds none: it only takes time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_uncollected()
def read_pdf(data: bytes, name: str, options: ReadOptions | None = None) -> Document:
    """Read a PDF. Raises ReadError for corrupt, encrypted, empty, huge and (without OCR) image-only files."""
    options = options or ReadOptions()
    file = _open(data, name, options)
    try:
        source = PdfiumPages(file)
        contents, scan = look(source)
        if len(source.lost) == len(contents):
            raise ReadError("corrupt", f"{name}: none of its pages can be loaded; the file is damaged, fetch it again")
        if not options.ocr and is_image_only(contents):
            raise refuse(name)
        repairs, lines, unchecked = _made_sound(contents, source, file, data, options.password)
        if options.ocr:
            read_pictures(contents, scan, file, name)
        information = _information(file)
        flows = laid_out(contents, lines)
    finally:
        file.close()
    document = _document(name, flows, repairs, information, _xmp(data))
    warnings = [f"{page_names(numbers)}: {what}" for numbers, what in ((source.lost, _LOST), (unchecked, _UNCHECKED)) if numbers]
    return marked(replace(document, warnings=(*document.warnings, *warnings)), scan)


def _open(data: bytes, name: str, options: ReadOptions) -> pypdfium2.PdfDocument:
    try:
        file = pypdfium2.PdfDocument(data, password=options.password or None)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            remedy = "the password is wrong" if options.password else "give --password, or save a copy without one"
            raise ReadError("encrypted", f"{name}: the PDF is encrypted; {remedy}") from None
        if re.search(rb"/Type\s*/Pages\b", data) and not re.search(rb"/Type\s*/Page\b", data):
            raise ReadError("empty", f"{name}: the PDF has no pages") from None
        raise ReadError("corrupt", f"{name}: the PDF is damaged ({error}); fetch it again") from None
    try:
        pages = len(file)
        if pages == 0:
            raise ReadError("empty", f"{name}: the PDF has no pages")
        if pages > options.max_pages:
            raise ReadError("too_large", f"{name}: {pages} pages are more than the limit of {options.max_pages}; raise --max-pages to read it")
    except ReadError:
        file.close()
        raise
    return file


def _information(file: pypdfium2.PdfDocument) -> dict[str, str]:
    """What the file says of itself; a value that is no text is left out."""
    found: dict[str, str] = {}
    for key in file.METADATA_KEYS:
        with suppress(UnicodeDecodeError):
            found[key] = str(file.get_metadata_value(key))
    return found


def _made_sound(
    contents: Sequence[PageContent], source: PdfiumPages, file: pypdfium2.PdfDocument, data: bytes, password: str
) -> tuple[tuple[Repair, ...], dict[Sheet, list[Line]], list[int]]:
    """Mend the pages whose fonts lie, and signs that are drawn as strokes.

    Returns what was changed, the lines of sound sheets, and the numbers of pages that could not be checked.
    """
    lines = {sheet: lines_of(sheet.chars) for content in contents for sheet in content.sheets if sheet.chars}
    drawer = Drawer(file)
    try:
        found = unsound_pages(list(source.faces.values()), lines, drawer)
    finally:
        drawer.close()
    unsound = [content for content in contents if content.number - 1 in found]
    repairs: list[Repair] = []
    unchecked = read_again(data, password, unsound) if unsound else []
    if unsound:
        repairs += mend(unsound, file)
    changed = {sheet for content in unsound for sheet in content.sheets}
    for sheet in (sheet for content in contents for sheet in content.sheets if sheet not in changed):
        stroked = stroked_signs(sheet)
        repairs += stroked
        if stroked:
            changed.add(sheet)
    kept = {sheet: found for sheet, found in lines.items() if sheet not in changed}
    return tuple(sorted(repairs, key=lambda repair: (repair.page, repair.font, repair.code))), kept, unchecked


def _document(name: str, flows: Sequence[Flow], repairs: tuple[Repair, ...], information: dict[str, str], xmp: str) -> Document:
    mark_references(flows)
    body_size, _ = body_type(line for flow in flows for line in flow.lines)
    title, authors, gone = mark_front([paragraph for flow in flows for paragraph in flow.paragraphs], body_size, told_title(information))
    first_page = "\n".join(line.text for flow in flows if flow.sheet.number == 1 for line in (*flow.lines, *flow.beside))
    authors = authors or names_in(information.get("Author", "").replace(";", ","))
    blocks = tuple(replace(b, doubtful=doubtful) if (doubtful := _doubtful(b.text)) else b for b in blocks_of(flows, gone))
    return Document("", name, "", "pdf", blocks, metadata_of(information, xmp, first_page, title, authors), repairs=repairs)


def _doubtful(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in re.finditer(f"{UNKNOWN}+", text))


def _xmp(data: bytes) -> str:
    """The metadata packet, where the file keeps it uncompressed, as it should."""
    start = data.find(b"<x:xmpmeta")
    end = data.find(b"</x:xmpmeta>", start)
    return data[start:end].decode("utf-8", "replace") if 0 <= start < end else ""
