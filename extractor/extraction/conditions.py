"""How a value was had: by which method; and whose it is."""

from __future__ import annotations

import re

from extractor.extraction.contexts import value_features
from extractor.extraction.paper import Paper, Sentence
from extractor.extraction.simulated import SIMULATED
from extractor.extraction.trained import load
from extractor.properties import Property

_CITATION = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|[a-z)]\d{1,3}(?:,\d{1,3})*\.?\s*$|[a-z.)][¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(\d{4}\)")
_REPORTED = re.compile(r"\b(?:et al\.?|reported|literature|previous(?:ly)?(?: work| stud\w+)?|earlier (?:work|stud\w+)|according to|in the work of|by other groups|state[- ]of[- ]the[- ]art|well[- ]known|typically|commonly)\b", re.I)
_OWN = re.compile(r"\b(?:in this (?:work|study|paper)|present (?:work|study)|our (?:results?|samples?|work|measure\w+|data)|we (?:obtain\w*|measur\w*|find|found|observ\w*|report|determin\w*)|here,? we|herein)\b", re.I)
_METHODS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("TDTR", r"\bTDTR\b|[Tt]ime[- ]domain thermoreflectance"),
        ("FDTR", r"\bFDTR\b|[Ff]requency[- ]domain thermoreflectance"),
        ("3ω", r"\b3[ωw]\b|3-omega|three[- ]omega"),
        ("Raman thermometry", r"Raman (?:thermometry|thermography)|opto-?thermal Raman"),
        ("laser flash", r"[Ll]aser[- ]flash"),
        ("molecular dynamics", r"[Mm]olecular dynamics|\bNEMD\b|\bAIMD\b"),
        ("diffuse mismatch model", r"\bDMM\b|[Dd]iffuse mismatch"),
        ("acoustic mismatch model", r"\bAMM\b|[Aa]coustic mismatch"),
        ("impedance spectroscopy", r"[Ii]mpedance (?:spectroscop\w+|analys\w+|measure\w+|spectra)|\bEIS\b|[Aa][Cc] impedance"),
        ("four-probe DC", r"[Ff]our[- ](?:probe|point|terminal)|DC (?:four|4)[- ]probe"),
    )
)


def mark_features(paper: Paper, sentence: Sentence, start: int, end: int, declared: Property) -> set[str]:
    """What tells whose the value at [start, end) is: citations, names, words such as "reported", and the words around."""
    text = sentence.block.text
    features = {f"any|{feature}" for feature in value_features(paper, sentence, start, end, None, declared) if feature[:2] in ("s:", "c:", "b:", "p1")}
    after, before = text[end : min(sentence.end, end + 80)], text[sentence.start : start]
    for name, found in (
        ("rule cited", cited_by_rule(sentence, start, end)), ("own", _OWN.search(sentence.text)), ("reported", _REPORTED.search(sentence.text)),
        ("bracket after", re.match(r"[^,;]{0,45}?\[\d", after)), ("citation after", _CITATION.search(after)), ("citation before", _CITATION.search(before)), ("et al", re.search(r"\bet al\b", sentence.text)),
        ("citation at end", _CITATION.search(sentence.text[-14:])), ("model", SIMULATED.search(sentence.text)), ("model before", SIMULATED.search(before)),
        ("introduction", re.search(r"introduc|background|state of the art", " ".join(sentence.block.section), re.I)), ("results", re.search(r"result|discuss|experiment|method", " ".join(sentence.block.section), re.I)),
        ("model paper", paper.tells(SIMULATED) > 3), ("measured", re.search(r"\b(?:measured|experiment\w*|TDTR|FDTR)\b", sentence.text)),
        ("bracket in block", re.search(r"\[\d", text)), ("named", re.search(r"\b(?:Ref\.|Refs?\.? ?\[|by [A-Z][a-z]+ (?:et al|and)|[A-Z][a-z]+ et al)", sentence.text)),
    ):
        if found:
            features.add(f"any|{name}")
    return features


def is_cited(paper: Paper, sentence: Sentence, start: int, end: int, declared: Property) -> bool:
    """Whether the value at [start, end) is another paper's; what is said to be this paper's own is not."""
    if _OWN.search(sentence.text) and not re.search(r"\bet al\b", sentence.text):
        return False
    return load("cited").probability(mark_features(paper, sentence, start, end, declared)) > 0.5


def cited_by_rule(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a citation stands by the value, or the sentence reports another's work."""
    text = sentence.block.text
    if _OWN.search(sentence.text):
        return False
    near = text[end : min(sentence.end, end + 70)]
    reference = _CITATION.search(near) or _CITATION.search(sentence.text[-14:])
    if re.match(r"[^,;]{0,45}?\[\d", near):
        return True
    return bool(reference and _REPORTED.search(sentence.text)) or bool(re.search(r"\bet al\b", sentence.text) and reference)


def method_of(texts: list[str]) -> str | None:
    """The measuring method that the nearest of the texts names."""
    for text in texts:
        for name, pattern in _METHODS:
            if pattern.search(text):
                return name
    return None
