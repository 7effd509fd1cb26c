"""Names and abbreviations of materials, as data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_RESOURCE = Path(__file__).parents[1] / "resources" / "materials.yaml"


@dataclass(frozen=True, slots=True)
class Names:
    """Known names: each with its formula, or None where the paper decides."""

    names: dict[str, str | None]
    abbreviations: dict[str, str | None]
    #: Names (lower case) of liquids, gases and polymers, which no ceramic sample is made of.
    media: frozenset[str]
    #: Acronyms of methods, devices, standards and models, which are written like those of materials.
    no_materials: frozenset[str]

    @property
    def pattern(self) -> re.Pattern[str]:
        return _pattern()

    def formula(self, text: str) -> str | None:
        """Formula of a known name or abbreviation; None if unknown or open."""
        return self.abbreviations.get(text) or self.names.get(text.lower())


@cache
def known_names() -> Names:
    data = yaml.safe_load(_RESOURCE.read_text(encoding="utf-8"))
    names: dict[str, str | None] = {name.lower(): formula for name, formula in data["compounds"].items()}
    names.update({name.lower(): None for name in data["families"]})
    names.update({name.lower(): formula for name, formula in data["media"].items()})
    return Names(names, dict(data["abbreviations"]), frozenset(name.lower() for name in data["media"]), frozenset(data["no_materials"]))


def alternatives(written: Iterable[str]) -> str:
    """Patterns as the alternatives of one, those that begin with one letter together, so that most words are refused at once.

    >>> alternatives(["titania", "titanium nitride", "alumina"])
    't(?:itania|itanium nitride)|a(?:lumina)'
    """
    by_letter: dict[str, list[str]] = {}
    for pattern in written:
        by_letter.setdefault(pattern[0], []).append(pattern[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(known_names().names, key=len, reverse=True)
    abbreviations = sorted(known_names().abbreviations, key=len, reverse=True)
    words = alternatives(re.escape(n).replace(r"\ ", r"[\s-]").replace(r"\-", r"[-‐–\s]") for n in names)
    shorts = "|".join(map(re.escape, abbreviations))
    #: 8YbSZ, 10Sc1CeSZ: stabilised zirconias by dopant and its share.
    zirconias = r"(?:\d{1,2}(?:[A-Z][a-z]?\d{0,2}){1,2}|[A-Z][a-z]\d{0,2}|\d{1,2}[A-Z][a-z]?)SZ"
    return re.compile(rf"(?<![\w])(?:(?i:{words})|{zirconias}|(?:\d{{1,2}})?(?:{shorts})(?:\d[\dx]{{0,3}}(?![.\d])|(?<=VOX)\.\d{{1,2}})?)(?![\w])")
