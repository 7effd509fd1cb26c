"""Plain text: one paragraph or one sentence a line, blank lines between paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

import charset_normalizer

from extractor.document import BlockKind, Document, Metadata
from extractor.errors import ReadError
from extractor.readers.blocks import REFERENCES_HEADING, BlockBuilder

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)]")
_HEADING = re.compile(
    r"^(?:#+\s*)?(?:\d+(?:\.\d+)*\.?\s+)?"
    r"(abstract|introduction|background|experimental(?: (?:section|procedures?|details|methods?))?|methods?|"
    r"materials and methods|results(?: and discussions?)?|discussions?|conclusions?|summary|"
    r"acknowledge?ments?|author contributions?|additional information)\.?$",
    re.I,
)
_CAPTION = re.compile(r"^(?:Fig(?:ure|\.)?|Table|Scheme)\s*S?\d+", re.I)
#: A line of a reference list: "AuthorA., AuthorB.Title … 2008, 112, 15341" or "[12] …".
_REFERENCE_LINE = re.compile(r"^\[?\d{1,3}[\].]?\s+[A-Z].*\b(?:19|20)\d\d\b|^[A-Z][\w'’-]+[A-Z]\.(?:[A-Z]\.)*[,;& ]")


def decode(data: bytes, name: str) -> str:
    """Bytes to text; UTF-8 first, then by charset-normalizer. Raises ReadError if nothing fits."""
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise ReadError("corrupt", f"{name}: the text's encoding could not be found; save it as UTF-8")
    return str(best)


def read_text(data: bytes, name: str) -> Document:
    """Read plain text. The first line is taken as title if it is short and the text is long."""
    lines = decode(data, name).splitlines()
    builder = BlockBuilder()
    in_references = False
    filled = [line for line in lines if line.strip()]
    title = ""
    if filled and _DOI.fullmatch(filled[0].strip()):
        builder.add(BlockKind.OTHER, filled[0])
        title = filled[1].strip() if len(filled) > 1 else ""
    elif len(filled) > 1 and len(filled[0]) < 300 and not filled[0].rstrip().endswith("."):
        title = filled[0].strip()
    for line in filled[len(builder.blocks) :]:
        stripped = line.strip()
        if stripped == title and len(builder.blocks) < 2 and (not builder.blocks or builder.blocks[0].kind is BlockKind.OTHER):
            builder.add(BlockKind.TITLE, stripped)
        elif REFERENCES_HEADING.match(stripped):
            in_references = True
            builder.add(BlockKind.HEADING, stripped)
        elif _HEADING.match(stripped):
            in_references = False
            builder.add(BlockKind.HEADING, stripped)
        elif in_references:
            builder.add(BlockKind.REFERENCE, stripped)
        elif _CAPTION.match(stripped):
            builder.add(BlockKind.CAPTION, stripped)
        else:
            builder.add(BlockKind.PARAGRAPH, stripped)
    mark_trailing_references(builder)
    # a paper's own DOI stands in its first lines; one further on may be a cited paper's
    doi = _DOI.search("\n".join(line for line in filled[:3] if len(line) < 200))
    metadata = Metadata(doi=doi.group() if doi else "", title=title)
    return Document("", name, "", "text", tuple(builder.blocks), metadata)


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
