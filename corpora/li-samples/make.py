"""Makes samples.csv (SI units) from raw.csv (values with the units that the papers tell).

    python -m corpora.li-samples.make

The same raw.csv gives the same bytes. A value that is no number with a unit, or of another dimension than its column,
stops it with the row's id and the column.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from pint import PintError, Quantity, UnitRegistry

HERE = Path(__file__).parent
ROOM, ROOM_KELVIN = "room temperature", 298.15
#: Each column of raw.csv that holds a quantity: its name in samples.csv and its unit there.
QUANTITIES = {
    "calcination_temperature": ("calcination_temperature_k", "kelvin"),
    "calcination_time": ("calcination_time_s", "second"),
    "sintering_temperature": ("sintering_temperature_k", "kelvin"),
    "sintering_time": ("sintering_time_s", "second"),
    "sintering_pressure": ("sintering_pressure_pa", "pascal"),
    "annealing_temperature": ("annealing_temperature_k", "kelvin"),
    "annealing_time": ("annealing_time_s", "second"),
    "relative_density": ("relative_density", ""),
    "grain_size": ("grain_size_m", "meter"),
    "total_conductivity": ("total_conductivity", "siemens / meter"),
    "grain_conductivity": ("grain_conductivity", "siemens / meter"),
    "grain_boundary_conductivity": ("grain_boundary_conductivity", "siemens / meter"),
    "temperature": ("temperature_k", "kelvin"),
    "activation_energy": ("activation_energy_j", "joule"),
    "grain_activation_energy": ("grain_activation_energy_j", "joule"),
    "grain_boundary_activation_energy": ("grain_boundary_activation_energy_j", "joule"),
}
_units: UnitRegistry[float] = UnitRegistry(autoconvert_offset_to_baseunit=True)


def main() -> None:
    (HERE / "samples.csv").write_bytes(samples((HERE / "raw.csv").read_text(encoding="utf-8")))


def samples(raw: str) -> bytes:
    """The table in SI units as CSV bytes, of the text of raw.csv."""
    rows = [_sample(row) for row in csv.DictReader(io.StringIO(raw))]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _sample(row: dict[str, str]) -> dict[str, str]:
    sample = {}
    for column, told in row.items():
        name, unit = QUANTITIES.get(column, (column, None))
        try:
            sample[name] = told if unit is None or not told else f"{si(told, unit):.6g}"
        except (PintError, ValueError) as error:
            sys.exit(f"raw.csv, {row['id']}, {column}: {told!r} is no quantity in {unit or 'parts'} ({error})")
        if column == "temperature":
            sample["temperature_assumed"] = str(int(told == ROOM)) if told else ""
    return sample


def si(told: str, unit: str) -> float:
    """What is told in an SI unit; energies of a mole become those of a particle.

    >>> si("1050 °C", "kelvin"), si("0.5 mS/cm", "siemens / meter"), f"{si('30.57 kJ/mol', 'joule'):.4g}"
    (1323.15, 0.05, '5.076e-20')
    """
    if told == ROOM:
        return ROOM_KELVIN
    number, _, of = told.partition(" ")
    quantity: Quantity[float] = _units.Quantity(float(number), "percent" if of == "%" else of.replace("°C", "degC"))
    if quantity.check("[energy] / [substance]"):
        quantity = quantity / _units.Quantity(1, "avogadro_constant")
    return float(quantity.to(unit).magnitude)


if __name__ == "__main__":
    main()
