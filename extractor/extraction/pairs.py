"""The interfaces that a value may belong to, each with what speaks for and against it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from extractor.document import BlockKind
from extractor.extraction.asked import asked_for
from extractor.extraction.interfaces import BoundInterface, Interface, all_interfaces, find_interfaces, listed_pair, remoteness, sides_of
from extractor.extraction.layers import shares_between, side_key
from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.trained import single_out
from extractor.language.materials import Mention
from extractor.quantities import Quantity

REACH = 6
#: No more materials of a sentence are paired with each other than this.
MAX_HERE = 8
#: Rules that put an interface together from sides that no words join.
_GUESSES = frozenset({"exchanged", "partner"})
_CLASS_WORD = re.compile(r"^(?:metals?|dielectrics?|polymers?|semiconductors?|insulators?|liquids?|solids?|oxides?|organics?|substrates?|films?|organic liquids?)$", re.I)
_LOWER = re.compile(r"\b(?:on(?:to)?|in|toward[s]?|with|against|over|substrate|for)\s(?:the\s|an?\s|its\s)?(?:[\w-]+\s){0,2}$", re.I)
_INTERFACE_WORD = re.compile(r"\b(?:interfaces?|boundar\w+|contacts?|junctions?)\b", re.I)
_THIS = re.compile(r"\b(?:this|these|the|such|our)\s(?:\w+\s){0,2}(?:interfaces?|boundar\w+|contacts?|junctions?|samples?|structures?|systems?|stacks?|films?|heterostructures?)\b", re.I)
_CONTRAST = re.compile(r"\b(?:than|compar\w+ (?:to|with)|versus|unlike|relative to|similar to|that of|those of|that for|exceed\w*)\s(?:\S+\s){0,4}$", re.I)


@dataclass(slots=True)
class PairCandidate:
    """Two sides, and the numbers that the ranker weighs."""

    interface: Interface
    features: dict[str, float] = field(default_factory=dict)


def _key(interface: Interface) -> frozenset[str]:
    return frozenset(side_key(m) for m in interface.mentions)


def interface_candidates(paper: Paper, sentence: Sentence, quantity: Quantity, rule: BoundInterface | None) -> list[PairCandidate]:
    """Every pair that the value may belong to: named, named before, or put together from both."""
    found: dict[frozenset[str], PairCandidate] = {}
    here = find_interfaces(sentence)
    common = _context(sentence, quantity, here)
    counts = _counts(paper)
    titles = {_key(pair) for pair in _titled(paper)}
    asked = asked_for(paper, sentence, quantity)
    sides, layers = _side_shares(paper), shares_between(paper)
    members = [q for q in sentence.quantities if q.group == quantity.group]
    listed = listed_pair(sentence, members, quantity)
    far = sorted(remoteness(sentence, quantity, pair) for pair in here)

    def add(pair: Interface, features: dict[str, float]) -> None:
        key = _key(pair)
        if key in found:
            for name in ("steps", "last_of", "made"):
                if name in features:
                    found[key].features.setdefault(f"also_{name}", features[name])
            return
        own = {"count": counts.get(key, 0) / max(1, sum(counts.values())), "named": float(key in counts), "in_title": float(key in titles), "same_sides": float(len(key) == 1)}
        shares = sorted(sides.get(side, 0.0) for side in key)
        own["side_count"], own["partner_count"] = shares[0], shares[-1]
        for name, (wanted, unwanted) in asked.items():
            own[name] = 1.0 if wanted <= key and not unwanted & key else -1.0
        own["asked"] = sum(own[name] for name in asked)
        own["class_word"] = float(sum(bool(_CLASS_WORD.match(m.text)) for m in pair.mentions))
        own["layer"] = max(layers.get(side, 0.0) for side in key)
        own.update(_sides_here(sentence, quantity, pair))
        found[key] = PairCandidate(pair, {**common, **own, **features})

    for pair in here:
        distance = remoteness(sentence, quantity, pair)
        before = sentence.block.text[sentence.start : pair.start]
        add(pair, {
            "here": 1.0, "near": min(distance, 900.0) / 100, "rank": far.index(distance), "behind": float(pair.start >= quantity.end),
            "listed": float(pair == listed), "contrast": float(bool(_CONTRAST.search(before))),
        })
    earlier_pairs: list[Interface] = []
    for steps, earlier in enumerate(paper.previous(sentence, REACH), start=1):
        pairs = find_interfaces(earlier)
        for index, pair in enumerate(pairs):
            aligned = len(members) == len(pairs) > 1 and members.index(quantity) == index
            add(pair, {"steps": steps, "last_of": float(index == len(pairs) - 1), "alone": float(len(pairs) == 1), "rank_back": len(earlier_pairs), "listed_before": float(aligned)})
        earlier_pairs.extend(reversed(pairs))
    for pair in _titled(paper):
        add(pair, {"title_only": 1.0})
    for pair in _commonest(paper):
        add(pair, {"far": 1.0})
    for pair, made, place in _made(paper, sentence, earlier_pairs):
        add(pair, {"made": made, "made_place": place})
    for key, candidate in found.items():
        if rule is not None and key == _key(rule.interface):
            candidate.features["guess" if rule.rule in _GUESSES else "rule"] = 1.0
            candidate.features["rule_certainty"] = rule.certainty
        candidate.features["n"] = len(found)
    for name in ("listed", "listed_before", "rule", "guess"):
        single_out(list(found.values()), name)
    return list(found.values())


# Each value of a paper asks for these: they are found once a paper.


@lru_cache(1)
def _titled(paper: Paper) -> tuple[Interface, ...]:
    return tuple(pair for s in paper.sentences if s.block.kind is BlockKind.TITLE for pair in find_interfaces(s))


@lru_cache(1)
def _counts(paper: Paper) -> Counter[frozenset[str]]:
    return Counter(_key(pair) for pair in all_interfaces(paper))


@lru_cache(1)
def _side_shares(paper: Paper) -> dict[str, float]:
    """How much of all sides of the paper's interfaces each material is."""
    counts = Counter(side for pair in all_interfaces(paper) for side in _key(pair))
    return {side: count / counts.total() for side, count in counts.items()}


@lru_cache(1)
def _commonest(paper: Paper) -> tuple[Interface, ...]:
    first: dict[frozenset[str], Interface] = {}
    for pair in all_interfaces(paper):
        first.setdefault(_key(pair), pair)
    return tuple(first[key] for key, _ in _counts(paper).most_common(4))


def _made(paper: Paper, sentence: Sentence, earlier: list[Interface]) -> list[tuple[Interface, float, int]]:
    """Pairs that no words join: two materials of the sentence, or one with a side of a pair spoken of before; with how they are made and the place of that pair."""
    mentions = list(dict.fromkeys(sides_of(sentence)))[:MAX_HERE]
    made: list[tuple[Interface, float, int]] = []
    for index, first in enumerate(mentions):
        for second in mentions[index + 1 :]:
            if side_key(first) != side_key(second):
                made.append((_join(first, second), 1.0, 0))
    known = [*earlier[:2], *_titled(paper)[:2], *_commonest(paper)[:2]]
    for mention in mentions:
        for place, pair in enumerate(known):
            for side in pair.mentions:
                if side_key(side) != side_key(mention):
                    made.append((_join(mention, side, other_first=pair.mentions[0] is side), 2.0, place))
    if not known and len(paper.main_materials) >= 2:
        first, second = paper.main_materials[:2]
        made.append((_join(first, second), 3.0, 0))
    for mention in mentions:
        for place, main in enumerate(paper.main_materials[:3]):
            if side_key(main) != side_key(mention):
                made.append((_join(mention, main), 4.0, place))
    return made


def _join(first: Mention, second: Mention, *, other_first: bool = False) -> Interface:
    if other_first:
        first, second = second, first
    return Interface(min(first.start, second.start), max(first.end, second.end), (first.text, second.text), (first, second))


def _context(sentence: Sentence, quantity: Quantity, here: list[Interface]) -> dict[str, float]:
    text = sentence.text
    return {
        "n_pairs": len(here), "n_materials": len(sentence.materials), "interface_word": float(bool(_INTERFACE_WORD.search(text))),
        "this": float(bool(_THIS.search(text))), "n_values": sum(q.dimensionality == quantity.dimensionality for q in sentence.quantities),
        "caption": float(sentence.block.kind is BlockKind.CAPTION),
    }


def _sides_here(sentence: Sentence, quantity: Quantity, pair: Interface) -> dict[str, float]:
    """How the sentence speaks of the two sides."""
    text = sentence.block.text
    keys = [side_key(m) for m in pair.mentions]
    own = {side_key(m) for m in sentence.materials}
    gaps: list[float] = []
    features: dict[str, float] = {"sides_here": sum(key in own for key in keys), "others_here": len(own - set(keys))}
    ranked = sorted(
        (_gap(text, sentence, quantity, m), side_key(m)) for m in sentence.materials
    )
    order = [side for _, side in ranked]
    for number, key in enumerate(keys):
        places = [m for m in sentence.materials if side_key(m) == key]
        if places:
            gaps.append(min(_gap(text, sentence, quantity, m) for m in places))
            features[f"rank_side{number}"] = order.index(key)
            features[f"lower{number}"] = float(any(_LOWER.search(text[max(sentence.start, m.start - 40) : m.start]) for m in places))
    if gaps:
        features["near_side"], features["far_side"] = min(gaps) / 100, max(gaps) / 100
        features["nearest_side"] = float(order[0] in keys)
    return features


def _gap(text: str, sentence: Sentence, quantity: Quantity, mention: Mention) -> float:
    """Characters between, with a price for other values of the same kind in between."""
    if mention.end <= quantity.start:
        low, high, extra = mention.end, quantity.start, 0.0
    else:
        low, high, extra = quantity.end, mention.start, 20.0
    rivals = sum(low <= q.start and q.end <= high and q.dimensionality == quantity.dimensionality and q.group != quantity.group for q in sentence.quantities)
    return min(900.0, max(0, high - low) + extra + 150.0 * rivals + 40.0 * len(re.findall(r"[;]|,\s(?:while|whereas|but)\b|\b(?:whereas|while)\b", text[low:high])))
