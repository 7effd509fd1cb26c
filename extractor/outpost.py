"""What a worker of a cluster does for Kaimen: it hands each job to a process of its thread, which may be killed.

The worker itself reads no paper and loads no library that could hang, crash or grow; jobs and results pass through it as bytes. So
time, memory and what is said of a death are the same as on one machine. This stands below the readers and knows the isolation alone:
an import of `extractor.ingest` would bring all libraries into the worker.
"""

from __future__ import annotations

import pickle
import threading
from dataclasses import dataclass, field, replace

from extractor.isolation import Answer, Limits, Pool

#: Seconds between looks whether the run is over.
_LOOK = 0.5


@dataclass(frozen=True, slots=True)
class Errand:
    """A job as bytes, and what does it (see Pool). `run` is whose it is."""

    run: str
    target: str
    arguments: bytes
    job: bytes = field(repr=False)
    limits: Limits


class Dismissed(Exception):
    """The run is over; nobody waits for the answer."""


class _Post:
    """The process of one thread; the last errand's run is its owner."""

    def __init__(self, target: str, arguments: bytes) -> None:
        self.start = (target, arguments)
        self.pool = Pool(target, (arguments,))
        self.run = ""
        self.dismissed = False
        self.busy = threading.Lock()

    def do(self, errand: Errand) -> Answer:
        with self.busy:
            try:
                self.run = errand.run
                self.pool.submit(errand.job, errand.limits)
                while not self.dismissed:
                    for answer in self.pool.answers(_LOOK):
                        return replace(answer, job=None)
                raise Dismissed
            except BaseException:
                self.dismissed = True
                raise
            finally:
                if self.dismissed:
                    self.pool.close()

    def dismiss(self) -> None:
        """End the process: now if it has nothing to do, else its thread does so."""
        self.dismissed = True
        if self.busy.acquire(timeout=0.1):
            self.pool.close()
            self.busy.release()


_mine = threading.local()
_posts: set[_Post] = set()
_change = threading.Lock()


def do(errand: bytes) -> tuple[str, Answer]:
    """Do a pickled Errand in this thread's process; returns the worker's address and the answer, without the job.

    Raises OSError if no process can be started.
    """
    from distributed import get_worker

    sent: Errand = pickle.loads(errand)
    return get_worker().address, _post(sent).do(sent)


def _post(errand: Errand) -> _Post:
    post: _Post | None = getattr(_mine, "post", None)
    if post is None or post.dismissed or post.start != (errand.target, errand.arguments):
        if post is not None:
            post.dismiss()
        with _change:
            _posts.discard(post) if post else None
            post = _mine.post = _Post(errand.target, errand.arguments)
            _posts.add(post)
    return post


def release(run: str) -> int:
    """End the processes that worked for a run last; returns how many there were."""
    with _change:
        over = [post for post in _posts if post.run == run]
        _posts.difference_update(over)
    for post in over:
        post.dismiss()
    return len(over)
