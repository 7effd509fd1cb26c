"""Decisions as lessons: what each kind teaches, what teaches nothing, and which papers are never learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.document import Document
from extractor.extraction.assemble import raw_records
from extractor.ingest import ingest
from extractor.properties import load_properties
from extractor.readers import read_paper
from extractor.store import Store
from extractor.store.decisions import decide, undo
from extractor.store.queries import find_measurements
from extractor.training.decided import Gathered, gather
from extractor.training.examples import Examples
from extractor.training.held_out import HeldOut, read_test_half
from extractor.training.lessons import learn
from extractor.training.sources import Sources

PROPERTIES = list(load_properties().values())
NOBODY = HeldOut([])
TEXT = """Conductivity of a garnet and a phosphate

Results

The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C and that of LiTi2(PO4)3 was 5 × 10−5 S cm−1.

The activation energy of Li7La3Zr2O12 was 0.34 eV.

Pellets of Li7La3Zr2O12 were sintered at 1230 °C for 36 h in air.

The thermal boundary conductance of the Au/MoS2 interface was 50 MW m−2 K−1 at 300 K.
"""
TABLE = """<html><head><title>Densities of garnet ceramics made in three ways</title></head><body><h1>Densities of garnet ceramics made in three ways</h1>
<p>All pellets were made from one powder, and their density was found by the method of Archimedes in ethanol; the table has what was found for each of them.</p>
<table><caption>Table 1. Relative density of garnets.</caption><thead><tr><th>Material</th><th>Relative density (%)</th></tr></thead>
<tbody><tr><td>Li7La3Zr2O12</td><td>94.1</td></tr><tr><td>Li6.75La3Zr1.75Nb0.25O12</td><td>91.3</td></tr></tbody></table></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "garnet.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "papers" / "table.html").write_text(TABLE, encoding="utf-8")
    return tmp_path / "papers"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    made = Store.open(folder.parent / "test.db")
    assert not [event.error for event in ingest(sorted(folder.iterdir()), made) if event.failed]
    yield made
    made.close()


def key(store: Store, where: str) -> str:
    found: str = find_measurements(store, where=where)[0]["id"]
    return found


GARNET = "property = 'ionic_conductivity' AND material = 'Li7La3Zr2O12'"
DENSITY = "property = 'relative_density' AND material = 'Li7La3Zr2O12'"


def taught(store: Store, folder: Path | None = None) -> tuple[Gathered, Examples]:
    found, examples = gather(store, Sources([str(folder)] if folder else []), NOBODY, NOBODY), Examples()
    learn(examples, found.texts, PROPERTIES)
    return found, examples


def verdicts(examples: Examples) -> dict[str, bool]:
    """What the detector's examples say, by the property that each is about (their features are named for it)."""
    names = load_properties()
    return {next(name for name in names if any(feature.startswith(f"{name}|") for feature in features)): right for _, features, right in examples.detector}


def test_an_accepted_value_is_a_fact_and_has_its_owner(store: Store) -> None:
    decide(store, key(store, GARNET), "accept", "ann")
    found, examples = taught(store)
    assert (found.used, found.unused, len(found.texts)) == (1, {}, 1)
    assert verdicts(examples)["ionic_conductivity"] is True
    assert not any(right for name, right in verdicts(examples).items() if name != "ionic_conductivity")
    assert [any(right) for _, _, right in examples.materials] == [True]
    assert [any(right) for _, _, right in examples.temperatures] == [True]
    assert [right for _, _, right in examples.cited] == [False]


def test_what_nobody_decided_teaches_nothing(store: Store) -> None:
    decide(store, key(store, GARNET), "skip", "ann")
    decide(store, key(store, GARNET), "accept", "ann")
    undo(store, "ann")
    found, examples = taught(store)
    assert (found.used, found.texts, examples) == (0, [], Examples())


def test_a_rejected_value_is_none_of_its_property(store: Store) -> None:
    decide(store, key(store, GARNET), "reject", "ann")
    _, examples = taught(store)
    assert verdicts(examples) == {"ionic_conductivity": False}
    assert not examples.materials + examples.temperatures + examples.cited


def test_an_accepted_interface_teaches_its_sides_not_the_detector(store: Store) -> None:
    decide(store, key(store, "property = 'interfacial_thermal_resistance'"), "accept", "ann")
    _, examples = taught(store)
    assert (examples.detector, [any(right) for _, _, right in examples.interfaces], [right for _, _, right in examples.cited]) == ([], [True], [False])


def test_a_rejected_interface_teaches_the_confidence_only(store: Store) -> None:
    decide(store, key(store, "property = 'interfacial_thermal_resistance'"), "reject", "ann")
    found, examples = taught(store)
    assert (found.used, examples) == (1, Examples())
    (text,) = found.texts
    assert {record.property: text.verdict(record) for record in raw_records(text.paper, PROPERTIES)}["interfacial_thermal_resistance"] is False


@pytest.mark.parametrize(
    ("where", "changes", "check"),
    [
        (GARNET, {"property": "grain_conductivity"}, lambda e: verdicts(e)["grain_conductivity"] and not verdicts(e)["ionic_conductivity"]),
        (GARNET, {"material": "LiTi2(PO4)3"}, lambda e: [any(right) for _, _, right in e.materials] == [True]),
        (GARNET, {"material": "Al2O3"}, lambda e: not e.materials and verdicts(e)["ionic_conductivity"]),
        (GARNET, {"cited": "yes"}, lambda e: [right for _, _, right in e.cited] == [True]),
        (GARNET, {"temperature": None}, lambda e: [any(right) for _, _, right in e.temperatures] == [False]),
        (GARNET, {"temperature": "25 °C"}, lambda e: [any(right) for _, _, right in e.temperatures] == [True]),
        # the value is the next one of the sentence: that one is learned, and of the first nothing
        (GARNET, {"value": "5e-5 S/cm"}, lambda e: verdicts(e)["ionic_conductivity"] and sum(right for _, _, right in e.detector) == 1),
        # it stands nowhere: nothing is learned of values
        (GARNET, {"value": "7 S/cm"}, lambda e: e == Examples()),
        ("property = 'sintering_atmosphere'", {"material": "LiTi2(PO4)3"}, lambda e: verdicts(e)["sintering_atmosphere"]),
        ("property = 'sintering_temperature'", {"value": "1230 °C", "cited": "yes"}, lambda e: verdicts(e)["sintering_temperature"] and e.cited[0][2]),
    ],
    ids=["property", "material", "unknown material", "cited", "no temperature", "temperature", "other number", "no number", "word", "process"],
)  # fmt: skip
def test_an_edit_says_what_is_right(store: Store, where: str, changes: dict[str, Any], check: Callable[[Examples], bool]) -> None:
    decide(store, key(store, where), "edit", "ann", changes=changes)
    found, examples = taught(store)
    assert found.used == 1
    assert check(examples)


def test_of_several_reviewers_the_decision_that_holds_teaches(store: Store) -> None:
    for decision in ("accept", "reject"):
        decide(store, key(store, GARNET), decision, decision)  # type: ignore[arg-type]
    assert verdicts(taught(store)[1]) == {"ionic_conductivity": False}
    undo(store, "reject")
    assert verdicts(taught(store)[1])["ionic_conductivity"] is True


def test_the_verdict_on_a_record(store: Store) -> None:
    decide(store, key(store, GARNET), "edit", "ann", changes={"temperature": "60 °C"})
    (text,) = taught(store)[0].texts
    told = {(record.property, record.material): record for record in raw_records(text.paper, PROPERTIES)}
    garnet = told["ionic_conductivity", "Li7La3Zr2O12"]
    assert text.verdict(garnet) is False
    assert text.verdict(garnet.model_copy(update={"temperature": 333.15})) is True
    assert text.verdict(garnet.model_copy(update={"material": "MgO", "formula": "MgO"})) is None  # nobody said
    assert text.verdict(told["activation_energy", "Li7La3Zr2O12"]) is None


def test_a_table_needs_the_file(store: Store, folder: Path) -> None:
    decide(store, key(store, DENSITY), "reject", "ann")
    found, _ = taught(store)
    assert (found.used, list(found.unused)) == (0, ["it stands in a table, which needs the paper's file (--papers)"])
    found, examples = taught(store, folder)
    assert (found.used, found.papers, examples) == (1, {"read again from the file": 1}, Examples())
    (text,) = found.texts
    assert [text.verdict(record) for record in raw_records(text.paper, PROPERTIES)] == [False, None]
    (folder / "table.html").write_text(TABLE.replace("94.1", "95.1"), encoding="utf-8")
    found, _ = taught(store, folder)
    assert (found.used, list(found.papers)) == (0, ["made of the stored text, since the file changed"])


def test_decisions_on_an_earlier_reading_teach_as_long_as_the_sentence_stands(store: Store, folder: Path) -> None:
    decide(store, key(store, GARNET), "reject", "ann")
    document = read_paper(folder / "garnet.txt")
    save(store, document)
    assert verdicts(taught(store)[1]) == {"ionic_conductivity": False}
    blocks = tuple(block for block in document.blocks if not block.text.startswith("Conductivity of"))
    save(store, Document(document.paper_id, document.file, document.sha256, document.reader, blocks, document.metadata))
    assert verdicts(taught(store)[1]) == {"ionic_conductivity": False}
    save(store, Document(document.paper_id, document.file, document.sha256, document.reader, blocks[:1], document.metadata))
    assert list(taught(store)[0].unused) == ["the sentence is not found again in the paper"]


def save(store: Store, document: Document) -> None:
    """A reading that finds no record."""
    store.save(document, [], run_id=store.begin_run("2", {}), version="2")


@pytest.mark.parametrize("known", ["held out", "annotated"])
def test_papers_that_are_held_out_or_annotated_are_left_out(store: Store, folder: Path, known: str) -> None:
    decide(store, key(store, GARNET), "accept", "ann")
    decide(store, key(store, DENSITY), "accept", "ann")
    own = HeldOut([read_paper(folder / "garnet.txt")])
    found = gather(store, Sources([str(folder)]), *((own, NOBODY) if known == "held out" else (NOBODY, own)))
    assert (found.used, found.unused.total(), [text.paper.document.file for text in found.texts]) == (1, 1, ["table.html"])
    assert ("test half" if known == "held out" else "annotated texts") in next(iter(found.unused))


LONG = "A paragraph of more than two hundred letters, as papers have them, which tells at some length and in much detail what was done, with which powders of which purity, in which furnace and for how long, so that nobody can take it for a sentence that all of a publisher's papers share. "
PAPER = Document("x", "x.txt", "aa" * 32, "text", ())


@pytest.mark.parametrize(
    ("paper", "texts", "known"),
    [
        ({"sha256": "{sha}"}, [], True), ({"doi": "10.1234/GARNET"}, [], True), ({"title": "Conductivity of a Garnet, and a phosphate."}, [], True), ({"title": "Results"}, [], False),
        ({}, [LONG], True), ({}, [LONG.upper().replace(" ", "\n")], True), ({}, [LONG, *(f"{i} {LONG}" for i in range(9))], False), ({}, [], False), ({"doi": "", "title": ""}, ["short"], False),
    ],
    ids=["content", "DOI", "title", "short title", "text", "text otherwise broken", "one shared paragraph of ten", "nothing", "empty"],
)  # fmt: skip
def test_a_paper_is_known_again(tmp_path: Path, paper: dict[str, str], texts: list[str], known: bool) -> None:
    path = tmp_path / "x.txt"
    path.write_text(f"Conductivity of a garnet and a phosphate\n\n{LONG}\n", encoding="utf-8")
    (tmp_path / "SOURCES.csv").write_text("file,doi,title\nx.txt,10.1234/garnet,\n", encoding="utf-8")
    document = read_paper(path)
    row = {"sha256": None, "doi": None, "title": None, **{name: value.replace("{sha}", document.sha256) for name, value in paper.items()}}
    assert HeldOut([document]).has(row, texts) is known


def test_the_test_half_is_known_by_the_names_of_its_annotations(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "gold" / "test").mkdir(parents=True)
    (tmp_path / "gold" / "test" / "garnet.jsonl").touch()
    held_out = read_test_half(tmp_path)
    row = {"doi": None, "title": None}
    assert [held_out.has({**row, "sha256": read_paper(path).sha256}, []) for path in sorted(folder.iterdir())] == [True, False]
