"""Processing steps in the order of their telling: operation, temperature, duration, atmosphere, pressure.

Which words are operations, and which operation a condition belongs to, was learned from the
synthesis procedures of Mysore et al. (LAW 2019).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from extractor.extraction.paper import Paper, Sentence, within
from extractor.extraction.trained import Weights, load, names_of
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
#: So many different words' weights are kept.
MAX_WORDS = 50_000
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


class Word(NamedTuple):
    text: str
    start: int
    end: int


def words_in(sentence: Sentence) -> list[Word]:
    offset = sentence.start
    return [Word(m[0], offset + m.start(), offset + m.end()) for m in _WORD.finditer(sentence.text)]


def _stems(words: list[Word]) -> list[str]:
    """The words' stems, with room before the first and behind the last."""
    return [*["·"] * REACH, *(word.text.lower()[:8] for word in words), *["·"] * REACH]


def _own(word: str) -> set[str]:
    text = word.lower()
    return {f"w:{text[:8]}", f"suffix:{text[-3:]}", f"suffix:{text[-2:]}", f"upper:{word[0].isupper()}"}


def _behind(word: Word, sentence: Sentence) -> set[str]:
    """What an operation has behind it or is part of, in its sentence."""
    features = {f"then:{_COLUMNS.get(q.dimensionality, 'other')}" for q in within(sentence.quantities, word.end, word.end + 60)}
    place = bisect_right(sentence.materials, word.start, key=attrgetter("start"))
    return features | {"material"} if place and word.start < sentence.materials[place - 1].end else features


def operation_features(words: list[Word], sentence: Sentence) -> Iterator[tuple[Word, set[str]]]:
    """What holds for each word of a sentence that may be an operation."""
    stems = _stems(words)
    for place, word in enumerate(words, start=REACH):
        if word.text[0].isalpha():
            features = _own(word.text) | _behind(word, sentence) | {f"first:{place == REACH}", f"{stems[place - 1]}_{stems[place]}", f"{stems[place]}_{stems[place + 1]}"}
            for step in _AROUND:
                features |= {f"{step}:{stems[place + step]}", f"near:{stems[place + step]}"}
            yield word, features | {f"w:{stems[place]}|was:{not _AUXILIARIES.isdisjoint(stems[place - REACH : place])}"}


class OperationScores:
    """The scores that a model gives to the `operation_features` of words, with its weights looked up once a stem: most stems stand
    in hundreds of places.
    """

    def __init__(self, model: Weights) -> None:
        self.model = model
        self._own: dict[str, float] = {}
        self._near: dict[str, float] = {}
        #: By stem: its weight at each place of `_AROUND`, and as the word itself without and with an auxiliary before it.
        self._placed: dict[str, tuple[float, ...]] = {}

    def __call__(self, words: list[Word], sentence: Sentence) -> Iterator[tuple[Word, float]]:
        stems, weigh = _stems(words), self.model.weights.get
        self._look_up(words, stems)
        placed = [self._placed[stem] for stem in stems]
        pairs = [weigh(f"{one}_{other}", 0.0) for one, other in pairwise(stems)]
        first, later = weigh("first:True", 0.0), weigh("first:False", 0.0)
        may_be_behind = bool(sentence.quantities or sentence.materials)
        for place, word in enumerate(words, start=REACH):
            if not word.text[0].isalpha():
                continue
            score = self._own[word.text] + (first if place == REACH else later) + pairs[place - 1]
            if not stems[place - 1] == stems[place] == stems[place + 1]:
                score += pairs[place]
            for stem in {*stems[place - REACH : place], *stems[place + 1 : place + REACH + 1]}:
                score += self._near[stem]
            for order, step in enumerate(_AROUND):
                score += placed[place + step][order]
            score += placed[place][-2 if _AUXILIARIES.isdisjoint(stems[place - REACH : place]) else -1]
            yield word, score + self.model.score(_behind(word, sentence)) if may_be_behind else score

    def _look_up(self, words: list[Word], stems: list[str]) -> None:
        if len(self._own) > MAX_WORDS:
            for known in (self._own, self._near, self._placed):
                known.clear()
        for word in words:
            if word.text not in self._own:
                self._own[word.text] = self.model.score(_own(word.text))
        for stem in stems:
            if stem not in self._placed:
                names = [*(f"{step}:{stem}" for step in _AROUND), f"w:{stem}|was:False", f"w:{stem}|was:True"]
                self._placed[stem] = tuple(self.model.weights.get(name, 0.0) for name in names)
                self._near[stem] = self.model.score([f"near:{stem}"])


@lru_cache(1)
def _scores(model: Weights) -> OperationScores:
    return OperationScores(model)


def find_operations(sentence: Sentence) -> list[Word]:
    """The words of a sentence that name an operation, in order."""
    model = load("operations")
    # a probability above a half
    return [word for word, score in _scores(model)(words_in(sentence), sentence) if model.bias + score > 0.0]


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
        if not operations:
            continue
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
