"""Plain text: one paragraph or one sentence a line, blank lines between paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.document import BlockKind, Document, Metadata
from extractor.readers.blocks import REFERENCES_HEADING, BlockBuilder
from extractor.readers.encoding import decode
from extractor.readers.lost import is_damaged
from extractor.readers.notation import printed

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)]")
_HEADING = re.compile(
    r"^(?:#+\s*)?(?:\d+(?:\.\d+)*\.?\s+)?"
    r"(abstract|introduction|background|experimental(?: (?:section|procedures?|details|methods?))?|methods?|"
    r"materials and methods|results(?: and discussions?)?|discussions?|conclusions?|summary|"
    r"acknowledge?ments?|author contributions?|additional information)\.?$",
    re.I,
)
_CAPTION = re.compile(r"^(?:Fig(?:ure|\.)?|Table|Scheme)\s*S?\d+", re.I)
#: A longer first line is a paragraph.
MAX_TITLE = 300
#: A longer part of a line between two strokes is no cell of a table.
MAX_CELL = 150
#: A line of a reference list: "AuthorA., AuthorB.Title … 2008, 112, 15341" or "[12] …".
_REFERENCE_LINE = re.compile(r"^\[?\d{1,3}[\].]?\s+[A-Z].*\b(?:19|20)\d\d\b|^[A-Z][\w'’-]+[A-Z]\.(?:[A-Z]\.)*[,;& ]")


def read_text(data: bytes, name: str) -> Document:
    """Read plain text or Markdown.

    The first line is the title if it is short and no sentence, or the second if the first is a DOI.
    Lines parted by "|" are a table, its first line the header.
    """
    lines = [line.strip() for line in decode(data, name).splitlines() if line.strip()]
    damaged = sum(map(is_damaged, lines))
    filled = [printed(line) for line in lines]
    builder = BlockBuilder()
    rest = iter(_front_matter(builder, filled))
    in_references = False
    table: list[list[str]] = []
    for line in rest:
        cells = _cells(line)
        if cells is None and table:
            _add_table(builder, table)
            table = []
        if cells is not None:
            table.append(cells)
        elif REFERENCES_HEADING.match(line):
            in_references = True
            builder.add(BlockKind.HEADING, line)
        elif _HEADING.match(line):
            in_references = False
            builder.add(BlockKind.HEADING, line)
        elif in_references:
            builder.add(BlockKind.REFERENCE, line)
        else:
            builder.add(BlockKind.CAPTION if _CAPTION.match(line) else BlockKind.PARAGRAPH, line)
    _add_table(builder, table)
    mark_trailing_references(builder)
    # a paper's own DOI stands in its first lines; one further on may be a cited paper's
    doi = _DOI.search("\n".join(line for line in filled[:3] if len(line) < MAX_TITLE))
    title = next((block.text for block in builder.blocks[:2] if block.kind is BlockKind.TITLE), "")
    return Document(
        "", name, "", "text", tuple(builder.blocks), Metadata(doi=doi.group() if doi else "", title=title),
        warnings=(f"signs were restored that the text had lost, in {damaged} line{'s' * (damaged > 1)}",) if damaged else (),
    )


def _front_matter(builder: BlockBuilder, lines: list[str]) -> list[str]:
    """Take DOI and title off the top; returns the lines that follow."""
    if lines and _DOI.fullmatch(lines[0]):
        builder.add(BlockKind.OTHER, lines[0])
        lines = lines[1:]
    elif len(lines) < 2 or len(lines[0]) >= MAX_TITLE or lines[0].endswith("."):
        return lines
    if lines:
        builder.add(BlockKind.TITLE, lines[0].lstrip("# "))
    return lines[1:]


def _cells(line: str) -> list[str] | None:
    """Cells of a line of a Markdown table, None for any other line: "Na|NASICON|FeS2" is a cell of another kind."""
    if line.count("|") < 2 and not re.fullmatch(r"[^|]{1,60} \| [^|]{1,60}", line):
        return None
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    parted = line.startswith("|") or re.search(r"\S \| \S", line)
    return cells if parted and max(map(len, cells)) <= MAX_CELL else None


def _add_table(builder: BlockBuilder, rows: list[list[str]]) -> None:
    grid = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    if not grid:
        return
    if len(grid) < 2:
        builder.add(BlockKind.PARAGRAPH, " | ".join(grid[0]))
        return
    last = builder.blocks[-1] if builder.blocks else None
    caption = last.text if last is not None and last.kind is BlockKind.CAPTION else ""
    builder.add_table(grid, header_rows=1, caption=caption)


def mark_trailing_references(builder: BlockBuilder) -> None:
    """A run of reference-like lines at the end is a reference list even without a heading.

    The list may hold broken lines, so the run ends only where four lines in a row do not fit.
    """
    first, misses = len(builder.blocks), 0
    for index in range(len(builder.blocks) - 1, -1, -1):
        if _REFERENCE_LINE.match(builder.blocks[index].text):
            first, misses = index, 0
        elif (misses := misses + 1) > 4:
            break
    for index in range(first, len(builder.blocks)):
        builder.blocks[index] = replace(builder.blocks[index], kind=BlockKind.REFERENCE)
