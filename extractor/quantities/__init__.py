"""Numbers, units, uncertainties and ranges in text; every conversion goes through Pint."""

from extractor.quantities.grammar import Quantity, find_quantities
from extractor.quantities.units import ParsedUnit, convert, parse_unit, unit_at

__all__ = ["ParsedUnit", "Quantity", "convert", "find_quantities", "parse_unit", "unit_at"]
