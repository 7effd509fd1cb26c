"""What all markup readers share: safe parsing, encodings, superscripts, table grids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractor.errors import ReadError
from extractor.readers.blocks import SUPERSCRIPT, clean
from extractor.readers.encoding import decode, without_halves

_PLAIN_SUPERSCRIPT = re.compile(r"^[0-9+\-−–‐‑‒—=()n]+$")
_SPACE_AFTER_SIGN = re.compile(r"(?<=[+\-−–‐‑‒—])[\s\u2009\u202f\u00a0]+(?=\d)")
_DECLARED = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?\s*([A-Za-z][\w.:-]*)")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
#: Real articles stay below 60; deeper nesting only serves to exhaust a reader.
MAX_DEPTH = 150
#: HTML's own limit of a column span, and one for the cells of a table.
MAX_SPAN, MAX_CELLS = 1000, 50_000


def local(element: etree._Element) -> str:
    """An element's name in lower case without namespace; empty for comments and entities."""
    # HTML may hold names ("util:x") that etree.QName refuses
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def decode_markup(data: bytes, name: str) -> str:
    """Bytes of XML or HTML to text.

    What is valid UTF-8 is taken as that, whatever the file declares: other encodings hardly ever
    look like it. Else the declared encoding counts, else the likeliest.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:2048])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = declared.group(1).decode("ascii").lower()
        # browsers read these two as Windows-1252, their superset
        encoding = "cp1252" if encoding in ("iso-8859-1", "us-ascii") else encoding
        try:
            return without_halves(data.decode(encoding))
        except (UnicodeError, LookupError):  # codecs of other things raise what they like of the family
            pass
    return decode(data, name)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Parse XML without network, entities or DTD.

    Raises ReadError for malformed markup and for nesting that no article has.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    text = _XML_DECLARATION.sub("", decode_markup(data, name), count=1)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ReadError("corrupt", f"{name}: malformed XML ({error.msg}); fetch the file again") from None
    check_depth(root, name)
    return root


def check_depth(root: etree._Element, name: str) -> None:
    """Raise ReadError where elements are nested deeper than any article's."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise ReadError("corrupt", f"{name}: its elements are nested more than {MAX_DEPTH} deep; fetch the file again")


def superscript(text: str) -> str:
    """Superscript as Unicode where it has the characters, else as it stands.

    >>> superscript("−4")
    '⁻⁴'
    """
    text = text.strip()
    compact = _SPACE_AFTER_SIGN.sub("", text)
    return compact.translate(SUPERSCRIPT) if _PLAIN_SUPERSCRIPT.match(compact) else text


@dataclass
class Grid:
    """A table's cells with spanned ones repeated; `foot` holds the texts of its <tfoot>."""

    rows: list[list[str]] = field(default_factory=list)
    header_rows: int = 0
    foot: list[str] = field(default_factory=list)


def read_grid(table: etree._Element, cell_text: Callable[[etree._Element], str]) -> Grid:
    """An XHTML (tr, th, td) or CALS (row, entry) table.

    Without a head, the leading rows that consist of header cells count as one, at least the first.
    """
    grid = Grid()
    groups = list(_row_groups(table))
    for part in ("thead", "tbody"):
        for _, rows in (group for group in groups if group[0] == part):
            _lay_out(rows, cell_text, grid)
        if part == "thead":
            grid.header_rows = len(grid.rows)
    if not grid.header_rows:
        flat = [row for _, rows in groups for row in rows]
        leading = next((index for index, row in enumerate(flat) if not _is_header(row)), 0)
        grid.header_rows = min(max(1, leading), len(grid.rows))
    for _, rows in (group for group in groups if group[0] == "tfoot"):
        foot = Grid()
        _lay_out(rows, cell_text, foot)
        grid.foot.extend(" ".join(dict.fromkeys(filter(None, row))) for row in foot.rows)
    return grid


def _row_groups(table: etree._Element) -> Iterator[tuple[str, list[etree._Element]]]:
    """Each head, body or foot with its rows; loose rows are a body. Nested tables stay out."""
    loose: list[etree._Element] = []
    for child in table:
        name = local(child)
        if name == "tgroup":
            yield from _row_groups(child)
        elif name in ("thead", "tbody", "tfoot"):
            yield name, [row for row in child if local(row) in ("tr", "row")]
        elif name in ("tr", "row"):
            loose.append(child)
    if loose:
        yield "tbody", loose


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if local(cell) in ("td", "th", "entry")]


def _is_header(row: etree._Element) -> bool:
    cells = _cells(row)
    return bool(cells) and all(local(cell) == "th" or not "".join(cell.itertext()).strip() for cell in cells)


def _lay_out(rows: list[etree._Element], cell_text: Callable[[etree._Element], str], grid: Grid) -> None:
    """Append a group's rows to the grid; a span ends with its group, as in a browser."""
    pending: dict[tuple[int, int], str] = {}
    laid = sum(len(row) for row in grid.rows)
    for index, row in enumerate(rows):
        cells: list[str] = []
        for cell in _cells(row):
            _fill(cells, index, pending)
            text = clean(cell_text(cell))
            height = min(_row_span(cell), len(rows) - index)
            for _ in range(_column_span(cell)):
                for below in range(1, height):
                    pending[index + below, len(cells)] = text
                cells.append(text)
            if laid + len(cells) + len(pending) > MAX_CELLS:
                return
        _fill(cells, index, pending)
        laid += len(cells)
        grid.rows.append(cells)


def _fill(cells: list[str], index: int, pending: dict[tuple[int, int], str]) -> None:
    while (index, len(cells)) in pending:
        cells.append(pending.pop((index, len(cells))))


def _number(text: str | None) -> int:
    match = re.search(r"\d{1,6}", text or "")
    return int(match.group()) if match else 0


def _row_span(cell: etree._Element) -> int:
    if cell.get("morerows"):
        return _number(cell.get("morerows")) + 1
    # 0 means "to the end of the group" in HTML
    return _number(cell.get("rowspan")) or (MAX_CELLS if cell.get("rowspan") == "0" else 1)


def _column_span(cell: etree._Element) -> int:
    if cell.get("namest") and cell.get("nameend"):
        return min(MAX_SPAN, max(1, _number(cell.get("nameend")) - _number(cell.get("namest")) + 1))
    return min(MAX_SPAN, max(1, _number(cell.get("colspan"))))
