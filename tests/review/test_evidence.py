"""What is marked in a sentence and in a table's row, with and without colours."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.review.evidence import STYLES, in_context, marks, sentence, value_line
from extractor.review.table import table_row

TABLE = "Sample\tDensity\tσ at\tσ at\nSample\t(%)\t400 °C\t500 °C\nG5\t96.1\t1.1\t5.0\nG10\t97.4\t2.4\t9.5\nG20\t95.8\t9.7\t5.3"


def row_of(text: str, value: str, *, block: str = "", **fields: Any) -> dict[str, Any]:
    start = block.find(text) if block else 0
    at = start + text.index(value)
    return {
        "evidence": text, "start": start, "end": start + len(text), "value_start": at, "value_end": at + len(value), "property": "ionic_conductivity", "material": None,
        "side_a": None, "side_b": None, "formula": None, "label": None, "temperature": None, **fields,
    }  # fmt: skip


def test_value_property_material_and_condition_are_marked() -> None:
    row = row_of("The ionic conductivity of LLZO was 3.2 mS/cm at 25 °C, not at 60 °C.", "3.2 mS/cm", material="LLZO", temperature=298.15)
    assert {(row["evidence"][mark.start : mark.end], mark.kind) for mark in marks(row)} == {
        ("3.2 mS/cm", "value"), ("ionic conductivity", "property"), ("LLZO", "material"), ("25 °C", "condition")
    }  # fmt: skip
    assert "was ⟦3.2 mS/cm⟧ at" in sentence(row).plain
    assert {str(span.style) for span in sentence(row).spans} == set(STYLES.values())


def test_marks_do_not_overlap() -> None:
    row = row_of("sintered at 1100 °C", "1100 °C", property="sintering_temperature", temperature=1373.15)
    assert [mark.kind for mark in marks(row)].count("condition") == 0


def test_the_text_around() -> None:
    block = "Before. It was 3 mS/cm. After."
    row = row_of("It was 3 mS/cm.", "3 mS/cm", block=block)
    shown = in_context(row, ("A heading", block, "The next"))
    assert shown.plain == "A heading\nBefore. It was ⟦3 mS/cm⟧. After.\nThe next"
    assert (value_line(shown, 80), value_line(shown, 12)) == (1, 2)


def test_a_row_stands_below_all_its_headers() -> None:
    row = row_of("G10\t97.4\t2.4\t9.5", "2.4", block=TABLE, material="G10")
    lines = table_row(row, TABLE, 80).plain.splitlines()
    assert [line.split(" │ ")[2].strip() for line in lines] == ["σ at", "400 °C", "⟦2.4⟧"]
    assert len(lines) == 3
    assert len(table_row(row, TABLE, 80, whole=True).plain.splitlines()) == 5


@pytest.mark.parametrize("width", [20, 24, 30])
def test_a_narrow_screen_keeps_the_first_column_and_the_value(width: int) -> None:
    row = row_of("G10\t97.4\t2.4\t9.5", "9.5", block=TABLE)
    lines = table_row(row, TABLE, width).plain.splitlines()
    assert lines[-1].startswith("G10") and "⟦9.5⟧" in lines[-1]
    assert all(len(line) <= width for line in lines)


def test_a_row_with_escape_codes_and_uneven_cells() -> None:
    block = "x\ty\n[red]a[/]\x1b[2J\t5\t6\t7"
    row = row_of("[red]a[/]\x1b[2J\t5\t6\t7", "5", block=block)
    shown = table_row(row, block, 80).plain
    assert "[red]a[/]" in shown and "\x1b" not in shown and "⟦5⟧" in shown
