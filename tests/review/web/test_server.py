"""The command: a real server, and one line for what goes wrong."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.cli.conftest import COMMAND, kaimen


@contextmanager
def serving(path: Path, *options: str) -> Iterator[str]:
    """The address that `kaimen review --web` prints."""
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    command = [COMMAND, "review", "--web", "--db", path, "--port", "0", "--no-open", "--reviewer", "ann", *options]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    assert server.stdout is not None
    try:
        told = re.search(r"http://\S+", server.stdout.readline())
        assert told
        yield told.group()
    finally:
        server.send_signal(signal.SIGINT)
        rest = server.communicate(timeout=20)[0]
    assert "Traceback" not in rest


def status(address: str) -> int:
    try:
        with urlopen(address, timeout=30) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_this_machine_needs_no_token(library: Path) -> None:
    with serving(library) as address:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        with urlopen(address, timeout=30) as answer:
            assert b"kaimen review" in answer.read() and answer.headers["server"] is None
        port = address.split(":")[2].strip("/")
        done = kaimen("review", "--web", "--db", library, "--port", port, "--no-open", cwd=library.parent)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "Address already in use" in done.stderr and "another --port" in done.stderr


def test_another_address_needs_the_token(library: Path) -> None:
    with serving(library, "--host", "0.0.0.0") as told:
        port, token = re.findall(r":(\d+)/\?token=([\w-]{32})$", told)[0]
        address = f"http://127.0.0.1:{port}/"
        assert (status(address), status(f"{address}?token={token[:-1]}")) == (403, 403)
        assert status(f"{address}static/review.js") == 403


def test_a_token_of_ones_own(library: Path) -> None:
    with serving(library, "--token", "word") as address:
        assert address.endswith("/?token=word")
        assert status(address.split("?")[0]) == 403


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--db", "none.db"), "no such store"), (("--db", "text.db"), "cannot be used as a store"), (("--host", "no.such.host.invalid"), "cannot be listened on"),
        (("--host", "203.0.113.7"), "cannot be listened on"), (("--property", "hardness"), ""),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line(library: Path, options: tuple[str, ...], told: str) -> None:
    (library.parent / "text.db").write_text("a text\n" * 100, encoding="utf-8")
    if not told:
        with serving(library, *options) as address:
            assert status(address) == 200
        return
    done = kaimen("review", "--web", "--no-open", "--port", "0", *(() if "--db" in options else ("--db", str(library))), *options, cwd=library.parent)
    assert (done.returncode, done.stderr.count("\n"), told in done.stderr) == (2, 1, True), done.stderr
