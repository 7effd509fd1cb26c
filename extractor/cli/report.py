"""`kaimen report`: how right the extraction is, from the decisions of people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from extractor.cli.console import console, printable
from extractor.errors import UsageError

EPILOG = """[bold]Examples[/bold]

kaimen report --db kaimen.db

kaimen report --db kaimen.db --property ionic_conductivity

kaimen report --db kaimen.db --html report.html"""


def register(app: typer.Typer) -> None:
    app.command("report", epilog=EPILOG)(report_command)


def report_command(
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    property: Annotated[str | None, typer.Option("--property", help="Only this property.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page with plots to this file too.")] = None,
) -> None:
    """Precision by property, reader, rule, models and confidence, from the records that people decided.

    An accepted record was right; a corrected or rejected one was wrong. Intervals hold with 95 % (Wilson 1927).
    People are asked for doubtful records first: only `kaimen review --strategy random` gives shares of the whole store.
    """
    from extractor.review.report import decided_by, report, summary
    from extractor.review.report import html as page
    from extractor.store import Store

    store = Store.open(db, create=False)
    made = report(store, property=property)
    store.close()
    for line in filter(None, (summary(made), decided_by(made))):
        console.print(printable(line), markup=False, soft_wrap=True)
    for group, shares in made.groups.items():
        if not shares:
            continue
        # narrow enough for 80 columns with the longest property
        table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False)
        table.add_column(group, overflow="fold", min_width=30)
        for column in ("right", "precision", "95 %", "confidence"):
            table.add_column(column, justify="right", no_wrap=True)
        for share in shares:
            low, high = share.interval
            table.add_row(printable(share.name), f"{share.right} of {share.decided}", f"{share.precision:.2f}", f"{low:.2f}–{high:.2f}", f"{share.promised:.2f}")
        console.print()
        console.print(table)
    if html:
        try:
            html.write_text(page(made), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{html}: cannot be written ({error.strerror})") from None
