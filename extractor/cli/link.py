"""`kaimen link`: the store's compounds in public databases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from extractor.cli.console import console, errors, printable
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.compounds.optimade import Database, Match, OptimadeClient
    from extractor.store import Store
    from extractor.store.links import Compound

EPILOG = """[bold]Examples[/bold]

kaimen link --optimade mp --optimade cod --db kaimen.db

kaimen link --optimade mp,oqmd,jarvis --limit 50 --dry-run

kaimen link --optimade mine=http://127.0.0.1:5000 --rate 20

Names: aflow, alexandria, alexandria-pbesol, cod, jarvis, mp (Materials Project), mpds, nomad, oqmd, tcod; and all that https://providers.optimade.org lists."""
#: After so many failures in a row a database is left in peace.
MAX_FAILURES = 3


def register(app: typer.Typer) -> None:
    app.command("link", epilog=EPILOG)(link)


@dataclass
class _Tally:
    """What came of one database."""

    before: int = 0
    same: int = 0
    near: int = 0
    nothing: int = 0
    unknown: int = 0
    failed: int = 0
    not_asked: int = 0
    failures_in_row: int = 0
    told: set[str] = field(default_factory=set)

    def count(self, matches: Sequence[Match]) -> None:
        self.failures_in_row = 0
        if any(match.exact for match in matches):
            self.same += 1
        elif matches:
            self.near += 1
        else:
            self.nothing += 1


def link(
    optimade: Annotated[list[str], typer.Option(metavar="NAME|URL|NAME=URL", help="A database; more by repeating the option or by commas.")],
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    limit: Annotated[int | None, typer.Option(min=1, help="Ask for at most so many compounds, the most measured first.")] = None,
    rate: Annotated[float, typer.Option(min=0.01, help="Requests a second to each host; answers from the cache cost none.")] = 2.0,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds of silence after which a server is given up.")] = 20.0,
    cache: Annotated[Path | None, typer.Option(help="File that keeps answers for 30 days; default: in your cache folder.", show_default=False)] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the cache alone.")] = False,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask again what was asked before, also where the cache knows.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be asked of the databases, and ask and store nothing.")] = False,
) -> None:
    """Find the store's compounds in databases that speak OPTIMADE, and store their ids there.

    What was asked before, found or not, is not asked again. A database that fails gets one line; the
    others go on (exit code 1).
    """
    from extractor.compounds.optimade import OptimadeClient, Settings
    from extractor.store import Store
    from extractor.store.links import lookups, to_ask

    if offline and refresh:
        raise UsageError("--refresh asks the databases again, and --offline asks none; give one of them")
    store = Store.open(db, create=False)
    with OptimadeClient(Settings(rate, timeout, cache, offline, refresh)) as client:
        names = dict.fromkeys(name.strip() for text in optimade for name in text.split(","))
        databases = {database.name: database for name in names for database in client.databases(name)}
        compounds = to_ask(store, list(databases), limit=limit, again=refresh)
        if dry_run:
            _plan(databases.values(), compounds)
            return
        before = {} if refresh else lookups(store)
        tallies = {name: _Tally(before.get(name, 0)) for name in databases}
        _ask_all(store, client, databases, compounds, tallies)
    store.close()
    _summary(databases.values(), tallies, db)
    if any(tally.failed for tally in tallies.values()):
        raise typer.Exit(1)


def _ask_all(store: Store, client: OptimadeClient, databases: dict[str, Database], compounds: Sequence[Compound], tallies: dict[str, _Tally]) -> None:
    from extractor.compounds.optimade import NotCached, OptimadeError
    from extractor.store.links import save_lookup

    progress = Progress(
        SpinnerColumn(), TextColumn("[progress.description]{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=errors, transient=True, disable=not errors.is_terminal,
    )
    with progress:
        task = progress.add_task("Asking", total=sum(len(compound.databases) for compound in compounds))
        for compound in compounds:
            for name in compound.databases:
                progress.update(task, description=printable(f"{name}: {compound.id}")[:40])
                tally = tallies[name]
                try:
                    if tally.failures_in_row >= MAX_FAILURES:
                        tally.not_asked += 1
                    else:
                        matches = client.find(databases[name], compound.formula, compound.phase)
                        save_lookup(store, compound.id, name, matches, databases[name].versioned)
                        tally.count(matches)
                except NotCached:
                    tally.unknown += 1
                except OptimadeError as error:
                    _fail(tally, name, compound.id, str(error))
                progress.advance(task)


def _fail(tally: _Tally, name: str, compound: str, reason: str) -> None:
    """Tells each reason once, since a server in trouble gives the same for every compound."""
    tally.failed += 1
    tally.failures_in_row += 1
    if reason not in tally.told:
        tally.told.add(reason)
        errors.print(printable(f"{name}: {compound}: {reason}"), markup=False, soft_wrap=True)
    if tally.failures_in_row == MAX_FAILURES:
        errors.print(printable(f"{name}: left out of this run after {MAX_FAILURES} failures in a row; the same command goes on later"), markup=False, soft_wrap=True)


def _plan(databases: Iterable[Database], compounds: Sequence[Compound]) -> None:
    from extractor.compounds.optimade import same_formula_filter

    for database in databases:
        wanted = [compound for compound in compounds if database.name in compound.databases]
        console.print(f"{database.name}: {len(wanted)} compounds to ask of {database.url}", soft_wrap=True, markup=False)
        for compound in wanted[:5]:
            console.print(f"  {same_formula_filter(compound.formula) or compound.formula}", soft_wrap=True, markup=False)
        if len(wanted) > 5:
            console.print(f"  … and {len(wanted) - 5} more")


def _summary(databases: Iterable[Database], tallies: dict[str, _Tally], db: Path) -> None:
    columns = {
        "asked before": "before", "same formula": "same", "near only": "near", "nothing": "nothing", "not in cache": "unknown",
        "failed": "failed", "not asked": "not_asked",
    }
    shown = [title for title, name in columns.items() if name in ("same", "near", "nothing") or any(getattr(t, name) for t in tallies.values())]
    table = Table(title=f"compounds → {db}", title_justify="left", show_edge=False)
    table.add_column("database")
    for title in shown:
        table.add_column(title, justify="right")
    for database in databases:
        tally = tallies[database.name]
        table.add_row(printable(database.name), *(str(getattr(tally, columns[title])) for title in shown))
    console.print(table)
