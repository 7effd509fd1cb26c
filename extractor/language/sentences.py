"""Sentence boundaries that survive "Fig. 3", "ca. 900 °C", "et al.", initials and decimals."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Token

_PARTING = frozenset({",", ";", "|"})
#: Characters after which a sentence is cut at the next comma or semicolon.
MAX_SENTENCE = 2500
_NEVER_LAST = frozenset(
    ["fig.", "figs.", "ref.", "refs.", "eq.", "eqs.", "ca.", "cf.", "vs.", "e.g.", "i.e.", "approx.", "resp.", "dr.", "prof.", "no.", "nos.", "tab.", "sec.", "sect.", "viz.", "st.", "wt.", "vol.", "temp."]
)
#: Small letters that a sentence may begin with: symbols and "d.c.".
_SMALL_FIRST = re.compile(r"[α-ω](?![a-z])|[ad]\.c\.")
_CLOSERS = frozenset(")]}”’\"'")


@Language.component("kaimen_sentences")
def sentence_boundaries(doc: Doc) -> Doc:
    """Set sentence starts: after . ! ? where what follows can begin a sentence."""
    tokens = list(doc)
    text = doc.text
    for token in tokens:
        token.is_sent_start = token.i == 0
    for index, token in enumerate(tokens[:-1]):
        if token.text not in ".!?" and not (token.text.endswith(".") and token.text.lower() in ("al.", "etc.", "co.", "ltd.", "inc.", "corp.")):
            continue
        if token.text.lower() in _NEVER_LAST or _is_initial(tokens, index) or _is_shortened(tokens, index):
            continue
        following = index + 1
        while following < len(tokens) and (tokens[following].text in _CLOSERS or tokens[following].is_space):
            following += 1
        if following >= len(tokens):
            break
        if not _blank_before(text, tokens[following].idx) and not _is_glued(tokens, index, following):
            continue
        if _can_begin(tokens[following].text, token.text) or _SMALL_FIRST.match(text, tokens[following].idx):
            tokens[following].is_sent_start = True
    _cut_long(tokens)
    return doc


def _cut_long(tokens: list[Token]) -> None:
    """A table or list that lost its layout has no full stops; cut it, so that work stays linear."""
    start, previous = 0, ""
    for token in tokens:
        length = token.idx - start
        between_words = len(previous) > 2 and previous.isalpha() and token.text.isalpha()
        if (length > MAX_SENTENCE and previous in _PARTING) or (length > 2 * MAX_SENTENCE and between_words):
            token.is_sent_start = True
        previous = token.text
        if token.is_sent_start:
            start = token.idx


def _is_shortened(tokens: list[Token], index: int) -> bool:
    """"ref. 16": a number goes with the short word before it, which the tokenizer parts from its stop."""
    return tokens[index].text == "." and index > 0 and tokens[index - 1].text.lower() in ("ref", "refs", "fig", "figs", "eq", "eqs") and tokens[index + 1].text[:1].isdigit()


def _is_initial(tokens: list[Token], index: int) -> bool:
    """"J. Smith": a capital alone is a name's initial, unless it is the unit of a number ("300 K.")."""
    before = tokens[index - 1].text if index else ""
    if tokens[index].text != "." or len(before) != 1 or not before.isupper():
        return False
    return index < 2 or not (tokens[index - 2].text[-1:].isdigit() or tokens[index - 2].text in ("=", "−"))


def _is_glued(tokens: list[Token], index: int, following: int) -> bool:
    """"respectively1.The": a lost superscript citation glued two sentences together."""
    before, after = tokens[index - 1].text if index else "", tokens[following].text
    return tokens[index].text == "." and after[:1].isupper() and len(after) > 1 and bool(re.match(r"[a-z]{4,}\d*$", before))


def _blank_before(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1].isspace()


def _can_begin(text: str, terminator: str) -> bool:
    if terminator.lower() in ("al.", "etc.", "co.", "ltd.", "inc.", "corp."):
        return bool(re.match(r"[A-Z][a-z]+$", text)) and text in ("The", "In", "This", "It", "However", "These", "As", "We", "For", "A", "Here", "Thus")
    return text[:1].isupper() or text[:1].isdigit() or text[:1] in "([“\"'‘∼~" or (len(text) == 1 and not text.isalnum() and text not in ",;:-–—−)")
