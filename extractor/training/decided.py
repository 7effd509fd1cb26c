"""Papers whose records people decided on, as texts to learn from: only what was decided teaches."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.document import Block, BlockKind, Document, Metadata
from extractor.errors import ReadError
from extractor.evaluation.gold import GoldFact
from extractor.evaluation.match import same_fact
from extractor.extraction.paper import Paper
from extractor.properties import load_properties
from extractor.readers import read_paper
from extractor.records import Record
from extractor.store import Store
from extractor.store.corrections import EDITABLE
from extractor.training.held_out import HeldOut
from extractor.training.sources import Sources

#: The decision that holds for each measurement, with what is stored of it now and what was extracted; those that a decision on a
#: later reading repeats are left out. A measurement that is gone left in `before` what was decided on.
_STANDING = """
SELECT d.id AS number, d.paper_id, d.decision, d.before, d.after, x.said, m.*
FROM decision_view d LEFT JOIN measurement_view m ON m.id = d.measurement_id LEFT JOIN extracted_values x ON x.measurement_id = d.measurement_id
WHERE d.paper_id = :paper AND d.id NOT IN (SELECT f.follows FROM reviews f WHERE f.paper_id = :paper AND f.follows IS NOT NULL)
ORDER BY d.id
"""
_PAPERS = "SELECT * FROM papers WHERE id IN (SELECT paper_id FROM decision_view) ORDER BY id"
_UNDECIDED = "SELECT block, value_start, value_end, property FROM measurement_view WHERE paper_id = ? AND state = 'pending'"
#: What a decision must have kept of its measurement; those of the first versions did not.
_NEEDED = frozenset({*EDITABLE, "raw", "side_a", "side_b", "evidence", "block", "value_start", "value_end"})
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Decided:
    """A value that was decided on: where it stands, what was extracted, and what is right (None if it was rejected)."""

    block: str
    start: int
    end: int
    said: GoldFact
    right: GoldFact | None

    def stands_at(self, block: str, start: int, end: int) -> bool:
        return block == self.block and start < self.end and self.start < end


@dataclass(frozen=True)
class DecidedText:
    """A paper with what was decided on it; `undecided` are places and properties that wait for a decision."""

    name: str
    paper: Paper
    decided: list[Decided]
    undecided: frozenset[tuple[str, int, int, str]] = frozenset()

    def verdict(self, record: Record) -> bool | None:
        """Whether a record says what holds at its place, or what was rejected or corrected there."""
        first = record.evidence[0]
        here = [told for told in self.decided if told.stands_at(first.block, first.value_start, first.value_end)]
        if any(told.right is not None and same_fact(record, told.right) for told in here):
            return True
        return False if any(same_fact(record, told.said) for told in here) else None

    def waits(self, block: str, start: int, end: int, name: str) -> bool:
        """Whether a record of that property at that place is not decided yet."""
        return any(block == b and start < e and s < end and name == p for b, s, e, p in self.undecided)


@dataclass
class Gathered:
    """The texts, and what became of the decisions: those used, those not with the reason, and how the papers were had."""

    texts: list[DecidedText] = field(default_factory=list)
    used: int = 0
    unused: Counter[str] = field(default_factory=Counter)
    papers: Counter[str] = field(default_factory=Counter)


def gather(store: Store, sources: Sources, held_out: HeldOut, annotated: HeldOut) -> Gathered:
    """What the decisions of a store teach, paper by paper; never one of the papers that are held out."""
    found = Gathered()
    for paper in store.db.query(_PAPERS):
        rows = list(store.db.query(_STANDING, {"paper": paper["id"]}))
        blocks = list(store.db.query("SELECT * FROM blocks WHERE paper_id = ? ORDER BY ordinal", (paper["id"],)))
        texts = [block["text"] for block in blocks]
        if held_out.has(paper, texts):
            found.unused["the paper is one of the test half, which is never trained on"] += len(rows)
        elif annotated.has(paper, texts):
            found.unused["the paper is among the annotated texts already"] += len(rows)
        else:
            document, had = _document(paper, blocks, sources)
            found.papers[had] += 1
            decided = [told for row in rows if (told := _decided(document, row, found.unused)) is not None]
            undecided = frozenset((b, s, e, p) for b, s, e, p in store.db.conn.execute(_UNDECIDED, (paper["id"],)))
            found.used += len(decided)
            if decided:
                found.texts.append(DecidedText(f"store:{paper['id']}", Paper(document), decided, undecided))
    return found


def _document(paper: Row, blocks: Sequence[Row], sources: Sources) -> tuple[Document, str]:
    """A paper read again from its file if that is there unchanged, else made of the stored texts, which have no table grids."""
    path = sources.file(paper["sha256"])
    if path is not None:
        try:
            return replace(read_paper(path), paper_id=paper["id"]), "read again from the file"
        except ReadError:
            pass  # it was read with a password or OCR
    had = "made of the stored text" + (", since the file changed" if path is None and sources.names(paper["file"]) else "")
    made = tuple(Block(block["id"], BlockKind(block["kind"]), block["text"], block["section"]) for block in blocks)
    return Document(paper["id"], paper["file"], paper["sha256"] or "", paper["reader"] or "", made, Metadata(paper["doi"] or "", paper["title"] or "")), had


def _decided(document: Document, row: Row, unused: Counter[str]) -> Decided | None:
    before = json.loads(row["before"])
    holds = row if row["id"] is not None else {**before, **json.loads(row["after"])}
    if not set(before) >= _NEEDED or holds["property"] not in load_properties():
        unused["what was decided on was not kept, or its property is declared no more"] += 1
        return None
    place = _place(document, before)
    if place is None:
        unused["the sentence is not found again in the paper"] += 1
        return None
    if document.block(place[0]).kind is BlockKind.TABLE and document.block(place[0]).table is None:
        unused["it stands in a table, which needs the paper's file (--papers)"] += 1
        return None
    said = {**holds, **(json.loads(row["said"]) if row["said"] else before)}
    return Decided(*place, _fact(said), None if row["decision"] == "reject" else _fact(holds))


def _place(document: Document, before: Row) -> tuple[str, int, int] | None:
    """Block, start and end of the value that was decided on: where it was if the same sentence stands there, else where that sentence stands."""
    evidence, start, end = before["evidence"], before["value_start"], before["value_end"]
    for block in document.blocks:
        if block.id == before["block"] and evidence in block.text[max(0, end - len(evidence)) : start + len(evidence)]:
            return block.id, start, end
    for block in document.blocks:
        at = block.text.find(evidence)
        if at >= 0 and evidence.count(before["raw"]) == 1:
            within = at + evidence.index(before["raw"])
            return block.id, within, within + len(before["raw"])
    return None


def _fact(row: Row) -> GoldFact:
    """A stored row as a fact; its unit is the property's, since a corrected property brings its own."""
    return GoldFact(
        property=row["property"], value=row["word"] if row["value"] is None else row["value"], low=row["low"], high=row["high"], comparator=row["comparator"],
        unit=load_properties()[row["property"]].unit, raw=row["raw"], material=row["material"], aliases=[name for name in (row["formula"],) if name],
        interface=[row["side_a"], row["side_b"]] if row["side_a"] else None, temperature=row["temperature"], sample=row["label"],
        cited=bool(row["cited"]), simulated=bool(row["simulated"]), quote=row["evidence"],
    )  # fmt: skip
