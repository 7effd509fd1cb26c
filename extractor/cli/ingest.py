"""`kaimen ingest`: papers into a store."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from extractor.cli.console import console, errors, printable
from extractor.cli.options import MaxMemory, MaxPages, MaxSeconds, Models, Ocr, Password, read_options
from extractor.readers.options import MAX_MEMORY, MAX_PAGES, MAX_SECONDS

if TYPE_CHECKING:
    from extractor.ingest import Outcome

EPILOG = """[bold]Examples[/bold]

kaimen ingest corpora/papers --db kaimen.db

kaimen ingest paper.pdf 'more/**/*.xml' --db kaimen.db --force

kaimen ingest scans --ocr --max-seconds 900

kaimen ingest papers --models kaimen.models"""


def register(app: typer.Typer) -> None:
    app.command("ingest", epilog=EPILOG)(ingest)


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, folders (searched in depth) or globs: PDF, JATS or Elsevier XML, HTML, text.")],
    db: Annotated[Path, typer.Option(help="The store; made if it is not there.")] = Path("kaimen.db"),
    force: Annotated[bool, typer.Option("--force", help="Read papers again that are stored already.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")] = False,
    password: Password = "",
    max_pages: MaxPages = MAX_PAGES,
    max_seconds: MaxSeconds = MAX_SECONDS,
    max_memory: MaxMemory = MAX_MEMORY,
    ocr: Ocr = False,
    models: Models = None,
) -> None:
    """Read papers, extract their facts and store them. What is stored already is skipped.

    A file that cannot be read gets one line and a recorded status; the others go on (exit code 1).
    """
    # imported here, since they take seconds that `--help` need not cost
    from extractor.extraction.trained import use_models
    from extractor.ingest import find_papers
    from extractor.ingest import ingest as ingest_papers
    from extractor.store import Store

    use_models(models)
    files = find_papers(paths)
    options = read_options(password, max_pages, max_seconds, max_memory, ocr)
    store = Store.open(db)
    statuses: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    progress = Progress(
        SpinnerColumn(), TextColumn("[progress.description]{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TextColumn("[red]{task.fields[failed]}"), TimeElapsedColumn(), TimeRemainingColumn(),
        console=errors, transient=True, disable=quiet or not errors.is_terminal,
    )
    with progress:
        task = progress.add_task("Reading", total=len(files), rate="", failed="")
        for outcome in ingest_papers(files, store, force=force, options=options):
            status = _status(outcome)
            statuses[status] += 1
            properties.update(record.property for record in outcome.records)
            if outcome.error is not None:
                errors.print(f"{status}: {printable(str(outcome.error))}", markup=False, soft_wrap=True)
            done = progress.tasks[task].completed + 1
            elapsed = progress.tasks[task].elapsed or 1e-9
            failed = sum(n for s, n in statuses.items() if s not in ("read", "unchanged"))
            progress.update(task, advance=1, description=printable(outcome.path.name)[:30], rate=f"{done / elapsed:.1f}/s", failed=f"{failed} failed" if failed else "")
    store.close()
    if not quiet:
        _summary(statuses, properties, db)
    if any(status not in ("read", "unchanged") for status in statuses):
        raise typer.Exit(1)


def _status(outcome: Outcome) -> str:
    if outcome.skipped:
        return "unchanged"
    return outcome.error.status if outcome.error else "read"


def _summary(statuses: Counter[str], properties: Counter[str], db: Path) -> None:
    table = Table(title=f"{sum(statuses.values())} files → {db}", title_justify="left", show_edge=False)
    table.add_column("papers")
    table.add_column("", justify="right")
    table.add_column("new records")
    table.add_column("", justify="right")
    left, right = sorted(statuses.items()), sorted(properties.items())
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else ("", "")
        b = right[i] if i < len(right) else ("", "")
        table.add_row(a[0], str(a[1]), b[0], str(b[1]))
    console.print(table)
