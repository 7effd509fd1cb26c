"""Coverage-guided fuzzing of the parsers that are pure Python, by Atheris (extra `fuzz`; Linux).

`python -m tests.fuzz.guided quantities CORPUS -max_total_time=300` (arguments of libFuzzer follow); `python -m tests.fuzz.guided` names the
targets. A target raises where something must not be: an unforeseen exception, or work that no text of its length is worth.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

try:
    import atheris  # type: ignore[import-not-found]
except ModuleNotFoundError:  # the tests import every module
    atheris = None

with atheris.instrument_imports(include=["extractor"]) if atheris else nullcontext():
    from extractor.compounds.formula import composition, hill_formula, is_formula, reduced_formula, scan_formula, substitute
    from extractor.compounds.identity import identify
    from extractor.document import BlockKind, Document
    from extractor.errors import ReadError
    from extractor.extraction import extract
    from extractor.language.materials import find_abbreviations, find_materials
    from extractor.language.tokenizer import token_spans
    from extractor.quantities import find_quantities
    from extractor.quantities.numbers import find_numbers
    from extractor.readers.blocks import BlockBuilder
    from extractor.readers.elsevier import read_elsevier_xml
    from extractor.readers.formulas import raised, tex_text
    from extractor.readers.html import read_html
    from extractor.readers.jats import read_jats
    from extractor.readers.notation import printed
    from extractor.readers.pdf import read_pdf
    from extractor.readers.text import read_text
    from extractor.store.rows import paper_rows

from extractor.ingest.work import Result
from tests.fuzz import seeds
from tests.fuzz.invariants import faults
from tests.fuzz.mutators.prose import PIECES

#: Seconds of the processor that an input of some kilobytes may take.
TOO_LONG = 3.0


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def formulas(data: bytes) -> None:
    text = _text(data)
    end = scan_formula(text)
    assert end is None or 0 < end <= len(text)
    is_formula(text)
    amounts = composition(text)
    assert amounts is None or all(0 < amount < float("inf") for _, amount in amounts)
    substitute(text, {"x": 0.2, "y": 0.5})
    for canonical in (reduced_formula(text), hill_formula(text)):
        assert canonical is None or composition(canonical), (text, canonical)
    identify(text)


def quantities(data: bytes) -> None:
    text = _text(data)
    for number in find_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
    previous = 0
    for quantity in find_quantities(text):
        assert previous <= quantity.start < quantity.end <= len(text)
        previous = quantity.start
        assert quantity.dimensionality


def materials(data: bytes) -> None:
    text = _text(data)
    known = {found.short: found for found in find_abbreviations(text)}
    for mention in find_materials(text, known):
        assert text[mention.start : mention.end] == mention.text
    last = 0
    for start, end in token_spans(text):
        assert last <= start < end
        last = end


def notation(data: bytes) -> None:
    text = _text(data)
    printed(text)
    tex_text(text)
    raised(text)


def _pipeline(document: Document) -> None:
    found = extract(document)
    for fault in faults(Result("", document.file, "", paper_rows(document, found.records, found.steps))):
        raise AssertionError(fault)


def prose(data: bytes) -> None:
    builder = BlockBuilder()
    for line in _text(data).split("\n"):
        builder.add(BlockKind.PARAGRAPH, line)
    _pipeline(Document("fuzz", "fuzz.txt", "", "text", tuple(builder.blocks)))


def tables(data: bytes) -> None:
    builder = BlockBuilder()
    caption, *rows = _text(data).split("\n")
    builder.add_table([row.split("|") for row in rows], header_rows=1, caption=caption)
    _pipeline(Document("fuzz", "fuzz.txt", "", "text", tuple(builder.blocks)))


def _reader(read: Callable[[bytes, str], Document]) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        try:
            document = read(data, "fuzz")
        except ReadError:
            return
        for block in document.blocks:
            assert block.text
            block.text.encode()

    return target


def _dictionary() -> str:
    return "\n".join('"' + "".join(f"\\x{byte:02x}" for byte in piece.encode()) + '"' for piece in PIECES) + "\n"


TARGETS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]] = {
    "formulas": (formulas, lambda: [b"Li6.4La3Zr1.4Ta0.6O12", "La1−xSrxMnO3−δ".encode(), b"(PO4)3", "0.7Li2S·0.3P2S5".encode(), b"Fe(III)Cl3", b"CuSO4.5H2O"]),
    "quantities": (quantities, lambda: [line.encode() for line in seeds.SENTENCES]),
    "materials": (materials, lambda: [line.encode() for line in seeds.SENTENCES]),
    "notation": (notation, lambda: [b"$MoS_{2}$ on Al_{2}O_{3}: 15 MW m(-2) K(-1), 10{sup {minus}3}", b"\\frac{a}{b}^{\\mathrm{x}}"]),
    "prose": (prose, lambda: [line.encode() for line in seeds.SENTENCES]),
    "tables": (tables, lambda: ["Table 1. Conductivity\nx|σ (S cm−1)|Ea (eV)\n0.1|3.2 × 10−4|0.34\nLLZO|1e-3|0.30".encode()]),
    "text": (_reader(read_text), lambda: [text[:1500] for text in seeds.texts()[::10]]),
    "jats": (_reader(read_jats), lambda: [part for part in seeds.markup_parts() if b"elsevier" not in part[:600]]),
    "elsevier": (_reader(read_elsevier_xml), lambda: [part for part in seeds.markup_parts() if len(part) < 30_000]),
    "html": (_reader(read_html), seeds.pages),
    "pdf": (_reader(read_pdf), lambda: [page for page in seeds.pdfs() if len(page) < 25_000]),
}


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or arguments[0] not in TARGETS:
        print(f"usage: python -m tests.fuzz.guided TARGET CORPUS [options of libFuzzer]\ntargets: {', '.join(TARGETS)}")
        return 2
    if atheris is None:
        print("Atheris is not installed: pip install 'kaimen[fuzz]'")
        return 2
    target, known = TARGETS[arguments[0]]
    corpus = Path(arguments[1])
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(known()):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = corpus.with_name(f"{corpus.name}.words")
    words.write_text(_dictionary(), encoding="ascii")

    def one(data: bytes) -> None:
        start = time.process_time()
        target(data)
        passed = time.process_time() - start
        assert passed < TOO_LONG, f"{passed:.1f} s for {len(data)} bytes"

    atheris.Setup([sys.argv[0], str(corpus), f"-dict={words}", *arguments[2:]], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
