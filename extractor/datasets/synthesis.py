"""The synthesis table: one row a processing step, in the order of the route, with the samples that it made."""

from __future__ import annotations

import pandas as pd

from extractor.datasets.columns import ORIGIN, Column
from extractor.store import Store

COLUMNS: dict[str, Column] = {
    "id": Column("identity of the step in the store"),
    "paper": ORIGIN["paper"],
    "step": Column("place of the step in its paper's route, from 1", "integer"),
    "operation": Column("kind of step: mixing, milling, calcination, pressing, sintering, hot pressing, annealing, deposition …"),
    "method": Column("how: spark plasma, solid state, magnetron …"),
    "material": Column("what is processed, as told"),
    "samples": Column("samples that the step makes, parted by semicolons"),
    "formulas": Column("their reduced formulas, parted by semicolons"),
    "temperature": Column("temperature", "float", "K"),
    "duration": Column("time at that temperature", "float", "s"),
    "atmosphere": Column("atmosphere"),
    "pressure": Column("pressure", "float", "Pa"),
    "heating_rate": Column("heating rate", "float", "K/s"),
    **{name: ORIGIN[name] for name in ("doi", "title", "year", "source", "evidence")},
}
_SQL = """
SELECT t.id, t.paper_id AS paper, row_number() OVER (PARTITION BY t.paper_id ORDER BY t.ordinal, t.id) AS step, t.operation, t.method, t.material,
       (SELECT group_concat(name, '; ') FROM (SELECT s.name FROM step_samples x JOIN samples s ON s.id = x.sample_id WHERE x.step_id = t.id ORDER BY s.name)) AS samples,
       (SELECT group_concat(formula, '; ') FROM (SELECT DISTINCT s.formula FROM step_samples x JOIN samples s ON s.id = x.sample_id WHERE x.step_id = t.id ORDER BY s.formula)) AS formulas,
       t.temperature, t.duration, t.atmosphere, t.pressure, t.heating_rate, p.doi, p.title, p.year, p.file AS source, t.text AS evidence
FROM processing_steps t JOIN papers p ON p.id = t.paper_id ORDER BY t.paper_id, t.ordinal, t.id
"""


def synthesis(store: Store) -> pd.DataFrame:
    """Every step of every route. Steps have neither confidence nor review of their own, so that filters do not apply."""
    return pd.DataFrame(store.db.query(_SQL), columns=list(COLUMNS))
