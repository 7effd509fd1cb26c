"""The data dictionary: what every table, view and column of the store means, and in which unit it is.

`schemas/store.yaml` says it; a view's columns that are those of the table `of` which it is made are not said again.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from extractor.properties.declaration import schema_folder


class Column(BaseModel):
    """A column's meaning; `unit` as Pint reads it ("1" for a ratio), `standard` is where the term comes from."""

    model_config = ConfigDict(extra="forbid")

    description: str
    unit: str | None = None
    standard: str | None = None


class Relation(BaseModel):
    """A table or view: `own` are the columns told of itself, `columns` also those of what it is made of."""

    model_config = ConfigDict(extra="forbid")

    description: str
    of: str | None = None
    own: dict[str, Column] = Field(default={}, alias="columns")
    columns: dict[str, Column] = Field(default={}, exclude=True, alias="all_columns")


@cache
def load_dictionary() -> dict[str, Relation]:
    """All tables and views by name; a view knows the columns of what it is made of.

    >>> load_dictionary()["sample_view"].columns["grain_size"].unit
    'm'
    """
    data: dict[str, Any] = yaml.safe_load((schema_folder() / "store.yaml").read_text(encoding="utf-8"))
    relations: dict[str, Relation] = {}
    for name, raw in data.items():
        relation = Relation.model_validate(raw)
        below = relations[relation.of].columns if relation.of else {}
        relations[name] = relation.model_copy(update={"columns": {**below, **relation.own}})
    return relations
