"""`kaimen export`: datasets as files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.console import console
from extractor.errors import UsageError

EPILOG = """[bold]Examples[/bold]

kaimen export thermal-interface --db kaimen.db

kaimen export li-conductivity --starter corpora/obelix --to parquet --db kaimen.db

kaimen export conductivity --to xlsx --reviewed --measured --min-temperature 290 --max-temperature 310

kaimen export --property relative_density --to jsonl --min-confidence 0.8"""


class Format(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"
    XLSX = "xlsx"


Starter = Annotated[list[Path] | None, typer.Option("--starter", help="Folder of facts that people read, to add: corpora/obelix, corpora/interfaces, corpora/li-samples. May be given several times.")]
Reviewed = Annotated[bool, typer.Option("--reviewed", help="Only what a person accepted or corrected.")]
MinConfidence = Annotated[float, typer.Option(min=0, max=1, help="Leave out records below this confidence, unless a person accepted them.")]
Measured = Annotated[bool, typer.Option("--measured", help="Leave out what was calculated.")]
Own = Annotated[bool, typer.Option("--own", help="Leave out what a paper cites from another.")]
MinTemperature = Annotated[float | None, typer.Option(help="Lowest temperature, K.")]
MaxTemperature = Annotated[float | None, typer.Option(help="Highest temperature, K.")]


def register(app: typer.Typer) -> None:
    app.command("export", epilog=EPILOG)(export)


def export(
    dataset: Annotated[str | None, typer.Argument(help="thermal-interface, li-conductivity, synthesis, conductivity, sintering, a property's name, or all.")] = None,
    property: Annotated[str | None, typer.Option("--property", metavar="NAME", help="Records of one property, instead of a dataset.")] = None,
    to: Annotated[Format, typer.Option("--to", help="File format.")] = Format.CSV,
    out: Annotated[Path | None, typer.Option(help="File to write; default: DATASET.FORMAT here.")] = None,
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    starter: Starter = None,
    reviewed: Reviewed = False,
    min_confidence: MinConfidence = 0.0,
    measured: Measured = False,
    own: Own = False,
    min_temperature: MinTemperature = None,
    max_temperature: MaxTemperature = None,
) -> None:
    """Write a dataset in SI units, with its sources. Rejected values stay out.

    Beside the file: its papers (.bib), a Croissant card (.croissant.json) and a page that explains every column (.md).
    """
    from extractor.datasets import Filters, export_dataset
    from extractor.store import Store

    name = property or dataset
    if name is None or (property and dataset):
        raise UsageError("name a dataset or give --property, one of the two; `kaimen export --help` lists them")
    target = out or Path(f"{name}.{to.value}")
    filters = Filters(reviewed, min_confidence, measured, own, min_temperature, max_temperature)
    found = export_dataset(Store.open(db, create=False), name, to.value, target, filters, starter or ())
    origins = ", ".join(f"{number} {origin}" for origin, number in found.table["origin"].value_counts(sort=False).items()) if "origin" in found.table else ""
    console.print(f"{len(found.table)} rows{f' ({origins})' if origins else ''} → {target}, its papers → {target.with_suffix('.bib')}, its card → {target.with_suffix('.croissant.json')} and {target.with_suffix('.md')}", soft_wrap=True, markup=False)
