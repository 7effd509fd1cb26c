"""Layers between the sides of an interface: told by what they are for, or by being thin."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from extractor.extraction.paper import Paper, Sentence
from extractor.language.materials import Mention

_LAYER = r"(?:(?:adhesion|wetting|buffer|nucleation|transition|bonding|seed|barrier|intermediate|interfacial|binding)[- ]?(?:inter)?layers?|interlayers?|barriers?)"
_AFTER = re.compile(rf"^\s(?:[\w-]+\s)?{_LAYER}\b")
_BEFORE = re.compile(rf"\b(?:{_LAYER}(?:\s(?:made )?of)?|[Ii]nsert\w+|[Aa]ddition of|[Aa]dding|[Ww]ithout|[Aa]bsence of|monolayers? of|layers? of)\s(?:an?\s|the\s|any\s)?(?:thin\s)?$")
_THICKNESS = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)[-\s]nm[-\s](?:(?:of|thick|thin)\s)*(?:an?\s)?$")
_BODY = re.compile(r"^\s(?:[\w-]+\s)?(?:films?|transducers?|substrates?|electrodes?|coatings?)\b")
#: Nanometres; films and transducers are thicker.
THIN = 30.0


def side_key(mention: Mention) -> str:
    """One name for all ways of writing a side."""
    return mention.formula or re.sub(r"[\s−–‐-]+", "-", mention.text).lower().rstrip("s")


def is_between(sentence: Sentence, mention: Mention) -> bool:
    """Whether a material is named as a layer between the sides: "with 2 nm Ti", "a SiN barrier", "in the absence of titanium"."""
    text = sentence.block.text
    behind = text[mention.end : mention.end + 40]
    before = text[max(sentence.start, mention.start - 50) : mention.start]
    if _AFTER.match(behind) or _BEFORE.search(before):
        return True
    thick = _THICKNESS.search(before)
    return thick is not None and float(thick.group(1)) <= THIN and not _BODY.match(behind)


@lru_cache(1)
def shares_between(paper: Paper) -> dict[str, float]:
    """How often each material of the paper is named as a layer in between, of all its mentions."""
    told: Counter[str] = Counter()
    between: Counter[str] = Counter()
    for sentence in paper.sentences:
        for mention in sentence.materials:
            told[side_key(mention)] += 1
            between[side_key(mention)] += is_between(sentence, mention)
    return {side: count / told[side] for side, count in between.items() if count}
