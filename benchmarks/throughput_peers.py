"""Other programs on the same files, in one process and one thread, each warm: file by file in turns, so that noise meets all alike.

None of them does what Kaimen does: `does` says what each gives for its time.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.layout_peers import pdfium_text, plumber_text, poppler_text
from corpora.loaders import PAPERS
from extractor.evaluation import chemdata_alone
from extractor.ingest.work import Job, Processor
from extractor.language.bridge import connect_chemdataextractor
from extractor.readers.registry import parse

#: PyMuPDF is under the AGPL and must not enter Kaimen's environment: it runs in another, as long as its files last.
_ELSEWHERE = """
import json, sys, time
import pymupdf
tools = {"PyMuPDF": lambda path: sum(len(page.get_text()) for page in pymupdf.open(path))}
try:
    import pymupdf4llm
    tools["pymupdf4llm"] = lambda path: len(pymupdf4llm.to_markdown(path, show_progress=False))
except ImportError:
    pass
files = json.loads(sys.argv[1])
for tool in tools.values():
    tool(files[0])
out = {name: [] for name in tools}
for file in files:
    for name, tool in tools.items():
        start = time.perf_counter()
        found = tool(file)
        out[name].append([time.perf_counter() - start, found])
print("RESULT" + json.dumps(out))
"""
#: Programs that one would ask for and that did not run, and why.
LEFT_OUT = (
    "Not run: GROBID and CERMINE are Java programs that neither PyPI nor Debian has (PyPI: only clients of a GROBID server); docling, marker and nougat load "
    "models from a hub at the first run; Camelot and Tabula find tables only (benchmarks.layouts has Camelot)."
)


@dataclass(frozen=True, slots=True)
class Peer:
    """A program: a path in, how much it found out (characters, records). It may raise for what it cannot read."""

    name: str
    does: str
    run: Callable[[Path], int]


@dataclass
class Times:
    """Seconds and finds of a program, one a file; None for a file that it cannot read."""

    does: str
    taken: list[tuple[float, int] | None] = field(default_factory=list)
    refused: str = ""

    def seconds(self, files: Sequence[int]) -> float:
        return sum(taken[0] for i in files if (taken := self.taken[i]))

    def found(self, files: Sequence[int]) -> int:
        return sum(taken[1] for i in files if (taken := self.taken[i]))


def race(files: Sequence[Path], peers: Sequence[Peer], warm: Path | None = None) -> dict[str, Times]:
    """Each program over each file once, after one file (`warm`, else the first) that does not count."""
    times = {peer.name: Times(peer.does) for peer in peers}
    for peer in peers:
        peer.run(warm or files[0])
    for file in files:
        for peer in peers:
            start = perf_counter()
            try:
                found = peer.run(file)
                times[peer.name].taken.append((perf_counter() - start, found))
            except Exception as error:  # what its readers raise differs
                times[peer.name].taken.append(None)
                times[peer.name].refused = f"{type(error).__name__}: {error}"
    return times


def elsewhere(files: Sequence[Path], python: str) -> dict[str, Times]:
    """PyMuPDF and pymupdf4llm, as far as the environment of `python` has them."""
    done = subprocess.run([python, "-c", _ELSEWHERE, json.dumps([str(file) for file in files])], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{python}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'ended without a word'}")
    does = {"PyMuPDF": "text by page; C", "pymupdf4llm": "Markdown with headings and tables; C and Python, in its version without a layout model"}
    told: dict[str, list[tuple[float, int]]] = json.loads(done.stdout.rpartition("RESULT")[2])
    return {name: Times(does[name], [(seconds, found) for seconds, found in taken]) for name, taken in told.items()}


@cache
def _processor() -> Processor:
    return Processor()


def kaimen(path: Path) -> int:
    """The whole pipeline, as a worker does it; returns the measurements."""
    data = path.read_bytes()
    result = _processor()(Job(str(path), path.name, data, hashlib.sha256(data).hexdigest()))
    if result.rows is None:
        raise ValueError(result.error)
    return len(result.rows.measurements)


def kaimen_reading(path: Path) -> int:
    return sum(len(block.text) for block in parse(path.read_bytes(), path.name).blocks)


def chemdata(path: Path) -> int:
    """chemdataextractor2's own readers and records, for the same properties.

    Models whose specifier a table lacks are not tried on its cells, which spares it minutes.
    """
    connect_chemdataextractor()
    from chemdataextractor.doc import Table

    with warnings.catch_warnings(), chemdata_alone._own_language():
        warnings.simplefilter("ignore")
        paper = _chemdata_document(path)
        paper.models = list(chemdata_alone._models())
        for element in paper.elements:
            if isinstance(element, Table) and element.tde_table is not None:
                element.models = chemdata_alone._named_in(element)
        return len(list(paper.records))


def chemdata_reading(path: Path) -> int:
    connect_chemdataextractor()
    return sum(len(getattr(element, "text", None) or "") for element in _chemdata_document(path).elements)


def _chemdata_document(path: Path) -> Any:
    from chemdataextractor import Document

    with path.open("rb") as handle:
        return Document.from_file(handle, fname=path.name)


def miner_text(path: Path) -> int:
    from pdfminer.high_level import extract_text

    return len(extract_text(path))


OURS, READING, FLOOR = "Kaimen", "Kaimen, reading alone", "pdfplumber"
TEXT_PEERS = (
    Peer(OURS, "records with material, conditions and evidence; steps; rows of the store", kaimen),
    Peer("chemdataextractor2", "records of the same properties by its quantity models, AutoSentenceParser and AutoTableParser, with Kaimen's tokens and materials in place of neural taggers", chemdata),
)
PDF_PEERS = (
    Peer(OURS, "the whole pipeline: reading, language, extraction, rows", kaimen),
    Peer(READING, "blocks in reading order, tables, repaired fonts, boxes", kaimen_reading),
    Peer(FLOOR, "page.extract_text() of all pages; no columns, no tables", lambda path: len(plumber_text(path))),
    Peer("pdfminer.six", "text with its own layout analysis", miner_text),
    Peer("pypdfium2", "text as it is in the file; C++", lambda path: len(pdfium_text(path))),
    Peer("chemdataextractor2, reading alone", "its PdfReader: text blocks, no tables", chemdata_reading),
)
POPPLER = Peer("pdftotext", "text in reading order; C++, a process a file", lambda path: len(poppler_text(path)))


def text_files(quick: bool) -> dict[str, list[Path]]:
    """Shipped papers by kind; few whole ones, over which chemdataextractor2 sits for minutes."""
    whole = sorted((PAPERS / "sofc-exp").glob("*.txt"), key=lambda path: path.stat().st_size)
    digests = sorted((PAPERS / "digests").glob("[!d]*.txt"))
    tables = [PAPERS / "digests" / name for name in ("doc-tdtr-metals.html", "doc-layered-tbr.xml")]
    if quick:
        return {"paragraphs": sorted((PAPERS / "synthesis").glob("*.txt"))[:2], "digests": digests[:1]}
    return {
        "synthesis paragraphs": sorted((PAPERS / "synthesis").glob("*.txt"))[:215:7], "digests": digests[::4], "whole articles, text": whole[:2],
        "papers with tables, HTML and JATS": tables, "whole articles, XML": [*sorted((PAPERS / "elsevier").glob("*.xml"))[:2], *(PAPERS / "jats").glob("*.xml")],
    }  # fmt: skip


def pdf_files(quick: bool) -> list[Path]:
    """PDFs of articles: the one that is shipped, and those set by LaTeX in corpora/layouts."""
    layouts = sorted((PAPERS.parent / "layouts").glob("*.pdf"))
    return [*(PAPERS / "pdf").glob("*.pdf"), *layouts] if not quick else layouts[-4:-2]
