"""Servers that fail or mean ill: an answer comes, or one clear line, and soon."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
from pathlib import Path

import pytest

from extractor.compounds.optimade import Database, OptimadeClient, OptimadeError, Settings
from tests.optimade_server import Behaviour, Reply, front, passed_on, serve_obelix, structures

TIMEOUT = 0.3
#: Longer than all repetitions of the slowest of these (s).
SOON = 5.0
GOOD = structures("Li3PS4")


def settings(folder: Path, timeout: float = TIMEOUT) -> Settings:
    return Settings(rate=10_000, timeout=timeout, cache=folder / "c.sqlite", backoff=0.01, max_bytes=100_000)


def answer(reply: Reply, then: Reply | None = None) -> Behaviour:
    """One reply for ever, or once before another."""
    return lambda request: then if then and request.number else reply


HTML = Reply(body=b"<html>Service moved</html>", headers={"Content-Type": "text/html"})
HUGE = Reply(body=b'{"data": [' + b" " * 5_000_000)
BOMB = Reply(body=gzip.compress(b" " * 20_000_000), headers={"Content-Encoding": "gzip"})
CHUNKED = {"Transfer-Encoding": "chunked"}
CHUNKS = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (GOOD.body[:30], GOOD.body[30:], b""))
REFUSAL = Reply(400, b'{"errors": [{"detail": "cannot \\u001b[31m HAS ALL"}], "meta": {"api_version": "1.1.0"}}')

MENDED: dict[str, Behaviour] = {
    "500 once": answer(Reply(500), GOOD),
    "silent once": answer(Reply(wait=3 * TIMEOUT), GOOD),
    "cut once": answer(Reply(body=GOOD.body, cut=20), GOOD),
    "in chunks, cut once": answer(Reply(body=CHUNKS, headers=CHUNKED, cut=50), Reply(body=CHUNKS, headers=CHUNKED)),
    "compressed": answer(Reply(body=gzip.compress(GOOD.body), headers={"Content-Encoding": "gzip"})),
    "429 for a second": answer(Reply(429, headers={"Retry-After": "1"}), GOOD),
    "a field it does not know": lambda request: REFUSAL if "space_group" in request.path else GOOD,
    "pages of ten at most": lambda request: GOOD if "page_limit=10&" in f"{request.path}&" else Reply(403),
    "redirect on the same host": lambda request: GOOD if request.number else Reply(307, headers={"Location": f"{request.server}/v1/there"}),
}
TOLD: dict[str, tuple[Behaviour, str]] = {
    "500 for ever": (answer(Reply(500)), "HTTP 500"),
    "429 for ever": (answer(Reply(429, headers={"Retry-After": "0"})), "HTTP 429"),
    "a Retry-After that is none": (answer(Reply(503, headers={"Retry-After": "soon"})), "the request failed .*"),
    "silent": (answer(Reply(wait=60)), "no answer within 0.3 s"),
    "cut for ever": (answer(Reply(body=GOOD.body, cut=20)), "the connection was cut"),
    "badly compressed": (answer(Reply(body=GOOD.body, headers={"Content-Encoding": "gzip"})), r"the request failed \(DecodeError\)"),
    "bad JSON": (answer(Reply(body=b'{"data": [')), r"its answer is not OPTIMADE's \(Invalid JSON.*\)"),
    "deep JSON": (answer(Reply(body=b"[" * 90_000)), r"its answer is not OPTIMADE's \(Invalid JSON.*\)"),
    "HTML": (answer(HTML), r"its answer is not OPTIMADE's \(Invalid JSON.*\)"),
    "other JSON": (answer(Reply(body=b'{"results": []}')), r"its answer is not OPTIMADE's \(data: Field required\)"),
    "a wrong type": (answer(Reply(body=GOOD.body.replace(b'"Li3PS4"', b"[3]"))), r"its answer is not OPTIMADE's \(data.0.attributes.*\)"),
    "no text": (answer(Reply(body=b"\xff\xfe\x00")), r"its answer is not OPTIMADE's .*"),
    "a refusal": (answer(REFUSAL), r"HTTP 400, 'cannot \\x1b\[31m HAS ALL'"),
    "an empty error": (answer(Reply(403)), "HTTP 403"),
    "pages in a circle": (lambda request: structures("ClNa", next_page=f"{request.server}/v1/structures?page=1"), "its pages go in circles"),
    "a page elsewhere": (answer(structures("ClNa", next_page="http://127.0.0.2/v1/structures")), r"its next page is on another host \(127.0.0.2\)"),
    "a page in a file": (answer(structures("ClNa", next_page="file:///etc/passwd")), r"its next page is on another host \(none\)"),
    "a page nowhere": (answer(structures("ClNa", next_page="http://[")), r"its next page is on another host \(none\)"),
    "a huge answer": (answer(HUGE), "its answer is larger than 0.1 MB"),
    "a bomb": (answer(BOMB), "its answer is larger than 0.1 MB"),
    "redirect elsewhere": (answer(Reply(302, headers={"Location": "http://127.0.0.2/"})), r"it sends on to another host \(127.0.0.2\); .*"),
    "redirects in a circle": (answer(Reply(302, headers={"Location": "/v1/structures"})), "it sends on and on"),
    "no such page": (answer(Reply(404)), r"no OPTIMADE server at http://127.0.0.1:\d+"),
    "only another version": (
        lambda request: Reply(body=b"version\n2\n0\n") if request.path == "/versions" else Reply(404),
        "it offers version 2, 0 of OPTIMADE, but no structures in version 1",
    ),
}


@pytest.mark.parametrize("bad", MENDED.values(), ids=MENDED)
def test_what_passes_is_waited_for(bad: Behaviour, tmp_path: Path) -> None:
    with front(bad) as server, OptimadeClient(settings(tmp_path)) as client:
        start = time.monotonic()
        assert [match.score for match in client.find(Database("x", server.url), "Li3PS4")] == [1]
        assert time.monotonic() - start < SOON


@pytest.mark.parametrize(("bad", "expected"), TOLD.values(), ids=TOLD)
def test_what_stays_bad_is_told_in_a_line(bad: Behaviour, expected: str, tmp_path: Path) -> None:
    """And is not kept: the next run finds the server well again."""
    well = False
    with front(lambda request: passed_on(request) if well else bad(request)) as server:
        database = Database("x", server.url)
        with OptimadeClient(settings(tmp_path)) as client:
            start = time.monotonic()
            with pytest.raises(OptimadeError) as told:
                client.find(database, "Li3PS4")
            assert time.monotonic() - start < SOON
            assert re.fullmatch(expected, str(told.value)), str(told.value)
        well = True
        with OptimadeClient(settings(tmp_path, timeout=20)) as client:
            assert client.find(database, "Li3PS4")


def test_slow_drops_end(tmp_path: Path) -> None:
    """No silence is long, but the whole takes too long."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                for _ in range(100):
                    time.sleep(TIMEOUT / 3)
                    try:
                        connection.sendall(b" ")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        with OptimadeClient(settings(tmp_path)) as client:
            start = time.monotonic()
            with pytest.raises(OptimadeError, match="no answer within"):
                client.find(Database("x", f"http://127.0.0.1:{listener.getsockname()[1]}"), "Li3PS4")
            assert time.monotonic() - start < SOON


def test_a_server_that_ignores_the_filter_fools_nobody(tmp_path: Path) -> None:
    with front(lambda _: structures("ClNa", "LiF", "O2", "nonsense", "")) as server, OptimadeClient(settings(tmp_path)) as client:
        assert client.find(Database("x", server.url), "Li3PS4") == []
        assert [match.identifier for match in client.find(Database("x", server.url), "LiF")] == ["1"]


def test_the_real_server_refuses_as_it_should(tmp_path: Path) -> None:
    """A path of its own that is no base URL."""
    with OptimadeClient(settings(tmp_path, timeout=20)) as client, pytest.raises(OptimadeError, match="no OPTIMADE server at"):
        client.find(Database("x", f"{serve_obelix()}/nowhere"), "Li3PS4")
