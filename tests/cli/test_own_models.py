"""Models of one's own, from decisions to reading with them, by the commands that people run."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from extractor.store import Store
from extractor.store.decisions import decide
from tests.cli.conftest import GARNET, kaimen
from tests.cli.test_train import corpora

__all__ = ["corpora"]  # the fixture


@pytest.fixture
def reviewed(corpora: Path) -> Path:
    """A folder with a store of two papers, one of them of the test half, each with one accepted and one rejected record."""
    folder = corpora.parent
    (folder / "mine").mkdir()
    (folder / "mine" / "garnet.txt").write_text(GARNET, encoding="utf-8")
    (folder / "mine" / "renamed.txt").write_text(GARNET.replace("A garnet", "Another").replace("94%", "91%"), encoding="utf-8")
    shutil.copy(folder / "mine" / "renamed.txt", corpora / "papers" / "held-out.txt")
    (corpora / "gold" / "test" / "held-out.jsonl").touch()
    assert kaimen("ingest", "mine", cwd=folder).returncode == 0
    store = Store.open(folder / "kaimen.db")
    for paper in ("garnet.txt", "renamed.txt"):
        for decision, name in (("accept", "ionic_conductivity"), ("reject", "sintering_time")):
            (key,) = store.db.conn.execute("SELECT m.id FROM measurements m JOIN papers p ON p.id = m.paper_id WHERE p.file = ? AND property = ?", (paper, name)).fetchone()
            decide(store, key, decision, "ann")  # type: ignore[arg-type]
    store.close()
    return folder


def runs(folder: Path) -> list[dict[str, str]]:
    connection = sqlite3.connect(folder / "kaimen.db")
    try:
        return [json.loads(models) for (models,) in connection.execute("SELECT models FROM runs ORDER BY id")]
    finally:
        connection.close()


def test_from_decisions_to_reading_with_ones_own_models(reviewed: Path) -> None:
    made = kaimen("train", "extraction", "--store", "kaimen.db", cwd=reviewed)
    assert made.returncode == 0, made.stderr
    lines = made.stdout.splitlines()
    assert lines[0] == "kaimen.db: 4 decisions that hold, 2 used on 1 papers, 2 not"
    assert "the paper is one of the test half" in lines[1]
    assert lines[2].split() == ["papers", "1", "made", "of", "the", "stored", "text"]
    assert {line.split()[-1]: int(line.split()[1]) for line in lines[3:9]}["materials"] == 1
    models = {path.name: path.read_bytes() for path in (reviewed / "kaimen.models").iterdir()}
    assert set(models) == {f"{name}.json.gz" for name in ("detector", "materials", "interfaces", "temperatures", "cited", "simulated", "confidence")}

    again = kaimen("train", "extraction", "--store", "kaimen.db", "--to", "again", "--papers", "mine", cwd=reviewed)
    assert "read again from the file" in again.stdout
    assert {path.name: path.read_bytes() for path in (reviewed / "again").iterdir()} == models

    read = kaimen("ingest", "mine", "--models", "kaimen.models", cwd=reviewed)
    assert " 2 " in next(line for line in read.stdout.splitlines() if "read" in line)  # what other models read is read again
    assert "unchanged" in kaimen("ingest", "mine", "--models", "kaimen.models", cwd=reviewed).stdout
    before, after = runs(reviewed)
    assert before["detector"] != after["detector"]
    assert before["operations"] == after["operations"]  # which is the shipped one


def test_the_environment_names_a_folder_too(reviewed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (reviewed / "own").mkdir()
    (reviewed / "own" / "detector.json.gz").write_bytes(b"no model")
    plain = kaimen("extract", "mine/garnet.txt", cwd=reviewed)
    assert plain.stdout
    monkeypatch.setitem(os.environ, "KAIMEN_MODELS", "own")
    done = kaimen("extract", "mine/garnet.txt", cwd=reviewed)
    assert (done.returncode, done.stderr) == (2, "kaimen: own/detector.json.gz: no model, or a damaged one (BadGzipFile); make it anew with `kaimen train`\n")
    monkeypatch.setitem(os.environ, "KAIMEN_MODELS", "absent")
    assert kaimen("ingest", "mine", cwd=reviewed).stderr.startswith("kaimen: absent: no models there; make some with `kaimen train")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "extraction", "--store", "absent.db"], "absent.db: no such store"), (["train", "operations", "--store", "kaimen.db"], "teach the extraction only"),
        (["train", "extraction", "--papers", "mine"], "teach the extraction only"), (["train", "extraction", "--store", "kaimen.db", "--papers", "absent"], "absent: no such file"),
        (["train", "extraction", "--store", "kaimen.db", "--to", "kaimen.db"], "kaimen.db: cannot be made"),
        (["ingest", "mine", "--models", "mine"], "mine: no models there"), (["extract", "mine", "--models", "absent"], "absent: no models there"),
    ],
)  # fmt: skip
def test_wrong_use(reviewed: Path, arguments: list[str], message: str) -> None:
    done = kaimen(*arguments, cwd=reviewed)
    assert (done.returncode, message in done.stderr) == (2, True), done.stderr
