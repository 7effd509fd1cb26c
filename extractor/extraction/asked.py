"""Which sides of an interface the words around a value ask for."""

from __future__ import annotations

import re

from extractor.extraction.bind import coordinated, from_list
from extractor.extraction.candidates import aligned_before, clause
from extractor.extraction.layers import is_between, side_key
from extractor.extraction.paper import Paper, Sentence
from extractor.language.materials import Mention
from extractor.quantities import Quantity

_FRONTED = re.compile(r"^\W{0,3}(?:[Oo]n|[Ww]ith|[Ff]or|[Ii]n|[Bb]etween|[Aa]t)\s(?:the\s|an?\s|its\s)?(?:[\w-]+\s){0,2}$")
#: "35 MW m−2 K−1 for Bi and 51 for Pb": the material right behind a value is its own.
_DIRECT = re.compile(r"^\s?(?:\[[\d,–-]+\]\s)?(?:(?:for|of|on|with|at|to|in)\s(?:the\s|an?\s)?(?:[\w-]+\s)?|\()$")


def asked_for(paper: Paper, sentence: Sentence, quantity: Quantity) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Sides that the words ask for, and such that they exclude: its member of a list, its clause's materials, what the sentence begins with."""
    text = sentence.block.text
    low, high = clause(sentence, quantity)
    named = [m for m in sentence.materials if not is_between(sentence, m)]
    all_here = frozenset(side_key(m) for m in named)
    own = frozenset(side_key(m) for m in _own(sentence, quantity, named, low, high))
    first = next(iter(named), None)
    fronted = frozenset({side_key(first)}) if first is not None and _FRONTED.search(text[sentence.start : first.start]) else frozenset()
    asked = {}
    if own:
        asked["clause_sides"] = (own, all_here - own - fronted)
    member = from_list(sentence, quantity, named)
    if member is not None:
        rivals = frozenset(side_key(m) for m in coordinated(sentence, member))
        asked["listed_side"] = (frozenset({side_key(member)}), rivals - {side_key(member)})
    elif (before := aligned_before(paper, sentence, quantity)) is not None:
        asked["listed_side"] = (frozenset({side_key(before)}), frozenset())
    if fronted:
        asked["fronted"] = (fronted, frozenset())
    return asked


def _own(sentence: Sentence, quantity: Quantity, named: list[Mention], low: int, high: int) -> list[Mention]:
    """The materials of a value's clause; right behind a value stand its own, and no other's."""
    alike = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality]
    behind = {q.start: _behind(sentence, q, named) for q in alike}
    if behind.get(quantity.start):
        return behind[quantity.start]
    taken = [m for mentions in behind.values() for m in mentions]
    return [m for m in named if low <= m.start < high and m not in taken]


def _behind(sentence: Sentence, quantity: Quantity, named: list[Mention]) -> list[Mention]:
    """The material right behind a value, with what a stroke joins to it."""
    text = sentence.block.text
    found: list[Mention] = []
    for mention in named:
        if mention.start >= quantity.end and (re.fullmatch(r"\s?[/–-]\s?", text[found[-1].end : mention.start]) if found else _DIRECT.match(text[quantity.end : mention.start])):
            found.append(mention)
    return found
