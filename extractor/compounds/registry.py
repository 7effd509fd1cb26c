"""The registry of known compounds: formulas, phases, names and external ids, each with its source.

The shipped file (`kaimen registry build` makes it) is gzipped JSON lines, one entry a line; reading it
needs the standard library alone.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from extractor.compounds.formula import reduced_formula
from extractor.compounds.nomenclature import plain_name

PATH = Path(__file__).parents[1] / "resources" / "registry.jsonl.gz"


class Name(NamedTuple):
    """A name and the source that gives it."""

    name: str
    source: str


class ExternalId(NamedTuple):
    """An id in another database (`scheme`, e.g. "ICSD", "PubChem CID"), and the source that gives it."""

    scheme: str
    id: str
    source: str


class SpaceGroup(NamedTuple):
    """A space group by its symbol and number, and the source that gives it."""

    symbol: str
    number: int
    source: str


def form_id(formula: str, phase: str | None) -> str:
    """Key of a compound from its reduced formula and, if told, its phase.

    >>> form_id("Al2O3", "alpha"), form_id("Al2O3", None)
    ('Al2O3-alpha', 'Al2O3')
    """
    return f"{formula}-{phase}" if phase else formula


@dataclass(frozen=True, slots=True)
class Entry:
    """One compound: a reduced formula in one phase, or in none that is told."""

    id: str
    formula: str
    phase: str | None = None
    names: tuple[Name, ...] = ()
    ids: tuple[ExternalId, ...] = ()
    space_groups: tuple[SpaceGroup, ...] = ()


@dataclass(frozen=True)
class Registry:
    """Entries, found by compound id, by reduced formula or by name."""

    entries: tuple[Entry, ...]
    _by_id: dict[str, Entry] = field(init=False, repr=False, default_factory=dict)
    _by_formula: dict[str, list[Entry]] = field(init=False, repr=False, default_factory=lambda: defaultdict(list))
    _by_name: dict[str, list[Entry]] = field(init=False, repr=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for entry in self.entries:
            self._by_id[entry.id] = entry
            self._by_formula[entry.formula].append(entry)
            for name in {plain_name(name.name) for name in entry.names}:
                self._by_name[name].append(entry)

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, compound_id: str) -> Entry | None:
        """The entry of a compound id such as "Li7La3Zr2O12-cubic"; None if unknown."""
        return self._by_id.get(compound_id)

    def by_formula(self, formula: str) -> list[Entry]:
        """Entries of a composition in every phase, the one without a phase first; [] if unknown or open."""
        return list(self._by_formula.get(reduced_formula(formula) or "", ()))

    def by_name(self, name: str) -> list[Entry]:
        """Entries that bear a name, in any case and in British or American spelling.

        >>> [entry.id for entry in registry().by_name("Sapphire")]
        ['Al2O3-alpha']
        """
        return list(self._by_name.get(plain_name(name), ()))

    def names(self) -> Iterable[str]:
        """All names, in the spelling of `plain_name`."""
        return self._by_name.keys()


@cache
def registry() -> Registry:
    """The shipped registry, read once."""
    return Registry(tuple(read(PATH)))


def read(path: Path) -> Iterator[Entry]:
    """Entries of a registry file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Entry(
                row["id"], row["formula"], row.get("phase"),
                tuple(Name(*name) for name in row.get("names", ())),
                tuple(ExternalId(*external) for external in row.get("ids", ())),
                tuple(SpaceGroup(*group) for group in row.get("space_groups", ())),
            )  # fmt: skip


def write(entries: Iterable[Entry], path: Path) -> None:
    """Write entries in order of their ids; the same entries give the same bytes."""
    lines = []
    for entry in sorted(entries, key=lambda e: e.id):
        row = {"id": entry.id, "formula": entry.formula, "phase": entry.phase, "names": sorted(entry.names), "ids": sorted(entry.ids), "space_groups": sorted(entry.space_groups)}
        lines.append(json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False) + "\n")
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        packed.write("".join(lines).encode())
