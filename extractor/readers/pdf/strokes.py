"""Signs that are drawn as lines and curves and so are missing among a page's characters."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from extractor.document import Repair
from extractor.readers.pdf.fonts import UNKNOWN
from extractor.readers.pdf.page import Char, Sheet, Stroke

#: Points: characters are looked up by strips of the page of this height.
_BAND = 30
#: Parts of the type size: top and bottom of a font's box, within which signs stand.
_TOP, _BOTTOM = 0.8, 0.2
_BARS = "−-–_¯"


def stroked_signs(sheet: Sheet) -> list[Repair]:
    """Add a minus for each short bar between characters, a degree for each small ring before C, a doubt for each picture in a line.

    A plus that is printed over a bar becomes ±.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    found["+", "±", "a plus over a bar"] += _plus_over_bar(sheet)
    small = [s for s in sheet.strokes if s.picture or _is_bar(s) or _is_ring(s)]
    bands: dict[int, list[Char]] = defaultdict(list)
    for char in (char for char in sheet.chars if small and char.text.strip()):
        for band in {int(char.top // _BAND), int(char.bottom // _BAND)}:
            bands[band].append(char)
    for stroke in small:
        chars = bands[int(stroke.top // _BAND)]
        right, left = _beside(chars, stroke, 1), _beside(chars, stroke, -1)
        sign = _sign(stroke, left, right) if left and right else ""
        if stroke.picture and (left or right) and not any(_covers(char, stroke) for char in chars):
            sign = UNKNOWN
        like = (right if sign == "−" else left) or right
        if sign and like is not None:
            sheet.chars.append(replace(like, text=sign, x0=stroke.x0, x1=stroke.x1, spaced=0.0))
            found["", sign, "drawn as a stroke, not as a character"] += sign != UNKNOWN
    return [Repair(sheet.number, "", -1, as_read, sign, why, count) for (as_read, sign, why), count in sorted(found.items()) if count]


def _plus_over_bar(sheet: Sheet) -> int:
    """Put each plus and the bar below it together."""
    bars = [char for char in sheet.chars if char.text in _BARS]
    gone: set[int] = set()
    for plus in (char for char in sheet.chars if bars and char.text == "+"):
        for bar in bars:
            if abs(bar.middle - plus.middle) < 0.15 * plus.size and 0 <= bar.base - plus.base < 0.5 * plus.size and abs(bar.size - plus.size) < 0.3 * plus.size:
                plus.text = "±"
                gone.add(id(bar))
                break
    sheet.chars = [char for char in sheet.chars if id(char) not in gone]
    return len(gone)


def _covers(char: Char, stroke: Stroke) -> bool:
    return char.x0 < (stroke.x0 + stroke.x1) / 2 < char.x1 and char.top < (stroke.top + stroke.bottom) / 2 < char.bottom


def _beside(chars: list[Char], stroke: Stroke, side: int) -> Char | None:
    """The nearest character beside the stroke at its height, if close by."""
    middle = (stroke.top + stroke.bottom) / 2
    best: tuple[float, Char] | None = None
    for char in chars:
        if not char.base - (_TOP + 0.3) * char.size <= middle <= char.base + _BOTTOM * char.size:
            continue
        gap = char.x0 - stroke.x1 if side > 0 else stroke.x0 - char.x1
        if -0.1 * char.size <= gap < 0.6 * char.size and (best is None or gap < best[0]):
            best = (gap, char)
    return best[1] if best else None


def _is_bar(stroke: Stroke) -> bool:
    return 1 < stroke.x1 - stroke.x0 < 8 and stroke.bottom - stroke.top < 2


def _is_ring(stroke: Stroke) -> bool:
    width, height = stroke.x1 - stroke.x0, stroke.bottom - stroke.top
    return stroke.round and 1 < width < 6 and 0.7 * width < height < 1.4 * width


def _sign(stroke: Stroke, left: Char, right: Char) -> str:
    """What the stroke stands for between these characters; nothing for rules, bars of fractions and figures."""
    width = (stroke.x1 - stroke.x0) / right.size
    middle = (stroke.top + stroke.bottom) / 2
    small_raised = right.size < 0.85 * left.size and right.base < left.base - 0.12 * left.size
    inside = right.base - (_TOP - 0.2) * right.size < middle < right.base
    if stroke.picture:
        return ""
    level = abs(right.base - left.base) < 0.1 * right.size and 0.18 < (right.base - middle) / right.size < 0.42
    if _is_bar(stroke) and level and 0.35 < width < 0.9 and right.text not in _BARS and left.text not in _BARS:
        return "−"
    if _is_bar(stroke) and small_raised and inside and right.text.isdecimal() and left.text.isalnum() and 0.2 < width < 1:
        return "−"
    if _is_ring(stroke) and width < 0.5 and right.text == "C" and left.text.isdecimal() and middle < right.base - 0.3 * right.size:
        return "°"
    return ""
