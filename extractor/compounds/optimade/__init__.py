"""Structures of public databases through their common interface, OPTIMADE (https://www.optimade.org)."""

from extractor.compounds.optimade.client import Match, OptimadeClient
from extractor.compounds.optimade.databases import KNOWN, Database, named
from extractor.compounds.optimade.formulas import optimade_formula, same_formula_filter
from extractor.compounds.optimade.http import NotCached, OptimadeError, Settings

__all__ = ["KNOWN", "Database", "Match", "NotCached", "OptimadeClient", "OptimadeError", "Settings", "named", "optimade_formula", "same_formula_filter"]
