"""The commands of rounds and reports, run as people run them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.review.queue import pending_ids
from extractor.store import Store
from extractor.store.decisions import decide
from tests.review.test_order import ALONE, add_paper

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command's entry point, in the folder of a store with two records that Ann and Bob decided otherwise."""
    monkeypatch.chdir(tmp_path)
    store = Store.open("kaimen.db")
    add_paper(store, "a", [("Al2O3", 0.5), ("ZnO", 0.9), ("MgO", 0.4)])
    for key in pending_ids(store, "paper", filters=ALONE)[:2]:
        decide(store, key, "accept", "ann")
        decide(store, key, "edit", "bob", changes={"material": "[red]TiO2"}, reason="see the table")
    store.close()

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kaimen", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main()
        return int(caught.value.code or 0), *capsys.readouterr()

    return call


def test_conflicts_are_listed_and_settled(run: Run) -> None:
    _, listed, _ = run("review", "conflicts")
    assert listed.count("material=[red]TiO2  see the table") == 2
    keys = [line.split()[0] for line in listed.splitlines() if "relative_density" in line]
    assert run("review", "settle", keys[0], "accept", "--reviewer", "carl")[1].startswith("accepted")
    code, settled, _ = run("review", "settle", keys[1], "edit", "material=MgO", "--reviewer", "ann", "--reason", "both wrong")
    assert (code, settled.split()[0], "MgO" in settled) == (0, "edited", True)
    assert run("review", "conflicts")[1] == "No conflicts.\n"
    code, _, error = run("review", "settle", keys[0], "reject")
    assert (code, "nobody disagrees" in error) == (2, True)
    assert run("review", "agreement")[1].replace("│", " ").split()[-4:] == ["all", "2", "0", "0.00"]


def test_agreement_of_nobody(run: Run) -> None:
    Path("kaimen.db").rename("other.db")
    Store.open("kaimen.db").close()
    assert run("review", "agreement")[1] == "No record was decided by two people.\n"


@pytest.mark.parametrize("strategy", ["useful", "least-certain", "uncertain", "random", "paper"])
def test_every_order_lists_what_is_open(run: Run, strategy: str) -> None:
    assert run("review", "--strategy", strategy, "--seed", "3", "--double", "0", "--reviewer", "carl")[1].count("relative_density") == 1


def test_report_as_text_and_page(run: Run) -> None:
    code, text, _ = run("report", "--html", "report.html")
    assert (code, text.splitlines()[0]) == (0, "0 of 2 decided records were right: precision 0.00 (95 % interval 0.00–0.66)")
    assert "made up" in text
    assert Path("report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run("report", "--property", "grain_size")[1] == "Nobody has decided on a record of this store.\n"


def test_a_round_in_a_spreadsheet(run: Run) -> None:
    assert run("review", "export-round", "carl.csv", "--reviewer", "carl", "--double", "1", "--count", "9")[1] == "1 records → carl.csv\n"
    code, _, error = run("review", "export-round", "carl.csv", "--reviewer", "carl")
    assert (code, error) == (2, "kaimen: carl.csv: is there already, maybe with decisions; give another name\n")
    assert run("review", "export-round", "dora.csv", "--reviewer", "dora", "--double", "1")[1].startswith("0 ")  # Carl has it
    head, row = Path("carl.csv").read_text(encoding="utf-8-sig").splitlines()
    Path("carl.csv").write_text(f"{head}\n{row.rstrip(',')},,accept\n", encoding="utf-8")
    assert run("review", "import-round", "carl.csv", "--reviewer", "carl")[:2] == (0, "1 decisions stored, 0 known before, 0 rows without a decision\n")
    Path("bad.csv").write_text("id,decision\nnobody,accept\n", encoding="utf-8")
    code, text, _ = run("review", "import-round", "bad.csv", "--reviewer", "carl")
    assert (code, text.splitlines()[-1]) == (1, "1 bad rows → bad.errors.csv")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["report", "--db", "absent.db"], 2), (["report", "--html", "no/such/folder.html"], 2), (["review", "conflicts", "--db", "absent.db"], 2),
        (["review", "settle", "nobody", "accept"], 2), (["review", "settle", "nobody", "skip"], 2), (["review", "--strategy", "alphabetical"], 2), (["review", "--double", "2"], 2),
    ],
)  # fmt: skip
def test_wrong_use(run: Run, arguments: list[str], code: int) -> None:
    found, _, error = run(*arguments)
    assert found == code
    assert error


@pytest.mark.parametrize("arguments", [["report"], ["review", "agreement"], ["review", "conflicts"], ["review", "settle"], ["review", "link"], ["review", "export-round"], ["review", "import-round"]], ids=" ".join)
def test_help_has_an_example(run: Run, arguments: list[str]) -> None:
    assert f"kaimen {' '.join(arguments)}" in run(*arguments, "--help")[1].split("Example")[1]


def test_names_are_listed_and_decided(run: Run) -> None:
    store = Store.open("kaimen.db")
    add_paper(store, "b", [("our [red]glass", 0.5), ("our [red]glass", 0.6)])
    add_paper(store, "c", [("our [red]glass", 0.5)])
    store.close()
    listed = run("review", "--links")[1].splitlines()
    assert "our [red]glass  2 measurements, nothing like it is known  b.txt" in listed and listed[-1].startswith("Decide: l on the screen")
    code, _, error = run("review", "link", "our [red]glass", "none")
    assert (code, "2 papers have the name; say which with --paper" in error) == (2, True)
    assert run("review", "link", "our [red]glass", "sand and water", "--paper", "b")[0] == 2
    assert run("review", "link", "our [red]glass", "SiO2", "--paper", "b", "--paper", "nobody")[0] == 2
    assert run("review", "link", "our [red]glass", "Li3PS4", "--paper", "b.txt", "--reviewer", "ann")[1] == "our [red]glass is Li3PS4 in b: 2 measurements\n"
    assert run("review", "link", "our [red]glass", "none", "--paper", "c", "--reviewer", "ann")[0] == 0
    assert run("review", "link", "[red]TiO2", "TiO2", "--reviewer", "ann")[1] == "[red]TiO2 is TiO2 in a: 2 measurements\n"
    assert run("review", "--links")[1] == "Every name is linked to a compound or decided.\n"
    run("review", "undo", "--reviewer", "ann")
    assert run("review", "undo", "--reviewer", "ann")[1] == "taken back: link of our [red]glass in c\n"
    assert run("review", "undo", "--reviewer", "ann")[1] == "taken back: link of our [red]glass in b\n"
    assert run("review", "--links")[1].splitlines() == listed
