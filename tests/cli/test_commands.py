"""The other commands, and how they take wrong use."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.records import Record
from extractor.store import Store
from tests.cli.conftest import BAD, Library, kaimen, together

COMMANDS = ("ingest", "extract", "read", "show", "serve", "check", "review", "export", "check-split", "coverage", "prov", "evaluate")


def test_extract_prints_records(library: Library) -> None:
    done = kaimen("extract", "papers", "--format", "jsonl", cwd=library.folder)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == len(BAD)
    lines = done.stdout.splitlines()
    records = [Record.model_validate_json(line) for line in lines]
    assert [record.wire() for record in records] == lines
    facts = {(r.property, r.value, r.material, r.source.file) for r in records}
    assert facts >= {
        ("ionic_conductivity", 0.032, "Li7La3Zr2O12", "garnet.txt"), ("sintering_atmosphere", "air", "Li7La3Zr2O12", "garnet.txt"),
        ("ionic_conductivity", 0.061, "Li6.4La3Zr1.4Ta0.6O12", "made.xml"),
    }  # fmt: skip
    assert any(r.property == "interfacial_thermal_resistance" and r.value == 2e-8 and r.interface == ["Au", "MoS2"] for r in records)
    assert {"property", "value", "unit", "raw", "material", "formula", "temperature", "confidence", "source", "evidence"} <= set(json.loads(lines[0]))


def test_show_and_review(library: Library) -> None:
    show, review = together([["show", "ionic_conductivity"], ["review", "--property", "ionic_conductivity"]], library.folder)
    assert (show.returncode, show.stderr, review.returncode, review.stderr) == (0, "", 0, "")
    assert "3.2 × 10⁻⁴ S/cm" in show.stdout
    assert "3.2 × 10−4 S cm−1 at 25 °C" in show.stdout
    assert "at 298.15 K" in show.stdout
    assert "Li7La3Zr2O12" in review.stdout
    assert "relative_density" not in review.stdout


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ([], ["ionic_conductivity", "3 ok"]), (["MoS2"], ["20 m²K/GW", "Au/MoS2"]), (["10.1016/j.test.2020.01.001"], ["6.1 × 10⁻⁴ S/cm", "95 %"]),
        (["garnet.txt"], ["1230 °C", "36 h", "air", "94 %"]), (["garnet.txt", "--limit", "1"], ["the first 1"]),
    ],
    ids=str,
)  # fmt: skip
def test_show_what(library: Library, what: list[str], words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert in_process(library, ["show", *what], monkeypatch) == 0
    out = capsys.readouterr().out
    assert [word for word in words if word not in out] == []


def test_export(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    out = library.folder / "out"
    out.mkdir()
    done = kaimen("export", "conductivity", "--out", "out/a.csv", cwd=library.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert in_process(library, ["export", "all", "--to", "jsonl", "--out", "out/a.jsonl"], monkeypatch) == 0
    rows = list(csv.DictReader((out / "a.csv").open(encoding="utf-8")))
    assert {(row["property"], row["unit"]) for row in rows} == {("ionic_conductivity", "S/m")}
    assert {float(row["value"]) for row in rows} == {0.032, 0.061}
    assert all(row["evidence"] and row["file"] for row in rows)
    records = [Record.model_validate_json(line) for line in (out / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {record.source.file for record in records} == {"garnet.txt", "contact.pdf", "made.xml"}
    assert "doi = {10.1016/j.test.2020.01.001}" in (out / "a.bib").read_text(encoding="utf-8")


def test_check_and_prov(library: Library) -> None:
    store = Store.open(library.db, create=False)
    key = store.db.execute("SELECT id FROM measurements WHERE property = 'ionic_conductivity'").fetchone()[0]
    store.close()
    checked, made = together([["check"], ["prov", key]], library.folder)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "kaimen.db: nothing found\n")
    assert (made.returncode, made.stderr) == (0, "")
    assert f"kaimen:measurement/{key}" in json.loads(made.stdout)["entity"]


def test_check_tells_each_finding_in_a_line(library: Library, tmp_path: Path) -> None:
    (tmp_path / "hot.txt").write_text("A garnet\n\nThe ionic conductivity of Li7La3Zr2O12 was 320 S cm−1 at 25 °C.\n", encoding="utf-8")
    assert kaimen("ingest", "hot.txt", cwd=tmp_path).returncode == 0
    lines, found = together([["check"], ["check", "--kind", "impossible", "--format", "jsonl"]], tmp_path)
    assert (lines.returncode, lines.stdout.count("\n"), lines.stderr) == (1, 1, "1 impossible\n")
    assert "320 S cm−1" in lines.stdout and "hot.txt" in lines.stdout
    assert [json.loads(line)["kind"] for line in found.stdout.splitlines()] == ["impossible"]


def test_decisions_by_command(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A garnet\n\nThe ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.\n", encoding="utf-8")
    assert kaimen("ingest", "a.txt", cwd=tmp_path).returncode == 0
    store = Store.open(tmp_path / "kaimen.db", create=False)
    key = store.db.execute("SELECT id FROM measurements").fetchone()[0]
    edited = kaimen("review", "edit", key, "value=0.5 mS/cm", "temperature=60 °C", "--reviewer", "ann", cwd=tmp_path)
    assert (edited.returncode, edited.stderr) == (0, "")
    assert "5 × 10⁻⁴ S/cm" in edited.stdout and "at 333.15 K" in edited.stdout
    assert "Nothing to review" in kaimen("review", cwd=tmp_path).stdout
    assert kaimen("review", "reject", key, "--reason", "electronic", "--reviewer", "ann", cwd=tmp_path).returncode == 0
    assert kaimen("export", "all", "--to", "jsonl", "--out", "none.jsonl", cwd=tmp_path).stdout.startswith("0 rows")
    for done in ("reject", "edit"):
        assert kaimen("review", "undo", "--reviewer", "ann", cwd=tmp_path).stdout == f"taken back: {done} of {key}\n"
    nothing, wrong = together([["review", "undo", "--reviewer", "ann"], ["review", "edit", key, "value=5 eV"]], tmp_path)
    assert (nothing.returncode, wrong.returncode) == (2, 2)
    assert "no decision" in nothing.stderr and wrong.stderr == "kaimen: value: '5 eV' is no number in S/m, and no quantity of that kind\n"
    assert [row["state"] for row in store.db.query("SELECT state FROM measurement_view")] == ["pending"]
    store.close()


def test_export_parquet(library: Library) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    done = kaimen("export", "sintering", "--to", "parquet", "--out", "sintering.parquet", cwd=library.folder)
    assert done.returncode == 0, done.stderr
    rows = parquet.read_table(library.folder / "sintering.parquet").to_pylist()
    found = {(row["property"], row["word"] or row["value"]) for row in rows if row["file"] == "garnet.txt"}
    assert found == {("sintering_temperature", 1503.15), ("sintering_time", 129600.0), ("sintering_atmosphere", "air"), ("relative_density", 0.94)}


def test_evaluate_counts_right_false_and_missed(library: Library) -> None:
    gold = library.folder / "gold"
    (gold / "dev").mkdir(parents=True)
    common = {"unit": "S/m", "material": "Li7La3Zr2O12", "quote": ""}
    facts = [
        {"property": "ionic_conductivity", "value": 0.032, "raw": "3.2 × 10−4 S cm−1", "temperature": 298.15, **common},
        {"property": "ionic_conductivity", "value": 0.5, "raw": "5 mS cm−1", **common},
        {"property": "sintering_atmosphere", "value": "air", "raw": "air", **common, "unit": None},
    ]
    (gold / "dev" / "garnet.jsonl").write_text("".join(json.dumps(fact) + "\n" for fact in facts), encoding="utf-8")
    done = kaimen("evaluate", "--split", "dev", "--gold", "gold", "--papers", "papers/garnet.txt", "--list", "--json", "scores.json", cwd=library.folder)
    assert done.returncode == 0, done.stderr
    scores = json.loads((library.folder / "scores.json").read_text(encoding="utf-8"))["dev"]
    assert scores["ionic_conductivity"] == {"right": 1, "false": 0, "missed": 1, "precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3)}
    assert (scores["sintering_atmosphere"]["right"], scores["sintering_temperature"]["false"]) == (1, 1)
    assert "5 mS cm−1" in done.stdout


WRONG: list[list[str]] = [
    ["ingest", "nowhere"], ["extract", "no/*.pdf"], ["show", "--db", "absent.db"], ["show", "unobtainium"], ["show", "--db", "words.db"], ["export", "nonsense"],
    ["export", "all", "--db", "absent.db"], ["evaluate", "--gold", "absent"], ["check", "--db", "absent.db"], ["prov", "nobody"], ["prov", "nobody", "--db", "absent.db"], ["serve", "--db", "absent.db", "--no-open"],
]  # fmt: skip
USAGE: list[list[str]] = [["export", "all", "--to", "docx"], ["frobnicate"], ["extract"], ["show", "--limit", "0"]]


def in_process(library: Library, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """The command's entry point in this process, since a new one takes seconds to start; returns the exit code."""
    monkeypatch.chdir(library.folder)
    monkeypatch.setattr(sys, "argv", ["kaimen", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_use_is_one_line_and_exit_2(library: Library, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (library.folder / "words.db").write_text("only words " * 100, encoding="utf-8")
    assert in_process(library, arguments, monkeypatch) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("kaimen: ")
    assert not (library.folder / "absent.db").exists()


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_unknown_words_exit_2(library: Library, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert in_process(library, arguments, monkeypatch) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Usage" in err


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples(library: Library, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert in_process(library, [name, "--help"], monkeypatch) == 0
    assert f"kaimen {name}" in capsys.readouterr().out.split("Examples")[1]


def test_wrong_use_and_help_of_the_installed_command(library: Library) -> None:
    wrong, usage = together([WRONG[0], ["show", "--help"]], library.folder)
    assert (wrong.returncode, wrong.stdout, wrong.stderr) == (2, "", "kaimen: nowhere: no such file or folder\n")
    assert (usage.returncode, usage.stderr) == (0, "")
    assert "kaimen show" in usage.stdout.split("Examples")[1]
