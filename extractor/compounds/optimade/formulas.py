"""Compositions as OPTIMADE writes and filters them."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from extractor.compounds.formula import composition

Amounts = tuple[tuple[str, float], ...]
#: Proportions beyond this are no formula that a database would hold.
MAX_PROPORTION = 10_000


def optimade_formula(formula: str) -> str | None:
    """Alphabetical elements with the smallest whole proportions; None where there are none.

    >>> optimade_formula("Li7La3Zr2O12"), optimade_formula("Ce0.8Gd0.2O1.9")
    ('La3Li7O12Zr2', 'Ce8Gd2O19')
    """
    amounts = composition(formula)
    if not amounts:
        return None
    # decimals of the paper, not of their binary form
    exact = {element: Fraction(f"{amount:.6f}") for element, amount in amounts}
    scale = lcm(*(amount.denominator for amount in exact.values()))
    whole = {element: int(amount * scale) for element, amount in exact.items()}
    divisor = gcd(*whole.values())
    if not divisor or 0 in whole.values() or max(whole.values()) // divisor > MAX_PROPORTION:
        return None
    return "".join(f"{element}{'' if n == divisor else n // divisor}" for element, n in sorted(whole.items()))


def same_formula_filter(formula: str) -> str | None:
    """Filter for structures of a formula; None where it has no whole proportions.

    >>> same_formula_filter("Al2O3")
    'chemical_formula_reduced="Al2O3"'
    """
    whole = optimade_formula(formula)
    return f'chemical_formula_reduced="{whole}"' if whole else None


def same_elements_filter(amounts: Amounts) -> str:
    """Filter for structures of just these elements.

    >>> same_elements_filter((("Li", 2.0), ("O", 1.0)))
    'elements HAS ALL "Li","O" AND nelements=2'
    """
    symbols = ",".join(f'"{element}"' for element in sorted(element for element, _ in amounts))
    return f"elements HAS ALL {symbols} AND nelements={len(amounts)}"


def likeness(one: Amounts, other: Amounts) -> float:
    """Share of atoms that two compositions have in common, from 0 to 1.

    >>> likeness((("Li", 2.0), ("O", 1.0)), (("Li", 4.0), ("O", 2.0)))
    1.0
    >>> round(likeness((("Ce", 1.0), ("O", 2.0)), (("Ce", 1.0), ("O", 1.0))), 3)
    0.833
    """
    a, b = (_fractions(amounts) for amounts in (one, other))
    return 1 - sum(abs(a.get(element, 0.0) - b.get(element, 0.0)) for element in a.keys() | b.keys()) / 2


def _fractions(amounts: Amounts) -> dict[str, float]:
    total = sum(amount for _, amount in amounts)
    return {element: amount / total for element, amount in amounts}
