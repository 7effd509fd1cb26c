"""Which part of a web page is the article, and what the page says about it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree, html

from extractor.document import Metadata
from extractor.errors import ReadError
from extractor.readers.blocks import clean
from extractor.readers.markup import check_depth, decode_markup, local

_NEVER_TEXT = ("script", "style", "noscript", "template", "svg", "button", "select", "input", "textarea", "iframe", "object", "canvas", "audio", "video", "nav", "dialog", "form")
_FURNITURE = re.compile(
    r"(?:^|[-_])(?:cookies?|consent|gdpr|breadcrumbs?|side-?bar|nav|navbar|navigation|menu|toolbar|share|sharing|social|addthis|advert\w*|ads?|banner|popup|"
    r"modal|related|recommend\w*|metrics|altmetric\w*|cited-?by|newsletter|alerts?|promo\w*|skip(?:link)?|login|signin|downloads?|toc|pagination|search\w*|"
    r"rightslink|comments?)(?:$|[-_])",
    re.I,
)
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
#: Where publishers put the article, the surest first: LaTeXML, then the whole article, then its body.
_CONTAINERS = (
    "//article[contains(@class, 'ltx_document')]",
    "//article", "//main", "//*[@role = 'main']", "//*[@itemprop = 'articleBody']",
    "//*[contains(@class, 'article_content') or contains(@class, 'hlFld-Fulltext') or contains(@class, 'article-section__full') or contains(@class, 'article__body')]",
    "//*[contains(@class, 'html-article-content') or contains(@class, 'JournalFullText') or contains(@class, 'widget-ArticleFulltext') or contains(@class, 'jig-ncbiinpagenav')]",
    "//*[@id = 'artText' or @id = 'wrapper' or @id = 'mc' or @id = 'body' or @id = 'main-content' or @id = 'content']",
)  # fmt: skip
#: Shorter runs of text are labels and links.
_MIN_RUN = 60
#: A page with less text is read whole: there is no telling its parts apart.
_MIN_ARTICLE = 500
#: What holds more of the page's text than this is no furniture.
_MAX_FURNITURE = 0.3
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>?#&;]+[^\s\"<>?#&;.,)]")
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


def parse_html(data: bytes, name: str) -> etree._Element:
    """Parse HTML leniently, without network. Raises ReadError where nothing can be made of it."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode_markup(data, name)).replace("\x00", "\ufffd")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ReadError("corrupt", f"{name}: no HTML could be made of it ({error}); save the page again") from None
    check_depth(root, name)
    return root


def weigh(root: etree._Element) -> dict[etree._Element, int]:
    """How much running text each element holds, itself and below."""
    weights: dict[etree._Element, int] = {}
    for element in reversed(list(root.iter(etree.Element))):
        own = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
        weights[element] = (own if own >= _MIN_RUN else 0) + sum(weights.get(child, 0) for child in element)
    return weights


def names_of(element: etree._Element) -> str:
    """Class and id of an element in one string."""
    return f"{element.get('class', '')} {element.get('id', '')}".strip()


def find_article(root: etree._Element) -> etree._Element:
    """Drop the page's furniture and return the element that holds the article."""
    for element in list(root.iter(*_NEVER_TEXT)):
        _drop(element)
    body = root.find("body")
    body = root if body is None else body
    weights = weigh(body)
    for element in list(body.iter(etree.Element)):
        if element is not body and weights.get(element, 0) <= _MAX_FURNITURE * weights[body] and _is_furniture(element):
            _drop(element)
    weights = weigh(body)
    for path in _CONTAINERS:
        found = max((e for e in root.xpath(path) if e in weights), key=lambda e: weights[e], default=None)
        if found is not None and weights[found] > 0.5 * weights[body]:
            return found
    found = body
    while weights[found] > _MIN_ARTICLE:
        inner = max(found, key=lambda child: weights.get(child, 0))
        whole = weights.get(inner, 0) > 0.9 * weights[found] and _count_tables(inner) == _count_tables(found)
        if not whole or local(inner) in ("p", "table", "span"):
            break
        found = inner
    return found


def _count_tables(element: etree._Element) -> int:
    return sum(1 for _ in element.iter("table"))


def _is_furniture(element: etree._Element) -> bool:
    if local(element) in ("aside", "footer") or element.get("role") in _ROLES or element.get("hidden") is not None:
        return True
    if _HIDDEN.search(element.get("style", "")) and element.find(".//table") is None:
        return True
    return any(_FURNITURE.search(name) for name in names_of(element).split())


def _drop(element: etree._Element) -> None:
    """Remove an element; what follows it stays (formulas as pictures stand within sentences)."""
    if element.getparent() is not None:
        element.drop_tree()


def read_metadata(root: etree._Element) -> Metadata:
    """Bibliography from the page's head, in the several vocabularies that publishers use."""
    meta: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        key = (element.get("name") or element.get("property") or "").lower().replace("dcterms.", "dc.").replace("prism.", "citation_")
        content = clean(_untagged(element.get("content", "")))
        if key and content:
            meta.setdefault(key, []).append(content)

    def first(*keys: str) -> str:
        return next((meta[key][0] for key in keys if key in meta), "")

    identifiers = [text for key in ("citation_doi", "dc.identifier", "bepress_citation_doi", "og:url") for text in meta.get(key, [])]
    identifiers += [link.get("href", "") for link in root.iter("link") if link.get("rel") == "canonical"]
    doi = next((match.group() for text in identifiers if (match := _DOI.search(text))), "")
    authors = meta.get("citation_author") or meta.get("dc.creator") or meta.get("author") or first("citation_authors").split(";")
    year = _YEAR.search(first("citation_publication_date", "citation_date", "citation_year", "citation_online_date", "dc.date", "citation_publicationdate", "article:published_time", "dc.issued"))
    return Metadata(
        doi=doi, title=first("citation_title", "dc.title", "og:title"),
        authors=tuple(filter(None, map(_author, authors))), journal=first("citation_journal_title", "citation_publicationname", "dc.source", "citation_journal_abbrev"),
        year=int(year.group()) if year else None, licence=_licence(root, meta),
    )  # fmt: skip


def page_title(root: etree._Element) -> str:
    """The browser tab's title, without the site's name: the last resort."""
    title = root.find("head/title")
    return "" if title is None else re.split(r"\s[|–—-]\s", clean("".join(title.itertext())))[0]


def _untagged(text: str) -> str:
    """Titles in a page's head may hold markup as text."""
    return re.sub(r"</?(?:sub|sup|i|b|em|strong|span|inf|italic)\b[^>]{0,200}>", "", text)


def _author(name: str) -> str:
    """Given name first: "Test, Ada" is Ada Test."""
    last, comma, given = clean(name).partition(",")
    return clean(f"{given} {last}") if comma and "," not in given else clean(name)


def _licence(root: etree._Element, meta: dict[str, list[str]]) -> str:
    links: Iterable[str] = (link.get("href", "") for link in root.iter("a", "link"))
    licensed = (link.get("href", "") for link in root.iter("a", "link") if "license" in (link.get("rel") or ""))
    found = next((href for href in (*licensed, *links) if "creativecommons.org/" in href), "")
    rights = [text for key in ("dc.license", "dc.rights", "citation_license") for text in meta.get(key, [])]
    return found or next((text for text in rights if "://" in text), rights[0][:160] if rights else "")
