"""Texts of papers and numbers for a terminal. Imports nothing that takes long, for the commands that share it."""

from __future__ import annotations

import re

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def printable(text: str, *, lines: bool = False) -> str:
    """A paper's text made safe for a terminal, of the same length: no escape codes, no marks of direction; on one line unless `lines`.

    >>> printable("a\\x1b[31mb\\nc")
    'a�[31mb c'
    """
    if lines:
        return _UNSAFE.sub(lambda found: found.group() if found.group() in "\n\t" else "\ufffd", text)
    return _UNSAFE.sub(lambda found: " " if found.group() in "\t\n\r\u2028\u2029" else "\ufffd", text)


def number(value: float, times: str = "×") -> str:
    """Four digits; a power of ten where the number is very small or large.

    >>> number(0.000974), number(0.000974, " × "), number(1373.15), number(42800.0)
    ('9.74×10⁻⁴', '9.74 × 10⁻⁴', '1373', '42800')
    """
    if value == 0 or 1e-2 <= abs(value) < 1e5:
        return f"{float(f'{value:.4g}'):g}"
    mantissa, _, exponent = f"{value:.3e}".partition("e")
    return f"{float(mantissa):g}{times}10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
