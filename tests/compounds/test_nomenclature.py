"""Systematic names: one composition or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compounds.nomenclature import named_formula


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("lithium carbonate", "Li2CO3"), ("Dilithium carbonate", "Li2CO3"), ("lithium peroxide", "LiO"), ("barium peroxide", None), ("aluminium nitride", "AlN"), ("silicon nitride", "Si3N4"),
        ("iron(III) oxide", "Fe2O3"), ("iron oxide", None), ("cerium oxide", None), ("cerium dioxide", "CeO2"), ("cerium hexaboride", "CeB6"), ("molybdenum disilicide", "Si2Mo"),
        ("vanadium pentoxide", "V2O5"), ("bismuth trioxide", "Bi2O3"), ("tungsten trioxide", "WO3"), ("molybdenum disulphide", "MoS2"), ("magnesium dioxide", None),
        ("barium titanate", "BaTiO3"), ("magnesium titanate", None), ("zirconium nitride", "ZrN"), ("lanthanum titanate", None), ("boron carbide", "B4C"), ("gallium selenide", None), ("lanthanum molybdate", None), ("calcium phosphate", None),
        ("yttrium hydride", None), ("zinc antimonide", None), ("calcium tungstate", "CaWO4"), ("lead titanate", "TiPbO3"), ("zirconium carbide", "ZrC"), ("calcium niobate", None),
        ("lithium titanate", None), ("lanthanum zirconate", "La2Zr2O7"), ("lithium thiophosphate", None), ("lithium niobate", "LiNbO3"), ("calcium carbide", None),
        ("lithium sulfate monohydrate", "Li2H2SO5"), ("lithium sulfite", "Li2SO3"), ("lithium sulfide", "Li2S"), ("sodium chlorate", "NaClO3"), ("sodium chloride", "NaCl"),
        ("potassium chloride", "KCl"), ("zirconium(II) oxide", None), ("lithium", "Li"), ("silicone", None), ("indium tin oxide", None), ("yttria", "Y2O3"),
        ("phosphorus pentasulfide", "P2S5"), ("lithium hexafluorophosphate", "LiPF6"), ("Caesium chloride", "CsCl"), ("", None),
    ],
)  # fmt: skip
def test_names(name: str, formula: str | None) -> None:
    assert named_formula(name) == formula


@given(st.text(max_size=60))
def test_arbitrary_names_never_raise(name: str) -> None:
    named_formula(name)
