"""What may stand where between numbers and units: the last witness for a character that is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.readers.pdf.lines import Line, spell
from extractor.readers.pdf.page import Char

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_POWER = rf"10(?:[⁻⁺\ufffd]?[{_RAISED}]|[-−–]\d)"
#: Pattern whose only group is the character, what it must be, and whether it must be in another font than its neighbours.
_DEMANDS: tuple[tuple[re.Pattern[str], str, bool], ...] = (
    (re.compile(r"(?:cm|\b[mKSsVJgW]|Pa|mol|Hz|Ω|[µμn]m)([\ufffdϪ])[¹²³⁴](?![⁰-⁹¹²³])"), "−", False),
    (re.compile(rf"[\d)]\s?([\ufffdϫ$I!£¢¡#&@|?])\s?{_POWER}"), "×", False),
    (re.compile(r"\d\s?([\ufffdЊ³?$])\s?[CF](?![A-Za-z])"), "°", False),
    # signs read as digits or letters, in a font of signs
    (re.compile(r"(?:cm|\b[mKSsVJgW]|Pa|mol|Hz|Ω)([²])[¹²³⁴](?![⁰-⁹¹²³])"), "−", True),
    (re.compile(rf"10([²])[{_RAISED}]{{1,2}}(?![{_RAISED}])"), "−", True),
    (re.compile(rf"[\d)]\s?(\d)\s?{_POWER}"), "×", True),
    (re.compile(r"\d\s?([8³])C(?![A-Za-z])"), "°", True),
)
#: A power of ten before a unit with a raised 1 that nobody would print: a minus is gone from both without a trace.
_LOST_MINUS = re.compile(rf"10\s?([{_RAISED}])[{_RAISED}]?\s?(?:[A-Za-zΩµμ]{{1,4}}\s?){{1,2}}(?<=[mKΩ\s])(¹)(?![{_RAISED}])")




def after_lost_minus(lines: Sequence[Line]) -> Iterator[Char]:
    """The first raised digit of powers and units that have lost their minus."""
    for line in lines:
        if "¹" not in line.text or not _LOST_MINUS.search(line.text):
            continue
        text, owners = _spelled(line)
        for match in _LOST_MINUS.finditer(text):
            yield from (owner for owner in (owners[match.start(1)], owners[match.start(2)]) if owner is not None)


def demanded(lines: Sequence[Line]) -> Iterator[tuple[Char, str]]:
    """Characters whose place in a number or unit leaves one reading, with that reading."""
    for line in lines:
        for pattern, sign, foreign in _DEMANDS:
            if not pattern.search(line.text):
                continue
            text, owners = _spelled(line)
            for match in pattern.finditer(text):
                char = owners[match.start(1)]
                if char is not None and not (foreign and any(_font_at(owners, i) == char.font for i in (match.start(1) - 1, match.end(1)))):
                    yield char, sign


def _spelled(line: Line) -> tuple[str, list[Char | None]]:
    """A line's text, and for each of its characters the printed one behind it."""
    parts = spell(line.chars, line.size, line.base)
    return "".join(part for part, _ in parts), [char for part, char in parts for _ in part]


def _font_at(owners: list[Char | None], index: int) -> str:
    owner = owners[index] if 0 <= index < len(owners) else None
    return owner.font if owner else ""
