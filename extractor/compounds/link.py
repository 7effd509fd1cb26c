"""From a mention to a compound: exact for formulas and known names, the host for families, RapidFuzz for misspelt names.

Several candidates are kept, best first; the first is chosen if it is certain enough. Hosts and misspelt
names are not: they are there for a person to review.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.families import family
from extractor.compounds.formula import MAX_LENGTH, composition, reduced_formula
from extractor.compounds.identity import compound_id, identify
from extractor.compounds.nomenclature import is_chemical_word, plain_name
from extractor.compounds.registry import form_id, registry

MAX_CANDIDATES = 3
#: A candidate below this score is kept but not chosen.
CHOSEN_SCORE = 0.9
#: The paper's own definitions are read by rules, which err at times.
PAPER_SCORE = 0.95
#: Below what the store chooses (0.9): the paper's material is the host with something more.
HOST_SCORE = 0.6
#: A misspelt name's similarity is scaled to stay below what the store chooses.
FUZZY_WEIGHT = 0.89
#: Below this similarity (0–100) a name is no candidate at all.
MIN_SIMILARITY = 85.0
#: A formula inside a mention: a symbol or bracket, and its amount or another symbol.
_WRITTEN = re.compile(r"(?:[A-Z][a-z]?|[)\]])[\d₀-₉A-Z]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A compound that a mention may mean; `score` from 0 to 1."""

    compound_id: str
    #: Reduced formula, without the phase that the id may hold.
    formula: str
    #: "formula", "paper" (the paper gives the formula), "name", "host" or "fuzzy name".
    method: str
    score: float


def candidates(mention: str, formula: str | None) -> list[Candidate]:
    """Compounds for a mention whose formula the paper gives, or whose name is known; at most MAX_CANDIDATES.

    >>> [(c.compound_id, c.method, c.score) for c in candidates("sapphire", None)]
    [('Al2O3-alpha', 'name', 1.0)]
    >>> [(c.compound_id, c.method, c.score) for c in candidates("Al-doped LLZO", None)]
    [('Li7La3Zr2O12', 'host', 0.6)]
    """
    identity = identify(mention, formula=formula)
    key = compound_id(identity)
    if key is not None and identity.formula is not None:
        if identify(mention).formula != identity.formula:
            return [Candidate(key, identity.formula, "paper", PAPER_SCORE)]
        return [Candidate(key, identity.formula, "formula" if _WRITTEN.search(mention) or mention in SYMBOLS else "name", 1.0)]
    if identity.host is not None:
        return [Candidate(identity.host, identity.host, "host", HOST_SCORE)]
    return _misspelt(mention)


class Linker:
    """Links of one paper's mentions; `texts` are the paper's blocks, asked for what the paper itself defines.

    >>> Linker(["LLZO pellets were sintered."]).chosen("sapphire", None)
    'Al2O3-alpha'
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._found: dict[tuple[str, str | None, str | None], list[Candidate]] = {}

    def told(self, mention: str, formula: str | None) -> str | None:
        """The formula, if the paper itself gives it to the mention."""
        return formula if formula and told_by_paper(mention, formula, self._texts) else None

    def candidates(self, mention: str, formula: str | None, phase: str | None = None) -> list[Candidate]:
        """Candidates, best first, each compound once; `phase` is what the words beside the mention tell."""
        key = (mention, formula, phase)
        if key not in self._found:
            found = candidates(mention, self.told(mention, formula))
            if phase:
                found = [replace(c, compound_id=form_id(c.formula, phase)) if c.compound_id == c.formula and c.method != "host" else c for c in found]
            self._found[key] = list({c.compound_id: c for c in reversed(found)}.values())[::-1]
        return self._found[key]

    def chosen(self, mention: str, formula: str | None, phase: str | None = None) -> str | None:
        """Id of the best candidate, if it is sure enough."""
        found = self.candidates(mention, formula, phase)
        return found[0].compound_id if found and found[0].score >= CHOSEN_SCORE else None


def told_by_paper(mention: str, formula: str, texts: Iterable[str]) -> bool:
    """Whether the paper itself gives a formula to a mention.

    A reader of abbreviations may fall back on what LLZO usually rests on; that is the paper's composition only
    if one of its texts says so.

    >>> told_by_paper("LLZO", "Li7La3Zr2O12", ["Cubic Li7La3Zr2O12 (LLZO) was made."])
    True
    >>> told_by_paper("LLZO", "Li7La3Zr2O12", ["LLZO pellets were sintered."])
    False
    """
    known = family(mention)
    if known is None or known.host != formula:
        return True
    definition = re.compile(rf"(\S{{1,{MAX_LENGTH}}}) ?[(\[]{re.escape(mention)}\b|(?<!\w){re.escape(mention)} ?[(\[](\S{{1,{MAX_LENGTH}}})[)\]]")
    return any(reduced_formula(before or after) == formula for text in texts for before, after in definition.findall(text))


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(name for name in registry().names() if re.fullmatch(r"[a-z -]+", name)))


@cache
def _words() -> frozenset[str]:
    return frozenset(word for name in _names() for word in re.split(r"[ -]", name))


def _misspelt(mention: str) -> list[Candidate]:
    """Known names that differ from a mention by slips of the pen or of character recognition."""
    plain = plain_name(mention)
    if not re.fullmatch(r"[a-z -]{5,60}", plain):
        return []
    near = process.extract(plain, _names(), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY, limit=20)
    found = []
    for name, similarity, _ in near:
        if _slip(plain, name):
            found += [
                Candidate(entry.id, entry.formula, "fuzzy name", round(FUZZY_WEIGHT * similarity / 100, 3)) for entry in registry().by_name(name)
            ]
    return found[:MAX_CANDIDATES]


def _slip(written: str, name: str) -> bool:
    """Whether two names differ by misspelt words only, none of which is another chemical word.

    Chemistry tells compounds apart by one letter ("sulfite", "sulfide"; "silicon", "silicone"), so that a
    word that means something of its own, or that ends otherwise, is not misspelt.
    """
    words, known = re.split(r"[ -]", written), re.split(r"[ -]", name)
    if len(words) != len(known):
        return False
    differing = [(a, b) for a, b in zip(words, known, strict=True) if a != b]
    return bool(differing) and all(_misspells(a, b) for a, b in differing)


_ENDING = re.compile(r"(?:ides?|ates?|ites?|ium|ones?|ons?|anes?|enes?|ia|ina|ica|ines?|ic|ous|yls?)$")


def _misspells(written: str, word: str) -> bool:
    if written in _words() or is_chemical_word(written) or written[:3] != word[:3] or len(word) < 5:
        return False
    ending, meant = _ENDING.search(written), _ENDING.search(word)
    if ending and (meant is None or ending.group() != meant.group()):
        return False
    return OSA.distance(written, word) <= (1 if len(word) < 8 else 2)


def element_set(formula: str) -> list[str]:
    """Elements of a formula in alphabetical order, as OPTIMADE's `elements`."""
    return sorted(element for element, _ in composition(formula) or ())
