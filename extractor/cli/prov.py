"""`kaimen prov`: where a measurement comes from, for machines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EPILOG = """[bold]Examples[/bold]

kaimen review --db kaimen.db   (prints ids)

kaimen prov 0e500350f18c52c2 --db kaimen.db > record.prov.json"""


def register(app: typer.Typer) -> None:
    app.command("prov", epilog=EPILOG)(prov)


def prov(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Measurements.")],
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
) -> None:
    """Print the provenance of measurements as W3C PROV-JSON: paper, sentence, run, software, reviewers."""
    from extractor.store import Store
    from extractor.store.provenance import prov_json

    typer.echo(prov_json(Store.open(db, create=False), ids))
