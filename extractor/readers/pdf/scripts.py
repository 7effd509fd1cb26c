"""Sub- and superscripts of scanned words: told by the ink, set anew on one line for a second reading.

Tesseract reads raised digits as if they stood on the line and takes their minus for a digit or
nothing: cm⁻¹ becomes cm7!. So the glyphs of such words are set on the line in one size, where they
read well, and each keeps the height that it had.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractor.readers.pdf.fonts import UNKNOWN
from extractor.readers.pdf.ink import Glyph

#: Heights in em above the baseline. A script's glyph is as high as this at least and at most;
SCRIPT_HEIGHT = (0.29, 0.56)
#: a superscript's foot is above and its head above, a subscript's foot and head below;
_RAISED, _LOWERED = (0.2, 0.6), (-0.06, 0.42)
#: a bar is flat, and its middle is above or below where a minus on the line has it.
_BAR_HEIGHT, _BAR_RAISED, _BAR_LOWERED = 0.16, 0.42, 0.12
_BAR_FILLED = 0.7
_CAPITAL = 0.67
#: Pixels an em of the word set anew, and a row of them.
EM, ROW, MARGIN = 42, 84, 60
_BARS = frozenset("-‐–—−_~=«»")
#: What a raised glyph that can only be a digit was taken for.
_AS_DIGIT = str.maketrans({**dict.fromkeys("lI!|i][)", "1"), **dict.fromkeys("oOQD", "0"), "z": "2", "Z": "2", "S": "5", "s": "5", "?": "7"})
_LIKE_S = frozenset("85$")
_SAME_FORM = frozenset("cosvwxzCOSVWXZ")
_DOUBLE = re.compile(r"Ww|wW|Cc|cC|Ss|sS|Vv|vV|Kk|kK|Oo|oO|O0|0O|o0|0o|[$85]S|S[$85]|[-–—]{2}")
_UNIT = re.compile(r"\(?(?:[µμmkcn]?m|s|K|W|S|Q|Ω|Pa|Hz|J|g|V|A|mol)−?[1-4][.,;:)]*")
_POWER = re.compile(r"10−(\d{1,2})S?[.,;:)]*")


@dataclass(slots=True, eq=False)
class Word:
    """A word of a scanned line: text and confidence (per cent) by Tesseract, its ink, its line's baseline and em in pixels."""

    text: str
    confidence: float
    box: tuple[int, int, int, int]
    base: float
    em: float
    glyphs: list[Glyph] = field(default_factory=list)

    def up(self, y: float) -> float:
        """Height above the baseline in em."""
        return (self.base - y) / self.em

    def widen(self, bearing: float) -> None:
        """Give a word of one glyph the blank that its advance has on each side, in em."""
        for glyph in self.glyphs:
            glyph.x0, glyph.x1 = glyph.x0 - round(bearing * self.em), glyph.x1 + round(bearing * self.em)

    def is_bar(self, glyph: Glyph) -> bool:
        flat = glyph.height <= _BAR_HEIGHT * self.em and 1.6 * glyph.height <= glyph.width <= self.em
        return flat and bool(glyph.ink.mean() > _BAR_FILLED)  # a tilde is not

    def find_scripts(self) -> bool:
        """Marks the glyphs that stand off the line; whether there are any."""
        low, high = SCRIPT_HEIGHT
        for glyph in self.glyphs:
            head, foot = self.up(glyph.top), self.up(glyph.bottom)
            if low <= glyph.height / self.em <= high:
                if foot > _RAISED[0] and head > _RAISED[1]:
                    glyph.script = 1
                elif foot < _LOWERED[0] and head < _LOWERED[1]:
                    glyph.script = -1
        # a lone small ring is a degree sign, unless a raised minus stands before it
        barred = any(self.is_bar(g) and self.up((g.top + g.bottom) / 2) > _BAR_RAISED for g in self.glyphs)
        if not barred and self.text.count("°") >= sum(g.script == 1 for g in self.glyphs):
            for glyph in self.glyphs:
                glyph.script = min(glyph.script, 0)
        if any(glyph.script for glyph in self.glyphs):
            self._spread()
        return any(glyph.script for glyph in self.glyphs)

    def _spread(self) -> None:
        """Bars and dots go with the scripts beside them."""
        for order in (self.glyphs, self.glyphs[::-1]):
            before = 0
            for glyph in order:
                if not glyph.script and before and glyph.height < SCRIPT_HEIGHT[0] * self.em:
                    middle, foot = self.up((glyph.top + glyph.bottom) / 2), self.up(glyph.bottom)
                    bar = self.is_bar(glyph)
                    if (before > 0 and middle > _BAR_RAISED) or (before < 0 and (middle < _BAR_LOWERED if bar else foot < _LOWERED[0])):
                        glyph.script = before
                before = glyph.script

    def groups(self) -> list[list[Glyph]]:
        """Runs of glyphs of one height."""
        runs: list[list[Glyph]] = []
        for glyph in self.glyphs:
            if runs and runs[-1][0].script == glyph.script:
                runs[-1].append(glyph)
            else:
                runs.append([glyph])
        return runs


def script_base(word: Word, group: Sequence[Glyph]) -> float:
    """The baseline of scripts: the foot of the tallest."""
    return float(max(group, key=lambda g: g.height).bottom)


def set_anew(words: Sequence[Word]) -> Image.Image:
    """All words, one a row, with their scripts on the line in the size of the others."""
    strips = [_strip(word) for word in words]
    width = max(strip.shape[1] for strip in strips) + 2 * MARGIN
    sheet = np.zeros((ROW * len(strips) + 2 * MARGIN, width), np.uint8)
    for row, strip in enumerate(strips):
        top = MARGIN + row * ROW
        sheet[top : top + ROW, MARGIN : MARGIN + strip.shape[1]] = strip
    return Image.fromarray(255 - sheet)


def _strip(word: Word) -> NDArray[np.uint8]:
    plain = EM / word.em
    strip = np.zeros((ROW, int(2.2 * plain * (word.glyphs[-1].x1 - word.glyphs[0].x0)) + 40 * len(word.glyphs)), np.uint8)
    line = 58.0
    at, last = 0.0, None
    for group in word.groups():
        scale, base = plain, word.base
        if group[0].script:
            tall = max(glyph.height for glyph in group) / word.em
            scale *= min(2.0, max(1.2, _CAPITAL / tall if tall > 0.36 else 1.45))
            base = script_base(word, group)
        for glyph in group:
            at += max(3.0, (glyph.x0 - last.x1) * scale) if last is not None else 0.0
            size = max(1, round(glyph.width * scale)), max(1, round(glyph.height * scale))
            ink = np.asarray(Image.fromarray(glyph.ink.astype(np.uint8) * 255).resize(size, Image.Resampling.BICUBIC))
            top = min(max(0, round(line - (base - glyph.top) * scale)), ROW - size[1]) if size[1] < ROW else 0
            ink = ink[: ROW - top]
            x = round(at)
            strip[top : top + ink.shape[0], x : x + size[0]] = np.maximum(strip[top : top + ink.shape[0], x : x + size[0]], ink)
            at += size[0]
            last = glyph
    return strip[:, : round(at) + 1]


def take(word: Word, text: str, confidence: float) -> None:
    """Give the glyphs of a word the characters of its second reading; what is unsure becomes U+FFFD."""
    first = word.text
    for glyphs, characters in _aligned(word, _without_doubles(text, len(word.glyphs))):
        if len(glyphs) == len(characters):
            for glyph, character in zip(glyphs, characters, strict=True):
                glyph.text = character
        elif len(glyphs) == 1 and len(set(characters.translate(_AS_DIGIT))) == 1 and characters.translate(_AS_DIGIT).isdigit():
            glyphs[0].text = characters.translate(_AS_DIGIT)[0]
        elif characters and not any(glyph.script for glyph in glyphs) and not any(c.isdigit() for c in characters):
            glyphs[0].text = characters
        else:
            for glyph in glyphs:
                glyph.text = UNKNOWN
    power = False
    for group in word.groups():
        if group[0].script:
            _settle(word, group)
        else:
            _capitals(word, group)
            if power and group[0].text.isdigit():
                # behind an exponent only a unit can stand
                group[0].text = "S" if group[0].text in _LIKE_S else UNKNOWN
        power = group[0].script == 1 and any(glyph.text == "−" for glyph in group)
    word.text = "".join(glyph.text for glyph in word.glyphs)
    word.confidence = _confidence(word.text, first, confidence)


def _confidence(text: str, first: str, confidence: float) -> float:
    """Tesseract doubts what is no language; a unit is plain to see, and a power of ten of which both readings have the same digits."""
    power = _POWER.fullmatch(text)
    if _UNIT.fullmatch(text) or (power and power[1] in first[2:]):
        return 100
    return 2 * confidence if power else confidence


def _without_doubles(text: str, count: int) -> str:
    """Tesseract may tell one glyph twice, as capital and small letter or as letter and digit."""
    for double in _DOUBLE.finditer(text):
        if len(text) > count:
            one = "-" if double[0][0] in _BARS else "S" if "S" in double[0] else double[0][0].upper() if double[0].isalpha() else "O"
            text = text.replace(double[0], one, 1)
    return text


def _aligned(word: Word, text: str) -> list[tuple[list[Glyph], str]]:
    """Stretches of glyphs with what was read for them: the whole word, or where a glyph was split or joined its parts between bars."""
    glyphs = word.glyphs
    bars = [i for i, glyph in enumerate(glyphs) if word.is_bar(glyph)]
    seen = [i for i, character in enumerate(text) if character in _BARS]
    if len(text) == len(glyphs) or len(bars) != len(seen):
        return [(glyphs, text)]
    parts: list[tuple[list[Glyph], str]] = []
    for (a, b), (c, d) in zip(pairwise([-1, *bars, len(glyphs)]), pairwise([-1, *seen, len(text)]), strict=True):
        parts += [(glyphs[a + 1 : b], text[c + 1 : d]), (glyphs[b : b + 1], text[d : d + 1])]
    return [part for part in parts if part[0]]


def _capitals(word: Word, group: Sequence[Glyph]) -> None:
    """Letters whose capital has the same form are told by their height."""
    for glyph in group:
        if glyph.text in _SAME_FORM:
            glyph.text = glyph.text.upper() if glyph.height > 0.56 * word.em else glyph.text.lower()


def _settle(word: Word, group: Sequence[Glyph]) -> None:
    """Bars are minus signs whatever they were read as, and nothing else is one; digits among digits."""
    for glyph in group:
        if word.is_bar(glyph):
            glyph.text = "−"
        elif glyph.text in _BARS:
            glyph.text = UNKNOWN
    others = [glyph for glyph in group if not word.is_bar(glyph)]
    if len(others) < len(group) or all(glyph.text.translate(_AS_DIGIT).isdigit() for glyph in others):
        for glyph in others:
            glyph.text = glyph.text.translate(_AS_DIGIT)
            if not glyph.text.isalnum() and glyph.text not in ".,":
                glyph.text = UNKNOWN
