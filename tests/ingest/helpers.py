"""Archives and folders of small papers."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from extractor.errors import ReadError
from extractor.ingest.sources import Source, find_sources

TAR_MODES = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.bz2": "w:bz2", ".tar.xz": "w:xz"}


def pack(path: Path, members: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> Path:
    """A zip or tar archive, by the name of `path`."""
    pairs = list(members.items()) if isinstance(members, Mapping) else list(members)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
            for name, data in pairs:
                opened.writestr(name, data)
        return path
    mode = next(mode for suffix, mode in TAR_MODES.items() if path.name.endswith(suffix))
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for name, data in pairs:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_700_000_000
            tar.addfile(info, io.BytesIO(data))
    return path


def outcome(source: Source) -> bytes | str:
    """What loading gives: the content, or the status of its error."""
    try:
        return source.load()
    except ReadError as error:
        assert "\n" not in str(error)
        return error.status


def outcomes(*paths: Path | str) -> list[tuple[str, bytes | str]]:
    """Name and outcome of each source, loaded while the iterator stands at it."""
    return [(source.uri.rpartition("::")[2] if "::" in source.uri else source.name, outcome(source)) for source in find_sources([str(p) for p in paths])]


def told(source: Source) -> str:
    """The line of a source that cannot be loaded."""
    try:
        source.load()
    except ReadError as error:
        return str(error)
    raise AssertionError(f"{source.uri} can be loaded")
