"""Correcting a record in place: one input a field, checked as it is typed."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label

from extractor.errors import UsageError
from extractor.plain import number
from extractor.properties import load_properties
from extractor.review.display import NUMBERS, Row, input_text, unit_of
from extractor.store.corrections import EDITABLE, SIDES
from extractor.store.decisions import checked

#: Which compound a material is takes long to find: that is done when the edit is saved.
_CHECKED_LATE = ("material", "formula")
_LAST = ("label", "method", "property", "cited", "simulated")


def editable(row: Row) -> list[str]:
    """The fields that can be corrected, those that are wrong most often first; words only where the property has words."""
    declared = load_properties().get(row["property"])
    first = ["word"] if row["word"] is not None or (declared and declared.values) else [*NUMBERS, "comparator"]
    return [*first, "temperature", *(SIDES if row["side_a"] else _CHECKED_LATE), *_LAST]


class EditForm(VerticalScroll, can_focus=False):
    """Inputs for the fields of a record. Posts `Saved`, `Left` and, as one types, `Told`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False), Binding("down", "app.focus_next", show=False), Binding("up", "app.focus_previous", show=False),
    ]  # fmt: skip

    class Saved(Message):
        def __init__(self, changes: dict[str, str]) -> None:
            super().__init__()
            self.changes = changes

    class Left(Message):
        """Nothing is to be changed."""

    class Told(Message):
        """What the text in an input means, or what is wrong with it."""

        def __init__(self, text: str, *, wrong: bool) -> None:
            super().__init__()
            self.text, self.wrong = text, wrong

    def __init__(self, row: Row) -> None:
        super().__init__(id="edit")
        self.row = row
        self.before = {field: input_text(row, field) for field in editable(row)}

    def compose(self) -> ComposeResult:
        declared = load_properties().get(self.row["property"])
        choices = {"property": list(load_properties()), "cited": ["yes", "no"], "simulated": ["yes", "no"], "word": list(declared.values) if declared else []}
        for field, text in self.before.items():
            with Horizontal(classes="field"):
                yield Label(Text(f"{field:>11} "))
                yield Input(text, id=field, compact=True, select_on_focus=False, suggester=SuggestFromList(choices[field], case_sensitive=False) if field in choices else None)

    def on_mount(self) -> None:
        self.query(Input).first().focus()

    def changes(self) -> dict[str, str]:
        """The fields whose text is another now; a bare number is meant in the unit that its field shows."""
        texts = {field: self.query_one(f"#{field}", Input).value.strip() for field in self.before}
        declared = load_properties().get(texts["property"])
        return {field: with_unit(text, unit_of(declared, field)) if EDITABLE[field] is float else text for field, text in texts.items() if text != self.before[field]}

    @on(Input.Changed)
    def _check(self, event: Input.Changed) -> None:
        event.stop()
        field = event.input.id or ""
        changes = {name: text for name, text in self.changes().items() if name not in _CHECKED_LATE}
        wrong = meaning = ""
        try:
            after = checked(self.row, changes)
        except UsageError as error:
            wrong = str(error)
        else:
            meaning = stored_as(field, after.get(field), load_properties()[after.get("property") or self.row["property"]].unit)
        for name in self.before:
            self.query_one(f"#{name}").set_class(wrong.startswith(f"{name}:"), "wrong")
        self.post_message(self.Told(wrong or meaning, wrong=bool(wrong)))

    @on(Input.Submitted)
    def _save(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Saved(self.changes()))

    def action_leave(self) -> None:
        self.post_message(self.Left())


def with_unit(text: str, unit: str) -> str:
    """A bare number in the unit, anything else as it is.

    >>> with_unit("0.32", "S/cm"), with_unit("0.32 mS/cm", "S/cm")
    ('0.32 S/cm', '0.32 mS/cm')
    """
    try:
        float(text)
    except ValueError:
        return text
    return f"{text} {unit}".strip()


def stored_as(field: str, value: object, unit: str | None) -> str:
    if not isinstance(value, float):
        return ""
    return f"{field}: stored as {number(value)} {'K' if field == 'temperature' else '' if unit in (None, '1') else unit}".strip()
