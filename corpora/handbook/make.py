"""Makes the handbook: properties of elements and compounds, each with its source, from open tables.

Needs `pip install pymatgen-core mendeleev chemicals` in an environment of its own (pymatgen wants another bibtexparser
than Kaimen), and the file mp-binary-pbe-elasticity-2025.1.json.gz of the repository materialsvirtuallab/matcalc (folder
benchmark_data). The same sources give the same bytes. (Alexandria's heat capacities, which lie beside that file, are not
taken: some are of a formula unit, some of a cell, and nothing tells which.)

    python -m corpora.handbook.make mp-binary-pbe-elasticity-2025.1.json.gz
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import is_formula, reduced_formula

HERE = Path(__file__).parent
OUT = Path("extractor/resources/handbook")
#: Moduli of one isotropic body obey G = E / 2(1 + ν) and K = E / 3(1 − 2ν); tabulated ones that miss it by more are wrong somewhere.
TOLERANCE = 0.2
GPA, ANGSTROM3 = 1e9, 1e-30
Row = tuple[str, str, str, float, str]


def main(file: Path) -> None:
    rows = sorted({*_elastic(file), *_crc(), *_element_elasticity(), *_measured_elasticity()})
    _write(OUT / "compounds.csv.gz", ("formula", "space_group", "property", "value", "source"), ((f, g, p, f"{v:.6g}", s) for f, g, p, v, s in rows))
    elements = list(_elements())
    _write(OUT / "elements.csv", tuple(elements[0]), ([str(value) for value in row.values()] for row in elements))


def _write(path: Path, header: tuple[str, ...], rows: Iterable[Iterable[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _elastic(file: Path) -> Iterator[Row]:
    """Density, cell and Voigt-Reuss-Hill moduli of the Materials Project's binaries, by space group."""
    from pymatgen.core import Structure

    for entry in json.loads(gzip.decompress(file.read_bytes())):
        structure, formula = Structure.from_dict(entry["structure"]), reduced_formula(entry["formula"])
        if formula is None:
            continue
        group, source = str(structure.get_space_group_info()[1]), f"Materials Project {entry['mp_id']}"
        yield formula, group, "density", 1000 * float(structure.density), source
        yield formula, group, "volume_per_atom", structure.volume / len(structure) * ANGSTROM3, source
        yield formula, group, "bulk_modulus", entry["bulk_modulus_vrh"] * GPA, source
        yield formula, group, "shear_modulus", entry["shear_modulus_vrh"] * GPA, source


def _crc() -> Iterator[Row]:
    """Solids of the CRC Handbook as `chemicals` ships it: melting point, density, heat capacity, enthalpy of formation."""
    import chemicals
    from chemicals.identifiers import pubchem_db

    data = Path(chemicals.__file__).parent
    for name, columns, source in (
        ("Misc/Physical Constants of Inorganic Compounds.csv", {"Tm": "melting_point", "rho": "density"}, "CRC Handbook, physical constants of inorganic compounds"),
        ("Heat Capacity/CRC Standard Thermodynamic Properties of Chemical Substances.tsv", {"Hfs": "enthalpy_of_formation", "Cps": "heat_capacity"}, "CRC Handbook, standard thermodynamic properties"),
    ):
        for row in csv.DictReader((data / name).read_text(encoding="utf-8").splitlines(), delimiter="\t"):
            known = pubchem_db.search_CAS(row["CAS"])
            formula = reduced_formula(known.formula) if known and (is_formula(known.formula) or known.formula in SYMBOLS) else None
            for column, told in columns.items():
                if formula and row[column]:
                    yield formula, "", told, float(row[column]), f"{source}: {row['Chemical']}"


def _element_elasticity() -> Iterator[Row]:
    """Moduli of the elements as pymatgen ships them, those alone that agree with each other."""
    from pymatgen.core import Element

    for element in Element:
        bulk, shear, young, ratio = (element.data.get(name) for name in ("Bulk modulus", "Rigidity modulus", "Youngs modulus", "Poissons ratio"))
        if not (bulk and shear and young and ratio):
            continue
        if abs(shear * 2 * (1 + ratio) / young - 1) < TOLERANCE and abs(bulk * 3 * (1 - 2 * ratio) / young - 1) < 2 * TOLERANCE:
            yield element.symbol, "", "bulk_modulus", bulk * GPA, "pymatgen, elements"
            yield element.symbol, "", "shear_modulus", shear * GPA, "pymatgen, elements"


def _measured_elasticity() -> Iterator[Row]:
    """Measured constants of materials that the open tables lack (elastic.csv): of crystals by Hill's average, of glasses from the speeds of sound."""
    for row in csv.DictReader((HERE / "elastic.csv").read_text(encoding="utf-8").splitlines()):
        density, source = float(row["density"]), row["source"]
        if row["c11"]:
            bulk, shear = _hill(*(float(row[name]) for name in ("c11", "c12", "c44")))
        else:
            long, trans = float(row["longitudinal"]), float(row["transverse"])
            shear = density * trans**2 / GPA
            bulk = density * long**2 / GPA - 4 / 3 * shear
        for name, value in (("density", density), ("bulk_modulus", bulk * GPA), ("shear_modulus", shear * GPA)):
            yield row["formula"], row["space_group"], name, value, source


def _hill(c11: float, c12: float, c44: float) -> tuple[float, float]:
    """Bulk and shear modulus of a polycrystal of cubic crystals. R. Hill, Proc. Phys. Soc. A 65 (1952) 349."""
    voigt = (c11 - c12 + 3 * c44) / 5
    reuss = 5 * (c11 - c12) * c44 / (4 * c44 + 3 * (c11 - c12))
    return (c11 + 2 * c12) / 3, (voigt + reuss) / 2


def _elements() -> Iterator[dict[str, Any]]:
    """Elements to curium with what composition features and ionic potentials need, from mendeleev (its own sources: Wikipedia, CRC, Shannon 1976 …)."""
    from mendeleev import element
    from mendeleev.fetch import fetch_table

    radii = fetch_table("ionicradii")
    for number in range(1, 97):
        it = element(number)
        shannon = radii[(radii.atomic_number == number) & (radii.coordination == "VI")]
        by_charge = {int(charge): float(group.ionic_radius.mean()) for charge, group in shannon.groupby("charge")}
        yield {
            "symbol": it.symbol, "number": number, "group": it.group_id or "", "period": it.period, "block": it.block, "series": it.series, "mendeleev_number": it.mendeleev_number,
            "electronegativity": it.en_pauling or "", "covalent_radius_pm": it.covalent_radius_cordero or "", "electron_affinity_ev": _short(it.electron_affinity),
            "ionization_energy_ev": _short(it.ionenergies.get(1)), "valence_electrons": it.nvalence(), "melting_point_k": _short(it.melting_point),
            "molar_volume_cm3": _short(it.atomic_weight / it.density if it.density and it.density > 0.05 else None), "heat_capacity_j_per_mol_k": _short(it.molar_heat_capacity),
            "atomization_enthalpy_kj_per_mol": _short(it.heat_of_formation), "oxidation_states": " ".join(map(str, it.oxistates)),
            "ionic_radii_pm": " ".join(f"{charge}:{radius:.1f}" for charge, radius in sorted(by_charge.items())),
        }  # fmt: skip


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
