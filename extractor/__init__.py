"""Kaimen: materials papers become data, each value traceable to its sentence.

From Python: `from extractor import open_store` (extractor/api.py).
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers read it as true; typing itself is slow to import
if TYPE_CHECKING:
    from extractor.api import open_store

__version__ = "0.2.0"
__all__ = ["__version__", "open_store"]


def __getattr__(name: str) -> object:
    """pandas and the rest are imported when they are asked for, so that importing the package costs nothing."""
    if name == "open_store":
        from extractor.api import open_store

        return open_store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
