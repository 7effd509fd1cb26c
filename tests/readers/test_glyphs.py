"""Damaged fonts: signs are mended from font, drawing and grammar; what stays unknown is no number."""

from __future__ import annotations

import pytest

from extractor.document import Document
from extractor.extraction import extract_records
from extractor.readers.pdf import read_pdf
from extractor.readers.pdf.fonts import named_sign
from tests.readers.damaged import FILLER, KINDS, Damage, damaged, lines_of, score
from tests.readers.pdfs import article

VALUE = "The ionic conductivity of Li7La3Zr2O12 was 1.5(3) × 10^{−5} S cm^{−1} at 200 °C."


def text_of(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks)


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_every_kind(kind: str) -> None:
    document = read_pdf(damaged(kind, lines_of(kind), filler=FILLER), "made.pdf")
    assert score(text_of(document)) == (15, 0)
    assert document.repairs
    assert not any(block.doubtful for block in document.blocks)


def test_a_repair_tells_where_and_why() -> None:
    document = read_pdf(damaged("signs on digits' keys", [VALUE], filler=FILLER), "made.pdf")
    minus = next(r for r in document.repairs if r.repaired == "−")
    assert (minus.page, minus.font, minus.code, minus.as_read, minus.count) == (1, "AdvX1234", 0x32, "2", 2)
    assert "bar" in minus.why


@pytest.mark.parametrize("kind", [k for k, damage in KINDS.items() if not damage.table])
def test_records_have_the_true_value(kind: str) -> None:
    document = read_pdf(damaged(kind, [VALUE], filler=FILLER), "made.pdf")
    records = [r for r in extract_records(document) if r.property == "ionic_conductivity"]
    assert [(r.value, r.unit, r.temperature) for r in records] == [(0.0015, "S/m", 473.15)]


@pytest.mark.parametrize("line", ["The ionic conductivity of LLZO-1 was 4 × 10^{−5} in the cell.", "Activity rose 10^{−5} fold."])
def test_unknown_characters_stay_visible(line: str) -> None:
    """Neither font nor picture nor a unit beside it tells what the sign is."""
    document = read_pdf(damaged("not in the file, unknown codes", [line], filler=FILLER), "made.pdf")
    block = document.blocks[-1]
    assert "10\ufffd⁵" in block.text
    assert "\ufffd" in "".join(block.text[start:end] for start, end in block.doubtful)
    assert not any(isinstance(r.value, float) for r in extract_records(document))


def test_a_doubtful_value_is_not_certain() -> None:
    line = "The ionic conductivity of Li7La3Zr2O12 was 3.5 × 10^{−5} S/cm at 200 °C."
    document = read_pdf(damaged("not in the file, unknown codes", [line], filler=FILLER), "made.pdf")
    assert "10\ufffd⁵" in text_of(document)
    assert not any(r.property == "ionic_conductivity" and r.confidence > 0.5 for r in extract_records(document))


def test_a_minus_without_a_trace_leaves_a_doubt() -> None:
    document = read_pdf(damaged(Damage({"−": 0}, font="lost"), [VALUE, "A grain of 10^{5} m^{2}."], filler=FILLER), "made.pdf")
    assert "1.5(3) × 10 \ufffd⁵ S cm \ufffd¹" in document.blocks[-2].text
    assert "of 10⁵ m²" in document.blocks[-1].text
    assert len(document.blocks[-2].doubtful) == 2
    assert not any(r.property == "ionic_conductivity" and r.confidence > 0.5 for r in extract_records(document))


def test_hyphen_code_at_a_line_end() -> None:
    """The same code is a hyphen between letters and a minus in an exponent."""
    lines = ["The grains were misori−", "ented, of 10^{−5} m^{−2} in number."]
    document = read_pdf(damaged("mapped to U+FFFD and U+FFFE", lines, filler=FILLER, leading=12), "made.pdf")
    assert "were misoriented, of 10⁻⁵ m⁻²" in text_of(document)


@pytest.mark.parametrize(("sign", "name"), [("μ", "m"), ("Δ", "D"), ("<", "exclam"), (">", "O"), ("∞", "N"), ("≈", "w")])
def test_greek_letters_and_relations_on_latin_keys(sign: str, name: str) -> None:
    """As in the fonts "AdvP…" of Elsevier, the BMJ and PLOS: a value is wrong by a thousand without a trace."""
    code = {"exclam": 0x21}.get(name, ord(name[0]))
    document = read_pdf(damaged(Damage({sign: code}, {sign: name}), [f"The grains were 5 {sign} 7 wide."], filler=FILLER), "made.pdf")
    assert f"5 {sign} 7" in text_of(document)


@pytest.mark.parametrize("columns", [1, 2])
def test_sound_files_are_left_alone(columns: int) -> None:
    body = ["A value of 3.2 × 10<super>-4</super> S cm<super>-1</super> at 25 °C, 5 · 2 = 10 ± 1 – x–y * z; o x X 0 O."] * 12
    assert read_pdf(article(body, columns=columns), "made.pdf").repairs == ()


def test_sound_text_and_signs() -> None:
    document = read_pdf(damaged(None, ["A value of 1.5(3) × 10^{–5} S cm^{–1} at 200 °C."], filler=FILLER), "made.pdf")
    assert "1.5(3) × 10⁻⁵ S cm⁻¹ at 200 °C" in text_of(document)
    assert document.repairs == ()


def test_letters_and_digits_are_no_signs() -> None:
    assert {named_sign(name) for name in ("two", "I", "dollar", "hyphen", "space", "C99", "", ".notdef")} == {""}
