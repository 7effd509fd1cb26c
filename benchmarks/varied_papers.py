"""As many distinct papers as a benchmark of batches asks for, made of the shipped open ones.

    python -m benchmarks.varied_papers FOLDER [--number 1000]

A deck of originals (mostly paragraphs, abstracts and digests, some whole articles, of every format) is gone through again and
again, each time shuffled, and each copy has numbers, compositions, sample names and DOIs of its own, the same within a paper. So
any two stretches of whole decks cost the same to read, and what is slower later is slower because there is more in the store.
XML and HTML are changed between their tags; PDFs are set anew in two columns from changed text. A number gives the same bytes always.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

from corpora.loaders import PAPERS
from extractor.compounds.formula import is_formula
from extractor.document import BlockKind, Document
from extractor.readers import read_paper

#: Papers in one folder, with a SOURCES.csv that knows their DOIs.
FOLDER = 500
#: Characters beyond which an article is left out: one is as long as four others.
_LONGEST = 60_000
_SUFFIXES = {"text": ".txt", "html": ".html", "jats": ".xml", "elsevier": ".xml", "pdf": ".pdf"}
#: A part of markup that is no text.
_TAG = re.compile(r"(<!--.*?-->|<[^>]*>|&[#\w]+;)", re.S)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s<>\"'&;,]*[\w)]")
_CHANGES = re.compile(
    rf"(?P<doi>{_DOI.pattern})"
    r"|(?P<sample>\b[A-Z]{2,6}-\d{1,3}\b)"
    r"|(?P<share>(?<=[A-Za-z])\d\.\d{1,3}(?![\d.]))"  # Li6.4La3: few others, as compositions recur in papers
    r"|(?P<number>(?<![\w.,\-–/])(?:\d{1,4}\.\d{1,4}|[1-9]\d{2,3})(?![\w/]|[.,]\d))"
)


@dataclass(frozen=True, slots=True)
class Original:
    """A shipped paper, or the beginning of one. `made` PDFs are set from a document, all else is text or markup."""

    name: str
    format: str
    text: str = field(default="", repr=False)
    made: Document | None = field(default=None, repr=False)


@cache
def deck(size: int = 100) -> tuple[Original, ...]:
    """Of a hundred originals three are whole texts, two whole XML articles, three PDFs (one a whole article), seven digests with tables;
    the others are short.

    A smaller deck has at least one of each format.
    """
    whole = [path for path in sorted((PAPERS / "sofc-exp").glob("*.txt")) if path.stat().st_size < _LONGEST]
    elsevier, jats = sorted((PAPERS / "elsevier").glob("*.xml")), sorted((PAPERS / "jats").glob("*.xml"))
    tables, markup = sorted((PAPERS / "digests").glob("doc-*.txt")), [*sorted((PAPERS / "digests").glob("*.html")), *sorted((PAPERS / "digests").glob("*.xml"))]
    digests = [path for path in sorted((PAPERS / "digests").glob("*.txt")) if path not in tables]
    share = size / 100
    found = [_file(path) for path in (*_some(whole, 3 * share), *_some(elsevier, share), *_some(jats, share), *_some(markup, 6 * share, least=2), *_some(tables, share))]
    found += [_set_anew(path) for path in (*_some(elsevier[1:], share), *_some(digests[::-1], 2 * share))]
    found += [_abstract(path) for path in _some(whole[::-1], 15 * share)]
    found += [_file(path) for path in _some(digests, 15 * share)]
    paragraphs = sorted((PAPERS / "synthesis").glob("*.txt"))
    return (*found, *map(_file, paragraphs[: max(0, size - len(found))]))


def _some(paths: list[Path], number: float, least: int = 1) -> list[Path]:
    return paths[: max(least, round(number))]


def _file(path: Path) -> Original:
    text = path.read_text(encoding="utf-8")
    form = {".txt": "text", ".html": "html"}.get(path.suffix) or ("elsevier" if "elsevier.com/xml" in text[:4096] else "jats")
    return Original(path.stem, form, text)


def _abstract(path: Path) -> Original:
    """The beginning of a text, up to a paragraph's end beyond 1500 characters."""
    text = path.read_text(encoding="utf-8")
    end = text.find("\n", 1500)
    return Original(f"{path.stem}-abstract", "text", text[: end if end > 0 else None])


def _set_anew(path: Path) -> Original:
    return Original(f"{path.stem}-print", "pdf", made=read_paper(path))


class Change:
    """Changes the numbers, compositions, sample names and DOIs of one paper, alike wherever they stand.

    >>> change = Change(7)
    >>> change("Li6.4La3Zr1.4O12 (LLZO-3) had 0.512 mS/cm after 1150 °C in 1998; 0.512 again")
    'Li6.4La3Zr1.3O12 (LLZO-10) had 0.507 mS/cm after 1119 °C in 1998; 0.507 again'
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self._rng = random.Random(number)
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return _CHANGES.sub(self._changed, text)

    def markup(self, text: str) -> str:
        """The same for XML and HTML, whose tags and entities stay."""
        return "".join(piece if i % 2 else self(piece) for i, piece in enumerate(_TAG.split(text)))

    def _changed(self, found: re.Match[str]) -> str:
        old, kind = found.group(), found.lastgroup
        if old not in self._known:
            self._known[old] = self._new(old, kind or "")
        return self._known[old]

    def _new(self, old: str, kind: str) -> str:
        if kind == "doi":
            return f"{old}.v{self.number}"
        if kind == "sample":
            name, _, number = old.rpartition("-")
            return old if is_formula(old) else f"{name}-{int(number) + self.number % 90}"
        if kind == "share":
            places = len(old) - 2
            return f"{max(float(old) + self._rng.choice((-1, 0, 1)) * 10**-places, 10**-places):.{places}f}"
        if "." in old:
            return f"{float(old) * self._rng.uniform(0.95, 1.05):.{len(old.partition('.')[2])}f}"
        return old if 1850 <= int(old) <= 2035 else str(round(int(old) * self._rng.uniform(0.97, 1.03)))


def varied(original: Original, number: int) -> bytes:
    """The copy of an original that has this number, as a file's content."""
    change = Change(number)
    if original.made is not None:
        return _printed(original.made, change)
    if original.format == "text":
        return f"{change(original.text).rstrip()}\n\nCopy {number}.\n".encode()
    return f"{change.markup(original.text).rstrip()}<!-- {number} -->\n".encode()


def _printed(document: Document, change: Change) -> bytes:
    """A PDF in two columns: title, headings, paragraphs and ruled tables; references are left out."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

    font = _font()
    body = ParagraphStyle("body", fontName=font, fontSize=8.5, leading=10.5, alignment=4)
    heading = ParagraphStyle("heading", fontName=font, fontSize=10.5, leading=14)
    cell = ParagraphStyle("cell", fontName=font, fontSize=6, leading=7)
    width, height = A4
    column = (width - 120) / 2
    story: list[Flowable] = []
    for block in document.blocks:
        text = escape(change(block.text))
        if block.table is not None:
            grid = [[Paragraph(escape(change(one.text)), cell) for one in row] for row in block.table.rows]
            style = TableStyle([("LINEABOVE", (0, 0), (-1, 1), 0.5, colors.black), ("LINEBELOW", (0, -1), (-1, -1), 0.5, colors.black)])
            story += [Paragraph(escape(change(block.table.caption)), cell), Table(grid, colWidths=[column / block.table.columns] * block.table.columns, style=style)]
        elif block.kind in (BlockKind.TITLE, BlockKind.HEADING):
            story.append(Paragraph(text, heading))
        elif block.kind in (BlockKind.ABSTRACT, BlockKind.PARAGRAPH):
            story.append(Paragraph(text, body))
        story.append(Spacer(1, 4))
    out = io.BytesIO()
    # without the time and the random name that a PDF has otherwise
    template = BaseDocTemplate(out, pagesize=A4, invariant=1, title=f"Print {change.number}")
    template.addPageTemplates(PageTemplate(frames=[Frame(x, 50, column, height - 100, 0, 0, 0, 0) for x in (50, 70 + column)]))
    template.build(story)
    return out.getvalue()


@cache
def _font() -> str:
    """DejaVu, which matplotlib brings: the fonts that every PDF reader has lack Greek and superscripts."""
    import matplotlib
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("DejaVuSerif", Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"))
    return "DejaVuSerif"


def write_papers(folder: Path, number: int, *, size: int = 100, formats: tuple[str, ...] = ()) -> Iterator[Path]:
    """Write papers one by one as they are asked for, yielding their paths; 500 a folder, with their DOIs beside them.

    `size` is that of the deck; with `formats` only originals of these.
    """
    cards = [one for one in deck(size) if not formats or one.format in formats]
    for i in range(number):
        if i % len(cards) == 0:
            order = random.Random(i).sample(cards, len(cards))
        original = order[i % len(cards)]
        home = folder / f"{i // FOLDER:04}"
        home.mkdir(parents=True, exist_ok=True)
        path = home / f"{i:06}-{original.name}{_SUFFIXES[original.format]}"
        path.write_bytes(varied(original, i))
        sidecar = home / "SOURCES.csv"
        fresh = not sidecar.exists()
        with sidecar.open("a", encoding="utf-8", newline="") as rows:
            writer = csv.writer(rows)
            if fresh:
                writer.writerow(("file", "doi", "licence"))
            writer.writerow((path.name, f"10.5555/varied.{i}", "CC0-1.0"))
        yield path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=1000)
    arguments = parser.parse_args()
    total = sum(path.stat().st_size for path in write_papers(arguments.folder, arguments.number))
    print(f"{arguments.number} papers, {total / 1e6:.1f} MB, in {arguments.folder}")


if __name__ == "__main__":
    main()
