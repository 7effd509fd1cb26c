"""Options that all commands share which read papers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from extractor.errors import UsageError
from extractor.readers.options import ReadOptions

_PANEL = "Reading"
Password = Annotated[str, typer.Option("--password", help="For encrypted PDFs; tried after none. It is kept nowhere.", metavar="TEXT", show_default=False, rich_help_panel=_PANEL)]
MaxPages = Annotated[int, typer.Option("--max-pages", min=1, help="A longer PDF is refused.", rich_help_panel=_PANEL)]
MaxSeconds = Annotated[float, typer.Option("--max-seconds", min=0.1, help="A paper that takes longer to read is stopped.", rich_help_panel=_PANEL)]
MaxMemory = Annotated[int, typer.Option("--max-memory", min=50, metavar="MB", help="A paper that takes more memory is stopped.", rich_help_panel=_PANEL)]
Ocr = Annotated[bool, typer.Option("--ocr", help="Read pages that are pictures (needs Tesseract and the extra ocr); some seconds a page.", rich_help_panel=_PANEL)]
Models = Annotated[Path | None, typer.Option("--models", metavar="FOLDER", help="Models of your own, made by `kaimen train extraction --store`; also $KAIMEN_MODELS.", show_default="those shipped")]
_BATCH = "Batch"
Workers = Annotated[int | None, typer.Option("--workers", min=1, metavar="N", help="Processes that read side by side, each with up to 600 MB.", show_default="cores", rich_help_panel=_BATCH)]
CacheFolder = Annotated[Path | None, typer.Option("--cache", metavar="FOLDER", help="Where results of stages are kept by content. Keep it to yourself, as the store.", show_default="STORE.cache", rich_help_panel=_BATCH)]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Keep no results of stages.", rich_help_panel=_BATCH)]


def number_of_workers(wanted: int | None) -> int:
    """As many as wanted, else one a core that this process may use."""
    return wanted or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def cache_folder(wanted: Path | None, none: bool, db: Path) -> Path | None:
    """The folder of the cache, by default beside the store."""
    return None if none else wanted or db.with_name(f"{db.name}.cache")


def read_options(password: str, max_pages: int, max_seconds: float, max_memory: int, ocr: bool) -> ReadOptions:
    """Raises UsageError if OCR is asked for and cannot be had."""
    if ocr:
        from extractor.readers.pdf.ocr import missing

        if lack := missing():
            raise UsageError(lack)
    return ReadOptions(password, max_pages, max_seconds, max_memory, ocr)
