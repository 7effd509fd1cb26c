"""Small things that several tests share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractor.document import Block, BlockKind, Document

ROOT = Path(__file__).parents[1]
CORPORA = ROOT / "corpora"
PAPERS = CORPORA / "papers"


def known(reason: str, *values: Any) -> Any:
    """A case that is fair and that the code does not meet yet."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=False, reason=reason))


def document_of(*paragraphs: str, title: str = "") -> Document:
    """A paper of paragraphs, as a reader would give it."""
    blocks = [Block("p0", BlockKind.TITLE, title)] if title else []
    blocks += [Block(f"p{i}", BlockKind.PARAGRAPH, text) for i, text in enumerate(paragraphs, start=1)]
    return Document("paper", "paper.txt", "0" * 64, "text", tuple(blocks))
