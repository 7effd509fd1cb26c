"""`kaimen check`: what cannot be right in a store."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from extractor.cli.console import console, errors, printable

EPILOG = """[bold]Examples[/bold]

kaimen check --db kaimen.db

kaimen check --db kaimen.db --kind impossible --kind unit-slip

kaimen check --db kaimen.db --format jsonl | jq .subject"""


class Kind(StrEnum):
    DAMAGED = "damaged"
    IMPOSSIBLE = "impossible"
    UNIT_SLIP = "unit-slip"
    DUPLICATE = "duplicate"
    CONTRADICTION = "contradiction"
    UNLINKED = "unlinked"
    ORPHAN = "orphan"


class Format(StrEnum):
    TEXT = "text"
    JSONL = "jsonl"


def register(app: typer.Typer) -> None:
    app.command("check", epilog=EPILOG)(check)


def check(
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    kind: Annotated[list[Kind] | None, typer.Option(help="Only this kind; may be given again. Default: all.")] = None,
    to: Annotated[Format, typer.Option("--format", help="Lines for people, or one JSON object a finding.")] = Format.TEXT,
) -> None:
    """Look for impossible values, slips of units by 10^3, duplicates, contradictions, unlinked compounds and decisions whose record is gone, one line each.

    Nothing is changed. Exit code 1 if there is a finding.
    """
    from extractor.store import Store
    from extractor.store.checks import check as findings_of

    counts: Counter[str] = Counter()
    store = Store.open(db, create=False)
    for finding in findings_of(store, tuple(kind or ())):
        counts[finding.kind] += 1
        if to is Format.JSONL:
            typer.echo(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            console.print(Text.assemble((f"{finding.kind:<14}", "yellow"), (f"{printable(finding.subject)}  ", "dim"), printable(finding.message)), soft_wrap=True)
    store.close()
    errors.print(", ".join(f"{number} {name}" for name, number in counts.items()) if counts else f"{db}: nothing found")
    if counts:
        raise typer.Exit(1)
