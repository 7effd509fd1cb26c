"""A paper's own acronyms of materials that nothing defines: "the NZTO pellets", "undoped LWO54"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import is_formula
from extractor.compounds.names import known_names
from extractor.quantities.units import unit_at

_TOKEN = r"(?:\d{1,2})?[A-Z][A-Za-z]?[A-Za-z0-9]{0,3}(?:\.\d{1,3})?[A-Z][A-Za-z0-9]{0,6}(?!\.\d)"
_NOUN = r"(?:pellets?|ceramics?|samples?|specimens?|electrolytes?|powders?|films?|membranes?|perovskites?|garnets?|cathodes?|anodes?|composites?|layers?|dis[ck]s?|bars?|tubes?|sheets?|tapes?|glass(?:es)?|phases?|lattice|grains?|bod(?:y|ies)|compacts?|sintered|crystals?|interfaces?|substrates?)"
_FOLLOWED = re.compile(rf"(?<![\w–/.−-])({_TOKEN})(?:\s{_NOUN}\b|\s\(x\s?=|\s\(\d+(?:\.\d+)?\s?%)")
_PRECEDED = re.compile(rf"\b(?:[Uu]ndoped|[Dd]oped|[Cc]o-doped|[Ss]intered|[Dd]ense|[Pp]ure|[Cc]rystalline|conductivit(?:y|ies) of|density of|grains of|pellets of|[Dd]ensif(?:y|ies|ication of)|energ(?:y|ies) of|powders? of|electrolyte of)\s(?:the\s)?({_TOKEN})(?![\w/-])")

#: What exhibits a conductivity is a material, whatever it is called: "DHCSE@PIL exhibits", "I-EPE0.15 shows".
_CONDUCTS = re.compile(
    r"(?<![\w–/.−@-])((?=[\w@/.-]*[A-Z][\w@/.-]*[A-Z])[A-Z0-9][A-Za-z0-9]*(?:\.\d+)?(?:[-–@/][A-Za-z0-9]+(?:\.\d+)?)*)\s(?:(?:solid |gel |polymer |composite )*electrolytes?\s|membranes?\s|\w+ly\s)?"
    r"(?:exhibit|achiev|deliver|display|show|possess|demonstrat|present|reach|ha[sd]|offer)\w*\s[^.;]{0,90}conductivit"
)


def unknown_acronyms(texts: Iterable[str]) -> set[str]:
    """Acronyms that a paper uses as the name of something sintered, dense or conducting.

    >>> sorted(unknown_acronyms(["The undoped NZTO pellets were dense.", "SEM images and XRD patterns"]))
    ['NZTO']
    """
    found: Counter[str] = Counter()
    for text in texts:
        for pattern in (_FOLLOWED, _PRECEDED, _CONDUCTS):
            found.update(match.group(1) for match in pattern.finditer(text))
    return {name for name in found if _may_be_material(name)}


def _may_be_material(name: str) -> bool:
    if name.rstrip("s") in known_names().no_materials or len(name) < 3 or name in SYMBOLS or means_something_else(name):
        return False
    if re.fullmatch(r"(?:(?:Si|As|Se|Ge|[BCNOPSHFVW])\d{0,2})*(?:Si|As|Se|Ge|[BCNOPSHFVW])(?:\d|x)(?:[A-Z]\d?)*", name):
        return False  # "PO4", "NH3", "NOx"
    if re.fullmatch(r"[A-Z]{1,3}s|[ABMXZR]{1,2}(?:O|X)\d?", name):
        return False  # "NPs"; the "ABO3" of a structure
    return sum(c.isupper() for c in name) >= 2


def means_something_else(name: str) -> bool:
    """Whether a name that nothing in the paper defines is a formula, a known material, a method or a unit."""
    known, unit = known_names(), unit_at(name, 0)
    return name in known.no_materials or is_formula(name) or known.pattern.fullmatch(name) is not None or (unit is not None and unit.end == len(name))
