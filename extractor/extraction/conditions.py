"""What a value holds for: temperature, method; and whose it is: cited, simulated."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.extraction.paper import Sentence
from extractor.quantities import Quantity, convert
from extractor.quantities.units import dimensionality

ROOM_TEMPERATURE = 298.15  # kelvin; assumed where a paper says only "room temperature" (IUPAC SATP)

_ROOM = re.compile(r"\b(?:room[- ]temperature|ambient temperature|RT)\b(?!\s?(?:to\b|[-–]))")
_PROCESS = re.compile(
    r"\b(?:sinter\w*|calcin\w*|anneal\w*|fir(?:ed|ing)|dried|drying|heat[- ]treat\w*|hot[- ]press\w*|synthesi[sz]\w*|prepared|deposit\w*|grown|densif\w*|co-?fired|pre-?heat\w*|heated|processed)\s(?:\S+\s){0,5}\(?$", re.I
)
_CITATION = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|[a-z)]\d{1,3}(?:,\d{1,3})*\.?\s*$|[a-z.)][¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(\d{4}\)")
_REPORTED = re.compile(r"\b(?:et al\.?|reported|literature|previous(?:ly)?(?: work| stud\w+)?|earlier (?:work|stud\w+)|according to|in the work of|by other groups|state[- ]of[- ]the[- ]art|well[- ]known|typically|commonly)\b", re.I)
_OWN = re.compile(r"\b(?:in this (?:work|study|paper)|present (?:work|study)|our (?:results?|samples?|work|measure\w+|data)|we (?:obtain\w*|measur\w*|find|found|observ\w*|report|determin\w*)|here,? we|herein)\b", re.I)
_SIMULATED = re.compile(
    r"\b(?:simulat\w+|molecular dynamics|AIMD|NEMD|EMD|MD\b|first[- ]principles|ab initio|DFT|density functional|Monte Carlo|finite[- ]element|lattice dynamics|(?:diffuse|acoustic) mismatch|DMM|AMM|Green['’]s function|AGF|NEGF|bond valence|nudged elastic|NEB|theoretical(?:ly)? (?:predict\w+|calculat\w+|value\w*)|predict(?:s|ed|ion)?\b|computed|computational)", re.I
)
_METHODS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("TDTR", r"\bTDTR\b|[Tt]ime[- ]domain thermoreflectance"),
        ("FDTR", r"\bFDTR\b|[Ff]requency[- ]domain thermoreflectance"),
        ("3ω", r"\b3[ωw]\b|3-omega|three[- ]omega"),
        ("Raman thermometry", r"Raman (?:thermometry|thermography)|opto-?thermal Raman"),
        ("laser flash", r"[Ll]aser[- ]flash"),
        ("molecular dynamics", r"[Mm]olecular dynamics|\bNEMD\b|\bAIMD\b"),
        ("diffuse mismatch model", r"\bDMM\b|[Dd]iffuse mismatch"),
        ("acoustic mismatch model", r"\bAMM\b|[Aa]coustic mismatch"),
        ("impedance spectroscopy", r"[Ii]mpedance (?:spectroscop\w+|analys\w+|measure\w+|spectra)|\bEIS\b|[Aa][Cc] impedance"),
        ("four-probe DC", r"[Ff]our[- ](?:probe|point|terminal)|DC (?:four|4)[- ]probe"),
    )
)


@dataclass(frozen=True, slots=True)
class Temperature:
    """A temperature in kelvin, and whether it was only implied ("room temperature")."""

    kelvin: float | None
    low: float | None = None
    high: float | None = None
    assumed: bool = False


def is_temperature(quantity: Quantity) -> bool:
    return dimensionality(quantity.pint_unit) == "[temperature]"


def kelvin(quantity: Quantity) -> Temperature:
    def to(value: float | None) -> float | None:
        return None if value is None else round(convert(value, quantity.pint_unit, "K"), 4)

    return Temperature(to(quantity.value), to(quantity.low), to(quantity.high))


def condition_temperature(sentence: Sentence, quantity: Quantity) -> Temperature | None:
    """The temperature that a value holds for, as its sentence says.

    In a list with as many temperatures as values each takes its own; else the one that follows
    the value ("… S/cm at 25 °C") before any other value, else the nearest before it.
    """
    text = sentence.block.text
    temperatures = [q for q in sentence.quantities if is_temperature(q) and not _of_process(text, sentence, q)]
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


def _of_process(text: str, sentence: Sentence, temperature: Quantity) -> bool:
    """Whether a temperature belongs to a process ("sintered at 1100 °C"), not to a measurement."""
    before = text[max(sentence.start, temperature.start - 60) : temperature.start]
    return bool(_PROCESS.search(before))


def is_cited(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the value at [start, end) is another paper's."""
    text = sentence.block.text
    if _OWN.search(sentence.text):
        return False
    near = text[end : min(sentence.end, end + 70)]
    reference = _CITATION.search(near) or _CITATION.search(sentence.text[-14:])
    if re.match(r"[^,;]{0,45}?\[\d", near):
        return True
    return bool(reference and _REPORTED.search(sentence.text)) or bool(re.search(r"\bet al\b", sentence.text) and reference)


def is_simulated_by(header: str, *, whole: bool = False) -> bool:
    """Whether a table's header (or, for the `whole` table, its caption) says that the values are computed."""
    found = _SIMULATED.search(header) or re.search(r"\bcalc(?:ulated|\.)?\b|\btheor", header, re.I)
    return bool(found) and not (whole and re.search(r"\b(?:measured|experiment\w*|and)\b", header, re.I))


def is_simulated(sentence: Sentence, start: int) -> bool:
    """Whether the value is computed: a model or simulation is named in its sentence before it."""
    match = _SIMULATED.search(sentence.text)
    if not match:
        return False
    measured = re.search(r"\b(?:measured|experiment\w*)\b", sentence.text)
    if not measured:
        return True
    value = start - sentence.start
    return abs(match.start() - value) < abs(measured.start() - value)


def method_of(texts: list[str]) -> str | None:
    """The measuring method that the nearest of the texts names."""
    for text in texts:
        for name, pattern in _METHODS:
            if pattern.search(text):
                return name
    return None
