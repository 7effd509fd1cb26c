"""Whose value it is: a trained ranker chooses among the materials or interfaces that a text names."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.extraction.bind import bind_material
from extractor.extraction.candidates import Candidate, material_candidates
from extractor.extraction.detect import Detection, family
from extractor.extraction.interfaces import BoundInterface, Interface, bind_interface
from extractor.extraction.pairs import PairCandidate, interface_candidates
from extractor.extraction.paper import Paper
from extractor.extraction.trained import load, names_of
from extractor.language.materials import Mention
from extractor.quantities import Quantity

MATERIAL_CONTEXTS = ("n_here", "anaphor")
INTERFACE_CONTEXTS = ("n_pairs", "n_materials")


@dataclass(frozen=True, slots=True)
class Linked:
    """A material with the probability that the value is its own; `rule` says what the rules say of it."""

    mention: Mention
    probability: float
    rule: str


def stand_in(detection: Detection) -> Quantity:
    """The detected quantity, or one at the place of a detected word."""
    if detection.quantity is not None:
        return detection.quantity
    return Quantity(detection.start, detection.end, 0.0, "dimensionless", "", detection.sentence.block.text[detection.start : detection.end], group=-1)


def candidates_of(paper: Paper, detection: Detection) -> list[Candidate]:
    """The materials that a detected value may belong to."""
    quantity, declared = stand_in(detection), detection.property
    rule = bind_material(paper, detection.sentence, quantity, detection.anchor, elements=declared.elements)
    return material_candidates(paper, detection.sentence, quantity, detection.anchor, rule, family=family(declared), elements=declared.elements)


def link_material(paper: Paper, detection: Detection) -> Linked | None:
    """The likeliest material of a value; None if the text names none."""
    candidates = candidates_of(paper, detection)
    if not candidates:
        return None
    likely = load("materials").choose([names_of(c.features, MATERIAL_CONTEXTS) for c in candidates])
    best = max(range(len(candidates)), key=likely.__getitem__)
    return Linked(candidates[best].mention, likely[best], _where(candidates[best].features))


def pairs_of(paper: Paper, detection: Detection) -> list[PairCandidate]:
    """The interfaces that a detected value may belong to."""
    quantity = stand_in(detection)
    return interface_candidates(paper, detection.sentence, quantity, bind_interface(paper, detection.sentence, quantity))


def link_interface(paper: Paper, detection: Detection) -> BoundInterface | None:
    """The likeliest interface of a value; None if the text names none."""
    candidates = pairs_of(paper, detection)
    if not candidates:
        return None
    likely = load("interfaces").choose([names_of(c.features, INTERFACE_CONTEXTS) for c in candidates])
    best = max(range(len(candidates)), key=likely.__getitem__)
    pair: Interface = candidates[best].interface
    return BoundInterface(pair, likely[best], _where(candidates[best].features))


def _where(features: dict[str, float]) -> str:
    if features.get("here") or features.get("sides_here", 0.0) == 2.0:
        return "sentence"
    return "before" if "steps" in features else "joined" if "made" in features else "paper"
