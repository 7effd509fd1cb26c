"""`kaimen read`: a paper as Kaimen sees it, for a person to check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from extractor.cli.console import console, printable
from extractor.cli.options import MaxMemory, MaxPages, MaxSeconds, Ocr, Password, read_options
from extractor.errors import UsageError
from extractor.readers.options import MAX_MEMORY, MAX_PAGES, MAX_SECONDS

if TYPE_CHECKING:
    from extractor.document import Block, Document

EPILOG = """[bold]Examples[/bold]

kaimen read paper.xml

kaimen read paper.pdf --page 3 --picture page3.png

kaimen read locked.pdf --password 'the word'

kaimen read scan.pdf --ocr

kaimen read paper.html --steps"""


def register(app: typer.Typer) -> None:
    app.command("read", epilog=EPILOG)(read)


def read(
    file: Annotated[Path, typer.Argument(help="A paper: PDF, publisher XML, HTML, text.")],
    page: Annotated[int | None, typer.Option(min=1, help="Only this page (PDF).")] = None,
    picture: Annotated[Path | None, typer.Option(help="Write the page as PNG with the boxes drawn (PDF, with --page).")] = None,
    password: Password = "",
    max_pages: MaxPages = MAX_PAGES,
    max_seconds: MaxSeconds = MAX_SECONDS,
    max_memory: MaxMemory = MAX_MEMORY,
    ocr: Ocr = False,
    steps: Annotated[bool, typer.Option("--steps", help="Instead show the processing steps in order: operation, conditions, material.")] = False,
) -> None:
    """Show the blocks of a paper with kind, page and section, and its tables drawn."""
    from extractor.readers.limits import Guard

    if picture is not None and page is None:
        raise UsageError("--picture draws one page: give --page too")
    with Guard(read_options(password, max_pages, max_seconds, max_memory, ocr)) as guard:
        document = guard.read(file)
    if steps:
        _steps(document)
        return
    blocks = [block for block in document.blocks if page is None or any(place.page == page for place in block.places)]
    if picture is not None and page is not None:
        _draw(file, document, page, picture, blocks, password)
    else:
        _head(document)
    for block in blocks:
        _print(block)


def _steps(document: Document) -> None:
    from extractor.cli.console import scientific
    from extractor.extraction.paper import Paper
    from extractor.extraction.processing import find_steps

    _head(document)
    table = Table("", "operation", "as written", "material", "°C", "h", "atmosphere", "MPa", "K/min", show_edge=False)
    for number, step in enumerate(find_steps(Paper(document)), start=1):
        conditions = (
            "" if step.temperature is None else f"{step.temperature - 273.15:.0f}", "" if step.duration is None else scientific(step.duration / 3600),
            step.atmosphere or "", "" if step.pressure is None else scientific(step.pressure / 1e6),
            "" if step.heating_rate is None else scientific(step.heating_rate * 60),
        )
        table.add_row(str(number), step.operation, printable(step.text), printable(step.material.text if step.material else ""), *conditions)
    console.print(table)


def _draw(file: Path, document: Document, page: int, picture: Path, blocks: list[Block], password: str) -> None:
    from extractor.readers.picture import page_picture

    if document.reader != "pdf":
        raise UsageError(f"{file.name}: only a PDF has pages to draw; this was read as {document.reader}")
    page_picture(file, page, blocks, password).save(picture)
    console.print(f"{len(blocks)} blocks drawn → {picture}", soft_wrap=True)


def _head(document: Document) -> None:
    meta = document.metadata
    console.print(Text(printable(meta.title or document.file), style="bold"))
    known = [printable(part) for part in ("; ".join(meta.authors), meta.journal, str(meta.year or ""), meta.doi, meta.licence) if part]
    console.print(Text(" · ".join([f"read as {document.reader}", *known]), style="dim"))
    for warning in document.warnings:
        console.print(Text(printable(warning), style="yellow"))


def _print(block: Block) -> None:
    place = f"page {block.page}" if block.page else ""
    head = Text.assemble((block.id, "bold cyan"), " ", (block.kind.value, "magenta"), " ", ("OCR " if block.ocr else "", "yellow"), (place, "dim"), " ", (printable(block.section)[:60], "dim"))
    console.print(head)
    if block.table is None:
        console.print(Text(printable(block.text)))
    else:
        drawn = Table(show_header=False, show_lines=True, title=printable(block.table.caption)[:200] or None, title_justify="left")
        for _ in range(block.table.columns):
            drawn.add_column(overflow="fold")
        for row in block.table.rows:
            drawn.add_row(*(Text(printable(cell.text), style="bold" if cell.header else "") for cell in row))
        console.print(drawn)
    console.print()
