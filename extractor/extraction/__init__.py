"""From a Document to Records: cues, materials, conditions, tables."""

from extractor.extraction.extract import extract_records

__all__ = ["extract_records"]
