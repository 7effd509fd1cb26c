"""Rounds as Excel workbooks: pleasant to fill in, and robust against what people and programs do to them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from extractor.errors import UsageError
from extractor.review import workbooks
from extractor.review.queue import pending_ids
from extractor.review.rounds import export_round, import_round
from extractor.review.sheets import FILLED, TOLD, errors_file, read_sheet, write_sheet
from extractor.store import Store
from extractor.store.decisions import history
from extractor.store.queries import find_measurements
from tests.review.test_order import ALONE, add_paper

NAMES = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "#N/A", "Li7La3Zr2O12"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    add_paper(made, "a", [(name, 0.5) for name in NAMES])
    yield made
    made.close()


@pytest.fixture
def sheet(store: Store, tmp_path: Path) -> Path:
    """A round of the store's records."""
    export_round(store, tmp_path / "round.xlsx", pending_ids(store, "paper", filters=ALONE))
    return tmp_path / "round.xlsx"


def changed(path: Path, change: Callable[[Any], object]) -> None:
    """A person changes the first sheet of a workbook and saves it."""
    book = load_workbook(path)
    change(book["Records"])
    book.save(path)


def put(sheet: Any, row: int, **cells: object) -> None:
    """Fill in cells of a row by column name, "_" for a blank in it."""
    head = [cell.value for cell in sheet[1]]
    for name, value in cells.items():
        sheet.cell(row, head.index(name.replace("_", " ")) + 1).value = value


def row_of(store: Store, key: str) -> dict[str, Any]:
    (row,) = find_measurements(store, where="id = :id", parameters={"id": key})
    return row


def test_what_an_expert_sees(sheet: Path) -> None:
    book = load_workbook(sheet)
    assert book.sheetnames == ["Records", "How to"]
    records, how_to = book["Records"], book["How to"]
    head = [cell.value for cell in records[1]]
    assert sorted(head) == sorted([*TOLD, *FILLED])
    assert records.freeze_panes == "A2"
    assert [cell.value for cell in how_to["A"] if cell.value][2].startswith("3. Save as .xlsx")
    assert records.protection.sheet
    assert not records.protection.password
    cells = dict(zip(head, records[2], strict=True))
    assert all(cells[name].protection.locked and cells[name].fill.fgColor.rgb.endswith("EFEFEF") for name in TOLD)
    assert not any(cells[name].protection.locked or cells[name].fill.fill_type for name in FILLED)
    assert cells["evidence"].alignment.wrap_text
    assert records.column_dimensions[cells["evidence"].column_letter].width > 60
    assert (cells["confidence"].value, cells["confidence"].data_type, cells["cited"].value) == (0.5, "n", "no")
    lists = {str(offered.sqref): offered.formula1 for offered in records.data_validations.dataValidation}
    assert lists[f"{cells['decision'].column_letter}2:{cells['decision'].column_letter}7"] == '"accept,edit,reject,skip"'
    assert lists[f"{cells['new simulated'].column_letter}2:{cells['new simulated'].column_letter}7"] == '"yes,no"'
    offered = lists[f"{cells['new property'].column_letter}2:{cells['new property'].column_letter}7"]
    assert {"grain_size", "ionic_conductivity"} <= {cell.value for (cell,) in how_to[offered.partition("!")[2].replace("$", "")]}


def test_no_text_is_a_formula(sheet: Path) -> None:
    records = load_workbook(sheet)["Records"]
    column = [cell.value for cell in records[1]].index("material") + 1
    cells = [records.cell(row, column) for row in range(2, 8)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(name, "s") for name in NAMES]
    assert b"<f>" not in zipfile.ZipFile(sheet).read("xl/worksheets/sheet1.xml")


def test_decisions_come_back_and_again_changes_nothing(store: Store, sheet: Path) -> None:
    keys = pending_ids(store, "paper", filters=ALONE)

    def decide(records: Any) -> None:
        put(records, 2, decision="Accept ")
        put(records, 3, decision="edit", new_value=0.95, new_temperature="25 °C", new_cited=True, reason="see table 2")
        put(records, 4, decision="reject")
        put(records, 5, decision="edit", new_property="grain_size", new_value="2 µm")

    changed(sheet, decide)
    done = import_round(store, sheet, "ann")
    assert (done.stored, done.known, done.empty, done.bad) == (4, 0, 2, [])
    assert [row_of(store, key)["state"] for key in keys] == ["accept", "edit", "reject", "edit", "pending", "pending"]
    edited, other = row_of(store, keys[1]), row_of(store, keys[3])
    assert (edited["value"], edited["temperature"], edited["cited"]) == (0.95, 298.15, 1)
    assert (other["property"], other["value"]) == ("grain_size", pytest.approx(2e-6))
    assert history(store, keys[1])[0]["reason"] == "see table 2"
    assert import_round(store, sheet, "ann").known == 4


def _sorted(records: Any) -> None:
    rows = sorted(([cell.value for cell in row] for row in records.iter_rows(min_row=2)), key=str, reverse=True)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            records.cell(number, column).value = value
            if isinstance(value, str):
                records.cell(number, column).data_type = "s"


def _column(records: Any, name: str) -> int:
    return [cell.value for cell in records[1]].index(name) + 1


@pytest.mark.parametrize(
    "change",
    [
        _sorted,
        lambda records: [records.delete_cols(_column(records, name)) for name in ("evidence", "reason", "doi", "new cited")],
        lambda records: records.insert_cols(1, 2),
        lambda records: [records.cell(row, 40, "a note") for row in range(1, 8)],
        lambda records: records.insert_rows(3, 5),
        lambda records: records.insert_rows(1),
        lambda records: records.append([None] * 3 + [""]),
        lambda records: records.parent.move_sheet("How to", -1),
        lambda records: setattr(records, "title", "Tabelle1"),
    ],
    ids=["sorted", "columns gone", "columns before", "notes beside", "empty rows", "empty first row", "blank row", "sheets in another order", "renamed"],
)  # fmt: skip
def test_what_people_do_to_a_sheet(store: Store, sheet: Path, change: Callable[[Any], object]) -> None:
    changed(sheet, lambda records: put(records, 2, decision="reject"))
    changed(sheet, change)
    done = import_round(store, sheet, "ann")
    assert (done.stored, done.empty, done.bad) == (1, 5, [])
    assert row_of(store, pending_ids(store, "paper", filters=ALONE)[0])["material"] == NAMES[1]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"decision": "maybe"}, "decision: 'maybe' is none"),
        ({"decision": True}, "decision: 'yes' is none"),
        ({"decision": "edit", "new_material": datetime.datetime(2026, 3, 4)}, "took this for a date or time (2026-03-04)"),
        ({"decision": "edit", "new_value": datetime.time(1, 30)}, "took this for a date or time (01:30:00)"),
        ({"decision": "edit", "new_value": "#DIV/0!"}, "#DIV/0! is an error of the spreadsheet"),
        ({"decision": "edit", "new_value": True}, "value: 'yes' is no number"),
        ({"decision": "edit", "new_value": "much"}, "value: 'much' is no number"),
        ({"new_value": 5}, "decision: '' is none"),
        ({"decision": "accept", "id": "nobody"}, "nobody: no such measurement"),
    ],
)  # fmt: skip
def test_a_bad_row_comes_back_and_can_be_mended(store: Store, sheet: Path, cells: dict[str, object], message: str) -> None:
    changed(sheet, lambda records: put(records, 2, **cells))
    changed(sheet, lambda records: put(records, 3, decision="accept"))
    done = import_round(store, sheet, "ann")
    assert (done.stored, len(done.bad)) == (1, 1)
    bad = errors_file(sheet)
    assert bad.name == "round.errors.xlsx"
    records = load_workbook(bad)["Records"]
    head, row = ([cell.value for cell in line] for line in records.iter_rows())
    assert head[0] == "problem"
    assert message in row[0]
    assert row[head.index("material")] == NAMES[0]
    key = pending_ids(store, "paper", filters=ALONE)[0]

    def mend(records: Any) -> None:
        put(records, 2, id=key, decision="edit", new_material="MgO", new_value=None)
        records.cell(2, _column(records, "new material")).number_format = "@"

    changed(bad, mend)
    assert import_round(store, bad, "ann").stored == 1
    assert row_of(store, key)["material"] == "MgO"


def test_as_another_program_saves_it(store: Store, tmp_path: Path) -> None:
    """Inline and rich texts, formulas with their results, cells without addresses, no styles, a size that is declared wrongly."""
    one, two, three, *_ = pending_ids(store, "paper", filters=ALONE)
    rows = f"""<row r="1"><c t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><r><t>deci</t></r><r><t>sion</t></r></is></c><c t="inlineStr"><is><t>new value</t></is></c></row>
    <row r="2"><c t="str"><f>"{one}"</f><v>{one}</v></c><c t="inlineStr"><is><t xml:space="preserve"> accept </t></is></c></row>
    <row r="4"><c r="A4" t="inlineStr"><is><t>{two}</t></is></c><c r="B4" t="inlineStr"><is><t>edit</t></is></c><c r="C4"><f>9/10</f><v>0.9</v></c></row>
    <row r="9"><c r="A9" t="inlineStr"><is><t>{three}</t></is></c><c r="C9" t="e"><v>#REF!</v></c></row>"""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{relations}"><sheets><sheet name="Tabelle1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet {main}><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>',
    }  # fmt: skip
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    done = import_round(store, path, "ann")
    assert (done.stored, len(done.bad)) == (2, 1)
    assert row_of(store, two)["value"] == 0.9
    assert "#REF!" in done.bad[0][1]


def _zip(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def _other_book(*head: str) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    book.active.append(head)
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no Excel workbook"), (b"id,decision\n1,accept\n", "no Excel workbook"), (b"PK\x03\x04 cut off", "no Excel workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000), "protected by a password"),
        (_zip(word=b"a letter"), "no Excel workbook that can be read"), (_other_book("a", "b"), "no columns id"), (_other_book(), "no columns id"),
        (_other_book("id", "decision", "reason", "decision"), "two columns are named decision"),
        (_zip(**{f"xl/{i}.xml": bytes(workbooks.MAX_UNPACKED // 2) for i in range(3)}), "unpacks to 96 MB"), (None, "cannot be read"),
    ],
    ids=["empty", "csv", "cut", "encrypted", "another zip", "another book", "empty book", "columns twice", "zip bomb", "absent"],
)  # fmt: skip
def test_what_is_no_sheet(store: Store, tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "x.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        import_round(store, path, "ann")


def test_entities_are_not_expanded(store: Store, sheet: Path) -> None:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 50 if i else "ha" * 50}">' for i in range(8))
    bomb = io.BytesIO()
    with zipfile.ZipFile(sheet) as packed, zipfile.ZipFile(bomb, "w") as changed_zip:
        for name in packed.namelist():
            text = packed.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = f"<!DOCTYPE x [{entities}]>".encode() + text.replace(b"<sheetData>", b"<sheetData><row><c><v>&e7;</v></c></row>")
            changed_zip.writestr(name, text)
    sheet.write_bytes(bomb.getvalue())
    with pytest.raises(UsageError, match="no Excel workbook that can be read"):
        import_round(store, sheet, "ann")


@pytest.mark.parametrize("name", ["round.xls", "round.ods", "round.XLSM"])
def test_other_formats_are_told_at_once(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"\.csv or \.xlsx"):
        export_round(store, tmp_path / name, [])
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UsageError, match=r"\.csv or \.xlsx"):
        import_round(store, tmp_path / name, "ann")


def test_a_folder_that_is_not_there(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        export_round(store, tmp_path / "no" / "round.xlsx", [])


# what XML cannot hold is replaced, and blanks around a text are not kept
COLUMNS = ("id", "decision", "new material", "new low", "reason", "my notes")
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=80).map(str.strip)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, TEXTS)), max_size=4), suffix=st.sampled_from([".xlsx", ".csv"]))
def test_texts_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], suffix: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"texts{suffix}"
    write_sheet(path, COLUMNS, rows)
    assert [dict(line.cells) for line in read_sheet(path)[1]] == [row for row in rows if any(row.values())]


@settings(max_examples=40, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False).filter(lambda number: abs(number) < 1e300))
def test_numbers_come_back_to_15_digits(tmp_path_factory: pytest.TempPathFactory, number: float) -> None:
    path = tmp_path_factory.getbasetemp() / "numbers.xlsx"
    write_sheet(path, ["id", "decision", "new value"], [{"id": "x", "new value": number}])
    assert float(read_sheet(path)[1][0].cells["new value"]) == pytest.approx(number, rel=1e-14)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), max_size=20), st.floats(0.5, 1))
def test_damaged_workbooks_get_one_line(tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[float, int]], kept: float) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    write_sheet(path, ["id", "decision"], [{"id": "x", "decision": "accept"}])
    content = bytearray(path.read_bytes())
    for place, byte in damage:
        content[int(place * len(content))] = byte
    path.write_bytes(content[: int(kept * len(content))])
    try:
        names, lines = read_sheet(path)
    except UsageError as error:
        assert str(error).startswith(str(path))
    else:
        assert {"id", "decision"} <= set(names)
        assert len(lines) <= 1
