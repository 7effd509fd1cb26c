"""What a composition alone tells: shares of elements, their charges, and statistics of their properties.

The statistics are those of L. Ward et al., npj Comput. Mater. 2, 16028 (2016) ("Magpie"), over the columns of elements.csv.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import periodictable

from extractor.compounds.formula import composition

_FILE = Path(__file__).parents[1] / "resources" / "handbook" / "elements.csv"
#: Charges of elements that are anions in what they form with more electropositive ones.
_ANIONS = {"F": -1, "Cl": -1, "Br": -1, "I": -1, "O": -2, "S": -2, "Se": -2, "Te": -2, "N": -3, "P": -3, "As": -3}
_NUMBERS = (
    "number", "group", "period", "mendeleev_number", "electronegativity", "covalent_radius_pm", "electron_affinity_ev", "ionization_energy_ev",
    "valence_electrons", "melting_point_k", "molar_volume_cm3",
)  # fmt: skip
_METALS = frozenset({"Alkali metals", "Alkaline earth metals", "Poor metals", "Transition metals", "Lanthanides", "Actinides"})


@dataclass(frozen=True)
class Element:
    """An element of the table; `numbers` are its columns of numbers, without those that nobody knows."""

    symbol: str
    number: int
    is_metal: bool
    oxidation_states: tuple[int, ...]
    #: J per mole of atoms
    atomization_enthalpy: float | None
    numbers: Mapping[str, float]
    _radii: Mapping[int, float]

    def ionic_radius(self, charge: float) -> float | None:
        """Shannon's radius in pm for six neighbours, of the charge nearest to this one; None if no charge of that sign is tabulated."""
        known = [state for state in self._radii if state * charge > 0]
        return self._radii[min(known, key=lambda state: abs(state - charge))] if known else None


def _read() -> dict[str, Element]:
    found = {}
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            radii = dict(part.split(":") for part in row["ionic_radii_pm"].split())
            heat = row["atomization_enthalpy_kj_per_mol"]
            found[row["symbol"]] = Element(
                row["symbol"], int(row["number"]), row["series"] in _METALS, tuple(map(int, row["oxidation_states"].split())), float(heat) * 1000 if heat else None,
                {name: float(row[name]) for name in _NUMBERS if row[name]}, {int(charge): float(radius) for charge, radius in radii.items()},
            )  # fmt: skip
    return found


ELEMENTS = _read()


@lru_cache(8192)
def _fractions(formula: str) -> tuple[tuple[str, float], ...]:
    amounts = composition(formula) or ()
    total = sum(amount for _, amount in amounts)
    return tuple((symbol, amount / total) for symbol, amount in amounts if symbol in ELEMENTS and amount > 0) if total else ()


def atomic_fractions(formula: str) -> dict[str, float]:
    """Shares of the elements, which sum to 1; empty for what is no formula, or has an element beyond curium.

    >>> atomic_fractions("Li2O")
    {'Li': 0.6666666666666666, 'O': 0.3333333333333333}
    """
    return dict(_fractions(formula))


def molar_mass(formula: str) -> float:
    """Mass of a mole of formula units, kg/mol; deuterium and the like as the natural element."""
    return float(sum(amount * getattr(periodictable, symbol).mass for symbol, amount in composition(formula) or ())) / 1000


def charges(fractions: Mapping[str, float]) -> list[tuple[str, float, float]]:
    """Element, share and formal charge: anions have theirs, and one cation, or all by their common states scaled to neutrality, balance them.

    Empty for metals and elements, where formal charges mean nothing.

    >>> charges(atomic_fractions("TiO2"))[0]
    ('Ti', 0.3333333333333333, 4.0)
    """
    metals = {symbol for symbol in fractions if ELEMENTS[symbol].is_metal}
    anions = {symbol: charge for symbol, charge in _ANIONS.items() if symbol in fractions}
    if "O" in anions or any(symbol in anions for symbol in ("F", "S")):
        # beside a stronger anion these are cations: phosphates, sulfates, nitrates, tellurates
        strongest = next(symbol for symbol in ("F", "O", "S") if symbol in anions)
        weaker = {"F": (), "O": ("S", "Se", "Te", "N", "P", "As"), "S": ("P", "As", "Se", "Te")}[strongest]
        anions = {symbol: charge for symbol, charge in anions.items() if symbol not in weaker}
    cations = [symbol for symbol in fractions if symbol not in anions]
    if not anions or not cations or (not metals and "O" not in anions):
        return []
    negative = sum(fractions[symbol] * charge for symbol, charge in anions.items())
    common = {symbol: max((state for state in ELEMENTS[symbol].oxidation_states if state > 0), default=0) for symbol in cations}
    positive = sum(fractions[symbol] * charge for symbol, charge in common.items())
    if not positive:
        return []
    scale = -negative / positive
    told = [(symbol, share, round(common[symbol] * scale, 9)) for symbol, share in fractions.items() if symbol in common]
    return [*told, *((symbol, fractions[symbol], float(charge)) for symbol, charge in anions.items())]


def composition_features(formula: str) -> dict[str, float]:
    """Statistics over the elements: mean, mean deviation, minimum, maximum and range of each property, weighted by share, and `n_elements`.

    A property that is unknown of an element of the compound is left out.
    """
    fractions = atomic_fractions(formula)
    found: dict[str, float] = {"n_elements": float(len(fractions))} if fractions else {}
    for name in _NUMBERS:
        values = [(share, ELEMENTS[symbol].numbers[name]) for symbol, share in fractions.items() if name in ELEMENTS[symbol].numbers]
        if len(values) != len(fractions) or not values:
            continue
        mean = sum(share * value for share, value in values)
        low, high = min(value for _, value in values), max(value for _, value in values)
        found |= {
            f"{name}_mean": mean, f"{name}_deviation": sum(share * abs(value - mean) for share, value in values),
            f"{name}_min": low, f"{name}_max": high, f"{name}_range": high - low,
        }  # fmt: skip
    return found
