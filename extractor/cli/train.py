"""`kaimen train`: makes the shipped models anew from the annotated texts of a clone."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from extractor.cli.console import console, progress, share

if TYPE_CHECKING:
    from extractor.evaluation.score import Counts

EPILOG = """[bold]Examples[/bold]

kaimen train extraction

kaimen train extraction --validate --out /tmp/models

kaimen train operations --validate

kaimen train ner --out material-recogniser"""


class Model(StrEnum):
    EXTRACTION = "extraction"
    OPERATIONS = "operations"
    NER = "ner"


def register(app: typer.Typer) -> None:
    app.command("train", epilog=EPILOG)(train_command)


def train_command(
    model: Annotated[Model, typer.Argument(help="What to train: detector, rankers and confidence; operations of synthesis procedures; or the recogniser of materials.")],
    corpora: Annotated[Path, typer.Option(help="The folder `corpora` of a clone.")] = Path("corpora"),
    out: Annotated[Path | None, typer.Option(help="Where the files go; by default into the package (for ner: nowhere).")] = None,
    validate: Annotated[bool, typer.Option("--validate", help="Also show how the models do on texts that they did not see.")] = False,
) -> None:
    """Train the models that the extraction uses, on the CPU, from the annotated texts of a clone.

    The same texts give the same files. The test half of the gold is never read.
    """
    if model is Model.EXTRACTION:
        _extraction(corpora, out, validate)
    elif model is Model.OPERATIONS:
        _operations(corpora, out, validate)
    else:
        _recogniser(corpora, out)


def _folder(out: Path | None) -> Path:
    from extractor.extraction.trained import FOLDER

    folder = out or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _extraction(corpora: Path, out: Path | None, validate: bool) -> None:
    from extractor.evaluation.score import evaluate, rows
    from extractor.properties import load_properties
    from extractor.training.examples import collect
    from extractor.training.texts import annotated_texts
    from extractor.training.validation import calibrated_records, fit_confidence, fit_models, held_out_records

    properties = list(load_properties().values())
    with progress("reading the annotated texts") as step:
        texts = list(annotated_texts(corpora))
        examples = collect(texts, properties)
        step("fitting detector and rankers")
        models = fit_models(examples)
        step("extracting each fifth by models of the others, to calibrate the confidence")
        held_out = list(held_out_records(texts, examples, properties))
        models["confidence"] = fit_confidence(held_out)
    folder = _folder(out)
    for name, weights in models.items():
        console.print(f"{weights.save(name, folder)}: {len(weights.weights)} weights")
    if validate:
        result = evaluate(calibrated_records(held_out), {text.name: text.facts for text in texts})
        _table(f"{len(texts)} texts, each by models that never saw it", rows(result))


def _operations(corpora: Path, out: Path | None, validate: bool) -> None:
    from extractor.extraction.trained import using
    from extractor.training.operations import fit_operations, read_procedures, score_operations

    with progress("reading synthesis procedures") as step:
        procedures = read_procedures(corpora, "train")
        step("fitting")
        models = fit_operations(procedures)
    folder = _folder(out)
    for name, weights in models.items():
        console.print(f"{weights.save(name, folder)}: {len(weights.weights)} weights")
    if validate:
        with using(models):
            scores = score_operations(read_procedures(corpora, "dev"))
        _table("the corpus's dev part", [("operations", scores.operations), ("conditions linked", scores.links)])


def _recogniser(corpora: Path, out: Path | None) -> None:
    from extractor.evaluation.gold import read_gold
    from extractor.training.ner import cross_validate, fact_paragraphs, sofc_sentences, train_recogniser
    from extractor.training.texts import annotated_texts

    held_out = frozenset(read_gold(corpora / "gold", "test"))
    with progress("reading the annotated texts") as step:
        sentences = list(sofc_sentences(corpora, held_out))
        paragraphs = list(fact_paragraphs(list(annotated_texts(corpora))))
        scores = cross_validate(sentences, paragraphs, report=step)
        if out is not None:
            step("training on all")
            train_recogniser([*sentences, *paragraphs]).to_disk(out)
    _table("materials of SOFC-Exp, exact spans, cross-validated by paper", scores.items())


def _table(title: str, rows: Iterable[tuple[str, Counts]]) -> None:
    table = Table("", "P", "R", "F1", "right", "false", "missed", title=title, title_justify="left")
    for name, counts in rows:
        table.add_row(name, *(share(value) for value in (counts.precision, counts.recall, counts.f1)), str(counts.right), str(counts.false), str(counts.missed))
    console.print(table)
