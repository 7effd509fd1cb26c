"""A store of a million measurements: size, rate of writing, time of the common questions.

    python -m benchmarks.store [--measurements 1000000]

Papers are made of the real ones that are shipped: each copy has another name, and its numbers are moved by a few per
cent, so that values, compounds and texts are spread as in real papers. The same rows go into plain tables by
sqlite-utils, without keys, checks, indices, full text and relations, for comparison. Rows are made before the clock runs,
since an ingest's workers make them.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import sqlite_utils
from rich.console import Console
from rich.progress import track
from rich.table import Table

from corpora.loaders import PAPERS
from extractor.document import Document
from extractor.extraction import Extraction, extract
from extractor.ingest import find_papers
from extractor.readers import read_paper
from extractor.store import Store
from extractor.store.pages import questions
from extractor.store.rows import PaperRows, paper_rows

console = Console()
#: Per cent by which a copy's values differ from the original's.
SPREAD = 5.0
#: Papers written in one transaction.
TOGETHER = 50
REPEATS = 5


def real_papers() -> list[tuple[Document, Extraction]]:
    """Shipped papers that hold measurements, read and extracted."""
    files = find_papers([str(PAPERS)])
    read = ((document := read_paper(file), extract(document)) for file in track(files, "Reading the shipped papers", console=console))
    return [(document, found) for document, found in read if found.records]


def copies(originals: list[tuple[Document, Extraction]], number: int) -> Iterator[tuple[Document, Extraction]]:
    """Copies of papers until they hold `number` measurements."""
    rng = random.Random(0)
    made = turn = 0
    while made < number:
        for document, found in originals:
            name = f"{document.paper_id}-{turn}"
            copy = replace(document, paper_id=name, file=f"{turn}-{document.file}", sha256=f"{rng.getrandbits(256):064x}", metadata=replace(document.metadata, doi=f"10.0/{name}"))
            factor = 1 + rng.uniform(-SPREAD, SPREAD) / 100
            records = tuple(
                record.model_copy(update={"source": record.source.model_copy(update={"paper": name}), "value": record.value * factor if isinstance(record.value, float) else record.value})
                for record in found.records
            )
            yield copy, Extraction(records, found.steps)
            made += len(records)
            if made >= number:
                return
        turn += 1


def write(store: Store, papers: list[PaperRows]) -> float:
    """Seconds to write papers as an ingest does, several a transaction, each with its file's row."""
    run = store.begin_run("benchmark", {})
    start = time.perf_counter()
    for first in range(0, len(papers), TOGETHER):
        with store.batch():
            for rows in papers[first : first + TOGETHER]:
                store.save_rows(rows, run_id=run, version="benchmark")
                store.note_file(rows.paper["file"], run_id=run, sha256=rows.paper["sha256"], paper_id=rows.paper["id"])
    return time.perf_counter() - start


def write_plain(path: Path, papers: list[PaperRows]) -> float:
    """Seconds to write the same rows by sqlite-utils alone, a paper at a time."""
    database = sqlite_utils.Database(path)
    start = time.perf_counter()
    for rows in papers:
        with database.conn:
            for table in ("blocks", "compound_links", "samples", "interfaces", "processing_steps", "step_samples", "measurements", "sample_measurements", "evidence"):
                database.table(table).insert_all(getattr(rows, table))
    return time.perf_counter() - start


def ask(store: Store) -> dict[str, tuple[float, int]]:
    """Median seconds and rows of each common question, with its example parameters."""
    answers = {}
    for name, question in questions().items():
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            rows = store.db.execute(question["sql"], question.get("parameters", {})).fetchall()
            times.append(time.perf_counter() - start)
        answers[name] = (sorted(times)[REPEATS // 2], len(rows))
    return answers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measurements", type=int, default=1_000_000)
    parser.add_argument("--plain", type=int, default=100_000, help="so many of them also into plain tables")
    parser.add_argument("--batch", type=int, default=2_000, help="papers held in memory at once")
    parser.add_argument("--keep", type=Path, help="file to keep the store in, to look at it")
    arguments = parser.parse_args()
    originals = real_papers()
    with tempfile.TemporaryDirectory() as folder:
        path, plain = arguments.keep or Path(folder) / "kaimen.db", Path(folder) / "plain.db"
        store = Store.open(path)
        seconds = compared = plain_seconds = papers = measurements = both = 0.0
        size = 0
        source = copies(originals, arguments.measurements)
        while batch := [paper for paper, _ in zip(source, range(arguments.batch), strict=False)]:
            made = [paper_rows(document, found.records, found.steps) for document, found in batch]
            took = write(store, made)
            number = sum(len(rows.measurements) for rows in made)
            seconds, papers, measurements = seconds + took, papers + len(batch), measurements + number
            if both < arguments.plain:
                plain_seconds, compared, both = plain_seconds + write_plain(plain, made), compared + took, both + number
                size = path.stat().st_size
            console.print(f"{measurements:,.0f} measurements, the last {number:,} at {number / took:,.0f}/s, {1000 * took / len(batch):.1f} ms a paper")
        table = Table("", "Kaimen", "plain sqlite-utils", title=f"{measurements:,.0f} measurements of {papers:,.0f} papers", title_justify="left", show_edge=False)
        table.add_row(f"first {both:,.0f}, a second", f"{both / compared:,.0f}", f"{both / plain_seconds:,.0f}")
        table.add_row(f"first {both:,.0f}, MB", f"{size / 1e6:,.0f}", f"{plain.stat().st_size / 1e6:,.0f}")
        table.add_row("all, a second", f"{measurements / seconds:,.0f}", "")
        table.add_row("all, ms a paper", f"{1000 * seconds / papers:.1f}", "")
        table.add_row("all, MB", f"{path.stat().st_size / 1e6:,.0f}", "")
        console.print(table)
        answers = Table("question", "seconds", "rows", show_edge=False)
        for name, (took, rows) in ask(store).items():
            answers.add_row(name, f"{took:.3f}", str(rows))
        console.print(answers)
        store.close()


if __name__ == "__main__":
    main()
