"""Quantities in running text: numbers with units, ranges, lists with one unit, comparators."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractor.quantities.numbers import Number, find_numbers, scaled
from extractor.quantities.units import ParsedUnit, convert, dimensionality, unit_at

_BEFORE_UNIT = re.compile(r"[\s\u00a0]?[-\u2011]?[\s\u00a0]?")
_RANGE = re.compile(r"^\s?(?:[-−–—‒‐‑~∼]|to|through)\s?$")
_LIST = re.compile(r"^\s?(?:,\s?(?:(?:and|or)(?:\sat)?)?|(?:and|or)(?:\sat)?|/|;|&|,?\s?as well as)\s?$")
_COMPARATORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (symbol, re.compile(rf"(?:{words})\s*$", re.I))
    for symbol, words in (
        ("~", r"[~∼≈≃≅]|\b(?:ca\.?|c\.|circa|about|approximately|approx\.?|around|nearly|almost|roughly|close to|of the order of|on the order of|in the order of|typically)"),
        (">=", r"[≥⩾]|\b(?:at least|no(?:t)? less than|not lower than|minimum(?: of)?)"),
        ("<=", r"[≤⩽]|\b(?:at most|no(?:t)? more than|not exceeding|maximum of)"),
        ("<", r"<|\b(?:less than|lower than|smaller than|below)"),
        (">", r">|\b(?:more than|higher than|greater than|larger than|above|over|exceeding|exceeds?|better than|beyond)"),
    )
)
#: How far before a number words are looked at (characters).
WINDOW = 32
#: A number after one of these counts something else than the list that follows.
_NOT_A_MEMBER = re.compile(r"(?:Figs?\.?|Figures?|Tables?|Refs?\.?|Eqs?\.?|Sections?|Steps?|[Ss]amples?|\b[xyznδ]\s?=|\[)\s?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value, or a range, with its unit, at [start, end) of a text.

    `value` is None for a range; `group` numbers the members of one list with one unit;
    `unit_text` is the unit as written, also for members that share it.
    """

    start: int
    end: int
    value: float | None
    pint_unit: str
    unit_text: str
    number_text: str
    low: float | None = None
    high: float | None = None
    uncertainty: float | None = None
    comparator: str = "="
    group: int = 0
    flags: tuple[str, ...] = ()

    @property
    def raw(self) -> str:
        """As written; a list member is given with the unit that it shares."""
        return f"{self.number_text} {self.unit_text}".strip()

    @property
    def dimensionality(self) -> str:
        return dimensionality(self.pint_unit)


@dataclass(slots=True)
class _Item:
    numbers: list[Number]  # one, or the two ends of a range


def _unit_after(text: str, position: int) -> ParsedUnit | None:
    blank = _BEFORE_UNIT.match(text, position)
    return unit_at(text, blank.end() if blank else position)


def _prefers_power(pint_unit: str) -> bool:
    """Whether "10-5 UNIT" is more likely a power of ten than a range."""
    plain = ("meter ** 1", "second ** 1", "pascal ** 1", "joule ** 1", "bar ** 1", "ampere ** 1", "gram ** 1")
    return " * " in pint_unit or pint_unit in plain or any(name in pint_unit for name in ("siemens", "ohm", "torr", "atmosphere", "millibar"))


def _settle_power(number: Number, pint_unit: str) -> list[Number]:
    if number.power_dash is None or (_prefers_power(pint_unit) and number.power_dash[1] <= 20):
        return [number]
    low, high = number.power_dash
    middle = number.start + 2
    return [Number(number.start, middle, low), Number(middle + 1, number.end, high)]


def _settle_items(text: str, items: list[_Item]) -> list[_Item]:
    """"between A and B" is a range; "rises from A to B" is two values."""
    settled: list[_Item] = []
    for item in items:
        numbers = item.numbers
        if len(numbers) == 2 and re.search(r"to\s?$", text[numbers[0].end : numbers[1].start]) and _is_change(text, numbers[0].start, numbers[0].value, numbers[1].value):
            settled.extend(_Item([number]) for number in numbers)
        else:
            settled.append(item)
    if len(settled) == 2 and all(len(item.numbers) == 1 for item in settled):
        first, second = settled[0].numbers[0], settled[1].numbers[0]
        before = text[max(0, first.start - WINDOW) : first.start]
        between = re.search(r"\bbetween\s(?:[~∼≈]|about\s|ca\.\s|approximately\s)?$", before)
        if between and re.fullmatch(r"\sand\s", text[first.end : second.start]):
            return [_Item([first, second])]
    return settled


def _counting_something_else(text: str, numbers: list[Number]) -> list[bool]:
    """Which numbers, or ones that they are listed with, number a figure, a variable or a year."""
    marks: list[bool] = []
    for index, number in enumerate(numbers):
        before = text[max(0, number.start - WINDOW) : number.start]
        own = bool(_NOT_A_MEMBER.search(before)) or (
            number.value in range(1900, 2100) and bool(re.search(r"\b(?:in|since|by|of|until)\s$", before))
        )
        # a power of ten is no further value of a variable
        inherits = index > 0 and number.exponent is None and marks[-1] and _LIST.match(text[numbers[index - 1].end : number.start])
        marks.append(own or bool(inherits))
    return marks


#: The amount x of a dopant has no unit, so "from 3 S/cm for x = 0 to 6 S/cm" is no range from 0 to 6.
_DOPING = re.compile(r"\b[xyzδ]\s?[=≈]\s?$")


def _run(text: str, numbers: list[Number], foreign: list[bool], first: int) -> tuple[list[_Item], ParsedUnit | None, int]:
    """Members of a list or range that share the unit after the last; and the index to go on with.

    Where no unit follows, no later member can find one either, so all are passed over.
    """
    items = [_Item([numbers[first]])]
    index = first
    while True:
        unit = _unit_after(text, numbers[index].end)
        if unit is not None or index + 1 >= len(numbers):
            return items, unit, index + 1
        between = text[numbers[index].end : numbers[index + 1].start]
        following = numbers[index + 1]
        is_amount = bool(_DOPING.search(text[max(0, numbers[index].start - WINDOW) : numbers[index].start]))
        if (_RANGE.match(between) and not is_amount) or (not between and following.value < 0):
            items[-1].numbers.append(replace(following, value=abs(following.value)) if not between else following)
            if len(items[-1].numbers) > 2:
                return items, None, first + 1
        elif _LIST.match(between) and not foreign[index]:
            items.append(_Item([following]))
        else:
            return items, None, index + 1
        index += 1


def find_quantities(text: str) -> list[Quantity]:
    """All numbers with units, in order; lists and ranges share the unit that closes them.

    >>> [(q.value, q.raw) for q in find_quantities("at 900, 1000 and 1100 °C for 12 h")]
    [(900.0, '900 °C'), (1000.0, '1000 °C'), (1100.0, '1100 °C'), (12.0, '12 h')]
    >>> q = find_quantities("2.2 × 10−3–4 × 10−3 S·cm−1")[0]; (q.low, q.high)
    (0.0022, 0.004)
    """
    numbers = find_numbers(text)
    foreign = _counting_something_else(text, numbers)
    found: list[Quantity] = []
    index = group = 0
    while index < len(numbers):
        items, unit, following = _run(text, numbers, foreign, index)
        if unit is None:
            index = following
            continue
        group += 1
        last = items[-1].numbers[-1]
        items = _settle_items(text, items)
        for item in items:
            ends = [part for number in item.numbers for part in _settle_power(number, unit.pint_unit)]
            is_last = item is items[-1]
            end = unit.end if is_last else item.numbers[-1].end
            found.append(_quantity(text, ends, unit, end, group, last))
        index = following
        while index < len(numbers) and numbers[index].start < unit.end:
            index += 1  # digits of the unit itself
    return _group_lists(text, _join_unit_ranges(text, found))


_CHANGES = re.compile(r"\b(?:increas|decreas|improv|enhanc|reduc|drop|fall|fell|rise|rose|rais|chang|grow|grew|go|goes|went|lower|shift|vari|surg|soar|jump|climb|declin|diminish|elevat|boost|promot|accelerat|upgrad|augment|tun|evolv)\w*\b[^.;]{0,60}\bfrom\s(?:[~∼≈]|about\s|ca\.\s)?$", re.I)


def _is_change(text: str, start: int, first: float, last: float) -> bool:
    """"rises from A to B" tells two values, "from A to B" a range (unless it runs downwards)."""
    before = text[max(0, start - 90) : start]
    return bool(_CHANGES.search(before)) or (bool(re.search(r"\bfrom\s$", before)) and first > last)


def _quantity(text: str, ends: list[Number], unit: ParsedUnit, end: int, group: int, last: Number) -> Quantity:
    start = ends[0].start
    flags: tuple[str, ...] = ("flattened_exponent",) if any(n.flattened for n in ends) else ()
    number_text = text[start : ends[-1].end]
    comparator = _comparator(text, start)
    if comparator == ">" and dimensionality(unit.pint_unit) == "[time]" and re.search(r"\bover\s$", text[max(0, start - WINDOW) : start]):
        comparator = "="  # "over 24 h" is a duration
    if len(ends) == 2:
        low, high = ends[0].value, ends[1].value
        if ends[0].exponent is None and ends[1].exponent is not None:
            shared = scaled(low, ends[1].exponent)
            low = shared if shared <= high else low
        low, high = min(low, high), max(low, high)
        return Quantity(start, end, None, unit.pint_unit, unit.text, number_text, low, high, comparator=comparator, group=group, flags=flags)
    number = ends[0]
    value, uncertainty = number.value, number.uncertainty
    if number is not last and number.exponent is None and last.exponent is not None and 1 <= abs(value) < 10 and last.start - number.end < 12:
        # "1.2 and 3.4 × 10−4 S/cm": the power of ten may belong to both, or to the last alone
        flags += ("shared_exponent",)
        value = scaled(value, last.exponent)
        uncertainty = None
    return Quantity(start, end, value, unit.pint_unit, unit.text, number_text, uncertainty=uncertainty, comparator=comparator, group=group, flags=flags)


def _comparator(text: str, start: int) -> str:
    before = text[max(0, start - 32) : start].rstrip("( ")
    for symbol, pattern in _COMPARATORS:
        if pattern.search(before):
            return symbol
    return "="


def _group_lists(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """"92.5%, 91.6% and 95.1%" is one list although each member has its unit."""
    grouped: list[Quantity] = []
    for quantity in quantities:
        previous = grouped[-1] if grouped else None
        if (
            previous is not None and previous.group != quantity.group and previous.dimensionality == quantity.dimensionality
            and _LIST.match(text[previous.end : quantity.start])
        ):
            quantity = replace(quantity, group=previous.group)
        grouped.append(quantity)
    return grouped


def _in_unit(quantity: Quantity, pint_unit: str) -> float:
    assert quantity.value is not None
    return quantity.value if quantity.pint_unit == pint_unit else float(f"{convert(quantity.value, quantity.pint_unit, pint_unit):.12g}")


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    """"10 nm–20 nm", "from 25 nm to 3 μm", "between 93% and 99%": both ends with their unit."""
    if first.dimensionality != second.dimensionality or first.value is None or second.value is None:
        return False
    between = text[first.end : second.start]
    dash = re.fullmatch(r"\s?[-−–—‒‐‑]\s?", between)
    words = re.fullmatch(r"\sto\s", between) and not _is_change(text, first.start, first.value, _in_unit(second, first.pint_unit))
    spanned = re.fullmatch(r"\sand\s", between) and re.search(r"\bbetween\s$", text[max(0, first.start - WINDOW) : first.start])
    return bool(dash or words or spanned) and first.value < _in_unit(second, first.pint_unit)


def _join_unit_ranges(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """"10 nm–20 nm" is one range although both ends have a unit."""
    joined: list[Quantity] = []
    for quantity in quantities:
        previous = joined[-1] if joined else None
        if (
            previous is not None and previous.value is not None and quantity.value is not None
            and previous.group != quantity.group and _is_range(text, previous, quantity)
        ):
            joined[-1] = replace(
                previous, end=quantity.end, value=None, low=previous.value, high=_in_unit(quantity, previous.pint_unit),
                number_text=text[previous.start : quantity.start] + quantity.number_text, unit_text=quantity.unit_text, uncertainty=None,
            )
        else:
            joined.append(quantity)
    return joined
