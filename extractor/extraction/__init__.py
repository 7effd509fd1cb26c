"""From a Document to Records: cues, materials, conditions, tables, samples, routes."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.extraction.assemble import Extraction, extract, extract_records

__all__ = ["Extraction", "extract", "extract_records"]


def __getattr__(name: str) -> Any:
    """Who needs a small part of the package, as the store does, does not wait for spaCy."""
    if name not in __all__:
        raise AttributeError(name)
    from extractor.extraction import assemble

    return getattr(assemble, name)
