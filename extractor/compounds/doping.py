"""What a mention says beside its host: dopants, and what is added to it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import is_formula, reduced_formula
from extractor.compounds.nomenclature import OXIDE_WORDS, element_symbols, named_formula, plain_name


class Additive(NamedTuple):
    """What is mixed into a host: reduced formula, or the name as written; its amount in `unit`, if told."""

    name: str
    amount: float | None = None
    #: "wt%", "mol%", "vol%" or "at%".
    unit: str | None = None


_SHARE = r"(?P<amount>\d+(?:\.\d+)?) ?(?P<unit>(?:mol|mole|wt|weight|vol|volume|at|atomic)?[.-]? ?(?:%|percent))"
_UNITS = {"mo": "mol%", "wt": "wt%", "we": "wt%", "vo": "vol%", "at": "at%"}
_ADDED = r"(?i:added|containing|modified|coated|incorporated|loaded|infiltrated|reinforced|decorated|impregnated)"
_WITH = rf"(?: ?[-+/:] ?|,? (?:ceramics? |pellets? |samples? |electrolytes? )?(?:with|containing|plus|and|mixed with|{_ADDED} with)(?: (?:added|an? (?:addition|excess) of|an additional|addition of))? )"
_TAIL = re.compile(rf"{_WITH}{_SHARE} ?(?:of |excess |added |additional )?(?P<what>\(?[A-Z][^ ]*|[a-z][\w -]*?)(?: (?:additives?|addition|as (?:a )?sintering aids?|sintering aids?|excess|flux))?$")
_TAIL_WITHOUT_SHARE = re.compile(
    rf"(?:^| )(?:with|{_ADDED} with)(?: added| excess| an? (?:addition|excess) of)? (?P<what>\(?[A-Z][^ ]*|[a-z][\w -]*?)(?: (?:additives?|addition|as (?:a )?sintering aids?|sintering aids?|excess|coatings?|flux))?$"
)
_HEAD = re.compile(rf"^(?:{_SHARE} ?(?:of )?)?(?P<what>[^ ]+(?: oxide| carbonate| borate| fluoride| chloride)?)[- ]{_ADDED}[- ](?P<host>.+)$")


def take_additives(text: str) -> tuple[tuple[Additive, ...], str]:
    """What is added to a host, and the host.

    >>> take_additives("LLZO with 2 wt% Li3BO3")
    ((Additive(name='Li3BO3', amount=2.0, unit='wt%'),), 'LLZO')
    >>> take_additives("1 mol% Al2O3-added 8YSZ")
    ((Additive(name='Al2O3', amount=1.0, unit='mol%'),), '8YSZ')
    """
    found: list[Additive] = []
    while (match := _TAIL.search(text)) and match.start() and _is_one(match["what"]):
        found.insert(0, _additive(match["what"], match["amount"], match["unit"]))
        text = text[: match.start()]
    if not found and (match := _TAIL_WITHOUT_SHARE.search(text)) and match.start():
        found, text = [_additive(match["what"])], text[: match.start()]
    if not found and (match := _HEAD.match(text)):
        found, text = [_additive(match["what"], match["amount"], match["unit"])], match["host"]
    return tuple(found), text


def _is_one(what: str) -> bool:
    """Whether something added is one substance: "CeO2-ZrO2" is not."""
    return bool(is_formula(what) or named_formula(what) or not re.search("[-/]", what))


def _additive(what: str, amount: str | None = None, unit: str | None = None) -> Additive:
    known = (reduced_formula(what) if is_formula(what) else None) or named_formula(what)
    return Additive(known or what, float(amount) if amount else None, _UNITS.get((unit or "")[:2].lower()))


_CHARGE = r"(?:\(?(?:[IV]{1,3}\)|\d?\+|[¹²³⁴⁵⁶]?⁺))?"
_CO = r"(?i:co-?|dual[- ]|double[- ]|tri-?|multi-?|self-?)?"
_DOPED = r"(?i:doped|substituted|stabili[sz]ed|alloyed)"
_BETWEEN = r"(?: ?[,/&+-] ?|-?,? and |-, )"
#: A metal before a ceramic's abbreviation is the other part of a cermet ("Ni-YSZ"), no dopant.
_CERMET_PARTS = frozenset({"Ni", "NiO", "Cu", "CuO", "Ag", "Au", "Pt", "Pd", "Ru", "Rh", "Ir", "Co", "Fe", "C", "Li", "Na"})


@cache
def _dopant() -> str:
    symbols = "|".join(sorted(SYMBOLS, key=len, reverse=True))
    words = "|".join(sorted({*element_symbols(), "aluminium", "caesium"}, key=len, reverse=True))
    oxide = r"[A-Z][a-z]?\d?O\d?"
    ias = "|".join(OXIDE_WORDS)
    return rf"(?:{oxide}(?![a-z\d])|(?:(?:{symbols})(?![a-z]){_CHARGE})|(?i:{ias}|(?:{words})(?: oxide)?))"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Dopants told after the host, before it, as its prefix, after a colon, before a colon."""
    one, share = _dopant(), r"(?:\d+(?:\.\d+)? ?(?:(?:mol|mole|wt|weight|vol|at)?[.-]? ?%)?[ -]?(?:of )?)?"
    many = rf"(?P<dopants>{share}{one}(?:{_BETWEEN}{share}{one})*)"
    return (
        re.compile(rf"^(?P<host>.+?)[ ,]+(?:{_CO}{_DOPED}) (?:with|by) {many}$"),
        re.compile(rf"^{many}[- ]?(?:fully |partially |heavily |lightly )?{_CO}(?:{_DOPED}|(?P<holding>containing|incorporated))[- ](?P<host>.+)$"),
        re.compile(rf"^{many}-(?P<host>[A-Z][A-Za-z]*[A-Z][A-Za-z]*)$"),
        re.compile(rf"^(?P<host>[^: ]+):(?P<dopants>{one}(?:,{one})*)$"),
        re.compile(rf"^(?P<dopants>{one}(?:,{one})*):(?P<host>[^: ]+)$"),
    )


def take_dopants(text: str) -> tuple[tuple[str, ...] | None, str]:
    """Dopants (symbols or oxides) and the host; None for the dopants where no doping is told.

    A doping without a name ("doped ceria") gives an empty tuple.

    >>> take_dopants("Al-doped LLZO"), take_dopants("8 mol% Y2O3-stabilized ZrO2"), take_dopants("ZrO2")
    ((('Al',), 'LLZO'), (('Y2O3',), 'ZrO2'), (None, 'ZrO2'))
    """
    after, before, prefix, *colons = _patterns()
    for pattern in (after, before, *colons):
        match = pattern.match(text)
        if match:
            dopants = _dopants(match["dopants"])
            if pattern is before and match["holding"] and not SYMBOLS.issuperset(dopants):
                break  # an oxide that it contains is a phase of its own
            if "-" in match["dopants"] and _CERMET_PARTS & set(dopants):
                break  # "Ni-yttria stabilized zirconia"
            return dopants, match["host"]
    match = prefix.match(text)
    if match and not is_formula(match["host"]):
        dopants = _dopants(match["dopants"])
        if not _CERMET_PARTS & set(dopants) and not any(is_formula(d) for d in dopants):
            return dopants, match["host"]
    unnamed = re.match(rf"(?:fully |partially |heavily |lightly |aliovalent(?:ly)? )?{_CO}{_DOPED}[- ]", text)
    return ((), text[unnamed.end() :]) if unnamed else (None, text)


def _dopants(text: str) -> tuple[str, ...]:
    found = [m.group() for m in re.finditer(_dopant(), re.sub(r"\d+(?:\.\d+)? ?(?:mol|mole|wt|weight|vol|at)?[.-]? ?%", "", text))]
    return tuple(dict.fromkeys(_canonical(word) for word in found))


def _canonical(word: str) -> str:
    """A dopant as its symbol or as the reduced formula of its oxide."""
    symbol = re.match(rf"(?P<symbol>[A-Z][a-z]?){_CHARGE}$", word)
    if symbol and symbol["symbol"] in SYMBOLS:
        return symbol["symbol"]
    formula = reduced_formula(word) if is_formula(word) else named_formula(word)
    return formula or plain_name(word)
