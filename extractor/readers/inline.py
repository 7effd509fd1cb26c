"""Inline markup to text: superscripts raised, citations in brackets, formulas readable.

A citation set as a superscript must never look like an exponent ("10<sup>12</sup>" against "cells
<sup>12</sup>"), but which of the two it is shows only in the markup, and what stands around it only in
the text. So marks that no text contains (Unicode noncharacters) are put around citations first, and
become brackets when the whole paragraph is there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from enum import Enum, auto

from lxml import etree

from extractor.readers.formulas import math_text, raised, tex_text
from extractor.readers.markup import superscript
from extractor.readers.notation import printed


class Role(Enum):
    """What an element does to the text inside it."""

    PLAIN = auto()
    DROP = auto()
    SPACE = auto()
    SUPERSCRIPT = auto()
    CITATION = auto()
    NOTE_MARK = auto()
    BLOCK = auto()
    MATH = auto()
    TEX = auto()


#: Says each element's role; every format has its own.
Rules = Callable[[etree._Element], Role]

# what opens a raised citation, a citation on the line, a mark of a footnote, a raised letter, a raised list of numbers
_RAISED, _LEVEL, _NOTE, _LETTER, _NUMBERS, _END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5"
_MARKS = f"{_RAISED}{_LEVEL}{_NOTE}{_LETTER}{_NUMBERS}"
_MARKED = re.compile(f"([{_MARKS}])([^{_MARKS}{_END}]*){_END}")
_CITED = f"[{_RAISED}{_LEVEL}][^{_MARKS}{_END}]*{_END}"
_CHAIN = re.compile(f"{_CITED}(?:\\s{{0,9}}(?:[,;.–—‒\\-−⁻]|and)?\\s{{0,9}}{_CITED})+")
_SEPARATORS = " \t\n,;.–—‒-−[]()"
_OPEN_BRACKET = re.compile(r"\[[\d\s,;–—‒-]*$")
_PARENTHESISED = re.compile(f"\\([{_RAISED}{_LEVEL}](\\d[\\d\\s,;–—‒-]*){_END}\\)|[{_RAISED}{_LEVEL}]\\((\\d[\\d\\s,;–—‒-]*)\\){_END}")
_NUMBER_LIST = re.compile(r"\d{1,3}(?:\s*[,;–—‒-]\s*\d{1,3})+")
_NUMERIC = re.compile(r"\d[\d\s,;–—‒-]*[a-z]?")
_TEX_IN_TEXT = re.compile(r"\\\((.{1,2000}?)\\\)|\\\[(.{1,2000}?)\\\]|\$\$(.{1,2000}?)\$\$", re.S)
#: How far back a bracket that holds a citation may have been opened.
_REACH = 60


def render(element: etree._Element, rules: Rules) -> str:
    """The text inside an element, with marks; `finish` turns it into plain text."""
    parts = [element.text or ""]
    for child in element:
        parts += [render_whole(child, rules), child.tail or ""]
    return "".join(parts)


def render_whole(element: etree._Element, rules: Rules) -> str:
    """The text that an element itself stands for, without what follows it."""
    if not isinstance(element.tag, str):
        return html.unescape(element.text or "") if element.tag is etree.Entity else ""
    role = rules(element)
    if role is Role.DROP:
        return ""
    if role is Role.SPACE:
        return " "
    if role is Role.MATH:
        return math_text(element)
    if role is Role.TEX:
        return f" {tex_text(''.join(element.itertext()))} "
    if role in (Role.CITATION, Role.NOTE_MARK) and any(rules(part) is Role.SUPERSCRIPT for part in element.iterdescendants(etree.Element)):
        return f"{_RAISED if role is Role.CITATION else _NOTE}{''.join(element.itertext()).strip(' []()')}{_END}"
    text = render(element, rules)
    if role is Role.SUPERSCRIPT:
        return _raise(text)
    if role is Role.CITATION:
        return text if _MARKED.search(text) else f"{_LEVEL}{text}{_END}"
    if role is Role.NOTE_MARK:
        return f"{_NOTE}{_unmarked(text)}{_END}"
    return f" {text} " if role is Role.BLOCK else text


def _raise(text: str) -> str:
    """A superscript: a citation if it holds nothing else, else raised around its citations."""
    pieces = _MARKED.split(text)
    rest = "".join(pieces[0::3])
    if len(pieces) > 1 and not rest.replace("and", "").strip(_SEPARATORS):
        if _NOTE in pieces[1::3]:
            return text
        return f"{_RAISED}{re.sub(r'[][()]', '', _unmarked(text)).strip()}{_END}"
    risen = [_raise_plain(pieces[0])]
    for mark, inner, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        risen += [f"{_RAISED if mark == _LEVEL else mark}{inner}{_END}", _raise_plain(after)]
    return "".join(risen)


def _raise_plain(text: str) -> str:
    text = text.strip()
    if _NUMBER_LIST.fullmatch(text):
        return f"{_NUMBERS}{text}{_END}"
    if re.fullmatch(r"[a-h](?:,\s?[a-h])*", text):
        return f"{_LETTER}{text}{_END}"
    if re.fullmatch(r"[–—‒-]", text):  # between two raised citations
        return text
    # "T<sup>1/2</sup>" must not become "T1/2"; "3<sup>rd</sup>" and marks like "†" stay
    power = re.search(r"\d|^[-−–+]", text) and not re.fullmatch(r"\d+(?:st|nd|rd|th)", text)
    return raised(text) if power else superscript(text)


def _unmarked(text: str) -> str:
    return re.sub(f"[{_MARKS}{_END}]", "", text)


def finish(text: str, *, cell: bool = False) -> str:
    """Marks become brackets where they are needed; `cell` says that the text is a table's cell.

    >>> finish(f"of garnets{_RAISED}1{_END}, {_RAISED}3{_END}."), finish(f"in [{_LEVEL}1{_END}].")
    ('of garnets[1, 3].', 'in [1].')
    """
    if _END not in text:
        return _with_tex(text)
    text = _CHAIN.sub(_one_citation, text)
    # "3.2(1)" is an uncertainty, so a cited "(1)" must look different
    text = _PARENTHESISED.sub(lambda match: f"{_RAISED}{match.group(1) or match.group(2)}{_END}", text)
    parts: list[str] = []
    before = ""
    position = 0
    for match in _MARKED.finditer(text):
        parts.append(text[position : match.start()])
        before = (before + parts[-1])[-_REACH:]
        parts.append(_settle(match.group(1), match.group(2), before, text[match.end() : match.end() + 1], cell=cell))
        before = (before + parts[-1])[-_REACH:]
        position = match.end()
    parts.append(text[position:])
    return _with_tex(_unmarked("".join(parts)))


def _one_citation(chain: re.Match[str]) -> str:
    """Neighbouring citations as one, under the first one's mark."""
    text = re.sub(f"{_END}(\\s*)[{_RAISED}{_LEVEL}]", r",\1", chain.group())
    text = re.sub(f"{_END}([^{_MARKS}{_END}]*)[{_RAISED}{_LEVEL}]", lambda match: match.group(1).replace("⁻", "–"), text)
    return text


def _settle(mark: str, inner: str, before: str, after: str, *, cell: bool) -> str:
    """What one marked piece becomes, by what stands around it."""
    text = inner.strip()
    bracketed = bool(_OPEN_BRACKET.search(before)) or (before.endswith("(") and after == ")") or text.startswith(("[", "("))
    if mark == _RAISED:
        return text if bracketed or not text else f"[{text}]"
    if mark == _LEVEL:
        # "cells12" needs a bracket, "in ref. 12" and "Smith (2010)" do not
        glued = before[-1:].isalnum() or before[-1:] in tuple(".,;:)%°")
        return f"[{text}]" if glued and not bracketed and _NUMERIC.fullmatch(text) else inner
    if mark == _NOTE:
        return f"[{text}]" if text.isalnum() and not bracketed and before.strip() else inner
    if mark == _LETTER:
        # before a footnote's text it is that footnote's name
        return f"[{text}]" if cell and before.strip() else text if before.strip() else f"{text} "
    if before.endswith("10"):
        return raised(text)
    return text if bracketed else f"[{text}]"


def _with_tex(text: str) -> str:
    r"""Formulas written as \( … \) or $$ … $$ in a web page's text."""
    return _TEX_IN_TEXT.sub(lambda match: f" {tex_text(next(filter(None, match.groups())))} ", text) if "\\" in text or "$$" in text else printed(text)
