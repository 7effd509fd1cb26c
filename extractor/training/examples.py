"""What the annotated texts teach: which values are facts, and whose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

from extractor.evaluation.gold import GoldFact
from extractor.evaluation.match import same_interface, same_material, same_value
from extractor.extraction.conditions import mark_features
from extractor.extraction.detect import Detection, admissible, detector_features, family, measurable, word_features, words_of
from extractor.extraction.linking import INTERFACE_CONTEXTS, MATERIAL_CONTEXTS, candidates_of, pairs_of
from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.rules import Choice, choose, word_choice
from extractor.extraction.simulated import simulated_features
from extractor.extraction.temperatures import CONTEXTS as TEMPERATURE_CONTEXTS
from extractor.extraction.temperatures import temperature_candidates
from extractor.extraction.trained import names_of
from extractor.extraction.values import si_values
from extractor.properties import Property
from extractor.quantities import Quantity
from extractor.records import Record
from extractor.training.texts import AnnotatedText

#: So many letters of a quote tell which sentence it is.
QUOTE = 50
#: Properties whose values seldom stand for something else elsewhere in the paper.
_TELLING = ("conductivity", "activation_energy", "interfacial", "relative_density", "grain_size")


@dataclass
class Examples:
    """Detector rows (features, whether it is a fact) and ranker sets (features of each candidate, which are right), each with its text's name."""

    detector: list[tuple[str, set[str], bool]] = field(default_factory=list)
    materials: list[tuple[str, list[frozenset[str]], list[bool]]] = field(default_factory=list)
    interfaces: list[tuple[str, list[frozenset[str]], list[bool]]] = field(default_factory=list)
    temperatures: list[tuple[str, list[frozenset[str]], list[bool]]] = field(default_factory=list)
    cited: list[tuple[str, set[str], bool]] = field(default_factory=list)
    simulated: list[tuple[str, set[str], bool]] = field(default_factory=list)


def collect(texts: Iterable[AnnotatedText], properties: list[Property]) -> Examples:
    """Examples of all texts."""
    examples = Examples()
    for text in texts:
        for sentence in text.paper.sentences:
            _learn_sentence(examples, text, sentence, properties)
    return examples


def _learn_sentence(examples: Examples, text: AnnotatedText, sentence: Sentence, properties: list[Property]) -> None:
    paper = text.paper
    for quantity, rivals in measurable(sentence, properties):
        proposed = choose(paper, sentence, quantity, rivals)
        for declared in rivals:
            if not admissible(sentence, quantity, declared):
                continue
            facts = facts_with(text.facts, declared, quantity, None)
            verdict = _verdict(facts, sentence, declared)
            if verdict is None:
                continue
            examples.detector.append((text.name, detector_features(paper, sentence, quantity, declared, proposed), verdict))
            if verdict:
                anchor = proposed.anchor if proposed and proposed.property is declared else (quantity.start, quantity.end)
                learn_owner(examples, text.name, paper, Detection(declared, sentence, quantity.start, quantity.end, quantity, None, anchor, "", 1.0), facts)
    for worded, word, start, end in words_of(sentence, properties):
        facts = facts_with(text.facts, worded, None, word)
        verdict = _verdict(facts, sentence, worded)
        if verdict is not None:
            choice: Choice | None = word_choice(sentence, worded, start, end)
            examples.detector.append((text.name, word_features(paper, sentence, start, end, worded, choice), verdict))
            if verdict:
                anchor = choice.anchor if choice else (start, end)
                learn_owner(examples, text.name, paper, Detection(worded, sentence, start, end, None, word, anchor, "", 1.0), facts)


def facts_with(facts: list[GoldFact], declared: Property, quantity: Quantity | None, word: str | None) -> list[GoldFact]:
    """Facts of a property with that value."""
    value: float | str | None = word
    low = high = None
    if quantity is not None and declared.unit is not None:
        converted = si_values(quantity, declared.unit)
        if converted is None:
            return []
        value, low, high = converted.value, converted.low, converted.high
    told = cast(Record, SimpleNamespace(value=value, low=low, high=high))
    return [fact for fact in facts if fact.property == declared.name and same_value(told, fact)]


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text)[:QUOTE]


def _is_quoted(fact: GoldFact, sentence: Sentence) -> bool:
    return bool(fact.quote) and (_letters(fact.quote) in re.sub(r"\W+", "", sentence.text) or _letters(sentence.text) in re.sub(r"\W+", "", fact.quote))


def _verdict(facts: list[GoldFact], sentence: Sentence, declared: Property) -> bool | None:
    """Whether the value is a fact; None where the annotation leaves that open."""
    if not facts:
        return False
    quoted = [fact for fact in facts if _is_quoted(fact, sentence)]
    if quoted:
        return None if all(fact.doubtful for fact in quoted) else True
    return True if any(part in declared.name for part in _TELLING) else None


def learn_owner(examples: Examples, name: str, paper: Paper, detection: Detection, facts: list[GoldFact], *, named: bool = False) -> bool:
    """Whose a value is, under which conditions and whether cited or simulated; if `named`, its owner only where the text has that name in reach.

    Returns whether the owner was learned.
    """
    wanted = [fact for fact in facts if _is_quoted(fact, detection.sentence)] or facts
    if len({fact.cited for fact in wanted}) == 1:
        examples.cited.append((name, mark_features(paper, detection.sentence, detection.start, detection.end, detection.property), wanted[0].cited))
    if len({fact.simulated for fact in wanted}) == 1:
        examples.simulated.append((name, simulated_features(paper, detection.sentence, detection.start, detection.end, detection.property), wanted[0].simulated))
    if "temperature" in detection.property.conditions and detection.quantity is not None:
        told = temperature_candidates(paper, detection.sentence, detection.quantity, family(detection.property))
        kelvins = [fact.temperature for fact in wanted if fact.temperature is not None]
        holds = [any(c.temperature.kelvin is not None and abs(c.temperature.kelvin - k) <= 1 for k in kelvins) for c in told]
        examples.temperatures.append((name, [names_of(c.features, TEMPERATURE_CONTEXTS) for c in told], holds))
    if detection.property.belongs_to == "interface":
        pairs = pairs_of(paper, detection)
        right = [any(same_interface(cast(Record, SimpleNamespace(interface=list(c.interface.sides))), fact) for fact in wanted) for c in pairs]
        sets, names = examples.interfaces, [names_of(c.features, INTERFACE_CONTEXTS) for c in pairs]
    else:
        candidates = candidates_of(paper, detection)
        right = [any(same_material(c.mention.text, paper.formula_of(c.mention), [*fact.names, *filter(None, [fact.sample])]) for fact in wanted) for c in candidates]
        sets, names = examples.materials, [names_of(c.features, MATERIAL_CONTEXTS) for c in candidates]
    if named and not any(right):
        return False
    sets.append((name, names, right))
    return True
