"""Characters of a sheet to pieces of lines, with sub- and superscripts told by baseline and size."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractor.readers.blocks import SUPERSCRIPT
from extractor.readers.pdf.page import ASCENT, DESCENT, Char

_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
#: Accents that old fonts print as characters of their own, over or beside their letter.
_ACCENTS = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327", "ˇ": "\u030c", "˚": "\u030a", "˘": "\u0306", "¯": "\u0304"}
#: Parts of the type size: a blank, also where letters stand close; a gap that parts two pieces of one row, and over a gutter; how far a script stands off its line.
BLANK, CLOSE_BLANK, PIECE_GAP, CUT_GAP, SCRIPT_REACH = 0.16, 0.095, 0.8, 0.65, 0.65
#: So many characters of a line tell how its letters are set.
MOST_GAPS = 50
#: A script is smaller than this part of its line's type, and raised at least by that part of it.
SCRIPT_SIZE, RAISED = 0.87, 0.12
LEAST_SCRIPT, MAX_SCRIPT = 0.48, 12
#: Parts of the type size: the same character twice so near is one.
OVERPRINT = 0.12
_SAME_BASE = 0.12
_SAME_SIZE = 0.15


@dataclass(slots=True, eq=False)
class Line:
    """A piece of a printed line: characters without a wide gap between them; a sheet's points."""

    chars: list[Char]
    size: float
    base: float
    x0: float
    x1: float
    column: int = 0
    text: str = ""
    font: str = ""
    scripts: list[Char] = field(default_factory=list)

    @property
    def top(self) -> float:
        return self.base - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.base + DESCENT * self.size

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    def settle(self) -> None:
        """Take the scripts in, order the characters and spell them."""
        if self.scripts:
            self.chars = self.chars + self.scripts
            self.scripts = []
        self.chars.sort(key=lambda c: c.x0)
        if min([c.size for c in self.chars]) < SCRIPT_SIZE * self.size:
            self.chars = _unstacked(self.chars, self.size, self.base)
        self.x0, self.x1 = self.chars[0].x0, max([c.x1 for c in self.chars])
        self.text = "".join(part for part, _ in spell(self.chars, self.size, self.base)).strip()
        fonts = {c.font for c in self.chars}
        self.font = fonts.pop() if len(fonts) == 1 else Counter(c.font for c in self.chars).most_common(1)[0][0]


def lines_of(chars: Sequence[Char]) -> list[Line]:
    """All pieces of lines, from the top; those of one row from the left.

    Scripts belong to the larger text that they touch.
    """
    segments = [segment for row in _rows(_runs(chars)) for segment in _segments(row)]
    hosts = _merged(_attach(segments))
    for line in hosts:
        line.settle()
    return sorted((line for line in hosts if line.text), key=lambda line: (line.base, line.x0))


def with_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """A large initial goes before the first of the lines that it stands beside."""
    kept: list[Line] = []
    caps = [line for line in lines if len(line.text) == 1 and line.text.isupper()]
    for line in lines:
        if line in caps:
            beside = [o for o in lines if o is not line and line.size > 1.8 * o.size and line.base - line.size < o.base <= line.base + 2 and -2 < o.x0 - line.x1 < 1.5 * o.size]
            if beside:
                first = min(beside, key=lambda o: o.base)
                first.chars = [replace(line.chars[0], base=first.base, size=first.size, x0=first.x0 - 1, x1=first.x0), *first.chars]
                first.settle()
                continue
        kept.append(line)
    return kept


def cut(line: Line, places: Iterable[float]) -> list[Line]:
    """A line parted at gaps, wider than between sentences, that lie over one of these heights of the x-axis."""
    parts: list[list[Char]] = [[]]
    reach = line.x0
    for char in line.chars:
        if parts[-1] and char.x0 - reach > CUT_GAP * line.size and any(reach - 1 <= x <= char.x0 + 1 for x in places):
            parts.append([])
        parts[-1].append(char)
        reach = max(reach, char.x1)
    return [line] if len(parts) == 1 else [part for chars in parts for part in lines_of(chars)]


def join(pieces: Sequence[Line]) -> Line:
    """Pieces of one row as one line."""
    if len(pieces) == 1:
        return pieces[0]
    widest = max(pieces, key=lambda piece: len(piece.chars))
    chars = [char for piece in pieces for char in piece.chars]
    if any(b.x0 - a.x1 < CUT_GAP * widest.size for a, b in pairwise(pieces)):
        line = Line(chars, widest.size, widest.base, pieces[0].x0, pieces[-1].x1, pieces[0].column)
        line.settle()
        return line
    text = " ".join(piece.text for piece in pieces)
    return Line(chars, widest.size, widest.base, pieces[0].x0, max(piece.x1 for piece in pieces), pieces[0].column, text, widest.font)


def rows_of(chars: Sequence[Char], reach: float = 1e9) -> list[Line]:
    """Whole rows, however wide their gaps are up to `reach` points; from the top."""
    rows: list[list[Line]] = []
    for piece in lines_of(chars):
        last = rows[-1][-1] if rows else None
        home = next((row for row in reversed(rows[-4:]) if abs(row[0].base - piece.base) < 0.3 * piece.size and piece.x0 - row[-1].x1 < reach), None)
        if last is None or home is None:
            rows.append([piece])
        else:
            home.append(piece)
    return [join(sorted(row, key=lambda piece: piece.x0)) for row in rows]


def _runs(chars: Sequence[Char]) -> list[list[Char]]:
    """Characters that the file has one after the other on one baseline, in one size, without a wide gap."""
    runs: list[list[Char]] = []
    run: list[Char] = []
    text, x, end, base, size = "", 0.0, 0.0, 0.0, 0.0
    for char in chars:
        off = abs(char.base - base)
        if run and char.text == text and 0 < abs(char.x0 - x) + off < OVERPRINT * char.size:
            continue  # printed twice, to look bold; the parts of a ligature have one place
        if not run or off > _SAME_BASE / 2 * char.size or abs(char.size - size) > 0.05 * char.size or not -0.6 * char.size < char.x0 - end < PIECE_GAP * char.size:
            run = []
            runs.append(run)
        run.append(char)
        text, x, end, base, size = char.text, char.x0, char.x1, char.base, char.size
    return _printed_once(runs)


def _printed_once(runs: list[list[Char]]) -> list[list[Char]]:
    """Runs less those that are printed over others like them, to look bold or as a shadow."""
    seen: dict[str, list[Char]] = {}
    kept = []
    for run in runs:
        if len(run) > 1:
            first = run[0]
            near = 2 * OVERPRINT * first.size
            alike = seen.setdefault("".join([char.text for char in run]), [])
            if any(abs(other.x0 - first.x0) < near and abs(other.base - first.base) < near for other in alike):
                continue
            alike.append(first)
        kept.append(run)
    return kept


def _rows(runs: list[list[Char]]) -> list[list[list[Char]]]:
    """Runs of one baseline and about one size."""
    rows: list[list[list[Char]]] = []
    for run in sorted(runs, key=lambda run: (run[0].base, run[0].x0)):
        char = run[0]
        for row in reversed(rows[-6:]):
            first = row[0][0]
            if abs(first.base - char.base) <= _SAME_BASE * max(first.size, char.size) and abs(first.size - char.size) <= _SAME_SIZE * max(first.size, char.size):
                row.append(run)
                break
        else:
            rows.append([run])
    return rows


def _segments(row: list[list[Char]]) -> list[Line]:
    segments: list[Line] = []
    for run in sorted(row, key=lambda run: run[0].x0):
        first, reach = run[0], max([c.x1 for c in run])
        last = segments[-1] if segments else None
        if last is not None and first.x0 - last.x1 < PIECE_GAP * first.size:
            last.chars.extend(run)
            last.x1 = max(last.x1, reach)
        else:
            segments.append(Line(list(run), first.size, first.base, first.x0, reach))
    for segment in segments:
        if any(c.size != segment.size for c in segment.chars):
            segment.size = Counter(round(c.size, 2) for c in segment.chars).most_common(1)[0][0]
    return segments


#: Points: no script stands further from its line, however large a damaged file says that the type is.
_FARTHEST = 1000.0


def _attach(segments: list[Line]) -> list[Line]:
    """Give each small segment to the larger one that it stands by; returns what stands alone."""
    by_size = sorted(segments, key=lambda line: (-line.size, line.x0))
    hosts: list[Line] = []
    bands: dict[int, list[Line]] = {}
    for line in by_size:
        host = _host(line, bands.get(int(line.base // 20), ()))
        if host is None:
            hosts.append(line)
            reach = min(SCRIPT_REACH * line.size, _FARTHEST)
            for band in range(int((line.base - reach) // 20), int((line.base + reach) // 20) + 1):
                bands.setdefault(band, []).append(line)
        else:
            host.scripts += line.chars
            if len(line.chars) <= MAX_SCRIPT:  # a script may have its own script behind it
                host.x0, host.x1 = min(host.x0, line.x0), max(host.x1, line.x1)
    return hosts


def _merged(hosts: list[Line]) -> list[Line]:
    """Pieces of one row that only their scripts had parted, as one."""
    merged: list[Line] = []
    for line in sorted(hosts, key=lambda line: (round(line.base / 3), line.x0)):
        for script in line.scripts:
            line.x0, line.x1 = min(line.x0, script.x0), max(line.x1, script.x1)
        home = next((last for last in reversed(merged[-4:]) if abs(last.base - line.base) <= _SAME_BASE * line.size and abs(last.size - line.size) <= _SAME_SIZE * line.size), None)
        if home is not None and -0.6 * line.size < line.x0 - home.x1 < PIECE_GAP * line.size:
            home.chars += line.chars
            home.scripts += line.scripts
            home.x0, home.x1 = min(home.x0, line.x0), max(home.x1, line.x1)
        else:
            merged.append(line)
    return merged


def _host(line: Line, candidates: Iterable[Line]) -> Line | None:
    best: tuple[float, Line] | None = None
    for host in candidates:
        off = abs(host.base - line.base)
        if not LEAST_SCRIPT * host.size <= line.size < SCRIPT_SIZE * host.size or off > SCRIPT_REACH * host.size:
            continue
        # a long piece of smaller type beside a line is other text, a lone large letter an initial
        inside = host.x0 <= (line.x0 + line.x1) / 2 <= host.x1
        level = off <= 0.05 * host.size  # small capitals
        if (len(host.chars) == 1 and line.size < 0.6 * host.size) or (len(line.chars) > MAX_SCRIPT and not inside and not level):
            continue
        reach = (0.35 if level and len(line.chars) > MAX_SCRIPT else 0.65) * host.size
        if host.x0 - reach <= line.x1 and line.x0 <= host.x1 + reach and (best is None or off < best[0]):
            best = (off, host)
    return best[1] if best else None


def spell(chars: Sequence[Char], size: float, base: float) -> list[tuple[str, Char | None]]:
    """The text of characters in order of x, with the character behind each part; blanks have none."""
    parts: list[tuple[str, Char | None]] = []
    blank, close = (share * size for share in _blanks(chars, size))
    small, high = SCRIPT_SIZE * size, base - RAISED * size
    reach = chars[0].x0
    last = ""
    tilde = False
    for char in chars:
        glyph = char.text if char.text.isascii() else _plain(char.text)
        if char.size < small and char.base < high:
            glyph = "°" if glyph in "◦∘" else glyph.translate(SUPERSCRIPT)
        gap = char.x0 - reach
        if parts and gap < -0.05 * size and (glyph in _ACCENTS or last in _ACCENTS):
            if glyph in _ACCENTS:
                _accent(parts, _ACCENTS[glyph])
                continue
            if gap < -0.1 * size and char.text.isalpha():
                parts[-1] = (unicodedata.normalize("NFC", glyph + _ACCENTS[last]), char)
                reach = max(reach, char.x1)
                continue
        # a gap after a raised sign comes from a wrong width: it belongs to the digits behind it
        if parts and (gap > blank or (gap > close and ((glyph.isalpha() and last.isalpha()) or char.spaced)) or (char.spaced == 1 and gap > 0.04 * size)) and not (last in "⁻⁺" and glyph in _RAISED_DIGITS):
            parts.append((" ", None))
        parts.append((glyph, char))
        tilde = tilde or glyph == "˜"
        last = glyph
        reach = max(reach, char.x1)
    # a tilde over nothing stands for "about"
    return [("~" if glyph == "˜" else glyph, char) for glyph, char in parts] if tilde else parts


def _unstacked(chars: list[Char], size: float, base: float) -> list[Char]:
    """Sub- and superscripts that stand above one another: first all of the lower, then all of the upper."""
    ordered: list[Char] = []
    stack: list[Char] = []

    def flush() -> None:
        lowered = [c for c in stack if c.base >= base - RAISED * size]
        raised = [c for c in stack if c.base < base - RAISED * size]
        over = lowered and raised and min(c.x0 for c in raised) < max(c.x1 for c in lowered) and min(c.x0 for c in lowered) < max(c.x1 for c in raised)
        ordered.extend([*lowered, *raised] if over else stack)
        stack.clear()

    for char in chars:
        if char.size < SCRIPT_SIZE * size and abs(char.base - base) > 0.05 * size:
            stack.append(char)
        else:
            flush()
            ordered.append(char)
    flush()
    return ordered


def _accent(parts: list[tuple[str, Char | None]], mark: str) -> None:
    text, char = parts[-1]
    parts[-1] = (unicodedata.normalize("NFC", text + mark), char)


def _blanks(chars: Sequence[Char], size: float) -> tuple[float, float]:
    """The least gap that is a blank, in type sizes, and the least between two letters.

    More where the letters are set apart; less between letters that stand close, since italics lean
    into the blank.
    """
    if len(chars) < 6 or size <= 0:  # a damaged file may have type of no size
        return BLANK, BLANK
    gaps = sorted([b.x0 - a.x1 for a, b in pairwise(chars[:MOST_GAPS]) if a.text.isalpha() and b.text.isalpha()])
    if len(gaps) < 5:
        return BLANK, BLANK
    usual, high = gaps[len(gaps) // 2] / size, gaps[int(0.8 * len(gaps))] / size
    if usual >= 0.06:
        return usual + BLANK, usual + BLANK
    return BLANK, (CLOSE_BLANK if high < 0.03 else BLANK)


def _plain(text: str) -> str:
    """Ligatures and mathematical letters as plain ones; a degree sign is one, whatever draws it."""
    first = ord(text[0]) if text else 0
    if 0xFB00 <= first <= 0xFB06 or 0x1D400 <= first <= 0x1D7FF:
        return unicodedata.normalize("NFKC", text)
    return text
