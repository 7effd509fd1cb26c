"""Links of OBELiX and LiIonDatabase against amounts that no parser of ours has read."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.linking import compositions, print_mentions

pytest.importorskip("gemmi")


def test_no_composition_is_linked_wrongly() -> None:
    outcomes = {name: Counter(verdict.outcome for verdict in verdicts) for name, verdicts in compositions().items()}
    assert outcomes["OBELiX, reduced composition"] == {"right": 597, "contradiction": 2}
    assert outcomes["OBELiX, true composition"] == {"right": 599}
    assert outcomes["LiIonDatabase"] == {"right": 820}
    assert not outcomes["OBELiX, CIF"].keys() & {"wrong", "not linked"}


def test_mentions_are_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = "Cubic Li7La3Zr2O12 (LLZO) was made."
    rows = [
        {"mention": "LLZO", "sentence": "LLZO was sintered.", "formula": "Li7La3Zr2O12", "host": None, "dopants": [], "phase": None, "kind": "exact"},
        {"mention": "Al-doped LLZO", "sentence": "Al-doped LLZO was sintered.", "formula": None, "host": "Li7La3Zr2O12", "dopants": ["Al"], "phase": None, "kind": "doped"},
        {"mention": "sapphire", "sentence": "Al on sapphire", "formula": "SiO2", "host": None, "dopants": [], "phase": "alpha", "kind": "exact"},
    ]
    (tmp_path / "mentions.jsonl").write_text("\n".join(json.dumps({**row, "first_sentence": first}) for row in rows), encoding="utf-8")
    print_mentions(tmp_path / "mentions.jsonl", show=False)
    printed = capsys.readouterr().out
    assert [line.split()[-4:] for line in printed.splitlines() if line.startswith("formula  ")] == [["1", "1", "1", "0"]]
    assert "link wrong: 'sapphire'" in printed
