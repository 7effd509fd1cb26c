"""Whether a glyph looks like the character it is read as, or more like another sign.

Fonts of publishers keep Greek letters and signs on the keys of Latin ones, so that "μ" reads "m" and
a value is wrong by a factor of a thousand. Drawn glyphs are compared with those of the standard fonts
that every PDF library carries.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from PIL import Image

from extractor.readers.pdf.fonts import SYMBOL
from extractor.readers.pdf.shapes import Drawer, Drawing

_TEXT_FONTS = ("Times-Roman", "Times-Italic", "Times-Bold", "Helvetica")
_SIGNS = "()[]{}<>/|.,:;=+"
#: Greek letters that are drawn as Latin ones are.
_LATIN_LIKE = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοικνυςϖϑ")
_GRID = 24
#: A glyph is another sign if it is this like it, by so much more than its own character and than any third one.
LIKE, MARGIN, APART, SURE = 0.6, 0.2, 0.03, 0.15
#: In em: a stroke lower than this leans as a slash does, but is a prime.
MIN_SLASH = 0.62
#: Signs that count as one where the next best is looked for.
_SAME = {"⋅": "·", "•": "·", "∼": "~", "−": "-", "∗": "*", "Ω": "Ω"}


@dataclass(frozen=True)
class _References:
    """Glyphs of the standard fonts: what each stands for, its picture, and its measures in em."""

    names: NDArray[np.str_]
    pictures: NDArray[np.float64]
    ratio: NDArray[np.float64]
    height: NDArray[np.float64]
    bottom: NDArray[np.float64]
    #: How much it counts where the glyph stands: brackets and slashes hang differently in every font.
    placed: NDArray[np.float64]
    #: Which may stand for another character: signs and Greek letters.
    sign: NDArray[np.bool_]
    #: Latin letters and digits.
    plain: NDArray[np.bool_]

    def likeness(self, drawing: Drawing) -> NDArray[np.float64]:
        """How like each of the references is, 0 to 1: the picture, and less where size or place differ."""
        ratio = drawing.width / drawing.height
        shape = np.minimum(ratio, self.ratio) / np.maximum(ratio, self.ratio)
        size = np.minimum(drawing.height, self.height) / np.maximum(drawing.height, self.height)
        alike: NDArray[np.float64] = (self.pictures @ _picture(drawing)) * shape**0.6 * size**0.5 * np.exp(-self.placed * np.abs(drawing.bottom - self.bottom))
        return alike


def looks_like(drawing: Drawing, text: str, *, lenient: bool = False) -> str:
    """The sign that a glyph is, if it is clearly not the character `text` that it is read as; else nothing.

    `lenient`: the font is known to hold Greek letters on Latin keys.
    """
    text = "μ" if text == "µ" else text
    if text >= "\u0100" and text.isprintable():
        return ""
    known = _references()
    alike = known.likeness(drawing)
    own = float(alike[known.names == text].max(initial=0.0))
    signs = known.sign & (known.names != text)
    if not signs.any():
        return ""
    best = int(np.where(signs, alike, 0.0).argmax())
    name = str(known.names[best])
    if name == "/" and drawing.height < MIN_SLASH:
        name = "′"
    others = known.names != name
    for like, same in _SAME.items():
        if name in (like, same):
            others &= (known.names != like) & (known.names != same)
    third = float(np.where(signs & others, alike, 0.0).max())
    plain = float(alike[known.plain & (known.names != text)].max(initial=0.0))
    if lenient:
        return name if alike[best] >= LIKE and alike[best] > own else ""
    if plain > alike[best] + APART:
        return ""  # most like a third letter: a fancy font
    # a Greek letter on another key than its own must be left no doubt
    sure = SURE if text.isascii() and text.isalpha() and name.isalpha() and greek_key(text) != name else 0.0
    return name if alike[best] >= LIKE + sure and alike[best] >= own + MARGIN + sure / 2 and alike[best] >= third + APART else ""


def own_likeness(drawing: Drawing, text: str) -> float:
    """How like a glyph is to the character it is read as, 0 to 1."""
    known = _references()
    return float(known.likeness(drawing)[known.names == text].max(initial=0.0))


def greek_key(text: str) -> str:
    """The Greek letter on the key of a Latin one in Adobe's Symbol font."""
    sign = SYMBOL.get(ord(text), "") if len(text) == 1 and text.isascii() and text.isalpha() else ""
    return "" if sign in _LATIN_LIKE else sign


def _picture(drawing: Drawing) -> NDArray[np.float64]:
    """The ink, stretched to one size, softened, of length one."""
    small = Image.fromarray(drawing.ink.astype(np.uint8) * 255).resize((_GRID, _GRID), Image.Resampling.BILINEAR)
    ink = np.pad(np.asarray(small, float), 2)
    soft = (ink[:-2, 1:-1] + ink[2:, 1:-1] + ink[1:-1, :-2] + ink[1:-1, 2:] + 2 * ink[1:-1, 1:-1]).ravel()
    length = float(np.linalg.norm(soft))
    normal: NDArray[np.float64] = soft / length if length else soft
    return normal


@cache
def _references() -> _References:
    """Drawn once for all files."""
    file = pypdfium2.PdfDocument.new()
    drawer = Drawer(file)
    found: list[tuple[str, Drawing, bool]] = []
    try:
        latin = [chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x100)) if code != 0xAD]
        for font in _TEXT_FONTS:
            handle = pdfium.FPDFText_LoadStandardFont(file.raw, font.encode())
            # what leans in italics is no bar any more
            found += _drawn(drawer, handle, [(text, ord(text)) for text in latin if "Italic" not in font or text.isalnum()], _SIGNS)
        symbol = pdfium.FPDFText_LoadStandardFont(file.raw, b"Symbol")
        greek = [(sign, code) for code, sign in SYMBOL.items() if sign not in _LATIN_LIKE]
        found += _drawn(drawer, symbol, greek, "".join(sign for sign, _ in greek))
    finally:
        drawer.close()
        file.close()
    drawings = [drawing for _, drawing, _ in found]
    return _References(
        np.array([text for text, _, _ in found]), np.array([_picture(d) for d in drawings]), np.array([d.width / d.height for d in drawings]),
        np.array([d.height for d in drawings]), np.array([d.bottom for d in drawings]), np.array([0.2 if text in "()[]{}<>/|" else 1.5 for text, _, _ in found]),
        np.array([sign for _, _, sign in found]),
        np.array([text.isascii() and text.isalnum() for text, _, _ in found]),
    )  # fmt: skip


def _drawn(drawer: Drawer, handle: ctypes._Pointer[ctypes.Structure], codes: Sequence[tuple[str, int]], signs: str) -> list[tuple[str, Drawing, bool]]:
    codes = [("μ" if text == "µ" else text, code) for text, code in codes]
    drawn = [(text, drawer.draw_code(handle, code)) for text, code in codes]
    return [(text, drawing, text in signs or text == "μ") for text, drawing in drawn if drawing is not None]
