"""Characters, rules and strokes of a page by pdfium: exact, and some ten times as fast as pdfminer.

pdfium tells no character codes, so that a font that lies cannot be mended here; but it tells how
large each character's ink is, by which `soundness` sees that a font lies.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.readers.pdf.drawings import Frame, add_drawn, bounds_of, direct
from extractor.readers.pdf.fonts import UNKNOWN, is_standard
from extractor.readers.pdf.page import Char, PageContent, SheetMaker, turn_box, turn_point

_HYPHEN_MARKS = (0x02, 0xFFFE)
_INVISIBLE = 3
#: Characters into which pdfium parts a ligature or an ellipsis, of which each has the whole one's box.
_PARTS = frozenset(map(ord, "fiIlLtTsSjJ."))
_BLANKS = (0x20, 0xA0, 0x0D, 0x0A)
#: Points: what is wider and higher than this has ink.
_INK = 0.3


_P, _I = ctypes.c_void_p, ctypes.c_int
_unicode = direct(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _P, _I)
_object = direct(pdfium.FPDFText_GetTextObject, _P, _P, _I)
_origin = direct(pdfium.FPDFText_GetCharOrigin, _I, _P, _I, _P, _P)
_loose_box = direct(pdfium.FPDFText_GetLooseCharBox, _I, _P, _I, _P)
_ink_box = direct(pdfium.FPDFText_GetCharBox, _I, _P, _I, _P, _P, _P, _P)
_matrix_of = direct(pdfium.FPDFText_GetMatrix, _I, _P, _I, _P)
_font_size = direct(pdfium.FPDFTextObj_GetFontSize, _I, _P, _P)
_font = direct(pdfium.FPDFTextObj_GetFont, _P, _P)
_render_mode = direct(pdfium.FPDFTextObj_GetTextRenderMode, _I, _P)
_is_generated = direct(pdfium.FPDFText_IsGenerated, _I, _P, _I)
_lacks_unicode = direct(pdfium.FPDFText_HasUnicodeMapError, _I, _P, _I)


@dataclass(slots=True, eq=False)
class Face:
    """One font as pdfium loaded it, and the ink of each of its characters that was looked at.

    `ink`: character → (least, greatest) of the lower and upper edge of its ink above the baseline, and its width, in em.
    """

    handle: Any
    name: str
    embedded: bool
    ink: dict[str, list[float]] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)
    #: For each stretch of the type: code → how far it moves the pen, in type sizes.
    advances: dict[float, dict[int, float]] = field(default_factory=dict)
    unmapped: bool = False
    #: Pages (from 0) that it is used on.
    pages: set[int] = field(default_factory=set)

    def saw(self, text: str, low: float, high: float, width: float) -> None:
        known = self.ink.get(text)
        if known is None:
            self.ink[text] = [low, low, high, high, width, width]
            return
        known[0], known[1] = min(known[0], low), max(known[1], low)
        known[2], known[3] = min(known[2], high), max(known[3], high)
        known[4], known[5] = min(known[4], width), max(known[5], width)


@dataclass(slots=True)
class _Style:
    """What the characters of one text object share."""

    face: Face | None
    name: str
    size: float
    quarter: int | None
    invisible: bool
    #: How far each character moves the pen, in type sizes.
    advances: dict[int, float] = field(default_factory=dict)
    #: Where they go, and how many there are.
    chars: list[Char] | None = None
    count: int = 0


class PdfiumPages:
    """The pages of one open file. They stay loaded, since a font lives as long as a page that uses it."""

    def __init__(self, file: pypdfium2.PdfDocument) -> None:
        self.file = file
        self.faces: dict[int, Face] = {}
        self.invisible = self.visible = 0
        #: Numbers of pages (from 1) that could not be loaded.
        self.lost: list[int] = []
        #: Those that could be loaded, by number (from 0); a damaged file may give a page once only.
        self.pages: dict[int, pypdfium2.PdfPage] = {}
        self._kept: list[Any] = []
        # where the calls put what they find, made once
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._at_sides = [ctypes.addressof(side) for side in self._sides]
        self._x, self._y, self._loose = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        self._matrix, self._told = pdfium.FS_MATRIX(), ctypes.c_float()
        self._at_matrix, self._at_told = ctypes.addressof(self._matrix), ctypes.addressof(self._told)
        self._at_x, self._at_y, self._at_loose = ctypes.addressof(self._x), ctypes.addressof(self._y), ctypes.addressof(self._loose)

    def read(self, index: int) -> PageContent:
        """Page `index` (from 0); an empty one where it cannot be loaded, whose number goes into `lost`."""
        try:
            page = self.file[index]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            self.lost.append(index + 1)
            return PageContent(index + 1, 0.0, 0.0, [])
        self._kept += [text, page]
        self.pages[index] = page
        left, bottom, right, top = _visible_box(page)
        frame = Frame(left, top, right - left, top - bottom, page.get_rotation() // 90, index)
        maker = SheetMaker(index + 1, *frame.shown_size, (left, top), frame.rotation)
        seen = self._characters(text.raw, frame, maker)
        add_drawn(page, frame, maker, seen, partial(self._mute, frame))
        return maker.content()

    def _mute(self, frame: Frame, item: Any) -> None:
        """Notes the font of a text object that reads as nothing at all."""
        box = bounds_of(item, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), frame)
        handle = _font(ctypes.cast(item, ctypes.c_void_p).value or 0)
        inked = box is not None and box[2] - box[0] > _INK and box[3] - box[1] > _INK
        if handle:
            face = self._face(handle, frame.index)
            face.unmapped = face.unmapped or inked or not (face.embedded or is_standard(face.name))

    def _characters(self, text: Any, frame: Frame, maker: SheetMaker) -> set[int]:
        """Adds the characters to the page's sheets; returns the addresses of the text objects they come from."""
        styles: dict[int, _Style] = {}
        at = ctypes.cast(text, ctypes.c_void_p).value or 0
        x, y, loose = self._x, self._y, self._loose
        left, top = frame.left, frame.top
        spaced, high_half = 0.0, 0
        for index in range(pdfium.FPDFText_CountChars(text)):
            code, address = _unicode(at, index), _object(at, index) or 0
            if code in _BLANKS:
                if _is_generated(at, index):
                    spaced = spaced or 0.5
                    continue
                spaced = 1.0
                if address:
                    self._look_at_blank(at, index, styles.get(address) or styles.setdefault(address, self._style(text, index, address, frame)))
                continue
            if 0xD800 <= code < 0xE000:
                if code < 0xDC00:
                    high_half = code
                    continue
                code, high_half = 0x10000 + ((high_half - 0xD800) << 10) + code - 0xDC00, 0
            style = styles.get(address)
            if style is None or not address:
                style = styles[address] = self._style(text, index, address, frame)
            if code in _HYPHEN_MARKS and pdfium.FPDFText_IsHyphen(text, index) == 1:
                code = 0x2D
            character = chr(code) if 0 <= code <= 0x10FFFF else UNKNOWN
            if style.quarter is None:
                maker.oblique.append(character)
                continue
            _origin(at, index, self._at_x, self._at_y)
            if style.quarter == 0:
                pen_x, base = x.value - left, top - y.value
                advance = style.advances.get(code)
                if advance is None or code in _PARTS:
                    _loose_box(at, index, self._at_loose)
                    advance = style.advances[code] = max(0.0, loose.right - x.value) / style.size if style.size else 0.0
                end = pen_x + advance * style.size
            else:
                _loose_box(at, index, self._at_loose)
                pen_x, base = turn_point(x.value - left, top - y.value, style.quarter, frame.width, frame.height)
                end = turn_box((loose.left - left, top - loose.top, loose.right - left, top - loose.bottom), style.quarter, frame.width, frame.height)[2]
            if style.chars is None:
                style.chars = maker.sheet((style.quarter - frame.rotation) % 4).chars
            style.chars.append(Char(character, pen_x, end if end > pen_x else pen_x, base, style.size, style.name, spaced))
            style.count += 1
            spaced = 0.0
            # small letters stand for themselves in every font that has an alphabet: once is enough
            if style.face is not None and not ("a" <= character <= "z" and character in style.face.letters):
                self._look(at, index, character, style, (pen_x, base), frame)
        for style in styles.values():
            self.invisible += style.count if style.invisible else 0
            self.visible += 0 if style.invisible else style.count
        return set(styles)

    def _look_at_blank(self, at: int, index: int, style: _Style) -> None:
        """Notes a font with ink behind what reads as a blank."""
        face = style.face
        if face is not None and not face.unmapped and (box := self._ink(at, index)):
            face.unmapped = box[1] - box[0] > _INK and box[3] - box[2] > _INK

    def _ink(self, at: int, index: int) -> tuple[float, float, float, float] | None:
        """Left, right, bottom and top of a character's ink in the file's coordinates."""
        if not _ink_box(at, index, *self._at_sides):
            return None
        left, right, bottom, top = self._sides
        return left.value, right.value, bottom.value, top.value

    def _look(self, at: int, index: int, character: str, style: _Style, pen: tuple[float, float], frame: Frame) -> None:
        """Notes how high and wide the ink of a capital, digit or sign is."""
        face = style.face
        assert face is not None
        if character not in face.ink:
            face.unmapped = face.unmapped or _lacks_unicode(at, index) == 1
            if character.isalpha():
                face.letters.add(character)
        ink = self._ink(at, index)
        if ink is None:
            return
        left, right, bottom, top = ink
        size = style.size or 1.0
        if style.quarter == 0:
            base = frame.top - pen[1]
            face.saw(character, (bottom - base) / size, (top - base) / size, (right - left) / size)
            return
        box = turn_box((left - frame.left, frame.top - top, right - frame.left, frame.top - bottom), style.quarter or 0, frame.width, frame.height)
        face.saw(character, (pen[1] - box[3]) / size, (pen[1] - box[1]) / size, (box[2] - box[0]) / size)

    def _style(self, text: Any, index: int, address: int, frame: Frame) -> _Style:
        matrix, told = self._matrix, self._told
        a, b, c, d = (1.0, 0.0, 0.0, 1.0)
        if _matrix_of(ctypes.cast(text, ctypes.c_void_p).value or 0, index, self._at_matrix):
            a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        told.value = 0.0
        handle = 0
        if address:
            _font_size(address, self._at_told)
            handle = _font(address) or 0
        height = math.hypot(c, d)
        size = abs((told.value or pdfium.FPDFText_GetFontSize(text, index)) * height)
        face = self._face(handle, frame.index) if handle else None
        invisible = bool(address) and _render_mode(address) == _INVISIBLE
        advances = face.advances.setdefault(round(math.hypot(a, b) / (height or 1.0), 2), {}) if face else {}
        return _Style(face, face.name if face else "", size, _quarter(a, b), invisible, advances)

    def _face(self, address: int, page: int) -> Face:
        face = self.faces.get(address)
        if face is None:
            handle = ctypes.cast(address, pdfium.FPDF_FONT)
            face = self.faces[address] = Face(handle, base_font(handle), pdfium.FPDFFont_GetIsEmbedded(handle) == 1)
        face.pages.add(page)
        return face


def base_font(handle: Any) -> str:
    """A font's name without the six letters that mark a subset."""
    size = pdfium.FPDFFont_GetBaseFontName(handle, None, 0)
    buffer = ctypes.create_string_buffer(max(1, size))
    pdfium.FPDFFont_GetBaseFontName(handle, buffer, size)
    return buffer.value.decode("latin-1").rpartition("+")[2]


def _visible_box(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    media, crop = page.get_mediabox(), page.get_cropbox()
    left, bottom, right, top = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    if right > left and top > bottom:
        return left, bottom, right, top
    return min(media[0], media[2]), min(media[1], media[3]), max(media[0], media[2]), max(media[1], media[3])


def _quarter(a: float, b: float) -> int | None:
    """The direction of text in counterclockwise quarters from rightward; None for oblique text."""
    angle = math.degrees(math.atan2(b, a)) % 360
    nearest = round(angle / 90)
    return nearest % 4 if abs(angle - 90 * nearest) < 3 else None
