"""Writes a dataset with everything that a reader of it needs: tables, sources, cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from extractor.datasets.bibliography import bibtex
from extractor.datasets.card import checksum, croissant, page, plain_columns
from extractor.datasets.catalogue import Dataset, dataset
from extractor.datasets.facts import related
from extractor.datasets.filters import Filters
from extractor.datasets.formats import FORMATS, write_table
from extractor.datasets.records import COLUMNS
from extractor.datasets.splits import Split, check_leak, split
from extractor.errors import UsageError
from extractor.records import Record
from extractor.store import Store

#: Fields of a record on the wire that hold one value; `value` itself may be a number or a word.
_WIRE = {name: replace(column, kind="text") if name == "value" else column for name, column in COLUMNS.items() if name in Record.model_fields and name not in ("flags", "conditions", "evidence")}


def export_dataset(store: Store, name: str, to: str, out: Path, filters: Filters | None = None, starters: Iterable[Path] = (), how: Split | None = None) -> Dataset:
    """Write a dataset to `out`; beside it tables that belong to it (OUT.descriptors.csv …), its papers (.bib), a Croissant card (.croissant.json) and a page (.md).

    With `how` it gets a column that splits it. The same store, filters, sources and split give the same bytes. Raises UsageError for
    wrong names, formats and places, and LeakError before it would write a split that leaks.
    """
    if to not in FORMATS:
        raise UsageError(f"{to}: no such format; there are {', '.join(FORMATS)}")
    filters = filters or Filters()
    found = dataset(store, name, filters, starters)
    if how is not None:
        found = _split(store, found, how)
    files = [out, *(out.with_name(f"{out.stem}.{beside}{out.suffix}") for beside in found.beside)]
    try:
        if to == "jsonl" and found.columns is COLUMNS:
            with out.open("w", encoding="utf-8") as stream:  # as `kaimen extract --format jsonl` prints them
                stream.writelines(record.wire() + "\n" for record in found.records)
            found = replace(found, columns=_WIRE)
        else:
            write_table(found.table, found.columns, to, out)
        for table, file in zip(found.beside.values(), files[1:], strict=True):
            write_table(table, plain_columns(table), to, file)
        sums = {file: checksum(file) for file in files}
        papers = {paper for paper in found.table["paper"] if isinstance(paper, str)}
        out.with_suffix(".bib").write_text(bibtex(store, papers), encoding="utf-8")
        out.with_suffix(".croissant.json").write_text(croissant(store, found, filters, to, sums), encoding="utf-8")
        out.with_suffix(".md").write_text(page(store, found, filters, sums), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{error.filename or out}: cannot be written ({error.strerror or error})") from None
    return found


def _split(store: Store, found: Dataset, how: Split) -> Dataset:
    relations = related(store)
    table = split(found.table, how, relations)
    check_leak(table, how.column, how.by, relations)
    return replace(found, table=table, columns={**found.columns, how.column: how.dictionary()}, notes=(*found.notes, f"split {how.told()}"))
