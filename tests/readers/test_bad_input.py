"""What is no paper gets a status and one line; what is odd but readable is read."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from PIL import Image

from extractor.errors import ReadError
from extractor.readers import read_paper, sniff
from extractor.readers.blocks import MAX_BLOCK
from tests.readers.pdfs import article, picture_of_a_page, without_pages
from tests.readers.test_elsevier import ARTICLE

LONG = "The pellet was sintered at 1100 °C for 12 h in air. " * 20


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


def torn(data: bytes) -> bytes:
    return data[: len(data) // 3]


MARKUP = '<?xml version="1.0"?><article xmlns="http://www.elsevier.com/xml/ja/dtd"><head><title>T</title></head><body>'
BAD = [
    ("empty.pdf", "empty", b""),
    ("blank.txt", "empty", b" \n\t\n "),
    ("torn.pdf", "corrupt", torn(article([LONG]))),
    ("noise.pdf", "corrupt", b"%PDF-1.7\n" + bytes(range(256)) * 20),
    ("picture.pdf", "unsupported", png()),
    ("no-pages.pdf", "empty", without_pages()),
    ("locked.pdf", "encrypted", article([LONG], user_password="secret")),
    ("scan.pdf", "image_only", picture_of_a_page()),
    ("malformed.xml", "corrupt", MARKUP.encode() + b"<p>never closed"),
    ("other.xml", "unsupported", b"<?xml version='1.0'?><article><p>Text</p></article>"),
    ("page.html", "empty", b"<!DOCTYPE html><html><body><script>let x</script></body></html>"),
    ("slides.xml", "unsupported", b"<?xml version='1.0'?><slides><slide>Text</slide></slides>"),
    ("zip.txt", "unsupported", b"PK\x03\x04" + bytes(100)),
    ("nul.txt", "unsupported", b"The film\x00was \x00 thick"),
    ("program.xml", "unsupported", b"\x7fELF" + bytes(100)),
]


@pytest.mark.parametrize(("name", "status", "data"), BAD, ids=lambda value: "" if isinstance(value, bytes) else value)
def test_bad_file(tmp_path: Path, name: str, status: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_paper(path)
    message = str(caught.value)
    assert caught.value.status == status
    assert name in message
    assert "\n" not in message
    assert len(message) < 300


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.txt", tmp_path):
        with pytest.raises(ReadError) as caught:
            read_paper(path)
        assert caught.value.status == "unreadable"
        assert path.name in str(caught.value)


def test_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET", encoding="utf-8")
    path = tmp_path / "paper.xml"
    evil = ARTICLE.replace('?>\n', f'?>\n<!DOCTYPE doc [<!ENTITY file SYSTEM "{secret.as_uri()}">]>\n', 1).replace("was\n", "&file; was\n", 1)
    assert "&file;" in evil
    path.write_text(evil, encoding="utf-8")
    try:
        text = "".join(block.text for block in read_paper(path).blocks)
    except ReadError as error:
        text = str(error)
    assert "TOP-SECRET" not in text


def test_billion_laughs(tmp_path: Path) -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    path = tmp_path / "laughs.xml"
    path.write_text(MARKUP.replace("?>", f"?><!DOCTYPE article [{entities}]>", 1) + "<p>&a11;</p></body></article>", encoding="utf-8")
    start = time.monotonic()
    try:
        size = sum(len(block.text) for block in read_paper(path).blocks)
    except ReadError as error:
        size = len(str(error))
    assert size < 10_000
    assert time.monotonic() - start < 10


def test_nul_bytes_late_in_a_text(tmp_path: Path) -> None:
    path = tmp_path / "late.txt"
    path.write_bytes(b"The film was thick. " * 400 + b"\n\x00\x01\n" + b"The end.")
    text = "".join(block.text for block in read_paper(path).blocks)
    assert "\x00" not in text
    assert text.endswith("The end.")


def test_ten_megabytes_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("word " * 2_000_000, encoding="utf-8")
    blocks = read_paper(path).blocks
    assert sum(len(block.text) + 1 for block in blocks) == 10_000_000
    assert max(len(block.text) for block in blocks) <= MAX_BLOCK


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"%PDF-1.4", "pdf"), (b"\n\n%PDF-1.7", "pdf"), (ARTICLE.encode(), "elsevier"), (b"\xef\xbb\xbf" + ARTICLE.encode(), "elsevier"), (b"Plain words.", "text"),
        ("Wörter".encode("utf-16"), "text"),
        (b"<!DOCTYPE html><p>Words", "html"), (b"<?xml version='1.0'?><!-- x --><!DOCTYPE html PUBLIC 'x'><html>", "html"), (b"<article dtd-version='1'><front/></article>", "jats"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["paper.pdf", "paper.txt", "paper"])
def test_sniff_looks_at_the_content(data: bytes, form: str, name: str) -> None:
    assert sniff(data, name) == form
