"""From the thermal-interface table to what a model learns from: descriptors of a pair of sides in no order, log10 of the resistance, groups."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from extractor.datasets.interface import material_class
from extractor.studies.mismatch import Array, Solids

Labels = npt.NDArray[np.str_]

#: Descriptors of a side, and whether their logarithm is what a model sees.
SIDE = {
    "mean_atomic_number": True, "density": True, "number_density": True, "melting_point": True, "molar_heat_capacity": False, "binding_energy": False, "bulk_modulus": True, "shear_modulus": True,
    "longitudinal_sound": True, "transverse_sound": True, "debye_temperature": True, "acoustic_impedance": True, "electronegativity": False, "electronegativity_difference": False, "ionic_potential": False,
}  # fmt: skip
_FLAGS = ("metal", "organic", "amorphous", "liquid", "carbon_sheet_or_tube")
#: By which a pair is told apart from one side alone: how far the two sides differ, or the lower of the two.
_DIFFERENCES = ("mean_atomic_number", "number_density", "longitudinal_sound", "transverse_sound", "debye_temperature", "acoustic_impedance", "electronegativity")
CONDITIONS = ("temperature", "temperature_missing", "simulated", "interlayer")
FEATURES = (
    *CONDITIONS, *(f"{side}_{name}" for side in ("light", "heavy") for name in (*SIDE, *_FLAGS)), *(f"mismatch_{name}" for name in _DIFFERENCES), "lower_debye_temperature", "temperature_over_lower_debye",
)  # fmt: skip
_SHEETS = frozenset({"graphene", "nanotube", "fullerene", "phosphorene", "borophene", "stanene"})
_SOUND = ("density", "longitudinal_sound", "transverse_sound", "number_density")


@dataclass(frozen=True)
class Sides:
    """n materials: `numbers` (n, SIDE and flags) with NaN for what is unknown, the bonding class and the form of each."""

    numbers: Array
    classes: Labels
    forms: Labels

    @classmethod
    def of(cls, told: pd.DataFrame, classes: pd.Series[str], formulas: pd.Series[str], phases: pd.Series[str]) -> Sides:
        """From the columns of SIDE in SI units, one row a material; a descriptor that a table lacks is unknown."""
        values = told.reindex(columns=list(SIDE)).to_numpy(float)
        logged = np.array(list(SIDE.values()))
        with np.errstate(divide="ignore"):
            values[:, logged] = np.log10(values[:, logged])
        values[~np.isfinite(values)] = np.nan
        forms = np.array([form(formula, phase) for formula, phase in zip(formulas, phases, strict=True)], dtype=str)
        names = np.asarray(classes, str)
        flags = np.stack([names == "metal", names == "organic", forms == "amorphous", forms == "liquid", forms == "sheet or tube"], axis=1)
        return cls(np.hstack([values, flags.astype(float)]), names, forms)

    def take(self, index: npt.NDArray[np.intp]) -> Sides:
        return Sides(self.numbers[index], self.classes[index], self.forms[index])

    def solids(self) -> Solids:
        """What the mismatch models need of them, NaN where unknown."""
        names = list(SIDE)
        return Solids(*(10 ** self.numbers[:, names.index(name)] for name in _SOUND))


def form(formula: str, phase: str | None) -> str:
    """The form of a material: crystal, amorphous, liquid, or a sheet or tube one atom thick; molecules are their own.

    >>> form("C", "graphene"), form("SiO2", None), form("H2O", "liquid"), form("C8H8", None)
    ('sheet or tube', 'crystal', 'liquid', 'molecular')
    """
    if phase in ("amorphous", "liquid"):
        return str(phase)
    if phase in _SHEETS:
        return "sheet or tube"
    return "molecular" if material_class(formula) == "organic" else "crystal"


def descriptors(one: Sides, other: Sides, temperature: Array, simulated: Array, interlayer: Array) -> Array:
    """What a model sees of n interfaces, (n, FEATURES): the same whichever side is first.

    The sides stand in the order of their mean atomic number (what is equal there, of the next descriptor). Logarithms are base 10.
    An unknown temperature (NaN) stays unknown, and is flagged.
    """
    light, heavy = _ordered(one.numbers, other.numbers)
    names = list(SIDE)
    columns = [names.index(name) for name in _DIFFERENCES]
    lower = np.fmin(light[:, names.index("debye_temperature")], heavy[:, names.index("debye_temperature")])
    either = np.isnan(light[:, names.index("debye_temperature")]) | np.isnan(heavy[:, names.index("debye_temperature")])
    lower = np.where(either, np.nan, lower)
    conditions = np.stack([temperature, np.isnan(temperature), simulated, interlayer], axis=1).astype(float)
    return np.hstack([conditions, light, heavy, np.abs(light[:, columns] - heavy[:, columns]), lower[:, None], (np.log10(temperature) - lower)[:, None]])


def _ordered(one: Array, other: Array) -> tuple[Array, Array]:
    differ = np.nan_to_num(one, nan=-1e9) - np.nan_to_num(other, nan=-1e9)
    first = np.argmax(differ != 0, axis=1)
    swap = (differ[np.arange(len(differ)), first] > 0)[:, None]
    return np.where(swap, other, one), np.where(swap, one, other)


def boundaries(one: Sides, other: Sides) -> Labels:
    """Between which kinds of materials n interfaces are, (n, 2): bonding classes and forms, each pair in no order."""
    return np.stack([_pairs(one.classes, other.classes), _pairs(one.forms, other.forms)], axis=1)


def _pairs(one: Labels, other: Labels) -> Labels:
    ahead = np.char.less_equal(one, other)
    return np.char.add(np.char.add(np.where(ahead, one, other), " | "), np.where(ahead, other, one))


@dataclass(frozen=True)
class Interfaces:
    """n interfaces with a known resistance. `table` holds their rows; `left_out` counts the others by reason.

    `y` is log10 of the resistance in m² K/W. `papers` numbers groups of rows that must not be parted: one paper's, with what other
    papers tell of the same pair with the same three digits. `pairs` names the two formulas, in no order.
    """

    table: pd.DataFrame
    X: Array
    y: Array
    labels: Labels
    papers: npt.NDArray[np.intp]
    pairs: Labels
    one: Sides
    other: Sides
    left_out: dict[str, int]

    def __len__(self) -> int:
        return len(self.y)

    @property
    def temperature(self) -> Array:
        return self.X[:, 0]


def interfaces(table: pd.DataFrame) -> Interfaces:
    """Rows of the thermal-interface dataset that have a value and a formula on both sides; a value may be a best estimate (~), but no bound."""
    reason = pd.Series("", index=table.index)
    for name, bad in (
        ("a range or a bound, not one value", table["resistance"].isna() | ~table["comparator"].isin(["=", "~", "≈"])),
        ("a side without a formula", table["formula_a"].isna() | table["formula_b"].isna()),
        ("a resistance that is not positive", table["resistance"].notna() & ~(table["resistance"] > 0)),
    ):
        reason = reason.mask(bad & (reason == ""), name)
    kept = table[reason == ""].reset_index(drop=True)
    one, other = (_sides(kept, side) for side in "ab")
    temperature = kept["temperature"].to_numpy(float)
    X = descriptors(one, other, temperature, kept["simulated"].to_numpy(float), kept["interlayer"].notna().to_numpy(float))
    formulas = [kept[f"formula_{side}"].to_numpy(str) for side in "ab"]
    pairs = _pairs(*formulas)
    return Interfaces(kept, X, np.log10(kept["resistance"].to_numpy(float)), boundaries(one, other), _papers(kept, pairs), pairs, one, other, dict(Counter(reason[reason != ""])))


def _sides(table: pd.DataFrame, side: str) -> Sides:
    told = table.filter(regex=f"^{side}_").rename(columns=lambda name: name[2:])
    return Sides.of(told, table[f"class_{side}"], table[f"formula_{side}"], table[f"phase_{side}"])


def _papers(table: pd.DataFrame, pairs: Labels) -> npt.NDArray[np.intp]:
    """Groups of rows: a paper (files with one DOI are one), but a value that several papers tell of one pair belongs to the one that tells it first hand."""
    paper = table["doi"].where(table["doi"].notna(), table["paper"])
    order = table.assign(paper_or_doi=paper, value=[f"{pair} {value:.2e}" for pair, value in zip(pairs, table["resistance"], strict=True)])
    order = order.sort_values(["cited", "confidence", "id"], ascending=[True, False, True], kind="stable")
    first = order.groupby("value", sort=False)["paper_or_doi"].transform("first").sort_index()
    _, numbers = np.unique(first.to_numpy(str), return_inverse=True)
    return np.asarray(numbers)
