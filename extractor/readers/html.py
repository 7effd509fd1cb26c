"""Publishers' web pages: RSC, ACS, Wiley, Nature, Springer, MDPI, ScienceDirect, PMC, arXiv and others.

Their classes differ and change, what a browser shows does not: headings, paragraphs, captions, tables,
references. So the article is found by where the page's text is, and read by HTML's own elements; class
names only tell captions, abstracts, footnotes and reference lists. chemdataextractor2 has readers for
some of these sites, by paths into pages as they were then; they are not used.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from lxml import etree

from extractor.document import Block, BlockKind, Document
from extractor.readers.blocks import clean
from extractor.readers.html_page import find_article, names_of, page_title, parse_html, read_metadata
from extractor.readers.inline import Role, finish, render, render_whole
from extractor.readers.markup import local, read_grid
from extractor.readers.sections import SectionBuilder

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
) | frozenset(_HEADINGS)
_CAPTION = re.compile(r"caption|image_title|fig(?:ure)?[-_]{1,2}(?:title|legend|description)|table[-_](?:title|wrap_discription)", re.I)
_ABSTRACT = re.compile(r"(?:^|[\s_-])abstracts?(?:$|[\s_-])|ltx_abstract", re.I)
_NO_ABSTRACT = re.compile(r"heading|title|link|graphical[-_]abstract-image", re.I)
_FOOTNOTE = re.compile(r"table[-_]?(?:wrap-)?foot|tfoot|footnotes?(?:$|[\s_-])|ltx_note_outer|fn-group", re.I)
_REFERENCES = re.compile(r"(?:^|[\s_-])(?:references?|ref-?list|bibliography|biblist|citation-?list)(?:$|[\s_-])", re.I)
_FRONT = re.compile(r"(?:^|[\s_-])(?:authors?|contrib(?:utors?)?|affiliations?|article-?info|history|copyright|permissions|licen[cs]e|keywords?)(?:$|[\s_-])", re.I)
_EQUATION = re.compile(r"(?:^|[\s_-])(?:equations?|ltx_eqn_table|ltx_equation\w*|disp-formula\w*)(?:$|[\s_-])", re.I)
_CITED = re.compile(r"(?:^|[-_.]|\d)(?:refs?|cit|bib|cr|bb|reference|rf|[brc])[-_.]?(?:bib|cr)?[-_.]?\d|bib|^ref-|^cit", re.I)
_CITING_CLASS = re.compile(r"bibr|biblink|ltx_cite|(?:^|[\s_-])(?:ref|reference|citation|cite|ref-link|sup_ref)(?:$|[\s_-]|\d)", re.I)
_NOTED = re.compile(r"fn|foot|note", re.I)
_ELSEWHERE = re.compile(r"fig|tab|tbl|scheme|sec|eq|app|^[fts]\d", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.I)
#: Links that only serve the page.
_LINK_TEXTS = frozenset(
    ["google scholar", "search pubmed", "rsc", "crossref", "cross ref", "pubmed", "pmc free article", "pmc", "full size image", "full size table", "view large image", "download figure", "open in new tab", "open in a new tab", "download powerpoint slide", "view article", "article", "cas", "ads", "scopus", "web of science", "view in article", "view all figures", "export citation", "download high-res image", "download full-size image", "view large", "download slide", "open in figure viewer", "powerpoint", "google preview", "search ads", "math", "mathscinet"]
)
_REFERENCES_HEADING = re.compile(r"\W*(?:\d+\.?\s*)?(?:(?:notes and )?references?(?: and notes)?|bibliography|literature cited)\W*", re.I)
_FOOTNOTES_HEADING = re.compile(r"\W*foot-?notes?\W*", re.I)
_EQUATION_NUMBER = re.compile(r"\(\w{1,6}\)")
_TABLE_LABEL = re.compile(r"^(Table\s+(?:[SA]?\d+|[IVXLC]+)[a-z]?)\b[.:|]?\s*", re.I)


def role_of(element: etree._Element) -> Role:
    """How an element shows its text."""
    tag = local(element)
    if element.get("aria-hidden") == "true" or tag in ("img", "mjx-math") or "MathJax_Preview" in element.get("class", ""):
        return Role.DROP
    if tag in ("br", "hr"):
        return Role.SPACE
    if tag == "sup" or (tag == "span" and (_RAISED.search(element.get("style", "")) or element.get("class") in ("sup", "superscript"))):
        return Role.SUPERSCRIPT
    if tag == "math":
        return Role.MATH
    if tag == "a":
        return _role_of_link(element)
    return Role.BLOCK if tag in _BLOCKS else Role.PLAIN


def _role_of_link(link: etree._Element) -> Role:
    """A link to a reference is a citation, and so is a raised number that leads anywhere in the page."""
    text = "".join(link.itertext()).strip()
    if text.lower().strip("[]() ") in _LINK_TEXTS:
        return Role.DROP
    address, mark, target = link.get("href", "").partition("#")
    numeric = bool(re.fullmatch(r"[\[(]?\d[\d\s,;–-]*[\])]?", text))
    if mark and _NOTED.search(target) and len(text) < 4:
        return Role.NOTE_MARK
    if mark and _ELSEWHERE.search(target) and not _CITED.search(target):
        return Role.PLAIN
    if (mark and _CITED.search(target)) or (numeric and _CITING_CLASS.search(link.get("class", ""))):
        return Role.CITATION
    raised = any(local(above) == "sup" for above in link.iterancestors()) or any(local(below) == "sup" for below in link)
    return Role.CITATION if numeric and raised and (mark or address.startswith("javascript")) else Role.PLAIN


def text_of(element: etree._Element) -> str:
    """All text of an element on one line."""
    return clean(finish(render(element, role_of)))


def _same(text: str) -> str:
    """What two renderings of one title have in common."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text)).lower()


class _Reader:
    """One walk through a page's article."""

    def __init__(self, title: str) -> None:
        self.builder = SectionBuilder()
        self.title = title
        self.in_references = self.in_abstract = self.in_footnotes = False
        self.captions: set[str] = set()
        self.wrappers: set[etree._Element] = set()

    def read(self, article: etree._Element) -> None:
        # an inline element around blocks (a link around a figure) is a block
        for block in article.iter(*_BLOCKS):
            above = block.getparent()
            while above is not None and above not in self.wrappers:
                self.wrappers.add(above)
                above = above.getparent()
        self.flow(article, BlockKind.PARAGRAPH)

    def add(self, kind: BlockKind, text: str) -> None:
        if kind is BlockKind.PARAGRAPH:
            flags = ((self.in_references, BlockKind.REFERENCE), (self.in_footnotes, BlockKind.FOOTNOTE), (self.in_abstract, BlockKind.ABSTRACT))
            kind = next((special for flag, special in flags if flag), kind)
        if kind is BlockKind.CAPTION:
            if _same(text) in self.captions:
                return
            self.captions.add(_same(text))
        self.builder.add(kind, text)

    def flow(self, element: etree._Element, kind: BlockKind) -> None:
        """Runs of text become paragraphs; the blocks between them follow their own rules."""
        run = [element.text or ""]
        notes: list[etree._Element] = []
        for child in element:
            if _FOOTNOTE.search(names_of(child)) and local(child) == "span":
                notes.append(child)
            elif local(child) in _BLOCKS or child in self.wrappers:
                self.add(kind, clean(finish("".join(run))))
                run = []
                self.block(child, kind)
            else:
                run.append(render_whole(child, role_of))
            run.append(child.tail or "")
        self.add(kind, clean(finish("".join(run))))
        for note in notes:
            self.add(BlockKind.FOOTNOTE, text_of(note))

    def block(self, element: etree._Element, kind: BlockKind) -> None:
        """Read one block element; `kind` is what its paragraphs are."""
        tag, names = local(element), names_of(element)
        has_table = next(element.iter("table"), None) is not None
        if element.get("aria-hidden") == "true":
            return
        if tag in _HEADINGS:
            self.heading(text_of(element), _HEADINGS[tag])
        elif tag == "table":
            self.table(element, kind)
        elif tag in ("figure", "figcaption", "caption") and not has_table:
            self.add(BlockKind.CAPTION, text_of(element))
        elif tag == "figure":
            self.figure(element)
        elif _CAPTION.search(names) and not has_table:
            self.add(BlockKind.CAPTION, text_of(element))
        elif self.in_references and tag == "li":
            self.add(BlockKind.REFERENCE, f"{element.get('data-counter', '')} {text_of(element)}")
        elif _REFERENCES.search(names) and tag in ("section", "div", "ol", "ul", "dl") and not self.in_references:
            self.in_references = True
            self.flow(element, kind)
            self.in_references = False
        elif _ABSTRACT.search(names) and not _NO_ABSTRACT.search(names) and tag in ("section", "div", "p") and kind is BlockKind.PARAGRAPH:
            self.flow(element, BlockKind.ABSTRACT)
        elif kind is BlockKind.PARAGRAPH and _FRONT.search(names) and tag in ("div", "ul", "ol", "p", "section") and not self.builder.path:
            self.flow(element, BlockKind.OTHER)
        elif _FOOTNOTE.search(names) and not has_table:
            self.flow(element, BlockKind.FOOTNOTE)
        else:
            self.flow(element, kind)

    def heading(self, text: str, level: int) -> None:
        """A heading; the page's title is told apart by what it says."""
        if not text:
            return
        known = next((block for block in self.builder.blocks if block.kind is BlockKind.TITLE), None)
        if known is None and (_same(text) == _same(self.title) or (level == 1 and not self.title)):
            self.title = re.sub(r"\s?[*†‡§]+$", "", text)
            # what stands above the title is no text of the paper
            self.builder.blocks = [replace(block, kind=BlockKind.OTHER) for block in self.builder.blocks]
            self.builder.add(BlockKind.TITLE, self.title)
        elif known is None or _same(text) != _same(known.text):
            listed = bool(_REFERENCES_HEADING.fullmatch(text))
            above = max((depth for depth, heading in self.builder.path if _REFERENCES_HEADING.fullmatch(heading)), default=0)
            self.in_footnotes = bool(_FOOTNOTES_HEADING.fullmatch(text))
            self.in_references = listed or (self.in_references and level > above and not self.in_footnotes)
            self.in_abstract = bool(re.fullmatch(r"\W*abstract\W*", text, re.I))
            self.builder.heading(text, level)

    def figure(self, figure: etree._Element) -> None:
        """A figure with a table in it: its captions first, wherever they stand, then the rest."""
        captions = [part for part in figure.iter("figcaption", "caption") if not any(local(above) == "table" for above in part.iterancestors())]
        for caption in captions:
            self.add(BlockKind.CAPTION, text_of(caption))
            caption.drop_tree()
        self.flow(figure, BlockKind.FOOTNOTE)

    def table(self, table: etree._Element, kind: BlockKind) -> None:
        """A data table under its caption, a formula set as a table, or a layout's contents."""
        plain = next(table.iter("th", "thead"), None) is None
        last_cells = ["".join(row[-1].itertext()).strip() for row in table.iter("tr") if len(row)]
        if _EQUATION.search(names_of(table)) or (plain and last_cells and all(map(_EQUATION_NUMBER.fullmatch, last_cells))):
            self.add(kind, text_of(table))
            return
        own = next((child for child in table if local(child) == "caption"), None)
        if own is not None:
            self.add(BlockKind.CAPTION, text_of(own))
        grid = read_grid(table, lambda cell: finish(render(cell, role_of), cell=True))
        nested = any(next(cell.iter("table", "img", "ul"), None) is not None for cell in table.iter("td"))
        if table.get("role") == "presentation" or (plain and (nested or max(map(len, grid.rows), default=0) < 2)):
            self.flow(table, kind)
            return
        last = self.builder.blocks[-1] if self.builder.blocks else None
        caption = text_of(own) if own is not None else last.text if last is not None and last.kind is BlockKind.CAPTION else ""
        label = _TABLE_LABEL.match(caption)
        self.builder.add_table(
            grid.rows, header_rows=grid.header_rows, caption=caption[label.end() :] if label else caption, label=label.group(1) if label else ""
        )
        for text in grid.foot:
            self.add(BlockKind.FOOTNOTE, text)


def read_html(data: bytes, name: str) -> Document:
    """Read an article's web page as saved from a browser or fetched."""
    root = parse_html(data, name)
    metadata = read_metadata(root)
    article = find_article(root)
    outside = [part for part in root.iter("section", "div") if _ABSTRACT.search(names_of(part)) and not _NO_ABSTRACT.search(names_of(part))]
    reader = _Reader(re.sub(r"\s?[*†‡§]+$", "", metadata.title))
    if outside and not any(part is article or article in part.iterancestors() for part in outside):
        reader.block(outside[0], BlockKind.PARAGRAPH)
    reader.read(article)
    blocks = tuple(reader.builder.blocks)
    title = reader.title or page_title(root)
    if title and blocks and all(block.kind is not BlockKind.TITLE for block in blocks):
        blocks = (Block("title", BlockKind.TITLE, title), *blocks)
    return Document("", name, "", "html", blocks, replace(metadata, title=title))
