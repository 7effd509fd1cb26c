"""The generated files of schemas/ say what the models say, and records satisfy the schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.properties import load_properties
from extractor.records import Evidence, Record, Source
from extractor.schemas import files, record_schema

GOOD = {
    "property": "ionic_conductivity", "value": 0.03, "unit": "S/m", "raw": "0.3 mS/cm", "confidence": 0.9, "source": {"paper": "p"},
    "evidence": [{"text": "was 0.3 mS/cm", "block": "p1", "start": 10, "end": 23, "value_start": 14, "value_end": 23}],
}  # fmt: skip


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_file_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == files()[path]


def test_schema_has_every_key_of_the_wire() -> None:
    record = Record.model_validate(GOOD)
    schema = json.loads(record_schema())
    assert set(json.loads(record.wire())) == set(schema["properties"])
    assert set(schema["required"]) <= set(GOOD)


def test_dictionary_names_every_property() -> None:
    (text,) = [content for path, content in files().items() if path.suffix == ".md"]
    for name in load_properties():
        assert f"`{name}`" in text


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
