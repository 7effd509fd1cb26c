"""Small li-conductivity tables with the columns that the real one has."""

from __future__ import annotations

from typing import Any

import pandas as pd

from extractor.compounds.features import atomic_fractions, composition_features
from extractor.datasets.conductivity import columns

ROOM = 298.15


def table_of(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows with a formula, a work and conductivities, at room temperature and read by people unless told otherwise."""
    made = []
    for row in rows:
        told = {f"{name}_temperature": ROOM for name in row if name.endswith("conductivity")}
        shares = {f"x_{symbol}": share for symbol, share in atomic_fractions(row["formula"]).items()}
        made.append({"exact": True, "reviewed": True, "origin": "OBELiX", "grain_boundary_derived": False, "paper": row.get("doi"), **told, **shares, **composition_features(row["formula"]), **row})
    table = pd.DataFrame(made)
    for name in columns(table):
        if name not in table:
            table[name] = None
    shares = [name for name in table.columns if name.startswith("x_")]
    table[shares] = table[shares].fillna(0.0)
    return table
