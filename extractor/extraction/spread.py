"""Steps told of many samples at once: of a series, a host, or "all pellets"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from extractor.compounds.formula import composition, has_variable
from extractor.extraction.paper import Paper
from extractor.language.materials import Mention
from extractor.records import Record

#: Facts that hold for every sample that a step is told of.
STEP_PROPERTIES = ("sintering_temperature", "sintering_time", "sintering_atmosphere", "sintering_pressure")
_BODIES = (
    r"(?:samples|pellets|ceramics|specimens|compositions|materials|compounds|electrolytes|dis[ck]s|bars|bodies|members|powders|compacts|tubes|cylinders|"
    r"membranes|films|sheets|tapes|glasses|oxides|mixtures|composites)"
)
_ALL = re.compile(
    rf"\b(?:[Aa]ll|[Bb]oth|[Ee]ach|[Ee]very)\s(?:(?:of|the|other|these|sintered|dense|green|doped)\s)*(?:\w+\s)?(?:{_BODIES}|sample|pellet|composition|specimen)\b[^.;]{{0,80}}\b(?:were|was|are|had|received|underwent)\b|"
    rf"\b(?:in|for) (?:all|both|every|each) (?:cases?|{_BODIES}|composition|sample)\b|\bwere (?:all|both)\b|^(?:All|Both) (?:were|took)\b"
)
_MANY = re.compile(rf"(?:^|\b[Tt]he |\b[Tt]hese |\b[Ss]uch |\bof |[,;:] )(?:[\w-]+\s){{0,2}}{_BODIES}\b[^.;]{{0,110}}\b(?:were|are)\b|^They\b|\b(?:was|were) the same\b", re.I)
_MEMBER = re.compile(r"^(?P<series>.+?) \([xyz] = [^)]*\)$|^(?P<host>[A-Za-z0-9]{3,})[-–][A-Za-z0-9]{1,6}$")
_STEM = re.compile(r"^([A-Z][A-Za-z]+)[-–]?\d")
#: Two compositions are of one family if they share so many elements, oxygen not counted.
RELATED = 2


def spread_steps(paper: Paper, own: Sequence[Record]) -> None:
    """Give the samples of others to the facts of steps that are told of them too; a sample with a fact of its own keeps that alone."""
    special: dict[str, set[str]] = defaultdict(set)
    told: dict[str, list[Record]] = defaultdict(list)
    children = _children(paper, own)
    tellings = Counter(_telling(record) for record in own)
    # "both were sintered at …" that was already told of each by name is of each alone
    shared = {id(record): found for record in own if tellings[_telling(record)] == 1 and (found := _shared(paper, record, children))}
    for record in own:
        for sample in record.conditions["samples"]:
            told[sample].append(record)
            if id(record) not in shared:
                special[sample].add(record.property)
    for record in own:
        if id(record) in shared:
            below = shared[id(record)]
            everybody = below == {"*"}
            candidates = [s for s in told if (everybody and _fits(record, told[s])) or s in below]
            rivals = {repr(r.value) for r in own if r.property == record.property and shared.get(id(r)) == {"*"}}
            if everybody and len(rivals) > 1:
                continue
            kept = [s for s in record.conditions["samples"] if any(r.property not in STEP_PROPERTIES for r in told[s])]
            samples = [s for s in candidates if record.property not in special[s] and any(id(r) not in shared for r in told[s]) and not _elsewhere(record, own, told[s])]
            record.conditions["samples"] = list(dict.fromkeys([*kept, *samples])) or record.conditions["samples"]
            if everybody and len(set(record.conditions["samples"])) > 1:
                _name_for_all(paper, record, [r for s in record.conditions["samples"] for r in told[s]])


def _name_for_all(paper: Paper, record: Record, members: Sequence[Record]) -> None:
    """Name the material of a step of many samples: their series, or the first of theirs where the guessed one is none of them."""
    compositions = {r.formula for r in members if r.formula}
    if len(compositions) > 1 and (record.sample or _is_guessed(record)):
        elements = set().union(*map(_elements, compositions))
        series = next((m for m in paper.main_materials if has_variable(m.text) and elements <= {*re.findall(r"[A-Z][a-z]?", m.text), "O"}), None)
        if series is not None:
            record.material, record.formula, record.sample = series.text, None, None
            return
    known = [r for r in members if r is not record and r.property not in STEP_PROPERTIES] or [r for r in members if r is not record]
    if known and not any(r.material == record.material or (r.formula and r.formula == record.formula) for r in known):
        first = next((r for r in known if r.formula), known[0])
        record.material, record.formula = first.material, first.formula
    record.sample = None


def told_of_all(own: Sequence[Record], step: str) -> float | None:
    """The one sintering temperature or time that a paper tells of all its samples together."""
    common = {r.value for r in own if r.property == step and isinstance(r.value, float) and (_is_collective(r) or (has_variable(r.material or "") and r.formula is None))}
    return common.pop() if len(common) == 1 else None


def _telling(record: Record) -> tuple[object, ...]:
    """The property and place of a value."""
    return record.property, record.evidence[0].block, record.evidence[0].value_start


def _is_collective(record: Record) -> bool:
    """Whether a sentence tells a step of all bodies: in words, or of "the pellets" without a name."""
    text = record.evidence[0].text
    return record.evidence[0].rule != "table" and bool(_ALL.search(text) or (_is_guessed(record) and _MANY.search(text)))


def _is_guessed(record: Record) -> bool:
    """Whether the sentence itself names no material."""
    return record.evidence[0].rule.rpartition("+")[2] in ("before", "paper", "no material", "device") or re.fullmatch(rf"(?:the )?{_BODIES}", record.material or "", re.I) is not None


def _shared(paper: Paper, record: Record, children: Mapping[str, set[str]]) -> set[str]:
    """Of whom besides its own sample a step is: the ids of its members, {"*"} for all of the paper, or nobody."""
    if record.property not in STEP_PROPERTIES or record.evidence[0].rule == "table":
        return set()
    if _is_collective(record):
        return {"*"}
    return set() if record.sample else children.get(paper.key(Mention(0, 0, record.material or "", "name", None)), set())


def _elsewhere(record: Record, own: Sequence[Record], sample: Sequence[Record]) -> bool:
    """Whether a sample has a temperature of its own that is not in the sentence, while the sentence has one: it was made in another step."""

    def told_here(other: Record) -> bool:
        return any((e.block, e.start) == (record.evidence[0].block, record.evidence[0].start) for e in other.evidence)

    here = {r.value for r in own if r.property == "sintering_temperature" and told_here(r)}
    there = {r.value for r in sample if r.property == "sintering_temperature"}
    return bool(here and there) and not here & there


def _children(paper: Paper, own: Sequence[Record]) -> dict[str, set[str]]:
    """The samples of the members of each series ("… (x = 0.4)") or host ("LAGP-700")."""
    children: dict[str, set[str]] = defaultdict(set)
    for record in own:
        for name in (record.material or "", record.sample or ""):
            match = _MEMBER.match(name)
            if match:
                parent = paper.key(Mention(0, 0, match["series"] or match["host"], "name", None))
                children[parent].update(record.conditions["samples"])
    return children


def _fits(record: Record, sample: Sequence[Record]) -> bool:
    """Whether a sample may be one of "all": of the record's family, as far as both compositions are known."""
    formula = next((r.formula for r in sample if r.formula), None)
    mine, others = _elements(record.formula), _elements(formula)
    stems = {match.group(1) for name in [record.sample or "", *(r.sample or "" for r in sample)] if (match := _STEM.match(name))}
    if len(stems) > 1 and re.search(r"\bseries\b", record.evidence[0].text):
        return False
    return not mine or not others or len(mine & others) >= min(RELATED, len(mine), len(others))


def _elements(formula: str | None) -> set[str]:
    return {element for element, _ in composition(formula) or ()} - {"O"} if formula else set()
