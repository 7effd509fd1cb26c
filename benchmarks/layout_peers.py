"""Other readers of PDF text and tables, for comparison on the same measure."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pdfplumber
import pypdfium2

Tables = list[tuple[int | None, list[list[str]]]]
#: Runs in the environment that has Camelot; it must not enter Kaimen's.
_CAMELOT = """
import json, sys, warnings
warnings.simplefilter("ignore")
import camelot
out = {}
for flavor in ("lattice", "stream"):
    out[flavor] = []
    try:
        for t in camelot.read_pdf(sys.argv[1], pages="all", flavor=flavor, suppress_stdout=True):
            out[flavor].append([int(t.page), t.df.values.tolist()])
    except Exception as error:
        print(flavor, error, file=sys.stderr)
print("RESULT" + json.dumps(out))
"""


def plumber_text(path: Path) -> str:
    with pdfplumber.open(path) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def pdfium_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(str(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def poppler_text(path: Path) -> str:
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, timeout=60).stdout.decode("utf-8")


def plumber_tables(path: Path) -> Tables:
    with pdfplumber.open(path) as pdf:
        return [(p.page_number, [[c or "" for c in row] for row in table]) for p in pdf.pages for table in p.extract_tables()]


def camelot_tables(path: Path, python: str) -> dict[str, Tables]:
    """Tables by flavour, from another environment's Python."""
    run = subprocess.run([python, "-c", _CAMELOT, str(path)], capture_output=True, check=True, timeout=900, text=True)
    answer = json.loads(run.stdout.split("RESULT", 1)[1])
    return {flavor: [(page, grid) for page, grid in tables] for flavor, tables in answer.items()}


TEXT_PEERS = {"pdfplumber": plumber_text, "pypdfium2": pdfium_text, "pdftotext": poppler_text}
