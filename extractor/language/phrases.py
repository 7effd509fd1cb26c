"""What words around a material's name belong to it: dopants, additives, phases, planes, parts of a mixture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import periodictable

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import composition, is_formula, normalise, reduced_formula, scan_formula
from extractor.compounds.names import alternatives


@dataclass(frozen=True, slots=True)
class Mention:
    """A material at [start, end) of a text; `formula` is canonical, or None where open."""

    start: int
    end: int
    text: str
    kind: str
    formula: str | None = None


@cache
def element_names() -> str:
    """Alternatives of a pattern: the elements' names, and oxides that name a dopant."""
    names = {e.name for e in periodictable.elements if e.symbol in SYMBOLS}
    return alternatives(sorted(names | {"aluminium", "caesium", "sulphur", "yttria", "ceria", "zirconia", "gadolinia", "samaria", "scandia", "calcia", "magnesia", "erbia", "ytterbia", "dysprosia", "neodymia", "lanthana", "praseodymia", "lithia"}, key=len, reverse=True))


_SHARE = r"\d+(?:\.\d+)?\s?(?:mol|wt|at|vol|mole|weight)?\.?\s?%\s?(?:of\s)?"
_CHARGE = r"(?:\(?(?:[IV]{1,3}\)|\d?[+⁺]|[²³⁴⁵⁶]⁺))"
_VERB = r"(?:doped|substituted|stabili[sz]ed|containing|modified|added|incorporated|coated|alloyed)"
#: A doping that is told without its dopant: "doped ceria". It says nothing new of a formula or an abbreviation, which may tell the dopant.
_UNNAMED = re.compile(r"(?:(?:(?i:fully|partially)\s)?(?i:stabili[sz]ed)|(?:(?:co|(?i:acceptor|donor|heavily|lightly|singly|doubly))[-\s])?[Dd]oped)\s")


@cache
def _doped() -> re.Pattern[str]:
    dopant = rf"(?:(?:(?!Un)[A-Z][a-z]?\d?(?:[A-Z][a-z]?\d?)?{_CHARGE}?)|(?i:{element_names()}))"
    # "yttria and calcia doped ceria": only where the verb stands apart, and not behind what is a host itself ("ceria and yttria doped …")
    both = rf"(?<=[a-z]{{3}})(?<!zirconia)(?<!ceria)\sand\s(?=(?:{element_names()})\s(?:doped|substituted|stabili[sz]ed)\s)"
    together = r"\s(?:and|,\s?and)\s(?=[^.;]{0,24}(?:co-?|dual[- ]|double[- ]|tri-?)(?:doped|subst|stabili))"
    return re.compile(
        rf"(?:(?<![\w.])(?:{_SHARE})?{dopant}(?:(?:\s?[,/&–-]\s?|{together}|{both}){dopant})*"
        rf"[-‐–\s]?(?:co-?|dual[- ]|double[- ]|tri-?)?{_VERB}\s|(?<![\w.–‐-])(?:{_SHARE})?{_UNNAMED.pattern})$"
    )


@cache
def _doped_with() -> re.Pattern[str]:
    """"NiO doped with Ce", "zirconia stabilised with 8 mol% of scandia plus yttria": dopants named behind their host by symbol or name."""
    dopant = rf"(?:(?:{'|'.join(sorted(SYMBOLS, key=len, reverse=True))}){_CHARGE}?|{element_names()})"
    return re.compile(rf"\s(?:co-?)?(?:doped|substituted|stabili[sz]ed)\s(?:with|by)\s(?:{_SHARE})?{dopant}(?:\s(?:and|plus)\s(?:{_SHARE})?{dopant})?(?![\w-])")


_POLYMORPH = re.compile("(?<![\\w-])(?:(?:(?:Na|Li|K|Ag)[-–‐\\s])?[αβγδεκ](?:''|″|′′|\"|’’|”)?|[2346]H|3C|[chatwm]|wz|zb)[-–‐]$")
_PLANE = re.compile(r"\s?\((?:\d{3,4}|\d-?\d-?\d)\)")
_TERMINATED = re.compile(r"(?<![\w-])(?:hydrogen|oxygen|hydroxyl|fluorine|nitrogen|H|O|OH|F|N|Ga|Si|C)[-–‐\s]terminated\s$")
_KIND = re.compile(r"(?<![\w-])(?:(?:semiconducting|metallic|single-wall(?:ed)?|double-wall(?:ed)?|multi-?wall(?:ed)?)\s)+$", re.I)
_SALT = re.compile(r"(?<![\w-])(?:sodium|potassium|lithium|silver)[-\s]$", re.I)
_SHARE_BEFORE = re.compile(rf"(?<![\w.]){_SHARE}$")
_CARBON = re.compile(r"^(?:carbon )?nanotubes?|^CNTs?", re.I)
_BETA = re.compile(r"^(?:beta|β)", re.I)


def with_words(text: str, mention: Mention) -> Mention:
    """A mention with phase, plane, dopant or termination that its neighbours name.

    A dopant makes another composition, which is then open.
    """
    prefix = _POLYMORPH.search(text, max(0, mention.start - 8), mention.start)
    plane = _PLANE.match(text, mention.end)
    start, end, formula = prefix.start() if prefix else mention.start, plane.end() if plane else mention.end, mention.formula
    if prefix and re.search(r"['″′\"’”]|^(?:Na|Li|K|Ag)", prefix.group()):
        formula = None  # sodium β''-alumina is no Al2O3
    behind = _doped_with().match(text, end) if mention.kind != "element" else None
    if behind:
        end, formula = behind.end(), None
    doped = _doped().search(text, max(0, start - 70), start)
    if doped and mention.kind != "element" and not _holds(mention, doped.group()) and not (_UNNAMED.fullmatch(doped.group()) and _may_tell(mention)):
        start, formula = doped.start(), None
    else:
        share = _SHARE_BEFORE.search(text, max(0, start - 16), start) if re.search(r"stabili[sz]ed|doped", text[start:end]) else None
        if share:
            start, formula = share.start(), None
        for pattern, wanted in ((_TERMINATED, None), (_KIND, _CARBON), (_SALT, _BETA)):
            kind = pattern.search(text, max(0, start - 50), start)
            if kind and (wanted is None or wanted.match(text[start:end])):
                start = kind.start()
    return Mention(start, end, text[start:end], mention.kind, formula)


def _holds(mention: Mention, dopant: str) -> bool:
    """Whether a formula tells the dopant itself: "Zr-containing Li2.8In0.8Zr0.2Cl6" is that formula."""
    if mention.formula is None or "." not in mention.formula:
        return False
    symbols = re.findall(r"(?<![A-Za-z])[A-Z][a-z]?(?=[-–\s\d+]|$)", dopant)
    return bool(symbols) and all(symbol in mention.formula for symbol in symbols)


def _may_tell(mention: Mention) -> bool:
    """Whether a name is a formula or abbreviation, which may tell the dopant, or an element, whose doping is no matter of composition."""
    return mention.formula in SYMBOLS or not mention.text[1:].islower()


_LABEL_AFTER = re.compile(r"[-–‐](?!(?:based|doped|type|like|coated|rich|free|substituted|containing|modified|[a-z]+ed\b|[a-z]{3,}))(?:\d{1,4}|[A-Z]{1,3}\d{0,3}|[A-Z]?\d{1,3}[A-Za-z]?|\d{1,3}[A-Z]\w?|[IVX]{1,3}|[a-z])(?:[-–]\d{1,4})?(?![\w.]|\s?(?:wt|mol|vol|at)?\.?\s?%)")
_LABEL_BEFORE = re.compile(r"(?<![\w–-])(?:nano|micro|bulk|(?:\d{1,2}(?:\.\d)?)?[A-Z][a-z]?\d{0,2}|[A-Z][a-z]?[A-Z][a-z]?|c|t|SPS|HP|CS|FS|MW)[-–‐]$")


def with_label(text: str, mention: Mention) -> Mention:
    """"LATP-B2", "LLZO-1150", "Sc-NZSP" and "nano-8YSZ" name one sample or variant of an abbreviated material."""
    if mention.kind not in ("abbreviation", "name") or not re.search(r"[A-Z]{2}", mention.text):
        return mention
    before = _LABEL_BEFORE.search(text, max(0, mention.start - 8), mention.start)
    after = _LABEL_AFTER.match(text, mention.end)
    if before and is_formula(before.group()[:-1]):
        before = None  # "NiO–ScCeSZ" is a composite
    if not before and not after:
        return mention
    start, end = before.start() if before else mention.start, after.end() if after else mention.end
    if re.fullmatch(r"[A-Z][a-z]?[-–]\d", text[mention.end - 2 : end]):
        return mention
    return Mention(start, end, text[start:end], "label", None)


_WITH_ADDITIVE = re.compile(
    rf"\s?(?:[-–+]|(?:ceramics?\s|pellets?\s|samples?\s)?(?:with|containing|plus)(?:\s(?:added|an addition of|an additional))?)\s?(?:{_SHARE})(?:excess\s|added\s)?$"
    rf"|\s(?:co-?)?(?:doped|substituted|stabili[sz]ed)\s(?:with|by)\s(?:{_SHARE})?$"
)


def with_additives(text: str, mentions: list[Mention]) -> list[Mention]:
    """"LLZO with 2 wt% Li3BO3" and "LLZO–2 wt% Li3BO3" are one material each, of open composition."""
    joined: list[Mention] = []
    for mention in mentions:
        previous = joined[-1] if joined else None
        if previous is not None and previous.kind != "element" and mention.start - previous.end < 50 and _WITH_ADDITIVE.fullmatch(text[previous.end : mention.start]):
            joined[-1] = Mention(previous.start, mention.end, text[previous.start : mention.end], "composite")
        else:
            joined.append(mention)
    return joined


_COEFFICIENT = re.compile(r"(?:\(\s?(?:1|100)\s?[-−–]\s?[xyz]\s?\)|\d+(?:\.\d+)?|[xyz](?=[A-Z(]))\s?")
_MIXED = re.compile(r"\s?[·•∙⋅⸱・\-−–‐+]\s?(?=[\d(xyzA-Z])")
_MIXTURE_START = re.compile(r"(?<![\w.,+−–-])(?=\d|[(xyz])")


def mixtures(text: str) -> Iterator[Mention]:
    """Glasses and solid solutions told by their parts: "70Li2S·30P2S5", "0.9BaTiO3–0.1BiScO3".

    >>> [(m.text, m.formula) for m in mixtures("the 75Li2S·25P2S5 glass")]
    [('75Li2S·25P2S5', 'Li3PS4')]
    """
    position = 0
    while match := _MIXTURE_START.search(text, position):
        position = match.start() + 1
        parts, end = _parts(text, match.start())
        if len(parts) > 1 and parts[0][0] and any(is_formula(formula) for _, formula in parts):
            yield Mention(match.start(), end, text[match.start() : end], "mixture", _total(parts))
            position = end


def _parts(text: str, position: int) -> tuple[list[tuple[str, str]], int]:
    """(coefficient, formula) of each part from `position`, and where the last ends."""
    parts: list[tuple[str, str]] = []
    end = position
    while True:
        coefficient = _COEFFICIENT.match(text, position)
        begin = coefficient.end() if coefficient else position
        stop = _formula_end(text, begin)
        if stop is None:
            return parts, end
        parts.append((re.sub(r"\s", "", coefficient.group()) if coefficient else "", text[begin:stop]))
        end = stop
        joint = _MIXED.match(text, end)
        if not joint:
            return parts, end
        position = joint.end()


def _formula_end(text: str, begin: int) -> int | None:
    """End of one part; the blanks that text extraction leaves before subscripts are stepped over."""
    piece = re.compile(r"(?:\([A-Z][A-Za-z\d.]*\))?[A-Z][A-Za-z]*(?:[₀-₉]+(?:\.[₀-₉]+)?|\s?\d+(?:\.\d+)?(?![\d.])|\([A-Z][A-Za-z\d\s]*\)\s?\d*|[A-Z][a-z]?)*").match(text, begin)
    if not piece:
        return None
    for stop in sorted({piece.end(), *(begin + m.start() for m in re.finditer(r"\s", piece.group()))}, reverse=True):
        written = text[begin:stop].rstrip()
        plain = normalise(written)
        if scan_formula(plain) == len(plain) and len(re.findall("[A-Z]", plain)) > 1:
            return begin + len(written)
    return None


def _total(parts: list[tuple[str, str]]) -> str | None:
    amounts: dict[str, float] = {}
    for coefficient, formula in parts:
        known = composition(formula)
        if known is None or re.search("[xyz]", coefficient):
            return None
        for element, amount in known:
            amounts[element] = amounts.get(element, 0.0) + amount * float(coefficient or 1)
    if all(len(composition(formula) or ()) == 2 for _, formula in parts):
        # a glass: whole numbers, so that "0.7Li2S–0.3P2S5" and "70Li2S·30P2S5" have one formula
        amounts = {element: float(round(amount * 1000)) for element, amount in amounts.items()}
    return reduced_formula("".join(f"{element}{round(amount, 4):.10g}" for element, amount in amounts.items()))

