"""Values told once of several materials: of "A and B", of "both pellets", of "all samples"."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from extractor.extraction.bind import coordinated, runs
from extractor.extraction.linking import Linked
from extractor.extraction.paper import Paper, Sentence
from extractor.language.materials import Mention
from extractor.quantities import Quantity

_RESPECTIVELY = re.compile(r"\b(?:respectively|in (?:this|that|the same) (?:order|sequence))\b", re.I)
_BODIES = (
    r"(?:samples?|pellets?|ceramics?|specimens?|compositions?|materials?|compounds?|electrolytes?|discs?|dis[ck]s|bars?|bod(?:y|ies)|members|powders?|compacts?|"
    r"tubes?|membranes?|films?|sheets?|glasses|oxides|\w{3,}ates)"
)
_COLLECTIVE = re.compile(rf"\b(?:[Bb]oth|[Aa]ll|[Ee]ach|[Ee]ither|these|those|[Tt]he (?:two|three|four|five))\s(?:(?:of the|the|three|two|four|sintered|dense|green)\s)*{_BODIES}\b|^(?:Both|They|All) (?:were|was|had|could|have|are)\b|^Both\b")
_COUNTED = re.compile(rf"\b(both|two|three|four|five)\s(?:of the\s|the\s)?(?:\w+\s)?{_BODIES}\b|^(both|they)\b", re.I)
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_NAMED = re.compile(r"\b(?:it|this \w+|which) (?:is|was|will be) (?:here(?:in)?after |henceforth |below )?(?:denoted|labell?ed|called|named|designated|coded|referred to)(?: as| by)? ([A-Z][\w–-]*\w)[^\w]*$")
#: No more materials than this share one value told of "all samples".
MOST_TOGETHER = 5
#: How many sentences back the materials are looked for that "both pellets" are.
REACH = 6


def subjects(paper: Paper, sentence: Sentence, linked: Linked | None, quantity: Quantity) -> list[Mention | None]:
    """One material, or all of "A and B" or "both samples" where one value is told of them together."""
    if linked is None:
        return [None]
    if sum(q.group == quantity.group for q in sentence.quantities) <= 1:
        together = _named_here(paper, sentence, linked.mention, quantity) if linked.rule == "sentence" else _named_before(paper, sentence, linked.mention)
        if together:
            return list(together)
    return [linked.mention]


def named_at_last(sentence: Sentence, linked: Linked | None, paper: Paper) -> Mention | None:
    """The one label that a sentence gives to what it told of: "One further G10 bar was fired at 1050 °C; it is denoted G10-S"."""
    told = _NAMED.search(sentence.text)
    label = next((m for m in sentence.materials if told and m.start == sentence.start + told.start(1)), None)
    known = paper.abbreviations.get(label.text) if label else None
    if label is None or known is None or not known.label or linked is None or linked.rule != "sentence":
        return None
    other = paper.abbreviations.get(linked.mention.text)
    return label if other is None or not other.label or label.text.startswith(linked.mention.text) else None


def listed_before(paper: Paper, sentence: Sentence, quantity: Quantity) -> Mention | None:
    """The n-th of the materials of the sentence before has the n-th of "0.69, 0.62 and 0.66 eV, respectively" where no other is named."""
    members = [q for q in sentence.quantities if q.group == quantity.group]
    if len(members) < 2 or not _RESPECTIVELY.search(sentence.text) or any(not paper.is_aside(sentence, m) for m in sentence.materials):
        return None
    for earlier in paper.previous(sentence, 2):
        distinct = list({paper.key(m): m for m in earlier.materials if not paper.is_aside(earlier, m)}.values())
        if distinct:
            return distinct[members.index(quantity)] if len(distinct) == len(members) else None
    return None


def _named_here(paper: Paper, sentence: Sentence, owner: Mention, quantity: Quantity) -> list[Mention]:
    """The materials of the sentence that have the value of one of them."""
    together = coordinated(sentence, owner)
    if 2 <= len(together) <= MOST_TOGETHER and _shared(sentence, together, quantity):
        return together
    named = [m for m in sentence.materials if m.end <= quantity.start and not paper.is_aside(sentence, m)]
    if len(named) > 1 and re.search(r"\bboth\b", sentence.block.text[named[-1].end : quantity.start]):
        return named[-2:]  # "(a) A (x = 0.1) and (b) B (x = 0.2), both sintered at …"
    return []


def _named_before(paper: Paper, sentence: Sentence, owner: Mention) -> list[Mention]:
    """What "both pellets", "the three zirconates" or "all samples" stand for: materials listed before, as many as are told, or all labels."""
    counted = _COUNTED.search(sentence.text)
    wanted = _NUMBERS.get((counted.group(1) or "").lower()) if counted else None
    if wanted is None and not _COLLECTIVE.search(sentence.text):
        return []
    for earlier in paper.previous(sentence, REACH):
        for run in runs(earlier.block.text, earlier.materials):
            if 2 <= len(run) <= MOST_TOGETHER and any(paper.key(m) == paper.key(owner) for m in run):
                return run
        distinct = list({paper.key(m): m for m in earlier.materials if not paper.is_aside(earlier, m)}.values())
        if len(distinct) == wanted and paper.key(owner) in map(paper.key, distinct):
            return distinct
    labels = _labels(paper)
    return list(labels) if re.search(r"\b[Aa]ll\b", sentence.text) and 2 <= len(labels) <= MOST_TOGETHER else []


@lru_cache(1)
def _labels(paper: Paper) -> tuple[Mention, ...]:
    """The samples that a paper names by labels, the first mention of each."""
    return tuple({m.text: m for s in reversed(paper.sentences) for m in reversed(s.materials) if m.kind == "label"}.values())


def _shared(sentence: Sentence, together: list[Mention], quantity: Quantity) -> bool:
    """Whether a value is told of all materials of one "A and B", not of one of them."""
    text = sentence.block.text
    same = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality]
    before = text[max(sentence.start, together[0].start - 24) : together[0].start]
    if re.search(r"\b(?:both|all|each of)\b", before, re.I):
        return True
    if _RESPECTIVELY.search(text[together[-1].end : sentence.end]):
        # "sintered at 1000 °C and reached 92, 93 and 95 % for A, B and C, respectively"
        return len(same) == 1 or _listed(sentence, quantity) == len(together)
    first, last = together[0], together[-1]
    if last.end <= quantity.start:
        return not any(last.end <= q.start and q.end <= quantity.start for q in same) and not re.search(r"[;]|\bwhereas\b|\bwhile\b", text[last.end : quantity.start])
    if first.start >= quantity.end:
        return bool(re.match(r"\s?(?:for|of|in)\s(?:the\s)?(?:\w+\s){0,2}$", text[quantity.end : first.start]))
    return False


def _listed(sentence: Sentence, quantity: Quantity) -> int:
    """How many values of another kind the sentence lists beside a single one."""
    sizes = Counter((q.dimensionality, q.group) for q in sentence.quantities if q.dimensionality != quantity.dimensionality)
    return max(sizes.values(), default=0)
