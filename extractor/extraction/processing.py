"""Processing steps in the order of their telling: operation, temperature, duration, atmosphere, pressure.

Which words are operations, and which operation a condition belongs to, was learned from the
synthesis procedures of Mysore et al. (LAW 2019).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.trained import load, names_of
from extractor.language.materials import Mention
from extractor.properties import load_properties
from extractor.quantities import Quantity, convert

_WORD = re.compile(r"[A-Za-z][A-Za-z]*(?:-[A-Za-z]+)*|[^\sA-Za-z]+")
#: Words as the field sorts them; the first pattern that fits names the operation.
OPERATIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.I))
    for name, pattern in (
        ("calcination", r"^(?:pre-?|re-?)?calcin|^decompos|^pre-?fir|^pre-?sinter"),
        ("hot pressing", r"^hot-?press"),
        ("sintering", r"^(?:co-?|re-?)?sinter|^(?:co-?)?fired?$|^firing|^densif|^consolidat|^SPS"),
        ("annealing", r"^(?:post-?|re-?)?anneal|^heat-?treat|^temper|^aged?$|^age?ing"),
        ("drying", r"^(?:pre-?|freeze-?|oven-?|spray-?)?dr(?:y|ied)|^evaporat|^dehydrat|^degas"),
        ("milling", r"^(?:ball-?|re-?)?mill|^grind|^(?:re-?)?ground$|^pulveri|^crush|^attrit|^sieved?"),
        ("pressing", r"^(?:cold-?)?press|^pelleti|^compact|^isostatic"),
        ("mixing", r"^(?:re-?|pre-?)?mix|^blend|^stirr|^dissol|^dispers|^sonicat|^ultrasonicat|^homogeni|^add(?:ed|ing|ition)|^weigh|^combin|^suspend|^dilut"),
        ("deposition", r"^deposit|^sputter|^coat|^spin|^print|^screen|^spray|^paint|^brush|^grown?$|^growth|^cast|^evapor"),
        ("washing", r"^wash|^rins|^clean|^filter|^filtrat|^centrifug"),
        ("melting", r"^melt|^quench|^cool"),
        ("reduction", r"^reduc"),
        ("heating", r"^(?:pre-?)?heat|^maintain|^kept|^keep|^held|^hold|^reflux|^autoclav|^react|^bak"),
        ("synthesis", r"^synthes|^prepar|^obtain|^fabricat|^produc|^form"),
    )
)  # fmt: skip
_COLUMNS = {"[temperature]": "temperature", "[time]": "duration", "[mass] / [length] / [time] ** 2": "pressure"}
_RATE = "[temperature] / [time]"
_UNITS = {"temperature": "K", "duration": "s", "pressure": "Pa", "heating_rate": "K/s"}
LINK_CONTEXTS = ("n",)
#: So many words before and behind an operation tell of it.
REACH = 3
_AROUND = (-3, -2, -1, 1, 2, 3)
_AUXILIARIES = frozenset({"was", "were", "is", "are", "been", "be"})


@dataclass(slots=True)
class Step:
    """One operation; kelvin, seconds, pascals, kelvin a second; the atmosphere as a word."""

    operation: str
    text: str
    start: int
    end: int
    sentence: Sentence
    temperature: float | None = None
    duration: float | None = None
    atmosphere: str | None = None
    pressure: float | None = None
    heating_rate: float | None = None
    material: Mention | None = None
    #: Where in the block the values of its conditions begin.
    places: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: int
    end: int


def words_in(sentence: Sentence) -> list[Word]:
    return [Word(m.group(), sentence.start + m.start(), sentence.start + m.end()) for m in _WORD.finditer(sentence.text)]


@lru_cache(8192)
def _named_by_place(stem: str) -> tuple[str, ...]:
    """What a word's stem is called as one of the words around: first as any of them, then by steps from -3 to 3."""
    return (f"near:{stem}", *(f"{step}:{stem}" for step in range(-REACH, REACH + 1)))


def operation_features(words: list[Word], sentence: Sentence) -> Iterator[tuple[Word, set[str]]]:
    """What holds for each word of a sentence that may be an operation."""
    stems = [*["·"] * REACH, *(word.text.lower()[:8] for word in words), *["·"] * REACH]
    named = [_named_by_place(stem) for stem in stems]
    pairs = [f"{one}_{other}" for one, other in pairwise(stems)]
    for index, word in enumerate(words):
        if not word.text[0].isalpha():
            continue
        text, own = word.text.lower(), stems[index + REACH]
        features = {f"w:{own}", f"suffix:{text[-3:]}", f"suffix:{text[-2:]}", f"upper:{word.text[0].isupper()}", f"first:{index == 0}"}
        for step in _AROUND:
            around = named[index + REACH + step]
            features.add(around[0])
            features.add(around[1 + REACH + step])
        was = not _AUXILIARIES.isdisjoint(stems[index : index + REACH])
        features.update((pairs[index + REACH - 1], pairs[index + REACH], f"w:{own}|was:{was}"))
        features.update(f"then:{_COLUMNS.get(q.dimensionality, 'other')}" for q in sentence.quantities if 0 <= q.start - word.end < 60)
        if any(m.start <= word.start < m.end for m in sentence.materials):
            features.add("material")
        yield word, features


def find_operations(sentence: Sentence) -> list[Word]:
    """The words of a sentence that name an operation, in order."""
    model = load("operations")
    return [word for word, features in operation_features(words_in(sentence), sentence) if model.probability(features) > 0.5]


def link_features(sentence: Sentence, operations: list[Word], index: int, start: int, end: int) -> frozenset[str]:
    """How an operation stands to a condition at [start, end)."""
    text, operation = sentence.block.text, operations[index]
    before = operation.end <= start
    between = text[operation.end : start] if before else text[end : operation.start]
    gaps = sorted(range(len(operations)), key=lambda i: abs(operations[i].start - start))
    last_before = max((i for i, o in enumerate(operations) if o.end <= start), default=-1)
    features = {
        "here": 1.0, "near": min(900.0, len(between)) / 100, "behind": float(not before), "rank": float(gaps.index(index)), "last_before": float(index == last_before),
        "stops": float(len(re.findall(r"[,;]|\band\b|\bthen\b", between))), "n": float(len(operations)), "paren": float(text[max(0, start - 1) : start] == "("),
        "and_then": float(bool(re.search(r"\b(?:then|followed|after|before|prior)\b", between))),
    }
    names = set(names_of(features, LINK_CONTEXTS))
    kind = next((name for name, pattern in OPERATIONS if pattern.search(operation.text)), "other")
    quantity = next((q for q in sentence.quantities if q.start <= start < q.end), None)
    return frozenset(names | {f"{kind}~{_COLUMNS.get(quantity.dimensionality, 'other') if quantity else 'word'}"})


def conditions_of(sentence: Sentence, operations: list[Word]) -> Iterator[tuple[Quantity, Word]]:
    """Each temperature, time, pressure and heating rate of a sentence with the operation that it belongs to."""
    if not operations:
        return
    model = load("operation_links")
    for quantity in sentence.quantities:
        if quantity.dimensionality in _COLUMNS or quantity.dimensionality == _RATE:
            likely = model.choose([link_features(sentence, operations, i, quantity.start, quantity.end) for i in range(len(operations))])
            best = max(range(len(operations)), key=likely.__getitem__)
            if likely[best] > 1.0 - sum(likely):
                yield quantity, operations[best]


def find_steps(paper: Paper) -> list[Step]:
    """The processing steps of a paper in the order told; only those that have a condition or a name of the field."""
    steps: list[Step] = []
    atmospheres = load_properties()["sintering_atmosphere"].values
    for sentence in paper.sentences:
        operations = find_operations(sentence)
        own = {word: Step(_named(word.text), word.text, word.start, word.end, sentence) for word in operations}
        for quantity, word in conditions_of(sentence, operations):
            column = _COLUMNS.get(quantity.dimensionality, "heating_rate")
            value = quantity.value  # a range has none, and neither end is what was done
            if value is not None and getattr(own[word], column) is None:
                # a rate counts differences of temperature
                unit = quantity.pint_unit if column != "heating_rate" else quantity.pint_unit.replace("degC", "kelvin")
                setattr(own[word], column, convert(value, unit, _UNITS[column]))
                own[word].places.add(quantity.start)
        for name, pattern in atmospheres.items():
            for match in re.finditer(pattern, sentence.text):
                before = [word for word in operations if word.end <= sentence.start + match.start()]
                if before and own[before[-1]].atmosphere is None:
                    own[before[-1]].atmosphere = name
        for word, step in own.items():
            nearest = [m for m in sentence.materials if not paper.is_aside(sentence, m)]
            if nearest:
                step.material = min(nearest, key=lambda m: abs(m.start - word.start))
        steps.extend(step for step in own.values() if step.operation != "other" or step.temperature is not None or step.duration is not None)
    return steps


def _named(word: str) -> str:
    return next((name for name, pattern in OPERATIONS if pattern.search(word)), "other")
