"""The registry: what the shipped file holds, how it is made, how it is shown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.compounds import sources
from extractor.compounds.build import build
from extractor.compounds.formula import composition, reduced_formula
from extractor.compounds.phases import crystal_system
from extractor.compounds.registry import PATH, Registry, form_id, read, registry
from extractor.errors import KaimenError, UsageError
from tests.helpers import ROOT

OBELIX = ROOT / "corpora" / "obelix"


def test_entries_are_canonical() -> None:
    known = registry()
    assert len(known) > 2000
    for entry in known.entries:
        assert reduced_formula(entry.formula) == entry.formula
        assert entry.id == form_id(entry.formula, entry.phase)
        assert composition(entry.formula)
        assert entry.names or entry.ids
        assert known.get(entry.id) is entry


def test_a_name_means_one_composition() -> None:
    known = registry()
    formulas = {name: {entry.formula for entry in known.by_name(name)} for name in known.names()}
    assert {name: found for name, found in formulas.items() if len(found) != 1} == {}


def test_loads_fast() -> None:
    start = time.perf_counter()
    assert Registry(tuple(read(PATH))).by_formula("Li2CO3")
    assert time.perf_counter() - start < 1.0  # 0.1 s on an idle machine


def test_what_is_known() -> None:
    known = registry()
    (carbonate,) = known.by_name("Lithium Carbonate")
    assert {(i.scheme, i.id) for i in carbonate.ids} >= {("PubChem CID", "11125"), ("CAS", "554-13-2"), ("InChIKey", "XGZVUEUWXADBQD-UHFFFAOYSA-L")}
    cubic = known.get("Li7La3Zr2O12-cubic")
    assert cubic is not None
    assert {(g.symbol, g.number) for g in cubic.space_groups} == {("Ia-3d", 230)}
    assert ("ICSD", "261302", "OBELiX etz") in cubic.ids
    assert [e.phase for e in known.by_formula("Li7La3Zr2O12")] == [None, "cubic", "tetragonal"]
    assert known.by_formula("Li7−xLa3Zr2−xTaxO12") == known.by_name("no such thing") == []
    assert known.get("nothing") is None


@pytest.mark.parametrize("wrong", ["magnetite", "lead sesquioxide", "lead trioxide"])
def test_names_of_another_compound_are_left_out(wrong: str) -> None:
    """PubChem's table has them under FeO and PbO."""
    assert {entry.formula for entry in registry().by_name(wrong)} <= {"Fe3O4", "Pb2O3"}


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("gemmi")
    pytest.importorskip("chemicals")
    steps: list[str] = []
    counts = build(OBELIX, tmp_path / "registry.jsonl.gz", steps.append)
    assert (tmp_path / "registry.jsonl.gz").read_bytes() == PATH.read_bytes()
    assert counts["OBELiX"] == 598  # of 599; one row contradicts itself
    assert steps[:2] == ["own names", "elements"]


def test_wrong_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no obelix\.csv there"):
        build(tmp_path, tmp_path / "out")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "find_spec", lambda package: None)
    with pytest.raises(UsageError, match=r"needs the package chemicals: pip install"):
        next(sources.pubchem())


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("LLZO", ["LLZO has no composition of its own; it rests on Li7La3Zr2O12", "Ia-3d (230)", "ICSD 261302", "OBELiX etz"]),
        ("Li2CO3", ["Li2CO3  Hill CLi2O3", "lithium carbonate", "PubChem CID 11125  from PubChem"]), ("sapphire", ["Al2O3-alpha", "corundum  from minerals.yaml"]),
        ("Al2O3-alpha", ["Al2O3-alpha", "sapphire"]), ("YSZ", ["usually doped with Y2O3", "zirconia"]),
    ],
)  # fmt: skip
def test_show(what: str, words: list[str]) -> None:
    done = CliRunner().invoke(app, ["registry", "show", what])
    assert done.exit_code == 0
    assert [word for word in words if word not in done.output] == []


def test_show_unknown() -> None:
    done = CliRunner().invoke(app, ["registry", "show", "nonsense"])
    assert isinstance(done.exception, KaimenError)
    assert "nonsense is not in the registry" in str(done.exception)


@pytest.mark.parametrize("command", [[], ["build"], ["show"]])
def test_help_has_examples(command: list[str]) -> None:
    done = CliRunner().invoke(app, ["registry", *command, "--help"])
    assert done.exit_code == 0
    assert not command or f"kaimen registry {command[0]}" in done.output


@pytest.mark.parametrize(("number", "system"), [(1, "triclinic"), (2, "triclinic"), (14, "monoclinic"), (62, "orthorhombic"), (142, "tetragonal"), (167, "trigonal"), (194, "hexagonal"), (230, "cubic")])
def test_crystal_system(number: int, system: str) -> None:
    assert crystal_system(number) == system


@pytest.mark.parametrize("number", [0, 231, -1])
def test_no_such_space_group(number: int) -> None:
    with pytest.raises(ValueError, match="there are 230"):
        crystal_system(number)
