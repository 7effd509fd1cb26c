"""Where on a page of a PDF the words of the evidence are printed.

The store keeps the boxes of the sentence's lines, or of the table's cell. The boxes of single words are found by aligning
the evidence with the characters that are printed there: mended or foreign characters are passed over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

import pypdfium2

from extractor.document import Box
from extractor.readers.pdf.page import Char, PageContent, Sheet, turn_box
from extractor.readers.pdf.pdfium import PdfiumPages
from extractor.review.display import Row
from extractor.review.evidence import Mark
from extractor.review.web.roles import roles, value_column

T = TypeVar("T")
#: Points that a character's middle may lie outside of the line's box.
_SLACK = 1.5
#: Points to the side of a cell within which its headers are looked for.
_REACH = 60.0
#: The share of a mark's characters that must be found, else it has no box.
_FOUND = 0.5
#: Signs that fonts print for others.
_ALIKE = {"−": "-", "–": "-", "‐": "-", "◦": "°", "∘": "°", "μ": "µ"}
#: A character that stands less above the one below it, in type sizes, is of one line with it (indices and powers are).
_ONE_LINE = 0.6


class Spot(NamedTuple):
    """A box on the page, in points from its upper left corner, and what is printed there."""

    box: Box
    role: str


def spots(file: pypdfium2.PdfDocument, number: int, row: Row, boxes: Sequence[Box], headers: Sequence[str] = ()) -> tuple[tuple[float, float], list[Spot]]:
    """Size of page `number` (from 1), and the boxes of the evidence and of its roles on it.

    `boxes` are the stored ones; `headers` are the texts of the table's header cells above the value.
    """
    page = PdfiumPages(file).read(number - 1)
    found = [Spot(box, "evidence") for box in boxes]
    sheet = _sheet(page, boxes)
    if sheet is not None:
        there = [turn_box(box, sheet.turn, page.width, page.height) for box in boxes]
        chosen = _in_table(sheet, row, there[0], headers) if "\t" in row["evidence"] else _in_text(sheet, row, there)
        found += [Spot(sheet.on_page(box), role) for box, role in chosen]
    return (page.width, page.height), found


def _sheet(page: PageContent, boxes: Sequence[Box]) -> Sheet | None:
    """The sheet with the most characters in the boxes."""

    def held(sheet: Sheet) -> int:
        return sum(len(_inside(sheet, turn_box(box, sheet.turn, page.width, page.height))) for box in boxes)

    best = max(page.sheets, key=held, default=None)
    return best if best is not None and held(best) else None


def _inside(sheet: Sheet, box: Box) -> list[Char]:
    x0, top, x1, bottom = box
    return [char for char in sheet.chars if x0 - _SLACK <= char.middle <= x1 + _SLACK and top - _SLACK <= (char.top + char.bottom) / 2 <= bottom + _SLACK]


def _in_text(sheet: Sheet, row: Row, lines: Sequence[Box]) -> list[Spot]:
    chars: dict[Char, int] = {}
    for line, box in enumerate(lines):
        for char in sorted(_inside(sheet, box), key=lambda char: char.x0):
            chars.setdefault(char, line)
    return _marked(row["evidence"], roles(row), list(chars), list(chars.values()))


def _in_table(sheet: Sheet, row: Row, cell: Box, headers: Sequence[str]) -> list[Spot]:
    text, start, end = row["evidence"], row["value_start"] - row["start"], row["value_end"] - row["start"]
    inside = sorted(_inside(sheet, cell), key=lambda char: char.x0)
    first, last = text.rfind("\t", 0, start) + 1, text.find("\t", end)
    value = _marked(text[first : last if last >= 0 else len(text)], [Mark(start - first, end - first, "value")], inside, [0] * len(inside))
    band = (0.0, cell[1], cell[0], cell[3])
    left = sorted(_inside(sheet, band), key=lambda char: char.x0)
    label = text[: text.find("\t")] if value_column(row) else ""
    named = _marked(label, [Mark(0, len(label), "material")], left, [0] * len(left)) if label else []
    return [*(value or [Spot(cell, "value")]), *named, *_headers_above(sheet, cell, headers)]


def _headers_above(sheet: Sheet, cell: Box, headers: Sequence[str]) -> list[Spot]:
    """What the lines above a cell print of its headers; the nearest lines that do."""
    said, _ = _keys((char, None) for char in " ".join(headers))
    middle, reach = (cell[0] + cell[2]) / 2, max(_REACH, cell[2] - cell[0])
    found: list[Spot] = []
    for line in _lines(char for char in sheet.chars if char.bottom < cell[1] + _SLACK and abs(char.middle - middle) < reach):
        printed, chars = _keys((char.text, char) for char in line)
        block = SequenceMatcher(None, said, printed, autojunk=False).find_longest_match()
        same = said[block.a : block.a + block.size]
        if len(same) > 1 and any(key.isalpha() or key == "%" for key in same):
            places = [at for at in range(len(printed)) if printed.startswith(same, at)]
            at = min(places, key=lambda at: abs(chars[at].middle + chars[at + len(same) - 1].middle - 2 * middle))
            found.append(Spot(_around(chars[at : at + len(same)]), "property"))
        elif found:
            break
    return found


def _lines(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters by line, the lowest line first, from left to right."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: -char.base):
        if lines and lines[-1][-1].base - char.base < _ONE_LINE * char.size:
            lines[-1].append(char)
        else:
            lines.append([char])
    return [sorted(line, key=lambda char: char.x0) for line in lines]


def _marked(text: str, found: Sequence[Mark], chars: Sequence[Char], lines: Sequence[int]) -> list[Spot]:
    """A box for each mark of the text and each line that it is printed on."""
    said, places = _keys((character, at) for at, character in enumerate(text))
    printed, numbers = _keys((char.text, at) for at, char in enumerate(chars))
    at_char: dict[int, int] = {}
    for a, b, size in SequenceMatcher(None, said, printed, autojunk=False).get_matching_blocks():
        at_char |= {places[a + step]: numbers[b + step] for step in range(size)}
    spots = []
    for start, end, role in found:
        wanted = [at for at in range(start, end) if not text[at].isspace()]
        here = [at_char[at] for at in wanted if at in at_char]
        if not wanted or len(here) < _FOUND * len(wanted):
            continue
        for line in dict.fromkeys(lines[at] for at in here):
            on_line = [at for at in here if lines[at] == line]
            spots.append(Spot(_around(chars[min(on_line) : max(on_line) + 1]), role))
    return spots


def _around(chars: Sequence[Char]) -> Box:
    return min(char.x0 for char in chars), min(char.top for char in chars), max(char.x1 for char in chars), max(char.bottom for char in chars)


def _keys(characters: Iterable[tuple[str, T]]) -> tuple[str, list[T]]:
    """The characters without blanks and in their plainest form, and what each came with."""
    keys, values = [], []
    for character, value in characters:
        for plain in unicodedata.normalize("NFKD", character):
            if not plain.isspace() and not unicodedata.combining(plain):
                keys.append(_ALIKE.get(plain, plain))
                values.append(value)
    return "".join(keys), values
