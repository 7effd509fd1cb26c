"""A measurement in the words and units of the field: for a line of the queue, a field of the record, an input."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from extractor.plain import number, printable
from extractor.properties import Property, load_properties
from extractor.quantities import convert

Row = Mapping[str, Any]
NOTHING = "–"
#: How people of the field write the units that pint spells otherwise.
_WRITTEN = {"degC": "°C", "percent": "%", "um": "μm", "m^2*K/GW": "m²K/GW"}
NUMBERS = ("value", "low", "high", "uncertainty")
YES_OR_NO = ("cited", "simulated")


def unit_of(declared: Property | None, field: str = "value") -> str:
    """The unit in which a field is shown and typed: a temperature's in kelvin, the others' as people of the field write them."""
    if field == "temperature":
        return "K"
    unit = (declared.display_unit or declared.unit or "") if declared else ""
    if field == "uncertainty" and unit == "degC":
        return "K"  # 5 °C more or less are 5 K, not 278
    return _WRITTEN.get(unit, "" if unit == "1" else unit)


def in_shown_unit(value: float, declared: Property | None, field: str = "value") -> float:
    """A stored number (SI) in the unit of `unit_of`."""
    if declared is None or not declared.unit or not declared.display_unit or (field == "uncertainty" and declared.display_unit == "degC"):
        return value
    return convert(value, "dimensionless" if declared.unit == "1" else declared.unit, declared.display_unit)


def property_name(row: Row) -> str:
    declared = load_properties().get(row["property"])
    return declared.label if declared else printable(row["property"])


def property_sign(row: Row) -> str:
    """The property's symbol, or the last word of its name where it has none."""
    declared = load_properties().get(row["property"])
    return declared.symbol if declared and declared.symbol else property_name(row).split()[-1]


def shown_value(row: Row, *, with_unit: bool = True, times: str = "×") -> str:
    """The value in the unit of the field, as it is compared; a range if it is one."""
    if row["word"] is not None:
        return printable(row["word"])
    declared = load_properties().get(row["property"])
    unit = unit_of(declared) if with_unit else ""
    sign = "" if row["comparator"] == "=" else f"{row['comparator']} "
    told = _end(row["value"], declared, times) if row["value"] is not None else f"{_end(row['low'], declared, times)} – {_end(row['high'], declared, times)}"
    return f"{sign}{told} {unit}".strip()


def _end(value: float | None, declared: Property | None, times: str = "×") -> str:
    return "?" if value is None else number(in_shown_unit(value, declared), times)


def material_of(row: Row) -> str:
    """The material, or the two sides of the interface."""
    sides = [printable(side) for side in (row["side_a"], row["side_b"]) if side]
    return " | ".join(sides) or printable(row["material"] or row["formula"] or "material unknown")


def input_text(row: Row, field: str) -> str:
    """What an input holds at first: numbers with their unit, yes or no, or the text; nothing for nothing."""
    value = row[field]
    if value is None:
        return ""
    if field in YES_OR_NO:
        return "yes" if value else "no"
    if field == "temperature":
        return f"{value:.6g} K"
    if field in NUMBERS:
        declared = load_properties().get(row["property"])
        return f"{in_shown_unit(value, declared, field):.6g} {unit_of(declared, field)}".strip()
    return printable(str(value))


def record_lines(row: Row, links: Sequence[Row]) -> list[tuple[str, str]]:
    """The record as a form: name and content of each line."""
    declared = load_properties().get(row["property"])
    unit = unit_of(declared)
    ends = f"{_end(row['low'], declared)} to {_end(row['high'], declared)} {unit}" if row["low"] is not None or row["high"] is not None else NOTHING
    spread = f"  ± {number(in_shown_unit(row['uncertainty'], declared, 'uncertainty'))} {unit_of(declared, 'uncertainty')}" if row["uncertainty"] is not None else ""
    kelvin = row["temperature"]
    temperature = f"{kelvin:g} K ({round(kelvin - 273.15, 2):g} °C)" if kelvin is not None else NOTHING
    how = [name.removeprefix("temperature_") for name, on in json.loads(row["conditions"]).items() if name.startswith("temperature_") and on is True]
    page = f", page {row['page']}" if row["page"] else ""
    year = f" ({row['year']})" if row["year"] else ""
    return [
        ("property", property_name(row)),
        ("value", f"{shown_value(row)}{spread}"),
        ("as written", printable(row["raw"])),
        ("low to high", ends),
        ("sides" if row["side_a"] else "material", material_of(row)),
        ("interlayer", printable(row["interlayer"] or NOTHING)) if row["side_a"] else ("formula", printable(row["formula"] or NOTHING) + (f"   label {printable(row['label'])}" if row["label"] else "")),
        ("compound", _linked(row, links)),
        ("temperature", temperature + (f", {', '.join(how)}" if how else "")),
        ("method", printable(row["method"] or NOTHING)),
        ("cited", f"{'yes' if row['cited'] else 'no'}   simulated {'yes' if row['simulated'] else 'no'}"),
        ("confidence", f"{row['confidence']:.2f}   flags {', '.join(json.loads(row['flags'])) or 'none'}"),
        ("paper", printable(f"{row['doi'] or row['file']}{year}{page}")),
        ("title", printable(row["title"] or NOTHING)),
    ]


def _linked(row: Row, links: Sequence[Row]) -> str:
    if row["side_a"]:
        return " | ".join(_link_of([link for link in links if link["mention"] == side], None) for side in (row["side_a"], row["side_b"]))
    return _link_of(links, row["compound_id"])


def _link_of(links: Sequence[Row], compound: str | None) -> str:
    """The compound that is linked and how, or the likeliest one."""
    best = next((link for link in links if link["chosen"] or link["compound_id"] == compound), None)
    if best is not None:
        return f"{printable(best['compound_id'])} ({how_linked(best)})"
    if compound:
        return printable(compound)
    return "not linked" + (f"; {printable(links[0]['compound_id'])}? ({how_linked(links[0])})" if links else "")


def how_linked(link: Row) -> str:
    return "a person" if link["method"] == "person" else f"{link['method']}, {link['score']:.2f}"


def decided(decision: Row) -> str:
    """Which decision it is, of a record or on what a name means.

    >>> decided({"decision": "accept", "measurement_id": "0e50"}), decided({"decision": "link", "mention": "8YSZ", "paper_id": "p1"})
    ('accept of 0e50', 'link of 8YSZ in p1')
    """
    return f"link of {printable(decision['mention'])} in {decision['paper_id']}" if decision["decision"] == "link" else f"{decision['decision']} of {decision['measurement_id']}"
