"""Acoustic and diffuse mismatch models: what phonons of two Debye solids carry across their interface.

E. T. Swartz and R. O. Pohl, Thermal boundary resistance, Rev. Mod. Phys. 61, 605 (1989). Both models count elastic transmission only,
of three branches a solid (one longitudinal, two transverse), up to the lower of the two Debye frequencies:

G(T) = (k⁴ T³ / 8π² ħ³) · K · J(ħω/kT),  J(x) = ∫₀ˣ t⁴ eᵗ / (eᵗ − 1)² dt,

with K in s²/m² what couples the branches of both sides. K is symmetric, as detailed balance demands, so that it does not matter
which side is first. Heat that electrons carry, anharmonic scattering at the interface, dispersion and optical branches are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.constants import hbar, k
from scipy.special import roots_legendre

Array = npt.NDArray[np.float64]

_NODES, _WEIGHTS = roots_legendre(48)
#: Beyond this ħω/kT the integrand is below 1e-20 of its whole.
_LARGE = 60.0
#: Keeps off a slowness at which a wave runs along the interface, where two equal solids make the equations singular.
_BELOW = 1 - 1e-9


@dataclass(frozen=True)
class Solids:
    """n isotropic solids: density kg/m³, longitudinal and transverse speed of sound m/s, atoms a volume 1/m³; arrays of shape (n,)."""

    density: Array
    longitudinal: Array
    transverse: Array
    number_density: Array

    @property
    def speeds(self) -> Array:
        """Speeds of the three branches, (n, 3)."""
        return np.stack([self.longitudinal, self.transverse, self.transverse], axis=-1)

    @property
    def cutoff(self) -> Array:
        """Debye's angular frequency, (n,): that many modes as the atoms have, at the speed that gives the heat capacity of the three branches."""
        mean = np.mean(self.speeds**-3.0, axis=1) ** (-1 / 3)
        return np.asarray(mean * np.cbrt(6 * np.pi**2 * self.number_density))

    def take(self, index: npt.NDArray[np.intp]) -> Solids:
        return Solids(self.density[index], self.longitudinal[index], self.transverse[index], self.number_density[index])


def heat_integral(x: Array) -> Array:
    """J(x), the integral of t⁴ eᵗ / (eᵗ − 1)² from 0 to x: x³/3 for small x, 4π⁴/15 for large.

    >>> [round(float(value), 6) for value in heat_integral(np.array([0.01, 1000.0]))]
    [0.0, 25.975758]
    """
    end = np.minimum(x, _LARGE)[..., None]
    t = np.maximum(end * (_NODES + 1) / 2, 1e-12)
    return np.asarray((t**4 / (4 * np.sinh(t / 2) ** 2) * _WEIGHTS).sum(-1) * end[..., 0] / 2)


def diffuse_mismatch(one: Solids, other: Solids, temperature: Array) -> Array:
    """Conductance G in W/(m² K) of n interfaces at n temperatures (K) if every phonon forgets where it came from.

    It goes on to a side in proportion to Σ c⁻² over the side's branches (so Swartz and Pohl define diffuse scattering): K = A₁ A₂ / (A₁ + A₂) with A = Σ c⁻².
    """
    first, second = ((solids.speeds**-2.0).sum(1) for solids in (one, other))
    return _conductance(one, other, temperature, first * second / (first + second))


def acoustic_mismatch(one: Solids, other: Solids, temperature: Array) -> Array:
    """Conductance G in W/(m² K) of n interfaces at n temperatures (K) if phonons cross as plane waves at a welded joint of two continua.

    Waves are refracted, and longitudinal and transverse ones mix, as elasticity demands: K is the sum over `couplings`.
    """
    return _conductance(one, other, temperature, couplings(one, other).sum((1, 2)))


def _conductance(one: Solids, other: Solids, temperature: Array, coupling: Array) -> Array:
    reach = np.minimum(one.cutoff, other.cutoff)
    return np.asarray(k * (k * temperature / hbar) ** 3 / (8 * np.pi**2) * coupling * heat_integral(hbar * reach / (k * temperature)))


def couplings(one: Solids, other: Solids) -> Array:
    """K_jk of the acoustic model, (n, 3, 3) in s²/m²: transmitted share of energy, integrated over the square of the slowness along the interface.

    Branches are longitudinal (P), transverse in the plane of incidence (SV) and across it (SH). With t_jk(p) the share of the energy of
    branch j that goes on as k, K_jk = ∫ t_jk d(p²) = 2 Γ_jk / c_j² in the words of Swartz and Pohl, who take Γ from
    J. D. N. Cheeke, H. Ettinger and B. Hebral, Can. J. Phys. 54, 1749 (1976). The amplitudes are those of K. Aki and P. G. Richards,
    Quantitative Seismology, ch. 5.2.
    """
    slowness = np.stack([1 / one.longitudinal, 1 / one.transverse, 1 / other.longitudinal, 1 / other.transverse], axis=-1)
    kinks = np.sort(np.concatenate([np.zeros((len(slowness), 1)), slowness**2], axis=1), axis=1)
    angle = np.pi * (_NODES + 1) / 2  # the substitution makes the square roots at the kinks smooth
    share, weight = (1 - np.cos(angle)) / 2, np.sin(angle) / 2 * np.pi / 2 * _WEIGHTS
    total = np.zeros((len(slowness), 3, 3))
    for low, high in zip(kinks.T[:-1], kinks.T[1:], strict=True):
        square = low[:, None] + (high - low)[:, None] * share
        total += np.einsum("nmjk,m,n->njk", _transmitted(one, other, np.sqrt(square) * _BELOW), weight, high - low)
    return total


def _transmitted(one: Solids, other: Solids, p: Array) -> Array:
    """Shares of energy that cross, (n, m, 3, 3), of waves with slowness p (n, m) along the interface."""
    here, beyond = _Side.of(one, p), _Side.of(other, p)
    # displacement x, z and stress zz, xz are continuous: outgoing waves balance the incoming one
    outgoing = np.stack([-here.compressional(-1), -here.shear(-1), beyond.compressional(1), beyond.shear(1)], axis=-1)
    incoming = np.stack([here.compressional(1), here.shear(1)], axis=-1)
    # stress in units in which it is as large as displacement
    unit = np.stack([np.ones_like(p), np.ones_like(p), 1 / here.impedance, 1 / here.impedance], axis=-1)[..., None]
    amplitudes = np.linalg.solve(outgoing * unit, incoming * unit)[..., 2:, :]
    found = np.zeros((*p.shape, 3, 3))
    for j in range(2):
        for branch in range(2):
            carried = np.divide(beyond.flux[branch], here.flux[j], out=np.zeros_like(p), where=here.flux[j] > 0)
            found[..., j, branch] = np.abs(amplitudes[..., branch, j]) ** 2 * carried
    stiff, stiff_beyond = here.rigidity * here.q_shear, beyond.rigidity * beyond.q_shear
    crossing = 4 * stiff.real * stiff_beyond.real
    found[..., 2, 2] = np.divide(crossing, np.abs(stiff + stiff_beyond) ** 2, out=np.zeros_like(p), where=crossing > 0)
    return found


@dataclass(frozen=True)
class _Side:
    """Waves exp(iω(px + qz − t)) in one half-space; a q that is imaginary is of a wave that dies away from the interface."""

    p: Array
    q_long: npt.NDArray[np.complex128]
    q_shear: npt.NDArray[np.complex128]
    alpha: Array
    beta: Array
    density: Array

    @classmethod
    def of(cls, solids: Solids, p: Array) -> _Side:
        alpha, beta, density = (np.broadcast_to(values[:, None], p.shape) for values in (solids.longitudinal, solids.transverse, solids.density))
        q_long, q_shear = (np.sqrt((speed**-2.0 - p**2).astype(complex)) for speed in (alpha, beta))
        return cls(p, q_long, q_shear, alpha, beta, density)

    @property
    def rigidity(self) -> Array:
        return self.density * self.beta**2

    @property
    def impedance(self) -> Array:
        return self.density * self.alpha

    def compressional(self, way: int) -> npt.NDArray[np.complex128]:
        """Displacement x, z and stress zz, xz (over iω) of a wave of unit amplitude that goes up (1) or down (−1) the z axis."""
        p, q, c = self.p, self.q_long, self.alpha
        return np.stack([c * p + 0j, way * c * q, c * self.density * (1 - 2 * self.beta**2 * p**2) + 0j, way * 2 * self.rigidity * c * p * q], axis=-1)

    def shear(self, way: int) -> npt.NDArray[np.complex128]:
        p, q, c = self.p, self.q_shear, self.beta
        return np.stack([c * q, -way * c * p + 0j, -2 * self.rigidity * c * p * q, way * self.density * c * (1 - 2 * c**2 * p**2) + 0j], axis=-1)

    @property
    def flux(self) -> tuple[Array, Array]:
        """Energy that a wave of unit amplitude carries along z, in units of ω²/2."""
        return self.density * self.alpha**2 * self.q_long.real, self.density * self.beta**2 * self.q_shear.real
