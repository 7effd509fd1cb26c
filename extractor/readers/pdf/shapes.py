"""What a glyph looks like: each code drawn alone, large, and measured.

A font's words can be missing or lie; its picture is what the reader of the paper saw.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from extractor.readers.pdf.fonts import Font
from extractor.readers.pdf.pdfium import base_font

_PAGE, _EM, _LEFT, _BASE = 128, 64.0, 32, 44

@dataclass(frozen=True)
class Drawing:
    """A glyph's ink; lengths in em, heights above the baseline."""

    ink: NDArray[np.bool_]
    left: float
    bottom: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.bottom + self.height / 2

    @property
    def fill(self) -> float:
        return float(self.ink.mean())

    def edge(self, row: float, column: float) -> bool:
        """Whether there is ink at a place given as shares of height and width."""
        height, width = self.ink.shape
        y, x = round(row * (height - 1)), round(column * (width - 1))
        return bool(self.ink[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2].any())


def plain_sign(drawing: Drawing) -> str:
    """The signs that simple geometry tells from everything else: − × + ± = · . • °; else nothing."""
    width, height, ratio = drawing.width, drawing.height, drawing.width / drawing.height
    if height <= 0.2 and width >= 0.15 and ratio >= 1.9 and drawing.fill >= 0.82 and 0.05 < drawing.middle < 0.5:
        return "−"
    if width <= 0.42 and 0.7 <= ratio <= 1.4 and drawing.fill >= 0.62 and drawing.middle < 0.5 and drawing.edge(0.5, 0.5):
        if drawing.middle <= 0.15:
            return "."
        return "·" if width <= 0.3 else "•"
    if 0.25 <= width <= 0.9 and 1.2 <= ratio <= 4 and _stripes(drawing) == 2 and 0.05 < drawing.middle < 0.5:
        return "="
    if not 0.7 < ratio < 1.4:
        return ""
    corners = [drawing.edge(y, x) for y in (0.05, 0.95) for x in (0.05, 0.95)]
    sides = [drawing.edge(y, x) for y, x in ((0.02, 0.5), (0.98, 0.5), (0.5, 0.02), (0.5, 0.98))]
    if width <= 0.5 and drawing.bottom >= 0.04 and all(sides) and not drawing.edge(0.5, 0.5):
        return "°" if _is_round(drawing) else ""
    if 0.22 <= width <= 0.9 and 0.08 <= drawing.fill <= 0.6 and drawing.edge(0.5, 0.5):
        if all(corners) and not any(sides) and _arms(drawing, diagonal=True):
            return "×"
        if all(sides) and not any(corners) and _arms(drawing, diagonal=False):
            return "+"
    if 0.22 <= width <= 0.9 and all(corners[2:]) and not any(corners[:2]) and sides[0] and _is_plus_over_bar(drawing):
        return "±"
    return ""


def _stripes(drawing: Drawing) -> int:
    """The number of full-width horizontal bars, if there is nothing but bars; else 0."""
    share = drawing.ink.mean(axis=1)
    full = share >= 0.8
    if not all(full | (share == 0)):
        return 0
    return int(np.count_nonzero(np.diff(np.concatenate(([False], full))) & np.concatenate(([False], full))[1:]))


def _is_plus_over_bar(drawing: Drawing) -> bool:
    rows = np.flatnonzero(drawing.ink.mean(axis=1) >= 0.85)
    if not len(rows) or float((drawing.ink == drawing.ink[:, ::-1]).mean()) < 0.8 or rows[-1] < drawing.ink.shape[0] - 2:
        return False
    upper = drawing.ink[: int(0.8 * drawing.ink.shape[0])]
    upper = upper[: int(np.flatnonzero(upper.any(axis=1))[-1]) + 1]
    share = upper.mean(axis=1)
    middle = int(share.argmax())
    return bool(share[middle] >= 0.85 and share[0] < 0.4 and 0.25 < middle / len(share) < 0.75)


def _is_round(drawing: Drawing) -> bool:
    """A closed ring: ink in every direction from an empty middle, and nothing outside the circle."""
    if float((drawing.ink == drawing.ink[::-1, ::-1]).mean()) < 0.8:
        return False
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    return all(any(drawing.edge(0.5 + r * np.sin(a), 0.5 + r * np.cos(a)) for r in (0.3, 0.38, 0.46)) for a in angles)


def _arms(drawing: Drawing, *, diagonal: bool) -> bool:
    steps = (0.15, 0.22, 0.3, 0.38, 0.62, 0.7, 0.78, 0.85)
    on = [(s, s) for s in steps] + [(s, 1 - s) for s in steps]
    off = [(0.5, s) for s in (0.12, 0.88)] + [(s, 0.5) for s in (0.12, 0.88)]
    if not diagonal:
        on, off = [(0.5, s) for s in steps] + [(s, 0.5) for s in steps], [(0.15, 0.15), (0.15, 0.85), (0.85, 0.15), (0.85, 0.85)]
    return all(drawing.edge(*place) for place in on) and not any(drawing.edge(*place) for place in off)


class Drawer:
    """Draws glyphs of one file's fonts, each once, with the fonts as pdfium loaded them."""

    def __init__(self, file: pypdfium2.PdfDocument) -> None:
        self._file = file
        self._sheet = self._file.new_page(_PAGE, _PAGE)
        self._texts: dict[int, Any] = {}
        self._fonts: dict[Font, Any] = {}
        self._drawn: dict[tuple[Font, int], Drawing | None] = {}

    def close(self) -> None:
        """Take the sheet out of the file again; it lay behind the file's own pages."""
        self._sheet.close()
        self._file.del_page(len(self._file) - 1)

    def learn(self, font: Font, page: int, places: list[tuple[float, float]]) -> None:
        """Find pdfium's side of `font`: what it shows at most of these places of the page (from 0).

        The two libraries share no names: two fonts of one page may have the same one.
        """
        if font in self._fonts or page >= len(self._file):
            return
        votes: dict[int, list[Any]] = {}
        try:
            text = self._texts.get(page) or self._texts.setdefault(page, self._file[page].get_textpage())
        except pypdfium2.PdfiumError:
            return
        for x, y in places:
            index = pdfium.FPDFText_GetCharIndexAtPos(text.raw, x, y, 2, 3)
            item = pdfium.FPDFText_GetTextObject(text.raw, index) if index >= 0 else None
            handle = pdfium.FPDFTextObj_GetFont(item) if item else None
            if handle and _same_name(handle, font.name):
                votes.setdefault(ctypes.addressof(handle.contents), []).append(handle)
        if votes:
            self._fonts[font] = max(votes.values(), key=len)[0]

    def draw(self, font: Font, code: int) -> Drawing | None:
        """The glyph alone; None where the font is not in the file or the glyph has no ink."""
        key = (font, code)
        if key not in self._drawn:
            handle = self._fonts.get(font)
            self._drawn[key] = self.draw_code(handle, code) if handle else None
        return self._drawn[key]

    def knows(self, font: Font) -> bool:
        return font in self._fonts

    def draw_text(self, handle: Any, text: str) -> Drawing | None:
        """What pdfium's font `handle` shows for a character that it reads as `text`."""
        buffer = (text + "\0").encode("utf-16-le")
        wide = ctypes.cast(ctypes.create_string_buffer(buffer, len(buffer)), ctypes.POINTER(ctypes.c_ushort))
        return self._drawn_item(handle, lambda item: pdfium.FPDFText_SetText(item, wide))

    def draw_code(self, handle: Any, code: int) -> Drawing | None:
        """What pdfium's font `handle` has for a character code."""
        return self._drawn_item(handle, lambda item: pdfium.FPDFText_SetCharcodes(item, (ctypes.c_uint32 * 1)(code), 1))

    def _drawn_item(self, handle: Any, fill: Callable[[Any], Any]) -> Drawing | None:
        item = pdfium.FPDFPageObj_CreateTextObj(self._file.raw, handle, ctypes.c_float(_EM))
        fill(item)
        pdfium.FPDFPageObj_Transform(item, 1, 0, 0, 1, _LEFT, _BASE)
        pdfium.FPDFPage_InsertObject(self._sheet.raw, item)
        ink = self._sheet.render(scale=1, grayscale=True).to_numpy().reshape(_PAGE, _PAGE) < 128
        pdfium.FPDFPage_RemoveObject(self._sheet.raw, item)
        pdfium.FPDFPageObj_Destroy(item)
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        if not len(rows):
            return None
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        return Drawing(
            ink[top:bottom, left:right], float(left - _LEFT) / _EM, float(_PAGE - _BASE - bottom) / _EM, float(right - left) / _EM, float(bottom - top) / _EM
        )


def _same_name(handle: Any, name: str) -> bool:
    shown = base_font(handle)
    return not shown or shown == name
