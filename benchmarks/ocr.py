"""OCR on papers of corpora/layouts whose text layer is taken away: pages as pictures, as a scanner gives them.

Counts numbers (with exponent, sign or unit) that read right, that lack, and, which is worst, that are
wrong without a mark: quantities in the reading that the paper does not have.

Run: python -m benchmarks.ocr [--only NAME] [--verbose]
"""

from __future__ import annotations

import argparse
import io
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from benchmarks.layout_score import Counts, fidelity, numbers_read, pair_tables, written_quantities
from benchmarks.layouts import BODY, SET, body_of, documents, quantities_of, read_tables
from extractor.document import BlockKind, Document
from extractor.extraction.assemble import UNSURE_REACH
from extractor.quantities import find_quantities
from extractor.readers import read_paper
from extractor.readers.options import ReadOptions
from extractor.readers.pdf.ocr import DPI


@dataclass(frozen=True, slots=True)
class Scanner:
    """What a scanner does to a page: degrees of lean, blur in pixels, noise in grey levels."""

    lean: float = 0.0
    blur: float = 0.0
    noise: float = 0.0


#: A clean one, and a usual one, for papers in two columns, in one, with tables of each sort.
SCANS = (
    ("elsevier-5p", Scanner()), ("elsevier-5p", Scanner(0.3, 0.8, 8)), ("elsevier-3p", Scanner(-0.4, 0.8, 8)),
    ("latin-modern", Scanner(0, 0.6, 5)), ("times-two-columns", Scanner(0.2, 1.0, 12)),
)  # fmt: skip


def scanned(path: Path, scanner: Scanner) -> bytes:
    """A PDF of pictures of the pages."""
    file = pypdfium2.PdfDocument(path)
    pages = [_picture(page.render(scale=DPI / 72).to_pil().convert("L"), scanner, number) for number, page in enumerate(file)]
    file.close()
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=pages[1:])
    return out.getvalue()


def _picture(page: Image.Image, scanner: Scanner, seed: int) -> Image.Image:
    if scanner.lean:
        page = page.rotate(scanner.lean, Image.Resampling.BICUBIC, fillcolor=255)
    if scanner.blur:
        page = page.filter(ImageFilter.GaussianBlur(scanner.blur))
    if scanner.noise:
        grey = np.asarray(page) + np.random.default_rng(seed).normal(0, scanner.noise, (page.height, page.width))
        page = Image.fromarray(grey.clip(0, 255).astype(np.uint8))
    return page


def read_scan(path: Path, scanner: Scanner) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(scanned(path, scanner))
        return read_paper(copy, ReadOptions(ocr=True))


def wrong_unflagged(truth: dict[str, Any], texts: list[str]) -> list[str]:
    """Quantities of the reading that stand nowhere in the paper, with no mark of doubt where the extraction looks for one."""
    cells = [" ".join(row) for table in truth["tables"] for row in table["rows"]]
    notes = [note for table in truth["tables"] for note in table["notes"]]
    texts_known = [*(b["text"] for b in truth["body"]), *(c["text"] for c in truth["captions"]), *cells, *notes, *truth["running"], *truth["front"], *truth["figure_labels"]]
    # a range that is read as its two ends is not wrong
    known = written_quantities([*texts_known, *(part for text in texts_known for part in re.split(r" and | to |(?<=\d)[–-](?=\d)", text))])
    wrong: list[str] = []
    for text in texts:
        for quantity in find_quantities(text):
            doubted = "\ufffd" in text[max(0, quantity.start - 2) : quantity.end + UNSURE_REACH]
            written = written_quantities([text[quantity.start : quantity.end]])
            wrong += [] if doubted else [one for one in written if one not in known]
    return sorted(wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of a document's name")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    print(f"{'document':<20}{'scan':<28}{'body':>8}{'numbers':>10}{'wrong':>7}{'cells':>8}{'s/page':>8}   ({SET.name})")
    for name, scanner in SCANS:
        for path, truth in documents(options.only):
            if path.stem == name:
                score(path, truth, scanner, options.verbose)


def score(path: Path, truth: dict[str, Any], scanner: Scanner, verbose: bool) -> None:
    start = time.perf_counter()
    document = read_scan(path, scanner)
    seconds = (time.perf_counter() - start) / truth["pages"]
    blocks = [b.text for b in document.blocks if b.kind in BODY]
    true, read = body_of(truth, blocks)
    captions = [b.text for b in document.blocks if b.kind is BlockKind.CAPTION]
    right, total, missing = numbers_read(quantities_of(truth), "\n".join([*blocks, *captions]))
    wrong = wrong_unflagged(truth, [*blocks, *captions])
    counts, _, extra = pair_tables(truth["tables"], read_tables(document)[0])
    cells = sum(counts, Counts(0, 0, extra))
    scan = f"lean {scanner.lean:g}° blur {scanner.blur:g} noise {scanner.noise:g}"
    print(f"{path.stem:<20}{scan:<28}{fidelity(true, read):8.4f}{right:6d}/{total:<4d}{len(wrong):6d}{cells.f1:8.3f}{seconds:8.1f}", flush=True)
    if verbose:
        print("   lack: ", "; ".join(missing), "\n   wrong:", "; ".join(wrong))


if __name__ == "__main__":
    main()
