"""Options that all commands share which read papers."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.errors import UsageError
from extractor.readers.options import ReadOptions

if TYPE_CHECKING:
    from extractor.ingest.engines import Engine

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
_MACHINES = "Many machines (docs/clusters.md)"


class EngineName(StrEnum):
    """Where papers are read."""

    LOCAL = "local"
    DASK = "dask"


EngineOption = Annotated[EngineName, typer.Option("--engine", help="Processes of this machine, or workers of Dask.", rich_help_panel=_MACHINES)]
Scheduler = Annotated[str, typer.Option("--scheduler", metavar="ADDRESS", help="Dask's scheduler, tcp://host:8786 or the file that it wrote; without it --engine dask starts --workers here.", show_default=False, rich_help_panel=_MACHINES)]
Wait = Annotated[float, typer.Option("--wait", min=0, metavar="SECONDS", help="How long to go on without any worker of the scheduler.", rich_help_panel=_MACHINES)]
Shards = Annotated[Path | None, typer.Option("--shards", metavar="FOLDER", help="Write Parquet files there instead of the store; `kaimen merge` joins them.", show_default=False, rich_help_panel=_MACHINES)]
PartOption = Annotated[str, typer.Option("--part", metavar="I/N", help="Only the papers of part I of N, for jobs that work side by side.", show_default=False, rich_help_panel=_MACHINES)]
#: Seconds to go on without workers of a scheduler.
WAIT = 600.0


def number_of_workers(wanted: int | None) -> int:
    """As many as wanted, else one a core that this process may use."""
    return wanted or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def cache_folder(wanted: Path | None, none: bool, db: Path, scheduler: str = "") -> Path | None:
    """The folder of the cache, by default beside the store; none by default for other machines, which may not see it.

    Raises UsageError for one of this machine that was asked for and cannot be made.
    """
    if none or (scheduler and not wanted):
        return None
    if wanted and not scheduler:
        try:
            wanted.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{wanted}: cannot be the cache's folder ({error.strerror}); give another --cache, or --no-cache") from None
    return wanted or db.with_name(f"{db.name}.cache")


def engine_for(name: EngineName, scheduler: str, wait: float, workers: int | None, cache: Path | None, models: Path | None) -> Engine:
    """The engine that is asked for; a scheduler is Dask's. Raises UsageError where it cannot be had."""
    if name == EngineName.LOCAL and not scheduler:
        from extractor.ingest.engines.local import Local

        return Local(number_of_workers(workers), cache, models)
    from extractor.cli.console import errors
    from extractor.ingest.engines import cluster

    def tell(line: str) -> None:
        errors.print(f"kaimen: {line}", markup=False, soft_wrap=True)

    # workers have working folders of their own
    cache, models = cache and cache.absolute(), models and models.absolute()
    if not scheduler:
        return cluster.start(number_of_workers(workers), cache, models, tell=tell, patience=wait)
    if workers:
        raise UsageError("--workers starts workers here, --scheduler takes those that it has; give one of them")
    return cluster.connect(scheduler, cache, models, tell=tell, patience=wait)


def read_options(password: str, max_pages: int, max_seconds: float, max_memory: int, ocr: bool) -> ReadOptions:
    """Raises UsageError if OCR is asked for and cannot be had."""
    if ocr:
        from extractor.readers.pdf.ocr import missing

        if lack := missing():
            raise UsageError(lack)
    return ReadOptions(password, max_pages, max_seconds, max_memory, ocr)
