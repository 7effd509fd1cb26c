"""Which facts are of one sample: put together by label, composition, sintering temperature and table row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from extractor.extraction.paper import Paper
from extractor.language.materials import Mention
from extractor.records import Record

#: Ways of sintering, by which papers tell samples of one composition apart.
_METHODS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.I))
    for name, pattern in (
        ("spark plasma sintering", r"\bspark[- ]plasma|\bSPS\b|\bFAST\b|field[- ]assisted sinter"), ("microwave sintering", r"\bmicrowave"), ("flash sintering", r"\bflash[- ]sinter"),
        ("cold sintering", r"\bcold[- ]sinter|\bCSP\b"), ("hot pressing", r"\bhot[- ]press|\bhot[- ]isostatic|\bHIP(?:ped|ping)?\b|\bwarm[- ]press"), ("two-step sintering", r"\btwo[- ]step sinter|\bTSS\b"),
        ("cold pressing", r"\bcold[- ]press"), ("conventional sintering", r"\bconventional(?:ly)?\b|\bpressureless|\bfurnace[- ]sinter|\bfree[- ]sinter"),
    )
)
#: Facts that hold for every sample that a step is told of.
STEP_PROPERTIES = ("sintering_temperature", "sintering_time", "sintering_atmosphere", "sintering_pressure")


def assign_samples(paper: Paper, records: Sequence[Record]) -> None:
    """Set `conditions["samples"]` of the paper's own facts: the ids of the samples that each is told of.

    A sample is a label, or a composition sintered in one way or at one temperature. A step that is told of a
    composition without label or temperature is of all its samples. Cited facts and interfaces have none.
    """
    own = [record for record in records if not record.cited and not record.simulated and not record.interface and record.material]
    phases: dict[str, set[str]] = defaultdict(set)
    for record in own:
        phases[_material_key(paper, record)].update(filter(None, [record.conditions.get("phase")]))
    by_material: dict[str, list[Record]] = defaultdict(list)
    for record in own:
        key = _material_key(paper, record)
        # one phase is told of all that the paper made; of several each is a sample of its own
        apart = record.conditions.get("phase", "") if len(phases[key]) > 1 else ""
        by_material[f"{key}\0{apart}" if apart else key].append(record)
    names: dict[tuple[str, str | None, float | None], str] = {}

    def sample(material: str, label: str | None, kelvin: float | None) -> str:
        # a label of letters and digits is one sample whatever is said of its composition; "x = 0.2" is not
        own = label is not None and re.match(r"^[A-Z][\w.–-]*\d|^[A-Z]{2}", label)
        return names.setdefault(("" if own else material, label, kelvin), f"s{len(names) + 1}")

    for material, members in by_material.items():
        _assign(material, members, sample)
    _hand_down(paper, own)


_MEMBER = re.compile(r"^(?P<series>.+?) \([xyz] = [^)]*\)$|^(?P<host>[A-Za-z0-9]{3,})[-–](?:[A-Z]{0,2}\d{1,4}[A-Z]?|[A-Z]{1,2})$")


def _hand_down(paper: Paper, own: list[Record]) -> None:
    """A step that is told of a series ("Li7−xLa3Zr2−xTaxO12") or a host ("LAGP") is of its members ("x = 0.4", "LAGP-700")."""
    children: dict[str, dict[str, None]] = defaultdict(dict)
    for record in own:
        for name in (record.material or "", record.sample or ""):
            match = _MEMBER.match(name)
            if match:
                parent = paper.key(Mention(0, 0, match["series"] or match["host"], "name", None))
                children[parent].update(dict.fromkeys(record.conditions["samples"]))
    for record in own:
        if record.property in STEP_PROPERTIES and not record.sample:
            below = children.get(paper.key(Mention(0, 0, record.material or "", "name", None)))
            if below and not _MEMBER.match(record.material or ""):
                record.conditions["samples"] = list(below)


def _material_key(paper: Paper, record: Record) -> str:
    return record.formula or paper.key(Mention(0, 0, record.material or "", "name"))


def _assign(material: str, members: list[Record], sample: Callable[[str, str | None, float | None], str]) -> None:
    methods = sintering_methods(members)
    several = sorted(set(methods.values()))
    labels = list(dict.fromkeys(record.sample for record in members if record.sample))
    states = _states(members)
    temperatures = sorted({state for state in states.values() if state is not None})
    lists = _lists(members, temperatures)
    for record in members:
        if record.sample:
            ids = [sample(material, record.sample, None)]
        elif labels:
            # told of the composition: a step is of all labelled samples, a value of the only one
            ids = [sample(material, label, None) for label in labels] if record.property in STEP_PROPERTIES or len(labels) == 1 else [sample(material, None, None)]
        elif len(several) > 1 and id(record) in methods:
            ids = [sample(f"{material}\0{methods[id(record)]}", None, None)]
        elif len(several) > 1 and record.property in STEP_PROPERTIES:
            ids = [sample(f"{material}\0{method}", None, None) for method in several]
        elif len(temperatures) < 2:
            ids = [sample(material, None, None)]
        elif (state := states[id(record)] or lists.get(id(record))) is not None:
            ids = [sample(material, None, state)]
        elif record.property in STEP_PROPERTIES:
            ids = [sample(material, None, kelvin) for kelvin in temperatures]
        else:
            ids = [sample(material, None, None)]
        record.conditions["samples"] = ids


def place(record: Record) -> tuple[object, ...]:
    """The sentence or table row that a fact stands in."""
    first = record.evidence[0]
    return (first.block, first.cell[0]) if first.cell else (first.block, first.start)


def sintering_methods(members: list[Record]) -> dict[int, str]:
    """The one way of sintering that the sentence or row of a fact names."""
    found: dict[int, str] = {}
    for record in members:
        named = [name for name, pattern in _METHODS if pattern.search(record.evidence[0].text)]
        if len(named) == 1:
            found[id(record)] = named[0]
    return found


def _states(members: list[Record]) -> dict[int, float | None]:
    """The sintering temperature that stands in the same sentence or row, where there is just one."""
    told: dict[tuple[object, ...], set[float]] = defaultdict(set)
    for record in members:
        if record.property == "sintering_temperature" and isinstance(record.value, float):
            told[place(record)].add(record.value)
    states: dict[int, float | None] = {}
    for record in members:
        if record.property == "sintering_temperature":
            states[id(record)] = record.value if isinstance(record.value, float) else None
        else:
            here = told.get(place(record), set())
            states[id(record)] = next(iter(here)) if len(here) == 1 else None
    return states


def _lists(members: list[Record], temperatures: list[float]) -> dict[int, float]:
    """As many values of one property in a sentence as there are sintering temperatures: each has its own, in the order told."""
    order = list(dict.fromkeys(r.value for r in members if r.property == "sintering_temperature" and isinstance(r.value, float)))
    together: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in members:
        if record.property not in STEP_PROPERTIES:
            together[(*place(record), record.property, record.temperature)].append(record)
    aligned: dict[int, float] = {}
    for listed in together.values():
        if len(listed) == len(temperatures) > 1:
            for record, kelvin in zip(sorted(listed, key=lambda r: r.evidence[0].value_start), order, strict=False):
                aligned[id(record)] = kelvin
    return aligned
