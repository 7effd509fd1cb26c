"""A BlockBuilder that knows where headings stand below one another.

Markup says how deep a heading is, so a block's section is its whole path ("Results / Conductivity"):
what belongs to one subsection is not mixed with its namesake of another.
"""

from __future__ import annotations

from dataclasses import replace

from extractor.document import BlockKind
from extractor.readers.blocks import BlockBuilder, clean


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
