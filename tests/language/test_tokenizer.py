"""Tokens: formulas, numbers and units stay whole, and no character is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.language import load_pipeline
from extractor.language.tokenizer import token_spans

WHOLE = [
    "Li6.4La3Zr1.4Ta0.6O12", "Li1.3Al0.3Ti1.7(PO4)3", "Ce0.8Gd0.2O2−δ", "Li7−xLa3Zr2−xTaxO12", "Al2O3", "8YSZ", "LLZTO",
    "3.2×10−4", "3.2 × 10−4", "3.2 × 10⁻⁴", "0.35(2)", "1,200",
]  # fmt: skip


@pytest.mark.parametrize("token", WHOLE)
@pytest.mark.parametrize("frame", ["{}", "for {} at", "(i.e., {}), which", "was {}."])
def test_token_stays_whole(token: str, frame: str) -> None:
    text = frame.format(token)
    assert token in [text[a:b] for a, b in token_spans(text)]


@pytest.mark.parametrize("unit", ["S cm−1", "S/cm", "W m−1 K−1", "MW m−2 K−1", "m2 K GW−1", "°C", "μm", "kJ mol−1", "%"])
def test_unit_after_a_number_is_one_token(unit: str) -> None:
    text = f"a value of 3.2×10−4 {unit} at"
    assert [text[a:b] for a, b in token_spans(text)] == ["a", "value", "of", "3.2×10−4", unit, "at"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("1100°C for 12h", ["1100", "°C", "for", "12", "h"]),
        ("Kim et al. [3]", ["Kim", "et", "al.", "[", "3", "]"]),
        ("Fig. 2a", ["Fig.", "2a"]),
        ("1.2–1.5 S/cm", ["1.2", "–", "1.5", "S/cm"]),
        ("Ce0.8Gd0.2O2−δ/YSZ", ["Ce0.8Gd0.2O2−δ", "/", "YSZ"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [text[a:b] for a, b in token_spans(text)] == tokens


@pytest.mark.parametrize("text", ["of 1e-4 S/cm", "of 1e-4, then", "of 1e-4."])
def test_e_notation_is_one_token(text: str) -> None:
    assert "1e-4" in [text[a:b] for a, b in token_spans(text)]


SCIENCE = st.sampled_from("0123456789.,-−–×^⁻()/ LiOScmK°C%δ ")
INLINE = st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), SCIENCE), max_size=100)


@given(INLINE)
def test_spans_are_ordered_and_miss_nothing_but_blanks(text: str) -> None:
    position = 0
    for start, end in token_spans(text):
        assert text[position:start].strip() == ""
        assert position <= start < end
        position = end
    assert text[position:].strip() == ""


@given(INLINE)
def test_doc_text_is_the_text_of_a_block(text: str) -> None:
    """Blocks hold single blanks only, since `clean` makes them so; none at the ends."""
    text = " ".join(text.split())
    assert load_pipeline()(text).text == text


@given(st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" \t\n")), max_size=80))
def test_doc_text_is_any_text(text: str) -> None:
    assert load_pipeline()(text).text == text


@pytest.mark.parametrize("text", ["", " ", "  ", "a  b", "a b ", " a", "a\nb", "a\tb", "a\u00a0b"])
def test_doc_text_with_blanks(text: str) -> None:
    assert load_pipeline()(text).text == text
