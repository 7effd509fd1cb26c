"""Gives chemdataextractor2 our tokens, sentences and materials, so that its models run offline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor import chemdata
from extractor.language.materials import find_materials
from extractor.language.pipeline import load_pipeline
from extractor.language.tokenizer import token_spans


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    return ((span.start_char, span.end_char) for span in load_pipeline()(text).sents)


def _tag(words: Sequence[str]) -> list[str]:
    """IOB labels of the materials that `find_materials` sees in the words, put together by blanks."""
    labels = ["O"] * len(words)
    text = " ".join(words)
    starts, position = [], 0
    for word in words:
        starts.append(position)
        position += len(word) + 1
    for mention in find_materials(text):
        inside = [i for i, start in enumerate(starts) if mention.start <= start < mention.end]
        for order, index in enumerate(inside):
            labels[index] = "I-CM" if order else "B-CM"
    return labels


def connect_chemdataextractor() -> None:
    """After this, chemdataextractor2's Document and its models use Kaimen's language."""
    chemdata.use_language(token_spans, _sentences, _tag)
