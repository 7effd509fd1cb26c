"""What is kept by content, and stored papers extracted anew: only the stages run that a change concerns."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from extractor.extraction import trained
from extractor.ingest import components as parts
from extractor.ingest.cache import Cache, held, prune
from extractor.ingest.components import STAGES, components
from tests.cli.conftest import kaimen
from tests.ingest.papers import papers_of, write_papers


@pytest.fixture
def other_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package, which may be changed."""
    copy = tmp_path / "extractor"
    shutil.copytree(Path(parts.__file__).parents[1], copy, ignore=shutil.ignore_patterns("__pycache__", "studies", "review"))
    monkeypatch.setattr(parts, "_PACKAGE", copy)
    parts._own.cache_clear()
    yield copy
    parts._own.cache_clear()


@pytest.mark.parametrize(
    ("changed", "stages"),
    [
        ("readers/text.py", ("reading", "language", "extraction")), ("quantities/grammar.py", ("reading", "language", "extraction")),
        ("language/materials.py", ("language", "extraction")), ("resources/materials.yaml", ("language", "extraction")),
        ("extraction/samples.py", ("extraction",)), ("store/rows.py", ("extraction",)), ("cli/ingest.py", ()), ("store/database.py", ()),
    ],
)  # fmt: skip
def test_a_change_concerns_its_stage_and_those_after_it(other_package: Path, changed: str, stages: tuple[str, ...]) -> None:
    before = components()
    with (other_package / changed).open("a", encoding="utf-8") as file:
        file.write("\n# another rule\n")
    parts._own.cache_clear()
    after = components()
    assert tuple(stage for stage in STAGES if after[stage] != before[stage]) == stages


def test_damaged_and_foreign_results_count_as_missing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("reading", ("a", False), {"some": "thing"})
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    whole = file.read_bytes()
    for damage in (whole[:-3], b"", b"no pickle", whole[: len(whole) // 2] + b"\0" * 8):
        file.write_bytes(damage)
        assert cache.get("reading", ("a", False)) is None
    file.write_bytes(whole)
    assert cache.get("reading", ("a", False)) == {"some": "thing"}


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    (tmp_path / "cache").write_bytes(b"a file")
    cache.put("reading", ("a", False), "x")
    assert cache.get("reading", ("a", False)) is None


@pytest.fixture
def ingested(tmp_path: Path) -> Path:
    """A folder with a store of three papers and its cache; the files are gone."""
    write_papers(tmp_path / "papers", 3)
    assert kaimen("ingest", "papers", "--db", "k.db", "--workers", "1", cwd=tmp_path).returncode == 0
    shutil.rmtree(tmp_path / "papers")
    return tmp_path


def run_cached(folder: Path) -> dict[str, float]:
    with closing(sqlite3.connect(folder / "k.db")) as connection:
        row = connection.execute("SELECT seconds FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        return dict(json.loads(row[0]))


def test_other_models_run_only_the_extraction(ingested: Path) -> None:
    before = papers_of(ingested / "k.db")
    assert "0 files" in kaimen("reextract", "--db", "k.db", cwd=ingested).stdout
    models = ingested / "models"
    models.mkdir()
    name = sorted(trained.FOLDER.glob("*.json.gz"))[0].name
    weights = trained.load(name.removesuffix(".json.gz"))
    trained.Weights(weights.bias + 1e-4, weights.weights).save(name.removesuffix(".json.gz"), models)
    again = kaimen("reextract", "--db", "k.db", "--models", "models", "--workers", "1", cwd=ingested)
    assert (again.returncode, again.stderr) == (0, "")
    assert "3 files" in again.stdout
    spent = run_cached(ingested)
    assert "reading" not in spent, "the language of the cache has the document in it"
    assert set(papers_of(ingested / "k.db")) == set(before), "papers keep their names"
    assert "0 files" in kaimen("reextract", "--db", "k.db", "--models", "models", cwd=ingested).stdout
    kept = {(one.stage, one.current): one.results for one in held(ingested / "k.db.cache")}
    assert kept == {("reading", True): 3, ("language", True): 3, ("extraction", True): 3, ("extraction", False): 3}
    assert prune(ingested / "k.db.cache") > 0
    assert all(one.current for one in held(ingested / "k.db.cache"))


def test_what_is_neither_kept_nor_there_stays_as_it_was(ingested: Path) -> None:
    before = papers_of(ingested / "k.db")
    shutil.rmtree(ingested / "k.db.cache")
    again = kaimen("reextract", "--all", "--db", "k.db", cwd=ingested)
    assert again.returncode == 1
    assert again.stderr.count("\n") == 3
    assert "the paper stays as it was" in again.stderr
    assert papers_of(ingested / "k.db") == before


def test_the_cache_command(ingested: Path) -> None:
    assert kaimen("cache", "--db", "k.db", cwd=ingested).stdout.count("this version") == 3
    assert "MB freed" in kaimen("cache", "--db", "k.db", "--clear", cwd=ingested).stdout
    assert not list((ingested / "k.db.cache").iterdir())
    missing = kaimen("cache", "--db", "other.db", cwd=ingested)
    assert (missing.returncode, missing.stderr) == (2, "kaimen: other.db.cache: no cache there\n")
