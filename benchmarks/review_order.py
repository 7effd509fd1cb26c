"""Which order of review makes a store right soonest, played through on the dev half of the gold.

    python -m benchmarks.review_order [--svg review-order.svg]

The papers are extracted, and every record is decided as the gold says: accepted where it tells a gold fact; corrected
where it has the value of a fact that no record tells, but another property, material or temperature; else rejected.
Records that tell doubtful facts only are decided too, and count neither way.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from corpora.loaders import HERE, PAPERS
from extractor.evaluation.gold import GoldFact, read_gold
from extractor.evaluation.match import same_fact
from extractor.ingest import find_papers, ingest
from extractor.records import Record
from extractor.review.order import Strategy
from extractor.review.simulation import Answer, Curve, draw, mean, simulate
from extractor.store import Store
from extractor.store.queries import export_records, find_measurements, record_of

TARGET = 0.98
AFTER = (25, 50, 100, 200)
THRESHOLDS = (0.0, 0.5, 0.8)
SEEDS = range(10)
console = Console()


def records_of(store: Store, stem: str) -> dict[str, Record]:
    rows = find_measurements(store, where="file LIKE :stem || '.%'", parameters={"stem": stem})
    return {row["id"]: record_of(row, list(store.db.query("SELECT * FROM evidence WHERE measurement_id = ?", (row["id"],)))) for row in rows}


def answers_of(records: dict[str, Record], facts: Sequence[GoldFact]) -> dict[str, Answer]:
    """What one who knows the gold says of a paper's records; a fact that no record tells corrects one record at most."""
    told = {key: [fact for fact in facts if same_fact(record, fact)] for key, record in records.items()}
    untold = [fact for fact in facts if not fact.doubtful and not any(fact in found for found in told.values())]
    answers = {}
    for key, record in records.items():
        if told[key]:
            answers[key] = Answer("accept", counts=not all(fact.doubtful for fact in told[key]))
            continue
        fact = next((fact for fact in untold if same_fact(record.model_copy(update=correction(record, fact)), fact)), None)
        if fact is None:
            answers[key] = Answer("reject")
        else:
            untold.remove(fact)
            answers[key] = Answer("edit", correction(record, fact))
    return answers


def correction(record: Record, fact: GoldFact) -> dict[str, Any]:
    """The fields of a record that a person would change to those of the fact. An interface's sides cannot be changed."""
    wanted = {"property": fact.property, "temperature": fact.temperature, "material": None if fact.interface else fact.material}
    return {name: value for name, value in wanted.items() if value is not None and value != getattr(record, name)}


def prepared(folder: Path) -> tuple[Path, dict[str, Answer]]:
    """A store of the dev papers, and the answer to each of its records."""
    gold = read_gold(HERE / "gold", "dev")
    files = [path for path in find_papers([str(PAPERS)]) if path.stem in gold]
    store = Store.open(folder / "dev.db")
    for _ in track(ingest(files, store), "Extracting the dev papers", total=len(files), console=console):
        pass
    answers = {key: answer for stem, facts in gold.items() for key, answer in answers_of(records_of(store, stem), facts).items()}
    store.close()
    return folder / "dev.db", answers


def played(path: Path, answers: dict[str, Answer], strategy: Strategy, seed: int) -> dict[float, Curve]:
    copy = path.with_name("copy.db")
    shutil.copy(path, copy)
    store = Store.open(copy)
    store.db.execute("PRAGMA synchronous = OFF")
    curves = simulate(store, answers, strategy, thresholds=THRESHOLDS, seed=seed)
    store.close()
    return curves


def told_in_the_end(path: Path) -> tuple[int, int]:
    """After all decisions: how many of the records kept, as a reader of the store sees them, tell a gold fact."""
    gold, store = read_gold(HERE / "gold", "dev"), Store.open(path.with_name("copy.db"))
    kept = [(record, gold[Path(record.source.file).stem]) for record in export_records(store)]
    store.close()
    return sum(any(same_fact(record, fact) for fact in facts) for record, facts in kept), len(kept)


def table_of(curves: Sequence[Curve], threshold: float) -> Table:
    start = curves[0]
    table = Table(title=f"kept: decided well, or undecided with confidence ≥ {threshold:g} (at first {start.right[0]:.0f} right, precision {start.precision[0]:.3f})", title_justify="left", show_edge=False)
    table.add_column("order", no_wrap=True)
    for column in (f"decisions to {TARGET}", *(f"after {number}" for number in AFTER), "right after 200"):
        table.add_column(column, justify="right")
    for curve in curves:
        needed = curve.needed(TARGET)
        table.add_row(curve.name, "never" if needed is None else str(needed), *(f"{curve.precision[number]:.3f}" for number in AFTER), f"{curve.right[200]:.0f}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--svg", type=Path, help="draw precision against decisions to this file (confidence ≥ 0.5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path, answers = prepared(Path(name))
        kinds = Counter(answer.decision for answer in answers.values())
        console.print(f"{len(answers)} records: {kinds['accept']} to accept ({sum(not answer.counts for answer in answers.values())} of them doubtful), {kinds['edit']} to edit, {kinds['reject']} to reject")
        runs = {strategy: [played(path, answers, strategy, seed) for seed in (SEEDS if strategy is Strategy.RANDOM else [0])] for strategy in Strategy}
        right, kept = told_in_the_end(path)
        console.print(f"after all decisions {right} of {kept} records kept tell a gold fact\n")
    for threshold in THRESHOLDS:
        curves = [mean([run[threshold] for run in runs[strategy]]) for strategy in Strategy]
        console.print(table_of(curves, threshold))
        console.print()
        if options.svg and threshold == 0.5:
            draw(curves, options.svg, title=f"{len(answers)} records of the dev papers, confidence ≥ {threshold:g}", target=TARGET)


if __name__ == "__main__":
    main()
