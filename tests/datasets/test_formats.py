"""Every format holds what the table holds, and the same table gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from extractor.datasets import FORMATS, dataset, dataset_names, export_dataset
from extractor.datasets.columns import Column
from extractor.datasets.formats import read_table, typed, write_table
from extractor.errors import KaimenError, UsageError
from extractor.store import Store
from tests.datasets.conftest import TITLE
from tests.helpers import ROOT

COLUMNS = {"text": Column("words"), "number": Column("x", "float"), "count": Column("n", "integer"), "sure": Column("yes", "boolean"), "empty": Column("nothing", "float")}
HOSTILE = pd.DataFrame({
    "text": ["=1+1", "+1", "-1", "@SUM(A1)", "a,b;\t\"c\"\nd", "μ 10⁻⁴ Å 界面", "\x1b[31mred\x07", None, "nan", "1e5"],
    "number": [1.5e-10, -0.0, 1e308, 3.0, None, 1 / 3, 6.02214076e23, 2.2e-308, 5e-324, 0.1],
    "count": [1, None, 2**53, 4, 5, 6, 7, 8, 9, -10],
    "sure": [True, False, None, True, True, True, True, True, True, True],
    "empty": [None] * 10,
})  # fmt: skip


@pytest.mark.parametrize("to", FORMATS)
def test_a_table_of_hostile_cells_comes_back(to: str, tmp_path: Path) -> None:
    out = tmp_path / f"table.{to}"
    write_table(HOSTILE, COLUMNS, to, out)
    expected, back = typed(HOSTILE, COLUMNS), _read_back(out)
    if to == "xlsx":  # XML holds no control characters
        expected["text"] = expected["text"].str.replace("[\x1b\x07]", "�", regex=True)
    pd.testing.assert_frame_equal(back, expected, check_exact=True)


def _read_back(file: Path) -> pd.DataFrame:
    if file.suffix == ".csv":  # as a spreadsheet program or a script reads it; "nan" is a word
        table = pd.read_csv(file, float_precision="round_trip", keep_default_na=False, na_values={name: [""] for name in COLUMNS})
    elif file.suffix == ".xlsx":
        table = pd.read_excel(file, keep_default_na=False, na_values={name: [""] for name in COLUMNS})
    elif file.suffix == ".jsonl":
        table = pd.DataFrame([json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()])
    else:
        table = pd.read_parquet(file)
    return typed(table, COLUMNS)


def test_a_sheet_holds_no_formula(tmp_path: Path) -> None:
    write_table(HOSTILE, COLUMNS, "xlsx", tmp_path / "table.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert sheet["A2"].value == "=1+1"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E11")


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("name", ["li-conductivity", "thermal-interface", "synthesis", "conductivity"])
def test_a_dataset_comes_back_in_every_format(name: str, to: str, store: Store, tmp_path: Path) -> None:
    out = tmp_path / f"out.{to}"
    found = export_dataset(store, name, to, out)
    assert len(found.table) > 0
    back = read_table(out)
    assert len(back) == len(found.table)
    if to == "jsonl" and name == "conductivity":  # records on the wire
        assert list(back["raw"]) == list(found.table["raw"])
        return
    assert list(back.columns) == list(found.table.columns)
    for column, told in found.columns.items():
        if column in found.table:
            assert (back[column].isna() == found.table[column].isna()).all(), column
            if told.kind == "float":
                pd.testing.assert_series_equal(back[column].astype("float64"), found.table[column].astype("float64"), rtol=1e-15 if to == "xlsx" else 0, atol=0)  # openpyxl writes sixteen digits


def test_hostile_titles_are_kept_as_text(store: Store, tmp_path: Path) -> None:
    found = export_dataset(store, "li-conductivity", "csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as lines:
        titles = [row["title"] for row in csv.DictReader(lines)]
    assert [title for title in titles if title.startswith("=HYPERLINK")] == [title for title in found.table["title"].fillna("") if title.startswith("=HYPERLINK")]
    assert any(title.startswith("=HYPERLINK") for title in titles)
    assert TITLE.split("\n")[0][:10] in (tmp_path / "out.bib").read_text(encoding="utf-8").replace("\\", "")


EXPORTS = """
import sys
from pathlib import Path
from extractor.datasets import Filters, Split, export_dataset
from extractor.store import Store
from tests.datasets.conftest import STARTERS

store = Store.open(sys.argv[1])
for name, to, how in (
    ("li-conductivity", "csv", Split("cluster", 3)), ("thermal-interface", "parquet", Split("system", test_share=0.2)), ("conductivity", "jsonl", None), ("synthesis", "xlsx", Split("paper", 2)),
):
    export_dataset(store, name, to, Path(sys.argv[2]) / f"{name}.{to}", Filters(own=True), STARTERS.get(name, ()), how)
"""


def test_two_processes_write_the_same_bytes(made: Path, tmp_path: Path) -> None:
    running = []
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        running.append(subprocess.Popen([sys.executable, "-c", EXPORTS, made, tmp_path / seed], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True))
    assert [process.communicate(timeout=120)[1] for process in running] == ["", ""]
    first, second = ({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert len(first) == 17  # four tables, one more of sources of descriptors, and three files beside each of four names
    assert first == second


@pytest.mark.parametrize(
    ("name", "to", "out", "words"),
    [
        ("nonsense", "csv", "a.csv", "no such dataset; there are thermal-interface"),
        ("all", "docx", "a.docx", "no such format; there are csv"),
        ("all", "csv", "nowhere/a.csv", "nowhere/a.csv: cannot be written"),
        ("li-conductivity", "parquet", "nowhere/a.parquet", "cannot be written"),
        ("li-conductivity", "xlsx", "nowhere/a.xlsx", "cannot be written"),
    ],
)
def test_errors_are_one_line_with_the_remedy(name: str, to: str, out: str, words: str, store: Store, tmp_path: Path) -> None:
    with pytest.raises(KaimenError, match=words) as caught:
        export_dataset(store, name, to, tmp_path / out)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_no_starter_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"{tmp_path}: no starter data there; the folders corpora/obelix"):
        dataset(store, "li-conductivity", None, [tmp_path])


@pytest.mark.parametrize("name", dataset_names())
def test_every_name_gives_a_table_whose_columns_are_told(name: str, store: Store) -> None:
    found = dataset(store, name)
    assert set(found.table.columns) <= set(found.columns)
    assert all(column.meaning for column in found.columns.values())
    typed(found.table, found.columns)


def test_an_empty_store_gives_empty_tables(tmp_path: Path) -> None:
    empty = Store.open(tmp_path / "empty.db")
    for name in dataset_names():
        for to in FORMATS:
            export_dataset(empty, name, to, tmp_path / f"out.{to}")
        assert read_table(tmp_path / "out.csv").empty
