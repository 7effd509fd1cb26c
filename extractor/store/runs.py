"""Runs of the ingest: what they were made of, how they went, and whether a file needs no other one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def begin(
    connection: sqlite3.Connection, version: str, configuration: Mapping[str, Any], models: Mapping[str, str], components: Mapping[str, str], engine: str, workers: int
) -> int:
    cursor = connection.execute(
        "INSERT INTO runs (started, version, configuration, models, components, engine, workers) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (now(), version, _json(configuration), _json(models), _json(components), engine, workers),
    )
    return int(cursor.lastrowid or 0)


def end(connection: sqlite3.Connection, run_id: int, papers: int, records: int, errors: int, counts: Mapping[str, int], seconds: Mapping[str, float]) -> None:
    connection.execute(
        "UPDATE runs SET finished = ?, papers = ?, records = ?, errors = ?, counts = ?, seconds = ? WHERE id = ?",
        (now(), papers, records, errors, _json(counts), _json(seconds), run_id),
    )


def is_current(connection: sqlite3.Connection, sha256: str, components: Mapping[str, str]) -> bool:
    """Whether a paper of this content is stored by a run of these components; a run of none (an older schema's) does not count."""
    sql = """SELECT 1 FROM papers p JOIN runs r ON r.id = p.run_id
             WHERE p.sha256 = ? AND p.status = 'ok' AND r.components = ? AND r.components != '{}'"""
    return connection.execute(sql, (sha256, _json(components))).fetchone() is not None


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, sort_keys=True)
