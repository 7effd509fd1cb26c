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
from extractor.readers.html_page import REFERENCES, find_article, name_files, names_of, page_title, parse_html, read_metadata
from extractor.readers.inline import Role, finish, render, render_whole
from extractor.readers.markup import local, read_grid
from extractor.readers.sections import SectionBuilder, missing_tables

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
) | frozenset(_HEADINGS)
_CAPTION = re.compile(r"caption|image_title|fig(?:ure)?[-_]{1,2}(?:title|legend|description)|table[-_](?:title|wrap_discription)", re.I)
_ABSTRACT = re.compile(r"(?:^|[\s_-])abstracts?(?:$|[\s_-])|ltx_abstract", re.I)
_NO_ABSTRACT = re.compile(r"heading|title|link|graphical[-_]abstract-image", re.I)
_FOOTNOTE = re.compile(r"table[-_]?(?:wrap-)?foot|tfoot|footnotes?(?:$|[\s_-])|ltx_note_outer|fn-group", re.I)
_FRONT = re.compile(r"(?:^|[\s_-])(?:authors?|contrib(?:utors?)?|affiliations?|article-?info|history|copyright|permissions|licen[cs]e|keywords?)(?:$|[\s_-])", re.I)
_EQUATION = re.compile(r"(?:^|[\s_-])(?:equations?|ltx_eqn_table|ltx_equation\w*|(?:disp|display)-?(?:formula|eqn|equation)\w*)(?:$|[\s_-])", re.I)
#: One entry of a list of references that is no <li>.
_ENTRY = re.compile(r"(?:^|\s)(?:ref|ref-content|citations?|reference|mixed-citation|bib-reference|biblio-entry|refs?-?item)(?:$|\s)", re.I)
_TEX = re.compile(r"(?:^|\s)(?:mathjax-tex|tex-math|inlinetex|mathtex)(?:$|\s)", re.I)
_CITED = re.compile(r"(?:^|[-_.]|\d)(?:refs?|cit|bib|cr|bb|reference|rf|[brc])[-_.]?(?:bib|cr)?[-_.]?\d|bib|^ref-|^cit", re.I)
_CITING_CLASS = re.compile(r"bibr|biblink|ltx_cite|(?:^|[\s_-])(?:ref|reference|citation|cite|ref-link|sup_ref)(?:$|[\s_-]|\d)", re.I)
_NOT_CITING = re.compile(r"xref-(?!bibr?\b)\w", re.I)
_NOTED = re.compile(r"fn|foot|note", re.I)
_ELSEWHERE = re.compile(r"fig|tab|tbl|scheme|sec|eq|app|^[fts]\d", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.I)
#: Links that only serve the page.
_LINK_TEXTS = frozenset(
    ["google scholar", "search pubmed", "rsc", "crossref", "cross ref", "pubmed", "pmc free article", "pmc", "full size image", "full size table", "view large image", "download figure", "open in new tab", "open in a new tab", "download powerpoint slide", "view article", "article", "cas", "ads", "scopus", "web of science", "view in article", "view all figures", "export citation", "download high-res image", "download full-size image", "view large", "download slide", "open in figure viewer", "powerpoint", "google preview", "search ads", "math", "mathscinet", "download csv", "display table", "powerpoint slide", "download as powerpoint", "go to citation", "go to reference", "search in google scholar", "openurl", "opens in new window", "openurl placeholder text", "click to view", "view large", "learn more", "view full license", "crossref full text", "pubmed abstract", "pubmed full text", "view larger version", "click here for additional data file", "figure options", "table options", "view in workspace", "display full size", "download as powerpoint slide", "top of page", "back to top", "get e-alerts"]
)
_REFERENCES_HEADING = re.compile(r"\W*(?:\d+\.?\s*)?(?:(?:notes and )?references?(?: and notes)?|bibliography|literature cited)\W*", re.I)
_INTRODUCTION = re.compile(r"\W*(?:\d+\.?|I\.)?\s*introduction\W*", re.I)
_FOOTNOTES_HEADING = re.compile(r"\W*foot-?notes?\W*", re.I)
_EQUATION_NUMBER = re.compile(r"\(\w{1,6}\)")
_NUMBERED_FORMULA = re.compile(r"\([\w.]{1,7}\)|\d{1,2}\.\d{1,3}[a-z]?")
_RELATION = re.compile(r"[=<>≤≥≈∝→↔⇌≪≫∼≡]")
#: Labels that stand apart from what they name.
_LABEL = re.compile(r"(?:Fig(?:ure)?|Table|Scheme|Chart)\b\.?\s*(?:[SA]?\d{1,3}[a-z]?|[IVXLC]{1,5})\s?[.:|]?|Keywords?:", re.I)
#: A paragraph that starts so is a caption: in a sentence no full stop follows the number.
_CAPTIONED = re.compile(r"(?:Fig(?:ure)?\.?|Table|Scheme|Chart)\s*[SA]?\d{1,3}[a-z]?\s?(?:[.:|]\s|(?:Fig|Table|Scheme|Chart))", re.I)
_TWICE_LABELLED = re.compile(r"^(Fig(?:ure)?\.?|Table|Scheme|Chart)\s*([SA]?\d{1,3}[a-z]?)\s?[.:|]?\s+(?=(?:Fig(?:ure)?\.?|Table|Scheme|Chart)\s*\2\b)", re.I)
#: Numbers of items are shorter.
_MAX_LEAD = 7
#: No entry of a list of references is longer.
_MAX_ENTRY = 3000
#: What stands between title and abstract and is longer belongs to the article.
_MAX_FRONT = 400
#: No cell beside a picture is longer in a table of data.
_MAX_CELL = 200
#: A heading's own box holds no more than this besides it.
_MIN_TEXT = 60
#: More of that before an "abstract" is the article itself.
_MAX_SUMMARIES = 2
#: A note between a caption and its table is shorter.
_MAX_NOTE = 120
#: Abstracts and highlights are shorter; a page whose headings are none would be abstract to its end.
_MAX_ABSTRACT = 8000
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
    if tag == "tex-math" or (tag == "span" and _TEX.search(element.get("class", ""))):
        return Role.TEX
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
    if (mark and _ELSEWHERE.search(target) and not _CITED.search(target)) or _NOT_CITING.search(link.get("class", "")):
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


def _is_entry(element: etree._Element) -> bool:
    """Whether an element is one entry of a list of references."""
    if local(element) == "li":
        return True
    marked = element.get("role") == "listitem" or _ENTRY.search(names_of(element))
    return bool(marked) and len("".join(element.itertext())) < _MAX_ENTRY


def _home(heading: etree._Element) -> etree._Element | None:
    """The element that holds a heading and its text."""
    size = len("".join(heading.itertext()))
    return next((above for above in heading.iterancestors() if len("".join(above.itertext()).strip()) > size + _MIN_TEXT), None)


def _settle_front(blocks: list[Block]) -> list[Block]:
    """What stands between title and abstract (authors, dates, links) is no prose of the paper."""
    title = next((place for place, block in enumerate(blocks) if block.kind is BlockKind.TITLE), None)
    abstract = next((place for place, block in enumerate(blocks) if block.kind is BlockKind.ABSTRACT or _is_abstract(block)), None)
    if title is None or abstract is None or sum(len(block.text) >= _MAX_FRONT for block in blocks[title:abstract]) > _MAX_SUMMARIES:
        return blocks
    front = [
        replace(block, kind=BlockKind.OTHER, section="") if block.kind is not BlockKind.TITLE and len(block.text) < _MAX_FRONT else block
        for block in blocks[:abstract]
    ]
    return front + blocks[abstract:]


def _is_abstract(block: Block) -> bool:
    return block.kind is BlockKind.HEADING and bool(re.fullmatch(r"\W*abstract\W*", block.text, re.I))


class _Reader:
    """One walk through a page's article."""

    def __init__(self, title: str) -> None:
        self.builder = SectionBuilder()
        self.title = title
        self.in_references = self.in_abstract = self.in_footnotes = False
        self.shown: dict[str, Block] = {}
        #: A caption that was just shown once more: its table stands in a pop-up.
        self.again: Block | None = None
        self.wrappers: set[etree._Element] = set()
        #: What the next paragraph starts with: the number of an item.
        self.lead = ""
        self.abstract_size = 0
        self.past_abstract = False
        #: The element that the abstract under its heading ends with.
        self.abstract_home: etree._Element | None = None

    def read(self, article: etree._Element) -> None:
        # an inline element around blocks (a link around a figure) is a block
        for block in article.iter(*_BLOCKS):
            above = block.getparent()
            while above is not None and above not in self.wrappers:
                self.wrappers.add(above)
                above = above.getparent()
        self.flow(article, BlockKind.PARAGRAPH)

    def add(self, kind: BlockKind, text: str) -> None:
        if text.lower().strip(" .:[]()") in _LINK_TEXTS:
            return
        if kind is BlockKind.ABSTRACT:
            self.abstract_size += len(text)
            kind = BlockKind.PARAGRAPH if self.past_abstract or self.abstract_size > _MAX_ABSTRACT else kind
        if kind is BlockKind.PARAGRAPH:
            flags = ((self.in_references, BlockKind.REFERENCE), (self.in_footnotes, BlockKind.FOOTNOTE), (self.in_abstract, BlockKind.ABSTRACT))
            kind = next((special for flag, special in flags if flag), kind)
        if kind in (BlockKind.PARAGRAPH, BlockKind.CAPTION) and _CAPTIONED.match(text):
            kind = BlockKind.CAPTION
        if kind is BlockKind.PARAGRAPH and _LABEL.fullmatch(text):
            self.lead = text
            return
        if self.lead and text:
            text, self.lead = f"{self.lead} {text}", ""
        last = self.builder.blocks[-1] if self.builder.blocks else None
        if last is not None and last.kind is kind and _NUMBERED_FORMULA.fullmatch(text) and _RELATION.search(last.text):
            self.builder.blocks[-1] = replace(last, text=f"{last.text} {text}")
            return
        text = _TWICE_LABELLED.sub("", text) if kind is BlockKind.CAPTION else text
        if kind in (BlockKind.CAPTION, BlockKind.REFERENCE):  # pages show them again in pictures and pop-ups
            known = self.shown.get(_same(text))
            if known is not None:
                self.again = known if kind is BlockKind.CAPTION else None
                return
        size = len(self.builder.blocks)
        self.builder.add(kind, text)
        if len(self.builder.blocks) > size:
            self.again = None
            if kind in (BlockKind.CAPTION, BlockKind.REFERENCE):
                self.shown[_same(text)] = self.builder.blocks[-1]

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
        if element is self.abstract_home:
            self.in_abstract = False

    def block(self, element: etree._Element, kind: BlockKind) -> None:
        """Read one block element; `kind` is what its paragraphs are."""
        tag, names = local(element), names_of(element)
        has_table = next(element.iter("table"), None) is not None
        if element.get("aria-hidden") == "true" and next(element.iter("p"), None) is None:
            return
        if tag in _HEADINGS:
            self.heading(text_of(element), _HEADINGS[tag])
            self.abstract_home = _home(element) if self.in_abstract else None
        elif tag == "table":
            self.table(element, kind)
        elif tag in ("figure", "figcaption", "caption") and not has_table:
            self.add(BlockKind.CAPTION, text_of(element))
        elif tag == "figure":
            self.figure(element)
        elif _CAPTION.search(names) and not has_table:
            self.add(BlockKind.CAPTION, text_of(element))
        elif tag == "dt" and len(item := text_of(element)) < _MAX_LEAD:
            self.lead = item
        elif _EQUATION.search(names) and next(element.iter("p", "figure", *_HEADINGS), None) is None and not has_table:
            self.add(kind, text_of(element))
        elif self.in_references and _is_entry(element):
            self.add(BlockKind.REFERENCE, f"{element.get('data-counter', '')} {text_of(element)}")
        elif REFERENCES.search(names) and tag in ("section", "div", "ol", "ul", "dl") and not self.in_references:
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
        told, expected = _same(text), _same(self.title)
        if known is None and (told == expected or (level == 1 and told.startswith(expected))):
            # a heading may go on with words of the page ("open access", "copy link")
            self.title = re.sub(r"\s?[*†‡§]+$", "", text) if told == expected or not expected else self.title
            # what stands above the title is no text of the paper
            self.builder.blocks = [replace(block, kind=BlockKind.OTHER) for block in self.builder.blocks]
            self.builder.add(BlockKind.TITLE, self.title)
        elif known is None or _same(text) != _same(known.text):
            listed = bool(_REFERENCES_HEADING.fullmatch(text))
            above = max((depth for depth, heading in self.builder.path if _REFERENCES_HEADING.fullmatch(heading)), default=0)
            self.in_footnotes = bool(_FOOTNOTES_HEADING.fullmatch(text))
            self.in_references = listed or (self.in_references and level > above and not self.in_footnotes)
            self.past_abstract |= listed or bool(_INTRODUCTION.fullmatch(text))
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
        if table.get("role") == "presentation" or (plain and (_is_layout(table) or max(map(len, grid.rows), default=0) < 2)):
            self.flow(table, kind)
            return
        if self.lead:
            self.add(BlockKind.CAPTION, " ")
        last = self.again or (self.builder.blocks[-1] if self.builder.blocks else None)
        caption = text_of(own) if own is not None else last.text if last is not None and last.kind is BlockKind.CAPTION else ""
        label = _TABLE_LABEL.match(caption)
        here = self.builder.section
        self.builder.section = self.again.section if self.again else here
        self.builder.add_table(
            grid.rows, header_rows=grid.header_rows, caption=caption[label.end() :] if label else caption, label=label.group(1) if label else ""
        )
        self.builder.section, self.again = here, None
        for text in grid.foot:
            self.add(BlockKind.FOOTNOTE, text)


def _is_layout(table: etree._Element) -> bool:
    """Whether a table without a head only arranges the page: lists, tables, mostly pictures or pictures beside paragraphs."""
    cells = list(table.iter("td"))
    if any(next(cell.iter("table", "ul"), None) is not None for cell in cells):
        return True
    texts = ["".join(cell.itertext()).strip() for cell in cells]
    pictured = any(next(cell.iter("img"), None) is not None for cell in cells)
    return pictured and (4 * sum(map(bool, texts)) < 3 * len(texts) or max(map(len, texts), default=0) > _MAX_CELL)


def _name_tables(blocks: list[Block]) -> list[Block]:
    """Give tables their captions where the page sets several side by side, or a caption below its table."""
    blocks = list(blocks)
    labels = [label.group(1) if block.kind is BlockKind.CAPTION and (label := _TABLE_LABEL.match(block.text)) else "" for block in blocks]
    held = {block.table.label for block in blocks if block.table is not None}
    for place, block in enumerate(blocks):
        if block.table is None:
            continue
        if place == 0 or blocks[place - 1].table is None:
            first, after = place, place
            while first > 0 and labels[first - 1]:
                first -= 1
            while after < len(blocks) and blocks[after].table is not None:
                after += 1
            if place - first == after - place > 1:  # as many captions as tables: in the same order
                for offset in range(after - place):
                    blocks[place + offset] = _captioned(blocks[place + offset], blocks[first + offset])
        table = blocks[place].table
        if table is not None and not table.label:
            above = (place - 2,) if place > 1 and len(blocks[place - 1].text) < _MAX_NOTE else ()
            near = [at for at in (place + 1, *above) if at < len(blocks) and labels[at] and labels[at] not in held]
            if near:
                blocks[place] = _captioned(block, blocks[near[0]])
                held.add(labels[near[0]])
    return blocks


def _captioned(block: Block, caption: Block) -> Block:
    label = _TABLE_LABEL.match(caption.text)
    if block.table is None or label is None:
        return block
    return replace(block, table=replace(block.table, label=label.group(1), caption=caption.text[label.end() :]))


def read_html(data: bytes, name: str) -> Document:
    """Read an article's web page as saved from a browser or fetched."""
    root = parse_html(data, name)
    metadata = read_metadata(root)
    article = find_article(root)
    name_files(root)
    outside = [part for part in root.iter("section", "div") if _ABSTRACT.search(names_of(part)) and not _NO_ABSTRACT.search(names_of(part))]
    reader = _Reader(re.sub(r"\s?[*†‡§]+$", "", metadata.title))
    if outside and not any(part is article or article in part.iterancestors() for part in outside):
        reader.block(outside[0], BlockKind.PARAGRAPH)
    reader.read(article)
    blocks = tuple(_name_tables(_settle_front(reader.builder.blocks)))
    title = reader.title or page_title(root)
    if title and blocks and all(block.kind is not BlockKind.TITLE for block in blocks):
        blocks = (Block("title", BlockKind.TITLE, title), *blocks)
    return Document("", name, "", "html", blocks, replace(metadata, title=title), missing_tables(blocks))
