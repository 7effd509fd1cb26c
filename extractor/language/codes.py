"""A paper's own codes of samples that nothing defines in a way that a rule could read: "BZT15-N2S", "A-5SiC", "10Sc1Ce2Bi"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import is_formula
from extractor.language.acronyms import means_something_else

_PART = r"[A-Za-z0-9]+(?:\.\d+[A-Za-z0-9]*)?"
_CODE = rf"(?=[\w.+@–-]*[A-Z])(?=[\w.+@–-]*\d)(?=[A-Z0-9]){_PART}(?:[-–+@/]{_PART}){{0,3}}"
_WRITTEN = re.compile(rf"(?<![\w./+@–−‐-])({_CODE})(?![\w@+²³⁺⁻]|[.,]\d|[-–+−][\w]|\s?(?:wt|mol|vol|at)\.?\s?%)")
_NOUN = (
    r"(?:pellets?|ceramics?|samples?|specimens?|electrolytes?|powders?|films?|membranes?|composites?|layers?|dis[ck]s?|bars?|rods?|tubes?|sheets?|tapes?|plates?|glass(?:es|-ceramics?)?|grains?|bod(?:y|ies)|compacts?|gels?|"
    r"compositions?|compounds?|phases?|batch(?:es)?|cathodes?|anodes?)"
)
_VERB = r"(?:was|were|is|are|has|had|have|shows?|showed|exhibit(?:s|ed)?|reach(?:es|ed)|gave|gives|attain(?:s|ed)|possess(?:es|ed)|display(?:s|ed)|deliver(?:s|ed)|became|becomes|sintered|fired|annealed|densif\w+|yielded|retain(?:s|ed)|needs?|contains?)"
_BEHIND = re.compile(rf"\s{_NOUN}\b|\s(?:\([^()]{{1,40}}\)\s)?{_VERB}\b|:\s\d|\s\(\d|\)?,?\srespectively")
_BEFORE = re.compile(
    rf"(?:\b(?:[Uu]ndoped|[Pp]ure|[Ff]or|[Oo]f|[Ii]n|[Tt]han|[Tt]o|[Ww]ith|[Aa]nd|[Ff]rom|between|like|as|called|named|denoted|label+ed|coded|designated|marked|{_NOUN})\s(?:the\s)?|[(,;]\s?|^)$"
)
_DEFINED = re.compile(r"(?:\b(?:called|named|denoted|label+ed|coded|designated|marked|abbreviated|hereafter|hereinafter|referred to)\s(?:as\s|by\s)?[“\"'‘(]?|\(\s?)$")
#: Model numbers of instruments and makers' grades follow a name with a capital: "Bruker D8", "Tosoh TZ-2Y".
_MAKER = re.compile(r"(?:\b[A-Z][A-Za-z]+(?:\s(?:type|grade|model|series|Corp\.?|Co\.?|Ltd\.?|Inc\.?))?,?|\b(?:model|type|grade|No\.?|no\.?|card|PDF|JCPDS|ICSD|ICDD|CCDC|group|Eqs?\.?|Figs?\.?|Tables?|Refs?\.?|eqn\.?|Scheme|Section|Sample|project|grant|contract))\s$")
#: A code's word is no such name: "For ZTA16", "In BZT15".
_WORD = re.compile(r"\b(?:For|In|Of|With|And|The|Both|From|While|As|Only|Then|Also|After|When|If|Pellets?|Samples?|Undoped|Pure|Whereas|Although|That|Between|Among|At|By|On|But|Since)\s$")
_NO_CODE = re.compile(
    r"^(?:[A-Z][a-z]?\d{1,2}|[A-Z][a-z]?\d?[A-Z]?\d?[+-]|\d(?:\.\d+)?[CDHRTMNKVAWJFGgs]|\d{1,3}[A-Z][a-z]?|[PIFRCA]-?[1-6][a-z\d/]*|CPE\d|CR20\d\d|PM\d|B3LYP|PBE0|HSE\d\d|XC\d\d|SS\d{3}L?|[SF]\d{1,2}[a-z]|"
    r"\d+o?C|[NSC]Ox|[XMABTZLR]{1,2}O\d|\d{1,2}H2O.*|(?:ICSD|COD|JCPDS|ICDD|CCDC|PDF|CAS|DOI)-?\d.*|[A-Z][a-z]?\+\d|(?:Figs?|Eqs?|Tabs?|Refs?|Sect?|Nos?|Vol|Ch)\..*|.*Journal|\d{3,}[A-Z]|[DCTOS]\d[dhv]|.*[a-z]{5,}|.*-\d[spdf]|\d+(?:[A-Z][a-z]?\d*)*O\d+|"
    r"ISO.*|ASTM.*|DIN.*|JIS.*|COVID.*|GC\d?|T[12]e|DSC\d+|TGA\d+|[A-Z]+\d{4,}|NCM\d{3}|NMC\d{3}|NCA\d*|SWCNT.*|MWCNT.*|MCM-?\d+|ZIF-?\d+|MOF-?\d+|UiO-?\d+|MIL-?\d+|ZSM-?\d+|SBA-?\d+)$"
)
_ELEMENTS_ALONE = re.compile(rf"(?:(?:{'|'.join(sorted(SYMBOLS, key=len, reverse=True))})(?:\d+(?:\.\d+)?)?)+")
#: How often a code is used at least, and how many of its uses must be those of a sample.
USES, SHARE = 2, 0.34


def unknown_codes(texts: Iterable[str]) -> set[str]:
    """Codes that a paper uses for its samples, at least twice and mostly as one says of a sample.

    >>> sorted(unknown_codes(["BZT15-N was fired at 1450 °C (Bruker D8), but A-5SiC had 98 %.", "For BZT15-N we found 97 %, and A-5SiC bars broke. The D8 was used."]))
    ['A-5SiC', 'BZT15-N']
    """
    uses: Counter[str] = Counter()
    alike: Counter[str] = Counter()
    for text in texts:
        for match in _WRITTEN.finditer(text):
            code = match.group(1)
            if not _may_be_code(code):
                continue
            uses[code] += 1
            before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 60]
            if _MAKER.search(before) and not _WORD.search(before):
                continue
            alike[code] += bool(_BEHIND.match(after)) or bool(_DEFINED.search(before)) or bool(_BEFORE.search(before) and re.match(r"[\s,.;:)]", after or " "))
    return {code for code, count in uses.items() if count >= USES and alike[code] >= max(USES - 1, SHARE * count)}


def _may_be_code(code: str) -> bool:
    if not 3 <= len(code) <= 20 or not any(c.isupper() for c in code) or _NO_CODE.match(code):
        return False
    if not code[0].isdigit() and _ELEMENTS_ALONE.fullmatch(code):
        return False  # "CO2", "PO4", "TiO6"
    if "/" in code and all(is_formula(part) for part in code.split("/")):
        return False
    return not means_something_else(code)
