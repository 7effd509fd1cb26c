"""The two sides of an interface: "Al/sapphire", "between Bi and Si", "Au film on MoS2"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.extraction.paper import Paper, Sentence
from extractor.language.materials import Mention
from extractor.quantities import Quantity

_SLASH = re.compile(r"^\s?[/∕⁄|]\s?$")
_DASH = re.compile(r"^\s?[-–‐−]\s?$")
_ON = re.compile(
    r"^\s(?:thin\s)?(?:\(\d+\)\s)?(?:film|layer|transducer|coating|contact|membrane|flake|sheet|electrode|metal)?s?\s?(?:is|was|are|were|that\s\w+)?\s?(?:\w+ly\s)?(?:deposited|sputtered|grown|evaporated|bonded|transferred|supported|joined|placed|coated|epitaxially grown)?\s?(?:\w+ly\s)?(?:on(?:to)?|upon|over|to|with)\s(?:(?:top of|a|an|the|single|crystal(?:line)?|amorphous|bare|clean|polished|bulk|\(?\d{3,4}\)?)\s)*$", re.I
)
_PAIRED = re.compile(r"^\s(?:and|to|with|from|or)\s(?:(?:a|an|the|its|single|crystalline|amorphous|\(?\d{3,4}\)?)\s)*$", re.I)
_BETWEEN = re.compile(r"\b(?:between|interfaces? (?:of|between|with)|boundar(?:y|ies) (?:of|between|with)|contacts? (?:of|between)|junctions? (?:of|between)|bond(?:ed|ing)? (?:of|between)|from)\s(?:(?:a|an|the|bonded|thin)\s)*$", re.I)
_INTERFACE_AFTER = re.compile(r"^\s?(?:\w+\s){0,2}?(?:interface|boundar|contact|junction|heterostructure|bond|bilayer|stack)", re.I)


@dataclass(frozen=True, slots=True)
class Interface:
    """Two sides as written, upper side first; `interlayer` joins them where the paper names one."""

    start: int
    end: int
    sides: tuple[str, str]
    mentions: tuple[Mention, Mention]
    interlayer: str | None = None


def find_interfaces(sentence: Sentence) -> list[Interface]:
    """Pairs of materials that a sentence joins, in order."""
    text, mentions = sentence.block.text, sentence.materials
    found = list(_slashed(text, mentions)) + list(_composites(text, mentions))
    taken = [(i.start, i.end) for i in found]
    for first, second in zip(mentions, mentions[1:], strict=False):
        if any(start <= first.start < end or start <= second.start < end for start, end in taken):
            continue
        gap = text[first.end : second.start]
        before = text[max(sentence.start, first.start - 40) : first.start]
        if (_ON.match(gap) and len(gap) < 90) or (_PAIRED.match(gap) and (_BETWEEN.search(before) or _INTERFACE_AFTER.match(text[second.end :]))):
            found.append(Interface(first.start, second.end, (first.text, second.text), (first, second)))
        elif _DASH.match(gap) and _INTERFACE_AFTER.match(text[second.end :]):
            found.append(Interface(first.start, second.end, (first.text, second.text), (first, second)))
    return sorted(found, key=lambda i: i.start)


def _slashed(text: str, mentions: list[Mention]) -> Iterator[Interface]:
    index = 0
    while index < len(mentions):
        chain = [mentions[index]]
        while index + 1 < len(mentions) and _SLASH.match(text[chain[-1].end : mentions[index + 1].start]):
            index += 1
            chain.append(mentions[index])
        if len(chain) >= 2:
            middle = "/".join(m.text for m in chain[1:-1]) or None
            yield Interface(chain[0].start, chain[-1].end, (chain[0].text, chain[-1].text), (chain[0], chain[-1]), middle)
        index += 1


def _composites(text: str, mentions: list[Mention]) -> Iterator[Interface]:
    """"Au–MoS2" was read as one material; where interfaces are spoken of it is two."""
    for mention in mentions:
        parts = re.split(r"[-–‐−]", mention.text)
        if len(parts) == 2 and all(len(p) >= 2 for p in parts) and _INTERFACE_AFTER.match(text[mention.end :]):
            first = Mention(mention.start, mention.start + len(parts[0]), parts[0], mention.kind)
            second = Mention(mention.end - len(parts[1]), mention.end, parts[1], mention.kind)
            yield Interface(mention.start, mention.end, (parts[0], parts[1]), (first, second))


@dataclass(frozen=True, slots=True)
class BoundInterface:
    interface: Interface
    certainty: float
    rule: str


def bind_interface(paper: Paper, sentence: Sentence, quantity: Quantity) -> BoundInterface | None:
    """The interface of a value: of its sentence, of those before, or the paper's commonest."""
    here = find_interfaces(sentence)
    members = [q for q in sentence.quantities if q.group == quantity.group]
    if here and len(members) == len(here) > 1:
        return BoundInterface(here[members.index(quantity)], 0.95, "list")
    if here:
        rivals = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality and q.group != quantity.group]

        def far(interface: Interface) -> float:
            if interface.end <= quantity.start:
                between = sum(interface.end <= q.start and q.end <= quantity.start for q in rivals)
                return quantity.start - interface.end + 220.0 * between
            between = sum(quantity.end <= q.start and q.end <= interface.start for q in rivals)
            return 30.0 + 1.3 * max(0, interface.start - quantity.end) + 220.0 * between

        best = min(here, key=far)
        return BoundInterface(best, 0.95 if far(best) < 120 else 0.8, "sentence")
    for steps, earlier in enumerate(paper.previous(sentence, 4), start=1):
        pairs = find_interfaces(earlier)
        if pairs:
            return BoundInterface(pairs[-1], max(0.4, 0.75 - 0.1 * steps), "before")
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Interface] = {}
    for other in paper.sentences:
        for interface in find_interfaces(other):
            counts[interface.sides] += 1
            first.setdefault(interface.sides, interface)
    if counts:
        return BoundInterface(first[counts.most_common(1)[0][0]], 0.35, "paper")
    return None
