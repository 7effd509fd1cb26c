"""`kaimen review` in a terminal of its own: a screen there, a list elsewhere."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import threading
import time
from pathlib import Path

import pytest

from extractor.store import Store
from tests.cli.conftest import COMMAND

LIMIT = 60.0
#: An escape code that sets a colour other than the terminal's default.
COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")


def in_terminal(*arguments: str, path: Path, keys: bytes = b"", after: bytes = b"") -> tuple[int, bytes]:
    """Exit code and output of `kaimen review` in a terminal; `keys` are pressed once `after` is seen."""
    child, descriptor = pty.fork()
    if not child:
        os.execve(COMMAND, [str(COMMAND), "review", "--db", str(path), *arguments], {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40", "NO_COLOR": "1"})
    seen, ends = b"", time.monotonic() + LIMIT
    while time.monotonic() < ends:
        if keys and after in seen:
            os.write(descriptor, keys)
            keys = b""
        if not select.select([descriptor], [], [], 0.2)[0]:
            continue
        try:
            read = os.read(descriptor, 1 << 16)
        except OSError:  # Linux tells so that the other side has closed
            break
        if not read:
            break
        seen += read
    os.close(descriptor)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen


def test_a_screen_that_q_leaves(path: Path) -> None:
    code, seen = in_terminal("--reviewer", "ann", path=path, keys=b"q", after=b" left, ")
    assert code == 0
    assert b"\x1b[?1049h" in seen and b"\x1b[?1049l" in seen, "the screen before comes back"
    assert "⟦".encode() in seen
    assert not COLOUR.search(seen), "NO_COLOR holds"


@pytest.mark.parametrize("option", ["--plain", "--links"])
def test_a_list_in_a_terminal(path: Path, option: str) -> None:
    code, seen = in_terminal(option, path=path)
    assert code == 0 and b"\x1b[?1049h" not in seen
    assert (b"ionic_conductivity" in seen) == (option == "--plain")


def test_two_screens_show_two_records_and_a_killed_one_gives_its_back(path: Path) -> None:
    """The second person's terminal opens while the first one's is open, which is killed then."""
    killed, descriptor = pty.fork()
    if not killed:
        os.execve(COMMAND, [str(COMMAND), "review", "--db", str(path), "--reviewer", "ann"], {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"})
    store, ends = Store.open(path), time.monotonic() + LIMIT
    drain = threading.Thread(target=lambda: [None for _ in iter(lambda: reads(descriptor), b"")], daemon=True)
    drain.start()
    while not store.db["review_claims"].count and time.monotonic() < ends:
        time.sleep(0.1)
    (held,) = [row["measurement_id"] for row in store.db["review_claims"].rows]
    code, _ = in_terminal("--reviewer", "bob", path=path, keys=b"aaq", after=b" left, ")
    assert code == 0
    assert held not in {row["measurement_id"] for row in store.db["reviews"].rows} and store.db["reviews"].count == 2
    os.kill(killed, signal.SIGKILL)
    os.waitpid(killed, 0)
    assert [row["measurement_id"] for row in store.db["review_claims"].rows] == [held], "Bob's screen gave back what it showed last"
    store.db.execute("UPDATE review_claims SET expires = '2020-01-01T00:00:00+00:00'")  # minutes later
    in_terminal("--reviewer", "bob", "--double", "0", path=path, keys=b"aaaaaaq", after=b" left, ")
    assert {row["measurement_id"] for row in store.db["reviews"].rows} == {row["id"] for row in store.db["measurements"].rows}
    store.close()


def reads(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""


def test_the_screen_goes_by_the_orders(path: Path) -> None:
    for strategy in ("useful", "paper"):
        assert f"{strategy} first".encode() in in_terminal("--strategy", strategy, "--reviewer", "ann", path=path, keys=b"q", after=b" left, ")[1]
