"""PROV-JSON that the prov library reads back, and BibTeX that a BibTeX reader does."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
from prov.model import PROV, ProvActivity, ProvDerivation, ProvDocument, ProvEntity, ProvUsage

from extractor.datasets.bibliography import bibtex
from extractor.document import Metadata
from extractor.errors import UsageError
from extractor.extraction import extract
from extractor.store import Store
from extractor.store.provenance import prov_json
from tests.helpers import document_of

PAPER = replace(
    document_of("The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C."),
    metadata=Metadata(doi="10.1000/one", title="A garnet of 100% & more", authors=("Müller, J. B.", "Rangasamy, E."), journal="Solid State Ionics", year=2012),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    found = extract(PAPER)
    run = made.begin_run("1.2", {"force": False}, {"detector": "ab" * 32})
    for paper in (PAPER, replace(PAPER, paper_id="second", file="second.pdf", metadata=replace(PAPER.metadata, doi="10.1000/two")), replace(PAPER, paper_id="third", file="third.txt", metadata=Metadata())):
        records = [record.model_copy(update={"source": record.source.model_copy(update={"paper": paper.paper_id})}) for record in found.records]
        made.save(paper, records, found.steps, run_id=run, version="1.2")
    yield made
    made.close()


def key_of(store: Store) -> str:
    return str(store.db.execute("SELECT id FROM measurements WHERE paper_id = 'paper'").fetchone()[0])


def test_prov_reads_back(store: Store) -> None:
    key = key_of(store)
    store.db.conn.execute("INSERT INTO reviews (measurement_id, decision, reviewer, decided) VALUES (?, 'accept', 'ann', '2026-01-01T10:00:00+00:00')", (key,))
    document = ProvDocument.deserialize(io.StringIO(prov_json(store, [key])), format="json")
    entities = {str(e.identifier): e for e in document.get_records(ProvEntity)}
    assert {name.split("/")[0] for name in entities} == {"kaimen:paper", "kaimen:evidence", "kaimen:measurement"}
    (evidence,) = [e for name, e in entities.items() if name.startswith("kaimen:evidence")]
    assert evidence.get_attribute(PROV["value"]) == {"The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C."}
    assert {str(a.identifier) for a in document.get_records(ProvActivity)} == {"kaimen:run/1", "kaimen:review/1"}
    derived = {tuple(str(a[1]).split("/")[0] for a in r.formal_attributes[:2]) for r in document.get_records(ProvDerivation)}
    assert derived == {("kaimen:evidence", "kaimen:paper"), ("kaimen:measurement", "kaimen:evidence")}
    assert len(list(document.get_records(ProvUsage))) == 2


def test_unknown_measurement(store: Store) -> None:
    with pytest.raises(UsageError, match="no such measurement"):
        prov_json(store, ["nobody"])


def test_bibtex_reads_back(store: Store) -> None:
    library = bibtexparser.parse_string(bibtex(store, ["second", "paper", "third", "paper"]))
    assert not library.failed_blocks
    assert {entry.key: entry.entry_type for entry in library.entries} == {"muller2012": "article", "muller2012a": "article", "third": "misc"}
    entry = next(e for e in library.entries if e["doi"] == "10.1000/one")
    assert (entry["journal"], entry["year"]) == ("Solid State Ionics", "2012")
    assert entry["author"].endswith("and Rangasamy, E.")
    assert entry["title"] == r"A garnet of 100\% \& more"


def test_the_same_sources_give_the_same_text(store: Store) -> None:
    assert bibtex(store, ["second", "paper"]) == bibtex(store, ["paper", "second"])
