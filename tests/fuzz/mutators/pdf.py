"""Damage to a PDF's own structure: objects, lengths, filters, numbers, and what its pages draw."""

from __future__ import annotations

import contextlib
import re
import zlib
from base64 import a85decode
from random import Random

from tests.fuzz.mutators import mutator
from tests.fuzz.seeds import some_pdf

_OBJECT = re.compile(rb"(\d+) (\d+) obj\b(.*?)endobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.S)
NUMBERS = (b"0", b"-1", b"1", b"2", b"255", b"65536", b"2147483647", b"-2147483648", b"4294967296", b"99999999999999999999", b"1e400", b"0.0000001", b"-0.5", b"1000000", b"32767", b".", b"--5", b"1.2.3")
_FILTERS = (b"/FlateDecode", b"/LZWDecode", b"/ASCIIHexDecode", b"/ASCII85Decode", b"/RunLengthDecode", b"/DCTDecode", b"/JPXDecode", b"/JBIG2Decode", b"/CCITTFaxDecode", b"/Crypt", b"/Nonsense")
_NAMES = (b"/Page", b"/Pages", b"/Catalog", b"/Font", b"/Type0", b"/Type1", b"/Type3", b"/TrueType", b"/CIDFontType2", b"/XObject", b"/Form", b"/Image", b"/Identity-H", b"/WinAnsiEncoding", b"/Symbol", b"/ToUnicode", b"/Resources", b"/Contents", b"/Kids", b"/Parent", b"/ObjStm", b"/XRef", b"/Widths", b"/W", b"/DW")
_OPERATORS = (b"q", b"Q", b"BT", b"ET", b"Tj", b"TJ", b"Tf", b"Tm", b"Td", b"T*", b"cm", b"Do", b"re", b"l", b"m", b"c", b"h", b"f", b"S", b"W n", b"gs", b"BI", b"ID", b"EI", b"sh", b"BMC", b"EMC", b"Tr", b"Tz", b"Ts", b"'", b'"', b"d0", b"d1", b"BX", b"scn")


@mutator("PDF: objects swapped and lost", 2)
def objects(random: Random) -> tuple[str, bytes]:
    data = some_pdf(random)
    found = list(_OBJECT.finditer(data))
    if len(found) < 2:
        return ".pdf", data
    bodies = [match.group(3) for match in found]
    for _ in range(random.choice((1, 1, 4))):
        one, other = random.randrange(len(bodies)), random.randrange(len(bodies))
        bodies[one], bodies[other] = random.choice(((bodies[other], bodies[one]), (bodies[other], bodies[other]), (b" null ", bodies[other]), (b"<<>>", bodies[other])))
    out, last = b"", 0
    for match, body in zip(found, bodies, strict=True):
        out += data[last : match.start(3)] + body
        last = match.end(3)
    return ".pdf", out + data[last:]


@mutator("PDF: references turned", 2)
def references(random: Random) -> tuple[str, bytes]:
    count = random.choice((1, 3, 10))
    data = some_pdf(random)
    found = list(re.finditer(rb"\b\d+ 0 R\b", data))
    for match in sorted(random.sample(found, min(len(found), count)), key=lambda m: -m.start()):
        data = data[: match.start()] + random.choice((b"1 0 R", b"2 0 R", b"3 0 R", b"99999 0 R", b"0 0 R", b"4 0 R", b"null", b"[]", b"<<>>", b"5 0 R")) + data[match.end() :]
    return ".pdf", data


@mutator("PDF: numbers changed", 3)
def numbers(random: Random) -> tuple[str, bytes]:
    data = some_pdf(random)
    found = list(re.finditer(rb"(?<=[\s\[(])-?\d+(?:\.\d+)?(?=[\s\]/>])", data))
    for match in sorted(random.sample(found, min(len(found), random.choice((1, 3, 15)))), key=lambda m: -m.start()):
        data = data[: match.start()] + random.choice(NUMBERS) + data[match.end() :]
    return ".pdf", data


@mutator("PDF: names changed", 2)
def names(random: Random) -> tuple[str, bytes]:
    data = some_pdf(random)
    found = list(re.finditer(rb"/[A-Za-z][\w+-]*", data))
    for match in sorted(random.sample(found, min(len(found), random.choice((1, 3, 10)))), key=lambda m: -m.start()):
        data = data[: match.start()] + random.choice((*_NAMES, b"/", b"/#00", b"/" + b"N" * 300)) + data[match.end() :]
    return ".pdf", data


@mutator("PDF: lengths and cross-references wrong")
def lengths(random: Random) -> tuple[str, bytes]:
    data = re.sub(rb"/Length \d+", lambda m: b"/Length " + random.choice((*NUMBERS, b"3 0 R", m.group()[8:])), some_pdf(random))
    if random.random() < 0.6:
        data = re.sub(rb"\d{10} 00000 n", lambda m: b"%010d 00000 %c" % (random.choice((0, 15, len(data), 9_999_999_999, random.randrange(len(data)))), random.choice(b"nnf")), data)
    return ".pdf", re.sub(rb"startxref\s+\d+", b"startxref\n" + random.choice((b"0", b"-1", b"99999999", b"9", b"15")), data) if random.random() < 0.5 else data


@mutator("PDF: filters wrong")
def filters(random: Random) -> tuple[str, bytes]:
    def other(match: re.Match[bytes]) -> bytes:
        if random.random() < 0.5:
            return match.group()
        return b"/Filter [" + b" ".join(random.choices(_FILTERS, k=random.choice((1, 2, 2, 30)))) + b"]" + random.choice((b"", b" /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 255 /BitsPerComponent 16 >>", b" /DecodeParms [null null]"))

    return ".pdf", re.sub(rb"/Filter\s*(?:\[[^\]]*\]|/\w+)", other, some_pdf(random))


@mutator("PDF: what pages draw changed", 5)
def drawn(random: Random) -> tuple[str, bytes]:
    data = some_pdf(random)
    out, last = b"", 0
    for match in _STREAM.finditer(data):
        content = _unpacked(match.group(1))
        if content is None or random.random() < 0.2:
            continue
        words = content.split(b" ")
        for _ in range(random.choice((1, 5, 30))):
            at = random.randrange(len(words))
            words[at : at + random.choice((0, 1, 1, 2))] = [random.choice((*NUMBERS, *_OPERATORS, b"/F1", b"/F2", b"(text)", b"<0041>", b"[(a) -99999 (b)]", words[random.randrange(len(words))], b"(" * 50))]
        out += data[last : match.start(1)] + b" ".join(words)
        last = match.end(1)
    out += data[last:]
    return ".pdf", re.sub(rb"/Filter\s*(?:\[[^\]]*\]|/\w+)", b"", out)


def _unpacked(stream: bytes) -> bytes | None:
    """A content stream as reportlab or the tests write it, plain."""
    for undo in (lambda s: zlib.decompress(a85decode(s.strip(), adobe=False) if not s.endswith(b"~>") else a85decode(b"<~" + s, adobe=True)), zlib.decompress, lambda s: s):
        with contextlib.suppress(Exception):
            plain: bytes = undo(stream)
            if b"BT" in plain:
                return plain
    return None


@mutator("PDF: strings hostile")
def strings(random: Random) -> tuple[str, bytes]:
    hostile = (b"(\\033[31mred)", b"<feff202e0041d800>", b"(" + b"A" * 5000 + b")", b"(\\000\\001)", b"(10.1000/\\033]0;x\\007)", b"<" + b"00" * 3000 + b">", b"()", b"<fffe1b00>", b"(D:99999999999999)", b"(\xff\xfe\x1b\x00)")
    data = some_pdf(random)
    found = list(re.finditer(rb"\([^()]{0,80}\)|<[0-9a-f]{2,60}>", data))
    for match in sorted(random.sample(found, min(len(found), random.choice((1, 5, 20)))), key=lambda m: -m.start()):
        data = data[: match.start()] + random.choice(hostile) + data[match.end() :]
    return ".pdf", data
