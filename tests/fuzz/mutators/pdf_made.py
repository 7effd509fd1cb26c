"""PDFs that are sound for a parser and absurd for a reader: bombs, loops, page trees, fonts and pages of any shape."""

from __future__ import annotations

import zlib
from random import Random

from tests.fuzz.mutators import mutator
from tests.fuzz.mutators.pdf import NUMBERS
from tests.fuzz.seeds import SENTENCES

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
_PLAIN = b"BT /F1 10 Tf 50 700 Td 14 TL " + b"".join(b"(" + line.encode("cp1252", "replace") + b") ' " for line in SENTENCES) + b" ET"


def stream(data: bytes, about: bytes = b"", packed: int = 0) -> bytes:
    for _ in range(packed):
        data = zlib.compress(data, 9)
    filters = b"/Filter [" + b"/FlateDecode " * packed + b"]" if packed else b""
    return b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (len(data), filters, about, data)


def file_of(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1, the first the catalogue."""
    out, offsets = [b"%PDF-1.7\n"], [9]
    for number, body in enumerate(objects, start=1):
        out.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        offsets.append(offsets[-1] + len(out[-1]))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets[:-1])
    return b"".join(out) + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, trailer, offsets[-1])


def one_page(content: bytes = stream(_PLAIN), page: bytes = _PAGE, font: bytes = _FONT, more: tuple[bytes, ...] = (), catalogue: bytes = b"", trailer: bytes = b"") -> bytes:
    return file_of(b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content, font, *more, trailer=trailer)


@mutator("PDF: streams that grow", 0.4)
def bombs(random: Random) -> tuple[str, bytes]:
    unit, megabytes = random.choice((b"\x00", b" ", b"q ", b"(a) Tj ", b"0 0 1 1 re f ", b"/X Do ")), random.choice((1, 20, 200))
    grown = zlib.compress(unit * (megabytes * 1_000_000 // len(unit)), 9)
    return ".pdf", one_page(stream(grown, b"/Filter [/FlateDecode]") if random.random() < 0.5 else stream(zlib.compress(grown), b"/Filter [/FlateDecode /FlateDecode]"))


@mutator("PDF: page trees that loop, are deep or lie")
def trees(random: Random) -> tuple[str, bytes]:
    kind = random.randrange(6)
    count = random.choice(NUMBERS)
    if kind == 0:
        return ".pdf", file_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count %s >>" % count, _PAGE, stream(_PLAIN), _FONT)
    if kind == 1:
        return ".pdf", file_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count %s >>" % count, _PAGE, stream(_PLAIN), _FONT)
    if kind == 2:
        depth = random.choice((20, 500, 5000))
        nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (number + 3, number + 1) for number in range(depth)]
        return ".pdf", file_of(b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, _PAGE.replace(b"4 0 R", b"%d 0 R" % (depth + 3)).replace(b"5 0 R", b"%d 0 R" % (depth + 4)), stream(_PLAIN), _FONT)
    if kind == 3:
        return ".pdf", file_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count 500 >>" % (b"3 0 R " * 500), _PAGE, stream(_PLAIN[:200] + b" ET"), _FONT)
    if kind == 4:
        return ".pdf", file_of(b"<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 3 >>", b"null", _PAGE, stream(_PLAIN), _FONT)
    return ".pdf", file_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R 99 0 R null 7] /Count 6 >>", _PAGE, stream(_PLAIN), _FONT)


@mutator("PDF: very many pages", 0.05)
def many_pages(random: Random) -> tuple[str, bytes]:
    count = random.choice((300, 1900, 2100, 10_000))
    pages = [_PAGE.replace(b"4 0 R", b"%d 0 R" % (count + 3)).replace(b"5 0 R", b"%d 0 R" % (count + 4))] * count
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    return ".pdf", file_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), *pages, stream(_PLAIN), _FONT)


@mutator("PDF: pages of absurd shape", 2)
def shapes(random: Random) -> tuple[str, bytes]:
    box = b" ".join(random.choice((*NUMBERS, b"595", b"842", b"0")) for _ in range(random.choice((4, 4, 4, 0, 3, 9))))
    more = random.choice((b"", b"/Rotate 90", b"/Rotate 45", b"/Rotate -2147483648", b"/UserUnit 75000", b"/CropBox [0 0 0 0]", b"/CropBox [900 900 100 100]", b"/CropBox [1e9 1e9 2e9 2e9]"))
    matrix = b" ".join(random.choice((*NUMBERS, b"1", b"0")) for _ in range(6))
    content = random.choice((_PLAIN, matrix + b" cm " + _PLAIN, _PLAIN.replace(b"50 700 Td", matrix + b" Tm"), _PLAIN.replace(b"10 Tf", random.choice(NUMBERS) + b" Tf")))
    return ".pdf", one_page(stream(content), _PAGE.replace(b"[0 0 595 842]", b"[" + box + b"] " + more))


@mutator("PDF: fonts without sense", 2)
def fonts(random: Random) -> tuple[str, bytes]:
    about = b" ".join(random.sample((
        b"/FirstChar 0", b"/LastChar 255", b"/Widths []", b"/Widths [-5 1e9 null (x)]", b"/Widths 5 0 R", b"/Encoding /Nonsense", b"/Encoding << /Differences [0 /g1 300 /g2 /g3 -1 /x (y) 65 /uni202E /u1F600 /uniD800] >>", b"/ToUnicode 6 0 R", b"/FontDescriptor 5 0 R",
        b"/FontDescriptor << /FontBBox [0 0 0 0] /Flags -1 /FontFile3 6 0 R >>", b"/FontDescriptor << /Flags 4 /FontFile 6 0 R /FontFile2 6 0 R >>", b"/DescendantFonts [5 0 R]", b"/DescendantFonts []", b"/FontMatrix [0 0 0 0 0 0]", b"/FontMatrix [1e9 0 0 1e9 0 0]",
        b"/CharProcs << /a 4 0 R /g1 4 0 R >>", b"/FontBBox [0 0 0 0]", b"/FontBBox [-1e9 1e9 5 5]", b"/Resources << /Font << /F1 5 0 R >> >>",
    ), 6))  # fmt: skip
    mapped = random.choice((
        b"1 beginbfrange <0000> <ffff> <001b> endbfrange", b"1 beginbfchar <41> <d800> endbfchar", b"1 beginbfchar <41> <202e0041202c> endbfchar", b"1 beginbfrange <00> <ff> [<0041>] endbfrange", b"99999999 beginbfchar", b"1 begincodespacerange <> <ffffffffffff> endcodespacerange",
        b"1 beginbfchar <41> <" + b"0041" * 3000 + b"> endbfchar", b"/x usecmap " * 500, b"1 beginbfrange <20> <7e> <0000> endbfrange", b"1 beginbfrange <20> <7e> <e000> endbfrange", b"1 beginbfrange <20> <7e> <fffd> endbfrange",
    ))  # fmt: skip
    kind = random.choice((b"/Type1", b"/TrueType", b"/Type3", b"/Type0", b"/MMType1", b"/CIDFontType2", b"/Nonsense"))
    name = random.choice((b"/Helvetica", b"/ABCDEF+AdvP1234", b"/Symbol", b"/", b"/" + b"#1b[31m" * 20, b"/" + b"F" * 3000))
    return ".pdf", one_page(font=b"<< /Type /Font /Subtype %s /BaseFont %s %s >>" % (kind, name, about), more=(stream(mapped),))


@mutator("PDF: forms within themselves")
def forms(random: Random) -> tuple[str, bytes]:
    page = _PAGE.replace(b"/Font <<", b"/XObject << /X 6 0 R /Y 7 0 R >> /Font <<")
    about = b"/Type /XObject /Subtype /Form /BBox [0 0 500 500] /Matrix [%s 0 0 1 %s 0] /Resources << /XObject << /X 6 0 R /Y 7 0 R >> /Font << /F1 5 0 R >> >>" % (random.choice((b"1", b"0.5", b"1e9", b"0")), random.choice(NUMBERS))
    times = random.choice((1, 2, 20))
    one = stream(b"BT /F1 9 Tf 50 50 Td (conductivity of 3 S/cm) Tj ET " + random.choice((b"/X Do ", b"/Y Do ")) * times, about)
    other = stream(random.choice((b"/X Do ", b"/Y Do ", b"q ")) * times, about)
    return ".pdf", one_page(stream(b"/X Do /Y Do " * times + _PLAIN), page, more=(one, other))


@mutator("PDF: forms that multiply", 0.3)
def multiplied(random: Random) -> tuple[str, bytes]:
    levels, times = random.choice(((5, 3), (8, 4), (12, 10)))
    page = _PAGE.replace(b"/Font <<", b"/XObject << /X 6 0 R >> /Font <<")
    about = b"/Type /XObject /Subtype /Form /BBox [0 0 500 500] /Resources << /XObject << /X %d 0 R >> /Font << /F1 5 0 R >> >>"
    nested = tuple(stream(b"/X Do " * times if level < levels - 1 else b"BT /F1 9 Tf (a) Tj ET", about % (level + 7)) for level in range(levels))
    return ".pdf", one_page(stream(b"/X Do " + _PLAIN), page, more=nested)


@mutator("PDF: actions, scripts and files beside", 1)
def actions(random: Random) -> tuple[str, bytes]:
    where = random.choice((b"(/etc/passwd)", b"(http://127.0.0.1:48211/x)", b"(../../x)", b"<< /FS /URL /F (http://127.0.0.1:48211/x) >>"))
    action = random.choice((b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>", b"<< /S /Launch /F %s >>" % where, b"<< /S /URI /URI %s >>" % where, b"<< /S /GoToR /F %s >>" % where, b"<< /S /SubmitForm /F %s >>" % where, b"<< /S /ImportData /F %s >>" % where))
    content = stream(_PLAIN, random.choice((b"", b"/F %s /FFilter /FlateDecode" % where)))
    return ".pdf", one_page(content, _PAGE.replace(b">> >> >>", b">> >> /AA << /O %s >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A %s >>] >>" % (action, action)), catalogue=b"/OpenAction %s /AcroForm << /XFA 6 0 R >> /Names << /EmbeddedFiles << /Names [(x) 6 0 R] >> >>" % action, more=(stream(b"<xdp:xdp/>", b"/F %s" % where),))


@mutator("PDF: hostile metadata")
def metadata(random: Random) -> tuple[str, bytes]:
    said = random.choice((b"(\\033]0;owned\\007)", b"<feff202e00410042>", b"<feffd800>", b"(" + b"T" * 30_000 + b")", b"(10.1000/\\033[31m)", b"[1 2]", b"<feff00000001>"))
    xmp = b"<x:xmpmeta><rdf:RDF><dc:identifier>doi:10.1000/" + random.choice((b"\x1b[31m", b"\xe2\x80\xae", b"a" * 3000, b"../../x", b"<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;")) + b"</dc:identifier><prism:doi>10.1000/x\x00y</prism:doi></rdf:RDF></x:xmpmeta>"
    return ".pdf", one_page(catalogue=b"/Metadata 6 0 R", more=(stream(xmp, b"/Type /Metadata /Subtype /XML"), b"<< /Title %s /Author %s /Subject %s /CreationDate %s >>" % (said, said, said, said)), trailer=b"/Info 7 0 R")


@mutator("PDF: letters strewn", 2)
def strewn(random: Random) -> tuple[str, bytes]:
    count, far = random.choice((50, 500, 3000)), random.choice((600, 3, 100_000))
    words = random.choice((("a",), ("3.2", "S", "cm", "-1", "LLZO", "Table 1", "|", "10", "\\227", ".", "Fig. 2"), ("conductivity", "of", "the", "[1]")))
    step = random.choice((1, 7))
    content = b"BT " + b"".join(
        b"/F1 %d Tf 1 0 0 1 %d %d Tm (%s) Tj " % (random.choice((1, 8, 8, 10, 10, 60)), random.randrange(far) // step * step, random.randrange(far + 200) // step * step, random.choice(words).encode()) for _ in range(count)
    )
    return ".pdf", one_page(stream(content + b"ET"))


@mutator("PDF: turned letters")
def turned(random: Random) -> tuple[str, bytes]:
    content = b"BT " + b"".join(
        b"/F1 10 Tf %s %d %d Tm (%s) Tj " % (random.choice((b"1 0 0 1", b"0 1 -1 0", b"-1 0 0 -1", b"0 -1 1 0", b".7 .7 -.7 .7", b"0 0 0 0", b"1 0 0 -1", b"1000 0 0 .001")), random.randrange(600), random.randrange(800), b"3.2 S/cm of LLZO") for _ in range(random.choice((5, 60, 400)))
    )
    return ".pdf", one_page(stream(content + b"ET"))


@mutator("PDF: lines and boxes without end", 2)
def ruled(random: Random) -> tuple[str, bytes]:
    count = random.choice((20, 200, 2000, 10_000))
    kind = random.randrange(4)
    if kind == 0:  # a grid
        side = int(count**0.5)
        lines = b"".join(b"50 %d m 550 %d l S %d 50 m %d 800 l S " % (50 + n * 700 // side, 50 + n * 700 // side, 50 + n * 500 // side, 50 + n * 500 // side) for n in range(side))
    elif kind == 1:  # boxes anywhere
        lines = b"".join(b"%d %d %d %d re S " % (random.randrange(600), random.randrange(800), random.randrange(300), random.randrange(300)) for _ in range(count))
    elif kind == 2:  # one path
        lines = b"0 0 m " + b"".join(b"%d %d l " % (random.randrange(600), random.randrange(800)) for _ in range(count)) + b"S "
    else:
        lines = b"".join(b"%d %d m %d %d %d %d %d %d c f " % tuple(random.randrange(600) for _ in range(8)) for _ in range(count))
    return ".pdf", one_page(stream(b".5 w " + lines + _PLAIN))


@mutator("PDF: tables", 1)
def tables(random: Random) -> tuple[str, bytes]:
    rows, columns = random.choice(((4, 3), (30, 8), (60, 30), (3, 60)))
    wide, high = 500 // columns, max(4, 700 // rows)
    cells = (b"3.2e-4", b"0.34", b"LLZO", b"x", b"", b"S/cm", b"25", b"1100", b"(", b"Table 1")
    content = b".5 w BT /F1 6 Tf " + b"".join(
        b"1 0 0 1 %d %d Tm (%s) Tj " % (50 + column * wide, 780 - row * high, random.choice(cells).replace(b"(", b"\\(")) for row in range(rows) for column in range(columns)
    ) + b"ET "
    lines = b"".join(b"45 %d m 550 %d l S " % (788 - row * high, 788 - row * high) for row in range(rows + 1) if random.random() < 0.8)
    lines += b"".join(b"%d 788 m %d %d l S " % (45 + column * wide, 45 + column * wide, 788 - rows * high) for column in range(columns + 1) if random.random() < 0.6)
    return ".pdf", one_page(stream(content + lines))


@mutator("PDF: packed objects and encryption that lie")
def packed(random: Random) -> tuple[str, bytes]:
    numbers = b" ".join(random.choice((*NUMBERS, b"3", b"4", b"0")) for _ in range(8))
    inside = stream(numbers + b" " + _PAGE + _FONT, b"/Type /ObjStm /N %s /First %s /Extends 6 0 R" % (random.choice(NUMBERS), random.choice(NUMBERS)), packed=1)
    crossed = stream(random.randbytes(200), b"/Type /XRef /W [%s %s %s] /Index [0 %s] /Size %s /Root 1 0 R /Prev %s" % tuple(random.choice((*NUMBERS, b"1", b"2", b"4")) for _ in range(6)), packed=random.randrange(2))
    trailer = random.choice((b"", b"/Encrypt << /Filter /Standard /V %s /R %s /O (x) /U (y) /P -4 /Length %s >>" % (random.choice(NUMBERS), random.choice(NUMBERS), random.choice(NUMBERS)), b"/XRefStm 9", b"/Prev 9"))
    return ".pdf", one_page(more=(inside, crossed), trailer=trailer)
