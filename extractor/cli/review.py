"""`kaimen review`: the records that a person should look at first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from extractor.cli.console import console, print_measurement, printable

EPILOG = """[bold]Examples[/bold]

kaimen review --db kaimen.db

kaimen review --db kaimen.db --property ionic_conductivity --limit 50

kaimen review --db kaimen.db --links"""


def register(app: typer.Typer) -> None:
    app.command("review", epilog=EPILOG)(review)


def review(
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    property: Annotated[str | None, typer.Option("--property", help="Only this property.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many records.")] = 20,
    links: Annotated[bool, typer.Option("--links", help="List names of materials instead that no compound was surely found for.")] = False,
) -> None:
    """List the undecided records, the least certain first. (Deciding comes with the review screen.)"""
    from extractor.store import Store
    from extractor.store.queries import pending, uncertain_links

    store = Store.open(db, create=False)
    if links:
        for link in uncertain_links(store, limit=limit):
            place = link["doi"] or link["paper_id"]
            console.print(Text.assemble((printable(link["mention"]), "bold cyan"), f"  may be {link['compound_id']} ({link['method']}, {link['score']:.2f})  ", (printable(place), "dim")))
        return
    rows = pending(store, limit=limit, property_name=property)
    if not rows:
        console.print("Nothing to review.")
        return
    for row in rows:
        print_measurement(row, identify=True)
