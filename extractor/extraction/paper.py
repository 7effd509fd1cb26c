"""A Document with language on it: sentences, quantities, materials, the paper's abbreviations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import TypeVar

from extractor.compounds.elements import SYMBOLS
from extractor.compounds.formula import composition, has_variable
from extractor.compounds.names import known_names
from extractor.document import Block, BlockKind, Document
from extractor.extraction.labels import SIMPLE, kin, member_of_label, table_labels, tells_amount
from extractor.language import load_pipeline
from extractor.language.acronyms import unknown_acronyms
from extractor.language.codes import unknown_codes
from extractor.language.materials import Abbreviation, Mention, find_abbreviations, find_materials
from extractor.quantities import Quantity

T = TypeVar("T", Quantity, Mention)
#: Series of a paper that labels are compared with.
MAX_SERIES = 12
#: Characters, and quantities or materials, of a sentence at most: what has more is a list or table that lost its layout, or noise.
LONGEST, MANY = 7500, 100
_PRECURSOR_SENTENCE = re.compile(
    r"\b(?:starting|raw) (?:materials?|powders?|chemicals?|reagents?)|precursors?|purity|99\.\d|Aldrich|Alfa|Merck|stoichiometric|weighed|reagents?|nitrates?|carbonates?|acetates?\b", re.I
)
_PRECURSOR_FORMULA = re.compile(r"CO3|NO3|OH\)?\d?(?:·|$)|COO|H2O|NH4|^[A-Z][a-z]?\d?Cl\d?$")
_DOPING = re.compile(r"^\s?(?:substitution|doping|dopants?|contents?|additions?|ions?|cations?|sites?|concentrations?|diffusion|incorporation)\b")
_GLASSWARE = re.compile(r"(?:[\w-]+[- ])?(?:quartz|silica|Pyrex)(?: glass)? (?:tubes?|tubing)\b", re.I)
_IMPURITY = re.compile(r"\b(?:traces?|impurit(?:y|ies)|secondary phases?|second phases?|residual|by-?products?|peaks?) (?:of |such as |like |phases? )?(?:\w+ ){0,2}$", re.I)
_ADDITIVE = re.compile(
    r"\b[\d.]+\s?(?:wt|mol|vol|at)?\.?\s?%\s(?:of\s)?(?:in situ\s)?$|\b(?:doped|substituted|mixed|modified|covered) with\s(?:the\s|an?\s)?$|"
    r"\b(?:addition of|adding|additions? such as)\s(?:the\s|an?\s)?$", re.I
)
_TOOL = re.compile(
    r"^\s*(?:foils?|paste|wires?|mesh|heaters?|papers?|targets?|electrodes?|contacts?|current collectors?|sputtered|substrates?|powder bed|radiation|K\s?α|Kα|standard|coins?|pads?|leads?|pans?|grids?)\b", re.I
)
_SIMPLE_TOOL = re.compile(r"^\s*(?:tubes?|tubing|sheets?)\b")
_VESSEL = r"(?:crucibles?|balls?|beads?|media|boats?|dish(?:es)?|dies?|jars?|vials?|bottles?|beakers?|ampoules?|autoclaves?|reactors?|vessels?|containers?|setters?|spacers?|mou?lds?|punch(?:es)?|furnaces?|mortars?|rotors?|pestles?)"
_IN_VESSEL = re.compile(rf"^(?:[-–‐](?:lined|coated)\s[\w-]+)?\s*(?:(?:milling|grinding|ceramic|combustion|powder|glass|Petri)\s)?{_VESSEL}\b|^[-–‐\s](?:lined|coated)\s(?:\w+\s)?(?:quartz|silica|steel)\b", re.I)
_SEALED_IN = re.compile(r"\b(?:sealed|encapsulated|enclosed)\s(?:in|into)\s(?:(?:an?|the|evacuated|fused)\s)*$", re.I)
_WITHOUT = re.compile(r"\bwithout\s(?:any\s|added\s)?$")
#: How a name begins that tells the amount of a dopant, as `_spelled` writes it.
_AMOUNT = re.compile(r"\d+(?:\.\d+)?-?(?:mol|wt|at)?\.?-?%-")
_VESSEL_OF = re.compile(rf"\b{_VESSEL},?\s(?:was |were )?(?:made (?:up )?)?(?:of|from|in)\s(?:\w+\s)?$", re.I)


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence of a block; every offset counts in the block's text."""

    block: Block
    index: int
    start: int
    end: int
    quantities: list[Quantity] = field(default_factory=list)
    materials: list[Mention] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]


def _spelled(name: str) -> str:
    return re.sub(r"[\s−–‐-]+", "-", name).lower()


def _spelling(mention: Mention) -> str:
    return mention.formula or _spelled(mention.text)


def _pieces(text: str, start: int, end: int, quantities: Sequence[Quantity], materials: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """A sentence; one that no author wrote, without end, in pieces, since the work on a sentence grows with its square."""
    while start < end:
        stop, told = end, within(quantities, start, end)
        for found in (told, within(materials, start, end)):
            if len(found) > MANY:
                stop = min(stop, max(start + 1, found[MANY].start))
        if stop - start > LONGEST:
            stop = text.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        if (last := bisect_left(told, stop, key=attrgetter("start"))) and told[last - 1].end > stop:  # a value is not cut
            stop = told[last - 1].start if told[last - 1].start > start else told[last - 1].end
        yield start, stop
        start = stop


def within(found: Sequence[T], start: int, end: int) -> list[T]:
    """Of things in order those that begin in [start, end)."""
    begin = attrgetter("start")
    return list(found[bisect_left(found, start, key=begin) : bisect_left(found, end, key=begin)])


@lru_cache(16)
def _names_precursors(sentence: str) -> bool:
    return _PRECURSOR_SENTENCE.search(sentence) is not None


def _is_absent(sentence: str, start: int, name: str) -> bool:
    """Whether a sentence names a material only to say where it was left out: "without LBO at 1000 °C and with LBO at 850 °C"."""
    before = sentence[:start]
    return bool(_WITHOUT.search(before)) or (before.endswith("with ") and re.search(rf"\bwithout (?:any )?{re.escape(name)}(?!\w)", sentence) is not None)


class _Aliases:
    """Names that stand for one material; two different formulas never do."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self.formulas: dict[str, str] = {}

    def root(self, name: str) -> str:
        while (parent := self._parent.get(name, name)) != name:
            name = parent
        return name

    def join(self, one: str, formula: str | None, other: str, other_formula: str | None) -> None:
        first, second = self.root(one), self.root(other)
        known = {f for f in (formula, other_formula, self.formulas.get(first), self.formulas.get(second)) if f}
        if len(known) > 1:
            return
        self._parent[first] = second
        if known:
            self.formulas[second] = known.pop()


_CELL, _CELL_BEFORE = re.compile(r"\s?[|∥‖¦│]"), re.compile(r"[|∥‖¦│]\s?$")
_ELECTRODE = re.compile(r"[-\s](?:based\s)?(?:composite\s)?(?:cathodes?|anodes?|electrodes?|slurry|(?:full|half|pouch|coin)[- ]cells?|cells?|batteries|battery|active material|current collectors?)\b", re.I)


def in_cell(sentence: Sentence, mention: Mention) -> bool:
    """Whether a material stands in the notation of a cell: "Na|EGPE|Na3V2(PO4)3"."""
    text = sentence.block.text
    return bool(_CELL.match(text, mention.end) or _CELL_BEFORE.search(text, max(0, mention.start - 3), mention.start))


def is_electrode(sentence: Sentence, mention: Mention) -> bool:
    """Whether a material is named as an electrode, or a cell after it: "LiFePO4 full cells"."""
    return bool(_ELECTRODE.match(sentence.block.text, mention.end))


class Paper:
    """What the extraction knows of one paper. Made once, read only."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.abbreviations = self._collect_abbreviations()
        self.sentences: list[Sentence] = list(self._analyse())
        self.main_materials = self._rank_materials()
        self.text = "\n".join(block.text for block in document.prose())
        self._told: dict[re.Pattern[str], int] = {}

    @cached_property
    def title_materials(self) -> frozenset[str]:
        """Keys of the materials that the title names."""
        return frozenset(self.key(m) for s in self.sentences if s.block.kind is BlockKind.TITLE for m in s.materials)

    def key(self, mention: Mention) -> str:
        """One key for all names that the paper gives to a material: formula, abbreviation, spelled name.

        Samples of one composition ("S1", "S2") have one each.
        """
        return mention.text if mention.text in self._alike else self._aliases.root(_spelling(mention))

    @cached_property
    def electrodes(self) -> frozenset[str]:
        """Keys of the materials that the paper names as electrodes of its cells."""
        return frozenset(self.key(m) for s in self.sentences for m in s.materials if is_electrode(s, m) or in_cell(s, m))

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(self.key(m) for s in self.sentences for m in s.materials)

    def count_of(self, mention: Mention) -> int:
        """How often the paper names a material."""
        return self._counts[self.key(mention)]

    @cached_property
    def has_codes(self) -> bool:
        """Whether the paper gives codes to several of its samples."""
        return sum(known.label for known in self.abbreviations.values()) > 1

    def formula_of(self, mention: Mention) -> str | None:
        """The mention's own formula, or the one that the paper gives for another of its names."""
        return mention.formula or self._aliases.formulas.get(self.key(mention))

    @cached_property
    def _alike(self) -> frozenset[str]:
        """Labels of samples that share their composition with another label."""
        compositions = Counter(known.formula for known in self.abbreviations.values() if known.label)
        return frozenset(short for short, known in self.abbreviations.items() if known.label and known.formula and compositions[known.formula] > 1)

    @cached_property
    def _aliases(self) -> _Aliases:
        aliases = _Aliases()
        for short, abbreviation in self.abbreviations.items():
            if not abbreviation.label:
                aliases.join(_spelled(short), None, abbreviation.formula or _spelled(abbreviation.long), abbreviation.formula)
        for rest, names in self._amounts().items():
            if len(names) == 1:
                aliases.join(rest, None, names.pop(), None)  # "20 mol% samaria-doped ceria" is the only one
        for sentence in self.sentences:
            text = sentence.block.text
            for first, second in pairwise(sentence.materials):
                between = text[first.end : second.start]
                opened = re.fullmatch(r"(?:\s\w+)?\s?[(\[]\s?", between) and re.match(r"\s?[)\],;]", text[second.end :])
                if (opened or re.fullmatch(r"\s?=\s?", between)) and {first.kind, second.kind}.isdisjoint({"element", "composite"}):
                    aliases.join(_spelling(first), first.formula, _spelling(second), second.formula)
        return aliases

    def _amounts(self) -> dict[str, set[str]]:
        """The names with an amount ("20 mol% …") that the paper has for each name without."""
        names = {_spelling(m) for s in self.sentences for m in s.materials}
        found: dict[str, set[str]] = {}
        for name in names:
            if (match := _AMOUNT.match(name)) and (rest := name[match.end() :]) in names:
                found.setdefault(rest, set()).add(name)
        return found

    def _collect_abbreviations(self) -> dict[str, Abbreviation]:
        found: dict[str, Abbreviation] = {}
        for block in self.document.prose():
            for abbreviation in find_abbreviations(block.text):
                known = found.get(abbreviation.short)
                if known is None or (known.formula is None and abbreviation.formula is not None):
                    found[abbreviation.short] = abbreviation
        for acronym in unknown_acronyms(block.text for block in self.document.prose()):
            found.setdefault(acronym, Abbreviation(acronym, acronym, None))
        for code in unknown_codes(block.text for block in self.document.prose()):
            found.setdefault(code, Abbreviation(code, code, None, label=True))
        told: dict[str, set[str | None]] = {}
        labels = list(table_labels(self.document, found))
        for label in labels:
            told.setdefault(label.short, set()).add(label.formula)
        for label in labels:
            known = found.get(label.short)
            if len(told[label.short] - {None}) > 1:
                found[label.short] = Abbreviation(label.short, label.short, None, label=True)  # one label, two compositions
            elif known is None or (known.formula is None and label.formula is not None):
                found[label.short] = label
        for sibling in kin([label.short for label in labels], (block.text for block in self.document.prose())):
            alike = {(label.long, label.formula) for label in labels if label.formula}
            long, formula = alike.pop() if len(alike) == 1 else (sibling, None)
            found.setdefault(sibling, Abbreviation(sibling, long, formula, label=True))
        amounts = [short for short, known in found.items() if known.formula is None and tells_amount(short)]
        series = self._series_names() if amounts else []
        for short in amounts:
            if told_by := member_of_label(short, series):
                found[short] = Abbreviation(short, told_by[0], told_by[1], label=True)
        return found

    def _series_names(self) -> list[str]:
        """Formulas with a variable, as the paper writes them."""
        texts = [block.text for block in self.document.prose()] + [block.table.caption for block in self.document.tables() if block.table]
        return list(dict.fromkeys(m.text for text in texts for m in find_materials(text) if m.kind == "formula" and has_variable(m.text)))[:MAX_SERIES]

    def _analyse(self) -> Iterator[Sentence]:
        nlp = load_pipeline()
        number = 0
        for block in self.document.prose():
            doc = nlp.make_doc(block.text)
            doc.user_data["abbreviations"] = self.abbreviations
            doc = nlp(doc)
            quantities: list[Quantity] = doc.user_data["quantities"]
            materials = [replace(m, formula=m.formula or self._defined(m.text)) for m in doc.user_data["materials"]]
            for start, end in (piece for span in doc.sents for piece in _pieces(block.text, span.start_char, span.end_char, quantities, materials)):
                yield Sentence(
                    block, number, start, end, within(quantities, start, end),
                    [m for m in within(materials, start, end) if not _is_absent(block.text[start:end], m.start - start, m.text)],
                )
                number += 1

    def _defined(self, text: str) -> str | None:
        abbreviation = self.abbreviations.get(text)
        return abbreviation.formula if abbreviation else None

    def _rank_materials(self) -> list[Mention]:
        """Materials that the paper is about, most often named first; no precursors, no tools."""
        counts: Counter[str] = Counter()
        first: dict[str, Mention] = {}
        for sentence in self.sentences:
            weight = 5 if sentence.block.kind is BlockKind.TITLE else 1
            for mention in sentence.materials:
                if self.is_aside(sentence, mention):
                    continue
                key = mention.formula or mention.text
                counts[key] += weight
                first.setdefault(key, mention)
        return [first[key] for key, _ in counts.most_common(12)]

    def is_aside(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether a material is named only as precursor, crucible, electrode or substrate."""
        after = sentence.block.text[mention.end : mention.end + 24]
        if _TOOL.match(after) or self.is_vessel(sentence, mention):
            return True
        if _SIMPLE_TOOL.match(after) and len(composition(mention.formula or "") or ()) <= SIMPLE and mention.kind != "abbreviation":
            return True
        before = sentence.block.text[max(0, mention.start - 40) : mention.start]
        plain = mention.text
        binary_oxide = re.fullmatch(r"[A-Z][a-z]?\d?O\d?", plain)
        if (mention.formula in SYMBOLS or binary_oxide) and _DOPING.match(after):
            return True
        if _IMPURITY.search(before) or _ADDITIVE.search(before):
            return True
        if plain.lower() in known_names().media:
            return True
        if _PRECURSOR_FORMULA.search(plain):
            return True
        return bool((binary_oxide or len(plain) <= 2) and _names_precursors(sentence.text))

    def is_vessel(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether a material is named as what a crucible, die, setter or ampoule is made of: never the owner of a value."""
        text = sentence.block.text
        before = text[max(sentence.start, mention.start - 50) : mention.start]
        return bool(_IN_VESSEL.match(text[mention.end : mention.end + 40]) or _VESSEL_OF.search(before) or _SEALED_IN.search(before) or _GLASSWARE.match(text, mention.start))

    def is_precursor(self, mention: Mention) -> bool:
        """Whether a simple compound is likelier a precursor: the paper is about more complex ones."""
        simple = len(composition(mention.formula) or ()) <= SIMPLE if mention.formula else False
        return simple and self.has_complex

    @cached_property
    def has_complex(self) -> bool:
        """Whether one of the paper's main materials has three elements or more, or is a series."""
        return any(
            has_variable(m.text) or (m.formula and len(composition(m.formula) or ()) > SIMPLE) for m in self.main_materials[:6]
        )

    def tells(self, pattern: re.Pattern[str]) -> int:
        """How often a pattern stands in the paper's prose."""
        if pattern not in self._told:
            self._told[pattern] = len(pattern.findall(self.text))
        return self._told[pattern]

    def previous(self, sentence: Sentence, reach: int = 3) -> Iterator[Sentence]:
        """Sentences before `sentence`, nearest first, in the same section."""
        for index in range(sentence.index - 1, max(-1, sentence.index - 1 - reach), -1):
            earlier = self.sentences[index]
            if earlier.block.section != sentence.block.section:
                return
            yield earlier

    def materials_in(self, text: str) -> list[Mention]:
        """Materials of any text of this paper, its own abbreviations included."""
        return [
            Mention(m.start, m.end, m.text, m.kind, m.formula or self._defined(m.text))
            for m in find_materials(text, self.abbreviations)
        ]
