"""Laid-out sheets to the blocks of a document: paragraphs joined, references split, captions tied to their tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from extractor.document import Block, BlockKind, Place
from extractor.readers.blocks import REFERENCES_HEADING, BlockBuilder, clean
from extractor.readers.pdf.citations import bracketed
from extractor.readers.pdf.flow import Flow
from extractor.readers.pdf.paragraphs import Paragraph, goes_on, split_references, unheaded_references, words_of
from extractor.readers.pdf.tables import CAPTION_REACH, CONTINUED, SIDE_REACH, TABLE_CAPTION, PageTable

#: Headings behind the references that end them.
_AFTER_REFERENCES = re.compile(r"^(?:appendix|supporting information|supplementary|acknowledge?ments?|author contributions?|figure captions?|tables?$|[A-Z]\.(?:\d+\.?)*\s+[A-Z])", re.I)
_ABSTRACT = re.compile(r"^abstract\s*[.:—–-]", re.I)
#: What stands below these headings, to the next.
_BELOW = ((re.compile(r"^a ?b ?s ?t ?r ?a ?c ?t\W*$", re.I), BlockKind.ABSTRACT), (re.compile(r"^key ?words\W*$", re.I), BlockKind.OTHER))


def blocks_of(flows: Sequence[Flow], tied: Sequence[Paragraph] = ()) -> list[Block]:
    """The blocks of all sheets, in reading order; `tied` paragraphs are part of others already."""
    assembler = _Assembler(words_of(line for flow in flows for line in flow.lines), {*_joined(flows), *map(id, tied)})
    for flow in flows:
        assembler.add(flow)
    assembler.finish()
    return assembler.builder.blocks


def mark_references(flows: Sequence[Flow]) -> None:
    """Where a list of references has no heading, its paragraphs are marked."""
    everything = [paragraph for flow in flows for paragraph in flow.paragraphs]
    if any(p.kind is BlockKind.HEADING and REFERENCES_HEADING.match(clean(p.plain())) for p in everything):
        return
    found = unheaded_references(everything)
    if found is None:
        return
    index, row = found
    if row:
        whole = everything[index]
        home = next(flow for flow in flows if whole in flow.paragraphs)
        rest = Paragraph(BlockKind.PARAGRAPH, whole.lines[row:], whole.page, whole.on_page)
        whole.lines = whole.lines[:row]
        home.paragraphs.insert(home.paragraphs.index(whole) + 1, rest)
        everything.insert(index + 1, rest)
        index += 1
    for paragraph in everything[index:]:
        if paragraph.kind in (BlockKind.PARAGRAPH, BlockKind.FOOTNOTE):
            paragraph.kind = BlockKind.REFERENCE


def _joined(flows: Sequence[Flow]) -> set[int]:
    """Ids of the paragraphs that go on with an earlier one, to which they are tied here."""
    gone: set[int] = set()
    open_end: Paragraph | None = None
    for flow in flows:
        for paragraph in flow.paragraphs:
            if paragraph.kind is BlockKind.HEADING:
                open_end = None
            if paragraph.kind is not BlockKind.PARAGRAPH:
                continue
            apart = open_end is not None and (paragraph.page != open_end.page or paragraph.first.column != open_end.last.column or _interrupted(flow, open_end, paragraph))
            if open_end is not None and apart and goes_on(open_end, paragraph):
                open_end.more.append(paragraph)
                gone.add(id(paragraph))
            else:
                open_end = paragraph
    return gone


def _interrupted(flow: Flow, before: Paragraph, after: Paragraph) -> bool:
    """Whether a caption or table stands between two paragraphs of one column."""
    top, bottom = before.last.base, after.first.base
    boxes = [p.box for p in flow.paragraphs if p.kind in (BlockKind.CAPTION, BlockKind.OTHER, BlockKind.FOOTNOTE)] + [table.box for table in flow.tables]
    return any(top - 2 <= box[1] and box[3] <= bottom + 2 for box in boxes)


class _Assembler:
    """Adds paragraphs and tables, page by page; knows in which part of the paper it is."""

    def __init__(self, words: Counter[str], gone: set[int]) -> None:
        self.builder = BlockBuilder()
        self.words, self.gone = words, gone
        self.references: list[Paragraph] = []
        self.in_references = False
        #: What the paragraphs below the last heading are.
        self.below = BlockKind.PARAGRAPH
        self.last_table: tuple[int, PageTable] | None = None

    def add(self, flow: Flow) -> None:
        waiting = list(flow.tables)
        captioned = [table for p in flow.paragraphs if p.kind is BlockKind.CAPTION and TABLE_CAPTION.match(p.first.text) for table in _of_caption(p, waiting)]
        if waiting and waiting[0] not in captioned and self.last_table is not None and _same_shape(self.builder, self.last_table, waiting[0]):
            # what is left of a table of the page before stands above all that begins here
            self.last_table = _add_table(self.builder, flow, waiting.pop(0), "", self.last_table)
        for paragraph in flow.paragraphs:
            if id(paragraph) in self.gone or self._is_reference(paragraph):
                continue
            kind = paragraph.kind
            if kind is BlockKind.PARAGRAPH:
                kind = BlockKind.ABSTRACT if _ABSTRACT.match(paragraph.first.text) and paragraph.page <= 2 else self.below
            text, places = paragraph.spelled(self.words)
            self.builder.add(kind, text, places=places)
            if kind is BlockKind.CAPTION and TABLE_CAPTION.match(text):
                for table in _of_caption(paragraph, waiting):
                    waiting.remove(table)
                    self.last_table = _add_table(self.builder, flow, table, text, self.last_table)
        for table in waiting:
            self.last_table = _add_table(self.builder, flow, table, "", self.last_table)
        for line in flow.beside:
            place = Place(0, flow.sheet.number, flow.sheet.on_page((line.x0, line.top, line.x1, line.bottom)))
            self.builder.add(BlockKind.OTHER, line.text, places=(place,))

    def _is_reference(self, paragraph: Paragraph) -> bool:
        """Keeps references for `finish`; a heading ends them."""
        kind = paragraph.kind
        if kind is BlockKind.HEADING:
            heading = clean(paragraph.plain())
            if not self.in_references or _AFTER_REFERENCES.match(heading) or REFERENCES_HEADING.match(heading):
                self.finish()
                self.in_references = bool(REFERENCES_HEADING.match(heading))
                self.below = next((kind for pattern, kind in _BELOW if pattern.match(heading)), BlockKind.PARAGRAPH)
                return False
            kind = BlockKind.REFERENCE
        note = kind is BlockKind.FOOTNOTE and _goes_with(self.references, paragraph)
        if kind is BlockKind.REFERENCE or (self.in_references and (kind is BlockKind.PARAGRAPH or note)):
            self.references.append(paragraph)
            return True
        return False

    def finish(self) -> None:
        """Add the references that are kept."""
        for entry in split_references(self.references) if self.references else ():
            text, places = entry.spelled(self.words)
            self.builder.add(BlockKind.REFERENCE, text, places=places)
        self.references.clear()


def _goes_with(references: Sequence[Paragraph], note: Paragraph) -> bool:
    """Whether what looks like a footnote is a reference: such lists are numbered with raised digits too."""
    return not references or references[0].first.text[:1] in "⁰¹²³⁴⁵⁶⁷⁸⁹"


def _of_caption(caption: Paragraph, tables: Sequence[PageTable]) -> list[PageTable]:
    """The table that a caption belongs to: right below it, else right above, else at its side."""
    x0, top, x1, bottom = caption.box
    beside = [t for t in tables if t.box[0] < x1 and x0 < t.box[2]]
    below = [t for t in beside if -4 <= t.box[1] - bottom < CAPTION_REACH]
    above = [t for t in beside if -4 <= top - t.box[3] < CAPTION_REACH / 2]
    aside = [t for t in tables if x1 <= t.box[0] + 8 and t.box[1] - SIDE_REACH - 10 <= top <= t.box[3]]
    return sorted(below, key=lambda t: t.box[1])[:1] or sorted(above, key=lambda t: -t.box[3])[:1] or aside[:1]


def _add_table(builder: BlockBuilder, flow: Flow, table: PageTable, caption: str, last: tuple[int, PageTable] | None) -> tuple[int, PageTable]:
    """Add a table, or the rest of one that began on the page before."""
    sheet, grid = flow.sheet, table.grid
    if last is not None and (CONTINUED.search(caption) or not caption) and builder.blocks[last[0]].page != sheet.number and _same_shape(builder, last, table):
        return _longer(builder, flow, table, last)
    place = Place(0, sheet.number, sheet.on_page(table.box))
    boxes = [[sheet.on_page(box) if box else None for box in row] for row in grid.boxes]
    label = TABLE_CAPTION.match(caption)
    builder.add_table([[bracketed(cell) for cell in row] for row in grid.cells], header_rows=grid.header_rows, caption=caption, label=label.group().strip() if label else "", places=(place,), cell_boxes=boxes)
    return len(builder.blocks) - 1, table


def _same_shape(builder: BlockBuilder, last: tuple[int, PageTable], table: PageTable) -> bool:
    known = builder.blocks[last[0]].table
    return known is not None and known.columns == table.columns and last[0] >= len(builder.blocks) - 40


def _longer(builder: BlockBuilder, flow: Flow, table: PageTable, last: tuple[int, PageTable]) -> tuple[int, PageTable]:
    index, first = last
    block = builder.blocks[index]
    assert block.table is not None
    rows = [[cell.text for cell in row] for row in block.table.rows]
    boxes = [[cell.box for cell in row] for row in block.table.rows]
    head = rows[: block.table.header_rows]
    more, more_boxes = [[bracketed(cell) for cell in row] for row in table.grid.cells], [[flow.sheet.on_page(box) if box else None for box in row] for row in table.grid.boxes]
    repeated = len(list(takewhile(lambda pair: [clean(c) for c in pair[0]] == pair[1], zip(more, head, strict=False))))
    extra = Place(len(block.text) + 1, flow.sheet.number, flow.sheet.on_page(table.box))
    whole = BlockBuilder()
    whole.add_table(
        rows + more[repeated:], header_rows=block.table.header_rows, caption=block.table.caption, label=block.table.label,
        places=(*block.places, extra), cell_boxes=boxes + more_boxes[repeated:],
    )  # fmt: skip
    builder.blocks[index] = replace(whole.blocks[0], id=block.id, section=block.section)
    return index, first
