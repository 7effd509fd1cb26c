"""Full disks, read-only and locked stores, power cuts, damage: one line that says what to do, and nothing that was stored is lost."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.document import Document
from extractor.errors import ReadError, StoreError
from extractor.extraction import extract
from extractor.store import Store, StoreUnavailable
from extractor.store.decisions import decide, undo
from extractor.store.link_decisions import link
from extractor.store.migrations import SCHEMA_VERSION
from extractor.store.rows import PaperRows, paper_rows
from tests.helpers import document_of

PAPER = document_of(
    "The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C.", "Li7La3Zr2O12 pellets were sintered at 1230 °C for 36 h in air.", title="A garnet"
)
FACTS = 4
#: As root, a user whom permissions bind; others are bound anyway.
BOUND = [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
READING = (["show", "ionic_conductivity"], ["check"], ["report"], ["coverage"], ["export", "li-conductivity", "--out", "{out}/x.csv"])


def named(number: int) -> Document:
    return replace(PAPER, paper_id=f"paper-{number}", file=f"paper-{number}.txt", sha256=f"{number:064x}")


def rows_of(number: int) -> PaperRows:
    found = extract(named(number))
    return paper_rows(named(number), found.records, found.steps)


def save(store: Store, *numbers: int) -> None:
    with store.batch():
        for number in numbers:
            store.save_rows(rows_of(number), run_id=1, version="1")
            store.note_file(f"paper-{number}.txt", run_id=1, sha256=f"{number:064x}", paper_id=f"paper-{number}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of one paper, with a decision on it."""
    return made(tmp_path / "kaimen.db")


def made(path: Path) -> Path:
    store = Store.open(path)
    store.begin_run("1", {})
    save(store, 1)
    decide(store, first(store), "accept", "ann")
    store.close()
    return path


def first(store: Store, paper: str = "paper-1") -> str:
    return str(store.db.execute("SELECT min(id) FROM measurements WHERE paper_id = ?", (paper,)).fetchone()[0])


@dataclass(frozen=True)
class State:
    """What a store holds, as far as may not be lost."""

    papers: frozenset[str]
    files: frozenset[str]
    decisions: tuple[tuple[str, str], ...]


def whole(path: Path) -> State:
    """What a new process finds; fails if anything of it is torn."""
    store = Store.open(path, create=False)
    try:
        query = store.db.execute
        assert query("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert query("PRAGMA foreign_key_check").fetchall() == []
        words = "SELECT count(*) FROM evidence_fts WHERE evidence_fts MATCH 'ionic'"
        papers = dict(query("SELECT p.id, count(m.id) FROM papers p LEFT JOIN measurements m ON m.paper_id = p.id WHERE p.status = 'ok' GROUP BY p.id").fetchall())
        assert set(papers.values()) <= {FACTS}, "no paper is torn"
        assert query("SELECT count(*) FROM measurements").fetchone() == query("SELECT count(*) FROM measurement_view").fetchone() == query("SELECT count(*) FROM review_queue").fetchone()
        assert query(words).fetchone() == (len(papers),)
        files = [uri for (uri,) in query("SELECT uri FROM files")]
        return State(frozenset(papers), frozenset(files), tuple(query("SELECT measurement_id, decision FROM reviews ORDER BY id").fetchall()))
    finally:
        store.close()


def one_line(error: BaseException, path: Path, says: str) -> None:
    text = str(error)
    assert text.startswith(f"{path}: ") and says in text and "\n" not in text, text


# Full disks


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", folder], capture_output=True, check=False).returncode:
        pytest.skip("file systems cannot be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk(disk: Path) -> None:
    path = made(disk / "kaimen.db")
    before, ballast = whole(path), disk / "ballast"
    for left in (150_000, 60_000, 20_000, 0):  # bytes: the log, its index or nothing at all still finds a place
        store = Store.open(path)
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        with ballast.open("wb") as file:
            file.write(bytes(max(0, free - left)))
        with pytest.raises(StoreUnavailable) as caught:
            save(store, *range(2, 60))
        assert "no space is left" in str(caught.value) or "look whether it is full" in str(caught.value)
        one_line(caught.value, path, "what was stored before is whole")
        ballast.unlink()
        assert whole(path) == before
        store.close()
    store = Store.open(path)
    save(store, 2, 3)
    store.close()
    assert whole(path).papers == before.papers | {"paper-2", "paper-3"}


def test_a_decision_on_a_full_disk_is_refused_and_can_be_made_again(disk: Path) -> None:
    path = made(disk / "kaimen.db")
    before, ballast = whole(path), disk / "ballast"
    ballast.write_bytes(bytes(os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize))
    with pytest.raises(StoreUnavailable, match=r"kaimen\.db: no space is left"):
        store = Store.open(path)  # not even the log finds a place
        decide(store, first(store), "reject", "ben")
    ballast.unlink()
    assert whole(path) == before
    store = Store.open(path)
    decide(store, first(store), "reject", "ben")
    store.close()
    assert [decision for _, decision in whole(path).decisions] == ["accept", "reject"]


def test_a_store_that_may_not_grow(path: Path) -> None:
    before = whole(path)
    store = Store.open(path)
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(StoreUnavailable) as caught:
        save(store, *range(2, 200))
    one_line(caught.value, path, "no space is left")
    assert whole(path) == before
    store.db.execute("PRAGMA max_page_count = 1073741823")
    save(store, *range(2, 12))
    store.close()
    assert whole(path).papers == before.papers | {f"paper-{n}" for n in range(2, 12)}


def test_a_paper_that_no_longer_fits_is_not_called_bad(path: Path) -> None:
    """Who takes the refusal of a paper for its own fault and goes on gets the same refusal, and no half a batch."""
    before = whole(path)
    store = Store.open(path)
    store.db.execute(f"PRAGMA max_page_count = {store.db.execute('PRAGMA page_count').fetchone()[0] + 20}")
    refused = 0
    with pytest.raises(StoreUnavailable), store.batch():
        for number in range(2, 60):
            try:
                store.save_rows(rows_of(number), run_id=1, version="1")
            except StoreError:
                refused += 1
    assert refused > 1
    store.close()
    assert whole(path) == before


def test_a_limit_of_file_sizes(path: Path) -> None:
    before, soft = whole(path), resource.getrlimit(resource.RLIMIT_FSIZE)
    script = f"""
import resource, sys
from pathlib import Path
from extractor.errors import StoreError
from extractor.store import Store
from tests.store.test_faults import save
store = Store.open({str(path)!r})
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, {soft[1]}))
try:
    save(store, *range(2, 60))
except StoreError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, {soft})
save(store, 2, 3)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith(f"{path}: the disk refused") and run.stdout.count("\n") == 1
    assert whole(path).papers == before.papers | {"paper-2", "paper-3"}


# Read-only stores


@pytest.mark.skipif(bool(BOUND) and shutil.which("setpriv") is None, reason="permissions do not bind this user")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_read_only_store_is_read_and_refuses_to_be_written(path: Path, tmp_path: Path, what: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "garnet.txt").write_text(PAPER.blocks[1].text, encoding="utf-8")
    reading = [[word.format(out=out) for word in command] for command in READING]
    writing = [["ingest", str(out), "--force"], ["review", "accept", measurement(path), "--reviewer", "ben"], ["review", "undo", "--reviewer", "ann"]]
    before = path.read_bytes()
    (path if what == "file" else path.parent).chmod(0o444 if what == "file" else 0o555)
    try:
        told = run_all([*reading, *writing], path)
        for code, said in told[: len(reading)]:
            assert code == 0 and said, said
        assert "3.2 × 10⁻⁴ S/cm" in told[0][1]
        for code, said in told[len(reading) :]:
            assert code == 2 and said.startswith(f"kaimen: {path}: it may only be read; change the permissions") and said.count("\n") == 1, said
    finally:
        path.parent.chmod(0o755)
        path.chmod(0o644)
    assert path.read_bytes() == before


def measurement(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT min(id) FROM measurements").fetchone()[0])


def run_all(commands: list[list[str]], path: Path) -> list[tuple[int, str]]:
    """Exit codes and output of commands, all in one new process that permissions bind."""
    script = """
import contextlib, io, json, sys
from extractor.cli import main
told = []
for command in json.loads(sys.argv[1]):
    sys.argv, out, code = ["kaimen", *command], io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main()
        except SystemExit as exit:
            code = exit.code or 0
    told.append((code, out.getvalue()))
print(json.dumps(told))
"""
    arguments = json.dumps([[*command, "--db", str(path)] for command in commands])
    run = subprocess.run([*BOUND, sys.executable, "-c", script, arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    return [(code, said) for code, said in json.loads(run.stdout)]


# Locked stores


@contextmanager
def holding(path: Path, lock: str) -> Iterator[None]:
    """Another process that writes for as long as the block lasts."""
    script = f"import sqlite3, sys; c = sqlite3.connect({str(path)!r}, isolation_level=None); c.execute('BEGIN {lock}'); print('held', flush=True); sys.stdin.read()"
    process = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None and process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


WRITES: dict[str, Callable[[Store], object]] = {
    "a batch": lambda store: save(store, 2),
    "a paper": lambda store: store.save_rows(rows_of(2), run_id=1, version="1"),
    "a failure": lambda store: store.save_failure("torn.pdf", None, ReadError("corrupt", "torn.pdf: torn"), run_id=1, version="1"),
    "a file": lambda store: store.note_file("torn.pdf", run_id=1, status="corrupt", error="torn.pdf: torn"),
    "a run": lambda store: store.begin_run("1", {}),
    "its end": lambda store: store.end_run(1, papers=1, records=4, errors=0),
    "a decision": lambda store: decide(store, first(store), "reject", "ben"),
    "a link": lambda store: link(store, "paper-1", "Li7La3Zr2O12", "none", "ben"),
}


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_store_that_another_process_writes(path: Path, lock: str) -> None:
    with holding(path, lock):
        before = whole(path)  # it can be opened and read all the while
        store = Store.open(path, timeout=0.05)
        for write in WRITES.values():
            with pytest.raises(StoreUnavailable) as caught:
                write(store)
            one_line(caught.value, path, "another process is writing to it; wait for that to end")
            assert not store.db.conn.in_transaction
    assert whole(path) == before
    for write in WRITES.values():
        write(store)
    undo(store, "ben")
    store.close()
    assert len(whole(path).decisions) == 3


def test_a_command_on_a_locked_store(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Also one that catches no error of SQLite itself."""
    monkeypatch.setattr(sys, "argv", ["kaimen", "review", "undo", "--reviewer", "ann", "--db", str(path)])
    connect = sqlite3.connect
    monkeypatch.setattr("extractor.store.database.sqlite3.connect", lambda *given, **named: connect(*given, **{**named, "timeout": 0.05}))
    with holding(path, "IMMEDIATE"), pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1)
    assert said.startswith(f"kaimen: {path}: another process is writing to it")
    assert [decision for _, decision in whole(path).decisions] == ["accept"]


# Power cuts


@dataclass(frozen=True)
class Moment:
    """The files at the end of a commit, and what was promised by then."""

    file: bytes
    log: bytes
    state: State


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> list[Moment]:
    """A store as it grew, commit by commit; the log moves into the file once on the way."""
    folder = tmp_path_factory.mktemp("power")
    path, copy = made(folder / "kaimen.db"), folder / "copy.db"
    store = Store.open(path)
    steps: list[Callable[[], object]] = [
        lambda: save(store, 2, 3), lambda: decide(store, first(store, "paper-2"), "reject", "ben"), lambda: save(store, 4),
        lambda: store.db.execute("PRAGMA wal_checkpoint(RESTART)").fetchall(),
        lambda: save(store, 5, 6, 7), lambda: decide(store, first(store, "paper-3"), "accept", "ann"), lambda: save(store, 1, 8), lambda: undo(store, "ann"),
    ]  # fmt: skip
    kept = []
    for step in steps:
        step()
        file, log = path.read_bytes(), Path(f"{path}-wal").read_bytes()
        kept.append(Moment(file, log, found(copy, file, log)))
    store.close()
    assert len({moment.file for moment in kept}) == 2 and len({moment.state for moment in kept}) == 7  # moving the log changes nothing
    return kept


def found(path: Path, file: bytes, log: bytes) -> State:
    """What is found in files that a cut left behind."""
    for beside in path.parent.glob(f"{path.name}*"):
        beside.unlink()
    path.write_bytes(file)
    Path(f"{path}-wal").write_bytes(log)
    return whole(path)


def written(log: bytes, earlier: bytes) -> tuple[int, int]:
    """Where a commit wrote into the log: first byte, byte after the last. What lies behind is of a time before the log began anew."""
    differ = [at for at, byte in enumerate(log) if at >= len(earlier) or byte != earlier[at]]
    return differ[0], differ[-1] + 1


@pytest.mark.parametrize("seed", range(24))
def test_after_a_power_cut_all_that_was_promised_is_there(moments: list[Moment], tmp_path: Path, seed: int) -> None:
    """What a next commit had begun to write comes to nothing: it is cut short, or some of it is garbage."""
    rng = random.Random(seed)
    last, following = rng.choice([(a, b) for a, b in pairwise(moments) if a.file == b.file and a.state != b.state])
    start, stop = written(following.log, last.log)
    at = rng.randrange(start, stop - 16)
    torn = following.log[:at]
    if seed % 2:
        garbage = rng.randbytes(rng.randrange(8, stop - at))
        torn += garbage + following.log[at + len(garbage) :]
    assert found(tmp_path / "kaimen.db", last.file, torn) == last.state


@pytest.mark.parametrize("seed", range(24))
def test_a_log_that_lost_its_end_is_an_earlier_state(moments: list[Moment], tmp_path: Path, seed: int) -> None:
    """As no disk that keeps its word leaves it: what is lost is lost commit by commit."""
    rng = random.Random(seed)
    moment = rng.choice([b for a, b in pairwise(moments) if a.state != b.state])  # not of a log that was just moved
    torn = moment.log[: rng.randrange(len(moment.log))]
    if seed % 2:
        torn += bytes(len(moment.log) - len(torn))
    states = [other.state for other in moments if other.file == moment.file]
    assert found(tmp_path / "kaimen.db", moment.file, torn) in [State(frozenset({"paper-1"}), frozenset({"paper-1.txt"}), moment.state.decisions[:1]), *states]


# Other versions and damage


@pytest.mark.parametrize("command", [["show"], ["ingest", "."], ["review", "conflicts"]], ids=" ".join)
def test_a_newer_store_is_left_as_it_is(path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    monkeypatch.chdir(path.parent)
    monkeypatch.setattr(sys, "argv", ["kaimen", *command, "--db", "kaimen.db"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"kaimen: kaimen.db: made by a newer Kaimen (schema {SCHEMA_VERSION + 1}, this one reads {SCHEMA_VERSION}); upgrade Kaimen\n"
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == {"kaimen.db": before}


def damage(data: bytes, seed: int) -> bytes:
    """A file cut short, or with bytes flipped: anywhere, or in the head of every page."""
    rng = random.Random(seed)
    broken = bytearray(data)
    if seed % 4 == 0:
        return bytes(broken[: rng.randrange(100, len(broken))])
    for _ in range((2, 40, 400)[seed % 3]):
        broken[rng.randrange(len(broken)) if seed % 4 == 1 else 4096 * rng.randrange(len(broken) // 4096) + rng.randrange(24)] = rng.randrange(256)
    return bytes(broken)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_store_is_told_in_one_line(path: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    bad = tmp_path / "bad.db"
    lines = 0
    for command in (*READING, ["review", "undo", "--reviewer", "ann"]):
        shutil.copyfile(path, bad)
        bad.write_bytes(damage(path.read_bytes(), seed))
        monkeypatch.setattr(sys, "argv", ["kaimen", *(word.format(out=tmp_path) for word in command), "--db", "bad.db"])
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr().err
        if code == 2:
            lines += 1
            assert said.startswith("kaimen: bad.db: ") and said.count("\n") == 1, said
        for beside in tmp_path.glob("bad.db-*"):
            beside.unlink()
    if seed % 4 == 0:
        assert lines, "a file cut short is never taken for whole"
    try:
        store = Store.open(bad)
        save(store, 2)
        store.close()
    except StoreError as error:
        assert str(error).startswith("bad.db: ") or str(error).startswith(f"{bad}: ")
