"""Mismatch models: limits and symmetries that physics demands, and published figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from extractor.compounds.handbook import properties
from extractor.studies.mismatch import Solids, acoustic_mismatch, couplings, diffuse_mismatch, heat_integral

MODELS = (acoustic_mismatch, diffuse_mismatch)
#: Density, longitudinal and transverse sound, atoms a volume; Poisson's ratio between 0 and 0.45.
solid = st.builds(
    lambda density, long, ratio, number: (density, long, long * ratio, number),
    st.floats(1e3, 2.2e4), st.floats(1.5e3, 1.8e4), st.floats(0.3, 0.7), st.floats(1e28, 1.8e29),
)  # fmt: skip


def solids(*told: tuple[float, float, float, float]) -> Solids:
    return Solids(*np.array(told).T)


def of(*compounds: tuple[str, str | None]) -> Solids:
    names = ("density", "longitudinal_sound", "transverse_sound", "number_density")
    return solids(*(tuple(properties(*compound)[name].value for name in names) for compound in compounds))


@given(solid, solid, st.floats(2, 2000))
@settings(max_examples=60, deadline=None)
def test_neither_side_is_first(one: tuple[float, ...], other: tuple[float, ...], temperature: float) -> None:
    """Detailed balance: no heat flows between sides of one temperature."""
    for model in MODELS:
        forth, back = model(solids(one), solids(other), np.array([temperature])), model(solids(other), solids(one), np.array([temperature]))
        assert forth == pytest.approx(back, rel=1e-6)
    assert np.allclose(couplings(solids(one), solids(other))[0], couplings(solids(other), solids(one))[0].T, rtol=1e-6, atol=1e-14)


@given(solid, solid)
@settings(max_examples=60, deadline=None)
def test_no_more_energy_crosses_than_arrives(one: tuple[float, ...], other: tuple[float, ...]) -> None:
    share = couplings(solids(one), solids(other))[0]
    for side, axis in ((one, 1), (other, 0)):
        squares = np.array([side[1], side[2], side[2]]) ** -2.0
        assert (share >= 0).all()
        assert (share.sum(axis) <= squares * (1 + 1e-6)).all()


@given(solid)
@settings(max_examples=30, deadline=None)
def test_equal_solids(told: tuple[float, ...]) -> None:
    """A cut through one solid lets waves pass whole and unmixed; phonons that forget go either way."""
    same = solids(told)
    assert np.allclose(couplings(same, same)[0], np.diag([told[1] ** -2, told[2] ** -2, told[2] ** -2]), rtol=1e-5, atol=1e-14)
    assert diffuse_mismatch(same, same, np.array([50.0])) == pytest.approx(acoustic_mismatch(same, same, np.array([50.0])) / 2, rel=1e-5)


@given(solid, solid)
@settings(max_examples=40, deadline=None)
def test_temperature(one: tuple[float, ...], other: tuple[float, ...]) -> None:
    """G rises with T, as T³ far below and not at all far above the Debye temperatures."""
    temperature = np.array([0.1, 0.2, 1, 10, 100, 300, 1000, 1e5, 2e5])
    rows = np.zeros(len(temperature), int)
    for model in MODELS:
        found = model(solids(one).take(rows), solids(other).take(rows), temperature)
        assert (np.diff(found) > 0).all()
        assert found[1] / found[0] == pytest.approx(8, rel=1e-4)
        assert found[-1] == pytest.approx(found[-2], rel=1e-4)


@pytest.mark.parametrize("x", [0.05, 1.0, 7.0, 25.0, 59.0, 500.0])
def test_heat_integral(x: float) -> None:
    expected = quad(lambda t: t**4 / (4 * np.sinh(t / 2) ** 2), 1e-9, min(x, 200.0), limit=200)[0]
    assert heat_integral(np.array([x]))[0] == pytest.approx(expected, rel=1e-7)


def test_fluid_like_limit() -> None:
    """Nearly normal incidence on solids without shear to speak of: 4 Z₁ Z₂ / (Z₁ + Z₂)² for sides of one speed."""
    light, heavy = solids((1000.0, 5000.0, 1e-2, 5e28)), solids((3000.0, 5000.0, 1e-2, 5e28))
    assert couplings(light, heavy)[0, 0, 0] * 5000.0**2 == pytest.approx(4 * 3 / 16, rel=1e-3)


#: Metals and crystals of Swartz and Pohl's kind. They find that "for the two limiting cases the predicted boundary resistances differ by very
#: little (30 %)" for typical solids, Rev. Mod. Phys. 61, 605 (1989), abstract.
@pytest.mark.parametrize("pair", [("Al", "Al2O3"), ("Cu", "Al2O3"), ("Au", "Al2O3"), ("Al", "Si"), ("Cu", "Si"), ("Au", "MgO"), ("W", "C")])
def test_models_differ_little_at_low_temperature(pair: tuple[str, str]) -> None:
    phases = {"Al2O3": "alpha", "C": "diamond"}
    one, other = of((pair[0], None)), of((pair[1], phases.get(pair[1])))
    cold = np.array([1.0])
    acoustic, diffuse = (1e4 / model(one, other, cold)[0] for model in MODELS)  # R T³ in K⁴ cm²/W
    assert 5 < diffuse < 100
    assert acoustic == pytest.approx(diffuse, rel=0.35)


#: Conductances at 300 K in MW/(m² K) of diffuse mismatch with full dispersion, as corpora/papers/digests/doc-tdtr-metals.html retells them.
#: Debye solids, which have no dispersion, give up to some times more or less (Duda et al., J. Appl. Phys. 108, 073515 (2010)).
@pytest.mark.parametrize(
    ("pair", "published", "factor"),
    [(("Al", "Al2O3"), 230, 2.5), (("Al", "C"), 85, 2), (("Au", "Al2O3"), 52, 2), (("W", "C"), 240, 2.5), (("Mo", "C"), 250, 2), (("Cr", "C"), 390, 2), (("Pb", "C"), 2.5, 3), (("TiN", "MgO"), 720, 3.5)],
)
def test_plateau(pair: tuple[str, str], published: float, factor: float) -> None:
    phases = {"Al2O3": "alpha", "C": "diamond"}
    found = diffuse_mismatch(of((pair[0], None)), of((pair[1], phases.get(pair[1]))), np.array([300.0]))[0] / 1e6
    assert published / factor < found < published * factor
