"""`kaimen export`: stored records as a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.console import console

EPILOG = """[bold]Examples[/bold]

kaimen export conductivity --to csv --db kaimen.db

kaimen export thermal-interface --to parquet --out itr.parquet --min-confidence 0.8"""


class Format(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"


def register(app: typer.Typer) -> None:
    app.command("export", epilog=EPILOG)(export)


def export(
    dataset: Annotated[str, typer.Argument(help="thermal-interface, conductivity, sintering, a property's name, or all.")],
    to: Annotated[Format, typer.Option("--to", help="File format.")] = Format.CSV,
    out: Annotated[Path | None, typer.Option(help="File to write; default: DATASET.FORMAT here.")] = None,
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out records below this confidence.")] = 0.0,
) -> None:
    """Write a dataset: one row a record, SI units, with source and evidence. Rejected records stay out.

    The sources go as BibTeX into a file of the same name with the suffix .bib.
    """
    from extractor.datasets import export_dataset
    from extractor.store import Store

    target = out or Path(f"{dataset}.{to.value}")
    number = export_dataset(Store.open(db, create=False), dataset, to.value, target, min_confidence)
    console.print(f"{number} records → {target}, their sources → {target.with_suffix('.bib')}", soft_wrap=True)
