"""What a PDF page holds before it is laid out: characters, straight rules and small strokes.

A page is parted into sheets, one for each direction of text on it. Every sheet has its own frame in
which its text runs from left to right, so that all that follows knows upright text only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extractor.document import Box

#: Parts of the type size that lie above and below the baseline.
ASCENT, DESCENT = 0.75, 0.22


@dataclass(slots=True, eq=False)
class Char:
    """One printed character; lengths in points, heights from the upper edge of its sheet.

    `x0` is where the pen stands, `x1` where it goes on. `spaced` says how sure a blank stands before
    it: 1 if the file has one, 0.5 if pdfium takes the gap for one.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    font: str
    spaced: float = 0.0

    @property
    def top(self) -> float:
        return self.base - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.base + DESCENT * self.size

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, or a filled box as thin as one."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def across(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top

    @property
    def length(self) -> float:
        return max(self.x1 - self.x0, self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A small drawn thing that may be a sign: a bar, a ring (`round`), or a picture of one."""

    x0: float
    top: float
    x1: float
    bottom: float
    round: bool = False
    picture: bool = False


@dataclass(slots=True, eq=False)
class Sheet:
    """The text of one direction on one page.

    `turn` is the direction in which it runs on the page as shown: 0 to the right, 1 upward, 2 upside
    down, 3 downward. Characters stand in the file's order.
    """

    number: int
    width: float
    height: float
    turn: int = 0
    chars: list[Char] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    #: Boxes of all that is drawn or pictured, rules excepted.
    marks: list[Box] = field(default_factory=list)

    def on_page(self, box: Box) -> Box:
        """A box of this sheet in the coordinates of the page as shown."""
        return turn_box(box, (4 - self.turn) % 4, self.width, self.height)


def turn_point(x: float, y: float, turn: int, width: float, height: float) -> tuple[float, float]:
    """A point of a frame of this size after the frame is turned clockwise by quarters.

    >>> turn_point(10, 20, 1, 100, 200)
    (180, 10)
    """
    match turn:
        case 1:
            return height - y, x
        case 2:
            return width - x, height - y
        case 3:
            return y, width - x
    return x, y


def turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """A box after the frame of this size is turned clockwise by quarters."""
    (ax, ay), (bx, by) = turn_point(box[0], box[1], turn, width, height), turn_point(box[2], box[3], turn, width, height)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


@dataclass(slots=True, eq=False)
class PageContent:
    """All of one page: its sheets, the fullest first, and the oblique text that belongs to none (watermarks)."""

    number: int
    width: float
    height: float
    sheets: list[Sheet]
    oblique: str = ""
    #: The shown page's upper left corner in the file's coordinates, and the page's rotation in clockwise quarters.
    origin: tuple[float, float] = (0.0, 0.0)
    rotation: int = 0

    def chars(self) -> Iterator[Char]:
        return (char for sheet in self.sheets for char in sheet.chars)


class SheetMaker:
    """Sorts the things of one page into sheets."""

    def __init__(self, number: int, width: float, height: float, origin: tuple[float, float] = (0.0, 0.0), rotation: int = 0) -> None:
        self.number, self.width, self.height = number, width, height
        self.origin, self.rotation = origin, rotation
        self.sheets: dict[int, Sheet] = {}
        self.rules: list[Rule] = []
        self.strokes: list[Stroke] = []
        self.marks: list[Box] = []
        self.oblique: list[str] = []

    def sheet(self, turn: int) -> Sheet:
        found = self.sheets.get(turn)
        if found is None:
            width, height = (self.width, self.height) if turn % 2 == 0 else (self.height, self.width)
            found = self.sheets[turn] = Sheet(self.number, width, height, turn)
        return found

    def content(self) -> PageContent:
        self.sheet(0)
        for sheet in self.sheets.values():
            sheet.rules = [Rule(*self._turned(rule, sheet.turn)) for rule in self.rules]
            sheet.strokes = [Stroke(*self._turned(stroke, sheet.turn), stroke.round, stroke.picture) for stroke in self.strokes]
            sheet.marks = [turn_box(mark, sheet.turn, self.width, self.height) for mark in self.marks]
        # upright text first among equals
        ordered = sorted(self.sheets.values(), key=lambda sheet: (-len(sheet.chars), sheet.turn))
        return PageContent(self.number, self.width, self.height, ordered, "".join(self.oblique).strip(), self.origin, self.rotation)

    def _turned(self, thing: Any, turn: int) -> Box:
        return turn_box((thing.x0, thing.top, thing.x1, thing.bottom), turn, self.width, self.height)
