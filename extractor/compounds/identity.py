"""Which compound a mention means: its exact formula, or the host with dopants and additives; phase and plane.

`identify` is a pure function. Where one composition is not certain it gives none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.compounds.doping import Additive, take_additives, take_dopants
from extractor.compounds.elements import SYMBOLS
from extractor.compounds.families import family
from extractor.compounds.formula import composition, is_alloy, is_formula, normalise, reduced_formula, scan_formula, substitute
from extractor.compounds.nomenclature import named_formula
from extractor.compounds.phases import take_phase, take_plane
from extractor.compounds.registry import form_id, registry


@dataclass(frozen=True, slots=True)
class Identity:
    """What a mention says of a compound. `formula` is None where the composition is open or unknown."""

    formula: str | None = None
    #: Reduced formula of the compound that is doped, or that something is added to.
    host: str | None = None
    #: Element symbols, or reduced formulas of oxides, as the mention tells them.
    dopants: tuple[str, ...] = ()
    additives: tuple[Additive, ...] = ()
    #: Canonical word of the polymorph: "cubic", "alpha", "4H", "amorphous", "diamond" …
    phase: str | None = None
    #: Crystal plane, e.g. "(0001)".
    plane: str | None = None


#: No mention is longer; it bounds the work on hostile text.
MAX_LENGTH = 200


@lru_cache(8192)
def identify(mention: str, *, formula: str | None = None) -> Identity:
    """The identity of the compound that a mention names; `formula` is what its paper gives for it, if known.

    Never raises: a text that names no compound gives an empty identity.

    >>> identify("Al-doped LLZO")
    Identity(formula=None, host='Li7La3Zr2O12', dopants=('Al',), additives=(), phase=None, plane=None)
    >>> identify("c-plane sapphire").formula, compound_id(identify("c-plane sapphire"))
    ('Al2O3', 'Al2O3-alpha')
    >>> identify("Li7−xLa3Zr2−xTaxO12 (x = 0.6)").formula
    'Li6.4La3Zr1.4Ta0.6O12'
    """
    text = _tidy(mention)
    if len(text) > MAX_LENGTH:
        return Identity()
    plane, text = take_plane(text)
    base, phase = _named(text), None
    dopants: tuple[str, ...] | None = None
    additives: tuple[Additive, ...] = ()
    if base is None:
        phase, text = _phase(text)
        dopants, text = take_dopants(text)
        additives, text = take_additives(text)
        base = _named(text)
    if base is None:
        inner_phase, text = _phase(text)
        phase = phase or inner_phase
        explained = _EXPLAINED.fullmatch(text)
        base = _named(explained["name"] if explained else text) or _Base()
        formula = formula or (identify(explained["explanation"]).formula if explained else None)
    given = reduced_formula(formula) if formula and not is_alloy(formula) else None
    if base.host is not None and given == reduced_formula(text):
        given = None  # "BCY10" read as a formula
    exact = given or base.formula
    if additives or (dopants is not None and not _tells(exact, dopants)):
        # what the paper gives for a doped or mixed material may be its host
        exact, host = None, base.host or base.formula or given
    else:
        host = base.host if base.host != exact else None
    return Identity(exact, host, dopants or base.dopants, additives, base.phase or phase, plane)


@dataclass(frozen=True, slots=True)
class _Base:
    """What the bare name or formula means."""

    formula: str | None = None
    host: str | None = None
    dopants: tuple[str, ...] = ()
    phase: str | None = None


#: "YSZ (8 mol% Y2O3)", "lithium carbonate (Li2CO3)".
_EXPLAINED = re.compile(r"(?P<name>.*\S) \((?P<explanation>(?!(?:in )?wt)[^()]+(?:\(.*\)[^()]*)?)\)")


def _phase(text: str) -> tuple[str | None, str]:
    phase, rest = take_phase(text)
    return (phase, rest) if phase else take_phase(_bare(text))


def _named(text: str) -> _Base | None:
    """What a name means as it stands, or without words of its form: "carbon nanotubes" are a form of carbon, "silica nanotubes" are silica."""
    return _base(text) or _base(_bare(text))


def _base(text: str) -> _Base | None:
    known = family(text)
    if known is not None:
        return _Base(None, known.host, known.dopants, known.phase)
    formula = text if text in SYMBOLS else _formula(text) or named_formula(text)
    if formula is not None:
        return _Base(formula)
    entries = registry().by_name(text)
    formulas = {entry.formula for entry in entries}
    phases = {entry.phase for entry in entries}
    if len(formulas) != 1:
        return None
    return _Base(formulas.pop(), phase=phases.pop() if len(phases) == 1 else None)


_VALUES = re.compile(r"[ ,]*\(?(?:with |for )?(?P<values>[xyz] ?= ?\d*\.?\d+(?: ?(?:,|and|;) ?[xyz] ?= ?\d*\.?\d+)*)\)?$")
_SHARES_IN = re.compile(r" ?[(\[]?(?:in )?(?P<unit>mol|wt|at)\.? ?%[)\]]?$")


def _formula(text: str) -> str | None:
    """Reduced formula of a formula, a series with its variables told, or a mixture with molar shares."""
    values = _VALUES.search(text)
    if values:
        variables = {name: float(value) for name, value in re.findall(r"([xyz]) ?= ?(\d*\.?\d+)", values["values"])}
        text = substitute(text[: values.start()], variables)
    if " " in text and not re.search(r"\d", text):
        return None  # words
    if is_formula(text):
        return None if is_alloy(text) else reduced_formula(text)
    mixture = _mixture(text)
    if mixture:
        return mixture
    reduced = reduced_formula(text) if scan_formula(text) == len(text) else None
    # of compounds of nonmetals only the known ones: the rest are labels such as "S30N3"
    return reduced if reduced and len(composition(reduced) or ()) > 1 and registry().by_formula(reduced) else None


_COEFFICIENT = re.compile(r"(?:^|[-+·•∙⋅⸱・])\(?(\d+(?:\.\d+)?)(?=\(?[A-Z])")


def _mixture(text: str) -> str | None:
    """Composition of "0.75Li2S·0.25P2S5" or "75Li2S–25P2S5 (mol%)"; shares by weight give none.

    A glass of binary parts has whole numbers, so that shares and percentages give one formula.
    """
    unit = _SHARES_IN.search(text)
    plain = normalise(text[: unit.start()] if unit else text)
    shares = [float(share) for share in _COEFFICIENT.findall(plain)]
    parts = [part for part in re.split(r"(?<=[A-Za-z\d)\]])[-+·•∙⋅⸱・](?=[\d.(A-Z])", plain) if part]
    amounts = composition(plain)
    if (unit and unit["unit"] == "wt") or len(parts) < 2 or not _COEFFICIENT.match(plain) or amounts is None:
        return None
    if not any(is_formula(re.sub(r"^[\d.]+", "", part)) for part in parts):
        return None
    total = sum(shares) if len(shares) == len(parts) else 0.0
    scale = 1 / 100 if abs(total - 100) < 1 else 1.0
    if all(len(composition(part) or ()) == 2 for part in parts):
        amounts = tuple((symbol, float(round(amount * scale * 1000))) for symbol, amount in amounts)
    else:
        amounts = tuple((symbol, amount * scale) for symbol, amount in amounts)
    return reduced_formula("".join(f"{symbol}{amount:.6f}" for symbol, amount in amounts))


def _tells(formula: str | None, dopants: tuple[str, ...]) -> bool:
    """Whether a formula tells the doping itself: "Zr-containing Li2.8In0.8Zr0.2Cl6" is that formula."""
    if formula is None or "." not in formula or not dopants:
        return False
    held = dict(composition(formula) or ())
    return all(symbol in held for dopant in dopants for symbol, _ in composition(dopant) or ())


_FORM = (
    r"(?:single[- ]?crystals?|single-crystalline|poly-?crystal(?:s|line)?|crystals?|crystalline|ceramics?|pellets?|powders?|(?:nano|micro|thin|thick)?[- ]?(?:films?|particles?|wires?|"
    r"sheets?|tubes?|crystals?|fibers?|fibres?|rods?)|nano|monolayers?|bilayers?|multilayers?|few-layer|layers?|(?:solid )?electrolytes?|substrates?|wafers?|samples?|materials?|compounds?|"
    r"(?:single|double|few|multi)[- ]?wall(?:ed)?|metallic|semiconducting|bulk|dense|porous|sintered|pure|pristine|bare|undoped|un-doped|nominal|stoichiometric|commercial|coatings?|targets?|membranes?|electrodes?|cathodes?|anodes?|garnets?|"
    r"perovskites?|argyrodites?|metal|phase|structures?|as-prepared|fresh|interlayers?|grains?|solid solutions?|glass[- ]ceramics?|high-purity|CVD|type)"
)
_FORM_BEFORE = re.compile(rf"^(?:{_FORM}[- ]|(?:the|an?) |[a-z]+-terminated |(?:NASICON|LISICON|garnet|perovskite|argyrodite|spinel|rock-?salt|fluorite|[np])-type )(?=\S)", re.I)
_FORM_AFTER = re.compile(rf"[- ]{_FORM}$", re.I)


def _bare(text: str) -> str:
    """A mention without words that say its form, which do not change the compound."""
    while True:
        shorter = _FORM_AFTER.sub("", _FORM_BEFORE.sub("", text))
        if shorter == text:
            return text
        text = shorter


def _tidy(mention: str) -> str:
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?=[A-Z])", "", mention)  # isotopes
    text = re.sub(r"\s+", " ", re.sub("[‐‑–—−]", "-", text)).replace("*", "·")
    return text.strip(" ,.;:\"“”‘")


def compound_id(identity: Identity) -> str | None:
    """Key of a compound: the reduced formula, and its phase where that is told; None where the formula is open.

    >>> compound_id(identify("cubic Li7La3Zr2O12")), compound_id(identify("Li2CO3")), compound_id(identify("YSZ"))
    ('Li7La3Zr2O12-cubic', 'Li2CO3', None)
    """
    return form_id(identity.formula, identity.phase) if identity.formula else None


def phaseless_id(identifier: str) -> str:
    """The key of the same composition in any phase.

    >>> phaseless_id("Al2O3-alpha")
    'Al2O3'
    """
    return identifier.partition("-")[0]
