"""The SQLite store: schema, idempotent writes, queries."""

from extractor.store.database import Store

__all__ = ["Store"]
