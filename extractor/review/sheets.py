"""Sheets of a review round: their columns, and how they are written and read, as CSV or as an Excel workbook (workbooks.py)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import UsageError

#: What a sheet tells of a record, and what a person may fill in beside it; columns of other fields ("new low") are read too.
TOLD = ("id", "property", "raw", "material", "side_a", "side_b", "temperature", "method", "cited", "simulated", "confidence", "evidence", "doi", "file", "page")
FILLED = ("decision", "new property", "new material", "new value", "new temperature", "new method", "new cited", "new simulated", "reason")
#: Columns without which rows cannot be understood, and the one that only a sheet of bad rows has.
NEEDED, PROBLEM = ("id", "decision"), "problem"
#: A spreadsheet takes a cell that begins so for a formula, which may send data away (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WORKBOOK = ".xlsx"
_FOREIGN = (".xls", ".xlsm", ".xlsb", ".ods", ".fods", ".numbers")


@dataclass(frozen=True)
class Line:
    """A row by column name; `problem` says what the spreadsheet itself spoiled in it."""

    cells: Mapping[str, str]
    problem: str = ""


def write_sheet(file: Path, names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows of texts, numbers and None under these columns, in the format of the file's name.

    Raises UsageError if the file cannot be written.
    """
    _check_format(file)
    try:
        if is_workbook(file):
            from extractor.review.workbooks import write_workbook

            write_workbook(file, names, rows)
        else:
            _write_csv(file, names, rows)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror})") from None


def read_sheet(file: Path) -> tuple[list[str], list[Line]]:
    """Column names (but `PROBLEM`) and rows, without empty ones. Raises UsageError if the file is no sheet of a round."""
    _check_format(file)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from None
    if is_workbook(file):
        from extractor.review.workbooks import read_workbook

        names, lines = read_workbook(file, data)
    else:
        names, lines = _read_csv(file, data)
    if twice := next((name for name in (*NEEDED, *FILLED) if names.count(name) > 1), None):
        raise UsageError(f"{file}: two columns are named {twice}; remove one")
    kept = [name for name in dict.fromkeys(names) if name and name != PROBLEM]
    return kept, [Line({name: line.cells.get(name, "") for name in kept}, line.problem) for line in lines if any(line.cells.values())]


def columns(file: Path) -> tuple[str, ...]:
    """The columns of a round, in an order that suits the format."""
    if is_workbook(file):
        from extractor.review.workbooks import ORDER

        return ORDER
    return (*TOLD, *FILLED)


def no_sheet(file: Path) -> UsageError:
    return UsageError(f"{file}: no sheet of `kaimen review export-round`; its first row has no columns id and decision")


def errors_file(file: Path) -> Path:
    """Where the bad rows of a sheet go: beside it, in the same format."""
    return file.with_suffix(f".errors{file.suffix if is_workbook(file) else '.csv'}")


def is_workbook(file: Path) -> bool:
    return file.suffix.lower() == _WORKBOOK


def _check_format(file: Path) -> None:
    if file.suffix.lower() in _FOREIGN:
        raise UsageError(f"{file}: rounds are .csv or .xlsx files; save it as one of these")


def _read_csv(file: Path, data: bytes) -> tuple[list[str], list[Line]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file}: not UTF-8; save it as “CSV UTF-8”") from None
    head = text.partition("\n")[0]
    # spreadsheets of countries with a decimal comma part cells by semicolons
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",", restval="")
    names = [name.strip() for name in reader.fieldnames or ()]
    if not set(NEEDED) <= set(names):
        raise no_sheet(file)
    reader.fieldnames = names
    try:
        # cells beyond the last column have no name
        return names, [Line({name: _plain(cell) for name, cell in line.items() if name}) for line in reader]
    except csv.Error as error:
        raise UsageError(f"{file}: line {reader.line_num} cannot be read ({error})") from None


def _write_csv(file: Path, names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:  # the mark tells spreadsheets the encoding
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows({name: _harmless("" if cell is None else str(cell)) for name, cell in row.items()} for row in rows)


def _harmless(cell: str) -> str:
    return f"'{cell}" if _is_formula(cell) else cell


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    return cell.lstrip("'").startswith(_FORMULA)
