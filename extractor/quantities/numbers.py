"""Numbers as papers print them: decimals, powers of ten, uncertainties, lost superscripts."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

MINUS = "-−–‒‐‑"
#: Raised digits and signs to plain ones, for `str.translate`.
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")

_DECIMAL = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?: 000)+(?![\d.])|\d{1,3}(?:[\u2009\u202f\u00a0]\d{3})+(?!\d)|\d+(?:\.\d+)?|\.\d+)"
_EXPONENT = rf"(?P<exp{{n}}>\s?\^\s?(?:[{{{{(]\s?[{MINUS}+]?\s?\d{{{{1,2}}}}\s?[}}}})]|[{MINUS}+]?\s?\d{{{{1,2}}}})|[⁻⁺\ufffd]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{{{1,2}}}}|\s?[{MINUS}]\s?\d{{{{1,2}}}}(?!\d)|\d{{{{1,2}}}}(?!\d|\.\d))"
_TIMES = r"\s?[×x✕·⋅∙•*]\s?"
_UNCERTAINTY = rf"(?:\((?P<digits>\d{{1,2}})\)|\s?(?:±|\+\s?/?\s?[{MINUS}])\s?(?P<plusminus>{_DECIMAL})|\s?\[\s?\+\s?(?P<above>{_DECIMAL})\s?[,;/]?\s?[{MINUS}]\s?(?P<below>{_DECIMAL})\s?\])"

_NUMBER = re.compile(
    rf"(?=[{MINUS}\d.(])"  # most characters begin none
    rf"(?P<sign>(?<![\w)\]%°])(?<!\d\s)[{MINUS}](?=\d))?"
    rf"(?:"
    rf"\(\s?(?P<inner>{_DECIMAL})\s?(?:±|\+\s?/?\s?[{MINUS}])\s?(?P<inner_pm>{_DECIMAL})\s?\)(?:{_TIMES}10{_EXPONENT.format(n=1)})?"
    rf"|(?P<mantissa>{_DECIMAL})(?:{_UNCERTAINTY})?{_TIMES}10{_EXPONENT.format(n=2)}"
    rf"|(?P<float>{_DECIMAL})[eE](?P<exp3>[{MINUS}+]?\d{{1,2}})(?!\w|\.\d)"
    rf"|(?P<power>(?<![\d.,])10(?:\s?\^\s?(?:[{{(]\s?[{MINUS}]?\s?\d{{1,2}}\s?[}})]|[{MINUS}]?\s?\d{{1,2}})|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,2}}|[{MINUS}]\d{{1,2}}(?!\d|\.\d)))"
    rf"|(?P<plain>{_DECIMAL})(?:{_UNCERTAINTY.replace('digits', 'digits2').replace('plusminus', 'plusminus2').replace('above', 'above2').replace('below', 'below2')})?"
    rf")"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at [start, end) of a text.

    `power_dash` marks a bare power of ten written with a dash ("10-20"), which may be a range
    instead; `flattened` one whose exponent lost its superscript ("× 104").
    """

    start: int
    end: int
    value: float
    uncertainty: float | None = None
    exponent: int | None = None
    power_dash: tuple[float, float] | None = None
    flattened: bool = False


def _exponent(text: str) -> tuple[int, bool]:
    """The exponent, and whether its sign or place is only supposed.

    A sign that a broken font lost (U+FFFD) was a minus, as no paper raises a plus.
    """
    if "\ufffd" in text:
        return -int(text.replace("\ufffd", "").translate(SUPERSCRIPTS)), True
    flattened = text.strip().isdigit() and not any(c in "⁰¹²³⁴⁵⁶⁷⁸⁹" for c in text)
    text = re.sub(r"[\s^{}()]", "", text.translate(SUPERSCRIPTS))
    return int(re.sub(f"[{MINUS}]", "-", text)), flattened


def _decimal(text: str) -> float:
    return float(re.sub(r"[,\s]", "", text))


def _last_digits(mantissa: str, digits: str | None) -> float | None:
    """The uncertainty in parentheses counts in units of the last digit: 1.52(3) is ± 0.03."""
    if digits is None:
        return None
    decimals = len(mantissa.partition(".")[2])
    return int(digits) * float(10 ** -decimals)


def _uncertainty(part: dict[str, str | None], place: str) -> float | None:
    """As told behind the number; of one that differs upwards and downwards the larger."""
    if told := part[f"plusminus{place}"]:
        return _decimal(told)
    above, below = part[f"above{place}"], part[f"below{place}"]
    if above and below:
        return max(_decimal(above), _decimal(below))
    return _last_digits(part["plain" if place else "mantissa"] or "", part[f"digits{place}"])


def scaled(value: float, exponent: int) -> float:
    """The value times a power of ten, through decimals, so that 3.2 × 10−4 is the float 3.2e-4 and not a neighbour.

    >>> scaled(3.2, -4), scaled(0.00003, -4)
    (0.00032, 3e-09)
    """
    return float(Decimal(repr(value)).scaleb(exponent))


def number_from(match: re.Match[str]) -> Number:
    """The Number that a match of the number pattern stands for."""
    part = match.groupdict()
    sign = -1.0 if part["sign"] else 1.0
    exponent: int | None = None
    flattened = False
    uncertainty: float | None = None
    dash: tuple[float, float] | None = None
    if part["inner"]:
        exponent, flattened = _exponent(part["exp1"]) if part["exp1"] else (None, False)
        value, uncertainty = _decimal(part["inner"]), _decimal(part["inner_pm"])
    elif part["mantissa"]:
        exponent, flattened = _exponent(part["exp2"])
        value = _decimal(part["mantissa"])
        uncertainty = _uncertainty(part, "")
    elif part["float"]:
        exponent, _ = _exponent(part["exp3"])
        value = _decimal(part["float"])
    elif part["power"]:
        written = part["power"][2:]
        exponent, _ = _exponent(written)
        value = 1.0
        if written[0] in MINUS:
            dash = (10.0, float(abs(exponent)))
    else:
        value = _decimal(part["plain"])
        uncertainty = _uncertainty(part, "2")
    if exponent is not None:
        value = scaled(value, exponent)
        uncertainty = scaled(uncertainty, exponent) if uncertainty is not None else None
    return Number(match.start(), match.end(), sign * value, uncertainty, exponent, dash, flattened)


_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "eighteen": 18, "twenty": 20, "twenty-four": 24, "thirty": 30, "thirty-six": 36, "forty": 40, "forty-eight": 48, "sixty": 60, "seventy-two": 72, "ninety": 90,
}  # fmt: skip
#: Only before a unit of time: "one" and "two" are seldom numbers elsewhere.
_WORDED = re.compile(rf"(?<![\w-])({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?=[\s-](?:hours?|minutes?|mins?|days?|weeks?|seconds?)\b)", re.I)


_RUN = re.compile(r"[\w.]*")


def find_numbers(text: str) -> list[Number]:
    """All numbers of a text that are not part of a word, formula or longer number.

    >>> [n.value for n in find_numbers("from 1.5(3) × 10−5 to 2e-4 with Li7La3Zr2O12")]
    [1.5e-05, 0.0002]
    """
    return list(_numbers(text))


#: The tokens of a text and its quantities ask one after the other.
@lru_cache(16)
def _numbers(text: str) -> tuple[Number, ...]:
    numbers = []
    position = 0
    while match := _NUMBER.search(text, position):
        position = match.end()
        before = text[match.start() - 1] if match.start() else " "
        if before.isalpha() or before in "._)]" or before.isdigit():
            # inside a word, or the count of a formula's group, "(PO4)3": leave the whole run
            run = _RUN.match(text, match.start())
            position = max(position, run.end() if run else position)
            continue
        if before in MINUS and match.start() > 1 and text[match.start() - 2].isalpha() and len(match.group()) == 1:
            continue  # the exponent of a unit or the charge of an ion
        number = number_from(match)
        if math.isfinite(number.value) and math.isfinite(number.uncertainty or 0.0):  # not four hundred digits
            numbers.append(number)
    worded = [Number(m.start(), m.end(), float(_WORDS[m.group().lower()])) for m in _WORDED.finditer(text)]
    return tuple(sorted([*numbers, *worded], key=lambda number: number.start))
