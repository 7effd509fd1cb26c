"""What is extracted: one declared property each, read from schemas/properties/*.yaml."""

from extractor.properties.declaration import Property, load_properties

__all__ = ["Property", "load_properties"]
