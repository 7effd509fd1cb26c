"""Which pages have fonts that lie: told by what pdfium shows, without reading the file a second time.

A sound page is read once, fast; one with a font that may lie is read again with its character codes
(`plumber`) and mended (`glyphs`). So a doubt here costs time, never a character.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.readers.pdf.fonts import is_standard
from extractor.readers.pdf.glyphs import FITTING, is_odd
from extractor.readers.pdf.grammar import after_lost_minus, demanded
from extractor.readers.pdf.likeness import looks_like
from extractor.readers.pdf.lines import Line
from extractor.readers.pdf.page import Sheet
from extractor.readers.pdf.pdfium import Face
from extractor.readers.pdf.shapes import Drawer, plain_sign

#: In em: edges of two characters that a font reads alike differ by more than this if they are two signs.
TWO_SHAPES = 0.12
#: Ink at least this high, in em, is a letter or digit and none of the signs that fonts lie about.
FULL_HEIGHT = 0.61
#: So many letters make a text font.
FULL_ALPHABET = 15
#: Where the ink of common marks begins and ends above the baseline, and how wide it is, in em: at least and at most.
_EXTENT = {
    ".": (-0.03, 0.03, 0.05, 0.2, 0.05, 0.25), ",": (-0.3, -0.04, 0.05, 0.22, 0.05, 0.3), ":": (-0.03, 0.04, 0.35, 0.6, 0.05, 0.25),
    ";": (-0.3, -0.04, 0.35, 0.6, 0.05, 0.3), "(": (-0.4, -0.1, 0.65, 0.9, 0.15, 0.45), ")": (-0.4, -0.1, 0.65, 0.9, 0.1, 0.45),
    "[": (-0.4, -0.1, 0.65, 0.9, 0.1, 0.4), "]": (-0.4, -0.1, 0.65, 0.9, 0.1, 0.4), "-": (0.12, 0.3, 0.2, 0.4, 0.15, 0.45),
    "%": (-0.1, 0.02, 0.6, 0.85, 0.55, 1.0), "=": (0.0, 0.3, 0.3, 0.5, 0.4, 0.8),
} | dict.fromkeys("0123456789", (-0.03, 0.03, 0.62, 0.76, 0.2, 0.56))  # fmt: skip
#: From here on there are signs and East Asian letters, which no Western font was ever mapped to by mistake.
_NO_LETTERS = "\u2000"


def unsound_pages(faces: Sequence[Face], lines: Mapping[Sheet, Sequence[Line]], drawer: Drawer) -> set[int]:
    """Pages (from 0) to be read again: with a font that may lie, or a number that cannot be what it reads as."""
    pages: set[int] = set()
    for face in faces:
        if not face.pages <= pages and _may_lie(face, drawer):
            pages |= face.pages
    for sheet, found in lines.items():
        index = sheet.number - 1
        if index not in pages and (next(demanded(found), None) or next(after_lost_minus(found), None)):
            pages.add(index)
    return pages


def _is_plausible(text: str, low: float, high: float, width: float) -> bool:
    """Whether ink of this extent (em) can hardly be anything but this mark."""
    known = _EXTENT.get(text)
    return known is not None and known[0] <= low <= known[1] and known[2] <= high <= known[3] and known[4] <= width <= known[5]


def _may_lie(face: Face, drawer: Drawer) -> bool:
    if face.unmapped or any(is_odd(text) for text in face.ink):
        return True
    drawings = not face.embedded and not face.name  # Type 3: a font made of drawings has no name
    if not face.embedded and not drawings:
        return not is_standard(face.name)
    whole = len(face.letters) >= FULL_ALPHABET
    for text, (low, lower, high, higher, narrow, wide) in face.ink.items():
        if lower - low > TWO_SHAPES or higher - high > TWO_SHAPES or (wide - narrow > 2 * TWO_SHAPES and text.isalnum()):
            return True
        if text >= _NO_LETTERS or (whole and text.isascii() and text.isalpha()) or (whole and text.isalnum() and higher >= FULL_HEIGHT and lower < 0.05):
            continue
        if _is_plausible(text, low, higher, wide):
            continue
        drawing = drawer.draw_text(face.handle, text)
        if drawing is None:
            if drawings:
                return True
            continue
        seen = plain_sign(drawing)
        if text not in FITTING[seen] if seen else looks_like(drawing, text):
            return True
    return False
