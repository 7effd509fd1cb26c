"""Codes of samples that a paper uses without saying what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.codes import unknown_codes

USED = "{0} pellets were dense. For {0}, 97 % was found, and {0} has small grains."


@pytest.mark.parametrize("code", ["BZT15-N2S", "A-5SiC", "10Sc1Ce2Bi", "LNO-2Ca@ZnO", "NH-0.1Zn+0.2Lu", "GC900-5", "ZTA16", "Nb-8", "SN-6Y2A", "LY0.1ZP"])
def test_codes_of_samples(code: str) -> None:
    assert unknown_codes([USED.format(code)]) == {code}


@pytest.mark.parametrize(
    "other", ["CO2", "PO4", "TiO6", "Li7La3Zr2O12", "R-3c", "Ti4", "CPE1", "CR2032", "Fig.5", "ICSD-25781", "6H2O", "XO4", "Na1", "M2", "0.5C", "31P", "HSE06", "ZIF-67-derived", "T1"]
)
def test_what_looks_like_one(other: str) -> None:
    assert unknown_codes([USED.format(other)]) == set()


def test_one_use_is_not_enough_and_grades_of_makers_are_none() -> None:
    assert unknown_codes(["The ZTA16 pellets were dense."]) == set()
    assert unknown_codes(["Powder (Tosoh TZ-2Y) was used. Some Tosoh TZ-2Y was kept. Again Tosoh TZ-2Y."]) == set()


@given(st.text(alphabet="AB1-@.+ 9z(),:", max_size=200))
def test_any_text(text: str) -> None:
    assert all(code in text for code in unknown_codes([text, text]))
