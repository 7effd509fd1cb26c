"""The materials that a value may belong to, each with what speaks for and against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import composition, has_variable
from extractor.document import BlockKind
from extractor.extraction.bind import Bound, from_list, proximity
from extractor.extraction.paper import Paper, Sentence
from extractor.language.materials import Mention
from extractor.quantities import Quantity

#: How many sentences back a material is looked for, and how many of the paper's materials are tried.
REACH, MAIN = 6, 5
_ANAPHOR = re.compile(
    r"\b(?:[Tt]h(?:is|ese|e|ose)|its?|[Ss]uch|[Tt]he (?:same|resulting|obtained|as-\w+|sintered|final|latter|former))\s(?:[\w-]+\s){0,2}?"
    r"(?:samples?|pellets?|ceramics?|electrolytes?|materials?|compounds?|compositions?|specimens?|bod(?:y|ies)|discs?|disks?|powders?|films?|phases?|glass(?:es)?|compacts?|composites?|membranes?|layers?|bars?)\b|^(?:It|They|This)\b"
)
_LATTER = re.compile(r"\b(?:the latter|the second)\b", re.I)
_FORMER = re.compile(r"\b(?:the former|the first)\b", re.I)
_CONTRAST = re.compile(r"\b(?:than|compar\w+ (?:to|with)|versus|vs\.?|unlike|instead of|rather than|as opposed to|relative to|similar to|that of|those of|exceed\w*|outperform\w*|against)\s(?:\S+\s){0,4}$", re.I)
_WITH = re.compile(r"\b(?:with|containing|adding|added|addition of|additive|by adding|using|from|via|in)\s(?:[\w.%-]+\s){0,3}$", re.I)
_FOR = re.compile(r"\b(?:for|of|in)\s(?:the\s|a\s|an\s)?(?:[\w-]+\s){0,2}$", re.I)
_PAREN = re.compile(r"[(\[]\s?$")


@dataclass(slots=True)
class Candidate:
    """A material, and the numbers that the ranker weighs."""

    mention: Mention
    features: dict[str, float] = field(default_factory=dict)


def _key(mention: Mention) -> str:
    return mention.formula or re.sub(r"[\s−–‐-]+", "-", mention.text).lower()


def material_candidates(
    paper: Paper, sentence: Sentence, quantity: Quantity, anchor: tuple[int, int], rule: Bound | None, *, family: str, elements: bool
) -> list[Candidate]:
    """Every material that the value may belong to, the sentence's own first.

    `anchor` is the place of the word that names the property, `rule` what the rules chose,
    `family` the kind of property ("sintering", "conductivity", "body").
    """
    found: dict[str, Candidate] = {}
    text = sentence.block.text
    here = [m for m in sentence.materials if elements or m.formula not in SYMBOLS]
    if rule is not None and rule.rule == "subject" and rule.mention not in here:
        here = [rule.mention, *here]
    scores = sorted(proximity(text, sentence, m, quantity, anchor)[0] for m in here)
    listed = from_list(sentence, quantity, [m for m in here if not paper.is_aside(sentence, m)])
    common = _context(paper, sentence, quantity, here, family)
    for mention in here:
        features = dict(common)
        features.update(_in_sentence(paper, sentence, quantity, anchor, mention, scores, listed is mention))
        features.update(_own(paper, sentence, mention))
        key = _key(mention)
        if key not in found or features["near"] < found[key].features["near"]:
            found[key] = Candidate(mention, features)
    for steps, earlier in enumerate(_before(paper, sentence), start=1):
        own = [m for m in earlier.materials if elements or m.formula not in SYMBOLS]
        for place, mention in enumerate(own):
            if _key(mention) in found:
                found[_key(mention)].features["also_before"] = max(found[_key(mention)].features.get("also_before", 0.0), 1.0 / steps)
                continue
            features = dict(common)
            features.update({"steps": steps, "same_block": earlier.block is sentence.block, "last_of": place == len(own) - 1, "first_of": place == 0, "alone": len(own) == 1, "rank_back": sum(1 for c in found.values() if "steps" in c.features)})
            features["has_value"] = any(q.dimensionality == quantity.dimensionality for q in earlier.quantities)
            features.update(_own(paper, earlier, mention))
            found[_key(mention)] = Candidate(mention, features)
    for mention in paper.main_materials[:MAIN]:
        if _key(mention) not in found and (elements or mention.formula not in SYMBOLS):
            features = dict(common)
            features.update({"far": 1.0})
            features.update(_own(paper, sentence, mention, aside=False))
            found[_key(mention)] = Candidate(mention, features)
    if rule is not None and rule.rule == "device":
        found[_key(rule.mention)] = Candidate(rule.mention, {**common, "device": 1.0})
    for key, candidate in found.items():
        if rule is not None and key == _key(rule.mention):
            candidate.features["rule"] = 1.0
            candidate.features["rule_certainty"] = rule.certainty
        candidate.features["n"] = len(found)
    return list(found.values())


def _before(paper: Paper, sentence: Sentence) -> Iterator[Sentence]:
    return paper.previous(sentence, REACH)


def _context(paper: Paper, sentence: Sentence, quantity: Quantity, here: list[Mention], family: str) -> dict[str, float]:
    """What holds for all candidates of one value."""
    text = sentence.text
    same = [q for q in sentence.quantities if q.dimensionality == quantity.dimensionality]
    return {
        f"family_{family}": 1.0,
        "n_here": len(here),
        "anaphor": float(bool(_ANAPHOR.search(text))),
        "latter": float(bool(_LATTER.search(text))), "former": float(bool(_FORMER.search(text))),
        "n_values": len(same),
        "caption": float(sentence.block.kind is BlockKind.CAPTION),
        "titles": len(paper.title_materials),
    }


def _in_sentence(paper: Paper, sentence: Sentence, quantity: Quantity, anchor: tuple[int, int], mention: Mention, scores: list[float], listed: bool) -> dict[str, float]:
    text = sentence.block.text
    score, base = proximity(text, sentence, mention, quantity, anchor)
    before = text[sentence.start : mention.start]
    return {
        "here": 1.0, "near": min(score, 900.0) / 100, "base": min(base, 600.0) / 100, "rank": scores.index(score), "margin": min(5.0, (score - min((s for s in scores if s != score), default=score + 500)) / 100),
        "behind": float(mention.start >= quantity.end), "listed": float(listed), "subject": float(mention.start - sentence.start < 8),
        "contrast": float(bool(_CONTRAST.search(before))), "with": float(bool(_WITH.search(before))), "for": float(bool(_FOR.search(before))), "paren": float(bool(_PAREN.search(before))),
        "gap": min(300, abs(quantity.start - mention.end if mention.end <= quantity.start else mention.start - quantity.end)) / 100,
        "cue_gap": min(300, abs(anchor[0] - mention.end if mention.end <= anchor[0] else mention.start - anchor[1])) / 100,
    }


def _own(paper: Paper, where: Sentence, mention: Mention, *, aside: bool = True) -> dict[str, float]:
    """What holds for the material wherever it stands."""
    ranked = [_key(m) for m in paper.main_materials]
    key = _key(mention)
    parts = composition(mention.formula) if mention.formula else None
    return {
        "aside": float(aside and paper.is_aside(where, mention)), "precursor": float(paper.is_precursor(mention)),
        "main": 1.0 / (1 + ranked.index(key)) if key in ranked else 0.0, "in_title": float(key in paper.title_materials),
        "elements": float(len(parts)) if parts else (4.0 if has_variable(mention.text) else 2.5),
        "open": float(mention.formula is None), "series": float(has_variable(mention.text)), "element": float(mention.formula in SYMBOLS),
        "label": float(mention.text in paper.abbreviations or mention.kind == "label"), "composite": float(mention.kind in ("composite", "mixture")),
    }
