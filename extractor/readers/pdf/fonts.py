"""What a PDF's fonts say of their characters: codes, glyph names, well-known built-in encodings.

pdfminer hands over text only. The code behind each character is kept here by giving out `Glyph`, a
string that remembers its font and code, so that a sign that was read wrongly can be mended for the
whole font at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pdfminer.cmapdb import IdentityCMap
from pdfminer.encodingdb import name2unicode
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name

#: Stands for a character that nothing tells.
UNKNOWN = "\ufffd"

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SYMBOL_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ"
#: Adobe's Symbol encoding, as far as papers use it.
SYMBOL = {ord(a): b for a, b in zip(_LATIN, _SYMBOL_GREEK, strict=True)} | {
    0x2B: "+", 0x2D: "−", 0x3D: "=", 0x7E: "∼", 0xA3: "≤", 0xA5: "∞", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
    0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xA2: "′", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xE1: "⟨", 0xF1: "⟩", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅",
}
#: TeX's symbol font (cmsy) and its commercial likes; also what glyphs named "C0", "C2" … stand for.
_TEX_SYMBOL = {
    0: "−", 1: "·", 2: "×", 3: "∗", 4: "÷", 6: "±", 7: "∓", 14: "°", 15: "•", 17: "≡", 20: "≤", 21: "≥",
    24: "∼", 25: "≈", 33: "→", 47: "∝", 48: "′", 49: "∞", 102: "{", 103: "}", 104: "⟨", 105: "⟩", 106: "|",
}
_TEX_ITALIC = dict(enumerate("αβγδϵζηθικλμνξπρστυϕχψω", start=11)) | {58: ".", 59: ",", 61: "/"}
_TEX_ROMAN = dict(enumerate("ΓΔΘΛΞΠΣΥΦΨΩ")) | dict(enumerate(("ff", "fi", "fl", "ffi", "ffl"), start=11))
#: Mathematical Pi One, which Wiley, Blackwell and Cambridge used: signs on the digits' keys.
_MATH_PI = {ord(a): b for a, b in zip("1234568", "+−×÷=±°", strict=True)}

_SYMBOL_NAME = re.compile(r"^Symbol(?:MT|Std|PS)?(?:[-,].*)?$", re.I)
_KNOWN_FONTS: tuple[tuple[re.Pattern[str], dict[int, str]], ...] = (
    (_SYMBOL_NAME, SYMBOL),
    (re.compile(r"^(?:CMB?SY|MTSY|EUSM|TXSY|PXSY)\w*", re.I), _TEX_SYMBOL),
    (re.compile(r"^(?:CMMIB?|MTMI)\d*", re.I), _TEX_ITALIC),
    (re.compile(r"^CM(?:R|BX|TI|SL)\d+", re.I), _TEX_ROMAN),
    (re.compile(r"^(?:Math(?:ematical)?Pi(?:-?One|1)?\b|Universal-?GreekwithMathPi)", re.I), _MATH_PI),
)
#: Text fonts that every PDF reader has: not in the file, and sound.
_STANDARD = re.compile(r"^(?:Times|Helvetica|Courier|Arial)", re.I)
#: Linotype's glyph numbers as names.
_NUMBERED = {
    "H11001": "+", "H11002": "−", "H11003": "×", "H11005": "=", "H11006": "±", "H11011": "∼", "H11015": "≈",
    "H11021": "<", "H11022": ">", "H11034": "°", "H11349": "≤", "H11350": "≥", "H9024": "Ω", "H9004": "Δ", "H9003": "Γ", "H9278": "ϕ",
    "H20849": "(", "H20850": ")", "H20851": "[", "H20852": "]", "H20853": "{", "H20854": "}", "H20841": "|", "H20858": "Σ", "H11509": "∂", "HS11005": "≠",
} | {f"H{9251 + i}": letter for i, letter in enumerate("αβγδεζηθικλμνξοπρσςτυφχψω")}
_NAMED = {"grave": "`", "minus": "−", "multiply": "×", "mathasterisk": "∗", "asteriskmath": "∗", "dotmath": "·", "periodcentered": "·", "middot": "·", "circ": "°", "ring": "°", "openbullet": "°", "mu": "μ", "Omega": "Ω", "similar": "∼"}


def is_standard(name: str) -> bool:
    """Whether a font is one of those that every PDF reader has.

    >>> [is_standard(name) for name in ("Times-Roman", "ArialMT", "Symbol")]
    [True, True, False]
    """
    return bool(_STANDARD.match(name))


class Glyph(str):
    """A character as read that knows the font and the code it was read from."""

    __slots__ = ("code", "font")
    font: Font
    code: int

    @classmethod
    def of(cls, text: str, font: Font, code: int) -> Glyph:
        glyph = cls(text)
        glyph.font, glyph.code = font, code
        return glyph


@dataclass(eq=False)
class Font:
    """One font dictionary of the file. Codes of two fonts have nothing in common."""

    name: str
    drawable: bool
    standard: bool
    descent: float
    names: dict[int, str] = field(default_factory=dict)
    built_in: dict[int, str] = field(default_factory=dict)
    glyphs: dict[int, Glyph] = field(default_factory=dict)

    def says(self, code: int, text: str) -> tuple[str, str] | None:
        """The sign that the font's own words give for `code`, and which words those are.

        Only signs count: a name such as "two" proves nothing, for the broken fonts lie there too.
        """
        name = self.names.get(code, "")
        if sign := named_sign(name):
            return sign, f"glyph named {name}"
        if sign := private_sign(text, self.name):
            return sign, "private code of a known list"
        if not name and (sign := self.built_in.get(code, "") or self.built_in.get(_unshifted(code, self.built_in), "")):
            return sign, f"encoding of {self.name}"
        return None


def named_sign(name: str) -> str:
    """The sign a glyph's name stands for; empty for letters, digits and meaningless names.

    >>> [named_sign(name) for name in ("minus", "C2", "H11034", "uni00B7", "two", "g17")]
    ['−', '×', '°', '·', '', '']
    """
    if name in _NAMED or name in _NUMBERED:
        return _NAMED.get(name) or _NUMBERED[name]
    if numbered := re.fullmatch(r"C(\d{1,2})", name):
        return _TEX_SYMBOL.get(int(numbered.group(1)), "")
    try:
        sign = name2unicode(name)
    except (KeyError, ValueError):
        return ""
    return "" if sign.isascii() or not sign.isprintable() else sign


def private_sign(text: str, font: str) -> str:
    """What a private code of Symbol, or of Adobe's list (old-style digits, small capitals), stands for.

    >>> [private_sign(*pair) for pair in (("\\uf0b4", "SymbolMT"), ("\\uf032", "Symbol"), ("\\uf0b4", "Wingdings"), ("\\uf735", "Minion"))]
    ['×', '2', '', '5']
    """
    code = ord(text) if len(text) == 1 else 0
    if 0xF020 <= code <= 0xF0FF and _SYMBOL_NAME.match(font):
        return SYMBOL.get(code - 0xF000, chr(code - 0xF000) if 0xF030 <= code <= 0xF039 else "")
    return chr(code - 0xF700).upper() if 0xF730 <= code <= 0xF739 or 0xF761 <= code <= 0xF77A else ""


def _unshifted(code: int, table: Mapping[int, str]) -> int:
    """TeX's low codes are moved up to 161 … where a program could not print control codes."""
    if table not in (_TEX_SYMBOL, _TEX_ITALIC, _TEX_ROMAN):
        return -1
    if 161 <= code <= 170:
        return code - 161
    return code - 163 if 173 <= code <= 196 else -1


class FontWatch(PDFResourceManager):
    """pdfminer's resource manager, with fonts that give out `Glyph`."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        font = super().get_font(objid, spec)
        if "to_unichr" not in vars(font):
            _watch(font, spec)
        return font


def _watch(font: PDFFont, spec: Mapping[str, object]) -> None:
    about = _describe(font, spec)
    plain = font.to_unichr

    def to_unichr(code: int) -> str:
        glyph = about.glyphs.get(code)
        if glyph is None:
            try:
                text = plain(code)
            except PDFUnicodeNotDefined:
                text = ""
            glyph = about.glyphs[code] = Glyph.of(text, about, code)
        return glyph

    vars(font)["to_unichr"] = to_unichr


def _describe(font: PDFFont, spec: Mapping[str, object]) -> Font:
    base = resolve1(spec.get("BaseFont"))
    name = re.sub(r"^[A-Z]{6}\+", "", literal_name(base) if isinstance(base, PSLiteral) else str(font.fontname))
    embedded = any(isinstance(resolve1(font.descriptor.get(key)), PDFStream) for key in ("FontFile", "FontFile2", "FontFile3"))
    # other maps from codes to glyphs lose the code that pdfium draws by
    by_code = not isinstance(font, PDFCIDFont) or isinstance(font.cmap, IdentityCMap)
    drawable = isinstance(font, PDFType3Font) or (embedded and by_code)
    described = Font(name, drawable, not embedded and is_standard(name), font.get_descent())
    if isinstance(font, PDFCIDFont):
        return described
    described.names = _glyph_names(font, spec)
    # a table of Unicode values was made by someone who knew better than the font's name, or is told apart by the drawing
    if "ToUnicode" not in spec:
        described.built_in = next((table for pattern, table in _KNOWN_FONTS if pattern.match(name)), {})
    return described


def _glyph_names(font: PDFFont, spec: Mapping[str, object]) -> dict[int, str]:
    names: dict[int, str] = {}
    program: Any = resolve1(font.descriptor.get("FontFile"))
    if isinstance(program, PDFStream):
        clear = program.get_data().partition(b"eexec")[0]
        names = {int(code): name.decode("latin-1") for code, name in re.findall(rb"dup\s+(\d{1,3})\s*/(\S+)\s+put", clear)}
    encoding: Any = resolve1(spec.get("Encoding"))
    code = 0
    for item in resolve1(encoding.get("Differences", [])) or [] if isinstance(encoding, dict) else []:
        item = resolve1(item)
        if isinstance(item, int):
            code = item
        elif isinstance(item, PSLiteral):
            names[code] = literal_name(item)
            code += 1
    return names
