"""Families: names and abbreviations whose composition the paper decides, with what they rest on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.nomenclature import plain_name
from extractor.compounds.phases import spelled

_RESOURCE = Path(__file__).parents[1] / "resources" / "families.yaml"


@dataclass(frozen=True, slots=True)
class Family:
    """The undoped compound, if it is one; what dopes it; the phase that the name tells."""

    host: str | None
    dopants: tuple[str, ...] = ()
    phase: str | None = None


@cache
def families() -> dict[str, Family]:
    """Families by abbreviation (as written) or name (in the spelling of `plain_name`)."""
    data = yaml.safe_load(_RESOURCE.read_text(encoding="utf-8"))
    return {_key(name): Family(entry["host"], tuple(entry.get("dopants", ())), entry.get("phase")) for name, entry in data.items()}


def _key(name: str) -> str:
    """Abbreviations keep their case, since "PSZ" is one and "psz" none; names do not."""
    return name if re.search("[A-Z].*[A-Z]", name) else plain_name(name)


_STABILISED_ZIRCONIA = re.compile(r"(?:\d{1,2}(?:\.\d)?)?((?:[A-Z][a-z]?\d{0,2}){1,2})SZ")
#: "8YSZ", "GDC20", "LLZTO-2": a share or a sample's label around an abbreviation.
_LABELLED = re.compile(r"(?:\d{1,2}(?:\.\d)?(?: ?mol ?%)? ?-?)?(?P<name>[A-Z][A-Za-z'-]*?[A-Za-z])s?(?:-?\d{1,4}[a-z]?|-[A-Z]?\d{0,4}[A-Z]?)?")


def family(text: str) -> Family | None:
    """The family that a text names; None if it names none.

    >>> family("8YSZ"), family("LLZTO-2").host, family("10Sc1CeSZ").dopants, family("XRD")
    (Family(host='ZrO2', dopants=('Y2O3',), phase=None), 'Li7La3Zr2O12', ('Sc', 'Ce'), None)
    """
    known = families()
    plain = spelled(text)
    labelled = _LABELLED.fullmatch(plain)
    for key in (plain, plain_name(plain), labelled["name"] if labelled else ""):
        if key in known:
            return known[key]
    zirconia = _STABILISED_ZIRCONIA.fullmatch(text)
    symbols = re.findall(r"[A-Z][a-z]?", zirconia[1]) if zirconia else []
    return Family("ZrO2", tuple(symbols)) if symbols and SYMBOLS.issuperset(symbols) else None
