"""The SQLite store: schema, idempotent writes, queries."""

from extractor.store.database import Store
from extractor.store.faults import StoreUnavailable
from extractor.store.files import FileRow

__all__ = ["FileRow", "Store", "StoreUnavailable"]
