"""`kaimen runs`: what failed and why."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from tests.cli.conftest import BAD, Library, kaimen


def test_list_and_one_run(library: Library) -> None:
    told = kaimen("runs", "--db", "kaimen.db", cwd=library.folder).stdout
    assert "2 empty" in told
    assert "1 corrupt" in told
    one = kaimen("runs", "1", "--db", "kaimen.db", cwd=library.folder).stdout
    assert all(name in one for name in BAD)
    assert "3 papers" in one
    assert "language" in one
    wrong = kaimen("runs", "99", "--db", "kaimen.db", cwd=library.folder)
    assert (wrong.returncode, wrong.stderr) == (2, "kaimen: kaimen.db: no run 99; `kaimen runs --db kaimen.db` lists them\n")


def test_page(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "runs.html"
    assert kaimen("runs", "--db", "kaimen.db", "--html", out, cwd=library.folder).returncode == 0
    text = html.fromstring(out.read_text(encoding="utf-8")).text_content()
    assert all(name in text for name in BAD)
