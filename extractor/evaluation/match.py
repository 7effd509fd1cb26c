"""When a record tells the same fact as a gold annotation."""

from __future__ import annotations

import re

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import is_formula, reduced_formula
from extractor.compounds.names import known_names
from extractor.evaluation.gold import GoldFact
from extractor.records import Record

VALUE_TOLERANCE = 0.01  # relative
TEMPERATURE_TOLERANCE = 1.0  # kelvin
_GENERIC = re.compile(
    r"\b(?:pure|undoped|dense|porous|sintered|bulk|solid|films?|layers?|pellets?|electrolytes?|anodes?|cathodes?|electrodes?|discs?|disks?|"
    r"ceramics?|samples?|composites?|membranes?|powders?|bars?|specimens?|the|a|an|conventional|crystals?|single|substrates?|transducers?|oxides? of|supports?|supported|barriers?|functional|interlayers?|coatings?|"
    r"tapes?|pastes?|inks?|tubes?|bod(?:y|ies)|compacts?|green|targets?|plates?|sheets?|rods?|materials?|phases?|compounds?|thin|thick|based|cermets?|slurr(?:y|ies)|glass(?:es)?|glass[- ]ceramics?|undoped|unsubstituted|unmodified|nano|microcrystalline|monocrystalline|polycrystalline|crystalline)\b",
    re.I,
)
_POLYMORPH = re.compile(r"^(?:[αβγδεκ]|[2346]H|3C|c|h|t|a|w|m|amorphous|cubic|tetragonal|hexagonal)[-–\s](?=[A-Za-z])")

_PLANE = re.compile(r"\s?\(\d{3,4}\)")


def same_value(record: Record, fact: GoldFact) -> bool:
    """Value, or both ends of a range, within one per cent; words alike."""
    if isinstance(fact.value, str):
        return isinstance(record.value, str) and _plain(record.value) == _plain(fact.value)
    if fact.value is not None:
        return isinstance(record.value, float) and _close(record.value, fact.value)
    return record.value is None and _close(record.low, fact.low) and _close(record.high, fact.high)


def _close(value: float | None, gold: float | None) -> bool:
    if value is None or gold is None:
        return value is None and gold is None
    return abs(value - gold) <= VALUE_TOLERANCE * max(abs(gold), 1e-300)


def _plain(name: str) -> str:
    name = re.sub("[−–‐‒—]", "-", _PLANE.sub("", _POLYMORPH.sub("", name.strip())))
    name = _GENERIC.sub(" ", re.sub(r"\(mol\s?%\)|\(wt\s?%\)", "", name))
    name = re.sub(r"(?<=[a-z]{3})s\b", "", name)  # plurals
    return re.sub(r"[\s()\[\]]+|(?<=[A-Za-z])-(?=[A-Za-z])", "", name).strip("-,").lower()


def _formula(name: str) -> str | None:
    name = _PLANE.sub("", _POLYMORPH.sub("", _GENERIC.sub(" ", name).strip())).strip()
    if name in SYMBOLS:
        return name
    if is_formula(name):
        return reduced_formula(name)
    known = known_names().formula(name)
    return reduced_formula(known) if known else None


_QUALIFIED = re.compile(r"^(?P<base>.+?)\s(?:\((?P<member>[xyz] = [\d.]+)\)|(?:with|containing|\+)\s(?P<additive>.+))$")


def _base(name: str | None, told: str) -> str | None:
    """The series or host of "Li7−xLa3Zr2−xTaxO12 (x = 0.4)", where the gold's own words say the x."""
    match = _QUALIFIED.match(name or "")
    if not match:
        return None
    number = re.search(r"[\d.]+", match["member"] or match["additive"])
    return match["base"] if number and re.search(rf"(?<![\d.]){re.escape(number.group())}(?!\.?\d)", told) else None


def same_material(name: str | None, formula: str | None, gold: list[str]) -> bool:
    """Whether a material is one of the gold names, by spelling or by composition."""
    if not gold:
        return True
    if name is None:
        return False
    if _plain(name) in {_plain(g) for g in gold}:
        return True
    formulas = {f for g in gold if (f := _formula(g))}
    return bool(formulas & {f for f in (formula, _formula(name)) if f})


def same_interface(record: Record, fact: GoldFact) -> bool:
    """Whether both sides agree, in either order."""
    if not fact.interface:
        return True
    if not record.interface or len(record.interface) != 2:
        return False
    first, second = record.interface
    others = [*fact.side_aliases, [], []]
    for upper, lower in _sides(fact.interface):
        for a, b in ((first, second), (second, first)):
            if same_material(a, None, [upper, *others[0]]) and same_material(b, None, [lower, *others[1]]):
                return True
    return False


def _sides(interface: list[str] | str) -> list[tuple[str, str]]:
    if isinstance(interface, list):
        return [(interface[0], interface[-1])] if len(interface) >= 2 else []
    parts = [part.strip() for part in interface.split("/")]
    splits = [("/".join(parts[:i]), "/".join(parts[i:])) for i in range(1, len(parts))]
    return [*splits, (parts[0], parts[-1])] if len(parts) >= 2 else []


def same_fact(record: Record, fact: GoldFact) -> bool:
    """Property, value (1 %), unit, material or interface, and temperature where gold has one."""
    if record.property != fact.property or not same_value(record, fact):
        return False
    if (record.unit or None) != (fact.unit or None):
        return False
    if fact.temperature is not None and (
        record.temperature is None or abs(record.temperature - fact.temperature) > TEMPERATURE_TOLERANCE
    ):
        return False
    if fact.interface:
        return same_interface(record, fact)
    if same_material(record.material, record.formula, fact.names):
        return True
    if record.sample and fact.sample and _plain(record.sample) == _plain(fact.sample):
        return True  # the paper's own label names the object, however its composition is written
    base = _base(record.material, f"{fact.quote} {fact.sample or ''}")
    return base is not None and same_material(base, None, fact.names)
