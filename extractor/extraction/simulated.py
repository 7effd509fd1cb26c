"""Whether a value was computed: by a trained mark in prose, by its header in tables."""

from __future__ import annotations

import re

from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.trained import load
from extractor.properties import Property

SIMULATED = re.compile(
    r"\b(?:simulat\w+|molecular dynamics|AIMD|NEMD|EMD|MD\b|first[- ]principles|ab initio|DFT|density functional|Monte Carlo|finite[- ]element|lattice dynamics|(?:diffuse|acoustic) mismatch|DMM|AMM|Green['’]s function|AGF|NEGF|bond valence|nudged elastic|NEB|theoretical(?:ly)? (?:predict\w+|calculat\w+|value\w*)|predict(?:s|ed|ion)?\b|computed|computational)", re.I
)
_MEASURED = re.compile(
    r"\b(?:measur\w+|experiment\w*|thermoreflectance|[TF]DTR|Raman|impedance|sintered|fabricated|synthesi[sz]ed|prepared|deposited|sputter\w+|pellets?|epitax\w+|grown)\b", re.I
)
#: So near before a value a word speaks of it alone.
_NEAR = 60


def simulated_features(paper: Paper, sentence: Sentence, start: int, end: int, declared: Property) -> set[str]:
    """Where the paper speaks of computing and of measuring, seen from the value at [start, end); apart for each kind of property."""
    text = sentence.block.text
    before, near = text[sentence.start : start], text[max(sentence.start, start - _NEAR) : start]
    previous = next((earlier.text for earlier in paper.previous(sentence, 1)), "")
    title = " ".join(block.text for block in paper.document.blocks if block.kind.value == "title")
    computing, measuring = paper.tells(SIMULATED), paper.tells(_MEASURED)
    told = (
        ("in its sentence", SIMULATED.search(sentence.text)), ("before", SIMULATED.search(before)), ("after", SIMULATED.search(text[end : sentence.end])), ("near", SIMULATED.search(near)),
        ("nearer than measuring", _is_nearer(sentence, start)), ("previous", SIMULATED.search(previous)), ("in its block", SIMULATED.search(text)), ("block before", SIMULATED.search(text[: sentence.start])),
        ("title", SIMULATED.search(title)), ("measured in its sentence", _MEASURED.search(sentence.text)), ("measured before", _MEASURED.search(before)), ("measured near", _MEASURED.search(near)),
        ("measured previous", _MEASURED.search(previous)), ("measures nothing", not measuring), ("only computes", computing and not measuring), ("computes more", computing > measuring), ("computes much", computing > 2),
    )  # fmt: skip
    kind = _kind(declared)
    return {f"any|{kind}"} | {f"any|{kind}&{name}" for name, found in told if found}


def _kind(declared: Property) -> str:
    if declared.belongs_to == "interface":
        return "interface"
    return "made" if declared.name.startswith(("sintering", "relative_density", "grain_size")) else "transport"


def _is_nearer(sentence: Sentence, start: int) -> bool:
    """Whether computing is told in the sentence, and nearer to the value than measuring."""
    computed = SIMULATED.search(sentence.text)
    measured = re.search(r"\b(?:measured|experiment\w*)\b", sentence.text)
    value = start - sentence.start
    return computed is not None and (not measured or abs(computed.start() - value) < abs(measured.start() - value))


def is_simulated(paper: Paper, sentence: Sentence, start: int, end: int, declared: Property) -> bool:
    """Whether the value at [start, end) was computed."""
    return load("simulated").probability(simulated_features(paper, sentence, start, end, declared)) > 0.5


def is_simulated_by(header: str, *, whole: bool = False) -> bool:
    """Whether a table's header (or, for the `whole` table, its caption) says that the values are computed."""
    found = SIMULATED.search(header) or re.search(r"\bcalc(?:ulated|\.)?\b|\btheor|^[GRh]_?(?:calc|sim|DMM|AMM|MD|NEMD)\b", header, re.I)
    return bool(found) and not (whole and re.search(r"\b(?:measured|experiment\w*|and)\b", header, re.I))
