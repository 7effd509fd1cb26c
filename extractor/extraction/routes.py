"""Routes: a paper's processing steps in order, each tied to the samples that it was done to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from extractor.document import Document
from extractor.extraction.paper import Paper
from extractor.extraction.processing import Step, find_steps
from extractor.extraction.samples import sintering_methods
from extractor.extraction.states import place
from extractor.extraction.values import source_of
from extractor.language.materials import Mention
from extractor.records import Evidence, ProcessingStep, Record

_FIELDS = {"sintering_temperature": "temperature", "sintering_time": "duration", "sintering_atmosphere": "atmosphere", "sintering_pressure": "pressure"}
_SINTERING = ("sintering", "hot pressing")
#: Words that speak of a result or a test as often as of a step.
_VAGUE = ("synthesis", "other")


def find_routes(paper: Paper, records: Sequence[Record]) -> list[ProcessingStep]:
    """All steps of a paper in the order told.

    A sintering step is what its facts say, of the samples that they are of; facts of sintering whose word was not
    found make a step of their own. Any other step is of the samples of its material; one whose material is unknown
    or not a sample's (a precursor, a powder) is of those of the next step in the same block that has any.
    """
    facts = _sintering_facts(records)
    own = _samples_by_material(paper, records)
    order = {block.id: number for number, block in enumerate(paper.document.blocks)}
    placed: list[tuple[tuple[int, int], ProcessingStep]] = []
    for found in find_steps(paper):
        told = [group for group in facts if _tells(found, group)]
        for group in told or [[]]:
            made = _of_text(paper, found, sorted(own.get(paper.key(found.material), ())) if found.material else [])
            _fill(made, group)
            placed.append(((order[made.evidence.block], made.evidence.value_start), made))
        facts = [group for group in facts if not any(group is known for known in told)]
    for group in facts:
        made = _of_facts(paper.document, group)
        placed.append(((order[made.evidence.block], made.evidence.value_start), made))
    steps = [step for _, step in sorted(placed, key=lambda item: item[0])]
    _inherit(steps)
    kept = [step for step in steps if _is_of_a_route(step)]
    for ordinal, step in enumerate(kept, start=1):
        step.ordinal = ordinal
    return kept


def _sintering_facts(records: Sequence[Record]) -> list[list[Record]]:
    """The facts of one sintering step: told in one sentence or row of the same samples, one of each property."""
    groups: dict[tuple[object, ...], list[list[Record]]] = defaultdict(list)
    for record in records:
        samples = record.conditions.get("samples")
        if record.property in _FIELDS and samples and not record.cited and not record.simulated:
            alike = groups[(*place(record), *samples)]
            free = next((group for group in alike if all(r.property != record.property for r in group)), None)
            if free is None:
                alike.append([record])
            else:
                free.append(record)
    return [group for alike in groups.values() for group in alike]


def _samples_by_material(paper: Paper, records: Iterable[Record]) -> dict[str, set[str]]:
    samples: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for name in (record.material, record.sample, record.formula):
            if name and record.conditions.get("samples"):
                samples[paper.key(Mention(0, 0, name, "name"))].update(record.conditions["samples"])
    return samples


def _tells(step: Step, group: list[Record]) -> bool:
    """Whether facts of sintering are the conditions of this step."""
    def is_condition(record: Record) -> bool:
        first = record.evidence[0]
        if record.property == "sintering_atmosphere":  # steps keep no place of it
            return first.start == step.sentence.start and record.value == step.atmosphere and step.operation in _SINTERING
        return first.value_start in step.places

    return any(record.evidence[0].block == step.sentence.block.id and is_condition(record) for record in group)


def _of_text(paper: Paper, step: Step, samples: list[str]) -> ProcessingStep:
    sentence = step.sentence
    page, boxes = sentence.block.where(sentence.start, sentence.end, step.start)
    return ProcessingStep(
        ordinal=1, operation=step.operation, raw=step.text, material=step.material.text if step.material else None, samples=samples,
        temperature=_positive(step.temperature), duration=_positive(step.duration), atmosphere=step.atmosphere, pressure=_positive(step.pressure), heating_rate=_positive(step.heating_rate),
        source=source_of(paper.document),
        evidence=Evidence(
            text=sentence.text, block=sentence.block.id, start=sentence.start, end=sentence.end, page=page, boxes=list(boxes), value_start=step.start, value_end=step.end, rule="operation",
        ),
    )


def _of_facts(document: Document, group: list[Record]) -> ProcessingStep:
    first = group[0]
    made = ProcessingStep(ordinal=1, operation="sintering", raw=first.raw, material=first.material, source=source_of(document), evidence=first.evidence[0].model_copy())
    _fill(made, group)
    return made


def _fill(step: ProcessingStep, group: list[Record]) -> None:
    """What the facts of sintering say overrules the words around the operation; one that they speak of is sintering."""
    if not group:
        return
    step.samples = list(group[0].conditions["samples"])
    step.operation = step.operation if step.operation in _SINTERING else "sintering"
    step.method = next(iter(sintering_methods(group).values()), None)
    for record in group:
        if isinstance(record.value, str) or _positive(record.value) is not None:
            setattr(step, _FIELDS[record.property], record.value)


def _positive(value: float | None) -> float | None:
    """Zero is a misread value of every condition of a step: no step lasts no time or is at 0 K."""
    return value if value is not None and value > 0 else None


def _is_of_a_route(step: ProcessingStep) -> bool:
    """Not "was obtained" or "was tested at 530 °C": an operation of the field, done to a sample or under told conditions."""
    has_conditions = any(value is not None for value in (step.temperature, step.duration, step.atmosphere, step.pressure))
    return step.operation not in _VAGUE and bool(step.samples or has_conditions)


def _inherit(steps: list[ProcessingStep]) -> None:
    for step, after in zip(reversed(steps[:-1]), reversed(steps[1:]), strict=True):
        if not step.samples and step.evidence.block == after.evidence.block:
            step.samples = list(after.samples)
