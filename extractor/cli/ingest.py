"""`kaimen ingest`: papers into a store."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import console, errors, printable
from extractor.cli.ingest_display import INTERRUPTED, Display, Journal, stoppable
from extractor.cli.options import (
    WAIT,
    CacheFolder,
    EngineName,
    EngineOption,
    MaxMemory,
    MaxPages,
    MaxSeconds,
    Models,
    NoCache,
    Ocr,
    PartOption,
    Password,
    Scheduler,
    Shards,
    Wait,
    Workers,
    cache_folder,
    engine_for,
    read_options,
)
from extractor.readers.options import MAX_MEMORY, MAX_PAGES, MAX_SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from extractor.ingest.batch import Wishes
    from extractor.ingest.parts import Part
    from extractor.ingest.writer import Writer

EPILOG = """[bold]Examples[/bold]

kaimen ingest corpora/papers --db kaimen.db

kaimen ingest papers.zip more.tar.gz 'further/**/*.xml' --workers 8

kaimen ingest manifest.csv --since 7d --log ingest.jsonl

kaimen ingest s3://bucket/papers --db kaimen.db

kaimen ingest scans --ocr --max-seconds 900 --retry-failed

kaimen ingest papers --engine dask --scheduler tcp://head:8786

kaimen ingest papers --shards shards --part 3/8

kaimen ingest papers --dry-run"""


def register(app: typer.Typer) -> None:
    app.command("ingest", epilog=EPILOG)(ingest)


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, folders (searched in depth), globs, zip and tar archives, manifests (.csv, .jsonl), addresses (s3://…).")],
    db: Annotated[Path, typer.Option(help="The store; made if it is not there.")] = Path("kaimen.db"),
    force: Annotated[bool, typer.Option("--force", help="Read papers again that are stored already.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try again what failed before and is unchanged.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be read.")] = False,
    since: Annotated[str, typer.Option("--since", metavar="WHEN", help="Only files changed since then: 2026-11-01, 2026-11-01T12:00, 7d, 12h.", show_default=False)] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")] = False,
    log: Annotated[Path | None, typer.Option("--log", metavar="FILE", help="Add a JSON line a paper to this file.")] = None,
    workers: Workers = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    engine: EngineOption = EngineName.LOCAL,
    scheduler: Scheduler = "",
    wait: Wait = WAIT,
    shards: Shards = None,
    part: PartOption = "",
    password: Password = "",
    max_pages: MaxPages = MAX_PAGES,
    max_seconds: MaxSeconds = MAX_SECONDS,
    max_memory: MaxMemory = MAX_MEMORY,
    ocr: Ocr = False,
    models: Models = None,
) -> None:
    """Read papers, extract their facts and store them. What is stored already is skipped.

    A file that cannot be read gets one line and a recorded status; the others go on (exit code 1). Ctrl-C stops after what is
    being written; the same command goes on from there.
    """
    # imported here, since they take time that `--help` need not cost
    from extractor.extraction.trained import model_hashes, use_models
    from extractor.ingest import configuration
    from extractor.ingest.batch import Batch, Wishes
    from extractor.ingest.parts import parse_part
    from extractor.ingest.sources import find_sources, parse_since

    use_models(models)
    after = parse_since(since) if since else None
    which = parse_part(part) if part else None
    place = shards or db
    wishes = Wishes(read_options(password, max_pages, max_seconds, max_memory, ocr), force, retry_failed)
    if dry_run:
        return _tell(paths, after, which, db, shards, wishes)
    with ExitStack() as stack:
        sources = find_sources(paths, since=after)
        journal = stack.enter_context(Journal(log)) if log else None
        doing = engine_for(engine, scheduler, wait, workers, cache_folder(cache, no_cache, place, scheduler), models)
        stack.callback(doing.close)
        writer = _writer(db, shards, stack, configuration(wishes.options), model_hashes(), doing.name, doing.workers)
        batch = Batch(which.of_sources(sources) if which else sources, doing, writer, wishes)
        display = Display(quiet)
        display.count_in_background(paths, after, which)
        with stoppable(batch), display.progress:
            for event in batch:
                if event is not None:
                    display.show(event)
                    if journal:
                        journal.write(event, writer.run_id)
    if not quiet:
        display.summary(place)
    if batch.stopped:
        errors.print(f"kaimen: stopped; what was read is in {place}, and the same command goes on from there", markup=False, soft_wrap=True)
        raise typer.Exit(INTERRUPTED)
    if display.failures:
        raise typer.Exit(1)


def _writer(db: Path, shards: Path | None, stack: ExitStack, configuration: dict[str, Any], models: dict[str, str], engine: str, workers: int) -> Writer:
    """What writes results: shards, or the store, which is closed with the stack."""
    if shards is not None:
        from extractor.ingest.shards import ShardWriter

        return ShardWriter(shards, configuration, models, engine=engine, workers=workers)
    from extractor.ingest.writer import StoreWriter
    from extractor.store import Store

    store = Store.open(db)
    stack.callback(store.close)
    return StoreWriter(store, configuration, models, engine=engine, workers=workers)


def _tell(paths: Sequence[str], after: datetime | None, which: Part | None, db: Path, shards: Path | None, wishes: Wishes) -> None:
    """What would be read, a line each, and how many there are of each kind."""
    from extractor.extraction.trained import model_hashes
    from extractor.ingest import configuration
    from extractor.ingest.batch import plan
    from extractor.ingest.sources import find_sources

    files: dict[str, int] = {}
    size = 0
    with ExitStack() as stack:
        writer = _writer(db if db.exists() else Path(":memory:"), shards, stack, configuration(wishes.options), model_hashes(), "", 0)
        sources = find_sources(paths, since=after)
        for source, what in plan(which.of_sources(sources) if which else sources, writer, wishes):
            files[what] = files.get(what, 0) + 1
            if what in ("new", "changed", "again"):
                size += source.size or 0
                console.print(f"{what:<8} {printable(source.uri)}", markup=False, soft_wrap=True)
    errors.print(", ".join(f"{number} {what}" for what, number in sorted(files.items())) + f"; {size / 1e6:.1f} MB to read" if files else "no papers there", markup=False)
