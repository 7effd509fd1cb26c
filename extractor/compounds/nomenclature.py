"""Systematic names of inorganic compounds to formulas, by the charges of their ions.

Only names that mean one composition: a cation with several charges needs its Roman numeral or a
multiplicative prefix. IUPAC Red Book 2005 (stoichiometric names, IR-5), and the older "-ia" oxides.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from math import gcd

import periodictable

from extractor.compounds.elements import NONMETALS, SYMBOLS
from extractor.compounds.formula import composition, reduced_formula

#: Cations that have one charge in their compounds.
_CHARGES = {
    **dict.fromkeys(["Li", "Na", "K", "Rb", "Cs", "Ag"], 1),
    **dict.fromkeys(["Be", "Mg", "Ca", "Sr", "Ba", "Ra", "Zn", "Cd"], 2),
    **dict.fromkeys(["Al", "Ga", "In", "Sc", "Y", "La", "Nd", "Gd", "Dy", "Ho", "Er", "Lu", "B"], 3),
    **dict.fromkeys(["Zr", "Hf", "Th", "Si"], 4),
}
#: Anions: formula and charge. "-ate" of a metal is left out where several are common.
_ANIONS = {
    "oxide": ("O", 2), "sulfide": ("S", 2), "selenide": ("Se", 2), "telluride": ("Te", 2), "nitride": ("N", 3), "phosphide": ("P", 3),
    "arsenide": ("As", 3), "antimonide": ("Sb", 3), "carbide": ("C", 4), "fluoride": ("F", 1), "chloride": ("Cl", 1), "bromide": ("Br", 1), "iodide": ("I", 1),
    "hydride": ("H", 1), "peroxide": ("O2", 2), "hydroxide": ("OH", 1), "carbonate": ("CO3", 2), "hydrogencarbonate": ("HCO3", 1), "nitrate": ("NO3", 1),
    "nitrite": ("NO2", 1), "sulfate": ("SO4", 2), "sulfite": ("SO3", 2), "phosphate": ("PO4", 3), "orthophosphate": ("PO4", 3), "metaphosphate": ("PO3", 1),
    "pyrophosphate": ("P2O7", 4), "orthosilicate": ("SiO4", 4), "metasilicate": ("SiO3", 2), "chlorate": ("ClO3", 1), "perchlorate": ("ClO4", 1),
    "chlorite": ("ClO2", 1), "bromate": ("BrO3", 1), "iodate": ("IO3", 1), "amide": ("NH2", 1), "imide": ("NH", 2), "borohydride": ("BH4", 1),
    "tetrafluoroborate": ("BF4", 1), "hexafluorophosphate": ("PF6", 1), "cyanide": ("CN", 1), "thiocyanate": ("SCN", 1),
    "permanganate": ("MnO4", 1), "chromate": ("CrO4", 2), "dichromate": ("Cr2O7", 2), "orthoborate": ("BO3", 3), "metaborate": ("BO2", 1), "tetraborate": ("B4O7", 2),
    "molybdate": ("MoO4", 2), "tungstate": ("WO4", 2), "oxalate": ("C2O4", 2), "azide": ("N3", 1), "metaaluminate": ("AlO2", 1), "niobate": ("NbO3", 1),
    "tantalate": ("TaO3", 1),
}  # fmt: skip
#: Anions without a fixed charge: the prefix alone tells their number ("cerium hexaboride").
_COUNTED = {"boride": "B", "silicide": "Si", "germanide": "Ge", "aluminide": "Al"}
#: Perovskites named as salts, with these cations; other titanates and stannates have several compositions.
_PEROVSKITE_CATIONS = frozenset({"Ca", "Sr", "Ba", "Pb"})
_PEROVSKITES = {"titanate": "TiO3", "zirconate": "ZrO3", "hafnate": "HfO3", "stannate": "SnO3", "cerate": "CeO3"}
#: Anions that form one compound, balanced in charge, with these cations only: ZrN is zirconium nitride, both GaSe
#: and Ga2Se3 gallium selenide, La2Mo2O9 and La2Mo3O12 lanthanum molybdate.
_ONE_COMPOUND = {
    **dict.fromkeys(["nitride", "phosphide", "arsenide"], frozenset(_CHARGES) - {"Zr", "Hf", "Th"}),
    "antimonide": frozenset(_CHARGES) - {"Zr", "Hf", "Th", "Zn", "Cd"},
    "hydride": frozenset({"Li", "Na", "K", "Rb", "Cs", "Be", "Mg", "Ca", "Sr", "Ba", "Al"}),
    "carbide": frozenset({"Be", "Al", "Si", "Zr", "Hf"}),
    **dict.fromkeys(["sulfide", "selenide", "telluride"], frozenset(_CHARGES) - {"Ga", "In", "Si", "Th"}),
    **dict.fromkeys(["niobate", "tantalate", "peroxide"], frozenset(m for m, charge in _CHARGES.items() if charge == 1)),
    **dict.fromkeys(["molybdate", "tungstate", "chromate"], frozenset(m for m, charge in _CHARGES.items() if charge < 3)),
    "phosphate": frozenset({"Li", "Al", "Ga", "In", "B", "Sc", "Y", "La", "Nd", "Gd", "Dy", "Ho", "Er", "Lu", "Ag"}),
}  # fmt: skip
#: Highest charge of the other metals in what a prefix counts: "bismuth trioxide" is Bi2O3, "tungsten trioxide" WO3.
_HIGHEST = {
    **_CHARGES,
    **dict.fromkeys(["Fe", "Co", "Ni", "Sm", "Eu", "Yb", "Tm", "Pm", "Rh", "Au", "Tl"], 3),
    **dict.fromkeys(["Ti", "Ce", "Pr", "Tb", "Ge", "Sn", "Pb", "Mn", "Ir", "Pt", "Pd"], 4),
    **dict.fromkeys(["V", "Nb", "Ta", "As", "Sb", "Bi"], 5),
    **dict.fromkeys(["Cr", "Mo", "W", "U", "Te"], 6),
    **dict.fromkeys(["Re", "Tc"], 7), **dict.fromkeys(["Os", "Ru"], 8), "Cu": 2,
}
_PREFIXES = {"mono": 1, "di": 2, "tri": 3, "tetra": 4, "penta": 5, "hexa": 6, "hepta": 7, "octa": 8, "nona": 9, "deca": 10}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
#: Oxides by their older names.
OXIDE_WORDS = {
    "alumina": "Al2O3", "silica": "SiO2", "zirconia": "ZrO2", "hafnia": "HfO2", "titania": "TiO2", "magnesia": "MgO", "calcia": "CaO", "strontia": "SrO", "baria": "BaO",
    "ceria": "CeO2", "yttria": "Y2O3", "lanthana": "La2O3", "gadolinia": "Gd2O3", "samaria": "Sm2O3", "scandia": "Sc2O3", "ytterbia": "Yb2O3", "erbia": "Er2O3",
    "dysprosia": "Dy2O3", "neodymia": "Nd2O3", "europia": "Eu2O3", "lutetia": "Lu2O3", "holmia": "Ho2O3", "thoria": "ThO2", "urania": "UO2", "chromia": "Cr2O3",
    "gallia": "Ga2O3", "beryllia": "BeO", "boria": "B2O3",
}  # fmt: skip
#: Names whose composition custom fixes where charges do not.
CUSTOMARY = {
    "water": "H2O", "ammonia": "NH3", "methane": "CH4", "carbon dioxide": "CO2", "carbon monoxide": "CO", "sulfur dioxide": "SO2", "sulfur trioxide": "SO3",
    "nitrous oxide": "N2O", "hydrogen sulfide": "H2S", "hydrogen chloride": "HCl", "hydrogen fluoride": "HF", "phosphorus pentasulfide": "P2S5",
    "phosphorus pentoxide": "P2O5", "phosphoric acid": "H3PO4", "nitric acid": "HNO3", "sulfuric acid": "H2SO4", "ammonium chloride": "NH4Cl",
    "ammonium dihydrogen phosphate": "NH4H2PO4", "diammonium hydrogen phosphate": "(NH4)2HPO4", "boric acid": "H3BO3", "boron carbide": "B4C", "titanium nitride": "TiN",
    "titanium carbide": "TiC", "zirconium nitride": "ZrN", "hafnium nitride": "HfN", "tungsten carbide": "WC", "tantalum carbide": "TaC", "lithium cobalt oxide": "LiCoO2",
    "lithium iron phosphate": "LiFePO4", "lithium aluminate": "LiAlO2", "magnesium aluminate": "MgAl2O4", "lanthanum aluminate": "LaAlO3", "lanthanum zirconate": "La2Zr2O7",
    "gadolinium zirconate": "Gd2Zr2O7", "yttrium aluminum garnet": "Y3Al5O12", "yttrium iron garnet": "Y3Fe5O12", "gadolinium gallium garnet": "Gd3Ga5O12", "bismuth ferrite": "BiFeO3",
    "cobalt ferrite": "CoFe2O4", "nickel ferrite": "NiFe2O4", "zinc ferrite": "ZnFe2O4", "barium hexaferrite": "BaFe12O19", "bismuth telluride": "Bi2Te3",
    "antimony telluride": "Sb2Te3", "bismuth selenide": "Bi2Se3", "lead telluride": "PbTe", "lead selenide": "PbSe", "lead sulfide": "PbS", "germanium telluride": "GeTe",
}  # fmt: skip
_NAME = re.compile(r"(?:(mono|di|tri|tetra|penta|hexa)?-?(?P<metal>[a-z]+)) ?(?:\((?P<charge>[ivx]+|\d\+)\))? (?P<anion>[a-z]+)")
_HYDRATE = re.compile(r"(?P<salt>.+?) (?P<count>mono|di|tri|tetra|penta|hexa|hepta|octa|nona|deca)hydrate")


@cache
def element_symbols() -> dict[str, str]:
    """Names of the elements, in the spelling of `plain_name`, to their symbols."""
    return {plain_name(e.name): e.symbol for e in periodictable.elements if e.symbol in SYMBOLS}


def plain_name(name: str) -> str:
    """One spelling of a name: lower case, IUPAC's "sulf-", "aluminum", "cesium", one blank between words.

    >>> plain_name("Aluminium  Sulphide")
    'aluminum sulfide'
    """
    plain = re.sub(r"[\s_]+", " ", re.sub("[‐‑–−]", "-", name)).strip().lower()
    return plain.replace("sulph", "sulf").replace("aluminium", "aluminum").replace("caesium", "cesium")


@lru_cache(8192)
def named_formula(name: str) -> str | None:
    """Reduced formula of a systematic name; None if unknown or if the name leaves the composition open.

    >>> [named_formula(n) for n in ("lithium carbonate", "zirconium(IV) oxide", "titanium dioxide", "yttria", "iron oxide")]
    ['Li2CO3', 'ZrO2', 'TiO2', 'Y2O3', None]
    """
    plain = re.sub(r" ?\((?=[ivx]+\))", "(", plain_name(name))
    if plain in element_symbols():
        return element_symbols()[plain]
    if plain in OXIDE_WORDS or plain in CUSTOMARY:
        return reduced_formula(OXIDE_WORDS.get(plain) or CUSTOMARY[plain])
    hydrate = _HYDRATE.fullmatch(plain)
    if hydrate:
        salt = named_formula(hydrate["salt"])
        return reduced_formula(f"{salt}·{_PREFIXES[hydrate['count']]}H2O") if salt else None
    match = _NAME.fullmatch(plain)
    metal = element_symbols().get(match["metal"]) if match else None
    if match is None or metal is None or (metal in NONMETALS):
        return None
    return _salt(metal, match[1], match["charge"], match["anion"])


def _salt(metal: str, cation_prefix: str | None, charge: str | None, anion_word: str) -> str | None:
    if anion_word in _PEROVSKITES:
        return reduced_formula(f"{metal}{_PEROVSKITES[anion_word]}") if metal in _PEROVSKITE_CATIONS and not cation_prefix else None
    for stem, symbol in _COUNTED.items():
        if anion_word.endswith(stem) and (count := _PREFIXES.get(anion_word.removesuffix(stem))):
            return None if cation_prefix or charge else reduced_formula(f"{metal}{symbol}{count}")
    anion_prefix, anion = _anion(anion_word)
    if anion is None:
        return None
    formula, negative = anion
    if anion_prefix or cation_prefix:
        anions = _PREFIXES.get(anion_prefix or "", 1)
        cations = _PREFIXES[cation_prefix] if cation_prefix else 1 if anions * negative <= _HIGHEST.get(metal, 0) else 2
        if cation_prefix is None and cations == anions == 2:
            return None  # "magnesium dioxide" is the peroxide, if anything
        if anions * negative > cations * _HIGHEST.get(metal, 0) or (metal in _CHARGES and anions * negative != cations * _CHARGES[metal]):
            return None
        return reduced_formula(f"{metal}{cations}({formula}){anions}")
    positive = _roman(charge) if charge else _CHARGES.get(metal)
    if not positive or (charge and _CHARGES.get(metal, positive) != positive):
        return None
    if charge is None and metal not in _ONE_COMPOUND.get(anion_word, _CHARGES):
        return None
    common = gcd(positive, negative)
    return reduced_formula(f"{metal}{negative // common}({formula}){positive // common}")


def _anion(word: str) -> tuple[str | None, tuple[str, int] | None]:
    """Multiplicative prefix and anion of a word such as "dioxide" or "carbonate"."""
    if word in _ANIONS:
        return None, _ANIONS[word]
    for prefix in _PREFIXES:
        for stem in (prefix, prefix.removesuffix("a"), prefix.removesuffix("o")):
            if word.startswith(stem) and (rest := word.removeprefix(stem)) in _ANIONS and len(composition(_ANIONS[rest][0]) or ()) == 1:
                return prefix, _ANIONS[rest]
    return None, None


def _roman(charge: str) -> int | None:
    return _ROMAN.get(charge, int(charge[0]) if charge[0].isdigit() else None)


def is_chemical_word(word: str) -> bool:
    """Whether a word (in the spelling of `plain_name`) means an element, an ion or an oxide by itself.

    >>> is_chemical_word("sulfite"), is_chemical_word("trioxide"), is_chemical_word("zirconlum")
    (True, True, False)
    """
    return word in element_symbols() or word in OXIDE_WORDS or word in _PEROVSKITES or _anion(word)[1] is not None
