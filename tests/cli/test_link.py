"""`kaimen link`: ids are stored, bad databases are told and left, nothing is asked twice."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.compounds.optimade import Match
from extractor.store import Store
from extractor.store.links import Compound, lookups, save_lookup, to_ask
from tests.cli.conftest import COMMAND, Library, kaimen, together
from tests.cli.test_ingest import query
from tests.optimade_server import Reply, front, passed_on, structures

FAST = ("--rate", "1000", "--timeout", "2", "--cache", "cache.sqlite")


@pytest.fixture
def folder(library: Library, tmp_path: Path) -> Path:
    """A folder with a store of its own."""
    shutil.copy(library.db, tmp_path / "kaimen.db")
    return tmp_path


def compounds(folder: Path) -> int:
    return int(str(query(folder / "kaimen.db", "SELECT count(*) FROM compounds")[0][0]))


def test_ids_are_stored_and_nothing_is_asked_twice(folder: Path) -> None:
    with front(passed_on) as server:
        command = ("link", "--optimade", f"obelix={server.url}", *FAST)
        first = kaimen(*command, cwd=folder)
        assert (first.returncode, first.stderr) == (0, "")
        rows = query(folder / "kaimen.db", "SELECT identifier, formula, space_group, score, origin FROM compound_identifiers WHERE compound_id = 'Li7La3Zr2O12' AND database = 'obelix'")
        assert rows == [("wyu", "La3Li7O12Zr2", "I 41/a c d", 1.0, f"{server.url}/v1")]
        assert query(folder / "kaimen.db", "SELECT count(*), min(found) FROM compound_lookups WHERE database = 'obelix'") == [(compounds(folder), 0)]
        asked = len(server.asked)
        again = kaimen(*command, "--cache", "other.sqlite", cwd=folder)
        assert again.returncode == 0
        assert len(server.asked) == asked
        assert f"obelix   │{compounds(folder):>13} │" in again.stdout


def test_a_bad_database_is_left_and_the_others_go_on(folder: Path) -> None:
    assert compounds(folder) > 3
    with front(passed_on) as good, front(lambda _: Reply(body=b"<html>")) as bad:
        done = kaimen("link", "--optimade", f"bad={bad.url},obelix={good.url}", *FAST, cwd=folder)
    assert done.returncode == 1
    first, left = done.stderr.splitlines()
    assert first.startswith("bad: ") and "its answer is not OPTIMADE's (Invalid JSON" in first
    assert left == "bad: left out of this run after 3 failures in a row; the same command goes on later"
    assert len(bad.asked) == 3
    assert query(folder / "kaimen.db", "SELECT database, count(*) FROM compound_lookups GROUP BY 1") == [("obelix", compounds(folder))]


def test_answers_come_from_the_cache_offline(library: Library, folder: Path) -> None:
    with front(passed_on) as server:
        command = ("link", "--optimade", f"obelix={server.url}", *FAST)
        assert kaimen(*command, "--limit", "2", cwd=folder).returncode == 0
        found = query(folder / "kaimen.db", "SELECT compound_id, database, found FROM compound_lookups ORDER BY 1")
    shutil.copy(library.db, folder / "kaimen.db")
    offline = kaimen(*command, "--offline", cwd=folder)
    assert (offline.returncode, offline.stderr) == (0, "")
    assert "not in cache" in offline.stdout
    assert query(folder / "kaimen.db", "SELECT compound_id, database, found FROM compound_lookups ORDER BY 1") == found


def test_dry_runs_and_wrong_use(folder: Path) -> None:
    with front(passed_on) as server:
        dry, unknown, both, missing = together(
            [
                ("link", "--optimade", f"obelix={server.url}", *FAST, "--dry-run"),
                ("link", "--optimade", "nosuch", "--offline", "--cache", "empty.sqlite"),
                ("link", "--optimade", "mp", "--offline", "--refresh"),
                ("link", "--optimade", "mp", "--db", "none.db"),
            ],
            folder,
        )
        assert server.asked == []
    assert (dry.returncode, dry.stderr) == (0, "")
    assert f"obelix: {compounds(folder)} compounds to ask of {server.url}" in dry.stdout
    assert 'chemical_formula_reduced="La3Li7O12Zr2"' in dry.stdout
    assert query(folder / "kaimen.db", "SELECT count(*) FROM compound_lookups") == [(0,)]
    for wrong, words in ((unknown, "no database 'nosuch': known are aflow,"), (both, "give one of them"), (missing, "no such store")):
        assert wrong.returncode == 2
        assert len(wrong.stderr.splitlines()) == 1
        assert words in wrong.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupted_run_keeps_what_it_has(folder: Path) -> None:
    with front(lambda request: structures() if request.number < 3 else Reply(wait=60)) as server:
        command = [COMMAND, "link", "--optimade", f"slow={server.url}", *FAST[:2], "--timeout", "60", "--cache", "cache.sqlite"]
        process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
        while len(server.asked) < 4:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    assert process.returncode != 0
    assert int(str(query(folder / "kaimen.db", "SELECT count(*) FROM compound_lookups")[0][0])) >= 1


def test_lookups_replace_their_own_ids_alone(folder: Path) -> None:
    store = Store.open(folder / "kaimen.db")
    order = [compound.id for compound in to_ask(store, ["mp"])]
    assert order[0] == "Li7La3Zr2O12"  # what most measurements are of
    assert to_ask(store, ["mp", "cod"], limit=1) == [Compound("Li7La3Zr2O12", "Li7La3Zr2O12", ("mp", "cod"))]
    save_lookup(store, "Li7La3Zr2O12", "mp", [Match("mp-1", "La3Li7O12Zr2", "I 41/a c d", 1.0)], "registry")
    save_lookup(store, "Li7La3Zr2O12", "mp", [Match("mp-1", None, None, 0.5), Match("mp-2", None, None, 0.9)], "https://x/v1")
    save_lookup(store, "Li7La3Zr2O12", "mp", [Match("mp-3", None, None, 0.9)], "https://x/v1")
    assert [tuple(row) for row in store.db.execute("SELECT identifier, score, origin FROM compound_identifiers WHERE database = 'mp' ORDER BY 1")] == [
        ("mp-1", 1.0, "registry"), ("mp-3", 0.9, "https://x/v1"),
    ]
    assert lookups(store) == {"mp": 1}
    assert to_ask(store, ["mp", "cod"], limit=1)[0].databases == ("cod",)
    assert to_ask(store, ["mp", "cod"], limit=1, again=True)[0].databases == ("mp", "cod")
    store.close()
