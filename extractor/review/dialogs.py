"""Questions asked over the screen: why a record is wrong, which records to see, which words to find; and the help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, OptionList, Static

from extractor.properties import load_properties
from extractor.review.queue import Selection

REASONS = (
    "wrong property", "wrong material or sample", "wrong value or unit", "wrong temperature", "not a measurement: a range, limit or example",
    "from other work, not marked as cited", "text badly read",
)  # fmt: skip


class RejectDialog(ModalScreen[str | None]):
    """Why a record is wrong: a number chooses a common reason; other words can be written. None leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "leave"), *((str(n), f"choose({n})", "") for n in range(1, len(REASONS) + 1))]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(Text("Why is it wrong?  A number or Enter chooses, Tab: other words, Escape leaves."))
            yield OptionList(*(Text(f"{number} {reason}") for number, reason in enumerate(REASONS, 1)), compact=True)
            yield Input(placeholder="another reason, or none: Enter", id="reason", compact=True)

    def action_choose(self, number: int) -> None:
        self.dismiss(REASONS[number - 1])

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(REASONS[event.option_index])

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class FilterDialog(ModalScreen[Selection | None]):
    """Which records to see. None leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "leave"), ("down", "app.focus_next", ""), ("up", "app.focus_previous", "")]
    HINTS: ClassVar[dict[str, str]] = {
        "property": "e.g. ionic_conductivity", "low": "least confidence", "high": "greatest confidence", "paper": "DOI, file or id",
        "compound": "compound, formula or material", "flag": "e.g. run_on", "words": "in the evidence",
    }  # fmt: skip

    def __init__(self, selection: Selection) -> None:
        super().__init__()
        self.selection = selection

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(Text("Which records?  Enter shows them, Escape leaves; an empty line means any."))
            for field in fields(Selection):
                value = getattr(self.selection, field.name)
                with Horizontal(classes="field"):
                    yield Label(Text(f"{field.name:>11} "))
                    suggester = SuggestFromList(list(load_properties())) if field.name == "property" else None
                    yield Input("" if value == field.default else f"{value}", id=field.name, placeholder=self.HINTS[field.name], suggester=suggester, compact=True)
            yield Label(id="wrong")

    @on(Input.Submitted)
    def _apply(self) -> None:
        texts = {field.name: self.query_one(f"#{field.name}", Input).value.strip() for field in fields(Selection)}
        wrong = _wrong(texts)
        if wrong:
            self.query_one("#wrong", Label).update(Text(wrong))
            return
        low, high = float(texts.pop("low") or 0), float(texts.pop("high") or 1)
        self.dismiss(Selection(**texts, low=low, high=high))


def _wrong(texts: dict[str, str]) -> str:
    if texts["property"] and texts["property"] not in load_properties():
        return f"property: one of {', '.join(load_properties())}"
    for name in ("low", "high"):
        try:
            if texts[name] and not 0 <= float(texts[name]) <= 1:
                raise ValueError
        except ValueError:
            return f"{name}: a confidence from 0 to 1"
    return ""


class SearchDialog(ModalScreen[str | None]):
    """Words to find in the evidence; none shows all records again. None leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "leave")]

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(Text("Words in the evidence.  Enter finds, an empty line ends the search, Escape leaves."))
            yield Input(self.words, id="words", compact=True)

    @on(Input.Submitted)
    def _find(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class HelpDialog(ModalScreen[None]):
    """The keys."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,question_mark,q,enter,space", "dismiss", "leave")]

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.keys = keys

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            text = Text()
            for key, does in self.keys:
                text.append(f"{key:>11}  ", "bold").append(f"{does}\n")
            yield Static(text.append("\nEvery decision is stored at once, and can be taken back. Escape closes this."))
