"""The table of sintered Li-ion conductors: made from its raw file, of plausible size, each row backed by its quote."""

from __future__ import annotations

import csv
import importlib
import re

import pandas as pd
import pytest

from corpora import loaders
from extractor.compounds.formula import composition

FOLDER = loaders.HERE / "li-samples"
EV = 1.602176634e-19
#: What has ever been made and measured, in SI units.
LIMITS = {
    "calcination_temperature_k": (600, 2000),
    "calcination_time_s": (1, 1e6),
    "sintering_time_s": (1, 1e6),
    "sintering_pressure_pa": (1e5, 2e9),
    "annealing_temperature_k": (600, 2000),
    "annealing_time_s": (1, 1e6),
    "relative_density": (0.3, 1),
    "grain_size_m": (1e-9, 2e-3),
    "total_conductivity": (1e-10, 1e3),
    "grain_conductivity": (1e-10, 1e3),
    "grain_boundary_conductivity": (1e-10, 1e3),
    "temperature_k": (200, 1000),
    "activation_energy_j": (0.05 * EV, 2 * EV),
    "grain_activation_energy_j": (0.05 * EV, 2 * EV),
    "grain_boundary_activation_energy_j": (0.05 * EV, 2 * EV),
}


@pytest.fixture(scope="module")
def samples() -> pd.DataFrame:
    return loaders.li_samples()


@pytest.fixture(scope="module")
def raw() -> dict[str, dict[str, str]]:
    with (FOLDER / "raw.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_made_from_the_raw_file() -> None:
    make = importlib.import_module("corpora.li-samples.make")
    assert make.samples((FOLDER / "raw.csv").read_text(encoding="utf-8")) == (FOLDER / "samples.csv").read_bytes()


@pytest.mark.parametrize(
    ("told", "unit", "expected"),
    [
        ("1050 °C", "kelvin", 1323.15),
        ("298 K", "kelvin", 298.0),
        ("room temperature", "kelvin", 298.15),
        ("5 min", "second", 300.0),
        ("94.7 %", "", 0.947),
        ("500 µm", "meter", 5e-4),
        ("3.16e-4 S/cm", "siemens / meter", 0.0316),
        ("0.21 mS/cm", "siemens / meter", 0.021),
        ("1.6e-5 S/m", "siemens / meter", 1.6e-5),
        ("50 MPa", "pascal", 5e7),
        ("0.25 eV", "joule", 0.25 * EV),
        ("30.57 kJ/mol", "joule", 30570 / 6.02214076e23),
    ],
)
def test_units(told: str, unit: str, expected: float) -> None:
    assert importlib.import_module("corpora.li-samples.make").si(told, unit) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("told", ["1050", "8 h", "about 1050 °C"])
def test_a_wrong_unit_names_row_and_column(told: str) -> None:
    make = importlib.import_module("corpora.li-samples.make")
    with pytest.raises(SystemExit, match=r"li001, sintering_temperature"):
        make.samples(f"id,sintering_temperature\nli001,{told}\n")


def test_ids_and_formulas(samples: pd.DataFrame) -> None:
    assert samples.index.is_unique and len(samples) >= 50
    for identity, formula in samples["formula"].dropna().items():
        amounts = dict(composition(formula) or ())
        assert "Li" in amounts, (identity, formula)


@pytest.mark.parametrize("column", LIMITS)
def test_magnitudes(samples: pd.DataFrame, column: str) -> None:
    low, high = LIMITS[column]
    values = samples[column].dropna()
    assert values.between(low, high).all(), values[~values.between(low, high)]


def test_sintering_temperatures(samples: pd.DataFrame) -> None:
    """Ceramics are fired; only cold sintering is done below 600 K."""
    cold = samples["sintering_method"].str.contains("cold", na=False)
    assert samples.loc[~cold, "sintering_temperature_k"].dropna().between(600, 2000).all()
    assert samples.loc[cold, "sintering_temperature_k"].dropna().between(350, 600).all()


def test_the_whole_conducts_no_better_than_the_grain(samples: pd.DataFrame) -> None:
    both = samples.dropna(subset=["total_conductivity", "grain_conductivity"])
    assert len(both) and (both["total_conductivity"] <= both["grain_conductivity"]).all()


def test_every_row_says_where_it_comes_from(samples: pd.DataFrame) -> None:
    assert samples[["doi", "url", "reference"]].notna().any(axis=1).all()
    assert samples["quote"].str.split().str.len().max() <= 25


def test_quotes_hold_a_value_of_their_row(raw: dict[str, dict[str, str]]) -> None:
    make = importlib.import_module("corpora.li-samples.make")
    for identity, row in raw.items():
        told = {re.split(r"e| ", row[column])[0] for column in make.QUANTITIES if re.match(r"\d", row[column])}
        numbers = set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", row["quote"])))  # some languages write 4,5
        assert told & numbers, (identity, told, numbers)


def test_no_paper_that_is_read_elsewhere(samples: pd.DataFrame) -> None:
    """The table is a study's own: none of its papers is shipped, or told again in a digest."""
    shipped = loaders.sources()[["doi", "title", "facts_from"]].fillna("").to_numpy().ravel()
    paragraphs = [text for part in ("train", "dev") for p in loaders.synthesis_procedures(part) for text in (p.doi, p.title)]
    told = " ".join([*shipped, *paragraphs]).lower()
    for column in ("doi", "url", "title"):
        for value in samples[column].dropna().unique():
            assert value.lower() not in told, value
