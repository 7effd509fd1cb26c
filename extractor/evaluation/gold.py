"""Gold facts, annotated by reading (corpora/gold/GUIDELINES.md)."""

from __future__ import annotations

import builtins
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import UsageError
from extractor.records import Comparator

SPLITS = ("dev", "test")


class GoldFact(BaseModel):
    """One annotated fact; `doubtful` ones count neither as miss nor as false find."""

    model_config = ConfigDict(extra="ignore")

    property: str
    value: float | str | None = None
    low: float | None = None
    high: float | None = None
    comparator: Comparator = "="
    unit: str | None = None
    raw: str
    material: str | None = None
    aliases: list[str] = []
    interface: list[str] | str | None = None
    temperature: float | None = None
    sample: str | None = None
    cited: bool = False
    simulated: bool = False
    doubtful: bool = False
    quote: str = ""
    #: ids of the samples that the fact is told of
    group: list[str] = []
    #: other names of an interface's first and second side
    side_aliases: list[list[str]] = []

    @builtins.property
    def names(self) -> list[str]:
        return [name for name in [self.material, *self.aliases] if name]


def read_gold(folder: Path, split: str) -> dict[str, list[GoldFact]]:
    """Gold of one split by the paper's file stem.

    Raises UsageError that names file and line for a malformed fact.
    """
    gold: dict[str, list[GoldFact]] = {}
    for path in sorted((folder / split).glob("*.jsonl")):
        facts = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                facts.append(GoldFact.model_validate(json.loads(line)))
            except (ValidationError, json.JSONDecodeError) as error:
                raise UsageError(f"{path}:{number}: not a gold fact ({' '.join(str(error).split())[:200]})") from None
        gold[path.stem] = facts
    return gold
