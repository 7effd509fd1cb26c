"""Kaimen from Python: a store's datasets as pandas tables and as scikit-learn takes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from extractor.datasets import Dataset, Filters, Split, dataset, dataset_names, related, split
from extractor.datasets.coverage import coverage
from extractor.datasets.matrix import XY, xy
from extractor.store import Store

if TYPE_CHECKING:
    from types import TracebackType

    import pandas as pd


class Chosen(TypedDict, total=False):
    """Filters, as `kaimen export` has them; temperatures in K. Rejected values never come."""

    reviewed: bool
    min_confidence: float
    measured: bool
    own: bool
    min_temperature: float | None
    max_temperature: float | None


class DataStore:
    """A store that is open for reading, as `open_store` gives it; a context manager closes it.

    `starters` are folders of facts that people read, to add: corpora/obelix, corpora/interfaces, corpora/li-samples.
    """

    def __init__(self, path: str | Path) -> None:
        self.store = Store.open(path, create=False)

    def __enter__(self) -> DataStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Kaimen store {self.store.path}>"

    def close(self) -> None:
        self.store.close()

    def names(self) -> list[str]:
        """Names of the datasets: thermal-interface, li-conductivity, synthesis, families of properties, properties, all."""
        return dataset_names()

    def dataset(self, name: str, *, starters: Iterable[str | Path] = (), how: Split | None = None, **filters: Unpack[Chosen]) -> pd.DataFrame:
        """A dataset as a table, one row a fact, in SI units; with `how` it has a column `fold` or `split`, which does not leak.

        Raises UsageError for a name that is none, and for a folder without tables.
        """
        found = self._found(name, starters, filters).table
        return split(found, how, related(self.store)) if how else found

    def columns(self, name: str, *, starters: Iterable[str | Path] = (), **filters: Unpack[Chosen]) -> pd.DataFrame:
        """What the columns of a dataset are: name, kind, unit, meaning."""
        import pandas as pd

        found = self._found(name, starters, filters)
        rows = [(column, told.kind, told.unit, told.meaning) for column, told in found.columns.items() if column in found.table]
        return pd.DataFrame(rows, columns=["column", "kind", "unit", "meaning"])

    def xy(self, name: str, target: str | None = None, *, by: str = "paper", log10: bool = False, starters: Iterable[str | Path] = (), **filters: Unpack[Chosen]) -> XY:
        """(X, y, groups) for scikit-learn: descriptors with NaN where none is known, the target, and a number a row for GroupKFold.

        Rows of one group are of one paper, tell one fact, or are of one chemical system or family (`by`: paper, system, family, year, cluster).
        """
        return xy(self._found(name, starters, filters), target, by, related(self.store), log10=log10)

    def coverage(self, *, starters: Iterable[str | Path] = (), **filters: Unpack[Chosen]) -> pd.DataFrame:
        """How many unary … quinary chemical systems have data, by property, and which share of all that are that is."""
        return coverage(self.store, Filters(**filters), [Path(folder) for folder in starters])

    def _found(self, name: str, starters: Iterable[str | Path], filters: Chosen) -> Dataset:
        return dataset(self.store, name, Filters(**filters), [Path(folder) for folder in starters])


def open_store(path: str | Path) -> DataStore:
    """Open a store that `kaimen ingest` made.

    Raises StoreError if it is not there or is no store.

    >>> import tempfile
    >>> from extractor.ingest import ingest
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "garnet.txt").write_text("The ionic conductivity of Li7La3Zr2O12 was 3.2e-4 S/cm at 25 °C. Its pellets were sintered at 1230 °C for 36 h.", encoding="utf-8")
    >>> made = Store.open(folder / "kaimen.db")
    >>> [event.records.total() for event in ingest([folder / "garnet.txt"], made)]
    [3]
    >>> made.close()

    >>> from extractor import open_store
    >>> with open_store(folder / "kaimen.db") as store:
    ...     table = store.dataset("li-conductivity")
    ...     X, y, groups = store.xy("li-conductivity", log10=True)
    >>> table[["formula", "total_conductivity", "sintering_temperature"]].to_dict("records")
    [{'formula': 'Li7La3Zr2O12', 'total_conductivity': 0.032, 'sintering_temperature': 1503.15}]
    >>> X["x_Li"].round(3).tolist(), y.round(3).tolist(), groups.tolist()
    ([0.292], [-1.495], [0])
    """
    return DataStore(path)
