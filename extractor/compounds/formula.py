"""Chemical formulas as papers print them: fractions, brackets, doping variables, vacancies.

`scan_formula` says where a formula ends; `composition` turns one into amounts through
periodictable, which keeps fractions right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from math import gcd

import periodictable

from extractor.compounds.elements import ALLOYING, METALLOIDS, NONMETALS, PAULING, SYMBOLS

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-")
_DASHES = re.compile("[−–‒‐‑]")
_NUMBER = r"\d+(?:\.\d+)?|\.\d+"
_VARIABLE = r"(?:[xyzmnδ](?![a-z])|(?<=[-−–‒±])[αd](?![A-Za-z]))"
_TERM = rf"(?:(?:{_NUMBER})(?:/\d+(?![\d.]))?(?:{_VARIABLE})?|{_VARIABLE}(?:/\d)?)"
#: "Na3Zr2Si2PO12 + x Na2O" is a mixture: its x is no part of the amount before it.
_PARTED = rf"(?!\s\+\s(?:{_NUMBER})?{_VARIABLE}\s\(?[A-Z])"
_AMOUNT = re.compile(rf"(?:(?:{_NUMBER})?\(\s?{_TERM}(?:\s?[-−–+±]\s?{_TERM})+\s?\)|{_TERM})(?:{_PARTED}\s?[-−–‒+±]\s?(?:(?:{_NUMBER})?{_VARIABLE}(?:/\d)?))*")
_SYMBOL = re.compile(r"[A-Z][a-z]?")
_UNIT = re.compile(r"([A-Z][a-z]?)(0\.\d+|[1-9]\d*(?:\.\d+)?)?")
#: Letters that stand for one of several elements: "Li5La3M2O12 (M = Nb, Ta)".
PLACEHOLDERS = frozenset({"M", "Ln", "Me"})
MAX_SYMBOLS_WITHOUT_DIGITS = 4
#: No formula is longer; it bounds the work on hostile text.
MAX_LENGTH = 160
#: Three small letters are more than a symbol and its variable have.
_PLAIN_WORD = re.compile(r"[A-Z][a-z]{3}")
#: Amounts of an element that a composition may have; those below LEAST are written without exponent.
TINY, LEAST, MAX_AMOUNT = 1e-6, 1e-4, 999_999.0
_OPEN, _CLOSE = "([{", ")]}"


def _symbol_at(text: str, position: int) -> int | None:
    """End of the element symbol at `position`; two letters before one."""
    match = _SYMBOL.match(text, position)
    if not match:
        return None
    if match.group() in SYMBOLS or match.group() in PLACEHOLDERS:
        return match.end()
    return position + 1 if match.group()[0] in SYMBOLS or match.group()[0] in PLACEHOLDERS else None


def _amount_at(text: str, position: int) -> int:
    match = _AMOUNT.match(text, position)
    return match.end() if match else position


def _group_at(text: str, position: int, depth: int = 0) -> int | None:
    """End of the run of symbols, amounts and bracketed groups from `position`."""
    cursor, units = position, 0
    while cursor < len(text):
        character = text[cursor]
        if character in _OPEN and depth < 3:
            inner = _group_at(text, cursor + 1, depth + 1)
            if inner is None or inner >= len(text) or text[inner] not in _CLOSE:
                break
            cursor = _amount_at(text, inner + 1)
        elif character in ",/" and depth and units:
            following = _symbol_at(text, cursor + 1 + (text[cursor + 1 : cursor + 2] == " "))
            if following is None:
                break
            cursor += 1 + (text[cursor + 1 : cursor + 2] == " ")
            continue
        elif character in "·•" and units and not depth:
            hydrate = re.match(rf"[·•](?:{_NUMBER}|[xn])?\s?(?=[(A-Z])", text[cursor:])
            if not hydrate or (_symbol_at(text, cursor + hydrate.end()) is None and text[cursor + hydrate.end()] != "("):
                break
            cursor += hydrate.end()
            continue
        else:
            end = _symbol_at(text, cursor)
            if end is None:
                break
            cursor = _amount_at(text, end)
        units += 1
    return cursor if units else None


def scan_formula(text: str, position: int = 0) -> int | None:
    """Where the formula that starts at `position` ends, or None if none does.

    A formula ends at a word boundary; whether it stands for a material is `is_formula`'s question.

    >>> scan_formula("Li6.4La3Zr1.4Ta0.6O12 was sintered")
    21
    >>> scan_formula("Since then") is None
    True
    """
    if position and text[position - 1].isalnum():
        return None
    if _PLAIN_WORD.match(text, position) or (text[position : position + 1] not in _OPEN and _symbol_at(text, position) is None):
        return None
    plain = text[position : position + MAX_LENGTH]
    if not plain.isascii():
        plain = plain.translate(_SUBSCRIPTS)
    end = _group_at(plain, 0)
    if end is None or (end < len(plain) and plain[end].isalpha()):
        return None
    if plain[0] in _OPEN and _matching(plain, 0) == end - 1:
        return None  # a formula in parentheses, not a formula that begins with a group
    return position + end


def _matching(text: str, position: int) -> int:
    depth = 0
    for index in range(position, len(text)):
        depth += (text[index] in _OPEN) - (text[index] in _CLOSE)
        if depth == 0:
            return index
    return -1


@lru_cache(16384)
def is_formula(text: str) -> bool:
    """Whether a string is the formula of a compound, not an acronym, gas or sample label."""
    plain = normalise(text)
    if scan_formula(plain) != len(plain):
        return False
    symbols = _SYMBOL.findall(plain)
    elements = _elements(_OXIDATION_STATE.sub("", plain))
    if len(elements - PLACEHOLDERS) < 2 or elements <= NONMETALS:
        return False
    if elements & PLACEHOLDERS and not any(c.isdigit() for c in plain):
        return False
    if not any(c.isdigit() for c in plain):
        if re.fullmatch(r"[A-Z]{2,}s", plain):
            return False  # "SOFCs" is a plural, not a caesium compound
        if not any(len(s) == 2 for s in symbols):
            return plain in _CAPITAL_COMPOUNDS
        # "NaSICON" is a name, "NaYGaSi" a code of what Na, Y, Ga and Si are in
        return len(symbols) <= MAX_SYMBOLS_WITHOUT_DIGITS and (len(symbols) < MAX_SYMBOLS_WITHOUT_DIGITS or symbols[-1] in _ANIONS)
    return True


_ANIONS = frozenset({"O", "S", "Se", "Te", "N", "P", "As", "Sb", "F", "Cl", "Br", "I", "C", "H"})
#: Compounds of one-letter elements alone: any other run of capitals is an acronym.
_CAPITAL_COMPOUNDS = frozenset({"BN", "BP", "KF", "KI", "KOH", "UO", "UN", "UC", "YN", "VN", "VC", "WC", "WS", "BC", "KCN", "WB"})


def normalise(text: str) -> str:
    """One spelling of digits, dashes and blanks inside a formula."""
    return _DASHES.sub("-", re.sub(r"\s", "", text.translate(_SUBSCRIPTS)))


def _elements(plain: str) -> frozenset[str]:
    found, position = set(), 0
    while position < len(plain):
        end = _symbol_at(plain, position)
        if end is None:
            position += 1
            continue
        found.add(plain[position:end])
        position = end
    return frozenset(found)


def has_variable(text: str) -> bool:
    """Whether a formula holds a doping variable (x, y, z), so that it names a series."""
    return bool(re.search(r"(?<![A-Za-z])[xyz](?![a-z])|(?<=[a-z\d)])[xyz](?=[A-Z(\]+-]|$)", normalise(text)))


def substitute(text: str, variables: dict[str, float]) -> str:
    """A series' formula with values for its variables.

    >>> substitute("Li7−xLa3Zr2−xTaxO12", {"x": 0.6})
    'Li6.4La3Zr1.4Ta0.6O12'
    """
    def amount(match: re.Match[str]) -> str:
        expression = match.group()
        if not any(v in expression for v in variables):
            return expression
        value = _evaluate(expression, variables)
        return expression if value is None else ("" if value == 1 else f"{value:.6g}")

    plain = normalise(text)
    result = re.sub(r"(?<=[A-Za-z)\]])" + _AMOUNT.pattern, amount, plain)
    return re.sub(r"[A-Z][a-z]?0(?![.\d])", "", result)


def _evaluate(expression: str, variables: dict[str, float]) -> float | None:
    total, sign = 0.0, 1.0
    for token in re.findall(rf"[+-]|(?:{_NUMBER})(?:/\d+)?[xyzmnδ]?|[xyzmnδ](?:/\d)?", expression.strip("()")):
        if token in "+-":
            sign = -1.0 if token == "-" else 1.0
            continue
        if token[0].isalpha():
            token = f"1{token[1:]}{token[0]}"  # "x/2" is 1/2 x
        factor, name = (token[:-1] or "1", token[-1]) if token[-1].isalpha() else (token, "")
        if name and name not in variables:
            return None
        numerator, _, denominator = factor.partition("/")
        if not float(denominator or 1):
            return None
        total += sign * float(numerator) / float(denominator or 1) * (variables[name] if name else 1.0)
        sign = 1.0
    return round(total, 9)


def _simple(plain: str) -> dict[str, float] | None:
    """Amounts in a run of symbols and numbers, as most formulas are; a grammar takes milliseconds for one. None for any other."""
    amounts: dict[str, float] = {}
    position = 0
    for unit in _UNIT.finditer(plain):
        symbol, amount = unit.groups()
        if unit.start() != position or symbol not in SYMBOLS:
            return None
        position = unit.end()
        amounts[symbol] = amounts.get(symbol, 0.0) + float(amount or 1)
    return amounts if position == len(plain) else None


@lru_cache(16384)
def composition(text: str) -> tuple[tuple[str, float], ...] | None:
    """Amounts by element, oxygen vacancies (δ) taken as zero; None for a series or no formula.

    Fractions, nested brackets, hydrates, parts with shares, vacancies and isotopes are read.

    >>> dict(composition("Ce0.8Gd0.2O2−δ"))
    {'Ce': 0.8, 'Gd': 0.2, 'O': 2.0}
    >>> dict(composition("La1/2Li1/2TiO3")), dict(composition("0.6Li2S·0.4P2S5"))
    ({'Li': 0.5, 'La': 0.5, 'Ti': 1.0, 'O': 3.0}, {'Li': 1.2, 'P': 0.8, 'S': 2.6})
    """
    plain = _plain(text)
    if len(plain) > MAX_LENGTH or not _READABLE.fullmatch(plain):
        return None
    try:
        atoms = _simple(plain) or periodictable.formula(plain).atoms
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    except Exception as error:  # pyparsing raises its own family
        if type(error).__module__.startswith("pyparsing"):
            return None
        raise
    amounts = {str(element): round(float(count), 9) for element, count in atoms.items() if count > 0}
    if not amounts or not all(TINY <= amount <= MAX_AMOUNT for amount in amounts.values()):
        return None
    return tuple(sorted(amounts.items(), key=lambda item: (PAULING.get(item[0], 9.0), item[0])))


#: What periodictable may see: its syntax for densities, masses and volumes never comes from a paper.
_READABLE = re.compile(r"[A-Za-z\d.()+]+")
_VACANCY = re.compile(rf"[□☐⬜](?:{_NUMBER})?|(?<![A-Za-z])V_?O[•·˙]{{2}}")
#: "Fe(III)" is iron of a charge, not its iodide; a point before water is the dot of a hydrate ("MnCl2.4H2O").
_OXIDATION_STATE = re.compile(r"(?<=[a-z A-Z])\((?:I{1,3}|IV|VI{0,3})\)")
_HYDRATE_POINT = re.compile(r"(?<=[A-Za-z\d)])\.(?=\d{0,2}H2O(?![A-Za-z\d]))")
_ISOTOPE_OR_CHARGE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?=[A-Z])|[⁰¹²³⁴⁵⁶⁷⁸⁹]*[⁺⁻](?=[A-Z\d(]|δ)")
_FRACTION = re.compile(rf"({_NUMBER})/([2-9])(?![\d.])")
_PART = re.compile(rf"(?:{_NUMBER})(?:\()?[A-Z]")


def _shared_site(plain: str) -> bool:
    """Whether metals share a site in unknown parts, as in "(LaSr)MnO3"."""
    groups = (set(_SYMBOL.findall(group)) for group in re.findall(r"\(((?:[A-Z][a-z]?){2,})\)(?![\d.])", plain))
    return any(not group & NONMETALS and group <= SYMBOLS for group in groups)


def _plain(text: str) -> str:
    """A formula in periodictable's words; empty for a series or an open mixture."""
    plain = _OXIDATION_STATE.sub("", normalise(_ISOTOPE_OR_CHARGE.sub("", _VACANCY.sub("", text))))
    plain = _HYDRATE_POINT.sub("+", plain)
    plain = re.sub(r"[-+±]?(?:\d+(?:\.\d+)?)?δ|(?<=\d)-[αd](?![A-Za-z])", "", plain)
    plain = plain.replace("[", "(").replace("]", ")").replace("{", "(").replace("}", ")")
    plain = _FRACTION.sub(lambda m: f"{float(m[1]) / int(m[2]):.9f}", plain)
    if not plain or has_variable(plain) or _shared_site(plain):
        return ""
    plain = re.sub(r"[·•∙⋅⸱・*]", "+", plain)
    parts = re.split(r"-(?=[\d.(]*[A-Z])", plain)
    if len(parts) > 1 and not all(_PART.match(part) for part in parts):
        return ""  # "Li2S-P2S5" says no shares
    return "+".join(parts)


def is_alloy(text: str) -> bool:
    """Whether symbols without amounts name an alloy or solid solution, whose composition they leave open.

    >>> [is_alloy(formula) for formula in ("AlGaN", "SiGe", "NiFe", "SiAlON", "GaN", "SiC", "LiOH", "Al0.25Ga0.75N")]
    [True, True, True, True, False, False, False, False]
    """
    plain = normalise(text)
    symbols = set(_SYMBOL.findall(plain))
    if re.search(r"\d", plain) or len(symbols) < 2 or not symbols <= SYMBOLS:
        return False
    metals_only = not symbols & (NONMETALS | METALLOIDS)
    return metals_only or len(symbols) > 3 or any(len(symbols & group) > 1 for group in ALLOYING)


@lru_cache(16384)
def reduced_formula(text: str) -> str | None:
    """Canonical formula: electronegativity order, whole numbers divided by their common factor.

    Fractions stay, since they say the doping. None where the composition is open.

    >>> reduced_formula("Al4O6"), reduced_formula("Ce0.8Gd0.2O1.9")
    ('Al2O3', 'Ce0.8Gd0.2O1.9')
    """
    amounts = composition(text)
    if amounts is None:
        return None
    counts = [count for _, count in amounts]
    if all(count == int(count) for count in counts):
        divisor = gcd(*(int(count) for count in counts))
        amounts = tuple((element, count / divisor) for element, count in amounts)
    return _written(amounts)


def _written(amounts: Iterable[tuple[str, float]]) -> str:
    return "".join(f"{element}{'' if count == 1 else _amount(count)}" for element, count in amounts)


def _amount(count: float) -> str:
    """An amount as formulas have it, never as "1e-05"."""
    return format(round(count, 6), "g") if count >= LEAST else f"{count:.6f}".rstrip("0")


def hill_formula(text: str) -> str | None:
    """Reduced formula in Hill order, as databases index it: C, H, then the alphabet; without C the alphabet alone.

    Hill, J. Am. Chem. Soc. 22, 478 (1900). None where the composition is open.

    >>> hill_formula("Li2CO3"), hill_formula("Ca10(PO4)6(OH)2")
    ('CLi2O3', 'Ca5HO13P3')
    """
    amounts = dict(composition(reduced_formula(text) or "") or ())
    if not amounts:
        return None
    first = [symbol for symbol in ("C", "H") if symbol in amounts] if "C" in amounts else []
    return _written((symbol, amounts[symbol]) for symbol in [*first, *sorted(set(amounts) - set(first))])


def composition_distance(first: str, second: str) -> float | None:
    """How far two compositions are apart: 0 for the same atomic fractions, 1 with no element in common.

    Half the sum of the absolute differences of atomic fractions: the total variation distance (Levin,
    Peres, Wilmer, Markov Chains and Mixing Times, section 4.1), a metric on atomic fractions, which says
    the share of atoms that must be exchanged. None where a composition is open.

    >>> composition_distance("Al2O3", "Al4O6"), composition_distance("NaCl", "KCl"), composition_distance("Si", "C")
    (0.0, 0.5, 1.0)
    """
    one, other = _atomic_fractions(first), _atomic_fractions(second)
    if not one or not other:
        return None
    return sum(abs(one.get(symbol, 0.0) - other.get(symbol, 0.0)) for symbol in {*one, *other}) / 2


def _atomic_fractions(text: str) -> dict[str, float]:
    amounts = dict(composition(text) or ())
    total = sum(amounts.values())
    return {symbol: amount / total for symbol, amount in amounts.items()}
