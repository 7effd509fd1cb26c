"""Every shipped paper: read, and every stored value found again in its block, letter for letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from extractor.datasets.records import FAMILIES
from extractor.document import Document
from extractor.ingest import Outcome, find_papers, process_file
from extractor.records import Record
from extractor.store import Store
from tests.helpers import PAPERS


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[Outcome]]]:
    store = Store.open(tmp_path_factory.mktemp("corpus") / "corpus.db")
    outcomes = [process_file(path) for path in find_papers([str(PAPERS)])]
    run = store.begin_run("1", {})
    with store.batch():
        for outcome in outcomes:
            if outcome.document is not None:
                store.save(outcome.document, outcome.records, outcome.found.steps, run_id=run, version="1")
    yield store, outcomes
    store.close()


def rows(corpus: tuple[Store, list[Outcome]], sql: str) -> list[dict[str, Any]]:
    return list(corpus[0].db.query(sql))


def test_every_file_is_stored(corpus: tuple[Store, list[Outcome]]) -> None:
    outcomes = corpus[1]
    assert len(outcomes) >= 277
    assert {outcome.path.name: str(outcome.error) for outcome in outcomes if outcome.error} == {}
    files = [row["file"] for row in rows(corpus, "SELECT file FROM papers WHERE status = 'ok'")]
    assert sorted(files) == sorted(outcome.path.name for outcome in outcomes)


def test_every_record_of_the_outcomes_stands_in_its_block(corpus: tuple[Store, list[Outcome]]) -> None:
    for document, record in _records(corpus[1]):
        for evidence in record.evidence:
            text = document.block(evidence.block).text
            assert text[evidence.start : evidence.end] == evidence.text, record
            assert evidence.start <= evidence.value_start < evidence.value_end <= evidence.end, record


def _records(outcomes: list[Outcome]) -> Iterator[tuple[Document, Record]]:
    for outcome in outcomes:
        assert outcome.document is not None
        for record in outcome.records:
            yield outcome.document, record


def test_every_stored_evidence_stands_in_its_stored_block(corpus: tuple[Store, list[Outcome]]) -> None:
    found = rows(corpus, 'SELECT e.*, b.text AS block_text FROM evidence e JOIN blocks b ON b.paper_id = e.paper_id AND b.id = e.block')
    assert len(found) == corpus[0].db["evidence"].count > 300
    for row in found:
        assert row["block_text"][row["start"] : row["end"]] == row["text"], row
        assert row["start"] <= row["value_start"] < row["value_end"] <= row["end"], row


def test_a_number_as_written_stands_at_its_place(corpus: tuple[Store, list[Outcome]]) -> None:
    for document, record in _records(corpus[1]):
        first = record.evidence[0]
        value = document.block(first.block).text[first.value_start : first.value_end]
        assert any(c.isdigit() for c in value) or isinstance(record.value, str), (record.raw, value)


def test_every_measurement_has_evidence_and_every_key_holds(corpus: tuple[Store, list[Outcome]]) -> None:
    orphans = "SELECT m.id FROM measurements m LEFT JOIN evidence e ON e.id = m.evidence_id AND e.measurement_id = m.id WHERE e.id IS NULL"
    assert rows(corpus, orphans) == []
    assert rows(corpus, "PRAGMA foreign_key_check") == []
    assert rows(corpus, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_there(corpus: tuple[Store, list[Outcome]], family: str) -> None:
    places = ", ".join("?" for _ in FAMILIES[family])
    (count,) = corpus[0].db.execute(f"SELECT count(*) FROM measurements WHERE property IN ({places})", FAMILIES[family]).fetchone()
    assert count >= 5


def test_pages_and_boxes_of_pdf_evidence(corpus: tuple[Store, list[Outcome]]) -> None:
    for document, record in _records(corpus[1]):
        if document.reader == "pdf":
            assert all(e.page and e.boxes for e in record.evidence)
