"""`kaimen study li-conductivity` on a small store with real rows of OBELiX."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner, Result

from extractor.cli.study_li import register
from extractor.errors import UsageError
from extractor.ingest import ingest
from extractor.store import Store
from tests.cli.conftest import GARNET
from tests.helpers import CORPORA

group = typer.Typer()
register(group)


@group.callback()
def _() -> None:
    """A group, as `kaimen study` is one."""


def study(*arguments: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "120", "NO_COLOR": "1"}).invoke(group, ["li-conductivity", *map(str, arguments)])


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    (folder / "garnet.txt").write_text(GARNET, encoding="utf-8")
    store = Store.open(folder / "kaimen.db")
    assert sum(event.records.total() for event in ingest([folder / "garnet.txt"], store)) > 1
    return folder / "kaimen.db"


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OBELiX's rows that tell grain conductivities, and some others, and some of LiIonDatabase's."""
    folder = tmp_path_factory.mktemp("starter")
    table = pd.read_csv(CORPORA / "obelix" / "obelix.csv")
    bulk = table["IC (Bulk)"].notna()
    pd.concat([table[bulk], table[~bulk].iloc[::16]]).to_csv(folder / "obelix.csv", index=False)
    pd.read_csv(CORPORA / "obelix" / "LiIonDatabase.csv", encoding="utf-8-sig").iloc[::16].to_csv(folder / "LiIonDatabase.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out") / "new" / "folder"


@pytest.fixture(scope="module")
def done(db: Path, starter: Path, out: Path) -> tuple[Result, str]:
    result = study("--db", db, "--starter", starter, "--out", out, "--domain", "--quick")
    assert result.exit_code == 0, result.output
    return result, (out / "li-conductivity.html").read_text(encoding="utf-8")


def test_the_terminal_tells_samples_errors_and_importances(done: tuple[Result, str]) -> None:
    text = done[0].output
    assert re.search(r"grain: 2\d samples \(2\d OBELiX\)", text)
    assert re.search(r"total: \d+ samples \(\d+ LiIonDatabase, \d+ OBELiX, 1 extracted\)", text)
    assert "Papers that were not seen" in text
    assert len(re.findall(r"^(grain|grain boundary|total) by (weight|gain|shap): .+", text, re.M)) == 9
    assert "How a sample was made is told of" in text


def test_the_page_has_every_part(done: tuple[Result, str]) -> None:
    page = done[1]
    assert page.count("<figure>") == 10
    assert "http-equiv" not in page
    assert "<script" not in page
    for heading in ("Which rows came from where", "How well can it be predicted?", "Do the importances mean anything?", "Importance by weight and by gain", "How stable are they?", "Inside and outside the known material space"):
        assert f"<h2>{heading}</h2>" in page
    assert "too few shuffles to tell anything" in page


def test_inside_and_outside_are_told_where_samples_are_enough(done: tuple[Result, str], out: Path) -> None:
    text = re.sub(r"\s+", " ", done[0].output)
    for held in ("papers", "chemical systems"):
        assert re.search(rf"Total conductivity, unseen {held}: \d+ of \d+ samples \(\d+%\) lie inside", text)
    assert len(re.findall(r"Of intervals that promise 90%, \d+%", text)) == 2
    assert re.search(r"Grain conductivity: 2\d samples from \d+ works .*; to tell inside from outside 40 from 5 of each are needed\.", text)
    table = pd.read_csv(out / "li-conductivity-domain.csv")
    assert set(table["conductivity"]) == {"total"}
    counted = table.groupby("held_out").size()
    assert counted["papers"] == counted["chemical systems"] > 40
    assert (table["outside_because"].isna() == table["inside"]).all()
    assert (table["in_interval"] == table["told"].between(table["low"], table["high"])).all()
    for row in table[table["held_out"] == "papers"].itertuples():
        assert ("unseen family" in str(row.outside_because)) <= isinstance(row.family, str)


@pytest.mark.parametrize("arguments", [(), ("--starter", CORPORA / "li-samples")])
def test_too_few_samples_are_told_with_the_remedy(db: Path, tmp_path: Path, arguments: tuple[str | Path, ...]) -> None:
    result = study("--db", db, "--out", tmp_path, "--quick", *arguments)
    if arguments:  # total conductivity has enough, the others have not
        assert result.exit_code == 0, result.output
        assert "no model" in result.output
        assert "grain conductivity: 5 samples near room temperature from 5 works; 15 from 5 are needed" in re.sub(r"\s+", " ", result.output)
        assert "too few samples" in base64_text(tmp_path / "li-conductivity.html")
        assert "known material space" not in (tmp_path / "li-conductivity.html").read_text(encoding="utf-8")  # not asked for
        assert not (tmp_path / "li-conductivity-domain.csv").exists()
    else:
        assert isinstance(result.exception, UsageError)
        assert "total conductivity: 1 sample near room temperature from 1 work; 15 from 5 are needed. Add --starter" in str(result.exception)


def test_a_folder_that_is_none_is_told(db: Path, tmp_path: Path) -> None:
    result = study("--db", db, "--starter", tmp_path)
    assert isinstance(result.exception, UsageError)
    assert "no starter data" in str(result.exception)


def base64_text(page: Path) -> str:
    return "".join(base64.b64decode(image).decode() for image in re.findall(r'base64,([^"]+)"', page.read_text(encoding="utf-8")))
