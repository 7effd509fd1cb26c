"""Units as papers write them, to Pint; the one place where values are converted.

Prefixes and symbols follow the SI brochure (BIPM, 9th edition, 2019). A solidus divides by all that
follows it up to the next blank-separated factor with its own exponent ("W/m2K" is W m⁻² K⁻¹), as
papers use it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import pint

from extractor.quantities.numbers import SUPERSCRIPTS

UREG: pint.UnitRegistry[float] = pint.UnitRegistry()
UREG.formatter.default_format = "~C"

#: K; stands where a paper says only "room temperature" (IUPAC, standard ambient temperature).
ROOM_TEMPERATURE = 298.15
_PREFIXES = {
    "f": "femto", "p": "pico", "n": "nano", "μ": "micro", "µ": "micro", "u": "micro", "m": "milli", "c": "centi",
    "d": "deci", "h": "hecto", "k": "kilo", "M": "mega", "G": "giga", "T": "tera",
}
#: Symbol → (Pint name, prefixes that papers use with it).
_SYMBOLS: dict[str, tuple[str, str]] = {
    "S": ("siemens", "nμµmk"), "Ω": ("ohm", "mkMG"), "\u2126": ("ohm", "mkMG"), "ohm": ("ohm", "kM"), "Ohm": ("ohm", "kM"),
    "m": ("meter", "nμµumcdk"), "s": ("second", "fpnμµm"), "g": ("gram", "μµmk"), "Pa": ("pascal", "mhkMG"),
    "W": ("watt", "nμµmkMG"), "J": ("joule", "nμµmkM"), "eV": ("electron_volt", "mk"), "V": ("volt", "μµmk"),
    "A": ("ampere", "nμµm"), "K": ("kelvin", "m"), "bar": ("bar", "nμµmk"), "Hz": ("hertz", "mkMGT"),
    "mol": ("mole", "μµmk"), "L": ("liter", "μµm"), "l": ("liter", "μµm"), "N": ("newton", "mk"), "Torr": ("torr", "m"),
    "torr": ("torr", "m"), "Mpa": ("megapascal", ""), "MPA": ("megapascal", ""), "Gpa": ("gigapascal", ""), "cal": ("calorie", "k"), "atm": ("atmosphere", ""), "psi": ("psi", ""), "Å": ("angstrom", ""), "\u212b": ("angstrom", ""),
    "kelvin": ("kelvin", ""), "kelvins": ("kelvin", ""), "siemens": ("siemens", ""), "micron": ("micron", ""), "microns": ("micron", ""),
    "°C": ("degC", ""), "℃": ("degC", ""), "°F": ("degF", ""), "degC": ("degC", ""),
    "h": ("hour", ""), "hr": ("hour", ""), "hrs": ("hour", ""), "hour": ("hour", ""), "hours": ("hour", ""),
    "min": ("minute", ""), "mins": ("minute", ""), "minute": ("minute", ""), "minutes": ("minute", ""),
    "sec": ("second", ""), "second": ("second", ""), "seconds": ("second", ""), "day": ("day", ""), "days": ("day", ""),
    "week": ("week", ""), "weeks": ("week", ""), "d": ("day", ""), "month": ("month", ""), "months": ("month", ""),
    "yr": ("year", ""), "yrs": ("year", ""), "year": ("year", ""), "years": ("year", ""), "T": ("tesla", "nμµm"), "‰": ("permille", ""),
    "%": ("percent", ""), "%TD": ("percent", ""), "% TD": ("percent", ""), "%T.D.": ("percent", ""), "% T.D.": ("percent", ""), "%RD": ("percent", ""), "percent": ("percent", ""), "per cent": ("percent", ""), "ppm": ("ppm", ""),
}
#: "%" with one of these is a composition, not a plain share.
_WHOLE = r"(?:wt|mol|vol|at|mass|mole|weight|volume|atomic)"
_COMPOSITION = re.compile(rf"{_WHOLE}\s?\.?\s?%|%\s?\(?{_WHOLE}\b")
_DEGREE = re.compile(r"(?:°|º|˚|◦|∘|&#176;|\bdeg\.?|\bdegrees?\b|(?<=[\d\s])o(?=C(?![A-Za-z])))\s?(?:([CF])(?![A-Za-z])|(Celsius|Centigrade)\b)", re.I)
_EXPONENT = r"(?:\s?\^\s?[{(]?\s?[-−–‒]?\s?\d+(?:\.\d+)?[)}]?|[⁺⁻]?[¹²³⁴⁵⁶⁷⁸⁹]|\s?[-–‒]\s?[1-4](?!\d|\.\d)|\s?−\s?[1-4](?!\.\d)|[2-4](?!\d|\.\d))"
_GLUED = r"[A-Za-zμµΩ0-9−–‒\-⁻⁺¹²³⁴^]"
_LETTERS = re.compile(rf"[A-Za-z]+(?!{_GLUED})")
_GLUED_RUN = re.compile(rf"{_GLUED}*?[-−–⁻2]{_GLUED}*")


@cache
def _atoms() -> dict[str, str]:
    """Every written unit symbol, with prefixes, and its Pint name."""
    atoms: dict[str, str] = {}
    for symbol, (name, prefixes) in _SYMBOLS.items():
        atoms[symbol] = name
        for prefix in prefixes:
            atoms.setdefault(prefix + symbol, _PREFIXES[prefix] + name)
    return atoms


@cache
def _atom_pattern() -> re.Pattern[str]:
    names = sorted(_atoms(), key=len, reverse=True)
    symbols = "|".join(re.escape(name) for name in names)
    # with an exponent the next symbol may follow at once ("m2K"); without, no letter may follow
    return re.compile(rf"({symbols})(?:({_EXPONENT})(?![a-zα-ω]{{2}})|(?![A-Za-zα-ωΑ-Ω°]))")


@cache
def _glued_pattern() -> re.Pattern[str]:
    """Atoms written without a blank between: "Scm−1", "m2K", "Wm−2K−1"."""
    names = sorted((n for n in _atoms() if (len(n) <= 3 and n.isalpha()) or n == "Ω"), key=len, reverse=True)
    symbols = "|".join(re.escape(name) for name in names)
    return re.compile(rf"({symbols})({_EXPONENT}?)")


@dataclass(frozen=True, slots=True)
class ParsedUnit:
    """A unit found in text: `pint_unit` is its Pint expression, `end` where it stops."""

    text: str
    pint_unit: str
    end: int

    @property
    def dimensionality(self) -> str:
        return dimensionality(self.pint_unit)


@lru_cache(4096)
def dimensionality(pint_unit: str) -> str:
    """Pint's dimensionality as text, e.g. ``[length]``; ``dimensionless`` for pure numbers."""
    return str(UREG.Unit(pint_unit).dimensionality)


def _read_exponent(text: str | None) -> float:
    text = (text or "").translate(SUPERSCRIPTS)
    text = re.sub(r"[\s^{}()]", "", text).replace("−", "-").replace("–", "-").replace("‒", "-")
    return float(text) if text else 1.0


def _atom_at(text: str, position: int) -> tuple[str, str, float, int] | None:
    """(written, Pint name, exponent, end) of the unit symbol at `position`."""
    degree = _DEGREE.match(text, position)
    if degree:
        return degree.group(), "degF" if degree.group(1) in ("F", "f") else "degC", 1.0, degree.end()
    match = _atom_pattern().match(text, position) or _split_glued(text, position)
    if not match:
        return None
    return match.group(1), _atoms()[match.group(1)], _read_exponent(match.group(2)), match.end()


def _is_plain_word(text: str, position: int) -> bool:
    """Whether a run of letters, which nothing that units are glued to follows, is at once seen to be no unit: most words are."""
    word = _LETTERS.match(text, position)
    return word is not None and word.group() not in _atoms() and not word.group().lower().startswith(("deg", "oc", "per"))


def _split_glued(text: str, position: int) -> re.Match[str] | None:
    """A symbol glued to the next one, with an exponent in the run, accepted only if the whole run splits into symbols."""
    run = _GLUED_RUN.match(text, position)
    if not run:
        return None
    end = run.end()
    first = _glued_pattern().match(text, position, end)
    cursor = first.end() if first else position
    pieces = 0
    while first and cursor < end:
        following = _glued_pattern().match(text, cursor, end)
        if not following:
            return None
        cursor, pieces = following.end(), pieces + 1
    return first if pieces else None


#: What stands between two symbols of one unit.
_JOINT = re.compile(r"\s?[/∕⁄]\s?[(\[]?|\s?[·⋅∙•*×]\s?|\.(?=[A-Za-zμµΩ])|\s|-(?=[A-Za-z])|(?=[A-Za-zμµΩ])")
_PAIR_AFTER_BLANK = {
    # a bare symbol after a blank belongs to the unit only where units are really written so
    "kelvin": ("meter", "watt"), "meter": ("ohm", "watt", "kelvin"), "centimeter": ("ohm",), "watt": ("kelvin", "meter"),
}


def unit_at(text: str, position: int) -> ParsedUnit | None:
    """The unit expression that starts at `position`, as long as it can be.

    >>> unit_at("S cm−1 at", 0).pint_unit
    'siemens ** 1 * centimeter ** -1'
    >>> unit_at("MW/m2K", 0).pint_unit
    'megawatt ** 1 * meter ** -2 * kelvin ** -1'
    """
    if _is_plain_word(text, position) or _COMPOSITION.match(text, position):
        return None
    factors: list[tuple[str, float]] = []
    sign, cursor, end, depth = 1.0, position, position, 0
    while True:
        atom = _atom_at(text, cursor)
        if atom is None:
            break
        _, name, exponent, after = atom
        separator = text[end:cursor]
        if factors and separator.strip() == "" and separator and exponent == 1.0 and sign > 0 and not _may_follow(factors, name):
            break
        if name in ("degC", "degF") and factors and sign > 0:
            break
        if name == "millikelvin" and factors:
            # "W/mK" is per metre and kelvin
            factors.append(("meter", sign))
            name = "kelvin"
        elif not factors and _is_range(text, cursor, after, atom[0]):
            exponent, after = 1.0, cursor + len(atom[0])
        factors.append((name, sign * exponent if exponent > 0 else exponent))
        end = after
        if depth and end < len(text) and text[end] in ")]":
            end, depth, sign = end + 1, 0, 1.0
        step = _JOINT.match(text, end)
        if step is None:
            break
        token = step.group()
        if "/" in token or "∕" in token or "⁄" in token:
            sign, depth = -1.0, depth + (1 if token.strip()[-1] in "([" else 0)
        elif token.isspace() and not depth and sign < 0 and _explicit_exponent(text, step.end()):
            sign = 1.0
        cursor = step.end()
        if _is_time_or_temperature(factors) and token.isspace():
            following = _atom_at(text, cursor)
            if following is None or (following[2] >= 0 and not (name == "kelvin" and following[2] > 1)):
                break
    if not factors:
        return None
    return ParsedUnit(text[position:end], " * ".join(f"{name} ** {exponent:g}" for name, exponent in factors), end)


def _is_range(text: str, start: int, end: int, symbol: str) -> bool:
    """"1 h–2 h": what looks like an exponent is the other end of a range."""
    written = text[start + len(symbol) : end].strip()
    return written[:1] in tuple("-–‒‐") and re.match(rf"\s?{re.escape(symbol)}(?![A-Za-z])", text[end:]) is not None


def _explicit_exponent(text: str, position: int) -> bool:
    atom = _atom_at(text, position)
    return atom is not None and atom[2] != 1.0


def _is_time_or_temperature(factors: list[tuple[str, float]]) -> bool:
    return len(factors) == 1 and factors[0][0] in ("degC", "degF", "hour", "minute", "second", "day", "percent", "kelvin")


def _may_follow(factors: list[tuple[str, float]], name: str) -> bool:
    base = next((key for key in _PAIR_AFTER_BLANK if name.endswith(key)), None)
    return base is not None and any(
        factor.endswith(first) for factor, _ in factors for first in _PAIR_AFTER_BLANK[base]
    )


@lru_cache(4096)
def parse_unit(text: str) -> str | None:
    """The Pint expression of a unit string, or None if it is not wholly a unit.

    >>> parse_unit("S·cm⁻¹")
    'siemens ** 1 * centimeter ** -1'
    """
    text = text.strip()
    found = unit_at(text, 0)
    return found.pint_unit if found and found.end == len(text) else None


_NAMES = {"1": "dimensionless"}


def convert(value: float, pint_unit: str, target: str) -> float:
    """Convert between units of one dimension; °C counts as absolute temperature.

    A molar energy becomes an energy per particle (divided by the Avogadro constant, CODATA 2018),
    and a conductance per area a resistance (its reciprocal), where `target` asks for it.

    Raises pint.DimensionalityError if the dimensions do not fit, ZeroDivisionError for a zero
    conductance.
    """
    factor = _factor(pint_unit, target)
    if factor is None:
        return _by_pint(value, pint_unit, target)
    return float((1 / value if _relation(pint_unit, target) == "inverse" else value) * factor)


@lru_cache(4096)
def _factor(pint_unit: str, target: str) -> float | None:
    """What a value (or its reciprocal, of a reciprocal unit) is multiplied by; None for a scale with an offset, such as °C."""
    if _relation(pint_unit, target) == "same" and _by_pint(0.0, pint_unit, target) != 0.0:
        return None
    return _by_pint(1.0, pint_unit, target)


def _by_pint(value: float, pint_unit: str, target: str) -> float:
    quantity, unit = UREG.Quantity(value, _absolute(pint_unit)), _unit(target)
    match _relation(pint_unit, target):
        case "same":
            return float(quantity.to(unit).magnitude)
        case "molar":
            return float((quantity / UREG.Quantity(1, "avogadro_constant")).to(unit).magnitude)
        case "inverse":
            return float((1 / quantity).to(unit).magnitude)
    raise pint.DimensionalityError(quantity.units, unit)


@lru_cache(4096)
def _absolute(pint_unit: str) -> pint.Unit:
    return UREG.Unit(re.sub(r"^(degC|degF) \*\* 1$", r"\1", pint_unit))


@lru_cache(4096)
def _unit(target: str) -> pint.Unit:
    return UREG.Unit(_NAMES.get(target, target))


@lru_cache(4096)
def _relation(pint_unit: str, target: str) -> str | None:
    """How a unit is to another: of the same dimension, the same per mole, or its reciprocal."""
    here, unit = _absolute(pint_unit).dimensionality, _unit(target)
    if here == unit.dimensionality:
        return "same"
    if here == (unit * UREG.Unit("1/mol")).dimensionality:
        return "molar"
    return "inverse" if here == (1 / unit).dimensionality else None


def is_inverse(pint_unit: str, target: str) -> bool:
    """Whether `pint_unit` has the reciprocal dimension of `target` (conductance ↔ resistance)."""
    unit = UREG.Unit(_NAMES.get(target, target))
    here = UREG.Unit(pint_unit)
    return not unit.dimensionless and here.dimensionality == (1 / unit).dimensionality and here.dimensionality != unit.dimensionality


def compatible(pint_unit: str, target: str, *, inverse: bool = False) -> bool:
    """Whether `convert` can turn `pint_unit` into `target`; reciprocals only if `inverse`."""
    relation = _relation(pint_unit, target)
    if relation == "same" or _unit(target).dimensionless:
        return relation == "same"
    return relation == "molar" or (inverse and relation == "inverse")
