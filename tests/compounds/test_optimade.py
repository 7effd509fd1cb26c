"""The OPTIMADE client against the reference server with OBELiX's structures."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from optimade.models import StructureResource

from extractor.compounds.formula import reduced_formula
from extractor.compounds.optimade import Database, NotCached, OptimadeClient, OptimadeError, Settings, named, optimade_formula
from extractor.errors import UsageError
from tests.helpers import ROOT
from tests.optimade_server import Reply, Request, front, obelix_documents, passed_on, serve_obelix, structures


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OptimadeClient]:
    with OptimadeClient(Settings(rate=10_000, cache=tmp_path_factory.mktemp("cache") / "c.sqlite")) as client:
        yield client


@pytest.fixture(scope="module")
def obelix() -> Database:
    return Database("obelix", serve_obelix())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Li7La3Zr2O12", "La3Li7O12Zr2"), ("Ce0.8Gd0.2O1.9", "Ce8Gd2O19"), ("Li6.4La3Zr1.4Ta0.6O12", "La15Li32O60Ta3Zr7"), ("Al4O6", "Al2O3"),
        ("Si", "Si"), ("LiTi2(PO4)3", "LiO12P3Ti2"), ("Li0.333La0.557TiO3", "La557Li333O3000Ti1000"), ("Li1.234567LaO2", None), ("Li7-xLa3Zr2O12", None), ("sapphire", None),
    ],
)
def test_formulas_are_alphabetical_and_whole(written: str, expected: str | None) -> None:
    assert optimade_formula(written) == expected


def test_names_and_urls() -> None:
    assert named("mp") == Database("mp", "https://optimade.materialsproject.org")
    assert named("https://optimade.materialsproject.org/v1/structures?filter=x") == Database("mp", "https://optimade.materialsproject.org/v1")
    assert named("mine=http://127.0.0.1:5000/") == Database("mine", "http://127.0.0.1:5000")
    assert named("odbx") is None
    assert Database("x", "http://h/v1").versioned == Database("x", "http://h").versioned == "http://h/v1"
    for wrong in ("ftp://example.org", "a b", "mine=file:///etc/passwd", ""):
        with pytest.raises(UsageError, match="no database"):
            named(wrong)


def test_the_documents_are_optimade() -> None:
    assert len(obelix_documents()) == 321
    for document in obelix_documents():
        changed = {"last_modified": document["attributes"]["last_modified"]["$date"]}
        StructureResource.model_validate({**document, "attributes": {**document["attributes"], **changed}})


def test_compounds_of_obelix_are_found(client: OptimadeClient, obelix: Database) -> None:
    """By the composition that the paper gave; structures are refined apart from it, so some are near only."""
    with (ROOT / "corpora" / "obelix" / "obelix.csv").open(encoding="utf-8") as file:
        written = {row["ID"]: row["Reduced Composition"] for row in csv.DictReader(file)}
    same = near = 0
    identifiers = [document["id"] for document in obelix_documents()][::5]
    for identifier in identifiers:
        matches = client.find(obelix, reduced_formula(written[identifier]) or "")
        same += any(match.exact and match.identifier == identifier for match in matches)
        near += any(not match.exact and match.identifier == identifier for match in matches)
    assert same / len(identifiers) > 0.6
    assert (same + near) / len(identifiers) > 0.85


def test_polymorphs_and_near_compositions_score_below_one(client: OptimadeClient, obelix: Database) -> None:
    [tetragonal] = client.find(obelix, "Li7La3Zr2O12", "tetragonal")
    assert (tetragonal.formula, tetragonal.space_group, tetragonal.score) == ("La3Li7O12Zr2", "I 41/a c d", 1)
    assert [match.score for match in client.find(obelix, "Li7La3Zr2O12", "cubic")] == [0.9]
    assert [match.score for match in client.find(obelix, "Li7La3Zr2O12", "garnet")] == [1]
    near = client.find(obelix, "Li6.35La3Zr1.35Ta0.65O12")
    assert near and all(0.95 <= match.score < 1 and not match.exact for match in near)
    assert client.find(obelix, "Y2O3") == client.find(obelix, "no formula") == []


def test_pages_are_read_to_the_end(client: OptimadeClient) -> None:
    """A server whose pages are smaller than asked for."""
    def page(request: Request) -> Reply:
        following = f"{request.server}/v1/structures?page={request.number + 1}"
        return structures("ClNa", first=request.number, next_page=None if request.number == 2 else following)

    with front(page) as server:
        found = client.find(Database("small", server.url), "NaCl")
    assert [match.identifier for match in found] == ["0", "1", "2"]


def test_answers_are_kept(tmp_path: Path) -> None:
    settings = {"rate": 1000.0, "timeout": 2.0, "cache": tmp_path / "kept" / "c.sqlite", "backoff": 0.01}
    with front(passed_on) as server:
        database = Database("kept", server.url)
        with OptimadeClient(Settings(**settings)) as client:
            first = client.find(database, "Li3PS4")
            server.stop()
            assert client.find(database, "Li3PS4") == first != []
            with pytest.raises(OptimadeError, match=r"cannot be reached \(Connection refused\)"):
                client.find(database, "Li3InCl6")
        assert len(server.asked) == 1
    with OptimadeClient(Settings(**settings, offline=True)) as client:
        assert client.find(database, "Li3PS4") == first
        with pytest.raises(NotCached):
            client.find(database, "Li3InCl6")
    with OptimadeClient(Settings(**settings, refresh=True)) as client, pytest.raises(OptimadeError, match="refused"):
        client.find(database, "Li3PS4")


def test_requests_are_spaced_and_cached_ones_are_free(tmp_path: Path) -> None:
    with front(lambda _: structures("ClNa")) as server, OptimadeClient(Settings(rate=4, cache=tmp_path / "c.sqlite")) as client:
        salts = ["LiBr", "NaBr", "KBr"]  # two requests each
        for salt in salts:
            client.find(Database("slow", server.url), salt)
        times = [request.time for request in server.asked]
        assert len(times) == 6
        assert times[-1] - times[0] >= 0.9
        start = time.monotonic()
        for salt in salts:
            client.find(Database("slow", server.url), salt)
        assert time.monotonic() - start < 0.5
        assert len(server.asked) == 6


def test_other_names_are_looked_up_in_the_list(client: OptimadeClient) -> None:
    """The server's own links stand for the list and for a provider's index."""
    assert client.databases("kept", providers=serve_obelix()) == [Database("obelix", serve_obelix())]
    with pytest.raises(UsageError, match=r"no database 'nosuch': known are aflow, .*; 127\.0\.0\.1:\d+ lists kept, obelix, providers$"):
        client.databases("nosuch", providers=serve_obelix())
    with pytest.raises(UsageError, match=r"cannot be read: cannot be reached"):
        client.databases("nosuch", providers="http://127.0.0.1:9")


@pytest.mark.parametrize("content", [b"no database at all " * 99, None])
def test_a_cache_that_cannot_be_used_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "c.sqlite"
    file.mkdir() if content is None else file.write_bytes(content)
    with pytest.raises(UsageError, match=r"cannot be used as a cache .*; give another --cache"):
        OptimadeClient(Settings(cache=file))
