"""Notes below a table: what "a Sintered at 1000 °C." says is told of the row that bears the mark."""

from __future__ import annotations

import re
from itertools import takewhile

from extractor.document import Block, BlockKind
from extractor.extraction.paper import Paper, Sentence
from extractor.language.materials import Mention

_MARKED = re.compile(r"^\s*(?:\[?([a-z])\]?[.:)]?|([*†‡§]))\s?(?=[A-Z])")


def notes_below(paper: Paper, block: Block) -> list[str]:
    """The notes that follow a table."""
    blocks = paper.document.blocks
    return [note.text for note in takewhile(lambda note: note.kind is BlockKind.FOOTNOTE, blocks[blocks.index(block) + 1 :])]


def note_of(paper: Paper, block: Block, sign: str) -> str | None:
    """What the note below a table says that bears a mark ("a", "*")."""
    marks = [(match.group(1) or match.group(2), note) for note in notes_below(paper, block) if (match := _MARKED.match(note))]
    return next((note for mark, note in marks if mark == sign), None)


def marked_row(paper: Paper, sentence: Sentence) -> Mention | None:
    """The material or sample of the one row that a note below a table is about; None for any other sentence."""
    mark = _MARKED.match(sentence.block.text)
    if mark is None:
        return None
    blocks = paper.document.blocks
    place = blocks.index(sentence.block)
    above = next((block for block in reversed(blocks[:place]) if block.kind is not BlockKind.FOOTNOTE), None)
    if above is None or above.table is None:
        return None
    sign = f"[{mark.group(1)}]" if mark.group(1) else mark.group(2)
    names = {row[0].text.removesuffix(sign).strip() for row in above.table.rows[above.table.header_rows :] if row[0].text.endswith(sign)}
    if len(names) != 1:
        return None
    name = names.pop()
    named = [m for m in paper.materials_in(name) if m.formula]
    if named:
        return named[0]
    known = paper.abbreviations.get(name)
    return Mention(0, len(name), name, "label", known.formula if known else None)
