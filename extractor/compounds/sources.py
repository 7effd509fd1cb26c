"""Open sources of the registry: what each says of a compound. Needed by `kaimen registry build` alone.

OBELiX and LiIonDatabase (CC BY 4.0), PubChem's inorganic compounds as the package `chemicals` ships them
(MIT; PubChem's data are public domain), the elements of `periodictable`, and our own lists of names.
"""

from __future__ import annotations

import csv
import re
import tarfile
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import periodictable
import yaml

from extractor.compounds.elements import NONMETALS, SYMBOLS
from extractor.compounds.formula import composition, composition_distance, is_formula, reduced_formula
from extractor.compounds.names import known_names
from extractor.compounds.nomenclature import CUSTOMARY, named_formula
from extractor.compounds.phases import crystal_system
from extractor.compounds.registry import Entry, ExternalId, Name, SpaceGroup, form_id
from extractor.errors import UsageError

_RESOURCES = Path(__file__).parents[1] / "resources"
#: Compositions that differ by more are not of one compound: a column that contradicts another.
SAME_COMPOSITION = 0.01
_OBELIX_IDS = {"ICSD ID": "ICSD", "Laskowski ID": "Laskowski reference", "Liion ID": "LiIonDatabase"}


def entry(formula: str, phase: str | None = None, *, names: tuple[Name, ...] = (), ids: tuple[ExternalId, ...] = (), groups: tuple[SpaceGroup, ...] = ()) -> Entry:
    """An entry with its id."""
    return Entry(form_id(formula, phase), formula, phase, names, ids, groups)


def obelix(folder: Path) -> Iterator[Entry]:
    """Rows of OBELiX by composition and crystal system, with their ICSD, Laskowski and Liverpool ids.

    A row whose reduced and true composition contradict each other is left out; a space group whose symbol and
    number do is not told.
    """
    spacegroups = _needed("gemmi").find_spacegroup_by_name
    structures = dict(obelix_structures(folder))
    with (folder / "obelix.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            formula = reduced_formula(row["Reduced Composition"])
            distance = composition_distance(row["Reduced Composition"], row["True Composition"])
            if formula is None or distance is None or distance > SAME_COMPOSITION:
                continue
            source, number = f"OBELiX {row['ID']}", int(row["Space group #"])
            ids = [ExternalId("OBELiX", row["ID"], row["DOI"] or "OBELiX")]
            ids += [ExternalId(scheme, str(int(float(row[column]))), source) for column, scheme in _OBELIX_IDS.items() if row[column].strip()]
            structure = structures.get(row["ID"])
            if structure and (composition_distance(structure, formula) or 0.0) <= SAME_COMPOSITION:
                ids.append(ExternalId("OBELiX CIF", row["ID"], row["close match DOI"] or row["DOI"] or "OBELiX"))
            group = spacegroups(row["Space group"].replace(" ", ""))
            if group is not None and group.number == number:
                yield entry(formula, crystal_system(number), ids=tuple(ids), groups=(SpaceGroup(group.hm.replace(" ", ""), number, source),))
            else:
                yield entry(formula, ids=tuple(ids))


def obelix_structures(folder: Path) -> Iterator[tuple[str, str]]:
    """OBELiX ids and what their CIFs hold in one cell, summed over the sites (multiplicity × occupancy)."""
    cif = _needed("gemmi").cif
    with tarfile.open(folder / "cifs.tar.gz") as archive:
        for member in archive:
            stream = archive.extractfile(member)
            block = cif.read_string((stream.read() if stream else b"").decode()).sole_block()
            amounts: dict[str, float] = {}
            for kind, multiplicity, occupancy in block.find("_atom_site_", ["type_symbol", "symmetry_multiplicity", "occupancy"]):
                symbol = re.match("[A-Z][a-z]?", kind)
                if symbol:
                    amounts[symbol.group()] = amounts.get(symbol.group(), 0.0) + float(multiplicity) * cif.as_number(occupancy)
            yield Path(member.name).stem, "".join(f"{symbol}{amount:.6f}" for symbol, amount in amounts.items())


def liion_database(folder: Path) -> Iterator[Entry]:
    """Rows of LiIonDatabase (Liverpool) by composition."""
    with (folder / "LiIonDatabase.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            formula = reduced_formula(row["composition"].strip().strip('"'))
            if formula:
                yield entry(formula, ids=(ExternalId("LiIonDatabase", row["ID"], row["source"] or "LiIonDatabase"),))


def elements() -> Iterator[Entry]:
    """The elements with their names."""
    for element in periodictable.elements:
        if element.symbol in SYMBOLS:
            yield entry(element.symbol, names=(Name(element.name, "periodictable"),))


def own_names() -> Iterator[Entry]:
    """Names of `minerals.yaml` with their phases, and those of `materials.yaml` that have one composition."""
    minerals = yaml.safe_load((_RESOURCES / "minerals.yaml").read_text(encoding="utf-8"))
    for name, (formula, *phase) in minerals.items():
        yield entry(reduced_formula(formula) or formula, phase[0] if phase else None, names=(Name(name, "minerals.yaml"),))
    for name, formula in CUSTOMARY.items():
        yield entry(reduced_formula(formula) or formula, names=(Name(name, "nomenclature"),))
    for name, known in known_names().names.items():
        if known and name not in {mineral.lower() for mineral in minerals}:
            yield entry(reduced_formula(known) or known, names=(Name(name, "materials.yaml"),))


def pubchem() -> Iterator[Entry]:
    """Inorganic compounds of PubChem whose names confirm their formula.

    The table's formulas and synonyms are not all right (magnetite stands under FeO), so that a row counts only
    if a name means the same formula by the rules of nomenclature or ends in it, and none means another.
    """
    folder = Path(str(_needed("chemicals").__file__)).parent / "Identifiers"
    for table in ("Inorganic db.tsv", "chemical identifiers pubchem small.tsv", "chemical identifiers pubchem large.tsv"):
        with (folder / table).open(encoding="utf-8") as lines:
            for line in lines:
                found = _pubchem_row(line.rstrip("\n").split("\t"))
                if found:
                    yield found


_NAMED = re.compile(r"(?P<name>.+) \((?P<formula>[A-Z][A-Za-z\d()]*)\)")


def _pubchem_row(cells: list[str]) -> Entry | None:
    number, cas, written, _, _, _, key, *names = cells
    symbols = set(re.findall("[A-Z][a-z]?", written))
    if symbols >= {"C", "H"} and symbols <= NONMETALS:
        return None  # organic
    formula = reduced_formula(written)
    if formula is None:
        return None
    confirmed: list[Name] = []
    for name in dict.fromkeys(names):
        bracketed = _NAMED.fullmatch(name)
        meant = named_formula(name) or (reduced_formula(bracketed["formula"]) if bracketed and is_formula(bracketed["formula"]) else None)
        if meant == formula:
            confirmed.append(Name(name, "PubChem"))
        elif meant is not None:
            return None
    if not confirmed or len(composition(formula) or ()) < 2:
        return None
    ids = [ExternalId("CAS", cas, "PubChem"), ExternalId("InChIKey", key, "PubChem")]
    if int(number) > 0:
        ids.append(ExternalId("PubChem CID", number, "PubChem"))
    return entry(formula, names=tuple(confirmed), ids=tuple(ids))


def _needed(package: str) -> ModuleType:
    if find_spec(package) is None:
        raise UsageError(f"kaimen registry build needs the package {package}: pip install 'kaimen[dev]'")
    return import_module(package)
