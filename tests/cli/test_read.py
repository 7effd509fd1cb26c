"""`kaimen read`: blocks, tables and the picture of a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from extractor.cli import app
from extractor.errors import UsageError
from tests.helpers import PAPERS

PDF = str(PAPERS / "pdf" / "polym5041258.pdf")


def test_page_with_its_table() -> None:
    result = CliRunner().invoke(app, ["read", PDF, "--page", "8"])
    assert result.exit_code == 0
    assert "[Bmim]ZnCl3" in result.output
    assert "table" in result.output


def test_picture_has_boxes(tmp_path: Path) -> None:
    out = tmp_path / "page.png"
    assert CliRunner().invoke(app, ["read", PDF, "--page", "8", "--picture", str(out)]).exit_code == 0
    with Image.open(out) as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(maxcolors=1 << 20) or []}
    assert (0xC6, 0x28, 0x28) in colours  # the table's box


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([PDF, "--picture", "x.png"], "--page"),
        ([PDF, "--page", "99", "--picture", "x.png"], "no page 99"),
        ([str(PAPERS / "digests" / "interface-al-sapphire.txt"), "--page", "1", "--picture", "x.png"], "only a PDF"),
    ],
)
def test_wrong_use(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["read", *arguments])
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)
