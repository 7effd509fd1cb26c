"""What is wrong with a store that SQLite cannot read or write, as one line with the remedy."""

from __future__ import annotations

import sqlite3

from extractor.errors import StoreError


class StoreUnavailable(StoreError):
    """The store itself cannot be read or written now (full disk, another writer, damage …), so that nothing else need be tried."""


#: Result codes of SQLite (primary ones) that say nothing of what was to be written, with what to do.
_REMEDIES = {
    sqlite3.SQLITE_FULL: "no space is left for it; free some and run the command again, what was stored is whole",
    sqlite3.SQLITE_IOERR: "the disk refused to read or write it; look whether it is full, over a quota or failing, what was stored is whole",
    sqlite3.SQLITE_BUSY: "another process is writing to it; wait for that to end and run the command again",
    sqlite3.SQLITE_LOCKED: "another process is writing to it; wait for that to end and run the command again",
    sqlite3.SQLITE_READONLY: "it may only be read; change the permissions of the file and its folder, or give another --db",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; look whether it and its folder are there and may be read and written",
    sqlite3.SQLITE_PERM: "access is denied; change the permissions of the file and its folder, or give another --db",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; take a backup, or save what can be read with `sqlite3 {path} .recover | sqlite3 saved.db`",
    sqlite3.SQLITE_NOTADB: "cannot be used as a store, since it is no SQLite file or its beginning is damaged; take a backup, or give another --db",
}


def explain(path: str, error: sqlite3.Error, otherwise: str = "cannot be used as a store") -> StoreError:
    """The error for a person; `otherwise` tells what failed where the store itself is fine."""
    remedy = _REMEDIES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if remedy is None:
        return StoreError(f"{path}: {otherwise} ({error})")
    return StoreUnavailable(f"{path}: {remedy.format(path=path)} ({error})")
