r"""A small markup to LaTeX, and the same markup to the text that a reader should give.

The markup is plain Unicode. Powers are Unicode superscripts, digits of formulas become indices by
themselves, and what these two rules cannot say stands in groups: ``_{7−x}`` is an index, ``^{a}`` a
raised mark. Both functions read one string, so that what is printed and what is true cannot part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SUPERSCRIPT = {**dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)), "⁺": "+", "⁻": "-", "⁼": "=", "⁽": "(", "⁾": ")", "ⁿ": "n"}
_RAISED = "".join(_SUPERSCRIPT)
_MATH = {
    "×": r"\times",
    "±": r"\pm",
    "−": "-",
    "·": r"\cdot",
    "⋅": r"\cdot",
    "≈": r"\approx",
    "≤": r"\leq",
    "≥": r"\geq",
    "∼": r"\sim",
    "→": r"\rightarrow",
    "↔": r"\leftrightarrow",
    "∞": r"\infty",
    "′": "'",
    "<": "<",
    ">": ">",
    "|": "|",
    "α": r"\alpha",
    "β": r"\beta",
    "γ": r"\gamma",
    "δ": r"\delta",
    "ζ": r"\zeta",
    "η": r"\eta",
    "θ": r"\theta",
    "λ": r"\lambda",
    "ν": r"\nu",
    "ξ": r"\xi",
    "π": r"\pi",
    "ρ": r"\rho",
    "σ": r"\sigma",
    "ψ": r"\psi",
    "ω": r"\omega",
    "κ": r"\kappa",
    "τ": r"\tau",
    "φ": r"\varphi",
    "ϕ": r"\phi",
    "Δ": r"\Delta",
    "Ω": r"\Omega",
    "Ψ": r"\Psi",
    "Σ": r"\Sigma",
    "μ": r"\mu",
    "µ": r"\mu",
}
_TEXT = {
    "–": "--", "—": "---", "“": "``", "”": "''", "‘": "`", "’": "'", '"': "''", "…": r"\dots{}", "\u00a0": "~",
    "#": r"\#", "%": r"\%", "&": r"\&", "_": r"\_", "{": r"\{", "}": r"\}", "$": r"\$", "Å": r"\AA{}", "å": r"\aa{}",
    "^": r"\^{}", "~": r"\~{}", "ø": r"\o{}", "á": r"\'a", "ó": r"\'o", "é": r"\'e", "ö": r'\"o', "ü": r'\"u', "ä": r'\"a', "ç": r"\c{c}",
}  # fmt: skip
_SYMBOL = {"°": r"\textdegree{}", "μ": r"\textmu{}", "µ": r"\textmu{}", "Ω": r"\textohm{}"}
#: Characters that can be set; a source paragraph with any other is left out.
KNOWN = frozenset(_MATH) | frozenset(_TEXT) | frozenset(_RAISED) | {"°"} | {chr(c) for c in range(32, 127)} - set("\\`")

_ELEMENTS = (
    "Ac|Ag|Al|Ar|As|Au|Ba|Be|Bi|Br|Ca|Cd|Ce|Cl|Co|Cr|Cs|Cu|Dy|Er|Eu|Fe|Ga|Gd|Ge|Hf|Hg|Ho|In|Ir|La|Li|Lu|Mg|Mn|Mo|"
    "Na|Nb|Nd|Ni|Os|Pb|Pd|Pm|Pr|Pt|Rb|Re|Rh|Ru|Sb|Sc|Se|Si|Sm|Sn|Sr|Ta|Tb|Te|Ti|Tl|Tm|Yb|Zn|Zr|B|C|F|H|I|K|N|O|P|S|U|V|W|Y"
)
_COUNT = r"(?:\d+(?:\.\d+)?)"
_GROUP = rf"(?:(?:{_ELEMENTS}){_COUNT}?)"
_FORMULA = re.compile(
    rf"(?<![A-Za-z0-9.])(?:(?:{_GROUP}|\({_GROUP}+\){_COUNT}?){{2,}}|(?:O|N|H|Cl)2|(?:{_GROUP}|\({_GROUP}+\){_COUNT}?)+)"
    r"(?![A-Za-z0-9]|\.\d)"
)
_TOKEN = re.compile(
    rf"(?P<group>[_^]\{{[^}}]*\}})|(?P<raised>[{_RAISED}]+(?:,[{_RAISED}]+)*)"
    r"|(?P<variable>\b[xyz] = )|(?P<unit>(?<=\d) (?=(?:°C|K|S|eV|h|nm|μm|mm|MPa|MW|m²|Ω|g|kV|mol)\b))"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document sets what papers set in different ways."""

    #: "math" ($^{\circ}$, $\mu$) or "text" (\textdegree, \textmu of textcomp).
    symbols: str = "math"
    #: "index" ($_{2}$) or "ce" (mhchem).
    formulas: str = "index"
    #: Between a number and its unit.
    gap: str = "~"


def plain(markup: str) -> str:
    """The text that a reader should give: indices plain, letters raised as marks plain.

    >>> plain("Li_{7−x}La3Zr2O12, 10⁻⁴ S^{a}")
    'Li7−xLa3Zr2O12, 10⁻⁴ Sa'
    """
    return re.sub(r"[_^]\{([^}]*)\}", r"\1", markup)


def latex(markup: str, setting: Setting | None = None) -> str:
    r"""The markup as LaTeX.

    >>> latex("3.2 × 10⁻⁴ S cm⁻¹ of Li7La3Zr2O12")
    '3.2 $\\times$ 10$^{-4}$ S cm$^{-1}$ of Li$_{7}$La$_{3}$Zr$_{2}$O$_{12}$'
    """
    setting = setting or Setting()
    out: list[str] = []
    at = 0
    for match in _TOKEN.finditer(markup):
        out.append(_formulas(markup[at : match.start()], setting))
        out.append(_special(match, setting))
        at = match.end()
    out.append(_formulas(markup[at:], setting))
    return "".join(out)


def settable(text: str) -> bool:
    """Whether every character of a source paragraph can be set as it is."""
    return set(text) <= KNOWN and "--" not in text and "''" not in text and "_" not in text and "^" not in text


def _special(match: re.Match[str], setting: Setting) -> str:
    text = match.group()
    if match["raised"]:
        return "$^{" + "".join(_SUPERSCRIPT.get(c, c) for c in text) + "}$"
    if match["variable"]:
        return f"${text[0]}$ = "
    if match["unit"]:
        return setting.gap
    inner = "".join(_MATH.get(c, c) + (" " if c in _MATH and c.isalpha() else "") for c in text[2:-1])
    return f"$_{{{inner}}}$" if text[0] == "_" else f"$^{{\\mathrm{{{inner}}}}}$"


def _formulas(text: str, setting: Setting) -> str:
    out: list[str] = []
    at = 0
    for match in _FORMULA.finditer(text):
        out.append(_characters(text[at : match.start()], setting))
        out.append(_formula(match.group(), setting))
        at = match.end()
    out.append(_characters(text[at:], setting))
    return "".join(out)


def _formula(text: str, setting: Setting) -> str:
    if not any(c.isdigit() for c in text) or not re.search(r"[A-Z].*[A-Z]|^(?:O|N|H|Cl)2$", text):
        return text
    if setting.formulas == "ce":
        # in a count of its own mhchem sets a decimal point as a raised dot
        return rf"\ce{{{re.sub(_COUNT, lambda m: f'_{{${m.group()}$}}', text)}}}"
    return re.sub(_COUNT, lambda m: f"$_{{{m.group()}}}$", text)


def _characters(text: str, setting: Setting) -> str:
    return "".join(_character(c, setting) for c in text)


def _character(c: str, setting: Setting) -> str:
    if c in _SYMBOL and setting.symbols == "text":
        return _SYMBOL[c]
    if c == "°":
        return r"$^{\circ}$"
    return f"${_MATH[c]}$" if c in _MATH else _TEXT.get(c, c)
