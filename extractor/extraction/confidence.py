"""How likely a record is right: what its steps say, set straight on texts that the models never saw."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from extractor.extraction.trained import load
from extractor.records import Record

#: Steps of the raw probability's log-odds.
_STEPS = (-3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0)


#: Values of one owner and temperature that are further apart than this are not one value told twice.
SAME_VALUE = 0.05
#: Temperatures nearer than this are one (kelvin): 25 °C is told as 298 K.
SAME_TEMPERATURE = 1.5
#: So many values before and behind one are looked at: more of one owner have only tables that tell no owners.
_NEAR = 40


def rivals(records: Sequence[Record]) -> Iterator[list[Record]]:
    """For each record of a paper those that tell another value of the same property for the same owner and temperature.

    Seldom are both right: one of them may belong to somebody else.
    """
    groups: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        groups[_owner(record)].append(record)
    seen: Counter[tuple[object, ...]] = Counter()
    for record in records:
        owner = _owner(record)
        near = groups[owner][max(0, seen[owner] - _NEAR) : seen[owner] + _NEAR]
        seen[owner] += 1
        yield [other for other in near if other is not record and _at_one_temperature(record, other) and _differs(record, other)]


def _owner(record: Record) -> tuple[object, ...]:
    owner = tuple(record.interface) if record.interface else (record.formula or record.material, record.sample)
    return (record.property, owner, record.conditions.get("phase"), record.cited, record.simulated)


def _at_one_temperature(record: Record, other: Record) -> bool:
    return record.temperature is None or other.temperature is None or abs(record.temperature - other.temperature) < SAME_TEMPERATURE


def _differs(record: Record, other: Record) -> bool:
    if isinstance(record.value, float) and isinstance(other.value, float):
        return abs(record.value - other.value) > SAME_VALUE * max(abs(record.value), abs(other.value))
    return (record.value, record.low, record.high) != (other.value, other.low, other.high)


def _family(record: Record) -> str:
    if record.interface is not None:
        return "interface"
    return "sintering" if record.property.startswith("sintering") else "body" if record.property in ("grain_size", "relative_density") else "conduction"


def _rival_features(record: Record, against: Sequence[Record]) -> set[str]:
    features = {f"rivals:{min(3, len(against))}"}
    if against:
        strongest = max(other.confidence for other in against)
        features.add("rival:" + ("stronger" if strongest > record.confidence else "equal" if strongest == record.confidence else "weaker"))
        here = (record.evidence[0].block, record.evidence[0].start)
        features.add("rival:" + ("sentence" if any((o.evidence[0].block, o.evidence[0].start) == here for o in against) else "elsewhere"))
    return features | {f"{feature}|{_family(record)}" for feature in features}


def confidence_features(record: Record, against: Sequence[Record]) -> set[str]:
    """What the calibration sees of a record whose confidence is still the product of its steps; `against` are its rivals."""
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
    return features | _rival_features(record, against)


def calibrated(records: Sequence[Record]) -> list[float]:
    """For each record of a paper the probability that its property, value, material and temperature are all right."""
    model = load("confidence")
    return [round(model.probability(confidence_features(record, against)), 3) for record, against in zip(records, rivals(records), strict=True)]
