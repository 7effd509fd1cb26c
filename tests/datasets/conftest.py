"""A store of a few shipped papers and one with hostile bibliography, ingested once as people do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from extractor.ingest import ingest
from extractor.store import Store
from tests.helpers import CORPORA, PAPERS

DIGESTS = (
    "doc-garnet-series.html", "electrolyte-llzo-ta.txt", "ion-garnet-tantalate.txt", "doc-layered-tbr.xml", "doc-tdtr-metals.html", "interface-ga2o3-sic.txt", "interface-gan-sic.txt",
    "interface-graphene-hbn-md.txt", "itr-tin-oxide.txt",
)  # fmt: skip
GARNET = """A garnet

The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.
Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air, and their relative density was 94%.
"""
#: What spreadsheets would run, terminals would obey and separators would break.
TITLE = '=HYPERLINK("x"),\t"a"; \x1b[31m\x07 μ\n−1'
STARTERS = {"li-conductivity": (CORPORA / "obelix", CORPORA / "li-samples"), "thermal-interface": (CORPORA / "interfaces",)}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("datasets")
    papers = folder / "papers"
    papers.mkdir()
    for name in DIGESTS:
        shutil.copy(PAPERS / "digests" / name, papers / name)
    (papers / "garnet.txt").write_text(GARNET, encoding="utf-8")
    rows = pd.read_csv(PAPERS / "digests" / "SOURCES.csv").set_index("file").reindex(DIGESTS).reset_index()
    own = {"file": "garnet.txt", "doi": "10.1016/j.ssi.2012.01.001", "title": TITLE, "authors": "=cmd; Doe, J.", "journal": "@SUM(A1)", "year": 2012, "licence": "CC-BY-4.0"}
    pd.concat([rows, pd.DataFrame([own])]).to_csv(papers / "SOURCES.csv", index=False)
    store = Store.open(folder / "kaimen.db")
    assert not [event.error for event in ingest([papers], store) if event.failed]
    store.close()
    return folder / "kaimen.db"


@pytest.fixture(scope="session")
def store(made: Path) -> Iterator[Store]:
    """To read only."""
    opened = Store.open(made)
    yield opened
    opened.close()


@pytest.fixture
def own_store(made: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of its own, to decide in."""
    with Store.open(made).db.conn as source:
        source.execute("VACUUM INTO ?", (str(tmp_path / "own.db"),))
    opened = Store.open(tmp_path / "own.db")
    yield opened
    opened.close()
