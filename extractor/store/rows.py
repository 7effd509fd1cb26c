"""What a paper tells, as rows of the store's tables."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.compounds.formula import hill_formula
from extractor.compounds.identity import identify
from extractor.compounds.link import Linker, element_set
from extractor.compounds.registry import registry
from extractor.document import Document
from extractor.records import ProcessingStep, Record

Row = dict[str, Any]
#: Of an id of one polymorph, where the paper tells none.
ANY_PHASE_SCORE = 0.95


@dataclass
class PaperRows:
    """Rows of every table that a paper fills; `paper` is its own row, without what the run adds (version, run_id, ingested)."""

    paper: Row = field(default_factory=dict)
    compounds: list[Row] = field(default_factory=list)
    compound_identifiers: list[Row] = field(default_factory=list)
    blocks: list[Row] = field(default_factory=list)
    compound_links: list[Row] = field(default_factory=list)
    samples: list[Row] = field(default_factory=list)
    interfaces: list[Row] = field(default_factory=list)
    processing_steps: list[Row] = field(default_factory=list)
    step_samples: list[Row] = field(default_factory=list)
    measurements: list[Row] = field(default_factory=list)
    sample_measurements: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)


def paper_rows(document: Document, records: Sequence[Record], steps: Sequence[ProcessingStep] = ()) -> PaperRows:
    """All rows of one paper. Records with one key (the same fact at the same place) are one row."""
    unique = list({record.fact_key: record for record in reversed(records)}.values())[::-1]
    builder = _Builder(document)
    builder.paper()
    builder.blocks()
    builder.samples(unique)
    for record in unique:
        builder.measurement(record)
    for step in steps:
        builder.step(step)
    return builder.rows


def _id(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


def interface_key(paper_id: str, side_a: str, side_b: str, interlayer: str | None) -> str:
    """The id of a paper's interface."""
    return _id(paper_id, side_a, side_b, interlayer)


def _list(values: Sequence[object]) -> str:
    return json.dumps(values, ensure_ascii=False)


def compound_row(compound_id: str) -> Row:
    """A compound's row: what its id says, and the names that the registry knows."""
    formula, _, phase = compound_id.partition("-")
    elements, known = element_set(formula), registry().get(compound_id)
    return {
        "id": compound_id, "reduced_formula": formula, "chemical_formula_hill": hill_formula(formula), "elements": _list(elements),
        "nelements": len(elements), "phase": phase or None, "names": _list(sorted({name.name for name in known.names}) if known else []),
    }


class _Builder:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.paper_id = document.paper_id
        self.rows = PaperRows()
        self.sample_ids: dict[str, str] = {}
        self.interface_ids: set[str] = set()
        self.compound_ids: set[str] = set()
        self.linker = Linker(block.text for block in document.blocks)
        self.linked: set[tuple[str, str]] = set()

    def paper(self) -> None:
        meta = self.document.metadata
        self.rows.paper = {
            "id": self.paper_id, "doi": meta.doi or None, "title": meta.title or None, "authors": "; ".join(meta.authors) or None,
            "journal": meta.journal or None, "year": meta.year, "licence": meta.licence or None, "file": self.document.file,
            "sha256": self.document.sha256, "reader": self.document.reader,
        }

    def blocks(self) -> None:
        self.rows.blocks = [
            {"paper_id": self.paper_id, "id": b.id, "ordinal": i, "kind": b.kind.value, "section": b.section, "page": b.page, "text": b.text}
            for i, b in enumerate(self.document.blocks)
        ]

    def link(self, mention: str, formula: str | None, phase: str | None = None) -> str | None:
        """Keep all candidates of a mention; returns the chosen compound."""
        chosen = self.linker.chosen(mention, formula, phase)
        found = self.linker.candidates(mention, formula, phase)
        for candidate in found:
            self.compound(candidate.compound_id, candidate.formula)
            if (mention, candidate.compound_id) not in self.linked:
                self.linked.add((mention, candidate.compound_id))
                self.rows.compound_links.append(
                    {
                        "paper_id": self.paper_id, "mention": mention, "compound_id": candidate.compound_id,
                        "method": candidate.method, "score": candidate.score, "chosen": int(candidate.compound_id == chosen),
                    }
                )
        return chosen

    def compound(self, compound_id: str, formula: str) -> None:
        """A compound's row, with what the registry knows of it."""
        if compound_id in self.compound_ids:
            return
        self.compound_ids.add(compound_id)
        known = registry().get(compound_id)
        self.rows.compounds.append(compound_row(compound_id))
        # a paper that tells no phase may mean any of those that are known
        forms = registry().by_formula(formula) if compound_id == formula else [known] if known else []
        self.rows.compound_identifiers.extend(
            {
                "compound_id": compound_id, "database": external.scheme, "identifier": external.id, "formula": form.formula,
                "space_group": next((group.symbol for group in form.space_groups if group.source.endswith(f" {external.id}")), None),
                "score": 1.0 if form.id == compound_id else ANY_PHASE_SCORE, "origin": f"registry: {external.source}",
            }
            for form in forms
            for external in form.ids
        )

    def samples(self, records: Sequence[Record]) -> None:
        """One row a sample, described by the facts that are told of it."""
        members: dict[str, list[Record]] = {}
        for record in records:
            for name in record.conditions.get("samples", ()):
                members.setdefault(name, []).append(record)
        for name, told in members.items():
            label = _commonest(record.sample for record in told)
            # what is told of several samples may name just the series
            exact = [record for record in told if len(record.conditions["samples"]) == 1] or told
            formula = _commonest(record.formula for record in exact)
            material = _commonest(record.material for record in exact if record.formula == formula) or exact[0].material or ""
            phase = _commonest(record.conditions.get("phase") for record in exact)
            identity = self.sample_ids[name] = _id(self.paper_id, name, label, formula or material)
            self.rows.samples.append(
                {
                    "id": identity, "paper_id": self.paper_id, "name": name, "label": label, "material": material,
                    "formula": formula, "compound_id": self.link(material, formula, phase), **self.composition(material, formula, phase),
                }
            )

    def composition(self, material: str, formula: str | None, phase: str | None) -> Row:
        """Host, dopants, additives and phase as the material's name tells them."""
        identity = identify(material, formula=self.linker.told(material, formula))
        if identity.host:
            self.compound(identity.host, identity.host)
        return {
            "host_id": identity.host, "dopants": _list(identity.dopants), "additives": _list([additive._asdict() for additive in identity.additives]),
            "phase": identity.phase or phase,
        }

    def interface(self, record: Record) -> str | None:
        if not record.interface:
            return None
        upper, lower = record.interface
        interlayer = record.conditions.get("interlayer")
        identity = interface_key(self.paper_id, upper, lower, interlayer)
        if identity not in self.interface_ids:
            self.interface_ids.add(identity)
            self.rows.interfaces.append(
                {
                    "id": identity, "paper_id": self.paper_id, "side_a": upper, "side_b": lower,
                    "compound_a": self.link(upper, None), "compound_b": self.link(lower, None), "interlayer": interlayer,
                }
            )
        return identity

    def measurement(self, record: Record) -> None:
        key = record.fact_key
        evidence = {_id(key, e.block, e.start, e.value_start, e.value_end): e for e in reversed(record.evidence)}
        for identity, piece in reversed(evidence.items()):
            self.rows.evidence.append(
                {
                    "id": identity, "measurement_id": key, "paper_id": self.paper_id, "block": piece.block,
                    "start": piece.start, "end": piece.end, "value_start": piece.value_start, "value_end": piece.value_end,
                    "page": piece.page, "boxes": json.dumps(piece.boxes), "cell": json.dumps(piece.cell) if piece.cell else None,
                    "text": piece.text, "rule": piece.rule, "repairs": _list(piece.repairs),
                }
            )
        first = record.evidence[0]
        self.rows.measurements.append(
            {
                "id": key, "paper_id": self.paper_id, "interface_id": self.interface(record), "property": record.property,
                "material": record.material, "formula": record.formula, "label": record.sample,
                "compound_id": self.link(record.material, record.formula, record.conditions.get("phase")) if record.material and not record.interface else None,
                "value": record.value if isinstance(record.value, float) else None,
                "word": record.value if isinstance(record.value, str) else None, "low": record.low, "high": record.high,
                "uncertainty": record.uncertainty, "comparator": record.comparator, "unit": record.unit, "raw": record.raw,
                "temperature": record.temperature, "conditions": json.dumps(record.conditions, sort_keys=True, ensure_ascii=False),
                "method": record.method, "cited": int(record.cited), "simulated": int(record.simulated), "confidence": record.confidence,
                "flags": _list(record.flags), "evidence_id": _id(key, first.block, first.start, first.value_start, first.value_end),
            }
        )
        for name in dict.fromkeys(record.conditions.get("samples", ())):
            self.rows.sample_measurements.append({"sample_id": self.sample_ids[name], "measurement_id": key})

    def step(self, step: ProcessingStep) -> None:
        where = step.evidence
        identity = _id(self.paper_id, step.operation, step.ordinal, where.block, where.value_start)
        self.rows.processing_steps.append(
            {
                "id": identity, "paper_id": self.paper_id, **step.model_dump(exclude={"samples", "source", "evidence"}),
                "block": where.block, "start": where.start, "end": where.end, "text": where.text,
            }
        )
        for name in dict.fromkeys(step.samples):
            if name in self.sample_ids:
                self.rows.step_samples.append({"step_id": identity, "sample_id": self.sample_ids[name]})


def _commonest(values: Any) -> str | None:
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None
