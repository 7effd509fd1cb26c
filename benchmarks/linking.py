"""Which share of compositions and mentions is linked to the right compound, and how many to a wrong one.

OBELiX is judged by its column of amounts in the unit cell and by the sites of its CIFs, LiIonDatabase by
pymatgen's reading (corpora/obelix/compositions.csv). Where OBELiX's two columns differ although two parsers
read the first alike, the row contradicts itself and is set apart. Mentions of papers are judged by
corpora/gold/mentions.jsonl, if it is there.

Run: python -m benchmarks.linking [--list] [--gold FILE]
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from corpora.loaders import HERE, liion_database, obelix
from extractor.compounds.formula import reduced_formula
from extractor.compounds.identity import identify
from extractor.compounds.link import CHOSEN_SCORE, Linker, candidates
from extractor.compounds.phases import take_phase
from extractor.compounds.sources import obelix_structures
from extractor.extraction.paper import Paper
from extractor.readers import read_paper

#: Compositions nearer than this are one: OBELiX gives amounts in the cell with two decimals.
SAME = 0.002
GOLD = HERE / "gold" / "mentions.jsonl"


@dataclass(frozen=True)
class Verdict:
    """What came of one row: "right", "wrong", "not linked" or "contradiction" (of the source with itself)."""

    outcome: str
    row: str
    text: str
    linked: str | None
    truth: str


def linked_formula(mention: str, formula: str | None = None) -> str | None:
    """Formula of the compound that the store would choose."""
    best = next(iter(candidates(mention, formula)), None)
    return best.formula if best and best.score >= CHOSEN_SCORE else None


def fractions(flat: str) -> dict[str, float]:
    """Atomic fractions of a formula without brackets ("Li2.0V2.0F2.0"): no parser of Kaimen's is asked for the truth."""
    amounts: Counter[str] = Counter()
    for symbol, amount in re.findall(r"([A-Z][a-z]?)(\d*\.?\d*)", flat):
        amounts[symbol] += float(amount or 1)
    total = sum(amounts.values())
    return {symbol: amount / total for symbol, amount in amounts.items() if amount}


def same(first: str, second: str) -> bool:
    one, other = fractions(first), fractions(second)
    return sum(abs(one.get(symbol, 0.0) - other.get(symbol, 0.0)) for symbol in {*one, *other}) / 2 < SAME


def second_parser(source: str) -> list[str]:
    """pymatgen's amounts of each row in order, written as a flat formula."""
    table = pd.read_csv(HERE / "obelix" / "compositions.csv", dtype=str)
    return [composition.replace(":", "").replace(" ", "") for composition in table[table.source == source].composition]


def judge(texts: dict[str, str], truths: dict[str, str], parsed: dict[str, str]) -> Iterator[Verdict]:
    for row, text in texts.items():
        linked, truth = linked_formula(text), truths[row]
        if linked is None:
            outcome = "not linked"
        elif same(linked, truth):
            outcome = "right"
        else:
            outcome = "contradiction" if same(linked, parsed[row]) else "wrong"
        yield Verdict(outcome, row, text, linked, truth)


def print_table(verdicts: dict[str, list[Verdict]], show: bool) -> None:
    outcomes = ("right", "wrong", "not linked", "contradiction")
    print(f"{'':34}{'rows':>6}" + "".join(f"{outcome:>15}" for outcome in outcomes))
    for name, found in verdicts.items():
        counts = Counter(verdict.outcome for verdict in found)
        print(f"{name:34}{len(found):>6}" + "".join(f"{counts[o]:>6} {counts[o] / len(found):>8.1%}" for o in outcomes))
    for name, found in verdicts.items():
        for verdict in found:
            if verdict.outcome in ("wrong", "not linked") or (show and verdict.outcome == "contradiction"):
                print(f"{name}, {verdict.outcome}: {verdict.row} {verdict.text!r} linked to {verdict.linked}, truth {verdict.truth}")
        contradictions = [verdict.row for verdict in found if verdict.outcome == "contradiction"]
        if contradictions and not show:
            print(f"{name}, rows that contradict themselves: {' '.join(contradictions)}")


def compositions() -> dict[str, list[Verdict]]:
    electrolytes, liverpool = obelix(), liion_database()
    reduced, true = electrolytes["Reduced Composition"].to_dict(), electrolytes["True Composition"].to_dict()
    parsed = dict(zip(reduced, second_parser("OBELiX"), strict=True))
    # one id stands twice in LiIonDatabase, so that its rows are counted
    texts = {f"{row}, row {number}": text.strip().strip('"') for number, (row, text) in enumerate(liverpool["composition"].items())}
    amounts = dict(zip(texts, second_parser("LiIonDatabase"), strict=True))
    structures = dict(obelix_structures(HERE / "obelix"))
    return {
        "OBELiX, reduced composition": list(judge(reduced, true, parsed)),
        "OBELiX, true composition": list(judge(true, true, true)),
        "OBELiX, CIF": list(judge({row: reduced[row] for row in structures}, structures, parsed)),
        "LiIonDatabase": list(judge(texts, amounts, amounts)),
    }


def print_mentions(gold: Path, show: bool) -> None:
    """Formula, link, host, dopants and phase of mentions, each read in its whole paper, against gold."""
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    counts: dict[str, Counter[str]] = {}
    failures = []
    for row in rows:
        linker, given = in_paper(row["paper"], row["sentence"], row["mention"])
        identity = identify(row["mention"], formula=linker.told(row["mention"], given))
        best = next(iter(linker.candidates(row["mention"], given)), None)
        linked = best.formula if best and best.score >= CHOSEN_SCORE else None
        answers = {
            "formula": outcome(identity.formula, row["formula"]), "link": outcome(linked, row["formula"]), "host": outcome(identity.host, row["host"]),
            "phase": _equal(identity.phase, take_phase(f"{row['phase']} X")[0] or row["phase"] if row["phase"] else None),
            "dopants": _equal(cations(identity.dopants), cations(row["dopants"])),
        }  # fmt: skip
        for field, answer in answers.items():
            for group in (field, f"{field}, {row['kind']}") if field == "link" else (field,):
                counts.setdefault(group, Counter())[answer] += 1
            if answer in ("wrong", "missing"):
                failures.append(f"{field} {answer}: {row['mention']!r} ({row['kind']}), gold {row[field if field != 'link' else 'formula']}, paper {given}, got {identity}")
    print(f"\n{f'{len(rows)} mentions':24}" + "".join(f"{name:>12}" for name in ("right", "right none", "wrong", "missing")))
    for group, found in sorted(counts.items()):
        print(f"{group:24}" + "".join(f"{found[name]:>12}" for name in ("right", "right none", "wrong", "missing")))
    print("\n".join(failures if show else [line for line in failures if line.startswith("link wrong")]))


@cache
def read(paper: str) -> tuple[Paper, Linker]:
    document = read_paper(HERE.parent / paper)
    return Paper(document), Linker(block.text for block in document.blocks)


def in_paper(name: str, sentence: str, mention: str) -> tuple[Linker, str | None]:
    """The links of a paper, and the formula that it gives to a mention."""
    paper, linker = read(name)
    found = next((m for s in paper.sentences if s.text == sentence for m in s.materials if m.text == mention), None)
    return linker, paper.formula_of(found) if found else None


def outcome(got: str | None, truth: str | None) -> str:
    if got is None:
        return "right none" if truth is None else "missing"
    return "right" if truth is not None and same(got, reduced_formula(truth) or truth) else "wrong"


def cations(dopants: Iterable[str]) -> set[str] | None:
    """Elements of dopants: a paper's "Y2O3" and "Y" are one."""
    return {symbol for dopant in dopants for symbol in re.findall("[A-Z][a-z]?", dopant) if symbol == dopant or symbol != "O"} or None


def _equal(got: object, truth: object) -> str:
    if got is None:
        return "right none" if truth is None else "missing"
    return "right" if got == truth else "wrong"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--list", action="store_true", help="show also what is not linked, and every failure of a mention")
    arguments.add_argument("--gold", type=Path, default=GOLD, help="mentions with their formulas, JSON lines")
    options = arguments.parse_args()
    print_table(compositions(), options.list)
    if options.gold.is_file():
        print_mentions(options.gold, options.list)


if __name__ == "__main__":
    main()
