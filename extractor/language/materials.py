"""A first materials recogniser: formulas, known names, and the paper's own abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.compounds.elements import BARE_MATERIALS, SYMBOLS
from extractor.compounds.formula import has_variable, is_formula, reduced_formula, scan_formula
from extractor.compounds.names import known_names
from extractor.language.phrases import Mention, element_names, mixtures, with_additives, with_label, with_words
from extractor.language.tokenizer import text_of
from extractor.quantities.units import unit_at

_BRACKETED = re.compile(r"[\s]?[(\[]\s?$")
_JOIN = re.compile(r"^\s?[-–‐−]\s?$")
#: "LY0.1ZP", "LATP-0.2Nb", "GPE@30LATP".
_ABBREVIATION = r"[A-Z0-9][A-Za-z0-9]*(?:\.\d[A-Za-z0-9]*)?(?:[-–/@][A-Za-z0-9]+(?:\.\d[A-Za-z0-9]*)?)*"
_LABEL = re.compile(
    rf"\b(?:denoted|labell?ed|named|referred to|designated|abbreviated|marked|coded|hereafter|hereinafter)\b(?:\s(?:here(?:after)?|simply))?(?:\s(?:as|by))?:?\s[“\"'‘(]?({_ABBREVIATION})(?=[\W_])(?!\.\d)"
)


_LABEL_TOKEN = r"(?=[A-Za-z0-9.-]*\d)(?=[A-Za-z0-9.-]*[A-Z])[A-Z0-9][A-Za-z0-9]*(?:\.\d[A-Za-z0-9]*)?(?:-[A-Za-z0-9]+(?:\.\d[A-Za-z0-9]*)?)?"
_LISTED_LABEL = re.compile(rf"^\s?(?:,\s?(?:and\s)?|and\s|or\s)({_LABEL_TOKEN})(?=[\s,.;)])")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """What a paper's own abbreviation stands for."""

    short: str
    long: str
    formula: str | None
    #: Whether it names one sample ("denoted T1150"), not a material.
    label: bool = False


#: "Pr 0.7 Ca 0.3 MnO 3": subscripts that text extraction set apart.
_SPACED = re.compile(r"(?<![\w.])(?:[A-Z][A-Za-z]{0,4} \d{1,2}(?:\.\d+)? ?){2,}(?:[A-Z][A-Za-z]{0,4}(?: \d{1,2}(?:\.\d+)?)?)?(?![\w])")


#: A capital (of any script, so that the word that it begins is stepped over) or a bracket.
_FORMULA_START = re.compile(r"[A-Z(\[]|[^\x00-\x7f]")
_RUN = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"\s(?=[A-Z][a-z]?\d)")
_ANION = re.compile(r"\s(?=\((?:(?:P|Si|S|V|As|Mo|W|Ge|Cl)O4|[BNC]O3|BH4|OH|(?:P|Si)2O7)\)\s?\d)")


def _formulas(text: str) -> Iterator[Mention]:
    position = 0
    spaced = {m.start(): m for m in _SPACED.finditer(text) if is_formula(m.group())}
    while start := _FORMULA_START.search(text, position):
        position, character = start.start(), start.group()
        if position in spaced:
            written = spaced[position].group().rstrip()
            yield Mention(position, position + len(written), written, "formula", reduced_formula(written))
            position += len(written)
            continue
        if not (character.isupper() or character in "(["):
            position += 1
            continue
        end = scan_formula(text, position)
        stroke = text.find("/", position, position + 40) if end is None else -1
        if stroke > 0:
            end = scan_formula(text[:stroke], position)  # "Al2O3/8YSZ" has no amount of three eighths
        if end is None:
            # step over the whole word, so that no formula is found inside one
            word = _RUN.match(text, position)
            position = word.end() if word else position + 1
            continue
        candidate = text[position:end]
        joined = _JOINED.match(text, end)
        if joined and is_formula(candidate) and not re.search(r"O\d*(?:\.\d+)?(?:[-−–±+][δx])?$", candidate):
            # "Fe0.8 Co0.2O3": a blank that the typesetter left inside one formula
            longer = scan_formula(text, joined.end())
            if longer is not None and re.search(r"O\d", text[joined.end() : longer]):
                end = longer
                candidate = text[position:end]
        if _ANION.match(text, end) and is_formula(text[position : (whole := scan_formula(text, end + 1) or end)]):
            end, candidate = whole, text[position:whole]  # "LiTi2−xSnx (PO4)3"
        if is_formula(candidate) and not _is_ion(text, end):
            yield Mention(position, end, candidate, "formula", reduced_formula(candidate))
            position = end
        elif candidate in BARE_MATERIALS and _stands_alone(text, position, end):
            yield Mention(position, end, candidate, "element", candidate)
            position = end
        else:
            position = max(end, position + 1) if character.isupper() else position + 1


def _is_ion(text: str, end: int) -> bool:
    return bool(re.match(r"[\d²³⁴⁵]?[+⁺](?!\s?[A-Zδx])", text[end:]))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A bare element symbol that is a material: not an ion, a unit, an initial, a dopant or a bond."""
    unit = unit_at(text, start)
    if unit and (" * " in unit.pint_unit or re.search(r"\d\s?$", text[max(0, start - 2) : start])):
        return False
    after, before = text[end : end + 10], text[max(0, start - 12) : start]
    if re.search(r"\b[A-Z][a-z]? ?= ?(?:[A-Z][a-z]?, ?|and |or )*$", text[max(0, start - 40) : start]):
        return False  # "M = Li, Mg, Ti"
    if re.match(r"\d|[²³⁴⁵]?[+⁺⁻]|[-−–⁻]\s?\d|[-–]\s?(?:ion|doped|co-doped|containing|modified|stabili[sz]ed|substituted|rich|site|K\b|O\b)|\s(?:ions?|atoms?|content|doping|substitution|site|vacanc)", after):
        return False
    initial = end - start == 1 and re.match(r"\.\s?[A-Z]", after)
    # "J. W Smith", but not "60 MW/m2 K. Ni films"
    return not initial and not re.search(r"(?<!\w)(?<!\d\s)[A-Z]\.\s?$", before)


#: "NVP@C", "Te91@LPSC-350": one in or on the other.
_COATED = re.compile(r"(?<![\w.@-])[A-Z][\w.]*(?:[-–][A-Za-z0-9]+)*@[A-Z0-9]\w*(?:[-–.][A-Za-z0-9]+)*(?![\w@])")
#: The metal, not the verb: behind a preposition or stop, and before what a verb has not behind it.
_LEAD = re.compile(
    r"(?=[Ll]ead)(?:^|(?<=[.,;(/–-])|(?<=[.,;(]\s)|(?<=\bof\s)|(?<=\bfor\s)|(?<=\band\s)|(?<=\bbetween\s)|(?<=\bwith\s)|(?<=\bbecause\s))[Ll]ead(?=\s(?:on|films?|has|is|was|substrates?)\s|\sand\s[A-Za-z]+\son\s|\s?[/–])"
)


def find_materials(text: str, abbreviations: Mapping[str, Abbreviation] | None = None) -> list[Mention]:
    """Materials of a text in order, the longest where they overlap.

    >>> [m.text for m in find_materials("Ta-doped LLZO and Li7La3Zr2O12 on sapphire")]
    ['Ta-doped LLZO', 'Li7La3Zr2O12', 'sapphire']
    """
    found = list(_nameable(text))
    for short, abbreviation in (abbreviations or {}).items():
        if short in text:
            found.extend(_widened(text, Mention(m.start(), m.end(), short, "abbreviation", abbreviation.formula)) for m in _written(short).finditer(text))
    kept = _without_families(text, _longest(text, found))
    return _listed_labels(text, with_additives(text, _compose(text, kept)), abbreviations or {})


#: A paper's blocks are read twice: for the abbreviations that they define, and with them.
@lru_cache(2048)
def _nameable(text: str) -> tuple[Mention, ...]:
    """What is a material in any paper, overlapping ones too."""
    found = list(_formulas(text))
    names = known_names()
    for match in names.pattern.finditer(text):
        formula = names.formula(match.group())
        found.append(Mention(match.start(), match.end(), match.group(), "name", reduced_formula(formula) if formula else None))
    found.extend(Mention(m.start(), m.end(), m.group(), "composite") for m in _COATED.finditer(text))
    found.extend(Mention(m.start(), m.end(), m.group(), "name") for m in _chemical_name().finditer(text))
    found.extend(Mention(m.start(), m.end(), m.group(), "name", "Pb") for m in _LEAD.finditer(text))
    found.extend(mixtures(text))
    return tuple(_widened(text, mention) for mention in found)


def _widened(text: str, mention: Mention) -> Mention:
    return with_words(text, with_label(text, mention))


@lru_cache(1024)
def _written(short: str) -> re.Pattern[str]:
    """Where an abbreviation stands as a word of its own, or behind an element as in "Ni-BZY20"."""
    return re.compile(rf"(?:(?<![\w-])|(?<=\b[A-Z]-)|(?<=\b[A-Z][a-z]-)){re.escape(short)}(?![\w]|\.\d)")


def _listed_labels(text: str, mentions: list[Mention], abbreviations: Mapping[str, Abbreviation]) -> list[Mention]:
    """"S30, S30N3 and S30M50": what stands in one list with a known label is a label too."""
    extended: list[Mention] = []
    queue = list(mentions)
    while queue:
        mention = queue.pop(0)
        extended.append(mention)
        if mention.text not in abbreviations and mention.kind != "label":
            continue
        label = _LISTED_LABEL.match(text[mention.end :])
        if label and (not queue or queue[0].start >= mention.end + label.end()):
            start = mention.end + label.start(1)
            queue.insert(0, Mention(start, mention.end + label.end(1), label.group(1), "label"))
    return extended


def _longest(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Of overlapping mentions the longest, in order of their place."""
    kept: list[Mention] = []
    taken = bytearray(len(text))
    order = {"abbreviation": 0, "label": 1, "mixture": 1, "composite": 1, "formula": 2, "name": 3, "element": 4}
    for mention in sorted(mentions, key=lambda m: (-(m.end - m.start), order[m.kind])):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


#: Structures that name a family of compounds.
_FAMILY = re.compile(r"(?:argyrodite|garnet|spinel|perovskite|NASICON|LISICON|pyrochlore|olivine|antiperovskite)s?", re.I)


def _without_families(text: str, mentions: list[Mention]) -> list[Mention]:
    """In "Li6PS5Cl argyrodite" and "garnet LLZO" the structure is the compound's own, no other material."""
    named = [m for m in mentions if m.kind in ("formula", "abbreviation", "name") and not _FAMILY.fullmatch(m.text)]
    beside = {m.end for m in named if text[m.end : m.end + 1] == " "} | {m.start for m in named if text[m.start - 1 : m.start] == " "}
    return [m for m in mentions if not (_FAMILY.fullmatch(m.text) and beside & {m.start - 1, m.end + 1})]


def _compose(text: str, mentions: list[Mention]) -> list[Mention]:
    """"NiO–GDC" is one composite: its parts are not materials of their own there."""
    composed: list[Mention] = []
    for mention in mentions:
        previous = composed[-1] if composed else None
        between = text[previous.end : mention.start] if previous else ""
        if previous and _JOIN.match(between) and len(between) == 1 and mention.text == previous.text and _BOND.match(text, mention.end):
            composed.pop()  # the distance or the bond of two atoms
        elif previous and _JOIN.match(between) and len(between) == 1:
            composed[-1] = Mention(previous.start, mention.end, text[previous.start : mention.end], "composite")
        else:
            composed.append(mention)
    return [_with_unknown_part(text, mention) for mention in composed]


_BOND = re.compile(r"\s(?:distances?|bonds?|bonding|separations?|pairs?|lengths?|interactions?|repulsion)\b")
#: "Li–Al–Ti–P–O–N" names the elements of a film whose composition is open.
_ELEMENTS = re.compile(rf"(?:(?:{'|'.join(sorted(SYMBOLS, key=len, reverse=True))})\s?[-–‐−]\s?){{3,}}(?:{'|'.join(sorted(SYMBOLS, key=len, reverse=True))})(?![\w])")


def _with_unknown_part(text: str, mention: Mention) -> Mention:
    """"ZnO-LCP" is a composite although "LCP" is not known."""
    if mention.kind == "composite" and (atoms := _ELEMENTS.match(text, mention.start)) and atoms.end() > mention.end:
        return Mention(mention.start, atoms.end(), atoms.group(), "name")
    part = re.match(r"[-–‐−](?:(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])[A-Z0-9]{2,6}(?![\w])|carbonates?\b|\d+(?:\.\d+)?\s?(?:wt|mol|vol)?\.?\s?%\s?(?:glass|carbonates?|salts?|flux|polymer)\b)", text[mention.end :])
    if not part or mention.kind == "element":
        return mention
    end = mention.end + part.end()
    return Mention(mention.start, end, text[mention.start : end], "composite")


@cache
def _chemical_name() -> re.Pattern[str]:
    """Systematic names: elements, doped or not, and what they form ("lithium lanthanum zirconate")."""
    names = element_names()
    anions = (
        "oxide|dioxide|trioxide|pentoxide|oxynitride|nitride|carbide|sulfide|sulphide|disulfide|selenide|diselenide|telluride|phosphide|arsenide|"
        "antimonide|fluoride|chloride|bromide|iodide|hydride|boride|phosphate|pyrophosphate|thiophosphate|titanate|zirconate|niobate|tantalate|aluminate|silicate|"
        "germanate|stannate|cerate|gallate|manganite|manganate|cobaltite|cobaltate|ferrite|nickelate|nickelite|chromite|tungstate|molybdate|vanadate|borate|borohydride|germanium phosphate|apatite"
    )
    return re.compile(rf"(?<![\w-])(?:(?:(?:{names})(?:[-\s](?:doped|substituted|stabili[sz]ed|rich))?|(?:acceptor|donor)[-\s]doped)[-\s])+(?:{anions})s?(?![\w])", re.I)


def find_abbreviations(text: str) -> Iterator[Abbreviation]:
    """Abbreviations that a text defines for materials, either way round.

    >>> [(a.short, a.formula) for a in find_abbreviations("La0.6Sr0.4CoO3−δ (LSC) was used")]
    [('LSC', 'Sr0.4La0.6CoO3')]
    """
    mentions = find_materials(text)
    beginning = {mention.start: mention for mention in mentions}
    for mention in mentions:
        after = re.match(rf"(?:\s\w+)?\s?[(\[,]\s?(?:denoted as |hereafter |abbreviated as |named |labell?ed |or )?({_ABBREVIATION})\s?[)\],;]", text[mention.end :])
        if after and _is_abbreviation(after.group(1)) and _shortens(after.group(1), mention.text) and not _are_siblings(after.group(1), mention.text):
            yield Abbreviation(after.group(1), mention.text, mention.formula)
        label = _LABEL.search(text[mention.end : mention.end + 80])
        if label and _is_abbreviation(label.group(1)) and mention.text not in re.split(r"[-–/]", label.group(1)) and not any(
            mention.end < other.start < mention.end + label.start() for other in mentions
        ):
            yield Abbreviation(label.group(1), mention.text, mention.formula, label=any(c.isdigit() for c in label.group(1)))
    for match in re.finditer(rf"(?<![\w–‐-])({_ABBREVIATION})(?:\s?[(\[]|,(?=\s[A-Z(]))\s?", text):
        inside = beginning.get(match.end())
        closed = inside and text[inside.end : inside.end + 2].lstrip()[:1] in (")", "]", ",", ";", ".")
        if inside and closed and inside.kind == "formula" and _is_abbreviation(match.group(1)) and _shortens(match.group(1), inside.text):
            yield Abbreviation(match.group(1), inside.text, inside.formula)
    for match in _FUNCTION.finditer(text):
        short, phrase = match.group(2), _PHRASE.search(text, max(0, match.start() - 60), match.end(1))
        if phrase and _is_abbreviation(short) and short not in known_names().no_materials:
            yield Abbreviation(short, phrase.group(), None)
    for mention in mentions:
        # a table's line that lost its cells: formula, label, numbers
        row = re.match(rf"\s({_LABEL_TOKEN})\s\d", text[mention.end :]) if mention.kind == "formula" else None
        if row and _is_abbreviation(row.group(1)):
            yield Abbreviation(row.group(1), mention.text, mention.formula)


#: "an encapsulated gel polymer electrolyte (EGPE)": one thing that is named by what it does; many are a class, "solid electrolytes (SEs)".
_FUNCTION = re.compile(rf"\b(electrolyte|membrane|separator|hydrogel|ionogel|gel|network|copolymer|polymer)\s\((?:denoted as |named |termed |labell?ed |abbreviated as )?({_ABBREVIATION})\)")
_PHRASE = re.compile(r"(?:[A-Za-z][\w/@–-]*\s){0,4}[A-Za-z]+$")


def _are_siblings(one: str, other: str) -> bool:
    """Whether two names are labels of one series: "LATP-0, LATP-1B, …" lists, it does not define."""
    stems = [re.match(r"[A-Z][A-Za-z]+(?=[-–]?\d)", name) for name in (one, other)]
    return bool(stems[0] and stems[1] and stems[0].group() == stems[1].group())


#: So many of an abbreviation's letters must stand in what it shortens; "s" of stabilised and "d" of doped often do not.
MIN_LETTERS = 0.6


def _shortens(short: str, long: str) -> bool:
    """Whether an abbreviation's letters are those of what it shortens, and it does not hold that whole."""
    if long in re.split(r"[-–/]", short):
        return False  # "BCZY–CuO" does not stand for CuO
    wanted = re.sub(r"[^a-z]", "", short.lower().rstrip("s"))
    if not wanted:
        return False
    if is_formula(long):
        # in any order: GDC is Ce0.9Gd0.1O1.95 ("d" of doped, "o" of oxide)
        return sum(letter in set(long.lower()) | {"d", "o"} for letter in wanted) > MIN_LETTERS * len(wanted)
    position = found = 0
    plain = re.sub(r"[^a-z]", "", long.lower())
    for letter in wanted:
        place = plain.find(letter, position)
        if place >= 0:
            found, position = found + 1, place + 1
    return wanted[0] in plain and found > MIN_LETTERS * len(wanted)


def _is_abbreviation(text: str) -> bool:
    if not 2 <= len(text) <= 14 or text in SYMBOLS or is_formula(text) or text.isdigit():
        return False
    if re.match(r"^(?:Figs?|Table|Ref|Eq|JCPDS|PDF|ICSD|SEM|XRD|TEM|EDX?S?|XPS|Sigma|Alfa|Aldrich|Merck|USA|UK|CAS|RT|ALD|PLD|CVD|SPS|Inc|Co|AR|II|III|IV|pH|TGA|DSC)\b", text):
        return False
    if re.fullmatch(r"(?:Si|As|Ge|Mo|[PSNCBVW])[OH]\d|OH", text):
        return False  # "Li1.2 (PO4)3" defines no PO4
    if re.search(r"(?:FC|EC)s?$|^(?:MIEC|TPB|ORR|OER|OCV|ASR|EIS|TEC|CTE|MEA|SSE|ASSB|LIB|XRD|SEM|TEM|NMR|DFT|MD|AIMD|NEMD|TDTR|FDTR|TBC|TBR|ITR|ITC)s?$", text):
        return False
    return sum(c.isupper() for c in text) >= 2 or (text[0].isupper() and any(c.isdigit() for c in text))


@Language.component("kaimen_materials")
def materials_component(doc: Doc) -> Doc:
    """Set `doc.ents` (label MATERIAL) from the recogniser and the paper's abbreviations; as mentions they are in `doc.user_data`."""
    abbreviations = doc.user_data.get("abbreviations", {})
    quantities = doc.user_data.get("quantities", [])
    spans: list[Span] = []
    mentions = doc.user_data["materials"] = []
    for mention in find_materials(text_of(doc), abbreviations):
        if any(q.start < mention.end and mention.start < q.end and not (mention.start <= q.start and q.end <= mention.end) for q in quantities):
            continue  # the W of "W m−2 K−1"
        span = doc.char_span(mention.start, mention.end, label="MATERIAL", alignment_mode="expand")
        if span is not None and (not spans or span.start >= spans[-1].end):
            span._.formula, span._.kind = mention.formula, mention.kind
            spans.append(span)
            mentions.append(Mention(span.start_char, span.end_char, span.text, mention.kind, mention.formula))
    doc.set_ents(spans)
    return doc


if not Span.has_extension("formula"):
    Span.set_extension("formula", default=None)
    Span.set_extension("kind", default="name")

__all__ = ["Abbreviation", "Mention", "find_abbreviations", "find_materials", "has_variable"]
