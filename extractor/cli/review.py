"""`kaimen review`: the review screen; without a terminal, a list of what to look at first; decisions by command."""

from __future__ import annotations

import getpass
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text

from extractor.cli.console import console, print_measurement, printable, share
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.store import Store
    from extractor.store.decisions import Decision

EPILOG = """[bold]Examples[/bold]

kaimen review --db kaimen.db

kaimen review --db kaimen.db --reviewer ann --property ionic_conductivity

kaimen review --db kaimen.db --web --papers papers

kaimen review --db kaimen.db --plain --limit 50

kaimen review --db kaimen.db --strategy least-certain

kaimen review --db kaimen.db --links

kaimen review accept 0e500350f18c52c2 7d2564365b4ee9c0 --db kaimen.db"""
_ACCEPT = """[bold]Example[/bold]

kaimen review accept 0e500350f18c52c2 --db kaimen.db"""
_REJECT = """[bold]Example[/bold]

kaimen review reject 0e500350f18c52c2 --reason "electronic, not ionic" --db kaimen.db"""
_EDIT = """[bold]Examples[/bold]

kaimen review edit 0e500350f18c52c2 material=Li7La3Zr2O12 temperature=298.15 --db kaimen.db

kaimen review edit 0e500350f18c52c2 "value=0.32 mS/cm" --db kaimen.db

kaimen review edit 751366c6ad6d454a side_a=Al --db kaimen.db"""
_LINK = """[bold]Examples[/bold]

kaimen review link LLZTO Li6.4La3Zr1.4Ta0.6O12 --paper 10.1016/j.ssi.2020.115338 --db kaimen.db

kaimen review link "our glass" none --paper glass.pdf --db kaimen.db"""
_UNDO = """[bold]Example[/bold]

kaimen review undo --db kaimen.db"""

_AGREEMENT = """[bold]Example[/bold]

kaimen review agreement --db kaimen.db"""
_CONFLICTS = """[bold]Example[/bold]

kaimen review conflicts --db kaimen.db"""
_SETTLE = """[bold]Examples[/bold]

kaimen review settle 0e500350f18c52c2 accept --reason "the table says so" --db kaimen.db

kaimen review settle 0e500350f18c52c2 edit temperature=298.15 --db kaimen.db"""

_EXPORT = """[bold]Examples[/bold]

kaimen review export-round ann.xlsx --reviewer ann --count 100 --days 14 --db kaimen.db

kaimen review export-round bob.csv --reviewer bob --property grain_size --db kaimen.db"""
_IMPORT = """[bold]Examples[/bold]

kaimen review import-round ann.xlsx --reviewer ann --db kaimen.db

kaimen review import-round ann.errors.xlsx --reviewer ann --db kaimen.db"""

Ids = Annotated[list[str], typer.Argument(metavar="ID…", help="Measurements; `kaimen review` and `kaimen show --ids` print them.")]
Db = Annotated[Path, typer.Option(help="The store.")]
Reviewer = Annotated[str, typer.Option(help="Who decides.", default_factory=getpass.getuser, show_default="your user name")]
Reason = Annotated[str, typer.Option(help="Why.")]
_WEB = "In the browser"
Order = Literal["useful", "least-certain", "uncertain", "random", "paper"]
Double = Annotated[float, typer.Option(min=0, max=1, help="Share of the records that two people decide.")]

review_app = typer.Typer(help="Look at the least certain records first, and decide: on a screen, or with the commands below.", invoke_without_command=True, epilog=EPILOG)


def register(app: typer.Typer) -> None:
    app.add_typer(review_app, name="review")


@review_app.callback(epilog=EPILOG)
def review(
    context: typer.Context,
    reviewer: Reviewer,
    db: Db = Path("kaimen.db"),
    property: Annotated[str | None, typer.Option("--property", help="Only this property.")] = None,
    web: Annotated[bool, typer.Option("--web", help="A page in the browser instead, with pictures of the papers' pages.", rich_help_panel=_WEB)] = False,
    papers: Annotated[list[Path] | None, typer.Option(help="Folder of the PDFs, again for another.", show_default="the store's folder", exists=True, file_okay=False, rich_help_panel=_WEB)] = None,
    host: Annotated[str, typer.Option(help="Address to listen on. Others than this machine need the token.", rich_help_panel=_WEB)] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any that is free.", rich_help_panel=_WEB)] = 8002,
    token: Annotated[str, typer.Option(help="Who opens the page must have it.", show_default="none here, a random one for another --host", rich_help_panel=_WEB)] = "",
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.", rich_help_panel=_WEB)] = True,
    limit: Annotated[int, typer.Option(min=1, help="At most so many records in the list.")] = 20,
    plain: Annotated[bool, typer.Option("--plain", help="List the records, as without a terminal; open no screen.")] = False,
    strategy: Annotated[Order, typer.Option(help="What comes first: the useful (doubtful, with many records of the same sample; papers in turn), the least certain, the uncertain, any, or paper by paper.")] = "useful",
    seed: Annotated[int, typer.Option(help="Of the random order.")] = 0,
    double: Double = 0.1,
    links: Annotated[bool, typer.Option("--links", help="List names instead that no compound was surely found for and that nobody decided on.")] = False,
) -> None:
    """Review the undecided records: on a screen (? there tells the keys), or as a list where there is no terminal."""
    if context.invoked_subcommand is not None:
        return
    from extractor.review.queue import Filters, Selection, pending_ids
    from extractor.store import Store
    from extractor.store.queries import find_measurements, uncertain_links

    store = Store.open(db, create=False)
    if web:
        from extractor.review.session import Session
        from extractor.review.web.server import serve

        store.close()
        begin = partial(Session, reviewer=reviewer, strategy=strategy, seed=seed, doubled=double)
        serve(db, begin, Selection(property=property or ""), host=host, port=port, token=token, folders=papers, open_browser=open_browser, tell=partial(console.print, soft_wrap=True, markup=False))
        return
    if links:
        names = uncertain_links(store, limit=limit)
        for row in names:
            perhaps = f"perhaps {row['compound_id']} ({row['method']}, {row['score']:.2f})" if row["compound_id"] else "nothing like it is known"
            number = f"{row['measurements']} measurement{'' if row['measurements'] == 1 else 's'}"
            console.print(Text.assemble((printable(row["mention"]), "bold cyan"), f"  {number}, {perhaps}  ", (printable(row["doi"] or row["file"]), "dim")))
        console.print("Decide: l on the screen, or `kaimen review link NAME COMPOUND --paper ID`." if names else "Every name is linked to a compound or decided.", markup=False)
        return
    if not plain and sys.stdin.isatty() and sys.stdout.isatty():
        from extractor.review.screen import ReviewApp

        ReviewApp(store, reviewer, Selection(property=property or ""), strategy=strategy, seed=seed, doubled=double).run(mouse=False)  # the terminal's own selecting and copying stays
        store.close()
        return
    keys = pending_ids(store, strategy, limit=limit, filters=Filters(property=property or "", reviewer=reviewer, doubled=double, seed=seed))
    if not keys:
        console.print("Nothing to review.")
    for key in keys:
        print_measurement(*find_measurements(store, where="id = :id", parameters={"id": key}), identify=True)


def _decide(db: Path, ids: list[str], decision: Decision, reviewer: str, reason: str) -> None:
    from extractor.store import Store
    from extractor.store.decisions import decide

    store = Store.open(db, create=False)
    for key in ids:
        decide(store, key, decision, reviewer, reason=reason)
        _told(store, key)
    store.close()


def _told(store: Store, key: str) -> None:
    from extractor.store.queries import find_measurements

    (row,) = find_measurements(store, where="id = :id", parameters={"id": key})
    console.print(Text(f"{row['state']}ed" if row["state"] != "pending" else "undecided", style="bold"), end="  ")
    print_measurement(row, identify=True)


@review_app.command("accept", epilog=_ACCEPT)
def accept(ids: Ids, reviewer: Reviewer, db: Db = Path("kaimen.db"), reason: Reason = "") -> None:
    """Say that measurements are right as they stand."""
    _decide(db, ids, "accept", reviewer, reason)


@review_app.command("reject", epilog=_REJECT)
def reject(ids: Ids, reviewer: Reviewer, db: Db = Path("kaimen.db"), reason: Reason = "") -> None:
    """Say that measurements are wrong; they stay out of exports and views of samples."""
    _decide(db, ids, "reject", reviewer, reason)


@review_app.command("edit", epilog=_EDIT)
def edit(
    id: Annotated[str, typer.Argument(metavar="ID", help="The measurement.")],
    changes: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE…", help="What is right. Numbers in SI units, or with a unit; nothing after = empties a field.")],
    reviewer: Reviewer,
    db: Db = Path("kaimen.db"),
    reason: Reason = "",
) -> None:
    """Correct a measurement. What was extracted stays in the store beside it."""
    from extractor.store import Store
    from extractor.store.decisions import decide

    store = Store.open(db, create=False)
    told = dict(_field(change) for change in changes)
    decide(store, id, "edit", reviewer, changes=told, reason=reason)
    _told(store, id)
    store.close()


@review_app.command("undo", epilog=_UNDO)
def undo(reviewer: Reviewer, db: Db = Path("kaimen.db")) -> None:
    """Take back your last decision that still stands; again for the one before."""
    from extractor.review.display import decided
    from extractor.store import Store
    from extractor.store.link_decisions import take_back

    store = Store.open(db, create=False)
    last = take_back(store, reviewer)
    store.close()
    if last is None:
        raise UsageError(f"{reviewer} has no decision in {db} to take back")
    console.print(f"taken back: {decided(last)}", markup=False)


@review_app.command("link", epilog=_LINK)
def link(
    mention: Annotated[str, typer.Argument(metavar="MENTION", help="The name as the paper writes it.")],
    compound: Annotated[str, typer.Argument(metavar="COMPOUND|none", help="What it means: a formula, a known name or an id; none for no compound that can be named.")],
    reviewer: Reviewer,
    paper: Annotated[list[str] | None, typer.Option("--paper", metavar="ID", help="The paper's id, DOI or file; may be given again. Needed where several papers have the name.")] = None,
    db: Db = Path("kaimen.db"),
    reason: Reason = "",
) -> None:
    """Say which compound a name means in a paper; all that the paper tells of that name follows."""
    from extractor.store import Store
    from extractor.store.link_decisions import link as decide_link
    from extractor.store.link_decisions import papers_with
    from extractor.store.queries import find_papers

    store = Store.open(db, create=False)
    papers = [key for name in paper or () for key in find_papers(store, name)] or papers_with(store, mention)
    if not paper and len(papers) != 1:
        raise UsageError(f"{mention!r}: {len(papers) or 'no'} papers have the name{'; say which with --paper' if papers else ''}")
    with store.transaction():
        for key in papers:
            decide_link(store, key, mention, compound, reviewer, reason=reason)
    for key in papers:
        (number,) = store.db.execute("SELECT count(*) FROM measurements WHERE paper_id = ? AND material = ?", (key, mention)).fetchone()
        console.print(f"{printable(mention)} is {printable(compound)} in {printable(key)}: {number} measurement{'' if number == 1 else 's'}", markup=False)
    store.close()


@review_app.command("agreement", epilog=_AGREEMENT)
def agreement(db: Db = Path("kaimen.db")) -> None:
    """How far two people agree who decided the same records: Cohen's kappa, 1 for always, 0 for no more than by chance."""
    from extractor.review.rounds import agreement as agreements
    from extractor.store import Store

    store = Store.open(db, create=False)
    found = agreements(store)
    store.close()
    if not found:
        console.print("No record was decided by two people.")
        return
    table = Table("property", "twice decided", "alike", "kappa", show_edge=False)
    for row in found:
        table.add_row(row.property, str(row.records), str(row.alike), share(row.kappa), style="bold" if row is found[-1] else "")
    console.print(table)


@review_app.command("conflicts", epilog=_CONFLICTS)
def conflicts(db: Db = Path("kaimen.db")) -> None:
    """List the records that two people decided otherwise, with what each says."""
    from extractor.review.rounds import conflicts as open_conflicts
    from extractor.store import Store
    from extractor.store.queries import find_measurements

    store = Store.open(db, create=False)
    found = open_conflicts(store)
    for told in found:
        print_measurement(*find_measurements(store, where="id = :id", parameters={"id": told[0].measurement_id}), identify=True)
        for opinion in told:
            fields = ", ".join(f"{name}={'' if value is None else value}" for name, value in opinion.after.items())
            console.print(Text.assemble("  ", (printable(opinion.reviewer), "bold"), f": {opinion.decision} ", (printable(fields), "cyan"), (f"  {printable(opinion.reason)}", "dim")))
    store.close()
    if not found:
        console.print("No conflicts.")


@review_app.command("settle", epilog=_SETTLE)
def settle(
    id: Annotated[str, typer.Argument(metavar="ID", help="The measurement.")],
    decision: Annotated[Literal["accept", "reject", "edit"], typer.Argument(help="What holds.")],
    reviewer: Reviewer,
    changes: Annotated[list[str] | None, typer.Argument(metavar="[FIELD=VALUE…]", help="What is right, for an edit.")] = None,
    db: Db = Path("kaimen.db"),
    reason: Reason = "",
) -> None:
    """End a conflict: this decision holds, and counts as no opinion of its own."""
    from extractor.review.rounds import conflicts as open_conflicts
    from extractor.store import Store
    from extractor.store.claims import settle as end_conflict

    store = Store.open(db, create=False)
    if id not in {told[0].measurement_id for told in open_conflicts(store)}:
        raise UsageError(f"{id}: nobody disagrees on it; decide with `kaimen review {decision}`, or see `kaimen review conflicts`")
    end_conflict(store, id, decision, reviewer, changes=dict(_field(change) for change in changes or ()), reason=reason)
    _told(store, id)
    store.close()


@review_app.command("export-round", epilog=_EXPORT)
def export_round(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The sheet to write: .xlsx for Excel or LibreOffice, else CSV.")],
    reviewer: Reviewer,
    db: Db = Path("kaimen.db"),
    count: Annotated[int, typer.Option(min=1, help="So many records.")] = 100,
    days: Annotated[float, typer.Option(min=0, help="For so long nobody else is asked for them.")] = 14.0,
    property: Annotated[str | None, typer.Option("--property", help="Only this property.")] = None,
    strategy: Annotated[Order, typer.Option(help="What comes first, as in `kaimen review`.")] = "useful",
    double: Double = 0.1,
) -> None:
    """Write records to a sheet for a reviewer who works in a spreadsheet: fill in decision (accept, reject, edit, skip) and new … columns."""
    from extractor.review.queue import Filters
    from extractor.review.rounds import export_round as write_sheet
    from extractor.review.rounds import next_records
    from extractor.store import Store
    from extractor.store.claims import release

    if file.exists():
        raise UsageError(f"{file}: is there already, maybe with decisions; give another name")
    store = Store.open(db, create=False)
    keys = next_records(store, reviewer, strategy, count=count, filters=Filters(property=property or "", doubled=double), seconds=days * 86400)
    try:
        write_sheet(store, file, keys)
    except UsageError:
        release(store, reviewer, keys)
        raise
    store.close()
    console.print(f"{len(keys)} records → {file}", markup=False)


@review_app.command("import-round", epilog=_IMPORT)
def import_round(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The sheet, filled in: .xlsx or .csv.")],
    reviewer: Reviewer,
    db: Db = Path("kaimen.db"),
) -> None:
    """Store the decisions of a sheet. Bad rows come back in FILE.errors.csv (or .xlsx) with what is wrong (exit code 1); importing again changes nothing."""
    from extractor.review.rounds import import_round as read_sheet
    from extractor.review.sheets import errors_file
    from extractor.store import Store

    store = Store.open(db, create=False)
    done = read_sheet(store, file, reviewer)
    store.close()
    console.print(f"{done.stored} decisions stored, {done.known} known before, {done.empty} rows without a decision", markup=False)
    if done.bad:
        console.print(f"{len(done.bad)} bad rows → {errors_file(file)}", markup=False)
        raise typer.Exit(1)


def _field(change: str) -> tuple[str, str]:
    name, sign, value = change.partition("=")
    if not sign:
        raise UsageError(f"{change}: write FIELD=VALUE, e.g. temperature=298.15")
    return name.strip(), value.strip()
