"""`kaimen study`: models trained on a dataset, with a page that says how far they can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from extractor.cli import study_li
from extractor.cli.console import console, errors, folder_for, printable
from extractor.cli.export import Measured, MinConfidence, Own, Starter

if TYPE_CHECKING:
    import pandas as pd

    from extractor.studies.thermal_interface import Study, Watch

group = typer.Typer(name="study", help="Train models on a dataset and say how far they can be trusted.", no_args_is_help=True)

THERMAL = """[bold]Examples[/bold]

kaimen study thermal-interface --db kaimen.db --starter corpora/interfaces

kaimen study thermal-interface --starter corpora/interfaces --measured --domain --out figures

kaimen study thermal-interface --starter corpora/interfaces --model ridge --model xgboost --no-screening"""


def register(app: typer.Typer) -> None:
    study_li.register(group)
    app.add_typer(group)


@contextmanager
def watched() -> Iterator[Watch]:
    """A bar a step on standard error; call what it gives with a step's name, how much of it is done, and how much there is."""
    bars: dict[str, TaskID] = {}
    progress = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=errors)

    def watch(step: str, done: int, total: int) -> None:
        progress.start()  # with the first step, so that an error before it stands alone
        if step not in bars:
            bars[step] = progress.add_task(step, total=total)
        progress.update(bars[step], completed=done)

    try:
        yield watch
    finally:
        if bars:
            progress.stop()


@group.command("thermal-interface", epilog=THERMAL)
def thermal_interface(
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    starter: Starter = None,
    out: Annotated[Path, typer.Option(help="Folder for the page and the table of the screening.")] = Path(),
    domain: Annotated[bool, typer.Option("--domain", help="Also show the error inside and outside the known material space, and whether the intervals hold.")] = False,
    screening: Annotated[bool, typer.Option("--screening/--no-screening", help="Predict all pairs of the registry's described compounds.")] = True,
    model: Annotated[list[str] | None, typer.Option("--model", metavar="NAME", help="Compare only this baseline (ridge, 'gaussian process', 'random forest', 'least-squares boosting', xgboost). May be given several times.")] = None,
    min_confidence: MinConfidence = 0.5,
    measured: Measured = False,
    own: Own = False,
) -> None:
    """What predicts interfacial thermal resistance: baselines, acoustic and diffuse mismatch, tested on papers, pairs and materials that they did not see.

    Writes thermal-interface.html and, of the screening, thermal-interface-screening.csv.
    """
    from extractor.datasets import Filters, dataset
    from extractor.store import Store
    from extractor.studies.thermal_interface import study

    filters = Filters(min_confidence=min_confidence, measured=measured, own=own)
    store = Store.open(db, create=False)
    table = dataset(store, "thermal-interface", filters, starter or ()).table
    store.close()
    folder = folder_for(out)
    screened = folder / "thermal-interface-screening.csv" if screening else None
    with watched() as watch:
        found = study(table, models=model or (), screened=screened, watch=watch)
    _print(found, domain)
    from extractor.studies.thermal_report import page

    words = {"min_confidence": f"a confidence of at least {min_confidence:g} or accepted by people", "measured": "measured, not calculated", "own": "of the paper's own"}
    chosen = "; ".join(words[name] for name in filters.told())
    target = folder / "thermal-interface.html"
    page(found, f"Taken from the store: what was not rejected{f' ({chosen})' if chosen else ''}.").write(target)
    console.print(f"The page → {target}{f'; all screened pairs → {screened}' if screened else ''}", soft_wrap=True, markup=False)


def _print(found: Study, domain: bool) -> None:
    from extractor.studies import thermal_report as shown

    told("", *shown.words(found))
    print_table(shown.short_scores(found), "RMSE of log₁₀ R and R², by what was held out")
    print_table(shown.short_physics(found), "Beside physics: measured rows whose solids have known sound speeds")
    told(shown.physics_words(found))
    if domain:
        print_table(shown.short_domain(found), "Inside and outside the known material space")
        told(shown.domain_words(found), shown.coverage_words(found))
    if found.screening:
        print_table(shown.shown_screening(found.screening.highest_inside.head(10)), "Highest resistances inside the domain, m² K/GW")
        told(shown.screening_words(found))


def told(*paragraphs: str) -> None:
    for paragraph in paragraphs:
        console.print(paragraph + "\n" if paragraph else "", markup=False)


def print_table(frame: pd.DataFrame, title: str) -> None:
    """A table for a person; numbers stand right."""
    table = Table(title=title, title_justify="left", show_edge=False)
    for name in frame.columns:
        numeric = frame[name].dtype.kind in "fi"
        table.add_column(str(name), justify="right" if numeric else "left")
    for row in frame.itertuples(index=False):
        table.add_row(*(("" if value != value else f"{value:.4g}") if isinstance(value, float) else printable(str(value)) for value in row))  # noqa: PLR0124, NaN alone differs from itself
    console.print(table, "")
