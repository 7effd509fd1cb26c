"""Links of OBELiX and LiIonDatabase against amounts that no parser of ours has read."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.linking import GOLD, compositions, print_mentions

pytest.importorskip("gemmi")


def test_no_composition_is_linked_wrongly() -> None:
    outcomes = {name: Counter(verdict.outcome for verdict in verdicts) for name, verdicts in compositions().items()}
    assert outcomes["OBELiX, reduced composition"] == {"right": 597, "contradiction": 2}
    assert outcomes["OBELiX, true composition"] == {"right": 599}
    assert outcomes["LiIonDatabase"] == {"right": 820}
    assert not outcomes["OBELiX, CIF"].keys() & {"wrong", "not linked"}


def link_counts(printed: str) -> list[int]:
    (line,) = [line for line in printed.splitlines() if line.startswith("link  ")]
    return [int(number) for number in line.split()[-4:]]


def test_mentions_are_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sentences = ["Cubic Li7La3Zr2O12 (LLZO) was made.", "LLZO was sintered.", "Al-doped LLZO was sintered.", "An Al film lay on sapphire."]
    (tmp_path / "paper.txt").write_text("A garnet\n\n" + "\n".join(sentences), encoding="utf-8")
    rows = [
        {"mention": "LLZO", "sentence": sentences[1], "formula": "Li7La3Zr2O12", "host": None, "dopants": [], "phase": None, "kind": "exact"},
        {"mention": "Al-doped LLZO", "sentence": sentences[2], "formula": None, "host": "Li7La3Zr2O12", "dopants": ["Al"], "phase": None, "kind": "doped"},
        {"mention": "sapphire", "sentence": sentences[3], "formula": "SiO2", "host": None, "dopants": [], "phase": "alpha", "kind": "exact"},
    ]
    (tmp_path / "mentions.jsonl").write_text("\n".join(json.dumps({**row, "paper": str(tmp_path / "paper.txt")}) for row in rows), encoding="utf-8")
    print_mentions(tmp_path / "mentions.jsonl", show=False)
    printed = capsys.readouterr().out
    assert link_counts(printed) == [1, 1, 1, 0]
    assert "link wrong: 'sapphire'" in printed


def test_links_of_annotated_mentions(capsys: pytest.CaptureFixture[str]) -> None:
    print_mentions(GOLD, show=False)
    right, right_none, wrong, missing = link_counts(capsys.readouterr().out)
    assert right + right_none + wrong + missing == 230
    assert right + right_none >= 195
    assert wrong <= 10
