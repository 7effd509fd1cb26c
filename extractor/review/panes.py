"""The three panes: the queue, the record, the evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from extractor.plain import printable
from extractor.review.display import Row, material_of, property_name, property_sign, record_lines, shown_value
from extractor.review.evidence import dimmed, in_context, legend, sentence, value_line
from extractor.review.session import Session
from extractor.review.table import table_row

#: From these widths on the queue has room for units (the property tells them else), and for the property's whole name.
_ROOMY, _WIDE = 48, 60
#: Of a table; without it few values can be judged.
_CAPTION = re.compile(r"tab(le|\.)", re.I)


class QueuePane(Widget):
    """The lines of the queue around the record at hand; however long it is, only those on screen are drawn."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="queue")
        self.session = session
        self._top = 0
        self._lines: dict[tuple[str, int], str] = {}

    def render(self) -> RenderResult:
        height, width, at = self.size.height, self.size.width, self.session.at
        self._top = max(0, min(self._top, at), at - height + 1)
        text = Text(no_wrap=True)
        for place, row in enumerate(self.session.rows[self._top : self._top + height], self._top):
            text.append(f"{'>' if place == at else ' '}{self._line(row, width - 1)}\n", "reverse bold" if place == at else "")
        return text

    def _line(self, row: Row, width: int) -> str:
        key = (row["id"], width)
        if key not in self._lines:  # units take long to convert
            self._lines[key] = _line(row, width)
        return self._lines[key]


def _line(row: Row, width: int) -> str:
    name = _fit(property_name(row), 22) if width >= _WIDE else set_cell_size(property_sign(row), 5)
    value = _fit(shown_value(row), 17) if width >= _ROOMY else _fit(shown_value(row, with_unit=False), 11)
    return _fit(f"{row['confidence']:.2f} {name} {value} {material_of(row)}", width)


def _fit(text: str, width: int) -> str:
    """As wide as `width`; what is cut is told."""
    return set_cell_size(text, width) if cell_len(text) <= width else f"{set_cell_size(text, width - 1)}…"


class StatusLine(Widget):
    """What was done or went wrong, and how much is left and done."""

    told, counts, wrong = "", "", False

    def tell(self, told: str, *, wrong: bool) -> None:
        self.told, self.wrong = told, wrong
        self.refresh()

    def count(self, counts: str) -> None:
        self.counts = counts
        self.refresh()

    def render(self) -> RenderResult:
        room = max(0, self.size.width - cell_len(self.counts) - 1)
        return Text.assemble((_fit(self.told, room), "bold red" if self.wrong else ""), f" {self.counts}")


class RecordPane(Static):
    """The record at hand as a form."""

    def show(self, row: Row | None, links: Sequence[Row]) -> None:
        if row is None:
            self.update(Text("Nothing to review.\n\nf changes the filter, u takes back the last decision, q quits."))
            return
        form = Text()
        lines = record_lines(row, links)
        if row["state"] != "pending":
            lines.insert(0, ("decided", f"{row['state']} by {row['reviewer']}"))
        for name, content in lines:
            form.append("\n" if form else "").append(f"{name:>11} ", "dim")
            form.append(content, "bold" if name in ("value", "material", "sides") else "")
        self.update(form)


class EvidencePane(Vertical):
    """The evidence; with `around`, what stands before and after it."""

    around = False

    def compose(self) -> ComposeResult:
        yield Static(id="place")
        with VerticalScroll(id="text", can_focus=False):
            yield Static(id="sentence")

    def show(self, row: Row | None, blocks: tuple[str, str, str]) -> None:
        place, text = Text(), Text()
        if row is not None:
            page = f", page {row['page']}" if row["page"] else ""
            place = Text.assemble("evidence: ", legend(), (f"   block {printable(row['block'])}{page}", "dim"))
            mended = [f"\nmended: {printable(repair)}" for repair in json.loads(row["repairs"])]
            text = self._table(row, blocks) if "\t" in row["evidence"] else in_context(row, blocks) if self.around else sentence(row)
            text.append("".join(mended), "yellow")
        self.query_one("#place", Static).update(place)
        self.query_one("#sentence", Static).update(text)
        above = max(0, value_line(text, self._width) - self.size.height // 3) if self.around else 0
        self.query_one("#text").scroll_to(y=above, animate=False, immediate=not above)

    @property
    def _width(self) -> int:
        return max(10, self.size.width - 1)  # beside the scrollbar

    def page(self) -> None:
        """Further down a long text; from its end to its begin."""
        pane = self.query_one("#text")
        if pane.scroll_offset.y < pane.max_scroll_y:
            pane.scroll_page_down(animate=False)
        else:
            pane.scroll_home(animate=False)

    def _table(self, row: Row, blocks: tuple[str, str, str]) -> Text:
        before, own, after = blocks
        table = table_row(row, own, self._width, whole=self.around)
        if self.around:
            return Text("\n").join([dimmed(before), table, dimmed(after)])
        return Text("\n").join([table, dimmed(before)]) if _CAPTION.match(before) else table  # below: a long one hides nothing
