"""Polymorphs and planes: the words and prefixes by which papers tell them.

A phase is one canonical word: a crystal system ("cubic"), a Greek letter spelled out ("alpha"), a
structure that names a polymorph ("wurtzite", "rutile"), a polytype ("4H"), "amorphous" or an allotrope.
"""

from __future__ import annotations

import re

_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "κ": "kappa", "σ": "sigma", "χ": "chi"}
_LETTERS = {"c": "cubic", "t": "tetragonal", "m": "monoclinic", "h": "hexagonal", "o": "orthorhombic", "a": "amorphous", "w": "wurtzite", "wz": "wurtzite", "zb": "zincblende"}
#: A letter tells the polymorph of these only: "m-SiO2" is mesoporous, "c-Si" crystalline, "c-Al2O3" cut in the c plane.
_CRYSTALS = r"ZrO2|zirconia|HfO2|hafnia|YSZ|Zr\d?\.\d|LLZ|Li\d[\d.]*(?:[A-Z][a-z][\d.]+)*La3|BN|GaN|AlN|InN|ZnO|ZnS|CdS|BiVO4|WO3|BaTiO3|Na3(?:PS4|SbS4)"
_GLASSES = r"SiO2|silica|Si(?![a-z])|Ge(?![a-z])|C(?![a-z])|Se(?![a-z])"
_WORDS = {
    **{word: word for word in (
        "cubic", "tetragonal", "monoclinic", "orthorhombic", "hexagonal", "trigonal", "rhombohedral", "triclinic", "wurtzite", "zincblende", "anatase", "rutile", "brookite",
        "amorphous", *_GREEK.values(),
    )},
    "zinc blende": "zincblende", "zinc-blende": "zincblende", "glass": "amorphous", "glassy": "amorphous", "glasses": "amorphous", "vitreous": "amorphous", "pseudocubic": "pseudocubic",
}  # fmt: skip
_PRIME = r"(?:''|″|′′|\"|’’|”)"


def spelled(text: str) -> str:
    """Greek letters as words and one sign for a double prime.

    >>> spelled("Na–β″-alumina")
    "Na-beta''-alumina"
    """
    for letter, word in _GREEK.items():
        text = text.replace(letter, word)
    return re.sub(_PRIME, "''", re.sub("[‐‑–−]", "-", text))


_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_BEFORE = re.compile(rf"(?P<word>{_WORD})[- ](?:phase |structured? |type |polymorph )?(?!ceramic)", re.I)
#: Before fractional amounts a δ is what a vacancy left of the formula before.
_PREFIX = re.compile(rf"(?:(?!δ\S*\d\.\d)(?P<greek>[{''.join(_GREEK)}])(?P<prime>{_PRIME})?[- ]?(?=[A-Za-z(])|(?P<polytype>[1-9]\d?[HRTC]'?)-|(?P<letter>(?:wz|zb|[ctmhow])(?=-(?:{_CRYSTALS}))|a(?=-(?:{_GLASSES})))-)")
_AFTER = re.compile(rf"(?<![%, -])[- ,]*(?:\((?:the )?(?P<bracketed>{_WORD})(?: phase)?\)|(?:in the )?(?P<word>{_WORD})(?: phase| polymorph)?)", re.I)
_PLANE_LETTER = {"c": "(0001)", "a": "(11-20)", "m": "(10-10)", "r": "(1-102)"}
_PLANE = re.compile(r" ?[(\[{](?P<indices>(?:-?\d ?){3,4})[)\]}](?:[- ](?:oriented|plane|surface|face|substrate|textured))?")
_PLANE_BEFORE = re.compile(r"(?P<letter>[camr])[- ](?:plane|cut|axis|oriented)[- ]|\((?P<indices>(?:-?\d ?){3,4})\)[- ](?:oriented[- ]|textured[- ])?", re.I)


def take_plane(text: str) -> tuple[str | None, str]:
    """The crystal plane that a mention tells, as "(0001)", and the mention without it.

    >>> take_plane("Al2O3 (0001)"), take_plane("c-plane sapphire"), take_plane("Ca10(PO4)6(OH)2")
    (('(0001)', 'Al2O3'), ('(0001)', 'sapphire'), (None, 'Ca10(PO4)6(OH)2'))
    """
    before = _PLANE_BEFORE.match(text)
    if before and before.end() < len(text):
        plane = _PLANE_LETTER[before["letter"].lower()] if before["letter"] else _plane(before["indices"])
        return (plane, text[before.end() :]) if plane else (None, text)
    after = _PLANE.search(text)
    plane = _plane(after["indices"]) if after and after.start() else None
    return (plane, (text[: after.start()] + text[after.end() :]).strip()) if after and plane else (None, text)


def _plane(indices: str) -> str | None:
    """Miller indices in brackets; None for a number that is none, such as the temperature in "LLZO (1150)".

    Of four indices the third is minus the sum of the first two, with a sign that text extraction may have lost.
    """
    plain = indices.replace(" ", "")
    numbers = [int(index) for index in re.findall(r"-?\d", plain)]
    if max(map(abs, numbers)) > 4 or (len(numbers) == 4 and abs(numbers[2]) != abs(numbers[0] + numbers[1])):
        return None
    return f"({plain})"


def take_phase(text: str) -> tuple[str | None, str]:
    """The polymorph that a mention tells and the mention without it.

    >>> [take_phase(m) for m in ("cubic Li7La3Zr2O12", "β-Li3PS4", "4H-SiC", "t-ZrO2", "Li3PS4 glass", "Li7P3S11 glass-ceramic")]
    [('cubic', 'Li7La3Zr2O12'), ('beta', 'Li3PS4'), ('4H', 'SiC'), ('tetragonal', 'ZrO2'), ('amorphous', 'Li3PS4'), (None, 'Li7P3S11 glass-ceramic')]
    """
    prefix = _PREFIX.match(text)
    if prefix:
        if prefix["greek"]:
            return _GREEK[prefix["greek"]] + ("''" if prefix["prime"] else ""), text[prefix.end() :]
        return prefix["polytype"] or _LETTERS[prefix["letter"]], text[prefix.end() :]
    before = _BEFORE.match(text)
    if before and before.end() < len(text):
        return _WORDS[before["word"].lower()], text[before.end() :]
    for after in _AFTER.finditer(text):
        if after.start() and after.end() == len(text):
            return _WORDS[(after["word"] or after["bracketed"]).lower()], text[: after.start()]
    return None, text


_FORM_OF = r"(?:[- ](?:phase|structured?|polymorph|modification|form|garnet|symmetry))?"
_LEADS = re.compile(rf"(?<![\w-])(?P<word>{_WORD}){_FORM_OF}(?: of)?(?: the)?[- ]$", re.I)
_FOLLOWS = re.compile(rf"^ ?(?:\((?P<bracketed>{_WORD}){_FORM_OF}\)|(?:with|in|of) (?:a |the )?(?P<word>{_WORD}) (?:phase|structure|symmetry|polymorph|modification|form)\b)", re.I)


_ANOTHER = re.compile(rf"(?:{_WORD})(?:,| and| or| to|/)\s?$", re.I)


def phase_beside(text: str, start: int, end: int) -> str | None:
    """The polymorph that the words just before or after a mention at [start, end) tell.

    >>> text = "while tetragonal Li7La3Zr2O12 is poor"
    >>> phase_beside(text, 17, 29)
    'tetragonal'
    """
    leads = _LEADS.search(text, max(0, start - 40), start)
    if leads and _ANOTHER.search(text, max(0, leads.start() - 30), leads.start()):
        return None  # "cubic and tetragonal LLZO" are both
    found = leads or _FOLLOWS.search(text[end : end + 50])
    return _WORDS[next(filter(None, found.groups())).lower()] if found else None


#: Crystal system by the last space-group number that has it (International Tables for Crystallography, A).
_SYSTEMS = ((2, "triclinic"), (15, "monoclinic"), (74, "orthorhombic"), (142, "tetragonal"), (167, "trigonal"), (194, "hexagonal"), (230, "cubic"))


def crystal_system(space_group: int) -> str:
    """Crystal system of a space group from 1 to 230; ValueError for any other number.

    >>> crystal_system(230), crystal_system(142)
    ('cubic', 'tetragonal')
    """
    if not 1 <= space_group <= 230:
        raise ValueError(f"no space group {space_group}: there are 230")
    return next(system for last, system in _SYSTEMS if space_group <= last)
