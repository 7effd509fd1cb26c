"""`kaimen ingest`: bad files are named and recorded, good ones stored, nothing twice."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.conftest import BAD, Library, kaimen


def query(db: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(db)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def dump(db: Path) -> list[str]:
    connection = sqlite3.connect(db)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_bad_files_get_one_line_each(library: Library) -> None:
    assert library.first.returncode == 1
    lines = library.first.stderr.splitlines()
    assert len(lines) == len(BAD)
    for line in lines:
        status, name = line.split(":")[:2]
        assert BAD[name.strip()] == status
    assert "Traceback" not in library.first.stderr


def test_bad_files_have_a_status_and_good_ones_are_stored(library: Library) -> None:
    statuses = dict(query(library.db, "SELECT file, status FROM papers"))
    assert statuses == {**BAD, "garnet.txt": "ok", "contact.pdf": "ok", "made.xml": "ok"}
    found = {property_ for (property_,) in query(library.db, "SELECT DISTINCT property FROM measurements")}
    assert found >= {"ionic_conductivity", "interfacial_thermal_resistance", "sintering_temperature", "relative_density"}
    assert query(library.db, "SELECT count(*) FROM measurements WHERE evidence_id IS NULL") == [(0,)]


def test_pdf_evidence_has_page_and_box(library: Library) -> None:
    rows = query(library.db, "SELECT page, boxes FROM evidence JOIN papers ON papers.id = paper_id WHERE file = 'contact.pdf'")
    assert rows
    assert all(page == 1 and str(boxes).startswith("[[") for page, boxes in rows)


def test_second_ingest_changes_nothing(library: Library) -> None:
    """What failed and is unchanged would fail again, so that no run is noted."""
    before = dump(library.db)
    again = kaimen("ingest", "papers", "--db", "kaimen.db", cwd=library.folder)
    assert (again.returncode, again.stderr) == (0, "")
    assert dump(library.db) == before
    assert "unchanged" in again.stdout
    assert f"{len(BAD)} failed before" in again.stdout


def test_failed_ones_are_tried_again_if_asked_for(library: Library, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(library.db.read_bytes())
    again = kaimen("ingest", "papers", "--db", copy, "--retry-failed", cwd=library.folder)
    assert again.returncode == 1
    assert len(again.stderr.splitlines()) == len(BAD)
    assert query(copy, "SELECT DISTINCT attempts FROM files WHERE status != 'ok'") == [(2,)]
    raised = kaimen("ingest", "papers", "--db", copy, "--max-seconds", "200", cwd=library.folder)
    assert len(raised.stderr.splitlines()) == len(BAD), "with other limits it may go well"


def test_good_files_again_change_not_a_byte(library: Library) -> None:
    before = dump(library.db)
    again = kaimen("ingest", "papers/garnet.txt", "papers/made.xml", "papers/con*.pdf", "--db", "kaimen.db", cwd=library.folder)
    assert (again.returncode, again.stderr) == (0, "")
    assert dump(library.db) == before
