"""The two sides of an interface: "Al/sapphire", "between Bi and Si", "Au film on MoS2"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile

from extractor.extraction.bind import from_list
from extractor.extraction.layers import is_between, shares_between, side_key
from extractor.extraction.paper import Paper, Sentence
from extractor.language.materials import Mention
from extractor.quantities import Quantity

_SLASH = re.compile(r"^\s?[/∕⁄|]\s?(?:(?:fluorinated|oxidi[sz]ed|hydrogenated|(?:single|few|mono|bi|tri)-?layer|(?:poly|mono|nano)?crystalline|amorphous|native|thermal|epitaxial|porous)\s)?$")
#: "EGaIn/Cu", "CNT/Cu": an acronym beside a known side.
_ACRONYM_AFTER = re.compile(r"^\s?[/∕⁄]\s?((?=[\w]*[A-Z]\w*[A-Z])[A-Z][A-Za-z0-9]{1,9})(?![\w/])")
_ACRONYM_BEFORE = re.compile(r"(?<![\w/])((?=[\w]*[A-Z]\w*[A-Z])[A-Z][A-Za-z0-9]{1,9})\s?[/∕⁄]\s?$")
_LOWER = re.compile(r"\b(?:on(?:to)?|against|over|upon|in|toward[s]?)\s(?:the\s|an?\s|its\s)?(?:(?!effect)[\w-]+\s){0,2}$", re.I)
_DASH = re.compile(r"^\s?[-–‐−]\s?$")
_ON = re.compile(
    r"^\s(?:(?!effect|depend|based|influence|impact|report|rel)[\w-]+\s){0,4}?(?:on|onto|upon|over)\s(?:[\w()-]+\s){0,3}$", re.I
)
_PAIRED = re.compile(r"^\s(?:and|to|with|from|or)\s(?:(?:a|an|the|its|single|crystalline|amorphous|\(?\d{3,4}\)?)\s)*$", re.I)
_JOINED = re.compile(
    r"^[^.;]{0,60}\b(?:(?:bonded|joined|attached|transferred|fused|glued|welded)\s(?:\w+ly\s)?(?:to|on|onto|with)|(?:deposited|evaporated|sputtered|grown|coated|spun|supported)\s(?:\w+ly\s)?(?:on|onto))\s(?:(?:a|an|the)\s)?$",
    re.I,
)
_ON_DASHED = re.compile(r"^[-–‐]on[-–‐]$")
#: "between polished copper and superfluid helium": words before the second side, where the first is announced.
_PAIRED_LOOSELY = re.compile(r"^\s(?:and|to)\s(?:the\s|an?\s)?(?:[a-z-]+\s){1,2}$")
_ANNOUNCED = re.compile(r"\b(?:between|(?:interfaces?|boundar(?:y|ies)|contacts?|junctions?) (?:of|between|with))\s(?:[\w-]+\s){0,3}$", re.I)
_AND_ALSO = re.compile(r"^\s?(?:,|,?\s(?:and|or))\s(?:the\s|an?\s)?$")
_BETWEEN = re.compile(r"\b(?:between|interfaces? (?:of|between|with)|boundar(?:y|ies) (?:of|between|with)|contacts? (?:of|between)|junctions? (?:of|between)|bond(?:ed|ing)? (?:of|between)|(?:exchange|transfer|transport|flow) (?:of|between)|from)\s(?:[\w-]+\s){0,3}$", re.I)
_INTERFACE = r"\s?(?:\w+\s){0,2}?(?:interface|boundar|contact|junction|heterostructure|bond|bilayer|stack)"
#: The word may stand behind further pairs: "the Au–sapphire and Al–sapphire interfaces".
_INTERFACE_AFTER = re.compile(rf"^(?:(?:,|\s?,?\s(?:and|or))\s[\w()]{{2,}}[-–‐−/][\w()]{{2,}}){{0,4}}{_INTERFACE}", re.I)


#: A material is the paper's common side if so large a part of its interfaces have it.
MIN_PARTNER_SHARE = 0.6
#: A material that is named so often as a layer in between is no side elsewhere.
MIN_LAYER_SHARE = 0.3


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
    text, mentions = sentence.block.text, sides_of(sentence)
    found = [*_slashed(text, mentions), *_half_known(text, mentions), *_composites(text, mentions)]
    taken = [(i.start, i.end) for i in found]
    for named in [*_named_by_words(text, sentence.start, sentence.end), *_with_a_value(sentence, mentions)]:
        if not any(start < named.end and named.start < end for start, end in taken):
            found.append(named)
            taken.append((named.start, named.end))
    found.extend(_classes_on(text, sentence.start, mentions))
    for first, second in pairwise(mentions):
        if any(start <= first.start < end or start <= second.start < end for start, end in taken):
            continue
        gap = text[first.end : second.start]
        before = text[max(sentence.start, first.start - 40) : first.start]
        if _lies_on(gap):
            found.extend(_distributed(text, mentions, first, second))
        elif (
            (_PAIRED.match(gap) and (_BETWEEN.search(before) or _INTERFACE_AFTER.match(text[second.end :])))
            or (_PAIRED_LOOSELY.match(gap) and _ANNOUNCED.search(before))
            or (_DASH.match(gap) and _INTERFACE_AFTER.match(text[second.end :]))
        ):
            found.append(_pair(first, second))
    return sorted(found, key=lambda i: i.start)


def _pair(first: Mention, second: Mention) -> Interface:
    return Interface(first.start, second.end, (first.text, second.text), (first, second))


def _lies_on(gap: str) -> bool:
    """Whether the words between two materials say that the first lies on, or is joined to, the second."""
    return bool((_ON.match(gap) and len(gap) < 90) or _ON_DASHED.match(gap) or _JOINED.search(gap))


def _distributed(text: str, mentions: list[Mention], first: Mention, second: Mention) -> Iterator[Interface]:
    """"Cu, Mo and W on diamond" and "W sputtered on sapphire, silicon and silica" are three interfaces each.

    Each has the place of the side that is its own, so that the three stand in one list.
    """
    place = mentions.index(first)
    supports = {below for above, below in pairwise(mentions) if _lies_on(text[above.end : below.start])}
    uppers = [first, *takewhile(lambda m: m not in supports, _listed(text, mentions[place::-1]))]
    lowers = [second, *_listed(text, mentions[place + 1 :])]
    following = mentions[place + 1 + len(lowers) :][:1]
    if not supports.isdisjoint(following) or len(uppers) > 1:
        lowers = [second]  # the list belongs to what follows, or it is not told which goes with which
    for upper in reversed(uppers[1:]):
        yield Interface(upper.start, upper.end, (upper.text, second.text), (upper, second))
    yield _pair(first, second)
    for lower in lowers[1:]:
        yield Interface(lower.start, lower.end, (first.text, lower.text), (first, lower))


def _listed(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """What stands in one list with the first of these mentions, which run forwards or backwards."""
    for one, other in pairwise(mentions):
        earlier, later = sorted((one, other), key=lambda m: m.start)
        if not _AND_ALSO.match(text[earlier.end : later.start]):
            return
        yield other


_FORM = re.compile(r"[\s-](?:nanorods?|nanowires?|arrays?|forests?|tips?|pads?)\b")


def sides_of(sentence: Sentence) -> list[Mention]:
    """The materials of a sentence, each with the word for a body that meets the other side as such: "gold nanorods", "CNT tips"."""
    text = sentence.block.text
    forms = [(m, _FORM.match(text, m.end)) for m in sentence.materials]
    return [replace(m, end=form.end(), text=text[m.start : form.end()]) if form else m for m, form in forms]


_UNKNOWN_SIDE = re.compile(r"^\s?[/∕⁄]\s?([A-Za-z][\w-]{1,20})(?=\s(?:inter\w+|boundar\w+|junctions?|contacts?|hetero\w+|systems?|stacks?))")


def _half_known(text: str, mentions: list[Mention]) -> Iterator[Interface]:
    """"Al/fullerene interface": one side that the recogniser does not know."""
    for mention in mentions:
        other = _UNKNOWN_SIDE.match(text[mention.end :]) or _ACRONYM_AFTER.match(text[mention.end :])
        first = _ACRONYM_BEFORE.search(text, max(0, mention.start - 14), mention.start)
        if first and not any(first.start(1) < m.end and m.start < first.end(1) for m in mentions):
            unknown = Mention(first.start(1), first.end(1), first.group(1), "unknown")
            yield Interface(unknown.start, mention.end, (unknown.text, mention.text), (unknown, mention))
        if other and not any(mention.end <= m.start < mention.end + other.end() for m in mentions):
            start, end = mention.end + other.start(1), mention.end + other.end(1)
            unknown = Mention(start, end, other.group(1), "unknown")
            yield Interface(mention.start, end, (mention.text, unknown.text), (mention, unknown))


_CLASS_ON = re.compile(r"(?<![\w-])((?:(?:transition|noble|refractory|liquid|simple)\s)?metals?|polymers?)\s(?:films?\s|layers?\s|coatings?\s)?(?:(?:deposited|evaporated|sputtered|grown|coated)\s)?(?:on|onto)\s(?:\w+\s)?$", re.I)


def _classes_on(text: str, start: int, mentions: list[Mention]) -> Iterator[Interface]:
    """"transition metals on diamond": the upper side is a class of materials."""
    for mention in mentions:
        named = _CLASS_ON.search(text, max(start, mention.start - 60), mention.start)
        if named and not any(named.start(1) <= m.start < mention.start for m in mentions):
            upper = Mention(named.start(1), named.end(1), named.group(1), "unknown")
            yield _pair(upper, mention)


_WORDS = re.compile(
    r"(?<![\w/–])([A-Za-z][\w()]*(?:-[A-Z][\w()]*)?)\s?[/∕⁄–]\s?([A-Za-z][\w()]*(?:\s(?:liquid|crystal|oxide|matrix))?)\s"
    r"(?:inter\w+|boundar\w+|junctions?|contacts?|hetero\w+)"
)
_NO_SIDE = re.compile(r"^(?:grain|thermal|phonon|electron|heat|film|substrate|solid|liquid|interface|and|or|the|in|on|cross|van|time|high|low)$", re.I)


def _named_by_words(text: str, start: int, end: int, pattern: re.Pattern[str] = _WORDS) -> Iterator[Interface]:
    """"water–octane interface": both sides are words that the recogniser does not know."""
    for match in pattern.finditer(text, start, end):
        if not _NO_SIDE.match(match.group(1)) and not _NO_SIDE.match(match.group(2)):
            first, second = (Mention(match.start(i), match.end(i), match.group(i), "unknown") for i in (1, 2))
            yield _pair(first, second)


#: "ITCs for glass-water (9.9 MW …) and Al-silicone oil (~10 MW …)".
_VALUED = re.compile(r"(?<![\w/-])([A-Za-z]\w*)[-–]((?:[a-z]{3,}\s)?[A-Za-z]\w*)\s?\((?:about\s|ca\.\s|[~≈∼<>≤≥]\s?)?\d")
_OF_INTERFACES = re.compile(r"\b(?:interfac\w+|boundary|Kapitza|[IT][TB][CR]s?)\b")


def _with_a_value(sentence: Sentence, mentions: list[Mention]) -> Iterator[Interface]:
    """Two words with a hyphen, at least one of them a material, and their value in parentheses."""
    if not _OF_INTERFACES.search(sentence.text):
        return
    for named in _named_by_words(sentence.block.text, sentence.start, sentence.end, _VALUED):
        if any(m.start < named.end and named.start < m.end for m in mentions):
            yield named


def together(sentence: Sentence, interface: Interface) -> list[Interface]:
    """All interfaces that stand in one "A/B, A/C and A/D" with `interface`, itself included."""
    return next((run for run in pair_runs(sentence) if interface in run), [interface])


def pair_runs(sentence: Sentence) -> list[list[Interface]]:
    """The interfaces of a sentence, those of one list together."""
    text = sentence.block.text
    runs: list[list[Interface]] = []
    for other in find_interfaces(sentence):
        if runs and re.fullmatch(r"\s?(?:,|and|or|,\s?and)\s?", text[runs[-1][-1].end : other.start]):
            runs[-1].append(other)
        else:
            runs.append([other])
    return runs


def listed_pair(sentence: Sentence, members: list[Quantity], quantity: Quantity) -> Interface | None:
    """The n-th interface of the nearest list of as many as there are values."""
    runs = [run for run in pair_runs(sentence) if len(run) == len(members) > 1]
    if not runs:
        here = find_interfaces(sentence)
        return here[members.index(quantity)] if len(here) == len(members) > 1 else None
    return min(runs, key=lambda run: abs(run[0].start - members[0].start))[members.index(quantity)]


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
    """An interface with how it was found."""

    interface: Interface
    certainty: float
    rule: str


def bind_interface(paper: Paper, sentence: Sentence, quantity: Quantity) -> BoundInterface | None:
    """The interface of a value: of its sentence, of those before, or the paper's commonest."""
    here = find_interfaces(sentence)
    members = [q for q in sentence.quantities if q.group == quantity.group]
    listed = listed_pair(sentence, members, quantity)
    if listed is not None:
        return BoundInterface(listed, 0.95, "list")
    partnered = _with_partner(paper, sentence, quantity, members) if not here else None
    if partnered is not None:
        return partnered
    if here:
        best = min(here, key=lambda interface: remoteness(sentence, quantity, interface))
        return BoundInterface(best, 0.95 if remoteness(sentence, quantity, best) < 120 else 0.8, "sentence")
    for steps, earlier in enumerate(paper.previous(sentence, 6), start=1):
        pairs = find_interfaces(earlier)
        if pairs:
            if len(pairs) == len(members) > 1:
                return BoundInterface(pairs[members.index(quantity)], 0.8, "list")
            return _exchanged(paper, sentence, quantity, members, pairs[-1]) or BoundInterface(pairs[-1], max(0.4, 0.75 - 0.1 * steps), "before")
    common = _commonest(paper)
    if common is None:
        return None
    return _exchanged(paper, sentence, quantity, members, common) or BoundInterface(common, 0.35, "paper")


def _exchanged(paper: Paper, sentence: Sentence, quantity: Quantity, members: list[Quantity], current: Interface) -> BoundInterface | None:
    """"On sapphire the film shows 33 MW m−2 K−1": the pair spoken of, with one side exchanged for what the sentence names."""
    text = sentence.block.text
    sides = {m.formula or m.text.lower() for m in current.mentions}
    others = [m for m in sentence.materials if (m.formula or m.text.lower()) not in sides and not _is_layer(paper, sentence, m)]
    lower = [m for m in others if _LOWER.search(text[max(sentence.start, m.start - 30) : m.start])]
    upper = [m for m in others if m not in lower]
    if not others:
        return None

    def nearest(found: list[Mention]) -> Mention:
        listed = from_list(sentence, quantity, found) if len(members) > 1 else None
        return listed or min(found, key=lambda m: abs((m.start + m.end) / 2 - quantity.start))

    first, second = nearest(upper) if upper else current.mentions[0], nearest(lower) if lower else current.mentions[1]
    if (first.formula or first.text.lower()) == (second.formula or second.text.lower()):
        return None
    pair = Interface(min(first.start, second.start), max(first.end, second.end), (first.text, second.text), (first, second))
    return BoundInterface(pair, 0.6, "exchanged")


def remoteness(sentence: Sentence, quantity: Quantity, interface: Interface) -> float:
    rivals = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality and q.group != quantity.group]
    if interface.end <= quantity.start:
        between = sum(interface.end <= q.start and q.end <= quantity.start for q in rivals)
        return quantity.start - interface.end + 220.0 * between
    if re.match(r"^\s(?:for|at|of|across)\s(?:the\s|an?\s)?$", sentence.block.text[quantity.end : interface.start]):
        return -5.0  # "19 MW m−2 K−1 for WSe2 on SiO2"
    between = sum(quantity.end <= q.start and q.end <= interface.start for q in rivals)
    return 30.0 + 1.3 * max(0, interface.start - quantity.end) + 220.0 * between


@lru_cache(1)
def all_interfaces(paper: Paper) -> tuple[Interface, ...]:
    """The interfaces of the paper at hand: each of its values asks for them."""
    return tuple(pair for sentence in paper.sentences for pair in find_interfaces(sentence))


def _commonest(paper: Paper) -> Interface | None:
    pairs = all_interfaces(paper)
    if not pairs:
        return None
    counts = Counter(pair.sides for pair in pairs)
    sides = counts.most_common(1)[0][0]
    return next(pair for pair in pairs if pair.sides == sides)


def _partner(paper: Paper) -> str | None:
    """The material that most of the paper's interfaces share, such as the substrate."""
    pairs = all_interfaces(paper)
    sides = Counter(side for pair in pairs for side in {m.formula or m.text for m in pair.mentions})
    if not sides:
        return None
    (first, most), *others = sides.most_common(2)
    shared = most >= MIN_PARTNER_SHARE * len(pairs) and (not others or most > others[0][1])
    return first if most >= 2 and shared else None


def _with_partner(paper: Paper, sentence: Sentence, quantity: Quantity, members: list[Quantity]) -> BoundInterface | None:
    """"315, 220 and 205 MW m-2 K-1 for Cr, Mo and W": the other side is the paper's substrate."""
    partner = _partner(paper)
    if partner is None:
        return None
    mentions = [m for m in sentence.materials if (m.formula or m.text) != partner and not _is_layer(paper, sentence, m)]
    if not mentions:
        return None
    listed = from_list(sentence, quantity, mentions) if len(members) > 1 else None
    nearest = listed or min(mentions, key=lambda m: abs((m.start + m.end) / 2 - quantity.start))
    if _LOWER.search(sentence.block.text[max(sentence.start, nearest.start - 30) : nearest.start]) and _is_support(paper, partner):
        return None  # "on sapphire the film shows …" exchanges the common substrate
    known = next(m for pair in all_interfaces(paper) for m in pair.mentions if (m.formula or m.text) == partner)
    pair = Interface(nearest.start, nearest.end, (nearest.text, known.text), (nearest, known))
    return BoundInterface(pair, 0.85 if listed else 0.6, "list+partner" if listed else "partner")


def _is_layer(paper: Paper, sentence: Sentence, mention: Mention) -> bool:
    """Whether a material is no side: the sentence, or the paper as a rule, names it as a layer between them."""
    return is_between(sentence, mention) or shares_between(paper).get(side_key(mention), 0.0) >= MIN_LAYER_SHARE


def _is_support(paper: Paper, side: str) -> bool:
    """Whether a material stands below in most of its interfaces."""
    below = [(pair.mentions[1].formula or pair.mentions[1].text) == side for pair in all_interfaces(paper) if side in {m.formula or m.text for m in pair.mentions}]
    return 2 * sum(below) > len(below)
