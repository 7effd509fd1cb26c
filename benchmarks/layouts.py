"""Fidelity of the PDF reader on the set in corpora/layouts, whose text and tables are known.

Run: python -m benchmarks.layouts [--only NAME] [--verbose] [--peers] [--camelot PYTHON] [--speed]
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2

from benchmarks.layout_peers import TEXT_PEERS, Tables, camelot_tables, plumber_tables
from benchmarks.layout_score import (
    Counts,
    differences,
    fidelity,
    found,
    headings_read,
    leaked,
    normalise,
    numbers_read,
    pair_tables,
    settle_anywhere,
    whole,
    written_quantities,
)
from extractor.document import BlockKind, Document
from extractor.readers import read_paper

SET = Path(__file__).parents[1] / "corpora" / "layouts"
#: By reader: fidelity, characters, numbers right, numbers, one a document; and counts by style.
TextSums = dict[str, list[tuple[float, int, int, int]]]
TableSums = dict[str, dict[str, list[Counts]]]
BODY = (BlockKind.ABSTRACT, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.FOOTNOTE)


@dataclass(slots=True)
class Score:
    """What one document came to."""

    fidelity: float = 0.0
    characters: int = 0
    numbers: tuple[int, int] = (0, 0)
    cells: list[Counts] = field(default_factory=list)
    extra: int = 0
    headers: int = 0
    captions: tuple[int, int] = (0, 0)
    leaks: int = 0
    references: tuple[int, int] = (0, 0)
    facts: str = ""
    headings: tuple[int, int, int] = (0, 0, 0)
    paragraphs: tuple[int, int] = (0, 0)

    @property
    def all_cells(self) -> Counts:
        return sum(self.cells, Counts(0, 0, self.extra))


def documents(only: str, folder: Path = SET) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*.pdf")):
        if only in path.stem:
            yield path, json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def read_alone(path: Path) -> Document:
    """Our reading of a copy that has no SOURCES.csv beside it, which would tell the title."""
    with tempfile.TemporaryDirectory() as folder:
        return read_paper(Path(shutil.copy(path, folder)))


def body_of(truth: dict[str, Any], blocks: list[str]) -> tuple[str, str]:
    notes = [note for table in truth["tables"] for note in table["notes"]]
    joined = [" ".join(table["notes"]) for table in truth["tables"] if len(table["notes"]) > 1]
    return settle_anywhere([(b["kind"], b["text"]) for b in truth["body"]], blocks, [*joined, *notes], truth["front"])


def quantities_of(truth: dict[str, Any]) -> Any:
    return written_quantities([*(b["text"] for b in truth["body"]), *(c["text"] for c in truth["captions"])])


def read_tables(document: Document) -> tuple[Tables, list[int]]:
    """Grids with their pages, and their numbers of header rows."""
    tables = [(b.page, b.table) for b in document.blocks if b.table is not None]
    grids: Tables = [(page, [[cell.text for cell in row] for row in table.rows]) for page, table in tables]
    return grids, [table.header_rows for _, table in tables]


def score(truth: dict[str, Any], document: Document, verbose: bool) -> Score:
    """Our reading of one document."""
    blocks = [b.text for b in document.blocks if b.kind in BODY]
    true, read = body_of(truth, blocks)
    captions = [b.text for b in document.blocks if b.kind is BlockKind.CAPTION]
    captions += [f"{b.table.label} {b.table.caption}" for b in document.blocks if b.table is not None and b.table.caption]
    right, total, missing = numbers_read(quantities_of(truth), "\n".join([*blocks, *dict.fromkeys(captions)]))
    grids, headers = read_tables(document)
    cells, pairs, extra = pair_tables(truth["tables"], grids)
    header_right = sum(p is not None and headers[p] == t["header_rows"] for p, t in zip(pairs, truth["tables"], strict=True))
    leaks = leaked([*truth["running"], *truth["figure_labels"]], blocks, true)
    references = [b.text for b in document.blocks if b.kind is BlockKind.REFERENCE]
    if verbose:
        report(true, read, missing, leaks, truth, cells)
    return Score(
        fidelity(true, read), len(true), (right, total), cells, extra, header_right,
        (found([c["text"] for c in truth["captions"]], captions), len(truth["captions"])),
        len(leaks), (found(truth["references"], references), len(truth["references"])), _facts(truth, document),
        headings_read((b["text"] for b in truth["body"] if b["kind"] == "heading"), (b.text for b in document.blocks if b.kind is BlockKind.HEADING)),
        whole((b["text"] for b in truth["body"] if b["kind"] in ("abstract", "paragraph")), blocks),
    )  # fmt: skip


def _facts(truth: dict[str, Any], document: Document) -> str:
    """T, D, A for the title, the DOI and the authors that are right."""
    about = document.metadata
    title = normalise(about.title).casefold() == normalise(truth["title"]).casefold()
    return ("T" if title else "-") + ("D" if about.doi == truth["doi"] else "-") + ("A" if list(about.authors) == truth["authors"] else "-")


def report(true: str, read: str, missing: list[str], leaks: list[str], truth: dict[str, Any], cells: list[Counts]) -> None:
    for line in differences(true, read):
        print("   text:", line)
    if missing:
        print("   numbers that lack:", "; ".join(missing[:30]))
    if leaks:
        print("   leaked:", "; ".join(leaks))
    for table, counts in zip(truth["tables"], cells, strict=True):
        print(
            f"   {table['label']:<10} {table['style']:<14} page {table['pages']}: "
            f"{counts.right}/{counts.true} right, {counts.predicted} read"
        )


def print_styles(name: str, styles: dict[str, list[Counts]]) -> None:
    total = Counts()
    print(f"\nTables, {name}: cells right in place")
    for style, counts in sorted(styles.items()):
        one = sum(counts, Counts())
        total += one
        tables = f"{len(counts):3d} tables" if style != "(no true table)" else " " * 10
        print(f"  {style:<16}{tables}  P {one.precision:.3f}  R {one.recall:.3f}  F1 {one.f1:.3f}")
    count = sum(len(c) for s, c in styles.items() if not s.startswith("("))
    print(f"  {'all':<16}{count:3d} tables  P {total.precision:.3f}  R {total.recall:.3f}  F1 {total.f1:.3f}")


def by_style(styles: dict[str, list[Counts]], truth: dict[str, Any], cells: list[Counts], extra: int) -> None:
    for table, counts in zip(truth["tables"], cells, strict=True):
        styles[table["style"]].append(counts)
    if extra:
        styles["(no true table)"].append(Counts(0, 0, extra))


def peers(path: Path, truth: dict[str, Any], sums: TextSums, tables: TableSums, camelot: str) -> None:
    """The same measures for other readers; their text is the whole page's, and what they add around a table is forgiven."""
    wanted = quantities_of(truth)
    for name, read in TEXT_PEERS.items():
        text = read(path)
        true, _ = body_of(truth, [])
        right, total, _ = numbers_read(wanted, text)
        sums[name].append((fidelity(true, text), len(true), right, total))
    cells, _, extra = pair_tables(truth["tables"], plumber_tables(path), forgiving=True)
    by_style(tables["pdfplumber"], truth, cells, extra)
    if camelot:
        flavors = [pair_tables(truth["tables"], found_tables, forgiving=True) for found_tables in camelot_tables(path, camelot).values()]
        better = [max(pair, key=lambda c: c.f1) for pair in zip(*(f[0] for f in flavors), strict=True)]
        by_style(tables["Camelot"], truth, better, min(f[2] for f in flavors))


def speed(papers: list[tuple[Path, dict[str, Any]]]) -> None:
    """Pages a second on one core, ours against pdfplumber's plain text, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        plain = [p for path, truth in papers if (p := _without_tables(path, truth, Path(folder)))]
        for name, paths in (("pages without tables", plain), ("all pages", [path for path, _ in papers])):
            pages = ours = theirs = 0.0
            for path in paths:
                start = time.perf_counter()
                read_paper(path)
                middle = time.perf_counter()
                with pdfplumber.open(path) as pdf:
                    pages += len([page.extract_text() for page in pdf.pages])
                ours, theirs = ours + middle - start, theirs + time.perf_counter() - middle
            if pages:
                rates = f"{pages / ours:.1f} pages/s, pdfplumber's extract_text {pages / theirs:.1f} pages/s"
                print(f"Speed, {name}: {rates}, ratio {theirs / ours:.2f}")


def _without_tables(path: Path, truth: dict[str, Any], folder: Path) -> Path | None:
    """A copy with the pages that hold no table."""
    taken = {page for table in truth["tables"] for page in table["pages"]}
    kept = [i for i in range(truth["pages"]) if i + 1 not in taken]
    if not kept:
        return None
    source, copy = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    copy.import_pages(source, kept)
    copy.save(folder / path.name)
    source.close()
    return folder / path.name


def _total(scores: list[Score]) -> None:
    characters = sum(s.characters for s in scores)
    numbers = [sum(s.numbers[i] for s in scores) for i in (0, 1)]
    cells = sum((s.all_cells for s in scores), Counts())
    tables = sum(len(s.cells) for s in scores)
    captions, references = ([sum(getattr(s, name)[i] for s in scores) for i in (0, 1)] for name in ("captions", "references"))
    print(
        f"{'all':<22}{sum(s.fidelity * s.characters for s in scores) / characters:8.4f}{numbers[0]:6d}/{numbers[1]:<5d}{cells.f1:7.3f}"
        f"{sum(s.headers for s in scores):5d}/{tables:<4d}{captions[0]:5d}/{captions[1]:<4d}{sum(s.leaks for s in scores):5d}"
        f"{references[0]:7d}/{references[1]:<4d}  " + " ".join(f"{k}{sum(k in s.facts for s in scores)}" for k in "TDA")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of a document's name")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--peers", action="store_true", help="score other readers too")
    parser.add_argument("--camelot", default="", metavar="PYTHON", help="the Python of an environment with camelot-py")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--set", type=Path, default=SET, metavar="FOLDER", help="another set (corpora.layouts.make --seed WORD --out FOLDER)")
    options = parser.parse_args()
    papers = list(documents(options.only, options.set))
    styles: dict[str, list[Counts]] = defaultdict(list)
    peer_text: TextSums = defaultdict(list)
    peer_tables: TableSums = defaultdict(lambda: defaultdict(list))
    print(f"{'document':<22}{'body':>8}{'numbers':>12}{'cells':>7}{'headers':>10}{'captions':>10}{'leaks':>5}{'references':>12}  facts")
    scores = []
    for path, truth in papers:
        one = score(truth, read_alone(path), options.verbose)
        scores.append(one)
        by_style(styles, truth, one.cells, one.extra)
        print(
            f"{path.stem:<22}{one.fidelity:8.4f}{one.numbers[0]:6d}/{one.numbers[1]:<5d}{one.all_cells.f1:7.3f}"
            f"{one.headers:5d}/{len(one.cells):<4d}"
            f"{one.captions[0]:5d}/{one.captions[1]:<4d}{one.leaks:5d}{one.references[0]:7d}/{one.references[1]:<4d}"
            f"  {one.facts}", flush=True,
        )  # fmt: skip
        if options.peers or options.camelot:
            peers(path, truth, peer_text, peer_tables, options.camelot)
    _total(scores)
    print("Headings: {} of {} right, {} read".format(*(sum(s.headings[i] for s in scores) for i in range(3))))
    print("Paragraphs whole: {} of {}".format(*(sum(s.paragraphs[i] for s in scores) for i in range(2))))
    print_styles("Kaimen", styles)
    for name, counts in peer_tables.items():
        print_styles(name, counts)
    for name, rows in peer_text.items():
        share = sum(f * n for f, n, _, _ in rows) / sum(n for _, n, _, _ in rows)
        print(f"Text, {name}: body {share:.4f}, numbers {sum(r for *_, r, _ in rows)}/{sum(t for *_, t in rows)}")
    if options.speed:
        speed(papers)


if __name__ == "__main__":
    main()
