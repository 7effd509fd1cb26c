"""Characters of a page by pdfminer (through pdfplumber): slow, but with the code behind each character.

For pages with fonts that lie. Rules, strokes and pictures stay those that pdfium found.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import MATRIX_IDENTITY, Matrix
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from extractor.readers.pdf.fonts import FontWatch, Glyph
from extractor.readers.pdf.page import Char, PageContent, Sheet, turn_point

_USUAL_DESCENT = -0.22
#: Steps of paths, their painting and colours; also between a saved and a restored state. No string of text looks like twenty in a row.
_STEP = rb"(?:[-+.\d]++\s++){0,6}+(?:[mlcvyhSsFnwJjMigGkK]|re|[fBbW]\*?|rg|RG|scn?|SCN?)\s++"
_DRAWING = re.compile(rb"(?:" + _STEP + rb"|q\s++(?:" + _STEP + rb"|(?:[-+.\d]++\s++){6}cm\s++)*+Q\s++){20,}+")


def read_again(data: bytes, password: str, pages: Sequence[PageContent]) -> list[int]:
    """Give the sheets of these pages the characters that pdfminer finds, in place; returns the numbers of those that it cannot read."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    failed: list[int] = []
    try:
        with pdfplumber.open(io.BytesIO(data), password=password) as pdf:
            pdf.rsrcmgr = FontWatch()
            for content in pages:
                try:
                    _read_page(pdf, content)
                except Exception:  # pdfminer raises anything over what pdfium forgives
                    failed.append(content.number)
    except Exception:
        failed = [content.number for content in pages]
    return failed


def _read_page(pdf: PDF, content: PageContent) -> None:
    page = pdf.pages[content.number - 1]
    device = _CharactersOnly(pdf.rsrcmgr, pageno=page.page_number)
    _WithoutPaths(pdf.rsrcmgr, device).process_page(page.page_obj)
    _replace(content, device.get_result(), page)
    page.close()


class _WithoutPaths(PDFPageInterpreter):
    """Takes long drawings out of a page's program before it is parsed: parsing them is most of the work."""

    def render_contents(self, resources: dict[object, object], streams: Sequence[object], ctm: Matrix = MATRIX_IDENTITY) -> None:
        for stream in streams:
            program = resolve1(stream)
            if isinstance(program, PDFStream):
                program.data = _DRAWING.sub(b" ", program.get_data())
        super().render_contents(resources, streams, ctm=ctm)


class _CharactersOnly(PDFPageAggregator):
    """Leaves drawings and pictures alone: a figure may have a hundred thousand strokes."""

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        """Nothing."""

    def render_image(self, *args: Any, **kwargs: Any) -> None:
        """Nothing."""


def _chars_in(container: LTContainer[Any]) -> Iterator[LTChar]:
    """As pdfplumber walks a page, but without the dictionary that it makes of every character: that took longer than all else."""
    for item in container:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTContainer):
            yield from _chars_in(item)


def _replace(content: PageContent, layout: LTPage, page: Page) -> None:
    old = {sheet.turn: sheet for sheet in content.sheets}
    chars: dict[int, list[Char]] = {}
    corner = _corner(page, content, layout)
    spaced = 0.0
    for char in _chars_in(layout):
        text = char.get_text()
        if text.isspace() and not isinstance(text, Glyph):
            spaced = 1.0
            continue
        turn = _turn(char)
        if turn is None:
            continue
        chars.setdefault(turn, []).append(_char(char, turn, content, corner, spaced))
        spaced = float(text.isspace())
    for turn, found in chars.items():
        if turn in old:
            old[turn].chars = found
        else:
            content.sheets.append(_sheet_like(content, turn, found))
    for turn, sheet in old.items():
        if turn not in chars:
            sheet.chars = []
    content.sheets.sort(key=lambda sheet: (-len(sheet.chars), sheet.turn))


def _sheet_like(content: PageContent, turn: int, chars: list[Char]) -> Sheet:
    width, height = (content.width, content.height) if turn % 2 == 0 else (content.height, content.width)
    return Sheet(content.number, width, height, turn, chars)


def _corner(page: Page, content: PageContent, layout: LTPage) -> tuple[float, float]:
    """Where the shown part's upper left corner lies in pdfminer's frame, which starts at the whole page's lower left one."""
    if content.rotation:
        return 0.0, layout.height
    media, crop = page.mediabox, page.cropbox or page.mediabox
    return max(0.0, crop[0] - media[0]), layout.height - max(0.0, media[3] - crop[3])


def _turn(char: LTChar) -> int | None:
    if not math.isfinite(sum(char.matrix) + char.x0 + char.x1 + char.y0 + char.y1):  # a damaged matrix sets it nowhere
        return None
    a, b = char.matrix[0], char.matrix[1]
    angle = math.degrees(math.atan2(b, a)) % 360
    nearest = round(angle / 90)
    return nearest % 4 if abs(angle - 90 * nearest) < 3 else None


def _char(char: LTChar, turn: int, content: PageContent, corner: tuple[float, float], spaced: float) -> Char:
    text, size, matrix = char.get_text(), char.size or 1.0, char.matrix
    x0, x1, bottom = char.x0 - corner[0], char.x1 - corner[0], corner[1] - char.y0
    if turn == 0:
        descent = text.font.descent if isinstance(text, Glyph) else _USUAL_DESCENT
        return Char(text, x0, x1, bottom + descent * size, size, _name(char), spaced)
    ends = [turn_point(x, y, turn, content.width, content.height) for x, y in ((x0, corner[1] - char.y1), (x1, bottom))]
    _, base = turn_point(matrix[4] - corner[0], corner[1] - matrix[5], turn, content.width, content.height)
    size = math.hypot(matrix[2], matrix[3]) if matrix[2] or matrix[3] else size
    size = size if size > 2 else abs(ends[0][1] - ends[1][1]) or 1.0
    return Char(text, min(e[0] for e in ends), max(e[0] for e in ends), base, size, _name(char), spaced)


def _name(char: LTChar) -> str:
    return str(char.fontname).rpartition("+")[2]
