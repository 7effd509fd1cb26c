"""Papers in stores: fsspec's own memory and zip, a real HTTP server, and stores that fail."""

from __future__ import annotations

import functools
import http.server
import io
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from extractor.errors import UsageError
from extractor.ingest.sources import find_sources
from tests.ingest.helpers import outcome, outcomes, pack, told


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Any]:
    store = fsspec.filesystem("memory")
    store.store.clear()
    store.pseudo_dirs[:] = [""]
    for name, data in {
        "/papers/b.txt": b"B",
        "/papers/in/a.PDF": b"A",
        "/papers/in/README.md": b"no",
        "/papers/in/SOURCES.csv": b"file,doi\na.PDF,10.1/a\n",
        "/papers/.git/x.txt": b"no",
        "/papers/x.tgz": pack(tmp_path / "x.tgz", {"m.txt": b"M"}).read_bytes(),
        "/papers/y.zip": pack(tmp_path / "y.zip", {"m.txt": b"Z"}).read_bytes(),
        "/other/c.txt": b"C",
    }.items():
        store.pipe_file(name, data)
    yield store
    store.store.clear()


ALL = [
    ("memory://papers/b.txt", b"B"),
    ("memory://papers/in/a.PDF", b"A"),
    ("memory://papers/x.tgz::m.txt", b"M"),
    ("memory://papers/y.zip::m.txt", b"Z"),
]


def found(*addresses: str) -> list[tuple[str, bytes | str]]:
    return [(source.uri, outcome(source)) for source in find_sources(addresses)]


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("memory://papers", ALL),
        ("memory://papers/", ALL),
        ("memory:///papers", [(uri.replace("//", "///"), data) for uri, data in ALL]),
        ("memory://", [(uri.replace("//", "///"), data) for uri, data in [("memory://other/c.txt", b"C"), *ALL]]),
        ("memory://papers/b.txt", ALL[:1]),
        ("memory://papers/y.zip", ALL[3:]),
        ("memory://papers/*.txt", ALL[:1]),
        ("memory://*/?.txt", [("memory://other/c.txt", b"C"), ALL[0]]),
        ("memory://papers/**/*.PDF", ALL[1:2]),
        ("memory://papers/i[n]/a*", ALL[1:2]),
        ("zip://m.txt::memory://papers/y.zip", [("zip://m.txt::memory://papers/y.zip", b"Z")]),
        ("zip://::memory://papers/y.zip", [("zip://m.txt::memory://papers/y.zip", b"Z")]),
        ("zip://*.txt::memory://papers/y.zip", [("zip://m.txt::memory://papers/y.zip", b"Z")]),
    ],
)
def test_addresses(address: str, expected: list[tuple[str, bytes]]) -> None:
    assert sorted(found(address)) == sorted(expected)


def test_a_name_is_one_that_can_be_given_again(memory: Any) -> None:
    for uri, data in found("memory://papers", "zip://::memory://papers/y.zip"):
        if "::m.txt" not in uri:
            assert found(uri) == [(uri, data)]


def test_what_a_source_knows(memory: Any) -> None:
    (source,) = find_sources(["memory://papers/in"])
    assert (source.name, source.size, source.metadata) == ("a.PDF", 1, {"doi": "10.1/a"})
    (source,) = find_sources(["memory://papers/in/a.PDF"])
    assert source.metadata == {"doi": "10.1/a"}


def test_a_file_of_this_machine_has_one_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"A")
    assert found(f"file://{tmp_path}", str(tmp_path), f"file://{tmp_path}/a.txt", f"file://{tmp_path}/*.txt") == [(f"{tmp_path}/a.txt", b"A")]


def test_a_manifest_in_a_store(memory: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"S")
    memory.pipe_file("/papers/list.csv", f"file,doi\nin/a.PDF,10.1/z\n../other/c.txt,\nmemory://papers/b.txt,\n{tmp_path}/secret.txt,\nfile://{tmp_path}/secret.txt,\nno.txt,\n".encode())
    sources = list(find_sources(["memory://papers/list.csv"]))
    assert [outcome(source) for source in sources] == [b"A", b"C", b"B", "unreadable", "unreadable", "unreadable"]
    assert [source.uri for source in sources][:2] == ["memory://papers/in/a.PDF", "memory://other/c.txt"]
    assert sources[0].metadata == {"doi": "10.1/z"}
    assert "not those of this machine" in told(sources[3])
    assert "no such file" in told(sources[5])


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("memory://papers/nothing.pdf", "memory://papers/nothing.pdf: no such file or folder"),
        ("memory://nothing/", "no such file or folder"),
        ("nosuch://x", "nosuch:// is no protocol that is known"),
        ("zip://a.txt::memory://papers/b.txt", "look to the address"),
    ],
)
def test_an_address_of_nothing_is_told_at_once(address: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        find_sources([address])


def test_a_glob_of_nothing(memory: Any) -> None:
    with pytest.raises(UsageError, match="nothing there has such a name"):
        list(find_sources(["memory://papers/*.nothing"]))


@pytest.mark.parametrize(("protocol", "package"), [("s3", "s3fs"), ("gs", "gcsfs"), ("abfs", "adlfs"), ("sftp", "paramiko"), ("smb", "smbprotocol")])
def test_a_package_that_is_not_installed(protocol: str, package: str) -> None:
    try:
        __import__(package)
    except ImportError:
        with pytest.raises(UsageError, match=f"pip install {package}"):
            find_sources([f"{protocol}://me:secret@host/papers"])
    else:
        pytest.skip(f"{package} is installed")


class Failing(MemoryFileSystem):
    """A store in which one folder and some files fail as real ones do."""

    protocol = "failing"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]

    @classmethod
    def _strip_protocol(cls, path: Any) -> str:
        return str(super()._strip_protocol(path.replace("failing://", "memory://")))

    def ls(self, path: str, detail: bool = True, **kwargs: Any) -> Any:
        if path.rstrip("/").endswith("closed"):
            raise PermissionError("Access\nDenied for me:secret@host, see x://me:secret@host/closed")
        return super().ls(path, detail=detail, **kwargs)

    def _open(self, path: str, *args: Any, **kwargs: Any) -> Any:
        if "slow" in path:
            raise TimeoutError
        if "broken" in path:
            return Breaking(b"x" * 10_000)
        if "endless" in path:
            return Endless()
        return super()._open(path, *args, **kwargs)


class Breaking(io.BytesIO):
    """A connection that ends early."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 5_000:
            raise RuntimeError("Response payload is not completed\nat all")
        return super().read(size)


class Endless(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        assert size is not None and 0 < size < 2**20
        return b"x" * size


@pytest.fixture
def failing() -> Any:
    fsspec.register_implementation("failing", Failing, clobber=True)
    store = Failing(skip_instance_cache=True)
    store.store.clear()
    for name in ("closed/a.txt", "a.txt", "slow.txt", "broken.txt", "endless.txt", "z.txt"):
        MemoryFileSystem.pipe_file(store, f"/p/{name}", b"x") if name in ("a.txt", "z.txt", "closed/a.txt") else store.store.__setitem__(f"/p/{name}", store.store["/p/a.txt"])
    return store


def test_a_store_that_fails_on_the_way(failing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.ingest.source.MAX_BYTES", 1_000_000)
    sources = {source.name: source for source in find_sources(["failing://p"])}
    assert {name: outcome(source) for name, source in sources.items()} == {
        "a.txt": b"x",
        "broken.txt": "unreadable",
        "closed": "unreadable",
        "endless.txt": "too_large",
        "slow.txt": "unreadable",
        "z.txt": b"x",
    }
    assert "no answer in time" in told(sources["slow.txt"])
    assert "payload is not completed at all" in told(sources["broken.txt"])
    assert "FSSPEC_FAILING_ANON" in told(sources["closed"])
    assert "x://me@host" in told(sources["closed"])
    with pytest.raises(UsageError, match="no access"):
        find_sources(["failing://p/closed"])


# HTTP


class Server(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, and some addresses that fail."""

    def do_GET(self) -> None:
        if "forbidden" in self.path:
            self.send_error(403)
        elif "lies" in self.path:
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"short")
        else:
            super().do_GET()

    def log_message(self, *args: Any) -> None: ...


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "in/b.pdf", "in/x.png"):
        (tmp_path / name).write_bytes(name.encode())
    pack(tmp_path / "x.tgz", {"m.txt": b"M"})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


class Web(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """The least that a store over HTTP can be: no listing, no size, a stream."""

    protocol = "web"

    def info(self, path: str, **kwargs: Any) -> dict[str, Any]:
        return {"name": path, "size": None, "type": "file"}

    def _open(self, path: str, *args: Any, **kwargs: Any) -> BinaryIO:
        try:
            answer: BinaryIO = urllib.request.urlopen(f"http://{path}", timeout=10)
        except urllib.error.HTTPError as error:
            raise {404: FileNotFoundError, 403: PermissionError}.get(error.code, OSError)(error.code, error.reason) from None
        return answer


def test_a_server_through_any_protocol(host: str) -> None:
    fsspec.register_implementation("web", Web, clobber=True)
    assert found(f"web://{host}/a.txt", f"web://{host}/x.tgz") == [(f"web://{host}/a.txt", b"a.txt"), (f"web://{host}/x.tgz::m.txt", b"M")]
    assert [status for _, status in found(f"web://{host}/nothing.pdf", f"web://{host}/forbidden.pdf")] == ["unreadable", "unreadable"]


def test_a_server_through_http(host: str, tmp_path: Path) -> None:
    pytest.importorskip("aiohttp")
    assert found(f"http://{host}/a.txt", f"http://{host}/x.tgz") == [(f"http://{host}/a.txt", b"a.txt"), (f"http://{host}/x.tgz::m.txt", b"M")]
    assert found(f"http://{host}/") == [(f"http://{host}/a.txt", b"a.txt"), (f"http://{host}/in/b.pdf", b"in/b.pdf"), (f"http://{host}/x.tgz::m.txt", b"M")]
    (tmp_path / "list.csv").write_text(f"url\nhttp://{host}/in/b.pdf\nhttp://{host}/nothing.pdf\nhttp://{host}/forbidden.pdf\nhttp://{host}/lies.pdf\n", encoding="utf-8")
    assert [status for _, status in outcomes(tmp_path / "list.csv")] == [b"in/b.pdf", "unreadable", "unreadable", "unreadable"]
    assert next(iter(found(f"http://{host}/list.csv")))[1] == b"in/b.pdf"
    with pytest.raises(UsageError, match="no such file"):
        find_sources([f"http://{host}/nothing.pdf"])
