"""Property declarations: the shipped ones, bad ones, and a new one without Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import UsageError
from extractor.extraction import extract_records
from extractor.properties import Property, load_properties
from extractor.properties.declaration import schema_folder
from extractor.quantities import convert
from tests.helpers import document_of

SEEBECK = """
name: seebeck_coefficient
label: Seebeck coefficient
symbol: S
description: Thermoelectric voltage per temperature difference.
unit: V/K
display_unit: uV/K
belongs_to: sample
plausible: [-1.0e-2, 1.0e-2]
conditions: [temperature]
cues: ['\\bSeebeck coefficients?']
headers: ['Seebeck']
"""
EXPECTED = {
    "activation_energy", "grain_boundary_conductivity", "grain_conductivity", "grain_size", "interfacial_thermal_resistance", "ionic_conductivity",
    "relative_density", "sintering_atmosphere", "sintering_pressure", "sintering_temperature", "sintering_time",
}  # fmt: skip


def test_shipped_declarations() -> None:
    properties = load_properties()
    assert set(properties) >= EXPECTED
    for path in (schema_folder() / "properties").glob("*.yaml"):
        assert path.stem in properties


@pytest.mark.parametrize("declared", load_properties().values(), ids=lambda declared: declared.name)
def test_declaration_is_consistent(declared: Property) -> None:
    assert declared.description
    assert (declared.cues or declared.values) and declared.headers
    if declared.unit is not None:
        assert declared.display_unit is not None
        unit = "dimensionless" if declared.unit == "1" else declared.unit
        assert convert(convert(1.0, unit, declared.display_unit), declared.display_unit, unit) == pytest.approx(1.0)
        assert declared.plausible is not None
        assert declared.plausible[0] < declared.plausible[1]


def test_a_new_property_needs_no_python(tmp_path: Path) -> None:
    (tmp_path / "seebeck.yaml").write_text(SEEBECK, encoding="utf-8")
    properties = load_properties(tmp_path)
    document = document_of("The Seebeck coefficient of Bi2Te3 was 227 μV/K at 300 K. The films were 200 nm thick.")
    (record,) = extract_records(document, properties)
    assert (record.property, record.unit, record.raw) == ("seebeck_coefficient", "V/K", "227 μV/K")
    assert record.value == pytest.approx(227e-6)
    assert (record.material, record.formula, record.temperature) == ("Bi2Te3", "Bi2Te3", 300.0)
    assert record.evidence[0].text == "The Seebeck coefficient of Bi2Te3 was 227 μV/K at 300 K."


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("name: [unclosed", "YAML"), ("- a\n- list", "mapping"), ("", "mapping"), ("just words", "mapping"), (SEEBECK + "surprise: 1\n", "surprise"),
        (SEEBECK.replace("unit: V/K", "unit: blorp"), "blorp"), (SEEBECK.replace("'Seebeck'", "'('"), "unterminated"), (SEEBECK.replace("unit: V/K", "unit: null"), "unit"),
        (SEEBECK.replace("name: seebeck_coefficient", "name: Seebeck!"), "name"), (SEEBECK + "like: nothing\n", "nothing"),
        (SEEBECK.replace("description:", "remark:"), "description"), (SEEBECK + "context: '('\n", "unterminated"),
    ],
)  # fmt: skip
def test_bad_declaration_names_its_file(tmp_path: Path, written: str, what: str) -> None:
    (tmp_path / "bad.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_properties(tmp_path)
    assert "bad.yaml" in str(caught.value)
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)
