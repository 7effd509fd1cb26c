"""Sheets laid out: paragraphs in reading order, tables, and what stands beside the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.document import BlockKind
from extractor.readers.pdf.columns import PageGutters, gutters, in_zones, known_gutters, reading_order
from extractor.readers.pdf.figures import figure_labels, figures
from extractor.readers.pdf.furniture import Furniture
from extractor.readers.pdf.lines import Line, lines_of, with_drop_caps
from extractor.readers.pdf.page import PageContent, Sheet
from extractor.readers.pdf.paragraphs import Paragraph, paragraphs_of
from extractor.readers.pdf.tables import TABLE_CAPTION, PageTable, read_tables

#: Text that runs across the page is read as such from this many characters on; less is a stamp or an axis' name.
MIN_TURNED = 150


@dataclass(eq=False)
class Flow:
    """One sheet laid out: its paragraphs in reading order, its tables, and what stands beside the text."""

    sheet: Sheet
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    beside: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def laid_out(contents: Sequence[PageContent], lines: Mapping[Sheet, Sequence[Line]]) -> list[Flow]:
    """All sheets with text, page by page, as paragraphs and tables; `lines` are the pieces of lines that are known."""
    sheets = [sheet for content in contents for sheet in content.sheets if sheet.chars]
    pieces = {sheet: with_drop_caps(lines[sheet] if sheet in lines else lines_of(sheet.chars)) for sheet in sheets}
    whole = [sheet for sheet in sheets if _is_text(sheet, pieces[sheet])]
    furniture = Furniture([(sheet, pieces[sheet]) for sheet in whole])
    flows: list[Flow] = []
    found: list[PageGutters] = []
    for sheet in sheets:
        flow = Flow(sheet)
        flows.append(flow)
        if sheet in whole:
            flow.lines, flow.beside = furniture.parted(sheet, pieces[sheet])
            found.append(gutters(flow.lines, sheet.width, sheet.height))
        else:
            flow.beside = pieces[sheet]
            found.append(PageGutters())
    size, font = body_type(line for flow in flows for line in flow.lines)
    before: PageTable | None = None
    for flow, own in zip(flows, found, strict=True):
        if flow.lines:
            _lay_out(flow, known_gutters(found, own), size, font, before)
            before = flow.tables[-1] if flow.tables else None
    return flows


def _is_text(sheet: Sheet, lines: Sequence[Line]) -> bool:
    return sheet.turn == 0 or len(sheet.chars) >= MIN_TURNED or any(TABLE_CAPTION.match(line.text) for line in lines)


def body_type(lines: Iterable[Line]) -> tuple[float, str]:
    """The size and font of most of the paper's characters; 0 for a paper without text."""
    types: Counter[tuple[float, str]] = Counter()
    for line in lines:
        types[round(line.size, 1), line.font] += len(line.text)
    return types.most_common(1)[0][0] if types else (0.0, "")


def _lay_out(flow: Flow, places: Sequence[float], body_size: float, body_font: str, before: PageTable | None) -> None:
    sheet = flow.sheet
    flow.tables = read_tables(sheet, reading_order(flow.lines, places), places, before)
    lines = [line for line in flow.lines if not any(_inside(line, table) for table in flow.tables)]
    margin = _margin_notes(lines, body_size) if not places else set()
    ordered = in_zones([line for line in lines if id(line) not in margin], places, sheet.rules, (sheet.width, sheet.height))
    labels = figure_labels(ordered, figures(sheet, lines), body_size)
    flow.beside += [line for line in lines if id(line) in margin] + [line for line in ordered if id(line) in labels]
    text = [line for line in ordered if id(line) not in labels]
    flow.paragraphs = paragraphs_of(text, sheet.number, sheet.on_page, body_size, body_font) if text else []
    for paragraph in flow.paragraphs:
        if paragraph.kind is BlockKind.PARAGRAPH and _is_label(paragraph, body_size):
            paragraph.kind = BlockKind.OTHER


def _margin_notes(lines: Sequence[Line], body_size: float) -> set[int]:
    """Pieces in smaller type that stand wholly beside the one column of text."""
    body = [line for line in lines if abs(line.size - body_size) < 0.5 and line.width > 20 * body_size]
    if len(body) < 3:
        return set()
    left, right = min(line.x0 for line in body), max(line.x1 for line in body)
    return {id(line) for line in lines if line.size < body_size - 0.5 and (line.x1 < left - 3 or line.x0 > right + 3)}


def _inside(line: Line, table: PageTable) -> bool:
    x0, top, x1, bottom = table.box
    return x0 - 4 <= (line.x0 + line.x1) / 2 <= x1 + 4 and top - 1 <= line.base - 0.3 * line.size <= bottom + 1


def _is_label(paragraph: Paragraph, body_size: float) -> bool:
    """Words and numbers of a figure that stand apart: short, no sentence, and not set like the text."""
    text = paragraph.plain()
    short = len(text) < 60 and not text.rstrip().endswith((".", ":", "?"))
    return short and (abs(paragraph.size - body_size) > 0.5 or not any(c.isalpha() for c in text))
