"""The handbook against values that are known from elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compounds.features import ELEMENTS, atomic_fractions, charges, composition_features, molar_mass
from extractor.compounds.handbook import UNITS, properties

#: Kittel, Introduction to Solid State Physics, 8th ed., chapter 5 table 1 (elements); Swartz and Pohl, Rev. Mod. Phys. 61, 605 (1989) and data sheets (others).
DEBYE = [
    ("Al", None, 428), ("Au", None, 165), ("Cu", None, 343), ("Ni", None, 450), ("Pt", None, 240), ("W", None, 400), ("Bi", None, 119), ("Si", None, 645), ("Ge", None, 374), ("C", "diamond", 2230),
    ("Al2O3", "alpha", 1047), ("MgO", None, 946), ("GaN", None, 600), ("SiC", "4H", 1200), ("AlN", None, 950),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "phase", "debye"), DEBYE)
def test_debye_temperatures_of_well_known_solids(formula, phase, debye):
    assert properties(formula, phase)["debye_temperature"].value == pytest.approx(debye, rel=0.15)


@pytest.mark.parametrize(
    ("formula", "phase", "name", "value"),
    [
        ("Al2O3", "alpha", "density", 3980), ("SiO2", "amorphous", "density", 2200), ("Au", None, "melting_point", 1337.3), ("MgO", None, "bulk_modulus", 160e9), ("Al", None, "volumetric_heat_capacity", 2.42e6),
        ("Si", None, "binding_energy", 450e3), ("NaCl", None, "binding_energy", 320e3), ("C", "diamond", "longitudinal_sound", 18000), ("Al2O3", None, "molar_mass", 0.10196),
        ("TiO2", "rutile", "density", 4200), ("TiO2", "anatase", "density", 3800), ("BN", "hexagonal", "volume_per_atom", 9.0e-30), ("Al2O3", None, "ionic_potential", 3 / 53.5e-12),
    ],
)  # fmt: skip
def test_properties(formula, phase, name, value):
    assert properties(formula, phase)[name].value == pytest.approx(value, rel=0.12)


def test_what_nobody_tells_is_missing():
    assert "density" not in properties("C", "graphene")
    assert "bulk_modulus" not in properties("SiO2", "beta")  # no such structure is named
    assert properties("Nonsense") == {}
    assert all(datum.source for formula in ("Al", "GaN", "Li7La3Zr2O12") for datum in properties(formula).values())


@pytest.mark.parametrize(
    ("formula", "expected"),
    [("TiO2", {"Ti": 4, "O": -2}), ("Li3PO4", {"Li": 1, "P": 5, "O": -2}), ("LiTi2(PO4)3", {"Li": 1, "Ti": 4, "P": 5, "O": -2}), ("GaN", {"Ga": 3, "N": -3}), ("Li2S", {"Li": 1, "S": -2}), ("Al", {}), ("SiC", {})],
)
def test_charges(formula, expected):
    assert {symbol: pytest.approx(charge, abs=0.01) for symbol, _, charge in charges(atomic_fractions(formula))} == expected


@given(st.dictionaries(st.sampled_from(sorted(set(ELEMENTS) - {"H", "He"})), st.integers(1, 30), min_size=1, max_size=5))
def test_features_of_any_composition(amounts):
    formula = "".join(f"{symbol}{amount}" for symbol, amount in amounts.items())
    fractions, features = atomic_fractions(formula), composition_features(formula)
    assert sum(fractions.values()) == pytest.approx(1)
    assert features["n_elements"] == len(amounts)
    for name, value in features.items():
        if name.endswith("_mean"):
            stem = name.removesuffix("_mean")
            assert features[f"{stem}_min"] - 1e-9 <= value <= features[f"{stem}_max"] + 1e-9
            assert features[f"{stem}_range"] >= features[f"{stem}_deviation"] - 1e-9
    neutral = charges(fractions)
    assert sum(share * charge for _, share, charge in neutral) == pytest.approx(0, abs=1e-6)
    assert molar_mass(formula) > 0
    assert set(properties(formula)) <= set(UNITS)
