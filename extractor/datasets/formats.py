"""Tables as files: CSV, Parquet, JSON Lines and xlsx. The same table gives the same bytes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from extractor.datasets.columns import Column
from extractor.datasets.filters import dictionaries
from extractor.errors import UsageError

#: Suffix and media type by format.
FORMATS = {"csv": "text/csv", "parquet": "application/x-parquet", "jsonl": "application/jsonlines", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_KINDS = {"float": "float64", "integer": "Int64", "boolean": "boolean", "text": "string"}
#: Times inside an archive are those of this moment, so that they do not differ from run to run.
_MOMENT = datetime(1980, 1, 1)
_NO_PARQUET = "Parquet needs pyarrow: pip install 'kaimen[parquet]', or take CSV"
_SHEET_ROWS = 1_048_575


def typed(table: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """The table with the types that its dictionary tells, empty cells as missing values."""
    return table.astype({name: _KINDS[columns[name].kind] for name in table.columns})


def write_table(table: pd.DataFrame, columns: Mapping[str, Column], to: str, out: Path) -> None:
    """Write a table. Raises UsageError for a format that is none, that its library is missing for, or that cannot hold it."""
    frame = typed(table, columns)
    if to == "csv":
        frame.to_csv(out, index=False, lineterminator="\n")
    elif to == "jsonl":
        # not DataFrame.to_json, which cuts numbers at fifteen digits
        with out.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in dictionaries(frame))
    elif to == "parquet":
        try:
            frame.to_parquet(out, index=False)
        except ImportError:
            raise UsageError(_NO_PARQUET) from None
    elif to == "xlsx":
        if len(frame) > _SHEET_ROWS:
            raise UsageError(f"{out}: a sheet holds {_SHEET_ROWS} rows at most, this dataset has {len(frame)}; give --to csv or parquet")
        out.write_bytes(_workbook(frame))
    else:
        raise UsageError(f"{to}: no such format; there are {', '.join(FORMATS)}")


def read_table(file: Path) -> pd.DataFrame:
    """A table that `write_table` wrote, in the format that its suffix tells; columns that are empty throughout are numbers.

    Raises UsageError for a file that is missing or no such table.
    """
    to = file.suffix[1:].lower()
    if to not in FORMATS:
        raise UsageError(f"{file}: no such format; give a file that ends in {', '.join(f'.{name}' for name in FORMATS)}")
    try:
        if to == "csv":
            return pd.read_csv(file, low_memory=False, float_precision="round_trip")
        if to == "jsonl":
            with file.open(encoding="utf-8") as lines:
                return pd.DataFrame([json.loads(line) for line in lines])
        return pd.read_parquet(file) if to == "parquet" else pd.read_excel(file)
    except ImportError:
        raise UsageError(_NO_PARQUET) from None
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror or error})") from None
    except (ValueError, zipfile.BadZipFile) as error:
        raise UsageError(f"{file}: not a table that can be read ({str(error).splitlines()[0]})") from None


def _workbook(frame: pd.DataFrame) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.created = book.properties.modified = _MOMENT
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Sheet")
    sheet.append(list(frame.columns))
    for row in dictionaries(frame):
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("�", cell) if isinstance(cell, str) else cell for cell in row.values()])
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # text, never a formula
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{len(frame) + 1}"
    written, fixed = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _undated(content)
            archive.writestr(zipfile.ZipInfo(name, _MOMENT.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _undated(properties: bytes) -> bytes:
    """The document's properties without the time of saving, which openpyxl sets itself."""
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", properties)
