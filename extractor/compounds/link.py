"""From a mention to a compound: exact for formulas, RapidFuzz for names.

Several candidates are kept, best first; the first is chosen if it is certain enough.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import composition, is_formula, reduced_formula
from extractor.compounds.names import known_names

#: Below this similarity (0–100) a name is no candidate at all.
MIN_SIMILARITY = 88.0
MAX_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A compound that a mention may mean; `score` from 0 to 1."""

    compound_id: str
    formula: str
    method: str
    score: float


def candidates(mention: str, formula: str | None) -> list[Candidate]:
    """Compounds for a mention whose formula the paper gives, or whose name is known.

    >>> candidates("sapphire", None)[0].compound_id
    'Al2O3'
    """
    if mention in SYMBOLS:
        return [Candidate(mention, mention, "formula", 1.0)]
    if formula:
        method = "formula" if is_formula(mention) else "paper"
        return [Candidate(formula, formula, method, 1.0 if method == "formula" else 0.95)]
    if is_formula(mention):
        own = reduced_formula(mention)
        return [Candidate(own, own, "formula", 1.0)] if own else []
    names = {name: f for name, f in known_names().names.items() if f}
    found = process.extract(
        mention, names.keys(), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=MIN_SIMILARITY, limit=MAX_CANDIDATES
    )
    linked = [(reduced_formula(names[name] or ""), similarity) for name, similarity, _ in found]
    return [
        Candidate(reduced, reduced, "name" if similarity == 100 else "fuzzy name", round(similarity / 100, 3))
        for reduced, similarity in linked
        if reduced
    ]


def element_set(formula: str) -> list[str]:
    """Elements of a formula in alphabetical order, as OPTIMADE's `elements`."""
    return sorted(element for element, _ in composition(formula) or ())
