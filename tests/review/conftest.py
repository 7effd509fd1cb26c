"""A store file with some papers to review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.document import Metadata
from extractor.extraction import extract
from extractor.store import Store
from tests.helpers import document_of

GARNET = replace(
    document_of(
        "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", "Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.",
        "We made pellets. The relative density of Li7La3Zr2O12 was 94%. More is told elsewhere.",
    ),
    metadata=Metadata(title="A garnet"),
)  # fmt: skip
CONTACT = replace(document_of("The thermal boundary conductance of the Au/MoS2 interface was 50 MW m−2 K−1 at 300 K."), paper_id="contact", file="contact.txt", sha256="1" * 64)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of two papers."""
    store = Store.open(tmp_path / "test.db")
    for paper in (GARNET, CONTACT):
        found = extract(paper)
        store.save(paper, found.records, found.steps, run_id=store.begin_run("1", {}), version="1")
    store.close()
    return tmp_path / "test.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path)
    yield opened
    opened.close()
