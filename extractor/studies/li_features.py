"""What a model may know of a sample of a lithium electrolyte, with readable names; missing stays missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from extractor.datasets.structures import COLUMNS as STRUCTURE

#: Fewer samples than this that tell a feature, and it is left out: trees would learn who tells it.
_TOLD = 5
#: A statistic over the elements is unknown where a property of one element is: what is left tells which elements, as their shares do.
_KNOWN = 0.9

_HOT = ("hot press", "sps", "spark plasma", "field assisted", "isostatic")
_INERT = ("ar", "argon", "n2", "nitrogen", "vacuum", "helium", "inert")


def _pressed(told: pd.Series) -> pd.Series:
    return told.map(lambda method: float(any(word in method.lower() for word in _HOT)) if isinstance(method, str) else np.nan)


def _inert(told: pd.Series) -> pd.Series:
    return told.map(lambda gas: float(any(word in _INERT for word in gas.lower().replace(",", " ").split())) if isinstance(gas, str) else np.nan)


def _scaled(factor: float, offset: float = 0.0) -> Callable[[pd.Series], pd.Series]:
    return lambda told: told.astype(float) * factor + offset


#: Column of the table → name for people, and how it is made.
_PROCESSING: dict[str, tuple[str, Callable[[pd.Series], pd.Series]]] = {
    "sintering_temperature": ("sintering temperature (°C)", _scaled(1, -273.15)),
    "sintering_time": ("sintering time (h)", _scaled(1 / 3600)),
    "sintering_pressure": ("sintering pressure (MPa)", _scaled(1e-6)),
    "sintering_method": ("pressed while sintered (yes/no)", _pressed),
    "sintering_atmosphere": ("inert atmosphere (yes/no)", _inert),
    "relative_density": ("relative density (%)", _scaled(100)),
    "grain_size": ("grain size (μm)", _scaled(1e6)),
}
_STRUCTURE = {
    "space_group": "number of the space group", "cell_a": "cell edge a (Å)", "cell_b": "cell edge b (Å)", "cell_c": "cell edge c (Å)", "cell_alpha": "cell angle α (°)", "cell_beta": "cell angle β (°)",
    "cell_gamma": "cell angle γ (°)", "cell_volume": "cell volume (Å³)", "li_occupancy": "Li occupancy of its sites", "li_sites": "distinct Li sites", "li_density": "Li atoms by volume (1/Å³)",
    "li_coordination": "anions around Li", "li_anion_distance": "Li–anion distance (Å)", "li_li_distance": "Li–Li hop distance (Å)",
}  # fmt: skip
_ELEMENT = {
    "number": ("atomic number", ""), "group": ("group", ""), "period": ("period", ""), "mendeleev_number": ("Mendeleev number", ""), "electronegativity": ("electronegativity", ""),
    "covalent_radius_pm": ("covalent radius", "pm"), "electron_affinity_ev": ("electron affinity", "eV"), "ionization_energy_ev": ("ionization energy", "eV"), "valence_electrons": ("valence electrons", ""),
    "melting_point_k": ("melting point of the elements", "K"), "molar_volume_cm3": ("molar volume of the elements", "cm³"),
}  # fmt: skip
_STATISTIC = {"mean": "mean", "deviation": "mean deviation of", "min": "lowest", "max": "highest", "range": "range of"}
BLOCKS = ("processing", "crystal structure", "element shares", "statistics over elements")


@dataclass(frozen=True)
class Features:
    """`table`: one column a feature, NaN where untold. `names`: for people, with units. `blocks`: features by kind. `left_out`: column → why."""

    table: pd.DataFrame
    names: dict[str, str]
    blocks: dict[str, list[str]]
    left_out: dict[str, str]


def features(frame: pd.DataFrame) -> Features:
    """Features of samples (rows of a li-conductivity table). Columns that tell nothing apart here are left out, each with its reason."""
    made: dict[str, pd.Series] = {str(name): values for name, values in processing(frame).items()}
    blocks = dict.fromkeys(made, BLOCKS[0])
    names = list(map(str, frame.columns))
    kinds = list(STRUCTURE), [name for name in names if name.startswith("x_")], [name for name in names if name == "n_elements" or _statistic(name)]
    for block, columns in zip(BLOCKS[1:], kinds, strict=True):
        for name in columns:
            made[name], blocks[name] = frame[name].astype(float), block
    left_out: dict[str, str] = {}
    orders: dict[bytes, str] = {}
    for name, values in made.items():
        known = values.notna()
        if known.sum() < _TOLD:
            left_out[name] = f"told of {known.sum()} {'sample' if known.sum() == 1 else 'samples'}"
        elif blocks[name] == BLOCKS[3] and known.mean() < _KNOWN:
            left_out[name] = f"known of {known.mean():.0%} of the samples"
        elif values.nunique() < 2:
            left_out[name] = "the same in all samples"
        else:
            # trees see the order only, in either direction
            ranked = values.rank(method="dense").fillna(0).to_numpy()
            mirrored = np.where(known, ranked.max() + 1 - ranked, 0)
            twin = orders.get(ranked.tobytes()) or orders.get(mirrored.tobytes())
            if twin:
                left_out[name] = f"orders the samples as “{readable(twin)}”"
            else:
                orders[ranked.tobytes()] = name
    kept = [name for name in made if name not in left_out]
    return Features(pd.DataFrame({name: made[name] for name in kept}, index=frame.index), {name: readable(name) for name in made}, {block: [name for name in kept if blocks[name] == block] for block in BLOCKS if any(blocks[name] == block for name in kept)}, left_out)  # fmt: skip


def processing(frame: pd.DataFrame) -> pd.DataFrame:
    """How samples were made, as far as told."""
    return pd.DataFrame({name: make(frame[name]) for name, (_, make) in _PROCESSING.items()}, index=frame.index)


def readable(name: str) -> str:
    """A feature's name for people, with its unit.

    >>> readable("x_Li"), readable("covalent_radius_pm_range"), readable("sintering_time"), readable("n_elements")
    ('share of Li', 'range of covalent radius (pm)', 'sintering time (h)', 'number of elements')
    """
    if name in _PROCESSING:
        return _PROCESSING[name][0]
    if name.startswith("x_"):
        return f"share of {name[2:]}"
    if (parts := _statistic(name)) is not None:
        words, unit = _ELEMENT[parts[0]]
        return f"{_STATISTIC[parts[1]]} {words}{f' ({unit})' if unit else ''}"
    return _STRUCTURE.get(name, "number of elements" if name == "n_elements" else name.replace("_", " "))


def _statistic(name: str) -> tuple[str, str] | None:
    stem, _, kind = name.rpartition("_")
    return (stem, kind) if stem in _ELEMENT and kind in _STATISTIC else None
