"""Which stored measurements a dataset takes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from extractor.store import Store


@dataclass(frozen=True)
class Filters:
    """Rejected measurements are never taken; what is not set does not choose.

    Temperatures are in K; a measurement without a temperature is taken only where none is asked for.
    """

    reviewed: bool = False
    min_confidence: float = 0.0
    measured: bool = False
    own: bool = False
    min_temperature: float | None = None
    max_temperature: float | None = None

    def told(self) -> dict[str, object]:
        """What is set, for a card.

        >>> Filters(reviewed=True, max_temperature=310.0).told()
        {'reviewed': True, 'max_temperature': 310.0}
        """
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default}

    def condition(self) -> tuple[str, dict[str, object]]:
        """SQL over `measurement_view`, and its parameters."""
        parts = {
            "reviewed": "state IN ('accept', 'edit')", "min_confidence": "(confidence >= :min_confidence OR state IN ('accept', 'edit'))", "measured": "simulated = 0", "own": "cited = 0",
            "min_temperature": "temperature >= :min_temperature", "max_temperature": "temperature <= :max_temperature",
        }  # fmt: skip
        told = self.told()
        return " AND ".join(["state != 'reject'", *(parts[name] for name in told)]), told

    def keep(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows of another source that pass: its rows are read by people, so that only kind and temperature choose."""
        chosen = pd.Series(True, index=frame.index)
        for name, column in (("measured", "simulated"), ("own", "cited")):
            if getattr(self, name) and column in frame:
                chosen &= ~frame[column].fillna(0).astype(bool)
        if self.min_temperature is not None:
            chosen &= frame["temperature"] >= self.min_temperature
        if self.max_temperature is not None:
            chosen &= frame["temperature"] <= self.max_temperature
        return frame[chosen]


def measurements(store: Store, filters: Filters, properties: tuple[str, ...]) -> pd.DataFrame:
    """Rows of `measurement_view` of some properties that pass the filters, in the order of their ids."""
    where, parameters = filters.condition()
    names = {f"property{number}": name for number, name in enumerate(properties)}
    marks = ", ".join(f":{name}" for name in names)
    sql = f"SELECT * FROM measurement_view WHERE property IN ({marks}) AND {where} ORDER BY id"
    return pd.DataFrame(store.db.query(sql, {**parameters, **names}), columns=_columns(store))


def dictionaries(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, with None where nothing is told."""
    return [{str(name): value for name, value in row.items()} for row in table.astype(object).where(table.notna(), None).to_dict("records")]


def _columns(store: Store) -> list[str]:
    return [column.name for column in store.db["measurement_view"].columns]
