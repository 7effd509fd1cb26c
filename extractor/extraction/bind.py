"""Which material a value belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.compounds.elements import SYMBOLS
from extractor.extraction.paper import Paper, Sentence
from extractor.language.materials import Mention
from extractor.quantities import Quantity

_COMPARED = re.compile(r"\b(?:than|compar\w+ (?:to|with)|versus|vs\.?|similar to|close to|unlike|whereas for|as that of|those of|that of|that for)\s(?:\S+\s){0,4}$", re.I)
_NOUN = r"(?:electrolytes?|composites?|samples?|ceramics?|films?|pellets?|cathodes?|anodes?|electrodes?|layers?|powders?|membranes?|substrates?)"
_LIST_GAP = re.compile(rf"^(?:\s{_NOUN})?(?:\s?\[[\d,–\s-]{{1,12}}\])?\s?(?:\(or\s|,|and|or|,\s?and|/|&|\(\S+\)\s?(?:,|and|or|,\s?and))\s?$")
_OF = re.compile(r"\b(?:of|for|in|by|with)\s(?:[\w-]+\s){0,3}$", re.I)
_PLAIN_FIRST = re.compile(r"\b(?:undoped|unmodified|pure|plain|pristine|the reference|the parent)(?:\s\w+)?\s?,?\s?(?:and\s)?$", re.I)
_RELATIVE = re.compile(r"^\s?,?\s?(?:which|that)\s(?:is|are|was|were|has|have|had|shows?|reach\w*|exhibit\w*)\b")
_DIRECT = re.compile(r"^\s?(?:\)\s?)?(?:for|of)\s(?:[\w-]+\s){0,2}$|^\s\($", re.I)
_SUPPORT = re.compile(r"\b(?:on(?:to)?|upon|over|sides? of|surfaces? of|against)\s(?:(?!sintering|firing)[\w-]+\s){0,5}$", re.I)
_DEVICE = re.compile(r"\b(?:half[- ]?cells?|single[- ]cells?|symmetric(?:al)? cells?|(?:button |fuel |full )?cells?|bilayers?|tri-?layers?|assembl(?:y|ies))\b(?!\s(?:parameter|volume|constant|performance|voltage))", re.I)
_BOUNDARY = re.compile(r"[;]|,\s(?:while|whereas|but|which|however|although)\b|\bwhile\b|\bwhereas\b")


#: A material of the sentence that scores worse than this is less likely than one of the sentences before.
MAX_SCORE = 250
#: A material that begins so soon after its sentence is the subject.
SUBJECT = 6
#: What each value of the same dimension between a material and a value costs.
RIVAL_COST = 220


@dataclass(frozen=True, slots=True)
class Bound:
    """A material with how it was found: the higher `certainty`, the nearer it stands."""

    mention: Mention
    certainty: float
    rule: str


def bind_material(
    paper: Paper, sentence: Sentence, quantity: Quantity, anchor: tuple[int, int], *, elements: bool = True
) -> Bound | None:
    """The material of a value whose cue stands at `anchor`; the sentence first, then those before it.

    Chemical elements are no candidates unless `elements`.
    """

    def eligible(where: Sentence) -> list[Mention]:
        return [m for m in where.materials if not paper.is_aside(where, m) and (elements or m.formula not in SYMBOLS)]

    mentions = eligible(sentence)
    text = sentence.block.text
    if not mentions:
        device = _DEVICE.search(text, sentence.start, quantity.start)
        if device and text[max(0, device.start() - 3) : device.start()] != "of ":
            # what is sintered is a cell, not one of its materials
            return Bound(Mention(device.start(), device.end(), device.group(), "device"), 0.7, "device")
    opening = [m for m in sentence.materials if m.start - sentence.start < SUBJECT]
    if not mentions and opening and opening[0].end <= anchor[0]:
        return Bound(opening[0], 0.6, "subject")  # "Silver paste was fired at …"
    listed = from_list(sentence, quantity, mentions)
    if listed is not None:
        return Bound(listed, 0.95, "list")
    if mentions:
        scored = [(*proximity(text, sentence, mention, quantity, anchor), mention) for mention in mentions]
        score, base, mention = min(scored, key=lambda item: item[0])
        if base < MAX_SCORE:
            return Bound(mention, 0.95 if score < 60 else 0.85 if score < 150 else 0.7, "sentence")
    for steps, earlier in enumerate(paper.previous(sentence, 6), start=1):
        candidates = [m for m in eligible(earlier) if not paper.is_precursor(m)]
        if candidates:
            return Bound(_topic(paper, candidates), max(0.35, 0.7 - 0.07 * steps), "before")
    main = next((m for m in paper.main_materials if (elements or m.formula not in SYMBOLS) and not paper.is_precursor(m)), None)
    return Bound(main, 0.35, "paper") if main else None


def _topic(paper: Paper, candidates: Sequence[Mention]) -> Mention:
    """The one of a sentence's materials that the paper speaks of most; else the first."""
    ranked = [m.formula or m.text for m in paper.main_materials[:4]]
    known = [m for m in candidates if (m.formula or m.text) in ranked]
    return min(known, key=lambda m: ranked.index(m.formula or m.text)) if known else candidates[0]


def proximity(text: str, sentence: Sentence, mention: Mention, quantity: Quantity, anchor: tuple[int, int]) -> tuple[float, float]:
    """Distance of a material from a value and its cue, small is near; with and without its rivals.

    A value of the same dimension in between makes a material a worse choice, but no worse a subject
    of the sentence, so the second number leaves that out.
    """
    rivals = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality and q.group != quantity.group]
    if mention.end <= quantity.start:
        gap = text[mention.end : quantity.start]
        if _RELATIVE.match(gap) and len(gap) < 60:
            return 8.0, 8.0  # "… of BCY and BZCY, which are in the range of …"
        after_cue = max(0, mention.start - anchor[1]) if mention.start >= anchor[1] else len(gap)
        base = float(min(len(gap), abs(anchor[0] - mention.end), after_cue)) + 50 * len(_BOUNDARY.findall(gap))
        before = text[sentence.start : mention.start]
        if _SUPPORT.search(before):
            base += 200
        if _COMPARED.search(before) and not re.match(r"[^,;]{0,30}$", gap):
            base += 120
        return base + RIVAL_COST * sum(mention.end <= q.start and q.end <= quantity.start for q in rivals), base
    if mention.start < quantity.end:
        return 0.0, 0.0
    gap = text[quantity.end : mention.start]
    if _DIRECT.match(gap):
        return -5.0, 0.0  # "1.1 eV for stabilised zirconia"
    linked = _OF.search(gap) and len(gap) < 60
    if _OF.search(gap) and re.search(r"\brespectively\b", text[mention.end : sentence.end]):
        return 60.0, 60.0  # "sintered at 1000 °C and reached 92 and 95 % for A and B, respectively"
    base = 35 + len(gap) * 1.3 + (-40 if linked else 130) + 60 * len(_BOUNDARY.findall(gap))
    if _COMPARED.search(gap):
        base += 200
    return base + RIVAL_COST * sum(quantity.end <= q.start and q.end <= mention.start for q in rivals), base


def from_list(sentence: Sentence, quantity: Quantity, mentions: list[Mention]) -> Mention | None:
    """The n-th value of a list has the n-th material of one: "0.7 and 0.51 eV for ZnO and ZnO-LCP, respectively"."""
    members = [q for q in sentence.quantities if q.group == quantity.group]
    if len(members) < 2:
        return None
    text = sentence.block.text
    for run in runs(text, mentions):
        if len(run) == len(members):
            return run[members.index(quantity)]
        place = members.index(quantity) - len(members) + len(run)
        if _PLAIN_FIRST.search(text[sentence.start : run[0].start]) and len(run) == len(members) - 1 and place >= 0:
            return run[place]  # "for undoped, Mg-doped and Sc-doped X"
    return None


def runs(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Materials that stand in one "A, B and C"; "A (D)" names one material."""
    found: list[list[Mention]] = []
    end = 0
    for mention in mentions:
        if found and re.fullmatch(r"\s?\(", text[end : mention.start]) and text[mention.end : mention.end + 1] == ")":
            end = mention.end + 1
            continue
        if found and _LIST_GAP.match(text[end : mention.start]):
            found[-1].append(mention)
        else:
            found.append([mention])
        end = mention.end
    return [run for run in found if len(run) > 1]


def coordinated(sentence: Sentence, mention: Mention) -> list[Mention]:
    """All materials that stand in one "A and B" with `mention`, itself included."""
    text = sentence.block.text
    apposed = next((m for m in sentence.materials if re.fullmatch(r"\s?\(", text[m.end : mention.start])), None)
    for run in runs(text, sentence.materials):
        if mention in run or apposed in run:
            return run
    return [mention]
