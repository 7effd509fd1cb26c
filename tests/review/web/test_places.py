"""The boxes lie over what they name, on the page as it is drawn."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from extractor.readers.picture import SCALE
from extractor.review.web.papers import NoPicture, Papers
from extractor.review.web.places import Spot
from extractor.review.web.roles import grid, pieces, value_column
from extractor.store import Store
from extractor.store.queries import find_measurements
from tests.review.web.conftest import PDF


def spots_of(store: Store, papers: Papers, row: dict[str, Any]) -> list[Spot]:
    paper = next(store.db.query("SELECT * FROM papers WHERE id = ?", (row["paper_id"],)))
    (boxes,) = store.db.execute("SELECT boxes FROM evidence WHERE id = ?", (row["evidence_id"],)).fetchone()
    headers = []
    if "\t" in row["evidence"]:
        (block,) = store.db.execute("SELECT text FROM blocks WHERE paper_id = ? AND id = ?", (row["paper_id"], row["block"])).fetchone()
        headers = [line.cells[value_column(row)].text for line in grid(row, block, whole=False).lines if line.header]
    return papers.spots(paper, row, [tuple(box) for box in json.loads(boxes)], headers)[1]


def test_boxes_lie_over_what_they_name(library: Path) -> None:
    store, papers = Store.open(library), Papers([library.parent])
    rows = [row for row in find_measurements(store) if row["file"] == PDF.name]
    with pypdfium2.PdfDocument(PDF) as file:
        texts = [page.get_textpage() for page in file]
        heights = [page.get_height() for page in file]
        found: dict[str, int] = {}
        for row in rows:
            spots = spots_of(store, papers, row)
            value = "".join(_printed(texts, heights, row["page"], spot) for spot in spots if spot.role == "value")
            told = row["evidence"][row["value_start"] - row["start"] : row["value_end"] - row["start"]]
            if "\t" not in row["evidence"]:
                (told,) = [piece.text for piece in pieces(row) if piece.role == "value"]
            # pdfium's own reading of the box has the digits of the value, in their order
            assert _digits(value) == _digits(told), (row["evidence"], value)
            for role in {spot.role for spot in spots}:
                found[role] = found.get(role, 0) + 1
        assert found["value"] == found["evidence"] == len(rows) > 80
        assert found["property"] > 0.95 * len(rows) and found["unit"] > 20 and found["material"] > 50
    store.close()


def _printed(texts: list[Any], heights: list[float], page: int, spot: Spot) -> str:
    x0, top, x1, bottom = spot.box
    height = heights[page - 1]
    return str(texts[page - 1].get_text_bounded(x0, height - bottom, x1, height - top))


def _digits(text: str) -> str:
    return "".join(c for c in text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")) if c.isdigit())


def test_ink_is_inside_the_box_and_none_at_its_ends(library: Path) -> None:
    store, papers = Store.open(library), Papers([library.parent])
    row = next(row for row in find_measurements(store) if row["file"] == PDF.name and row["raw"] == "1100 °C")
    paper = next(store.db.query("SELECT * FROM papers WHERE id = ?", (row["paper_id"],)))
    page = np.asarray(Image.open(io.BytesIO(papers.picture(paper, row["page"]))).convert("L"))
    (value,) = [spot for spot in spots_of(store, papers, row) if spot.role == "value"]
    x0, top, x1, bottom = (round(side * SCALE) for side in value.box)
    inside = page[top:bottom, x0:x1] < 128
    columns = np.flatnonzero(inside.any(axis=0))
    assert inside.mean() > 0.05
    assert columns[0] <= 4 and columns[-1] >= inside.shape[1] - 5, "the first and the last character touch the ends"
    store.close()


@pytest.mark.parametrize("name", ["../elsevier-5p.pdf", "/etc/passwd", "sub/elsevier-5p.pdf", ""])
def test_a_name_leads_nowhere(library: Path, name: str) -> None:
    store = Store.open(library)
    paper = next(store.db.query("SELECT * FROM papers WHERE file = ?", (PDF.name,)))
    with pytest.raises(NoPicture, match="not found"):
        Papers([library.parent]).find({**paper, "file": name})
    store.close()


def test_a_file_in_a_folder_below_is_found_by_its_content(library: Path) -> None:
    store = Store.open(library)
    paper = next(store.db.query("SELECT * FROM papers WHERE file = ?", (PDF.name,)))
    below = library.parent / "a" / "b"
    below.mkdir(parents=True)
    (library.parent / PDF.name).rename(below / PDF.name)
    (library.parent / PDF.name).write_bytes(b"another paper of the same name")
    assert Papers([library.parent]).find(paper) == below / PDF.name
    store.close()
