"""Characters of a page by pdfminer (through pdfplumber): slow, but with the code behind each character.

For pages with fonts that lie. Rules, strokes and pictures stay those that pdfium found.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import MATRIX_IDENTITY, Matrix
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
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
    page._layout = device.get_result()
    _replace(content, page)
    page.close()


class _WithoutPaths(PDFPageInterpreter):
    """Takes long drawings out of a page's program before it is parsed: parsing them is most of the work."""

    def render_contents(self, resources: dict[object, object], streams: Sequence[object], ctm: Matrix = MATRIX_IDENTITY) -> None:
        for stream in streams:
            program = resolve1(stream)
            if isinstance(program, PDFStream):
                program.data = _DRAWING.sub(b" ", program.get_data())
        super().render_contents(resources, streams, ctm=ctm)


class _CharactersOnly(PDFPageAggregatorWithMarkedContent):
    """Leaves drawings and pictures alone: a figure may have a hundred thousand strokes."""

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        """Nothing."""

    def render_image(self, *args: Any, **kwargs: Any) -> None:
        """Nothing."""


def _replace(content: PageContent, page: Page) -> None:
    old = {sheet.turn: sheet for sheet in content.sheets}
    chars: dict[int, list[Char]] = {}
    shift = _shift(page) if not content.rotation else (0.0, 0.0)
    spaced = 0.0
    for char in page.chars:
        if char["text"].isspace() and not isinstance(char["text"], Glyph):
            spaced = 1.0
            continue
        turn = _turn(char)
        if turn is None:
            continue
        chars.setdefault(turn, []).append(_char(char, turn, content, shift, spaced))
        spaced = float(char["text"].isspace())
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


def _shift(page: Page) -> tuple[float, float]:
    """How far the shown part's upper left corner lies within the whole page."""
    media, crop = page.mediabox, page.cropbox or page.mediabox
    return max(0.0, crop[0] - media[0]), max(0.0, media[3] - crop[3])


def _turn(char: dict[str, Any]) -> int | None:
    a, b = char["matrix"][0], char["matrix"][1]
    angle = math.degrees(math.atan2(b, a)) % 360
    nearest = round(angle / 90)
    return nearest % 4 if abs(angle - 90 * nearest) < 3 else None


def _char(char: dict[str, Any], turn: int, content: PageContent, shift: tuple[float, float], spaced: float) -> Char:
    text, size = char["text"], float(char["size"]) or 1.0
    x0, x1, bottom = char["x0"] - shift[0], char["x1"] - shift[0], char["bottom"] - shift[1]
    if turn == 0:
        descent = text.font.descent if isinstance(text, Glyph) else _USUAL_DESCENT
        return Char(text, x0, x1, bottom + descent * size, size, _name(char), spaced)
    ends = [turn_point(x, y, turn, content.width, content.height) for x, y in ((x0, char["top"] - shift[1]), (x1, bottom))]
    _, base = turn_point(char["matrix"][4] - shift[0], content.height - char["matrix"][5] + shift[1], turn, content.width, content.height)
    size = math.hypot(char["matrix"][2], char["matrix"][3]) if char["matrix"][2] or char["matrix"][3] else size
    size = size if size > 2 else abs(ends[0][1] - ends[1][1]) or 1.0
    return Char(text, min(e[0] for e in ends), max(e[0] for e in ends), base, size, _name(char), spaced)


def _name(char: dict[str, Any]) -> str:
    return str(char["fontname"]).rpartition("+")[2]
