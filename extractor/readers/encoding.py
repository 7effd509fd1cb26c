"""Bytes to text."""

from __future__ import annotations

import re

import charset_normalizer

from extractor.errors import ReadError

_HALF = re.compile("[\ud800-\udfff]")


def decode(data: bytes, name: str) -> str:
    """Bytes to text; UTF-8 first, then by charset-normalizer. Raises ReadError if nothing fits."""
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise ReadError("corrupt", f"{name}: the text's encoding could not be found; save it as UTF-8")
    return without_halves(str(best))


def without_halves(text: str) -> str:
    """Halves of surrogate pairs, which some decoders let pass and nothing can store, as U+FFFD."""
    return _HALF.sub("\ufffd", text)
