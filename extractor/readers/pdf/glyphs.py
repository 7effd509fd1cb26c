"""Mends characters that a PDF's text layer has wrong, before lines are made of them.

In journal PDFs of 1990–2016 minus, multiplication and degree signs are often read as control codes,
digits, letters or nothing, so that 10⁻⁵ becomes 105 or 1025. Each code of each font is judged once:
by the font's own words, by the glyph as drawn, last by what the grammar of units allows. What stays
unknown becomes U+FFFD, never a plausible character. Sound fonts are left alone.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pypdfium2

from extractor.document import Repair
from extractor.readers.pdf.fonts import UNKNOWN, Font, Glyph
from extractor.readers.pdf.grammar import after_lost_minus, demanded
from extractor.readers.pdf.likeness import greek_key, looks_like, own_likeness
from extractor.readers.pdf.lines import lines_of
from extractor.readers.pdf.page import Char, PageContent, Sheet
from extractor.readers.pdf.shapes import Drawer, plain_sign
from extractor.readers.pdf.strokes import stroked_signs

#: Characters that a drawn sign may rightly be read as.
FITTING = {
    "−": "-‐‑‒–—―−⁻\u00ad_¯ˉ~∼─⎯", "×": "xX×✕✖⨯*∗χ", "+": "+⁺†÷", "=": "=", "±": "±", "°": "°º˚◦∘○oO0",
    "·": "·•∙⋅‧.,'\"`´˙*●∘", "•": "·•∙⋅●*∗■▪.", ".": ".·•,'\"`´˙․",
}
_SAME = str.maketrans("µ\u2126∙⋅‧º˚◦∘~-–*", "μΩ···°°°°∼−−∗")
#: Signs that a glyph's name is believed for although the character reads as something else.
_SIGNS = frozenset("−×·°±≈∼≤≥")
_DRAWN = {"−": "a flat bar", "×": "a cross", "°": "a small ring", "·": "a raised dot", "•": "a large dot", ".": "a dot on the line"}
#: From here on there are signs and East Asian letters, which no Western font was ever mapped to by mistake.
_NO_LETTERS = "\u2000"
#: Less like the character it is read as than this, and a glyph's name is believed.
UNLIKE, LEAST_LIKE = 0.4, 0.4
#: So many letters make a text font, whose letters are not looked at one by one.
_FULL_ALPHABET = 15


class Use(NamedTuple):
    """Where a code of a font occurs: page, sheet, and index among the sheet's characters."""

    page: PageContent
    sheet: Sheet
    place: int

    @property
    def char(self) -> Char:
        return self.sheet.chars[self.place]

    def beside(self, step: int) -> str:
        """The character before (-1) or after (1) in the file's order."""
        index = self.place + step
        return self.sheet.chars[index].text if 0 <= index < len(self.sheet.chars) else ""

    @property
    def between_letters(self) -> bool:
        return self.beside(-1)[-1:].isalpha() and self.beside(1)[:1].islower()


class Verdict(NamedTuple):
    text: str
    why: str


def mend(pages: Sequence[PageContent], file: pypdfium2.PdfDocument) -> tuple[Repair, ...]:
    """Correct the characters of the pages in place; returns what was changed, in page order."""
    uses: dict[Font, dict[int, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for page in pages:
        for sheet in page.sheets:
            for index, char in enumerate(sheet.chars):
                if isinstance(char.text, Glyph):
                    uses[char.text.font][char.text.code].append(Use(page, sheet, index))
    drawer = Drawer(file)
    try:
        repairs, unknown = _judge_all(uses, drawer)
    finally:
        drawer.close()
    repairs += _by_grammar(uses, unknown)
    for char in (char for page in pages for char in page.chars()):
        if not isinstance(char.text, Glyph) and char.text and is_odd(char.text):
            char.text = UNKNOWN  # of a page that pdfminer could not read
    for sheet in (sheet for page in pages for sheet in page.sheets):
        repairs += stroked_signs(sheet)
        doubt_lost_signs(sheet)
        # what nothing is left of is no character
        sheet.chars = [char for char in sheet.chars if char.text.strip()]
    return tuple(sorted(repairs, key=lambda repair: (repair.page, repair.font, repair.code)))


def doubt_lost_signs(sheet: Sheet) -> None:
    """Leave a mark where a minus is gone without a trace."""
    for char in after_lost_minus(lines_of(sheet.chars)):
        char.text = UNKNOWN + char.text


def _judge_all(uses: dict[Font, dict[int, list[Use]]], drawer: Drawer) -> tuple[list[Repair], set[tuple[Font, int]]]:
    repairs: list[Repair] = []
    unknown: set[tuple[Font, int]] = set()
    for font, codes in uses.items():
        _introduce(drawer, font, codes)
        worth = _worth_drawing(font, codes)
        verdicts = {code: verdict for code in worth if (verdict := _judge(font, code, codes[code], drawer)) is not None}
        verdicts |= _greek(font, [code for code in worth if code not in verdicts], verdicts, drawer)
        for code, verdict in sorted(verdicts.items()):
            if verdict.text == UNKNOWN:
                unknown.add((font, code))
                _write(codes[code], UNKNOWN)
            else:
                repairs.append(_repair(font, code, codes[code], verdict))
    return repairs, unknown


def _greek(font: Font, rest: list[int], verdicts: dict[int, Verdict], drawer: Drawer) -> dict[int, Verdict]:
    """The rest of a font that has been found to hold Greek letters on Latin keys: one that may be Greek is."""
    if not any(greek_key(str(font.glyphs[code])) == verdict.text for code, verdict in verdicts.items()):
        return {}
    found = {}
    for code in rest:
        drawing = drawer.draw(font, code)
        letter = greek_key(str(font.glyphs[code]))
        if drawing and letter and looks_like(drawing, str(font.glyphs[code]), lenient=True) == letter:
            found[code] = Verdict(letter, f"drawn like {letter}, in a font of Greek letters")
    return found



def _repair(font: Font, code: int, uses: list[Use], verdict: Verdict) -> Repair:
    as_read = str(font.glyphs[code])
    _write(uses, verdict.text)
    return Repair(uses[0].page.number, font.name, code, as_read, verdict.text, verdict.why, len(uses))


def _write(uses: list[Use], text: str) -> None:
    """Put `text` in; a bar between letters is a hyphen even where the same code is a minus elsewhere."""
    for use in uses:
        use.char.text = "-" if text == "−" and use.between_letters else text


def _worth_drawing(font: Font, codes: dict[int, list[Use]]) -> list[int]:
    """Codes to look at: all but the letters of a font that has a whole alphabet of them, each once."""
    letters = [text for code in codes if len(text := str(font.glyphs[code])) == 1 and text.isascii() and text.isalpha()]
    whole = len(set(letters)) >= _FULL_ALPHABET
    return [code for code in sorted(codes) if not (whole and letters.count(str(font.glyphs[code])) == 1)]


def _introduce(drawer: Drawer, font: Font, codes: dict[int, list[Use]]) -> None:
    if not font.drawable:
        return
    by_page: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for use in (use for uses in codes.values() for use in uses[:4]):
        if not use.page.rotation and not use.sheet.turn:
            char, (left, top) = use.char, use.page.origin
            by_page[use.page.number - 1].append((char.middle + left, top - char.base + 0.28 * char.size))
    for number, places in sorted(by_page.items(), key=lambda item: -len(item[1]))[:3]:
        drawer.learn(font, number, places[:12])


def is_odd(text: str) -> bool:
    """Whether a character cannot be what the author wrote: none, a control code, private, unassigned.

    >>> [is_odd(text) for text in ("", "\\x01", "\\uf0b4", "\\ufffe", "2", " ")]
    [True, True, True, True, False, False]
    """
    return all(c == UNKNOWN or unicodedata.category(c) in ("Cc", "Co", "Cn", "Cs") for c in text)


def _judge(font: Font, code: int, uses: list[Use], drawer: Drawer) -> Verdict | None:
    """What the code stands for; None if it reads rightly."""
    text = str(font.glyphs[code])
    drawing = drawer.draw(font, code)
    seen = plain_sign(drawing) if drawing else ""
    said = font.says(code, text)
    if said and drawing and (said[0] not in FITTING[seen] + seen if seen else own_likeness(drawing, said[0]) < LEAST_LIKE and said[0] in FITTING):
        said = None  # the picture contradicts the words
    if is_odd(text) or text.isspace():
        if said:
            return Verdict(said[0], said[1])
        if seen:
            return Verdict(_by_context(seen, uses), f"drawn as {_DRAWN.get(seen, seen)}")
        if drawing and (like := looks_like(drawing, text)):
            return Verdict(like, f"drawn like {like}")
        if not is_odd(text):
            return None  # a blank
        if drawing is None and (drawer.knows(font) or (font.standard and code < 32)):
            return Verdict(" ", "drawn without ink")
        if text in ("\ufffe", "\x02", "\x1f") and all(use.between_letters for use in uses):
            return Verdict("-", "hyphen between letters")
        return Verdict(UNKNOWN, "unknown")
    if len(text) > 1 or text >= _NO_LETTERS:
        return None
    if seen and text not in FITTING[seen]:
        sign = said[0] if said else _by_context(seen, uses)
        return Verdict(sign, f"drawn as {_DRAWN.get(seen, seen)}")
    named = said is not None and drawing is not None and said[0].translate(_SAME) != text.translate(_SAME) and own_likeness(drawing, text) < UNLIKE
    if named and not seen and said is not None:
        return Verdict(said[0], said[1])
    if drawing and not seen and (like := looks_like(drawing, text)) and like.translate(_SAME) != text.translate(_SAME):
        if text.isascii() and text.isalpha() and not like.isalpha() and sum(use.between_letters for use in uses) > len(uses) / 2:
            return None  # a letter of a fancy shape within words
        return Verdict(_by_context(like, uses), f"drawn like {like}")
    if said and not seen and said[0].translate(_SAME) != text.translate(_SAME):
        trusted = font.built_in or (said[0] in _SIGNS and not drawing)
        return Verdict(said[0], said[1]) if trusted else None
    return None


def _by_context(sign: str, uses: list[Use]) -> str:
    """A bar that is always between letters is a hyphen; a cross that mostly is may be the letter x."""
    share = sum(use.between_letters for use in uses) / len(uses)
    if sign == "−":
        return "-" if share == 1 else sign
    return "x" if sign == "×" and share > 0.5 else sign


def _by_grammar(uses: dict[Font, dict[int, list[Use]]], unknown: set[tuple[Font, int]]) -> list[Repair]:
    """Codes that neither font nor picture settled, by what units and powers of ten allow around them.

    An unknown code is mended everywhere; one that reads plausibly and cannot be drawn only where it
    stands in an impossible place.
    """
    open_cases = {
        id(use.char): (font, code, use)
        for font, codes in uses.items() if not font.drawable or any((font, code) in unknown for code in codes)
        for code, found in codes.items() if (font, code) in unknown or not (font.drawable or font.standard)
        for use in found
    }  # fmt: skip
    sheets = {id(use.sheet): use.sheet for _, _, use in open_cases.values()}
    demands: dict[tuple[Font, int], set[str]] = defaultdict(set)
    single: dict[tuple[Font, int, str], list[Use]] = defaultdict(list)
    for sheet in sheets.values():
        for char, sign in demanded(lines_of(sheet.chars)):
            if id(char) not in open_cases:
                continue
            font, code, use = open_cases[id(char)]
            if (font, code) in unknown:
                demands[font, code].add(sign)
            else:
                single[font, code, sign].append(use)
    repairs = [
        _repair(font, code, uses[font][code], Verdict(signs.pop(), "all that the unit grammar allows"))
        for (font, code), signs in demands.items() if len(signs) == 1
    ]  # fmt: skip
    return repairs + [_repair(font, code, found, Verdict(sign, "all that the unit grammar allows here")) for (font, code, sign), found in single.items()]
