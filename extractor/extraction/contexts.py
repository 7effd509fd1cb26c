"""What stands around a value, as named features that a trained detector weighs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.extraction.paper import Paper, Sentence
from extractor.properties import Property
from extractor.quantities import Quantity, convert
from extractor.quantities.units import dimensionality

#: Words of the clause before and behind that are told with their side, and letters that a word keeps.
NEAR, STEM = 6, 7
#: What kind of quantity a unit is of, by its dimension.
_KINDS = {
    dimensionality(unit): kind
    for unit, kind in (
        ("kelvin", "temp"), ("second", "time"), ("pascal", "press"), ("dimensionless", "share"), ("meter", "len"), ("joule", "energy"), ("siemens / meter", "cond"),
        ("watt / meter ** 2 / kelvin", "itc"), ("meter ** 2 * kelvin / watt", "itr"),
    )
}  # fmt: skip
_WORD = re.compile(r"⟨\w+⟩|[A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω'’-]*|[;:()\[\]=<>~≈%/]|\d+(?:\.\d+)?")
_CLAUSE = re.compile(r"[;:]|,\s(?:while|whereas|but|which|where|although|and then|followed by|after|before)\b")


def _plain(word: str) -> str:
    if word[0] == "⟨":
        return word
    if word[0].isdigit():
        return "0"
    return word.lower().rstrip("s")[:STEM] if len(word) > 2 else word.lower()


@lru_cache(4096)
def _tokens(text: str, start: int, spans: tuple[tuple[int, int, str], ...]) -> tuple[tuple[int, str], ...]:
    """(place, stem) of the words of a sentence; quantities and materials stand as what they are."""
    pieces: list[tuple[int, str]] = []
    position = 0
    for begin, end, name in spans:
        pieces += [(start + position + m.start(), _plain(m.group())) for m in _WORD.finditer(text[position:begin])]
        pieces.append((start + begin, f"⟨{name}⟩"))
        position = max(position, end)
    pieces += [(start + position + m.start(), _plain(m.group())) for m in _WORD.finditer(text[position:])]
    return tuple(pieces)


def _kind(quantity: Quantity) -> str:
    return _KINDS.get(quantity.dimensionality, "other")


def _spans(sentence: Sentence) -> tuple[tuple[int, int, str], ...]:
    found: list[tuple[int, int, str]] = [(q.start, q.end, _kind(q)) for q in sentence.quantities]
    found += [(m.start, m.end, "mat") for m in sentence.materials if not any(q.start < m.end and m.start < q.end for q in sentence.quantities)]
    return tuple((max(0, a - sentence.start), b - sentence.start, name) for a, b, name in sorted(found))


#: Each value of a sentence asks, for each property that it may be of.
@lru_cache(16)
def _words(sentence: Sentence) -> tuple[tuple[int, str], ...]:
    return _tokens(sentence.text, sentence.start, _spans(sentence))


def _magnitude(declared: Property, quantity: Quantity) -> str:
    value = quantity.value if quantity.value is not None else quantity.high
    if not value or declared.unit is None:
        return "none"
    inverted = declared.inverse and _kind(quantity) == "itc"
    size = abs(1.0 / convert(value, quantity.pint_unit, "W/m^2/K") if inverted else convert(value, quantity.pint_unit, declared.unit))
    if declared.unit == "K":
        return str(int(size // 150))
    if declared.unit == "1":
        return str(int(size * 20))
    return f"{float(f'{size:.0e}'):.0e}"[-3:] + ("+" if float(f"{size:.1e}"[:3]) >= 3 else "-") if size else "none"


def value_features(paper: Paper, sentence: Sentence, start: int, end: int, quantity: Quantity | None, declared: Property) -> Iterator[str]:
    """Names of what holds for the value at [start, end) as one of `declared`."""
    text = sentence.block.text
    tokens = _words(sentence)
    before = [t for t in tokens if t[0] < start]
    behind = [t for t in tokens if t[0] >= end]
    for number, (_, word) in enumerate(reversed(before[-NEAR:]), start=1):
        yield f"b:{word}"
        if number <= 3:
            yield f"b{number}:{word}"
    for number, (_, word) in enumerate(behind[:NEAR], start=1):
        yield f"a:{word}"
        if number <= 2:
            yield f"a{number}:{word}"
    if len(before) > 1:
        yield f"bb:{before[-2][1]}_{before[-1][1]}"
    if len(behind) > 1:
        yield f"aa:{behind[0][1]}_{behind[1][1]}"
    breaks = [m.end() + sentence.start for m in _CLAUSE.finditer(sentence.text)]
    low = max((b for b in breaks if b <= start), default=sentence.start)
    high = min((b for b in breaks if b >= end), default=sentence.end)
    yield from {f"c:{word}" for place, word in tokens if low <= place < high}
    yield from {f"l:{word}" for place, word in tokens if low <= place < start}
    yield from {f"s:{word}" for _, word in tokens}
    for steps, earlier in enumerate(paper.previous(sentence, 2), start=1):
        yield from {f"p{steps}:{word}" for _, word in _words(earlier)}
    yield from {f"h:{_plain(w.group())}" for w in _WORD.finditer(" ".join(sentence.block.section))}
    if quantity is not None:
        yield f"unit:{quantity.unit_text}"
        yield f"size:{_magnitude(declared, quantity)}"
        yield f"cmp:{quantity.comparator}"
        kinds = [_kind(q) for q in sentence.quantities]
        yield from {f"with:{kind}" for kind in kinds if kind != _kind(quantity)}
        place = sentence.quantities.index(quantity)
        yield f"kind-1:{kinds[place - 1] if place else 'none'}"
        yield f"kind+1:{kinds[place + 1] if place + 1 < len(kinds) else 'none'}"
        yield f"range:{quantity.value is None}"
    yield f"paren:{text[max(0, start - 2) : start].strip()[-1:] == '('}"
    yield f"materials:{min(3, len(sentence.materials))}"
    yield f"where:{sentence.block.kind}"
