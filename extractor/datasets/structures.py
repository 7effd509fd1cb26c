"""What a crystal structure tells a model: cell, space group, lithium's sites, neighbours and distances."""

from __future__ import annotations

import tarfile
from functools import lru_cache
from itertools import product
from pathlib import Path
from statistics import fmean

import gemmi
import numpy as np

#: Bond to the anion: no farther than the sum of the radii and this, in Å (C. R. Groom et al., Acta Cryst. B 72, 171 (2016): 0.4 Å).
_TOLERANCE = 0.4
_CAGE = 1.15
#: Li+ with six neighbours, and the anions that coordinate it, in Å (R. D. Shannon, Acta Cryst. A 32, 751 (1976)).
_LITHIUM = 0.76
_RADII = {"O": 1.40, "S": 1.84, "Se": 1.98, "Te": 2.21, "N": 1.46, "F": 1.33, "Cl": 1.81, "Br": 1.96, "I": 2.20}
_REACH = 5.0
#: Nearer than this are two halves of one split site.
_SPLIT = 1.0

#: Name, unit, what it is.
COLUMNS = {
    "space_group": ("1", "number of the space group"), "cell_a": ("angstrom", "edge a of the cell"), "cell_b": ("angstrom", "edge b"), "cell_c": ("angstrom", "edge c"),
    "cell_alpha": ("degree", "angle alpha"), "cell_beta": ("degree", "angle beta"), "cell_gamma": ("degree", "angle gamma"), "cell_volume": ("angstrom^3", "volume of the cell"),
    "li_occupancy": ("1", "mean occupancy of lithium's sites, weighted by multiplicity"), "li_sites": ("1", "sites of lithium that symmetry does not make alike"),
    "li_density": ("1/angstrom^3", "lithium atoms by volume"), "li_coordination": ("1", "anions around a lithium site, mean"), "li_anion_distance": ("angstrom", "lithium site to its anions, mean"),
    "li_li_distance": ("angstrom", "lithium site to the next one that is not the same atom's other place, mean of the nearest"),
}  # fmt: skip


def structure_features(cif: str) -> dict[str, float]:
    """Descriptors of a structure from the text of a CIF; empty if it holds no atoms. Raises ValueError for what is no CIF.

    Occupied sites count by their occupancy; distances are to every site that is ever occupied.
    """
    try:
        structure = gemmi.make_small_structure_from_block(gemmi.cif.read_string(cif).sole_block())
    except (RuntimeError, ValueError, IndexError) as error:  # IndexError: no block at all
        raise ValueError(f"no CIF: {error}") from None
    if not structure.sites:
        return {}
    cell, group = structure.cell, structure.find_spacegroup() if hasattr(structure, "find_spacegroup") else structure.spacegroup
    found = {"cell_a": cell.a, "cell_b": cell.b, "cell_c": cell.c, "cell_alpha": cell.alpha, "cell_beta": cell.beta, "cell_gamma": cell.gamma, "cell_volume": cell.volume}
    if group is not None:
        found["space_group"] = float(group.number)
    lithium = [site for site in structure.sites if site.element.name == "Li"]
    if not lithium:
        return found
    every = structure.get_all_unit_cell_sites()
    places = sum(site.element.name == "Li" for site in every)
    atoms = sum(site.occ for site in every if site.element.name == "Li")
    found |= {"li_occupancy": atoms / places, "li_sites": float(len(lithium)), "li_density": atoms / cell.volume}
    return found | _neighbours(structure, lithium)


def _neighbours(structure: gemmi.SmallStructure, lithium: list[gemmi.SmallStructure.Site]) -> dict[str, float]:
    every = structure.get_all_unit_cell_sites()
    matrix = np.array(structure.cell.orth.mat.tolist())
    # so many cells to each side hold a sphere of the reach: planes of the cell lie 1 / |reciprocal edge| apart
    cells = [range(-number, number + 1) for number in np.ceil(_REACH * np.linalg.norm(np.linalg.inv(matrix), axis=1)).astype(int)]
    places = np.array([site.fract.tolist() for site in every])[:, None, :] + np.array(list(product(*cells)))[None, :, :]
    is_lithium = np.array([site.element.name == "Li" for site in every])
    is_anion = np.array([site.element.name in _RADII for site in every])
    bond = np.array([_LITHIUM + _RADII.get(site.element.name, 0.0) + _TOLERANCE for site in every])
    occupancy = np.array([site.occ for site in every])
    counts, bonds, hops = [], [], []
    for site in lithium:
        distances = np.linalg.norm((places - np.array(site.fract.tolist())) @ matrix.T, axis=2)
        # in a wide cage (the A site of a perovskite) the shortest bond sets the measure
        reach = np.maximum(bond, _CAGE * min(distances[is_anion].ravel(), default=0.0))
        near = is_anion[:, None] & (distances <= reach[:, None])
        counts.append(float((near * occupancy[:, None]).sum()))
        bonds += distances[near].tolist()
        others = distances[is_lithium]
        hops += [float(others[(others > _SPLIT) & (others <= _REACH)].min())] if ((others > _SPLIT) & (others <= _REACH)).any() else []
    found = {"li_coordination": fmean(counts), "li_anion_distance": fmean(bonds)} if bonds else {}
    if hops:
        found["li_li_distance"] = fmean(hops)
    return found


@lru_cache(4)
def obelix_structures(folder: Path) -> dict[str, dict[str, float]]:
    """Descriptors of OBELiX's structures by its ids; empty without the archive."""
    archive = folder / "cifs.tar.gz"
    if not archive.exists():
        return {}
    with tarfile.open(archive) as members:
        return {Path(member.name).stem: structure_features(stream.read().decode()) for member in members if (stream := members.extractfile(member))}
