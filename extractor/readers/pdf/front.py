"""Title, authors, DOI, journal and year from a PDF's metadata and first page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from extractor.document import BlockKind, Metadata
from extractor.readers.blocks import clean
from extractor.readers.pdf.grid import split_cells
from extractor.readers.pdf.lines import RAISED, SCRIPT_SIZE, Line
from extractor.readers.pdf.paragraphs import HEADING, Paragraph

DOI = re.compile(r"\b10\.\d{4,9}/[-._;()/:a-zA-Z0-9]*[a-zA-Z0-9]")
_NO_TITLE = re.compile(r"\.(docx?|tex|dvi|indd|pdf)\b|untitled|microsoft word|^\S+$", re.I)
_NAME = re.compile(r"^(?:[A-Z][\w'’.-]*\s+|(?:de|van|der|den|von|di|da|la|le|el|al|bin)\s+){1,4}[A-Z][\w'’-]+(?:\s+(?:Jr|Sr|III?)\.?)?$")
_MARKS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾*†‡§¶#∗⊥∥ǁ‖]+|(?<=[a-z])\d+\b|(?<=[a-zé.])\s*(?:,\s*)?\b[a-f](?=\s*(?:,|$|and\b))|\((?:[a-z]|\d)\)")
#: Where the year of publication stands, best first: behind a volume, with a copyright, in the paper's history.
_YEARS = tuple(
    re.compile(pattern, re.I | re.M)
    for pattern in (
        r"^.{0,70}?\b\d{1,4}\b.{0,25}?\(((?:19|20)\d\d)\).{0,40}$", r"(?:©|\(c\)|copyright).{0,12}?\b((?:19|20)\d\d)\b",
        r"^.{0,40}?\bvol(?:ume|\.).{0,60}?\b((?:19|20)\d\d)\b.{0,30}$", r"published.{0,40}?\b((?:19|20)\d\d)\b", r"accepted.{0,30}?\b((?:19|20)\d\d)\b",
        r"received.{0,30}?\b((?:19|20)\d\d)\b",
    )
)  # fmt: skip
_PLACE = re.compile(r"\b(?:Universit|Institut|Depart|Laborator|Corporation|Hospital|School|Cent(?:er|re)|College|Academy|Faculty|Inc\b|Ltd|GmbH|USA|China|States|Kingdom)", re.I)
_XMP = {
    "doi": re.compile(r"<(?:prism|pdfx|crossmark):doi>\s*(?:doi:)?([^<\s]+)\s*<", re.I),
    "journal": re.compile(r"<prism:publicationName>\s*([^<]+?)\s*<", re.I),
    "year": re.compile(r"<prism:(?:publicationDate|coverDate|coverDisplayDate)>[^<]*?((?:19|20)\d\d)", re.I),
}
#: A title is among the first paragraphs, and longer than a journal's name.
MAX_DEPTH, MIN_WORDS = 14, 4


def mark_front(paragraphs: Sequence[Paragraph], body_size: float, title: str) -> tuple[str, tuple[str, ...], list[Paragraph]]:
    """Mark the title of page one and what stands around it (authors, addresses, journal) as such.

    Returns title, authors, and the paragraphs that are now further lines of the title.
    """
    first = list(takewhile(lambda p: p.page == 1, paragraphs))
    found = _title(first, body_size, title)
    if found is None:
        return title, (), []
    index = first.index(found)
    end = index + 1
    while end < len(first) and _goes_on(first[end - 1], first[end]):
        end += 1
    for paragraph in first[:index]:
        paragraph.kind = BlockKind.OTHER
    for paragraph in first[index + 1 : end]:
        found.more.append(paragraph)
    found.kind = BlockKind.TITLE
    names: list[str] = []
    closed = False
    for paragraph in first[end:]:
        if _is_body(paragraph):
            break
        own = [] if closed else _authors(paragraph)
        closed = closed or (bool(names) and not own)
        names += own
        paragraph.kind = BlockKind.OTHER
    printed = clean(" ".join(line.text for part in (found, *found.more) for line in part.lines))
    # what is printed has its sub- and superscripts right
    same = _letters(printed) == _letters(title)
    return (printed if same or not title else title), tuple(names), found.more


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a title has another line, in the same type right below."""
    # a line of formulas has most of its characters in other fonts
    fonts = {char.font for char in before.first.chars}
    alike = abs(before.size - after.size) < 0.04 * before.size and any(char.font in fonts for char in after.first.chars)
    return alike and 0 < after.first.base - before.last.base < 2 * before.size and not HEADING.match(after.plain())


def _authors(paragraph: Paragraph) -> list[str]:
    """The names in a paragraph: of all of it, else of the lines with which it begins."""
    whole = names_in(", ".join(_level_text(line) for line in paragraph.lines).replace(",,", ","))
    if not whole and len(paragraph.lines) > 1:
        whole = names_in(" ".join(_level_text(line) for line in paragraph.lines))
    names = list(whole)
    if not names:
        for line in paragraph.lines:
            own = names_in(_level_text(line))
            if not own:
                break
            names += own
    return names


def _level_text(line: Line) -> str:
    """A line without what is raised; names that only a wide gap parts get a comma."""
    level = [char for char in line.chars if char.size > SCRIPT_SIZE * line.size or char.base > line.base - RAISED * line.size]
    if not level:
        return ""
    plain = Line(level, line.size, line.base, line.x0, line.x1)
    return ", ".join(piece.text.strip(" ,") for piece in split_cells(plain, 0.9))


def _title(first: Sequence[Paragraph], body_size: float, known: str) -> Paragraph | None:
    """The paragraph that says what the metadata call the title, else the one in the largest type that has enough words."""
    if known:
        letters = _letters(known)
        for paragraph in first[:MAX_DEPTH]:
            own = _letters(paragraph.plain())
            if len(own) > 12 and (own == letters or letters.startswith(own) or own.startswith(letters)):
                return paragraph
    candidates = [
        p for p in first[:MAX_DEPTH]
        if p.kind is not BlockKind.CAPTION and 15 < len(p.plain()) < 400 and len(p.plain().split()) >= MIN_WORDS and p.size > body_size + 0.6 and not DOI.search(p.plain()) and not _authors(p)
    ]  # fmt: skip
    return max(candidates, key=lambda p: (round(p.size, 1), -first.index(p)), default=None)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _is_body(paragraph: Paragraph) -> bool:
    """Whether the paper's own text begins here: a known heading, or sentences that are no list of names and places."""
    text = paragraph.plain()
    if HEADING.match(text.strip()) or re.match(r"abstract\b", text, re.I):
        return True
    words = re.findall(r"[A-Za-z]{3,}", text)
    small = sum(word[0].islower() for word in words)
    return len(words) >= 25 and small > 0.65 * len(words)


def names_in(text: str) -> tuple[str, ...]:
    """The authors that a line lists; empty if it is no list of names.

    >>> names_in("Ada Prober¹*, B. C. de Vries² and Chen Li")
    ('Ada Prober', 'B. C. de Vries', 'Chen Li')
    """
    plain = _MARKS.sub("", text).replace("·", ",").replace("•", ",")
    parts = [part.strip(" .,") for part in re.split(r",|;|\band\b|&", plain)]
    parts = [part for part in parts if part and not part.isdecimal()]
    parts = [part.removeprefix("and ").strip() for part in parts]
    names = [part for part in parts if _NAME.match(part) and not _PLACE.search(part)]
    return tuple(names) if names and len(names) >= 0.7 * len(parts) else ()


def metadata_of(information: Mapping[str, str], xmp: str, first_page: str, title: str, authors: tuple[str, ...]) -> Metadata:
    """What XMP, the information dictionary and the first page tell, in this order of trust."""
    told = {key: found.group(1) for key, pattern in _XMP.items() if (found := pattern.search(xmp))}
    doi = DOI.search(told.get("doi", "")) or DOI.search(first_page) or DOI.search(information.get("doi", "")) or DOI.search(information.get("Subject", ""))
    year = told.get("year") or next((found.group(1) for pattern in _YEARS if (found := pattern.search(first_page))), "")
    subject = re.match(r"(?!TeX output)([A-Z][A-Za-z& ]{4,60}?),?\s+(?:\d|vol)", information.get("Subject", ""))
    journal = told.get("journal") or (subject.group(1).strip() if subject else "")
    return Metadata(doi=doi.group() if doi else "", title=title, authors=authors, journal=journal, year=int(year) if year else None)


def told_title(information: Mapping[str, str]) -> str:
    """The title in the information dictionary, if it is one."""
    title = clean(information.get("Title", ""))
    return title if len(title.split()) >= MIN_WORDS and not _NO_TITLE.search(title) else ""
