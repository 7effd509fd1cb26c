"""The fields of a record as inputs of a page, and what the texts in them mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extractor.errors import UsageError
from extractor.properties import load_properties
from extractor.review.display import YES_OR_NO, Row, input_text, unit_of
from extractor.review.edit import editable, stored_as, with_unit
from extractor.store.corrections import EDITABLE
from extractor.store.decisions import COMPARATORS, checked

#: Which compound a material is takes long to find: that is done when the edit is saved.
_CHECKED_LATE = ("material", "formula")


@dataclass(frozen=True)
class Input:
    """A field: its name, its text, what it can be if that is settled, and proposals if it is not."""

    name: str
    text: str
    choices: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()


def inputs(row: Row, typed: Mapping[str, str] | None = None) -> list[Input]:
    """The fields that can be corrected, with what was typed in them before, if anything."""
    declared = load_properties().get(row["property"])
    settled = {"property": tuple(load_properties()), "comparator": COMPARATORS, **dict.fromkeys(YES_OR_NO, ("yes", "no"))}
    words = {"word": tuple(declared.values) if declared else ()}
    texts = {name: input_text(row, name) for name in editable(row)} | dict(typed or {})
    return [Input(name, texts[name], settled.get(name, ()), words.get(name, ())) for name in editable(row)]


def changed(row: Row, typed: Mapping[str, str]) -> dict[str, str]:
    """The fields whose text is another now; a bare number is meant in the unit that its field shows."""
    texts = {name: typed[name].strip() for name in editable(row) if name in typed}
    declared = load_properties().get(texts.get("property") or row["property"])
    return {name: with_unit(text, unit_of(declared, name)) if EDITABLE[name] is float else text for name, text in texts.items() if text != input_text(row, name)}


def told(row: Row, typed: Mapping[str, str], field: str) -> tuple[str, bool]:
    """What the text in a field means, or what is wrong with the fields and that something is."""
    changes = {name: text for name, text in changed(row, typed).items() if name not in _CHECKED_LATE}
    try:
        after = checked(row, changes)
    except UsageError as error:
        return str(error), True
    return stored_as(field, after.get(field), load_properties()[after.get("property") or row["property"]].unit), False
