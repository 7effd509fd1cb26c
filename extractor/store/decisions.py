"""Decisions of people on measurements: accept, edit, reject, skip; taken back by undo. They are only ever added."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any, Literal

from pint import DimensionalityError

from extractor.compounds.formula import reduced_formula
from extractor.compounds.link import CHOSEN_SCORE, candidates
from extractor.errors import UsageError
from extractor.extraction.values import si_values
from extractor.properties import load_properties
from extractor.quantities import find_quantities
from extractor.store.corrections import EDITABLE, SIDES, apply, extracted
from extractor.store.database import Store
from extractor.store.faults import explain
from extractor.store.runs import now

Decision = Literal["accept", "edit", "reject", "skip"]
COMPARATORS = ("=", "~", "<", ">", "<=", ">=")
#: What a decision keeps of the measurement that it was made on, so that it can be found again in a later reading.
_KEPT = (*EDITABLE, "unit", "raw", "evidence", "block", "value_start", "value_end", "confidence")


def decide(store: Store, measurement_id: str, decision: Decision, reviewer: str, *, changes: Mapping[str, Any] | None = None, reason: str = "") -> int:
    """Add a decision; returns its number. `changes` are the corrected fields of an edit, numbers in SI units.

    Raises UsageError for an unknown measurement, a field that cannot be corrected or a value that cannot be.
    """
    row = _row(store, measurement_id)
    changes = changes or {}
    # what another's edit said already is said again: a decision tells what is right, whoever was first
    said = {**row, **extracted(store.db.conn, measurement_id)} | ({} if "property" in changes else {"property": row["property"]})
    after = {**checked(said, changes), **checked(row, changes)}
    if (decision == "edit") != bool(changes):
        raise UsageError(f"{measurement_id}: an edit needs a changed field, and only an edit has one")
    if decision == "edit" and not after:
        decision = "accept"  # it was extracted so
    before = {name: row[name] for name in _KEPT}
    try:
        with store.transaction():
            cursor = store.db.conn.execute(
                "INSERT INTO reviews (measurement_id, paper_id, decision, reviewer, decided, before, after, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (measurement_id, row["paper_id"], decision, reviewer, now(), _json(before), _json(after), reason),
            )
            apply(store.db.conn, measurement_id)
    except sqlite3.Error as error:
        raise explain(store.path, error, f"the decision on {measurement_id} could not be stored") from None
    return int(cursor.lastrowid or 0)


def undo(store: Store, reviewer: str) -> dict[str, Any] | None:
    """Take back the reviewer's last decision that still stands; returns it, or None if there is none."""
    sql = """SELECT * FROM reviews r WHERE r.reviewer = ? AND r.decision != 'undo' AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = r.id)
             ORDER BY r.id DESC LIMIT 1"""
    with store.transaction():
        last = next(store.db.query(sql, (reviewer,)), None)
        if last is not None:
            store.db.conn.execute(
                "INSERT INTO reviews (measurement_id, paper_id, decision, reviewer, decided, undoes) VALUES (?, ?, 'undo', ?, ?, ?)",
                (last["measurement_id"], last["paper_id"], reviewer, now(), last["id"]),
            )
            apply(store.db.conn, last["measurement_id"])
    return last


def history(store: Store, measurement_id: str) -> list[dict[str, Any]]:
    """All decisions on a measurement, the first one first."""
    return list(store.db.query("SELECT * FROM reviews WHERE measurement_id = ? ORDER BY id", (measurement_id,)))


def checked(row: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that really change, each of its kind; the compound follows the material.

    Raises UsageError that names the field and what it may be.
    """
    declared = load_properties().get(changes.get("property") or row["property"])
    if declared is None:
        raise UsageError(f"property: {changes['property']!r} is none; there are {', '.join(load_properties())}")
    units = {"temperature": "K"}
    after = {name: value for name, text in changes.items() if (value := _typed(name, text, units.get(name, declared.unit))) != row[name]}
    if after.get("comparator", "=") not in COMPARATORS:
        raise UsageError(f"comparator: one of {' '.join(COMPARATORS)}")
    if after.get("temperature") is not None and after["temperature"] <= 0:
        raise UsageError("temperature: kelvin, above zero")
    for name in SIDES:
        if name in after and row["side_a"] is None:
            raise UsageError(f"{name}: this is no measurement of an interface")
        if name in after and after[name] is None and name != "interlayer":
            raise UsageError(f"{name}: an interface has two sides")
    merged = {**row, **after}
    if all(merged[name] is None for name in ("value", "word", "low", "high")):
        raise UsageError("value: a measurement needs a value, a word or a range")
    if row["side_a"] is not None:
        if row["material"] == _both(row) != _both(merged) and "material" not in after:
            after["material"] = _both(merged)
    elif "material" in after or "formula" in after:
        formula = after.get("formula") or (reduced_formula(after["material"]) if after.get("material") else None)
        best = next(iter(candidates(merged["material"] or "", formula)), None)
        after |= {"formula": formula, "compound_id": best.compound_id if best and best.score >= CHOSEN_SCORE else None}
    return after


def _both(row: Mapping[str, Any]) -> str:
    return f"{row['side_a']}/{row['side_b']}"


def _typed(name: str, value: Any, unit: str | None) -> Any:
    kind = EDITABLE.get(name)
    if kind is None:
        raise UsageError(f"{name}: cannot be corrected; what can is {', '.join(EDITABLE)}")
    if value is None or value == "":
        return None
    try:
        if kind is bool:
            return int({"true": 1, "yes": 1, "1": 1, "false": 0, "no": 0, "0": 0}[str(value).lower()])
        return _si(str(value), unit, is_difference=name == "uncertainty") if kind is float else kind(value)
    except (ValueError, KeyError):
        raise UsageError(f"{name}: {value!r} is no {'yes or no' if kind is bool else f'number in {unit}, and no quantity of that kind'}") from None


def _si(text: str, unit: str | None, *, is_difference: bool) -> float:
    """A number as it stands, or a quantity ("0.32 mS/cm", "25 °C") in the SI unit. Raises ValueError."""
    try:
        return float(text)
    except ValueError:
        found = find_quantities(text)
        if unit is None or len(found) != 1 or found[0].raw.strip() != text.strip():
            raise
        if is_difference and unit == "K" and found[0].pint_unit == "degC ** 1" and found[0].value is not None:
            return found[0].value  # five degrees more or less are five kelvin
        try:
            values = si_values(found[0], unit)
        except DimensionalityError:
            values = None
        if values is None or values.value is None:
            raise
        return values.value


def _row(store: Store, measurement_id: str) -> dict[str, Any]:
    row = next(store.db.query("SELECT * FROM measurement_view WHERE id = ?", (measurement_id,)), None)
    if row is None:
        raise UsageError(f"{measurement_id}: no such measurement in {store.path}; `kaimen review` and `kaimen show` print ids")
    return row


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)
