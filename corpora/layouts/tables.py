"""Random tables of a materials paper: what stands in which cell, before anything is set."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from corpora.layouts.prose import formula, power

#: Left, right and centred columns, as the set uses them.
Cells = list[list[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A kind of column: its name, its unit, and how a cell is made from the row's number."""

    name: str
    unit: str
    make: Callable[[random.Random, int], str]
    words: bool = False


@dataclass(slots=True)
class TrueTable:
    """A table in markup. `spans` are [row, column, columns, rows]; covered cells are empty."""

    style: str
    caption: str
    header_rows: int
    rows: Cells
    spans: list[tuple[int, int, int, int]]
    notes: list[str] = field(default_factory=list)
    words: list[bool] = field(default_factory=list)

    @property
    def columns(self) -> int:
        return len(self.rows[0])


def _plus(rng: random.Random, low: float, high: float, digits: int) -> str:
    value = f"{rng.uniform(low, high):.{digits}f}"
    return f"{value} ± {rng.uniform(0.1, 0.9):.{max(1, digits)}f}" if rng.random() < 0.4 else value


def _signed(rng: random.Random, low: int, high: int) -> str:
    value = rng.randint(low, high)
    return f"−{-value}" if value < 0 else str(value)


_PHASES = ("cubic", "tetragonal", "cubic + LaAlO3", "rhombohedral", "amorphous", "fluorite", "mixed")
_REMARKS = (
    "dense, few pores at triple junctions", "cracks after the second thermal cycle",
    "pellet buried in mother powder of the same composition",
    "secondary phase of La2Zr2O7 at grain boundaries", "surface polished before the gold electrodes were sputtered",
    "first heated in air, then annealed in flowing oxygen", "efficient wetting by lithium metal", "abnormal grain growth above 1200 °C",
    "different batches scatter by a factor of two", "no shrinkage below 950 °C",
)  # fmt: skip
_METHODS = ("SPS", "hot pressing", "solid state", "sol-gel", "tape casting", "flash sintering", "co-precipitation", "cold sintering")
_STACKS = ("Al/sapphire", "Au/Si", "TiN/MgO", "GaN/SiC", "GaN/diamond", "Cr/diamond", "Al/SiO2/Si", "Bi/Si", "Mo/diamond", "graphene/SiO2")

_LABELS: tuple[Callable[[random.Random, int], str], ...] = (
    lambda rng, i: f"S{i + 1}", lambda rng, i: f"LLZO-{i + 1}", lambda rng, i: f"LATP-{700 + 50 * i}",
    lambda rng, i: f"Sample {chr(65 + i % 26)}", lambda rng, i: formula(rng), lambda rng, i: rng.choice(_STACKS), lambda rng,
    i: rng.choice(_METHODS),
)  # fmt: skip

COLUMNS: tuple[Column, ...] = (
    Column("Ts", "°C", lambda rng, i: str(rng.randint(16, 30) * 50)),
    Column("Time", "h", lambda rng, i: str(rng.choice((0.5, 1, 2, 4, 6, 10, 12, 24)))),
    Column("Relative density", "%", lambda rng, i: _plus(rng, 82, 99, 1)),
    Column("σ", "S cm⁻¹", lambda rng, i: power(rng, -7, -3)),
    Column("σ25", "10⁻⁴ S cm⁻¹", lambda rng, i: f"{rng.uniform(0.1, 12):.2f}"),
    Column("Ea", "eV", lambda rng, i: f"{rng.uniform(0.2, 0.7):.2f}" + (f"({rng.randint(1, 4)})" if rng.random() < 0.3 else "")),
    Column("Grain size", "μm", lambda rng, i: _plus(rng, 0.2, 9, 1)),
    Column("Shift", "%", lambda rng, i: _signed(rng, -40, 25)),
    Column("a", "Å", lambda rng, i: f"{rng.uniform(12.9, 13.1):.4f}"),
    Column("h", "nm", lambda rng, i: str(rng.randint(5, 180))),
    Column("R", "m² K W⁻¹", lambda rng, i: power(rng, -9, -7)),
    Column("G", "MW m⁻² K⁻¹", lambda rng, i: _plus(rng, 12, 480, 0)),
    Column("T", "°C", lambda rng, i: _signed(rng, -60, 120)),
    Column("Phase", "", lambda rng, i: rng.choice(_PHASES), words=True),
    Column("Route", "", lambda rng, i: rng.choice(_METHODS), words=True),
    Column("Ref.", "", lambda rng, i: f"[{rng.randint(1, 25)}]"),
)
_REMARK = Column("Remark", "", lambda rng, i: rng.choice(_REMARKS), words=True)
_INDEXED = {"Ts": "T_{s}", "σ25": "σ_{25}", "Ea": "E_{a}"}
_FIRST = ("Sample", "Composition", "Material", "Specimen", "Electrolyte", "Stack")
_CAPTIONS = (
    "Sintering conditions and ionic conductivity of the {} studied here.", "Density, grain size and activation energy of {}.",
    "Results of impedance spectroscopy on {} at different temperatures.",
    "Measured and reported values for {} (literature data in brackets).",
    "Summary of the fitted parameters for {}. The error bars are one standard deviation.",
    "Transport properties of {} before and after the final anneal at 900 °C for 2 h.", "Effect of film thickness and firing on {}.",
)  # fmt: skip
_OBJECTS = (
    "garnet ceramics",
    "doped samples",
    "sintered pellets",
    "metal/dielectric stacks",
    "Li7La3Zr2O12 pellets",
    "thin films",
    "composite electrolytes",
)
_NOTES = (
    "Measured at 25 °C.",
    "Taken from the fit below −20 °C.",
    "Sintered in flowing O2.",
    "Pellet broke during polishing.",
    "Calculated from the lattice parameter.",
)


def make_table(rng: random.Random, style: str, rows: int | None = None, widest: int = 8) -> TrueTable:
    """A random table of one style, with at most `widest` columns."""
    count = rows or rng.randint(3, 14)
    if style == "wrapped":
        return _wrapped(rng, min(count, 7))
    columns = rng.sample(COLUMNS, rng.randint(2, widest - 1))
    first = Column(rng.choice(_FIRST), "", rng.choice(_LABELS), words=True)
    body = _body(rng, [first, *columns], count)
    caption = rng.choice(_CAPTIONS).format(rng.choice(_OBJECTS))
    words = [True, *(c.words for c in columns)]
    header, spans = _header(rng, style, first.name, columns)
    table = TrueTable(style, caption, len(header), header + body, spans, words=words)
    if style == "multirow":
        _group_rows(rng, table)
    if rng.random() < 0.35:
        _add_notes(rng, table)
    return table


def _body(rng: random.Random, columns: list[Column], count: int) -> Cells:
    missing = rng.choice(("–", "n/a", "—", "", "–"))
    rows = [[column.make(rng, i) for column in columns] for i in range(count)]
    for row in rows:
        for c in range(1, len(columns)):
            if rng.random() < 0.07:
                row[c] = missing
    return rows


def _shown(column: Column, with_unit: bool = True) -> str:
    name = _INDEXED.get(column.name, column.name)
    return f"{name} ({column.unit})" if column.unit and with_unit else name


def _header(rng: random.Random, style: str, first: str, columns: list[Column]) -> tuple[Cells, list[tuple[int, int, int, int]]]:
    if style == "units-row":
        rows = [
            [first, *(_shown(c, False) for c in columns)],
            ["", *(f"({c.unit})" if c.unit and i % 2 == 0 else c.unit for i, c in enumerate(columns))],
        ]
        if not any(rows[1]):
            rows.pop()
        return rows, []
    if style == "spanning" and len(columns) >= 4:
        cut = rng.randint(2, len(columns) - 2)
        tops = rng.sample(("Sintering", "Conductivity", "Microstructure", "As fired", "After anneal", "This work"), 2)
        top = ["", tops[0], *[""] * (cut - 1), tops[1], *[""] * (len(columns) - cut - 1)]
        spans = [(0, 1, cut, 1), (0, 1 + cut, len(columns) - cut, 1)]
        low = [first, *(_shown(c) for c in columns)]
        if rng.random() < 0.5:
            top[0], low[0] = first, ""
            spans.append((0, 0, 1, 2))
        return [top, low], spans
    return [[first, *(_shown(c) for c in columns)]], []


def _group_rows(rng: random.Random, table: TrueTable) -> None:
    """First column cells that stand for two or three rows."""
    at = table.header_rows
    while at < len(table.rows):
        size = min(rng.randint(2, 3), len(table.rows) - at)
        for row in table.rows[at + 1 : at + size]:
            row[0] = ""
        if size > 1:
            table.spans.append((at, 0, 1, size))
        at += size


def _add_notes(rng: random.Random, table: TrueTable) -> None:
    """Marks a, b on cells, explained under the table."""
    filled = [
        (r, c)
        for r in range(table.header_rows, len(table.rows))
        for c in range(1, table.columns)
        if re.search("[A-Za-z0-9]$", table.rows[r][c])
    ]
    for mark, (r, c), note in zip("ab", rng.sample(filled, min(2, len(filled))), rng.sample(_NOTES, 2), strict=False):
        table.rows[r][c] += f"^{{{mark}}}"
        table.notes.append(f"^{{{mark}}} {note}")


def _wrapped(rng: random.Random, count: int) -> TrueTable:
    columns = [*rng.sample([c for c in COLUMNS if not c.words], rng.randint(1, 3)), _REMARK]
    first = Column(rng.choice(_FIRST), "", rng.choice(_LABELS), words=True)
    body = _body(rng, [first, *columns], count)
    caption = rng.choice(_CAPTIONS).format(rng.choice(_OBJECTS))
    rows = [[first.name, *(_shown(c) for c in columns)], *body]
    return TrueTable("wrapped", caption, 1, rows, [], words=[True, *(c.words for c in columns)])
