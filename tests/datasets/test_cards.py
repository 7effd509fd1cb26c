"""The Croissant cards are valid, and the library that defines them reads every row of every record set by them."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import mlcroissant
import pandas as pd
import pytest

from extractor.datasets import FORMATS, Dataset, Filters, Split, export_dataset
from extractor.datasets.card import checksum
from extractor.store import Store
from tests.datasets.conftest import STARTERS

CASES = [("li-conductivity", Split("family", 2)), ("thermal-interface", None), ("synthesis", Split(test_share=0.2)), ("conductivity", None), ("sintering_atmosphere", None)]


@pytest.mark.filterwarnings("error:.*[Cc]roissant.*")
@pytest.mark.parametrize("to", ["csv", "parquet", "jsonl"])
@pytest.mark.parametrize(("name", "how"), CASES, ids=[name for name, _ in CASES])
def test_mlcroissant_reads_every_row(name: str, how: Split | None, to: str, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = export_dataset(store, name, to, tmp_path / f"out.{to}", how=how)
    with caplog.at_level(logging.WARNING):
        card = mlcroissant.Dataset(jsonld=str(tmp_path / "out.croissant.json"))
    issues = card.metadata.ctx.issues
    assert (list(issues.errors), list(issues.warnings)) == ([], [])
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING and "roissant" in record.name]
    assert [records.name for records in card.metadata.record_sets] == [name, *found.beside]
    tables = {name: found.table, **found.beside}
    for records in card.metadata.record_sets:
        rows = list(card.records(records.name))
        assert len(rows) == len(tables[records.name]) > 0
        assert {key for row in rows for key in row} == {field.id for field in records.fields}
    if not (to == "jsonl" and how is None and "value" in found.table):
        _same_numbers(list(card.records(name)), found)


def _same_numbers(rows: list[dict[str, Any]], found: Dataset) -> None:
    for column, told in found.columns.items():
        if told.kind == "float" and column in found.table:
            read = pd.Series([row[f"{found.name}/{column}"] for row in rows], dtype="float64")
            pd.testing.assert_series_equal(read, found.table[column].astype("float64"), check_names=False, rtol=1e-14)


@pytest.mark.parametrize("to", FORMATS)
def test_the_card_tells_checksums_filters_split_licences_and_columns(to: str, store: Store, tmp_path: Path) -> None:
    name = "thermal-interface"
    found = export_dataset(store, name, to, tmp_path / f"out.{to}", Filters(max_temperature=400.0), STARTERS[name], Split(test_share=0.2, seed=3))
    card, page = json.loads((tmp_path / "out.croissant.json").read_text(encoding="utf-8")), (tmp_path / "out.md").read_text(encoding="utf-8")
    assert {file["contentUrl"]: file["sha256"] for file in card["distribution"]} == {file: checksum(tmp_path / file) for file in (f"out.{to}", f"out.descriptors.{to}")}
    for text in (card["description"], page):
        assert f"{len(found.table)} rows" in text
        assert "max_temperature = 400.0" in text
        assert "split by paper, train 0.6, valid 0.2, test 0.2, seed 3" in text
        assert "from interfaces.csv" in text
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in card["license"]
    assert "corpora/interfaces" in card["citeAs"]
    for column in found.table.columns:
        assert f"| {column} |" in page
    papers = {row["file"] for row in store.db.query("SELECT DISTINCT file FROM papers") if row["file"] in set(found.table["source"])}
    assert (tmp_path / "out.bib").read_text(encoding="utf-8").count("\n@") + 1 >= len(papers) > 0


def test_xlsx_is_told_as_a_file(store: Store, tmp_path: Path) -> None:
    export_dataset(store, "synthesis", "xlsx", tmp_path / "out.xlsx")
    card = mlcroissant.Dataset(jsonld=str(tmp_path / "out.croissant.json"))
    assert (list(card.metadata.ctx.issues.errors), list(card.metadata.ctx.issues.warnings)) == ([], [])
    assert not card.metadata.record_sets
