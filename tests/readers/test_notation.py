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
    ("at 25 {\\deg}C and 3 {\\mu}m", "at 25 °C and 3 μm"),
    ("$490\\lbrack +150, -110\\rbrack$ MW m$^{-2}$ K$^{-1}$", "490[+150, -110] MW m⁻² K⁻¹"),
    ("$490^{+150}_{-110}$ MW", "490 [+150, −110] MW"),
    ("$0.13$ to 0.15 eV, $>$1 mS", "0.13 to 0.15 eV, >1 mS"),
    ("1.42 9 10-4, and 1.32 9 10-4 S/cm", "1.42 × 10-4, and 1.32 × 10-4 S/cm"),
    ("0.24 S/cm at 300C", "0.24 S/cm at 300 °C"),
    ("to 400 cm\x001. Over", "to 400 cm−1. Over"),
    ("room‐temperature PVDF‐HFP", "room-temperature PVDF-HFP"),
    ("3\x02 10   1 S/cm to 5 \x02 10-4 S/cm", "3 × 10−1 S/cm to 5 × 10-4 S/cm"),
    ("2.8 © 10¹4 S cm¹1 of Ti1.6¹xGex", "2.8 × 10−4 S cm−1 of Ti1.6−xGex"),
    ("Li1⋅3Al0⋅3Ti1⋅7P3O12, CuSO4⋅5H2O", "Li1.3Al0.3Ti1.7P3O12, CuSO4⋅5H2O"),
    ("Li 3 GaF 6 –LaF 3 and Li 2 ZrCl 6 , exhibit", "Li3GaF6–LaF3 and Li2ZrCl6, exhibit"),
    ("Na 3 V 2 (PO 4 ) 3 and Te 91 @LPSC-350", "Na3V2(PO4)3 and Te91@LPSC-350"),
    ("Pr 0.7 Ca 0.3 MnO 3 films on SiO 2 /Si", "Pr0.7Ca0.3MnO3 films on SiO2/Si"),
]
UNTOUCHED = [
    "It costs $5 at first and $10 later.",
    "The set {a, b} of 10 (−3 to 4) degrees",
    "pressed at 5 kg (2) for x < 0.5 and y > 0.1",
    "3.2 × 10⁻⁴ S cm⁻¹ at 25 °C",
    "see Figure 2 (4) and ref. [3]",
    "At 298 K Al-LLZO is cubic; InAs/GaAs 850 MW m−2 K−1; AlN 15 ± 4 MW",
    "CaO 66.2%, MgO 32.3%; NiO 2.2.2. Cells; CrFe 350 μm; LaF 3 wt%; NaCl 3 times",
    "cycled at 200 C rate, at 5 C and for 1C; 12 9 10 cells",
    "Oxford, UK 2003 3. In 3 of 5 cells",
]


@pytest.mark.parametrize(("written", "wanted"), CASES)
def test_printed(written: str, wanted: str) -> None:
    assert printed(written).replace(" × ", "×") == wanted.replace(" × ", "×")


@pytest.mark.parametrize("text", UNTOUCHED)
def test_other_text_stays(text: str) -> None:
    assert printed(text) == text
