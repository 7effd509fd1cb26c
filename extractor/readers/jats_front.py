"""What a JATS article says about itself: title, authors, journal, year, DOI, licence."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from extractor.document import Metadata
from extractor.readers.blocks import clean
from extractor.readers.markup import local

#: An element's text on one line, as the reader of the body writes it.
TextOf = Callable[[etree._Element], str]

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_LICENCE_URL = re.compile(r"https?://(?:www\.)?creativecommons\.org/\S*?(?=[\s)>\"'’”]|\.?$|\.\s)")
_LICENCE_NAME = re.compile(r"(?:Creative Commons|CC)[\w\s.,–-]{0,60}?(?:Licen[cs]e|Declaration|Dedication)(?:,?\s(?:version\s|v)?\d\.\d)?|CC[ -](?:BY|0)[\w .-]{0,12}")
#: A licence's text beyond this says nothing more about which it is.
_MAX_LICENCE = 160
_XLINK = "{http://www.w3.org/1999/xlink}href"


def descendant(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element of that name below, then within it the next name; None if one is missing."""
    for name in path:
        if element is None:
            return None
        element = next((part for part in element.iter() if local(part) == name), None)
    return element


def read_metadata(article: etree._Element, title: str, text_of: TextOf) -> Metadata:
    """Bibliography of an article whose title was read already; empty where it does not say."""
    meta = descendant(article, "front", "article-meta")
    journal = descendant(article, "front", "journal-title")
    if journal is None:
        journal = descendant(article, "front", "journal-id")
    return Metadata(
        doi=_doi(meta), title=title, authors=tuple(_authors(meta, text_of)), journal=text_of(journal) if journal is not None else "",
        year=_year(meta), licence=_licence(meta, text_of),
    )  # fmt: skip


def _doi(meta: etree._Element | None) -> str:
    for element in meta if meta is not None else ():
        if local(element) == "article-id" and (element.get("pub-id-type") == "doi" or _DOI.match(element.text or "")):
            match = _DOI.search(element.text or "")
            return match.group() if match else ""
    return ""


def _authors(meta: etree._Element | None, text_of: TextOf) -> list[str]:
    authors = []
    for group in (child for child in meta if local(child) == "contrib-group") if meta is not None else ():
        for contrib in (child for child in group if local(child) == "contrib"):
            if contrib.get("contrib-type", "author") != "author":
                continue
            name = descendant(contrib, "name")
            if name is None:
                name = next((part for part in contrib.iter() if local(part) in ("string-name", "collab")), None)
            if name is not None:
                authors.append(_name(name, text_of))
    return [author for author in authors if author]


def _name(name: etree._Element, text_of: TextOf) -> str:
    """Given name first, as the other readers write it."""
    parts = {local(child): text_of(child) for child in name}
    if "surname" in parts:
        return clean(" ".join(parts.get(key, "") for key in ("prefix", "given-names", "surname", "suffix")))
    nested = [child for child in name if local(child) in ("contrib-group", "aff", "address")]
    return clean(name.text or "") if nested else text_of(name)


def _year(meta: etree._Element | None) -> int | None:
    """The earliest publication, which is the one that others cite."""
    years = []
    for date in (child for child in meta if local(child) == "pub-date") if meta is not None else ():
        year = descendant(date, "year")
        if year is not None and re.fullmatch(r"(?:18|19|20)\d\d", (year.text or "").strip()):
            years.append(int((year.text or "").strip()))
    return min(years, default=None)


def _licence(meta: etree._Element | None, text_of: TextOf) -> str:
    """The licence's address if there is one anywhere, else its name, else how its text begins."""
    permissions = descendant(meta, "permissions")
    if permissions is None:
        return ""
    for element in permissions.iter():
        for link in (element.text if local(element) in ("license_ref", "license-ref") else None, element.get(_XLINK)):
            if link and "://" in link and (local(element) != "ext-link" or "licen" in link):
                return clean(link)
    text = " ".join(text_of(part) for part in permissions if local(part) == "license")
    short = _LICENCE_URL.search(text) or _LICENCE_NAME.search(text)
    return short.group().strip() if short else text[:_MAX_LICENCE].strip()
