"""`kaimen show`: values of a paper, a compound or a property, with their sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from extractor.cli.console import console, print_measurement
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.store import Store

EPILOG = """[bold]Examples[/bold]

kaimen show --db kaimen.db

kaimen show ionic_conductivity --db kaimen.db

kaimen show LLZO --db kaimen.db --min-confidence 0.8

kaimen show 10.3390/ma11010040 --db kaimen.db

kaimen show "grain boundary" --db kaimen.db"""


def register(app: typer.Typer) -> None:
    app.command("show", epilog=EPILOG)(show)


def show(
    what: Annotated[str | None, typer.Argument(help="A property, a compound (formula or name), a paper (DOI, id, file), or words of a sentence. Nothing: what there is.")] = None,
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    limit: Annotated[int, typer.Option(min=1, help="At most so many values.")] = 30,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out values below this confidence.")] = 0.0,
) -> None:
    """Show stored values with the sentence that each came from."""
    from extractor.store import Store
    from extractor.store.queries import search

    store = Store.open(db, create=False)
    if what is None:
        _overview(store)
        return
    kind, rows = search(store, what)
    rows = [row for row in rows if row["confidence"] >= min_confidence]
    if not rows:
        raise UsageError(f"nothing about {what!r} in {db}; `kaimen show --db {db}` lists what there is")
    console.print(Text(f"{what}: {kind}, {len(rows)} values" + (f", the first {limit}" if len(rows) > limit else ""), style="bold"))
    for row in rows[:limit]:
        print_measurement(row)


def _overview(store: Store) -> None:
    from extractor.store.queries import counts

    table = Table(title=store.path, title_justify="left", show_edge=False)
    table.add_column("property")
    table.add_column("values", justify="right")
    for name, number in counts(store).items():
        table.add_row(name, str(number))
    papers = store.db.execute("SELECT status, count(*) FROM papers GROUP BY status").fetchall()
    console.print(table)
    console.print("papers: " + ", ".join(f"{number} {status}" for status, number in papers))
