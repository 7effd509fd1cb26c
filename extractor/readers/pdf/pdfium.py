"""Characters, rules and strokes of a page by pdfium: exact, and some ten times as fast as pdfminer.

pdfium tells no character codes, so that a font that lies cannot be mended here; but it tells how
large each character's ink is, by which `soundness` sees that a font lies.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.document import Box
from extractor.readers.pdf.fonts import is_standard
from extractor.readers.pdf.page import Char, PageContent, Rule, SheetMaker, Stroke, turn_box, turn_point

#: Points: nothing thicker is a rule, nothing longer a sign's stroke, nothing larger a picture of one.
MAX_RULE_THICKNESS, MIN_RULE, MAX_STROKE, MAX_SIGN = 2.5, 8.0, 8.0, 12.0
#: A page with more drawn things than this holds a picture, whose strokes are not looked at.
MAX_DRAWN = 20_000
MAX_SEGMENTS = 400
_MAX_NESTING = 4
_HYPHEN_MARKS = (0x02, 0xFFFE)
_INVISIBLE = 3
#: Characters into which pdfium parts a ligature or an ellipsis, of which each has the whole one's box.
_PARTS = frozenset(map(ord, "fiIlLtTsSjJ."))
_BLANKS = (0x20, 0xA0, 0x0D, 0x0A)
#: Points: what is wider and higher than this has ink.
_INK = 0.3


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
    #: Where they go.
    chars: list[Char] | None = None


class PdfiumPages:
    """The pages of one open file. They stay loaded, since a font lives as long as a page that uses it."""

    def __init__(self, file: pypdfium2.PdfDocument) -> None:
        self.file = file
        self.faces: dict[int, Face] = {}
        self.invisible = self.visible = 0
        self._kept: list[Any] = []
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._at_sides = [ctypes.byref(side) for side in self._sides]

    def read(self, index: int) -> PageContent:
        """Page `index` (from 0)."""
        page = self.file[index]
        text = page.get_textpage()
        self._kept += [text, page]
        left, bottom, right, top = _visible_box(page)
        frame = _Frame(left, top, right - left, top - bottom, page.get_rotation() // 90, index)
        maker = SheetMaker(index + 1, *frame.shown_size, (left, top), frame.rotation)
        seen = self._characters(text.raw, frame, maker)
        self._find_mute(page.raw, seen, frame)
        _drawn(page, frame, maker)
        return maker.content()

    def _find_mute(self, page: Any, seen: set[int], frame: _Frame) -> None:
        """Notes fonts of which something is printed that reads as nothing at all."""
        for index in range(pdfium.FPDFPage_CountObjects(page)):
            item = pdfium.FPDFPage_GetObject(page, index)
            if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT and ctypes.addressof(item.contents) not in seen:
                box = _bounds(item, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), frame)
                handle = pdfium.FPDFTextObj_GetFont(item)
                inked = box is not None and box[2] - box[0] > _INK and box[3] - box[1] > _INK
                if handle:
                    face = self._face(handle, frame.index)
                    face.unmapped = face.unmapped or inked or not (face.embedded or is_standard(face.name))

    def _characters(self, text: Any, frame: _Frame, maker: SheetMaker) -> set[int]:
        """Adds the characters to the page's sheets; returns which text objects they come from."""
        styles: dict[int, _Style] = {}
        x, y = ctypes.c_double(), ctypes.c_double()
        at_x, at_y = ctypes.byref(x), ctypes.byref(y)
        loose = pdfium.FS_RECTF()
        at_loose = ctypes.byref(loose)
        unicode_of, object_of, origin_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetTextObject, pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetLooseCharBox
        left, top = frame.left, frame.top
        spaced, high_half = 0.0, 0
        for index in range(pdfium.FPDFText_CountChars(text)):
            code = unicode_of(text, index)
            item = object_of(text, index)
            address = ctypes.addressof(item.contents) if item else 0
            if code in _BLANKS:
                spaced = max(spaced, self._blank(text, index, item, address, styles, frame))
                continue
            if 0xD800 <= code < 0xDC00:
                high_half = code
                continue
            if 0xDC00 <= code < 0xE000 and high_half:
                code, high_half = 0x10000 + ((high_half - 0xD800) << 10) + code - 0xDC00, 0
            style = styles.get(address)
            if style is None or not address:
                style = styles[address] = self._style(text, index, item, frame)
            if code in _HYPHEN_MARKS and pdfium.FPDFText_IsHyphen(text, index) == 1:
                code = 0x2D
            character = chr(code)
            if style.quarter is None:
                maker.oblique.append(character)
                continue
            origin_of(text, index, at_x, at_y)
            if style.quarter == 0:
                pen_x, base = x.value - left, top - y.value
                advance = style.advances.get(code)
                if advance is None or code in _PARTS:
                    box_of(text, index, at_loose)
                    advance = style.advances[code] = max(0.0, loose.right - x.value) / style.size if style.size else 0.0
                end = pen_x + advance * style.size
            else:
                box_of(text, index, at_loose)
                pen_x, base = turn_point(x.value - left, top - y.value, style.quarter, frame.width, frame.height)
                end = turn_box((loose.left - left, top - loose.top, loose.right - left, top - loose.bottom), style.quarter, frame.width, frame.height)[2]
            if style.chars is None:
                style.chars = maker.sheet((style.quarter - frame.rotation) % 4).chars
            style.chars.append(Char(character, pen_x, end if end > pen_x else pen_x, base, style.size, style.name, spaced))
            spaced = 0.0
            self.invisible += style.invisible
            self.visible += not style.invisible
            # small letters stand for themselves in every font that has an alphabet: once is enough
            if style.face is not None and not ("a" <= character <= "z" and character in style.face.letters):
                self._look(text, index, character, style, (pen_x, base), frame)
        return set(styles)

    def _blank(self, text: Any, index: int, item: Any, address: int, styles: dict[int, _Style], frame: _Frame) -> float:
        """How sure a blank is: the file's own, or one that pdfium put into a gap. Notes a font that has ink behind its blanks."""
        if pdfium.FPDFText_IsGenerated(text, index):
            return 0.5
        if item:
            _look_at_blank(text, index, (styles.get(address) or styles.setdefault(address, self._style(text, index, item, frame))).face)
        return 1.0

    def _look(self, text: Any, index: int, character: str, style: _Style, pen: tuple[float, float], frame: _Frame) -> None:
        """Notes how high and wide the ink of a capital, digit or sign is."""
        face = style.face
        assert face is not None
        if pdfium.FPDFText_HasUnicodeMapError(text, index) == 1:
            face.unmapped = True
        if character.isalpha():
            face.letters.add(character)
        left, right, bottom, top = self._sides
        if not pdfium.FPDFText_GetCharBox(text, index, *self._at_sides):
            return
        size = style.size or 1.0
        if style.quarter == 0:
            base = frame.top - pen[1]
            face.saw(character, (bottom.value - base) / size, (top.value - base) / size, (right.value - left.value) / size)
            return
        box = turn_box((left.value - frame.left, frame.top - top.value, right.value - frame.left, frame.top - bottom.value), style.quarter or 0, frame.width, frame.height)
        face.saw(character, (pen[1] - box[3]) / size, (pen[1] - box[1]) / size, (box[2] - box[0]) / size)

    def _style(self, text: Any, index: int, item: Any, frame: _Frame) -> _Style:
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
            matrix = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
        told = ctypes.c_float(0)
        handle = None
        if item:
            pdfium.FPDFTextObj_GetFontSize(item, ctypes.byref(told))
            handle = pdfium.FPDFTextObj_GetFont(item)
        points = (told.value or pdfium.FPDFText_GetFontSize(text, index)) * math.hypot(matrix.c, matrix.d)
        face = self._face(handle, frame.index) if handle else None
        invisible = bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
        size = abs(points)
        stretch = round(math.hypot(matrix.a, matrix.b) / (math.hypot(matrix.c, matrix.d) or 1.0), 2)
        advances = face.advances.setdefault(stretch, {}) if face else {}
        return _Style(face, face.name if face else "", size, _quarter(matrix.a, matrix.b), invisible, advances)

    def _face(self, handle: Any, page: int) -> Face:
        address = ctypes.addressof(handle.contents)
        face = self.faces.get(address)
        if face is None:
            face = self.faces[address] = Face(handle, base_font(handle), pdfium.FPDFFont_GetIsEmbedded(handle) == 1)
        face.pages.add(page)
        return face


@dataclass(frozen=True, slots=True)
class _Frame:
    """The visible part of a page in the file's own coordinates, and its rotation in clockwise quarters."""

    left: float
    top: float
    width: float
    height: float
    rotation: int
    index: int

    @property
    def shown_size(self) -> tuple[float, float]:
        return (self.width, self.height) if self.rotation % 2 == 0 else (self.height, self.width)


def _look_at_blank(text: Any, index: int, face: Face | None) -> None:
    """Notes a font with ink behind what reads as a blank."""
    sides = [ctypes.c_double() for _ in range(4)]
    if face is not None and not face.unmapped and pdfium.FPDFText_GetCharBox(text, index, *(ctypes.byref(side) for side in sides)):
        left, right, bottom, top = (side.value for side in sides)
        face.unmapped = right - left > _INK and top - bottom > _INK


def base_font(handle: Any) -> str:
    """A font's name without the six letters that mark a subset."""
    size = pdfium.FPDFFont_GetBaseFontName(handle, None, 0)
    buffer = ctypes.create_string_buffer(max(1, size))
    pdfium.FPDFFont_GetBaseFontName(handle, buffer, size)
    return buffer.value.decode("latin-1").rpartition("+")[2]


def _visible_box(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    media, crop = page.get_mediabox(), page.get_cropbox()
    left, bottom, right, top = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def _quarter(a: float, b: float) -> int | None:
    """The direction of text in counterclockwise quarters from rightward; None for oblique text."""
    angle = math.degrees(math.atan2(b, a)) % 360
    nearest = round(angle / 90)
    return nearest % 4 if abs(angle - 90 * nearest) < 3 else None


def _drawn(page: Any, frame: _Frame, maker: SheetMaker) -> None:
    """Straight rules, small strokes and the boxes of pictures among the drawn things of a page."""
    left = MAX_DRAWN
    for item, matrix, is_path in _things(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0):
        left -= 1
        if left < 0:
            return
        box = _bounds(item, matrix, frame)
        if box is None:
            continue
        if is_path:
            _path(item, matrix, box, frame, maker)
        else:
            maker.marks.append(box)
            if max(box[2] - box[0], box[3] - box[1]) <= MAX_SIGN:
                maker.strokes.append(Stroke(*box, picture=True))


def _bounds(item: Any, matrix: tuple[float, ...], frame: _Frame) -> Box | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *(ctypes.byref(side) for side in sides)):
        return None
    x0, y0, x1, y1 = (side.value for side in sides)
    return _shown(frame, [_apply(matrix, x0, y0), _apply(matrix, x1, y1)])


def _things(holder: Any, count: Any, get: Any, matrix: tuple[float, ...], depth: int) -> Iterator[tuple[Any, tuple[float, ...], bool]]:
    """Paths (True) and pictures (False), also those within forms, each with the matrix of what holds it."""
    for index in range(count(holder)):
        item = get(holder, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield item, matrix, True
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            yield item, matrix, False
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_NESTING:
            own = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(own))
            inner = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            yield from _things(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1)


def _times(m: tuple[float, ...], n: tuple[float, ...]) -> tuple[float, ...]:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3], m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _path(item: Any, matrix: tuple[float, ...], box: Box, frame: _Frame, maker: SheetMaker) -> None:
    width, height = box[2] - box[0], box[3] - box[1]
    if max(width, height) <= MAX_STROKE:
        curved = height > MAX_RULE_THICKNESS / 2 and _has_curve(item)
        maker.strokes.append(Stroke(*box, curved))
        maker.marks.append(box)
    elif min(width, height) <= MAX_RULE_THICKNESS:
        maker.rules.append(Rule(*box))
    else:
        maker.marks.append(box)
        maker.rules += _segments(item, matrix, frame)


def _has_curve(item: Any) -> bool:
    for index in range(min(pdfium.FPDFPath_CountSegments(item), 12)):
        if pdfium.FPDFPathSegment_GetType(pdfium.FPDFPath_GetPathSegment(item, index)) == pdfium.FPDF_SEGMENT_BEZIERTO:
            return True
    return False


def _segments(item: Any, matrix: tuple[float, ...], frame: _Frame) -> list[Rule]:
    """Upright and level pieces of a path of straight lines: a frame, or a grid drawn in one go."""
    count = pdfium.FPDFPath_CountSegments(item)
    if count > MAX_SEGMENTS or not _is_stroked(item):
        return []
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(own))
    whole = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    rules: list[Rule] = []
    start = last = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return []
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        here = _apply(whole, x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        else:
            rules += _level(frame, last, here)
        if pdfium.FPDFPathSegment_GetClose(segment):
            rules += _level(frame, here, start)
        last = here
    return rules


def _is_stroked(item: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)) and stroke.value)


def _level(frame: _Frame, a: tuple[float, float], b: tuple[float, float]) -> list[Rule]:
    box = _shown(frame, [a, b])
    long, thin = max(box[2] - box[0], box[3] - box[1]), min(box[2] - box[0], box[3] - box[1])
    return [Rule(*box)] if thin < 0.5 and long >= MIN_RULE else []


def _apply(m: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _shown(frame: _Frame, points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    (ax, ay), (bx, by) = points
    box = (min(ax, bx) - frame.left, frame.top - max(ay, by), max(ax, bx) - frame.left, frame.top - min(ay, by))
    return turn_box(box, frame.rotation, frame.width, frame.height)
