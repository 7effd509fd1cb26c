"""Elsevier article XML: the API's full text, an xocs document or a bare article.

chemdataextractor2 has a reader for it, which loses what Kaimen needs (superscripts, formulas, citations,
which rows are headers, where a section stands), so the elements are read here, in the paper's order.
Figures and tables are kept apart in the file; each follows the paragraph that first anchors it.
"""

from __future__ import annotations

import re

from lxml import etree

from extractor.document import BlockKind, Document, Metadata
from extractor.errors import ReadError
from extractor.readers.blocks import clean
from extractor.readers.inline import Role, finish, render, render_whole
from extractor.readers.markup import local, parse_xml, read_grid
from extractor.readers.sections import SectionBuilder, missing_tables

#: Nothing of these is printed.
_DROPPED = frozenset(["alt-text", "float-anchor", "link", "inline-figure", "intra-ref-end", "anchor", "colspec", "miscellaneous", "copyright", "contributor-role", "e-address"])
_SPACES = frozenset(("hsp", "vsp", "br"))
#: What starts a block of its own; anything else is part of the running text.
_BLOCKS = frozenset(
    ["para", "simple-para", "note-para", "section", "sections", "section-title", "list", "list-item", "def-list", "def-description", "figure", "table", "e-component", "textbox", "textbox-head", "textbox-body", "display", "displayed-quote", "enunciation", "abstract", "abstract-sec", "keywords", "acknowledgment", "appendices", "conflict-of-interest", "data-availability", "bibliography", "bibliography-sec", "further-reading", "further-reading-sec", "bib-reference", "footnote", "table-footnote", "article-footnote", "legend", "caption", "affiliation", "correspondence", "dochead", "glossary", "glossary-sec", "glossary-entry", "biography", "head", "body", "tail", "floats", "author-group", "nomenclature", "intro", "exam-questions", "exam-answers", "subtitle", "presented", "dedication"]
)
#: They may interrupt a sentence.
_FLOATS = frozenset(("figure", "table", "e-component", "textbox", "footnote"))
#: Sections that often have no printed title.
_NAMES = {"abstract": "Abstract", "acknowledgment": "Acknowledgements", "bibliography": "References"}
_OTHER = frozenset(("affiliation", "correspondence", "dochead", "article-footnote", "keywords", "subtitle", "presented", "dedication"))
#: Characters that Elsevier draws: chemical bonds.
_GLYPHS = {"sbnd": "–", "dbnd": "=", "tbnd": "≡", "bond": "–"}
_MARKS = re.compile(r"\s?(?:\[?[*∗†‡☆★]\]?)+$")
_SIMPLE = {"sup": Role.SUPERSCRIPT, "math": Role.MATH, "label": Role.BLOCK, "formula": Role.BLOCK, "fr": Role.BLOCK}


def role_of(element: etree._Element) -> Role:
    """How an element shows its text."""
    tag = local(element)
    if tag in _DROPPED:
        return Role.DROP
    if tag in _SPACES:
        return Role.SPACE
    if tag in ("cross-ref", "cross-refs"):
        target = element.get("refid", "").lower()
        return Role.CITATION if re.match(r"bi?b|br?\d|ref?\d", target) else Role.NOTE_MARK if re.match(r"t?b?l?fn|tf|fn|np", target) else Role.PLAIN
    return _SIMPLE.get(tag) or (Role.BLOCK if tag in _BLOCKS else Role.PLAIN)


def text_of(element: etree._Element | None) -> str:
    """All text of an element on one line; empty for None."""
    return "" if element is None else clean(finish(render(element, role_of)))


def _child(element: etree._Element, *tags: str) -> etree._Element | None:
    return next((child for child in element if local(child) in tags), None)


def _first(root: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element of that name below, then within it the next name; None if one is missing."""
    for name in path:
        root = None if root is None else next((part for part in root.iter() if local(part) == name), None)
    return root


def _find_text(root: etree._Element, tag: str) -> str:
    return text_of(_first(root, tag.lower()))


def settle_drawn(root: etree._Element) -> None:
    """Give drawn characters and old-style fractions the text that they show, in place."""
    for element in root.iter():
        tag = local(element)
        if tag == "glyph":
            element.text = _GLYPHS.get(element.get("name", ""), "\ufffd")
        elif tag in ("nu", "de"):
            first, last = ("(", ")") if re.search(r"[+\-−–/=\s]", "".join(element.itertext()).strip()) else ("", "")
            element.text = f"{'/' if tag == 'de' else ''}{first}{(element.text or '').strip()}"
            if last:
                etree.SubElement(element, "close").text = last
        elif tag in ("sup", "inf"):
            # the API lays its XML out: a line break before an index is none of the text, unless it leads ("¹³C")
            before = element.getprevious()
            leads = tag == "sup" and re.fullmatch(r"\d+", element.text or "") and (element.tail or "")[:1].isupper()
            if before is not None and "\n" in (before.tail or "") and not (before.tail or "").strip() and not leads:
                before.tail = ""
            if before is not None and local(before) == "hsp" and not (before.tail or "").strip() and re.match(r"[-−–]\s?\d", element.text or ""):
                before.tag = "anchor"  # "s ⁻¹" is set with a hair of space


class _Reader:
    """One walk through an article."""

    def __init__(self, article: etree._Element, files: str) -> None:
        self.builder = SectionBuilder()
        #: Addresses of the article's files, as the API lists them.
        self.files = files
        #: What the next paragraph starts with: a list's number, a footnote's letter.
        self.lead = ""
        self.done: set[etree._Element] = set()
        self.floats = {part.get("id", ""): part for group in article.iter("{*}floats") for part in group if isinstance(part.tag, str)}

    def article(self, article: etree._Element) -> None:
        head = _child(article, "head")
        self.builder.add(BlockKind.TITLE, _MARKS.sub("", text_of(None if head is None else _child(head, "title"))))
        for child in head if head is not None else ():
            if local(child) in _BLOCKS:
                kind = BlockKind.ABSTRACT if local(child) == "abstract" else BlockKind.PARAGRAPH
                self.block(child, BlockKind.OTHER if local(child) in _OTHER or local(child) == "author-group" else kind)
        for child in article:
            if local(child) in _BLOCKS and local(child) not in ("head", "floats"):
                self.block(child, BlockKind.PARAGRAPH)
        self.builder.enter([])
        for part in self.floats.values():
            self.block(part, BlockKind.PARAGRAPH)

    def block(self, element: etree._Element, kind: BlockKind) -> None:
        """Read one block element; `kind` is what its paragraphs are."""
        tag = local(element)
        if tag in _DROPPED or not tag or element in self.done:
            return
        self.done.add(element)
        if tag in ("para", "simple-para", "note-para"):
            self.flow(element, kind)
        elif tag in ("section-title", "textbox-head"):
            self.builder.heading(text_of(element), len(self.builder.path) + 1)
        elif tag == "figure":
            self.figure(element)
        elif tag == "table":
            self.table(element)
        elif tag == "e-component":
            self.supplement(element)
        elif tag == "bib-reference":
            self.builder.add(BlockKind.REFERENCE, _reference(element))
        elif tag == "keywords":
            words = "; ".join(text_of(part) for part in element if local(part) == "keyword")
            self.builder.add(BlockKind.OTHER, f"{(text_of(_child(element, 'section-title')) or 'Keywords').rstrip(': ')}: {words}" if words else "")
        elif tag == "author-group":
            for part in element:
                if local(part) in ("affiliation", "correspondence", "footnote"):
                    self.block(part, BlockKind.OTHER)
        elif tag == "affiliation":
            self.builder.add(BlockKind.OTHER, " ".join(filter(None, (text_of(_child(element, "label")), text_of(_child(element, "textfn"))))))
        elif tag in _OTHER:
            self.builder.add(BlockKind.OTHER, text_of(element))
        else:
            footed = tag in ("footnote", "table-footnote", "legend") and kind is not BlockKind.OTHER
            self.section(element, BlockKind.FOOTNOTE if footed else kind)

    def section(self, element: etree._Element, kind: BlockKind) -> None:
        """An element with an optional label and title, and its blocks under that heading."""
        before = self.builder.path
        label, title = _child(element, "label"), _child(element, "section-title")
        self.done.update(part for part in (label, title) if part is not None)
        if text_of(title):
            self.builder.heading(f"{text_of(label)} {text_of(title)}", len(before) + 1)
        else:
            self.lead += f"{text_of(label)} " if text_of(label) else ""
            if local(element) in _NAMES:
                self.builder.enter([*before, (len(before) + 1, _NAMES[local(element)])])
        self.flow(element, kind)
        self.builder.add(kind, self.lead)
        self.lead = ""
        self.builder.enter(before)

    def flow(self, element: etree._Element, kind: BlockKind) -> None:
        """Runs of text become paragraphs; floats follow the paragraph that they stand in or are anchored in."""
        run = [element.text or ""]
        later: list[etree._Element] = []
        sentence = local(element) in ("para", "simple-para", "note-para")
        for child in element:
            tag = local(child)
            inside = [part for part in child if local(part) in _FLOATS] if tag == "display" else [child] if tag in _FLOATS else []
            if tag == "footnote":
                run.append(f" [{text_of(_child(child, 'label'))}] ")
            if inside:
                later += inside
            elif tag in _BLOCKS and not (tag == "display" and sentence):
                self.flush(run, kind)
                self.block(child, kind)
            elif child not in self.done:
                run.append(render_whole(child, role_of))
            run.append(child.tail or "")
        self.flush(run, kind)
        if sentence:
            anchors = [target for part in element.iter("{*}float-anchor", "{*}cross-ref", "{*}cross-refs") for target in part.get("refid", "").split()]
            later += [self.floats[target] for target in dict.fromkeys(anchors) if target in self.floats]
        for child in later:
            self.block(child, kind)

    def flush(self, run: list[str], kind: BlockKind) -> None:
        text = clean(finish("".join(run)))
        run.clear()
        if text:
            self.builder.add(kind, self.lead + text)
            self.lead = ""

    def figure(self, figure: etree._Element) -> None:
        text = ". ".join(filter(None, (text_of(_child(figure, "label")).rstrip(". "), text_of(_child(figure, "caption")))))
        self.builder.add(BlockKind.CAPTION, text)
        for part in figure:
            if local(part) not in ("label", "caption"):
                self.block(part, BlockKind.FOOTNOTE)

    def supplement(self, component: etree._Element) -> None:
        """A file that comes with the article, by its name where the article lists its files."""
        link = _child(component, "link")
        locator = "" if link is None else link.get("locator", "")
        named = re.search(rf"[^/\s?]*\b{re.escape(locator)}\.\w+", self.files) if locator else None
        file = named.group() if named else locator
        text = ". ".join(filter(None, (text_of(_child(component, "label")).rstrip(". "), text_of(_child(component, "caption")))))
        self.builder.add(BlockKind.OTHER, f"Supplementary material{f' ({file})' if file else ''}{': ' if text else ''}{text}")

    def table(self, table: etree._Element) -> None:
        """A CALS table with caption and notes; one that is only a picture leaves its caption."""
        label, caption = text_of(_child(table, "label")).rstrip(".: "), text_of(_child(table, "caption"))
        grids = [read_grid(part, lambda cell: finish(render(cell, role_of), cell=True)) for part in table if local(part) == "tgroup"]
        if grids:
            self.builder.table(grids[0].rows, grids[0].header_rows, caption=caption, label=label)
        else:
            self.builder.add(BlockKind.CAPTION, ". ".join(filter(None, (label, caption))))
        for grid in grids[1:]:
            self.builder.add_table(grid.rows, header_rows=grid.header_rows, caption=caption, label=label)
        for part in table:
            if local(part) in ("legend", "table-footnote"):
                self.block(part, BlockKind.FOOTNOTE)


def _reference(entry: etree._Element) -> str:
    """One entry of the list: its text as typeset where the file has it, else its fields."""
    label, source = text_of(_child(entry, "label")).strip(" .[]"), text_of(_child(entry, "source-text"))
    text = source or "; ".join(filter(None, (_fields(part) for part in entry if local(part) not in ("label", ""))))
    return f"[{label}] {text}" if label and not text.startswith(label) else text


def _fields(element: etree._Element) -> str:
    """The fields of a reference parted by commas; a name and a range of pages as they are read."""
    tag = local(element)
    parts = [child for child in element if local(child)]
    if tag in ("author", "editor"):
        return " ".join(filter(None, map(text_of, parts)))
    if tag == "pages":
        return "–".join(filter(None, map(text_of, parts)))
    plain = tag in ("textref", "other-ref", "maintitle", "comment", "inter-ref") or not parts or (element.text or "").strip()
    return text_of(element) if plain else ", ".join(filter(None, map(_fields, parts)))


def read_metadata(root: etree._Element) -> Metadata:
    """DOI, title, authors, journal and year, wherever Elsevier's several schemas put them."""
    head = _first(root, "head")
    head = root if head is None else head
    title = _MARKS.sub("", _find_text(head, "title") or _find_text(root, "title"))
    authors = [clean(f"{_find_text(part, 'given-name')} {_find_text(part, 'surname')}") for part in head.iter() if local(part) == "author"]
    year = re.search(r"\b(19|20)\d\d\b", _find_text(root, "cover-date-year") or _find_text(root, "coverDate") or _find_text(root, "copyright-line"))
    licence = _find_text(root, "openaccessUserLicense") or _find_text(root, "oa-user-license")
    return Metadata(
        doi=_find_text(root, "doi"), title=title, authors=tuple(authors),
        journal=_find_text(root, "srctitle") or _find_text(root, "publicationName"),
        year=int(year.group()) if year else None, licence=licence,
    )


def _find_article(root: etree._Element) -> etree._Element | None:
    """The element that holds the article's head or body; references in the file's own data are not read."""
    return next((part for part in root.iter() if any(local(child) in ("head", "body") for child in part) and local(part) != "html"), None)


def read_elsevier_xml(data: bytes, name: str) -> Document:
    """Read Elsevier article XML. Raises ReadError for malformed XML and for a file without any text of the article."""
    root = parse_xml(data, name)
    settle_drawn(root)
    metadata = read_metadata(root)
    files = " ".join(clean("".join(part.itertext())) for part in root.iter("{*}object", "{*}filename"))
    article = _find_article(root)
    warnings: tuple[str, ...] = ()
    reader = _Reader(root if article is None else article, files)
    if article is not None:
        reader.article(article)
    else:
        warnings = (f"{name}: no structured article in the file, only its abstract or plain text",)
        for tag, kind in (("title", BlockKind.TITLE), ("description", BlockKind.ABSTRACT), ("rawtext", BlockKind.PARAGRAPH)):
            reader.builder.add(kind, _find_text(root, tag))
        if not reader.builder.blocks:
            raise ReadError("empty", f"{name}: this Elsevier XML holds no text of an article; fetch the full text again")
    return Document("", name, "", "elsevier", tuple(reader.builder.blocks), metadata, (*warnings, *missing_tables(reader.builder.blocks)))
