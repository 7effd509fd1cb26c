"""How likely a record is right: what its steps say, set straight on texts that the models never saw."""

from __future__ import annotations

import math

from extractor.extraction.trained import load
from extractor.records import Record

#: Steps of the raw probability's log-odds.
_STEPS = (-3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0)


def confidence_features(record: Record) -> set[str]:
    """What the calibration sees of a record whose confidence is still the product of its steps."""
    raw = min(0.999, max(0.001, record.confidence))
    odds = math.log(raw / (1.0 - raw))
    rules = record.evidence[0].rule
    features = {f"odds>{step}" for step in _STEPS if odds > step}
    features |= {f"rule:{part}" for part in rules.split("+")} | {f"rules:{rules}", f"property:{record.property}"}
    if record.interface is None:
        features.add("formula" if record.formula else "no formula" if record.material else "no material")
    features.add("range" if record.value is None else "value")
    if "conductivity" in record.property or record.interface is not None:
        told = "inherited" if record.conditions.get("temperature_inherited") else "told"
        features.add(f"temperature:{told if record.temperature is not None else 'none'}")
    if record.cited:
        features.add("cited")
    return features


def calibrated(record: Record) -> float:
    """The probability that property, value, material and temperature of a record are all right."""
    return round(load("confidence").probability(confidence_features(record)), 3)
