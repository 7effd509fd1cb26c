"""Sittings of one reviewer, one for each tab: a place in the queue, and what is told next.

A page names the record that it shows and the last decision that it knows of it. A decision is stored only if that is
still the last one: who decides on a page that is out of date, beside another tab, a screen or another person, is told so.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from extractor.errors import UsageError
from extractor.review.display import Row
from extractor.review.queue import Selection
from extractor.review.session import Session
from extractor.store import Store
from extractor.store.decisions import Decision, decide, history
from extractor.store.queries import find_measurements

#: So many tabs are remembered; an older one begins anew.
_TABS = 50


class Begin(Protocol):
    """Makes a session of a reviewer at a store."""

    def __call__(self, store: Store, *, selection: Selection) -> Session: ...


class OutOfDate(UsageError):
    """Somebody decided on a record since the page was made."""


@dataclass
class Sitting:
    """One tab. `told` is shown once, on the next page; `around` shows what stands before and after the evidence."""

    key: str
    session: Session
    told: str = ""
    wrong: bool = False
    around: bool = False

    def tell(self, told: str, *, wrong: bool = False) -> None:
        self.told, self.wrong = told, wrong

    def listen(self) -> tuple[str, bool]:
        """What there is to tell, and whether something went wrong; once."""
        told, wrong, self.told, self.wrong = self.told, self.wrong, "", False
        return told, wrong

    def show(self, measurement_id: str) -> Row | None:
        """A record, by its id or else the one at hand; the place in the queue goes to it. None if there is none."""
        if not measurement_id or self._to(measurement_id):
            row = self.session.record()
            if row is not None and measurement_id not in ("", row["id"]):
                self.tell("that record is not in the queue any more; this is the next one")
            return row
        return self.find(measurement_id)

    def find(self, measurement_id: str) -> Row | None:
        """A record, wherever it is in the queue."""
        return next(iter(find_measurements(self.session.store, where="id = :id", parameters={"id": measurement_id})), None)

    def seen(self, measurement_id: str) -> int:
        """The last decision on a record so far, taken back or not."""
        return max((decision["id"] for decision in history(self.session.store, measurement_id)), default=0)

    def decide(self, measurement_id: str, seen: int, decision: Decision, *, changes: Mapping[str, str] | None = None, reason: str = "") -> None:
        """Store a decision, and go on in the queue. Raises OutOfDate, and what the store raises."""
        session = self.session
        with session.store.transaction():
            later = [known for known in history(session.store, measurement_id) if known["id"] > seen]
            if later:
                last = later[-1]
                raise OutOfDate(f"not stored: {last['reviewer']} decided meanwhile ({last['decision']}); look again, and decide if you differ")
            if self._to(measurement_id):
                session.decide(decision, changes=changes, reason=reason)
            else:  # reached by undo, or from a queue with other filters
                decide(session.store, measurement_id, decision, session.reviewer, changes=changes, reason=reason)
                session.done += decision != "skip"

    def neighbours(self) -> tuple[Row | None, Row | None]:
        """The records before and after the one at hand."""
        session = self.session
        at = session.at
        session.move(1)  # reads on at the end of what was read
        session.move(at - session.at)
        return (session.rows[at - 1] if 0 < at < len(session.rows) else None, session.rows[at + 1] if at + 1 < len(session.rows) else None)

    def _to(self, measurement_id: str) -> bool:
        """Go to a record; whether it is among those that were read."""
        at = next((at for at, row in enumerate(self.session.rows) if row["id"] == measurement_id), None)
        if at is not None:
            self.session.move(at - self.session.at)
        return at is not None


@dataclass
class Sittings:
    """The tabs of one reviewer, whose sessions `start` makes."""

    store: Store
    start: Begin
    _kept: OrderedDict[str, Sitting] = field(default_factory=OrderedDict)

    def begin(self, selection: Selection) -> Sitting:
        """A new tab, on the first record of a selection."""
        sitting = Sitting(secrets.token_urlsafe(8), self.start(self.store, selection=selection))
        while len(self._kept) >= _TABS:
            self._kept.popitem(last=False)[1].session.leave()
        self._kept[sitting.key] = sitting
        return sitting

    def find(self, key: str) -> Sitting | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def end(self) -> None:
        """Give back what the tabs hold."""
        for sitting in self._kept.values():
            sitting.session.leave()
