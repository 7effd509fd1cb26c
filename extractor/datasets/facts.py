"""Which rows of a dataset are bound to each other: one paper, one fact told twice, one chemical system or family."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from extractor.compounds.features import atomic_fractions
from extractor.datasets.dois import dois
from extractor.errors import UsageError
from extractor.store import Store

#: Two values of one compound nearer than this, at one temperature, are one fact told twice.
SAME_VALUE = 0.01
SAME_TEMPERATURE = 1.0
#: A title of fewer words ("Introduction") names no paper.
_TITLE_WORDS = 4
#: Values and the columns of their temperatures, by the columns that a dataset has.
_VALUES = {
    "resistance": "temperature", "total_conductivity": "total_conductivity_temperature", "grain_conductivity": "grain_conductivity_temperature",
    "grain_boundary_conductivity": "grain_boundary_conductivity_temperature", "value": "temperature",
}  # fmt: skip


class Link(NamedTuple):
    """Two rows, by place, that must not be parted, and why."""

    first: int
    second: int
    why: str


def links(table: pd.DataFrame, by: str = "paper", relations: Iterable[tuple[str, str]] = ()) -> list[Link]:
    """Rows of one paper, rows of one fact, and rows of one group where `by` is "system" or "family".

    `relations` are pairs of ids of rows that are known to be one fact (`related`). Raises UsageError if the table lacks what `by` needs.
    """
    found = [*_papers(table), *_related(table, relations), *_same_facts(table)]
    if by in ("system", "family"):
        named = systems(table) if by == "system" else families(table)
        found += _star(named, "are both of the chemical system {}" if by == "system" else "are both of the family {}")
    return found


def related(store: Store) -> list[tuple[str, str]]:
    """Pairs of measurements, and of samples that own them, of which one cites or repeats the other."""
    told = "FROM measurement_relations r {} WHERE r.relation IN ('cites', 'repeats') ORDER BY 1, 2"
    samples = "JOIN sample_measurements a ON a.measurement_id = r.measurement_id JOIN sample_measurements b ON b.measurement_id = r.related_id"
    pairs = store.db.execute(f"SELECT r.measurement_id, r.related_id {told.format('')}").fetchall()
    pairs += store.db.execute(f"SELECT DISTINCT a.sample_id, b.sample_id {told.format(samples)}").fetchall()
    return [(first, second) for first, second in pairs if first != second]


def systems(table: pd.DataFrame) -> list[str]:
    """Chemical system of each row ("Li-O"), of an interface those of both sides in one order; what has no formula goes by its name."""
    if "formula_a" in table:
        sides = [[_system(formula, name) for formula, name in zip(_texts(table, f"formula_{side}"), _texts(table, f"side_{side}"), strict=True)] for side in "ab"]
        return [" | ".join(sorted(pair)) for pair in zip(*sides, strict=True)]
    if "formula" not in table:
        raise UsageError("a split by system needs the column formula, which this dataset has not; split by paper or year")
    return [_system(formula, name) for formula, name in zip(_texts(table, "formula"), _texts(table, "material"), strict=True)]


def families(table: pd.DataFrame) -> list[str]:
    """Structure family of each row, of an interface the bonding classes of both sides.

    Spellings of one family are one ("Garnet", "garnets"). A row without one takes the commonest of its formula, then of its chemical
    system, and else goes by its chemical system.
    """
    if "class_a" in table:
        sides = [[known or name.casefold() for known, name in zip(_texts(table, f"class_{side}"), _texts(table, f"side_{side}"), strict=True)] for side in "ab"]
        return [" | ".join(sorted(pair)) for pair in zip(*sides, strict=True)]
    if "family" not in table:
        raise UsageError("a split by family needs the column family, which this dataset has not; split by paper, system or year")
    told = [re.sub(r"[^a-z]", "", family.casefold()).removesuffix("s") for family in _texts(table, "family")]
    whole = systems(table)
    for keys in (_texts(table, "formula"), whole):
        commonest = pd.Series(told)[[bool(family) for family in told]].groupby(pd.Series(keys)).agg(lambda names: names.mode().iloc[0]).to_dict()
        told = [family or (commonest.get(key, "") if key else "") for family, key in zip(told, keys, strict=True)]
    return [family or system for family, system in zip(told, whole, strict=True)]


def _system(formula: str, name: str) -> str:
    return "-".join(sorted(atomic_fractions(formula))) or name.casefold()


def _texts(table: pd.DataFrame, column: str) -> list[str]:
    return [str(value) for value in table[column].astype(object).where(table[column].notna(), "")] if column in table else [""] * len(table)


def _star(keys: Sequence[str], why: str) -> Iterator[Link]:
    """Each row with the first one that has its key."""
    first: dict[str, int] = {}
    for place, key in enumerate(keys):
        if key and first.setdefault(key, place) != place:
            yield Link(first[key], place, why.format(key))


def _papers(table: pd.DataFrame) -> Iterator[Link]:
    """A row may be of several papers, and a paper may be told by its DOI in one row and by its id or title in another."""
    first: dict[str, int] = {}
    for place, (paper, doi, title) in enumerate(zip(_texts(table, "paper"), _texts(table, "doi"), _texts(table, "title"), strict=True)):
        words = re.findall(r"\w+", title.casefold())
        for name in dict.fromkeys([*dois(doi), *dois(paper), "" if dois(paper) else paper.strip(), " ".join(words) if len(words) >= _TITLE_WORDS else ""]):
            if name and first.setdefault(name, place) != place:
                yield Link(first[name], place, f"are both of the paper {name}")


def _related(table: pd.DataFrame, relations: Iterable[tuple[str, str]]) -> Iterator[Link]:
    places = {name: place for place, name in enumerate(_texts(table, "id"))} if "id" in table else {}
    for one, other in relations:
        if one in places and other in places:
            yield Link(places[one], places[other], "are one fact: one cites or repeats the other")


class _Compound(NamedTuple):
    """What a value is of: formula (or name) and phase, "" where none is told."""

    formula: str
    phase: str

    def may_be(self, other: _Compound) -> bool:
        """Whether both may be one; a phase that is not told may be any."""
        return self.formula == other.formula and (not self.phase or not other.phase or self.phase == other.phase)


def _same_facts(table: pd.DataFrame) -> Iterator[Link]:
    compounds = _compounds(table)
    properties = _texts(table, "property")
    for column, warm in _VALUES.items():
        if column not in table:
            continue
        values, temperatures = _numbers(table, column), _numbers(table, warm)
        rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, (sides, name) in enumerate(zip(compounds, properties, strict=True)):
            if all(side.formula for side in sides) and not np.isnan(values[place]):
                rows[name, *(side.formula for side in sides)].append(place)
        for (_, *formulas), places in rows.items():
            for first, second in _near(places, values, temperatures):
                if all(one.may_be(other) for one, other in zip(compounds[first], compounds[second], strict=True)):
                    yield Link(first, second, f"tell one fact: {column} of {' | '.join(formulas)}")


def _near(places: list[int], values: np.ndarray[Any, Any], temperatures: np.ndarray[Any, Any]) -> Iterator[tuple[int, int]]:
    """Rows whose values and temperatures agree; a temperature that is not told agrees with every one."""
    ordered = np.array(sorted(places, key=lambda place: values[place]))
    sorted_values = values[ordered]
    ends = np.searchsorted(sorted_values, sorted_values + np.abs(sorted_values) * (SAME_VALUE / (1 - SAME_VALUE) + 1e-12), side="right")
    for number, (place, end) in enumerate(zip(ordered, ends, strict=True)):
        near = ordered[number + 1 : end]
        for other in near[~(np.abs(temperatures[near] - temperatures[place]) > SAME_TEMPERATURE)]:
            yield int(place), int(other)


def _compounds(table: pd.DataFrame) -> list[tuple[_Compound, ...]]:
    """The compound of each row, or the two of an interface in one order."""
    if "formula_a" in table:
        sides = [[_Compound(*told) for told in zip(_named(table, f"_{side}", f"side_{side}"), _texts(table, f"phase_{side}"), strict=True)] for side in "ab"]
        return [tuple(sorted(pair)) for pair in zip(*sides, strict=True)]
    alone = [_Compound(*told) for told in zip(_named(table, "", "material"), _texts(table, "phase"), strict=True)]
    pairs = zip(_texts(table, "side_a"), _texts(table, "side_b"), strict=True)
    return [tuple(sorted(_Compound(side.casefold(), "") for side in pair)) if all(pair) else (compound,) for compound, pair in zip(alone, pairs, strict=True)]


def _named(table: pd.DataFrame, suffix: str, name: str) -> list[str]:
    """Formulas, and names where there are none."""
    return [formula or told.casefold() for formula, told in zip(_texts(table, f"formula{suffix}"), _texts(table, name), strict=True)]


def _numbers(table: pd.DataFrame, column: str) -> np.ndarray[Any, Any]:
    return table[column].astype("float64").to_numpy() if column in table else np.full(len(table), np.nan)
