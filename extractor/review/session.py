"""One sitting of a reviewer: the record at hand, what is decided on it, and the turn of the others."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from extractor.review.order import Strategy
from extractor.review.queue import Filters, Queue, Row, Selection
from extractor.store import Store
from extractor.store.claims import CLAIM_SECONDS, DOUBLED, claim, release, renew
from extractor.store.corrections import extracted
from extractor.store.decisions import Decision, decide
from extractor.store.link_decisions import link, take_back
from extractor.store.queries import find_measurements

#: Rows that are read at a time; some screens full.
WINDOW = 100
#: A rate from less than this tells nothing.
_SECONDS_OF_A_RATE = 30.0


@dataclass
class Session:
    """A reviewer at a store. Raises what the store raises: KaimenError, sqlite3.Error.

    `rows` are those read so far, `at` is the place of the record at hand among them. That record is claimed, so that
    nobody else is asked for it; the claim holds for `seconds` and is to be renewed in that time.
    """

    store: Store
    reviewer: str
    selection: Selection = field(default_factory=Selection)
    strategy: Strategy | str = Strategy.USEFUL
    seed: int = 0
    doubled: float = DOUBLED
    seconds: float = CLAIM_SECONDS

    def __post_init__(self) -> None:
        self.since = int(self.store.db.execute("SELECT coalesce(max(id), 0) FROM reviews").fetchone()[0])
        self.started = time.monotonic()
        self.done = 0
        self._held: str | None = None
        self._second = False
        self.select(self.selection)

    def select(self, selection: Selection) -> None:
        """Begin anew at the first record of a selection."""
        queue = Queue(self.store, self.strategy, Filters.of(selection, reviewer=self.reviewer, since=self.since, doubled=self.doubled, seed=self.seed))
        rows, left = queue.window(WINDOW), queue.count()
        self.selection, self.queue, self.rows, self.left, self.at = selection, queue, rows, left, 0

    @property
    def current(self) -> Row | None:
        """The line of the record at hand."""
        return self.rows[self.at] if self.rows else None

    @property
    def per_hour(self) -> float | None:
        """Decisions an hour in this sitting."""
        spent = time.monotonic() - self.started
        return 3600 * self.done / spent if self.done and spent > _SECONDS_OF_A_RATE else None

    def record(self) -> Row | None:
        """Everything about the record at hand, claimed; None if there is none.

        What vanished from the store, or was decided or taken by somebody else, leaves the queue. Who is asked for a
        second opinion sees what was extracted, and not what the first one said.
        """
        while self.current is not None:
            key = self.current["id"]
            if self._hold(key) and (found := find_measurements(self.store, where="id = :id", parameters={"id": key})):
                return found[0] | ({**extracted(self.store.db.conn, key), "state": "pending", "reviewer": None} if self._second else {})
            self._drop()
        self.leave()
        return None

    def renew(self) -> None:
        """Keep the record at hand for longer. If it was free for a while and somebody else took it, it is not at hand any more."""
        if self._held is not None and not renew(self.store, self._held, self.reviewer, seconds=self.seconds):
            self._held = None

    def leave(self) -> None:
        """Give the record at hand back."""
        if self._held is not None:
            release(self.store, self.reviewer, [self._held])
            self._held = None

    def _hold(self, key: str) -> bool:
        if key == self._held:
            return True
        held = claim(self.store, key, self.reviewer, seconds=self.seconds, doubled=self.doubled, since=self.since, instead_of=self._held)
        self._held = key if held else None
        self._second = held and bool(self.store.db.execute("SELECT people FROM review_queue WHERE measurement_id = ?", (key,)).fetchone()[0])
        return held

    def names(self, row: Mapping[str, Any]) -> list[str]:
        """The names in a record that a compound belongs to: the material, or the two sides of an interface."""
        return [name for name in ((row["side_a"], row["side_b"]) if row["side_a"] else (row["material"],)) if name]

    def links(self, row: Mapping[str, Any]) -> list[Row]:
        """The compounds that the record's names may mean, name by name, the chosen one first."""
        sql = "SELECT * FROM compound_links WHERE paper_id = ? AND mention = ? ORDER BY chosen DESC, score DESC"
        return [link for name in self.names(row) for link in self.store.db.query(sql, (row["paper_id"], name))]

    def link(self, row: Mapping[str, Any], name: str, compound: str) -> None:
        """Say what one of the record's names means in its paper: an id, a formula, a known name, or "none"."""
        link(self.store, row["paper_id"], name, compound, self.reviewer)

    def blocks(self, row: Mapping[str, Any]) -> tuple[str, str, str]:
        """The block of the evidence, between the blocks before and after it."""
        sql = """SELECT b.ordinal - o.ordinal, b.text FROM blocks o JOIN blocks b ON b.paper_id = o.paper_id AND b.ordinal BETWEEN o.ordinal - 1 AND o.ordinal + 1
                 WHERE o.paper_id = ? AND o.id = ?"""
        texts = dict(self.store.db.execute(sql, (row["paper_id"], row["block"])).fetchall())
        return texts.get(-1, ""), texts.get(0, ""), texts.get(1, "")

    def move(self, steps: int) -> None:
        """To another record, down or up the queue."""
        while self.at + steps >= len(self.rows) and self._read():
            pass
        self.at = max(0, min(self.at + steps, len(self.rows) - 1))

    def next_paper(self) -> bool:
        """To the next record of another paper; whether there is one."""
        here, at = self.current, self.at
        if here is None:
            return False
        while at < len(self.rows) or self._read():
            if self.rows[at]["paper_id"] != here["paper_id"]:
                self.at = at
                return True
            at += 1
        return False

    def decide(self, decision: Decision, *, changes: Mapping[str, str] | None = None, reason: str = "") -> None:
        """Store a decision on the record at hand, and go to the next one."""
        if self.current is None:
            return
        following = self.rows[self.at + 1]["id"] if self.at + 1 < len(self.rows) else None
        held, second, self._held = self._held, self._second, None  # a decision ends its claim
        try:
            with self.store.transaction():  # one wait for the disk, not two
                decide(self.store, self.current["id"], decision, self.reviewer, changes=changes, reason=reason)
                if following is not None:
                    self._hold(following)
        except BaseException:
            self._held, self._second = held, second
            raise
        self.done += decision != "skip"
        self._drop()

    def undo(self) -> Row | None:
        """Take back the reviewer's last decision that stands, of this sitting or an earlier one; its record is at hand again.

        A decision on a name ("link") has a `mention` and a `paper_id` instead of a measurement; what is at hand stays.
        """
        last = take_back(self.store, self.reviewer)
        if last is None or last["decision"] == "link":
            return last
        if last["id"] > self.since:
            self.done -= last["decision"] != "skip"
        row = self.queue.find(last["measurement_id"])
        known = next((at for at, other in enumerate(self.rows) if other["id"] == last["measurement_id"]), None)
        if known is not None:
            self.at = known
        elif row is not None:
            self.rows.insert(self.at, row)
            self.left += 1
        return last

    def _drop(self) -> None:
        del self.rows[self.at]
        self.left = max(0, self.left - 1)
        if self.at >= len(self.rows) and not self._read():
            self.at = max(0, len(self.rows) - 1)
            if not self.rows:  # what others had and gave back comes at the end
                self.queue.rewind()
                self._read()

    def _read(self) -> bool:
        """Read the next window; whether there was any."""
        known = {row["id"] for row in self.rows}  # of what was taken back
        while rows := self.queue.window(WINDOW):
            if new := [row for row in rows if row["id"] not in known]:
                self.rows += new
                return True
        return False
