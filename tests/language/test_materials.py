"""Materials and the paper's own abbreviations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.language import load_pipeline
from extractor.language.acronyms import unknown_acronyms
from extractor.language.materials import find_abbreviations, find_materials


@pytest.mark.parametrize(
    ("text", "materials"),
    [
        ("Ta-doped LLZO and Li7La3Zr2O12 on sapphire", [("Ta-doped LLZO", None), ("Li7La3Zr2O12", "Li7La3Zr2O12"), ("sapphire", "Al2O3")]),
        ("the Al/Si interface", [("Al", "Al"), ("Si", "Si")]),
        ("a gold film on silicon", [("gold", "Au"), ("silicon", "Si")]),
        ("yttria-stabilized zirconia (YSZ)", [("yttria-stabilized zirconia", None), ("YSZ", None)]),
        ("La0.6Sr0.4CoO3−δ (LSC)", [("La0.6Sr0.4CoO3−δ", "Sr0.4La0.6CoO3"), ("LSC", None)]),
        ("the NiO–GDC anode", [("NiO–GDC", None)]),
        ("the NiO–ScCeSZ anode", [("NiO–ScCeSZ", None)]),
        ("discs of Al2O3/8YSZ were", [("Al2O3", "Al2O3"), ("8YSZ", None)]),
        ("erbia-stabilized bismuth oxide", [("erbia-stabilized bismuth oxide", None)]),
        ("NiO doped with Ce was", [("NiO doped with Ce", None)]),
        ("ceria doped with gadolinia and samaria was", [("ceria doped with gadolinia and samaria", None)]),
        ("zirconia doped with 8 mol% Y2O3 was", [("zirconia doped with 8 mol% Y2O3", None)]),
        ("20 mol% Gd-doped CeO2 was", [("20 mol% Gd-doped CeO2", None)]),
        ("hexagonal boron nitride (h-BN)", [("hexagonal boron nitride", "BN"), ("h-BN", "BN")]),
        ("a pellet (Al2O3) in", [("Al2O3", "Al2O3")]),
        ("Li7−xLa3Zr2−xTaxO12 with x = 0.6", [("Li7−xLa3Zr2−xTaxO12", None)]),
        ("no materials in this work. As shown, I was there.", []),
        ("Li+ ions, O2 gas, CO2 and H2O", []),
        ("J. B. Smith used SEM, XRD, TEM and EIS (USA).", []),
        ("8 mol% Y2O3-stabilized ZrO2", [("8 mol% Y2O3-stabilized ZrO2", None)]),
        ("Gd-doped ceria was", [("Gd-doped ceria", None)]),
        ("51 for Pb. The sample", [("Pb", "Pb")]),
        ("the sample of W. Smith", []),
        ("G was 60 MW/m2 K. Ni films are", [("Ni", "Ni")]),
        ("by J. W Smith", []),
        ("lead on diamond", [("lead", "Pb"), ("diamond", "C")]),
        ("because lead has no phonons", [("lead", "Pb")]),
        ("defects which lead on average to; this can lead and will lead to", []),
        ("lead zirconate", [("lead zirconate", None)]),
        ("Al on polymer brushes", [("Al", "Al"), ("polymer brushes", None)]),
        ("the SDC–carbonate pellets", [("SDC–carbonate", None)]),
        ("BICUVOX.10 has", [("BICUVOX.10", None)]),
        ("we used BICUVOX. It", [("BICUVOX", None)]),
    ],
)
def test_find_materials(text: str, materials: list[tuple[str, str | None]]) -> None:
    assert [(m.text, m.formula) for m in find_materials(text)] == materials


@pytest.mark.parametrize(
    ("text", "short", "formula"),
    [
        ("La0.6Sr0.4CoO3−δ (LSC) was used", "LSC", "Sr0.4La0.6CoO3"), ("LSC (La0.6Sr0.4CoO3−δ) was used", "LSC", "Sr0.4La0.6CoO3"),
        ("lithium lanthanum zirconium oxide (LLZO) is", "LLZO", None), ("Li1.3Al0.3Ti1.7(PO4)3 (hereafter LATP) is", "LATP", "Li1.3Ti1.7Al0.3P3O12"),
        ("BaZr0.8Y0.2O3−δ (BZY20) was", "BZY20", "BaY0.2Zr0.8O3"), ("Li6.4La3Zr1.4Ta0.6O12, denoted as LLZTO-1, was", "LLZTO-1", "Li6.4La3Zr1.4Ta0.6O12"),
        ("Ce0.9Gd0.1O1.95 (GDC10) was", "GDC10", "Ce0.9Gd0.1O1.95"),
        ("Ce0.8Sm0.2O1.9 (SDC) was", "SDC", "Ce0.8Sm0.2O1.9"),
    ],
)
def test_find_abbreviations(text: str, short: str, formula: str | None) -> None:
    assert {(a.short, a.formula) for a in find_abbreviations(text)} == {(short, formula)}


@pytest.mark.parametrize("text", ["Al2O3 was studied (SEM)", "scanning electron microscopy (SEM)", "sintered in air (Fig. 3)", "Li10GeP2S12 (Aldrich)", ""])
def test_no_abbreviation(text: str) -> None:
    assert list(find_abbreviations(text)) == []


def test_abbreviation_of_the_paper_is_a_material() -> None:
    abbreviations = {a.short: a for a in find_abbreviations("BaZr0.8Y0.2O3−δ (BZY20) was made.")}
    (mention,) = find_materials("The conductivity of BZY20 was high.", abbreviations)
    assert (mention.text, mention.formula) == ("BZY20", "BaY0.2Zr0.8O3")


def test_doped_variant_of_an_abbreviation_is_a_material_of_its_own() -> None:
    abbreviations = {a.short: a for a in find_abbreviations("BaZr0.8Y0.2O3−δ (BZY20) was made.")}
    assert [m.text for m in find_materials("Ni-BZY20 and In-BZY20 against BZY20", abbreviations)] == ["Ni-BZY20", "In-BZY20", "BZY20"]


@pytest.mark.parametrize(
    ("text", "acronyms"),
    [
        ("The undoped NZTO pellets were dense.", {"NZTO"}), ("Longer firing does not densify LLCZN any more.", {"LLCZN"}), ("it reached LWMO (92.3%) and", {"LWMO"}), ("in BCFN (x = 0.1) the", {"BCFN"}),
        ("the SEM (12% of the) and XRD (x = 3)", set()), ("FTIR spectra, the JEOL microscope", set()),
    ],
)
def test_unknown_acronyms(text: str, acronyms: set[str]) -> None:
    assert unknown_acronyms([text]) == acronyms


def test_pipeline_marks_materials_and_quantities() -> None:
    doc = load_pipeline()("The conductivity of Li7La3Zr2O12 was 3.2×10−4 S cm−1 at 25 °C.")
    assert [(e.text, e.label_, e._.formula) for e in doc.ents] == [("Li7La3Zr2O12", "MATERIAL", "Li7La3Zr2O12")]
    assert [span.text for span in doc.spans["quantities"]] == ["3.2×10−4 S cm−1", "25 °C"]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("LiAlOTaxδ0123.()-−/ doped%")), max_size=100))
def test_arbitrary_text_never_raises(text: str) -> None:
    position = 0
    for mention in find_materials(text):
        assert position <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        position = mention.end
    list(find_abbreviations(text))


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("x = 0.1 (denoted as LY0.1ZP) of Li1+xYxZr2−x(PO4)3", None, None),
        ("Li1.1Y0.1Zr1.9(PO4)3 (denoted as LY0.1ZP) was", "LY0.1ZP", "Li1.1Y0.1Zr1.9(PO4)3"),
        ("an encapsulated gel polymer electrolyte (EGPE) is made", "EGPE", "an encapsulated gel polymer electrolyte"),
        ("in situ polymerized solid electrolyte (PDTE) is obtained", "PDTE", "in situ polymerized solid electrolyte"),
    ],
)
def test_names_with_a_point_or_by_function(text: str, short: str | None, long: str | None) -> None:
    found = {a.short: a.long for a in find_abbreviations(text)}
    assert found.get(short or "") == long
    assert "LY0" not in found


def test_a_class_is_no_name() -> None:
    assert not list(find_abbreviations("Solid polymer electrolytes (SPEs) and a solid electrolyte interphase (SEI)"))


@pytest.mark.parametrize(
    ("text", "materials"),
    [
        ("the Li−Al−Ti−P−O−N film", ["Li−Al−Ti−P−O−N"]),
        ("a long Mg-Mg distance", []),
        ("a Cu-Cu joint", ["Cu-Cu"]),
        ("NVP@C and Te91@LPSC-350 cells", ["NVP@C", "Te91@LPSC-350"]),
    ],
)
def test_atoms_and_coated_ones(text: str, materials: list[str]) -> None:
    assert [m.text for m in find_materials(text)] == materials


@pytest.mark.parametrize(("text", "materials"), [("Li6PS5Cl argyrodite", ["Li6PS5Cl"]), ("the NASICON Li1.3Al0.3Ti1.7(PO4)3", ["Li1.3Al0.3Ti1.7(PO4)3"]), ("argyrodite solids", ["argyrodite"])])
def test_a_structure_beside_its_compound(text: str, materials: list[str]) -> None:
    assert [m.text for m in find_materials(text)] == materials


def test_what_exhibits_a_conductivity_has_a_name() -> None:
    texts = ["DHCSE@PIL exhibits an ionic conductivity of 1 mS/cm", "As-prepared I-EPE0.15 shows a conductivity", "XRD shows that the phase conducts"]
    assert unknown_acronyms(texts) == {"DHCSE@PIL", "I-EPE0.15"}


def test_a_name_by_function_behind_another_blank() -> None:
    assert [a.short for a in find_abbreviations("a gel polymer electrolyte\u00a0(EGPE) is made")] == ["EGPE"]
