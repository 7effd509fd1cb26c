"""What decisions teach: an accepted or corrected value is a fact and has its owner; a rejected one is no fact of that property.

What nobody decided teaches nothing. A rejected value of an interface may be one of other sides, which a reviewer cannot correct, so
it teaches the confidence only; and as the right ones alone would make the detector too ready, they teach sides, temperature and
citation, not the detector. What stands in a table, where rules alone decide, teaches the confidence only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.evaluation.gold import GoldFact
from extractor.extraction.detect import Detection, admissible, detector_features, measurable, word_features, words_of
from extractor.extraction.paper import Sentence
from extractor.extraction.rules import choose, word_choice
from extractor.properties import Property
from extractor.training.decided import Decided, DecidedText
from extractor.training.examples import Examples, facts_with, learn_owner

_Span = tuple[int, int]


@dataclass
class _Place:
    """A quantity or word: what was decided on it, and what is right there (the value of a correction may stand elsewhere in the sentence)."""

    here: list[Decided] = field(default_factory=list)
    right: list[GoldFact] = field(default_factory=list)

    def verdict(self, text: DecidedText, sentence: Sentence, span: _Span, declared: Property) -> bool | None:
        """Whether it is a fact of a property; None where nobody said."""
        if any(fact.property == declared.name for fact in self.right):
            return True
        if text.waits(sentence.block.id, *span, declared.name):
            return None
        if self.right:
            return False  # it is a value of another property
        # a correction whose value stands nowhere may mean this place
        refused = {told.said.property for told in self.here if told.right is None}
        return False if declared.name in refused else None


def learn(examples: Examples, texts: Iterable[DecidedText], properties: list[Property]) -> dict[str, int]:
    """Add what the texts teach to the examples; returns how many there are of each kind."""
    before = _sizes(examples)
    for text in texts:
        by_block: dict[str, list[Decided]] = defaultdict(list)
        for told in text.decided:
            by_block[told.block].append(told)
        for sentence in text.paper.sentences:
            decided = [told for told in by_block[sentence.block.id] if sentence.start <= told.start < sentence.end]
            if decided:
                _learn_quantities(examples, text, sentence, decided, properties)
                _learn_words(examples, text, sentence, decided, properties)
    return {name: number - before[name] for name, number in _sizes(examples).items()}


def _sizes(examples: Examples) -> dict[str, int]:
    return {
        "values": len(examples.detector), "materials": len(examples.materials), "interfaces": len(examples.interfaces),
        "temperatures": len(examples.temperatures), "citations": len(examples.cited),
    }  # fmt: skip


def _learn_quantities(examples: Examples, text: DecidedText, sentence: Sentence, decided: list[Decided], properties: list[Property]) -> None:
    paper, found = text.paper, list(measurable(sentence, properties))
    places = [_Place([told for told in decided if told.stands_at(sentence.block.id, q.start, q.end)]) for q, _ in found]
    for told in decided:
        if told.right is None:
            continue
        fits = [
            (told not in place.here, place) for (quantity, rivals), place in zip(found, places, strict=True)
            for rival in rivals if facts_with([told.right], rival, quantity, None)
        ]  # fmt: skip
        if fits:
            min(fits, key=lambda fit: fit[0])[1].right.append(told.right)
    for (quantity, rivals), place in zip(found, places, strict=True):
        if not place.here and not place.right:
            continue
        proposed = choose(paper, sentence, quantity, rivals)
        for declared in rivals:
            verdict = place.verdict(text, sentence, (quantity.start, quantity.end), declared)
            if verdict is None or not admissible(sentence, quantity, declared):
                continue
            if declared.belongs_to != "interface":
                examples.detector.append((text.name, detector_features(paper, sentence, quantity, declared, proposed), verdict))
            if verdict:
                anchor = proposed.anchor if proposed and proposed.property is declared else (quantity.start, quantity.end)
                _learn_owner(examples, text, Detection(declared, sentence, quantity.start, quantity.end, quantity, None, anchor, "", 1.0), place.right)


def _learn_words(examples: Examples, text: DecidedText, sentence: Sentence, decided: list[Decided], properties: list[Property]) -> None:
    for declared, word, start, end in words_of(sentence, properties):
        here = [told for told in decided if told.stands_at(sentence.block.id, start, end)]
        place = _Place(here, [told.right for told in here if told.right is not None and told.right.value == word])
        verdict = place.verdict(text, sentence, (start, end), declared) if here else None
        if verdict is None:
            continue
        choice = word_choice(sentence, declared, start, end)
        examples.detector.append((text.name, word_features(text.paper, sentence, start, end, declared, choice), verdict))
        if verdict:
            _learn_owner(examples, text, Detection(declared, sentence, start, end, None, word, choice.anchor if choice else (start, end), "", 1.0), place.right)


def _learn_owner(examples: Examples, text: DecidedText, detection: Detection, right: list[GoldFact]) -> None:
    facts = [fact for fact in right if fact.property == detection.property.name and (fact.names or fact.sample or fact.interface)]
    if facts:
        learn_owner(examples, text.name, text.paper, detection, facts, named=True)
