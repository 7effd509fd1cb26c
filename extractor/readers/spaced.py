"""Formulas whose lowered digits were set apart by blanks: "Li 3 GaF 6 –LaF 3", as bibliographic databases hand out abstracts."""

from __future__ import annotations

import re

from extractor.compounds.formula import is_formula

_LETTERS = r"[A-Z][A-Za-z]{0,9}"
_AMOUNT = r"(?:[1-9]\d?|0?\.\d+|\d{1,2}\.\d+)(?!\d|\.\d)"
#: Letters and amounts in turn, groups in parentheses among them. It ends with an amount or with letters of an element.
_SPACED = re.compile(rf"(?<![\w.])\(?{_LETTERS} {_AMOUNT}(?: ?\(?{_LETTERS} {_AMOUNT}| ?\) ?{_AMOUNT})*(?: ?\)(?! ?\d))?(?: (?P<last>{_LETTERS})(?![\w]))?")
#: "Te 91 @LPSC"
_TAGGED = re.compile(r"(?<![\w.])([A-Z][a-z]?) (\d{1,2}) (?=@[A-Z])")
#: "CoO 5 nm", "LaF 3 wt%": the amount is of something else.
_UNIT = re.compile(r"\s?(?:%|wt\b|mol\b|vol\b|at\b|nm\b|[μµ]m\b|[mck]?m\b|h\b|min\b|s\b|K\b|°|º|◦|eV\b|m?A\b|m?V\b|[MG]Pa\b|W\b|S\b|×|x\s|(?:times|samples|cells|layers|cycles)\b)")
#: What stood apart from a formula only because its last digit did.
_BEHIND = re.compile(r"(?<=\d) (?=[–‐-][A-Z]|[/@)]|[,.;](?:\s|$))")
#: Symbols that are words too.
_WORDS = frozenset({"In", "As", "At", "No", "I", "He", "Be"})
#: An amount that is the only one of a formula has one digit: "SiO 2", not "CrFe 350" or "AlN 15".
_ONE = re.compile(r"\D*[1-9]\D*")


def joined_formulas(text: str) -> str:
    """The text with such formulas closed up; what is no formula of two elements or more stays.

    >>> joined_formulas("Li 3 GaF 6 –LaF 3 and Li 6 PS 5 Cl from SiO 2 5 nm thick, Fig. 2 In 3 of 5 cells")
    'Li3GaF6–LaF3 and Li6PS5Cl from SiO2 5 nm thick, Fig. 2 In 3 of 5 cells'
    """
    closed = _TAGGED.sub(r"\1\2", _SPACED.sub(lambda match: _joined(text, match), text))
    return text if closed == text else _BEHIND.sub("", closed)


def _joined(text: str, match: re.Match[str]) -> str:
    written, last = match.group(), match.group("last")
    tail = ""
    if last is not None and (last in _WORDS or not is_formula(_compact(written))):
        written, tail = match.group()[: match.start("last") - 1 - match.start()], f" {last}"
    elif last is None and _UNIT.match(text, match.end()):
        return match.group()
    opened = written.startswith("(") and ")" not in written
    core = _compact(written[1:] if opened else written)
    first = re.match(r"\(?([A-Za-z]+)", written)
    if not is_formula(core) or (first and first.group(1) in _WORDS) or (len(re.findall(_AMOUNT, written)) == 1 and not _ONE.fullmatch(written)):
        return match.group()
    return f"{'(' if opened else ''}{core}{tail}"


def _compact(text: str) -> str:
    return text.replace(" ", "")
