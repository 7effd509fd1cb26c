"""From a Document to Records: cues, materials, conditions, tables, samples, routes."""

from extractor.extraction.extract import Extraction, extract, extract_records

__all__ = ["Extraction", "extract", "extract_records"]
