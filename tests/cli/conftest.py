"""The installed command, run as people run it; a folder of good and bad papers, ingested once."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tests.readers.pdfs import article, without_pages
from tests.readers.test_elsevier import ARTICLE

COMMAND = Path(sys.executable).parent / "kaimen"
GARNET = """A garnet

Results

The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.
Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air, and their relative density was 94%.
"""
CONTACT = "The thermal boundary conductance of the Au/MoS2 interface was 50 MW m<super>-2</super> K<super>-1</super> at 300 K. " * 3
BAD = {"torn.pdf": "corrupt", "empty.txt": "empty", "picture.pdf": "unsupported", "no-pages.pdf": "empty"}


def kaimen(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([COMMAND, *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def together(commands: Sequence[Sequence[str | Path]], cwd: Path) -> list[subprocess.CompletedProcess[str]]:
    """Several commands side by side, since most of a command's time is Python's start."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(lambda arguments: kaimen(*arguments, cwd=cwd), commands))


@dataclass(frozen=True)
class Library:
    """A working folder with `papers/` and `kaimen.db`, and what the first ingest said."""

    folder: Path
    first: subprocess.CompletedProcess[str]

    @property
    def db(self) -> Path:
        return self.folder / "kaimen.db"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("library")
    papers = folder / "papers"
    papers.mkdir()
    (papers / "garnet.txt").write_text(GARNET, encoding="utf-8")
    (papers / "contact.pdf").write_bytes(article([CONTACT]))
    (papers / "made.xml").write_text(ARTICLE, encoding="utf-8")
    (papers / "torn.pdf").write_bytes(article([CONTACT])[:700])
    (papers / "empty.txt").write_bytes(b"")
    (papers / "no-pages.pdf").write_bytes(without_pages())
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    (papers / "picture.pdf").write_bytes(picture.getvalue())
    return Library(folder, kaimen("ingest", "papers", "--db", "kaimen.db", cwd=folder))
