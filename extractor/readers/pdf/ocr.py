"""Text of a page that is a picture, by Tesseract, as characters for the layout that all PDFs go through."""

from __future__ import annotations

import io
import math
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
import pypdfium2
from lxml import etree
from PIL import Image

from extractor.errors import ReadError
from extractor.readers.pdf import ink, scripts
from extractor.readers.pdf.fonts import UNKNOWN
from extractor.readers.pdf.glyphs import doubt_lost_signs
from extractor.readers.pdf.page import Char, PageContent, Rule, Sheet
from extractor.readers.pdf.scripts import Word

DPI = 300
_POINT = 72 / DPI
#: Per cent: a word that Tesseract is less sure of keeps no digit.
MIN_CONFIDENCE = 50
#: Degrees: a page that leans less is read as it is.
_MIN_SKEW = 0.05
_FONT = "ocr"
_THIN_BLANK = 0.18
#: Em of blank that belong to the multiplication sign on each side.
_TIMES_BEARING = 0.11
_RAISED_END = re.compile(r"10−\d{1,2}$")
_TIMES_BEHIND = re.compile(r"\d[xX]$")
#: A capital with a ring on it is higher, in em.
_RINGED = 0.78
_OHM = re.compile(r"\(?[kMGm]?Q(?=−[1-3]|[.,;:)/]|$)")
#: Tesseract's x_size of a line in em; capitals, digits and ascenders in em.
_X_SIZE, _TALL = 0.89, 0.685
#: Type sizes of lines that differ less are one.
_SAME_SIZE = 0.08
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MISSING = "install Tesseract (Debian: apt install tesseract-ocr; macOS: brew install tesseract) and `pip install 'kaimen[ocr]'`"


def missing() -> str:
    """What OCR lacks on this machine, with the remedy; empty if nothing."""
    if find_spec("pytesseract") is None:
        return f"OCR needs the package pytesseract: {_MISSING}"
    return "" if shutil.which("tesseract") else f"OCR needs the program tesseract: {_MISSING}"


def require(name: str) -> None:
    if lack := missing():
        raise ReadError("image_only", f"{name}: {lack}")


def read_page(page: pypdfium2.PdfPage, content: PageContent) -> PageContent:
    """What is printed on a page, seen as a picture."""
    picture: Image.Image = page.render(scale=DPI / 72).to_pil().convert("L")
    angle = ink.skew(picture)
    if abs(angle) >= _MIN_SKEW:
        picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    dark = ink.darkness(picture)
    sheet = Sheet(content.number, content.width, content.height, 0)
    sheet.rules = [Rule(*(side * _POINT for side in box)) for box in ink.rules(dark)]
    lines = [_with_ink(line, dark) for line in _lines(_tesseract(picture, 3))]
    _same_sizes(lines)
    _read_scripts([word for line in lines for word in line])
    for line in lines:
        _mend_signs(line)
    sheet.chars = [char for line in lines for word in line for char in _chars(word)]
    doubt_lost_signs(sheet)
    return PageContent(content.number, content.width, content.height, [sheet])


def _tesseract(picture: Image.Image, mode: int) -> Any:
    """Tesseract's words with their boxes, as a tree of hOCR."""
    import pytesseract

    # its threads only wait for one another: one is five times as fast as many
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    config = f"--psm {mode} --dpi {DPI}"
    return etree.parse(io.BytesIO(pytesseract.image_to_pdf_or_hocr(picture, extension="hocr", config=config)))


def _lines(tree: Any) -> Iterator[list[Word]]:
    for line in tree.iter("{*}span"):
        about = _properties(line)
        if "baseline" not in about:
            continue
        left, _, _, bottom = about["bbox"]
        slope, offset = about["baseline"]
        em = about.get("x_size", [0.0])[0] / _X_SIZE
        words = []
        for span in line.iter("{*}span"):
            own = _properties(span)
            text = "".join(span.itertext()).strip()
            if "x_wconf" in own and text:
                x0, top, x1, low = (int(side) for side in own["bbox"])
                words.append(Word(text, own["x_wconf"][0], (x0, top, x1, low), bottom + offset + slope * ((x0 + x1) / 2 - left), max(em, 8.0)))
        if words:
            yield words


def _properties(span: Any) -> dict[str, list[float]]:
    parts = (part.strip().partition(" ") for part in (span.get("title") or "").split(";"))
    return {key: [float(number) for number in _NUMBER.findall(value)] for key, _, value in parts}


def _with_ink(line: list[Word], dark: ink.Mask) -> list[Word]:
    """The line's words with their glyphs, and its baseline and size by them."""
    _share_out(line, dark)
    everything = [(word, glyph) for word in line for glyph in word.glyphs if glyph.height > 0.35 * word.em]
    feet = [glyph.bottom - word.base for word, glyph in everything if abs(glyph.bottom - word.base) < 0.15 * word.em]
    shift = median(feet) if feet else 0.0
    tall = [word.up(glyph.top) + shift / word.em for word, glyph in everything if glyph.height > 0.5 * word.em and abs(glyph.bottom - word.base - shift) < 0.06 * word.em]
    em = line[0].em
    if heads := [head for head in tall if head > 0.58]:
        em *= median(heads) / _TALL
    base = median(word.base for word in line) + shift
    for word in line:
        word.base, word.em = base, em
    return line


def _share_out(line: Sequence[Word], dark: ink.Mask) -> None:
    """Give each glyph of a line to one word; where boxes of words overlap, to that of the glyph that it stands closer to."""
    em, base = line[0].em, median(word.base for word in line)
    left, right = min(word.box[0] for word in line), max(word.box[2] for word in line)
    glyphs = ink.glyphs(dark, (left - 1, round(base - 1.0 * em), right + 1, round(base + 0.44 * em)), em)
    homes: list[list[Word]] = [[word for word in line if word.box[0] - 1 <= (g.x0 + g.x1) / 2 <= word.box[2] + 1] for g in glyphs]
    for i, glyph in enumerate(glyphs):
        candidates = homes[i]
        if len(candidates) > 1:
            before = glyph.x0 - glyphs[i - 1].x1 if i else math.inf
            after = glyphs[i + 1].x0 - glyph.x1 if i + 1 < len(glyphs) else math.inf
            neighbours = homes[i - 1] if before <= after else homes[i + 1]
            candidates = [word for word in candidates if word in neighbours] or candidates
            homes[i] = candidates[:1] if before <= after else candidates[-1:]
        for word in homes[i][:1]:
            word.glyphs.append(glyph)


def _same_sizes(lines: Sequence[list[Word]]) -> None:
    """One size for lines whose sizes differ by the pixels' coarseness only: that of most characters."""
    left = [line for line in lines if line]
    while left:
        sizes: Counter[float] = Counter()
        for line in left:
            sizes[round(line[0].em)] += sum(len(word.text) for word in line)
        common = sizes.most_common(1)[0][0]
        alike = [line for line in left if abs(line[0].em - common) <= max(_SAME_SIZE * common, 1)]
        em = float(np.average([line[0].em for line in alike], weights=[sum(len(w.text) for w in line) for line in alike]))
        for word in (word for line in alike for word in line):
            word.em = em
        left = [line for line in left if abs(line[0].em - common) > max(_SAME_SIZE * common, 1) and line not in alike]


def _read_scripts(words: Sequence[Word]) -> None:
    """Read the words with scripts a second time, set anew."""
    odd = [word for word in words if word.find_scripts()]
    if not odd:
        return
    seen: dict[int, list[Word]] = {}
    for line in _lines(_tesseract(scripts.set_anew(odd), 6)):
        for word in line:
            seen.setdefault((round((word.box[1] + word.box[3]) / 2) - scripts.MARGIN) // scripts.ROW, []).append(word)
    for row, word in enumerate(odd):
        parts = sorted(seen.get(row, ()), key=lambda part: part.box[0])
        scripts.take(word, "".join(part.text for part in parts), min((part.confidence for part in parts), default=0.0))


def _mend_signs(line: Sequence[Word]) -> None:
    """Signs that the English model has not, told by their ink or where nothing else can stand: ×, ±, Å, Ω, μ, a minus."""
    for index, word in enumerate(line):
        before, after = (line[i].text if 0 <= i < len(line) else "" for i in (index - 1, index + 1))
        counted = before[-1:].isdigit() or before[-1:] in (")", UNKNOWN)
        glyph = word.glyphs[0] if word.glyphs else None
        if word.text in ("x", "X") and (counted or not before) and (before or after) and (after.startswith("10") or not after):
            _write(word, 0, "×")
            word.widen(_TIMES_BEARING)
        elif _TIMES_BEHIND.search(word.text) and after.startswith("10"):
            _write(word, len(word.text) - 1, "×")
        elif word.text == "+" and glyph is not None and glyph.ink[-max(1, glyph.height // 9) :].any(axis=0).mean() > 0.7:
            _write(word, 0, "±")
        elif word.text.rstrip(".,;:)") == "A" and counted and glyph is not None and glyph.height > _RINGED * word.em:
            _write(word, 0, "Å")
        elif (unit := _OHM.match(word.text)) and (counted or "−" in word.text):
            _write(word, unit.end() - 1, "Ω")
        elif word.text.startswith("um") and not word.text[2:3].isalpha() and counted:
            _write(word, 0, "μ")
        elif word.text in ("8", "5", "$") and _RAISED_END.search(before) and after.startswith(("cm", "m")):
            _write(word, 0, "S")
        if word.text[:1] in ("—", "–") and word.text[1:2].isdigit():
            # a minus by its ink, else perhaps a tilde: never nothing
            _write(word, 0, "−" if glyph is not None and word.is_bar(glyph) else UNKNOWN)


def _write(word: Word, place: int, sign: str) -> None:
    word.text = word.text[:place] + sign + word.text[place + 1 :]
    if len(word.glyphs) == len(word.text) and word.glyphs[place].text:
        word.glyphs[place].text = sign


def _chars(word: Word) -> list[Char]:
    """A word's characters, without gaps between them: only words are parted by blanks."""
    em, base = word.em * _POINT, word.base * _POINT
    chars: list[Char] = []
    if any(glyph.text for glyph in word.glyphs):
        for group in word.groups():
            script = group[0].script != 0
            own = scripts.script_base(word, group) * _POINT if script else base
            chars += [Char(_sure(g.text, word), g.x0 * _POINT, g.x1 * _POINT, own, (0.7 if script else 1.0) * em, _FONT) for g in group]
    else:
        for text, (x0, x1) in zip(word.text, _sides(word), strict=True):
            chars.append(Char(_sure(text, word), x0 * _POINT, x1 * _POINT, base, em, _FONT))
    for char, following in pairwise(chars):
        # Tesseract overlooks the thin blanks of "10⁻⁴ S cm"
        ends = char.text.isalpha() or char.size < following.size
        if not (ends and following.text.isalpha() and following.x0 - char.x1 > _THIN_BLANK * em):
            char.x1 = following.x0
    chars[0].spaced = 1.0
    return chars


def _sides(word: Word) -> list[tuple[float, float]]:
    """Where the characters of a word without scripts stand: at its glyphs, where they are as many."""
    count = len(word.text)
    if len(word.glyphs) == count:
        return [(float(glyph.x0), float(glyph.x1)) for glyph in word.glyphs]
    x0, width = word.box[0], (word.box[2] - word.box[0]) / count
    return [(x0 + i * width, x0 + (i + 1) * width) for i in range(count)]


def _sure(text: str, word: Word) -> str:
    return UNKNOWN if word.confidence < MIN_CONFIDENCE and any(c.isdigit() for c in text) else text
