"""The Document: what every reader makes and every extractor reads.

A paper is a list of blocks in reading order. Every character position that Kaimen reports is an
offset into one block's `text`, which never changes after the reader made it. A table is a block as
well: its text holds the rows, one a line, cells parted by tabs, so that a cell has offsets too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is in the paper's layout."""

    TITLE = "title"
    ABSTRACT = "abstract"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    TABLE = "table"
    FOOTNOTE = "footnote"
    REFERENCE = "reference"
    OTHER = "other"


#: Kinds whose sentences are searched for facts. References only name other papers.
PROSE_KINDS = frozenset(
    {BlockKind.TITLE, BlockKind.ABSTRACT, BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.FOOTNOTE}
)

#: Left, top, right, bottom in PDF points from the page's upper left corner.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block's text from `start` on is printed: page (from 1) and box."""

    start: int
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell; `start` and `end` are offsets into the table block's text."""

    row: int
    column: int
    text: str
    start: int
    end: int
    header: bool = False
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid of cells with its number of header rows and, where known, its caption."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    caption: str = ""
    label: str = ""

    @property
    def columns(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, caption or table, with its place in the paper."""

    id: str
    kind: BlockKind
    text: str
    section: str = ""
    #: One for each printed line (or, of a table, for each page), in the text's order; empty where there are no pages.
    places: tuple[Place, ...] = ()
    table: Table | None = None
    #: Spans of characters that stayed unsure (U+FFFD in the text).
    doubtful: tuple[tuple[int, int], ...] = ()
    #: The text, or a part of it, was read from a picture of the page.
    ocr: bool = False

    @property
    def page(self) -> int | None:
        """The page on which the block begins."""
        return self.places[0].page if self.places else None

    def where(self, start: int, end: int, at: int | None = None) -> tuple[int | None, tuple[Box, ...]]:
        """The page of the character `at` (else `start`), and the boxes of the lines on it that hold characters from `start` to `end`."""
        if not self.places:
            return None, ()
        page = next((place.page for place in reversed(self.places) if place.start <= (start if at is None else at)), self.places[0].page)
        ends = [place.start for place in self.places[1:]] + [len(self.text)]
        held = (place for place, stop in zip(self.places, ends, strict=True) if place.page == page and place.start < max(end, start + 1) and stop > start)
        return page, tuple(place.box for place in held)


@dataclass(frozen=True, slots=True)
class Repair:
    """A character that the file's text layer has wrong, mended for one code of one font.

    `page` is the first page with it, `count` how often it occurs.
    """

    page: int
    font: str
    code: int
    as_read: str
    repaired: str
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who and where: empty where the paper does not say."""

    doi: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One paper, read."""

    paper_id: str
    file: str
    sha256: str
    reader: str
    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()

    def block(self, block_id: str) -> Block:
        """The block named `block_id`; raises KeyError if there is none."""
        for block in self.blocks:
            if block.id == block_id:
                return block
        raise KeyError(block_id)

    def prose(self) -> Iterator[Block]:
        """Blocks of running text, in reading order."""
        return (b for b in self.blocks if b.kind in PROSE_KINDS)

    def tables(self) -> Iterator[Block]:
        return (b for b in self.blocks if b.table is not None)


def make_table_block(
    block_id: str,
    grid: Sequence[Sequence[str]],
    *,
    header_rows: int,
    caption: str = "",
    label: str = "",
    section: str = "",
    places: tuple[Place, ...] = (),
    cell_boxes: Sequence[Sequence[Box | None]] = (),
) -> Block:
    r"""Lay a grid of strings out as a table block.

    Rows are padded to one width; line breaks and tabs inside a cell become spaces.

    >>> block = make_table_block("t1", [["x", "σ (S cm⁻¹)"], ["0.2", "3e-4"]], header_rows=1)
    >>> block.text
    'x\tσ (S cm⁻¹)\n0.2\t3e-4'
    >>> cell = block.table.rows[1][1]
    >>> block.text[cell.start:cell.end]
    '3e-4'
    """
    width = max((len(row) for row in grid), default=0)
    rows: list[tuple[Cell, ...]] = []
    lines: list[str] = []
    position = 0
    for r, row in enumerate(grid):
        texts = [" ".join(str(c).split()) for c in row] + [""] * (width - len(row))
        cells = []
        for c, text in enumerate(texts):
            box = cell_boxes[r][c] if r < len(cell_boxes) and c < len(cell_boxes[r]) else None
            cells.append(Cell(r, c, text, position, position + len(text), r < header_rows, box))
            position += len(text) + 1
        rows.append(tuple(cells))
        lines.append("\t".join(texts))
    table = Table(tuple(rows), header_rows, caption, label)
    return Block(block_id, BlockKind.TABLE, "\n".join(lines), section, places, table)
