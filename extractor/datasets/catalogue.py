"""The datasets by name, each as a table with its dictionary of columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from extractor.datasets import conductivity, interface, synthesis
from extractor.datasets import records as generic
from extractor.datasets.columns import Column
from extractor.datasets.filters import Filters
from extractor.errors import UsageError
from extractor.properties import load_properties
from extractor.records import Record
from extractor.store import Store

TITLES = {
    "thermal-interface": "Interfacial thermal resistances with descriptors of both sides",
    "li-conductivity": "Lithium electrolytes: route, structure and conductivities of samples",
    "synthesis": "Processing steps of materials in the order of their routes",
}


@dataclass(frozen=True)
class Dataset:
    """A table, what its columns are, tables beside it (name → table), what else its card should say, and the records that a generic table is made of."""

    name: str
    table: pd.DataFrame
    columns: dict[str, Column]
    beside: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    records: Sequence[Record] = ()

    @property
    def title(self) -> str:
        return TITLES.get(self.name, f"Records of {self.name.replace('_', ' ')}")


def dataset_names() -> list[str]:
    return [*TITLES, *generic.FAMILIES, *load_properties(), "all"]


def dataset(store: Store, name: str, filters: Filters | None = None, starters: Iterable[Path] = ()) -> Dataset:
    """A dataset by its name. `starters` are folders of facts that people read: corpora/obelix, corpora/interfaces, corpora/li-samples.

    Raises UsageError for a name that is none, and for a folder without tables.
    """
    filters, folders = filters or Filters(), list(starters)
    for folder in folders:
        if not any((folder / table).exists() for table in ("obelix.csv", "interfaces.csv", "samples.csv")):
            raise UsageError(f"{folder}: no starter data there; the folders corpora/obelix, corpora/interfaces and corpora/li-samples of the project hold some")
    if name == "thermal-interface":
        table = interface.thermal_interface(store, filters, next((folder for folder in folders if (folder / "interfaces.csv").exists()), None))
        return Dataset(name, table, interface.COLUMNS, {"descriptors": interface.descriptor_sources(table)})
    if name == "li-conductivity":
        table = conductivity.li_conductivity(store, filters, folders)
        return Dataset(name, table, conductivity.columns(table))
    if name == "synthesis":
        return Dataset(name, synthesis.synthesis(store), synthesis.COLUMNS)
    properties = generic.FAMILIES.get(name) or ((name,) if name in load_properties() else None)
    if properties is None and name != "all":
        raise UsageError(f"{name}: no such dataset; there are {', '.join(dataset_names())}")
    found = generic.records(store, filters, properties)
    return Dataset(name, generic.to_frame(found), generic.COLUMNS, records=found)
