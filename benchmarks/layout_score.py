"""How true a reading of a PDF is: characters, numbers, cells. Pure functions on text and grids.

Truth and reading are compared without white space, with one kind of dash and quote, and without the
hyphen between two small letters (at a line's end nobody can know it). Raised digits stay raised:
10⁻⁴ read as 10-4 or 104 is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractor.quantities import find_quantities

Grid = Sequence[Sequence[str]]
_ONE_OF = str.maketrans({
    **dict.fromkeys("−–—‐‑‒―\u00ad", "-"), **dict.fromkeys("‘’′`", "'"), **dict.fromkeys("“”″", '"'), "µ": "μ", "Ω": "Ω", "∆": "Δ",
    "∼": "~",    "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "⋅": "·", "ᵃ": "a", "ᵇ": "b", "ϕ": "φ",
})  # fmt: skip
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LABEL = re.compile(r"^(?:abstract|keywords|indexterms)[.:—-]*", re.I)
_MARK = re.compile(r"^[⁰¹²³⁴⁵⁶⁷⁸⁹\d*†‡ab]{1,2}(?=[A-Z])")
#: A block is a truth string if they are this much alike (per cent).
ALIKE = 90
#: Names carry marks and commas that the truth has not.
FRONT_ALIKE = 80


def normalise(text: str) -> str:
    """Text as it is compared.

    >>> normalise("con-\\nduction at −20 °C, 10⁻⁴")
    'conductionat-20°C,10⁻⁴'
    """
    compact = re.sub(r"\s+", "", unicodedata.normalize("NFC", text).translate(_ONE_OF))
    # a citation may be raised or in brackets
    compact = re.sub(r"\[(\d{1,3}(?:[,-]\d{1,3})*)\]", lambda cited: cited.group(1).translate(_RAISED), compact)
    return re.sub(r"(?<=[a-z])-(?=[a-z])", "", compact)


def fidelity(truth: str, read: str) -> float:
    """The share of the truth's characters that was read, 1 at best, 0 at worst."""
    true, seen = normalise(truth), normalise(read)
    return max(0.0, 1 - Levenshtein.distance(true, seen) / len(true)) if true else float(not seen)


def differences(truth: str, read: str, most: int = 15, around: int = 20) -> list[str]:
    """The first places where they part: what should stand there, what does, and what is around."""
    true, seen = normalise(truth), normalise(read)
    found = []
    for step in Levenshtein.opcodes(true, seen):
        if step.tag != "equal":
            a, b = step.src_start, step.src_end
            found.append(
                f"…{true[max(0, a - around) : a]}[{true[a:b][:60]}→{seen[step.dest_start : step.dest_end][:60]}]{true[b : b + around]}…"
            )
        if len(found) == most:
            break
    return found


def settle_anywhere(body: Sequence[tuple[str, str]], blocks: Sequence[str], notes: Iterable[str], front: Iterable[str]) -> tuple[str, str]:
    """Truth and reading as one text each, less what may stand anywhere.

    `body` is the truth as (kind, text). A footnote that is a block of its own leaves both; notes under
    tables and the names and addresses on the first page leave the reading if they are blocks of their own.
    """
    left = [_LABEL.sub("", normalise(b)) for b in blocks]
    left = [b for b in left if b]
    kept = []
    for kind, text in body:
        compact = normalise(text)
        if kind == "footnote" and _take(left, compact):
            continue
        kept.append(_LABEL.sub("", compact))
    notes = [normalise(n) for n in notes]
    for note in notes:
        _take(left, note)
    joined = "".join(normalise(f) for f in front)
    early = [b for b in left[:15] if len(b) < len(joined) and fuzz.partial_ratio(b, joined) >= FRONT_ALIKE and not _in_body(b, kept)]
    for block in early:
        left.remove(block)
    return "".join(kept), "".join(left)


def _take(left: list[str], text: str) -> bool:
    bare = _MARK.sub("", text)
    for i, block in enumerate(left):
        if abs(len(block) - len(bare)) < 0.2 * len(bare) + 3 and fuzz.ratio(_MARK.sub("", block), bare) >= ALIKE:
            del left[i]
            return True
    return False


def _in_body(block: str, kept: Sequence[str]) -> bool:
    return any(block == text for text in kept)


def headings_read(truth: Iterable[str], read: Iterable[str]) -> tuple[int, int, int]:
    """Headings right, of the truth and of the reading; numbers before them and case aside, nor those that every paper has."""
    true, seen = _bare_headings(truth), _bare_headings(read)
    return sum((true & seen).values()), sum(true.values()), sum(seen.values())


def _bare_headings(texts: Iterable[str]) -> Counter[str]:
    bare = (re.sub(r"^(?:[\d.]+|[IVX]+\.|[A-Z]\.)", "", normalise(text)).lower().strip(".:") for text in texts)
    return Counter(text for text in bare if text not in ("references", "abstract", "keywords"))


def whole(truth: Iterable[str], read: Iterable[str]) -> tuple[int, int]:
    """Paragraphs that are one block of the reading, with nothing more and nothing less; and all."""
    blocks = {_LABEL.sub("", normalise(text)) for text in read}
    true = [_LABEL.sub("", normalise(text)) for text in truth]
    return sum(text in blocks for text in true), len(true)


def written_quantities(texts: Iterable[str]) -> Counter[str]:
    """Numbers with an exponent, a sign or a unit, as they are written, and how often."""
    found: Counter[str] = Counter()
    for text in texts:
        for quantity in find_quantities(text):
            written = text[quantity.start : quantity.end]
            if quantity.unit_text or re.search(r"[×⁰¹²³⁴-⁹⁻−]|^-", written):
                found[_written(written)] += 1
    return found


def numbers_read(truth: Counter[str], read: str) -> tuple[int, int, list[str]]:
    """How many of the written quantities stand in the reading: right, all, and those that lack."""
    text = _plain(read)
    right, missing = 0, []
    for written, count in truth.items():
        before = r"(?<![\d.])" if written[0].isdigit() else ""
        spaced = r"\s*".join(map(re.escape, written))
        seen = len(re.findall(before + spaced + r"(?![\d⁰¹²³⁴-⁹])", text))
        right += min(seen, count)
        missing += [written] * (count - min(seen, count))
    return right, sum(truth.values()), missing


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_ONE_OF)


def _written(text: str) -> str:
    return re.sub(r"\s+", "", _plain(text))


@dataclass(frozen=True, slots=True)
class Counts:
    """Cells right in place, cells of the truth, cells of the reading."""

    right: int = 0
    true: int = 0
    predicted: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.true + other.true, self.predicted + other.predicted)

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.true + self.predicted) if self.true + self.predicted else 0.0


def tidy(grid: Grid) -> list[list[str]]:
    """The grid in compared form, without rows and columns that hold nothing."""
    rows = [[normalise(cell or "") for cell in row] for row in grid]
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    used = [c for c in range(width) if any(row[c] for row in rows)]
    return [[row[c] for c in used] for row in rows]


def cell_counts(true_table: dict[str, Any], predicted: Grid) -> tuple[int, int, int]:
    """Cells right in place, true cells that are not empty, predicted ones that are not empty.

    A spanning cell counts once. It is right in any place that it covers, and its copies in the others
    do not count as predicted.
    """
    truth = [[normalise(cell) for cell in row] for row in true_table["rows"]]
    grid = tidy(predicted)

    def at(r: int, c: int) -> str:
        return grid[r][c] if r < len(grid) and c < len(grid[r]) else ""

    covers = {(r, c): [(r + i, c + j) for i in range(rows) for j in range(columns)] for r, c, columns, rows in true_table["spans"]}
    right = total = copies = 0
    for r, row in enumerate(truth):
        for c, text in enumerate(row):
            if not text:
                continue
            total += 1
            seen = sum(at(*place) == text for place in covers.get((r, c), [(r, c)]))
            right += seen > 0
            copies += max(0, seen - 1)
    return right, total, sum(1 for row in grid for cell in row if cell) - copies


def joined(grids: Sequence[Grid]) -> list[list[str]]:
    """The parts of a table over several pages as one, the repeated header once."""
    parts = [tidy(grid) for grid in grids]
    rows = list(parts[0]) if parts else []
    for part in parts[1:]:
        same = 0
        while same < min(len(part), len(parts[0])) and part[same] == parts[0][same]:
            same += 1
        rows += part[same:]
    return rows


def cropped(true_table: dict[str, Any], predicted: Grid) -> list[list[str]]:
    """The part of a grid, as large as the true table, that fits it best: what stands around it is forgiven."""
    grid = tidy(predicted)
    rows, columns = len(true_table["rows"]), len(true_table["rows"][0])
    width = len(grid[0]) if grid else 0
    best: tuple[int, list[list[str]]] = (-1, [])
    for r in range(max(1, len(grid) - rows + 1)):
        for c in range(max(1, width - columns + 1)):
            part = [row[c : c + columns] for row in grid[r : r + rows]]
            best = max(best, (cell_counts(true_table, part)[0], part), key=lambda b: b[0])
    return best[1]


def pair_tables(
    truths: Sequence[dict[str, Any]], predicted: Sequence[tuple[int | None, Grid]], forgiving: bool = False
) -> tuple[list[Counts], list[int | None], int]:
    """Each true table with the reading that fits best on its pages.

    Gives the counts, the number of the (first) reading, and how many cells the unused readings hold.
    `forgiving` looks only at the part of a reading that fits, for readers that take a page for a table.
    """
    options = []
    for t, truth in enumerate(truths):
        pages = set(truth["pages"])
        near = [p for p, (page, _) in enumerate(predicted) if page is None or not pages or page in pages]
        tries = [(p,) for p in near] + ([tuple(near)] if len(pages) > 1 and len(near) > 1 else [])
        for parts in tries:
            grid = joined([predicted[p][1] for p in parts])
            counts = Counts(*cell_counts(truth, cropped(truth, grid) if forgiving else grid))
            options.append((counts.f1, t, parts, counts))
    best: dict[int, tuple[Counts, int]] = {}
    used: set[int] = set()
    for score, t, parts, counts in sorted(options, key=lambda o: (-o[0], o[1], o[2])):
        if score > 0 and t not in best and not used & set(parts):
            best[t] = (counts, parts[0])
            used.update(parts)
    result = [best[t][0] if t in best else Counts(0, cell_counts(truth, [])[1], 0) for t, truth in enumerate(truths)]
    left = sum(1 for p, (_, grid) in enumerate(predicted) if p not in used for row in tidy(grid) for cell in row if cell)
    return result, [best[t][1] if t in best else None for t in range(len(truths))], left


def found(texts: Iterable[str], candidates: Sequence[str]) -> int:
    """How many texts are, nearly, one of the candidates (capitals aside), or its end or beginning."""
    seen = [normalise(c).casefold() for c in candidates]
    count = 0
    for text in texts:
        wanted = normalise(text).casefold()
        hit = next((i for i, c in enumerate(seen) if _holds(c, wanted)), None)
        if hit is not None:
            del seen[hit]
            count += 1
    return count


def _holds(candidate: str, wanted: str) -> bool:
    """Whether a candidate of about the same length (a label may come before) is the wanted text."""
    about = 0.8 * len(wanted) < len(candidate) < 1.5 * len(wanted) + 12
    return about and fuzz.partial_ratio(wanted, candidate) >= ALIKE


def leaked(strings: Iterable[str], blocks: Sequence[str], truth: str) -> list[str]:
    """Strings that stand in the blocks more often than in the true body."""
    true = normalise(truth)
    read = [normalise(b) for b in blocks]
    out = []
    for string in dict.fromkeys(strings):
        compact = normalise(string)
        if len(compact) > 4 and sum(b.count(compact) for b in read) > true.count(compact):
            out.append(string)
    return out
