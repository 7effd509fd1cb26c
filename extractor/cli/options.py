"""Options that all commands share which read papers."""

from __future__ import annotations

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


def read_options(password: str, max_pages: int, max_seconds: float, max_memory: int, ocr: bool) -> ReadOptions:
    """Raises UsageError if OCR is asked for and cannot be had."""
    if ocr:
        from extractor.readers.pdf.ocr import missing

        if lack := missing():
            raise UsageError(lack)
    return ReadOptions(password, max_pages, max_seconds, max_memory, ocr)
