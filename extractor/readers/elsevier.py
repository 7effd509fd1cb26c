"""Elsevier article XML, through chemdataextractor2's reader.

chemdataextractor2 flattens superscripts ("10<sup>4</sup>" becomes "104"), drops citations and
whitespace between inline elements, and forgets which rows are headers. So inline markup is settled
here before it reads (superscripts become Unicode), and tables are read here, where spans and the
head are explicit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from extractor.chemdata import read_elsevier
from extractor.document import BlockKind, Document, Metadata
from extractor.readers.blocks import BlockBuilder, clean
from extractor.readers.markup import local, parse_xml, read_grid, superscript

_INLINE = frozenset(
    ["sup", "inf", "italic", "bold", "hsp", "small-caps", "sans-serif", "monospace", "underline", "cross-ref", "cross-refs", "cross-out", "inter-ref", "inter-refs", "intra-ref", "formula", "display", "monospace"]
)


def settle_inline(root: etree._Element) -> None:
    """Turn inline elements into text, in place."""
    for element in list(root.iter()):
        tag = local(element)
        if tag == "sup":
            text = "".join(element.itertext())
            for child in list(element):
                element.remove(child)
            element.text = superscript(text)
        elif tag == "hsp":
            element.text = " "
        elif tag in ("float-anchor", "note-para"):
            element.clear(keep_tail=True)
    tags = {el.tag for el in root.iter() if local(el) in _INLINE or (isinstance(el.tag, str) and "MathML" in el.tag)}
    if tags:
        etree.strip_tags(root, *tags)


def _find_text(root: etree._Element, tag: str) -> str:
    for element in root.iter():
        if local(element) == tag.lower():
            return clean("".join(element.itertext()))
    return ""


def read_metadata(root: etree._Element) -> Metadata:
    """DOI, title, authors, journal and year, wherever Elsevier's several schemas put them."""
    head = next((el for el in root.iter() if local(el) == "head"), root)
    title = _find_text(head, "title") or _find_text(root, "title")
    authors = []
    for author in head.iter():
        if local(author) == "author":
            authors.append(clean(f"{_find_text(author, 'given-name')} {_find_text(author, 'surname')}"))
    year = re.search(r"\b(19|20)\d\d\b", _find_text(root, "cover-date-year") or _find_text(root, "coverDate") or _find_text(root, "copyright-line"))
    licence = _find_text(root, "openaccessUserLicense") or _find_text(root, "oa-user-license")
    return Metadata(
        doi=_find_text(root, "doi"), title=title, authors=tuple(authors),
        journal=_find_text(root, "srctitle") or _find_text(root, "publicationName"),
        year=int(year.group()) if year else None, licence=licence,
    )


def table_grid(table: etree._Element) -> tuple[list[list[str]], int]:
    """A CALS table as a grid, spanned cells repeated, and its number of header rows."""
    grid = read_grid(table, lambda entry: "".join(entry.itertext()))
    return grid.rows, grid.header_rows


def find_tables(root: etree._Element) -> Iterator[etree._Element]:
    return (el for el in root.iter() if local(el) == "table" and any(local(d) == "tgroup" for d in el.iter()))


def read_elsevier_xml(data: bytes, name: str) -> Document:
    """Read Elsevier article XML (full-text API response, xocs document or bare article)."""
    root = parse_xml(data, name)
    metadata = read_metadata(root)
    settle_inline(root)
    metadata_title = _find_text(next((el for el in root.iter() if local(el) == "head"), root), "title")
    tables = list(find_tables(root))
    cde = read_elsevier(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    builder = BlockBuilder()
    title = metadata_title or metadata.title
    if title:
        builder.add(BlockKind.TITLE, title)
    pending_tables = iter(tables)
    for element in cde.elements:
        kind = type(element).__name__
        if kind == "Table":
            _add_table(builder, next(pending_tables, None))
        elif kind == "Figure":
            builder.add(BlockKind.CAPTION, element.caption.text)
        elif kind == "Heading":
            builder.add(BlockKind.HEADING, element.text)
        elif kind == "Citation":
            builder.add(BlockKind.REFERENCE, element.text)
        elif kind == "Paragraph" and clean(element.text) != clean(title):
            builder.add(BlockKind.PARAGRAPH, element.text)
    for table in pending_tables:
        _add_table(builder, table)
    return Document("", name, "", "elsevier", tuple(builder.blocks), metadata)


def _add_table(builder: BlockBuilder, table: etree._Element | None) -> None:
    if table is None:
        return
    label = next((clean("".join(el.itertext())) for el in table if local(el) == "label"), "")
    caption = next((clean("".join(el.itertext())) for el in table if local(el) == "caption"), "")
    if caption:
        builder.add(BlockKind.CAPTION, f"{label}. {caption}" if label else caption)
    grid, header_rows = table_grid(table)
    builder.add_table(grid, header_rows=header_rows, caption=caption, label=label)
