"""XML that is deep, wide, wrong, or asks for what lies outside of it."""

from __future__ import annotations

import re
from random import Random

from lxml import etree

from tests.fuzz.mutators import mutator
from tests.fuzz.mutators.prose import ESCAPES, MARKS, PIECES, broken_words, encoded, pumped
from tests.fuzz.seeds import markup_parts, some_xml

#: Where the fuzzer listens: nothing may call here.
CALLED = "http://127.0.0.1:48211/x"
JATS = '<?xml version="1.0"?>{doctype}<article article-type="research-article" dtd-version="1.2" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"><front><article-meta><title-group><article-title>T</article-title></title-group></article-meta></front><body>{body}</body></article>'
ELSEVIER = '<?xml version="1.0"?>{doctype}<doc:document xmlns:doc="http://www.elsevier.com/xml/document/schema" xmlns="http://www.elsevier.com/xml/ja/dtd" xmlns:ce="http://www.elsevier.com/xml/common/dtd" xmlns:mml="http://www.w3.org/1998/Math/MathML"><article><head><ce:title>T</ce:title></head><body><ce:sections>{body}</ce:sections></body></article></doc:document>'
TAGS = (
    "p", "sec", "title", "list", "list-item", "fig", "table-wrap", "table", "tr", "td", "th", "thead", "tbody", "tfoot", "xref", "sup", "sub", "italic", "mml:math", "mml:mrow", "mml:msup", "mml:mfrac", "mml:mtable", "mml:mtr", "mml:mtd", "mml:mi",
    "disp-formula", "alternatives", "tex-math", "ref-list", "ref", "mixed-citation", "name", "given-names", "contrib", "aff", "abstract", "caption", "label", "fn", "boxed-text", "supplementary-material", "ce:para", "ce:section", "ce:sup", "ce:inf", "ce:table",
    "ce:cross-ref", "ce:float-anchor", "ce:footnote", "ce:hsp", "ce:formula", "tgroup", "row", "entry", "colspec", "article", "body", "front", "back", "sub-article", "floats-group", "pub-date", "year", "article-id", "kwd", "break", "array", "def-list", "statement",
)  # fmt: skip
_NUMBERS = ("0", "-1", "1000000000", "99999999999999999999", "1e9", "NaN", "", "x", "٣", "2", "65535")
_SPANS = (*_NUMBERS, "3", "500")


def article(random: Random, body: str, doctype: str = "") -> bytes:
    return encoded(random.choice((JATS, ELSEVIER)).format(body=body, doctype=doctype))


def _text(random: Random) -> str:
    return "".join(random.choices(PIECES, k=8)).replace("<", "").replace("&", "")


@mutator("XML: deep nesting")
def deep(random: Random) -> tuple[str, bytes]:
    tags, depth = random.choices(TAGS, k=random.choice((1, 1, 3))), random.choice((50, 140, 160, 300, 5000, 50_000))
    opened = "".join(f"<{tags[n % len(tags)]}>a" for n in range(depth))
    closed = "".join(f"</{tags[n % len(tags)]}>" for n in reversed(range(depth)))
    return ".xml", article(random, opened + _text(random) + closed)


@mutator("XML: entity bombs")
def bombs(random: Random) -> tuple[str, bytes]:
    kind, wide = random.choice(("laughs", "quadratic", "parameter", "loop")), random.choice((10, 50))
    if kind == "laughs":
        inside = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * wide}">' for n in range(1, 12))
    elif kind == "quadratic":
        inside = f'<!ENTITY a11 "{"A" * 50_000}">'
    elif kind == "parameter":
        inside = "<!ENTITY % a '<!ENTITY a11 \"x\">'>" + "%a;" * 1000
    else:
        inside = '<!ENTITY a11 "&b;"><!ENTITY b "&a11;">'
    times = random.choice((1, 1000))
    return ".xml", article(random, f"<p>{'&a11;' * times} 3 S cm−1</p>", f"<!DOCTYPE article [{inside}]>")


@mutator("XML: external entities, DTDs and includes")
def external(random: Random) -> tuple[str, bytes]:
    where = random.choice(("file:///etc/passwd", CALLED, "/etc/passwd", "../../../../etc/passwd", "php://filter/x", "ftp://127.0.0.1/x", "jar:file:///x!/y", "expect://id", "\\\\127.0.0.1\\x", "data:,x"))
    kind = random.randrange(6)
    body, doctype = "<p>It was &x; and 3 S cm−1.</p>", f'<!DOCTYPE article [<!ENTITY x SYSTEM "{where}">]>'
    if kind == 1:
        doctype = f'<!DOCTYPE article SYSTEM "{where}">'
    elif kind == 2:
        doctype = f'<!DOCTYPE article [<!ENTITY % x SYSTEM "{where}"> %x;]>'
    elif kind == 3:
        body, doctype = f'<p><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{where}" parse="text"/>Words.</p>', ""
    elif kind == 4:
        body, doctype = f'<p xsi:schemaLocation="a {where}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">Words.</p>', f'<?xml-stylesheet type="text/xsl" href="{where}"?>'
    elif kind == 5:
        body = f'<fig><graphic xlink:href="{where}"/><caption><p>Words of 3 S cm−1.</p></caption></fig><p><ext-link xlink:href="{where}">&x;</ext-link></p>'
    return ".xml", article(random, body, doctype)


@mutator("XML: instructions, comments and CDATA")
def instructions(random: Random) -> tuple[str, bytes]:
    data = some_xml(random).decode("utf-8", "replace")
    pieces = ("<?php system('id') ?>", "<!-- ", "-->", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-16'?>", "<!DOCTYPE x>", "<?" + "x" * 3000 + "?>", "<!--" + "-" * 3000 + "-->", "&#0;", "&#27;", "&#x202e;", "&#xd800;", "&#x110000;", "&nbsp;", "&undefined;", "&#65535;")
    return ".xml", encoded(broken_words(random, data, random.choice((1, 4, 20)), pieces))


@mutator("XML: huge attributes and names")
def huge(random: Random) -> tuple[str, bytes]:
    size, letter = random.choice((3000, 100_000, 300_000)), random.choice("aé1 ")
    kind = random.randrange(4)
    if kind == 0:
        return ".xml", article(random, f'<p id="{letter * size}">Words.</p>')
    if kind == 1:
        return ".xml", article(random, f"<p {' '.join(f'a{n}={chr(34)}x{chr(34)}' for n in range(size // 20))}>Words.</p>")
    if kind == 2:
        name = "n" * size
        return ".xml", article(random, f"<{name}>Words.</{name}>")
    return ".xml", article(random, f"<p>{'<sup>2</sup>' * (size // 12)}</p>")


@mutator("XML: wrong encodings declared")
def encodings(random: Random) -> tuple[str, bytes]:
    declared = random.choice(("utf-8", "utf-16", "iso-8859-1", "us-ascii", "cp037", "utf-7", "idna", "rot13", "zlib", "base64", "hex", "unicode_escape", "raw_unicode_escape", "undefined", "punycode", "x" * 500, "../../x", "utf_8_sig", "mbcs", "EBCDIC"))
    real = random.choice(("utf-8", "latin-1", "utf-16", "utf-16-be", "cp1252", "utf-32"))
    text = random.choice(markup_parts()).decode("utf-8", "replace")
    text = re.sub(r"encoding=['\"][^'\"]*['\"]", f'encoding="{declared}"', text, count=1)
    return ".xml", text.encode(real, "replace")


@mutator("XML: namespaces changed")
def namespaces(random: Random) -> tuple[str, bytes]:
    text = some_xml(random).decode("utf-8", "replace")
    found = re.findall(r"xmlns(?::\w+)?=['\"][^'\"]*['\"]", text)
    for one in random.sample(found, min(len(found), random.choice((1, 2, 5)))):
        text = text.replace(one, random.choice(("", 'xmlns="x"', 'xmlns:ce="http://www.w3.org/1998/Math/MathML"', 'xmlns="http://www.elsevier.com/xml/ja/dtd"', one.replace("www", "WWW"))))
    if random.random() < 0.3:
        text = re.sub(r"<(/?)(?:\w+:)?(\w)", lambda m: f"<{m[1]}{m[2]}", text)
    return ".xml", encoded(text)


@mutator("XML: elements moved, renamed and repeated", 6)
def rebuilt(random: Random) -> tuple[str, bytes]:
    root = etree.fromstring(some_xml(random))
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    names = sorted({element.tag for element in elements})
    for _ in range(random.choice((1, 3, 10, 40))):
        one, other = random.choice(elements), random.choice(elements)
        what = random.randrange(6)
        if what == 0:
            one.tag = random.choice(names)
        elif what == 1 and one is not root and one not in other.iterancestors() and one is not other:
            other.insert(random.randrange(len(other) + 1), one)
        elif what == 2:
            one.text = pumped(random, 60).translate(dict.fromkeys((*range(9), 11, 12, *range(14, 32))))
        elif what == 3 and one.attrib:
            one.attrib[random.choice(list(one.attrib))] = random.choice((*_NUMBERS, "".join(random.choices(PIECES, k=3)), CALLED))
        elif what == 4 and one.getparent() is not None and one is not root and sum(1 for _ in one.iter()) < 200:
            for _ in range(random.choice((1, 3, 60))):
                one.addnext(etree.fromstring(etree.tostring(one, with_tail=False)))
        elif what == 5:
            for child in list(one)[random.randrange(len(one) + 1) :]:
                one.remove(child)
    return ".xml", etree.tostring(root, encoding=random.choice(("utf-8", "us-ascii")))


@mutator("XML: tags broken", 2)
def tags(random: Random) -> tuple[str, bytes]:
    text = some_xml(random).decode("utf-8", "replace")
    found = list(re.finditer(r"</?[\w:-]+[^<>]{0,200}>", text))
    for match in sorted(random.sample(found, min(len(found), random.choice((1, 2, 10)))), key=lambda m: -m.start()):
        text = text[: match.start()] + random.choice(("", "<", f"<{random.choice(TAGS)}>", match.group().replace(">", "/>"), match.group() * 2)) + text[match.end() :]
    return ".xml", encoded(text)


@mutator("XML: bodies of any elements", 6)
def nested(random: Random) -> tuple[str, bytes]:
    return ".xml", article(random, "".join(_tree(random, 6) for _ in range(random.choice((1, 5, 15)))))


def _tree(random: Random, depth: int) -> str:
    if not depth or random.random() < 0.25:
        return _text(random).translate(dict.fromkeys(range(32)))
    tag = random.choice(TAGS)
    marks = "".join(f' {name}="{random.choice(_NUMBERS)}"' for name in random.sample(("colspan", "rowspan", "morerows", "namest", "nameend", "cols", "id", "rid", "ref-type", "columnspan", "pub-id-type", "fontstyle"), random.choice((0, 0, 1, 3))))
    return f"<{tag}{marks}>{''.join(_tree(random, depth - 1) for _ in range(random.choice((1, 2, 4))))}</{tag}>"


@mutator("XML: tables with absurd spans", 2)
def spans(random: Random) -> tuple[str, bytes]:
    def cell() -> str:
        marks = "".join(f' {name}="{random.choice(_SPANS)}"' for name in ("colspan", "rowspan") if random.random() < 0.3)
        tag = random.choice(("td", "td", "th"))
        return f"<{tag}{marks}>{random.choice(('3 × 10−4', 'σ (S cm−1)', 'LLZO', '25 °C', '', 'x', '0.1'))}</{tag}>"

    rows = "".join(f"<tr>{''.join(cell() for _ in range(random.choice((1, 4, 9))))}</tr>" for _ in range(random.choice((1, 6, 40))))
    body = f"<table-wrap><label>Table 1</label><caption><p>Conductivity</p></caption><table><tbody>{rows}</tbody></table></table-wrap>"
    return ".xml", encoded(JATS.format(body=body, doctype=""))


@mutator("XML: large tables", 0.3)
def large_tables(random: Random) -> tuple[str, bytes]:
    rows, columns = random.choice(((3000, 4), (4, 900), (150, 60)))
    head = "".join(f"<th>{random.choice(('σ (S cm−1)', 'Ea (eV)', 'T (°C)', 'Sample', 'x', 'Density (%)'))}</th>" for _ in range(columns))
    body, cells = "", ("3.1 × 10−4", "0.34", "LLZO", "1100", "–", "a")
    for _ in range(rows):
        body += "<tr>" + "".join(f"<td>{random.choice(cells)}</td>" for _ in range(columns)) + "</tr>"
    return ".xml", encoded(JATS.format(body=f"<table-wrap><label>Table 1</label><caption><p>Conductivity at 25 °C</p></caption><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></table-wrap>", doctype=""))


@mutator("XML: hostile text")
def hostile_text(random: Random) -> tuple[str, bytes]:
    said = broken_words(random, pumped(random, random.choice((50, 3000))), 5, (*ESCAPES, *MARKS))
    safe = said.replace("&", "&amp;").replace("<", "&lt;") if random.random() < 0.8 else said
    return ".xml", article(random, f"<sec><title>{safe[:200]}</title><p>The conductivity was 3 S cm−1 {safe}</p></sec>")
