"""Rounds in a spreadsheet: what is written, what comes back, what is refused."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.errors import UsageError
from extractor.review.queue import pending_ids
from extractor.review.rounds import export_round, import_round, next_records
from extractor.store import Store
from extractor.store.decisions import history
from extractor.store.queries import find_measurements
from tests.review.test_order import ALONE, add_paper

FORMULAS = ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\tx"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    add_paper(made, "a", [(name, 0.5) for name in FORMULAS])
    yield made
    made.close()


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(name for row in rows for name in row)), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_formulas_are_harmless_and_come_back_as_they_were(store: Store, tmp_path: Path) -> None:
    keys = pending_ids(store, "paper", filters=ALONE)
    export_round(store, tmp_path / "round.csv", keys)
    rows = sheet(tmp_path / "round.csv")
    assert [row["material"] for row in rows] == [f"'{name}" for name in FORMULAS]
    assert [row["id"] for row in rows] == keys
    for row in rows:
        row |= {"decision": "Edit ", "new material": f"'{FORMULAS[0]}", "reason": "x"}
    rows[0] |= {"decision": "accept", "new material": ""}
    assert import_round(store, write(tmp_path / "round.csv", rows, ";"), "ann").stored == 5
    assert {row["material"] for row in find_measurements(store)} == {FORMULAS[0]}


@pytest.mark.parametrize(
    ("filled", "problem"),
    [
        ({"decision": "perhaps"}, "decision: 'perhaps' is none; write accept, edit, reject, skip"), ({"decision": "undo"}, "'undo' is none"),
        ({"new material": "ZnO"}, "decision: '' is none"), ({"decision": "edit"}, "an edit needs a changed field"), ({"decision": "accept", "new material": "ZnO"}, "only an edit has one"),
        ({"decision": "edit", "new value": "0,93"}, "value: '0,93' is no number"), ({"decision": "edit", "new temperature": "-3"}, "temperature: kelvin"),
        ({"decision": "edit", "new colour": "red"}, "colour: cannot be corrected"), ({"decision": "accept", "id": "nobody"}, "nobody: no such measurement"), ({"decision": "accept", "id": ""}, "no such measurement"),
    ],
)  # fmt: skip
def test_bad_rows_come_back_and_good_ones_are_stored(store: Store, tmp_path: Path, filled: dict[str, str], problem: str) -> None:
    first, second, *_ = pending_ids(store, filters=ALONE)
    path = write(tmp_path / "round.csv", [{"id": first, **filled, "note": "=mine"}, {"id": second, "decision": "reject"}])
    done = import_round(store, path, "ann")
    assert (done.stored, len(done.bad)) == (1, 1)
    (row,) = sheet(tmp_path / "round.errors.csv")
    assert problem in row["problem"]
    assert row["note"] == "'=mine"
    assert [told["measurement_id"] for told in store.db["reviews"].rows] == [second]
    fixed = write(tmp_path / "round.errors.csv", [{**row, "id": first, "decision": "accept", **{name: "" for name in row if name.startswith("new ")}}])
    assert import_round(store, fixed, "ann").stored == 1


def test_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    one, two, three, four, _ = pending_ids(store, filters=ALONE)
    path = write(tmp_path / "round.csv", [
        {"id": one, "decision": "accept"}, {"id": two, "decision": "edit", "new value": "95 %", "new temperature": "25 °C"}, {"id": three, "decision": "skip"}, {"id": four},
        {"id": one, "decision": "reject"},
    ])  # fmt: skip
    done = import_round(store, path, "ann")
    assert (done.stored, done.known, done.empty) == (3, 0, 1)
    assert "decided twice" in done.bad[0][1]
    (row,) = find_measurements(store, where="id = :id", parameters={"id": two})
    assert (row["value"], row["temperature"]) == (pytest.approx(0.95), 298.15)
    again = import_round(store, path, "ann")
    assert (again.stored, again.known, again.empty) == (0, 3, 1)
    assert import_round(store, path, "bob").stored == 3
    assert history(store, two)[-1]["decision"] == "edit"  # he says the same


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "no columns id"), (b"a,b\n1,2\n", "no columns id"), (b"id,decision\n\xff\xfe,accept\n", "not UTF-8"), (b"id,decision\nx," + b"a" * 200_000, "cannot be read"), (None, "cannot be read")],
    ids=["empty", "another", "encoding", "huge cell", "absent"],
)  # fmt: skip
def test_what_is_no_sheet(store: Store, tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(UsageError, match=message):
        import_round(store, tmp_path / "x.csv", "ann")


def test_a_row_with_more_cells_than_the_header(store: Store, tmp_path: Path) -> None:
    key = pending_ids(store)[0]
    (tmp_path / "x.csv").write_text(f"id,decision\n{key},accept,more,and more\n", encoding="utf-8")
    assert import_round(store, tmp_path / "x.csv", "ann").stored == 1


def test_two_rounds_do_not_overlap(store: Store) -> None:
    first = next_records(store, "ann", count=3, filters=ALONE, seconds=86400)
    assert set(first).isdisjoint(next_records(store, "bob", count=3, filters=ALONE, seconds=86400))
