"""The temperature that a value holds for: a trained ranker chooses among those that the text names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from extractor.document import BlockKind
from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.trained import load, names_of, single_out
from extractor.quantities import Quantity, convert
from extractor.quantities.units import ROOM_TEMPERATURE, dimensionality

_PROCESS = re.compile(
    r"\b(?:sinter\w*|calcin\w*|anneal\w*|fir(?:ed|ing)|dried|drying|heat[- ]treat\w*|hot[- ]press\w*|synthesi[sz]\w*|prepared|deposit\w*|grown|densif\w*|co-?fired|pre-?heat\w*|heated|processed)\s(?:\S+\s){0,5}\(?$", re.I
)
#: What makes of the temperature before it one of a process: "900 °C × 6 h annealing", "the 1050 °C-sintered pellet".
_PROCESS_BEHIND = re.compile(
    r"[-–\s]{0,2}(?:(?:for|/|×|x|[-–,])?\s?\d+(?:\.\d+)?[-–\s]?(?:h|hrs?|hours?|min|minutes?)\b|[-–]?(?:sinter|anneal|calcin|fir(?:ed|ing)|heat[- ]treat|hot[- ]press|crystalli[sz]|densif|quench))", re.I
)
#: A measurement at the temperature that follows.
_MEASUREMENT = re.compile(r"\b(?:measured|conductiv\w+|conductance|values?|recorded|operat\w+|tested|[SK][- ]?1|S/c?m|eV)\s(?:\S+\s){0,3}(?:at|to)\s$|^at\s$", re.I)
_ROOM = re.compile(r"\b(?:[Rr]oom[- ]temperature|ambient temperature|(?:at|in|under) ambient(?: conditions)?|RT)\b(?!\s?(?:to\b|[-–]))")

@dataclass(frozen=True, slots=True)
class Temperature:
    """A temperature in kelvin, and whether it was only implied ("room temperature")."""

    kelvin: float | None
    low: float | None = None
    high: float | None = None
    assumed: bool = False
    #: told for the values before, not in the value's own sentence
    inherited: bool = False

    @property
    def told(self) -> float | None:
        """Kelvin; None for a range, and for what is no temperature at all: "at −300 °C" is a slip or no sentence."""
        return self.kelvin if self.kelvin is not None and self.kelvin > 0 else None

    @property
    def conditions(self) -> dict[str, object]:
        """What a record keeps beside the kelvin: whether they are assumed or inherited, or their range."""
        told: dict[str, object] = {}
        if self.assumed:
            told["temperature_assumed"] = True
        if self.inherited:
            told["temperature_inherited"] = True
        if self.kelvin is None:
            told["temperature_range"] = [self.low, self.high]
        return told


def is_temperature(quantity: Quantity) -> bool:
    return dimensionality(quantity.pint_unit) == "[temperature]"


def kelvin(quantity: Quantity) -> Temperature:
    def to(value: float | None) -> float | None:
        return None if value is None else round(convert(value, quantity.pint_unit, "K"), 4)

    return Temperature(to(quantity.value), to(quantity.low), to(quantity.high))


_SAME_TEMPERATURE = re.compile(r"\b(?:at|to) (?:the same|that|this|identical) temperature|\bunder (?:the same|identical|these) conditions", re.I)
_LIKE = re.compile(r"\b(?:respectively|in (?:this|that|the same) (?:order|sequence)|these|counterparts?)\b", re.I)
_MEASURED = re.compile(r"\b(?:at|to|near|around|of|for|@|about|~|below|above|K|C)\s?(?:about\s|approximately\s|ca\.\s)?$", re.I)
_TREATED = re.compile(r"\b(?:after|up to|below|above|until|between|from|range|cooled|onset|melting|annealed|kept|ageing|aged)\b", re.I)
_OTHER_VALUE = re.compile(r"[;]|,\s(?:while|whereas|but|and)\b|\bwhereas\b|\bwhile\b")
_FOR_ALL = re.compile(r"\b(?:all|were (?:measured|performed|recorded|carried out|taken|determined|conducted)|measurements?|values)\b", re.I)
_ALKALI = re.compile(r"Li|Na(?![b-z])")
#: Kelvin above which a temperature is of one kind or another.
_HEAT = ((1173.0, "white"), (873.0, "red"), (673.0, "hot"), (373.0, "warm"))
_HOT = 773.0
#: How many sentences back a temperature still counts.
REACH = 4
#: How sure it is that the n-th value of a list holds for the n-th temperature of one.
LISTED = 0.9
CONTEXTS = ("n_here", "n_values")


@dataclass(slots=True)
class TemperatureCandidate:
    """A temperature, and the numbers that the ranker weighs."""

    temperature: Temperature
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkedTemperature:
    """What was chosen (None: the text tells no temperature), and how likely that is right."""

    temperature: Temperature | None
    probability: float


def link_temperature(paper: Paper, sentence: Sentence, quantity: Quantity, family: str) -> LinkedTemperature:
    """The likeliest temperature of a value, or none."""
    candidates = temperature_candidates(paper, sentence, quantity, family)
    if not candidates:
        return LinkedTemperature(None, 1.0)
    likely = load("temperatures").choose([names_of(c.features, CONTEXTS) for c in candidates])
    best = max(range(len(candidates)), key=likely.__getitem__)
    listed = next((i for i, c in enumerate(candidates) if c.features.get("listed") == 1.0), None)
    if listed is not None:
        # as many temperatures in one list as values in another: certain enough
        return LinkedTemperature(candidates[listed].temperature, max(likely[listed], LISTED))
    referred = next((i for i, c in enumerate(candidates) if all(c.features.get(name) == 1.0 for name in ("same_words", "steps", "theirs"))), None)
    if referred is not None and not any(c.features.get("here") for c in candidates):
        # "at the same temperature": that of the values of the sentence before
        return LinkedTemperature(candidates[referred].temperature, max(likely[referred], LISTED))
    none = 1.0 - sum(likely)
    if none > likely[best]:
        # a range is no temperature of a measurement, but worth knowing
        span = next((c.temperature for c in candidates if c.temperature.kelvin is None and c.features.get("here") and c.features.get("rule") == 1.0), None)
        return LinkedTemperature(span, none)
    return LinkedTemperature(candidates[best].temperature, likely[best])


def temperature_candidates(paper: Paper, sentence: Sentence, quantity: Quantity, family: str) -> list[TemperatureCandidate]:
    """Each different temperature of the sentence and of those before, the nearest telling of each."""
    rule = condition_temperature(sentence, quantity)
    same = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality]
    here = list(_told(sentence))
    common = {f"family_{family}": 1.0, "n_here": float(len(here)), "n_values": float(len(same)), "same_words": float(bool(_SAME_TEMPERATURE.search(sentence.text))), "like": float(bool(_LIKE.search(sentence.text)))}
    found: dict[float | None, TemperatureCandidate] = {}
    members = [q for q in sentence.quantities if q.group == quantity.group]
    for start, end, value, group in here:
        features = {**common, "here": 1.0, **_standing(sentence, quantity, same, start, end)}
        partners = [t for t in here if t[3] == group]
        features["listed"] = float(len(members) > 1 and len(partners) == len(members) and partners[members.index(quantity)][0] == start)
        features["rule"] = float(rule is not None and rule.kelvin == value.kelvin)
        features["assumed"] = float(value.assumed)
        known = found.get(value.kelvin)
        if known is None or features["near"] < known.features["near"]:
            found[value.kelvin] = TemperatureCandidate(value, features)
    for steps, earlier in enumerate(paper.previous(sentence, REACH), start=1):
        alike = [q for q in earlier.quantities if q.dimensionality == quantity.dimensionality]
        theirs = {t.kelvin for q in alike if (t := condition_temperature(earlier, q)) is not None}
        named = list(_told(earlier))
        for place, (start, _end, value, _group) in enumerate(named):
            if value.kelvin in found:
                continue
            features = {
                **common, "steps": float(steps), "same_block": float(earlier.block is sentence.block), "values_there": float(len(alike)), "theirs": float(value.kelvin in theirs),
                "alone": float(len(named) == 1), "last_of": float(place == len(named) - 1), "process": float(_is_process(earlier, start)), "assumed": float(value.assumed),
                "rank": float(len([c for c in found.values() if "steps" in c.features])), "heading": float(earlier.block.kind is BlockKind.CAPTION), "for_all": float(bool(_FOR_ALL.search(earlier.text))),
            }
            found[value.kelvin] = TemperatureCandidate(replace(value, inherited=True), features)
    for value in _usual(paper):
        if value.kelvin not in found:
            found[value.kelvin] = TemperatureCandidate(replace(value, inherited=True), {**common, "far": 1.0, "assumed": float(value.assumed)})
    processed, measured = _used_for(paper)
    for candidate in found.values():
        told, features = candidate.temperature.told, candidate.features
        features["process_elsewhere"] = float(told in processed and told not in measured)
        features["both_elsewhere"] = float(told in processed and told in measured)
        features["measured_elsewhere"] = float(told in measured and told not in processed)
        if told is not None:
            features[next((name for limit, name in _HEAT if told > limit), "cool")] = 1.0
            features["hot_alkali"] = float(told > _HOT and _of_alkali(paper))
    for name in ("listed", "rule"):
        single_out(list(found.values()), name)
    return list(found.values())


@lru_cache(1)
def _used_for(paper: Paper) -> tuple[frozenset[float], frozenset[float]]:
    """The kelvins that the paper names for making something, and those that it names for measuring.

    A conductivity "reached at 1050 °C" is of a pellet sintered there if the rest of the paper sinters at 1050 °C.
    """
    processed: set[float] = set()
    measured: set[float] = set()
    for sentence in paper.sentences:
        text = sentence.block.text
        for start, end, value, _ in _told(sentence):
            told = [k for k in (value.kelvin, value.low, value.high) if k is not None]
            if _is_process(sentence, start) or _PROCESS_BEHIND.match(text, end):
                processed.update(told)
            elif _MEASUREMENT.search(text[max(sentence.start, start - 40) : start]):
                measured.update(told)
    return frozenset(processed), frozenset(measured)


@lru_cache(1)
def _of_alkali(paper: Paper) -> bool:
    """Whether most of the paper's compounds hold lithium or sodium: such conductors are seldom measured at red heat."""
    formulas = [formula for mention in paper.main_materials[:4] if (formula := paper.formula_of(mention))]
    return 2 * sum(bool(_ALKALI.search(formula)) for formula in formulas) > len(formulas)


@lru_cache(1)
def _usual(paper: Paper) -> tuple[Temperature, ...]:
    """Temperatures of measurement that the paper names for all its values ("all data were taken at …")."""
    told = [value for sentence in paper.sentences if _FOR_ALL.search(sentence.text) for start, _, value, _ in _told(sentence) if value.kelvin is not None and not _is_process(sentence, start)]
    return tuple(value for value, _ in Counter(told).most_common(2))


def _told(sentence: Sentence) -> Iterator[tuple[int, int, Temperature, int]]:
    """Place, value and list of each temperature of a sentence, room temperature among them."""
    for quantity in sentence.quantities:
        if is_temperature(quantity):
            yield quantity.start, quantity.end, kelvin(quantity), quantity.group
    for match in _ROOM.finditer(sentence.block.text, sentence.start, sentence.end):
        yield match.start(), match.end(), Temperature(ROOM_TEMPERATURE, assumed=True), -match.start()


def _standing(sentence: Sentence, quantity: Quantity, same: list[Quantity], start: int, end: int) -> dict[str, float]:
    """How a temperature stands to a value of its sentence."""
    text = sentence.block.text
    behind = start >= quantity.end
    low, high = (quantity.end, start) if behind else (end, quantity.start)
    between = text[low:high]
    rivals = sum(low <= q.start and q.end <= high for q in same)
    before = text[max(sentence.start, start - 40) : start]
    return {
        "near": min(900.0, max(0, high - low)) / 100, "behind": float(behind), "rank": float(rivals), "process": float(_is_process(sentence, start)), "process_behind": float(bool(_PROCESS_BEHIND.match(text, end))),
        "breaks": float(len(_OTHER_VALUE.findall(between))), "paren": float(text[max(0, start - 1) : start] == "("), "measured": float(bool(_MEASURED.search(before))),
        "treated": float(bool(_TREATED.search(before))), "to_value": float(bool(re.match(r"\s?(?:at|\()\s?$", between))) if behind else 0.0, "first": float(start - sentence.start < 8),
    }


#: Each value asks for those around it too.
@lru_cache(4096)
def condition_temperature(sentence: Sentence, quantity: Quantity) -> Temperature | None:
    """The temperature that a value holds for, as its sentence says.

    In a list with as many temperatures as values each takes its own; else the one that follows
    the value ("… S/cm at 25 °C") before any other value, else the nearest before it.
    """
    text = sentence.block.text
    temperatures = [q for q in sentence.quantities if is_temperature(q) and not _is_process(sentence, q.start)]
    if quantity.value is not None or quantity.low is not None:
        members = [q for q in sentence.quantities if q.group == quantity.group]
        if len(members) > 1:
            for group in {q.group for q in temperatures}:
                partners = [q for q in temperatures if q.group == group]
                if len(partners) == len(members):
                    return kelvin(partners[members.index(quantity)])
    same = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality and q is not quantity and q.group != quantity.group]
    following_limit = min((q.start for q in same if q.start > quantity.end), default=sentence.end)
    preceding_limit = max((q.end for q in same if q.end <= quantity.start), default=sentence.start)
    rooms = list(_ROOM.finditer(text, sentence.start, sentence.end))
    candidates: list[tuple[float, Temperature]] = []
    for start, end, value in [(q.start, q.end, kelvin(q)) for q in temperatures] + [(m.start(), m.end(), Temperature(ROOM_TEMPERATURE, assumed=True)) for m in rooms]:
        if start >= quantity.end:
            gap = text[quantity.end : start]
            if start > following_limit and len(temperatures) + len(rooms) > 1:
                # "0.1 at 600 °C and 0.2 S/cm at 700 °C": the second belongs to the other value
                continue
            candidates.append((len(gap) + 50.0 * len(re.findall(r"[;.]\s", gap)) + _aside(text, start, end), value))
        elif end <= quantity.start:
            if end < preceding_limit:
                # named before another value: it still holds if nothing nearer says otherwise
                candidates.append((400.0 + quantity.start - end + _aside(text, start, end), value))
            else:
                candidates.append((25.0 + 1.2 * (quantity.start - end) + _aside(text, start, end), value))
    return min(candidates, key=lambda c: c[0])[1] if candidates else None


def _aside(text: str, start: int, end: int) -> float:
    """"glass (1550 °C)" names a sample, "(at 800 °C)" a condition: the first is an aside."""
    return 120.0 if text[max(0, start - 1) : start] == "(" and text[end : end + 1] in (")", ",") else 0.0


def _is_process(sentence: Sentence, start: int) -> bool:
    """Whether the temperature at `start` belongs to a process ("sintered at 1100 °C"), not to a measurement."""
    return bool(_PROCESS.search(sentence.block.text[max(sentence.start, start - 60) : start]))
