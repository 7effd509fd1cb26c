"""A PDF file to a Document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

import pypdfium2

from extractor.document import BlockKind, Document, Place, Repair
from extractor.errors import ReadError
from extractor.readers.blocks import REFERENCES_HEADING, BlockBuilder, clean
from extractor.readers.pdf.columns import PageGutters, gutters, known_gutters, reading_order
from extractor.readers.pdf.figures import figures, is_short
from extractor.readers.pdf.front import mark_front, metadata_of, told_title
from extractor.readers.pdf.furniture import Furniture
from extractor.readers.pdf.glyphs import UNKNOWN, mend
from extractor.readers.pdf.lines import Line, lines_of, with_drop_caps
from extractor.readers.pdf.page import PageContent, Sheet
from extractor.readers.pdf.paragraphs import Paragraph, goes_on, paragraphs_of, split_references, unheaded_references, words_of
from extractor.readers.pdf.pdfium import PdfiumPages
from extractor.readers.pdf.plumber import read_again
from extractor.readers.pdf.shapes import Drawer
from extractor.readers.pdf.soundness import unsound_pages
from extractor.readers.pdf.strokes import stroked_signs
from extractor.readers.pdf.tables import CAPTION_REACH, CONTINUED, TABLE_CAPTION, PageTable, read_tables

MAX_PAGES = 2000
#: Fewer characters a page than this, on average, and the PDF is taken as pictures of pages.
MIN_CHARACTERS_PER_PAGE = 40
#: Text that runs across the page is read as such from this many characters on; less is a stamp or an axis' name.
MIN_TURNED = 150
#: Headings behind the references that end them.
_AFTER_REFERENCES = re.compile(r"^(?:appendix|supporting information|supplementary|acknowledge?ments?|author contributions?|figure captions?|tables?$)", re.I)


@dataclass(eq=False)
class _Flow:
    """One sheet laid out: its paragraphs in reading order, its tables, and what stands beside the text."""

    sheet: Sheet
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    beside: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read_pdf(data: bytes, name: str, password: str = "", max_pages: int = MAX_PAGES) -> Document:
    """Read a PDF. Raises ReadError for corrupt, encrypted, empty, huge and image-only files."""
    file = _open(data, name, password, max_pages)
    try:
        source = PdfiumPages(file)
        contents = [source.read(index) for index in range(len(file))]
        repairs = _made_sound(contents, source, file, data, password)
        information = {key: str(value) for key, value in file.get_metadata_dict().items()}
        flows = _laid_out(contents)
    finally:
        file.close()
    return _document(name, contents, flows, repairs, information, _xmp(data))


def _open(data: bytes, name: str, password: str, max_pages: int) -> pypdfium2.PdfDocument:
    try:
        file = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            remedy = "the password is wrong" if password else "give --password, or save a copy without one"
            raise ReadError("encrypted", f"{name}: the PDF is encrypted; {remedy}") from None
        if re.search(rb"/Type\s*/Pages\b", data) and not re.search(rb"/Type\s*/Page\b", data):
            raise ReadError("empty", f"{name}: the PDF has no pages") from None
        raise ReadError("corrupt", f"{name}: the PDF is damaged ({error}); fetch it again") from None
    try:
        pages = len(file)
        if pages == 0:
            raise ReadError("empty", f"{name}: the PDF has no pages")
        if pages > max_pages:
            raise ReadError("too_large", f"{name}: {pages} pages are more than the limit of {max_pages}; raise --max-pages to read it")
        sample = range(0, pages, max(1, pages // 20))
        characters = sum(file[index].get_textpage().count_chars() for index in sample)
        if characters < MIN_CHARACTERS_PER_PAGE * len(sample):
            raise ReadError("image_only", f"{name}: the pages are pictures without text; run OCR (for example ocrmypdf) first")
    except ReadError:
        file.close()
        raise
    return file


def _made_sound(contents: Sequence[PageContent], source: PdfiumPages, file: pypdfium2.PdfDocument, data: bytes, password: str) -> tuple[Repair, ...]:
    """Mend the pages whose fonts lie, and signs that are drawn as strokes; returns what was changed."""
    drawer = Drawer(file)
    try:
        found = unsound_pages(list(source.faces.values()), {c.number - 1: lines_of(s.chars) for c in contents for s in c.sheets[:1]}, drawer)
    finally:
        drawer.close()
    unsound = [content for content in contents if content.number - 1 in found]
    repairs: list[Repair] = []
    if unsound:
        read_again(data, password, unsound)
        repairs += mend(unsound, file)
    for content in contents:
        if content.number - 1 not in found:
            repairs += [repair for sheet in content.sheets for repair in stroked_signs(sheet)]
    return tuple(sorted(repairs, key=lambda repair: (repair.page, repair.font, repair.code)))


def _laid_out(contents: Sequence[PageContent]) -> list[_Flow]:
    """All sheets with text, page by page, as paragraphs and tables."""
    sheets = [sheet for content in contents for sheet in content.sheets if sheet.chars]
    pieces = {id(sheet): with_drop_caps(lines_of(sheet.chars)) for sheet in sheets}
    whole = [sheet for sheet in sheets if _is_text(sheet, pieces[id(sheet)])]
    furniture = Furniture([(sheet, pieces[id(sheet)]) for sheet in whole])
    flows: list[_Flow] = []
    found: list[PageGutters] = []
    for sheet in sheets:
        flow = _Flow(sheet)
        flows.append(flow)
        if sheet in whole:
            flow.lines, flow.beside = furniture.parted(sheet, pieces[id(sheet)])
            found.append(gutters(flow.lines, sheet.width, sheet.height))
        else:
            flow.beside = pieces[id(sheet)]
            found.append(PageGutters())
    size, font = _body_type(line for flow in flows for line in flow.lines)
    for flow, own in zip(flows, found, strict=True):
        if flow.lines:
            _lay_out(flow, own.places or known_gutters(found, own), size, font)
    return flows


def _is_text(sheet: Sheet, lines: Sequence[Line]) -> bool:
    return sheet.turn == 0 or len(sheet.chars) >= MIN_TURNED or any(TABLE_CAPTION.match(line.text) for line in lines)


def _body_type(lines: Iterator[Line]) -> tuple[float, str]:
    """The size and font of most of the paper's characters; 0 for a paper without text."""
    types: Counter[tuple[float, str]] = Counter()
    for line in lines:
        types[round(line.size, 1), line.font] += len(line.text)
    return types.most_common(1)[0][0] if types else (0.0, "")


def _lay_out(flow: _Flow, places: Sequence[float], body_size: float, body_font: str) -> None:
    sheet = flow.sheet
    flow.tables = read_tables(sheet, reading_order(flow.lines, places), places)
    lines = [line for line in flow.lines if not any(_inside(line, table) for table in flow.tables)]
    pictures = figures(sheet, lines)
    text: list[Line] = []
    margin = _margin_notes(lines, body_size) if not places else set()
    for line in lines:
        middle = line.base - 0.3 * line.size
        labelled = is_short(line) and line.size <= 1.08 * body_size and any(b[0] <= line.x0 and line.x1 <= b[2] and b[1] <= middle <= b[3] for b in pictures)
        (flow.beside if labelled or id(line) in margin else text).append(line)
    flow.paragraphs = paragraphs_of(reading_order(text, places), sheet.number, sheet.on_page, body_size, body_font) if text else []
    for paragraph in flow.paragraphs:
        if paragraph.kind is BlockKind.PARAGRAPH and _is_label(paragraph, body_size):
            paragraph.kind = BlockKind.OTHER


def _margin_notes(lines: Sequence[Line], body_size: float) -> set[int]:
    """Pieces in smaller type that stand wholly beside the one column of text."""
    body = [line for line in lines if abs(line.size - body_size) < 0.5 and line.width > 20 * body_size]
    if len(body) < 3:
        return set()
    left, right = min(line.x0 for line in body), max(line.x1 for line in body)
    return {id(line) for line in lines if line.size < body_size - 0.5 and (line.x1 < left - 3 or line.x0 > right + 3)}


def _inside(line: Line, table: PageTable) -> bool:
    x0, top, x1, bottom = table.box
    return x0 - 4 <= (line.x0 + line.x1) / 2 <= x1 + 4 and top - 1 <= line.base - 0.3 * line.size <= bottom + 1


def _is_label(paragraph: Paragraph, body_size: float) -> bool:
    """Words and numbers of a figure that stand apart: short, no sentence, and not set like the text."""
    text = paragraph.plain()
    short = len(text) < 60 and not text.rstrip().endswith((".", ":", "?"))
    return short and (abs(paragraph.size - body_size) > 0.5 or not any(c.isalpha() for c in text))


def _document(name: str, contents: Sequence[PageContent], flows: Sequence[_Flow], repairs: tuple[Repair, ...], information: dict[str, str], xmp: str) -> Document:
    everything = [paragraph for flow in flows for paragraph in flow.paragraphs]
    body_size, _ = _body_type(line for flow in flows for line in flow.lines)
    _mark_references(flows)
    title, authors = mark_front(everything, body_size, told_title(information))
    first_page = "\n".join(line.text for flow in flows if flow.sheet.number == 1 for line in (*flow.lines, *flow.beside))
    words = words_of(line for flow in flows for line in flow.lines)
    builder = BlockBuilder()
    _build(builder, flows, _joined(flows), words)
    authors = authors or tuple(part.strip() for part in re.split(r"[,;]", information.get("Author", "")) if len(part.split()) >= 2)
    blocks = tuple(replace(b, doubtful=doubtful) if (doubtful := _doubtful(b.text)) else b for b in builder.blocks)
    return Document("", name, "", "pdf", blocks, metadata_of(information, xmp, first_page, title, authors), repairs=repairs)


def _mark_references(flows: Sequence[_Flow]) -> None:
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


def _joined(flows: Sequence[_Flow]) -> set[int]:
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


def _interrupted(flow: _Flow, before: Paragraph, after: Paragraph) -> bool:
    """Whether a caption or table stands between two paragraphs of one column."""
    top, bottom = before.last.base, after.first.base
    boxes = [p.box for p in flow.paragraphs if p.kind in (BlockKind.CAPTION, BlockKind.OTHER, BlockKind.FOOTNOTE)] + [table.box for table in flow.tables]
    return any(top - 2 <= box[1] and box[3] <= bottom + 2 for box in boxes)


def _build(builder: BlockBuilder, flows: Sequence[_Flow], gone: set[int], words: Counter[str]) -> None:
    references: list[Paragraph] = []
    in_references = False
    last_table: tuple[int, PageTable] | None = None

    def flush() -> None:
        for entry in split_references(references) if references else ():
            text, places = entry.spelled(words)
            builder.add(BlockKind.REFERENCE, text, places=places)
        references.clear()

    for flow in flows:
        waiting = list(flow.tables)
        for paragraph in flow.paragraphs:
            if id(paragraph) in gone:
                continue
            kind = paragraph.kind
            if kind is BlockKind.HEADING:
                heading = clean(paragraph.plain())
                if in_references and not _AFTER_REFERENCES.match(heading) and not REFERENCES_HEADING.match(heading):
                    kind = BlockKind.REFERENCE
                else:
                    flush()
                    in_references = bool(REFERENCES_HEADING.match(heading))
            if kind is BlockKind.REFERENCE or (in_references and (kind is BlockKind.PARAGRAPH or (kind is BlockKind.FOOTNOTE and _goes_with(references, paragraph)))):
                references.append(paragraph)
                continue
            text, places = paragraph.spelled(words)
            builder.add(kind, text, places=places)
            if kind is BlockKind.CAPTION and TABLE_CAPTION.match(text):
                for table in _of_caption(paragraph, waiting):
                    waiting.remove(table)
                    last_table = _add_table(builder, flow, table, text, last_table)
        for table in waiting:
            last_table = _add_table(builder, flow, table, "", last_table)
        for line in flow.beside:
            builder.add(BlockKind.OTHER, line.text, places=(Place(0, flow.sheet.number, flow.sheet.on_page((line.x0, line.top, line.x1, line.bottom))),))
    flush()


def _goes_with(references: Sequence[Paragraph], note: Paragraph) -> bool:
    """Whether what looks like a footnote is a reference: such lists are numbered with raised digits too."""
    return not references or references[0].first.text[:1] in "⁰¹²³⁴⁵⁶⁷⁸⁹"


def _of_caption(caption: Paragraph, tables: Sequence[PageTable]) -> list[PageTable]:
    """The table that a caption belongs to: right below it, else right above."""
    x0, top, x1, bottom = caption.box
    beside = [t for t in tables if t.box[0] < x1 and x0 < t.box[2]]
    below = [t for t in beside if -4 <= t.box[1] - bottom < CAPTION_REACH]
    above = [t for t in beside if -4 <= top - t.box[3] < CAPTION_REACH / 2]
    return sorted(below, key=lambda t: t.box[1])[:1] or sorted(above, key=lambda t: -t.box[3])[:1]


def _add_table(builder: BlockBuilder, flow: _Flow, table: PageTable, caption: str, last: tuple[int, PageTable] | None) -> tuple[int, PageTable]:
    """Add a table, or the rest of one that began on the page before."""
    sheet, grid = flow.sheet, table.grid
    if last is not None and (CONTINUED.search(caption) or not caption) and builder.blocks[last[0]].page != sheet.number and _same_shape(builder, last, table):
        return _longer(builder, flow, table, last)
    place = Place(0, sheet.number, sheet.on_page(table.box))
    boxes = [[sheet.on_page(box) if box else None for box in row] for row in grid.boxes]
    label = TABLE_CAPTION.match(caption)
    builder.add_table(grid.cells, header_rows=grid.header_rows, caption=caption, label=label.group().strip() if label else "", places=(place,), cell_boxes=boxes)
    return len(builder.blocks) - 1, table


def _same_shape(builder: BlockBuilder, last: tuple[int, PageTable], table: PageTable) -> bool:
    known = builder.blocks[last[0]].table
    return known is not None and known.columns == table.columns and last[0] >= len(builder.blocks) - 40


def _longer(builder: BlockBuilder, flow: _Flow, table: PageTable, last: tuple[int, PageTable]) -> tuple[int, PageTable]:
    index, first = last
    block = builder.blocks[index]
    assert block.table is not None
    rows = [[cell.text for cell in row] for row in block.table.rows]
    boxes = [[cell.box for cell in row] for row in block.table.rows]
    head = rows[: block.table.header_rows]
    more, more_boxes = table.grid.cells, [[flow.sheet.on_page(box) if box else None for box in row] for row in table.grid.boxes]
    repeated = len(list(takewhile(lambda pair: [clean(c) for c in pair[0]] == pair[1], zip(more, head, strict=False))))
    extra = Place(len(block.text) + 1, flow.sheet.number, flow.sheet.on_page(table.box))
    whole = BlockBuilder()
    whole.add_table(
        rows + more[repeated:], header_rows=block.table.header_rows, caption=block.table.caption, label=block.table.label,
        places=(*block.places, extra), cell_boxes=boxes + more_boxes[repeated:],
    )  # fmt: skip
    builder.blocks[index] = replace(whole.blocks[0], id=block.id, section=block.section)
    return index, first


def _doubtful(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in re.finditer(f"{UNKNOWN}+", text))


def _xmp(data: bytes) -> str:
    """The metadata packet, where the file keeps it uncompressed, as it should."""
    start = data.find(b"<x:xmpmeta")
    end = data.find(b"</x:xmpmeta>", start)
    return data[start:end].decode("utf-8", "replace") if 0 <= start < end else ""
