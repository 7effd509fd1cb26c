"""The one door to chemdataextractor2, opened without its model server.

Importing chemdataextractor2 2.4.1 builds a BERT tagger, a stanza parser and a WordPiece tokenizer
in class bodies, each of which downloads a model. Before the first import this module puts a finder
on `sys.meta_path` that stands in for the modules which need PyTorch (or a browser), and gives the data
module a `find_data` that looks in the user's own model folder, then in ours, and never downloads.
What stays is what Kaimen wants: publisher readers, TableDataExtractor, the unit and quantity
grammar, and the model idea, fed with Kaimen's own tokens and materials (`use_language`).
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

BUNDLED_DATA = Path(__file__).parent / "resources" / "chemdata"

#: A materials tagger: tokens in, one IOB label a token out ("B-CM", "I-CM", "O").
Tagger = Callable[[Sequence[str]], Sequence[str]]

_STAND_INS = frozenset(
    (
        "chemdataextractor.nlp.new_cem",
        "chemdataextractor.nlp.dependency",
        "chemdataextractor.nlp.crf",
        "tabledataextractor.input.from_any",
    )
)
_DATA_MODULE = "chemdataextractor.data"
_lock = threading.Lock()
_tagger: Tagger = lambda tokens: ["O"] * len(tokens)  # noqa: E731


class _StandInLoader(importlib.abc.Loader):
    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        getattr(self, "_" + module.__name__.rpartition(".")[2])(module)

    def _crf(self, module: ModuleType) -> None:
        def conditional_random_field(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError("chemdataextractor2's neural tagger needs PyTorch, which Kaimen leaves out")

        module.ConditionalRandomField = conditional_random_field  # type: ignore[attr-defined]

    def _from_any(self, module: ModuleType) -> None:
        # the original drives a browser to any cell that looks like an address
        def create_table(grid: list[list[str]], table_number: int = 1) -> Any:
            from tabledataextractor.input import from_list

            if not isinstance(grid, list) or not grid:
                raise TypeError("a table is a non-empty list of rows")
            return from_list.read(grid)

        module.create_table = create_table  # type: ignore[attr-defined]

    def _new_cem(self, module: ModuleType) -> None:
        from chemdataextractor.nlp.tag import BaseTagger

        class CemTagger(BaseTagger):  # type: ignore[misc]
            """Materials as Kaimen recognises them."""

            tag_type = "ner_tag"

            def tag(self, tokens: Sequence[Any]) -> list[tuple[Any, str | None]]:
                words = [getattr(token, "text", token) for token in tokens]
                return list(zip(tokens, (None if t == "O" else t for t in _tagger(words)), strict=True))

        module.CemTagger = CemTagger  # type: ignore[attr-defined]

    def _dependency(self, module: ModuleType) -> None:
        from collections import namedtuple

        from chemdataextractor.nlp.tag import BaseTagger, NoneTagger

        Dependency = namedtuple("Dependency", ["head", "relation"])

        class IndexTagger(BaseTagger):  # type: ignore[misc]
            tag_type = "index"

            def tag(self, tokens: Sequence[Any]) -> list[tuple[Any, int]]:
                return [(token, i) for i, token in enumerate(tokens)]

        class DependencyTagger(NoneTagger):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__(tag_type="dependency")

        module.Dependency = Dependency  # type: ignore[attr-defined]
        module.IndexTagger = IndexTagger  # type: ignore[attr-defined]
        module.DependencyTagger = DependencyTagger  # type: ignore[attr-defined]


class _OfflineDataLoader(importlib.abc.Loader):
    def __init__(self, inner: importlib.abc.Loader) -> None:
        self.inner = inner

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self.inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.inner.exec_module(module)
        user_folder = Path(module.get_data_dir())

        def find_data(path: str, warn: bool = True, get_data: bool = True) -> str:
            own = user_folder / path
            return str(own if own.exists() else BUNDLED_DATA / path)

        module.AUTO_DOWNLOAD = False  # type: ignore[attr-defined]
        module.find_data = find_data  # type: ignore[attr-defined]


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name in _STAND_INS:
            return importlib.util.spec_from_loader(name, _StandInLoader())
        if name == _DATA_MODULE:
            spec = importlib.machinery.PathFinder.find_spec(name, path)
            if spec is not None and spec.loader is not None:
                spec.loader = _OfflineDataLoader(spec.loader)
            return spec
        return None


@contextmanager
def _no_log_files() -> Iterator[None]:
    """Both packages set up the root logger and write log files into the working folder on import."""
    file_handler, basic_config = logging.FileHandler, logging.basicConfig
    logging.FileHandler = lambda *args, **kwargs: logging.NullHandler()  # type: ignore[assignment,misc]
    logging.basicConfig = lambda **kwargs: None
    try:
        yield
    finally:
        logging.FileHandler, logging.basicConfig = file_handler, basic_config  # type: ignore[misc]


@cache
def chemdataextractor() -> ModuleType:
    """chemdataextractor2, imported offline, once.

    Raises ImportError if it is not installed.
    """
    with _lock:
        if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
            sys.meta_path.insert(0, _Finder())
        # its source compares strings with `is` and holds unescaped patterns
        with warnings.catch_warnings(), _no_log_files():
            warnings.simplefilter("ignore")
            package = importlib.import_module("chemdataextractor")
            importlib.import_module("chemdataextractor.reader")
        for noisy in ("chemdataextractor", "tabledataextractor"):
            # what they say of a table that they cannot read is no news to a person
            logging.getLogger(noisy).addHandler(logging.NullHandler())
            logging.getLogger(noisy).propagate = False
        return package


Spans = Callable[[str], Iterable[tuple[int, int]]]


def use_language(tokenize: Spans, sentences: Spans, tag_materials: Tagger) -> None:
    """Give chemdataextractor2's text elements our tokens and sentences (as offsets) and our materials.

    Its own part-of-speech tagger and Brown clusters need models that it would download, so they are
    left out; its model parsers work on tokens and materials alone.
    """
    global _tagger
    chemdataextractor()
    from chemdataextractor.doc import text as cde_text
    from chemdataextractor.nlp.dependency import IndexTagger
    from chemdataextractor.nlp.lexicon import Lexicon
    from chemdataextractor.nlp.new_cem import CemTagger
    from chemdataextractor.nlp.tag import POS_TAG_TYPE, NoneTagger
    from chemdataextractor.nlp.tokenize import SentenceTokenizer, WordTokenizer

    class KaimenWords(WordTokenizer):  # type: ignore[misc]
        def span_tokenize(self, s: str, additional_regex: Any = None) -> list[tuple[int, int]]:
            return list(tokenize(s))

        def handle_additional_regex(self, s: str, span: Any, nextspan: Any, additional_regex: Any) -> None:
            return None

    class KaimenSentences(SentenceTokenizer):  # type: ignore[misc]
        def span_tokenize(self, s: str) -> list[tuple[int, int]]:
            return list(sentences(s))

    _tagger = tag_materials
    words, lexicon, splitter = KaimenWords(), Lexicon(), KaimenSentences()
    taggers = [NoneTagger(tag_type=POS_TAG_TYPE), CemTagger(), IndexTagger()]
    for element in (cde_text.Text, cde_text.Sentence, cde_text.Cell, cde_text.Citation):
        element.word_tokenizer = words
        element.lexicon = lexicon
        element.taggers = taggers
    cde_text.Text.sentence_tokenizer = splitter


def header_row_count(grid: Sequence[Sequence[str]]) -> int | None:
    """Header rows of a table, by TableDataExtractor (Mavračić et al., J. Chem. Inf. Model. 2021).

    None where it cannot tell, so that the caller falls back on its own reading.
    """
    chemdataextractor()
    from tabledataextractor import Table
    from tabledataextractor.exceptions import TDEError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = Table([list(row) for row in grid])
            labels = table.labels
    except (TDEError, TypeError, ValueError, IndexError):
        return None
    count = 0
    for row in labels:
        if not any(label in ("ColHeader", "StubHeader", "TableTitle") for label in row):
            break
        count += 1
    return count or None


def extract_value(text: str) -> list[float]:
    """Numbers in a string by chemdataextractor2's own grammar; used to compare, not to decide."""
    chemdataextractor()
    from chemdataextractor.parse.quantity import extract_value as cde_extract_value

    return list(cde_extract_value(text) or [])
