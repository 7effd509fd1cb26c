"""What databases write for raised and lowered characters becomes print, and nothing else changes."""

from __future__ import annotations

import pytest

from extractor.readers.notation import printed

CASES = [
    ("45 MW m$^{-2}$ K$^{-1}$", "45 MW m⁻² K⁻¹"),
    ("$1.2 \\times 10^{-4}$ S/cm", "1.2×10⁻⁴ S/cm"),
    ("Li$_{7}$La$_{3}$Zr$_{2}$O$_{12}$", "Li7La3Zr2O12"),
    ("Al_{2}O_{3} and Ga_{2}O_{3}", "Al2O3 and Ga2O3"),
    ("10{sup {minus}3} S/cm of Y{sub 2}O{sub 3}-ZrO{sub 2} at 1000{degree}C", "10⁻³ S/cm of Y2O3-ZrO2 at 1000°C"),
    ("15 MW m(-2) K(-1)", "15 MW m⁻² K⁻¹"),
    ("2.1 x 10(-4) S cm(-1)", "2.1 x 10⁻⁴ S cm⁻¹"),
    ("6.9 × 10 ⁻ ⁵ S cm ⁻ ¹", "6.9 × 10⁻⁵ S cm⁻¹"),
    ("10<sup>-3</sup> S cm<sup>-1</sup> of Na<sub>3</sub>PS<sub>4</sub>", "10⁻³ S cm⁻¹ of Na3PS4"),
]
UNTOUCHED = [
    "It costs $5 at first and $10 later.",
    "The set {a, b} of 10 (−3 to 4) degrees",
    "pressed at 5 kg (2) for x < 0.5 and y > 0.1",
    "3.2 × 10⁻⁴ S cm⁻¹ at 25 °C",
    "see Figure 2 (4) and ref. [3]",
]


@pytest.mark.parametrize(("written", "wanted"), CASES)
def test_printed(written: str, wanted: str) -> None:
    assert printed(written).replace(" × ", "×") == wanted.replace(" × ", "×")


@pytest.mark.parametrize("text", UNTOUCHED)
def test_other_text_stays(text: str) -> None:
    assert printed(text) == text
