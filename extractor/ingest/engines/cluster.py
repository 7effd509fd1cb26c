"""A cluster of machines under Dask's scheduler: each thread of a worker has a process that reads papers (extractor/outpost.py)."""

from __future__ import annotations

import contextlib
import gc
import logging
import pickle
import queue
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor import outpost
from extractor.errors import KaimenError, UsageError
from extractor.ingest.components import components
from extractor.ingest.engines.local import result_of
from extractor.ingest.work import Job, Result, processor
from extractor.isolation import Answer
from extractor.readers.limits import limits_of
from extractor.readers.registry import FORMATS

if TYPE_CHECKING:
    from distributed import Client, Future

#: Jobs in flight for each thread of a worker: one that is read, others that are on their way meanwhile.
_AHEAD = 3
#: Bytes of papers in flight, which client and scheduler hold.
_HEAVY = 1_000_000_000
#: Seconds between looks at which workers there are.
_LOOK = 1.0
#: How often a job is tried whose worker cannot start a process.
_RETRIES = 3
#: Seconds to wait for a scheduler.
_REACH = 20
_MISSING = "a cluster needs Dask: pip install distributed"


class Cluster:
    """The workers of a Dask scheduler, however many there are now. Raises UsageError where it cannot be had, or is lost.

    `tell` is called with a line for a person when there are no workers; after `patience` seconds without any it is given up.
    `cache` and `models` are folders on the workers.
    """

    name = "dask"

    def __init__(
        self, client: Client, cache: Path | None = None, models: Path | None = None, *,
        tell: Callable[[str], None] = lambda _: None, patience: float = 600, done: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._client, self._tell, self._patience, self._when_closed = client, tell, patience, done
        self._address = client.scheduler.address if client.scheduler else ""
        self._arguments = pickle.dumps((components(), cache, models, dict(FORMATS)))
        self._run = uuid.uuid4().hex[:12]
        self._given: dict[str, tuple[Future, Job]] = {}
        self._size = self._number = 0
        self._done: queue.SimpleQueue[tuple[Future, Any, BaseException | None]] = queue.SimpleQueue()
        #: Papers that were with a worker when it died once too often: those to be tried again, and all.
        self._suspects: deque[Job] = deque()
        self._suspected: set[str] = set()
        self._threads, self._looked = 0, -_LOOK
        self._alone_since: float | None = None
        self.workers = self._look()

    @property
    def busy(self) -> int:
        return len(self._given) + len(self._suspects)

    def has_room(self) -> bool:
        threads = self._look()
        if not threads:
            self._wait()
            return False
        self._alone_since = None
        return len(self._given) < _AHEAD * threads and self._size < _HEAVY

    def _look(self) -> int:
        """How many threads the workers have now."""
        if time.monotonic() >= self._looked + _LOOK:
            with self._reachable():
                self._threads = sum(self._client.nthreads().values())
            self._looked = time.monotonic()
        return self._threads

    def _wait(self) -> None:
        """A moment without workers: more may come, as a queue of jobs or a new machine starts them."""
        now = time.monotonic()
        if self._alone_since is None:
            self._alone_since = now
            self._tell(f"no workers at {self._address}; waiting up to {self._patience:g} s for them")
        elif now > self._alone_since + self._patience:
            raise UsageError(f"{self._address}: no workers for {self._patience:g} s; start some (`dask worker {self._address}`) and run the command again, what was read is kept")
        time.sleep(_LOOK / 5)

    def submit(self, job: Job) -> None:
        self._number += 1
        errand = outpost.Errand(self._run, "extractor.ingest.engines.cluster:packed", self._arguments, pickle.dumps(job), limits_of(job.options))
        with self._reachable():
            # a key of its own: Dask would take equal calls for one
            future = self._client.submit(outpost.do, pickle.dumps(errand), key=f"kaimen-{self._run}-{self._number}", pure=False, retries=_RETRIES)
            self._client.loop.add_callback(self._bring, future)
        self._given[future.key] = (future, job)
        self._size += len(job.data)

    async def _bring(self, future: Future) -> None:
        """Wait for a future, in the client's own thread, where no result that is slow or made again holds up the others."""
        try:
            self._done.put((future, await self._client.gather(future, asynchronous=True), None))
        except BaseException as error:
            self._done.put((future, None, error))

    def results(self, seconds: float) -> list[Result]:
        found: list[Result] = []
        with contextlib.suppress(queue.Empty):
            while True:
                future, value, error = self._done.get(timeout=0.0 if found else seconds)
                result = self._take(future, *value) if error is None else self._failed(future, error)
                found += [result] if result else []
        if self._suspects and not self._suspected & {job.uri for _, job in self._given.values()}:
            self.submit(self._suspects.popleft())
        if not found:
            self._look()  # a scheduler that is gone would never answer
        return found

    def _failed(self, future: Future, error: BaseException) -> Result | None:
        """What to say of a job that Dask gave up; None if it is done again. Raises UsageError if no job can be done."""
        from distributed import KilledWorker

        job = self._forget(future)
        if isinstance(error, KilledWorker):
            if job.uri not in self._suspected:
                # Dask suspects all that a worker had when it died; each of them is tried once more, with no other suspect beside it
                self._suspected.add(job.uri)
                self._suspects.append(job)
                return None
            line = f"{job.name}: workers of the cluster died over it again and again, the last of them {error.last_worker.address}; look at their logs, then use --retry-failed"
            return Result(job.uri, job.name, job.sha256, None, "failed", line)
        if future.status == "error":
            raise UsageError(self._what_failed(future.key, error))
        # cancelled or lost, as when the scheduler was started anew
        self.submit(job)
        return None

    def _take(self, future: Future, worker: str, answer: Answer) -> Result:
        value = pickle.loads(answer.value) if answer.ended else None
        if isinstance(value, Refusal):
            raise UsageError(f"the worker {worker} {value.reason}")
        return result_of(replace(answer, job=self._forget(future), value=value))

    def _forget(self, future: Future) -> Job:
        _, job = self._given.pop(future.key)
        self._size -= len(job.data)
        return job

    def _what_failed(self, key: str, error: BaseException) -> str:
        """One line for a worker that cannot do any job."""
        where = None
        with contextlib.suppress(Exception):
            where = self._client.run_on_scheduler(lambda dask_scheduler: sorted(dask_scheduler.tasks[key].erred_on or ()))
        worker = f"the worker {where[-1]}" if where else f"a worker of {self._address}"
        said = " ".join(f"{type(error).__name__}: {error}".split())
        if isinstance(error, ImportError | AttributeError):
            return f"{worker} has no Kaimen or another version of it ({said}); install the same there"
        return f"{worker} cannot read papers ({said})"

    @contextlib.contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            if self._client.status not in ("running", "newly-created"):
                raise OSError(self._client.status)
            yield
        except (OSError, TimeoutError, AttributeError) as error:
            said = " ".join(str(error).split())
            raise UsageError(f"{self._address}: the scheduler is gone ({said or type(error).__name__}); start it and run the command again, what was read is kept") from None

    def close(self) -> None:
        """Give up what is still being done; the workers stay, without the processes that this run started in them."""
        self._given = {}
        self._suspects.clear()
        with contextlib.suppress(Exception):
            if self._client.status == "running":
                self._client.run(outpost.release, self._run, on_error="ignore")
        with contextlib.suppress(Exception):
            self._client.close(timeout=5)
        with contextlib.suppress(Exception):
            self._when_closed()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a worker does no jobs of this run."""

    reason: str


def packed(arguments: bytes) -> Callable[[bytes], bytes]:
    """What the process of a worker does: jobs and results as bytes, or a Refusal where the worker is not as the client."""
    expected, cache, models, formats = pickle.loads(arguments)
    try:
        do = processor(cache, models, formats)
    except KaimenError as error:
        return _refusing(f"cannot read papers: {error}")
    here = components()
    if here != expected:
        return _refusing(_difference(expected, here))
    return lambda job: pickle.dumps(do(pickle.loads(job)), pickle.HIGHEST_PROTOCOL)


def _refusing(reason: str) -> Callable[[bytes], bytes]:
    answer = pickle.dumps(Refusal(reason))
    return lambda job: answer


def _difference(expected: Mapping[str, str], here: Mapping[str, str]) -> str:
    """What is said of a worker whose results would not be this machine's.

    >>> _difference({"reading": "a", "language": "b"}, {"reading": "a", "language": "c"})
    'has another version of what it reads with (from the language on); install the same Kaimen, libraries and models on all machines'
    """
    first = next((stage for stage, digest in expected.items() if here.get(stage) != digest), "reading")
    return f"has another version of what it reads with (from the {first} on); install the same Kaimen, libraries and models on all machines"


def connect(scheduler: str, cache: Path | None, models: Path | None, *, tell: Callable[[str], None], patience: float) -> Cluster:
    """A scheduler by its address (tcp://host:8786) or by the file that it wrote. Raises UsageError if it cannot be reached."""
    client_class = _dask()
    where = {"scheduler_file": scheduler} if scheduler.endswith(".json") else {"address": scheduler}
    if "scheduler_file" in where and not Path(scheduler).is_file():
        raise UsageError(f"{scheduler}: no such file; give the one that `dask scheduler --scheduler-file` writes, or an address as tcp://host:8786")
    try:
        return Cluster(client_class(**where, timeout=_REACH, set_as_default=False, name="kaimen"), cache, models, tell=tell, patience=patience)
    except (OSError, ValueError, TypeError, KeyError) as error:
        reason = " ".join(str(error).split())
    # A client that reached nobody closes itself when it is collected. Collected while the next one starts, it would wait for
    # a lock that the next one holds, for ever.
    gc.collect()
    raise UsageError(f"{scheduler}: no scheduler can be reached there ({reason}); start one with `dask scheduler`, or give its address as tcp://host:8786")


def start(workers: int, cache: Path | None, models: Path | None, *, tell: Callable[[str], None], patience: float) -> Cluster:
    """A scheduler and workers on this machine, as long as the engine is used: what a cluster does, tried at home."""
    client_class = _dask()
    from distributed import LocalCluster

    cluster = LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL, memory_limit=0,
        preload=["import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"],  # Ctrl-C is for the client alone
    )  # fmt: skip
    return Cluster(client_class(cluster, set_as_default=False), cache, models, tell=tell, patience=patience, done=cluster.close)


def _dask() -> Any:
    """Dask's client, which says nothing by itself: what is wrong is told in one line."""
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise UsageError(_MISSING) from None
    # each logger has a level of its own
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module="distributed.*")
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
    return Client
