"""Powers of ten and logarithms in a table's headers: "σ (10−4 S cm−1)", "10^4 σ (S/cm)", "σ (S/cm) × 10^4", "log σ"."""

from __future__ import annotations

import math
import re

from extractor.quantities.numbers import SUPERSCRIPTS

_POWER = r"(?:10\s?\^?\s?|1[eE])([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[-−–]\s?\d{1,2}|\d{1,2}(?!\d))"
_SCALE = re.compile(rf"[×x*·]?\s?{_POWER}")
#: Between a power of ten and the unit: only the symbol of the quantity.
_OUTSIDE = re.compile(r"\s?[×x*·]?\)?\s?(?:[σGRκ]\w*\s?)?[(\[/,]\s?")
_BEHIND = re.compile(rf"\s?[)\]]?\s?[×x*·]\s?{_POWER}")
_LOG = re.compile(r"([-−–]\s?)?\b(?:(log(?:10)?|lg|(?:(?:decadic|decimal|common)\s)?logarithms?\sof(?:\sthe)?(?:\s\w+){0,2})|ln)\s*[\[(]?\s*(?:[σGR]|conductiv)", re.I)


def scale(before: str, after: str = "") -> float:
    """What a header's numbers are multiplied by, from what stands before its unit and behind it.

    In "σ (10−4 S cm−1)" the power belongs to the unit; in "10^4 σ (S cm−1)" and "σ (S cm−1) × 10^4" the
    values were multiplied by it, and papers that write "σ × 10−4 (S cm−1)" mean the same as the first.
    """
    match = next(iter(reversed(list(_SCALE.finditer(before)))), None)
    if match is not None:
        exponent = _exponent(match.group(1))
        if len(before) - match.end() <= 3 and not re.search(r"[(\[/)]", before[match.end() :]):
            return float(f"1e{exponent}")
        if _OUTSIDE.fullmatch(before[match.end() :]):
            return float(f"1e{-abs(exponent)}")
    behind = _BEHIND.match(after)
    return float(f"1e{-abs(_exponent(behind.group(1)))}") if behind else 1.0


def logarithm(header: str) -> float:
    """By what a cell is multiplied to be the decimal logarithm of the value; 0 where it is the value itself."""
    match = _LOG.search(header)
    if match is None:
        return 0.0
    return (1.0 if match.group(2) else 1 / math.log(10)) * (-1 if match.group(1) else 1)


def _exponent(written: str) -> int:
    return int(re.sub("[−–]", "-", written.translate(SUPERSCRIPTS)).replace(" ", ""))
