"""The common format: one record a fact, one step an operation, each with the place that it came from.

`Record` is the record on the wire (JSON Lines of `kaimen extract` and of generic exports); the JSON
Schema in schemas/ is generated from it. Values are in SI units, or words for categories.
"""

from __future__ import annotations

import builtins
import hashlib
import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Comparator = Literal["=", "~", "<", ">", "<=", ">="]


class Evidence(BaseModel):
    """Where a fact stands: `text` is the block's text from `start` to `end`, letter for letter."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1)
    block: str
    start: int = Field(ge=0)
    end: int
    page: int | None = None
    boxes: list[tuple[float, float, float, float]] = []
    #: offsets, in the same block, of the value itself
    value_start: int
    value_end: int
    cell: tuple[int, int] | None = None
    rule: str = ""
    #: Characters of the text that the reader mended: as read → as repaired, and why.
    repairs: list[str] = []

    @model_validator(mode="after")
    def _ordered(self) -> Evidence:
        if self.end - self.start != len(self.text):
            raise ValueError("evidence offsets do not fit its text")
        return self


class Source(BaseModel):
    """The paper that a fact comes from."""

    model_config = ConfigDict(extra="forbid")

    paper: str
    doi: str = ""
    file: str = ""


class Record(BaseModel):
    """One fact: a property's value for a material or an interface, in one paper."""

    model_config = ConfigDict(extra="forbid")

    property: str
    value: float | str | None
    low: float | None = None
    high: float | None = None
    uncertainty: float | None = None
    comparator: Comparator = "="
    unit: str | None = Field(description="SI base or coherent derived unit, as Pint reads it; null for words")
    raw: str = Field(description="as written, value and unit")
    material: str | None = Field(default=None, description="as written")
    formula: str | None = Field(default=None, description="reduced formula, electronegativity order")
    compound_id: str | None = None
    interface: list[str] | None = Field(default=None, description="the two sides, film or upper side first")
    sample: str | None = None
    temperature: float | None = Field(default=None, description="kelvin")
    conditions: dict[str, Any] = {}
    method: str | None = None
    cited: bool = False
    simulated: bool = False
    confidence: float = Field(ge=0, le=1)
    flags: list[str] = []
    source: Source
    evidence: list[Evidence] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_value(self) -> Record:
        if self.value is None and self.low is None and self.high is None:
            raise ValueError("a record needs a value or a range")
        return self

    @builtins.property
    def fact_key(self) -> str:
        """A name for the fact that stays the same from run to run (hex, 16 characters).

        It is made from what the fact says and where it says it first, not from how it was found.
        """
        first = self.evidence[0]
        parts = [
            self.source.paper, self.property, _rounded(self.value), _rounded(self.low), _rounded(self.high), self.comparator,
            self.material, self.interface, _rounded(self.temperature), first.block, first.value_start, first.value_end,
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]

    def wire(self) -> str:
        """One line of JSON."""
        return self.model_dump_json()


class ProcessingStep(BaseModel):
    """One operation of a route: what was done, to which samples, under which conditions, and where that stands."""

    model_config = ConfigDict(extra="forbid")

    ordinal: int = Field(ge=1, description="place in the paper's route, from 1")
    operation: str = Field(description="calcination, milling, pressing, sintering, hot pressing, annealing, deposition …")
    method: str | None = Field(default=None, description="way of sintering, e.g. spark plasma sintering")
    raw: str = Field(description="the word that names it, as written")
    material: str | None = Field(default=None, description="as written")
    samples: list[str] = Field(default=[], description="the paper's samples that it was done to")
    temperature: float | None = Field(default=None, gt=0, description="kelvin")
    duration: float | None = Field(default=None, gt=0, description="seconds")
    atmosphere: str | None = None
    pressure: float | None = Field(default=None, gt=0, description="pascal")
    heating_rate: float | None = Field(default=None, gt=0, description="kelvin a second")
    source: Source
    evidence: Evidence


def _rounded(value: float | str | None) -> float | str | None:
    return float(f"{value:.6g}") if isinstance(value, float) else value
