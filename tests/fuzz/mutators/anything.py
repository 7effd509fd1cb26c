"""Damage that any file may suffer."""

from __future__ import annotations

from random import Random

from tests.fuzz.mutators import mutator
from tests.fuzz.seeds import some_paper, some_text

_MAGICS = (b"%PDF-1.7\n", b"\x89PNG\r\n", b"PK\x03\x04", b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"<?xml version='1.0'?>", b"<!DOCTYPE html>", b"\x7fELF", b"GIF8", b"\xff\xd8\xff", b"\x00", b"\n" * 1000)
_INTERESTING = (
    b"\x00", b"\xff", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"-1", b"0", b"2147483648", b"99999999999999999999", b"1e309", b"NaN", b"\r", b"\n", b"\t", b"<", b">", b"&", b"(", b")", b"[",
    b"]", b"|", b"\\", b"'", b'"', b"%", b"\x1b[31m", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xef\xbf\xbe", b"${", b"{{", b"A" * 500,
)  # fmt: skip
_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "shift_jis", "gb18030", "koi8-r", "utf-7", "cp037", "big5", "mac_roman")


@mutator("byte flips", 3)
def byte_flips(random: Random) -> tuple[str, bytes]:
    suffix, data = some_paper(random)
    changed = bytearray(data)
    for _ in range(random.choice((1, 3, 10, 50, 300))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return suffix, bytes(changed)


@mutator("bytes put in", 3)
def bytes_put_in(random: Random) -> tuple[str, bytes]:
    suffix, data = some_paper(random)
    changed = bytearray(data)
    for _ in range(random.choice((1, 2, 5, 20))):
        at = random.randrange(len(changed))
        changed[at : at + random.choice((0, 0, 1, 4))] = random.choice(_INTERESTING)
    return suffix, bytes(changed)


@mutator("cut", 2)
def cut(random: Random) -> tuple[str, bytes]:
    suffix, data = some_paper(random)
    return suffix, data[: random.randrange(len(data) + 1)]


@mutator("head lost")
def head_lost(random: Random) -> tuple[str, bytes]:
    suffix, data = some_paper(random)
    return suffix, data[random.randrange(min(len(data), 3000)) :]


@mutator("two files spliced", 2)
def spliced(random: Random) -> tuple[str, bytes]:
    (suffix, one), (_, other) = some_paper(random), some_paper(random)
    return suffix, one[: random.randrange(len(one) + 1)] + other[random.randrange(len(other) + 1) :]


@mutator("a piece of one file in another")
def transplanted(random: Random) -> tuple[str, bytes]:
    (suffix, one), (_, other) = some_paper(random), some_paper(random)
    at, start = random.randrange(len(one) + 1), random.randrange(len(other) + 1)
    return suffix, one[:at] + other[start : start + random.choice((10, 100, 3000))] + one[at:]


@mutator("a piece repeated")
def repeated(random: Random) -> tuple[str, bytes]:
    suffix, data = some_paper(random)
    at, size = random.randrange(len(data)), random.choice((1, 5, 30, 200, 2000))
    return suffix, data[:at] + data[at : at + size] * random.choice((2, 20, min(3000, 60_000 // size))) + data[at:]


@mutator("pieces shuffled")
def shuffled(random: Random) -> tuple[str, bytes]:
    suffix, data = some_paper(random)
    cuts = sorted(random.randrange(len(data) + 1) for _ in range(random.choice((2, 6, 30))))
    pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    random.shuffle(pieces)
    return suffix, b"".join(pieces)


@mutator("pieces blotted out")
def blotted(random: Random) -> tuple[str, bytes]:
    suffix, data = some_paper(random)
    changed = bytearray(data)
    for _ in range(random.choice((1, 4))):
        at, size = random.randrange(len(changed)), random.choice((1, 20, 1000))
        size = min(size, len(changed) - at)
        changed[at : at + size] = random.choice((b"\x00", b" ", b"\xff", b"\n", b"0")) * size
    return suffix, bytes(changed)


@mutator("noise")
def noise(random: Random) -> tuple[str, bytes]:
    return random.choice((".pdf", ".xml", ".html", ".txt", "")), random.choice((*_MAGICS, b"")) + random.randbytes(random.choice((0, 1, 10, 500, 5000)))


@mutator("another file's head")
def foreign_head(random: Random) -> tuple[str, bytes]:
    suffix, data = some_paper(random)
    return suffix, random.choice(_MAGICS) + data[random.choice((0, 0, 5, 50)) :]


@mutator("another encoding")
def encoded(random: Random) -> tuple[str, bytes]:
    suffix, data = some_paper(random)
    text = (some_text(random) if suffix == ".pdf" else data).decode("utf-8", "replace")
    coded = text.encode(random.choice(_ENCODINGS), random.choice(("replace", "ignore", "xmlcharrefreplace")))
    return suffix, coded[random.choice((0, 0, 1)) :]
