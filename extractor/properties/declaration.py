"""Property declarations: YAML in, validated models out. A new property needs no Python."""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pint import UndefinedUnitError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extractor.errors import UsageError
from extractor.quantities.units import UREG


def schema_folder() -> Path:
    """The folder `schemas/`: inside an installed wheel, or beside the package in a checkout."""
    inside = Path(__file__).parents[1] / "schemas"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "schemas"


class Property(BaseModel):
    """One property: its dimension, and the words by which papers name it.

    Patterns are Python regular expressions; `cues` name the property itself, `weak_cues` may name
    it and count only where `context` matches nearby, `decoys` name other things of the same
    dimension, `headers` match a table header.
    """

    model_config = ConfigDict(extra="forbid", ignored_types=(cached_property,))

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    label: str
    symbol: str = ""
    description: str
    unit: str | None
    display_unit: str | None
    belongs_to: Literal["sample", "interface"]
    #: QUDT's name of the kind of quantity (qudt.org/vocab/quantitykind).
    quantity_kind: str | None = None
    #: Where values of good samples lie; what is outside gets a flag and less confidence.
    plausible: tuple[float, float] | None = None
    #: No true value is outside; `kaimen check` tells of it.
    possible: tuple[float, float] | None = None
    conditions: list[str] = []
    #: "after": the value follows its cue ("sintered at 1100 °C"); "both": on either side.
    direction: Literal["after", "both"] = "both"
    like: str | None = None
    cues: list[str] = []
    weak_cues: list[str] = []
    decoys: list[str] = []
    context: str | None = None
    #: How far `context` may stand from a weak cue.
    context_scope: Literal["sentence", "paper"] = "paper"
    #: Words in the sentence, or (scope "near") the two before it, that speak of something else;
    #: they yield to `context` in the value's own sentence.
    anti_context: str | None = None
    anti_context_scope: Literal["sentence", "near"] = "sentence"
    #: In "bulk and grain boundary conductivities" the parts are `qualifiers`, what they share is `head`.
    qualifiers: str | None = None
    head: str | None = None
    #: A value without a cue is one of these if a value of this unit stands just before it.
    beside: str | None = None
    #: Whether a chemical element may be the material (no element conducts ions).
    elements: bool = True
    #: Whether the reciprocal is the same property (conductance ↔ resistance).
    inverse: bool = False
    #: Whether a value outside `plausible` is no value of this property at all.
    drop_implausible: bool = False
    headers: list[str] = []
    #: For a property whose value is a word: value → pattern.
    values: dict[str, str] = {}

    @model_validator(mode="after")
    def _check(self) -> Property:
        if (self.unit is None) != bool(self.values):
            raise ValueError("a property has either a unit, or words under `values`")
        for unit in (self.unit, self.display_unit):
            if unit not in (None, "1"):
                try:
                    UREG.Unit(unit)
                except UndefinedUnitError as error:
                    raise ValueError(str(error)) from None
        optional = [p for p in (self.context, self.anti_context, self.qualifiers, self.head) if p]
        for pattern in [*self.cues, *self.weak_cues, *self.decoys, *self.headers, *self.values.values(), *optional]:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"not a regular expression: {pattern!r} ({error})") from None
        return self

    @cached_property
    def cue_pattern(self) -> re.Pattern[str]:
        return _any(self.cues)

    @cached_property
    def weak_cue_pattern(self) -> re.Pattern[str]:
        return _any(self.weak_cues)

    @cached_property
    def decoy_pattern(self) -> re.Pattern[str]:
        return _any(self.decoys)

    @cached_property
    def header_pattern(self) -> re.Pattern[str]:
        return _any(self.headers)

    @cached_property
    def anti_context_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.anti_context, re.I) if self.anti_context else None

    @cached_property
    def context_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.context, re.I) if self.context else None

    def is_plausible(self, value: float) -> bool:
        return self.plausible is None or self.plausible[0] <= value <= self.plausible[1]


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) if patterns else r"(?!)", re.I)


#: What `like` takes over.
_SHARED = ("cues", "weak_cues", "decoys", "context", "context_scope", "anti_context", "anti_context_scope")


def read_declaration(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: not valid YAML ({' '.join(str(error).split())})") from None
    if not isinstance(data, dict):
        raise UsageError(f"{path}: a property declaration is a mapping")
    return data


@cache
def load_properties(folder: Path | None = None) -> dict[str, Property]:
    """All declared properties by name, from `folder` or the shipped ones.

    `like: other` takes over the cues and decoys of another property where it has none of its own.
    Raises UsageError that names the file for an invalid declaration.
    """
    folder = folder or schema_folder() / "properties"
    raw = {path: read_declaration(path) for path in sorted(folder.glob("*.yaml"))}
    by_name = {data.get("name"): data for data in raw.values()}
    properties: dict[str, Property] = {}
    for path, data in raw.items():
        model = by_name.get(data.get("like"))
        if data.get("like") and model is None:
            raise UsageError(f"{path}: `like` names a property that is not declared: {data['like']}")
        shared: dict[str, Any] = {k: model[k] for k in _SHARED if k in model} if model else {}
        try:
            declared = Property.model_validate({**shared, **data})
        except ValidationError as error:
            raise UsageError(f"{path}: {' '.join(str(error).split())}") from None
        properties[declared.name] = declared
    return properties
