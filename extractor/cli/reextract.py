"""`kaimen reextract` and `kaimen cache`: stored papers anew by changed rules, and what is kept for that."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from extractor.cli.console import console, errors
from extractor.cli.ingest_display import INTERRUPTED, Display, stoppable
from extractor.cli.options import CacheFolder, MaxMemory, MaxSeconds, Models, NoCache, Workers, cache_folder, number_of_workers
from extractor.readers.options import MAX_MEMORY, MAX_SECONDS, ReadOptions

Db = Annotated[Path, typer.Option(help="The store.")]

EPILOG = """[bold]Examples[/bold]

kaimen reextract --db kaimen.db

kaimen reextract --all --workers 8 --models kaimen.models"""

CACHE_EPILOG = """[bold]Examples[/bold]

kaimen cache --db kaimen.db

kaimen cache --prune"""


def register(app: typer.Typer) -> None:
    app.command("reextract", epilog=EPILOG)(reextract)
    app.command("cache", epilog=CACHE_EPILOG)(cache)


def reextract(
    db: Db = Path("kaimen.db"),
    everything: Annotated[bool, typer.Option("--all", help="Also papers that the present code and models extracted.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")] = False,
    workers: Workers = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    max_seconds: MaxSeconds = MAX_SECONDS,
    max_memory: MaxMemory = MAX_MEMORY,
    models: Models = None,
) -> None:
    """Extract stored papers anew where code, models or declarations have changed since. Decisions stay where they still hold.

    Only the stages that changed run again: what the readers gave is taken from the cache, else from the file where it was.
    """
    from extractor.extraction.trained import model_hashes, use_models
    from extractor.ingest import configuration
    from extractor.ingest.again import Reextraction, stored_papers
    from extractor.ingest.engines.local import Local
    from extractor.ingest.writer import StoreWriter
    from extractor.store import Store

    use_models(models)
    options = ReadOptions(max_seconds=max_seconds, max_memory=max_memory)
    with ExitStack() as stack:
        store = Store.open(db, create=False)
        stack.callback(store.close)
        kept = cache_folder(cache, no_cache, db)
        engine = Local(number_of_workers(workers), kept, models)
        writer = StoreWriter(store, configuration(options), model_hashes(), engine=engine.name, workers=engine.workers)
        batch = Reextraction(stored_papers(store), engine, writer, options, kept, everything=everything)
        display = Display(quiet, total=batch.total)
        with stoppable(batch), display.progress:
            for event in batch:
                if event is not None:
                    display.show(event)
    if not quiet:
        display.summary(db)
    if batch.stopped:
        errors.print("kaimen: stopped; the same command goes on from there", markup=False)
        raise typer.Exit(INTERRUPTED)
    if display.failures:
        raise typer.Exit(1)


def cache(
    db: Db = Path("kaimen.db"),
    folder: CacheFolder = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove what the present code, models and libraries did not make.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Remove everything.")] = False,
) -> None:
    """What the cache beside a store holds, by stage."""
    from extractor.ingest.cache import held
    from extractor.ingest.cache import prune as remove

    kept = folder or db.with_name(f"{db.name}.cache")
    if prune or clear:
        console.print(f"{remove(kept, everything=clear) / 1e6:.1f} MB freed", highlight=False)
        return
    table = Table("stage", "made by", title=str(kept), title_justify="left", show_edge=False)
    table.add_column("results", justify="right")
    table.add_column("MB", justify="right")
    for one in held(kept):
        table.add_row(one.stage, "this version" if one.current else "another version", f"{one.results:,}", f"{one.size / 1e6:.1f}")
    console.print(table)
