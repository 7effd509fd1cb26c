"""When a record counts as a gold fact, and when not."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.evaluation import evaluate
from extractor.evaluation.gold import GoldFact
from extractor.evaluation.match import same_fact, same_material
from extractor.records import Evidence, Record, Source


def record(**changes: Any) -> Record:
    data: dict[str, Any] = {
        "property": "ionic_conductivity", "value": 0.03, "unit": "S/m", "raw": "3.0 × 10−4 S cm−1", "material": "LLZO",
        "formula": "Li7La3Zr2O12", "temperature": 298.15, "confidence": 0.9, "source": Source(paper="p"),
        "evidence": [Evidence(text="x", block="p1", start=0, end=1, value_start=0, value_end=1)],
    }
    return Record(**{**data, **changes})


def fact(**changes: Any) -> GoldFact:
    data: dict[str, Any] = {
        "property": "ionic_conductivity", "value": 0.03, "unit": "S/m", "raw": "3.0 × 10−4", "material": "Li7La3Zr2O12", "temperature": 298.15,
    }
    return GoldFact(**{**data, **changes})


@pytest.mark.parametrize(
    ("changes", "gold", "same"),
    [
        ({}, {}, True),
        ({"value": 0.0302}, {}, True),
        ({"value": 0.0304}, {}, False),
        ({"unit": "S/cm"}, {}, False),
        ({"property": "grain_conductivity"}, {}, False),
        ({"temperature": None}, {}, False),
        ({"temperature": None}, {"temperature": None}, True),
        ({"temperature": 300.0}, {}, False),
        ({"material": "YSZ", "formula": None}, {}, False),
        ({"material": "LLZTO", "formula": None}, {"aliases": ["LLZTO"]}, True),
        ({"value": None, "low": 0.01, "high": 0.03}, {"value": None, "low": 0.01, "high": 0.03}, True),
        ({"value": 0.02}, {"value": None, "low": 0.01, "high": 0.03}, False),
    ],
)
def test_same_fact(changes: dict[str, Any], gold: dict[str, Any], same: bool) -> None:
    assert same_fact(record(**changes), fact(**gold)) is same


@pytest.mark.parametrize(
    ("name", "gold", "same"),
    [
        ("NiO–GDC", "NiO-GDC anode", True),
        ("Al2O3", "sapphire", True),
        ("β-Ga2O3", "Ga2O3", True),
        ("Si", "Si(111)", True),
        ("LSCF", "LSC", False),
        ("GDC", "NiO-GDC", False),
        ("Ce0.9Gd0.1O1.95", "Ce0.8Gd0.2O1.9", False),
    ],
)
def test_same_material(name: str, gold: str, same: bool) -> None:
    assert same_material(name, None, [gold]) is same


def test_interface_sides_in_either_order() -> None:
    found = record(property="interfacial_thermal_resistance", unit="m^2*K/W", value=1e-8, material=None, formula=None, interface=["Al", "sapphire"], temperature=None)
    gold = {"property": "interfacial_thermal_resistance", "unit": "m^2*K/W", "value": 1e-8, "temperature": None}
    assert same_fact(found, fact(**gold, interface=["Al2O3", "Al"]))
    assert same_fact(found, fact(**gold, interface="Al/Al2O3"))
    assert not same_fact(found, fact(**gold, interface=["Al", "Si"]))


def test_doubtful_facts_are_neutral_and_each_fact_counts_once() -> None:
    records = {"p": [record(), record(material="Li7La3Zr2O12", raw="again"), record(value=0.5)]}
    gold = {"p": [fact(), fact(value=0.5, doubtful=True), fact(value=0.7), fact(value=0.9, doubtful=True)]}
    total = evaluate(records, gold).total
    assert (total.right, total.false, total.missed) == (1, 1, 1)
    assert total.precision == total.recall == total.f1 == 0.5
