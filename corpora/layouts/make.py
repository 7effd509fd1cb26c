"""Make the set: python -m corpora.layouts.make [--only NAME] [--keep FOLDER] [--seed WORD --out FOLDER]

Each layout becomes NAME.pdf and NAME.json, its truth. The random numbers are seeded by the name and
the date is fixed, so that a second run gives the same files with the same TeX.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2

from corpora.layouts.figures import make_figure
from corpora.layouts.fronts import FRONTS, Paper, achemso_preamble, first_page
from corpora.layouts.latex import latex, plain
from corpora.layouts.layouts import LAYOUTS, Layout
from corpora.layouts.prose import Source, formula, people, raise_citations, reference, sentence, sources
from corpora.layouts.settables import FIT, set_landscape, set_long, set_table
from corpora.layouts.tables import TrueTable, make_table

HERE = Path(__file__).parent
EPOCH = "1718000000"
_PACKAGES = r"""
\usepackage{amsmath,amssymb,textcomp,graphicx,array,booktabs,multirow,rotating,eso-pic,xcolor,tikz,pgfplots}
\usepackage[version=4]{mhchem}
\pgfplotsset{compat=1.16}
\setlength\emergencystretch{2em}
\AtBeginDocument{\setlength\belowcaptionskip{5pt}}
\renewcommand\arraystretch{1.1}
"""
_HEAD = r"""
\usepackage{fancyhdr}
\pagestyle{fancy}\fancyhf{}\fancyhead[L]{\small\itshape LEFT}\fancyhead[R]{\small\itshape RIGHT}\fancyfoot[C]{\thepage}
\setlength\headheight{14pt}
"""
_SECTIONS = ("Introduction", "Experimental", "Results and discussion", "Conclusions")
_SUBSECTIONS = {
    "Experimental": ("Sample preparation", "Characterisation", "Impedance spectroscopy"),
    "Results and discussion": (
        "Structure and density",
        "Ionic conductivity",
        "Effect of firing",
        "Interface resistance",
        "Diffusion coefficients",
    ),
}
_TITLES = (
    "Effect of firing on the ionic conductivity of {}", "Interfacial resistance and efficient densification of {} ceramics",
    "Field-assisted sintering of {}: grain boundaries and diffusion", "Thermal boundary conductance of films on {}",
)  # fmt: skip
_KEYWORDS = ("ionic conductivity", "sintering", "grain boundary", "thermal interface", "solid electrolyte", "diffusion")
_AFFILIATIONS = (
    "Department of Made Materials, University of Example, 12345 Example, Germany",
    "Institute of Fictitious Ceramics, 6-1 Sample Street, Sendai, Japan",
)


@dataclass(slots=True)
class Build:
    """LaTeX and truth of one document, as they grow."""

    layout: Layout
    rng: random.Random
    source: Source
    paper: Paper
    tex: list[str] = field(default_factory=list)
    body: list[dict[str, str]] = field(default_factory=list)
    captions: list[dict[str, str]] = field(default_factory=list)
    figure_labels: list[str] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    footnotes: int = 0
    figures: int = 0

    def has(self, feature: str) -> bool:
        return feature in self.layout.features

    def say(self, kind: str, markup: str) -> None:
        self.body.append({"kind": kind, "text": plain(markup)})


def build(layout: Layout, source: Source, turn: int, seed: str = "") -> Build:
    """Everything about one document but the page numbers."""
    rng = random.Random(f"layouts/{layout.name}" + (f"/{seed}" if seed else ""))
    authors = people(rng, rng.randint(2, 5))
    texts = _paragraphs(rng, layout, source, turn)
    title = rng.choice(_TITLES).format(formula(rng))
    abstract = " ".join([*re.split(r"(?<=[a-z]\.) (?=[A-Z])", texts.pop(0))[:4], sentence(rng), sentence(rng)])
    paper = Paper(
        title, authors, list(_AFFILIATIONS), abstract, rng.sample(_KEYWORDS, 4), f"10.5555/made.{turn + 101}",
        "Journal of Made Materials" if turn % 2 else "Fictitious Ceramics Letters", 2024, 12 + turn, layout.setting,
    )  # fmt: skip
    made = Build(layout, rng, source, paper)
    _front(made)
    _sections(made, texts)
    _references(made)
    return made


def _paragraphs(rng: random.Random, layout: Layout, source: Source, turn: int) -> list[str]:
    """Paragraphs of the source from a place that differs from turn to turn, with invented sentences among them."""
    start = (turn // 10) * len(source.paragraphs) // 3
    chosen: list[str] = []
    for text in [*source.paragraphs[start:], *source.paragraphs[:start]]:
        if sum(map(len, chosen)) < layout.characters:
            chosen.append(raise_citations(text) if layout.raised_citations else text)
    for _ in range(rng.randint(7, 10)):
        at = rng.randrange(1, len(chosen))
        chosen[at] = f"{sentence(rng)} {chosen[at]}" if rng.random() < 0.3 else f"{chosen[at]} {sentence(rng)}"
    chosen.insert(rng.randrange(2, len(chosen)), " ".join(sentence(rng) for _ in range(4)))
    return chosen


def _front(made: Build) -> None:
    paper = made.paper
    made.tex.append(FRONTS[made.layout.front](paper))
    kind = made.layout.front
    paper.front += [*paper.affiliations[: 2 if kind in ("elsarticle", "achemso") else 1], *paper.authors]
    if kind in ("plain", "elsarticle", "ieee", "llncs"):
        paper.front.append(("; " if kind == "plain" else ", ").join(paper.keywords))
    paper.front += {"plain": ["Article"], "achemso": [f"E-mail: {paper.authors[0].split()[-1].lower()}@made.example"]}.get(kind, [])
    made.say("abstract", paper.abstract)


def _sections(made: Build, texts: list[str]) -> None:
    """Headings, paragraphs and, spread among them, the floats."""
    if made.has("multicols"):
        made.tex.append("\\begin{multicols}{3}\n")
    if made.has("linenumbers"):
        made.tex.append("\\linenumbers\n")
    floats = [*_tables(made), *[_figure(made) for _ in range(2 if made.layout.columns > 1 else 1)]]
    made.rng.shuffle(floats)
    places = sorted(made.rng.sample(range(1, len(texts)), min(len(floats), len(texts) - 1)))
    headings = _plan(made, len(texts))
    for i, text in enumerate(texts):
        for level, section, sub, name in headings.get(i, ()):
            _heading(made, level, section, sub, name)
        _paragraph(made, text, first=i == 0)
        while places and places[0] <= i:
            places.pop(0)
            made.tex.append(floats.pop())
    made.tex.extend(floats)


def _plan(made: Build, count: int) -> dict[int, list[tuple[int, int, int, str]]]:
    """Which headings stand before which paragraph."""
    if made.has("noheadings"):
        return {}
    starts = (0, max(1, count // 5), max(2, count * 2 // 5), count - 1)
    plan: dict[int, list[tuple[int, int, int, str]]] = {}
    for section, (name, start) in enumerate(zip(_SECTIONS, starts, strict=True), 1):
        plan.setdefault(start, []).append((1, section, 0, name))
        end = (*starts, count)[section]
        names = _SUBSECTIONS.get(name, ())
        step = max(1, (end - start) // max(1, len(names)))
        for sub, title in enumerate(names, 1):
            if start + (sub - 1) * step < end:
                plan.setdefault(start + (sub - 1) * step, []).append((2, section, sub, title))
    return plan


def _heading(made: Build, level: int, section: int, sub: int, name: str) -> None:
    made.say("heading", made.layout.heading(level, section, sub, name))
    shown = name.upper() if made.has("upper") and level == 1 else name
    star = "*" if made.has("unnumbered") else ""
    made.tex.append(f"\\{'sub' * (level - 1)}section{star}{{{shown}}}\n")


def _paragraph(made: Build, text: str, first: bool) -> None:
    setting = made.layout.setting
    tex, truth = latex(text, setting), text
    if first and made.has("dropcap"):
        word, rest = text.split(" ", 1)
        tex = rf"\lettrine{{{word[0]}}}{{{word[1:]}}} {latex(rest, setting)}"
    note = ""
    if made.has("footnotes") and made.rng.random() < 0.25:
        made.footnotes += 1
        note = sentence(made.rng)
        tex += rf"\footnote{{{latex(note, setting)}}}"
        truth += "⁰¹²³⁴⁵⁶⁷⁸⁹"[made.footnotes % 10]
    made.tex.append(tex + "\n\n")
    made.say("paragraph", truth)
    if note:
        made.say("footnote", note)


def _tables(made: Build) -> list[str]:
    layout, rng = made.layout, made.rng
    out = []
    for number, style in enumerate(layout.tables, 1):
        widest = 8 if layout.place.stars or rng.random() < 0.3 or style in ("landscape", "rotated") else 6
        if layout.place.inline and number < 4:
            widest = 3
        if style == "ruledtabular":
            widest = 5
        rows = rng.randint(55, 80) if style == "long" else None
        table = make_table(rng, style, rows, widest)
        out.append(_set(made, table, number))
        facts = _truth(table, layout.table_label(number), number)
        if made.has("ieee"):
            facts["caption"] = re.sub(r"[a-z]+", lambda m: m.group().upper(), facts["caption"])
        made.captions.append({"label": facts["label"], "text": facts["caption"]})
        made.tables.append(facts)
    return out


def _set(made: Build, table: TrueTable, number: int) -> str:
    setting = made.layout.setting
    if table.style == "long":
        table.notes.clear()
        return set_long(table, number, setting)
    if table.style == "landscape":
        return set_landscape(table, number, setting, made.rng)
    return set_table(table, number, made.layout.place, setting, made.rng)


def _truth(table: TrueTable, label: str, number: int) -> dict[str, Any]:
    return {
        "label": label, "caption": plain(table.caption), "style": table.style, "header_rows": table.header_rows, "number": number,
        "rows": [[plain(cell) for cell in row] for row in table.rows], "spans": [list(s) for s in sorted(table.spans)],
        "notes": [plain(n) for n in table.notes], "pages": [],
    }  # fmt: skip


def _figure(made: Build) -> str:
    made.figures += 1
    layout = made.layout
    wide = layout.columns > 2 or (layout.wide_figure and made.figures == 1)
    span = layout.place.page * 0.8 if wide else min(layout.place.column, 300)
    tex, caption, labels = make_figure(made.rng, made.figures, wide, layout.setting, span)
    made.figure_labels += [plain(label) for label in labels]
    made.captions.append({"label": layout.figure_label(made.figures), "text": plain(caption)})
    return tex


def _references(made: Build) -> None:
    layout = made.layout
    items = [reference(made.rng).text(layout.references) for _ in range(made.rng.randint(15, 30))]
    made.references = items
    if layout.references_heading:
        made.say("heading", layout.references_heading)
    listed = "\n".join(rf"\bibitem{{r{i}}} {latex(item, layout.setting)}" for i, item in enumerate(items))
    made.tex.append(f"\\begin{{thebibliography}}{{99}}\n{listed}\n\\end{{thebibliography}}\n")
    if made.has("multicols"):
        made.tex.append("\\end{multicols}\n")


def document(made: Build) -> str:
    """The whole LaTeX source."""
    layout, paper = made.layout, made.paper
    head = "" if made.has("ieee") or made.has("llncs") else _HEAD.replace("LEFT", paper.head_left).replace("RIGHT", paper.head_right)
    head += r"\pagestyle{headings}" if made.has("llncs") else ""
    title = re.sub("[^ -~]|[()]", "", plain(paper.title).replace("−", "-"))
    information = rf"\pdfinfo{{/Title ({title})}}" if made.has("information") else ""
    extra = "\\usepackage{lineno}\n" if made.has("linenumbers") else ""
    people_first = achemso_preamble(paper) if made.has("achemso") else ""
    return (
        f"\\documentclass{layout.cls}\n\\pdftrailerid{{{layout.name}}}\\pdfcompresslevel9\\pdfobjcompresslevel2\n"
        f"{layout.fonts}{layout.preamble}{_PACKAGES}"
        f"{extra}{FIT}{head}{information}\n{people_first}"
        f"\\begin{{document}}\n{first_page(paper, layout.features)}{''.join(made.tex)}\\end{{document}}\n"
    )


def compile_tex(made: Build, folder: Path) -> Path:
    """Run pdflatex; raises RuntimeError with the log's errors."""
    name = made.layout.name
    (folder / f"{name}.tex").write_text(document(made), encoding="utf-8")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "FORCE_SOURCE_DATE": "1"}
    for _ in range(3 if any(t["style"] == "long" for t in made.tables) else 2):
        subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", f"{name}.tex"], cwd=folder, env=environment, capture_output=True,
            check=False, timeout=180
        )  # fmt: skip
    log = (folder / f"{name}.log").read_text(encoding="latin-1")
    errors = re.findall(r"^! .*(?:\n.*){0,6}|^Missing character.*", log, re.M)
    if errors:
        raise RuntimeError(f"{name}: " + "\n".join(errors[:4]))
    for wide in re.findall(r"Overfull \\hbox \((\d{2,}\.\d+)pt too wide\)(.*)", log):
        print(f"  {name}: {wide[0]} pt too wide{wide[1]}")
    return _distil(folder / f"{name}.pdf", environment) if made.has("distilled") else folder / f"{name}.pdf"


def _distil(pdf: Path, environment: dict[str, str]) -> Path:
    """Through Ghostscript, as some publishers do: Type 1 fonts become CFF, and the file smaller."""
    small = pdf.with_name(f"small-{pdf.name}")
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dAutoRotatePages=/None", "-sDEVICE=pdfwrite", f"-sOutputFile={small.name}", pdf.name]
    subprocess.run(command, cwd=pdf.parent, env=environment, check=True, timeout=180)
    return small.replace(pdf)


def truth(made: Build, pdf: Path) -> dict[str, Any]:
    """The truth, with the pages on which tables came to stand."""
    aux = pdf.with_suffix(".aux").read_text(encoding="utf-8", errors="replace")
    page_of = {k: int(p) for k, p in re.findall(r"\\newlabel\{(\w+:\d+)\}\{(?:\{[^{}]*\}|\{\{[^{}]*\}[^{}]*\})\{(\d+)\}", aux)}
    for table in made.tables:
        first = page_of.get(f"tab:{table['number']}")
        last = page_of.get(f"tabend:{table['number']}", first)
        table["pages"] = list(range(first, (last or first) + 1)) if first else []
    paper, layout = made.paper, made.layout
    opened = pypdfium2.PdfDocument(pdf)
    pages = len(opened)
    opened.close()
    running = [paper.head_left, paper.head_right, *(["PREPRINT"] if made.has("watermark") else [])]
    if layout.front == "elsarticle":
        running.append("Preprint submitted to Elsevier")
    if made.has("ieee"):
        running = [paper.head_right.upper()]
    return {
        "title": plain(paper.title), "authors": paper.authors, "doi": paper.doi, "journal": paper.journal, "year": paper.year,
        "class": layout.cls, "columns": layout.columns, "pages": pages, "body": made.body, "captions": made.captions,
        "references": [plain(r) for r in made.references], "running": running,
        "front": [plain(f) for f in paper.front], "figure_labels": made.figure_labels, "tables": made.tables,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of a layout's name")
    parser.add_argument("--keep", type=Path, help="a folder for the LaTeX files")
    parser.add_argument("--seed", default="", help="any word: another set of the same layouts, which no rule was written from")
    parser.add_argument("--out", type=Path, default=HERE, help="where to put the set")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    papers = sources()
    rows = []
    for turn, layout in enumerate(LAYOUTS):
        source = papers[turn % len(papers)]
        made = build(layout, source, turn, options.seed)
        about = made.paper
        title = plain(about.title)
        rows.append(
            [f"{layout.name}.pdf", about.doi, title, "; ".join(about.authors), about.journal, about.year, source.licence, source.doi]
        )
        if options.only not in layout.name:
            continue
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.keep or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            pdf = compile_tex(made, folder)
            facts = truth(made, pdf)
            shutil.copy(pdf, options.out / pdf.name)
            (options.out / f"{layout.name}.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            print(f"{layout.name}: {facts['pages']} pages, {len(facts['tables'])} tables, {pdf.stat().st_size // 1000} kB")
    with (options.out / "SOURCES.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "doi", "title", "authors", "journal", "year", "licence", "text_from"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
