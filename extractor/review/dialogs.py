"""Questions asked over the screen: why a record is wrong, which records to see, which words to find; and the help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, OptionList, Static

from extractor.plain import printable
from extractor.properties import load_properties
from extractor.review.display import Row, how_linked
from extractor.review.queue import Selection
from extractor.store.link_decisions import NONE

REASONS = (
    "wrong property", "wrong material or sample", "wrong value or unit", "wrong temperature", "not a measurement: a range, limit or example",
    "from other work, not marked as cited", "text badly read",
)  # fmt: skip


class ChoiceDialog(ModalScreen[str | None]):
    """One of some answers, by its number; other words can be written where `other` tells which. None leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "leave"), *((str(n), f"choose({n})", "") for n in range(1, 10))]

    def __init__(self, question: str, answers: Sequence[str], other: str = "") -> None:
        super().__init__()
        self.question, self.answers, self.other = question, answers, other

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            keys = f"A number or Enter chooses, {'Tab: other words, ' if self.other else ''}Escape leaves."
            yield Label(Text(self.question), classes="question")
            yield Label(Text(keys))
            yield OptionList(*(Text(f"{number} {answer}") for number, answer in enumerate(self.answers, 1)), compact=True)
            if self.other:
                yield Input(placeholder=self.other, id="other", compact=True)

    def action_choose(self, number: int) -> None:
        if number <= len(self.answers):
            self.dismiss(self.answers[number - 1])

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.answers[event.option_index])

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class RejectDialog(ChoiceDialog):
    """Why a record is wrong."""

    def __init__(self) -> None:
        super().__init__("Why is it wrong?", REASONS, "(another reason, or none: Enter)")


class LinkDialog(ChoiceDialog):
    """What a name means in its paper: a compound that was found, another that is typed, or none."""

    def __init__(self, name: str, links: Sequence[Row]) -> None:
        self.compounds = [link["compound_id"] for link in links]
        answers = [f"{printable(link['compound_id'])}  ({how_linked(link)}{', holds now' if link['chosen'] else ''})" for link in links]
        super().__init__(f"What is “{printable(name)}” in this paper?", [*answers, "none of them: no compound that can be named"], "(a formula, a name or an id: Enter)")

    def dismiss(self, result: str | None = None) -> AwaitComplete:
        """Answers are told to people with more than the id."""
        if result in self.answers:
            result = [*self.compounds, NONE][self.answers.index(result)]
        return super().dismiss(result)


class FilterDialog(ModalScreen[Selection | None]):
    """Which records to see. None leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "leave"), ("down", "app.focus_next", ""), ("up", "app.focus_previous", "")]
    HINTS: ClassVar[dict[str, str]] = {
        "property": "(such as ionic_conductivity)", "low": "(least confidence)", "high": "(greatest confidence)", "paper": "(DOI, file or id)",
        "compound": "(compound, formula or material)", "flag": "(such as run_on)", "words": "(in the evidence)",
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
