"""What is drawn on a page: straight rules, small strokes that may be signs, and the boxes of pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from extractor.document import Box
from extractor.readers.pdf.page import Rule, SheetMaker, Stroke, turn_box

#: Points: nothing thicker is a rule, nothing longer a sign's stroke, nothing larger a picture of one.
MAX_RULE_THICKNESS, MIN_RULE, MAX_STROKE, MAX_SIGN = 2.5, 8.0, 8.0, 12.0
#: A page with more drawn things than this holds a picture, whose strokes are not looked at.
MAX_DRAWN = 20_000
MAX_SEGMENTS = 400
_MAX_NESTING = 4
_UNTURNED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def direct(function: Any, result: Any, *arguments: Any) -> Any:
    """A function of pdfium that takes and gives addresses: pypdfium2's pointer objects cost as much as the call."""
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_page_object = direct(pdfium.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_kind = direct(pdfium.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class Frame:
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


def add_drawn(page: Any, frame: Frame, maker: SheetMaker, seen: set[int], mute: Callable[[Any], None]) -> None:
    """Straight rules, small strokes and the boxes of pictures among the things on a page.

    `mute` is told of each text object whose address is not among those `seen`: it reads as nothing.
    """
    left = MAX_DRAWN
    at = ctypes.cast(page.raw, ctypes.c_void_p).value or 0
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        address = _page_object(at, index) or 0
        kind = _kind(address)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if address not in seen:
                mute(ctypes.cast(address, pdfium.FPDF_PAGEOBJECT))
            continue
        for item, matrix, is_path in _things(ctypes.cast(address, pdfium.FPDF_PAGEOBJECT), kind, _UNTURNED, 0):
            left -= 1
            if left < 0:
                return
            _add(item, matrix, is_path, frame, maker)


def _add(item: Any, matrix: tuple[float, ...], is_path: bool, frame: Frame, maker: SheetMaker) -> None:
    box = bounds_of(item, matrix, frame)
    if box is None:
        return
    if is_path:
        _path(item, matrix, box, frame, maker)
        return
    maker.marks.append(box)
    if max(box[2] - box[0], box[3] - box[1]) <= MAX_SIGN:
        maker.strokes.append(Stroke(*box, picture=True))


def bounds_of(item: Any, matrix: tuple[float, ...], frame: Frame) -> Box | None:
    """Where an object stands on the page as shown."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *(ctypes.byref(side) for side in sides)):
        return None
    x0, y0, x1, y1 = (side.value for side in sides)
    return _shown(frame, [_apply(matrix, x0, y0), _apply(matrix, x1, y1)])


def _things(item: Any, kind: int, matrix: tuple[float, ...], depth: int) -> Iterator[tuple[Any, tuple[float, ...], bool]]:
    """A path (True) or picture (False), or those within a form, each with the matrix of what holds it."""
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield item, matrix, True
    elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
        yield item, matrix, False
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_NESTING:
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(own))
        inner = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        for index in range(pdfium.FPDFFormObj_CountObjects(item)):
            part = pdfium.FPDFFormObj_GetObject(item, index)
            yield from _things(part, pdfium.FPDFPageObj_GetType(part), inner, depth + 1)


def _times(m: tuple[float, ...], n: tuple[float, ...]) -> tuple[float, ...]:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3], m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _path(item: Any, matrix: tuple[float, ...], box: Box, frame: Frame, maker: SheetMaker) -> None:
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


def _segments(item: Any, matrix: tuple[float, ...], frame: Frame) -> list[Rule]:
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


def _level(frame: Frame, a: tuple[float, float], b: tuple[float, float]) -> list[Rule]:
    box = _shown(frame, [a, b])
    long, thin = max(box[2] - box[0], box[3] - box[1]), min(box[2] - box[0], box[3] - box[1])
    return [Rule(*box)] if thin < 0.5 and long >= MIN_RULE else []


def _apply(m: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _shown(frame: Frame, points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    (ax, ay), (bx, by) = points
    box = (min(ax, bx) - frame.left, frame.top - max(ay, by), max(ax, bx) - frame.left, frame.top - min(ay, by))
    return turn_box(box, frame.rotation, frame.width, frame.height)
