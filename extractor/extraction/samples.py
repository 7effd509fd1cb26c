"""Which facts are of one sample: put together by label, composition, sintering temperature and table row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from extractor.extraction.paper import Paper
from extractor.extraction.spread import STEP_PROPERTIES, spread_steps
from extractor.extraction.states import Common, State, common_states, is_listed, place, states_of
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
    names: dict[tuple[str, str | None, State | None], str] = {}
    compositions: dict[str, set[str]] = defaultdict(set)
    for record in own:
        if record.sample and record.formula:
            compositions[record.sample].add(record.formula)

    def sample(material: str, label: str | None, state: State | None) -> str:
        # a label of letters and digits is one sample whatever is said of its composition; "x = 0.2" and the "HP" of two materials are not
        own = label is not None and re.match(r"^[A-Z][\w.–-]*\d|^[A-Z]{2}", label) and len(compositions[label]) < 2
        return names.setdefault(("" if own else material, label, state), f"s{len(names) + 1}")

    common = common_states(paper, own)
    for material, members in by_material.items():
        _assign(material, members, sample, common)
    _share_within(own)
    spread_steps(paper, own)


def _share_within(own: Sequence[Record]) -> None:
    """The one time of "sintered at 1150, 1200 or 1250 °C for 6 h (labelled A, B and C)" is of all three."""
    steps: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in own:
        if record.property in STEP_PROPERTIES and not record.evidence[0].cell:
            steps[place(record)].append(record)
    for told in steps.values():
        temperatures = [r for r in told if r.property == "sintering_temperature"]
        fired = {sample for r in temperatures if is_listed(r, temperatures) for sample in r.conditions["samples"]}
        for record in told:
            alone = sum(r.property == record.property for r in told) == 1
            if alone and record.property != "sintering_temperature" and set(record.conditions["samples"]) < fired:
                record.conditions["samples"] = sorted(fired, key=lambda name: int(name[1:]))


def _material_key(paper: Paper, record: Record) -> str:
    return record.formula or paper.key(Mention(0, 0, record.material or "", "name"))


def _assign(material: str, members: list[Record], sample: Callable[[str, str | None, State | None], str], common: Common) -> None:
    methods = sintering_methods(members)
    several = sorted(set(methods.values()))
    labels = list(dict.fromkeys(record.sample for record in members if record.sample))
    label_of = {id(record): record.sample or (record.material if record.material in labels else None) for record in members}
    states: dict[int, list[State | None]] = {}
    for label in (None, *labels):
        states.update(states_of([record for record in members if label_of[id(record)] == label], common))
    for record in members:
        if label_of[id(record)]:
            ids = [sample(material, label_of[id(record)], state) for state in states[id(record)]]
        elif labels:
            # told of the composition: a step is of all labelled samples, a value of the only one
            ids = [sample(material, label, None) for label in labels] if record.property in STEP_PROPERTIES or len(labels) == 1 else [sample(material, None, None)]
        elif len(several) > 1 and id(record) in methods:
            ids = [sample(f"{material}\0{methods[id(record)]}", None, None)]
        elif len(several) > 1 and record.property in STEP_PROPERTIES:
            ids = [sample(f"{material}\0{method}", None, None) for method in several]
        else:
            ids = [sample(material, None, state) for state in states[id(record)]]
        record.conditions["samples"] = ids


def sintering_methods(members: list[Record]) -> dict[int, str]:
    """The one way of sintering that the sentence or row of a fact names."""
    found: dict[int, str] = {}
    for record in members:
        named = [name for name, pattern in _METHODS if pattern.search(record.evidence[0].text)]
        if len(named) == 1:
            found[id(record)] = named[0]
    return found
