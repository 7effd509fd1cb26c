"""Words that belong to a material: dopants, additives, labels, phases, parts of a mixture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.language.materials import find_materials
from extractor.language.phrases import mixtures
from tests.helpers import known


def found(text: str) -> list[tuple[str, str | None]]:
    return [(m.text, m.formula) for m in find_materials(text)]


@pytest.mark.parametrize(
    "name",
    [
        "5 mol% Ca-doped LiBH4", "Ga3+ doped LLZO", "Ga-doped LLZO", "Nb5+-substituted BaTiO3", "Sc-substituted Na3Zr2Si2PO12", "Mg doped GaN", "Nb2O5-doped CeO2",
        "0.5 wt% of MgO-doped Al2O3", "gadolinium-doped ceria", "scandia-stabilized zirconia", "partially stabilized zirconia", "fully stabilised zirconia",
        "Al and Ta co-doped Li7La3Zr2O12", "Al, Ta co-doped Li7La3Zr2O12", "Al/Ga co-doped LLZO", "Al/Ga dual-doped LLZO", "Gd and Sm co-doped ceria",
        "10 mol% yttria-stabilised zirconia", "yttria and calcia doped ceria", "scandia and ceria co-stabilised zirconia", "doped ceria", "co-doped ceria", "Co-doped SDC",
        "zirconia stabilised with yttria", "zirconia stabilised with 8 mol% of scandia plus yttria", "ceria doped with 5 mol% samaria and 5 mol% yttria", "acceptor-doped zirconates",
    ],
)  # fmt: skip
def test_dopant_belongs_to_the_name_and_opens_the_composition(name: str) -> None:
    assert found(f"The {name} was dense.") == [(name, None)]


@pytest.mark.parametrize(
    ("text", "materials"),
    [
        ("Ta-doped Li6.4La3Zr1.4Ta0.6O12", [("Li6.4La3Zr1.4Ta0.6O12", "Li6.4La3Zr1.4Ta0.6O12")]),
        ("Gd-doped Ce0.8Gd0.2O1.9", [("Ce0.8Gd0.2O1.9", "Ce0.8Gd0.2O1.9")]),
        known("the dopants count as materials", "Al and Ta co-doped Li6.2Al0.2La3Zr1.8Ta0.2O12", [("Li6.2Al0.2La3Zr1.8Ta0.2O12", "Li6.2La3Zr1.8Ta0.2Al0.2O12")]),
        known("the dopant counts as a material", "Zr-containing Li2.8In0.8Zr0.2Cl6", [("Li2.8In0.8Zr0.2Cl6", "Li2.8Zr0.2In0.8Cl6")]),
    ],
)
def test_formula_that_holds_its_dopant_stays(text: str, materials: list[tuple[str, str | None]]) -> None:
    assert found(text) == materials


@pytest.mark.parametrize(
    ("text", "materials"),
    [
        ("doped LLZO", [("LLZO", "Li7La3Zr2O12")]),
        ("B-doped Si", [("Si", "Si")]),
        ("the doped silicon", [("silicon", "Si")]),
        ("undoped ceria", [("ceria", "CeO2")]),
        ("ceria and yttria doped zirconia", [("ceria", "CeO2"), ("yttria doped zirconia", None)]),
        ("Al and Ta were added. Doped Li7La3Zr2O12", [("Al", "Al"), ("Ta", "Ta"), ("Li7La3Zr2O12", "Li7La3Zr2O12")]),
    ],
)
def test_no_dopant_is_made_up(text: str, materials: list[tuple[str, str | None]]) -> None:
    assert found(text) == materials


@pytest.mark.parametrize(
    "name",
    [
        "LLZO with 2 wt% Li3BO3", "LLZO containing 3 wt% MgO", "LLZO + 5 wt.% Al2O3", "LLZO pellets with 2 wt% Li3BO3", "LLZO samples containing 2 wt% Al2O3",
        "LLZO with an addition of 1 wt% Li3BO3", "Li7La3Zr2O12–2 wt% Li3BO3", "Na3Zr2Si2PO12 + 10 wt% NaF", "Al2O3-5 vol% SiC",
        "LLZO–2 wt% Li3BO3",
    ],
)  # fmt: skip
def test_additive_with_its_share_makes_one_material(name: str) -> None:
    (mention,) = find_materials(f"The {name} was dense.")
    assert (mention.text, mention.kind, mention.formula) == (name, "composite", None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("LLZO with Li3BO3", ["LLZO", "Li3BO3"]), ("Li7La3Zr2O12 and 2 wt% Li3BO3", ["Li7La3Zr2O12", "Li3BO3"]), ("LLZO, 2 wt% Li3BO3", ["LLZO", "Li3BO3"]),
        ("Au with 2 wt% Ti", ["Au", "Ti"]), ("LLZO with 2% excess", ["LLZO"]),
    ],
)  # fmt: skip
def test_no_additive_without_share_or_joint(text: str, names: list[str]) -> None:
    assert [m.text for m in find_materials(text)] == names


MIXTURES: list[tuple[str, str | None]] = [
    ("70Li2S·30P2S5", "Li7P3S11"), ("75Li2S-25P2S5", "Li3PS4"), ("70 Li2S–30 P2S5", "Li7P3S11"), ("60Li2S–40SiS2", "Li6Si2S7"), ("50Li2O·50P2O5", "LiPO3"), ("0.5Li2O·0.5P2O5", "LiPO3"),
    ("70Li2S·29P2S5·1P2O5", "Li28P12S43O"), ("0.9BaTiO3–0.1BiScO3", "Ba0.9Sc0.1Ti0.9Bi0.1O3"), ("(1-x)Na3PS4-xNa4SiS4", None), ("(1−x)Li2S·xP2S5", None), ("(100-x)Li2S-xP2S5", None), ("xLi2O·(1−x)P2O5", None),
    ("0.94(Bi0.5Na0.5)TiO3–0.06BaTiO3", "Ba0.06Na0.47TiBi0.47O3"),
    ("70Li₂S·30P₂S₅", "Li7P3S11"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "formula"), MIXTURES)
@pytest.mark.parametrize("frame", ["{}", "the {} glass", "of {} and"])
def test_mixture(name: str, formula: str | None, frame: str) -> None:
    text = frame.format(name)
    (mention,) = mixtures(text)
    assert (mention.text, mention.formula) == (name, formula)
    assert text[mention.start : mention.end] == name
    assert [(m.text, m.kind, m.formula) for m in find_materials(text)] == [(name, "mixture", formula)]


@pytest.mark.xfail(strict=False, reason="the inner mixture is taken for the whole")
def test_mixture_in_a_mixture_is_not_the_inner_one() -> None:
    assert "Li7P3S11" not in {m.formula for m in find_materials("the 90(70Li2S·30P2S5)·10LiI glass")}


def test_two_mixtures_of_one_text() -> None:
    assert [m.formula for m in mixtures("70Li2S-30P2S5 and 75Li2S-25P2S5 were compared")] == ["Li7P3S11", "Li3PS4"]


@pytest.mark.parametrize("text", ["3 CO-CO2", "2 H2O-CO2", "50CO-50CO2", "12 N2-H2", "of 5 S-1 and 2 CH4-N2", "Li2S-P2S5", "at 3.2−4 S", "3 Li7La3Zr2O12", "between 10 and 20 h", ""])
def test_no_mixture(text: str) -> None:
    assert list(mixtures(text)) == []


PIECES = st.sampled_from(["Li2S", "P2S5", "BaTiO3", "CO", "SiO2", "·", "-", "–", "+", "(1-x)", "(100-x)", "x", "70", "0.9", "0", "9" * 400, "²", "٣", "1e5", "δ", "(", ")", " ", "."])


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map("".join)))
def test_mixtures_of_any_text(text: str) -> None:
    position = 0
    for mention in mixtures(text):
        assert position <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        position = mention.end


@pytest.mark.parametrize("name", ["LATP-B2", "LLZO-1150", "GDC-10", "8YSZ-1400", "LLZTO-SPS", "Sc-NZSP", "Ta-LLZO", "nano-8YSZ"])
def test_label_of_an_abbreviated_material(name: str) -> None:
    (mention,) = find_materials(f"the {name} pellet")
    assert (mention.text, mention.kind, mention.formula) == (name, "label", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [("LATP-based cells", "LATP"), ("LLZO-type garnets", "LLZO"), ("LATP-coated films", "LATP"), ("Li7La3Zr2O12-1150", "Li7La3Zr2O12"), ("dense LLZO – 3 of them", "LLZO")],
)
def test_no_label(text: str, name: str) -> None:
    (mention,) = find_materials(text)
    assert mention.text == name
    assert mention.kind != "label"


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("H-terminated diamond", "C"), ("hydrogen-terminated diamond", "C"), ("fluorine-terminated diamond", "C"), ("O-terminated diamond", "C"), ("OH-terminated SiC", "SiC"), ("Ga-terminated GaN", "GaN"),
        ("N-terminated GaN", "GaN"), ("H-terminated Si", "Si"),
    ],
)  # fmt: skip
def test_termination_leaves_the_composition(name: str, formula: str) -> None:
    assert found(f"a film on {name} was") == [(name, formula)]


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("β-Ga2O3", "Ga2O3"), ("α-Al2O3", "Al2O3"), ("γ-Li3PS4", "Li3PS4"), ("δ-Bi2O3", "Bi2O3"), ("4H-SiC", "SiC"), ("6H–SiC", "SiC"), ("3C-SiC", "SiC"), ("h-BN", "BN"), ("c-BN", "BN"), ("t-ZrO2", "ZrO2"),
        ("wz-GaN", "GaN"), ("zb-GaN", "GaN"),
        ("Si(111)", "Si"), ("Si (100)", "Si"), ("GaN (0001)", "GaN"), ("Al2O3 (0001)", "Al2O3"),
    ],
)  # fmt: skip
def test_polymorph_and_plane_leave_the_composition(name: str, formula: str) -> None:
    assert found(f"the {name} crystal") == [(name, formula)]


@pytest.mark.parametrize("name", ["Na-β''-alumina", "Na-β″-alumina", "β''-alumina", "K-β''-Al2O3", "sodium β-alumina", "sodium beta-alumina", known("the ion is left out", "K-β-alumina")])
def test_beta_alumina_has_no_formula(name: str) -> None:
    assert found(f"the {name} ceramic") == [(name, None)]


@pytest.mark.parametrize("name", ["metallic single-walled carbon nanotubes", "multi-walled carbon nanotubes", "semiconducting CNTs"])
def test_kind_of_a_nanotube(name: str) -> None:
    assert [m.text for m in find_materials(f"of {name} on")] == [name]
