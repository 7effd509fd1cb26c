"""`kaimen study`, run as people run it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.cli.conftest import Library, kaimen, together
from tests.helpers import ROOT

STARTER = ROOT / "corpora" / "interfaces"


def test_thermal_interface(library: Library, tmp_path: Path) -> None:
    done = kaimen("study", "thermal-interface", "--db", library.db, "--starter", STARTER, "--model", "ridge", "--domain", "--out", tmp_path / "made", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    for told in ("ridge regression", "diffuse mismatch model", "inside", "Of intervals that promise 90%", "Highest resistances inside the domain"):
        assert told in done.stdout
    page = (tmp_path / "made" / "thermal-interface.html").read_text(encoding="utf-8")
    assert page.count("<figure>") == 6
    assert page.count("data:image/svg+xml") == 6
    assert "interfaces.csv" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    screened = pd.read_csv(tmp_path / "made" / "thermal-interface-screening.csv")
    assert len(screened) > 80_000
    assert (screened["resistance"] > 0).all()
    assert screened[screened["inside"]]["resistance"].between(1e-12, 1e-3).all()


def test_wrong_use(library: Library, tmp_path: Path) -> None:
    study = ("study", "thermal-interface", "--db")
    few, unknown, missing = together([(*study, library.db), (*study, library.db, "--starter", STARTER, "--model", "oracle"), (*study, "none.db")], tmp_path)
    for done, told in ((few, "too few interfaces: 1 with"), (unknown, "oracle: no such model; there are mean, ridge"), (missing, "none.db: no such store")):
        assert done.returncode == 2
        assert told in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert "--starter corpora/interfaces" in few.stderr
