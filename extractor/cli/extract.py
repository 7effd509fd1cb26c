"""`kaimen extract`: records on standard output, without a store."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from extractor.cli.console import errors, printable
from extractor.cli.options import MaxMemory, MaxPages, MaxSeconds, Models, Ocr, Password, read_options
from extractor.readers.options import MAX_MEMORY, MAX_PAGES, MAX_SECONDS

EPILOG = """[bold]Examples[/bold]

kaimen extract paper.pdf --format jsonl > records.jsonl

kaimen extract corpora/papers/digests --min-confidence 0.8 | jq .property

kaimen extract paper.xml --steps | jq '[.operation, .temperature]'

kaimen extract scan.pdf --ocr --max-seconds 900

kaimen extract paper.pdf --models kaimen.models"""


class Format(StrEnum):
    JSONL = "jsonl"


def register(app: typer.Typer) -> None:
    app.command("extract", epilog=EPILOG)(extract)


def extract(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Papers: files, folders or globs.")],
    format: Annotated[Format, typer.Option("--format", help="One JSON object a record and line.")] = Format.JSONL,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out records below this confidence.")] = 0.0,
    steps: Annotated[bool, typer.Option("--steps", help="Print processing steps instead, with the samples that they were done to.")] = False,
    password: Password = "",
    max_pages: MaxPages = MAX_PAGES,
    max_seconds: MaxSeconds = MAX_SECONDS,
    max_memory: MaxMemory = MAX_MEMORY,
    ocr: Ocr = False,
    models: Models = None,
) -> None:
    """Print the records of papers, in the shape of schemas/record.schema.json (steps: processing_step.schema.json)."""
    from extractor.extraction.trained import use_models
    from extractor.ingest import find_papers, process_file
    from extractor.readers.limits import Guard

    use_models(models)
    failed = False
    papers = find_papers(files)
    with Guard(read_options(password, max_pages, max_seconds, max_memory, ocr)) as guard:
        for path in papers:
            outcome = process_file(path, guard.read)
            if outcome.error is not None:
                failed = True
                errors.print(f"{outcome.error.status}: {printable(str(outcome.error))}", markup=False, soft_wrap=True)
            if steps:
                sys.stdout.writelines(step.model_dump_json() + "\n" for step in outcome.found.steps)
            else:
                sys.stdout.writelines(record.wire() + "\n" for record in outcome.records if record.confidence >= min_confidence)
            sys.stdout.flush()
    if failed:
        raise typer.Exit(1)
