"""Elsevier XML: the shipped papers and a small one made here."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from lxml import etree

from extractor.document import BlockKind
from extractor.errors import ReadError
from extractor.extraction import extract_records
from extractor.readers import read_paper
from extractor.readers.elsevier import read_elsevier_xml
from extractor.readers.markup import superscript
from tests.helpers import PAPERS

FOLDER = PAPERS / "elsevier"
with (FOLDER / "SOURCES.csv").open(encoding="utf-8") as handle:
    SOURCES = list(csv.DictReader(handle))

ARTICLE = """<?xml version="1.0" encoding="UTF-8"?>
<xocs:doc xmlns:xocs="http://www.elsevier.com/xml/xocs/dtd" xmlns="http://www.elsevier.com/xml/ja/dtd" xmlns:ce="http://www.elsevier.com/xml/common/dtd">
<xocs:meta><xocs:pii-unformatted>S0000000000000000</xocs:pii-unformatted><xocs:doi>10.1016/j.test.2020.01.001</xocs:doi><xocs:srctitle>Journal of Tests</xocs:srctitle><xocs:cover-date-year>2020</xocs:cover-date-year></xocs:meta>
<article><head><ce:title>Conduction in garnets Li<ce:inf>7</ce:inf>La<ce:inf>3</ce:inf>Zr<ce:inf>2</ce:inf>O<ce:inf>12</ce:inf></ce:title>
<ce:author-group><ce:author><ce:given-name>Ada</ce:given-name><ce:surname>Test</ce:surname></ce:author></ce:author-group></head>
<body><ce:sections><ce:section><ce:section-title>Results</ce:section-title>
<ce:para>The ionic conductivity of Li<ce:inf>7</ce:inf>La<ce:inf>3</ce:inf>Zr<ce:inf>2</ce:inf>O<ce:inf>12</ce:inf> was
 3.2 × 10<ce:sup>−4</ce:sup> S cm<ce:sup>−1</ce:sup> at 25 °C.</ce:para></ce:section></ce:sections>
<ce:floats><ce:table xmlns="http://www.elsevier.com/xml/common/cals/dtd"><ce:label>Table 1</ce:label>
<ce:caption><ce:simple-para>Ionic conductivity of the garnets at 25 °C.</ce:simple-para></ce:caption>
<tgroup cols="3"><colspec colnum="1" colname="col1"/><colspec colnum="2" colname="col2"/><colspec colnum="3" colname="col3"/>
<thead><row><entry morerows="1">Composition</entry><entry namest="col2" nameend="col3">Properties</entry></row>
<row><entry>Ionic conductivity (10<ce:sup>−4</ce:sup> S cm<ce:sup>−1</ce:sup>)</entry><entry>Relative density (%)</entry></row></thead>
<tbody><row><entry>Li<ce:inf>6.4</ce:inf>La<ce:inf>3</ce:inf>Zr<ce:inf>1.4</ce:inf>Ta<ce:inf>0.6</ce:inf>O<ce:inf>12</ce:inf></entry><entry>6.1</entry><entry morerows="1">95</entry></row>
<row><entry>Li<ce:inf>7</ce:inf>La<ce:inf>3</ce:inf>Zr<ce:inf>2</ce:inf>O<ce:inf>12</ce:inf></entry><entry>3.2</entry></row></tbody></tgroup></ce:table></ce:floats>
</body></article></xocs:doc>
"""


@pytest.mark.parametrize("row", SOURCES, ids=lambda row: row["file"])
def test_shipped_paper(row: dict[str, str]) -> None:
    data = (FOLDER / row["file"]).read_bytes()
    document = read_elsevier_xml(data, row["file"])
    assert document.metadata.doi == row["doi"]
    assert document.metadata.journal == row["journal"]
    assert str(document.metadata.year) == row["year"]
    assert document.blocks[0].kind is BlockKind.TITLE
    assert document.blocks[0].text == document.metadata.title
    assert len(document.metadata.title) > 20
    tables = etree.fromstring(data).iter("{*}table")
    filled = [table for table in tables if any("".join(entry.itertext()).strip() for entry in table.iter("{*}entry"))]
    assert len(list(document.tables())) == len(filled)
    for block in document.tables():
        assert block.table is not None
        assert len({len(cells) for cells in block.table.rows}) == 1


@pytest.mark.parametrize("file", [row["file"] for row in SOURCES])
def test_exponents_stay_raised(file: str) -> None:
    source = (FOLDER / file).read_text(encoding="utf-8")
    body = source[source.find("<body") : source.find("</body>")]
    document = read_elsevier_xml(source.encode(), file)
    exponents = re.findall(r"<(?:ce:)?sup[^>]*>[−-]\d+</(?:ce:)?sup>", body)
    assert "".join(block.text for block in document.blocks).count("⁻") >= len(exponents)


def test_superscript_with_markup_inside_does_not_stop_the_rest() -> None:
    marked = ARTICLE.replace("The ionic", "Pyrex<ce:sup><ce:italic>TM</ce:italic></ce:sup> tubes. The ionic")
    document = read_elsevier_xml(marked.encode(), "made.xml")
    assert any("3.2 × 10⁻⁴ S cm⁻¹" in block.text for block in document.blocks)


def test_spanned_cells_are_repeated() -> None:
    document = read_elsevier_xml((FOLDER / "S0167577X13006393.xml").read_bytes(), "S0167577X13006393.xml")
    (block,) = document.tables()
    assert block.table is not None
    assert block.table.label == "Table 1"
    assert [[cell.text for cell in row] for row in block.table.rows][:3] == [
        ["", "Element", "Binding energy (eV)", "Proportion (%)"], ["PLGA-HA fibres", "O 1s", "530.704", "41.78"], ["PLGA-HA fibres", "C 1s", "284.404", "51.28"],
    ]  # fmt: skip


def test_made_article(tmp_path: Path) -> None:
    path = tmp_path / "made.xml"
    path.write_text(ARTICLE, encoding="utf-8")
    document = read_paper(path)
    meta = document.metadata
    assert (meta.doi, meta.journal, meta.year, meta.authors) == ("10.1016/j.test.2020.01.001", "Journal of Tests", 2020, ("Ada Test",))
    assert meta.title == "Conduction in garnets Li7La3Zr2O12"
    assert "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10⁻⁴ S cm⁻¹ at 25 °C." in [block.text for block in document.prose()]
    (block,) = document.tables()
    assert block.table is not None
    assert block.table.header_rows == 2
    assert [[cell.text for cell in row] for row in block.table.rows] == [
        ["Composition", "Properties", "Properties"], ["Composition", "Ionic conductivity (10⁻⁴ S cm⁻¹)", "Relative density (%)"],
        ["Li6.4La3Zr1.4Ta0.6O12", "6.1", "95"], ["Li7La3Zr2O12", "3.2", "95"],
    ]  # fmt: skip


def test_table_of_the_made_article_becomes_records(tmp_path: Path) -> None:
    path = tmp_path / "made.xml"
    path.write_text(ARTICLE, encoding="utf-8")
    records = extract_records(read_paper(path))
    facts = {(r.property, r.value, r.formula, r.temperature) for r in records}
    assert facts == {
        ("ionic_conductivity", 0.032, "Li7La3Zr2O12", 298.15), ("ionic_conductivity", 0.061, "Li6.4La3Zr1.4Ta0.6O12", 298.15),
        ("relative_density", 0.95, "Li7La3Zr2O12", None), ("relative_density", 0.95, "Li6.4La3Zr1.4Ta0.6O12", None),
    }  # fmt: skip


def test_article_without_pii(tmp_path: Path) -> None:
    path = tmp_path / "made.xml"
    path.write_text(re.sub("<xocs:pii-unformatted>.*</xocs:pii-unformatted>", "", ARTICLE), encoding="utf-8")
    assert read_paper(path).metadata.doi == "10.1016/j.test.2020.01.001"


@pytest.mark.parametrize(("written", "raised"), [("−4", "⁻⁴"), ("-4", "⁻⁴"), ("12", "¹²"), ("3+", "³⁺"), ("a", "a"), ("", "")])
def test_superscript(written: str, raised: str) -> None:
    assert superscript(written) == raised


RICH = """<full-text-retrieval-response xmlns="http://www.elsevier.com/xml/svapi/article/dtd" xmlns:ce="http://www.elsevier.com/xml/common/dtd" xmlns:sb="http://www.elsevier.com/xml/common/struct-bib/dtd" xmlns:mml="http://www.w3.org/1998/Math/MathML">
<coredata><dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">Made</dc:title></coredata><objects><object ref="mmc1">https://api.elsevier.com/content/object/eid/1-s2.0-S01-mmc1.docx?httpAccept=*</object></objects>
<originalText><article><floats><ce:figure id="f1"><ce:label>Fig. 1</ce:label><ce:caption><ce:simple-para>Grains.</ce:simple-para></ce:caption><ce:alt-text>hidden</ce:alt-text></ce:figure>
<ce:table id="t1"><ce:label>Table 1</ce:label><ce:caption><ce:simple-para>Drawn.</ce:simple-para></ce:caption><ce:link locator="fx1"/></ce:table></floats>
<head><ce:dochead><ce:textfn>Article</ce:textfn></ce:dochead><ce:title>Made garnets<ce:cross-ref refid="aep1"><ce:sup>☆</ce:sup></ce:cross-ref></ce:title>
<ce:abstract><ce:section-title>Abstract</ce:section-title><ce:abstract-sec><ce:simple-para>Dense garnets.</ce:simple-para></ce:abstract-sec></ce:abstract>
<ce:keywords><ce:section-title>Keywords</ce:section-title><ce:keyword><ce:text>garnet</ce:text></ce:keyword><ce:keyword><ce:text>LLZO</ce:text></ce:keyword></ce:keywords></head>
<body><ce:sections><ce:section><ce:label>1</ce:label><ce:section-title>Results</ce:section-title><ce:section><ce:label>1.1</ce:label><ce:section-title>Density</ce:section-title>
<ce:para>At <ce:italic>T</ce:italic>
   <ce:inf>g</ce:inf> of 5 K s<ce:hsp sp="0.1"/>
   <ce:sup>−1</ce:sup> cells<ce:cross-ref refid="bib1"><ce:sup>12</ce:sup></ce:cross-ref> reach 10<ce:sup>4</ce:sup> (<ce:cross-ref refid="f1">Fig. 1</ce:cross-ref>
   <ce:float-anchor refid="f1"/>):<ce:display><ce:formula id="e1"><ce:label>(1)</ce:label><mml:math><mml:mi>σ</mml:mi><mml:mo>=</mml:mo><mml:mfrac><mml:mi>A</mml:mi><mml:mi>T</mml:mi></mml:mfrac></mml:math></ce:formula></ce:display>where C<ce:glyph name="sbnd"/>H holds.<ce:footnote id="fn1"><ce:label>1</ce:label><ce:note-para>Weighed.</ce:note-para></ce:footnote></ce:para>
<ce:para>It follows:<ce:list><ce:list-item><ce:label>•</ce:label><ce:para>First.</ce:para></ce:list-item></ce:list></ce:para></ce:section></ce:section></ce:sections>
<ce:appendices><ce:section><ce:section-title>Supplementary data</ce:section-title><ce:para><ce:display><ce:e-component><ce:caption><ce:simple-para>Spectra.</ce:simple-para></ce:caption><ce:link locator="mmc1"/></ce:e-component></ce:display></ce:para></ce:section></ce:appendices></body>
<tail><ce:bibliography><ce:section-title>References</ce:section-title><ce:bibliography-sec><ce:bib-reference id="bib1"><ce:label>[1]</ce:label><sb:reference><sb:contribution><sb:authors><sb:author><ce:given-name>J.</ce:given-name><ce:surname>Doe</ce:surname></sb:author></sb:authors></sb:contribution>
<sb:host><sb:issue><sb:series><sb:title><sb:maintitle>J. Tests</sb:maintitle></sb:title><sb:volume-nr>3</sb:volume-nr></sb:series><sb:date>2001</sb:date></sb:issue><sb:pages><sb:first-page>1</sb:first-page><sb:last-page>9</sb:last-page></sb:pages></sb:host></sb:reference></ce:bib-reference>
<ce:bib-reference><ce:label>Roe, 2002</ce:label><ce:source-text>Roe, R., 2002. As set.</ce:source-text></ce:bib-reference></ce:bibliography-sec></ce:bibliography></tail></article></originalText></full-text-retrieval-response>"""


def test_everything_of_an_article() -> None:
    document = read_elsevier_xml(RICH.encode(), "rich.xml")
    assert [(block.kind.value, block.section, block.text) for block in document.blocks] == [
        ("title", "", "Made garnets"), ("other", "", "Article"), ("heading", "Abstract", "Abstract"), ("abstract", "Abstract", "Dense garnets."), ("other", "", "Keywords: garnet; LLZO"),
        ("heading", "1 Results", "1 Results"), ("heading", "1 Results / 1.1 Density", "1.1 Density"),
        ("paragraph", "1 Results / 1.1 Density", "At Tg of 5 K s⁻¹ cells[12] reach 10⁴ (Fig. 1 ): (1) σ = A/T where C–H holds. [1]"),
        ("footnote", "1 Results / 1.1 Density", "1 Weighed."), ("caption", "1 Results / 1.1 Density", "Fig. 1. Grains."),
        ("paragraph", "1 Results / 1.1 Density", "It follows:"), ("paragraph", "1 Results / 1.1 Density", "• First."),
        ("heading", "Supplementary data", "Supplementary data"), ("other", "Supplementary data", "Supplementary material (1-s2.0-S01-mmc1.docx): Spectra."),
        ("heading", "References", "References"), ("reference", "References", "[1] J. Doe, J. Tests, 3, 2001, 1–9"), ("reference", "References", "[Roe, 2002] Roe, R., 2002. As set."),
        ("caption", "", "Table 1. Drawn."),
    ]  # fmt: skip
    assert document.warnings == ("Table 1: only the caption is in the file, the cells are a picture or stand in a page of their own",)


def test_fraction_of_the_old_schema() -> None:
    old = ARTICLE.replace("The ionic", "With <formula><fr><nu>a + b</nu><de>T</de></fr></formula> the ionic")
    assert any("With (a + b)/T the ionic" in block.text for block in read_elsevier_xml(old.encode(), "old.xml").blocks)


@pytest.mark.parametrize(("inside", "text"), [("<description>An abstract.</description>", "An abstract."), ("<rawtext>All of it.</rawtext>", "All of it.")])
def test_without_a_structured_article(inside: str, text: str) -> None:
    document = read_elsevier_xml(f'<r xmlns="http://www.elsevier.com/xml/svapi/article/dtd">{inside}</r>'.encode(), "bare.xml")
    assert [block.text for block in document.blocks] == [text]
    assert len(document.warnings) == 1


def test_nothing_of_an_article() -> None:
    with pytest.raises(ReadError, match="holds no text"):
        read_elsevier_xml(b'<r xmlns="http://www.elsevier.com/xml/svapi/article/dtd"><service-error/></r>', "error.xml")
