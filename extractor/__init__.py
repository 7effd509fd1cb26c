"""Kaimen: materials papers become data, each value traceable to its sentence."""

__version__ = "0.2.0"
