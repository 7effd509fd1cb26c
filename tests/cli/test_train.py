"""`kaimen train` end to end, on a small folder of annotated texts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app

CORPORA = Path(__file__).parents[2] / "corpora"
TEXTS = ("ion-01", "ion-12", "ion-14", "itr-05", "itr-16", "itr-29", "neg-01", "neg-03")


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Eight training texts, no gold."""
    folder = tmp_path / "corpora"
    for part in ("training/texts", "training/facts", "papers", "gold/dev", "gold/test"):
        (folder / part).mkdir(parents=True)
    for name in TEXTS:
        shutil.copy(CORPORA / "training" / "texts" / f"{name}.txt", folder / "training" / "texts")
        shutil.copy(CORPORA / "training" / "facts" / f"{name}.jsonl", folder / "training" / "facts")
    return folder


def test_train_extraction_is_repeatable(corpora: Path, tmp_path: Path) -> None:
    made = []
    for run in ("one", "two"):
        result = CliRunner().invoke(app, ["train", "extraction", "--corpora", str(corpora), "--out", str(tmp_path / run)])
        assert result.exit_code == 0, result.output
        made.append({path.name: path.read_bytes() for path in sorted((tmp_path / run).iterdir())})
    assert set(made[0]) == {f"{name}.json.gz" for name in ("detector", "materials", "interfaces", "temperatures", "cited", "simulated", "confidence")}
    assert made[0] == made[1]


def test_train_shows_held_out_figures(corpora: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["train", "extraction", "--corpora", str(corpora), "--out", str(tmp_path / "m"), "--validate"])
    assert "each by models that never saw it" in result.output
    assert "interfacial_thermal_resistance" in result.output


def test_a_test_paper_is_refused(corpora: Path, tmp_path: Path) -> None:
    shutil.copy(corpora / "training" / "facts" / "ion-01.jsonl", corpora / "gold" / "test" / "ion-01.jsonl")
    result = CliRunner().invoke(app, ["train", "extraction", "--corpora", str(corpora), "--out", str(tmp_path / "m")])
    assert result.exit_code != 0
    assert "test paper" in str(result.exception)


def test_operations_are_learned_from_the_procedures(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["train", "operations", "--corpora", str(CORPORA), "--out", str(tmp_path), "--validate"])
    assert result.exit_code == 0, result.output
    line = next(line for line in result.output.splitlines() if "operations" in line and "│" in line)
    assert float(line.split("│")[3]) > 0.75
