"""Trains the recogniser of materials: a small spaCy model, from blank, on the CPU.

It learns from the spans of SOFC-Exp, from the names that the annotated facts give, and from what the
rules see in those texts; what it adds to the rules are names that no rule knows, such as a paper's
own acronyms.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import spacy
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import filter_spans
from thinc.api import fix_random_seed

from extractor.evaluation.score import Counts
from extractor.language.materials import Abbreviation, find_abbreviations, find_materials
from extractor.language.pipeline import CONFIG
from extractor.training.texts import AnnotatedText

LABEL = "MATERIAL"
SEED = 7
BATCH = 24
_LINE = re.compile(r"^SPAN\t\d+\t(\w+)(?::\w+)?\t(\d+)\t(\d+)\t(\d+)", re.M)


@dataclass(frozen=True)
class Annotated:
    """A sentence or paragraph with [start, end) of its materials; `group` is the text it comes from."""

    group: str
    text: str
    spans: list[tuple[int, int]]


def sofc_sentences(corpora: Path, without: frozenset[str] = frozenset()) -> Iterator[Annotated]:
    """The sentences of SOFC-Exp that tell experiments, whose materials are annotated."""
    for path in sorted((corpora / "sofc-exp").glob("PMC*.csv")):
        if path.stem in without:
            continue
        lines = (corpora / "papers" / "sofc-exp" / f"{path.stem}.txt").read_text(encoding="utf-8").split("\n")
        materials: dict[int, list[tuple[int, int]]] = {}
        told: set[int] = set()
        for kind, line, start, end in _LINE.findall(path.read_text(encoding="utf-8")):
            if kind == "EXPERIMENT":
                told.add(int(line))
            elif kind == LABEL:
                materials.setdefault(int(line), []).append((int(start), int(end)))
        for number in sorted(told):
            yield Annotated(path.stem, lines[number - 1], materials.get(number, []))


def fact_paragraphs(texts: Sequence[AnnotatedText]) -> Iterator[Annotated]:
    """Paragraphs of the annotated texts: names in their facts, and what the rules find besides."""
    for annotated in texts:
        names = {name for fact in annotated.facts for name in [*fact.names, *(fact.interface if isinstance(fact.interface, list) else []), *filter(None, [fact.sample])] if 1 < len(name) < 40 and "=" not in name}
        for block in annotated.paper.document.prose():
            spans = [(m.start, m.end) for m in find_materials(block.text, annotated.paper.abbreviations)]
            for name in sorted(names, key=len, reverse=True):
                for match in re.finditer(rf"(?<![\w–-]){re.escape(name)}(?![\w])", block.text):
                    if not any(start < match.end() and match.start() < end for start, end in spans):
                        spans.append((match.start(), match.end()))
            yield Annotated(annotated.name, block.text, sorted(spans))


def _example(nlp: Language, annotated: Annotated) -> Example | None:
    doc = nlp.make_doc(annotated.text)
    spans = [span for start, end in annotated.spans if (span := doc.char_span(start, end, label=LABEL, alignment_mode="expand"))]
    reference: Doc = doc.copy()
    reference.set_ents(filter_spans(spans))
    return Example(doc, reference) if len(doc) else None


def train_recogniser(examples: Sequence[Annotated], epochs: int = 8, report: Callable[[int, float], None] | None = None) -> Language:
    """A spaCy pipeline with nothing but the recogniser; the same examples give the same model."""
    random.seed(SEED)
    fix_random_seed(SEED)
    nlp = spacy.blank("en", config=CONFIG)
    ner = cast(EntityRecognizer, nlp.add_pipe("ner", config={"model": {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False, "hidden_width": 48, "maxout_pieces": 2, "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {"@architectures": "spacy.MultiHashEmbed.v2", "width": 64, "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"], "rows": [2000, 800, 1000, 1000], "include_static_vectors": False},
            "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 64, "depth": 3, "window_size": 1, "maxout_pieces": 3},
        },
    }}))
    ner.add_label(LABEL)
    prepared = [example for annotated in examples if (example := _example(nlp, annotated))]
    optimizer = nlp.initialize(lambda: prepared[:200])
    for epoch in range(epochs):
        random.shuffle(prepared)
        losses: dict[str, float] = {}
        for first in range(0, len(prepared), BATCH):
            nlp.update(prepared[first : first + BATCH], sgd=optimizer, drop=0.25, losses=losses)
        if report is not None:
            report(epoch, losses["ner"])
    return nlp


def score_spans(examples: Sequence[Annotated], find: Callable[[str, str], set[tuple[int, int]]]) -> Counts:
    """How well `find(group, text)` finds the annotated spans, exactly."""
    counts = Counts()
    for annotated in examples:
        found, wanted = find(annotated.group, annotated.text), set(annotated.spans)
        counts.add(Counts(len(found & wanted), len(found - wanted), len(wanted - found)))
    return counts


def by_rules(examples: Sequence[Annotated]) -> Callable[[str, str], set[tuple[int, int]]]:
    """The rules alone, with the abbreviations that each text defines."""
    defined: dict[str, dict[str, Abbreviation]] = {}
    for annotated in examples:
        for abbreviation in find_abbreviations(annotated.text):
            defined.setdefault(annotated.group, {}).setdefault(abbreviation.short, abbreviation)
    return lambda group, text: {(m.start, m.end) for m in find_materials(text, defined.get(group, {}))}


def cross_validate(
    sentences: Sequence[Annotated], others: Sequence[Annotated], folds: int = 3, report: Callable[[str], None] = lambda step: None
) -> dict[str, Counts]:
    """Rules, model, and rules with what the model adds, on the papers of SOFC-Exp; each by a model of the other papers."""
    rules = by_rules(sentences)
    totals = {"rules": Counts(), "model": Counts(), "rules and model": Counts()}
    groups = sorted({annotated.group for annotated in sentences})
    for fold in range(folds):
        held_out = set(groups[fold::folds])
        report(f"fold {fold + 1} of {folds}")
        nlp = train_recogniser([a for a in (*sentences, *others) if a.group not in held_out], epochs=4)
        part = [a for a in sentences if a.group in held_out]

        def model(_group: str, text: str, nlp: Language = nlp) -> set[tuple[int, int]]:
            return {(entity.start_char, entity.end_char) for entity in nlp(text).ents}

        def both(group: str, text: str) -> set[tuple[int, int]]:
            known = rules(group, text)
            return known | {(start, end) for start, end in model(group, text) if not any(a < end and start < b for a, b in known)}

        for name, find in (("rules", rules), ("model", model), ("rules and model", both)):
            totals[name].add(score_spans(part, find))
    return totals
