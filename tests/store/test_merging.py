"""Relations: the same fact cited elsewhere, the same paper in two files, values that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.document import Block, BlockKind, Document, Metadata
from extractor.extraction import extract
from extractor.store import Store
from tests.helpers import document_of

OWN = "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    yield made
    made.close()


def paper(name: str, *paragraphs: str, doi: str = "", authors: tuple[str, ...] = (), year: int | None = None, references: tuple[str, ...] = ()) -> Document:
    base = document_of(*paragraphs)
    blocks = base.blocks + tuple(Block(f"r{i}", BlockKind.REFERENCE, text) for i, text in enumerate(references, start=1))
    return replace(base, paper_id=name, file=f"{name}.txt", blocks=blocks, metadata=Metadata(doi=doi, authors=authors, year=year))


SOURCE = paper("source", OWN, doi="10.1000/one", authors=("Rangasamy, E.", "Wolfenstine, J."), year=2012)


def save(store: Store, *papers: Document) -> None:
    run = store.begin_run("1", {})
    for one in papers:
        found = extract(one)
        store.save(one, found.records, found.steps, run_id=run, version="1")


def relations(store: Store) -> list[tuple[str, str, str]]:
    sql = """SELECT r.relation, a.paper_id, b.paper_id FROM measurement_relations r
             JOIN measurements a ON a.id = r.measurement_id JOIN measurements b ON b.id = r.related_id ORDER BY 1, 2, 3"""
    return [tuple(row) for row in store.db.execute(sql)]


def citing(sentence: str, *references: str, year: int = 2015) -> Document:
    return paper("citing", sentence, year=year, references=references)


CITES = [("cites", "citing", "source")]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (citing("Rangasamy et al. reported an ionic conductivity of 3.2 × 10−4 S cm−1 at 25 °C for Li7La3Zr2O12 [1]."), CITES),
        (citing("An ionic conductivity of 0.32 mS cm−1 at 25 °C has been reported for Li7La3Zr2O12 [1].", "E. Rangasamy, Solid State Ion. 206 (2012) 28"), CITES),
        (citing("An ionic conductivity of 0.32 mS cm−1 has been reported for Li7La3Zr2O12 [1].", "10.1000/one"), CITES),
        # the same number alone may be chance
        (citing("An ionic conductivity of 0.32 mS cm−1 at 25 °C has been reported for Li7La3Zr2O12 [1].", "A. Other, Solid State Ion. 206 (2012) 28"), []),
        (citing("Rangasamy et al. reported an ionic conductivity of 5.2 × 10−4 S cm−1 at 25 °C for Li7La3Zr2O12 [1]."), []),
        (citing("Rangasamy et al. reported an ionic conductivity of 3.2 × 10−4 S cm−1 at 200 °C for Li7La3Zr2O12 [1]."), []),
        (citing("Rangasamy et al. reported an ionic conductivity of 3.2 × 10−4 S cm−1 at 25 °C for Li5La3Ta2O12 [1]."), []),
        # nobody cites what is not there yet
        (citing("Rangasamy et al. reported an ionic conductivity of 3.2 × 10−4 S cm−1 at 25 °C for Li7La3Zr2O12 [1].", year=2009), []),
    ],
)  # fmt: skip
def test_cited_value_points_to_its_source(store: Store, document: Document, expected: list[tuple[str, str, str]]) -> None:
    save(store, SOURCE, document)
    assert relations(store) == expected
    save(store, SOURCE)  # read again, in the other order
    assert relations(store) == expected


def test_citing_paper_may_come_first(store: Store) -> None:
    save(store, citing("Rangasamy et al. reported an ionic conductivity of 3.2 × 10−4 S cm−1 at 25 °C for Li7La3Zr2O12 [1]."), SOURCE)
    assert relations(store) == CITES


def test_two_files_of_one_paper(store: Store) -> None:
    save(store, SOURCE, replace(SOURCE, paper_id="again", file="again.pdf"))
    assert relations(store) in ([("repeats", "again", "source")], [("repeats", "source", "again")])


def test_told_twice_in_one_paper_is_one_measurement_with_two_places(store: Store) -> None:
    save(store, paper("one", OWN, "In short, the ionic conductivity of Li7La3Zr2O12 is 0.32 mS cm−1 at 25 °C."))
    assert (store.db["measurements"].count, store.db["evidence"].count) == (1, 2)
    assert relations(store) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("The ionic conductivity of Li7La3Zr2O12 is 8.1 × 10−4 S cm−1 at 25 °C.", 1),
        ("The ionic conductivity of Li7La3Zr2O12 is 3.3 × 10−4 S cm−1 at 25 °C.", 0),
        ("The ionic conductivity of Li7La3Zr2O12 is 8.1 × 10−4 S cm−1 at 60 °C.", 0),
        ("The ionic conductivity of Li5La3Ta2O12 is 8.1 × 10−4 S cm−1 at 25 °C.", 0),
    ],
)
def test_conflict_is_kept_and_flagged(store: Store, second: str, expected: int) -> None:
    save(store, paper("one", OWN, second))
    assert store.db["measurements"].count == 2
    assert [row[0] for row in relations(store)] == ["contradicts"] * expected
