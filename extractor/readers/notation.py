r"""What plain text writes for raised and lowered characters, to the characters that print has.

Titles and abstracts that went through a database come as TeX ("$m^{-2}$", "Al_{2}O_{3}"), with the
braces of OSTI ("10{sup {minus}3}"), the parentheses of the Web of Science ("MW m(-2) K(-1)"), or with
blanks around what was raised ("10 ⁻ ⁵", "10 − 4 S cm − 1"). The grammar of quantities knows print only.
"""

from __future__ import annotations

import re

from extractor.readers.formulas import raised, tex_text
from extractor.readers.lost import restored
from extractor.readers.spaced import joined_formulas

_TEX = re.compile(r"\$\$?(?=[^$\n]*[\\^_{])([^$\n]{1,400}?)\$\$?")
#: A number or a sign of comparison alone in dollars.
_PLAIN_TEX = re.compile(r"\$\s?([-−~<>=]?\s?(?:\d+(?:\.\d+)?)?(?: \[\+[\d.]+, −[\d.]+\])?)\s?\$(?!\$)")
#: "MWm$^-$$^2$" is one formula cut at each sign.
_CUT_TEX = re.compile(r"\^(.)\$\$\^(.)(?=\$)")
_BRACED = re.compile(r"\{(sub|sup|ital|bold|rm|bar)\s([^{}]{1,40})\}")
_OSTI_WORDS = {
    "minus": "−", "plus": "+", "times": "×", "approx": "≈", "approximately": "≈", "sim": "∼", "deg": "°", "degree": "°", "plus minus": "±", "{+-}": "±", "+-": "±",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "sigma": "σ", "omega": "ω", "Omega": "Ω", "mu": "μ", "angstrom": "Å", "ohm": "Ω", "lt": "<", "gt": ">", "le": "≤", "ge": "≥", "center dot": "·",
}  # fmt: skip
_OSTI = re.compile(r"\{(" + "|".join(re.escape(word) for word in sorted(_OSTI_WORDS, key=len, reverse=True)) + r")\}")
_LOWERED = re.compile(r"(?<=[A-Za-z)\]])_\{([^{}]{1,20})\}")
_RAISED = re.compile(r"(?<=[A-Za-zΩ°%\d)\]])\^\{([^{}]{1,12})\}")
_LOST_CARET = re.compile(r"(?<=[A-Za-zΩ])\{([-−–]?\d)\}(?=\s?[/KWSm·])")
_IN_PARENTHESES = re.compile(r"(?:(?:(?<=[x×*]\s10)|(?<=[x×*]10)|(?<=[mKWSsJgΩVAL]))\s?\((\s?[-−–]\s?\d{1,2})\)|(?<=[\s/]m)\((2)\)(?=\s?[KWS·/]))")
_SPACED_SIGN = re.compile(r"(?:(?<=10)|(?<=[mKWSs]))\s?(?:⁻|[-−–](?=\s[⁰¹²³⁴⁵⁶⁷⁸⁹]))\s?([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_HTML_SCRIPT = re.compile(r"<(/?)(sub|sup|i|b|em|italic|inf)>", re.I)
_HTML_RAISED = re.compile(r"<sup>([^<>]{1,20})</sup>", re.I)
#: arXiv's own listing leaves accents of TeX in braces, outside any formula: "25 {\\deg}C".
_COMMAND = re.compile(r"\{\\([A-Za-z]{1,12})\}")
#: A value with another uncertainty upwards than downwards: "490^{+150}_{-110}".
_TWO_SIDED = re.compile(r"(?:\^\{\s?\+\s?([\d.]+)\s?\}\s?_\{\s?[-−]\s?([\d.]+)\s?\}|_\{\s?[-−]\s?([\d.]+)\s?\}\s?\^\{\s?\+\s?([\d.]+)\s?\})")
#: What a text must hold before any of the rest is tried.
_SIGNS = re.compile(r"[${}^<⁻]|\(\s?[-−–]\s?\d{1,2}\)|m\(2\)|[-−–]\s[⁰¹²³⁴⁵⁶⁷⁸⁹]")


def printed(text: str) -> str:
    """The text as print would have it; what is no such notation stays.

    >>> printed("$MoS_{2}$ on Al_{2}O_{3}: 15 MW m(-2) K(-1), 2.1 x 10(-4) S cm(-1), 10{sup {minus}3}")
    'MoS2 on Al2O3: 15 MW m⁻² K⁻¹, 2.1 x 10⁻⁴ S cm⁻¹, 10⁻³'
    """
    text = joined_formulas(restored(text))
    if not _SIGNS.search(text):
        return text
    text = _COMMAND.sub(lambda match: tex_text("\\" + match.group(1)), _TWO_SIDED.sub(_two_sided, text))
    if "$" in text:
        text = _PLAIN_TEX.sub(r"\1", text)
        text = _TEX.sub(lambda match: tex_text(match.group(1)), _CUT_TEX.sub(r"^{\1\2}", text))
    text = _OSTI.sub(lambda match: _OSTI_WORDS[match.group(1)], text)
    for _ in range(3):
        text, found = _BRACED.subn(lambda match: raised(match.group(2)) if match.group(1) == "sup" else match.group(2), text)
        if not found:
            break
    if "<" in text:
        text = _HTML_SCRIPT.sub("", _HTML_RAISED.sub(lambda match: raised(match.group(1)), text))
    text = _LOWERED.sub(lambda match: match.group(1), text)
    text = _RAISED.sub(lambda match: raised(match.group(1)), text)
    text = _LOST_CARET.sub(lambda match: raised(match.group(1)), text)
    text = _IN_PARENTHESES.sub(lambda match: raised(match.group(1) or match.group(2)), text)
    return _SPACED_SIGN.sub(lambda match: f"⁻{match.group(1)}", text)


def _two_sided(match: re.Match[str]) -> str:
    up, down = match.group(1) or match.group(4), match.group(2) or match.group(3)
    return f" [+{up}, −{down}]"
