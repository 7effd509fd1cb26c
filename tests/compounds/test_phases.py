"""Polymorphs told by the words beside a name."""

from __future__ import annotations

import pytest

from extractor.compounds.phases import phase_beside


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("cubic LLZO", "cubic"), ("the cubic phase of LLZO", "cubic"), ("cubic-phase LLZO", "cubic"), ("cubic garnet LLZO", "cubic"), ("LLZO (tetragonal)", "tetragonal"),
        ("LLZO with a cubic structure", "cubic"), ("LLZO in the tetragonal phase", "tetragonal"), ("amorphous LLZO", "amorphous"), ("a glassy LLZO", "amorphous"),
        ("non-cubic LLZO", None), ("cubic and tetragonal LLZO", None), ("tetragonal or cubic LLZO", None), ("cubic, that is, LLZO", None), ("LLZO", None), ("a cubic furnace held LLZO", None),
        ("LLZO with a cubic furnace", None),
    ],
)  # fmt: skip
def test_phase_beside(text: str, phase: str | None) -> None:
    start = text.index("LLZO")
    assert phase_beside(text, start, start + 4) == phase
