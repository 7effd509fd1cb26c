"""`kaimen coverage`: how much of chemical space has data."""

from __future__ import annotations

from collections.abc import Hashable
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import console
from extractor.cli.export import Measured, MinConfidence, Own, Reviewed, Starter
from extractor.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from extractor.studies.report import Report

EPILOG = """[bold]Examples[/bold]

kaimen coverage --db kaimen.db

kaimen coverage --property ionic_conductivity --starter corpora/obelix --html coverage.html --db kaimen.db

kaimen coverage --to csv --db kaimen.db > coverage.csv"""
_BAR = 16


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    app.command("coverage", epilog=EPILOG)(coverage)


def coverage(
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    property: Annotated[list[str] | None, typer.Option("--property", metavar="NAME", help="Only this property. May be given several times.")] = None,
    starter: Starter = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with tables and figures to this file.")] = None,
    to: Annotated[Format, typer.Option("--to", help="What is printed: a table for people, or CSV.")] = Format.TABLE,
    reviewed: Reviewed = False,
    min_confidence: MinConfidence = 0.0,
    measured: Measured = False,
    own: Own = False,
) -> None:
    """Tell how many unary … quinary chemical systems have data, by property, and which share of all systems and of known ones that is."""
    from extractor.datasets import Filters
    from extractor.datasets import coverage as found_in
    from extractor.properties import load_properties
    from extractor.store import Store

    for name in property or ():
        if name not in load_properties():
            raise UsageError(f"{name}: no such property; there are {', '.join(load_properties())}")
    store, filters, folders = Store.open(db, create=False), Filters(reviewed, min_confidence, measured, own), starter or []
    found = found_in.coverage(store, filters, folders, property or ())
    if to is Format.CSV:
        typer.echo(found.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        _print(found)
    if html:
        if find_spec("matplotlib") is None:
            raise UsageError("--html needs matplotlib: pip install 'kaimen[study]'")
        _page(found, found_in.materials(store, filters, folders), found_in.class_pairs(store, filters, folders), property or []).write(html)
        if to is Format.TABLE:
            console.print(f"page → {html}", soft_wrap=True, markup=False)


def _print(found: pd.DataFrame) -> None:
    """One property, or all together, in full with bars; then a line for each property."""
    from rich.table import Table

    from extractor.datasets.coverage import ARITIES

    whole = found[found["property"] == _whole(found)]
    table = Table("", "with data", "of all", "share", "of known", "share", "", title=_whole(found).replace("_", " "), title_justify="left", show_edge=False)
    for column in table.columns[1:6]:
        column.justify = "right"
    for row in whole.to_dict("records"):
        possible = f"{row['possible']:,}".replace(",", " ")
        table.add_row(ARITIES[row["elements"] - 1], str(row["systems"]), possible, _share(row["share"]), f"{row['known_systems']} of {row['known']}", _share(row["known_share"]), _bar(row["known_share"]))
    console.print(table)
    if len(found) > len(whole):
        lines = Table("property", *ARITIES, title="systems with data (share of the known ones)", title_justify="left", show_edge=False)
        for name, part in found.groupby("property", sort=False):
            if name != _whole(found):
                lines.add_row(str(name).replace("_", " "), *map(_cell, part.to_dict("records")))
        console.print("", lines)
    console.print(f"\n{_explained()}", style="dim", markup=False)


def _whole(found: pd.DataFrame) -> str:
    from extractor.datasets.coverage import ANY

    return ANY if ANY in set(found["property"]) else str(found["property"].iloc[0])


def _cell(row: dict[Hashable, Any]) -> str:
    return f"{row['systems']} ({_share(row['known_share'])})" if row["known_systems"] else str(row["systems"] or "–")


def _share(share: float) -> str:
    """Two digits; a power of ten for less than one in ten thousand.

    >>> _share(0.237), _share(0.0000071), _share(0)
    ('24 %', '7e-06', '0')
    """
    return "0" if not share else f"{share * 100:.2g} %" if share >= 1e-4 else f"{share:.0e}"


def _bar(share: float) -> str:
    return "█" * round(share * _BAR) or ("▏" if share else "")


def _explained() -> str:
    from extractor.datasets.coverage import ELEMENT_SET

    return (
        f"A chemical system is a set of elements. All: of the {len(ELEMENT_SET)} elements from H to Bi without noble gases, Tc and Pm. Known: systems of compounds in Kaimen's registry and handbook; "
        "of four and more elements these are mostly lithium electrolytes, so that there a high share says little of chemistry at large. Of an interface each side counts."
    )


def _page(found: pd.DataFrame, told: pd.DataFrame, pairs: pd.DataFrame, properties: list[str]) -> Report:
    """The same as a page, with figures."""
    from extractor.datasets import coverage as counts
    from extractor.datasets import maps
    from extractor.studies.report import Report

    told = told[told["property"].isin(properties)] if properties else told
    page = Report("How much of chemical space has data")
    page.text(_explained())
    page.heading("Chemical systems by number of elements")
    page.figure(maps.systems_figure(found), "Left: systems that are possible, that known compounds have, and with data (logarithmic). Right: share of the known systems with data, by property.")
    page.heading("Elements")
    page.figure(maps.element_map(counts.elements_of(told), f"{told['formula'].nunique()} different compounds with data"), "How many compounds with data hold an element. Grey: none; white: not counted.")
    if not properties or "interfacial_thermal_resistance" in properties:
        page.heading("Interfaces by bonding class of both sides")
        page.text(f"{(pairs['pairs'] > 0).sum()} of {len(pairs)} pairs of classes have data: {pairs['pairs'].sum()} different pairs of compounds in {pairs['rows'].sum()} rows.")
        page.figure(maps.class_figure(pairs), "Different pairs of compounds with data.")
    page.heading("All figures")
    page.table(found)
    return page
