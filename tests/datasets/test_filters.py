"""Each filter alone; rejected values never come, corrected ones come as corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from extractor.datasets import Filters, dataset
from extractor.store import Store
from extractor.store.decisions import decide
from extractor.store.queries import find_measurements
from tests.datasets.conftest import STARTERS

Row = dict[str, Any]
#: What each filter lets through of the stored measurements.
PASSES: list[tuple[Filters, Callable[[Row], bool]]] = [
    (Filters(), lambda row: True),
    (Filters(reviewed=True), lambda row: row["state"] in ("accept", "edit")),
    (Filters(min_confidence=0.9), lambda row: row["confidence"] >= 0.9 or row["state"] in ("accept", "edit")),
    (Filters(measured=True), lambda row: not row["simulated"]),
    (Filters(own=True), lambda row: not row["cited"]),
    (Filters(min_temperature=299.0), lambda row: row["temperature"] is not None and row["temperature"] >= 299.0),
    (Filters(max_temperature=299.0), lambda row: row["temperature"] is not None and row["temperature"] <= 299.0),
    (Filters(measured=True, own=True, min_temperature=290.0, max_temperature=310.0), lambda row: not row["simulated"] and not row["cited"] and 290 <= (row["temperature"] or 0) <= 310),
]
GROUPS = ("conductivity", "interfacial_thermal_resistance")


@pytest.fixture
def decided(own_store: Store) -> Store:
    """The least certain record of each property accepted, the next rejected."""
    for name in ("ionic_conductivity", "interfacial_thermal_resistance", "relative_density"):
        first, second = (row["id"] for row in find_measurements(own_store, where="property = :p", parameters={"p": name}, order="confidence, id", limit=2))
        decide(own_store, first, "accept", "ann")
        decide(own_store, second, "reject", "ann")
    return own_store


@pytest.mark.parametrize(("filters", "passes"), PASSES, ids=[str(sorted(filters.told())) for filters, _ in PASSES])
@pytest.mark.parametrize("name", GROUPS)
def test_a_filter_takes_what_it_says(name: str, filters: Filters, passes: Callable[[Row], bool], decided: Store) -> None:
    where = "property LIKE '%conductivity' OR property = 'activation_energy'" if name == "conductivity" else "property = 'interfacial_thermal_resistance'"
    every = [row for row in find_measurements(decided, where=where) if row["state"] != "reject"]
    expected = [row for row in every if passes(row)]
    assert expected or filters.reviewed
    assert filters == Filters() or len(expected) < len(every) or filters.measured
    found = dataset(decided, name, filters).table
    assert sorted(found["raw"]) == sorted(row["raw"] for row in expected)
    if name != "conductivity":
        assert sorted(dataset(decided, "thermal-interface", filters).table["id"]) == sorted(row["id"] for row in expected)


def test_filters_choose_among_simulated_and_cited_rows_of_starters(store: Store) -> None:
    def starter(filters: Filters) -> pd.DataFrame:
        table = dataset(store, "thermal-interface", filters, STARTERS["thermal-interface"]).table
        return table[table["origin"] == "interfaces.csv"]

    every, measured, cold = starter(Filters()), starter(Filters(measured=True)), starter(Filters(max_temperature=299.0))
    assert 0 < len(measured) < len(every)
    assert not measured["simulated"].any()
    assert 0 < len(cold) < len(every)
    assert (cold["temperature"] <= 299).all()
    assert (every["temperature"][every["temperature_assumed"].astype(bool)] == 298.15).all()


@pytest.mark.parametrize("name", ["all", "ionic_conductivity", "li-conductivity", "thermal-interface"])
def test_rejected_values_never_come(name: str, own_store: Store) -> None:
    assert len(dataset(own_store, name).table) > 0
    for (key,) in own_store.db.execute("SELECT id FROM measurements").fetchall():
        decide(own_store, key, "reject", "ann")
    for filters in (Filters(), Filters(reviewed=True), Filters(min_confidence=0.0)):
        assert dataset(own_store, name, filters).table.empty


def test_an_edited_value_comes_as_corrected(own_store: Store) -> None:
    (row,) = find_measurements(own_store, where="file = 'garnet.txt' AND property = 'ionic_conductivity'")
    decide(own_store, row["id"], "edit", "ann", changes={"value": "0.5 mS/cm", "temperature": "60 °C"})
    told = dataset(own_store, "ionic_conductivity", Filters(reviewed=True)).table
    assert (told["value"].tolist(), told["temperature"].tolist()) == ([pytest.approx(0.05)], [pytest.approx(333.15)])
    (sample,) = dataset(own_store, "li-conductivity", Filters(reviewed=True)).table.to_dict("records")
    assert (sample["total_conductivity"], sample["total_conductivity_temperature"], sample["reviewed"]) == (pytest.approx(0.05), pytest.approx(333.15), True)


def test_an_edited_interface_comes_as_corrected(own_store: Store) -> None:
    (row,) = find_measurements(own_store, where="property = 'interfacial_thermal_resistance' AND value IS NOT NULL", limit=1)
    decide(own_store, row["id"], "edit", "ann", changes={"value": "7e-9 m^2 K/W"})
    table = dataset(own_store, "thermal-interface").table.set_index("id")
    assert table["resistance"][row["id"]] == pytest.approx(7e-9)
    assert table["reviewed"][row["id"]]
