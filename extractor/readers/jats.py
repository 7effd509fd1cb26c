"""JATS and NLM article XML: PubMed Central, Springer, MDPI, Frontiers, PLOS, AIP, Hindawi and others.

The element names are the same everywhere, their use is not: a table may stand in a paragraph or in a
group of floats, a formula has up to three renderings side by side, a reference is mixed text or bare
fields. So one walk reads whatever it meets, in the paper's order, and what it does not know is text of
the paragraph that it stands in: nothing is lost. A float that interrupts a paragraph follows it, so
that sentences stay whole.
"""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from extractor.document import BlockKind, Document
from extractor.errors import ReadError
from extractor.readers.blocks import clean
from extractor.readers.inline import Role, finish, render, render_whole
from extractor.readers.jats_front import descendant, read_metadata
from extractor.readers.markup import local, parse_xml, read_grid
from extractor.readers.sections import SectionBuilder, missing_tables

#: Nothing of these is printed, or it is printed elsewhere.
_DROPPED = frozenset(
    ["alt-text", "long-desc", "object-id", "graphic", "inline-graphic", "index-term", "permissions", "sec-meta", "custom-meta-group", "processing-meta", "related-object", "related-article", "counts", "self-uri", "history", "contrib-id", "alt-title"]
)
#: What starts a block of its own; anything else is part of the running text.
_BLOCKS = frozenset(
    ["p", "sec", "title", "list", "list-item", "def-list", "def-item", "def", "fig", "fig-group", "table-wrap", "table-wrap-group", "table", "array", "table-wrap-foot", "fn", "fn-group", "boxed-text", "disp-quote", "verse-group", "verse-line", "speech", "statement", "preformat", "supplementary-material", "media", "app", "app-group", "ack", "notes", "bio", "glossary", "ref-list", "ref", "sub-article", "response", "front-stub", "body", "back", "floats-group", "floats-wrap", "abstract", "trans-abstract", "caption", "chem-struct-wrap", "kwd-group", "funding-group", "aff", "author-notes", "corresp", "contrib-group", "sig-block", "question", "answer", "explanation", "question-wrap"]
)
#: They may interrupt a sentence.
_FLOATS = frozenset(("fig", "fig-group", "table-wrap", "table-wrap-group", "fn", "boxed-text", "supplementary-material", "chem-struct-wrap", "media"))
_CAPTIONED = frozenset(("fig", "chem-struct-wrap", "media"))
#: Sections that often have no printed title.
_NAMES = {"abstract": "Abstract", "ack": "Acknowledgements", "ref-list": "References"}
_RENDERINGS = frozenset(("alternatives", "citation-alternatives", "name-alternatives", "aff-alternatives", "collab-alternatives"))
_PREFERRED = ("math", "table", "mixed-citation", "name", "aff", "collab", "textual-form", "tex-math")
_XREFS = {"bibr": Role.CITATION, "fn": Role.NOTE_MARK, "table-fn": Role.NOTE_MARK}
_XLINK = "{http://www.w3.org/1999/xlink}href"


def role_of(element: etree._Element) -> Role:
    """How an element shows its text."""
    tag = local(element)
    parent = element.getparent()
    if tag in _DROPPED or (parent is not None and local(parent) in _RENDERINGS and _preferred(parent) is not element):
        return Role.DROP
    if tag == "tex-math":
        twin = parent is not None and any(local(other) == "math" for other in parent.iter())
        return Role.DROP if twin else Role.TEX
    if tag == "xref":
        return _XREFS.get(element.get("ref-type", ""), Role.PLAIN)
    if tag == "given-names" and not (element.getprevious() is not None and (element.getprevious().tail or "").strip()):
        return Role.BLOCK
    simple = {"sup": Role.SUPERSCRIPT, "math": Role.MATH, "break": Role.SPACE, "hr": Role.SPACE, "disp-formula": Role.BLOCK}
    return simple.get(tag) or (Role.BLOCK if tag in _BLOCKS else Role.PLAIN)


def _preferred(parent: etree._Element) -> etree._Element:
    """The one of several renderings that reads best."""

    def rank(child: etree._Element) -> int:
        tags = {local(part) for part in child.iter()}
        return next((place for place, tag in enumerate(_PREFERRED) if tag in tags), len(_PREFERRED))

    return min(parent, key=rank)


def text_of(element: etree._Element | None, *, cell: bool = False) -> str:
    """All text of an element on one line; empty for None."""
    return "" if element is None else clean(finish(render(element, role_of), cell=cell))


def _child(element: etree._Element, *tags: str) -> etree._Element | None:
    return next((child for child in element if local(child) in tags), None)


def _fill_references(article: etree._Element) -> None:
    """References that print their target's number without holding it get it as text, in place."""
    empty = [xref for xref in article.iter("{*}xref") if not len(xref) and not (xref.text or "").strip()]
    if not empty:
        return
    labels = {part.get("id", ""): text_of(_child(part, "label")) for part in article.iter(etree.Element) if part.get("id")}
    for xref in empty:
        numbers = [label.split()[-1].strip("().:[]") for rid in xref.get("rid", "").split() if (label := labels.get(rid, ""))]
        xref.text = ", ".join(numbers)


class _Reader:
    """One walk through an article."""

    def __init__(self) -> None:
        self.builder = SectionBuilder()
        self.title = ""
        #: What the next paragraph starts with: a list's number, a footnote's letter.
        self.lead = ""
        #: Titles and labels that were read with the element around them.
        self.done: set[etree._Element] = set()

    def front(self, front: etree._Element) -> None:
        """Title, abstracts and what else is printed on top; authors and journal are metadata."""
        group = descendant(front, "title-group")
        for part in group.iter() if group is not None else ():
            if local(part) == "article-title":
                self.title = self.title or re.sub(r"\s?(?:\[?[*∗†‡]\]?)+$", "", text_of(part))
                self.builder.add(BlockKind.TITLE, self.title)
            elif local(part) in ("subtitle", "trans-title"):
                self.builder.add(BlockKind.OTHER, text_of(part))
        meta = descendant(front, "article-meta")
        for child in meta if meta is not None else ():
            if local(child) in ("aff", "author-notes", "abstract", "trans-abstract", "supplementary-material", "kwd-group", "funding-group"):
                self.block(child, BlockKind.ABSTRACT if local(child) == "abstract" else BlockKind.OTHER)
            elif local(child) == "contrib-group":
                for aff in child.iter("{*}aff", "{*}bio"):
                    self.block(aff, BlockKind.OTHER)

    def block(self, element: etree._Element, kind: BlockKind) -> None:
        """Read one block element; `kind` is what its paragraphs are."""
        tag = local(element)
        if tag in _DROPPED or not tag or element in self.done:
            return
        if tag == "p":
            self.flow(element, kind)
        elif tag == "title":
            self.builder.heading(text_of(element), len(self.builder.path) + 1)
        elif tag in _CAPTIONED:
            self.builder.add(BlockKind.CAPTION, _captioned(element))
        elif tag == "supplementary-material":
            link = element.get(_XLINK) or next((part.get(_XLINK) for part in element.iter() if part.get(_XLINK)), "")
            text, file = _captioned(element), (link or "").rpartition("/")[2]
            named = text and (not file or file in text)
            self.builder.add(BlockKind.OTHER, text if named else f"{text} ({file})" if text else f"Supplementary material: {file}" if file else "")
        elif tag in ("table-wrap", "table", "array"):
            self.table(element)
        elif tag == "ref":
            self.builder.add(BlockKind.REFERENCE, _reference(element))
        elif tag == "def-item":
            self.builder.add(kind, ": ".join(text_of(part) for part in element if local(part)))
        elif tag in ("kwd-group", "funding-group"):
            self.words(element)
        elif tag == "front-stub":
            self.builder.heading(text_of(descendant(element, "article-title")), len(self.builder.path) + 1)
            self.builder.add(BlockKind.OTHER, "; ".join(text_of(part) for part in element.iter() if local(part) == "contrib"))
        elif tag in ("fn", "fn-group", "table-wrap-foot"):
            self.section(element, BlockKind.OTHER if kind is BlockKind.OTHER else BlockKind.FOOTNOTE)
        else:
            self.section(element, kind)

    def section(self, element: etree._Element, kind: BlockKind) -> None:
        """An element with an optional label and title, and its blocks under that heading."""
        before = self.builder.path
        label, title, caption = _child(element, "label"), _child(element, "title"), _child(element, "caption")
        if title is None and caption is not None:
            title = _child(caption, "title")
        title = None if title in self.done else title
        self.done.update(part for part in (label, title) if part is not None)
        number = unicodedata.normalize("NFKC", text_of(label))
        if text_of(title):
            self.builder.heading(f"{number} {text_of(title)}", len(before) + 1)
        else:
            self.lead += f"{number} " if number else ""
            if local(element) in _NAMES:
                self.builder.enter([*before, (len(before) + 1, _NAMES[local(element)])])
        self.flow(element, kind)
        self.builder.add(kind, self.lead)
        self.lead = ""
        self.builder.enter(before)

    def flow(self, element: etree._Element, kind: BlockKind) -> None:
        """Runs of text become paragraphs; the blocks between them follow their own rules."""
        run = [element.text or ""]
        floats: list[etree._Element] = []
        for child in element:
            tag = local(child)
            if tag in _FLOATS and local(element) == "p":
                floats.append(child)
            elif tag in _BLOCKS:
                self.flush(run, kind)
                self.block(child, kind)
            elif child not in self.done:
                run.append(render_whole(child, role_of))
            run.append(child.tail or "")
        self.flush(run, kind)
        for child in floats:
            self.block(child, kind)

    def flush(self, run: list[str], kind: BlockKind) -> None:
        text = clean(finish("".join(run)))
        run.clear()
        if text:
            self.builder.add(kind, self.lead + text)
            self.lead = ""

    def words(self, group: etree._Element) -> None:
        """Keywords or funding on one line."""
        label = text_of(_child(group, "title", "label")) or ("Keywords" if local(group) == "kwd-group" else "Funding")
        words = [text_of(child) for child in group if local(child) not in ("title", "label", "")]
        if any(words):
            self.builder.add(BlockKind.OTHER, f"{label.rstrip(': ')}: " + "; ".join(filter(None, words)))

    def table(self, wrap: etree._Element) -> None:
        """A table with caption and footnotes; one that is only a picture leaves its caption."""
        label, caption = text_of(_child(wrap, "label")).rstrip(".: "), _caption_text(_child(wrap, "caption"))
        tables = [wrap] if local(wrap) != "table-wrap" else [part for part in wrap.iter("{*}table") if not _inside_table(part, wrap)]
        grids = [read_grid(table, lambda cell: finish(render(cell, role_of), cell=True)) for table in tables]
        for index, grid in enumerate(grids):
            if index == 0:
                self.builder.table(grid.rows, grid.header_rows, caption=caption, label=label)
            else:
                self.builder.add_table(grid.rows, header_rows=grid.header_rows, caption=caption, label=label)
        if not grids:
            self.builder.add(BlockKind.CAPTION, ". ".join(filter(None, (label, caption))))
        for text in (text for grid in grids for text in grid.foot):
            self.builder.add(BlockKind.FOOTNOTE, text)
        for child in wrap if local(wrap) == "table-wrap" else ():
            if local(child) not in ("label", "caption", "table", "alternatives"):
                self.block(child, BlockKind.FOOTNOTE)


def _inside_table(table: etree._Element, wrap: etree._Element) -> bool:
    """Whether a table stands in another one's cell."""
    above = table.getparent()
    while above is not None and above is not wrap:
        if local(above) == "table":
            return True
        above = above.getparent()
    return False


def _caption_text(caption: etree._Element | None) -> str:
    """A caption's title and paragraphs as sentences on one line."""
    if caption is None:
        return ""
    title = _child(caption, "title")
    text, heading = text_of(caption), text_of(title)
    if heading and heading[-1] not in ".?!:;,)" and len(text) > len(heading) and text.startswith(heading):
        return f"{heading}. {text[len(heading) :].strip()}"
    return text


def _captioned(element: etree._Element) -> str:
    """Label, caption and what else a float prints: "Figure 1. Grains of the pellet."."""
    label = text_of(descendant(element, "label")).rstrip(".: ")
    caption = descendant(element, "caption")
    rest = [text_of(child) for child in element if local(child) not in ("label", "caption", "media", "graphic", "alternatives", *_DROPPED)]
    return ". ".join(filter(None, (label, " ".join(filter(None, (_caption_text(caption), *rest))))))


def _reference(ref: etree._Element) -> str:
    """One entry of the list: "[12] Smith J …"."""
    label = text_of(_child(ref, "label")).strip(" .[]()")
    parts = [_fields(child) for child in ref if local(child) not in ("label", "") and role_of(child) is not Role.DROP]
    text = re.sub(r"\s+(?=[,.;:])", "", " ".join(filter(None, parts)))
    return f"[{label}] {text}" if label else text


def _fields(citation: etree._Element) -> str:
    """Mixed text as it stands, bare fields parted by blanks (names by commas)."""
    children = [child for child in citation if isinstance(child.tag, str) and role_of(child) is not Role.DROP]
    if not children or (citation.text or "").strip() or any((child.tail or "").strip() for child in citation):
        return text_of(citation)
    if local(citation) in ("name", "string-name"):
        return " ".join(filter(None, map(text_of, children)))
    text = ""
    for child in children:
        field = _fields(child)
        between = "–" if local(child) == "lpage" and text else ", " if local(citation) == "person-group" and text else " "
        text += between + field if field else ""
    return text.strip()


def read_jats(data: bytes, name: str) -> Document:
    """Read a JATS article, alone or wrapped as PubMed Central's services deliver it.

    Raises ReadError for malformed XML and for XML without an article in it.
    """
    root = parse_xml(data, name)
    articles = [element for element in root.iter() if local(element) == "article"]
    if not articles:
        raise ReadError("unsupported", f"{name}: this XML holds no article; give JATS or Elsevier article XML, PDF, HTML or text")
    article = articles[0]
    _fill_references(article)
    reader = _Reader()
    for child in article:
        if local(child) == "front":
            reader.front(child)
        elif local(child):
            reader.block(child, BlockKind.PARAGRAPH)
    warnings = (f"{len(articles)} articles in one file: only the first was read",) if len(articles) > 1 else ()
    blocks = tuple(reader.builder.blocks)
    return Document("", name, "", "jats", blocks, read_metadata(article, reader.title, text_of), (*warnings, *missing_tables(blocks)))
