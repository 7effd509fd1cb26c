"""Readers: a file becomes one Document, whatever its format."""

from extractor.readers.registry import FORMATS, read_paper, sniff

__all__ = ["FORMATS", "read_paper", "sniff"]
