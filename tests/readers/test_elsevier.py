"""Elsevier XML: the shipped papers and a small one made here."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from lxml import etree

from extractor.document import BlockKind
from extractor.extraction import extract_records
from extractor.readers import read_paper
from extractor.readers.elsevier import read_elsevier_xml, superscript
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
