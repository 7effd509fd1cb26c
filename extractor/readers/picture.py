"""A page of a PDF as a picture, with the boxes of what was read drawn on it."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from extractor.document import Block, BlockKind, Box
from extractor.errors import ReadError, UsageError

#: Pixels a point: 2 gives 144 dots an inch.
SCALE = 2.0
_COLOURS = {
    BlockKind.TITLE: "#7b1fa2", BlockKind.HEADING: "#1565c0", BlockKind.CAPTION: "#ef6c00", BlockKind.TABLE: "#c62828",
    BlockKind.REFERENCE: "#757575", BlockKind.OTHER: "#9e9e9e",
}
_PROSE_COLOUR = "#2e7d32"


def page_picture(path: Path, number: int, blocks: list[Block], password: str = "") -> Image.Image:
    """Page `number` (from 1) with each block's boxes and id; a colour a kind.

    Raises UsageError for a page that is not there, ReadError for a file that is no PDF.
    """
    try:
        document = pypdfium2.PdfDocument(path, password=password or None)
    except pypdfium2.PdfiumError as error:
        raise ReadError("corrupt", f"{path.name}: no picture can be made ({error})") from None
    try:
        if not 1 <= number <= len(document):
            raise UsageError(f"{path.name}: no page {number}; it has {len(document)}")
        picture: Image.Image = document[number - 1].render(scale=SCALE).to_pil().convert("RGB")
    finally:
        document.close()
    draw = ImageDraw.Draw(picture)
    for block in blocks:
        places = [place for place in block.places if place.page == number]
        colour = _COLOURS.get(block.kind, _PROSE_COLOUR)
        for x0, top, x1, bottom in _columns([place.box for place in places]):
            draw.rectangle((x0 * SCALE - 2, top * SCALE - 2, x1 * SCALE + 2, bottom * SCALE + 2), outline=colour, width=2)
            draw.text((x0 * SCALE, max(0, top * SCALE - 14)), f"{block.id} {block.kind.value}", fill=colour)
    return picture


def _columns(lines: list[Box]) -> list[Box]:
    """Boxes of lines put together as long as each stands below the one before."""
    joined: list[Box] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and line[1] >= last[1] and line[0] < last[2] and last[0] < line[2]:
            joined[-1] = (min(last[0], line[0]), last[1], max(last[2], line[2]), max(last[3], line[3]))
        else:
            joined.append(line)
    return joined
