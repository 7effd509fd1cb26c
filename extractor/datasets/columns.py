"""What a column of a dataset is: its unit and its meaning, for dictionaries and cards."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.compounds.handbook import UNITS


@dataclass(frozen=True)
class Column:
    """`kind` is "float", "integer", "boolean" or "text"; `unit` is empty where none applies."""

    meaning: str
    kind: str = "text"
    unit: str = ""


#: Where a row comes from, the same in every dataset.
ORIGIN = {
    "id": Column("identity of the row: of the measurement or sample in the store, or of the row in the other source"),
    "origin": Column("'extracted' by Kaimen from a paper, or the name of the source of facts that people read"),
    "confidence": Column("probability that the row is right, of its least certain value; empty for other sources", "float"),
    "reviewed": Column("whether a person accepted or corrected every value of the row", "boolean"),
    "cited": Column("whether the paper tells it of another work", "boolean"),
    "doi": Column("DOI of the paper"),
    "title": Column("title of the paper"),
    "year": Column("year of the paper", "integer"),
    "paper": Column("the paper: its id in the store, else its DOI; rows of one paper never stand on two sides of a split"),
    "source": Column("file name of the paper or table"),
    "evidence": Column("the sentence or cell that tells the value"),
}
_MEANINGS = {
    "molar_mass": "mass of a mole of formula units", "density": "mass density", "volume_per_atom": "volume of the cell by atoms", "number_density": "atoms by volume", "melting_point": "melting point",
    "molar_heat_capacity": "heat capacity of a mole of atoms at 298 K", "volumetric_heat_capacity": "heat capacity by volume at 298 K", "enthalpy_of_formation": "standard enthalpy of formation of a mole of atoms",
    "binding_energy": "atomization enthalpy of a mole of atoms", "bulk_modulus": "bulk modulus (Voigt-Reuss-Hill)", "shear_modulus": "shear modulus (Voigt-Reuss-Hill)",
    "longitudinal_sound": "speed of longitudinal sound, from the moduli", "transverse_sound": "speed of transverse sound, from the moduli", "debye_temperature": "Debye temperature, from the moduli (Anderson 1963)",
    "acoustic_impedance": "density times speed of longitudinal sound", "electronegativity": "mean Pauling electronegativity of the atoms", "electronegativity_difference": "largest difference of Pauling electronegativities",
    "ionic_potential": "charge number over Shannon's radius, mean over cations", "mean_atomic_number": "mean atomic number",
}  # fmt: skip


def handbook_columns(prefix: str) -> dict[str, Column]:
    """Columns of a material's descriptors, e.g. "a_density"."""
    return {f"{prefix}{name}": Column(_MEANINGS[name], "float", unit) for name, unit in UNITS.items()}
