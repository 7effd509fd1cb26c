"""Files, folders, globs and times."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import ReadError, UsageError
from extractor.ingest.sources import find_papers, find_sources, parse_since
from extractor.readers import registry
from extractor.readers.sidecar import apply
from tests.helpers import PAPERS, document_of
from tests.ingest.helpers import outcomes, pack, told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a/z.PDF", "a/README.md", "a/.hidden.txt", ".git/objects/x.txt", "a/b/deep.xml", "a/table.csv", "a.html", "a/data.bin"):
        path = tmp_path / "papers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (tmp_path / "papers" / "a" / "SOURCES.csv").write_text("\ufefffile,doi,license\nz.PDF,10.1/z,CC0-1.0\n", encoding="utf-8")
    return tmp_path / "papers"


def test_a_folder_in_depth(folder: Path) -> None:
    assert [name for name, _ in outcomes(folder)] == ["deep.xml", "z.PDF", "a.html", "b.txt"]
    assert [str(path) for path in find_papers([str(folder)])] == [source.uri for source in find_sources([str(folder)])]


def test_what_a_source_knows(folder: Path) -> None:
    path = folder / "a" / "z.PDF"
    os.utime(path, (0, 86_400))
    (source,) = find_sources([str(path)])
    assert (source.uri, source.name, source.size, source.modified) == (path.as_posix(), "z.PDF", 7, "1970-01-02T00:00:00+00:00")
    assert source.metadata == {"doi": "10.1/z", "licence": "CC0-1.0"}
    assert source.load() == b"a/z.PDF"


def test_a_relative_path_has_the_same_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert outcomes("a/../b.txt") == [("b.txt", b"b.txt")]
    assert len(list(find_sources(["b.txt", ".", "./b.txt", str(folder / "b.txt"), f"file://{folder}/b.txt"]))) == 4


def test_globs(folder: Path) -> None:
    pack(folder / "c.zip", {"in.txt": b"in"})
    assert outcomes(folder / "**" / "*.txt") == [("b.txt", b"b.txt")]
    assert [name for name, _ in outcomes(folder / "*")] == ["a.html", "b.txt", "in.txt"]
    assert "SOURCES.csv" not in [name for name, _ in outcomes(folder / "a" / "*")]


def test_a_file_whose_name_looks_like_a_glob(tmp_path: Path) -> None:
    (tmp_path / "a [1].txt").write_text("x", encoding="utf-8")
    assert outcomes(tmp_path / "a [1].txt") == [("a [1].txt", b"x")]


@pytest.mark.parametrize("name", ["nothing.pdf", "*.nothing", "x\0y", "x" * 5000, ""])
def test_a_name_of_nothing_is_told_at_once(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"no such file|null|long"):
        find_sources([f"{tmp_path}/there/{name}"])


def test_the_folder_is_read_as_the_iterator_goes(folder: Path) -> None:
    sources = find_sources([str(folder)])
    assert next(sources).name == "deep.xml"
    (folder / "zz.txt").write_text("late", encoding="utf-8")
    (folder / "a" / "zz").mkdir()
    (folder / "a" / "b" / "later.txt").write_text("too late: its folder was listed", encoding="utf-8")
    assert "later.txt" not in [source.name for source in sources]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_listed(folder: Path) -> None:
    (folder / "a" / "b").chmod(0)
    try:
        assert ("b", "unreadable") in outcomes(folder)
    finally:
        (folder / "a" / "b").chmod(0o755)


def test_files_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = list(find_sources([str(folder)]))
    sources[0].content.path.unlink()  # type: ignore[attr-defined]
    assert "deep.xml: No such file" in told(sources[0])
    (folder / "b.txt").write_bytes(b"x" * 101)
    (source,) = find_sources([str(folder / "b.txt")])
    monkeypatch.setattr("extractor.ingest.source.MAX_BYTES", 100)
    assert "limit of" in told(source)
    (folder / "b.txt").write_bytes(b"x" * 100)
    (source,) = find_sources([str(folder / "b.txt")])
    assert len(source.load()) == 100
    (folder / "b.txt").write_bytes(b"x" * 10_000)  # it grew since it was listed
    with pytest.raises(ReadError) as caught:
        source.load()
    assert caught.value.status == "too_large"


def test_an_endless_file_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.ingest.source.MAX_BYTES", 100_000)
    assert outcomes("/dev/zero") == [("zero", "too_large")]


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9\n.txt"
    Path(os.fsdecode(path)).write_bytes(b"x")
    (source,) = find_sources([str(tmp_path)])
    assert source.uri.encode().endswith(b"/caf\\xe9\n.txt")
    assert source.load() == b"x"


def test_since(folder: Path) -> None:
    for path in find_papers([str(folder)]):
        os.utime(path, (0, 1_700_000_000))
    os.utime(folder / "b.txt", (0, 1_800_000_000))
    assert [source.name for source in find_sources([str(folder)], since=datetime.fromtimestamp(1_800_000_000, UTC))] == ["b.txt"]
    assert [source.name for source in find_sources([str(folder)], since=datetime.fromtimestamp(1_700_000_000, UTC))] == ["deep.xml", "z.PDF", "a.html", "b.txt"]


@pytest.mark.parametrize(("text", "ago"), [("3d", timedelta(days=3)), ("12h", timedelta(hours=12)), (" 2 W ", timedelta(weeks=2)), ("0h", timedelta())])
def test_how_long_ago(text: str, ago: timedelta) -> None:
    assert abs(datetime.now(UTC) - ago - parse_since(text)) < timedelta(minutes=1)


def test_a_date_is_of_this_machines_zone() -> None:
    assert parse_since("2026-11-01") == datetime(2026, 11, 1).astimezone(UTC)
    assert parse_since("2026-11-01T12:00") == datetime(2026, 11, 1, 12).astimezone(UTC)
    assert parse_since("2026-11-01T12:00Z") == datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "3", "3m", "-3d", "2026-13-01", "9999999999999d", "9" * 5000 + "d"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(UsageError, match="no time"):
        parse_since(text)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_told(text: str) -> None:
    try:
        assert parse_since(text).tzinfo is not None
    except UsageError as error:
        assert "\n" not in str(error)


def test_metadata_is_what_reading_beside_the_file_gives() -> None:
    """A row that is looked up and applied apart gives the document that reading the file gives."""
    folder = PAPERS / "sofc-exp"
    seen = 0
    for source in list(find_sources([str(folder)]))[:20]:
        beside = registry.read_paper(source.uri)
        apart = apply(registry.read_bytes(source.load(), Path("elsewhere") / source.name), source.metadata)
        assert apart.metadata == beside.metadata
        seen += bool(source.metadata)
    assert seen >= 10


@pytest.mark.parametrize("year", ["", "²", "9" * 5000, "in press", "2024"])
def test_a_row_with_any_year(year: str) -> None:
    assert apply(document_of("x"), {"year": year, "title": "T"}).metadata.year == (2024 if year == "2024" else None)
