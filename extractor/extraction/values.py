"""Quantities as read to values as stored: SI units, ranges in order, conductance to resistance."""

from __future__ import annotations

from typing import NamedTuple

from extractor.document import Block, Document
from extractor.quantities import Quantity, convert
from extractor.quantities.units import is_inverse
from extractor.records import Comparator, Source

#: What remains of the confidence in what was read from a picture.
OCR_COST = 0.7
_MIRRORED: dict[str, Comparator] = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class Values(NamedTuple):
    """What of a quantity goes into a record."""

    value: float | None
    low: float | None
    high: float | None
    uncertainty: float | None
    comparator: Comparator


def source_of(document: Document) -> Source:
    return Source(paper=document.paper_id, doi=document.metadata.doi, file=document.file)


def repairs_in(document: Document, block: Block, start: int, end: int) -> list[str]:
    """What the reader mended on the block's page, of the characters that stand in block[start:end]."""
    text = block.text[start:end]
    return [
        f"{mended.as_read!r} → {mended.repaired} in font {mended.font} (code {mended.code}): {mended.why}"
        for mended in document.repairs
        if block.page is not None and mended.page <= block.page and _standing(mended.repaired) & set(text)
    ]


def _standing(character: str) -> set[str]:
    """A sign and its raised form, as either may stand in the text."""
    return {character, {"−": "⁻", "+": "⁺"}.get(character, character)}


def si_values(quantity: Quantity, unit: str) -> Values | None:
    """Value, range, uncertainty and comparator in `unit`; None if a reciprocal does not exist.

    A conductance becomes its resistance: ends of a range change places, < becomes >, and the
    uncertainty keeps its relative size (first order).
    """
    inverse = is_inverse(quantity.pint_unit, unit)
    try:
        value = _si(quantity.value, quantity, unit)
        low, high = _si(quantity.low, quantity, unit), _si(quantity.high, quantity, unit)
    except ZeroDivisionError:
        return None
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    uncertainty = None
    if quantity.uncertainty is not None and quantity.value:
        if inverse and value is not None:
            uncertainty = abs(value * quantity.uncertainty / quantity.value)
        else:
            uncertainty = _rounded(convert(quantity.uncertainty, _difference(quantity.pint_unit), unit))
    comparator: Comparator = quantity.comparator  # type: ignore[assignment]
    return Values(value, low, high, uncertainty, _MIRRORED.get(comparator, comparator) if inverse else comparator)


def _difference(pint_unit: str) -> str:
    return "delta_degC ** 1" if pint_unit == "degC ** 1" else pint_unit


def _si(value: float | None, quantity: Quantity, unit: str) -> float | None:
    return None if value is None else _rounded(convert(value, quantity.pint_unit, unit))


def _rounded(value: float) -> float:
    """Twelve digits, so that 0.32 mS/cm is 0.032 S/m and not 0.031999999999999994."""
    return float(f"{value:.12g}")
