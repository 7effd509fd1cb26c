"""PDF: pypdfium2 opens and triages, pdfplumber gives characters, boxes and ruled tables.

Text is laid out again from characters: lines by baseline, superscripts by size and height (as
Unicode, so that 10⁻⁴ never becomes 104), one or two columns, paragraphs by gap and indent.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from dataclasses import dataclass, replace

import pdfplumber
import pypdfium2
from pdfplumber.page import Page

from extractor.document import BlockKind, Box, Document, Metadata
from extractor.errors import ReadError
from extractor.readers.blocks import REFERENCES_HEADING, BlockBuilder, clean
from extractor.readers.fonts import FontWatch
from extractor.readers.glyphs import UNKNOWN, mend
from extractor.readers.lines import Line, page_lines
from extractor.readers.tables import read_tables

MAX_PAGES = 2000
#: Fewer characters a page than this, on average, and the PDF is taken as pictures of pages.
MIN_CHARACTERS_PER_PAGE = 40

#: A label in a figure is shorter than this.
MAX_LABEL = 60
_HEADING = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s+)?(abstract|introduction|experimental.*|methods?.*|materials and methods|results.*|"
    r"discussions?|conclusions?|summary|acknowledge?ments?|references|supporting information)\.?$",
    re.I,
)
_CAPTION = re.compile(r"^(?:Fig(?:ure|\.)|Table|Scheme)\s*S?\d+", re.I)
_DOI = re.compile(r"\b10\.\d{4,9}/[-._;()/:a-zA-Z0-9]*[a-zA-Z0-9]")


@dataclass
class _Paragraph:
    lines: list[Line]
    page: int

    @property
    def text(self) -> str:
        text = ""
        for line in self.lines:
            part = line.text.strip()
            if text.endswith("-") and part[:1].islower() and text[-2:-1].isalpha():
                text = text[:-1] + part  # a word broken at the line's end
            else:
                text = f"{text} {part}" if text else part
        return text

    @property
    def box(self) -> Box:
        return (
            min(line.x0 for line in self.lines), min(line.top for line in self.lines),
            max(line.x1 for line in self.lines), max(line.bottom for line in self.lines),
        )


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF. Raises ReadError for corrupt, encrypted, empty, huge and image-only files."""
    _triage(data, name)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    builder = BlockBuilder()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        pdf.rsrcmgr = FontWatch()
        information = dict(pdf.metadata or {})
        repairs = mend(pdf.pages, data)
        lines = [page_lines(page) for page in pdf.pages]
        running = _running_lines(lines)
        in_references = False
        for page, page_text in zip(pdf.pages, lines, strict=True):
            in_references = _read_page(builder, page, page_text, running, in_references)
            page.close()
    first_page = " ".join(b.text for b in builder.blocks if b.page == 1)
    doi = _DOI.search(first_page) or _DOI.search(str(information.get("doi", "")))
    title = _title(builder, str(information.get("Title", "") or ""))
    blocks = tuple(replace(b, doubtful=doubtful) if (doubtful := _doubtful(b.text)) else b for b in builder.blocks)
    return Document("", name, "", "pdf", blocks, Metadata(doi=doi.group() if doi else "", title=title), repairs=repairs)


def _doubtful(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in re.finditer(f"{UNKNOWN}+", text))


def _triage(data: bytes, name: str) -> None:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError("encrypted", f"{name}: the PDF is encrypted; save a copy without password") from None
        if re.search(rb"/Type\s*/Pages\b", data) and not re.search(rb"/Type\s*/Page\b", data):
            raise ReadError("empty", f"{name}: the PDF has no pages") from None
        raise ReadError("corrupt", f"{name}: the PDF is damaged ({error}); fetch it again") from None
    try:
        pages = len(document)
        if pages == 0:
            raise ReadError("empty", f"{name}: the PDF has no pages")
        if pages > MAX_PAGES:
            raise ReadError("too_large", f"{name}: {pages} pages are more than the limit of {MAX_PAGES}")
        sample = range(0, pages, max(1, pages // 20))
        characters = sum(document[i].get_textpage().count_chars() for i in sample)
    finally:
        document.close()
    if characters < MIN_CHARACTERS_PER_PAGE * len(sample):
        raise ReadError("image_only", f"{name}: the pages are pictures without text; run OCR (for example ocrmypdf) first")


def _running_lines(pages: list[list[Line]]) -> set[str]:
    """Headers and footers: the same words (numbers aside) at the edge of three or more pages."""
    if len(pages) < 3:
        return set()
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_edge_key(line) for line in lines[:3] + lines[-3:]})
    return {key for key, count in seen.items() if count >= 3 and key}


def _edge_key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.strip())


def _read_page(builder: BlockBuilder, page: Page, page_text: list[Line], running: set[str], in_references: bool) -> bool:
    tables = read_tables(page)
    height, number = float(page.height), page.page_number
    lines = [
        line for line in page_text
        if not (_edge_key(line) in running and (line.top < 0.12 * height or line.bottom > 0.88 * height))
        and not any(_inside(line, table.box) for table in tables)
    ]
    caption = ""
    body_size = _body_size(lines)
    for paragraph in _paragraphs(lines, number):
        text = clean(paragraph.text)
        kind = _kind(paragraph, text, in_references)
        if kind is BlockKind.HEADING:
            in_references = bool(REFERENCES_HEADING.match(text))
        if kind is BlockKind.CAPTION and text.lower().startswith("table"):
            caption = text
        if kind is BlockKind.PARAGRAPH and _is_label(paragraph, text, body_size):
            kind = BlockKind.OTHER
        builder.add(kind, text, page=number, boxes=(paragraph.box,))
    for table in tables:
        builder.add_table(table.grid, header_rows=table.header_rows, caption=caption, page=number, boxes=(table.box,))
    return in_references


def _body_size(lines: list[Line]) -> float:
    """The type size of most of the page's characters; 0 for a page without text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _is_label(paragraph: _Paragraph, text: str, body_size: float) -> bool:
    """Words and numbers of a figure: short, no sentence, and not set like the text."""
    short = len(text) < MAX_LABEL and not text.rstrip().endswith((".", ":", "?"))
    return short and (abs(paragraph.lines[0].size - body_size) > 0.5 or not any(c.isalpha() for c in text))


def _inside(line: Line, box: Box) -> bool:
    middle_x, middle_y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    return box[0] <= middle_x <= box[2] and box[1] <= middle_y <= box[3]


def _paragraphs(lines: list[Line], page: int) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    for line in lines:
        previous = paragraphs[-1].lines[-1] if paragraphs else None
        if previous is None or _starts_paragraph(previous, line):
            paragraphs.append(_Paragraph([line], page))
        else:
            paragraphs[-1].lines.append(line)
    return paragraphs


def _starts_paragraph(previous: Line, line: Line) -> bool:
    if _CAPTION.match(line.text) or _HEADING.match(line.text.strip()) or _HEADING.match(previous.text.strip()):
        return True
    if abs(line.size - previous.size) > 0.8:
        return True
    if line.column != previous.column or line.top < previous.top:
        # text that goes on in the next column or page region
        return previous.text.rstrip().endswith((".", ":")) or not line.text[:1].islower()
    gap = line.top - previous.bottom
    if gap > 0.8 * line.size:
        return True
    indent = line.x0 - previous.x0
    return 4 < indent < 40 and previous.text.rstrip().endswith((".", ":", "?"))


def _kind(paragraph: _Paragraph, text: str, in_references: bool) -> BlockKind:
    if _HEADING.match(text) or REFERENCES_HEADING.match(text):
        return BlockKind.HEADING
    if re.match(r"^\d+(\.\d+)*\.?\s+[A-Z][^.]{3,80}$", text) and len(paragraph.lines) <= 2:
        return BlockKind.HEADING
    if in_references:
        return BlockKind.REFERENCE
    return BlockKind.CAPTION if _CAPTION.match(text) else BlockKind.PARAGRAPH


def _title(builder: BlockBuilder, from_metadata: str) -> str:
    """The title from the PDF's metadata if it looks like one, else the largest text of page one."""
    if len(from_metadata.split()) >= 4 and not re.search(r"\.(docx?|tex|dvi|indd)\b|untitled|microsoft word", from_metadata, re.I):
        return clean(from_metadata)
    candidates = [(i, b) for i, b in enumerate(builder.blocks) if b.page == 1 and 15 < len(b.text) < 300 and b.kind is BlockKind.PARAGRAPH]
    if not candidates:
        return ""

    def height(item: tuple[int, object]) -> float:
        box = builder.blocks[item[0]].boxes[0]
        return (box[3] - box[1]) / max(1, round((box[3] - box[1]) / 14))

    index, block = max(candidates[:8], key=height)
    builder.blocks[index] = replace(block, kind=BlockKind.TITLE)
    return block.text
