"""Facts of a table told once more: by a sentence, a second table, or a column with the inverse of the one before."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from extractor.compounds.names import known_names
from extractor.quantities.numbers import find_numbers
from extractor.quantities.units import ROOM_TEMPERATURE
from extractor.records import Record

#: Values so near each other are one value, rounded or inverted.
_SAME_VALUE = 0.005
#: A conductance and its resistance in one row, each rounded to two digits.
_INVERSE = 0.03
_STEP = -math.log(1.0 - _INVERSE)
#: "Room temperature" is any within so many kelvin.
_ROOM = 8.0


def fold_retellings(records: list[Record]) -> list[Record]:
    """The records without those that only repeat a table's; their evidence goes to the record of the table."""
    originals = _ByNumber(r for r in records if any(e.rule == "table" for e in r.evidence))
    kept: list[Record] = []
    folded: set[int] = set()
    for record in records:
        original = next((o for o in originals.near(record) if o is not record and id(o) not in folded and (_retells(record, o) or _sums_up(record, o))), None)
        if original is None:
            kept.append(record)
            continue
        folded.add(id(record))
        original.evidence.extend(record.evidence)
    return kept


class _ByNumber:
    """Records by property and size of their number, so that a table of thousands is not held against itself cell by cell."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._found: dict[tuple[object, ...], list[tuple[int, Record]]] = defaultdict(list)
        for order, record in enumerate(records):
            self._found[_what(record), _size(record)].append((order, record))

    def near(self, record: Record) -> list[Record]:
        """Those of the same property whose number is within `_INVERSE` of the record's, and some more, in order."""
        size = _size(record)
        sizes = [size - 1, size, size + 1] if isinstance(size, int) else [size]
        found = [pair for one in sizes for pair in self._found.get((_what(record), one), ())]
        return [other for _, other in sorted(found, key=lambda pair: pair[0])]


def _what(record: Record) -> tuple[object, ...]:
    return record.property, record.cited, record.simulated, record.value is None, record.low is None, record.high is None


def _size(record: Record) -> int | str | None:
    """Numbers within `_INVERSE` of each other have sizes that differ by one at most; zero and what has no logarithm has none."""
    number = next((n for n in (record.value, record.low, record.high) if n is not None), None)
    if not isinstance(number, float):
        return number
    return math.floor(math.log(abs(number)) / _STEP) if number and math.isfinite(number) else None


def fold_samples(records: list[Record]) -> list[Record]:
    """The records with one for each value that a sentence tells of several samples of one composition ("S1, S2 and S3 were sintered in air")."""
    kept: dict[tuple[object, ...], Record] = {}
    for number, record in enumerate(records):
        first = record.evidence[0]
        shared = all(e.rule != "table" for e in record.evidence) and record.sample is not None and record.formula is not None
        key = (record.property, record.value, record.low, record.high, record.formula, record.temperature, first.block, first.value_start) if shared else (number,)
        known = kept.setdefault(key, record)
        if known is not record:
            known.sample = None
            known.confidence = max(known.confidence, record.confidence)
            if "samples" in record.conditions:
                known.conditions["samples"] = list(dict.fromkeys([*known.conditions["samples"], *record.conditions["samples"]]))
    return list(kept.values())


def _sums_up(record: Record, original: Record) -> bool:
    """Whether a step that no named material was told of ("the discs were sintered at 1400 and 1500 °C") stands in a table for those that it is of."""
    guessed = record.evidence[0].rule.rpartition("+")[2] in ("before", "paper", "no material")
    same = (record.property, record.value, record.cited, record.simulated) == (original.property, original.value, original.cited, original.simulated)
    return guessed and record.property.startswith("sintering") and record.value is not None and same


def _retells(record: Record, original: Record) -> bool:
    """Whether a record says nothing that the table's does not say more fully."""
    if record.property != original.property or (record.cited, record.simulated) != (original.cited, original.simulated) or not _same_numbers(record, original, _INVERSE):
        return False
    if record.sample not in (None, original.sample) or not _same_temperature(record, original) or not _same_subject(record, original):
        return False
    here, there = record.evidence[0], next(e for e in original.evidence if e.rule == "table")
    if here.rule == "table" and here.block == there.block:
        # the resistance beside the conductance
        in_row = here.cell and there.cell and here.cell[0] == there.cell[0] and here.cell[1] > there.cell[1]
        return bool(in_row and record.interface) and not _alike_as_written(record, original)
    as_full = (record.sample, record.temperature) == (original.sample, original.temperature)
    return _same_numbers(record, original, _SAME_VALUE) and not (here.rule == "table" and as_full)


def _alike_as_written(record: Record, original: Record) -> bool:
    """Whether two cells hold nearly one number: two conductances, of which neither is the other's resistance."""
    numbers = [found[0].value for r in (record, original) if (found := find_numbers(r.raw))]
    return len(numbers) == 2 and math.isclose(*numbers, rel_tol=_INVERSE)


def _same_numbers(record: Record, original: Record, tolerance: float) -> bool:
    for mine, other in ((record.value, original.value), (record.low, original.low), (record.high, original.high)):
        numbers = isinstance(mine, float) and isinstance(other, float)
        if not (math.isclose(mine, other, rel_tol=tolerance) if numbers else mine == other):  # type: ignore[arg-type]
            return False
    return True


def _same_temperature(record: Record, original: Record) -> bool:
    if record.temperature in (None, original.temperature):
        return True
    room = abs(record.temperature - ROOM_TEMPERATURE) < 1 and bool(record.conditions.get("temperature_assumed"))
    return room and original.temperature is not None and abs(original.temperature - ROOM_TEMPERATURE) <= _ROOM


def _same_subject(record: Record, original: Record) -> bool:
    if record.interface and original.interface:
        return {_side(side) for side in record.interface} == {_side(side) for side in original.interface}
    if record.interface or original.interface or not record.material:
        return False
    return record.material == original.material or (record.formula is not None and record.formula == original.formula)


def _side(name: str) -> str:
    return known_names().formula(name) or name
