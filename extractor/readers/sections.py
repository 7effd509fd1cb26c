"""A BlockBuilder that knows where headings stand below one another.

Markup says how deep a heading is, so a block's section is its whole path ("Results / Conductivity"):
what belongs to one subsection is not mixed with its namesake of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from extractor.document import Block, BlockKind
from extractor.readers.blocks import BlockBuilder, clean

_TABLE_CAPTION = re.compile(r"(?:Extended Data )?Table\s+([A-Z]?\.?\d{1,3}|[IVXLC]+)\b", re.I)


def missing_tables(blocks: Iterable[Block]) -> tuple[str, ...]:
    """A warning for the tables that have a caption here but no cells: pictures, or pages of their own."""
    captions: dict[str, None] = {}
    held: set[str] = set()
    for block in blocks:
        found = _TABLE_CAPTION.match(block.table.label if block.table else block.text)
        if found and block.table is not None:
            held.add(found.group(0).lower())
        elif found and block.kind is BlockKind.CAPTION:
            captions[found.group(0)] = None
    missing = [label for label in captions if label.lower() not in held]
    if not missing:
        return ()
    return (f"{', '.join(missing)}: only the caption is in the file, the cells are a picture or stand in a page of their own",)


class SectionBuilder(BlockBuilder):
    """Collects blocks in reading order under a path of headings.

    >>> builder = SectionBuilder()
    >>> builder.heading("Results", 1)
    >>> builder.heading("Density", 2)
    >>> builder.add(BlockKind.PARAGRAPH, "It was 95 %.")
    >>> builder.blocks[-1].section
    'Results / Density'
    """

    def __init__(self) -> None:
        super().__init__()
        self.path: list[tuple[int, str]] = []

    def enter(self, path: list[tuple[int, str]]) -> None:
        """Go to a place in the paper without a printed heading."""
        self.path = path
        self.section = " / ".join(text for _, text in path)

    def heading(self, text: str, level: int) -> None:
        """A heading; it ends the sections of its own level and below."""
        text = clean(text)
        if not text:
            return
        self.add(BlockKind.HEADING, text)
        self.enter([*(part for part in self.path if part[0] < level), (level, text)])
        self.blocks[-1] = replace(self.blocks[-1], section=self.section)

    def table(self, rows: list[list[str]], header_rows: int, *, caption: str = "", label: str = "") -> None:
        """A table below its caption; the caption is a block too, since it is printed."""
        if caption or label:
            self.add(BlockKind.CAPTION, ". ".join(filter(None, (label, caption))))
        self.add_table(rows, header_rows=header_rows, caption=caption, label=label)
