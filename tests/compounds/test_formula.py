"""Chemical formulas: where they end, what they hold, their one spelling."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import (
    composition,
    composition_distance,
    has_variable,
    hill_formula,
    is_formula,
    normalise,
    reduced_formula,
    scan_formula,
    substitute,
)

REDUCED: list[tuple[str, str]] = [
    ("Al2O3", "Al2O3"), ("Al4O6", "Al2O3"), ("O3Al2", "Al2O3"), ("SiC", "SiC"), ("BN", "BN"), ("GaN", "GaN"), ("MoS2", "MoS2"), ("CuO", "CuO"),
    ("Li7La3Zr2O12", "Li7La3Zr2O12"), ("Li₇La₃Zr₂O₁₂", "Li7La3Zr2O12"), ("Li6.4La3Zr1.4Ta0.6O12", "Li6.4La3Zr1.4Ta0.6O12"), ("La(OH)3", "LaH3O3"),
    ("Li1.3Al0.3Ti1.7(PO4)3", "Li1.3Ti1.7Al0.3P3O12"), ("(La0.6Sr0.4)CoO3", "Sr0.4La0.6CoO3"), ("Ca10(PO4)6(OH)2", "Ca5P3HO13"),
    ("[Co(NH3)6]Cl3", "CoH18N6Cl3"), ("Ce0.8Gd0.2O1.9", "Ce0.8Gd0.2O1.9"), ("Ce0.8Gd0.2O2−δ", "Ce0.8Gd0.2O2"), ("BaZr0.8Y0.2O3-δ", "BaY0.2Zr0.8O3"),
    ("La0.6Sr0.4Co0.2Fe0.8O3±δ", "Sr0.4La0.6Fe0.8Co0.2O3"), ("MgSO4·7H2O", "MgH14SO11"), ("(Y2O3)0.08(ZrO2)0.92", "Y0.16Zr0.92O2.08"),
    ("Na3Zr2Si2PO12", "Na3Zr2Si2PO12"), ("Li10GeP2S12", "Li10GeP2S12"), ("Bi2Te3", "Bi2Te3"),
]  # fmt: skip
SERIES = ["Li7−xLa3Zr2−xTaxO12", "Li1+xAlxTi2−x(PO4)3", "La2/3−xLi3xTiO3", "Na1+xZr2SixP3−xO12", "Ce1−xGdxO2−x/2", "Li3xLa2/3-xTiO3", "BaCe0.8−yZryY0.2O3−δ", "Ba(Zr,Ce)O3"]
ACRONYMS = [
    "SEM", "XRD", "LLZO", "YSZ", "EIS", "SOFC", "TEM", "PVDF", "NMP", "SPS", "UV", "USA", "CSP", "ICP", "GDC", "LSCF", "TDTR", "DOI", "PSU", "Fig2", "S1", "K2",
    "CO2", "H2O", "N2", "O2", "HCl", "NH3", "Since", "In", "As", "No", "Pt", "", "12", "x",
    "NaSICON",
]  # fmt: skip


@pytest.mark.parametrize(("written", "reduced"), REDUCED)
def test_reduced_formula(written: str, reduced: str) -> None:
    assert is_formula(written)
    assert scan_formula(written) == len(written)
    assert reduced_formula(written) == reduced


@pytest.mark.parametrize("written", [reduced for _, reduced in REDUCED])
def test_reduced_formula_is_stable(written: str) -> None:
    assert reduced_formula(written) == written


@pytest.mark.parametrize("written", SERIES)
def test_series_is_a_formula_without_composition(written: str) -> None:
    assert is_formula(written)
    assert composition(written) is None
    assert reduced_formula(written) is None
    assert has_variable(written) or "," in written


@pytest.mark.parametrize("text", ACRONYMS)
def test_no_formula(text: str) -> None:
    assert not is_formula(text)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Li6.4La3Zr1.4Ta0.6O12 was", 21), ("Al2O3/SiC", 5), ("Al2O3, which", 5), ("Al2O3.", 5), ("Ce0.8Gd0.2O2−δ (GDC)", 14), ("NaCl-type", 4), ("Since then", None),
        ("Na3Zr2Si2PO12 + x Na2O ceramics", 13), ("La0.6Sr0.4CoO3 + δ. The", 18), ("(Al2O3)", None), ("Alumina", None), ("Nafion", None), ("", None),
    ],
)
def test_where_a_formula_ends(text: str, end: int | None) -> None:
    assert scan_formula(text) == end


def test_no_formula_inside_a_word() -> None:
    assert scan_formula("xAl2O3", 1) is None
    assert scan_formula("of Al2O3", 3) == 8


@pytest.mark.parametrize(
    ("series", "variables", "expected"),
    [
        ("Li7−xLa3Zr2−xTaxO12", {"x": 0.6}, "Li6.4La3Zr1.4Ta0.6O12"),
        ("Li1+xAlxTi2−x(PO4)3", {"x": 0.3}, "Li1.3Al0.3Ti1.7(PO4)3"),
        ("Na1+xZr2SixP3−xO12", {"x": 2.0}, "Na3Zr2Si2PO12"),
        ("Li3xLa2/3−xTiO3", {"x": 0.11}, "Li0.33La0.556667TiO3"),
        ("BaCe0.8−yZryY0.2O3−δ", {"y": 0.1}, "BaCe0.7Zr0.1Y0.2O3-δ"),
        ("Ba1-xSrxTiO3", {"x": 0.0}, "BaTiO3"),
        ("Ba1-xSrxTiO3", {"x": 1.0}, "SrTiO3"),
        ("LixNiyO2", {"x": 1.0}, "LiNiyO2"),
        ("Al2O3", {"x": 0.5}, "Al2O3"),
        ("Ce1−xGdxO2−x/2", {"x": 0.2}, "Ce0.8Gd0.2O1.9"),
    ],
)
def test_substitute(series: str, variables: dict[str, float], expected: str) -> None:
    assert substitute(series, variables) == expected


@pytest.mark.parametrize(
    ("text", "reduced"),
    [
        ("La1/2Li1/2TiO3", "Li0.5La0.5TiO3"), ("LiNi1/3Mn1/3Co1/3O2", "LiMn0.333333Co0.333333Ni0.333333O2"), ("H2/95", None), ("FP7/2007", None),
        ("75Li2S–25P2S5", "Li3PS4"), ("0.75Li2S·0.25P2S5", "Li1.5P0.5S2"), ("0.9BaTiO3–0.1BiScO3", "Ba0.9Sc0.1Ti0.9Bi0.1O3"), ("3Al2O3·2SiO2", "Al6Si2O13"),
        ("Li2S–P2S5", None), ("Li2S–25P2S5", None), ("(1−x)Li2S–xP2S5", None), ("CuSO4·5H2O", "CuH10SO9"), ("CuSO4·nH2O", None),
        ("(Li2S)0.3 ((Ga2S3)0.1 (GeS2)0.9)0.7", "Li0.6Ga0.14Ge0.63S1.77"), ("Li0.6[Li0.2Sn0.8S2]", "Li0.8Sn0.8S2"), ("{Li}3[Fe]2(PO4)3", "Li3Fe2P3O12"),
        ("⁷Li3N", "Li3N"), ("Eu²⁺3(PO4)2", "Eu3P2O8"), ("Li⁺", None), ("Fe3+", None), ("SO4²⁻", None), ("Li0.5□0.5CoO2", "Li0.5CoO2"),
        ("5g NaCl // 50mL H2O", None), ("NaCl@2.16", None), ("Al/SiO2", None), ("(Ba,Sr)TiO3", None), ("(LaSr)MnO3", None), ("(LaSr)(CoFe)O3", None), ("(PrBa)0.95Fe2O5", "Ba0.95Pr0.95Fe2O5"), ("Li(LaTiO4)", "LiLaTiO4"),
    ],
)  # fmt: skip
def test_notations(text: str, reduced: str | None) -> None:
    assert reduced_formula(text) == reduced


@pytest.mark.parametrize(
    ("text", "hill"), [("Li2CO3", "CLi2O3"), ("CaH2", "CaH2"), ("HC3", "C3H"), ("Li7La3Zr2O12", "La3Li7O12Zr2"), ("Al4O6", "Al2O3"), ("YSZ", None)]
)
def test_hill_formula(text: str, hill: str | None) -> None:
    assert hill_formula(text) == hill


def test_composition_by_hand() -> None:
    assert dict(composition("Li1.3Al0.3Ti1.7(PO4)3") or ()) == pytest.approx({"Li": 1.3, "Al": 0.3, "Ti": 1.7, "P": 3.0, "O": 12.0})
    assert dict(composition("Ca10(PO4)6(OH)2") or ()) == {"Ca": 10.0, "P": 6.0, "O": 26.0, "H": 2.0}


def test_normalise() -> None:
    assert normalise("Ce₀.₈Gd₀.₂ O₂₋δ") == "Ce0.8Gd0.2O2-δ"
    assert normalise("O3 − δ") == normalise("O3–δ") == "O3-δ"


FORMULAS = st.lists(st.tuples(st.sampled_from(sorted(SYMBOLS)), st.integers(1, 9)), min_size=1, max_size=6, unique_by=lambda pair: pair[0])
CHEMISTRY = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("LiAlOTaxyδ0123456789.()[]{}−-+/,·₂ ")), max_size=60)


def written(pairs: list[tuple[str, int]], factor: int = 1) -> str:
    return "".join(f"{symbol}{count * factor}" for symbol, count in pairs)


@given(FORMULAS, st.integers(2, 12))
def test_multiples_are_one_compound(pairs: list[tuple[str, int]], factor: int) -> None:
    single, multiple = dict(composition(written(pairs)) or ()), dict(composition(written(pairs, factor)) or ())
    assert single == {symbol: float(count) for symbol, count in pairs}
    assert multiple == {symbol: count * factor for symbol, count in single.items()}
    assert reduced_formula(written(pairs)) == reduced_formula(written(pairs, factor)) == reduced_formula(written(pairs[::-1]))


FRACTIONS = st.dictionaries(st.sampled_from(sorted(SYMBOLS)), st.decimals("0.01", 20, places=3), min_size=1, max_size=6)


@given(FRACTIONS, st.randoms(use_true_random=False))
def test_any_composition_comes_back(amounts: dict[str, Decimal], order: random.Random) -> None:
    pairs = list(amounts.items())
    order.shuffle(pairs)
    text = "".join(f"{symbol}{amount}" for symbol, amount in pairs)
    assert dict(composition(text) or ()) == pytest.approx({symbol: float(amount) for symbol, amount in amounts.items()})
    reduced = reduced_formula(text)
    assert reduced is not None
    assert reduced == reduced_formula("".join(f"{symbol}{amount}" for symbol, amount in amounts.items())) == reduced_formula(reduced)
    assert composition_distance(text, reduced) == pytest.approx(0, abs=1e-4)


@given(FORMULAS, FORMULAS, FORMULAS)
def test_distance_is_a_metric(first: list[tuple[str, int]], second: list[tuple[str, int]], third: list[tuple[str, int]]) -> None:
    a, b, c = written(first), written(second), written(third)
    ab, ba, bc, ac = composition_distance(a, b), composition_distance(b, a), composition_distance(b, c), composition_distance(a, c)
    assert ab is not None and ba is not None and bc is not None and ac is not None
    assert composition_distance(a, a) == 0
    assert ab == pytest.approx(ba)
    assert 0 <= ac <= min(1.0, ab + bc) + 1e-9
    assert (ab < 1e-9) == (reduced_formula(a) == reduced_formula(b))


def test_distance_of_an_open_composition() -> None:
    assert composition_distance("Li7−xLa3Zr2−xTaxO12", "Li7La3Zr2O12") is None


@given(CHEMISTRY, st.integers(0, 60))
def test_arbitrary_text_never_raises(text: str, position: int) -> None:
    end = scan_formula(text, min(position, len(text)))
    assert end is None or min(position, len(text)) < end <= len(text)
    assert isinstance(is_formula(text), bool)
    composition(text)
    reduced_formula(text)
    hill_formula(text)
    composition_distance(text, "Al2O3")
    substitute(text, {"x": 0.5})
