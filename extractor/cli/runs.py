"""`kaimen runs`: what each run did, what failed and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from extractor.cli.console import console
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.ingest.history import Run

EPILOG = """[bold]Examples[/bold]

kaimen runs --db kaimen.db

kaimen runs 3 --db kaimen.db

kaimen runs --html runs.html"""


def register(app: typer.Typer) -> None:
    app.command("runs", epilog=EPILOG)(runs)


def runs(
    number: Annotated[int | None, typer.Argument(metavar="[RUN]", help="Tell of this run, with every failure.", show_default=False)] = None,
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    html: Annotated[Path | None, typer.Option("--html", help="Write a page of all runs to this file.")] = None,
) -> None:
    """The runs of a store: papers, rate, failures by kind, seconds by stage."""
    from extractor.ingest import history
    from extractor.store import Store

    store = Store.open(db, create=False)
    found = history.runs(store)
    store.close()
    if html:
        try:
            html.write_text(history.page(found, db.name), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{html}: cannot be written ({error.strerror})") from None
    if number is not None:
        one = next((run for run in found if run.number == number), None)
        if one is None:
            raise UsageError(f"{db}: no run {number}; `kaimen runs --db {db}` lists them")
        return _tell(one)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False)
    for column in ("run", "took", "papers", "a second", "records"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("started (UTC)", no_wrap=True)
    table.add_column("failed")
    for run in found:
        failed = ", ".join(f"{len(failures)} {status}" for status, failures in run.reasons.items())
        rate = f"{run.rate:.1f}" if run.rate else "–"
        table.add_row(str(run.number), "broken off" if run.took is None else f"{run.took:.0f} s", str(run.papers), rate, str(run.records), run.started[:19].replace("T", " "), failed)
    console.print(table)


def _tell(run: Run) -> None:
    ended = "broken off" if run.took is None else f"{run.took:.0f} s"
    console.print(f"run {run.number}, {run.started[:19].replace('T', ' ')} UTC, {ended}: {run.papers} papers, {run.records} records", markup=False)
    console.print(f"Kaimen {run.version}, {run.engine}, workers: {run.workers}", markup=False)
    if run.seconds:
        console.print("seconds of the workers: " + ", ".join(f"{stage} {spent:.1f}" for stage, spent in run.seconds.items()), markup=False)
    for status, failures in run.reasons.items():
        console.print(f"\n{len(failures)} {status}", style="red", markup=False)
        for failure in failures:
            console.print(f"  {failure.uri}\n    {failure.error}", markup=False, soft_wrap=True)
    if run.slowest:
        console.print("\nwhat took longest")
        for slow in run.slowest:
            console.print(f"  {slow.seconds:7.2f} s  {slow.uri}", markup=False, soft_wrap=True)
