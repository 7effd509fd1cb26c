"""HTML that no browser would mind and no author wrote."""

from __future__ import annotations

import re
from random import Random

from tests.fuzz.mutators import mutator
from tests.fuzz.mutators.markup import CALLED
from tests.fuzz.mutators.prose import ESCAPES, MARKS, PIECES, broken_words, encoded, pumped
from tests.fuzz.seeds import some_page

_TAGS = ("p", "div", "span", "table", "tr", "td", "th", "ul", "li", "b", "sub", "sup", "a", "h2", "section", "article", "main", "math", "mrow", "form", "select", "option", "button", "font", "center", "svg", "template", "iframe", "noscript", "details", "figure", "figcaption", "dl", "dd", "cite")
_PIECES = (
    "<script>", "</script>", "<style>", "<!--", "-->", "<plaintext>", "<textarea>", "<title>", "<noscript>", "<template>", "<svg>", "<math>", "</html>", "</body>", "<html>", "<body>", "<table>", "</table>", "<td>", "<p", "<a href=", "&", "&#x110000;", "&#xD800;", "&#27;[31m",
    "&#0;", "&#x202e;", "&lt;script&gt;", "<frameset>", "<select>", "<option>", "<![CDATA[", "]]>", "<?php x ?>", "<xmp>", "<base href='file:///'>", f"<meta http-equiv=refresh content='0;url={CALLED}'>", f"<img src={CALLED} onerror=x>", f"<iframe src='{CALLED}'></iframe>",
    f"<link rel=stylesheet href='{CALLED}'>", f"<object data='{CALLED}'></object>", "<script src='file:///etc/passwd'></script>", "<meta name='citation_doi' content='../../x\x1b[31m'>", "<meta name='citation_title' content='\u202eT\n\n'>", "<meta charset='utf-16'>", "<meta charset='x-user-defined'>",
    "<meta name='citation_publication_date' content='99999999999999'>", "<meta name='citation_author' content=''>", "<table><tr><td><table><tr><td>", "<svg/onload=alert(1)>", "<a:b:c>", "<1>", "< p>", "</>", "<p/>", "<tr><td colspan=99999999 rowspan=99999999>3 S cm−1", "<br>" * 500,
)  # fmt: skip


@mutator("HTML: pieces put in", 4)
def put_in(random: Random) -> tuple[str, bytes]:
    return ".html", encoded(broken_words(random, some_page(random).decode("utf-8", "replace"), random.choice((1, 4, 20)), _PIECES))


@mutator("HTML: deep nesting")
def deep(random: Random) -> tuple[str, bytes]:
    tags, depth = random.choices(_TAGS, k=random.choice((1, 1, 3))), random.choice((100, 160, 260, 3000, 30_000))
    opened = "".join(f"<{tags[n % len(tags)]}>" for n in range(depth))
    return ".html", encoded(f"<!DOCTYPE html><html><body><p>Words of 3 S cm−1.</p>{opened}The conductivity was 3 S cm−1.{random.choice(('', '</div>' * depth))}")


@mutator("HTML: tags changed", 3)
def changed(random: Random) -> tuple[str, bytes]:
    text = some_page(random).decode("utf-8", "replace")
    found = list(re.finditer(r"<(/?)([\w:-]+)", text))
    for match in sorted(random.sample(found, min(len(found), random.choice((1, 5, 30)))), key=lambda m: -m.start()):
        text = text[: match.start()] + random.choice(("", "<", f"<{match[1]}{random.choice(_TAGS)}")) + text[match.end() :]
    return ".html", encoded(text)


@mutator("HTML: attributes")
def attributes(random: Random) -> tuple[str, bytes]:
    value = random.choice(("x" * 200_000, "'" * 3000, "\x00" * 50, pumped(random, 3000), "<p>" * 300, "\n" * 3000, "javascript:alert(1)", CALLED))
    name = random.choice(("class", "id", "style", "href", "colspan", "role", "x" * 5000, "on\x00click", "data-" + "a" * 300, "xmlns:a", "lang"))
    return ".html", encoded(f"<!DOCTYPE html><html {name}={value}><body {name}='{value}'><p {name}=\"{value}\">The conductivity of LLZO was 3 S cm−1 at 25 °C.</p></body>")


@mutator("HTML: tables", 2)
def tables(random: Random) -> tuple[str, bytes]:
    out = "<!DOCTYPE html><html><body><table><caption>Conductivity</caption>"
    for _ in range(random.choice((3, 20, 200))):
        out += random.choice(("<tr>", "<tr>", "<tbody><tr>", "<thead><tr>", "</tr>", "<table><tr>"))
        for _ in range(random.choice((1, 4, 8))):
            out += f"<{random.choice(('td', 'th', 'td', 'p', 'caption'))} colspan={random.choice(('1', '2', '99999', '-5', 'x'))} rowspan={random.choice(('1', '0', '2', '99999', '1'))}>{random.choice(PIECES)}"
    return ".html", encoded(out)


@mutator("HTML: formulas in formulas")
def formulas(random: Random) -> tuple[str, bytes]:
    inner = random.choice(("<mi>x</mi>", "<mn>3</mn>", "<mo>−</mo>", "<mtext>S cm</mtext>", ""))
    for _ in range(random.choice((3, 40, 140))):
        tag = random.choice(("mrow", "msup", "msub", "mfrac", "msubsup", "mmultiscripts", "mroot", "mover", "mtable", "mfenced", "semantics", "mstyle", "mpadded"))
        inner = f"<{tag}>{inner * random.choice((1, 1, 1, 2)) if len(inner) < 20_000 else inner}</{tag}>"
    tex = random.choice(("\\frac{", "\\mathrm{", "^{", "_{", "\\left(", "\\sqrt[", "\\text{", "{", "\\", "$")) * random.choice((10, 300, 3000))
    return ".html", encoded(f"<!DOCTYPE html><html><body><p>It was <math>{inner}</math> and ${tex}$ and <span class='MathJax'>\\({tex}\\)</span> S cm−1.</p></body>")


@mutator("HTML: hostile text")
def hostile_text(random: Random) -> tuple[str, bytes]:
    said = broken_words(random, pumped(random, random.choice((50, 3000))), 5, (*ESCAPES, *MARKS))
    return ".html", encoded(f"<!DOCTYPE html><html><head><title>{said[:300]}</title><meta name=citation_title content='{said[:80]}'><meta name=citation_doi content='{said[:60]}'></head><body><h1>{said[:90]}</h1><p>The conductivity was 3 S cm−1 {said}</p></body>")
