"""The evidence of a measurement, with the words marked that tell value, property, material and condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pint import DimensionalityError
from rich.console import Console
from rich.text import Text

from extractor.extraction.cues import find_cues
from extractor.extraction.values import si_values
from extractor.plain import printable
from extractor.properties import load_properties
from extractor.quantities import find_quantities
from extractor.review.display import Row

#: Told apart without colours too: the value is in brackets and reversed, the others bold, underlined or slanted.
STYLES = {"value": "bold reverse green", "property": "underline magenta", "material": "bold cyan", "condition": "italic yellow"}
OPEN, CLOSE = "⟦", "⟧"


class Mark(NamedTuple):
    start: int
    end: int
    kind: str


def legend() -> Text:
    return Text(" ").join([Text(f"{OPEN}value{CLOSE}", STYLES["value"]), *(Text(kind, style) for kind, style in STYLES.items() if kind != "value")])


def marks(row: Row) -> list[Mark]:
    """Where the evidence tells value, property, material and condition; the value's comes first and overlaps none."""
    text = row["evidence"]
    value = Mark(max(0, row["value_start"] - row["start"]), min(len(text), row["value_end"] - row["start"]), "value")
    found = [value]
    for mark in _others(row, text):
        if all(mark.end <= other.start or other.end <= mark.start for other in found):
            found.append(mark)
    return found


def _others(row: Row, text: str) -> Iterator[Mark]:
    for name in (row["material"], row["side_a"], row["side_b"], row["formula"], row["label"]):
        if name and (at := text.find(name)) >= 0:
            yield Mark(at, at + len(name), "material")
    if row["temperature"] is not None:
        for quantity in find_quantities(text):
            try:
                told = si_values(quantity, "K")
            except DimensionalityError:
                continue
            if told is not None and told.value is not None and abs(told.value - row["temperature"]) < 0.5:
                yield Mark(quantity.start, quantity.end, "condition")
    declared = load_properties().get(row["property"])
    if declared is not None:
        for cue in find_cues(text, 0, len(text), [declared]):
            if cue.property is not None:
                yield Mark(cue.start, cue.end, "property")


def sentence(row: Row) -> Text:
    """The evidence with its marks; the value stands in brackets as well."""
    return _marked(row["evidence"], marks(row))


def _marked(text: str, found: list[Mark]) -> Text:
    shown, at = Text(), 0
    for start, end, kind in sorted(found):
        shown.append(printable(text[at:start]))
        words = printable(text[start:end])
        shown.append(f"{OPEN}{words}{CLOSE}" if kind == "value" else words, STYLES[kind])
        at = end
    return shown.append(printable(text[at:]))


def in_context(row: Row, blocks: tuple[str, str, str]) -> Text:
    """The evidence among the text before and after it, as far as the neighbouring blocks."""
    before, own, after = blocks
    head, tail = f"{before}\n{own[: row['start']]}".lstrip("\n"), f"{own[row['end'] :]}\n{after}".rstrip("\n")
    return Text.assemble(dimmed(head), sentence(row), dimmed(tail))


def dimmed(text: str) -> Text:
    """Text around the evidence, line by line."""
    return Text("\n".join(printable(line) for line in text.split("\n")), "dim")


def value_line(shown: Text, width: int) -> int:
    """On which line of a pane of `width` the value stands."""
    before = shown[: max(0, shown.plain.find(OPEN))]
    return len(before.wrap(Console(width=width), width)) - 1
