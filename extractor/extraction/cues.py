"""Which property a quantity belongs to: the nearest word that names one, decoys included.

A cue names a property; a decoy names another thing of the same dimension (a calcination for a
temperature, an electronic conductivity for a conductivity). Of all cues and decoys in a sentence
the nearest decides, where text before a value is nearer than text behind it, and a clause boundary
counts as distance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from extractor.properties import Property

_BOUNDARY = re.compile(r"[;:]|,\s(?:while|whereas|but|which|where|however|although|and then|followed)\b|\.\s")
_POSTPOSED = re.compile(r"(?:in|for|of|at|across)\s")
_PARTICIPLE = re.compile(
    r"\s(?!at\b|in\b|for\b|under\b|to\b|and\b|or\b|between\b|from\b|using\b|by\b|with\b|together\b|on\b|\w+ly\b|twice\b|\d)[^.;]*?\b(?:was|were|is|are|has|have|had|shows?|showed|exhibit\w*)\b"
)
_HARD_BOUNDARY = re.compile(r"[;.,:)]")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that names `property`, or a decoy if that is None."""

    start: int
    end: int
    property: Property | None
    weak: bool = False
    direction: str = "both"


def find_cues(text: str, start: int, end: int, properties: Iterable[Property]) -> list[Cue]:
    """Cues and decoys of the properties in text[start:end]; the longest where they overlap."""
    cues: dict[tuple[int, int, str, bool], Cue] = {}
    for declared in properties:
        for pattern, owner, weak in (
            (declared.cue_pattern, declared, False),
            (declared.weak_cue_pattern, declared, True),
            (declared.decoy_pattern, None, False),
        ):
            for first, last in _places(pattern, text, start, end):
                cues[first, last, owner.name if owner else "", weak] = Cue(first, last, owner, weak, declared.direction if owner else "both")
    return _longest(list(cues.values()))


#: Each value of a sentence asks anew, for each property that it may be of.
@lru_cache(4096)
def _places(pattern: re.Pattern[str], text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in pattern.finditer(text, start, end) if match.end() > match.start())


def _longest(cues: list[Cue]) -> list[Cue]:
    def covered(cue: Cue) -> bool:
        return any(
            other is not cue and other.start <= cue.start and cue.end <= other.end
            and (other.end - other.start, other.property is None, not other.weak)
            > (cue.end - cue.start, cue.property is None, not cue.weak)
            for other in cues
        )

    return sorted((cue for cue in cues if not covered(cue)), key=lambda cue: cue.start)


def distance(text: str, cue: Cue, start: int, end: int) -> float:
    """How far a cue is from the value at [start, end); infinite where it cannot belong to it."""
    postposed = _POSTPOSED.match(text, cue.start) is not None
    if cue.end <= start:
        gap = text[cue.end : start]
        if cue.direction == "after" and text[cue.end - 2 : cue.end] == "ed" and _PARTICIPLE.match(gap):
            return float("inf")  # "sintered pellets were ablated for 30 min"
        if postposed:
            # "5e-3 in total and 1e-2 in the bulk": such a phrase belongs to the value before it
            return len(gap) + 60.0 + 45.0 * len(_BOUNDARY.findall(gap))
        return len(gap) + 45.0 * len(_BOUNDARY.findall(gap))
    if cue.start >= end:
        gap = text[end : cue.start]
        if cue.direction == "after":
            # "1400 °C sintered pellets", "at 1400 °C for sintering"
            return len(gap) * 2 + 30.0 if len(gap) < 24 and not _HARD_BOUNDARY.search(gap) else float("inf")
        if postposed:
            return len(gap) + 0.0 + 60.0 * len(_BOUNDARY.findall(gap))
        return len(gap) * 1.6 + 12.0 + 60.0 * len(_BOUNDARY.findall(gap))
    return 0.0


def nearest(text: str, cues: Iterable[Cue], start: int, end: int) -> tuple[Cue, float] | None:
    """The cue that decides on the value at [start, end), with its distance."""
    best: tuple[Cue, float] | None = None
    for cue in cues:
        far = distance(text, cue, start, end)
        if far != float("inf") and (best is None or far < best[1]):
            best = (cue, far)
    return best


@dataclass(frozen=True, slots=True)
class Coordination:
    """"bulk and grain boundary conductivities": several properties in the order of their values."""

    start: int
    end: int
    properties: tuple[Property, ...]


def find_coordinations(text: str, start: int, end: int, properties: Iterable[Property]) -> list[Coordination]:
    """Coordinated names of properties that share a head noun, in text[start:end]."""
    by_head: dict[str, list[Property]] = {}
    for declared in properties:
        if declared.head and declared.qualifiers:
            by_head.setdefault(declared.head, []).append(declared)
    found = []
    for head, family in by_head.items():
        one = "|".join(f"(?:{p.qualifiers})" for p in family)
        chain = re.compile(rf"\b(?:{one})(?:\s?(?:,|and|,\s?and|&|/)\s?(?:the\s)?(?:{one}))+\s(?:\w+\s)?{head}", re.I)
        for match in chain.finditer(text, start, end):
            order: list[tuple[int, Property]] = []
            for declared in family:
                order.extend((m.start(), declared) for m in re.finditer(rf"\b(?:{declared.qualifiers})", match.group(), re.I))
            found.append(Coordination(match.start(), match.end(), tuple(p for _, p in sorted(order, key=lambda item: item[0]))))
    return found
