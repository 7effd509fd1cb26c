"""The review page on a long queue: the first view and a decision, from the request to the last byte, over HTTP on this machine.

    python -m benchmarks.review_web [--measurements 100000]

The store is that of benchmarks.review. A decision is the form that is sent and the page of the next record. How long
a browser takes to draw it is not in it.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from lxml import html
from rich.console import Console
from rich.table import Table

from benchmarks.review import long_store

TIMES = 30
SERVER = """import sys
from functools import partial
from pathlib import Path
from extractor.review.queue import Selection
from extractor.review.session import Session
from extractor.review.web.server import serve
serve(Path(sys.argv[1]), partial(Session, reviewer="benchmark"), Selection(), port=0, open_browser=False, tell=lambda told: print(told, flush=True))"""


def measured(address: str) -> dict[str, list[float]]:
    """Milliseconds of each answer."""
    spent: dict[str, list[float]] = {}

    def timed(name: str, method: str, url: str, **more: object) -> httpx.Response:
        began = time.perf_counter()
        answer = client.request(method, url, **more)  # type: ignore[arg-type]
        spent.setdefault(name, []).append(1000 * (time.perf_counter() - began))
        answer.raise_for_status()
        return answer

    with httpx.Client(base_url=address, follow_redirects=True, timeout=60) as client:
        timed("first view of all, server just started", "GET", "/")
        for _ in range(TIMES):
            page = timed("first view of a new tab", "GET", "/")
        for _ in range(TIMES):
            tree = html.document_fromstring(page.text)
            form = next(form for form in tree.forms if form.form_values() and ("decision", "accept") in form.form_values())
            page = timed("decision and next record", "POST", form.action, data=dict(form.form_values()))
        for _ in range(TIMES):
            (following,) = html.document_fromstring(page.text).xpath("//a[@rel='next']/@href")
            page = timed("next record", "GET", following)
        for _ in range(TIMES):
            tree = html.document_fromstring(page.text)
            form = next(form for form in tree.forms if form.action.endswith("/undo"))
            page = timed("undo", "POST", form.action, data=dict(form.form_values()))
        timed("words in the evidence", "GET", "/", params={"words": "conductivity"})
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measurements", type=int, default=100_000)
    number = parser.parse_args().measurements
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.db"
        long_store(path, number).close()
        server = subprocess.Popen([sys.executable, "-c", SERVER, str(path)], stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        told = re.search(r"http://\S+", server.stdout.readline())
        assert told
        try:
            spent = measured(told.group())
        finally:
            server.terminate()
            server.wait()
    table = Table("what", "median, ms", "slowest, ms", title=f"a queue of at least {number} records")
    for name, times in spent.items():
        table.add_row(name, f"{statistics.median(times):.0f}", f"{max(times):.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
