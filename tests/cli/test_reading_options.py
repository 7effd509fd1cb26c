"""`--password`, `--ocr` and the limits, as a person gives them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.errors import ReadError, UsageError
from tests.readers.pdfs import article
from tests.readers.test_ocr import mixed, needs_ocr

LONG = "The pellet was sintered at 1100 °C for 12 h in air. " * 20


@pytest.fixture
def locked(tmp_path: Path) -> str:
    path = tmp_path / "locked.pdf"
    path.write_bytes(article([LONG], user_password="sesame"))
    return str(path)


def test_read_takes_the_password(locked: str, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    done = CliRunner().invoke(app, ["read", locked, "--password", "sesame"])
    assert "1100 °C" in done.output
    assert CliRunner().invoke(app, ["read", locked, "--password", "sesame", "--page", "1", "--picture", str(picture)]).exit_code == 0
    assert picture.stat().st_size
    refused = CliRunner().invoke(app, ["read", locked, "--password", "sesamum"])
    assert isinstance(refused.exception, ReadError)
    assert "sesamum" not in str(refused.exception)


def test_ingest_takes_the_password_and_keeps_it_nowhere(locked: str, tmp_path: Path) -> None:
    db = tmp_path / "k.db"
    without = CliRunner().invoke(app, ["ingest", locked, "--db", str(db)])
    assert "encrypted: " in without.output
    assert CliRunner().invoke(app, ["ingest", locked, "--db", str(db), "--password", "sesame"]).exit_code == 0
    assert b"sesame" not in b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and file.name != "locked.pdf")


def test_extract_keeps_to_the_limits(locked: str) -> None:
    done = CliRunner().invoke(app, ["extract", locked, "--password", "sesame", "--max-pages", "1"])
    assert '"sintering_temperature"' in done.output
    done = CliRunner().invoke(app, ["extract", locked, "--password", "sesame", "--max-seconds", "0.1", "--max-memory", "50"])
    assert done.exit_code in (0, 1)
    assert "Traceback" not in done.output


def test_read_shows_warnings_and_ocr(tmp_path: Path) -> None:
    path = tmp_path / "mixed.pdf"
    path.write_bytes(mixed())
    done = CliRunner().invoke(app, ["read", str(path)])
    assert "page 2: pictures without text" in done.output
    assert "OCR page 2" not in done.output


@needs_ocr
def test_read_shows_what_ocr_read(tmp_path: Path) -> None:
    path = tmp_path / "mixed.pdf"
    path.write_bytes(mixed())
    assert "OCR page 2" in CliRunner().invoke(app, ["read", str(path), "--ocr"]).output


def test_ocr_without_tesseract_is_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    done = CliRunner().invoke(app, ["read", str(tmp_path / "any.pdf"), "--ocr"])
    assert isinstance(done.exception, UsageError)
    assert "kaimen[ocr]" in str(done.exception)
