"""What the columns say is so: descriptors with their sources, structures of known crystals, grains and boundaries in series."""

from __future__ import annotations

import pandas as pd
import pytest

from corpora import loaders
from extractor.datasets import dataset
from extractor.datasets.conductivity import _with_boundary
from extractor.datasets.structures import obelix_structures, structure_features
from extractor.quantities.units import UREG, parse_unit
from extractor.store import Store
from tests.datasets.conftest import STARTERS
from tests.helpers import CORPORA

STRUCTURES = obelix_structures(CORPORA / "obelix")
OBELIX = pd.read_csv(CORPORA / "obelix" / "obelix.csv").set_index("ID")


def test_every_descriptor_has_a_source(store: Store) -> None:
    found = dataset(store, "thermal-interface", None, STARTERS["thermal-interface"])
    sources = {(row.formula, row.phase, row.descriptor): row for row in found.beside["descriptors"].itertuples()}
    assert not found.beside["descriptors"].duplicated(["formula", "phase", "descriptor"]).any()
    checked = 0
    for row in found.table.to_dict("records"):
        for side in "ab":
            for name in [str(name) for name in row if str(name).startswith(f"{side}_")]:
                if pd.notna(row[name]):
                    phase = row[f"phase_{side}"] if isinstance(row[f"phase_{side}"], str) else ""
                    told = sources[row[f"formula_{side}"], phase, name[2:]]
                    assert (told.value, bool(told.source), told.unit) == (row[name], True, found.columns[name].unit)
                    checked += 1
    assert checked > 20 * len(found.table) / 2


def test_uncertainty_and_comparator_of_read_interfaces_are_those_of_the_resistance(store: Store) -> None:
    told = loaders.interfaces()
    table = dataset(store, "thermal-interface", None, STARTERS["thermal-interface"]).table
    table = table[table["origin"] == "interfaces.csv"].set_index("id")
    for name, row in told.iterrows():
        unit = UREG.Unit(parse_unit(row["unit"]) or "")
        if pd.isna(row["uncertainty"]):
            assert pd.isna(table["uncertainty"][name])
        elif "/" not in str(row["uncertainty"]):
            quantity = UREG.Quantity(float(row["uncertainty"]) / row["value"], unit)
            assert table["uncertainty"][name] == pytest.approx(quantity.magnitude * row["resistance"])
        inverted = unit.dimensionality != UREG.Unit("m**2*K/W").dimensionality
        assert table["comparator"][name] == {("<", True): ">", (">", True): "<", ("≈", True): "~", ("≈", False): "~"}.get((row["comparator"], inverted), row["comparator"])


#: Formula, structure family, range of anions around lithium, range of the distance to them (Å): from the papers of the structures.
CRYSTALS = [
    ("Li3PO4", None, (3.9, 4.1), (1.9, 2.05)),
    ("Li10GeP2S12", "LGPS", (3.9, 6.1), (2.3, 2.8)),
    ("Li3YCl6", None, (5.5, 6.1), (2.4, 2.8)),
    ("Li7La3Zr2O12", "garnet", (3.9, 6.1), (1.8, 2.4)),
]


@pytest.mark.parametrize(("formula", "family", "coordination", "distance"), CRYSTALS, ids=[case[0] for case in CRYSTALS])
def test_structures_of_known_crystals(formula: str, family: str | None, coordination: tuple[float, float], distance: tuple[float, float]) -> None:
    rows = OBELIX[(OBELIX["Reduced Composition"] == formula) & OBELIX.index.isin(list(STRUCTURES))]
    assert len(rows) > 0
    for name in rows.index:
        found = STRUCTURES[name]
        assert coordination[0] <= found["li_coordination"] <= coordination[1], name
        assert distance[0] <= found["li_anion_distance"] <= distance[1], name


def test_lithium_in_the_wide_cage_of_a_perovskite_has_twelve_neighbours() -> None:
    perovskites = [name for name in OBELIX.index[OBELIX["Family"].str.contains("erovskite", na=False)] if name in STRUCTURES and STRUCTURES[name].get("space_group") == 221 and "Anti" not in OBELIX["Family"][name]]
    assert perovskites
    assert any(STRUCTURES[name]["li_coordination"] == pytest.approx(12, abs=0.5) for name in perovskites)


def test_cells_and_space_groups_are_those_that_obelix_tells() -> None:
    both = OBELIX.loc[OBELIX.index.isin(list(STRUCTURES))]
    volumes = [STRUCTURES[name]["cell_volume"] > 0 for name in both.index]
    assert len(both) > 200
    assert all(volumes)
    same = [STRUCTURES[name].get("space_group") == row["Space group #"] for name, row in both.iterrows()]
    assert sum(same) / len(same) > 0.9


@pytest.mark.parametrize("text", ["", "no cif", "data_x\n_cell_length_a 1\n", "data_a\ndata_b\n"])
def test_what_is_no_structure(text: str) -> None:
    try:
        assert structure_features(text) == {}
    except ValueError as error:
        assert str(error).startswith("no CIF")


@pytest.mark.parametrize(
    ("told", "boundary"),
    [
        ({"total_conductivity": 1.0, "grain_conductivity": 2.0, "total_conductivity_temperature": 298.15, "grain_conductivity_temperature": 298.15}, 2.0),
        ({"total_conductivity": 1.0, "grain_conductivity": 5.0, "total_conductivity_temperature": 298.15, "grain_conductivity_temperature": 298.15}, 1.25),
        ({"total_conductivity": 1.0, "grain_conductivity": 2.0, "total_conductivity_temperature": 298.15, "grain_conductivity_temperature": 300.0}, None),
        ({"total_conductivity": 1.0, "grain_conductivity": 2.0, "total_conductivity_temperature": None, "grain_conductivity_temperature": None}, None),
        ({"total_conductivity": 2.0, "grain_conductivity": 2.0, "total_conductivity_temperature": 298.15, "grain_conductivity_temperature": 298.15}, None),
        ({"total_conductivity": 3.0, "grain_conductivity": 2.0, "total_conductivity_temperature": 298.15, "grain_conductivity_temperature": 298.15}, None),
        ({"total_conductivity": 1.0, "total_conductivity_temperature": 298.15}, None),
    ],
)
def test_boundaries_are_in_series_with_grains(told: dict[str, float | None], boundary: float | None) -> None:
    row = _with_boundary({**told, "grain_boundary_derived": False})
    assert row.get("grain_boundary_conductivity") == (None if boundary is None else pytest.approx(boundary))
    assert row["grain_boundary_derived"] is (boundary is not None)


def test_a_boundary_that_is_told_stays() -> None:
    row = _with_boundary({"total_conductivity": 1.0, "grain_conductivity": 2.0, "grain_boundary_conductivity": 9.0, "total_conductivity_temperature": 298.15, "grain_conductivity_temperature": 298.15, "grain_boundary_derived": False})
    assert (row["grain_boundary_conductivity"], row["grain_boundary_derived"]) == (9.0, False)


def test_shares_of_elements_sum_to_one_and_origins_are_told(store: Store) -> None:
    table = dataset(store, "li-conductivity", None, STARTERS["li-conductivity"]).table
    assert set(table["origin"]) == {"extracted", "OBELiX", "LiIonDatabase", "samples.csv"}
    assert table.filter(regex="^x_").sum(axis="columns").to_numpy() == pytest.approx(1.0)
    assert (table["x_Li"] > 0).all()
    assert table["id"].is_unique
