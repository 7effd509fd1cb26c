"""A paper that hangs, explodes or crashes its reader is stopped with a status; the next is read."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.errors import ReadError
from extractor.readers import FORMATS, read_paper
from extractor.readers.limits import Guard
from extractor.readers.options import ReadOptions
from tests.readers.pdfs import article

STUB = "tests.readers.stubs:read_stub"
OPTIONS = ReadOptions(max_seconds=0.8, max_memory=300)
LONG = "The pellet was sintered at 1100 °C for 12 h in air. " * 20
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither these signals nor these limits")


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "text", STUB)


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(OPTIONS) as one:
        yield one


def paper(folder: Path, word: str) -> Path:
    path = folder / f"{word}.txt"
    path.write_text(f"{word} and more words", encoding="utf-8")
    return path


def test_reads_as_in_process(guard: Guard, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(article([LONG]))
    assert guard.read(path) == read_paper(path)


@pytest.mark.usefixtures("stub")
class TestHostile:
    @pytest.mark.parametrize(
        ("word", "status", "said"),
        [
            ("hang", "too_slow", "--max-seconds"), ("eat", "too_large", "--max-memory"),
            pytest.param("spin", "too_slow", "--max-seconds", marks=posix), pytest.param("crash", "corrupt", "SIGSEGV", marks=posix),
            pytest.param("abort", "corrupt", "SIGABRT", marks=posix),
        ],
    )  # fmt: skip
    def test_is_stopped_and_the_next_is_read(self, guard: Guard, tmp_path: Path, word: str, status: str, said: str) -> None:
        start = time.monotonic()
        with pytest.raises(ReadError) as caught:
            guard.read(paper(tmp_path, word))
        assert caught.value.status == status
        assert said in str(caught.value)
        assert f"{word}.txt" in str(caught.value)
        assert time.monotonic() - start < 10
        assert guard.read(paper(tmp_path, "plain")).blocks[0].text == "plain and more words"

    def test_noise_on_standard_output_harms_nothing(self, guard: Guard, tmp_path: Path) -> None:
        assert guard.read(paper(tmp_path, "print")).blocks[0].text == "print and more words"

    def test_one_worker_reads_many(self, guard: Guard, tmp_path: Path) -> None:
        first, second = (guard.read(paper(tmp_path, "process")).blocks[0].text for _ in range(2))
        assert first == second

    @posix
    def test_worker_that_was_killed_while_idle_is_replaced(self, guard: Guard, tmp_path: Path) -> None:
        os.kill(int(guard.read(paper(tmp_path, "process")).blocks[0].text), signal.SIGKILL)
        time.sleep(0.2)
        assert guard.read(paper(tmp_path, "plain")).blocks


def test_password_is_not_shown() -> None:
    assert "sesame" not in repr(ReadOptions(password="open sesame"))


@pytest.mark.parametrize(("password", "said"), [("", "give --password"), ("wrong", "the password is wrong")])
def test_encrypted(tmp_path: Path, password: str, said: str) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(article([LONG], user_password="secret"))
    with pytest.raises(ReadError, match=said) as caught:
        read_paper(path, ReadOptions(password=password))
    assert caught.value.status == "encrypted"
    assert "1100 °C" in read_paper(path, ReadOptions(password="secret")).blocks[0].text


def test_password_is_not_needed_where_none_is_set(tmp_path: Path) -> None:
    path = tmp_path / "open.pdf"
    path.write_bytes(article([LONG]))
    assert read_paper(path, ReadOptions(password="secret")).blocks


def test_too_many_pages(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(article([LONG] * 12))
    with pytest.raises(ReadError, match="--max-pages") as caught:
        read_paper(path, ReadOptions(max_pages=1))
    assert caught.value.status == "too_large"
