"""Raised numbers that cite are set in brackets, as all readers do, so that they never look like exponents."""

from __future__ import annotations

import re

_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789–")
_LIST = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:[,⁻–-][⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})*)(?![⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻/])")
#: Wiley raises the brackets too.
_RAISED_BRACKETS = re.compile(r"\[([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:[,⁻–-][⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})*)\]")
#: Behind these a raised number is a power.
_POWERED = re.compile(
    r"(?:^|[^A-Za-zμµΩÅ°])(?:[nμµmcdkMGT]?(?:m|g|s|K|S|V|A|W|J|Ω|Hz|mol|Pa|bar|eV|L|l)|Å|°|°C|min|h|sin|cos|tan|exp|log|ln|rad|deg|in|ft|at|u)$"
)
_WORD = re.compile(r"[a-zäöüé]{4,}$")
_SHORT_WORD = re.compile(r"(?:^|[^A-Za-z])[A-Za-z]{1,3}$")
_ABBREVIATION = re.compile(r"[A-Z]{3,}[a-z]?$")


def bracketed(text: str) -> str:
    """The text with its raised citations in brackets.

    A raised number cites behind a word, an abbreviation or a stop; behind a unit, a number, a
    function or a lone letter it is a power. In doubt it stays raised.

    >>> bracketed("of garnets¹,³ was 10⁻⁴ S cm⁻¹ at 5 nm³.¹²⁻¹⁴")
    'of garnets[1, 3] was 10⁻⁴ S cm⁻¹ at 5 nm³.[12–14]'
    >>> bracketed("at 1.2 eV¹⁵,¹⁶ of LLZO¹² and Al³⁺ in cm², (x + 1)², ¹ First author")
    'at 1.2 eV[15, 16] of LLZO[12] and Al³⁺ in cm², (x + 1)², ¹ First author'
    """
    text = _RAISED_BRACKETS.sub(lambda match: _brackets(match.group(1)), text)
    parts: list[str] = []
    at = 0
    for match in _LIST.finditer(text):
        parts.append(text[at : match.start()])
        parts.append(_brackets(match.group()) if _cites(text[: match.start()], match.group()) else match.group())
        at = match.end()
    return "".join(parts) + text[at:] if parts else text


def _cites(before: str, raised: str) -> bool:
    if not before or before[-1].isspace():
        return False
    several = len(raised) > 1 and not raised.startswith("⁰")
    last = before[-1]
    if last in ".,;:”’":
        return not before[-2:-1].isdecimal() or last in ".;:”’" or several
    if last == ")":
        return several
    if _POWERED.search(before):
        # no unit is raised to the fifth power
        return not all(char in "¹²³⁴" for char in raised) or len(raised) > 1
    if _WORD.search(before) or _ABBREVIATION.search(before):
        return True
    # a short word, or a formula, with a number that is hardly a power
    return several and last.isalnum() and not last.isdecimal() and not (_SHORT_WORD.search(before) and len(before.rsplit(maxsplit=1)[-1]) < 2)


def _brackets(raised: str) -> str:
    return "[" + re.sub(r"\s?,\s?", ", ", re.sub(r"\s?[–-]\s?", "–", raised.translate(_DIGITS))) + "]"
