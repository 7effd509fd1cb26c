"""Picks the reader by what the file holds, never by its name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from extractor.document import Document
from extractor.errors import ReadError
from extractor.readers.options import ReadOptions
from extractor.readers.sidecar import apply, row_of

#: What a reader gets: the bytes, and the file's name for messages and titles; those of _WITH_OPTIONS the options too.
Reader = Callable[..., Document]

#: Format → module:function. A new format is one file in this folder and one line here.
FORMATS: dict[str, str] = {
    "pdf": "extractor.readers.pdf:read_pdf",
    "elsevier": "extractor.readers.elsevier:read_elsevier_xml",
    "jats": "extractor.readers.jats:read_jats",
    "html": "extractor.readers.html:read_html",
    "text": "extractor.readers.text:read_text",
}
#: Formats with pages, passwords and pictures of text.
_WITH_OPTIONS = frozenset({"pdf"})

#: First bytes of things that are no papers, however they are named.
_FOREIGN: dict[bytes, str] = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"PK\x03\x04": "a zip archive or office document",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"SQLite format 3": "a SQLite database",
    b"\x7fELF": "a program",
}

#: How far into a file its kind shows; PubMed Central's services wrap an article in a header.
_HEAD = 65_536
_PROLOG = re.compile(rb"(?:\s|\xef\xbb\xbf|<\?[^>]{0,2000}>|<!--.{0,20000}?-->)*", re.S)
_HTML = re.compile(rb"<!doctype\s+html|<(?:html|head|body|div|main)[\s>]", re.I)
_ARTICLE = re.compile(rb"<(?:[\w-]+:)?article[\s>]")
#: An <article> with one of these is a journal's; DocBook and others have it too.
_JATS = re.compile(rb"\bdtd-version\s*=|\barticle-type\s*=|<(?:[\w-]+:)?(?:front|journal-meta)[\s>]|//NLM//DTD|jats\.nlm\.nih\.gov|dtd\.nlm\.nih\.gov")

MAX_BYTES = 256 * 1024 * 1024


def sniff(data: bytes, name: str) -> str:
    """The format of `data`: a key of FORMATS.

    Raises ReadError (status ``empty`` or ``unsupported``) for what no reader can take.

    >>> sniff(b"%PDF-1.7 ...", "paper.txt")
    'pdf'
    """
    if not data.strip():
        raise ReadError("empty", f"{name}: the file is empty")
    for magic, what in _FOREIGN.items():
        if data.startswith(magic):
            raise ReadError("unsupported", f"{name}: this is {what}, not a paper; give PDF, publisher XML, HTML or text")
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    markup = _sniff_markup(data)
    if markup == "":
        raise ReadError("unsupported", f"{name}: markup of a kind that Kaimen does not read yet; give JATS or Elsevier article XML, HTML, PDF or text")
    if markup is not None:
        return markup
    if 50 * head.count(0) > len(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        # a few are characters that a converter could not name
        raise ReadError("unsupported", f"{name}: binary data, not a paper; give PDF, publisher XML, HTML or text")
    return "text"


def _sniff_markup(data: bytes) -> str | None:
    """The format of markup, empty for a kind that no reader takes, None for what is no markup."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    prolog = _PROLOG.match(head)
    start = prolog.end() if prolog else 0
    if not head.startswith(b"<", start):
        # a file that ends within its first comment or declaration is broken markup
        return "" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else None
    if _HTML.match(head, start):
        return "html"
    if b"elsevier.com/xml" in head[:4096]:
        return "elsevier"
    return "jats" if _ARTICLE.search(head) and _JATS.search(head) else ""


def read_paper(path: str | Path, options: ReadOptions | None = None) -> Document:
    """Read one paper, in this process; `extractor.readers.limits` has the limits of time and memory.

    The result depends on the file's bytes, its name and the options only. Raises ReadError with a
    status and one line for a person; never anything else for bad input.
    """
    path = Path(path)
    return read_bytes(load(path), path, options)


def load(path: Path) -> bytes:
    """A file's content. Raises ReadError for one that is too large or cannot be read."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadError("too_large", f"{path.name}: {size / 1e6:.0f} MB is more than the limit of {MAX_BYTES / 1e6:.0f} MB")
        return path.read_bytes()
    except OSError as error:
        raise ReadError("unreadable", f"{path}: {error.strerror or error}") from None


def read_bytes(data: bytes, path: Path, options: ReadOptions | None = None) -> Document:
    """As `read_paper`, for a file whose content was loaded already."""
    return named(parse(data, path.name, options), path.name, hashlib.sha256(data).hexdigest(), row_of(path))


def parse(data: bytes, name: str, options: ReadOptions | None = None) -> Document:
    """What a file's content alone tells; `named` makes it one of a library. Raises ReadError."""
    form = sniff(data, name)
    module, _, function = FORMATS[form].partition(":")
    wishes = (options or ReadOptions(),) if form in _WITH_OPTIONS else ()
    try:
        reader: Reader = getattr(import_module(module), function)
        document = reader(data, name, *wishes)
    except ReadError:
        raise
    except MemoryError:
        raise ReadError("too_large", f"{name}: reading it takes more memory than there is; raise --max-memory if the paper is sound") from None
    except Exception as error:  # a parser that meets hostile bytes may raise anything
        raise ReadError("corrupt", f"{name}: could not be read ({type(error).__name__}: {error}); the file is damaged or uses a feature that is not supported") from error
    if not any(block.text.strip() for block in document.blocks):
        raise ReadError("empty", f"{name}: no text found in it")
    return document


def named(document: Document, name: str, digest: str, bibliography: Mapping[str, str]) -> Document:
    """A document as the file of that name and SHA-256, with the bibliography from beside it where its own is empty."""
    document = apply(document, bibliography)
    return replace(document, paper_id=paper_id(document, name, digest), file=name, sha256=digest)


def paper_id(document: Document, name: str, digest: str) -> str:
    """A paper's name in the store: its DOI in lower case, else the file's stem and hash.

    >>> paper_id(Document("", "a.txt", "", "text", ()), "a.txt", "0123456789abcdef")
    'a-01234567'
    """
    return document.metadata.doi.lower() or f"{Path(name).stem}-{digest[:8]}"
