"""Records of every text by models that never saw it: for honest figures, and to calibrate the confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.evaluation.match import same_fact
from extractor.evaluation.score import Counts
from extractor.extraction.assemble import merge, raw_records
from extractor.extraction.confidence import calibrated, confidence_features, rivals
from extractor.extraction.retold import fold_samples
from extractor.extraction.samples import assign_samples
from extractor.extraction.trained import Weights, using
from extractor.properties import Property
from extractor.records import Record
from extractor.training.examples import Examples
from extractor.training.fit import fit_logistic, fit_ranker
from extractor.training.texts import AnnotatedText, TaughtText

#: L2 penalties that gave the best choices on held-out texts (tried: 1, 3, 8, 15, 30).
PENALTIES = {"materials": 15.0, "interfaces": 15.0, "temperatures": 2.0}


def fit_models(examples: Examples, held_out: frozenset[str] = frozenset()) -> dict[str, Weights]:
    """Detector and both rankers from the examples of all texts but the held-out ones."""
    detector = [row for row in examples.detector if row[0] not in held_out]
    models = {"detector": fit_logistic([row[1] for row in detector], [row[2] for row in detector], strength=0.3)}
    for name, marks in (("cited", examples.cited), ("simulated", examples.simulated)):
        told = [row for row in marks if row[0] not in held_out]
        models[name] = fit_logistic([row[1] for row in told], [row[2] for row in told], strength=1.0)
    for name, rows in (("materials", examples.materials), ("interfaces", examples.interfaces), ("temperatures", examples.temperatures)):
        kept = [row for row in rows if row[0] not in held_out]
        models[name] = fit_ranker([row[1] for row in kept], [row[2] for row in kept], PENALTIES[name])
    return models


def held_out_records(texts: Sequence[TaughtText], examples: Examples, properties: list[Property], folds: int = 5) -> Iterator[tuple[TaughtText, list[Record]]]:
    """The records of each text, one a telling and not yet calibrated, by models fitted on the other folds."""
    for fold in range(folds):
        part = texts[fold::folds]
        with using(fit_models(examples, frozenset(text.name for text in part))):
            for text in part:
                yield text, raw_records(text.paper, properties)


def fit_confidence(held_out: Sequence[tuple[TaughtText, list[Record]]], without: frozenset[str] = frozenset()) -> Weights:
    """Calibrates the confidence on held-out records: is the record right, as far as somebody said?"""
    features: list[set[str]] = []
    right: list[bool] = []
    for text, records in held_out:
        if text.name in without:
            continue
        for record, against in zip(records, rivals(records), strict=True):
            verdict = text.verdict(record)
            if verdict is not None:
                features.append(confidence_features(record, against))
                right.append(verdict)
    return fit_logistic(features, right, strength=0.1)


def calibrated_records(held_out: Sequence[tuple[TaughtText, list[Record]]], folds: int = 5) -> dict[str, list[Record]]:
    """Held-out records with a confidence that was itself calibrated on other texts; told once."""
    found: dict[str, list[Record]] = {}
    for fold in range(folds):
        part = held_out[fold::folds]
        with using({"confidence": fit_confidence(held_out, frozenset(text.name for text, _ in part))}):
            for text, records in part:
                told_once = merge([record.model_copy(update={"confidence": confidence}, deep=True) for record, confidence in zip(records, calibrated(records), strict=True)])
                assign_samples(text.paper, told_once)
                found[text.name] = fold_samples(told_once)
    return found


def marks(held_out: Sequence[tuple[TaughtText, list[Record]]]) -> dict[str, Counts]:
    """How well values in prose are marked as cited and as simulated, where a text has all its facts and the value is one of them."""
    found = {"cited": Counts(), "simulated": Counts()}
    for text, records in held_out:
        facts = text.facts if isinstance(text, AnnotatedText) else []
        for record in records:
            told = [fact for fact in facts if same_fact(record, fact)]
            if not told or record.evidence[0].rule == "table":
                continue
            for name, counts in found.items():
                marked, true = getattr(record, name), getattr(told[0], name)
                counts.add(Counts(int(marked and true), int(marked and not true), int(true and not marked)))
    return found
