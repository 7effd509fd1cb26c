"""A spaCy tokenizer that keeps formulas, numbers and units whole.

`Li6.4La3Zr1.4Ta0.6O12`, `3.2×10−4`, `S cm−1` and `W m−1 K−1` are one token each; a token may hold
blanks, as spaCy allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from extractor.compounds.formula import is_formula, scan_formula
from extractor.quantities.numbers import find_numbers
from extractor.quantities.units import unit_at

_WORD = re.compile(r"[^\W\d_]+(?:[’'][a-z]{1,2}\b)?|[A-Za-z]+\d+[A-Za-z\d]*")
_ALPHANUMERIC = re.compile(r"[^\W_]+")
_ABBREVIATION = re.compile(r"(?:[A-Z]\.){2,}|(?:Figs?|Refs?|Eqs?|ca|cf|vs|al|etc|approx|resp|Dr|Prof|No|Nos|e\.g|i\.e|Inc|Ltd|Co|Corp|wt|vol|Tab|Sec|Sect|temp|viz|St)\.")


def token_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the tokens of a text, in order, none of them blank.

    >>> [("conductivity of 3.2×10−4 S cm−1")[a:b] for a, b in token_spans("conductivity of 3.2×10−4 S cm−1")]
    ['conductivity', 'of', '3.2×10−4', 'S cm−1']
    """
    return list(_spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    numbers = {number.start: number.end for number in find_numbers(text)}
    position = 0
    after_number = False
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        unit = unit_at(text, position) if after_number or text[position].isalpha() or text[position] in "°%" else None
        if unit is not None and (after_number or " * " in unit.pint_unit) and not _inside_word(text, position):
            yield position, unit.end
            position, after_number = unit.end, False
            continue
        after_number = False
        if position in numbers and not _begins_word(text, numbers[position]):
            end = numbers[position]
            after_number = True
        else:
            end = _word_end(text, position)
        yield position, end
        position = end


def _inside_word(text: str, position: int) -> bool:
    return position > 0 and text[position - 1].isalpha()


def _begins_word(text: str, end: int) -> bool:
    """"8YSZ" and "3D" are words, "1h" is a number with its unit."""
    return end < len(text) and text[end].isalpha() and unit_at(text, end) is None


def _word_end(text: str, position: int) -> int:
    abbreviation = _ABBREVIATION.match(text, position)
    if abbreviation and (position == 0 or not text[position - 1].isalnum()):
        return abbreviation.end()
    if text[position].isupper() or text[position] in "([":
        end = scan_formula(text, position)
        if (end is not None and is_formula(text[position:end]) and any(c in text[position:end] for c in "()[].−–-+±,/")) or (
            end is not None and text[position].isupper() and is_formula(text[position:end])
        ):
            return end
    if text[position].isalnum():
        word = _ALPHANUMERIC.match(text, position)
        if word:
            return word.end()
    word = _WORD.match(text, position)
    return word.end() if word else position + 1


def _add_gap(words: list[str], spaces: list[bool], gap: str) -> None:
    """Blanks between tokens: spaCy keeps one space itself, the rest is a token of its own."""
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


def text_of(doc: Doc) -> str:
    """A document's text, which spaCy would put together from its tokens at each asking."""
    return doc.user_data.get("text") or str(doc.text)


class ScienceTokenizer:
    """spaCy tokenizer over `token_spans`."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        position = 0
        for start, end in _spans(text):
            _add_gap(words, spaces, text[position:start])
            words.append(text[start:end])
            spaces.append(False)
            position = end
        _add_gap(words, spaces, text[position:])
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data["text"] = text
        return doc

    # spaCy's serialization protocol; the tokenizer has no state
    def to_bytes(self, **kwargs: Any) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> ScienceTokenizer:
        return self

    def to_disk(self, path: Any, **kwargs: Any) -> None:
        return None

    def from_disk(self, path: Any, **kwargs: Any) -> ScienceTokenizer:
        return self


@registry.tokenizers("kaimen.ScienceTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Any:
    def create(nlp: Language) -> ScienceTokenizer:
        return ScienceTokenizer(nlp.vocab)

    return create
