"""Signs that a converter from PDF to text did not know, and wrote as something else or left out."""

from __future__ import annotations

import re

#: What stands for "×" or "−": control characters, letters of private fonts, signs of another code page.
_ODD = "[\x01-\x08\x0e-\x1f\x94´¥©£\uf0d7⫻\U00100000-\U001000ff]"
_REPAIRS = [
    # "10¹4 S cm¹1", "Ti1.6¹xGex", "Ti2 255)x": no superscript stands before a digit of the line
    (re.compile(r"(?<=\w)(?:¹|\s?\\?255\))(?=\s?[\dxyz])"), "−"),
    # "cm\x001"
    (re.compile("(?<=[A-Za-z]) ?[\x00-\x08\x0e-\x1f](?=[1-4](?![0-9]))"), "−"),
    # "3\x02 10   1 S/cm": both signs; nothing solid conducts 30 S/cm by its ions
    (re.compile(rf"(?<=\d)\s?{_ODD}\s?10\s{{1,3}}(\d{{1,2}})(?=\s?[SΩ])"), r" × 10−\1"),
    (re.compile(rf"(?<=\d)\s?{_ODD}\s?(?=10\s?[-−–⁻^]\s?\d)"), " × "),
    # "1.42 9 10-4"
    (re.compile(r"(?<=\d\.\d)(\d{0,2}) 9 (?=10\s?[-−–⁻]\s?\d{1,2}(?!\d))"), r"\1 × "),
    # "Li1⋅3Al0⋅3Ti1⋅7P3O12"
    (re.compile(r"(?<=[A-Za-z]\d)⋅(?=\d{1,3}(?:[A-Z](?!2O)|\())"), "."),
    # "0.24 S/cm at 300C", but not "at 200 C rate"
    (re.compile(r"(?<=\b(?:at|to|of)\s)(1[5-9]\d|[2-9]\d\d|1\d\d\d)\s?C(?![\w-])(?!\s(?:rate|cycl))"), r"\1 °C"),
    (re.compile("[\x00-\x08\x0e-\x1f]"), " "),
]
#: What a text has that any of these can mend.
_SUSPECT = re.compile(rf"{_ODD}|[\x00¹⋅]|255\)|\d 9 10|\d\s?C\b")
#: Hyphens that keep a line together, or are just the named one: "room‐temperature", "PVDF‐HFP".
_HYPHENS = str.maketrans("‐‑", "--")


def restored(text: str) -> str:
    """The text with the signs that were surely meant.

    >>> restored("2.8 © 10¹4 S cm¹1 at 300C")
    '2.8 × 10−4 S cm−1 at 300 °C'
    """
    for pattern, sign in _REPAIRS if _SUSPECT.search(text) else ():
        text = pattern.sub(sign, text)
    return text.translate(_HYPHENS)


def is_damaged(text: str) -> bool:
    """Whether signs of a text were restored, hyphens aside."""
    return restored(text) != text.translate(_HYPHENS)
