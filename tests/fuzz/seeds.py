"""What is mutated: the shipped papers of every type, parts of them that are quick to read, and PDFs made for the readers' tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import reportlab.rl_config
from lxml import etree

from tests.readers.damaged import KINDS, damaged
from tests.readers.pdfs import article, picture_of_a_page, without_pages

PAPERS = Path(__file__).parents[2] / "corpora" / "papers"
#: A whole paper is taken once in so many times: it takes a second, a part of one a twentieth.
RARELY = 60
_SMALL = 9_000

SENTENCES = (
    "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", "LLZTO (Li6.4La3Zr1.4Ta0.6O12) was sintered at 1100, 1150 and 1200 °C for 12 h in air.",
    "The thermal boundary conductance of the Al/SiC interface is 50–120 MW m−2 K−1 at room temperature.", "The activation energy decreases from 0.45 to 0.31 eV for x = 0.2 [12].",
    "A relative density of 94.5(3) % and a grain size of 2–5 μm were found, respectively.", "Pellets of Ce0.8Gd0.2O2−δ (denoted GDC20) were pressed at 200 MPa.",
)  # fmt: skip


@cache
def texts() -> list[bytes]:
    """Shipped texts, the long ones cut."""
    return [path.read_bytes()[:_SMALL] for path in sorted(PAPERS.glob("*/*.txt"))]


@cache
def pages() -> list[bytes]:
    """HTML papers."""
    return [path.read_bytes() for path in sorted(PAPERS.glob("*/*.html"))]


@cache
def markup_papers() -> list[bytes]:
    """JATS and Elsevier papers, whole."""
    return [path.read_bytes() for path in sorted(PAPERS.glob("*/*.xml"))]


@cache
def markup_parts() -> list[bytes]:
    """The same with a tenth of their paragraphs, tables, figures and references each."""
    parts = []
    for paper in markup_papers():
        for part in range(3):
            root = etree.fromstring(paper)
            many = [element for element in root.iter() if isinstance(element.tag, str) and etree.QName(element).localname in ("para", "p", "ref", "bib-reference", "table", "table-wrap", "figure", "fig", "formula", "simple-para")]
            for index, element in enumerate(many):
                parent = element.getparent()
                if (index + part * 3) % 10 and parent is not None:
                    parent.remove(element)
            parts.append(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    return parts


@cache
def pdfs() -> list[bytes]:
    """Pages made for tests, sound and with fonts that lie."""
    reportlab.rl_config.invariant = 1  # no dates: the same bytes each time
    table = [["x", "σ (S cm−1)", "Ea (eV)"], ["0.1", "3.2e-4", "0.34"], ["0.2", "1.1e-3", "0.30"]]
    filler = "The ionic conductivity of the sintered pellets was measured in air and is discussed below."
    made = [article(SENTENCES), article(SENTENCES, columns=2), article(SENTENCES[:2], table=table), article(SENTENCES * 12), article([SENTENCES[0]], user_password="secret"), picture_of_a_page(), without_pages()]
    return [*made, *(damaged(kind, [SENTENCES[0].replace("10−4", "10^{−4}"), "1100 °C | 12 h"], filler=filler) for kind in KINDS)]


@cache
def pdf_paper() -> bytes:
    return next(iter(sorted(PAPERS.glob("*/*.pdf")))).read_bytes()


def some_text(random: Random) -> bytes:
    return random.choice(texts())


def some_page(random: Random) -> bytes:
    return random.choice(pages())[: random.choice((3000, 5000, 20_000))]


def some_xml(random: Random) -> bytes:
    return random.choice(markup_parts() if random.randrange(RARELY) else markup_papers())


def some_pdf(random: Random) -> bytes:
    return random.choice(pdfs()) if random.randrange(2 * RARELY) else pdf_paper()


def some_paper(random: Random) -> tuple[str, bytes]:
    """A paper of any type and the ending of its name."""
    suffix, choose = random.choice(((".txt", some_text), (".html", some_page), (".xml", some_xml), (".pdf", some_pdf), (".pdf", some_pdf)))
    return suffix, choose(random)
