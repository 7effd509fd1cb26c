"""What papers say is text on the page, whatever it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import BlockKind, make_table_block
from extractor.review.web.pages import environment
from extractor.review.web.roles import grid, pieces
from extractor.store import Store
from extractor.store.queries import find_measurements
from tests.review.web.conftest import ATTACK, ATTACKS, Open, first_page

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x08\x0b-\x1f\x7f-\x9f]")


def harmless(tree: Any) -> None:
    assert [script.get("src") for script in tree.iter("script")] == ["/static/review.js"]
    assert not list(tree.iter("style", "iframe", "object", "base", "embed"))
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name != "style", (element.tag, name)
            if name in ("href", "src", "action", "formaction"):
                assert value.startswith(("/", "#", "https://doi.org/10.")), (element.tag, value)
    assert not [image for image in tree.iter("img", "image") if not image.get("href", "").startswith("/picture/")]


def test_no_text_of_a_paper_becomes_markup(attacked: Path, browse: Open) -> None:
    client = browse(attacked, reviewer=ATTACK)
    page = first_page(client)
    addresses = page.tree.xpath("//ol[@class='queue']//a/@href")
    assert len(addresses) > 1
    for address in addresses:
        for more in ("", "&around=1", "&edit"):
            shown = page.see(**dict(pair.partition("=")[::2] for pair in f"{address.split('?')[1]}{more}".split("&")))
            harmless(shown.tree)
            assert "{{ 7*7 }}" in shown.text and "49" not in shown.tree.text_content().replace(shown.id, "")
            assert not _DIRECTION.search(shown.text.replace("\n", ""))
            assert "owned" not in str(shown.tree.findtext(".//title")).replace("document.title='owned'", "")


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_is_asked_becomes_markup(attacked: Path, browse: Open, attack: str) -> None:
    page = first_page(browse(attacked))
    asked = (page.see(id=attack), page.key("e").send("edit", value=attack), page.send("reject", words=attack), first_page(page.client, words=attack), first_page(page.client, property=attack))
    for shown in asked:
        harmless(shown.tree)


@given(st.text())
def test_templates_write_text_as_text(text: str) -> None:
    shown = environment().from_string("<p title='{{ text }}'>{{ text }}</p>").render(text=text)
    assert shown.count("<") == 2 and shown.count("'") == 2
    assert not _DIRECTION.search(shown)


def test_pieces_are_the_evidence(library: Path) -> None:
    store = Store.open(library)
    seen = set()
    for row in find_measurements(store):
        cut = pieces(row)
        assert "".join(piece.text for piece in cut) == row["evidence"]
        told = row["evidence"][row["value_start"] - row["start"] : row["value_end"] - row["start"]]
        if "\t" not in row["evidence"]:
            assert next(piece.text for piece in cut if piece.role == "value") in told
        else:
            (block,) = store.db.execute("SELECT text FROM blocks WHERE paper_id = ? AND id = ?", (row["paper_id"], row["block"])).fetchone()
            for whole in (False, True):
                table = grid(row, block, whole=whole)
                (value,) = [cell.text for line in table.lines for cell in line.cells if cell.role == "value"]
                assert told in value
                assert len({len(line.cells) for line in table.lines}) == 1
                assert len(table.lines) + table.before + table.after == len(block.splitlines())
        seen |= {piece.role for piece in cut}
    store.close()
    assert seen >= {"value", "unit", "property", "material", "condition"}


def test_a_long_table_is_cut_around_the_value() -> None:
    block = make_table_block("t", [["x", "σ"], *([str(n), f"{n}.5"] for n in range(40))], header_rows=1)
    assert block.kind is BlockKind.TABLE and block.table is not None
    cell = block.table.rows[21][1]
    line = f"20\t{cell.text}"
    row = {"evidence": line, "start": cell.start - 3, "end": cell.end, "value_start": cell.start, "value_end": cell.end, "material": "20", "label": None, "side_a": None, "side_b": None, "formula": None}
    near, whole = grid(row, block.text, whole=False), grid(row, block.text, whole=True)
    assert [line.cells[0].text for line in near.lines] == ["x", *map(str, range(15, 26))]
    assert (near.before, near.after, whole.before, whole.after, len(whole.lines)) == (15, 14, 0, 0, 41)
    assert [(cell.text, cell.role) for line in near.lines for cell in line.cells if cell.role] == [("σ", "property"), ("20", "material"), ("20.5", "value")]
