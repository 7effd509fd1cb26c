"""The thermal-interface table: one row an interface and condition, with descriptors of both sides."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from extractor.compounds.features import ELEMENTS, atomic_fractions
from extractor.compounds.handbook import UNITS, properties
from extractor.compounds.identity import Identity, compound_id, identify
from extractor.datasets.columns import ORIGIN, Column, handbook_columns
from extractor.datasets.filters import Filters, dictionaries, measurements
from extractor.quantities.units import ROOM_TEMPERATURE, UREG, parse_unit
from extractor.store import Store

#: What `material_class` tells.
MATERIAL_CLASSES = ("metal", "oxide", "nitride", "chalcogenide", "halide", "carbon", "semiconductor", "organic", "other")
COLUMNS: dict[str, Column] = {
    "id": ORIGIN["id"],
    "origin": ORIGIN["origin"],
    "resistance": Column("interfacial thermal resistance; the reciprocal of a reported conductance", "float", "m^2 K/W"),
    "low": Column("lower bound of the resistance", "float", "m^2 K/W"),
    "high": Column("upper bound of the resistance", "float", "m^2 K/W"),
    "uncertainty": Column("uncertainty of the resistance", "float", "m^2 K/W"),
    "comparator": Column("= ~ < > <= >=: what the paper says of the value"),
    "temperature": Column("temperature", "float", "K"),
    "temperature_assumed": Column("298.15 K stands for 'room temperature'", "boolean"),
    "side_a": Column("film or upper side, as told"),
    "side_b": Column("substrate or lower side, as told"),
    "compound_a": Column("compound of side a, e.g. Al2O3-alpha"),
    "compound_b": Column("compound of side b"),
    "formula_a": Column("reduced formula of side a"),
    "formula_b": Column("reduced formula of side b"),
    "phase_a": Column("polymorph or form of side a, if told"),
    "phase_b": Column("polymorph or form of side b, if told"),
    "class_a": Column(f"bonding class of side a: {', '.join(MATERIAL_CLASSES)}"),
    "class_b": Column("bonding class of side b"),
    "interlayer": Column("what lies between the sides, if told"),
    "making": Column("how the interface was made, if told"),
    "thickness": Column("thickness of the film, if told", "float", "m"),
    "method": Column("how the resistance was measured or calculated"),
    "simulated": Column("calculated, not measured", "boolean"),
    **{name: ORIGIN[name] for name in ("cited", "confidence", "reviewed", "doi", "title", "year", "paper", "source", "evidence")},
    **handbook_columns("a_"),
    **handbook_columns("b_"),
}
_RESISTANCE = UREG.Unit("m**2 * K / W")
#: Steps of a route that make an interface.
_MAKING = ("deposition", "bonding", "growth", "epitaxy", "coating", "evaporation", "sputtering")


def thermal_interface(store: Store, filters: Filters, starter: Path | None = None) -> pd.DataFrame:
    """The table of the store's interfaces; with `starter` (the folder corpora/interfaces) also of those that people read from abstracts."""
    parts = [_extracted(store, filters)]
    if starter is not None:
        parts.append(_starter(starter, filters))
    rows = [_described(row) for part in parts for row in part]
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(["origin", "id"], kind="stable", ignore_index=True)


def descriptor_sources(table: pd.DataFrame) -> pd.DataFrame:
    """Where each descriptor of a compound in the table comes from: compound, descriptor, value, unit, source."""
    sides = {(row[f"formula_{side}"], row[f"phase_{side}"]) for row in dictionaries(table) for side in "ab" if isinstance(row[f"formula_{side}"], str)}
    rows = [
        (formula, phase, name, datum.value, UNITS[name], datum.source)
        for formula, phase in sorted((formula, phase or "") for formula, phase in sides)
        for name, datum in properties(formula, phase or None).items()
    ]
    return pd.DataFrame(rows, columns=["formula", "phase", "descriptor", "value", "unit", "source"])


def _extracted(store: Store, filters: Filters) -> list[dict[str, Any]]:
    interfaces = {row["id"]: row for row in store.db.query("SELECT * FROM interfaces")}
    compounds = {row["id"]: row for row in store.db.query("SELECT id, reduced_formula, phase FROM compounds")}
    making = _making(store)
    rows = []
    for told in dictionaries(measurements(store, filters, ("interfacial_thermal_resistance",))):
        if told["interface_id"] is None:  # a person made it this property; nobody said between what
            continue
        interface, conditions = interfaces[told["interface_id"]], json.loads(told["conditions"])
        row = {
            "id": told["id"], "origin": "extracted", "resistance": told["value"], **{name: told[name] for name in ("low", "high", "uncertainty", "comparator", "temperature", "method", "doi", "title", "year", "evidence", "confidence")},
            "temperature_assumed": bool(conditions.get("temperature_assumed")), "interlayer": interface["interlayer"], "making": making.get(told["paper_id"]), "simulated": bool(told["simulated"]), "cited": bool(told["cited"]),
            "reviewed": told["state"] != "pending", "paper": told["paper_id"], "source": told["file"],
        }  # fmt: skip
        for side in "ab":
            compound = compounds.get(interface[f"compound_{side}"]) or {"id": None, "reduced_formula": None, "phase": None}
            row |= {f"side_{side}": interface[f"side_{side}"], f"compound_{side}": compound["id"], f"formula_{side}": compound["reduced_formula"], f"phase_{side}": compound["phase"]}
        rows.append(row)
    return rows


def _making(store: Store) -> dict[str, str]:
    """How a paper's films were made, where it tells one way only."""
    marks = ", ".join("?" * len(_MAKING))
    sql = f"SELECT paper_id, group_concat(DISTINCT COALESCE(method, operation)) AS ways FROM processing_steps WHERE operation IN ({marks}) GROUP BY paper_id HAVING count(DISTINCT COALESCE(method, operation)) = 1"
    return {row["paper_id"]: row["ways"] for row in store.db.query(sql, list(_MAKING))}


def _starter(folder: Path, filters: Filters) -> list[dict[str, Any]]:
    """Rows of interfaces.csv (its README tells the columns)."""
    rows, table = [], pd.read_csv(folder / "interfaces.csv")
    table["temperature"] = table["temperature"].mask(table["temperature_assumed"] == 1, ROOM_TEMPERATURE)
    for row in dictionaries(filters.keep(table)):
        row |= {"origin": "interfaces.csv", "paper": row["doi"] or row["url"], "source": "interfaces.csv", "evidence": row["quote"], "reviewed": True, "thickness": row["thickness_nm"] and row["thickness_nm"] * 1e-9}
        row |= {name: bool(row[name]) for name in ("simulated", "cited", "temperature_assumed")}
        row |= {"uncertainty": _uncertainty(row), "comparator": _comparator(row)}
        for side in "ab":
            identity = _side(row[f"side_{side}"], row[f"phase_{side}"])
            row |= {f"compound_{side}": compound_id(identity), f"formula_{side}": identity.formula, f"phase_{side}": identity.phase}
        rows.append(row)
    return rows


def _uncertainty(row: dict[str, Any]) -> float | None:
    """Of the resistance, m² K/W: the same share of it as of what is told; of unequal bounds ("+0.43/-1.15") the larger."""
    bounds = [abs(float(bound)) for bound in str(row["uncertainty"] or "").split("/") if bound]
    return row["resistance"] * max(bounds) / row["value"] if bounds else None


def _comparator(row: dict[str, Any]) -> str:
    """Of the resistance: less conductance is more resistance."""
    told = str(row["comparator"]).replace("≈", "~")
    inverted = UREG.Unit(parse_unit(row["unit"]) or "dimensionless").dimensionality != _RESISTANCE.dimensionality
    return {"<": ">", ">": "<"}.get(told, told) if inverted else told


#: Forms of which neither a name nor a formula tells: their properties are not the crystal's.
_FORMS = ("liquid", "phosphorene", "borophene", "stanene")


def _side(name: str, told: str | None) -> Identity:
    """What a side of a table is whose phase stands in a column of its own: a name by itself, a polytype, or the state of a compound.

    >>> [_side(name, told).phase for name, told in (("C", "graphene, functionalized"), ("Al2O3", "sapphire (0001)"), ("SiC", "4H (0001)"), ("H2O", "liquid"), ("Si", "(001)"))]
    ['graphene', 'alpha', '4H', 'liquid', None]
    """
    plain = identify(name)
    word = (told or "").partition(",")[0].partition(" ")[0]
    for mention in (f"{word} {name}", f"{word}-{name}", word) if word else ():
        found = identify(mention)
        if found.phase and found.formula and found.formula == plain.formula:
            return found
    return replace(plain, phase=word) if word in _FORMS else plain


def _described(row: dict[str, Any]) -> dict[str, Any]:
    for side in "ab":
        formula = row[f"formula_{side}"]
        row[f"class_{side}"] = material_class(formula) if formula else None
        if formula:
            row |= {f"{side}_{name}": datum.value for name, datum in properties(formula, row[f"phase_{side}"]).items()}
    return row


def material_class(formula: str) -> str:
    """Bonding class by composition.

    >>> [material_class(formula) for formula in ("Al", "TiN", "Al2O3", "MoS2", "C", "Si", "GaAs", "NaCl", "CH4", "H2O")]
    ['metal', 'nitride', 'oxide', 'chalcogenide', 'carbon', 'semiconductor', 'semiconductor', 'halide', 'organic', 'oxide']
    """
    elements = set(atomic_fractions(formula))
    if elements and all(ELEMENTS[symbol].is_metal for symbol in elements):
        return "metal"
    if elements == {"C"}:
        return "carbon"
    if {"C", "H"} <= elements:
        return "organic"
    for name, anions in (("halide", {"F", "Cl", "Br", "I"}), ("oxide", {"O"}), ("nitride", {"N"}), ("chalcogenide", {"S", "Se", "Te"})):
        if elements & anions:
            return name
    return "semiconductor" if elements & {"Si", "Ge", "P", "As", "Sb", "B"} else "other"
