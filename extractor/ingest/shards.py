"""Results as Parquet files, without a store: one row a paper, its tables as lists in it; many processes may write into one folder.

Column types are the store's, so all shards of a version are alike. A shard is written aside and renamed when it is whole; what a kill
leaves is an unfinished file that nobody reads. `kaimen merge` (merge.py) puts shards into a store.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import IO, Any

from extractor import __version__
from extractor.errors import ReadError, StoreError, UsageError
from extractor.ingest.components import components
from extractor.ingest.source import Broken, Source
from extractor.ingest.work import Result
from extractor.ingest.writer import Totals
from extractor.store import Store
from extractor.store.files import FileRow
from extractor.store.rows import PaperRows

#: A shard is finished with so many papers, bytes or seconds, whichever comes first: what is not finished is lost with its process.
PAPERS, SIZE, AGE = 1000, 128_000_000, 600.0
#: Files that were seen and need not be read are written down when there are so many.
_SEEN = 512
#: Unfinished files that nobody has written to for so many seconds are of a process that is dead.
_STALE = 86_400
_FORMAT = 1
_KEY = b"kaimen"
_TABLES = tuple(field.name for field in fields(PaperRows) if field.name != "paper")
#: Columns that the store itself fills in.
_STORES_OWN = {"papers": {"status", "error", "version", "run_id", "ingested"}, "compound_identifiers": {"retrieved"}, "evidence": {"number"}}
_MISSING = "shards need pyarrow: pip install 'kaimen[parquet]'"


@dataclass(frozen=True)
class Made:
    """What the results in a shard were made by."""

    version: str
    components: dict[str, str]
    models: dict[str, str]
    configuration: dict[str, Any]
    engine: str = "local"
    workers: int = 1
    format: int = _FORMAT


@dataclass(frozen=True, slots=True)
class Row:
    """A file in a shard. A result that is ok and has no rows: its content is that of another file, which has them."""

    source: Source
    result: Result = field(repr=False)


@cache
def schema() -> Any:
    """The columns of a shard, as Arrow's schema; those of the store's tables have their types from the store."""
    pa, _ = _arrow()
    types = {"TEXT": pa.string(), "INTEGER": pa.int64(), "REAL": pa.float64()}
    store = Store.open(":memory:")

    def struct(table: str) -> Any:
        own = _STORES_OWN.get(table, set())
        columns = store.db.conn.execute(f"PRAGMA table_info({table})").fetchall()
        return pa.struct([(name, types[kind]) for _, name, kind, *_ in columns if name not in own])

    try:
        text, real = pa.string(), pa.float64()
        file = [("uri", text), ("name", text), ("sha256", text), ("size", pa.int64()), ("modified", text), ("status", text), ("error", text)]
        told = [("seconds", pa.list_(pa.struct([("stage", text), ("seconds", real)]))), ("memory", real)]
        return pa.schema([*file, *told, ("paper", struct("papers")), *((table, pa.list_(struct(table))) for table in _TABLES)])
    finally:
        store.close()


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise UsageError(_MISSING) from None
    return pyarrow, pyarrow.parquet


class Shard:
    """A finished shard. Raises StoreError for a file that is damaged or none."""

    def __init__(self, path: Path) -> None:
        pa, parquet = _arrow()
        self.path = path
        self._broken = (OSError, pa.ArrowException, ValueError, KeyError, TypeError)
        with self._told():
            self._file = parquet.ParquetFile(path)
            said = (self._file.schema_arrow.metadata or {}).get(_KEY)
        if said is None:
            raise StoreError(f"{path}: a Parquet file, but no shard of Kaimen")
        with self._told():
            self.made = Made(**json.loads(said))
        if self.made.format != _FORMAT or not self._file.schema_arrow.equals(schema(), check_metadata=False):
            raise StoreError(f"{path}: made by another Kaimen ({self.made.version}), whose columns are not this one's; merge it with that version, or ingest its papers anew")
        self.papers: int = self._file.metadata.num_rows
        self.groups: int = self._file.num_row_groups

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._broken as error:
            said = " ".join(str(error).split())[:200]
            raise StoreError(f"{self.path}: no shard, or a damaged one ({said}); ingest its papers anew, the others are not touched") from None

    def files(self, group: int) -> list[FileRow]:
        """What became of the files of one group of rows, which is cheap to read."""
        with self._told():
            rows = self._file.read_row_group(group, columns=["uri", "sha256", "size", "modified", "status", "error", "memory", "paper.id"]).to_pylist()
        return [_file(row) for row in rows]

    def rows(self, group: int) -> list[Row]:
        """The rows of one group, whole."""
        with self._told():
            return [_row(row) for row in self._file.read_row_group(group).to_pylist()]

    def close(self) -> None:
        self._file.close()


def source_of(file: FileRow, name: str = "") -> Source:
    """A file as a shard knows it; it cannot be loaded."""
    gone = ReadError("unreadable", f"{file.uri}: it is known from a shard only")
    return Source(file.uri, name or PurePosixPath(file.uri).name, file.size, file.modified, {}, Broken(gone))


def _row(row: Mapping[str, Any]) -> Row:
    rows = PaperRows(row["paper"], **{table: row[table] for table in _TABLES}) if row["paper"] else None
    seconds = {one["stage"]: one["seconds"] for one in row["seconds"]}
    return Row(source_of(_file(row), row["name"]), Result(row["uri"], row["name"], row["sha256"] or "", rows, row["status"], row["error"] or "", seconds, memory=row["memory"]))


def _file(row: Mapping[str, Any]) -> FileRow:
    paper_id = row["paper"]["id"] if row["paper"] else None
    return FileRow(row["uri"], row["sha256"], row["size"], row["modified"], paper_id, row["status"], row["error"], 1, 0.0, row["memory"], 0, "")


def find_shards(folders: Sequence[Path]) -> list[Path]:
    """Finished shards of folders, or files that are named, in the order of their names, which is that of their time.

    Raises UsageError for a folder without any.
    """
    found: list[Path] = []
    for folder in folders:
        shards = [folder] if folder.is_file() else [path for path in folder.glob("*.parquet") if not path.name.startswith(".")]
        if not shards:
            raise UsageError(f"{folder}: no shards there; `kaimen ingest PATH --shards {folder}` makes some")
        found += shards
    return sorted(dict.fromkeys(found), key=lambda path: (path.name, path))


class ShardWriter:
    """Writes the results of one process into shards of a folder; what finished shards there hold is known. See Writer.

    `papers`, `size` (bytes) and `age` (seconds) say when a shard is finished. Raises UsageError if the folder cannot be used.
    """

    def __init__(
        self, folder: Path, configuration: Mapping[str, Any], models: dict[str, str], *,
        engine: str, workers: int, papers: int = PAPERS, size: int = SIZE, age: float = AGE,
    ) -> None:  # fmt: skip
        schema()
        self.folder = folder
        self.components = components()
        self.made = Made(__version__, self.components, models, dict(configuration), engine, workers)
        self.run_id: int | None = None
        self._limits = (papers, size, age)
        self._name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
        self._number = 0
        self._open: _Open | None = None
        self._known: dict[str, FileRow] = {}
        #: Contents that were read well by the same components.
        self._current: set[bytes] = set()
        #: By number: whether a shard was asked for the same, by the same components.
        self._alike: list[bool] = []
        self._seen: list[Row] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for path in folder.glob(".*.part"):
                if path.stat().st_mtime < time.time() - _STALE:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"{folder}: cannot be a folder of shards ({error.strerror})") from None
        self._remember()

    def _remember(self) -> None:
        """What the finished shards of the folder hold; those that cannot be read hold nothing, and `kaimen merge` will say so."""
        for path in sorted(self.folder.glob("[!.]*.parquet")):
            with contextlib.suppress(StoreError):
                shard = Shard(path)
                same = shard.made.components == self.components
                self._alike.append(same and shard.made.configuration == self.made.configuration)
                for group in range(shard.groups):
                    for file in shard.files(group):
                        self._known[file.uri] = replace(file, run_id=len(self._alike) - 1)
                        if file.status == "ok" and file.sha256 and same:
                            self._current.add(bytes.fromhex(file.sha256))
                shard.close()

    def known(self, source: Source) -> FileRow | None:
        return self._known.get(source.uri)

    def is_current(self, sha256: str) -> bool:
        return bytes.fromhex(sha256) in self._current

    def would_fail_again(self, known: FileRow) -> bool:
        return known.status != "ok" and known.sha256 is not None and self._alike[known.run_id]

    def note_unchanged(self, source: Source, sha256: str) -> None:
        self._seen.append(Row(source, Result(source.uri, source.name, sha256)))
        if len(self._seen) >= _SEEN:
            self._flush()

    def _flush(self) -> None:
        seen, self._seen = self._seen, []
        if seen:
            self._add([batch for row in seen if not isinstance(batch := _batch(row), str)])

    def begin(self) -> None:
        """A shard is begun with its first row."""

    def write(self, results: Sequence[tuple[Source, Result]]) -> list[Result]:
        written: list[Result] = []
        batches = []
        for source, result in results:
            batch = _batch(Row(source, result))
            if isinstance(batch, str):
                result = replace(result, rows=None, status="failed", error=f"{result.name}: its rows cannot be written ({batch}); please report it with the file")
                batch = _batch(Row(source, result))
                if isinstance(batch, str):  # its very name is no text
                    raise UsageError(f"{result.name!r}: {batch}")
            batches.append(batch)
            if result.rows is not None:
                self._current.add(bytes.fromhex(result.sha256))
            written.append(result)
        self._add(batches)
        self._flush()
        return written

    def _add(self, batches: list[Any]) -> None:
        """A group of rows."""
        if not batches:
            return
        try:
            if self._open is None:
                self._number += 1
                self._open = _Open(self.folder / f"{self._name}-{self._number:05}.parquet", self.made)
            self._open.add(batches)
            papers, size, age = self._limits
            if self._open.papers >= papers or self._open.size >= size or time.monotonic() > self._open.since + age:
                self._finish()
        except OSError as error:
            raise UsageError(f"{self.folder}: cannot be written ({error.strerror or error}); the shards that are finished are whole, run the command again") from None

    def _finish(self) -> None:
        if self._open is not None:
            self._open.finish()
        self._open = None

    def end(self, totals: Totals) -> None:
        self._flush()
        try:
            self._finish()
        except OSError as error:
            raise UsageError(f"{self.folder}: cannot be written ({error.strerror or error}); the shards that are finished are whole, run the command again") from None


class _Open:
    """A shard that is being written, under a name that nobody reads."""

    def __init__(self, path: Path, made: Made) -> None:
        _, parquet = _arrow()
        self.path, self._aside = path, path.with_name(f".{path.name}.part")
        self.since = time.monotonic()
        self.papers = 0
        self._file: IO[bytes] = self._aside.open("wb")
        self._writer = parquet.ParquetWriter(self._file, schema().with_metadata({_KEY: json.dumps(asdict(made))}), compression="zstd")

    def add(self, batches: list[Any]) -> None:
        pa, _ = _arrow()
        table = pa.Table.from_batches(batches)
        self._writer.write_table(table.combine_chunks(), row_group_size=len(table))
        self.papers += len(table)

    @property
    def size(self) -> int:
        return self._file.tell()

    def finish(self) -> None:
        self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._aside.replace(self.path)


def _batch(row: Row) -> Any:
    """A file as a row of Arrow's; or why it cannot be one."""
    pa, _ = _arrow()
    source, result = row.source, row.result
    told: dict[str, Any] = {
        "uri": source.uri, "name": source.name, "sha256": result.sha256 or None, "size": source.size, "modified": source.modified,
        "status": result.status, "error": result.error or None, "memory": result.memory,
        "seconds": [{"stage": stage, "seconds": seconds} for stage, seconds in result.seconds.items()],
    }  # fmt: skip
    if result.rows is not None:
        told |= {"paper": result.rows.paper, **{table: getattr(result.rows, table) for table in _TABLES}}
    try:
        return pa.RecordBatch.from_pylist([told], schema=schema())
    except (pa.ArrowException, UnicodeError, ValueError, TypeError, OverflowError) as error:
        return " ".join(str(error).split())[:200]
