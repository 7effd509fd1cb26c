"""`kaimen study li-conductivity`: what governs lithium conductivity in grains and at their boundaries."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import console, errors, folder_for, progress
from extractor.cli.export import MinConfidence, Reviewed, Starter
from extractor.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

EPILOG = """[bold]Examples[/bold]

kaimen study li-conductivity --starter corpora/obelix --starter corpora/li-samples --db kaimen.db --out study

kaimen study li-conductivity --starter corpora/obelix --domain --quick"""

#: Every held-out prediction, beside the report.
DOMAIN = "li-conductivity-domain.csv"


def register(group: typer.Typer) -> None:
    group.command("li-conductivity", epilog=EPILOG)(li_conductivity)


def li_conductivity(
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    starter: Starter = None,
    out: Annotated[Path, typer.Option(help="Folder for the report, li-conductivity.html, and the table of --domain.")] = Path(),
    domain: Annotated[bool, typer.Option("--domain", help="Also show the error inside and outside the known material space, and whether intervals hold; writes every held-out prediction to a CSV file.")] = False,
    reviewed: Reviewed = False,
    min_confidence: MinConfidence = 0.0,
    quick: Annotated[bool, typer.Option("--quick", help="A first look: few bootstraps and shuffles, too few to tell whether importances mean anything.")] = False,
) -> None:
    """What governs lithium conductivity: XGBoost for grain, grain boundary and total, with importances, their stability, and errors on unseen papers."""
    try:
        from extractor.studies import li_conductivity as studies
        from extractor.studies import li_domain, li_domain_report, li_report
    except ImportError as error:
        raise UsageError(f"{error.name} is not installed; install Kaimen with the extra study: pip install -e '.[study]'") from None
    from extractor.datasets import Filters, dataset
    from extractor.store import Store

    folder_for(out)
    with progress("Gathering samples …") as tell:
        table = dataset(Store.open(db, create=False), "li-conductivity", Filters(reviewed=reviewed, min_confidence=min_confidence), starter or ()).table
        found = studies.study(table, studies.Effort.quick() if quick else None, tell)
        space = li_domain.space(found, tell) if domain else None
        tell("Drawing the report …")
        report = li_report.page(found, space)
    report.write(out / "li-conductivity.html")
    if space and space.known:
        space.table().to_csv(out / DOMAIN, index=False)
    for part in found.samples.values():
        console.print(li_report.told(part), markup=False)
    for reason in found.too_few.values():
        errors.print(f"{reason}: no model", markup=False, soft_wrap=True)
    _print(li_report.table(found), "Papers that were not seen (errors of log10)")
    for model in found.models.values():
        for kind in ("weight", "gain", "shap"):
            console.print(f"{model.samples.name} by {kind}: {li_report.top(model, kind)}", markup=False)
    for paragraph in li_report.summary(found):
        console.print(f"\n{paragraph}", markup=False)
    if space:
        if space.known:
            console.print()
            _print(li_domain_report.short(space), "Inside and outside the known material space (errors of log10)", ("MAE", "RMSE", "in interval"))
        for paragraph in li_domain_report.words(space):
            console.print(f"\n{paragraph}", markup=False)
    console.print(f"\nReport → {out / 'li-conductivity.html'}{f'; every held-out prediction → {out / DOMAIN}' if space and space.known else ''}", markup=False, soft_wrap=True)


def _print(frame: pd.DataFrame, title: str, whole: Collection[str] = ()) -> None:
    """A table for a person; `whole` names columns that are never broken."""
    from rich.table import Table

    shown = Table(title=title, title_justify="left", show_edge=False)
    for name in frame.columns:
        shown.add_column(name, justify="right" if frame[name].dtype.kind in "if" else "left", no_wrap=name in whole)
    for row in frame.itertuples(index=False):
        shown.add_row(*(f"{value:.2f}" if isinstance(value, float) else str(value) for value in row))
    console.print(shown)
