"""The review screen on a long queue: opening it and moving on, beside a bare SQLite query.

    python -m benchmarks.review [--measurements 100000]

The store is made of copies of shipped papers' measurements, inserted by SQL, each with a confidence of its own. The
screen runs in a terminal of 80 × 24 (a pseudo-terminal): its times run from the key that is sent to the last byte of
what is drawn. Imports are apart, reading the declared properties is not.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.store import real_papers
from extractor.review.order import Strategy
from extractor.review.queue import Filters, Queue, pending_ids
from extractor.store import Store
from extractor.store.ranking import rank

console = Console()
STEPS = 40
REPEATS = 5
#: Nothing more comes after so many seconds: all is drawn.
_QUIET = 0.1
IMPORTED = b"imported\r\n"
SCREEN = """import sys
from extractor.review.screen import ReviewApp
from extractor.store import Store
print("imported", flush=True)
ReviewApp(Store.open(sys.argv[1]), "benchmark").run(mouse=False)"""
EMPTY = """from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("none left")
print("imported", flush=True)
Empty().run(mouse=False)"""
KEYS = {"j": "next record (j)", "a": "accept and move on (a)", "n": "next paper (n)", "u": "undo (u)"}
#: The plainest question that gives a first screen: no review, no join, no merge of parts.
BARE = "SELECT id, confidence, property, value, material FROM measurements ORDER BY confidence, rowid LIMIT 100"


def long_store(path: Path, number: int) -> Store:
    """A store with at least `number` undecided measurements."""
    store = Store.open(path)
    run = store.begin_run("benchmark", {})
    for document, found in real_papers():
        store.save(document, found.records, found.steps, run_id=run, version="benchmark")
    (real,) = store.db.execute("SELECT count(*) FROM measurements").fetchone()
    replaced = {
        "id": "id || '-' || ?1", "evidence_id": "evidence_id || '-' || ?1", "measurement_id": "measurement_id || '-' || ?1", "confidence": "abs(random() % 10000) / 10000.0",
    }  # fmt: skip
    for turn in range(-(-number // real) - 1):
        with store.transaction():
            for name in ("measurements", "evidence"):
                columns = [column for column in store.db.table(name).columns_dict if column != "number"]
                listed, chosen = ", ".join(f'"{column}"' for column in columns), ", ".join(replaced.get(column, f'"{column}"') for column in columns)
                store.db.conn.execute(f"INSERT INTO {name} ({listed}) SELECT {chosen} FROM {name} WHERE id NOT LIKE '%-%'", (turn,))
    began = time.perf_counter()
    with store.transaction():
        for (paper,) in store.db.conn.execute("SELECT id FROM papers").fetchall():
            rank(store.db.conn, paper)
    console.print(f"ranked in {time.perf_counter() - began:.1f} s, paper by paper")
    return store


def timed(action: Callable[[], object]) -> float:
    """Median milliseconds of some runs."""

    def once() -> float:
        began = time.perf_counter()
        action()
        return 1000 * (time.perf_counter() - began)

    return statistics.median(once() for _ in range(REPEATS))


@contextmanager
def terminal(program: str, *arguments: str) -> Iterator[tuple[int, float]]:
    """A program in a terminal of its own; gives the terminal, and when the program had done its imports."""
    child, descriptor = pty.fork()
    if not child:
        os.execve(sys.executable, [sys.executable, "-c", program, *arguments], os.environ | {"TERM": "xterm-256color"})
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    drawn(descriptor, 0.0, IMPORTED)
    yield descriptor, time.perf_counter()
    os.write(descriptor, b"\x11")  # Ctrl+Q
    drawn(descriptor, time.perf_counter())
    os.close(descriptor)
    os.waitpid(child, 0)


def drawn(descriptor: int, began: float, until: bytes = b"\x1b") -> float:
    """Milliseconds from `began` to the last byte that the screen draws, in any case to the bytes `until`."""
    last, seen = began, b""
    while until not in seen or (until != IMPORTED and select.select([descriptor], [], [], _QUIET)[0]):
        try:
            seen += os.read(descriptor, 1 << 16)
        except OSError:  # the other side has gone
            break
        last = time.perf_counter()
    return 1000 * (last - began)


def on_screen(path: Path) -> dict[str, list[float]]:
    """Milliseconds of opening, an empty screen's beside, and of each key."""
    spent: dict[str, list[float]] = {}
    for _ in range(REPEATS):
        for name, program in (("open", SCREEN), ("open an empty screen of Textual", EMPTY)):
            with terminal(program, str(path)) as (descriptor, began):
                spent.setdefault(name, []).append(drawn(descriptor, began, b" left"))
    with terminal(SCREEN, str(path)) as (descriptor, began):
        drawn(descriptor, began, b" left")
        for key, name in KEYS.items():
            for _ in range(STEPS):
                began = time.perf_counter()
                os.write(descriptor, key.encode())
                spent.setdefault(name, []).append(drawn(descriptor, began))
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measurements", type=int, default=100_000)
    number = parser.parse_args().measurements
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.db"
        store = long_store(path, number)
        (stored,) = store.db.execute("SELECT count(*) FROM measurements").fetchone()
        bare = timed(lambda: store.db.execute(BARE).fetchall())
        queries = {
            "bare query, sorted by confidence": bare,
            **{f"first window of the queue, {strategy} first": timed(lambda strategy=strategy: Queue(store, strategy, Filters(reviewer="benchmark")).window(100)) for strategy in Strategy},
            "… of a common property": timed(lambda: Queue(store, "useful", Filters(property="ionic_conductivity")).window(100)),
            "… of a rare property": timed(lambda: Queue(store, "useful", Filters(property="sintering_pressure")).window(100)),
            "… of words in the evidence": timed(lambda: Queue(store, "useful", Filters(words="conductivity")).window(100)),
            "count of the queue": timed(Queue(store, "useful", Filters(reviewer="benchmark")).count),
            "count of a property": timed(Queue(store, "useful", Filters(property="ionic_conductivity", reviewer="benchmark")).count),
            "list of `kaimen review --plain`": timed(lambda: pending_ids(store, limit=20, filters=Filters(reviewer="benchmark"))),
        }
        store.close()
        screens = on_screen(path)
    table = Table("what", "median, ms", "slowest, ms", "times the bare query", title=f"{stored} undecided measurements")
    for name, spent in queries.items():
        table.add_row(name, f"{spent:.1f}", "", f"{spent / bare:.2f}")
    for name, times in screens.items():
        middle = statistics.median(times)
        table.add_row(f"screen: {name}", f"{middle:.1f}", f"{max(times):.1f}", f"{middle / bare:.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
