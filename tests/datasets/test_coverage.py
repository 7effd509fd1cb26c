"""Coverage: counts that can be checked by hand, and the command that shows them."""

from __future__ import annotations

import io
from math import comb
from pathlib import Path

import pandas as pd
import pytest

from extractor.datasets import Filters
from extractor.datasets.coverage import ANY, ELEMENT_SET, class_pairs, coverage, elements_of, known_systems, materials
from extractor.datasets.interface import MATERIAL_CLASSES, material_class
from extractor.datasets.maps import class_figure, element_map, systems_figure
from extractor.extraction import extract
from extractor.store import Store
from extractor.store.decisions import decide
from tests.cli.conftest import kaimen, together
from tests.datasets.conftest import STARTERS
from tests.helpers import document_of

TEXT = (
    "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", "The ionic conductivity of Li3PO4 was 1.0 × 10−6 S cm−1 at 25 °C.", "The ionic conductivity of Li4P2O7 was 1.0 × 10−7 S cm−1 at 25 °C.",
    "The thermal boundary conductance of the Au/MoS2 interface was 50 MW m−2 K−1 at 300 K.",
)  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Store:
    paper = document_of(*TEXT)
    made = Store.open(tmp_path / "small.db")
    made.save(paper, extract(paper).records, run_id=made.begin_run("1", {}), version="1")
    return made


def test_the_elements_are_those_of_stable_compounds() -> None:
    assert len(ELEMENT_SET) == 76
    assert {"H", "Li", "Bi", "Lu"} <= set(ELEMENT_SET)
    assert not {"He", "Xe", "Tc", "Pm", "Po", "U", "n"} & set(ELEMENT_SET)


def test_systems_are_counted_by_hand(small: Store) -> None:
    """Li-P-O twice, Li-La-Zr-O; Au and Mo-S of the interface."""
    table = coverage(small).set_index(["property", "elements"])
    told = {name: table.loc[name]["systems"].tolist() for name in ("ionic_conductivity", "interfacial_thermal_resistance", ANY)}
    assert told == {"ionic_conductivity": [0, 0, 1, 1, 0], "interfacial_thermal_resistance": [1, 1, 0, 0, 0], ANY: [1, 1, 1, 1, 0]}
    for arity in range(1, 6):
        row = table.loc[(ANY, arity)]
        assert row["possible"] == comb(76, arity)
        assert row["share"] == row["systems"] / comb(76, arity)
        assert row["known_systems"] <= min(row["systems"], row["known"])
        assert row["known"] == len(known_systems()[arity])
    assert table.loc[(ANY, 4), "known_systems"] == 1  # LLZO is known
    assert coverage(small, properties=["ionic_conductivity"])["property"].unique().tolist() == ["ionic_conductivity"]
    assert elements_of(materials(small, Filters())) == {"Li": 3, "P": 2, "O": 3, "La": 1, "Zr": 1, "Au": 1, "Mo": 1, "S": 1}


def test_rejected_values_cover_nothing(small: Store) -> None:
    for (key,) in small.db.execute("SELECT id FROM measurements").fetchall():
        decide(small, key, "reject", "ann")
    assert coverage(small)["systems"].sum() == 0


def test_starters_add_what_they_hold(store: Store) -> None:
    folders = [folder for folders in STARTERS.values() for folder in folders]
    without, with_them = (coverage(store, None, starters).set_index(["property", "elements"])["systems"] for starters in ((), folders))
    assert (with_them >= without.reindex(with_them.index, fill_value=0)).all()
    assert with_them["ionic_conductivity", 5] > 50


def test_pairs_of_classes(small: Store) -> None:
    pairs = class_pairs(small)
    assert len(pairs) == len(MATERIAL_CLASSES) * (len(MATERIAL_CLASSES) + 1) // 2
    assert pairs[pairs["rows"] > 0].values.tolist() == [["chalcogenide", "metal", 1, 1]]
    assert material_class("Au") in MATERIAL_CLASSES


def test_figures_of_little_and_of_nothing(small: Store, tmp_path: Path) -> None:
    for store in (small, Store.open(tmp_path / "empty.db")):
        for number, figure in enumerate((systems_figure(coverage(store)), element_map(elements_of(materials(store, Filters())), "x"), class_figure(class_pairs(store)))):
            figure.savefig(tmp_path / f"{number}.svg")
            assert (tmp_path / f"{number}.svg").stat().st_size > 1000


def test_the_command_shows_writes_and_refuses(made: Path, tmp_path: Path) -> None:
    commands = (["--html", "c.html"], ["--to", "csv", "--property", "ionic_conductivity"], ["--property", "colour"], ["--html", "no/where.html"])
    done, printed, *refusals = together([["coverage", "--db", made, *options] for options in commands], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("any property", "quinary", "18 474 840", "ionic conductivity", "page → c.html"):
        assert word in done.stdout
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert page.count("<svg") + page.count("image/svg+xml") == 3
    assert "http" not in page.replace("http://www.w3.org", "")
    assert len(pd.read_csv(io.StringIO(printed.stdout))) == 5
    for refused, words in zip(refusals, ("colour: no such property", "no/where.html: cannot be written"), strict=True):
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert words in refused.stderr


def test_the_commands_of_splits(made: Path, tmp_path: Path) -> None:
    done = kaimen("export", "thermal-interface", "--split", "system", "--folds", "2", "--db", made, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "split by system, 2 folds, seed 0, none leaks; rows by fold: 0 " in done.stdout
    assert kaimen("check-split", "thermal-interface.csv", "--by", "system", "--db", made, cwd=tmp_path).returncode == 0
    table = pd.read_csv(tmp_path / "thermal-interface.csv")
    table["fold"] = range(len(table))
    table.to_csv(tmp_path / "leaking.csv", index=False)
    refused = kaimen("check-split", "leaking.csv", cwd=tmp_path)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "the split in column fold leaks: rows " in refused.stderr
    assert "--split" in kaimen("export", "synthesis", "--test-share", "0.2", "--db", made, cwd=tmp_path).stderr
