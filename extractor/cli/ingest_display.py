"""What a person sees of a batch: the bar, the failures, the summary; its log; and how it is stopped."""

from __future__ import annotations

import json
import signal
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from extractor.cli.console import console, errors, printable
from extractor.errors import KaimenError, UsageError

if TYPE_CHECKING:
    from extractor.ingest.batch import Event
    from extractor.ingest.parts import Part

#: Exit code of a shell, for what Ctrl-C ended.
INTERRUPTED = 130
_FAILED_BEFORE = "failed before"


class Display:
    """Done, rate, time left and failures by kind while a batch runs; a table at its end."""

    def __init__(self, quiet: bool, total: int | None = None) -> None:
        self.statuses: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()
        self.failures = 0
        self._cached = 0
        self.progress = Progress(
            SpinnerColumn(), TextColumn("{task.fields[done]}"), BarColumn(bar_width=24), TextColumn("{task.fields[rate]}"), TimeElapsedColumn(),
            TextColumn("left"), TimeRemainingColumn(), TextColumn("[red]{task.fields[failed]}"), TextColumn("[dim]{task.fields[name]}"),
            console=errors, transient=True, disable=quiet or not errors.is_terminal,
        )  # fmt: skip
        self._task = self.progress.add_task("", total=total, done="0", rate="", failed="", name="")

    def count_in_background(self, paths: Sequence[str], after: datetime | None, which: Part | None = None) -> None:
        """Find out how many papers there are while the first are read; not of remote folders, which would be listed twice."""
        if self.progress.disable or any("://" in path for path in paths):
            return
        threading.Thread(target=self._count, args=(paths, after, which), daemon=True).start()

    def _count(self, paths: Sequence[str], after: datetime | None, which: Part | None) -> None:
        from extractor.ingest.sources import find_sources

        try:
            self.progress.update(self._task, total=sum(which is None or which.has(source.uri) for source in find_sources(paths, since=after)))
        except KaimenError:  # the batch itself will say so
            return

    def show(self, event: Event) -> None:
        if event.failed:
            errors.print(f"{event.status}: {printable(event.error)}", markup=False, soft_wrap=True)
        self.count(event)

    def count(self, event: Event) -> None:
        self.statuses[event.status] += 1
        self.properties.update(event.records)
        self._cached += "extraction" in event.cached
        self.failures += event.failed
        task = self.progress.tasks[self._task]
        done, total = int(task.completed) + 1, f"/{task.total:.0f}" if task.total is not None else ""
        failed = ", ".join(f"{number} {status}" for status, number in self.statuses.items() if status not in ("ok", "unchanged"))
        self.progress.update(
            self._task, advance=1, done=f"{done}{total}", rate=f"{task.speed:.1f}/s" if task.speed else "", failed=failed, name=printable(event.source.name)[:24]
        )

    def summary(self, db: Path) -> None:
        table = Table(title=f"{self.statuses.total()} files → {db}", title_justify="left", show_edge=False)
        table.add_column("papers")
        table.add_column("", justify="right")
        table.add_column("new records")
        table.add_column("", justify="right")
        left = [("read" if status == "ok" else status, number) for status, number in sorted(self.statuses.items())]
        if self._cached:
            left.append(("of them from the cache", self._cached))
        right = sorted(self.properties.items())
        for i in range(max(len(left), len(right))):
            a = left[i] if i < len(left) else ("", "")
            b = right[i] if i < len(right) else ("", "")
            table.add_row(a[0], str(a[1]), b[0], str(b[1]))
        console.print(table)
        if self.statuses[_FAILED_BEFORE]:
            console.print(f"{self.statuses[_FAILED_BEFORE]} failed before and are unchanged; --retry-failed tries them again, `kaimen runs` tells why", markup=False, soft_wrap=True)


class Journal:
    """A log of JSON lines: one when a batch begins, one a file, one at its end. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Raises UsageError if the file cannot be written."""
        try:
            self._file = path.open("a", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror}); give another --log") from None
        self._counts: Counter[str] = Counter()

    def __enter__(self) -> Journal:
        self._line("begin")
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._line("end" if kind is None else "broken off", counts=dict(self._counts))
        self._file.close()

    def write(self, event: Event, run_id: int | None) -> None:
        self._counts[event.status] += 1
        seconds = {stage: round(spent, 4) for stage, spent in event.seconds.items()}
        self._line(
            "paper", run=run_id, uri=event.source.uri, status=event.status, error=event.error, records=event.records.total(),
            seconds=seconds, cached=sorted(event.cached), memory=round(event.memory, 1),
        )  # fmt: skip

    def _line(self, what: str, **fields: Any) -> None:
        self._file.write(json.dumps({"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": what, **fields}) + "\n")
        self._file.flush()


class Stoppable(Protocol):
    """What ends after what is written."""

    stopped: bool

    def stop(self) -> None: ...


@contextmanager
def stoppable(batch: Stoppable) -> Iterator[None]:
    """While this holds, Ctrl-C and SIGTERM stop the batch cleanly; a second one ends it at once, with what is written."""

    def stop(number: int, frame: FrameType | None) -> None:
        if batch.stopped:
            raise KeyboardInterrupt
        batch.stop()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
