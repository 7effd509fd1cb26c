"""Which compound a mention means: formula or host, dopants, additives, phase, plane."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compounds.identity import Identity, compound_id, identify, phaseless_id

LLZO = "Li7La3Zr2O12"
EXACT = [
    ("Li7La3Zr2O12", LLZO), ("cubic Li7La3Zr2O12", f"{LLZO}-cubic"), ("Li7La3Zr2O12 (tetragonal)", f"{LLZO}-tetragonal"), ("β-Li3PS4", "Li3PS4-beta"),
    ("4H-SiC", "SiC-4H"), ("6H–SiC wafer", "SiC-6H"), ("3C-SiC", "SiC-3C"), ("2H-MoS2", "MoS2-2H"), ("t-ZrO2", "ZrO2-tetragonal"), ("m-ZrO2 powder", "ZrO2-monoclinic"),
    ("α-Al2O3", "Al2O3-alpha"), ("γ-Al2O3 nanoparticles", "Al2O3-gamma"), ("sapphire", "Al2O3-alpha"), ("diamond", "C-diamond"), ("polycrystalline diamond", "C-diamond"),
    ("graphite", "C-graphite"), ("graphene", "C-graphene"), ("hexagonal boron nitride", "BN-hexagonal"), ("h-BN", "BN-hexagonal"), ("hBN", "BN-hexagonal"),
    ("cubic boron nitride", "BN-cubic"), ("c-BN", "BN-cubic"), ("anatase", "TiO2-anatase"), ("anatase TiO2", "TiO2-anatase"), ("TiO2 (rutile)", "TiO2-rutile"),
    ("wurtzite GaN", "GaN-wurtzite"), ("zinc blende ZnS", "ZnS-zincblende"), ("fused silica", "SiO2-amorphous"), ("a-SiO2", "SiO2-amorphous"), ("quartz", "SiO2-quartz"),
    ("amorphous carbon", "C-amorphous"), ("tetragonal zirconia", "ZrO2-tetragonal"), ("Li3PS4 glass", "Li3PS4-amorphous"),
    ("Li1.3Al0.3Ti1.7(PO4)3 glass-ceramic", "Li1.3Ti1.7Al0.3P3O12"), ("Si", "Si"), ("Li metal", "Li"), ("aluminium", "Al"), ("alumina", "Al2O3"),
    ("La1/2Li1/2TiO3", "Li0.5La0.5TiO3"), ("Li7−xLa3Zr2−xTaxO12 (x = 0.6)", "Li6.4La3Zr1.4Ta0.6O12"), ("Li7-xLa3Zr2-xTaxO12 with x = 0.6", "Li6.4La3Zr1.4Ta0.6O12"),
    ("Ba1-xSrxZr1-yYyO3 (x = 0.5, y = 0.2)", "Ba0.5Sr0.5Y0.2Zr0.8O3"), ("CuSO4·5H2O", "CuH10SO9"), ("75Li2S–25P2S5 (mol%)", "Li3PS4"), ("0.75Li2S·0.25P2S5", "Li3PS4"),
    ("70Li2S-30P2S5 glass", "Li7P3S11-amorphous"), ("0.9BaTiO3–0.1BiScO3", "Ba0.9Sc0.1Ti0.9Bi0.1O3"), ("90BaTiO3–10BiScO3", "Ba0.9Sc0.1Ti0.9Bi0.1O3"),
    ("lithium carbonate", "Li2CO3"), ("zirconium(IV) oxide", "ZrO2"), ("zirconium (IV) oxide", "ZrO2"), ("magnesium oxide", "MgO"), ("molybdenum disulphide", "MoS2"),
    ("lithium carbonate (Li2CO3)", "Li2CO3"), ("Li7La3Zr2O12 (LLZO)", LLZO), ("Ce0.8Gd0.2O2−δ", "Ce0.8Gd0.2O2"), ("Zr-containing Li2.8In0.8Zr0.2Cl6", "Li2.8Zr0.2In0.8Cl6"),
    ("undoped ceria", "CeO2"), ("Li6PS5Cl argyrodite", "Li6PS5Cl"), ("P2S5", "P2S5"), ("hydrogen-terminated silicon", "Si"), ("2KHSO5·KHSO4·K2SO4", "K5H3S4O18"), ("Hydroxyapatite nanoparticles", "Ca5P3HO13"), ("Al4O6", "Al2O3"), ("NASICON-type LiTi2(PO4)3", "LiTi2P3O12"), ("²⁸Si", "Si"), ("rutile-type TiO2", "TiO2-rutile"), ("Al0.25Ga0.75N", "Al0.25Ga0.75N"), ("SiC", "SiC"),
    ("c-Na3PS4", "Na3PS4-cubic"),
]  # fmt: skip
HOSTS = [
    ("Al-doped LLZO", LLZO, ("Al",)), ("Ta-substituted Li7La3Zr2O12", LLZO, ("Ta",)), ("Al/Ta co-doped LLZO", LLZO, ("Al", "Ta")), ("Aluminum-Doped LLZO", LLZO, ("Al",)), ("Ga-LLZO", LLZO, ("Ga",)),
    ("LLZO", LLZO, ()), ("LLZTO-2", LLZO, ("Ta",)), ("lithium lanthanum zirconate", LLZO, ()), ("YSZ", "ZrO2", ("Y2O3",)), ("8YSZ", "ZrO2", ("Y2O3",)),
    ("8 mol% Y2O3-stabilized ZrO2", "ZrO2", ("Y2O3",)), ("yttria-stabilised zirconia", "ZrO2", ("Y2O3",)), ("ZrO2 stabilized with 8 mol% Y2O3", "ZrO2", ("Y2O3",)),
    ("YSZ (8 mol% Y2O3)", "ZrO2", ("Y2O3",)), ("10Sc1CeSZ", "ZrO2", ("Sc", "Ce")), ("GDC", "CeO2", ("Gd",)), ("gadolinium-doped ceria", "CeO2", ("Gd",)),
    ("Sr- and Mg-doped LaGaO3", "LaGaO3", ("Sr", "Mg")), ("LaGaO3 co-doped with Sr and Mg", "LaGaO3", ("Sr", "Mg")), ("CaF2:Eu", "CaF2", ("Eu",)), ("Nd:YAG", "Y3Al5O12", ("Nd",)), ("doped ceria", "CeO2", ()),
    ("LGPS", "Li10GeP2S12", ()), ("Ta5+-doped Li7La3Zr2O12", LLZO, ("Ta",)), ("N-doped graphene", "C", ("N",)),
]  # fmt: skip
NOTHING = [
    "SEM", "XRD", "SOFC", "S30N3", "qwertz", "", "the sample", "La2/3-xLi3xTiO3", "Li7−xLa3Zr2−xTaxO12", "(1−x)Li2S–xP2S5", "Li2S–P2S5", "70Li2S–30P2S5 (wt%)", "NiO–GDC",
    "Ni-YSZ", "Ni-yttria stabilized zirconia", "NiO-Y2O3 stabilized ZrO2", "m-SiO2", "c-Al2O3", "a-Fe", "δ–Gd0.1Ce0.9O1.95", "8YSZ-NiO", "LSCF", "argyrodite", "lithium phosphorus oxysulfide", "graphene oxide", "β''-alumina", "Na-β″-Al2O3", "β-alumina", "iron oxide", "silicone",
    "Li⁺", "Fe3+", "LLZO/PEO", "Ba(Zr,Ce)O3", "x = 0.3", "T1150", "Li-rich LLZO", "AlGaN", "SiGe", "SiAlON", "NiFe", "InxGa1−xN", "Li1+xAlxTi2−x(PO4)3 (x = 0.1, 0.2)", "Li1+xAlxTi2−x(PO4)3 (0 ≤ x ≤ 0.5)",
]  # fmt: skip


@pytest.mark.parametrize(("mention", "expected"), EXACT)
def test_exact(mention: str, expected: str) -> None:
    assert compound_id(identify(mention)) == expected


@pytest.mark.parametrize(("mention", "host", "dopants"), HOSTS)
def test_host_and_dopants(mention: str, host: str, dopants: tuple[str, ...]) -> None:
    identity = identify(mention)
    assert (identity.formula, identity.host, identity.dopants) == (None, host, dopants)
    assert compound_id(identity) is None


@pytest.mark.parametrize("mention", NOTHING)
def test_open_or_no_compound(mention: str) -> None:
    identity = identify(mention)
    assert (identity.formula, identity.host) == (None, None)


@pytest.mark.parametrize(
    ("mention", "host", "additives"),
    [
        ("LLZO with 2 wt% Li3BO3", LLZO, (("Li3BO3", 2.0, "wt%"),)), ("LLZO–2 wt.% Li3BO3", LLZO, (("Li3BO3", 2.0, "wt%"),)),
        ("Li7La3Zr2O12 with 1 wt% Al2O3 and 2 mol% Li2O", LLZO, (("Al2O3", 1.0, "wt%"), ("Li2O", 2.0, "mol%"))), ("1 mol% Al2O3-added 8YSZ", "ZrO2", (("Al2O3", 1.0, "mol%"),)),
        ("Al2O3-coated LiCoO2", "LiCoO2", (("Al2O3", None, None),)), ("LATP with LiF additive", "LiTi2P3O12", (("LiF", None, None),)),
        ("Li7La3Zr2O12 + 5 vol% MgO", LLZO, (("MgO", 5.0, "vol%"),)),
    ],
)  # fmt: skip
def test_additives(mention: str, host: str, additives: tuple[tuple[str, float | None, str | None], ...]) -> None:
    identity = identify(mention)
    assert (identity.formula, identity.host, identity.additives) == (None, host, additives)


@pytest.mark.parametrize(
    ("mention", "compound", "plane"),
    [
        ("Al2O3 (0001)", "Al2O3", "(0001)"), ("c-plane sapphire", "Al2O3-alpha", "(0001)"), ("Si (100)", "Si", "(100)"), ("(001)-oriented SrTiO3", "SrTiO3", "(001)"),
        ("GaN(0001)", "GaN", "(0001)"), ("Ca10(PO4)6(OH)2", "Ca5P3HO13", None), ("ZnO (11-20)", "ZnO", "(11-20)"), ("Li7La3Zr2O12 (1150)", LLZO, None),
    ],
)  # fmt: skip
def test_plane(mention: str, compound: str, plane: str | None) -> None:
    identity = identify(mention)
    assert (compound_id(identity), identity.plane) == (compound, plane)


@pytest.mark.parametrize(
    ("mention", "formula", "expected"),
    [
        ("LLZTO-2", "Li6.4La3Zr1.4Ta0.6O12", Identity("Li6.4La3Zr1.4Ta0.6O12", LLZO, ("Ta",))),
        ("LLZO", LLZO, Identity(LLZO)),
        ("S30N3", "Ce0.9Gd0.1O1.95", Identity("Ce0.9Gd0.1O1.95")),
        ("Al-doped LLZO", "Li6.25Al0.25La3Zr2O12", Identity("Li6.25La3Zr2Al0.25O12", LLZO, ("Al",))),
        ("BCY10", "Y10BC", Identity(None, "BaCeO3", ("Y",))),
        ("the barrier", "AlGaN", Identity()),
        ("Al-doped LZ", LLZO, Identity(None, LLZO, ("Al",))),
        ("cubic garnet", "Li7−xLa3Zr2−xTaxO12", Identity(None, None, phase="cubic")),
    ],
)  # fmt: skip
def test_formula_of_the_paper(mention: str, formula: str, expected: Identity) -> None:
    assert identify(mention, formula=formula) == expected


def test_phases_stay_apart() -> None:
    ids = {compound_id(identify(mention)) for mention in ("diamond", "graphite", "graphene", "carbon")}
    assert len(ids) == 4
    assert {phaseless_id(key) for key in ids if key} == {"C"}


WORDS = st.sampled_from(["Al", "-doped ", "LLZO", " with 2 wt% ", "(", ")", "cubic ", "α-", "Li7La3Zr2O12", "x = 0.6", "·", "–", "75", "Li2S", " glass", "(0001)", "oxide", ":", "SZ", "''", " "])


@given(st.one_of(st.text(max_size=250), st.lists(WORDS, max_size=12).map("".join)), st.one_of(st.none(), st.just("Al2O3"), st.text(max_size=20)))
def test_arbitrary_text_never_raises(mention: str, formula: str | None) -> None:
    identity = identify(mention, formula=formula)
    key = compound_id(identity)
    assert (key is None) == (identity.formula is None)
    if key is not None:
        assert phaseless_id(key) == identity.formula
