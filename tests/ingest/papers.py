"""Small papers, each with facts of its own; what a store holds, to compare it with another's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_HOSTS = ("Li7La3Zr2O12", "Li6.4La3Zr1.4Ta0.6O12", "Li1.3Al0.3Ti1.7(PO4)3", "Ce0.9Gd0.1O1.95", "Na3Zr2Si2PO12", "BaZr0.8Y0.2O3")
#: Columns that differ between two runs that do the same, and tables that only tell of runs.
#: `number` counts the order of writing.
_PASSING = frozenset({"ingested", "retrieved", "updated", "seconds", "memory", "attempts", "run_id", "number"})
_OF_RUNS = frozenset({"runs", "run_failures"})


def paper(number: int) -> str:
    """A paper with a conductivity, a sintering step and a density that no other number has."""
    host = _HOSTS[number % len(_HOSTS)]
    return (
        f"Study {number} of {host}\n\nExperimental\n\n"
        f"{host} pellets were sintered at {1000 + number} °C for {2 + number % 17} h in air.\n\nResults\n\n"
        f"Their relative density was {70 + number * 0.1:.1f}%. The ionic conductivity of {host} was {1 + number * 0.01:.2f} × 10−4 S cm−1 at 25 °C.\n"
    )


def write_papers(folder: Path, number: int) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"paper-{i:04}.txt" for i in range(number)]
    for i, path in enumerate(paths):
        path.write_text(paper(i), encoding="utf-8")
    return paths


def content(db: Path) -> dict[str, list[str]]:
    """Every row of every table, without what only tells of times and runs, in an order of its own."""
    with closing(sqlite3.connect(db)) as connection:
        found = {}
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_fts%'")]
        for table in sorted(set(tables) - _OF_RUNS):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in _PASSING]
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
            found[table] = sorted(map(repr, rows))
        return found


def papers_of(db: Path) -> dict[str, list[str]]:
    """The rows of each paper that was read well."""
    with closing(sqlite3.connect(db)) as connection:
        found: dict[str, list[str]] = {paper: [] for (paper,) in connection.execute("SELECT id FROM papers WHERE status = 'ok'")}
        for table in ("papers", "blocks", "samples", "processing_steps", "measurements", "evidence"):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in _PASSING]
            for paper, *row in connection.execute(f"SELECT {'id' if table == 'papers' else 'paper_id'}, {', '.join(columns)} FROM {table} ORDER BY {', '.join(columns)}"):
                found[paper].append(f"{table} {row}")
        return found


def is_whole(db: Path) -> bool:
    """Whether SQLite finds the file sound and every reference leads somewhere."""
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and not connection.execute("PRAGMA foreign_key_check").fetchall()
