"""The generated files of schemas/ say what the models say, and records satisfy the schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from extractor.extraction import extract
from extractor.properties import load_properties
from extractor.quantities.units import UREG
from extractor.records import Evidence, ProcessingStep, Record, Source
from extractor.schemas import QUDT_UNITS, files, json_schema
from extractor.store import Store
from extractor.store.dictionary import load_dictionary
from tests.helpers import document_of

GOOD = {
    "property": "ionic_conductivity", "value": 0.03, "unit": "S/m", "raw": "0.3 mS/cm", "confidence": 0.9, "source": {"paper": "p"},
    "evidence": [{"text": "was 0.3 mS/cm", "block": "p1", "start": 10, "end": 23, "value_start": 14, "value_end": 23}],
}  # fmt: skip


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_file_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == files()[path]


def test_schema_has_every_key_of_the_wire() -> None:
    record = Record.model_validate(GOOD)
    schema = json.loads(json_schema(Record))
    assert set(json.loads(record.wire())) == set(schema["properties"])
    assert set(schema["required"]) <= set(GOOD)


def test_dictionary_names_every_property() -> None:
    (text,) = [content for path, content in files().items() if path.name == "properties.md"]
    for name, declared in load_properties().items():
        assert f"`{name}`" in text
        assert declared.unit is None or (declared.unit in QUDT_UNITS and declared.quantity_kind), name


def columns(store: Store) -> dict[str, set[str]]:
    names = [n for n, sql in store.db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view')") if "_fts" not in n and not n.startswith("sqlite_")]
    return {name: {column[0] for column in store.db.execute(f"SELECT * FROM {name} LIMIT 0").description} for name in names}


def test_dictionary_is_the_store() -> None:
    """Every table, view and column is explained, and nothing that is not there."""
    stored, told = columns(Store.open(":memory:")), load_dictionary()
    assert set(stored) == set(told)
    for name, here in stored.items():
        assert here <= set(told[name].columns), name
        assert set(told[name].own) <= here, name


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, relation in load_dictionary().items() for c, meaning in relation.own.items() if meaning.unit not in (None, "1")])
def test_units_are_units(table: str, column: str) -> None:
    UREG.Unit(load_dictionary()[table].own[column].unit)


def test_extracted_records_and_steps_satisfy_their_schemas() -> None:
    document = document_of("The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", "Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.")
    found = extract(document)
    assert (len(found.records), len(found.steps)) == (4, 1)
    for model, items in ((Record, found.records), (ProcessingStep, found.steps)):
        validator = Draft202012Validator(json.loads(json_schema(model)))
        for item in items:
            validator.validate(json.loads(item.model_dump_json()))
        broken = {**json.loads(items[0].model_dump_json()), "surprise": 1}
        assert not validator.is_valid(broken)


@pytest.mark.parametrize(
    "change",
    [
        {"value": None}, {"evidence": []}, {"confidence": 1.1}, {"confidence": -0.1}, {"comparator": "!="}, {"surprise": 1}, {"source": {}},
        {"evidence": [{**GOOD["evidence"][0], "end": 24}]}, {"evidence": [{**GOOD["evidence"][0], "text": "", "end": 10}]},  # type: ignore[index]
    ],
)  # fmt: skip
def test_bad_record_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Record.model_validate({**GOOD, **change})


def test_fact_key_knows_the_fact_not_the_way() -> None:
    record = Record.model_validate(GOOD)
    same = record.model_copy(update={"confidence": 0.5, "flags": ["implausible"], "source": Source(paper="p", file="other.txt")})
    assert same.fact_key == record.fact_key
    for update in ({"value": 0.04}, {"material": "LLZO"}, {"temperature": 298.15}, {"comparator": "<"}, {"source": Source(paper="q")}):
        assert record.model_copy(update=update).fact_key != record.fact_key
    moved = Evidence.model_validate({**GOOD["evidence"][0], "value_start": 15})  # type: ignore[index]
    assert record.model_copy(update={"evidence": [moved]}).fact_key != record.fact_key
