"""Labels of samples: what a table names in a column or in its head, and the kin of such labels in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isclose

from extractor.compounds.formula import composition, is_formula, reduced_formula, substitute
from extractor.compounds.names import known_names
from extractor.document import Document, Table
from extractor.language.materials import Abbreviation, find_materials

#: What may be the name of a sample in a table.
_TABLE_LABEL = re.compile(r"^(?=.*[A-Z])(?=.*\d|[A-Z]{2,})[A-Z][\w.–-]{1,13}$")
#: In the head of a table labels have a number, as symbols and methods may look like "RT" or "DMM".
_HEAD_LABEL = re.compile(r"^(?=.*\d)[A-Z][A-Za-z]*[–-]?[A-Za-z]{0,3}\d[\w.–-]{0,8}$")
_LABEL_HEADER = re.compile(r"\b(?:samples?|specimens?|labels?|codes?|abbreviations?|names?|notation|designation|ID)\b", re.I)
#: A column of such things names no material of the row.
ADDITIVE_HEADER = re.compile(r"\b(?:additives?|aids?|addition|dopants?|flux(?:es)?|fillers?|coatings?|electrodes?|substrates?|crucibles?|precursors?|impurit(?:y|ies)|second(?:ary)? phases?)\b", re.I)
_NOTE_MARK = re.compile(r"\s?(?:\[[a-z]\]|[*†‡])$")
#: A row that is named by a property: "Grain size (μm)", "σ at 25 °C, S/cm".
_PROPERTY_ROW = re.compile(r"\w.*[(\[,/].*\w")
_STEM = re.compile(r"^([A-Z]{1,4}[–-]?)\d{1,3}$")
#: "Fig. S5", "Table S1", "Eq. A2": places in a supplement.
_PLACE = re.compile(r"\b(?:[Ff]ig(?:ure)?s?|[Tt]ables?|[Ss]ections?|[Ee]qs?|[Ee]quations?|[Ss]chemes?|[Mm]ovies?|[Nn]otes?)\.?\s(?:[A-Z]?\d+[a-z]?(?:,\s|\s?[–-]\s?|\sand\s))*$")
#: A compound of so many elements is simple enough to be a precursor.
SIMPLE = 2


def table_labels(document: Document, abbreviations: Mapping[str, Abbreviation]) -> Iterator[Abbreviation]:
    """Samples that tables name, with the formula that their row gives, or the caption as the only one."""
    for block in document.tables():
        assert block.table is not None
        table = block.table
        captioned = {m.formula: m for m in find_materials(table.caption, abbreviations) if m.kind in ("formula", "abbreviation") and m.formula and len(composition(m.formula) or ()) > SIMPLE}
        only = list(captioned.values()) if len(captioned) == 1 else []
        columns, others = _label_columns(table), _other_columns(table)
        for row in table.rows[table.header_rows :]:
            c, label = next(((c, text) for c in columns if is_label(text := _NOTE_MARK.sub("", row[c].text).strip())), (0, ""))
            if label:
                formulas = [m for cell in row if cell.column != c and cell.column not in others for m in find_materials(cell.text) if m.formula and m.kind in ("formula", "mixture")] or only
                yield Abbreviation(label, formulas[0].text if formulas else label, formulas[0].formula if formulas else None, label=True)
        for label in _of_head(table):
            yield Abbreviation(label, only[0].text if only else label, only[0].formula if only else None, label=True)


def is_label(text: str) -> bool:
    """Whether a table's cell may be the name of a sample: no formula, no name that everybody knows."""
    return bool(_TABLE_LABEL.match(text)) and not is_formula(text) and text not in known_names().abbreviations


def kin(labels: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Further labels of the text that are written like several known ones: "S5" where S1 to S4 are known.

    >>> sorted(kin(["S1", "S2"], ["A further pellet, S5, broke (Fig. S3)."]))
    ['S5']
    """
    stems = [match.group(1) for label in labels if (match := _STEM.match(label))]
    several = {stem for stem in stems if stems.count(stem) > 1}
    if not several:
        return set()
    written = re.compile(rf"(?<![\w–-])(?:{'|'.join(map(re.escape, sorted(several)))})\d{{1,3}}(?![\w–-]|\.\d)")
    return {match.group() for text in texts for match in written.finditer(text) if not _PLACE.search(text, max(0, match.start() - 40), match.start())}


#: An amount of an element in a label: "LY0.1ZP", "In1.6"; a whole number only where it is all that the label has.
_IN_LABEL = re.compile(r"([A-Z][a-z]?)(\d?\.\d+|(?<=^[A-Z])\d$|(?<=^[A-Z][a-z])\d$)")


def tells_amount(label: str) -> bool:
    """Whether a label may tell the amount of an element, as `member_of_label` reads it."""
    return _IN_LABEL.search(label) is not None


def member_of_label(label: str, series: Iterable[str]) -> tuple[str, str] | None:
    """Name and formula of the one member of the paper's series whose dopant has the amount that a label tells.

    >>> member_of_label("LY0.1ZP", ["Li1+xYxZr2−x(PO4)3"])
    ('Li1+xYxZr2−x(PO4)3 (x = 0.1)', 'Li1.1Y0.1Zr1.9P3O12')
    >>> member_of_label("BZT15", ["BaZr1−xTmxO3"]) is None
    True
    """
    found: dict[str, tuple[str, str]] = {}
    for element, amount in _IN_LABEL.findall(label):
        for written in series:
            for variable in "xyz":
                told = {variable: float(amount)}
                own = dict(composition(formula) or ()) if (formula := substitute(written, told)) != written else {}
                other = dict(composition(substitute(written, {variable: float(amount) + 0.1})) or ())
                if isclose(own.get(element, 0.0), float(amount), abs_tol=1e-6) and other.get(element) != own.get(element):
                    reduced = reduced_formula(formula)
                    if reduced:
                        found[reduced] = (f"{written} ({variable} = {float(amount):g})", reduced)
    return found.popitem()[1] if len(found) == 1 else None


def _label_columns(table: Table) -> list[int]:
    """The first column, and any other whose header says that it holds names."""
    heads = table.rows[: table.header_rows]
    return [0, *(c for c in range(1, table.columns) if any(_LABEL_HEADER.search(row[c].text) for row in heads))] if table.columns else []


def _other_columns(table: Table) -> set[int]:
    """Columns of additives, electrodes and the like, which name no composition of a sample."""
    return {cell.column for row in table.rows[: table.header_rows] for cell in row if ADDITIVE_HEADER.search(cell.text)}


def _of_head(table: Table) -> list[str]:
    """The samples that head the columns of a table whose rows are properties."""
    if table.header_rows != 1 or table.columns < 3:
        return []
    heads = [_NOTE_MARK.sub("", cell.text).strip() for cell in table.rows[0][1:]]
    rows = [row[0].text for row in table.rows[1:]]
    labels = all(_HEAD_LABEL.match(text) and not is_formula(text) and text not in known_names().abbreviations for text in heads)
    return heads if labels and any(_PROPERTY_ROW.search(text) for text in rows) else []
