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

kaimen export --property relative_density --to jsonl --min-confidence 0.8

kaimen export li-conductivity --split system --folds 5 --seed 0 --db kaimen.db

kaimen export thermal-interface --split paper --test-share 0.2 --db kaimen.db"""
CHECK_EPILOG = """[bold]Examples[/bold]

kaimen check-split li-conductivity.csv

kaimen check-split mine.parquet --column part --by system --db kaimen.db"""


class Format(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"
    XLSX = "xlsx"


class Grouping(StrEnum):
    PAPER = "paper"
    SYSTEM = "system"
    FAMILY = "family"
    YEAR = "year"
    CLUSTER = "cluster"


Starter = Annotated[list[Path] | None, typer.Option("--starter", help="Folder of facts that people read, to add: corpora/obelix, corpora/interfaces, corpora/li-samples. May be given several times.")]
Reviewed = Annotated[bool, typer.Option("--reviewed", help="Only what a person accepted or corrected.")]
MinConfidence = Annotated[float, typer.Option(min=0, max=1, help="Leave out records below this confidence, unless a person accepted them.")]
Measured = Annotated[bool, typer.Option("--measured", help="Leave out what was calculated.")]
Own = Annotated[bool, typer.Option("--own", help="Leave out what a paper cites from another.")]
MinTemperature = Annotated[float | None, typer.Option(help="Lowest temperature, K.")]
MaxTemperature = Annotated[float | None, typer.Option(help="Highest temperature, K.")]


def register(app: typer.Typer) -> None:
    app.command("export", epilog=EPILOG)(export)
    app.command("check-split", epilog=CHECK_EPILOG)(check_split)


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
    split: Annotated[Grouping | None, typer.Option(help="Add a column that splits the rows so that no paper, no fact and no group stands on two sides: `fold`, or `split` with --test-share.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="Number of folds.")] = 5,
    seed: Annotated[int, typer.Option(help="Another seed gives another split.")] = 0,
    test_share: Annotated[float | None, typer.Option(help="Split into train, valid and test instead of folds; valid and test get this share each.")] = None,
) -> None:
    """Write a dataset in SI units, with its sources. Rejected values stay out.

    Beside the file: its papers (.bib), a Croissant card (.croissant.json) and a page that explains every column (.md).
    """
    from extractor.datasets import Filters, Split, export_dataset
    from extractor.store import Store

    name = property or dataset
    if name is None or (property and dataset):
        raise UsageError("name a dataset or give --property, one of the two; `kaimen export --help` lists them")
    if split is None and test_share is not None:
        raise UsageError("--test-share needs --split, which says what must not be parted: paper, system, family, year or cluster")
    how = Split(split.value, folds, seed, test_share) if split else None
    target = out or Path(f"{name}.{to.value}")
    filters = Filters(reviewed, min_confidence, measured, own, min_temperature, max_temperature)
    found = export_dataset(Store.open(db, create=False), name, to.value, target, filters, starter or (), how)
    origins = ", ".join(f"{number} {origin}" for origin, number in found.table["origin"].value_counts(sort=False).items()) if "origin" in found.table else ""
    console.print(f"{len(found.table)} rows{f' ({origins})' if origins else ''} → {target}, its papers → {target.with_suffix('.bib')}, its card → {target.with_suffix('.croissant.json')} and {target.with_suffix('.md')}", soft_wrap=True, markup=False)
    if how:
        parts = ", ".join(f"{part} {number}" for part, number in found.table[how.column].value_counts().sort_index().items())
        console.print(f"split {how.told()}, none leaks; rows by {how.column}: {parts}", soft_wrap=True, markup=False)


def check_split(
    file: Annotated[Path, typer.Argument(help="A dataset of `kaimen export` with a column that splits it: csv, parquet, jsonl or xlsx.")],
    column: Annotated[str | None, typer.Option(help="The column; default: `fold` or `split`.")] = None,
    by: Annotated[Grouping, typer.Option(help="What must not be parted, besides papers and facts told twice.")] = Grouping.PAPER,
    db: Annotated[Path | None, typer.Option(help="The store that the dataset is from: then also what its papers cite of each other is held together.")] = None,
) -> None:
    """Check a split that you made or changed: exit code 2 and the first rows that leak, if it does."""
    from extractor.datasets import check_leak, related
    from extractor.datasets.formats import read_table
    from extractor.store import Store

    table = read_table(file)
    name = column or next((name for name in ("fold", "split") if name in table), "fold")
    check_leak(table, name, by.value, related(Store.open(db, create=False)) if db else ())
    console.print(f"{file}: {len(table)} rows in {table[name].nunique()} parts by {name}; no paper, fact or group ({by.value}) stands in two", soft_wrap=True, markup=False)
