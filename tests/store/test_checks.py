"""What cannot be right is told, one line a finding; what is right is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.document import Document, Metadata
from extractor.extraction import extract
from extractor.store import Store
from extractor.store.checks import CHECKS, check
from tests.helpers import document_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    yield made
    made.close()


def save(store: Store, *papers: Document) -> None:
    run = store.begin_run("1", {})
    for number, one in enumerate(papers):
        named = replace(one, paper_id=f"paper{number}", file=f"paper{number}.txt", sha256=f"{number}" * 64)
        found = extract(named)
        store.save(named, found.records, found.steps, run_id=run, version="1")


def paper(*sentences: str, doi: str = "") -> Document:
    return replace(document_of(*sentences), metadata=Metadata(doi=doi))


def of_garnet(value: str) -> Document:
    return paper(f"The ionic conductivity of Li7La3Zr2O12 was {value} at 25 °C.")


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", []),
        ("The ionic conductivity of Li7La3Zr2O12 was 320 S cm−1 at 25 °C.", ["impossible"]),
        ("The thermal boundary conductance of Au/MoS2 was 50 MW m−2 K−1 at 300 K.", []),
        ("The thermal boundary conductance of Au/MoS2 was 50 GW m−2 K−1 at 300 K.", ["impossible"]),
        ("The relative density of the Li7La3Zr2O12 pellets was 96%.", []),
        ("Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.", []),
    ],
)
def test_impossible_values(store: Store, sentence: str, kinds: list[str]) -> None:
    save(store, paper(sentence))
    assert [finding.kind for finding in check(store)] == kinds


@pytest.mark.parametrize(("name", "value"), [("relative_density", 1.04), ("sintering_temperature", 2800.0), ("sintering_time", 0.01), ("grain_size", 0.5)])
def test_impossible_values_that_another_program_stored(store: Store, name: str, value: float) -> None:
    save(store, of_garnet("3.2 × 10−4 S cm−1"))
    store.db.conn.execute("UPDATE measurements SET property = ?, value = ?", (name, value))
    assert [finding.kind for finding in check(store)] == ["impossible"]


def test_a_finding_says_what_and_where(store: Store) -> None:
    save(store, paper("The ionic conductivity of Li7La3Zr2O12 was 320 S cm−1 at 25 °C.", doi="10.1000/one"))
    (finding,) = check(store)
    assert finding.subject == store.db.execute("SELECT id FROM measurements").fetchone()[0]
    for part in ("ionic_conductivity of Li7La3Zr2O12", "3.2e+04 S/m", "320 S cm−1", "10.1000/one"):
        assert part in finding.message


@pytest.mark.parametrize(
    ("value", "found"),
    [("0.33 S cm−1", True), ("0.33 μS cm−1", True), ("0.33 mS cm−1", False), ("3.3 mS cm−1", False), ("0.033 S cm−1", False)],
)
def test_slips_of_a_thousand(store: Store, value: str, found: bool) -> None:
    save(store, *map(of_garnet, ("3.2 × 10−4 S cm−1", "3.6 × 10−4 S cm−1", "2.9 × 10−4 S cm−1", value)))
    findings = list(check(store, ("unit-slip",)))
    assert [value in finding.message for finding in findings] == [True] * found


def test_values_that_scatter_are_no_slips(store: Store) -> None:
    save(store, *map(of_garnet, ("3.2 × 10−4 S cm−1", "3.6 × 10−6 S cm−1", "2.9 × 10−5 S cm−1", "3 × 10−7 S cm−1")))
    assert list(check(store, ("unit-slip",))) == []


def test_duplicates_contradictions_and_unlinked(store: Store) -> None:
    save(
        store,
        paper("The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", doi="10.1000/one"),
        paper("The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", doi="10.1000/ONE"),
        paper("The ionic conductivity of NASICON was 1.2 × 10−4 S cm−1 at 25 °C.", "The ionic conductivity of NASICON was 7.9 × 10−4 S cm−1 at 25 °C."),
    )
    findings = {finding.kind: finding.message for finding in check(store)}
    assert set(findings) == {"duplicate", "contradiction", "unlinked"}
    assert "paper0.txt" in findings["duplicate"] and "paper1.txt" in findings["duplicate"]
    assert "1.2 × 10−4 S cm−1" in findings["contradiction"] and "7.9 × 10−4 S cm−1" in findings["contradiction"]
    assert findings["unlinked"].startswith("NASICON: no compound is linked to 2 measurements")


def test_a_reviewed_contradiction_is_settled(store: Store) -> None:
    save(store, paper("The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", "The ionic conductivity of Li7La3Zr2O12 was 9.9 × 10−4 S cm−1 at 25 °C."))
    assert [f.kind for f in check(store)] == ["contradiction"]
    key = store.db.execute("SELECT id FROM measurements WHERE raw LIKE '9.9%'").fetchone()[0]
    store.db.conn.execute("INSERT INTO reviews (measurement_id, decision, reviewer, decided) VALUES (?, 'reject', 'me', '2026-01-01')", (key,))
    assert list(check(store)) == []


def test_damage_is_told(store: Store) -> None:
    save(store, of_garnet("3.2 × 10−4 S cm−1"))
    store.db.conn.execute("PRAGMA foreign_keys = OFF")
    store.db.conn.execute("DELETE FROM papers")
    assert {finding.kind for finding in check(store, ("damaged",))} == {"damaged"}


def test_kinds_are_those_of_the_command() -> None:
    from extractor.cli.check import Kind

    assert [kind.value for kind in Kind] == list(CHECKS)
