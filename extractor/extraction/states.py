"""In which state a composition or a label is spoken of: sintered at 1150 or at 1200 °C, for 1 or for 10 h."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from extractor.extraction.paper import Paper
from extractor.extraction.spread import STEP_PROPERTIES, told_of_all
from extractor.extraction.temperatures import kelvin
from extractor.quantities import find_quantities
from extractor.records import Evidence, Record

#: Sintering temperature and, where one temperature has several, the time.
State = tuple[float | None, float | None]
#: "Conductivity of the ceramics sintered at 1500 °C": the state of all that a table tells.
_SINTERED_AT = re.compile(r"\b(?:sintered|fired|densified|hot[- ]pressed)\s(?:in \w+ )?at\s$", re.I)

#: Between the first and another number of a list.
_LISTED = re.compile(r"^[\d.,]+(?:\s?(?:°C|℃|K))?(?:\s?(?:,|,?\s(?:and|or|to)|/)\s?(?:at\s|in part at\s)?(?:[\d.]+(?:\s?(?:°C|℃|K))?)?)+$")


@dataclass(frozen=True, slots=True)
class Common:
    """What holds beyond its own sentence or row: temperatures of all rows of a table (by its block), temperature and time of all samples."""

    captions: Mapping[str, float]
    temperature: float | None
    time: float | None
    #: the sentences that tell that temperature: another of the same sentence is that of an exception, not of a second sample
    places: frozenset[tuple[Hashable, ...]]


def common_states(paper: Paper, own: Sequence[Record]) -> Common:
    captions: dict[str, float] = {}
    for block in paper.document.tables():
        caption = block.table.caption if block.table else ""
        told = {kelvin(q).kelvin for q in find_quantities(caption) if q.dimensionality == "[temperature]" and _SINTERED_AT.search(caption[: q.start])}
        if len(told) == 1 and (state := told.pop()) is not None:
            captions[block.id] = state
    temperature = told_of_all(own, "sintering_temperature")
    places = frozenset(place(r) for r in own if r.property == "sintering_temperature" and r.value == temperature)
    return Common(captions, temperature, told_of_all(own, "sintering_time"), places)


def states_of(members: Sequence[Record], common: Common) -> dict[int, list[State | None]]:
    """The states that each fact of one composition or label is told of; None is the usual one."""
    by_place = _states_by_place(members, common)
    told = {id(record): _told(record, members, by_place, common) for record in members}
    known = list(dict.fromkeys(state for found in told.values() for state in found))
    excepted = {record.value for record in members if place(record) in common.places}
    special = [state for state in known if state[0] != common.temperature and state[0] not in excepted] if common.temperature else []
    if len(known) < 2 and not (special and not _in_table(members)):
        return {id(record): [None] for record in members}
    usual = _usual(members, told, known, common)
    lists = _lists(members, known)

    def named(state: State) -> State | None:
        return None if state == usual else state

    found: dict[int, list[State | None]] = {}
    for record in members:
        own = told[id(record)] or lists.get(id(record), [])
        everywhere = record.property in STEP_PROPERTIES and place(record) not in common.places
        found[id(record)] = [named(s) for s in own] or ([named(s) for s in known] if everywhere else [None])
    return found


def place(record: Record) -> tuple[Hashable, ...]:
    """The sentence or table row that a fact stands in."""
    return _place(record.evidence[0])


def _place(evidence: Evidence) -> tuple[Hashable, ...]:
    return (evidence.block, evidence.cell[0]) if evidence.cell else (evidence.block, evidence.start)


def _states_by_place(members: Sequence[Record], common: Common) -> dict[tuple[Hashable, ...], State]:
    """The one state of each sentence or row."""
    temperatures: dict[tuple[Hashable, ...], set[float]] = defaultdict(set)
    times: dict[tuple[Hashable, ...], set[float]] = defaultdict(set)
    places: dict[tuple[Hashable, ...], None] = {}
    for record in members:
        for evidence in record.evidence:
            where = _place(evidence)
            places[where] = None
            told = {"sintering_temperature": temperatures, "sintering_time": times}.get(record.property)
            if told is not None and isinstance(record.value, float):
                told[where].add(record.value)
            if evidence.cell and evidence.block in common.captions and not temperatures[where]:
                temperatures[where].add(common.captions[evidence.block])
    several: dict[tuple[Hashable, float | None], set[float]] = defaultdict(set)
    rows = {where for record in members for e in record.evidence if e.cell for where in [_place(e)]}
    for where in rows:
        if len(times[where]) == 1:
            several[where[0], _only(temperatures[where])].update(times[where])
    found: dict[tuple[Hashable, ...], State] = {}
    for where in places:
        kelvins = _only(temperatures[where])
        seconds = _only(times[where]) if where in rows and len(several[where[0], kelvins]) > 1 else None
        seconds = None if seconds == common.time else seconds
        if kelvins is not None or seconds is not None:
            found[where] = (kelvins, seconds)
    return found


def _only(values: set[float]) -> float | None:
    return next(iter(values)) if len(values) == 1 else None


def _told(record: Record, members: Sequence[Record], by_place: Mapping[tuple[Hashable, ...], State], common: Common) -> list[State]:
    here = [by_place[where] for e in record.evidence if (where := _place(e)) in by_place]
    if record.property == "sintering_temperature":
        if not isinstance(record.value, float) or record.value == common.temperature:
            return []
        same = [state for state in dict.fromkeys(here) if state[0] == record.value]
        return same or ([(record.value, None)] if is_listed(record, members) else [])
    return list(dict.fromkeys(here))


def is_listed(record: Record, members: Sequence[Record]) -> bool:
    """Whether a sentence lists a temperature with others ("at 900 and at 1000 °C"): those are of several samples.

    Two temperatures of one row are those of one schedule, and two steps of a sentence those of one sample.
    """
    here = record.evidence[0]
    for other in members:
        there = other.evidence[0]
        if other is record or other.property != record.property or here.cell or there.cell or place(other) != place(record):
            continue
        first, second = sorted((here, there), key=lambda e: e.value_start)
        if _LISTED.search(first.text[first.value_start - first.start : second.value_start - first.start]):
            return True
    return False


def _in_table(members: Sequence[Record]) -> bool:
    return any(e.cell for r in members if r.property == "sintering_temperature" for e in r.evidence)


def _usual(members: Sequence[Record], told: Mapping[int, list[State]], known: Sequence[State], common: Common) -> State | None:
    """The state of what is told without one: that of all samples, or the one with most facts, of several the last."""
    if common.temperature is not None and not _in_table(members):
        return next((state for state in known if state[0] == common.temperature), (common.temperature, None))
    of_tables = {state for r in members if r.property == "sintering_temperature" and any(e.cell for e in r.evidence) for state in told[id(r)]}
    if len(of_tables) == 1:
        return of_tables.pop()
    counts = Counter(state for record in members for state in told[id(record)])
    return max(known, key=lambda state: (counts[state], known.index(state))) if known else None


def _lists(members: Sequence[Record], known: Sequence[State]) -> dict[int, list[State]]:
    """As many values of one property in a sentence as there are states: each has its own, in the order told."""
    together: dict[tuple[Hashable, ...], list[Record]] = defaultdict(list)
    for record in members:
        if record.property not in STEP_PROPERTIES:
            together[(*place(record), record.property, record.temperature)].append(record)
    aligned: dict[int, list[State]] = {}
    for listed in together.values():
        if len(listed) == len(known) > 1:
            for record, state in zip(sorted(listed, key=lambda r: r.evidence[0].value_start), known, strict=True):
                aligned[id(record)] = [state]
    return aligned
