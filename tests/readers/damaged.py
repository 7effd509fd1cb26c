"""PDF files whose fonts lie about their signs, as journals' did from 1990 to 2016, with the truth known.

Text is in a sound font, signs in a second one that is damaged in one of the ways of `KINDS`. Markup
of the truth: `^{…}` is raised and smaller.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import reportlab
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from reportlab.pdfbase import pdfmetrics

from extractor.quantities import convert, find_quantities
from extractor.quantities.units import compatible

VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
SIZE = 10.0


@dataclass(frozen=True)
class Damage:
    """One way in which the signs' font is broken.

    `codes`: sign → code. `names`: sign → glyph name in /Differences. `reads`: sign → what the
    ToUnicode map says; without it there is no such map. `font` is how the glyphs are kept: in a
    compact Type 1 font, in TrueType behind two-byte codes, as Type 3 drawings, not in the file, or
    as strokes that are no text at all, or left out.
    """

    codes: Mapping[str, int]
    names: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, str] | None = None
    font: str = "cff"
    base: str = "ABCDEF+AdvX1234"
    table: bool = False
    text_too: bool = False


_CONTROL = {"−": 0x00, "×": 0x01, "°": 0x02, "·": 0x03}
_DIGITS = {"−": 0x32, "×": 0x33, "°": 0x38, "·": 0x34}
_NUMBERED = {"−": "C0", "×": "C2", "°": "C14", "·": "C1"}
_PLAIN = {"−": "g1", "×": "g2", "°": "g3", "·": "g4"}
KINDS: dict[str, Damage] = {
    "control codes, nameless": Damage(_CONTROL, _PLAIN),
    "signs on digits' keys": Damage(_DIGITS, {"−": "two", "×": "three", "°": "eight", "·": "four"}),
    "signs mapped to digits": Damage(_CONTROL, _PLAIN, {"−": "2", "×": "3", "°": "³", "·": "8"}),
    "signs mapped to letters": Damage(_CONTROL, _PLAIN, {"−": "À", "×": "I", "°": "8", "·": "$"}),
    "signs mapped to Coptic": Damage(_CONTROL, _PLAIN, {"−": "Ϫ", "×": "ϫ", "°": "Њ", "·": "\u0612"}),
    "mapped to nothing": Damage(_CONTROL, _PLAIN, {"−": " ", "×": " ", "°": " ", "·": " "}),
    "mapped to U+FFFD and U+FFFE": Damage(_CONTROL, _PLAIN, {"−": "\ufffe", "×": "\ufffd", "°": "\ufffd", "·": "\ufffe"}),
    "private use, two-byte codes": Damage({"−": 0x32, "×": 0x33, "°": 0x38, "·": 0x133}, {}, {"−": "\ue001", "×": "\ue002", "°": "\ue003", "·": "\ue004"}, font="cid"),
    "wrong digits, two-byte codes": Damage({"−": 0x32, "×": 0x33, "°": 0x38, "·": 0x133}, {}, {"−": "2", "×": "?", "°": "3", "·": "!"}, font="cid"),
    "not in the file, names C0 C2": Damage({"−": 0x32, "×": 0x33, "°": 0x38, "·": 0x34}, _NUMBERED, font="absent", base="AdvPSSYM"),
    "not in the file, Symbol": Damage({"−": 0x2D, "×": 0xB4, "°": 0xB0, "·": 0xD7}, font="absent", base="Symbol"),
    "not in the file, MathematicalPi": Damage({"−": 0x32, "×": 0x33, "°": 0x38}, font="absent", base="MathematicalPi-One"),
    "TeX codes moved up": Damage({"−": 0xA1, "×": 0xA3, "°": 0xB1, "·": 0xA2}, _PLAIN, {"−": "¡", "×": "£", "°": "±", "·": "¢"}, base="ABCDEF+CMSY10"),
    "not in the file, unknown codes": Damage({"−": 0x10, "×": 0x11, "°": 0x12}, font="absent", base="Zzz"),
    "not in the file, wrong digits": Damage(_DIGITS, font="absent", base="Zzz"),
    "Type 3 drawings": Damage(_CONTROL, _PLAIN, font="type3"),
    "strokes, no text": Damage({"−": 0, "°": 0}, font="strokes"),
    "one font for all": Damage({"−": 0xC0, "×": 0xC2, "°": 0x24, "·": 0x7C}, _PLAIN, {"−": "À", "×": "Â", "°": "8", "·": "|"}, text_too=True),
    "control codes in a table": Damage(_CONTROL, _PLAIN, table=True),
    "TeX's math italic": Damage({".": 0x3A, "/": 0x3D, "−": 0xC0}, {".": "colon", "/": "equal", "−": "Agrave"}),
    "brackets and equals as Icelandic": Damage({"(": 0xF0, ")": 0xDE, "−": 0xBC, "×": 0x43}, {"(": "eth", ")": "Thorn", "−": "onequarter", "×": "C"}),
    "letters in a table": Damage(_CONTROL, _PLAIN, {"−": "2", "×": "I", "°": "8", "·": "$"}, table=True),
}


def damaged(kind: str | Damage | None, lines: Sequence[str], *, filler: str = "", leading: float = 24.0) -> bytes:
    """A page with these lines, one below the other, or as a ruled table's cells; sound if `kind` is None."""
    damage = KINDS[kind] if isinstance(kind, str) else kind or Damage({})
    text = _Page(damage)
    y = 780.0
    for _ in range(3 if filler else 0):
        text.write(50, y, filler)
        y -= 14
    y -= 20
    if damage.table:
        for row, line in enumerate(lines):
            cells = line.split(" | ")
            for column, cell in enumerate(cells):
                text.write(56 + 160 * column, y - 20 * row, cell)
            text.rule(50, y - 20 * row + 13, 50 + 160 * len(cells))
        text.rule(50, y - 20 * len(lines) + 13, 50 + 160 * 2)
        for column in range(3):
            text.out.append(f"{50 + 160 * column} {y - 20 * len(lines) + 13} m {50 + 160 * column} {y + 13} l S")
    else:
        for line in lines:
            text.write(50, y, line)
            y -= leading
    return _file(text)


class _Page:
    def __init__(self, damage: Damage) -> None:
        self.damage = damage
        self.out: list[str] = ["0.5 w"]

    def rule(self, x0: float, y: float, x1: float) -> None:
        self.out.append(f"{x0} {y} m {x1} {y} l S")

    def write(self, x: float, y: float, markup: str) -> None:
        for raised, plain in re.findall(r"\^\{(.*?)\}|([^^]+)", markup):
            size, rise = (0.65 * SIZE, 0.35 * SIZE) if raised else (SIZE, 0.0)
            for sign in raised or plain:
                x = self._sign(x, y + rise, size, sign)

    def _sign(self, x: float, y: float, size: float, sign: str) -> float:
        damage = self.damage
        width = size * (_advance(sign) if sign in damage.codes or damage.text_too else pdfmetrics.stringWidth(sign, "Times-Roman", 1))
        if damage.base == "Symbol" and sign in damage.codes:
            width = size * pdfmetrics.stringWidth(sign, "Symbol", 1)
        if sign in damage.codes and damage.font == "strokes":
            if sign == "−":
                self.out.append(f"{x + 0.1 * size:.3f} {y + 0.3 * size:.3f} {0.45 * size:.3f} {0.08 * size:.3f} re f")
            else:
                self.out.append(_circle(x + 0.25 * size, y + 0.6 * size, 0.14 * size))
            return x + width
        if sign in damage.codes and damage.font == "lost":
            return x + width
        if sign in damage.codes:
            font, code = "F2", f"<{damage.codes[sign]:04x}>" if damage.font == "cid" else f"<{damage.codes[sign]:02x}>"
        else:
            font, code = ("F2" if damage.text_too else "F1"), f"<{sign.encode('cp1252', 'replace').hex()}>"
        self.out.append(f"BT /{font} {size} Tf 1 0 0 1 {x:.3f} {y:.3f} Tm {code} Tj ET")
        return x + width


def _circle(x: float, y: float, r: float) -> str:
    k = 0.5523 * r
    return (
        f"{x + r:.3f} {y:.3f} m {x + r:.3f} {y + k:.3f} {x + k:.3f} {y + r:.3f} {x:.3f} {y + r:.3f} c "
        f"{x - k:.3f} {y + r:.3f} {x - r:.3f} {y + k:.3f} {x - r:.3f} {y:.3f} c {x - r:.3f} {y - k:.3f} {x - k:.3f} {y - r:.3f} {x:.3f} {y - r:.3f} c "
        f"{x + k:.3f} {y - r:.3f} {x + r:.3f} {y - k:.3f} {x + r:.3f} {y:.3f} c h S"
    )


@cache
def _vera() -> TTFont:
    return TTFont(VERA)


def _units() -> int:
    return int(_vera()["head"].unitsPerEm)


def _glyph(sign: str) -> str:
    """The name of the glyph in Vera, which has some Greek letters as signs only."""
    return str(_vera().getBestCmap()[ord({"μ": "µ", "Δ": "∆"}.get(sign, sign))])


def _advance(sign: str) -> float:
    return float(_vera()["hmtx"][_glyph(sign)][0]) / _units()


def _glyph_names(damage: Damage) -> dict[int, tuple[str, str]]:
    """Code → glyph name and the character drawn."""
    plain = {ord(c): (f"t{ord(c)}", c) for c in map(chr, range(0x21, 0x7F))} if damage.text_too else {}
    return plain | {code: (damage.names.get(sign, f"x{code}"), sign) for sign, code in damage.codes.items()}


def _cff(glyphs: Mapping[int, tuple[str, str]]) -> bytes:
    """A compact Type 1 font with these glyphs under these names."""
    builder = FontBuilder(1000, isTTF=False)
    shapes, outlines, metrics = _vera().getGlyphSet(), {}, {}
    for name, sign in [(".notdef", " "), *glyphs.values()]:
        pen = T2CharStringPen(0, None)
        source = _glyph(sign)
        shapes[source].draw(TransformPen(pen, (1000 / _units(), 0, 0, 1000 / _units(), 0, 0)))
        outlines[name], metrics[name] = pen.getCharString(), (round(_advance(sign) * 1000), 0)
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap({})
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupCFF("Made", {}, outlines, {})
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return bytes(TTFont(io.BytesIO(out.getvalue())).reader["CFF "])


def _to_unicode(damage: Damage, digits: int) -> bytes:
    pairs = {damage.codes[sign]: text for sign, text in (damage.reads or {}).items()}
    if damage.text_too:
        pairs = {code: chr(code) for code in range(0x20, 0x7F)} | pairs
    lines = "\n".join(f"<{code:0{digits}x}> <{text.encode('utf-16-be').hex()}>" for code, text in sorted(pairs.items()))
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <{'0' * digits}> <{'f' * digits}> endcodespacerange\n"
        f"{len(pairs)} beginbfchar\n{lines}\nendbfchar endcmap end end"
    ).encode()


def _file(page: _Page) -> bytes:
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        _stream("\n".join(page.out).encode()),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
    ]  # fmt: skip
    objects += _sign_font(page.damage, len(objects) + 1)
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(out))


def _stream(data: bytes, extra: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra.encode(), data)


def _sign_font(damage: Damage, first: int) -> list[bytes]:
    """The objects of the signs' font, of which the first is the font itself."""
    if damage.font == "cid":
        return _cid_font(damage, first)
    glyphs = _glyph_names(damage)
    widths = " ".join(str(round(1000 * _advance(glyphs[code][1]))) if code in glyphs else "318" for code in range(256))
    differences = " ".join(f"{code} /{name}" for code, (name, _) in sorted(glyphs.items()) if damage.names)
    encoding = f"/Encoding << /Type /Encoding /Differences [{differences}] >>" if damage.names else ""
    mapped = f"/ToUnicode {first + 1} 0 R" if damage.reads is not None else ""
    about = f"/FirstChar 0 /LastChar 255 /Widths [{widths}] {encoding} {mapped}"
    rest = [_stream(_to_unicode(damage, 2))]
    if damage.font == "type3":
        procedures = " ".join(f"/{name} {first + 2 + i} 0 R" for i, (name, _) in enumerate(glyphs.values()))
        drawings = [_stream(f"{round(1000 * _advance(sign))} 0 d0 {_TYPE3[sign]}".encode()) for _, sign in glyphs.values()]
        font = f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 1000 800] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << {procedures} >> /Resources << >> {about} >>"
        return [font.encode(), *rest, *drawings]
    embedded = f"/FontFile3 {first + 3} 0 R" if damage.font == "cff" else ""
    # symbol fonts hang deep below their line
    descriptor = f"<< /Type /FontDescriptor /FontName /{damage.base} /Flags 4 /FontBBox [0 -700 1000 800] /Ascent 300 /Descent -700 /CapHeight 700 /ItalicAngle 0 /StemV 80 {embedded} >>"
    described = "" if damage.base == "Symbol" else f"/FontDescriptor {first + 2} 0 R"
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /{damage.base} {described} {about} >>"
    return [font.encode(), *rest, descriptor.encode(), _stream(_cff(glyphs), "/Subtype /Type1C")]


#: 0.001-em drawings of the signs.
_TYPE3 = {
    "−": "100 280 600 60 re f",
    "×": "60 w 150 80 m 600 530 l S 150 530 m 600 80 l S",
    "°": f"50 w {_circle(250, 580, 120)}",
    "·": _circle(160, 310, 60).removesuffix("S") + "f",
}


def _cid_font(damage: Damage, first: int) -> list[bytes]:
    """TrueType behind two-byte codes that a CIDToGIDMap sends to other glyphs than their numbers."""
    gids = bytearray(2 * 0x200)
    for sign, code in damage.codes.items():
        gids[2 * code : 2 * code + 2] = _vera().getGlyphID(_glyph(sign)).to_bytes(2, "big")
    widths = " ".join(f"{code} [{round(1000 * _advance(sign))}]" for sign, code in damage.codes.items())
    name = "ABCDEF+Made"
    program = VERA.read_bytes()
    return [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{first + 2} 0 R] /ToUnicode {first + 1} 0 R >>".encode(),
        _stream(_to_unicode(damage, 4)),
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {first + 3} 0 R /W [{widths}] /CIDToGIDMap {first + 4} 0 R >>".encode(),
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -200 1000 800] /Ascent 800 /Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80 /FontFile2 {first + 5} 0 R >>".encode(),
        _stream(bytes(gids)),
        _stream(program, f"/Length1 {len(program)}"),
    ]  # fmt: skip


FILLER = "The pellets were pressed, dried and sintered in air, and their faces were polished before use."


class Value(NamedTuple):
    """A value as printed, in S/m, with its temperature in °C."""

    markup: str
    si: float
    celsius: float


#: Two units hold no sign, so that a wrong exponent still makes a value.
VALUES = (
    Value("1.5(3) × 10^{−5} S cm^{−1} at 200 °C", 1.5e-3, 200),
    Value("6.7 · 10^{−4} S cm^{−1} at 25 °C", 6.7e-2, 25),
    Value("2.8(3) × 10^{−7} S/cm at 300 °C", 2.8e-5, 300),
    Value("7.9 × 10^{−3} S m^{−1} at 80 °C", 7.9e-3, 80),
    Value("1.2 × 10^{−12} S/cm at 150 °C", 1.2e-10, 150),
)


def lines_of(kind: str) -> list[str]:
    """The values as sentences, or as the rows of a table; a dot only where the damaged font has one."""
    values = [v.markup if "·" in KINDS[kind].codes else v.markup.replace(" · ", " × ") for v in VALUES]
    if KINDS[kind].table:
        return ["Sample | Conductivity", *(f"LLZO-{i} | {value}" for i, value in enumerate(values, start=1))]
    return [f"The ionic conductivity of LLZO-{i} was {value}." for i, value in enumerate(values, start=1)]


class Score(NamedTuple):
    right: int
    wrong: int


def score(text: str) -> Score:
    """Right numbers, units and temperatures, and wrong values without a flag, in text that holds each value after its label."""
    right = wrong = 0
    for number, value in enumerate(VALUES, start=1):
        part = text.partition(f"LLZO-{number}")[2].partition("LLZO")[0]
        found = find_quantities(part)
        conductivities = [q for q in found if compatible(q.pint_unit, "S/m")]
        temperatures = [q for q in found if q.dimensionality == "[temperature]"]
        numbers_right = [q for q in conductivities if q.value is not None and math.isclose(convert(q.value, q.pint_unit, "S/m"), value.si)]
        right += 2 * bool(numbers_right) or bool(conductivities)
        right += any(q.value == value.celsius for q in temperatures)
        flagged = "\ufffd" in part or any(q.flags for q in conductivities)
        wrong += len(conductivities) > len(numbers_right) and not flagged
        wrong += bool(temperatures) and all(q.value != value.celsius for q in temperatures)
    return Score(right, wrong)
