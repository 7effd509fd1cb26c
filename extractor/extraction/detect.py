"""Which numbers and words of a text are values of which property.

Rules (the nearest word that names a property) propose; a trained detector, which also sees the words
around, decides and tells how sure that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.extraction.contexts import value_features
from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.rules import Choice, acceptable, choose, credible, objections, plausible, word_choice
from extractor.extraction.trained import load
from extractor.properties import Property
from extractor.quantities import Quantity
from extractor.quantities.units import compatible

#: Below this a value is none of the property.
THRESHOLD = 0.4
_IN_UNITS = re.compile(r"\bin units? of\s$|\b(?:given|expressed|listed|values?|conductivit\w+|conductances?|resistances?|are|is) in\s$|,\sin\s$|(?:^|\s|\()[RGhσ]_?\w{0,3}\sin\s$", re.I)


@dataclass(frozen=True, slots=True)
class Detection:
    """A value of a property, the place of the word that names it, and how likely it is one."""

    property: Property
    sentence: Sentence
    start: int
    end: int
    quantity: Quantity | None
    word: str | None
    anchor: tuple[int, int]
    rule: str
    probability: float


def detect(paper: Paper, properties: Iterable[Property]) -> Iterator[Detection]:
    """All values in the paper's prose, in reading order."""
    declared = list(properties)
    detector = load("detector")
    for sentence in paper.sentences:
        for quantity, rivals in measurable(sentence, declared):
            proposed = choose(paper, sentence, quantity, rivals)
            best: tuple[float, Property] | None = None
            for rival in rivals:
                if not admissible(sentence, quantity, rival):
                    continue
                if rival.name not in detector.scopes:
                    # a property that was declared after the training: the rules alone decide
                    likely = proposed.certainty if proposed is not None and proposed.property is rival else 0.0
                else:
                    likely = detector.probability(detector_features(paper, sentence, quantity, rival, proposed))
                if likely >= THRESHOLD and (best is None or likely > best[0]):
                    best = (likely, rival)
            if best is not None:
                likely, found = best
                agreed = proposed if proposed is not None and proposed.property is found else None
                if agreed is None and not plausible(found, quantity):
                    continue  # neither a word nor the size speaks for it
                anchor = agreed.anchor if agreed else (quantity.start, quantity.end)
                yield Detection(found, sentence, quantity.start, quantity.end, quantity, None, anchor, agreed.rule if agreed else "context", likely)
        for worded, word, start, end in words_of(sentence, declared):
            proposed = word_choice(sentence, worded, start, end)
            if worded.name in detector.scopes:
                likely = detector.probability(word_features(paper, sentence, start, end, worded, proposed))
            else:
                likely = proposed.certainty if proposed is not None else 0.0
            if likely >= THRESHOLD:
                anchor = proposed.anchor if proposed else (start, end)
                yield Detection(worded, sentence, start, end, None, word, anchor, proposed.rule if proposed else "context", likely)


def measurable(sentence: Sentence, declared: list[Property]) -> Iterator[tuple[Quantity, list[Property]]]:
    """Quantities of a sentence with the properties whose dimension they have."""
    for quantity in sentence.quantities:
        rivals = [p for p in declared if p.unit is not None and compatible(quantity.pint_unit, p.unit, inverse=p.inverse)]
        if rivals:
            yield quantity, rivals


def words_of(sentence: Sentence, declared: list[Property]) -> Iterator[tuple[Property, str, int, int]]:
    """Words of a sentence that are values of a worded property, such as an atmosphere."""
    for worded in (p for p in declared if p.values):
        for word, pattern in worded.values.items():
            for match in re.finditer(pattern, sentence.text):
                yield worded, word, sentence.start + match.start(), sentence.start + match.end()


def _is_unit_statement(text: str, quantity: Quantity) -> bool:
    """Whether a bare power of ten is the unit of other numbers: "conductivities are given in 10−4 S cm−1"."""
    return quantity.raw.startswith("10") and _IN_UNITS.search(text[max(0, quantity.start - 40) : quantity.start]) is not None


def admissible(sentence: Sentence, quantity: Quantity, declared: Property) -> bool:
    """Whether a quantity may be a value at all: no change, no rate, not far beyond what is possible."""
    if _is_unit_statement(sentence.block.text, quantity) or not acceptable(declared, sentence.block.text, quantity) or not credible(declared, quantity):
        return False
    return plausible(declared, quantity) or not declared.drop_implausible


def detector_features(paper: Paper, sentence: Sentence, quantity: Quantity, declared: Property, proposed: Choice | None) -> set[str]:
    features = set(value_features(paper, sentence, quantity.start, quantity.end, quantity, declared))
    features |= objections(paper, sentence, quantity, declared)
    return _with_scope(features, declared, proposed, "plausible" if plausible(declared, quantity) else "implausible")


def word_features(paper: Paper, sentence: Sentence, start: int, end: int, declared: Property, proposed: Choice | None) -> set[str]:
    return _with_scope(set(value_features(paper, sentence, start, end, None, declared)), declared, proposed, "word")


def _with_scope(features: set[str], declared: Property, proposed: Choice | None, range_: str) -> set[str]:
    """Each feature for the property and for its family, so that what is common is learned once."""
    features.add(range_)
    if proposed is None:
        features.add("no rule")
    else:
        same = "rule" if proposed.property is declared else "other rule"
        features |= {same, f"{same}:{proposed.rule}", f"{same}:{int(proposed.certainty * 5)}"}
    return {f"{scope}|{name}" for name in features for scope in (declared.name, family(declared))}


def family(declared: Property) -> str:
    """Properties that are told in alike words."""
    if declared.name.startswith("sintering"):
        return "sintering"
    return "conductivity" if "conductivity" in declared.name else declared.name
