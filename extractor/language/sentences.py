"""Sentence boundaries that survive "Fig. 3", "ca. 900 °C", "et al.", initials and decimals."""

from __future__ import annotations

import re

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.tokenizer import text_of

_PARTING = frozenset({",", ";", "|"})
#: Characters after which a sentence is cut at the next comma or semicolon.
MAX_SENTENCE = 2500
_NEVER_LAST = frozenset(
    ["fig.", "figs.", "ref.", "refs.", "eq.", "eqs.", "ca.", "cf.", "vs.", "e.g.", "i.e.", "approx.", "resp.", "dr.", "prof.", "no.", "nos.", "tab.", "sec.", "sect.", "viz.", "st.", "wt.", "vol.", "temp."]
)
#: Abbreviations that may end a sentence.
_MAY_END = frozenset({"al.", "etc.", "co.", "ltd.", "inc.", "corp."})
#: Small letters that a sentence may begin with: symbols and "d.c.".
_SMALL_FIRST = re.compile(r"[α-ω](?![a-z])|[ad]\.c\.")
_CLOSERS = frozenset(")]}”’\"'")


@Language.component("kaimen_sentences")
def sentence_boundaries(doc: Doc) -> Doc:
    """Set sentence starts: after . ! ? where what follows can begin a sentence."""
    tokens = [(token.text, token.idx) for token in doc]
    text, words = text_of(doc), [word for word, _ in tokens]
    starts = [index == 0 for index in range(len(tokens))]
    for index, word in enumerate(words[:-1]):
        if word not in ".!?" and not (word.endswith(".") and word.lower() in _MAY_END):
            continue
        if word.lower() in _NEVER_LAST or _is_initial(words, index) or _is_shortened(words, index):
            continue
        following = index + 1
        while following < len(words) and (words[following] in _CLOSERS or words[following].isspace()):
            following += 1
        if following >= len(words):
            break
        offset = tokens[following][1]
        if not _blank_before(text, offset) and not _is_glued(words, index, following):
            continue
        if _can_begin(words[following], word) or _SMALL_FIRST.match(text, offset):
            starts[following] = True
    _cut_long(tokens, starts)
    # all at once: spaCy looks through the whole text whenever a single token is told where it stands
    doc.from_array(["SENT_START"], np.where(starts, 1, -1).astype(np.uint64))  # type: ignore[arg-type]  # spaCy wants these whole numbers alone
    return doc


def _cut_long(tokens: list[tuple[str, int]], starts: list[bool]) -> None:
    """A table or list that lost its layout has no full stops; cut it, so that work stays linear."""
    start, previous = 0, ""
    for index, (word, offset) in enumerate(tokens):
        length = offset - start
        between_words = len(previous) > 2 and previous.isalpha() and word.isalpha()
        if (length > MAX_SENTENCE and previous in _PARTING) or (length > 2 * MAX_SENTENCE and between_words):
            starts[index] = True
        previous = word
        if starts[index]:
            start = offset


def _is_shortened(words: list[str], index: int) -> bool:
    """"ref. 16": a number goes with the short word before it, which the tokenizer parts from its stop."""
    return words[index] == "." and index > 0 and words[index - 1].lower() in ("ref", "refs", "fig", "figs", "eq", "eqs") and words[index + 1][:1].isdigit()


def _is_initial(words: list[str], index: int) -> bool:
    """"J. Smith": a capital alone is a name's initial, unless it is the unit of a number ("300 K.")."""
    before = words[index - 1] if index else ""
    if words[index] != "." or len(before) != 1 or not before.isupper():
        return False
    return index < 2 or not (words[index - 2][-1:].isdigit() or words[index - 2] in ("=", "−"))


def _is_glued(words: list[str], index: int, following: int) -> bool:
    """"respectively1.The": a lost superscript citation glued two sentences together."""
    before, after = words[index - 1] if index else "", words[following]
    return words[index] == "." and after[:1].isupper() and len(after) > 1 and bool(re.match(r"[a-z]{4,}\d*$", before))


def _blank_before(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1].isspace()


def _can_begin(text: str, terminator: str) -> bool:
    if terminator.lower() in _MAY_END:
        return bool(re.match(r"[A-Z][a-z]+$", text)) and text in ("The", "In", "This", "It", "However", "These", "As", "We", "For", "A", "Here", "Thus")
    return text[:1].isupper() or text[:1].isdigit() or text[:1] in "([“\"'‘∼~" or (len(text) == 1 and not text.isalnum() and text not in ",;:-–—−)")
