"""The li-conductivity table: one row a sample of a lithium electrolyte, with its route, its structure and its conductivities."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from extractor.compounds.features import composition_features
from extractor.compounds.formula import composition, reduced_formula
from extractor.compounds.registry import registry
from extractor.datasets.columns import ORIGIN, Column
from extractor.datasets.dois import dois
from extractor.datasets.filters import Filters, dictionaries, measurements
from extractor.datasets.structures import COLUMNS as STRUCTURE
from extractor.datasets.structures import obelix_structures
from extractor.quantities.units import ROOM_TEMPERATURE
from extractor.store import Store

#: Columns of a sample, by property; conductivities and activation energies have their temperature beside them.
_VALUES = {
    "relative_density": "relative_density", "grain_size": "grain_size", "ionic_conductivity": "total_conductivity", "grain_conductivity": "grain_conductivity",
    "grain_boundary_conductivity": "grain_boundary_conductivity", "activation_energy": "activation_energy",
}  # fmt: skip
CONDUCTIVITIES = ("total_conductivity", "grain_conductivity", "grain_boundary_conductivity")

_SAMPLE = {
    "id": ORIGIN["id"],
    "origin": ORIGIN["origin"],
    "material": Column("the material as told"),
    "label": Column("the sample's label in its paper"),
    "formula": Column("reduced formula of the sample; of the host, where dopants are told without amounts"),
    "exact": Column("whether the formula is the sample's own, not its host's", "boolean"),
    "compound": Column("compound, e.g. Li7La3Zr2O12-cubic"),
    "dopants": Column("dopants, parted by blanks"),
    "additives": Column("additives with amounts"),
    "family": Column("structure family as OBELiX or LiIonDatabase names it"),
    "phase": Column("polymorph, if told"),
    "sintering_temperature": Column("temperature of the last densifying step", "float", "K"),
    "sintering_time": Column("time at that temperature", "float", "s"),
    "sintering_atmosphere": Column("atmosphere of that step"),
    "sintering_pressure": Column("pressure of that step", "float", "Pa"),
    "sintering_method": Column("method of that step"),
    "relative_density": Column("density relative to that of the perfect crystal", "float", "1"),
    "grain_size": Column("grain size", "float", "m"),
    "total_conductivity": Column("total ionic conductivity", "float", "S/m"),
    "total_conductivity_temperature": Column("its temperature", "float", "K"),
    "grain_conductivity": Column("conductivity of the grains", "float", "S/m"),
    "grain_conductivity_temperature": Column("its temperature", "float", "K"),
    "grain_boundary_conductivity": Column("conductivity of the grain boundaries", "float", "S/m"),
    "grain_boundary_conductivity_temperature": Column("its temperature", "float", "K"),
    "grain_boundary_derived": Column("the grain-boundary value is 1 / (1/total − 1/grain), both at one temperature", "boolean"),
    "activation_energy": Column("activation energy of conduction", "float", "J"),
    **{name: ORIGIN[name] for name in ("confidence", "reviewed", "doi", "title", "year", "paper", "source")},
}
_STRUCTURE = {name: Column(meaning, "float", unit) for name, (unit, meaning) in STRUCTURE.items()}


def columns(table: pd.DataFrame) -> dict[str, Column]:
    """The dictionary of a table: its element fractions and composition features depend on its rows."""
    found = {**_SAMPLE, **_STRUCTURE}
    for name in table.columns:
        if name.startswith("x_"):
            found[name] = Column(f"share of {name[2:]} among the atoms", "float", "1")
        elif name not in found:
            found[name] = Column("statistic over the elements, weighted by share (Ward et al. 2016)", "float")
    return found


def li_conductivity(store: Store, filters: Filters, starters: Iterable[Path] = ()) -> pd.DataFrame:
    """The table of the store's samples with lithium and a conductivity; `starters` are folders with OBELiX (and LiIonDatabase) or samples.csv."""
    folders = list(starters)
    obelix = next((folder for folder in folders if (folder / "obelix.csv").exists()), None)
    structures = obelix_structures(obelix) if obelix else {}
    rows = list(_extracted(store, filters))
    for folder in folders:
        rows += [*_obelix(folder), *_liion(folder), *_samples(folder)]
    kept = filters.keep(pd.DataFrame([row for row in rows if _is_electrolyte(row)], columns=list(_SAMPLE)).assign(temperature=_temperature))
    described = [_described(row, structures) for row in dictionaries(kept.drop(columns="temperature"))]
    table = pd.DataFrame(described, columns=[*_SAMPLE, *_STRUCTURE, *sorted({name for row in described for name in row} - _SAMPLE.keys() - _STRUCTURE.keys(), key=_last)])
    shares = [name for name in table.columns if name.startswith("x_")]
    table[shares] = table[shares].fillna(0.0)
    return table.sort_values(["origin", "id"], kind="stable", ignore_index=True)


def _last(name: str) -> tuple[bool, str]:
    return (not name.startswith("x_"), name)


def _temperature(frame: pd.DataFrame) -> pd.Series:
    return frame[[f"{name}_temperature" for name in CONDUCTIVITIES]].astype(float).bfill(axis=1).iloc[:, 0]


def _is_electrolyte(row: dict[str, Any]) -> bool:
    told = any(_number(row.get(name)) for name in CONDUCTIVITIES)
    return told and bool(row["formula"]) and "Li" in dict(composition(row["formula"]) or ())


def _number(value: object) -> bool:
    return isinstance(value, float) and not isnan(value)


def _extracted(store: Store, filters: Filters) -> Iterator[dict[str, Any]]:
    told = measurements(store, filters, tuple(_VALUES))
    told = told[told["value"].notna()].set_index("id")
    owners = pd.DataFrame(store.db.query("SELECT sample_id, measurement_id FROM sample_measurements ORDER BY sample_id, measurement_id"), columns=["sample_id", "measurement_id"])
    owned = owners.join(told, on="measurement_id", how="inner")
    owned["away"] = (owned["temperature"].astype(float) - ROOM_TEMPERATURE).abs()
    # of several values of one property the one nearest to room temperature, of those the surest
    chosen = owned.sort_values(["sample_id", "away", "confidence", "measurement_id"], ascending=[True, True, False, True]).drop_duplicates(["sample_id", "property"])
    by_sample = {sample: dictionaries(part) for sample, part in chosen.groupby("sample_id")}
    for sample in store.db.query("SELECT * FROM sample_view ORDER BY id"):
        values = by_sample.get(sample["id"])
        if not values:
            continue
        exact = sample["formula"] is not None
        compound = sample["compound_id"] or sample["host_id"]
        row = {
            "id": sample["id"], "origin": "extracted", "material": sample["material"], "label": sample["label"], "formula": sample["formula"] or _formula_of(store, sample["host_id"]), "exact": exact, "compound": compound,
            "dopants": " ".join(json.loads(sample["dopants"])) or None, "additives": _additives(sample["additives"]), "phase": sample["phase"], **{name: sample[name] for name in _SAMPLE if name.startswith("sintering_")},
            "confidence": min(value["confidence"] for value in values), "reviewed": all(value["state"] != "pending" for value in values), "doi": sample["doi"], "title": sample["title"], "year": sample["year"],
            "paper": sample["paper_id"], "source": values[0]["file"], "grain_boundary_derived": False,
        }  # fmt: skip
        for value in values:
            name = _VALUES[value["property"]]
            row[name] = value["value"]
            if name in CONDUCTIVITIES:
                row[f"{name}_temperature"] = value["temperature"]
        yield _with_boundary(row)


def _formula_of(store: Store, compound: str | None) -> str | None:
    row = next(store.db.query("SELECT reduced_formula FROM compounds WHERE id = ?", (compound,)), None)
    return row["reduced_formula"] if row else None


def _additives(told: str) -> str | None:
    return ", ".join(" ".join(str(part) for part in (additive.values() if isinstance(additive, dict) else [additive]) if part) for additive in json.loads(told)) or None


def _with_boundary(row: dict[str, Any]) -> dict[str, Any]:
    """Grains and boundaries are in series (the brick-layer model): 1/total = 1/grain + 1/boundary, the boundary's as it appears."""
    total, grain = row.get("total_conductivity"), row.get("grain_conductivity")
    same = row.get("total_conductivity_temperature") == row.get("grain_conductivity_temperature") is not None
    if row.get("grain_boundary_conductivity") is None and total is not None and grain is not None and same and 0 < total < grain:
        row |= {"grain_boundary_conductivity": 1 / (1 / total - 1 / grain), "grain_boundary_conductivity_temperature": row["total_conductivity_temperature"], "grain_boundary_derived": True}
    return row


def _obelix(folder: Path) -> Iterator[dict[str, Any]]:
    """OBELiX (Therrien et al. 2025): conductivities at room temperature, S/cm."""
    if not (folder / "obelix.csv").exists():
        return
    for row in dictionaries(pd.read_csv(folder / "obelix.csv")):
        formula = reduced_formula(row["Reduced Composition"])
        total, grain = (float(row[name]) * 100 if row[name] is not None else None for name in ("IC (Total)", "IC (Bulk)"))
        told = _float(row["Ionic conductivity (S cm-1)"])
        if told is not None and total is None and grain is None:
            total = told * 100
        yield _with_boundary({
            "id": f"OBELiX {row['ID']}", "origin": "OBELiX", "material": row["Reduced Composition"], "formula": formula, "exact": True, "compound": formula, "family": _text(row["Family"]),
            "total_conductivity": total, "total_conductivity_temperature": ROOM_TEMPERATURE if total else None, "grain_conductivity": grain, "grain_conductivity_temperature": ROOM_TEMPERATURE if grain else None,
            "reviewed": True, "doi": _doi(row["DOI"]), "paper": _text(row["DOI"]) or f"OBELiX {row['ID']}", "source": "obelix.csv", "grain_boundary_derived": False,
        })  # fmt: skip


def _liion(folder: Path) -> Iterator[dict[str, Any]]:
    """LiIonDatabase (Hargreaves et al. 2023): conductivities at their temperature in °C, S/cm."""
    if not (folder / "LiIonDatabase.csv").exists():
        return
    table = pd.read_csv(folder / "LiIonDatabase.csv", encoding="utf-8-sig")
    again = table.groupby("ID").cumcount()  # it has one number twice
    table["ID"] = table["ID"].astype(str) + again.map(lambda number: f"-{number + 1}" if number else "")
    for row in dictionaries(table):
        formula = reduced_formula(row["composition"])
        value = _float(row["target"])
        yield {
            "id": f"LiIonDatabase {row['ID']}", "origin": "LiIonDatabase", "material": row["composition"], "formula": formula, "exact": True, "compound": formula, "family": _text(row["family"]),
            "total_conductivity": value * 100 if value else None, "total_conductivity_temperature": round(row["temperature"] + 273.15, 2), "reviewed": True, "doi": _doi(row["source"]),
            "paper": _text(row["source"]) or f"LiIonDatabase {row['ID']}", "source": "LiIonDatabase.csv", "grain_boundary_derived": False,
        }  # fmt: skip


def _samples(folder: Path) -> Iterator[dict[str, Any]]:
    """Samples that people read from abstracts (samples.csv; its README tells the columns)."""
    if not (folder / "samples.csv").exists():
        return
    table = pd.read_csv(folder / "samples.csv")
    names = {
        "sintering_temperature": "sintering_temperature_k", "sintering_time": "sintering_time_s", "sintering_atmosphere": "sintering_atmosphere", "sintering_pressure": "sintering_pressure_pa", "sintering_method": "sintering_method",
        "relative_density": "relative_density", "grain_size": "grain_size_m", "total_conductivity": "total_conductivity", "grain_conductivity": "grain_conductivity",
        "grain_boundary_conductivity": "grain_boundary_conductivity", "activation_energy": "activation_energy_j", "phase": "phase", "dopants": "dopants", "additives": "additives", "doi": "doi", "title": "title", "year": "year",
    }  # fmt: skip
    for row in dictionaries(table):
        formula = reduced_formula(row["formula"]) if row["formula"] else None
        found = {name: row[column] for name, column in names.items()}
        found |= {f"{name}_temperature": row["temperature_k"] for name in CONDUCTIVITIES if row[name] is not None}
        yield _with_boundary({
            "id": f"samples.csv {row['id']}", "origin": "samples.csv", "material": row["material"], "formula": formula, "exact": formula is not None, "compound": formula, **found, "reviewed": True,
            "paper": row["doi"] or row["url"], "source": "samples.csv", "grain_boundary_derived": False,
        })  # fmt: skip


def _float(text: object) -> float | None:
    """OBELiX writes "<1E-10" where a sample conducts less than could be measured: no value."""
    try:
        value = float(str(text))
    except ValueError:
        return None
    return value if value > 0 else None  # also not for NaN


def _doi(value: object) -> str | None:
    """A cell with a DOI, or with several; other references are no DOI."""
    text = _text(value)
    return text if dois(text) else None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _described(row: dict[str, Any], structures: dict[str, dict[str, float]]) -> dict[str, Any]:
    amounts = dict(composition(row["formula"]) or ())
    total = sum(amounts.values())
    row |= {f"x_{symbol}": amount / total for symbol, amount in amounts.items()} | composition_features(row["formula"])
    if row["exact"]:
        row |= _structure(row, structures)
    return row


def _structure(row: dict[str, Any], structures: dict[str, dict[str, float]]) -> dict[str, float]:
    """Of OBELiX's structures the row's own, else that of its composition and polymorph, where there is one only."""
    own = structures.get(row["id"].removeprefix("OBELiX "))
    if own is not None or not structures:
        return own or {}
    entry = registry().get(row["compound"] or "")
    entries = [entry] if entry else registry().by_formula(row["formula"])
    known = {ident.id for found in entries for ident in found.ids if ident.scheme == "OBELiX CIF"} & structures.keys()
    return structures[known.pop()] if len(known) == 1 else {}
