"""Papers on a Dask cluster: a scheduler and workers in processes of their own, which are killed, hang, come late and differ."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from distributed import Client

from extractor.errors import UsageError
from extractor.extraction.trained import model_hashes
from extractor.ingest import configuration
from extractor.ingest.batch import Batch, Event, Wishes
from extractor.ingest.engines import Engine, cluster
from extractor.ingest.engines.local import Local
from extractor.ingest.sources import find_sources
from extractor.ingest.writer import StoreWriter
from extractor.readers import FORMATS
from extractor.readers.options import ReadOptions
from extractor.store import Store
from tests.cli.conftest import kaimen
from tests.helpers import ROOT
from tests.ingest.papers import content, write_papers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
OPTIONS = ReadOptions(max_seconds=4)
PAPERS = 8


@dataclass
class Machines:
    """A scheduler, and workers that a test starts and kills."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.file = self.folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file))
        end = time.monotonic() + 60
        while not self._is_written() and time.monotonic() < end:
            time.sleep(0.05)

    def _is_written(self) -> bool:
        """Whether the scheduler's file is there, whole: workers that read half of it end."""
        try:
            return bool(json.loads(self.file.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return False

    def worker(self, *options: str, code: Path = ROOT) -> subprocess.Popen[bytes]:
        return self._start("worker", "--scheduler-file", str(self.file), "--nthreads", "1", "--no-dashboard", *(options or ("--no-nanny",)), code=code)

    def _start(self, *arguments: str, code: Path = ROOT) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", f"distributed.cli.dask_{arguments[0]}", "--host", "127.0.0.1", *arguments[1:]]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(code), str(ROOT)]), **self.settings}
        # a group of its own, so that a nanny ends with the worker it watches
        process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.processes.append(process)
        return process

    def engine(self, patience: float = 60, tell: Callable[[str], None] = lambda _: None) -> cluster.Cluster:
        return cluster.connect(str(self.file), None, None, tell=tell, patience=patience)

    def close(self) -> None:
        for process in self.processes:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Callable[..., Machines]]:
    with ExitStack() as stack:

        def start(**settings: str) -> Machines:
            return stack.enter_context(closing(Machines(tmp_path, settings)))

        yield start


def read(engine: Engine, papers: Path, db: Path, on_event: Callable[[Event], None] = lambda _: None) -> dict[str, Event]:
    """A batch into a store; what became of each paper, by name."""
    store = Store.open(db)
    try:
        batch = Batch(find_sources([str(papers)]), engine, StoreWriter(store, configuration(OPTIONS), model_hashes(), engine=engine.name, workers=1), Wishes(OPTIONS))
        events = {}
        for event in batch:
            if event is not None:
                events[event.source.name] = event
                on_event(event)
        return events
    finally:
        store.close()


def test_a_worker_dies_and_the_store_is_as_from_one_machine(machines: Callable[..., Machines], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper hangs, one crashes, one explodes; a worker is killed in the middle, another comes late."""
    monkeypatch.setitem(FORMATS, "text", "tests.ingest.deadly:read_deadly")
    papers = tmp_path / "papers"
    write_papers(papers, PAPERS)
    for word in ("hang", "crash"):
        (papers / f"{word}.txt").write_text(f"{word} and more words", encoding="utf-8")
    here = machines()
    killed = here.worker()

    def after(event: Event) -> None:
        if killed.poll() is None:
            here.worker()
            kill(killed)

    events = read(here.engine(), papers, tmp_path / "cluster.db", after)
    assert killed.poll() == -signal.SIGKILL
    bad = {name: event.status for name, event in events.items() if event.status != "ok"}
    assert bad == {"hang.txt": "too_slow", "crash.txt": "corrupt"}
    assert len(events) == PAPERS + 2
    read(Local(2), papers, tmp_path / "local.db")
    assert content(tmp_path / "cluster.db") == content(tmp_path / "local.db")


def test_a_run_that_is_stopped_leaves_nothing_in_the_workers(machines: Callable[..., Machines], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even of a paper that hangs; the worker itself never loads what reads papers, and serves the next run."""
    monkeypatch.setitem(FORMATS, "text", "tests.ingest.deadly:read_deadly")
    papers = tmp_path / "papers"
    write_papers(papers, 2)
    hang = papers / "z-hang.txt"
    hang.write_text("hang and more words", encoding="utf-8")
    here = machines()
    worker = here.worker()
    store = Store.open(tmp_path / "k.db")
    engine = here.engine()
    batch = Batch(find_sources([str(papers)]), engine, StoreWriter(store, {}, {}, engine="dask", workers=1), Wishes(ReadOptions(max_seconds=300)))
    inside = psutil.Process(worker.pid)
    for _ in batch:
        if batch.totals.counts == {"ok": 2}:
            assert inside.children() and engine.busy == 1
            batch.stop()
    store.close()
    end = time.monotonic() + 10
    while inside.children() and time.monotonic() < end:
        time.sleep(0.1)
    assert inside.children() == []
    with Client(scheduler_file=str(here.file), set_as_default=False) as client:
        assert list(client.run(lambda: sorted({"spacy", "lxml", "pandas"} & set(__import__("sys").modules))).values()) == [[]]
    hang.write_text("a paper by now", encoding="utf-8")
    assert {event.status for event in read(here.engine(), papers, tmp_path / "k.db").values()} == {"ok", "unchanged"}


def test_a_paper_that_kills_workers(machines: Callable[..., Machines], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers that were only beside it are read."""
    monkeypatch.setitem(FORMATS, "text", "tests.ingest.deadly:read_deadly")
    papers = tmp_path / "papers"
    write_papers(papers, 1)
    (papers / "a.txt").write_text("deadly and more words", encoding="utf-8")
    here = machines(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    here.worker("--nanny")
    events = read(here.engine(), papers, tmp_path / "k.db")
    assert {name: event.status for name, event in events.items()} == {"a.txt": "failed", "paper-0000.txt": "ok"}
    assert "workers of the cluster died over it" in events["a.txt"].error and "\n" not in events["a.txt"].error


def test_other_code_is_refused(machines: Callable[..., Machines], tmp_path: Path) -> None:
    """A worker whose rules differ would store other results under the same name."""
    write_papers(tmp_path / "papers", 1)
    other = tmp_path / "other"
    shutil.copytree(ROOT / "extractor", other / "extractor", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schemas", other / "schemas")
    with (other / "extractor" / "language" / "sentences.py").open("a", encoding="utf-8") as file:
        file.write("# newer\n")
    here = machines()
    here.worker(code=other)
    with pytest.raises(UsageError, match=r"the worker tcp://127.0.0.1:\d+ has another version .*from the language on") as refused:
        read(here.engine(), tmp_path / "papers", tmp_path / "k.db")
    assert "\n" not in str(refused.value)


def test_no_workers_and_no_scheduler(machines: Callable[..., Machines], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    write_papers(tmp_path / "papers", 1)
    here = machines()
    said: list[str] = []
    with pytest.raises(UsageError, match="no workers for 1 s"):
        read(here.engine(patience=1, tell=said.append), tmp_path / "papers", tmp_path / "k.db")
    assert len(said) == 1 and "waiting up to 1 s" in said[0]

    engine = here.engine()
    kill(here.scheduler)
    with pytest.raises(UsageError, match="the scheduler is gone"):
        read(engine, tmp_path / "papers", tmp_path / "k.db")

    monkeypatch.setattr(cluster, "_REACH", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense", "tcp://", str(tmp_path / "none.json")):
        with pytest.raises(UsageError, match=r"scheduler|no such file") as refused:
            cluster.connect(address, None, None, tell=said.append, patience=1)
        assert "\n" not in str(refused.value)
    assert capfd.readouterr().err == ""  # Dask itself says nothing


def test_the_command_starts_workers_here(tmp_path: Path) -> None:
    write_papers(tmp_path / "papers", 2)
    done = kaimen("ingest", "papers", "--engine", "dask", "--workers", "1", "--db", "k.db", "--no-cache", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(content(tmp_path / "k.db")["papers"]) == 2
    wrong = kaimen("ingest", "papers", "--scheduler", "tcp://127.0.0.1:9", "--workers", "1", cwd=tmp_path)
    assert wrong.returncode == 2 and len(wrong.stderr.splitlines()) == 1
