"""Whether decisions of a review make the models better, played through on the dev half of the gold.

    python -m benchmarks.review_training [--seeds 0 1] [--share 1.0]

The models are trained without the dev half. Its papers are split in two by chance; a store of the one half is read by these models and
decided by somebody who knows the gold (benchmarks/review_order.py says how; what the gold doubts is skipped); the models are trained anew with these decisions, and
score on the other half, which nobody decided on; then the halves change places. For comparison: the models that learned the gold of the
first half, which also has what no record told. "P≥0.8" is the precision of records so sure, "marks" the share of right ones whose cited and simulated
are right too, "ECE" the calibration error of the confidence. There are 34 papers only: look at the spread.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.review_order import answers_of, records_of
from corpora.loaders import HERE, PAPERS
from extractor.evaluation.gold import GoldFact, read_gold
from extractor.evaluation.match import same_fact
from extractor.evaluation.reliability import expected_error, reliability
from extractor.evaluation.score import Counts, Evaluation, evaluate
from extractor.extraction.assemble import records_of as extracted
from extractor.extraction.trained import Weights, using
from extractor.ingest import find_papers, ingest
from extractor.properties import load_properties
from extractor.records import Record
from extractor.review.simulation import Answer
from extractor.store import Store
from extractor.store.decisions import decide
from extractor.training.decided import gather
from extractor.training.examples import Examples, collect
from extractor.training.held_out import HeldOut, read_test_half
from extractor.training.lessons import learn
from extractor.training.sources import Sources
from extractor.training.texts import AnnotatedText, TaughtText, annotated_texts
from extractor.training.validation import fit_confidence, fit_models, held_out_records

SURE = 0.8
PROPERTIES = list(load_properties().values())
console = Console()
Gold = Mapping[str, list[GoldFact]]


def trained(texts: Sequence[TaughtText], examples: Examples) -> dict[str, Weights]:
    models = fit_models(examples)
    models["confidence"] = fit_confidence(list(held_out_records(texts, examples, PROPERTIES)))
    return models


def answered(records: dict[str, Record], facts: Sequence[GoldFact]) -> Iterator[tuple[str, Answer]]:
    """The gold's decisions, with what is cited or simulated corrected too."""
    for key, answer in answers_of(records, facts).items():
        fact = next((fact for fact in facts if same_fact(records[key], fact)), None)
        wrong = {name: getattr(fact, name) for name in ("cited", "simulated") if fact and getattr(fact, name) != getattr(records[key], name)}
        yield key, replace(answer, decision="edit", changes=wrong) if wrong else answer


@contextmanager
def decided_store(gold: Gold, base: dict[str, Weights], share: float, chance: random.Random) -> Iterator[Store]:
    """A store of papers, read by the base models, of whose records a share is decided as the gold says."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "decided.db")
        with using(base):
            list(ingest([path for path in find_papers([str(PAPERS)]) if path.stem in gold], store))
        for stem, facts in gold.items():
            for key, answer in answered(records_of(store, stem), facts):
                if answer.counts and chance.random() < share:
                    decide(store, key, answer.decision, "gold", changes=answer.changes)
        yield store
        store.close()


def scored(models: dict[str, Weights], texts: Sequence[AnnotatedText]) -> dict[str, list[Record]]:
    with using(models):
        return {text.name: extracted(text.paper, PROPERTIES) for text in texts}


def row(name: str, records: Mapping[str, list[Record]], gold: Gold, table: Table) -> None:
    def told(counts: Counts) -> list[str]:
        return [f"{value or 0:.3f}" for value in (counts.precision, counts.recall, counts.f1)]

    result: Evaluation = evaluate(records, gold)
    sure = evaluate(records, gold, min_confidence=SURE).total
    error = expected_error(reliability(records, gold))
    marks = f"{result.marks_right / max(1, result.total.right):.3f}"
    table.add_row(name, *told(result.total), str(result.total.right), str(result.total.false), f"{sure.precision or 0:.3f}", str(sure.right), marks, f"{error:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="of the chance that splits the papers; each takes some minutes")
    parser.add_argument("--share", type=float, default=1.0, help="the share of records that is decided")
    options = parser.parse_args()
    gold = read_gold(HERE / "gold", "dev")
    texts = list(annotated_texts(HERE))
    shipped, dev = [text for text in texts if text.name not in gold], [text for text in texts if text.name in gold]
    test, known = read_test_half(HERE), HeldOut(text.paper.document for text in shipped)
    base = trained(shipped, collect(shipped, PROPERTIES))
    before = scored(base, dev)
    for split in options.seeds:
        chance = random.Random(split)
        names = sorted(gold)
        chance.shuffle(names)
        after: dict[str, list[Record]] = {}
        full: dict[str, list[Record]] = {}
        for taught in (names[::2], names[1::2]):
            rest = [text for text in dev if text.name not in taught]
            examples = collect(shipped, PROPERTIES)
            with decided_store({name: gold[name] for name in taught}, base, options.share, chance) as store:
                found = gather(store, Sources([str(PAPERS)]), test, known)
            lessons = learn(examples, found.texts, PROPERTIES)
            console.print(f"split {split}: {found.used} decisions on {len(found.texts)} papers used, {found.unused.total()} not; examples: {', '.join(f'{number} {name}' for name, number in lessons.items())}")
            after |= scored(trained([*shipped, *found.texts], examples), rest)
            learned = [*shipped, *(text for text in dev if text.name in taught)]
            full |= scored(trained(learned, collect(learned, PROPERTIES)), rest)
        table = Table("", "P", "R", "F1", "right", "false", f"P≥{SURE}", "right", "marks", "ECE", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), title=f"split {split}: each dev paper by models that learned nothing, decisions or the gold of the other half", title_justify="left", show_edge=False)
        row("without", before, gold, table)
        row("decisions", after, gold, table)
        row("gold", full, gold, table)
        console.print(table)
        _tell_papers(before, after, gold)


def _tell_papers(before: Mapping[str, list[Record]], after: Mapping[str, list[Record]], gold: Gold) -> None:
    """In how many papers the decisions helped, and in how many they hurt, by F1."""
    changes = [(evaluate({name: after[name]}, {name: gold[name]}).total.f1 or 0) - (evaluate({name: before[name]}, {name: gold[name]}).total.f1 or 0) for name in gold]
    console.print(f"F1 of a paper: better in {sum(c > 1e-9 for c in changes)}, worse in {sum(c < -1e-9 for c in changes)}, same in {sum(abs(c) <= 1e-9 for c in changes)}\n")


if __name__ == "__main__":
    main()
