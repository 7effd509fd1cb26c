"""How much of chemical space has data: unary … quinary chemical systems by property, and classes of interfaces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations_with_replacement
from math import comb
from pathlib import Path

import pandas as pd
from periodictable import elements

from extractor.compounds.features import atomic_fractions
from extractor.compounds.formula import composition
from extractor.compounds.handbook import known_formulas
from extractor.compounds.registry import registry
from extractor.datasets.catalogue import dataset
from extractor.datasets.filters import Filters
from extractor.datasets.interface import MATERIAL_CLASSES
from extractor.store import Store

#: Hydrogen to bismuth without noble gases, technetium and promethium: what occurs in compounds that are not radioactive.
ELEMENT_SET = tuple(element.symbol for element in elements if 1 <= element.number <= 83 and element.symbol not in ("He", "Ne", "Ar", "Kr", "Xe", "Tc", "Pm"))
ARITIES = ("unary", "binary", "ternary", "quaternary", "quinary")
#: Any property at all.
ANY = "any property"
#: Columns of the li-conductivity table that tell a property.
_PROPERTIES = {
    "total_conductivity": "ionic_conductivity", "grain_conductivity": "grain_conductivity", "grain_boundary_conductivity": "grain_boundary_conductivity", "activation_energy": "activation_energy",
    "relative_density": "relative_density", "grain_size": "grain_size", "sintering_temperature": "sintering_temperature", "sintering_time": "sintering_time", "sintering_atmosphere": "sintering_atmosphere",
    "sintering_pressure": "sintering_pressure",
}  # fmt: skip
_SYMBOLS = frozenset(ELEMENT_SET)

System = frozenset[str]


def coverage(store: Store, filters: Filters | None = None, starters: Iterable[Path] = (), properties: Sequence[str] = ()) -> pd.DataFrame:
    """One row a property (and "any property") and number of elements.

    Columns: property, elements (1 … 5), systems (chemical systems with data), possible (all systems of the elements of ELEMENT_SET), share
    (systems / possible), known (systems of compounds that the registry or the handbook knows), known_systems (of these, with data), known_share.
    Of an interface each side counts as a material. Systems with other elements, or with more than five, are not counted.
    """
    told = materials(store, filters or Filters(), starters)
    told = told[told["property"].isin(properties)] if properties else told
    by_property = {str(name): {_system(formula) for formula in part["formula"]} for name, part in told.groupby("property")}
    if len(by_property) != 1:
        by_property[ANY] = set().union(*by_property.values())
    rows = []
    for name, systems in by_property.items():
        for arity in range(1, len(ARITIES) + 1):
            here = {system for system in systems if len(system) == arity}
            known, possible = known_systems()[arity], comb(len(ELEMENT_SET), arity)
            rows.append((name, arity, len(here), possible, len(here) / possible, len(known), len(here & known), len(here & known) / len(known)))
    return pd.DataFrame(rows, columns=["property", "elements", "systems", "possible", "share", "known", "known_systems", "known_share"])


def materials(store: Store, filters: Filters, starters: Iterable[Path] = ()) -> pd.DataFrame:
    """Reduced formulas by property for which there is a value, each once: property, formula."""
    where, parameters = filters.condition()
    sql = f"""
        SELECT DISTINCT property, formula FROM measurement_view WHERE {where} AND formula IS NOT NULL AND interface_id IS NULL
        UNION SELECT DISTINCT v.property, c.reduced_formula FROM measurement_view v JOIN interfaces i ON i.id = v.interface_id
        JOIN compounds c ON c.id IN (i.compound_a, i.compound_b) WHERE {where}"""
    parts = [pd.DataFrame(store.db.query(sql, parameters), columns=["property", "formula"])]
    if folders := list(starters):
        lithium = dataset(store, "li-conductivity", filters, folders).table
        read = lithium[lithium["origin"] != "extracted"]
        parts += [pd.DataFrame({"property": name, "formula": read["formula"][read[column].notna()]}) for column, name in _PROPERTIES.items()]
        contacts = dataset(store, "thermal-interface", filters, folders).table
        parts += [pd.DataFrame({"property": "interfacial_thermal_resistance", "formula": contacts[f"formula_{side}"][contacts["origin"] != "extracted"]}) for side in "ab"]
    return pd.concat(parts).dropna().drop_duplicates().sort_values(["property", "formula"], ignore_index=True)


def elements_of(told: pd.DataFrame) -> dict[str, int]:
    """How many different compounds of a table of `materials` hold each element."""
    return dict(Counter(symbol for formula in sorted(set(told["formula"])) for symbol in atomic_fractions(formula)))


def class_pairs(store: Store, filters: Filters | None = None, starters: Iterable[Path] = ()) -> pd.DataFrame:
    """Every pair of bonding classes of interfaces: class_a, class_b, pairs (of compounds with data), rows."""
    table = dataset(store, "thermal-interface", filters or Filters(), starters).table.dropna(subset=["class_a", "class_b"])
    classes = pd.DataFrame([sorted(pair) for pair in zip(table["class_a"], table["class_b"], strict=True)], columns=["class_a", "class_b"])
    classes["pair"] = [" | ".join(sorted(pair)) for pair in zip(table["formula_a"], table["formula_b"], strict=True)]
    counted = classes.groupby(["class_a", "class_b"])["pair"].agg(pairs="nunique", rows="size")
    every = pd.MultiIndex.from_tuples(combinations_with_replacement(sorted(MATERIAL_CLASSES), 2), names=["class_a", "class_b"])
    return counted.reindex(every, fill_value=0).reset_index()


@cache
def known_systems() -> dict[int, frozenset[System]]:
    """Chemical systems of the compounds that the registry or the handbook knows, by number of elements."""
    systems = {_system(formula) for formula in known_formulas() | {entry.formula for entry in registry().entries}}
    return {arity: frozenset(system for system in systems if len(system) == arity) for arity in range(1, len(ARITIES) + 1)}


def _system(formula: str) -> System:
    """Elements of a formula; none if one of them is not in the set."""
    symbols = frozenset(symbol for symbol, amount in composition(formula) or () if amount > 0)
    return symbols if symbols <= _SYMBOLS else frozenset()
