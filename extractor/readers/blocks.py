"""Builds a Document's blocks: numbers them, keeps the section, drops what is empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.document import Block, BlockKind, Box, Place, make_table_block

_PREFIX = {BlockKind.HEADING: "h", BlockKind.CAPTION: "c", BlockKind.TABLE: "t", BlockKind.REFERENCE: "r"}
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u3000]+")
_DROPPED = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

#: What can be written raised in Unicode, as it is.
SUPERSCRIPT = str.maketrans("0123456789+-−–‐‑‒—=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁻⁻⁻⁻⁼⁽⁾ⁿ")

#: Characters of a block at most, where it has no place on a page.
MAX_BLOCK = 50_000

REFERENCES_HEADING = re.compile(r"^\W*(?:\d+\.?\s*)?(references?( and notes)?|bibliography|literature cited)\W*$", re.I)


def clean(text: str) -> str:
    """One line of text: runs of blanks become one space, invisible characters go.

    A control character stands for a sign that a broken font lost, so it stays visible as U+FFFD
    instead of vanishing.
    """
    text = _SPACES.sub(" ", _DROPPED.sub("", text)).strip()
    return _CONTROL.sub("\ufffd", text)


def _pieces(text: str) -> Iterator[str]:
    """A paragraph; one longer than any, as of a paper on one line, in pieces, at the end of a sentence if it has any."""
    start = 0
    while len(text) - start > MAX_BLOCK:
        middle, end = start + MAX_BLOCK // 2, start + MAX_BLOCK
        cut = text.rfind(". ", middle, end) + 1 or text.rfind(" ", middle, end)
        cut = cut if cut > 0 else end
        yield text[start:cut]
        start = cut + (text[cut] == " ")
    yield text[start:]


class BlockBuilder:
    """Collects blocks in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.section = ""

    def add(self, kind: BlockKind, text: str, *, places: tuple[Place, ...] = ()) -> None:
        text = clean(text)
        if not text:
            return
        if kind is BlockKind.HEADING:
            self.section = text[:MAX_BLOCK]
        prefix = _PREFIX.get(kind, "p")
        for piece in [text] if places else _pieces(text):
            self.blocks.append(Block(f"{prefix}{len(self.blocks) + 1}", kind, piece, self.section, places))

    def add_table(
        self,
        grid: Sequence[Sequence[str]],
        *,
        header_rows: int,
        caption: str = "",
        label: str = "",
        places: tuple[Place, ...] = (),
        cell_boxes: Sequence[Sequence[Box | None]] = (),
    ) -> None:
        grid = [[clean(cell) for cell in row] for row in grid]
        if not any(any(row) for row in grid):
            return
        self.blocks.append(
            make_table_block(
                f"t{len(self.blocks) + 1}", grid, header_rows=header_rows, caption=clean(caption),
                label=clean(label), section=self.section, places=places, cell_boxes=cell_boxes,
            )
        )
