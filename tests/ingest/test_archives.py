"""Zip and tar archives: what is in them, and what hostile ones can do (nothing)."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.errors import ReadError
from extractor.ingest import archives
from extractor.ingest.sources import find_sources
from tests.ingest.helpers import TAR_MODES, outcome, outcomes, pack, told

KINDS = [".zip", *TAR_MODES]
PAPERS = {"SOURCES.csv": b"file,doi\na.txt,10.1/a\n", "a.txt": b"A" * 9000, "in/b.pdf": b"B", "in/SOURCES.csv": b"", "in/c.bin": b"C"}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_members(tmp_path: Path, kind: str) -> None:
    path = pack(tmp_path / f"x{kind}", {**PAPERS, "in/": b"", "in/README.md": b"no", ".h/x.txt": b"no", "__MACOSX/._x.pdf": b"no", "d.txt": b""})
    sources = find_sources([str(path)])
    first = next(sources)
    assert (first.uri, first.name, first.size, first.metadata) == (f"{path}::a.txt", "a.txt", 9000, {"doi": "10.1/a"})
    assert first.load() == PAPERS["a.txt"]
    rest = list(sources)
    assert [(source.name, dict(source.metadata)) for source in rest if not source.name.endswith(".csv")] == [("b.pdf", {}), ("d.txt", {})]


def test_a_member_can_be_loaded_in_any_order_and_again(tmp_path: Path, kind: str) -> None:
    members = {f"{i}.txt": os.urandom(3000 + i) for i in range(9)}
    sources = list(find_sources([str(pack(tmp_path / f"x{kind}", members))]))
    random.Random(1).shuffle(sources)
    assert {source.name: source.load() for source in sources} == members
    walking = find_sources([str(tmp_path)])
    for source in walking:
        assert source.load() == source.load() == members[source.name]


def test_an_archive_in_a_folder_is_opened(tmp_path: Path, kind: str) -> None:
    pack(tmp_path / f"x{kind}", {"a.txt": b"A"})
    (tmp_path / "y.txt").write_bytes(b"Y")
    assert outcomes(tmp_path) == [("a.txt", b"A"), ("y.txt", b"Y")]


def test_an_archive_named_outright_is_known_by_its_content(tmp_path: Path, kind: str) -> None:
    path = pack(tmp_path / f"x{kind}", {"a.txt": b"A"}).rename(tmp_path / "upload")
    assert outcomes(path) == [("a.txt", b"A")]


def test_files_that_only_look_like_archives(tmp_path: Path) -> None:
    office = pack(tmp_path / "x.zip", {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}).rename(tmp_path / "x.docx")
    (tmp_path / "paper.gz").write_bytes(gzip.compress(b"a paper"))
    assert [name for name, _ in outcomes(office, tmp_path / "paper.gz")] == ["x.docx", "paper.gz"]


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x05\x06", b"\x1f\x8b\x08", b"\0" * 512])
def test_what_is_no_archive_inside(tmp_path: Path, kind: str, data: bytes) -> None:
    path = tmp_path / f"x{kind}"
    path.write_bytes(data)
    expected = [] if data == b"\0" * 512 and kind != ".zip" else [(path.name, "corrupt")]
    assert outcomes(path) == expected


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path, kind: str) -> None:
    inner = pack(tmp_path / "in.zip", {"a.txt": b"A"}).read_bytes()
    path = pack(tmp_path / f"x{kind}", {"in.zip": inner, "in.tgz": inner, "b.txt": b"B"})
    assert outcomes(path) == [("in.zip", "unsupported"), ("in.tgz", "unsupported"), ("b.txt", b"B")]
    assert "inside an archive" in told(next(find_sources([str(path)])))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd.txt", "../../etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\a\\b.txt", "C:/a/b.txt"),
        ("./a//./b.txt", "a/b.txt"),
        ("a\x1b[31m\n\u202eb.txt", "a\ufffd[31m\ufffd\ufffdb.txt"),
        ("x" * 3000 + ".txt", None),
        ("d/" * 900 + "a.txt", None),
    ],
)
def test_names_are_labels_only(tmp_path: Path, kind: str, name: str, label: str | None) -> None:
    before = set(tmp_path.parent.rglob("*"))
    path = pack(tmp_path / f"x{kind}", {name: b"A"})
    ((got, data),) = outcomes(path)
    assert data == b"A"
    assert got == label if label else len(got) <= 1000 and got.endswith(".txt")
    assert set(tmp_path.parent.rglob("*")) - before == {path}  # nothing is unpacked


def test_a_name_with_nul(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"a_b.txt": b"A", "c.txt": b"C"})
    path.write_bytes(path.read_bytes().replace(b"a_b.txt", b"a\0b.txt"))
    assert ("c.txt", b"C") in outcomes(path)


def test_members_of_one_name_are_all_given(tmp_path: Path, kind: str) -> None:
    pairs = [("a.txt", b"1"), ("a.txt", b"2"), ("a.txt#2", b"no paper by its name"), ("b.txt", b"3"), ("a.txt", b"4"), ("./a.txt", b"5")]
    if kind == ".zip":
        with pytest.warns(UserWarning, match="Duplicate"):
            path = pack(tmp_path / "x.zip", pairs)
    else:
        path = pack(tmp_path / f"x{kind}", pairs)
    assert outcomes(path) == [("a.txt", b"1"), ("a.txt#2", b"2"), ("b.txt", b"3"), ("a.txt#3", b"4"), ("a.txt#4", b"5")]
    late = {source.uri: source for source in find_sources([str(path)])}
    assert late[f"{path}::a.txt#2"].load() == b"2"


def test_links_and_devices_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as tar:
        for name, type_ in (("s.txt", tarfile.SYMTYPE), ("h.txt", tarfile.LNKTYPE), ("c.txt", tarfile.CHRTYPE), ("f.txt", tarfile.FIFOTYPE), ("d.txt", tarfile.DIRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = type_, "/etc/passwd"
            tar.addfile(info)
        info = tarfile.TarInfo("a.txt")
        info.size = 1
        tar.addfile(info, io.BytesIO(b"A"))
    linked = tmp_path / "y.zip"
    with zipfile.ZipFile(linked, "w") as opened:
        link = zipfile.ZipInfo("s.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
    assert outcomes(path, linked) == [("a.txt", b"A")]


def test_an_encrypted_member(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"a.txt": b"A", "b.txt": b"B"})
    data = bytearray(path.read_bytes())
    data[6] |= 1  # flags of the first local header, and of its entry in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert outcomes(path) == [("a.txt", "encrypted"), ("b.txt", b"B")]


def test_a_bibliography_that_comes_too_late_is_told(tmp_path: Path) -> None:
    pairs = [("a.txt", b"A"), ("SOURCES.csv", b"file,doi\na.txt,10.1/a\n"), ("in/SOURCES.csv", b"file,doi\nb.txt,10.1/b\n"), ("in/b.txt", b"B")]
    path = pack(tmp_path / "x.tgz", pairs)
    assert outcomes(path) == [("a.txt", b"A"), ("SOURCES.csv", "unsupported"), ("in/b.txt", b"B")]
    assert "pack it first" in told(list(find_sources([str(path)]))[1])
    assert [dict(s.metadata) for s in find_sources([str(pack(tmp_path / "x.zip", pairs))])] == [{"doi": "10.1/a"}, {"doi": "10.1/b"}]


@pytest.mark.parametrize("data", [b"\xff\xfe\0", b'file,doi\n"' + b"x" * 200_000, b"x" * 2_000])
def test_a_bibliography_that_cannot_be_read(tmp_path: Path, kind: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    if len(data) == 2_000:
        monkeypatch.setattr(archives, "_MAX_SIDECARS", 1_000)
    assert outcomes(pack(tmp_path / f"x{kind}", {"SOURCES.csv": data, "a.txt": b"A"})) == [("SOURCES.csv", "unsupported"), ("a.txt", b"A")]


def test_times_of_members(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for name, date, extra in (
            ("dos.txt", (2020, 2, 3, 4, 5, 6), b""),
            ("unix.txt", (2020, 2, 3, 4, 5, 6), struct.pack("<HHBi", 0x5455, 5, 1, 1_700_000_000)),
            ("none.txt", (1980, 0, 0, 0, 0, 0), struct.pack("<HHB", 0x5455, 1, 1)),
        ):
            info = zipfile.ZipInfo(name, date)
            info.extra = extra
            opened.writestr(info, b"A")
    got = {source.name: source.modified for source in find_sources([str(path), str(pack(tmp_path / "x.tar", {"tar.txt": b"A"}))])}
    assert got == {"dos.txt": "2020-02-03T04:05:06+00:00", "unix.txt": "2023-11-14T22:13:20+00:00", "none.txt": None, "tar.txt": "2023-11-14T22:13:20+00:00"}


def test_an_xz_file_of_several_streams(tmp_path: Path) -> None:
    data = pack(tmp_path / "x.tar", {"a.txt": b"A", "b.txt": b"B"}).read_bytes()
    (tmp_path / "y.txz").write_bytes(lzma.compress(data[:700]) + bytes(8) + lzma.compress(data[700:]))
    assert outcomes(tmp_path / "y.txz") == [("a.txt", b"A"), ("b.txt", b"B")]


def test_an_xz_file_that_asks_for_memory(tmp_path: Path) -> None:
    data = pack(tmp_path / "x.tar", {"a.txt": b"A"}).read_bytes()
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 400 * 2**20}]
    (tmp_path / "y.txz").write_bytes(lzma.compress(data, filters=filters))
    (source,) = find_sources([str(tmp_path / "y.txz")])
    assert "Memory usage limit" in told(source)


# damage


@pytest.mark.parametrize("seed", range(12))
def test_a_cut_archive(tmp_path: Path, kind: str, seed: int) -> None:
    """All that is whole before the cut is given, then the archive's own error; a zip file's list is at its end."""
    members = {f"{i:02}.txt": random.Random(i).randbytes(random.Random(seed).randrange(1, 3000)) for i in range(20)}
    path = pack(tmp_path / f"x{kind}", members)
    data = path.read_bytes()
    cut = random.Random(seed).randrange(7, len(data) - (1100 if kind == ".tar" else 30))
    path.write_bytes(data[:cut] if kind != ".tar" else data[: min(cut, len(data) - 10_240)])
    got = outcomes(path)
    assert got[-1] == (path.name, "corrupt")
    whole = [item for item in got[:-1] if isinstance(item[1], bytes)]
    assert whole == list(members.items())[: len(whole)]
    assert len(got) - 1 - len(whole) <= 1  # the member that the cut goes through
    if kind == ".tar":
        assert len(whole) >= cut // 4096 - 1


@pytest.mark.parametrize("seed", range(25))
def test_damaged_bytes(tmp_path: Path, kind: str, seed: int) -> None:
    """Whatever is overwritten, loading gives content or one line, and nothing else is raised."""
    chance = random.Random(seed)
    path = pack(tmp_path / f"x{kind}", {f"{i}.txt": chance.randbytes(600) + b"x" * 600 for i in range(8)})
    data = bytearray(path.read_bytes())
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)
    for source in find_sources([str(path)]):
        outcome(source)
    for source in list(find_sources([str(path)])):
        outcome(source)


@given(st.binary(max_size=3000), st.sampled_from(KINDS), st.sampled_from([b"PK\x03\x04", b"\x1f\x8b\x08\0", b"BZh9", b"\xfd7zXZ\0", b"", b"a.txt" + b"\0" * 252 + b"ustar\00000"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes(tmp_path: Path, data: bytes, kind: str, start: bytes) -> None:
    path = tmp_path / f"any{kind}"
    path.write_bytes(start + data)
    for source in find_sources([str(path)]):
        outcome(source)


@given(st.lists(st.text(min_size=1, max_size=60).filter(lambda name: "\0" not in name), max_size=5), st.sampled_from([".zip", ".tar", ".tgz"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_any_names(tmp_path: Path, names: list[str], kind: str) -> None:
    """Every member that has a paper's name is given, under a name that is printable and its own."""
    pairs = [(f"{name.encode('utf-8', 'replace').decode()}/p{i}.txt", b"%d" % i) for i, name in enumerate(names)]
    sources = list(find_sources([str(pack(tmp_path / f"names{kind}", pairs))]))
    shown = [name for name, _ in pairs if not any(part.startswith(".") and part not in (".", "..") for part in name.replace("\\", "/").split("/"))]
    assert len({source.uri for source in sources}) == len(sources) == len(shown)
    for source in sources:
        assert source.uri.removeprefix(str(tmp_path)).isprintable()
        assert source.name == f"p{source.load().decode()}.txt"


# size


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """Python's memory does not grow by more bytes."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < size
    finally:
        tracemalloc.stop()


def zeros(size: int) -> Iterator[bytes]:
    piece = bytes(2**20)
    for _ in range(size // len(piece)):
        yield piece


def bomb_zip(path: Path, size: int, declared: int, method: int = zipfile.ZIP_DEFLATED) -> None:
    """A zip file of so many zero bytes, whose headers say that it has `declared`."""
    with zipfile.ZipFile(path, "w", method, compresslevel=1) as opened, opened.open("a.txt", "w", force_zip64=False) as member:
        for piece in zeros(size):
            member.write(piece)
    data = path.read_bytes()
    start = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: start + 24] + struct.pack("<I", declared) + data[start + 28 :])


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize(("declared", "status"), [(10, "corrupt"), (50_000_000, "too_large"), (2**32 - 2, "too_large")])
def test_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: int, declared: int, status: str) -> None:
    monkeypatch.setattr("extractor.ingest.source.MAX_BYTES", 40_000_000)
    bomb_zip(tmp_path / "x.zip", 2**26 if method != zipfile.ZIP_LZMA else 2**24, declared, method)
    assert outcomes(tmp_path / "x.zip") == [("a.txt", status)]


@pytest.mark.parametrize(("declared", "status"), [(10, "corrupt"), (100_000_000, "corrupt"), (2**32 - 2, "too_large")])
def test_a_zip_bomb_of_ten_gigabytes(tmp_path: Path, declared: int, status: str) -> None:
    """What is unpacked is never more than the header says, nor than the limit."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * 10_240 + packer.flush()
    sizes = struct.pack("<III", 0, len(packed), declared)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", 5, 0) + b"a.txt" + packed
    entry = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes + struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0) + b"a.txt"
    path = tmp_path / "x.zip"
    path.write_bytes(local + entry + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0))
    with at_most(2 * max(declared if declared < 2**31 else 0, 10_000_000) + 20_000_000):
        assert outcomes(path) == [("a.txt", status)]


def test_a_tar_bomb_of_ten_gigabytes(tmp_path: Path) -> None:
    """A member that says 10 GB is not read at all; nor is more than the limit of one that says little."""
    path = tmp_path / "x.tgz"
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    info = tarfile.TarInfo("big.txt")
    info.size = 10 * 2**30
    with path.open("wb") as handle:
        handle.write(packer.compress(info.tobuf()))
        for piece in zeros(2**28):
            handle.write(packer.compress(piece))
        handle.write(packer.flush())
    with at_most(20_000_000):
        assert outcomes(path) == [("big.txt", "too_large"), ("x.tgz", "corrupt")]  # it was cut after 256 MB


def long_name(size: int) -> bytes:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, size
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(lambda: [long_name(2**33), *zeros(2**26)], id="a name of 8 GB"),
        pytest.param(lambda: [long_name(1) + b"x" * 512] * 3000, id="a name of a name of a name"),
        pytest.param(lambda: [long_name(2**19) + b"x" * 2**19] * 100, id="many long names for one member"),
    ],
)
@pytest.mark.parametrize("packer", [gzip.compress, bz2.compress, bytes])
def test_headers_without_end(tmp_path: Path, hostile: Callable[[], list[bytes]], packer: Callable[[bytes], bytes]) -> None:
    good = tarfile.TarInfo("a.txt").tobuf()
    (tmp_path / "x.tar").write_bytes(packer(good + b"".join(hostile())))
    with at_most(60_000_000):
        assert outcomes(tmp_path / "x.tar") == [("a.txt", b""), ("x.tar", "corrupt")]


def test_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for i in range(30_000):
            opened.writestr(zipfile.ZipInfo(f"{i % 100}/{i}.txt"), b"x")
    start = time.perf_counter()
    assert sum(len(source.load()) for source in find_sources([str(path)])) == 30_000
    assert time.perf_counter() - start < 60
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1000)
    sources = list(find_sources([str(path)]))
    assert len(sources) == 1001
    assert "more than 1000 members" in told(sources[-1])


def test_a_directory_that_says_it_is_huge(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"a.txt": b"A"})
    data = bytearray(b"\0" * 200_000_000 + path.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 20] = struct.pack("<II", 150_000_000, 50_000_000)
    path.write_bytes(data)
    ((name, status),) = outcomes(path)
    assert (name, status) == ("x.zip", "corrupt")


def test_an_archive_that_changed_since(tmp_path: Path, kind: str) -> None:
    path = pack(tmp_path / f"x{kind}", {"a.txt": b"A", "b.txt": b"B"})
    sources = list(find_sources([str(path)]))
    pack(path, {"a.txt": b"A", "c.txt": b"C"})
    assert sources[0].load() == b"A"
    with pytest.raises(ReadError, match="has changed"):
        sources[1].load()
    path.unlink()
    assert outcome(sources[1]) == "unreadable"
