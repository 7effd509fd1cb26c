"""What the review page shows of a sitting, as plain values for the template."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from extractor.document import Box
from extractor.errors import UsageError
from extractor.plain import printable
from extractor.properties import load_properties
from extractor.review.dialogs import REASONS
from extractor.review.display import NOTHING, Row, material_of, property_name, property_sign, record_lines, shown_value
from extractor.review.queue import Selection
from extractor.review.web.editing import inputs
from extractor.review.web.papers import NoPicture, Papers
from extractor.review.web.places import Spot
from extractor.review.web.roles import ROLES, grid, pieces, value_column
from extractor.review.web.sittings import Sitting

FOLDER = Path(str(files("extractor.review.web")))
#: Lines of the queue before and after the record at hand.
_BEFORE, _AFTER = 20, 60
#: Around the spots, and the least width and height of what is seen at first, in points.
_MARGIN, _LEAST_WIDTH, _LEAST_HEIGHT = 24.0, 330.0, 110.0
#: Points; spots farther apart than that are not seen together.
_FAR = 180.0
_DOI = re.compile(r"10\.\d{4,9}/\S+")
#: Key, and what it does; the elements of the page have them as data-key.
KEYS = (
    ("a", "accept: right as it stands"), ("e", "edit the fields; Enter saves, Escape leaves"), ("r", "reject, with a reason (1 to 7, or words)"),
    ("s", "skip: it comes again in the next sitting"), ("u", "undo your last decision, then those before, of earlier sittings too"),
    ("n", "next record of another paper"), ("f", "filter: property, confidence, paper, compound, flag"), ("/", "search words in the evidence"),
    ("c", "context: the text before and after, the whole table"), ("j or ↓", "next record"), ("k or ↑", "record before"),
    ("+ − 0 w", "the page's picture: nearer, farther, the evidence, the whole page"), ("?", "this help"), ("Escape", "leaves what is open"),
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """The page of the evidence: where its picture is, its size in points, what is where on it, and which part is seen at first."""

    address: str
    width: float
    height: float
    spots: Sequence[Spot]
    view: tuple[float, float, float, float]


def environment() -> Environment:
    """Templates that write no markup of a paper, and none of its control characters and marks of direction."""
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        finalize=lambda value: printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )  # fmt: skip


def review_page(sitting: Sitting, papers: Papers, row: Row | None, *, typed: Mapping[str, str] | None = None, editing: bool = False) -> dict[str, Any]:
    """Everything that the template asks for; `typed` are the texts of an edit that could not be stored."""
    session = sitting.session
    told, wrong = sitting.listen()
    shown: dict[str, Any] = {
        "sitting": sitting.key, "base": f"/sitting/{sitting.key}", "session": session, "selection": asdict(session.selection), "chosen": str(session.selection),
        "told": told, "wrong": wrong, "around": sitting.around, "row": row, "lines": _queue(sitting, row), "keys": KEYS, "reasons": REASONS, "roles": ROLES, "nothing": NOTHING,
        "properties": list(load_properties()), "rate": f"{session.per_hour:.0f} an hour" if session.per_hour else "", "editing": editing and row is not None,
    }  # fmt: skip
    if row is None:
        return shown
    before, after = sitting.neighbours()
    around = session.blocks(row)
    table = grid(row, around[1], whole=sitting.around) if "\t" in row["evidence"] else None
    headers = [line.cells[value_column(row)].text for line in table.lines if line.header] if table else []
    picture, lack = _picture(sitting, papers, row, headers)
    shown |= {
        "seen": sitting.seen(row["id"]), "title": f"{shown_value(row)}, {material_of(row)}", "fields": _fields(sitting, row), "before": before, "after": after,
        "inputs": inputs(row, typed), "table": table, "pieces": [] if table else pieces(row), "blocks": _context(row, around), "repairs": json.loads(row["repairs"]),
        "picture": picture, "lack": lack, "doi": f"https://doi.org/{quote(row['doi'], safe='/():;.')}" if _DOI.fullmatch(row["doi"] or "") else "",
    }  # fmt: skip
    return shown


def _queue(sitting: Sitting, row: Row | None) -> list[dict[str, Any]]:
    session, here = sitting.session, row["id"] if row else None
    return [
        {
            "id": line["id"], "confidence": f"{line['confidence']:.2f}", "property": property_name(line), "sign": property_sign(line), "value": shown_value(line),
            "material": material_of(line), "here": line["id"] == here,
        }
        for line in session.rows[max(0, session.at - _BEFORE) : session.at + _AFTER]
    ]  # fmt: skip


def _fields(sitting: Sitting, row: Row) -> list[tuple[str, str, str]]:
    """Name, content and address of each line of the record; the address shows what has the same there."""
    same = {"property": {"property": row["property"]}, "material": {"compound": row["material"]}, "compound": {"compound": row["compound_id"]}, "paper": {"paper": row["paper_id"]}}
    session = sitting.session
    fields = []
    if row["state"] != "pending":
        fields.append(("decided", f"{row['state']} by {row['reviewer']}", ""))
    for name, content in record_lines(row, session.links(row)):
        wanted = {key: value for key, value in same.get(name, {}).items() if value}
        fields.append((name, content, f"/sitting/{sitting.key}/select?{urlencode(wanted)}" if wanted else ""))
    return fields


def _context(row: Row, blocks: tuple[str, str, str]) -> tuple[str, str]:
    """The text before and after the evidence, as far as the neighbouring blocks."""
    before, own, after = blocks
    if "\t" in row["evidence"]:
        return before, after
    return f"{before}\n{own[: row['start']]}".strip(), f"{own[row['end'] :]}\n{after}".strip()


def _picture(sitting: Sitting, papers: Papers, row: Row, headers: Sequence[str]) -> tuple[Picture | None, str]:
    """The page of the evidence, or why there is none; nothing at all of a paper without pages."""
    db = sitting.session.store.db
    paper = next(db.query("SELECT id, file, sha256, reader FROM papers WHERE id = ?", (row["paper_id"],)))
    if paper["reader"] != "pdf" or not row["page"]:
        return None, ""
    (stored,) = db.execute("SELECT boxes FROM evidence WHERE id = ?", (row["evidence_id"],)).fetchone()
    boxes: list[Box] = [tuple(box) for box in json.loads(stored)]
    try:
        (width, height), spots = papers.spots(paper, row, boxes, headers)
    except NoPicture as error:
        return None, str(error)
    return Picture(f"/picture/{paper['sha256']}/{row['page']}.png", width, height, spots, _view(spots, width, height)), ""


def _view(spots: Sequence[Spot], width: float, height: float) -> tuple[float, float, float, float]:
    """The part of the page around the spots: left, top, width and height."""
    if not spots:
        return 0.0, 0.0, width, height
    left, top, right, bottom = _around(spot.box for spot in spots)
    if bottom - top > _FAR:  # a header far above a value would make it small
        left, top, right, bottom = _around(spot.box for spot in spots if spot.role in ("evidence", "value"))
    wide, high = min(width, max(_LEAST_WIDTH, right - left + 2 * _MARGIN)), min(height, max(_LEAST_HEIGHT, bottom - top + 2 * _MARGIN))
    x = min(max(0.0, (left + right - wide) / 2), width - wide)
    y = min(max(0.0, (top + bottom - high) / 2), height - high)
    return round(x, 2), round(y, 2), round(wide, 2), round(high, 2)


def _around(boxes: Iterable[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def selection_of(texts: Mapping[str, str]) -> Selection:
    """What a filter form asks for. Raises UsageError that names the field."""
    words: dict[str, Any] = {name: texts.get(name, "").strip() for name in ("property", "paper", "compound", "flag", "words")}
    if words["property"] and words["property"] not in load_properties():
        raise UsageError(f"property: one of {', '.join(load_properties())}")
    limits = {}
    for name, default in (("low", 0.0), ("high", 1.0)):
        try:
            limits[name] = float(texts.get(name, "").strip() or default)
        except ValueError:
            limits[name] = -1.0
        if not 0 <= limits[name] <= 1:
            raise UsageError(f"{name}: a confidence from 0 to 1")
    return replace(Selection(**words), low=limits["low"], high=limits["high"])
