"""Any text gives records whose evidence holds; no text stops a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import ReadError
from extractor.extraction import extract_records
from extractor.ingest import process_file
from extractor.properties import load_properties
from extractor.quantities import find_quantities
from extractor.readers import read_paper
from extractor.records import Record
from tests.helpers import document_of

PIECES = st.sampled_from([
    "The ", "ionic conductivity ", "of ", "Li7La3Zr2O12 ", "LLZTO ", "was ", "3.2 × 10−4 ", "S cm−1 ", "0.3 mS/cm ", "at 25 °C ", "and ", "respectively", ", ", ". ", "; ", "(", ") ",
    "thermal boundary conductance ", "Al/SiC ", "50 MW m−2 K−1 ", "sintered ", "1100, 1200 and 1300 °C ", "for 12 h ", "in air", "94 % ", "dense ", "grain size ", "2–5 μm ", "[12] ",
    "activation energy ", "0.34 eV ", "Li7−xLa3Zr2−xTaxO12 ", "x = 0.2 ", "Fig. 3 ", "et al. ", "± ", "<", "-", "–", "\ufffd", "room temperature ", "between ", "to ",
])  # fmt: skip


def listed(count: int) -> str:
    return ", ".join(map(str, range(count))) + " °C"


#: Text that a table or a reference list leaves when a PDF loses its layout, and text made to hurt.
LONG = {
    "list": listed(300), "thousands": "1," * 80, "many thousands": "1," * 400, "numbers": "12.5 " * 2000, "digits": "1" * 20_000, "times": "1 × 10−4 " * 1000,
    "values": "the conductivity of Al2O3 was 3 S/cm and " * 100, "steps": "sintered at 1100 °C for 3 h, " * 100, "brackets": "(" * 5_000, "open": "Al(Al(Al(" * 300,
    "materials": "Al2O3 and " * 300, "abbreviations": "Al2O3 (AB) " * 300, "interfaces": "the Al/Si interface had 3 MW m−2 K−1, " * 80, "dots": "." * 5_000, "capitals": "AB-" * 1500,
}  # fmt: skip


def check(records: list[Record], text: str) -> None:
    names = load_properties()
    for record in records:
        assert record.unit == names[record.property].unit
        for evidence in record.evidence:
            assert text[evidence.start : evidence.end] == evidence.text
            assert evidence.start <= evidence.value_start < evidence.value_end <= evidence.end


@given(st.lists(PIECES, min_size=1, max_size=30))
@settings(max_examples=150)
def test_mixed_up_prose(pieces: list[str]) -> None:
    text = " ".join("".join(pieces).split())
    check(extract_records(document_of(text)), text)


@given(st.text(max_size=200))
def test_arbitrary_text(text: str) -> None:
    text = " ".join(text.split())
    check(extract_records(document_of(text)), text)


@pytest.mark.parametrize("name", LONG)
def test_long_text_is_read(name: str) -> None:
    text = LONG[name].strip()
    check(extract_records(document_of(text)), text)


@pytest.mark.parametrize("count", [300, 1200])
def test_a_long_list_is_read(count: int) -> None:
    assert [q.value for q in find_quantities(listed(count))] == [float(n) for n in range(count)]


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"<?xml version='1.0'?><a xmlns='http://www.elsevier.com/xml/ja/dtd'>", b"\xff\xfe"]))
@settings(max_examples=60)
def test_arbitrary_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.bin"
    path.write_bytes(head + data)
    try:
        document = read_paper(path)
    except ReadError as error:
        assert "\n" not in str(error)
        assert "noise.bin" in str(error)
    else:
        assert document.blocks


def test_process_answers_for_any_file(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("Title of a paper\n\nThe pellets were sintered at " + listed(1200) + ".\n", encoding="utf-8")
    outcome = process_file(path)
    assert outcome.document is not None or outcome.error is not None
