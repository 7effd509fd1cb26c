"""What the parts of the benchmark of batches share: the folder they work in, how a run is measured, how tables look."""

from __future__ import annotations

import sys
from pathlib import Path

from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from benchmarks.throughput_run import Measured, Plan, run_alone
from benchmarks.varied_papers import write_papers
from extractor.studies.report import svg

#: Wide where nobody looks, so that tables in a file or a log are whole.
console = Console(width=None if sys.stdout.isatty() else 150)
#: Mixed papers, in full and quick.
MIXED = (400, 10)


class Bench:
    """The folder of a run, its size, and where figures go."""

    def __init__(self, folder: Path, *, quick: bool, out: Path | None) -> None:
        self.folder, self.quick, self.out = folder, quick, out
        self.deck = 12 if quick else 100
        self._stores = 0

    def store(self) -> str:
        """A store that is not there yet."""
        self._stores += 1
        return str(self.folder / f"store-{self._stores}.db")

    def papers(self, name: str, number: int, formats: tuple[str, ...] = ()) -> Path:
        folder = self.folder / name
        if not folder.exists():
            for _ in write_papers(folder, number, size=self.deck, formats=formats):
                pass
        return folder

    def mixed(self) -> Path:
        return self.papers("mixed", MIXED[self.quick])

    def measure(self, folder: Path, workers: int, *, cache: Path | None = None, shards: bool = False) -> Measured:
        store = self.store()
        return run_alone(Plan(store, [str(folder)], workers, str(cache) if cache else None, f"{store}-shards" if shards else None))

    def draw(self, name: str, figure: Figure) -> None:
        if self.out:
            (self.out / f"{name}.svg").write_bytes(svg(figure))
            console.print(f"figure: {self.out / f'{name}.svg'}")


def table_of(*columns: str) -> Table:
    """A table whose first column is words, as is one that tells what a program does; the others are numbers."""
    table = Table(show_edge=False)
    for i, column in enumerate(columns):
        table.add_column(column, justify="right" if i and not column.startswith("what") else "left")
    return table


def show(title: str, table: Table, note: str = "") -> None:
    """A table with its title over the whole width, and what is to be said of it."""
    console.print(f"\n[bold]{title}[/bold]")
    console.print(table)
    if note:
        console.print(note, style="dim", markup=False)


def progress(text: str) -> None:
    console.print(f"{text} …", style="dim", markup=False)


def per_second(seconds: float) -> str:
    return f"{1 / seconds:.3g}" if seconds else "–"
