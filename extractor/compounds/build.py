"""Makes the registry file from its sources: entries of one compound are put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from extractor.compounds import sources
from extractor.compounds.nomenclature import plain_name
from extractor.compounds.registry import Entry, Name, write
from extractor.errors import UsageError


def build(obelix: Path, out: Path, step: Callable[[str], None] = lambda name: None) -> dict[str, int]:
    """Write the registry file `out`; `obelix` is the folder with OBELiX, its CIFs and LiIonDatabase.

    `step` is told the name of each source as it is read. Returns how many entries each source gave.
    Raises UsageError if the folder or a package for building is missing.
    """
    if not (obelix / "obelix.csv").is_file():
        raise UsageError(f"{obelix}: no obelix.csv there; run inside a checkout, or give --obelix")
    readers: dict[str, Callable[[], Iterator[Entry]]] = {
        "own names": sources.own_names, "elements": sources.elements, "OBELiX": lambda: sources.obelix(obelix),
        "LiIonDatabase": lambda: sources.liion_database(obelix), "PubChem": sources.pubchem,
    }  # fmt: skip
    merged: dict[str, Entry] = {}
    counts = {}
    for name, read in readers.items():
        step(name)
        found = list(read())
        counts[name] = len(found)
        for entry in found:
            merged[entry.id] = _together(merged[entry.id], entry) if entry.id in merged else entry
    step("writing")
    write(_one_owner(list(merged.values())), out)
    return counts | {"compounds": len(merged)}


def _together(first: Entry, second: Entry) -> Entry:
    """Everything that two entries of one compound say; of a name's spellings the first."""
    taken = {plain_name(name.name) for name in first.names}
    names = [name for name in second.names if plain_name(name.name) not in taken]
    return Entry(
        first.id, first.formula, first.phase, (*first.names, *_spelled_once(names)), tuple(dict.fromkeys(first.ids + second.ids)),
        tuple(dict.fromkeys(first.space_groups + second.space_groups)),
    )  # fmt: skip


def _spelled_once(names: list[Name]) -> list[Name]:
    return list({plain_name(name.name): name for name in reversed(names)}.values())[::-1]


def _one_owner(entries: list[Entry]) -> list[Entry]:
    """A name that our own lists give to one form is not also PubChem's name of the bare formula."""
    own = {plain_name(name.name) for entry in entries for name in entry.names if _is_own(name)}
    return [replace(entry, names=tuple(n for n in entry.names if _is_own(n) or plain_name(n.name) not in own)) for entry in entries]


def _is_own(name: Name) -> bool:
    return name.source.endswith(".yaml")
