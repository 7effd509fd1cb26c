"""The spaCy pipeline: tokens, sentences, quantities, materials."""

from extractor.language.pipeline import load_pipeline

__all__ = ["load_pipeline"]
