"""`kaimen merge`: shards into a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.console import errors, printable
from extractor.cli.ingest_display import INTERRUPTED, Display, stoppable

EPILOG = """[bold]Examples[/bold]

kaimen merge shards --db kaimen.db

kaimen merge part-*/ --db kaimen.db"""


def register(app: typer.Typer) -> None:
    app.command("merge", epilog=EPILOG)(merge)


def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER…", exists=True, help="Folders of shards, as `kaimen ingest --shards` writes them.", show_default=False)],
    db: Annotated[Path, typer.Option(help="The store; made if it is not there.")] = Path("kaimen.db"),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")] = False,
) -> None:
    """Join shards into a store, as if their papers had been read into it. What is stored already is left, so a merge can be repeated.

    A shard that is damaged or of another Kaimen gets one line; the others go on (exit code 1). Papers that could not be read when
    the shards were made are recorded in the store as such.
    """
    # imported here, since they take time that `--help` need not cost
    from extractor.ingest.merge import Merge
    from extractor.ingest.shards import find_shards
    from extractor.store import Store

    shards = find_shards(folders)
    store = Store.open(db)
    try:
        joined = Merge(shards, store)
        display = Display(quiet, total=joined.papers())
        with stoppable(joined), display.progress:
            for event in joined:
                display.count(event)
    finally:
        store.close()
    for problem in joined.problems:
        errors.print(printable(problem), markup=False, soft_wrap=True)
    if not quiet:
        display.summary(db)
    if joined.stopped:
        errors.print(f"kaimen: stopped; what was joined is in {db}, and the same command goes on from there", markup=False, soft_wrap=True)
        raise typer.Exit(INTERRUPTED)
    if joined.problems:
        raise typer.Exit(1)
