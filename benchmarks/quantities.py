"""Quantities found in text, on the training part of MeasEval, beside quantulum3 and chemdataextractor2.

MeasEval also counts participants and years; here only quantities with a unit of physics, time or
share are asked for, and a find is false if it overlaps no annotated quantity of any kind. No rule
was trained on this set.

Run: python -m benchmarks.quantities [--quantulum PYTHON] [--list]
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.language.bridge import connect_chemdataextractor
from extractor.quantities import find_quantities

SET = Path(__file__).parents[1] / "corpora" / "measeval"
_SYMBOL = r"(?:[fpnμµumcdhkMGT]?(?:m|s|g|Pa|W|J|eV|V|A|K|bar|Hz|mol|M|L|l|N|T|Ω|S|cal)|°\s?[CF]?|[%‰]|percent|atm|Torr|Å|days?|weeks?|hours?|hrs?|h|min(?:utes?)?|months?|years?|yrs?|metres?|centimeters?|(?:wt|vol|mol|at)\.?\s?%|ppm|nbar|mBar)"
#: A unit of physics, time or share, with exponents and products.
PHYSICAL = re.compile(rf"^{_SYMBOL}(?:\s?[-−]?\s?\d)?(?:[\s/·]*{_SYMBOL}(?:\s?[-−]?\s?\d)?)*$")
_QUANTULUM = "import sys, json\nfrom quantulum3 import parser\nfor line in sys.stdin:\n    print(json.dumps([q.span for q in parser.parse(json.loads(line)) if q.unit.name != 'dimensionless']))"


@dataclass(frozen=True)
class Paragraph:
    """A text, the spans of the quantities asked for, and those of all quantities."""

    text: str
    asked: list[tuple[int, int]]
    all: list[tuple[int, int]]


def paragraphs() -> Iterator[Paragraph]:
    for path in sorted((SET / "tsv").glob("*.tsv")):
        asked, every = [], []
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["annotType"] == "Quantity":
                    span = (int(row["startOffset"]), int(row["endOffset"]))
                    every.append(span)
                    unit = json.loads(row["other"] or "{}").get("unit", "")
                    if PHYSICAL.match(unit):
                        asked.append(span)
        yield Paragraph((SET / "text" / f"{path.stem}.txt").read_text(encoding="utf-8"), asked, every)


def own(text: str) -> list[tuple[int, int]]:
    return _without_lists(text, [(q.start, q.end) for q in find_quantities(text)])


def _without_lists(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """MeasEval takes "1, 2 and 3 h" as one quantity."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and re.fullmatch(r"\s?(?:,|and|or|,\s?and|/|to|[-–−])?\s?", text[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def chemdata(texts: list[str]) -> list[list[tuple[int, int]]]:
    """chemdataextractor2's generic grammar: numbers that its tags say a unit follows."""
    connect_chemdataextractor()
    from chemdataextractor.doc import Paragraph as Text
    from chemdataextractor.parse.quantity import value_element

    grammar = value_element()
    found = []
    for text in texts:
        spans = []
        for sentence in Text(text).sentences:
            for _, first, last in grammar.scan(sentence.tokens):
                spans.append((sentence.tokens[first].start, sentence.tokens[last - 1].end))
        found.append(spans)
    return found


_MODIFIER = re.compile(
    r"^(?:[~∼≈<>≤≥⩽±+\s]|\b(?:about|around|approximately|almost|nearly|at least|at most|more than|less than|greater than|up to|upto|within|between|ranging|range|"
    r"ranges?|from|of|in|the|order|to|a|an|over|above|below|before|after|past|last|average|better|than|low as|estimated|increases|on|for)\b)+", re.I
)  # fmt: skip


def _core(text: str) -> str:
    """The quantity without the words before it, which MeasEval takes in."""
    return re.sub(r"^\W+|[\s.,;)]+$", "", _MODIFIER.sub("", text))


def counts(found: list[list[tuple[int, int]]], papers: list[Paragraph]) -> tuple[int, int, int, int]:
    """Asked for, met (overlap), met exactly, false."""
    asked = met = exact = false = 0
    for spans, paper in zip(found, papers, strict=True):
        asked += len(paper.asked)
        met += sum(any(a < e and s < b for s, e in spans) for a, b in paper.asked)
        exact += sum(any(a < e and s < b and _core(paper.text[a:b]) == _core(paper.text[s:e]) for s, e in spans) for a, b in paper.asked)
        false += sum(not any(a < e and s < b for a, b in paper.all) for s, e in spans)
    return asked, met, exact, false


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quantulum", metavar="PYTHON", help="the Python of an environment with quantulum3")
    arguments.add_argument("--list", action="store_true", help="show what Kaimen misses and finds wrongly")
    options = arguments.parse_args()
    papers = list(paragraphs())
    results = {"Kaimen": [own(p.text) for p in papers]}
    if options.quantulum:
        lines = "\n".join(json.dumps(p.text) for p in papers)
        output = subprocess.run([options.quantulum, "-c", _QUANTULUM], input=lines, capture_output=True, text=True, check=True).stdout
        results["quantulum3"] = [[tuple(span) for span in json.loads(line)] for line in output.splitlines()]
    results["chemdataextractor2"] = chemdata([p.text for p in papers])
    for name, found in results.items():
        asked, met, exact, false = counts(found, papers)
        precision, recall = met / (met + false), met / asked
        print(f"{name:20} recall {recall:.3f}  precision {precision:.3f}  F1 {2 * precision * recall / (precision + recall):.3f}  same span {exact / asked:.3f}")
    if options.list:
        for spans, paper in zip(results["Kaimen"], papers, strict=True):
            for a, b in paper.asked:
                if not any(a < e and s < b for s, e in spans):
                    print("missed:", paper.text[max(0, a - 30) : a], "[", paper.text[a:b], "]", paper.text[b : b + 20])
                elif not any(_core(paper.text[a:b]) == _core(paper.text[s:e]) for s, e in spans):
                    print("span:", paper.text[a:b], "|", [paper.text[s:e] for s, e in spans if a < e and s < b])
            for s, e in spans:
                if not any(a < e and s < b for a, b in paper.all):
                    print("false:", paper.text[max(0, s - 30) : s], "[", paper.text[s:e], "]", paper.text[e : e + 20])


if __name__ == "__main__":
    main()
