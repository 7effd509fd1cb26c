"""`kaimen train`: makes the shipped models anew from the annotated texts of a clone."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from extractor.cli.console import console, progress, share
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.evaluation.score import Counts
    from extractor.records import Record
    from extractor.training.decided import Gathered
    from extractor.training.texts import AnnotatedText, TaughtText

EPILOG = """[bold]Examples[/bold]

kaimen train extraction

kaimen train extraction --validate --out /tmp/models

kaimen train extraction --store kaimen.db --papers papers --to kaimen.models

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
    out: Annotated[Path | None, typer.Option("--out", "--to", help="Folder for the files; by default the package, with --store a folder beside it (kaimen.models), for ner none.", show_default=False)] = None,
    store: Annotated[Path | None, typer.Option(help="Learn from the decisions in this store too (extraction only).")] = None,
    papers: Annotated[list[str] | None, typer.Option(metavar="PATH", help="Files or folders of the store's papers, to learn from their tables too; may be given again.")] = None,
    validate: Annotated[bool, typer.Option("--validate", help="Also show how the models do on texts that they did not see.")] = False,
) -> None:
    """Train the models that the extraction uses, on the CPU, from the annotated texts of a clone.

    The same texts and decisions give the same files. The test half of the gold is never learned from.
    With --store the models are your own: `kaimen ingest --models FOLDER` reads papers with them.
    """
    if (store or papers) and (model is not Model.EXTRACTION or not store):
        raise UsageError("decisions of a --store (whose files --papers names) teach the extraction only; write `kaimen train extraction --store kaimen.db`")
    if model is Model.EXTRACTION:
        _extraction(corpora, out or (store and store.with_suffix(".models")), validate, store, papers or [])
    elif model is Model.OPERATIONS:
        _operations(corpora, out, validate)
    else:
        _recogniser(corpora, out)


def _folder(out: Path | None) -> Path:
    from extractor.extraction.trained import FOLDER

    folder = out or FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made ({error.strerror}); give another folder") from None
    return folder


def _extraction(corpora: Path, out: Path | None, validate: bool, store: Path | None, papers: list[str]) -> None:
    from extractor.evaluation.score import evaluate, rows
    from extractor.properties import load_properties
    from extractor.store import Store
    from extractor.training.examples import collect
    from extractor.training.lessons import learn
    from extractor.training.texts import annotated_texts
    from extractor.training.validation import calibrated_records, fit_confidence, fit_models, held_out_records, marks

    properties = list(load_properties().values())
    if store:
        Store.open(store, create=False).close()  # what is wrong is told before minutes have gone
    folder = _folder(out)
    with progress("reading the annotated texts") as step:
        texts = list(annotated_texts(corpora))
        examples = collect(texts, properties)
        taught: list[TaughtText] = [*texts]
        if store:
            step("reading the decided papers")
            gathered = _gather(store, papers, corpora, texts)
            lessons = learn(examples, gathered.texts, properties)
            taught += gathered.texts
        step("fitting detector and rankers")
        models = fit_models(examples)
        step("extracting each fifth by models of the others, to calibrate the confidence")
        held_out = list(held_out_records(taught, examples, properties))
        models["confidence"] = fit_confidence(held_out)
    if store:
        _tell(store, gathered, lessons, held_out)
    for name, weights in models.items():
        console.print(f"{weights.save(name, folder)}: {len(weights.weights)} weights", markup=False, highlight=False, soft_wrap=True)
    if validate:
        result = evaluate(calibrated_records(held_out), {text.name: text.facts for text in texts})
        _table(f"{len(texts)} texts, each by models that never saw it", rows(result))
        _table("marks of values in prose", marks(held_out).items())


def _gather(path: Path, papers: list[str], corpora: Path, texts: list[AnnotatedText]) -> Gathered:
    from extractor.store import Store
    from extractor.training.decided import gather
    from extractor.training.held_out import HeldOut, read_test_half
    from extractor.training.sources import Sources

    store = Store.open(path, create=False)
    try:
        return gather(store, Sources(papers), read_test_half(corpora), HeldOut(text.paper.document for text in texts))
    finally:
        store.close()


def _tell(store: Path, gathered: Gathered, lessons: dict[str, int], held_out: list[tuple[TaughtText, list[Record]]]) -> None:
    """How many decisions taught what, and how many did not and why."""
    unused = gathered.unused.total()
    console.print(f"{store}: {gathered.used + unused} decisions that hold, {gathered.used} used on {len(gathered.texts)} papers, {unused} not", markup=False, highlight=False)
    for reason, number in sorted(gathered.unused.items()):
        console.print(f"  not used {number:>5}  {reason}", highlight=False, soft_wrap=True)
    for had, number in sorted(gathered.papers.items()):
        console.print(f"  papers   {number:>5}  {had}", highlight=False)
    decided = {text.name for text in gathered.texts}
    lessons["confidence"] = sum(text.verdict(record) is not None for text, records in held_out if text.name in decided for record in records)
    for name, number in lessons.items():
        console.print(f"  examples {number:>5}  {name}", highlight=False)


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
