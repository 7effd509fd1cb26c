"""Values read from PDFs with damaged fonts: Kaimen beside plain text extraction.

For each kind of damage five values are set, each with number, unit and temperature. A line of the
table: right items of fifteen, and values that are wrong although nothing flags them.

Run: python -m benchmarks.damaged_fonts
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2

from extractor.readers.pdf import read_pdf
from tests.readers.damaged import FILLER, KINDS, Score, damaged, lines_of, score


def by_kaimen(data: bytes) -> str:
    return "\n".join(block.text for block in read_pdf(data, "made.pdf").blocks)


def by_pdfplumber(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def by_pdfium(data: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def by_pdftotext(data: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(data)
        return subprocess.run(["pdftotext", "-layout", file.name, "-"], capture_output=True, text=True, check=True).stdout


def main() -> None:
    tools: dict[str, Callable[[bytes], str]] = {"kaimen": by_kaimen, "pdfplumber": by_pdfplumber, "pypdfium2": by_pdfium}
    if shutil.which("pdftotext"):
        tools["pdftotext"] = by_pdftotext
    totals = dict.fromkeys(tools, Score(0, 0))
    print(f"{'kind':34}" + "".join(f"{tool + ' right, wrong':>26}" for tool in tools))
    for kind in KINDS:
        data = damaged(kind, lines_of(kind), filler=FILLER)
        scores = {tool: score(read(data)) for tool, read in tools.items()}
        print(f"{kind:34}" + "".join(f"{f'{s.right}/15, {s.wrong}':>26}" for s in scores.values()))
        totals = {tool: Score(totals[tool].right + s.right, totals[tool].wrong + s.wrong) for tool, s in scores.items()}
    print(f"{'all':34}" + "".join(f"{f'{s.right / 15 / len(KINDS):.1%}, {s.wrong}':>26}" for s in totals.values()))


if __name__ == "__main__":
    main()
