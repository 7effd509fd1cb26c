"""`kaimen evaluate`: records against gold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from extractor.cli.console import console, printable, progress, share
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.evaluation import Evaluation
    from extractor.evaluation.gold import GoldFact
    from extractor.evaluation.reliability import Bin
    from extractor.records import Record

EPILOG = """[bold]Examples[/bold]

kaimen evaluate

kaimen evaluate --split dev --list

kaimen evaluate --split test --json scores.json --min-confidence 0.9

kaimen evaluate --split dev --reliability reliability.svg --peers"""


class Split(StrEnum):
    DEV = "dev"
    TEST = "test"
    ALL = "all"


def register(app: typer.Typer) -> None:
    app.command("evaluate", epilog=EPILOG)(evaluate_command)


def evaluate_command(
    split: Annotated[Split, typer.Option(help="Which half of the gold.")] = Split.ALL,
    gold: Annotated[Path, typer.Option(help="Folder with dev/ and test/.")] = Path("corpora/gold"),
    papers: Annotated[Path, typer.Option(help="Folder with the annotated papers.")] = Path("corpora/papers"),
    list_all: Annotated[bool, typer.Option("--list", help="List every miss and every false find.")] = False,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Count only records of this confidence and more.")] = 0.0,
    reliability_out: Annotated[Path | None, typer.Option("--reliability", help="Draw confidence against the share of right records to this SVG file.")] = None,
    peers: Annotated[bool, typer.Option("--peers", help="Also what chemdataextractor2 alone finds in the same papers (slow).")] = False,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file too.")] = None,
) -> None:
    """Precision, recall and F1 of the records, by property.

    A record is right only if property, value (within 1 %), unit, material or interface, and (where
    gold has it) temperature agree. Rules are written with the dev half in sight; nobody who writes
    them reads the test half.
    """
    from extractor.evaluation import evaluate
    from extractor.evaluation.gold import SPLITS, read_gold
    from extractor.evaluation.reliability import draw_reliability, expected_error, reliability
    from extractor.ingest import find_papers, process_file

    if not gold.is_dir():
        raise UsageError(f"{gold}: no such folder; run inside a checkout, or give --gold")
    files = {path.stem: path for path in find_papers([str(papers)])}
    figures = {}
    for name in SPLITS if split is Split.ALL else (split.value,):
        facts = read_gold(gold, name)
        missing = sorted(set(facts) - set(files))
        if missing:
            raise UsageError(f"gold without a paper in {papers}: {', '.join(missing)}")
        records = {stem: process_file(files[stem]).records for stem in facts}
        evaluation = evaluate(records, facts, min_confidence)
        alone = None
        if peers:
            from extractor.evaluation.chemdata_alone import chemdata_records

            with progress("chemdataextractor2 alone") as step:
                found = {}
                for number, stem in enumerate(facts, start=1):
                    step(f"chemdataextractor2 alone: {stem} ({number} of {len(facts)})")
                    document = process_file(files[stem]).document
                    found[stem] = chemdata_records(document) if document is not None else []
            alone = evaluate(found, facts)
        _print(name, evaluation, alone)
        _print_causes(evaluation, records)
        _print_samples(records, facts)
        bins = reliability(records, facts)
        _print_reliability(records, facts, bins)
        if reliability_out:
            draw_reliability(bins, reliability_out, f"{name}: {sum(b.records for b in bins)} records, expected calibration error {expected_error(bins):.3f}")
        if list_all:
            _list(evaluation)
        figures[name] = _figures(evaluation)
        if alone is not None:
            figures[f"{name}, chemdataextractor2 alone"] = _figures(alone)
    if json_out:
        json_out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _figures(evaluation: Evaluation) -> dict[str, dict[str, float | int | None]]:
    from extractor.evaluation.score import rows

    return {
        key: {"right": c.right, "false": c.false, "missed": c.missed, "precision": c.precision, "recall": c.recall, "f1": c.f1}
        for key, c in rows(evaluation)
    }


def _print_causes(evaluation: Evaluation, records: Mapping[str, Sequence[Record]]) -> None:
    from extractor.evaluation.score import causes

    table = Table("missed", "property", "cause", title="the commonest causes of misses", title_justify="left", show_edge=False)
    for name, cause, count in causes(evaluation, records)[:10]:
        table.add_row(str(count), name, cause)
    console.print(table)
    console.print()


def _print_samples(records: Mapping[str, Sequence[Record]], facts: Mapping[str, Sequence[GoldFact]]) -> None:
    from extractor.evaluation.samples import score_samples

    scores = score_samples(records, facts)
    for label, counts in (("whole samples (every fact right and together)", scores.whole), ("samples put together from the facts found", scores.assembled), ("pairs of found facts of one sample", scores.pairs)):
        console.print(f"{label}: precision {share(counts.precision)}, recall {share(counts.recall)}, F1 {share(counts.f1)} ({counts.right} of {counts.right + counts.missed})")
    console.print()


def _print_reliability(records: Mapping[str, Sequence[Record]], facts: Mapping[str, Sequence[GoldFact]], bins: Sequence[Bin]) -> None:
    from extractor.evaluation import evaluate
    from extractor.evaluation.reliability import expected_error

    every = sum(len(found) for found in records.values())
    for threshold in (0.8, 0.9, 0.95):
        kept = sum(record.confidence >= threshold for found in records.values() for record in found)
        console.print(f"confidence ≥ {threshold}: precision {share(evaluate(records, facts, threshold).total.precision)} in {kept} of {every} records")
    table = Table("confidence", "records", "right", "", title=f"expected calibration error {expected_error(bins):.3f}", title_justify="left", show_edge=False)
    for b in bins:
        table.add_row(f"{b.low:.1f}–{b.high:.1f}", str(b.records), f"{b.right:.2f}", "█" * round(20 * b.right) + f" ({b.confidence:.2f} promised)")
    console.print(table)
    console.print()


def _print(name: str, evaluation: Evaluation, alone: Evaluation | None) -> None:
    from extractor.evaluation.score import rows

    others = dict(rows(alone)) if alone is not None else {}

    table = Table(title=f"{name}: {evaluation.papers} papers", title_justify="left", show_edge=False)
    table.add_column("property", no_wrap=True)
    for column in ("prec.", "recall", "F1", "right", "false", "miss."):
        table.add_column(column, justify="right")
    if alone is not None:
        table.add_column("CDE2 F1", justify="right")
    for key, c in rows(evaluation):
        other = others.get(key)
        peer = [] if alone is None else ["–"] if other is None else [share(other.f1)]
        table.add_row(
            key, share(c.precision), share(c.recall), share(c.f1), str(c.right), str(c.false), str(c.missed), *peer, style="bold" if key == "all" else ""
        )
    if alone is not None:
        table.caption = "CDE2: chemdataextractor2 alone, with its own generic quantity models"
    console.print(table)
    right = evaluation.total.right
    if right:
        console.print(f"cited and simulated marks agree in {evaluation.marks_right} of the {right} right ones\n")


def _list(evaluation: Evaluation) -> None:
    console.print(Text("Misses", style="bold"))
    for miss in evaluation.misses:
        fact = miss.fact
        subject = fact.interface or fact.material
        console.print(Text(f"  {miss.paper}: {fact.property} {fact.raw}, {subject}", style="yellow"), Text(f"({miss.reason})", style="dim"))
        console.print(Text(f"    {printable(fact.quote)[:220]}", style="dim"))
    console.print(Text("False finds", style="bold"))
    for find in evaluation.false_finds:
        record = find.record
        console.print(
            Text(f"  {find.paper}: {record.property} {printable(record.raw)}, {printable(record.material or '?')}", style="red"),
            Text(f"({find.reason}; confidence {record.confidence:.2f})", style="dim"),
        )
        console.print(Text(f"    {printable(record.evidence[0].text)[:220]}", style="dim"))
    console.print()
