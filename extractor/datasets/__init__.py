"""Stored records as tables for people and models."""

from extractor.datasets.export import FORMATS, export_dataset

__all__ = ["FORMATS", "export_dataset"]
