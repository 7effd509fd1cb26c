"""The set of LaTeX papers whose text and tables are known: every one is read, and read truly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.layouts import Score, documents, read_alone, score

SET = list(documents(""))


@pytest.fixture(scope="module", params=SET, ids=[path.stem for path, _ in SET])
def read(request: pytest.FixtureRequest) -> tuple[Path, dict[str, Any], Score]:
    path, truth = request.param
    return path, truth, score(truth, read_alone(path), verbose=False)


def test_text_and_numbers(read: tuple[Path, dict[str, Any], Score]) -> None:
    _, _, result = read
    assert result.fidelity >= 0.995
    assert result.numbers[0] == result.numbers[1]
    assert result.leaks == 0


def test_tables(read: tuple[Path, dict[str, Any], Score]) -> None:
    _, truth, result = read
    assert result.all_cells.f1 >= 0.95
    assert result.captions[0] == len(truth["captions"])


def test_front_and_references(read: tuple[Path, dict[str, Any], Score]) -> None:
    _, truth, result = read
    assert result.facts == "TDA"
    assert result.references[0] == len(truth["references"])


def test_headings_and_paragraphs(read: tuple[Path, dict[str, Any], Score]) -> None:
    _, _, result = read
    right, true, seen = result.headings
    assert right == true >= seen - 1
    assert result.paragraphs[0] >= 0.8 * result.paragraphs[1]
