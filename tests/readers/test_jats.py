"""JATS XML: a shipped article, and small ones made here for what publishers do differently."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

import pytest
from lxml import etree

from extractor.document import Block, BlockKind, Document
from extractor.errors import ReadError
from extractor.extraction import extract_records
from extractor.readers import read_paper, sniff
from extractor.readers.jats import read_jats
from extractor.readers.markup import MAX_DEPTH
from tests.helpers import PAPERS

FOLDER = PAPERS / "jats"
with (FOLDER / "SOURCES.csv").open(encoding="utf-8") as handle:
    SOURCES = list(csv.DictReader(handle))

FRONT = """<front><journal-meta><journal-title-group><journal-title>Journal of Made Tests</journal-title></journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="pmid">123</article-id><article-id pub-id-type="doi">10.1234/made.5</article-id>
<title-group><article-title>Conduction of Li<sub>7</sub>La<sub>3</sub>Zr<sub>2</sub>O<sub>12</sub> garnets<xref ref-type="fn" rid="n1">*</xref></article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Prober</surname><given-names>Ada B.</given-names></name><xref ref-type="aff" rid="a1"><sup>1</sup></xref></contrib>
<contrib contrib-type="author"><name-alternatives><name><surname>Zwei</surname><given-names>Otto</given-names></name><string-name>ツヴァイ</string-name></name-alternatives></contrib>
<contrib contrib-type="editor"><name><surname>Nobody</surname><given-names>E.</given-names></name></contrib></contrib-group>
<aff id="a1"><label>1</label>Institute of Powders</aff>
<pub-date pub-type="ppub"><year>2021</year></pub-date><pub-date pub-type="epub"><day>3</day><month>12</month><year>2020</year></pub-date>
<permissions><copyright-statement>© 2020</copyright-statement><license xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Free to use.</license-p></license></permissions>
<abstract><p>Dense garnets were sintered.</p></abstract>
<kwd-group><kwd>garnet</kwd><kwd>sintering</kwd></kwd-group></article-meta></front>"""
TABLE = """<table-wrap id="t1"><label>Table 1.</label><caption><p>Ionic conductivity of the garnets at 25 °C.</p></caption>
<table><thead><tr><th rowspan="2">Composition</th><th colspan="2">Properties</th></tr>
<tr><th>Ionic conductivity, σ (10<sup>−4</sup> S cm<sup>−1</sup>)</th><th>Relative density<sup>b</sup> (%)</th></tr></thead>
<tbody><tr><td>Li<sub>6.4</sub>La<sub>3</sub>Zr<sub>1.4</sub>Ta<sub>0.6</sub>O<sub>12</sub></td><td>6.1<xref ref-type="table-fn" rid="f1"><sup>a</sup></xref></td><td rowspan="2">95</td></tr>
<tr><td>Li<sub>7</sub>La<sub>3</sub>Zr<sub>2</sub>O<sub>12</sub></td><td>3.2</td></tr></tbody></table>
<table-wrap-foot><fn id="f1"><label>a</label><p>Hot pressed.</p></fn><fn><p><sup>b</sup>By weighing.</p></fn></table-wrap-foot></table-wrap>"""


def article(body: str, *, front: str = FRONT, back: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.2 20190208//EN" "JATS-journalpublishing1.dtd">
<article xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML" article-type="research-article">
{front}<body>{body}</body><back>{back}</back></article>""".encode()


def read(body: str, *, back: str = "") -> Document:
    return read_jats(article(body, back=back), "made.xml")


def texts(body: str, kind: BlockKind = BlockKind.PARAGRAPH, *, back: str = "") -> list[str]:
    return [block.text for block in read(body, back=back).blocks if block.kind is kind]


@pytest.mark.parametrize("row", SOURCES, ids=lambda row: row["file"])
def test_shipped_paper(row: dict[str, str]) -> None:
    path = FOLDER / row["file"]
    document = read_paper(path)
    meta = document.metadata
    assert document.reader == "jats"
    assert (meta.doi, meta.title, "; ".join(meta.authors), meta.journal, str(meta.year)) == tuple(row[key] for key in ("doi", "title", "authors", "journal", "year"))
    assert meta.licence == "http://creativecommons.org/licenses/by/4.0/"
    root = etree.fromstring(path.read_bytes())
    assert len(list(document.tables())) == len(list(root.iter("table"))) == 3
    assert sum(block.kind is BlockKind.REFERENCE for block in document.blocks) == len(list(root.iter("ref")))
    assert sum(block.kind is BlockKind.CAPTION for block in document.blocks) == len(list(root.iter("fig", "table-wrap")))
    text = "\n".join(block.text for block in document.blocks)
    assert "in 10mM Mg²⁺ and 100 mM Na⁺ at T = 37°C" in text
    assert "ionic condition, such as ion type, size, valence and concentration [1–12]." in text
    assert "ϵw(T) = 87.740 - (0.4008) T + (9.398 × 10⁻⁴) T²" in text
    assert any(block.section == "Results / Examples of usage / Example 3: Estimation of Mg²⁺ ion uptake" for block in document.blocks)


def test_metadata() -> None:
    document = read("<p>Text.</p>")
    meta = document.metadata
    assert (meta.doi, meta.journal, meta.year, meta.licence) == ("10.1234/made.5", "Journal of Made Tests", 2020, "https://creativecommons.org/licenses/by/4.0/")
    assert meta.title == document.blocks[0].text == "Conduction of Li7La3Zr2O12 garnets"
    assert meta.authors == ("Ada B. Prober", "Otto Zwei")
    kinds = {block.text: block.kind for block in document.blocks}
    assert kinds["Dense garnets were sintered."] is BlockKind.ABSTRACT
    assert kinds["Keywords: garnet; sintering"] is BlockKind.OTHER


@pytest.mark.parametrize(
    ("permissions", "licence"),
    [
        ('<license><ali:license_ref xmlns:ali="x">https://creativecommons.org/licenses/by-nc/4.0/</ali:license_ref></license>', "https://creativecommons.org/licenses/by-nc/4.0/"),
        ('<license><license-p>See <ext-link xlink:href="http://creativecommons.org/licenses/by/3.0/">the licence</ext-link>.</license-p></license>', "http://creativecommons.org/licenses/by/3.0/"),
        ("<license><p>Under the terms (http://creativecommons.org/licenses/by/2.0), which permit use.</p></license>", "http://creativecommons.org/licenses/by/2.0"),
        ("<license><license-p>This is distributed under the Creative Commons Attribution License, which permits use.</license-p></license>", "Creative Commons Attribution License"),
        ("<license><license-p>All rights are ours.</license-p></license>", "All rights are ours."), ("", ""),
    ],
)  # fmt: skip
def test_licence(permissions: str, licence: str) -> None:
    front = re.sub("<permissions>.*</permissions>", f"<permissions>{permissions}</permissions>", FRONT, flags=re.S)
    assert read_jats(article("<p>Text.</p>", front=front), "made.xml").metadata.licence == licence


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("3.2 × 10<sup>−4</sup> S cm<sup>−1</sup>", "3.2 × 10⁻⁴ S cm⁻¹"), ("10<sup>− 4</sup>", "10⁻⁴"), ("Li<sub>7</sub>La<sub>3</sub>", "Li7La3"), ("Li<sup>+</sup>", "Li⁺"),
        ("the 3<sup>rd</sup>", "the 3rd"), ("t<sup>1/2</sup>", "t^(1/2)"), ("10<sup>0.5</sup>", "10^0.5"), ("10<sup>2–3</sup>", "10²⁻³"), ("25&#8201;°C", "25 °C"), ("a<break/>b", "a b"),
        ("cells<sup><xref ref-type='bibr' rid='b'>12</xref></sup>.", "cells[12]."), ("cells<xref ref-type='bibr' rid='b'><sup>12</sup></xref>.", "cells[12]."),
        ("cells<sup><xref ref-type='bibr'>1</xref>,<xref ref-type='bibr'>3</xref>–<xref ref-type='bibr'>5</xref></sup>", "cells[1,3–5]"),
        ("cells<xref ref-type='bibr'><sup>1</sup></xref><sup>,</sup><xref ref-type='bibr'><sup>2</sup></xref>", "cells[1,2]"),
        ("cells<xref ref-type='bibr'><sup>1</sup></xref><sup>–</sup><xref ref-type='bibr'><sup>3</sup></xref>", "cells[1–3]"),
        ("cells<sup>[<xref ref-type='bibr'>1</xref>]</sup>", "cells[1]"), ("cells [<xref ref-type='bibr'>1</xref>,<xref ref-type='bibr'>2</xref>]", "cells [1,2]"),
        ("cells<xref ref-type='bibr'>12</xref> and", "cells[12] and"), ("in ref. <xref ref-type='bibr'>12</xref>", "in ref. 12"), ("by <xref ref-type='bibr'>Ada (2020)</xref>", "by Ada (2020)"),
        ("3.2 (<xref ref-type='bibr'>1</xref>)", "3.2 [1]"), ("S cm<sup>−1 <xref ref-type='bibr'>12</xref></sup>", "S cm⁻¹[12]"), ("cells<sup>1,2</sup>", "cells[1,2]"), ("dry<xref ref-type='fn'><sup>1</sup></xref>", "dry[1]"),
        ("<bold><italic>σ</italic></bold><sub>gb</sub>", "σgb"), ("&alpha;-phase&nbsp;x", "α-phase x"), ("<named-content>AlN</named-content>", "AlN"),
    ],
)  # fmt: skip
def test_inline(markup: str, text: str) -> None:
    assert texts(f"<p>{markup}</p>") == [text]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<mml:math><mml:mn>3.2</mml:mn><mml:mo>×</mml:mo><mml:msup><mml:mn>10</mml:mn><mml:mrow><mml:mo>−</mml:mo><mml:mn>4</mml:mn></mml:mrow></mml:msup></mml:math>", "3.2 × 10⁻⁴"),
        ("<mml:math><mml:msub><mml:mi>E</mml:mi><mml:mi>a</mml:mi></mml:msub><mml:mo>=</mml:mo><mml:mn>0.3</mml:mn><mml:mspace/><mml:mi>eV</mml:mi></mml:math>", "Ea = 0.3 eV"),
        ("<mml:math><mml:mfrac><mml:mi>A</mml:mi><mml:mrow><mml:mi>k</mml:mi><mml:mo>+</mml:mo><mml:mi>T</mml:mi></mml:mrow></mml:mfrac></mml:math>", "A/(k + T)"),
        ("<mml:math><mml:msubsup><mml:mi>σ</mml:mi><mml:mn>0</mml:mn><mml:mn>2</mml:mn></mml:msubsup></mml:math>", "σ0²"), ("<mml:math><mml:msqrt><mml:mi>t</mml:mi></mml:msqrt></mml:math>", "√t"),
        ("<alternatives><tex-math>\\documentclass{x}\\begin{document}$$\\sigma$$\\end{document}</tex-math><mml:math><mml:mi>σ</mml:mi></mml:math></alternatives>", "σ"),
        ("<tex-math>\\documentclass{minimal}\\begin{document}$$3.2\\times 10^{-4}\\,{\\rm S\\,cm}^{-1}$$\\end{document}</tex-math>", "3.2 × 10⁻⁴ S cm⁻¹"),
    ],
)  # fmt: skip
def test_formula(markup: str, text: str) -> None:
    assert texts(f"<p>as <inline-formula>{markup}</inline-formula> here</p>") == [f"as {text} here"]


def test_references_without_text_print_their_number() -> None:
    assert texts('<p>By Eq. (<xref ref-type="disp-formula" rid="E3"/>) in Fig. <xref ref-type="fig" rid="F1"/>.</p><disp-formula id="E3"><label>(3)</label></disp-formula><fig id="F1"><label>Figure 1</label></fig>')[0] == "By Eq. (3) in Fig. 1."


def test_sections_lists_and_floats() -> None:
    document = read(
        """<sec><label>2.</label><title>Results</title><p>First <fig><label>Fig. 1</label><caption><title>Grains</title><p>Cut <italic>and</italic> polished.</p></caption></fig>half.</p>
        <sec><title>Density</title><list><list-item><label>(i)</label><p>Cold.</p></list-item><list-item><p>Hot.</p></list-item></list>
        <p>Before:<list><list-item><p>within</p></list-item></list>after.</p></sec></sec>
        <sec><title>Outlook</title><boxed-text><label>Box 1</label><caption><title>Safety</title></caption><p>Wear gloves.</p></boxed-text>
        <supplementary-material xlink:href="s1.pdf"/><supplementary-material xlink:href="info:doi/10.1/x.s002"><label>S2 Data</label><caption><p>Spectra.</p></caption></supplementary-material></sec>""",
        back="<ack><p>We thank all.</p></ack><fn-group><fn><label>1</label><p>A remark.</p></fn></fn-group>",
    )
    found = [(block.kind.value, block.section, block.text) for block in document.blocks if block.section not in ("", "Abstract")]
    assert found == [
        ("heading", "2. Results", "2. Results"), ("paragraph", "2. Results", "First half."), ("caption", "2. Results", "Fig. 1. Grains. Cut and polished."),
        ("heading", "2. Results / Density", "Density"), ("paragraph", "2. Results / Density", "(i) Cold."), ("paragraph", "2. Results / Density", "Hot."),
        ("paragraph", "2. Results / Density", "Before:"), ("paragraph", "2. Results / Density", "within"), ("paragraph", "2. Results / Density", "after."),
        ("heading", "Outlook", "Outlook"), ("heading", "Outlook / Box 1 Safety", "Box 1 Safety"), ("paragraph", "Outlook / Box 1 Safety", "Wear gloves."),
        ("other", "Outlook", "Supplementary material: s1.pdf"), ("other", "Outlook", "S2 Data. Spectra. (x.s002)"), ("paragraph", "Acknowledgements", "We thank all."),
    ]  # fmt: skip
    assert [(block.kind, block.text) for block in document.blocks][-1] == (BlockKind.FOOTNOTE, "1 A remark.")


def test_table() -> None:
    document = read(f"<p>See it.</p>{TABLE}")
    (block,) = document.tables()
    assert block.table is not None
    assert (block.table.label, block.table.header_rows) == ("Table 1", 2)
    assert [[cell.text for cell in row] for row in block.table.rows] == [
        ["Composition", "Properties", "Properties"], ["Composition", "Ionic conductivity, σ (10⁻⁴ S cm⁻¹)", "Relative density[b] (%)"],
        ["Li6.4La3Zr1.4Ta0.6O12", "6.1[a]", "95"], ["Li7La3Zr2O12", "3.2", "95"],
    ]  # fmt: skip
    around = [(b.kind, b.text) for b in document.blocks][-4:]
    assert around[0] == (BlockKind.CAPTION, "Table 1. Ionic conductivity of the garnets at 25 °C.")
    assert around[2:] == [(BlockKind.FOOTNOTE, "a Hot pressed."), (BlockKind.FOOTNOTE, "b By weighing.")]


def test_table_becomes_records() -> None:
    records = extract_records(read(f"<p>See it.</p>{TABLE}"))
    assert {(r.property, r.value, r.formula, r.temperature) for r in records} == {
        ("ionic_conductivity", 0.032, "Li7La3Zr2O12", 298.15), ("ionic_conductivity", 0.061, "Li6.4La3Zr1.4Ta0.6O12", 298.15),
        ("relative_density", 0.95, "Li7La3Zr2O12", None), ("relative_density", 0.95, "Li6.4La3Zr1.4Ta0.6O12", None),
    }  # fmt: skip


def test_sentence_becomes_a_record() -> None:
    (record,) = extract_records(read("<p>The ionic conductivity of Li<sub>7</sub>La<sub>3</sub>Zr<sub>2</sub>O<sub>12</sub> is 3.2 × 10<sup>−4</sup> S cm<sup>−1</sup><sup><xref ref-type='bibr'>12</xref></sup> at 25 °C.</p>"))
    assert (record.property, record.value, record.formula, record.temperature) == ("ionic_conductivity", 0.032, "Li7La3Zr2O12", 298.15)


def test_cals_table_and_picture_of_a_table() -> None:
    cals = "<table-wrap><label>Table 2</label><oasis:table xmlns:oasis='o'><oasis:tgroup cols='2'><oasis:thead><oasis:row><oasis:entry namest='c1' nameend='c2'>Head</oasis:entry></oasis:row></oasis:thead><oasis:tbody><oasis:row><oasis:entry>a</oasis:entry><oasis:entry>1</oasis:entry></oasis:row></oasis:tbody></oasis:tgroup></oasis:table></table-wrap>"
    picture = "<table-wrap><label>Table 3</label><caption><p>Drawn.</p></caption><graphic xlink:href='t3'/></table-wrap>"
    document = read(cals + picture)
    (block,) = document.tables()
    assert block.text == "Head\tHead\na\t1"
    assert document.blocks[-1].text == "Table 3. Drawn."


@pytest.mark.parametrize(
    ("ref", "text"),
    [
        ("<ref><label>1.</label><mixed-citation><name><surname>Doe</surname><given-names>J</given-names></name>, <source>J. Tests</source> <volume>5</volume>.</mixed-citation></ref>", "[1] Doe J, J. Tests 5."),
        ("<ref><label>[2]</label><element-citation><person-group><name><surname>Doe</surname><given-names>J</given-names></name><name><surname>Roe</surname><given-names>R</given-names></name></person-group><year>2001</year><source>J. Tests</source><fpage>7</fpage><lpage>9</lpage></element-citation></ref>", "[2] Doe J, Roe R 2001 J. Tests 7–9"),
        ("<ref><citation-alternatives><element-citation><source>Twice</source></element-citation><mixed-citation>Said once.</mixed-citation></citation-alternatives></ref>", "Said once."),
    ],
)  # fmt: skip
def test_reference(ref: str, text: str) -> None:
    assert texts("<p>Text.</p>", BlockKind.REFERENCE, back=f"<ref-list><title>References</title>{ref}</ref-list>") == [text]


def test_every_word_once() -> None:
    """Each printed word of an article with everything in it is in exactly one block."""
    body = """W01<p>W02 <bold>W03</bold> <fig><label>W04</label><caption><title>W05</title><p>W06</p><p>W07</p></caption><alt-text>hidden</alt-text><attrib>W08</attrib></fig>
      <list><title>W09</title><list-item><label>W10</label><p>W11</p><list><list-item><p>W12</p></list-item></list></list-item></list> W13 <fn><p>W14</p></fn> W15
      <disp-formula><label>W16</label><alternatives><tex-math>W17</tex-math><mml:math><mml:mi>W17</mml:mi></mml:math></alternatives></disp-formula> W18</p>
      <sec><label>W19</label><title>W20</title><p>W21</p><def-list><def-item><term>W22</term><def><p>W23</p></def></def-item></def-list>
      <table-wrap><label>W24</label><caption><title>W25</title><p>W26</p></caption><table><tr><td>W27<break/>W28</td><td><p>W29</p><list><list-item><p>W30</p></list-item></list></td></tr><tfoot><tr><td>W31</td></tr></tfoot></table>
      <table-wrap-foot><p>W32</p><fn><label>W33</label><p>W34</p></fn></table-wrap-foot></table-wrap>
      <boxed-text><caption><title>W35</title><p>W36</p></caption><p>W37</p><sec><title>W38</title></sec></boxed-text><disp-quote><p>W39</p><attrib>W40</attrib></disp-quote>
      <verse-group><verse-line>W41</verse-line></verse-group><unknown-thing>W42<p>W43</p></unknown-thing><supplementary-material><label>W44</label><media><caption><p>W45</p></caption></media></supplementary-material></sec>"""
    back = """<ack><title>W46</title><p>W47</p></ack><app-group><app><title>W48</title><p>W49</p></app></app-group><glossary><def-list><def-item><term>W50</term><def><p>W51</p></def></def-item></def-list></glossary>
      <fn-group><title>W52</title><fn><p>W53</p></fn></fn-group><notes><p>W54</p></notes><bio><p>W55</p></bio><ref-list><title>W56</title><p>W57</p><ref><label>W58</label><mixed-citation>W59 <name><surname>W60</surname><given-names>W61</given-names></name></mixed-citation><note><p>W62</p></note></ref></ref-list>"""
    document = read(body, back=back)
    words = re.findall(r"W\d\d", "\n".join(block.text for block in document.blocks))
    assert sorted(words) == [f"W{number:02d}" for number in range(1, 63)]
    assert "hidden" not in " ".join(block.text for block in document.blocks)


@pytest.mark.parametrize("wrapper", ["<pmc-articleset>{}</pmc-articleset>", "<OAI-PMH><GetRecord><record><metadata>{}</metadata></record></GetRecord></OAI-PMH>"])
def test_wrapped_article(tmp_path: Path, wrapper: str) -> None:
    path = tmp_path / "wrapped.xml"
    path.write_text(wrapper.format(re.sub(r"<\?.*?\?>|<!DOCTYPE.*?>", "", article("<p>Text.</p>").decode(), flags=re.S)), encoding="utf-8")
    assert read_paper(path).metadata.doi == "10.1234/made.5"
    assert read_paper(path).reader == "jats"


def test_two_articles_in_a_file_are_named() -> None:
    one = re.sub(r"<\?.*?\?>|<!DOCTYPE.*?>", "", article("<p>Text.</p>").decode(), flags=re.S)
    document = read_jats(f"<pmc-articleset>{one}{one}</pmc-articleset>".encode(), "two.xml")
    assert document.warnings == ("2 articles in one file: only the first was read",)


@pytest.mark.parametrize(
    "data",
    [
        article("<p>Grüße 25 °C</p>"), b"\xef\xbb\xbf" + article("<p>Grüße 25 °C</p>"), article("<p>Grüße 25 °C</p>").decode().encode("utf-16"),
        article("<p>Grüße 25 °C</p>").decode().replace("UTF-8", "ISO-8859-1").replace("©", "").replace("ツヴァイ", "").encode("latin-1"),
        article("<p>Grüße 25 °C</p>").decode().replace("©", "").replace("ツヴァイ", "").encode("latin-1"), article("<p>Grüße 25 °C</p>").decode().replace("UTF-8", "ISO-8859-1").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "latin-1", "latin-1 that says utf-8", "utf-8 that says latin-1"],
)  # fmt: skip
def test_encodings(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "coded.xml"
    path.write_bytes(data)
    assert read_paper(path).blocks[-1].text == "Grüße 25 °C"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (article("<p>never closed"), "corrupt"), (article("<sec>" * 400 + "<p>x</p>" + "</sec>" * 400), "corrupt"), (article("<b>" * (MAX_DEPTH + 1) + "x" + "</b>" * (MAX_DEPTH + 1)), "corrupt"),
        (b"<html-like><p>x</p></html-like>", "unsupported"), (b"<article xmlns='http://docbook.org/ns/docbook'><para>x</para></article>", "unsupported"), (b"<article dtd-version='1.2'/>", "empty"),
    ],
)  # fmt: skip
def test_bad_markup(tmp_path: Path, data: bytes, status: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_paper(path)
    assert caught.value.status == status
    assert "bad.xml" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_deepest_nesting_that_is_read() -> None:
    depth = MAX_DEPTH - 4
    assert texts("<sec>" * depth + "<p>deep</p>" + "</sec>" * depth)[-1] == "deep"


def blocks_or_message(path: Path) -> tuple[tuple[Block, ...], str]:
    try:
        return read_paper(path).blocks, ""
    except ReadError as error:
        return (), str(error)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET", encoding="utf-8")
    laughs = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    for entities in (f'<!ENTITY evil SYSTEM "{secret.as_uri()}">', laughs + '<!ENTITY evil "&a11;">', f'<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p; <!ENTITY evil "x">'):
        path = tmp_path / "evil.xml"
        path.write_bytes(re.sub(rb"<!DOCTYPE.*?>", f"<!DOCTYPE article [{entities}]>".encode(), article("<p>It says &evil; here.</p>"), count=1, flags=re.S))
        start = time.monotonic()
        blocks, _ = blocks_or_message(path)
        text = " ".join(block.text for block in blocks)
        assert "TOP-SECRET" not in text
        assert "haha" not in text
        assert time.monotonic() - start < 5


@pytest.mark.parametrize("body", ["word " * 2_000_000, "<xref ref-type='bibr'>1</xref>" * 100_000, "<sup>" + " , " * 500_000 + "</sup>", "x<sup>1</sup>" * 100_000])
def test_ten_megabytes_in_one_line(tmp_path: Path, body: str) -> None:
    path = tmp_path / "long.xml"
    path.write_bytes(article(f"<p>{body}</p>"))
    start = time.monotonic()
    blocks, message = blocks_or_message(path)
    assert blocks or message
    assert time.monotonic() - start < 20


def test_spans_cannot_exhaust_memory() -> None:
    cells = '<td colspan="999999999" rowspan="99999999">x</td>' * 50
    document = read(f"<table-wrap><table>{f'<tr>{cells}</tr>' * 50}</table></table-wrap><p>End.</p>")
    assert document.blocks[-1].text == "End."
    assert sum(len(block.text) for block in document.blocks) < 2_000_000


def test_marks_and_scripts_are_text() -> None:
    assert texts("<p>a\u202eb\u2066c\u200bd &lt;script&gt;alert(1)&lt;/script&gt; \ufdd0\ufdd5</p>") == ["abcd <script>alert(1)</script>"]


def test_sniff() -> None:
    assert sniff(article("<p>Text.</p>"), "paper.txt") == "jats"
    assert sniff(b"<!-- a remark --><article dtd-version='1.0'><front/></article>", "paper") == "jats"
