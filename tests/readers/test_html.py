"""Publishers' web pages, each remade here in small with our own words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from extractor.document import BlockKind, Document
from extractor.errors import ReadError
from extractor.extraction import extract_records
from extractor.readers import read_paper
from extractor.readers.html import read_html

LONG = "The powders were milled, pressed into pellets and fired, and what came out was weighed, polished and measured with care. "
GARNET = "Li<sub>7</sub>La<sub>3</sub>Zr<sub>2</sub>O<sub>12</sub>"
META = """<meta name="citation_title" content="Conduction of Li&lt;sub&gt;7&lt;/sub&gt;La3Zr2O12 garnets"><meta name="citation_doi" content="10.1234/made.6">
<meta name="citation_author" content="Prober, Ada B."><meta name="citation_author" content="Otto Zwei"><meta name="citation_journal_title" content="Journal of Made Tests">
<meta name="citation_publication_date" content="2020/12/03">"""
TABLE = f"""<table><thead><tr><th rowspan="2">Composition</th><th colspan="2">Properties</th></tr>
<tr><th>Ionic conductivity, σ (10<sup>−4</sup> S cm<sup>−1</sup>)</th><th>Relative density (%)</th></tr></thead>
<tbody><tr><td>Li<sub>6.4</sub>La<sub>3</sub>Zr<sub>1.4</sub>Ta<sub>0.6</sub>O<sub>12</sub></td><td>6.1<sup>a</sup></td><td rowspan="2">95</td></tr>
<tr><td>{GARNET}</td><td>3.2</td></tr></tbody></table>"""
CAPTION = "Ionic conductivity of the garnets at 25 °C."


def page(body: str, head: str = META) -> bytes:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Garnets | Journal</title>{head}<style>p {{}}</style></head><body class="has-cookie-banner">
<header role="banner"><a href="/">Home</a></header><nav><ul><li>Journals</li></ul></nav><div class="cookie-consent"><p>We use cookies.</p></div>
{body}<div class="related-articles"><h2>You may like</h2><p>Another paper.</p></div><script>var tracking = "x";</script><footer>© Publisher</footer></body></html>""".encode()


def read(body: str, head: str = META) -> Document:
    return read_html(page(body, head), "made.html")


PAGES = {
    "springer": f"""<article><div class="c-article-header"><h1>Conduction of {GARNET} garnets</h1><ul class="c-article-author-list authors"><li>Ada Prober</li></ul></div>
<div class="c-article-body"><section data-title="Abstract"><div class="c-article-section" id="Abs1-section"><h2>Abstract</h2><div id="Abs1-content"><p>Dense garnets.</p></div></div></section>
<section><div><h2>Results</h2><div><p>{LONG}</p><h3>Conductivity</h3><p>Cells<sup><a href="#ref-CR1">1</a>,<a href="#ref-CR2">2</a></sup> gave 3.2 × 10<sup>−4</sup> S cm<sup>−1</sup>.</p>
<div class="c-article-table"><figure><figcaption class="c-article-table__figcaption"><b>Table 1 {CAPTION}</b></figcaption>{TABLE}<p class="c-article-table__footer">aHot pressed.</p><a>Full size table</a></figure></div>
<figure><figcaption><b>Fig. 1: Grains.</b></figcaption><div><a href="/1"><img src="x.png" alt="hidden"></a></div><div class="c-article-section__figure-description"><p>Cut.</p></div><a>Full size image</a></figure></div></div></section>
<section aria-labelledby="Bib1"><div class="c-article-section" id="Bib1-section"><h2>References</h2><ol class="c-article-references"><li data-counter="1."><p>Doe, J. <i>J. Tests</i> (2001).</p><p><a>Google Scholar</a></p></li></ol></div></section></div></article>""",
    "rsc": f"""<div id="wrapper"><h1>Conduction of {GARNET} garnets</h1><div class="abstract"><h2>Abstract</h2><p>Dense garnets.</p></div><h2>Results</h2><p class="otherpara">{LONG}</p><h3>Conductivity</h3>
<span>Cells<a href="#cit1"><sup>1</sup></a><sup>,</sup><a href="#cit2"><sup>2</sup></a> gave 3.2 × 10<sup>−4</sup> S cm<sup>−1</sup>.</span>
<div class="table_caption"><b>Table 1</b> <span>{CAPTION}</span></div><div class="rtable__wrapper">{TABLE}</div><div class="table-footnote">aHot pressed.</div>
<div class="image_table"><table><tr><td class="imgHolder"><img src="x.gif"></td></tr><tr><td class="image_title"><b>Fig. 1</b> Grains. Cut.</td></tr></table></div>
<h2>Notes and references</h2><ol><li><span>J. Doe, <i>J. Tests</i>, 2001 <a>Search PubMed</a>.</span></li></ol><h3>Footnote</h3></div>""",
    "acs": f"""<main><article class="article"><h1>Conduction of {GARNET} garnets</h1><div class="article_content"><div class="article_abstract"><h2>Abstract</h2><p class="articleBody_abstractText">Dense garnets.</p></div>
<div class="hlFld-Fulltext"><h2>Results</h2><div class="NLM_p">{LONG}</div><h3>Conductivity</h3><div class="NLM_p">Cells<a class="ref ref1" href="javascript:void(0);"><sup>1</sup></a><sup>,</sup><a class="ref ref2" href="javascript:void(0);"><sup>2</sup></a> gave 3.2 × 10<sup>–4</sup> S cm<sup>–1</sup>.
</div><div class="NLM_table-wrap"><div class="NLM_caption">Table 1. {CAPTION}</div>{TABLE}<div class="NLM_table-wrap-foot">aHot pressed.</div></div><figure><img src="x"><figcaption>Figure 1. Grains. Cut.</figcaption></figure></div>
<ol id="references"><li>Doe, J. J. Tests 2001.</li></ol></div></article></main>""",
    "mdpi": f"""<div class="html-article-content"><h1 class="title">Conduction of {GARNET} garnets</h1><section class="html-abstract"><div class="html-p">Dense garnets.</div></section>
<section><h2>Results</h2><div class="html-p">{LONG}</div><section><h3>Conductivity</h3><div class="html-p">Cells [<a href="#B1-made" class="html-bibr">1</a>,<a href="#B2-made" class="html-bibr">2</a>] gave 3.2 × 10<sup>−4</sup> S cm<sup>−1</sup>.
<div class="html-table-wrap"><div class="html-table_wrap_discription">Table 1. {CAPTION}</div></div><div class="html-table_show mfp-hide" id="t1"><div class="html-caption">Table 1. {CAPTION}</div>{TABLE}<div class="html-table_foot">aHot pressed.</div></div>
<div class="html-fig_description">Figure 1. Grains. Cut.</div></div></section></section><section class="html-references_list"><h2>References</h2><ol><li>Doe, J. J. Tests 2001. [<a>Google Scholar</a>] [<a>CrossRef</a>]</li></ol></section></div>""",
    "generic": f"""<div><div><h1>Conduction of {GARNET} garnets</h1><h2>Abstract</h2><p>Dense garnets.</p><h2>Results</h2><p>{LONG}</p><h3>Conductivity</h3><p>Cells<sup><a href="#r1">1</a>,<a href="#r2">2</a></sup> gave 3.2 × 10<sup>−4</sup> S cm<sup>−1</sup>.</p>
{TABLE.replace("<table>", f"<table><caption>Table 1. {CAPTION}</caption>")}<p class="footnote">aHot pressed.</p><figure><figcaption>Fig. 1. Grains. Cut.</figcaption></figure><h2>References</h2><p>Doe, J. J. Tests 2001.</p></div></div>""",
}


@pytest.mark.parametrize("site", PAGES)
def test_page(site: str) -> None:
    document = read(PAGES[site])
    kinds = {kind: [block.text for block in document.blocks if block.kind is kind] for kind in BlockKind}
    assert kinds[BlockKind.TITLE] == [document.metadata.title] == ["Conduction of Li7La3Zr2O12 garnets"]
    assert kinds[BlockKind.ABSTRACT] == ["Dense garnets."]
    assert [h for h in kinds[BlockKind.HEADING] if h not in ("Abstract", "References", "Notes and references", "Footnote")] == ["Results", "Conductivity"]
    cited = "Cells [1,2]" if site == "mdpi" else "Cells[1,2]"
    assert kinds[BlockKind.PARAGRAPH] == [LONG.strip(), f"{cited} gave 3.2 × 10⁻⁴ S cm⁻¹."]
    assert next(block.section for block in document.blocks if block.text.startswith("Cells")) == "Results / Conductivity"
    table, figure = kinds[BlockKind.CAPTION]
    assert table.replace(".", "") == f"Table 1 {CAPTION}".replace(".", "")
    assert "Grains. Cut." in figure
    assert "hidden" not in figure
    assert [text.replace("a ", "a") for text in kinds[BlockKind.FOOTNOTE]] == ["aHot pressed."]
    (reference,) = kinds[BlockKind.REFERENCE]
    assert "Doe" in reference
    assert "Google" not in reference
    everything = " ".join(block.text for block in document.blocks)
    for furniture in ("cookies", "Another paper", "tracking", "Home", "© Publisher", "Full size"):
        assert furniture not in everything


@pytest.mark.parametrize("site", PAGES)
def test_table_becomes_records(site: str) -> None:
    document = read(PAGES[site])
    (block,) = document.tables()
    assert block.table is not None
    assert (block.table.header_rows, block.table.label, block.table.caption) == (2, "Table 1", CAPTION)
    assert block.table.rows[2][1].text == "6.1[a]"
    assert {(r.property, r.value, r.formula, r.temperature) for r in extract_records(document) if r.evidence[0].cell} == {
        ("ionic_conductivity", 0.032, "Li7La3Zr2O12", 298.15), ("ionic_conductivity", 0.061, "Li6.4La3Zr1.4Ta0.6O12", 298.15),
        ("relative_density", 0.95, "Li7La3Zr2O12", None), ("relative_density", 0.95, "Li6.4La3Zr1.4Ta0.6O12", None),
    }  # fmt: skip


def test_metadata() -> None:
    meta = read(f"<main><p>{LONG}</p><a rel='license' href='https://creativecommons.org/licenses/by/4.0/'>CC</a></main>").metadata
    assert (meta.doi, meta.journal, meta.year, meta.authors) == ("10.1234/made.6", "Journal of Made Tests", 2020, ("Ada B. Prober", "Otto Zwei"))
    assert meta.title == "Conduction of Li7La3Zr2O12 garnets"
    assert meta.licence == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="DC.Title" content="A title"><meta name="dc.identifier" content="doi:10.1234/a.b"><meta name="DC.Date" content="3 May 2019"><meta name="DC.Rights" content="CC BY">', ("A title", "10.1234/a.b", 2019, "CC BY")),
        ('<meta property="og:title" content="A title"><link rel="canonical" href="https://doi.org/10.1234/c.d">', ("A title", "10.1234/c.d", None, "")), ("", ("Garnets", "", None, "")),
    ],
)  # fmt: skip
def test_other_vocabularies(head: str, expected: tuple[str, str, int | None, str]) -> None:
    document = read(f"<main><p>{LONG}</p></main>", head)
    meta = document.metadata
    assert (meta.title, meta.doi, meta.year, meta.licence) == expected
    assert document.blocks[0].kind is BlockKind.TITLE


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("cells<sup><a href='#ref12'>12</a></sup>.", "cells[12]."), ("cells<a href='#bib12'>12</a>.", "cells[12]."), ("cells <a href='#bib12'>[12]</a>.", "cells [12]."), ("cells.<a class='ref' href='javascript:void(0);'>(1)</a>", "cells.[1]"), ("by <a href='#bib12'>Ada (2020)</a>.", "by Ada (2020)."),
        ("cells<sup><a href='#x9'>1</a>–<a href='#x11'>3</a></sup>.", "cells[1–3]."), ("in <a href='#fig1'>Fig. 1</a>.", "in Fig. 1."), ("10<sup>−4</sup> S cm<sup>−1</sup>", "10⁻⁴ S cm⁻¹"),
        ("10<span style='vertical-align: super'>5</span>", "10⁵"), ("dry<sup><a href='#fn1'>1</a></sup>", "dry[1]"), ("m<sup>2</sup>", "m²"), ("25&thinsp;&deg;C", "25 °C"),
        ("<math><msup><mn>10</mn><mn>3</mn></msup></math>", "10³"), ("<span class='mathjax-tex'>\\(\\sigma_0 = 10^{-3}\\)</span>", "σ0 = 10⁻³"), ("a<br>b", "a b"),
        ("<span class='katex'><math><semantics><mi>σ</mi><annotation>\\sigma</annotation></semantics></math><span aria-hidden='true'>σ</span></span>", "σ"), ("see <a href='https://a.b/c'>the site</a>", "see the site"),
    ],
)  # fmt: skip
def test_inline(markup: str, text: str) -> None:
    document = read(f"<main><p>{LONG}</p><p>{markup}</p></main>")
    assert document.blocks[-1].text == text


def test_arxiv_page() -> None:
    document = read(
        f"""<div class="ltx_page_main"><article class="ltx_document"><h1 class="ltx_title ltx_title_document">A preprint</h1><div class="ltx_authors">Ada Prober</div>
        <div class="ltx_abstract"><h6 class="ltx_title">Abstract</h6><p>Short.</p></div><section><h2><span class="ltx_tag">1 </span>Results</h2><div class="ltx_para"><p>{LONG}
        <span class="ltx_note ltx_role_footnote"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer">An aside.</span></span> as in <cite class="ltx_cite">[<a href="#bib.bib1">1</a>]</cite>.</p>
        <table class="ltx_equation ltx_eqn_table"><tr><td><math><mi>σ</mi><mo>=</mo><mi>A</mi></math></td><td>(1)</td></tr></table></div></section>
        <section class="ltx_bibliography"><h2>References</h2><ul><li>Doe 2001</li></ul></section></article></div>""",
        "",
    )
    assert [(block.kind.value, block.text) for block in document.blocks] == [
        ("title", "A preprint"), ("other", "Ada Prober"), ("heading", "Abstract"), ("abstract", "Short."), ("heading", "1 Results"), ("paragraph", f"{LONG}as in [1]."), ("footnote", "¹An aside."),
        ("paragraph", "σ = A (1)"), ("heading", "References"), ("reference", "Doe 2001"),
    ]  # fmt: skip


def test_article_without_any_known_class() -> None:
    inner = "".join(f"<p>{LONG}Paragraph {number}.</p>" for number in range(5))
    document = read(f"<div><div class='left'><a>Link</a></div><div class='x1'><div class='x2'>{inner}</div></div><div class='right'><p>Aside.</p></div></div>", "")
    assert sum("Paragraph" in block.text for block in document.blocks) == 5
    assert not any(block.text in ("Link", "Aside.") for block in document.blocks)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<html><head><meta charset='windows-1252'></head><body><p>Grüße 25 °C – so</p>".encode("cp1252"), "Grüße 25 °C – so"), ("<html><meta charset='latin1'><p>Grüße 25 °C".encode(), "Grüße 25 °C"),
        ("<html><meta charset='utf-8'><p>Grüße 25 °C, die Größe wächst später".encode("latin-1"), "Grüße 25 °C, die Größe wächst später"), ("<html><p>Grüße".encode("utf-16"), "Grüße"),
        (b"<?xml version='1.0' encoding='UTF-8'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>Strict</p></body></html>", "Strict"),
    ],
)  # fmt: skip
def test_encodings(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "coded.html"
    path.write_bytes(data)
    document = read_paper(path)
    assert document.reader == "html"
    assert document.blocks[-1].text == text


@pytest.mark.parametrize("markup", ["<p>One<p>Two<div>Three", "<p>One</div></p></span><p>Two</p><td>Three", "<b><p>One</b><p>Two</i><p>Three<", "<p>One<p>Two<script>alert('<p>x</p>')</script><p>Three"])
def test_malformed_html_is_read(markup: str) -> None:
    document = read_html(f"<html><body>{markup}".encode(), "made.html")
    assert [block.text.rstrip("<") for block in document.blocks] == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    "body",
    ["<div>" * 5000 + "deep" + "</div>" * 5000, "word " * 2_000_000, "<a href='#ref1'>1</a>" * 50_000, "<p>" * 50_000, "\\(" * 100_000, "<table><tr>" + "<td colspan=9999999 rowspan=9999999>x" * 500, "&a;" * 100_000, "<sup>" * 3000,
     "<img src='x_ieqn3.gif'> and " * 40_000, "<a class='x-modal'>a</a> b " * 40_000, "<div hidden>" * 100 + "<p>x</p>" * 20_000, "<table><tr><th>a</th><th>b</th></tr></table>" * 4000, "$$" + "\\frac{" * 20_000 + "$$",
     "<span class='MathJax_Preview'>a</span><script type='math/tex'>x^2</script> " * 20_000],
    ids=["deep", "long", "links", "paragraphs", "tex", "spans", "entities", "raised", "pictures", "furniture", "hidden", "tables", "fractions", "scripts"],
)  # fmt: skip
def test_hostile_page(tmp_path: Path, body: str) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(f"<!DOCTYPE html><html><body>{body}", encoding="utf-8")
    start = time.monotonic()
    try:
        assert read_paper(path).blocks
    except ReadError as error:
        assert "\n" not in str(error)
        assert "hostile.html" in str(error)
    assert time.monotonic() - start < 20


def test_scripts_entities_and_bidi_marks(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET", encoding="utf-8")
    data = f"""<!DOCTYPE html [<!ENTITY evil SYSTEM "{secret.as_uri()}">]><html><body><p onclick="steal()">a\u202eb &evil; <script>alert(1)</script><iframe src="{secret.as_uri()}">f</iframe>
    &lt;script&gt;x&lt;/script&gt;</p></body></html>"""
    text = " ".join(block.text for block in read_html(data.encode(), "evil.html").blocks)
    assert "TOP-SECRET" not in text
    assert "alert" not in text
    assert "steal" not in text
    assert "\u202e" not in text
    assert "ab" in text
    assert "<script>x</script>" in text


def test_short_page_is_read_whole() -> None:
    document = read_html(f"<html><body><h1>Garnets</h1><div><div class='Caption'>Table 6 {CAPTION}</div><div class='scroll'>{TABLE}</div></div></body></html>".encode(), "made.html")
    assert [block.kind for block in document.blocks] == [BlockKind.TITLE, BlockKind.CAPTION, BlockKind.TABLE]


def test_layouts_and_formulas_set_as_tables() -> None:
    layout = "<table><tr><td><img src='a.png'></td></tr><tr><td class='image_title'><b>Fig. 2</b> Grains.</td></tr></table>"
    formula = "<table><tr><td>σ<sub>0</sub> = A</td><td>(1)</td></tr></table>"
    document = read(f"<main><p>{LONG}</p>{layout}{formula}</main>")
    assert [(block.kind, block.text) for block in document.blocks[2:]] == [(BlockKind.CAPTION, "Fig. 2 Grains."), (BlockKind.PARAGRAPH, "σ0 = A (1)")]


def test_names_that_xml_forbids() -> None:
    assert read(f"<main><p>{LONG}<util:action>Go</util:action></p></main>").blocks[-1].text == f"{LONG}Go"


FRAME = "<article><h1>Made garnets</h1><h2>Abstract</h2><p>Dense garnets.</p><h2>Results</h2><p>{long}</p>{body}</article>"


def blocks(body: str, *kinds: BlockKind) -> list[str]:
    document = read(FRAME.format(long=LONG, body=body), '<meta name="citation_title" content="Made garnets">')
    return [block.text for block in document.blocks if block.kind in (kinds or (BlockKind.PARAGRAPH,)) and block.text != LONG.strip()]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (r'<p>so <span class="mathjax-tex">\(\sigma = 3.2\times 10^{-4}\)</span> holds</p>', "so σ = 3.2 × 10⁻⁴ holds"),
        (r'<p>so <span class="mathjax-tex">$$\hat{Y} = \frac{1}{2}\,\updelta Q _{\mathrm{a}}$$</span></p>', "so Y\u0302 = 1/2 δQa"),
        (r'<p>so $$x \le 2$$ holds</p>', "so x ≤ 2 holds"),
        (r'<p>where <span class="tex"><span class="texImage"><img src="e1.gif" alt="$\bar{a}$"></span><script type="math/tex">\bar{a} \in S</script></span> is</p>', "where a\u0304 ∈ S is"),
        ('<p>where <span class="MathJax_Preview">x2</span><span class="MathJax">x2</span><script type="math/tex">x^2</script> is</p>', "where x² is"),
        ('<p>of <span class="MathJax_Preview"><math><msup><mn>10</mn><mn>2</mn></msup></math></span><span class="mjx-chtml"></span><script type="math/mml"><math><mn>9</mn></math></script> K</p>', "of 10² K"),
        ('<p>of <span class="MathJax_Preview">?</span><span class="MathJax">102</span><script type="math/mml"><math><msup><mn>10</mn><mn>2</mn></msup></math></script> K</p>', "of 10² K"),
        ('<p>of <span class="MathJax_Preview"><math><mn>5</mn></math></span><span class="MathJax"><math><mn>5</mn></math></span> K</p>', "of 5 K"),
        (r'<p>where <img alt="$\sqrt{\text{N}}$" src="a.gif"> is</p>', "where √N is"),
        ('<p>where <img alt="" src="/MediaObjects/4_IEq12_HTML.jpg"> is</p>', "where \ufffd is"),
        ('<p>where <mjx-container><mjx-assistive-mml><math></math></mjx-assistive-mml></mjx-container> is</p>', "where \ufffd is"),
        ('<div class="html-disp-formula-info"><div class="f"><math><mi>a</mi><mo>=</mo><mi>b</mi></math></div><div class="l"><label>(1)</label></div></div>', "a = b (1)"),
        ("<div><math><mi>a</mi><mo>=</mo><mi>b</mi></math></div><div>(2)</div>", "a = b (2)"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac><mi>m</mi></math>", "1/2 m"),
        ('<p>from Eq. <a class="js-xref split-view-modal" href="javascript:;">(3)</a> follows</p>', "from Eq. (3) follows"),
        ('<dl class="html-order"><dt>(1)</dt><dd><div>They are dense.</div></dd></dl>', "(1) They are dense."),
    ],
)  # fmt: skip
def test_formulas_of_pages(markup: str, text: str) -> None:
    assert blocks(markup) == [text]


def test_what_stands_before_the_abstract_is_no_prose() -> None:
    body = f"""<main><article><h1>Made garnets <span>Open access</span></h1><div><span>Ada Prober</span><p>0000-0001</p><p>More by Ada Prober</p></div><h2>Dates</h2><p>Received 1 May</p>
    <div role="tooltip"><p>{LONG}You are free to share.</p></div><h2>Abstract</h2><p>Dense garnets.</p><h2>1 Introduction</h2><p>{LONG}</p></article></main>"""
    document = read(body, '<meta name="citation_title" content="Made garnets">')
    assert document.blocks[0].text == document.metadata.title == "Made garnets"
    assert [block.text for block in document.prose()] == ["Made garnets", "Dense garnets.", LONG.strip()]


def test_an_abstract_at_the_end_leaves_the_article_prose() -> None:
    body = f"<main><article><h1>Made garnets</h1>{f'<p>{LONG * 4}</p>' * 3}<p>Short but true.</p><h2>Abstract</h2><p>Dense garnets.</p></article></main>"
    assert "Short but true." in [block.text for block in read(body, '<meta name="citation_title" content="Made garnets">').prose()]


def test_folded_references_are_read_once() -> None:
    entry = '<div role="listitem" hidden><div class="citations"><div class="label">{0}</div><div class="citation">Doe {0}, <span class="comment">in Proc.</span> (2001). <a>Google Scholar</a></div></div></div>'
    folded = f'<section id="bibliography" role="doc-bibliography"><h2>References</h2><div role="list">{entry.format(1)}{entry.format(2)}</div></section>'
    assert blocks(folded + folded, BlockKind.REFERENCE) == ["1 Doe 1, in Proc. (2001).", "2 Doe 2, in Proc. (2001)."]
    accordion = '<section class="article-section__references"><div class="accordion__content" style="display: none;"><ul><li>Roe (2002).</li></ul></div></section>'
    assert blocks(accordion, BlockKind.REFERENCE) == ["Roe (2002)."]


def test_captions_without_any_mark() -> None:
    body = f"<p>Figure 1. Grains of the pellet.</p><p>Fig. 1 shows grains.</p><div>FIG. 2.</div><div class='fig-caption'>Pores.</div><div>Figure 3</div><figcaption>Figure 3. Cracks.</figcaption><p>{LONG}</p>"
    assert blocks(body, BlockKind.CAPTION) == ["Figure 1. Grains of the pellet.", "FIG. 2. Pores.", "Figure 3. Cracks."]
    assert blocks(body) == ["Fig. 1 shows grains."]


def test_tables_get_their_own_captions() -> None:
    cells = "<table><tr><th>x</th><th>y</th></tr><tr><td>{}</td><td>2</td></tr></table>"
    pair = f"<figcaption>Table 1: One.</figcaption><figcaption>Table 2: Two.</figcaption>{cells.format(1)}{cells.format(2)}"
    below = f"<p>Then.</p><div>{cells.format(3)}</div><figcaption>Table 3: Three.</figcaption><p>End.</p>"
    popup = f"<figcaption>Table 4: Four.</figcaption><h2>Discussion</h2><p>Done.</p><div><figcaption>Table 4: Four.</figcaption>{cells.format(4)}</div>"
    document = read(FRAME.format(long=LONG, body=pair + below + popup + "<p>Table 5. Five.</p><a>Full size table</a>"))
    named = [(block.table.label, block.table.rows[1][0].text, block.section) for block in document.tables() if block.table]
    assert named == [(f"Table {place}", str(place), "Made garnets / Results") for place in range(1, 5)]
    (warning,) = document.warnings
    assert warning.startswith("Table 5: only the caption")


def test_pictures_in_cells() -> None:
    data = "<table><tr><td>x</td><td>y</td></tr><tr><td>1</td><td>2 <img src='p.gif'></td></tr></table>"
    about = f"<table><tr><td><img src='me.jpg'>Ada</td><td>{LONG * 2}</td></tr></table>"
    assert [block.text for block in read(FRAME.format(long=LONG, body=data + about)).tables()] == ["x\ty\n1\t2"]


def test_supplementary_files_are_named() -> None:
    link = '<p><a href="https://x.org/41_2024_MOESM2_ESM.pdf?raw=1">Supplementary <b>Information</b></a> and <a href="a_sm.pdf">a_sm.pdf</a></p>'
    assert blocks(link) == ["Supplementary Information (41_2024_MOESM2_ESM.pdf) and a_sm.pdf"]


def test_contents_and_folding_headings() -> None:
    contents = '<ul><li><a href="#a">Abstract</a></li><li><a href="#r">Results</a></li><li><a href="#d">Discussion</a></li></ul>'
    assert blocks(f"{contents}<h2><button>Methods</button></h2><p>Milled.</p>", BlockKind.HEADING, BlockKind.PARAGRAPH) == ["Abstract", "Results", "Methods", "Milled."]
