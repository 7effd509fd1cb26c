"""A sheet of a review round as an Excel workbook, for people who decide in Excel or LibreOffice."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from extractor.errors import UsageError
from extractor.properties import load_properties
from extractor.review.sheets import FILLED, NEEDED, PROBLEM, TOLD, Line, no_sheet

#: What is decided on stands left of where it is decided, in reach of the eye; the rest follows.
ORDER = ("property", "raw", "material", "side_a", "side_b", "temperature", "evidence", *FILLED, *(name for name in TOLD if name in {"method", "cited", "simulated", "confidence", "doi", "file", "page", "id"}))
#: A file that unpacks to more is refused: a round of a thousand records has some 2 MB.
MAX_UNPACKED = 64_000_000
#: An encrypted workbook, or one of the format before 2007, is such a container.
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_WIDTHS = {"problem": 40, "property": 22, "raw": 18, "material": 20, "side_a": 14, "side_b": 14, "temperature": 13, "evidence": 70, "confidence": 12, "reason": 30, "new material": 20, "new property": 22, "doi": 24, "file": 24, "id": 19}
_WIDTH, _LINE_HEIGHT, _MAX_LINES = 14, 15, 12
_WRAPPED = frozenset({"evidence", "raw", "material", "reason", PROBLEM})
_NUMBERS = frozenset({"temperature", "confidence", "page", "new value", "new temperature"})
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d*)?(?:[eE][-+]?\d{1,2})?")
_GREY, _HEAD, _LINE = PatternFill("solid", fgColor="EFEFEF"), PatternFill("solid", fgColor="D6DEE8"), Side(style="thin", color="D0D0D0")
_HOW_TO = (
    "1. Read the evidence, then choose a decision in the white columns: accept (all is right), edit (something is wrong, write what is right), reject (no such value), skip (you cannot tell).",
    "2. For an edit fill in only the new … columns that are wrong. Values and temperatures are SI numbers, or carry their unit: 0.32 mS/cm, 25 °C.",
    "3. Save as .xlsx and give the file back: kaimen review import-round FILE.xlsx. Grey cells are locked against slips only; “Unprotect sheet” asks for no password, and rows may be sorted then.",
)  # fmt: skip


def write_workbook(file: Path, names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows with what is told grey and locked, what is asked white, with lists to choose from. Raises OSError."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Records"
    for column, name in enumerate(names, start=1):
        head = sheet.cell(1, column, name)
        head.font, head.fill, head.alignment = Font(bold=True), _HEAD, Alignment(vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, _WIDTH)
    border = Border(bottom=_LINE, right=_LINE)
    last = 1
    for last, row in enumerate(rows, start=2):
        for column, name in enumerate(names, start=1):
            cell = sheet.cell(last, column)
            _fill(cell, name, row.get(name))
            cell.border, cell.alignment = border, Alignment(vertical="top", wrap_text=name in _WRAPPED)
            if name in TOLD or name == PROBLEM:
                cell.fill = _GREY
            else:
                cell.protection = Protection(locked=False)
        needed = max((len(str(row.get(name) or "")) / _WIDTHS.get(name, _WIDTH) for name in _WRAPPED), default=1.0)
        sheet.row_dimensions[last].height = _LINE_HEIGHT * min(_MAX_LINES, int(needed * 1.1) + 1)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{last}"
    _offer_lists(sheet, names, last, _explain(book))
    _protect(sheet)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = "landscape", 0, True
    sheet.print_title_rows = "1:1"
    book.save(file)


def _fill(cell: Any, name: str, told: object) -> None:
    if told is None or told == "":
        return
    if isinstance(told, str) and name in _NUMBERS and _NUMBER.fullmatch(told):
        told = float(told)
    if isinstance(told, int | float):
        cell.value = told
        if name == "confidence":
            cell.number_format = "0.00"
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(told))
    cell.data_type = "s"  # a text that begins with = stays a text


def _explain(book: Any) -> str:
    """A sheet that says what to do, with the properties' names beside; returns where these are."""
    sheet = book.create_sheet("How to")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].width = 110, 32
    for row, text in enumerate(_HOW_TO, start=1):
        sheet.cell(row, 1, text).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 2 * _LINE_HEIGHT + 4
    properties = sorted(load_properties())
    sheet.cell(1, 3, "Properties").font = Font(bold=True)
    for row, name in enumerate(properties, start=2):
        sheet.cell(row, 3, name).alignment = Alignment(vertical="top")
    return f"'How to'!$C$2:$C${len(properties) + 1}"


def _offer_lists(sheet: Any, names: Sequence[str], last: int, properties: str) -> None:
    lists = {"decision": '"accept,edit,reject,skip"', "new property": properties, "new cited": '"yes,no"', "new simulated": '"yes,no"'}
    for name, choices in lists.items():
        if name in names and last > 1:
            letter = get_column_letter(names.index(name) + 1)
            offered = DataValidation("list", formula1=choices, allow_blank=True, showErrorMessage=True, errorTitle=name, error="Please choose one of the list.")
            offered.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(offered)


def _protect(sheet: Any) -> None:
    """Lock what is told, without a password; columns may be made wider and rows filtered."""
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "formatCells", "autoFilter", "sort"):
        setattr(sheet.protection, allowed, False)  # in the format, true means forbidden


def read_workbook(file: Path, data: bytes) -> tuple[list[str], list[Line]]:
    """Column names and rows of the first sheet that is one of a round. Raises UsageError that says what the file is instead."""
    if data.startswith(_OLE):
        raise UsageError(f"{file}: protected by a password, or a workbook of before 2007; save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            # what is read never exceeds what the directory declares
            unpacked = sum(member.file_size for member in packed.infolist())
    except (zipfile.BadZipFile, ValueError):
        raise UsageError(f"{file}: no Excel workbook, or a damaged one") from None
    if unpacked > MAX_UNPACKED:
        raise UsageError(f"{file}: unpacks to {unpacked / 1e6:.0f} MB, more than a round ever has; copy the rows into a new workbook")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that it will not write again
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            found = next((told for sheet in book.worksheets if (told := _rows(sheet))), None)
    except Exception as error:  # openpyxl lets out whatever the damaged part raised
        raise UsageError(f"{file}: no Excel workbook that can be read ({type(error).__name__}: {str(error)[:80]})") from None
    if found is None:
        raise no_sheet(file)
    return found


def _rows(sheet: Any) -> tuple[list[str], list[Line]] | None:
    sheet.reset_dimensions()  # some programs declare the size wrongly
    rows = (row for row in sheet.iter_rows() if any(cell.value is not None for cell in row))
    names = [_text(cell.value) for cell in next(rows, ())]
    return (names, [_line(names, row) for row in rows]) if set(NEEDED) <= set(names) else None


def _line(names: Sequence[str], row: Sequence[Any]) -> Line:
    told = {name: cell for name, cell in zip(names, row, strict=False) if name}
    cells = {name: _text(cell.value) for name, cell in told.items()}
    return Line(cells, next((why for name, cell in told.items() if name in NEEDED or name.startswith("new ") if (why := _spoiled(name, cell))), ""))


def _spoiled(name: str, cell: Any) -> str:
    if cell.data_type == "e":
        return f"{name}: {cell.value} is an error of the spreadsheet; write the value itself"
    if isinstance(cell.value, datetime.date | datetime.time | datetime.timedelta):
        return f"{name}: the spreadsheet took this for a date or time ({_text(cell.value)}); format the cell as text and write it again"
    return ""


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.15g}"  # so many digits a spreadsheet keeps
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
    return str(value).strip()
