"""The review screen: queue, record and evidence; single keys decide."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from extractor.errors import KaimenError
from extractor.plain import printable
from extractor.review.dialogs import ChoiceDialog, FilterDialog, HelpDialog, LinkDialog, RejectDialog, SearchDialog
from extractor.review.display import Row, decided
from extractor.review.edit import EditForm
from extractor.review.order import Strategy
from extractor.review.panes import EvidencePane, QueuePane, RecordPane, StatusLine
from extractor.review.queue import Selection
from extractor.review.session import Session
from extractor.store import Store
from extractor.store.claims import DOUBLED
from extractor.store.decisions import Decision
from extractor.store.link_decisions import NONE

#: How long a key may wait for another writer of the store.
_PATIENCE_MS = 1000
#: The record on screen is claimed for so long and again and again; that of a screen that was killed is soon free.
_CLAIM_SECONDS = 120.0
#: Key, action, short name for the last line (if it has room there), what it does.
KEYS = (
    ("a", "accept", "accept", "accept: right as it stands"),
    ("e", "edit", "edit", "edit the fields in place; Enter saves, Escape leaves"),
    ("r", "reject", "reject", "reject, with a reason"),
    ("s", "skip", "skip", "skip: it comes again in the next sitting"),
    ("u", "undo", "undo", "undo your last decision, then those before it"),
    ("l", "link", "link", "link: which compound the material or a side is"),
    ("n", "next_paper", "", "next record of another paper"),
    ("f", "filter", "filter", "filter: property, confidence, paper, compound, flag"),
    ("slash", "search", "search", "search words in the evidence"),
    ("c", "context", "", "context: the text before and after, the whole table"),
    ("space", "page", "", "further down a long text"),
    ("j,down", "move(1)", "", "next record"),
    ("k,up", "move(-1)", "", "record before"),
    ("pagedown", "pages(1)", "", "a screen full of records down"),
    ("pageup", "pages(-1)", "", "a screen full of records up"),
    ("home", "first", "", "first record"),
    ("question_mark", "help", "help", "this help"),
    ("q,ctrl+c", "quit", "quit", "quit"),
)
_HINT = "Enter saves, Escape leaves, Tab or arrows change the field"
_SHOWN = {"slash": "/", "question_mark": "?", "j,down": "j or ↓", "k,up": "k or ↑", "q,ctrl+c": "q"}


class ReviewApp(App[None]):
    """A reviewer's screen on a store; `run()` shows it."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding(key, action, does, show=False) for key, action, _, does in KEYS]

    def __init__(self, store: Store, reviewer: str, selection: Selection | None = None, *, strategy: Strategy | str = Strategy.USEFUL, seed: int = 0, doubled: float = DOUBLED) -> None:
        super().__init__(ansi_color=True)  # the terminal's own colours: readable on dark and light, in 16 colours, and little to send
        self.theme = "ansi-dark"
        store.db.conn.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        self.store = store
        self.session = Session(store, reviewer, selection or Selection(), strategy, seed, doubled, _CLAIM_SECONDS)
        self.row: Row | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="head")
        with Horizontal(id="body"):
            yield QueuePane(self.session)
            with Vertical(id="side"), VerticalScroll(id="form", can_focus=False):
                yield RecordPane(id="record")
        yield EvidencePane(id="evidence")
        yield StatusLine(id="status")
        yield Static(_footer(), id="keys")

    def on_mount(self) -> None:
        self.set_interval(_CLAIM_SECONDS / 3, self._renew)
        gc.freeze()  # what the imports made stays: collecting it again would stop a key for a tenth of a second

    def on_unmount(self) -> None:
        with suppress(KaimenError, sqlite3.Error):  # the claim ends by itself
            self.session.leave()

    def _renew(self) -> None:
        with self.told_in_a_line():
            self.session.renew()

    def on_resize(self) -> None:
        """Comes at the start too; what is drawn depends on the width."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Draw the record at hand and what is around it."""
        session = self.session
        self.row = None  # never one that is not at hand
        with self.told_in_a_line():
            self.row = session.record()
            links = session.links(self.row) if self.row else []
            blocks = session.blocks(self.row) if self.row else ("", "", "")
            self.query_one(RecordPane).show(self.row, links)
            self.query_one(EvidencePane).show(self.row, blocks)
        self.query_one(QueuePane).refresh()
        self.query_one("#head", Static).update(Text(f"kaimen review  showing {printable(str(session.selection))}, {session.strategy} first  by {printable(session.reviewer)}  {printable(self.store.path)}"))
        rate = f", {session.per_hour:.0f} an hour" if session.per_hour else ""
        self.query_one(StatusLine).count(f"{session.left} left, {session.done} done{rate}")

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """One line in the status bar."""
        self.query_one(StatusLine).tell(printable(text), wrong=wrong)

    @contextmanager
    def told_in_a_line(self) -> Iterator[None]:
        """An error of the store becomes a line in the status bar."""
        try:
            yield
        except (KaimenError, sqlite3.Error) as error:
            self.tell(f"{self.store.path}: {error}" if isinstance(error, sqlite3.Error) else str(error), wrong=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """While a form or a dialog is open the keys are its own; without a record there is nothing to decide."""
        if action in {key_action.partition("(")[0] for _, key_action, _, _ in KEYS} - {"quit"} and (self.editing or len(self.screen_stack) > 1):
            return False
        return self.row is not None or action not in ("accept", "edit", "reject", "skip", "link", "next_paper", "context")

    @property
    def editing(self) -> bool:
        return bool(self.query(EditForm))

    # Decisions

    def _decide(self, decision: Decision, told: str, *, changes: dict[str, str] | None = None, reason: str = "") -> bool:
        with self.told_in_a_line():
            self.session.decide(decision, changes=changes, reason=reason)
            self.tell(told)
            self.show()
            return True
        if not self.editing:  # a form keeps what was typed
            self.show()
        return False

    def action_accept(self) -> None:
        self._decide("accept", "accepted")

    def action_skip(self) -> None:
        self._decide("skip", "skipped until the next sitting")

    def action_reject(self) -> None:
        def answered(reason: str | None) -> None:
            if reason is not None:
                self._decide("reject", f"rejected{': ' if reason else ''}{reason}", reason=reason)

        self.push_screen(RejectDialog(), answered)

    def action_undo(self) -> None:
        with self.told_in_a_line():
            last = self.session.undo()
            self.show()
            self.tell(f"taken back: {decided(last)}" if last else f"{self.session.reviewer} has no decision to take back")

    # What a name means

    def action_link(self) -> None:
        row = self.row
        if row is None:
            return
        names = self.session.names(row)
        if len(names) > 1:
            self.push_screen(ChoiceDialog("Which side?", names), lambda name: self._ask_link(row, name) if name else None)
        elif names:
            self._ask_link(row, names[0])
        else:
            self.tell("this record names no material: e edits it", wrong=True)

    def _ask_link(self, row: Row, name: str) -> None:
        def answered(compound: str | None) -> None:
            if compound is not None:
                with self.told_in_a_line():
                    self.session.link(row, name, compound)
                    self.show()
                    self.tell(f"{name} is {compound} in this paper" if compound != NONE else f"{name} is no compound that can be named, in this paper")

        with self.told_in_a_line():
            self.push_screen(LinkDialog(name, [link for link in self.session.links(row) if link["mention"] == name]), answered)

    # Editing in place of the record

    def action_edit(self) -> None:
        if self.row is not None:
            self.query_one("#form").display = False
            self.query_one("#side").mount(EditForm(self.row))
            self.tell(_HINT)

    @on(EditForm.Told)
    def _told(self, event: EditForm.Told) -> None:
        self.tell(event.text or _HINT, wrong=event.wrong)

    @on(EditForm.Saved)
    async def _saved(self, event: EditForm.Saved) -> None:
        if not event.changes:
            await self._close_edit("nothing changed")
        elif self._decide("edit", "", changes=event.changes):
            await self._close_edit(f"corrected: {', '.join(event.changes)}")

    @on(EditForm.Left)
    async def _left(self) -> None:
        await self._close_edit("")

    async def _close_edit(self, told: str) -> None:
        await self.query(EditForm).remove()
        self.query_one("#form").display = True
        self.tell(told)

    # Moving and choosing

    def _moved(self, move: Callable[[], object]) -> None:
        self.tell("")
        with self.told_in_a_line():
            move()
            self.show()

    def action_move(self, steps: int) -> None:
        self._moved(lambda: self.session.move(steps))

    def action_pages(self, pages: int) -> None:
        self.action_move(pages * max(1, self.query_one(QueuePane).size.height - 1))

    def action_first(self) -> None:
        self.action_move(-self.session.at)

    def action_next_paper(self) -> None:
        def to_next() -> None:
            if not self.session.next_paper():
                self.tell("no further paper in the queue")

        self._moved(to_next)

    def action_filter(self) -> None:
        self.push_screen(FilterDialog(self.session.selection), self._select)

    def action_search(self) -> None:
        self.push_screen(SearchDialog(self.session.selection.words), lambda words: None if words is None else self._select(replace(self.session.selection, words=words)))

    def _select(self, selection: Selection | None) -> None:
        if selection is not None:
            self._moved(lambda: self.session.select(selection))

    def action_context(self) -> None:
        pane = self.query_one(EvidencePane)
        pane.around = not pane.around
        self._moved(lambda: None)

    def action_page(self) -> None:
        self.query_one(EvidencePane).page()

    def action_help(self) -> None:
        self.push_screen(HelpDialog([(_SHOWN.get(key, key), does) for key, _, _, does in KEYS]))


def _footer() -> Text:
    line = Text(no_wrap=True)
    for key, _, name, _ in KEYS:
        if name:
            line.append(_SHOWN.get(key, key), "bold").append(f":{name} ")
    return line
