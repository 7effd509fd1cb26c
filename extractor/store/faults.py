"""What is wrong with a store that SQLite cannot read or write, as one line with the remedy."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from extractor.errors import StoreError


class StoreUnavailable(StoreError):
    """The store itself cannot be read or written now (full disk, another writer, damage …), so that nothing else need be tried."""


#: What SQLite takes for the index of a log at once.
_INDEX_BYTES = 32768
_DAMAGED = "the file is damaged; take a backup, or save what can be read with `sqlite3 {path} .recover | sqlite3 saved.db`"
_OTHER_WRITER = "another process is writing to it; wait for that to end and run the command again"
#: Result codes of SQLite (primary ones) that say nothing of what was to be written, with what to do.
_REMEDIES = {
    sqlite3.SQLITE_FULL: "no space is left for it; free some and run the command again, what was stored before is whole",
    sqlite3.SQLITE_IOERR: "the disk refused to read or write it; look whether it is full, over a quota or failing, and run the command again, what was stored before is whole",
    sqlite3.SQLITE_BUSY: _OTHER_WRITER,
    sqlite3.SQLITE_LOCKED: _OTHER_WRITER,
    sqlite3.SQLITE_READONLY: "it may only be read; change the permissions of the file, its folder and what lies beside it ({path}-wal, {path}-shm), or give another --db",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; look whether it and its folder are there and may be read and written",
    sqlite3.SQLITE_PERM: "access is denied; change the permissions of the file and its folder, or give another --db",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: "cannot be used as a store, since it is no SQLite file or its beginning is damaged; take a backup, or give another --db",
}


def explain(path: str, error: sqlite3.Error | UnicodeDecodeError, otherwise: str = "cannot be used as a store") -> StoreError:
    """The error for a person; `otherwise` tells what failed where the store itself is fine."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_IOERR and _is_full(path):
        code = sqlite3.SQLITE_FULL
    # Python's own errors have no code; such bytes were never written
    remedy = _DAMAGED if isinstance(error, UnicodeDecodeError) or "decode to UTF-8" in str(error) else _REMEDIES.get(code)
    if remedy is None:
        return StoreError(f"{path}: {otherwise} ({error})")
    return StoreUnavailable(f"{path}: {remedy.format(path=path)} ({error})")


def _is_full(path: str) -> bool:
    """Whether not even the index of a log finds a place, of which SQLite says no more than that the disk refused."""
    try:
        return shutil.disk_usage(Path(path).parent).free < _INDEX_BYTES
    except OSError:
        return False


def tell_damage(path: Path) -> None:
    """Raise StoreUnavailable if the file of a store is damaged, since anything may follow from what it tells."""
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise explain(str(path), error) from None
    if found != "ok":
        raise StoreUnavailable(f"{path}: {_DAMAGED.format(path=path)} ({' '.join(found.split())})")
