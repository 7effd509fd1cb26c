"""Lines in reading order to paragraphs, headings, captions, notes and references."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extractor.document import BlockKind, Box, Place
from extractor.readers.blocks import REFERENCES_HEADING, clean
from extractor.readers.pdf.citations import bracketed
from extractor.readers.pdf.lines import SCRIPT_SIZE, Line

HEADING = re.compile(
    r"^(?:(?:\d+(?:\.\d+)*|[IVX]+|[A-Z])[.)]?\s+)?(?:abstract|introduction|(?:materials and )?methods?|methods and materials|"
    r"experimental(?: (?:section|details?|procedures?|methods?|part|work|techniques?))?|results(?: and discussions?)?|discussions?|"
    r"(?:summary and )?conclusions?|conclusions? and outlook|concluding remarks|summary|acknowledge?ments?|references|references and notes|bibliography|"
    r"(?:supporting|supplementary) (?:information|materials?)|appendix(?: [A-Z])?|keywords)\s*[.:]?$",
    re.I,
)
NUMBERED_HEADING = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z]\.)\s+[A-Z(][^.]{2,90}$")
#: What begins like this is set in bold as well, but is none; nor is an entry of a table of contents.
_NO_HEADING = re.compile(r"^(?:abstract|key ?words|index terms)\s*[—–:.-]\s*\S|^(?:doi|e-?mail|orcid|https?|www)\b|.*(?:\. ?){4}", re.I)
_KEYWORDS = re.compile(r"^(?:key ?words(?: and phrases)?|index terms|pacs(?: numbers?)?)\s*(?:[:—–-]|$)", re.I)
_LABEL = r"(?i:Fig(?:ure|\.)?|Table|Scheme|Chart)\s*(?:[SA]\.?\s?)?(?:\d+|[IVX]+\b)"
CAPTION = re.compile(rf"^{_LABEL}")
#: After its number a caption has a stop or nothing; a sentence that begins so has a verb.
_CAPTION_STOP = re.compile(rf"^{_LABEL}\s*(?:[a-z]\)?)?\s*(?:[.:|](?:\s|$)|[–—-]\s|\(|$)")
_SENTENCE = re.compile(
    rf"^{_LABEL}[^.:|]{{0,24}}?\s(?:shows?|showed|illustrates?|presents?|depicts?|displays?|compares?|gives?|summari[sz]es?|lists?|reports?|"
    r"contains?|indicates?|reveals?|demonstrates?|provides?|plots?|is|are|was|were|can)\b"
)
_ITALIC = re.compile(r"ital|obli|(?:^|[-,+])it\b|cmti|sfti|slant|-It$", re.I)
_BOLD = re.compile(r"bold|black|heavy|semibd|demi|medi\b|(?:^|[-,+])bd|cmbx|cmb\d|sfbx|cmssbx|-b\b|BX\d", re.I)
_END = re.compile(r"[.:;?!](?:\[\d[\d, –]*\]|[)\]”’\"'⁰¹²³⁴⁵⁶⁷⁸⁹⁻,])*$")
_NOTE_MARK = re.compile(r"^(?:[*†‡§¶#∗]|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|[a-f](?=[A-Z ]))")
_REFERENCE_START = re.compile(r"^(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)]?\s|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\s?\S)")
_BREAKABLE = "-‐–—/"
#: Parts of the type size: more than this beyond the usual leading, or this far in, begins a paragraph.
GAP, INDENT, MAX_INDENT = 0.35, 0.7, 4.5
MIN_REFERENCES, MAX_HEADING = 8, 3


@dataclass(eq=False)
class Paragraph:
    """Lines that belong together, each with the page and the map from its sheet to that page."""

    kind: BlockKind
    lines: list[Line]
    page: int
    on_page: Callable[[Box], Box]
    #: Lines of other pages or sheets that go on with this one.
    more: list[Paragraph] = field(default_factory=list)

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.more[-1].last if self.more else self.lines[-1]

    @property
    def size(self) -> float:
        return self.first.size

    @property
    def box(self) -> Box:
        lines = self.lines
        return min(x.x0 for x in lines), min(x.top for x in lines), max(x.x1 for x in lines), max(x.bottom for x in lines)

    def plain(self) -> str:
        return " ".join(line.text for line in self.lines)

    def spelled(self, words: Counter[str]) -> tuple[str, tuple[Place, ...]]:
        """The text with words broken at line ends put together, and where each line of it stands."""
        text, places = "", []
        for part in [self, *self.more]:
            for line in part.lines:
                piece = clean(bracketed(line.text))
                if not piece:
                    continue
                text, blank = _joint(text, piece, words)
                places.append(Place(len(text) + len(blank), part.page, part.on_page((line.x0, line.top, line.x1, line.bottom))))
                text += blank + piece
        return text, tuple(places)


def words_of(lines: Iterable[Line]) -> Counter[str]:
    """How often each word stands whole within a line, which tells how a word broken at a line's end is spelled."""
    words: Counter[str] = Counter()
    for line in lines:
        for word in re.findall(r"[A-Za-z][\w-]+", line.text)[:-1]:
            words[word.lower()] += 1
    return words


def _joint(text: str, piece: str, words: Counter[str]) -> tuple[str, str]:
    """The text so far as it stands before the next line, and what parts the two."""
    if not text:
        return text, ""
    if len(text) < 2 or text[-1] not in _BREAKABLE or text[-2] == " ":
        return text, " "
    if text[-1] in "-‐" and text[-2].isalpha() and piece[:1].islower():
        start, end = re.search(r"[A-Za-z-]*$", text[:-1]), re.match(r"[A-Za-z]+", piece)
        left, right = (start.group() if start else ""), (end.group() if end else "")
        whole, hyphened = words[(left + right).lower()], words[f"{left}-{right}".lower()]
        keep = hyphened > whole or len(left) <= 1 or (not whole and not hyphened and left[-1:].isupper())
        return (text if keep else text[:-1]), ""
    return text, "" if piece[:1].isalnum() or text[-1] == "/" else " "


@dataclass
class _Column:
    """Where a column's lines usually begin and end, and how far apart they are."""

    left: float
    right: float
    leading: float


def paragraphs_of(lines: Sequence[Line], page: int, on_page: Callable[[Box], Box], body_size: float, body_font: str) -> list[Paragraph]:
    """The paragraphs of one sheet's lines, which stand in reading order."""
    columns = _columns(lines, body_size)
    headings = _heading_lines(lines, body_size, body_font)
    found: list[Paragraph] = []
    for index, line in enumerate(lines):
        previous = lines[index - 1] if index else None
        following = lines[index + 1] if index + 1 < len(lines) else None
        if previous is None or _starts(previous, line, following, columns, found[-1], body_size, headings):
            found.append(Paragraph(BlockKind.PARAGRAPH, [line], page, on_page))
        else:
            found[-1].lines.append(line)
    for paragraph in found:
        paragraph.kind = _kind(paragraph, body_size, body_font, headings)
    return found


def _columns(lines: Sequence[Line], body_size: float) -> dict[int, _Column]:
    columns: dict[int, _Column] = {}
    for number in {line.column for line in lines}:
        own = [line for line in lines if line.column == number]
        body = [line for line in own if abs(line.size - body_size) < 0.5 and line.width > 8 * body_size] or own
        pitches = [b.base - a.base for a, b in pairwise(body) if 0 < b.base - a.base < 3 * body_size]
        left = Counter(round(line.x0) for line in body).most_common(1)[0][0]
        right = Counter(round(line.x1) for line in body).most_common(1)[0][0]
        columns[number] = _Column(left, right, median(pitches) if pitches else 1.2 * body_size)
    return columns


def is_bold(line: Line) -> bool:
    return bool(_BOLD.search(line.font))


def is_caption(line: Line, previous: Line | None, body_size: float) -> bool:
    """Whether a line begins a caption, not a sentence that happens to begin a line with "Figure 3"."""
    if not CAPTION.match(line.text) or _SENTENCE.match(line.text):
        return False
    apart = previous is None or previous.column != line.column or not 0 < line.base - previous.base < 1.45 * line.size
    if _CAPTION_STOP.match(line.text):
        return apart or abs(line.size - body_size) > 0.4 or bool(_END.search(previous.text if previous else "."))
    label = line.chars[0].font
    return (apart or abs(line.size - body_size) > 0.4) and (line.text[:5].isupper() or (label != line.chars[-1].font and bool(_BOLD.search(label))) or abs(line.size - body_size) > 0.4)


def _starts(previous: Line, line: Line, following: Line | None, columns: dict[int, _Column], so_far: Paragraph, body_size: float, headings: set[int]) -> bool:
    if is_caption(line, previous, body_size):
        return True
    if line.column != previous.column or line.base < previous.base - 2 or _KEYWORDS.match(line.text):
        return True
    if line.size < body_size - 0.7 and so_far.first.size < body_size - 0.7 and _is_note(line) and _is_note(so_far.first):
        return True
    column = columns[line.column]
    gap = line.base - previous.base
    # scripts make a line's most frequent size no other
    if abs(line.size - previous.size) > 0.08 * max(line.size, previous.size) and max(len(line.text), len(previous.text)) > 3:
        return True
    within = [b.base - a.base for a, b in zip(so_far.lines, so_far.lines[1:], strict=False)]
    usual = min([*within, column.leading * line.size / body_size if not within and body_size else column.leading])
    if gap > usual + GAP * line.size:
        return True
    if (id(previous) in headings) != (id(line) in headings):
        return True
    if CAPTION.match(so_far.first.text) and abs(so_far.first.size - line.size) < 0.05 * line.size:
        return False
    ended = bool(_END.search(previous.text)) or previous.x1 < column.right - 3 * line.size
    indent = line.x0 - column.left
    if INDENT * line.size < indent < MAX_INDENT * line.size and abs(previous.x0 - column.left) < 0.4 * line.size and ended:
        return True
    if INDENT * line.size < indent < MAX_INDENT * line.size and ended and following is not None and abs(following.x0 - column.left) < 0.4 * line.size and len(so_far.lines) > 1:
        return True
    return bool(_END.search(previous.text)) and previous.x1 < column.right - 4 * line.size and line.text[:1].isupper() and line.x1 > column.right - 6 * line.size


def _is_note(line: Line) -> bool:
    """Whether a line begins with the mark of a footnote; a letter is one only if it is raised."""
    mark = _NOTE_MARK.match(line.text)
    return mark is not None and (not mark.group().isalpha() or line.chars[0].size < SCRIPT_SIZE * line.size)


def _heading_lines(lines: Sequence[Line], body_size: float, body_font: str) -> set[int]:
    """Ids of the lines that look like headings; a long run of them is a paragraph in bold."""
    found: set[int] = set()
    run: list[Line] = []
    for index, line in enumerate(lines):
        if not (run and line.column == run[-1].column and 0 < line.base - run[-1].base < 1.6 * line.size):
            run = []
        around = (lines[index - 1] if index else None, lines[index + 1] if index + 1 < len(lines) else None)
        if _is_heading_line(line, body_size, body_font) or _is_italic_heading(line, around, body_size, body_font):
            run.append(line)
            found.add(id(line))
            if len(run) > MAX_HEADING:
                found -= {id(other) for other in run}
        else:
            run = []
    return found


def _is_italic_heading(line: Line, around: tuple[Line | None, Line | None], body_size: float, body_font: str) -> bool:
    """A few words in italics on a line of their own, with room above and the text below."""
    before, after = around
    text = line.text.strip()
    if not _ITALIC.search(line.font) or any(char.font == body_font for char in line.chars) or abs(line.size - body_size) > 0.5:
        return False
    words = text.split()
    plain = text[:1].isupper() and len(words) <= 8 and len(text) < 70 and not text.endswith((".", ",", ";", ":")) and not _NO_HEADING.match(text)
    room = before is None or before.column != line.column or not 0 < line.base - before.base < 1.45 * line.size
    return plain and room and after is not None and after.font == body_font and after.column == line.column


def _is_heading_line(line: Line, body_size: float, body_font: str) -> bool:
    text = line.text.strip()
    if HEADING.match(text) and text[:1] in "0123456789" + text[:1].upper():
        return True
    letters = sum(c.isalpha() for c in text)
    if not 3 <= len(text) <= 100 or letters < 0.6 * len(text.replace(" ", "")) or text.endswith((",", ";")) or text[0].islower() or _NO_HEADING.match(text):
        return False
    numbered, capital = NUMBERED_HEADING.match(text) is not None, text.isupper() and letters > 4
    if numbered and capital:
        return True
    set_apart = line.font != body_font and all(c.font != body_font for c in line.chars)
    lettered = text[0].isalpha() and "," in text  # an author with an initial, in a list of references
    strong = is_bold(line) or line.size > body_size + 0.8 or capital or (numbered and not lettered and line.size > body_size - 0.4)
    return set_apart and strong and line.size > body_size - 1.2 and not CAPTION.match(text)


def _kind(paragraph: Paragraph, body_size: float, body_font: str, headings: set[int]) -> BlockKind:
    text = paragraph.plain().strip()
    first = paragraph.first
    if CAPTION.match(text) and is_caption(first, None, body_size):
        return BlockKind.CAPTION
    if HEADING.match(text) or REFERENCES_HEADING.match(text):
        return BlockKind.HEADING
    if len(paragraph.lines) <= 3 and len(text) < 160 and text[:1].isalnum():
        marked = all(id(line) in headings for line in paragraph.lines)
        numbered = NUMBERED_HEADING.match(text) is not None and not (text[0].isalpha() and "," in text) and len(paragraph.lines) <= 2 and (first.font != body_font or first.size > body_size + 0.4)
        if (marked or numbered) and not text.endswith("."):
            return BlockKind.HEADING
        if (marked or numbered) and len(text) < 80 and text.count(".") <= 3 and not re.search(r"[a-z]{3}\.\s+[A-Z]", text):
            return BlockKind.HEADING
    if _KEYWORDS.match(text) and len(text) < 400:
        return BlockKind.OTHER
    if first.size < body_size - 0.7 and _is_note(first):
        return BlockKind.FOOTNOTE
    return BlockKind.PARAGRAPH


def goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a paragraph goes on in another column or page, or behind a figure or table."""
    if before.kind is not after.kind or abs(before.last.size - after.size) > 0.08 * after.size:
        return False
    text, further = before.last.text.rstrip(), after.first.text.lstrip()
    if not text or not further or (before.last.font != after.first.font and is_bold(before.last) != is_bold(after.first)):
        return False
    if text[-1] in _BREAKABLE and len(text) > 1 and text[-2].isalnum():
        return True
    return not _END.search(text) or (further[:1].islower() and not text.endswith(":"))


def unheaded_references(paragraphs: Sequence[Paragraph]) -> tuple[int, int] | None:
    """Paragraph and line at which a list of references begins that has no heading: entries numbered from 1 on, to the end.

    So it is in the journals of the American Physical Society.
    """
    starts = [
        (index, row, number)
        for index, paragraph in enumerate(paragraphs) if paragraph.kind in (BlockKind.PARAGRAPH, BlockKind.FOOTNOTE)
        for row, line in enumerate(paragraph.lines)
        if _REFERENCE_START.match(line.text) and (number := _number(line.text)) is not None
    ]  # fmt: skip
    for position in range(len(starts) - 1, -1, -1):
        index, row, number = starts[position]
        if number != 1:
            continue
        counted = 1
        for _, _, later in starts[position + 1 :]:
            counted += later == counted + 1
        behind = sum(len(p.lines) for p in paragraphs[index:] if p.kind is BlockKind.PARAGRAPH)
        if counted >= MIN_REFERENCES and counted >= behind / 6:
            return index, row
    return None


def split_references(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Each reference as a paragraph of its own: by its number where all have one, else by the hanging indent."""
    lines = [(line, part) for paragraph in paragraphs for part in [paragraph, *paragraph.more] for line in part.lines]
    numbered = sum(bool(_REFERENCE_START.match(line.text)) for line, _ in lines)
    by_number = numbered >= 3 and numbered >= 0.15 * len(lines)
    lefts = _lefts(lines)
    found: list[Paragraph] = []
    for index, (line, part) in enumerate(lines):
        left = lefts[part.page, line.column]
        if by_number:
            starts = bool(_REFERENCE_START.match(line.text)) and _follows(found, line)
        else:
            hanging = line.x0 - left < 0.5 * line.size
            starts = hanging or (index > 0 and _gap(lines[index - 1][0], line) > 1.6 * line.size)
        if starts or not found:
            found.append(Paragraph(BlockKind.REFERENCE, [line], part.page, part.on_page))
        elif found[-1].page == part.page and not found[-1].more:
            found[-1].lines.append(line)
        else:
            more = found[-1].more
            if more and more[-1].page == part.page:
                more[-1].lines.append(line)
            else:
                more.append(Paragraph(BlockKind.REFERENCE, [line], part.page, part.on_page))
    return found


def _gap(previous: Line, line: Line) -> float:
    return line.base - previous.base if line.column == previous.column else 0.0


def _lefts(lines: Sequence[tuple[Line, Paragraph]]) -> dict[tuple[int, int], float]:
    lefts: dict[tuple[int, int], float] = {}
    for line, part in lines:
        key = (part.page, line.column)
        lefts[key] = min(lefts.get(key, line.x0), line.x0)
    return lefts


def _follows(found: Sequence[Paragraph], line: Line) -> bool:
    """Whether a number that begins a line counts on from the entry before: a year or a page number does not."""
    number = _number(line.text)
    if not found:
        return True
    before = _number(found[-1].first.text)
    return before is None or number is None or before <= number <= before + 3


def _number(text: str) -> int | None:
    digits = re.match(r"^[\[(]?([\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})", text)
    return int(digits.group(1).translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))) if digits else None
