"""Properties of compounds from open tables, each with its source: what a model is told of a material besides its name.

The tables are made by corpora/handbook/make.py. SI units; what nobody tells is not there.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from scipy.constants import Avogadro, hbar, k

from extractor.compounds.features import ELEMENTS, atomic_fractions, charges, molar_mass
from extractor.compounds.formula import composition

_FILE = Path(__file__).parents[1] / "resources" / "handbook" / "compounds.csv.gz"
#: Computed (PBE) densities miss measured ones by a few per cent.
_SAME_DENSITY = 0.06
_SYSTEMS = {"triclinic": (1, 2), "monoclinic": (3, 15), "orthorhombic": (16, 74), "tetragonal": (75, 142), "trigonal": (143, 167), "rhombohedral": (143, 167), "hexagonal": (168, 194), "cubic": (195, 230)}  # fmt: skip
#: Space groups of structures that bear a name (International Tables for Crystallography A).
_STRUCTURES = {
    "wurtzite": 186, "zincblende": 216, "rutile": 136, "anatase": 141, "brookite": 61, "diamond": 227, "rocksalt": 225, "2H": 194, "4H": 186, "6H": 186, "3C": 216, "15R": 160,
}  # fmt: skip
#: Greek letters name another structure in each compound.
_NAMED = {("Al2O3", "alpha"): 167, ("Ga2O3", "beta"): 12, ("Ga2O3", "alpha"): 167, ("SiO2", "alpha"): 154, ("BN", "hexagonal"): 194, ("BN", "cubic"): 216, ("AgI", "beta"): 186, ("AgI", "alpha"): 229}
#: Forms whose density and stiffness are not those of the crystal.
_OTHER_FORMS = frozenset({"graphene", "nanotube", "fullerene", "phosphorene", "borophene", "stanene", "liquid"})


@dataclass(frozen=True, slots=True)
class Datum:
    """A value in SI units and where it comes from."""

    value: float
    source: str


#: What `properties` may tell, with its unit.
UNITS = {
    "molar_mass": "kg/mol", "density": "kg/m^3", "volume_per_atom": "m^3", "number_density": "1/m^3", "melting_point": "K", "molar_heat_capacity": "J/(mol K)", "volumetric_heat_capacity": "J/(m^3 K)",
    "enthalpy_of_formation": "J/mol", "binding_energy": "J/mol", "bulk_modulus": "Pa", "shear_modulus": "Pa", "longitudinal_sound": "m/s", "transverse_sound": "m/s", "debye_temperature": "K",
    "acoustic_impedance": "kg/(m^2 s)", "electronegativity": "1", "electronegativity_difference": "1", "ionic_potential": "1/m", "mean_atomic_number": "1",
}  # fmt: skip


@lru_cache(8192)
def properties(formula: str, phase: str | None = None) -> dict[str, Datum]:
    """What is known of a compound by its reduced formula and, if told, its phase ("alpha", "4H", "amorphous", "graphene").

    Heat capacities, enthalpies and binding energies are of a mole of atoms, at 298 K. A phase that is told is looked for; without one the
    structure is that of the Materials Project whose density agrees with the measured one, of several the one entered first (such
    are known from experiment). An empty mapping if the formula cannot be read.

    >>> found = properties("MgO")
    >>> round(found["debye_temperature"].value), found["bulk_modulus"].source
    (897, 'Materials Project mp-1265')
    """
    fractions = atomic_fractions(formula)
    if not fractions:
        return {}
    found = _of_composition(formula, fractions)
    if phase not in _OTHER_FORMS:
        atoms = sum(amount for _, amount in composition(formula) or ())
        told = _told(formula, phase)
        found |= {name: told[name] for name in ("density", "melting_point", "bulk_modulus", "shear_modulus", "volume_per_atom") if name in told}
        for name, per_unit in (("molar_heat_capacity", "heat_capacity"), ("enthalpy_of_formation", "enthalpy_of_formation")):
            if per_unit in told:
                found[name] = Datum(told[per_unit].value / atoms, told[per_unit].source)
        _derive(found, fractions, molar_mass(formula) / atoms)
    return {name: found[name] for name in UNITS if name in found}


def known_formulas() -> frozenset[str]:
    """Reduced formulas of all compounds that the tables tell something of."""
    return frozenset(_table())


def _of_composition(formula: str, fractions: dict[str, float]) -> dict[str, Datum]:
    found = {"molar_mass": Datum(molar_mass(formula), "periodictable")}
    pauling = {symbol: ELEMENTS[symbol].numbers["electronegativity"] for symbol in fractions if "electronegativity" in ELEMENTS[symbol].numbers}
    if len(pauling) == len(fractions):
        mean = sum(share * pauling[symbol] for symbol, share in fractions.items())
        found |= {"electronegativity": Datum(mean, "Pauling, mendeleev"), "electronegativity_difference": Datum(max(pauling.values()) - min(pauling.values()), "Pauling, mendeleev")}
    found["mean_atomic_number"] = Datum(sum(share * ELEMENTS[symbol].number for symbol, share in fractions.items()), "periodictable")
    potentials = [(share, charge / radius) for symbol, share, charge in charges(fractions) if charge > 0 and (radius := ELEMENTS[symbol].ionic_radius(charge))]
    if potentials:
        # charge number over Shannon's radius for six neighbours, mean over the cations
        found["ionic_potential"] = Datum(sum(share * potential for share, potential in potentials) / sum(share for share, _ in potentials) * 1e12, "Shannon 1976, mendeleev")
    return found


def _derive(found: dict[str, Datum], fractions: dict[str, float], mass_per_mole: float) -> None:
    """Adds to `found` what follows from it; `mass_per_mole` is of a mole of atoms, kg."""
    density = found.get("density")
    if density:
        number = density.value * Avogadro / mass_per_mole
        found["number_density"] = Datum(number, density.source)
        found.setdefault("volume_per_atom", Datum(1 / number, density.source))
        if "molar_heat_capacity" in found:
            heat = found["molar_heat_capacity"]
            found["volumetric_heat_capacity"] = Datum(heat.value / mass_per_mole * density.value, heat.source)
    if density and "bulk_modulus" in found and "shear_modulus" in found:
        bulk, shear = found["bulk_modulus"], found["shear_modulus"]
        source = f"from moduli: {bulk.source}"
        long, trans = math.sqrt((bulk.value + 4 / 3 * shear.value) / density.value), math.sqrt(shear.value / density.value)
        # O. L. Anderson, J. Phys. Chem. Solids 24, 909 (1963)
        mean = ((1 / long**3 + 2 / trans**3) / 3) ** (-1 / 3)
        debye = hbar / k * (6 * math.pi**2 * found["number_density"].value) ** (1 / 3) * mean
        found |= {"longitudinal_sound": Datum(long, source), "transverse_sound": Datum(trans, source), "debye_temperature": Datum(debye, source), "acoustic_impedance": Datum(density.value * long, source)}
    heats = [ELEMENTS[symbol].atomization_enthalpy for symbol in fractions]
    formation = found.get("enthalpy_of_formation")
    if formation and all(heat is not None for heat in heats):
        atoms = sum(share * (ELEMENTS[symbol].atomization_enthalpy or 0.0) for symbol, share in fractions.items())
        found["binding_energy"] = Datum(atoms - formation.value, f"atomization enthalpies, mendeleev; {formation.source}")


def _told(formula: str, phase: str | None) -> dict[str, Datum]:
    """Measured values of the compound, and those of one structure."""
    by_group = _table().get(formula, {})
    measured = _measured(by_group.get("", []), phase)
    if phase == "amorphous":
        glass = {name: Datum(value, source) for name, value, source in by_group.get("amorphous", ())}
        return {name: datum for name, datum in measured.items() if name in ("heat_capacity",)} | glass
    structure = _structure(by_group, _group(formula, phase), measured.get("density"))
    return {**structure, **measured}


def _measured(rows: list[tuple[str, float, str]], phase: str | None) -> dict[str, Datum]:
    """One value a property: of the phase that the source names, else what all sources agree on."""
    by_name = defaultdict(list)
    for name, value, source in rows:
        by_name[name].append((value, source))
    found = {}
    for name, values in by_name.items():
        named = [(value, source) for value, source in values if phase and re.search(rf"\b{re.escape(phase)}\b|\b{_letter(phase)}\b", source)]
        chosen = named or values
        low, high = min(value for value, _ in chosen), max(value for value, _ in chosen)
        if abs(high - low) <= _SAME_DENSITY * max(abs(high), abs(low)):
            found[name] = Datum(*chosen[0])
    return found


def _letter(phase: str) -> str:
    return {"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ"}.get(phase, re.escape(phase))


def _group(formula: str, phase: str | None) -> tuple[int, int] | None:
    """Range of space groups that a phase has."""
    if phase is None:
        return None
    number = _NAMED.get((formula, phase)) or _STRUCTURES.get(phase)
    return (number, number) if number else _SYSTEMS.get(phase, (0, 0))


def _structure(by_group: dict[str, list[tuple[str, float, str]]], group: tuple[int, int] | None, density: Datum | None) -> dict[str, Datum]:
    structures: dict[str, dict[str, Datum]] = defaultdict(dict)
    for number, rows in by_group.items():
        if number.isdigit() and (group is None or group[0] <= int(number) <= group[1]):
            for name, value, source in rows:
                structures[source][name] = Datum(value, source)
    if group is None and density:
        structures = {source: told for source, told in structures.items() if abs(told["density"].value / density.value - 1) <= _SAME_DENSITY}
    return structures[min(structures, key=_age)] if structures else {}


def _age(source: str) -> tuple[bool, int]:
    """Measured constants first, then the order in which the Materials Project took its structures up."""
    number = re.search(r"mp-(\d+)$", source)
    return (number is not None, int(number[1]) if number else 0)


@cache
def _table() -> dict[str, dict[str, list[tuple[str, float, str]]]]:
    """Rows by reduced formula and space group."""
    table: dict[str, dict[str, list[tuple[str, float, str]]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(_FILE, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            table[row["formula"]][row["space_group"]].append((row["property"], float(row["value"]), row["source"]))
    return table
