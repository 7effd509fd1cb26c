"""Speed of the extraction by stage: sentences a second and seconds a paper, on one core.

Stages are ratios of one run: reading, language (sentences, quantities, materials), detection,
linking (material, interface, temperature), tables and records.

Run: python -m benchmarks.extraction [--papers FOLDER] [--limit N]
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from extractor.extraction.assemble import records_of
from extractor.extraction.detect import detect
from extractor.extraction.facts import find_facts
from extractor.extraction.paper import Paper
from extractor.extraction.tables import find_table_facts
from extractor.ingest import find_papers
from extractor.properties import load_properties
from extractor.readers import read_paper

PAPERS = Path(__file__).parents[1] / "corpora" / "papers"


def measure(files: list[Path]) -> tuple[Counter[str], int, int]:
    """Seconds by stage, sentences and records of all files."""
    seconds: Counter[str] = Counter()
    sentences = records = 0
    properties = list(load_properties().values())
    for file in files:
        start = perf_counter()
        document = read_paper(file)
        seconds["reading"] += perf_counter() - start
        start = perf_counter()
        paper = Paper(document)
        seconds["language"] += perf_counter() - start
        start = perf_counter()
        list(detect(paper, properties))
        detection = perf_counter() - start
        seconds["detection"] += detection
        start = perf_counter()
        list(find_facts(paper, properties))
        facts = perf_counter() - start
        seconds["linking"] += max(0.0, facts - detection)
        start = perf_counter()
        list(find_table_facts(paper, properties))
        tables = perf_counter() - start
        seconds["tables"] += tables
        start = perf_counter()
        found = records_of(paper, properties)
        seconds["records"] += max(0.0, perf_counter() - start - facts - tables)
        sentences += len(paper.sentences)
        records += len(found)
    return seconds, sentences, records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, default=PAPERS)
    parser.add_argument("--limit", type=int, default=0)
    arguments = parser.parse_args()
    files = sorted(find_papers([str(arguments.papers)]))
    files = files[: arguments.limit] if arguments.limit else files
    read_paper(files[0])
    Paper(read_paper(files[0]))  # the pipeline is loaded before the clock runs
    seconds, sentences, records = measure(files)
    total = sum(seconds.values())
    table = Table("stage", "seconds a paper", "share", "sentences a second", title=f"{len(files)} papers, {sentences} sentences, {records} records", title_justify="left")
    for stage, spent in seconds.items():
        table.add_row(stage, f"{spent / len(files):.3f}", f"{spent / total:.0%}", f"{sentences / spent:.0f}" if spent else "–")
    table.add_row("all", f"{total / len(files):.3f}", "100%", f"{sentences / total:.0f}", style="bold")
    Console().print(table)


if __name__ == "__main__":
    main()
