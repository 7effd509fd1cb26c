"""Which part of a web page is the article, and what the page says about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml import etree, html

from extractor.document import Metadata
from extractor.errors import ReadError
from extractor.readers.blocks import clean
from extractor.readers.markup import check_depth, decode_markup, local

_NEVER_TEXT = ("script", "style", "noscript", "template", "svg", "button", "select", "input", "textarea", "iframe", "object", "canvas", "audio", "video", "nav", "dialog", "form")
_FURNITURE = re.compile(
    r"(?:^|[-_])(?:cookies?|consent|gdpr|breadcrumbs?|side-?bar|nav|navbar|navigation|menu|toolbar|share|sharing|social|addthis|advert\w*|ads?|banner|popup|"
    r"modal|related|recommend\w*|metrics|altmetric\w*|cited-?by|newsletter|alerts?|promo\w*|skip(?:link)?|login|signin|downloads?|toc|pagination|search\w*|"
    r"rightslink|comments?|copy|tools|jobs|eletters?|recommendations?|menubutton|disclaimer|(?:c|site|page|global)[-_]footer)(?:$|[-_])",
    re.I,
)
REFERENCES = re.compile(r"(?:^|[\s_-]|article)(?:references?|ref-?list|bibliography|biblist|citation-?list)(?:$|[\s_-])", re.I)
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert", "tooltip", "menu", "menubar", "toolbar"))
_INLINE = frozenset(("a", "abbr", "b", "em", "i", "span", "strong", "sub", "sup", "u"))
_SENTENCES = frozenset(("p", "td", "th", "figcaption", "caption", "dd", "h1", "h2", "h3", "h4"))
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
#: Stands for a formula that the page does not hold.
_LOST = " \ufffd "
#: Pictures of formulas, told by their description or their file's name.
_TEX_ALT = re.compile(r"\$.+\$|\\[A-Za-z]{2,}", re.S)
_FORMULA_FILE = re.compile(r"(?:[-_/.]|\d)(?:i?eqn?|ieq|[iu]?equ?n?|math|inline|tex)[-_]?\d+(?:_html)?\.(?:gif|jpe?g|png|svg|webp)|/si\d+\.(?:gif|svg)|/render\?.*formula", re.I)
#: Files that come with an article, by their names.
_FILE = re.compile(r"[^/?#=&]*(?:mmc|moesm|esm|suppl?|_sm|[-_]si|[-_.]s\d)[^/?#=&]*\.(?:pdf|docx?|xlsx?|csv|txt|zip|rar|gz|cif|mp4|mov|avi|pptx?)", re.I)

#: Characters that XML does not have, and numbers that stand for them: lxml lets them into a page and refuses to move them there.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*(?:1?[0-8bcef]|19|1[ad]|fff[ef]|d[89a-f][0-9a-f]{2})|0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45]))(?:;|(?![0-9a-f]))", re.I)


def parse_html(data: bytes, name: str) -> etree._Element:
    """Parse HTML leniently, without network. Raises ReadError where nothing can be made of it."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode_markup(data, name))
    text = _CONTROL.sub("\ufffd", text)
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
    settle_formulas(root)
    for element in list(root.iter(*_NEVER_TEXT)):
        if local(element) == "button" and any(local(part) in _SENTENCES for part in element.iterancestors()):
            element.tag = "span"  # a heading that folds its section away
        else:
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
        inner = max(found, key=lambda child: weights.get(child, 0), default=None)
        if inner is None:  # all its text is its own
            break
        whole = weights.get(inner, 0) > 0.9 * weights[found] and _count_tables(inner) == _count_tables(found)
        if not whole or local(inner) in ("p", "table", "span"):
            break
        found = inner
    return found


def settle_formulas(root: etree._Element) -> None:
    """Formulas that a browser draws from TeX or shows as pictures get their TeX as text, in place.

    A picture that says nothing of its formula becomes U+FFFD: the sentence has lost something there.
    """
    for preview in list(root.iter("span")):
        if "MathJax_Preview" in preview.get("class", ""):
            after = preview.getnext()
            if not _holds_math(preview) or (after is not None and _holds_math(after)):
                _drop(preview)
            else:
                preview.set("class", "")
    for script in list(root.iter("script")):
        if script.get("type", "").startswith(("math/tex", "math/mml")):
            _settle_script(script)
    for formula in list(root.iter("math")):
        if not "".join(formula.itertext()).strip():  # saved before a script had filled it
            formula.tag, formula.text = "span", _LOST
    for picture in list(root.iter("img")):
        alt, source = picture.get("alt", "").strip(), picture.get("data-src") or picture.get("src", "")
        above = picture.getparent()
        # len() would count all of them for every picture
        few = above is not None and sum(1 for _ in islice(above.iterchildren(), 5)) < 5
        near = (picture.getprevious(), picture.getnext(), above if few else None)
        if above is None or any(local(part) == "figure" for part in picture.iterancestors()) or any(part is not None and _holds_math(part) for part in near):
            continue
        if _TEX_ALT.search(alt):
            picture.tag, picture.text = "span", alt
            picture.set("class", "mathjax-tex")
        elif _FORMULA_FILE.search(source) or _FORMULA_FILE.search(f"{alt}.gif"):
            picture.tag, picture.text = "span", _LOST


def _holds_math(element: etree._Element) -> bool:
    return next(element.iter("math"), None) is not None


def _settle_script(script: etree._Element) -> None:
    """A formula's source in a script takes the place of what was drawn from it, unless that holds MathML."""
    drawn = []
    before = script.getprevious()
    while before is not None and not (before.tail or "").strip():
        if re.search("mathjax|mjx|teximage", names_of(before), re.I):
            drawn.append(before)
        elif not _holds_math(before):
            break
        if _holds_math(before):
            return
        before = before.getprevious()
    if script.get("type", "").startswith("math/tex"):
        script.tag = "span"
        script.set("class", "mathjax-tex")
    else:
        try:
            formula = html.fragment_fromstring(script.text or "", create_parent="span")
        except (etree.ParserError, etree.XMLSyntaxError):
            return
        script.tag, script.text = "span", None
        script.append(formula)
    for part in drawn:
        _drop(part)


def name_files(article: etree._Element) -> None:
    """Links to supplementary files say the file's name as well."""
    for link in article.iter("a"):
        file = _FILE.search(link.get("href", "").rpartition("/")[2])
        if file and len(text := "".join(link.itertext())) < 200 and file.group() not in text:
            etree.SubElement(link, "span").text = f" ({file.group()})"


def _count_tables(element: etree._Element) -> int:
    return sum(1 for _ in element.iter("table"))


def _is_furniture(element: etree._Element) -> bool:
    if local(element) in ("aside", "footer") or element.get("role") in _ROLES:
        return True
    names = names_of(element)
    hidden = element.get("hidden") is not None or (_HIDDEN.search(element.get("style", "")) and element.find(".//table") is None)
    # a link in a sentence is text, whatever it opens
    named = any(_FURNITURE.search(name) for name in names.split()) and not (local(element) in _INLINE and _in_sentence(element))
    if (hidden or named) and any(REFERENCES.search(names_of(part)) for part in (element, *element.iterancestors())):
        return False  # long lists of references are folded away
    folded = "accordion" in names and any(local(part) == "article" for part in element.iterancestors())
    return named or (bool(hidden) and not folded) or _is_contents(element)


def _in_sentence(element: etree._Element) -> bool:
    """Whether an inline element stands in running text, marked as such or not."""
    if any(local(part) in _SENTENCES for part in element.iterancestors()):
        return True
    before, above = element.getprevious(), element.getparent()
    return any((text or "").strip() for text in (element.tail, before.tail if before is not None else above.text if above is not None else ""))


def _is_contents(element: etree._Element) -> bool:
    """A list whose items are nothing but links to places in the page."""
    if local(element) not in ("ul", "ol"):
        return False
    links = [link for link in element.iter("a") if link.get("href", "").startswith("#")]
    texts = ["".join("".join(part.itertext()).split()) for part in (*links, element)]
    return len(links) > 2 and sum(map(len, texts[:-1])) >= 0.9 * len(texts[-1])


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
    # a link that the page itself calls its DOI; others name other papers
    identifiers += [link.get("href", "") for link in root.iter("a") if re.fullmatch(r"(?:dd|article-?)?doi", link.get("id") or link.get("class") or "", re.I)]
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
