"""Records to rows: samples, interfaces, steps, links, measurements, evidence of one paper."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.compounds.link import candidates, element_set, told_by_paper
from extractor.document import Document
from extractor.records import Record

Row = dict[str, Any]
#: A link below this score is kept but not chosen.
CHOSEN_SCORE = 0.9
_STEP_COLUMNS = {
    "sintering_temperature": "temperature", "sintering_time": "duration", "sintering_atmosphere": "atmosphere", "sintering_pressure": "pressure",
}


@dataclass
class PaperRows:
    """Rows of every table that a paper fills."""

    compounds: list[Row] = field(default_factory=list)
    blocks: list[Row] = field(default_factory=list)
    compound_links: list[Row] = field(default_factory=list)
    samples: list[Row] = field(default_factory=list)
    interfaces: list[Row] = field(default_factory=list)
    processing_steps: list[Row] = field(default_factory=list)
    measurements: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)


def _id(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


class _Builder:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.rows = PaperRows()
        self.seen: dict[str, set[str]] = {"compounds": set(), "links": set(), "samples": set(), "interfaces": set(), "steps": set()}

    def link(self, mention: str, formula: str | None) -> str | None:
        """Keep all candidates of a mention; returns the chosen compound."""
        told = formula if formula and told_by_paper(mention, formula, (block.text for block in self.document.blocks)) else None
        found = candidates(mention, told)
        chosen = found[0].compound_id if found and found[0].score >= CHOSEN_SCORE else None
        for candidate in found:
            if candidate.compound_id not in self.seen["compounds"]:
                self.seen["compounds"].add(candidate.compound_id)
                self.rows.compounds.append(
                    {
                        "id": candidate.compound_id, "reduced_formula": candidate.formula,
                        "elements": json.dumps(element_set(candidate.formula)), "names": "[]", "external_ids": "{}",
                    }
                )
            key = f"{mention}\0{candidate.compound_id}"
            if key not in self.seen["links"]:
                self.seen["links"].add(key)
                self.rows.compound_links.append(
                    {
                        "paper_id": self.document.paper_id, "mention": mention, "compound_id": candidate.compound_id,
                        "method": candidate.method, "score": candidate.score, "chosen": int(candidate.compound_id == chosen),
                    }
                )
        return chosen

    def sample(self, record: Record) -> str | None:
        if record.material is None:
            return None
        identity = _id(self.document.paper_id, record.sample, record.formula or record.material)
        if identity not in self.seen["samples"]:
            self.seen["samples"].add(identity)
            self.rows.samples.append(
                {
                    "id": identity, "paper_id": self.document.paper_id, "label": record.sample, "material": record.material,
                    "formula": record.formula, "compound_id": self.link(record.material, record.formula),
                }
            )
        return identity

    def interface(self, record: Record) -> str | None:
        if not record.interface:
            return None
        upper, lower = record.interface
        interlayer = record.conditions.get("interlayer")
        identity = _id(self.document.paper_id, upper, lower, interlayer)
        if identity not in self.seen["interfaces"]:
            self.seen["interfaces"].add(identity)
            self.rows.interfaces.append(
                {
                    "id": identity, "paper_id": self.document.paper_id, "side_a": upper, "side_b": lower,
                    "compound_a": self.link(upper, None), "compound_b": self.link(lower, None), "interlayer": interlayer,
                }
            )
        return identity

    def step(self, record: Record, sample_id: str) -> None:
        """Temperature, time, atmosphere and pressure told of one sample in one sentence are one step."""
        first = record.evidence[0]
        identity = _id(self.document.paper_id, sample_id, "sintering", first.block, first.start)
        if identity not in self.seen["steps"]:
            self.seen["steps"].add(identity)
            self.rows.processing_steps.append(
                {
                    "id": identity, "paper_id": self.document.paper_id, "sample_id": sample_id,
                    "ordinal": sum(s["sample_id"] == sample_id for s in self.rows.processing_steps) + 1,
                    "operation": "sintering", "temperature": None, "duration": None, "atmosphere": None, "pressure": None,
                }
            )
        step = next(s for s in self.rows.processing_steps if s["id"] == identity)
        column = _STEP_COLUMNS[record.property]
        if step[column] is None:
            step[column] = record.value

    def measurement(self, record: Record) -> None:
        key = record.fact_key
        sample_id = None if record.interface else self.sample(record)
        if record.property in _STEP_COLUMNS and sample_id:
            self.step(record, sample_id)
        evidence_ids = []
        for piece in record.evidence:
            identity = _id(key, piece.block, piece.start, piece.value_start, piece.value_end)
            if identity in evidence_ids:
                continue
            evidence_ids.append(identity)
            self.rows.evidence.append(
                {
                    "id": identity, "measurement_id": key, "paper_id": self.document.paper_id, "block": piece.block,
                    "start": piece.start, "end": piece.end, "value_start": piece.value_start, "value_end": piece.value_end,
                    "page": piece.page, "boxes": json.dumps(piece.boxes), "cell": json.dumps(piece.cell) if piece.cell else None,
                    "text": piece.text, "rule": piece.rule, "repairs": json.dumps(piece.repairs, ensure_ascii=False),
                }
            )
        self.rows.measurements.append(
            {
                "id": key, "paper_id": self.document.paper_id, "sample_id": sample_id, "interface_id": self.interface(record),
                "property": record.property, "value": record.value if isinstance(record.value, float) else None,
                "word": record.value if isinstance(record.value, str) else None, "low": record.low, "high": record.high,
                "uncertainty": record.uncertainty, "comparator": record.comparator, "unit": record.unit, "raw": record.raw,
                "temperature": record.temperature, "conditions": json.dumps(record.conditions, sort_keys=True, ensure_ascii=False),
                "method": record.method, "cited": int(record.cited), "simulated": int(record.simulated), "confidence": record.confidence,
                "flags": json.dumps(record.flags), "evidence_id": evidence_ids[0],
            }
        )


def paper_rows(document: Document, records: Sequence[Record]) -> PaperRows:
    """All rows of one paper. Records with one key (the same fact at the same place) are one row."""
    builder = _Builder(document)
    builder.rows.blocks = [
        {
            "paper_id": document.paper_id, "id": b.id, "ordinal": i, "kind": b.kind.value, "section": b.section, "page": b.page, "text": b.text,
        }
        for i, b in enumerate(document.blocks)
    ]
    written: set[str] = set()
    for record in records:
        if record.fact_key not in written:
            written.add(record.fact_key)
            builder.measurement(record)
    return builder.rows
