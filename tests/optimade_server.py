"""A real OPTIMADE server on this machine: the reference implementation with OBELiX's structures.

OBELiX's crystallographic files become OPTIMADE documents, which the server (a process of its own)
loads. `Front` is a small HTTP server before it that can misbehave.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from math import gcd
from pathlib import Path
from typing import Any

import gemmi

from corpora.loaders import obelix_cifs

Document = dict[str, Any]


def _proportions(amounts: dict[str, float]) -> dict[str, int]:
    """The smallest whole numbers within 1% of the atoms of a cell, as OPTIMADE lets servers round partial occupancies."""
    least = min(amounts.values())
    shares = {element: amount / least for element, amount in sorted(amounts.items())}
    for scale in count(1):
        whole = {element: round(scale * share) for element, share in shares.items()}
        if all(abs(whole[element] - scale * share) <= 0.01 * scale * share for element, share in shares.items()):
            return {element: n // gcd(*whole.values()) for element, n in whole.items()}
    raise AssertionError


def _letters(number: int) -> str:
    return chr(ord("A") + number)


def structure_document(identifier: str, cif: str) -> Document:
    """An OPTIMADE structure from a crystallographic file."""
    small = gemmi.make_small_structure_from_block(gemmi.cif.read_string(cif).sole_block())
    sites: dict[tuple[float, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for atom in small.get_all_unit_cell_sites():
        sites[tuple(round(x % 1, 3) % 1 for x in atom.fract.tolist())][atom.element.name] += atom.occ
    amounts: dict[str, float] = defaultdict(float)
    for shares in sites.values():
        over = max(1.0, sum(shares.values()))
        for element in shares:
            shares[element] /= over
            amounts[element] += shares[element]
    proportions = _proportions(amounts)
    total = sum(proportions.values())
    species = {json.dumps(shares, sort_keys=True): _species(shares) for shares in sites.values()}
    group = small.spacegroup
    return {
        "id": identifier, "type": "structures",
        "attributes": {
            "last_modified": {"$date": "2025-01-01T00:00:00Z"}, "elements": list(proportions), "nelements": len(proportions),
            "elements_ratios": [n / total for n in proportions.values()], "chemical_formula_reduced": _formula(proportions),
            "chemical_formula_descriptive": _formula(proportions),
            "chemical_formula_anonymous": _formula({_letters(i): n for i, n in enumerate(sorted(proportions.values(), reverse=True))}),
            "dimension_types": [1, 1, 1], "nperiodic_dimensions": 3, "lattice_vectors": small.cell.orth.mat.transpose().tolist(),
            "cartesian_site_positions": [small.cell.orthogonalize(gemmi.Fractional(*place)).tolist() for place in sites],
            "nsites": len(sites), "species": list(species.values()),
            "species_at_sites": [_species(shares)["name"] for shares in sites.values()],
            "structure_features": ["disorder"] if any(len(s["chemical_symbols"]) > 1 for s in species.values()) else [],
            "space_group_it_number": group.number if group else None, "space_group_symbol_hermann_mauguin": group.hm if group else None,
        },
    }


def _formula(proportions: dict[str, int]) -> str:
    return "".join(f"{element}{'' if n == 1 else n}" for element, n in proportions.items())


def _species(shares: dict[str, float]) -> Document:
    filled = {**dict(sorted(shares.items())), "vacancy": 1 - sum(shares.values())}
    kept = {symbol: share for symbol, share in filled.items() if share > 1e-6}
    name = "".join(f"{symbol}{share:.4f}" for symbol, share in kept.items())
    return {"name": name, "chemical_symbols": list(kept), "concentration": list(kept.values())}


@cache
def obelix_documents() -> list[Document]:
    """All structures of OBELiX, by their ids there."""
    return [structure_document(name, text) for name, text in sorted(obelix_cifs().items())]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def serve_obelix() -> str:
    """Base URL of the server, started with the first call and stopped with Python."""
    folder = Path(tempfile.mkdtemp(prefix="optimade-"))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    children = [_link("obelix", url, "child"), _link("providers", url, "providers"), _link("kept", url, "external"), _link("gone", None, "external")]
    header = {"x-optimade": {"meta": {"api_version": "1.2.0"}}}
    data = folder / "obelix.jsonl"
    data.write_text("\n".join(json.dumps(line) for line in [header, *obelix_documents(), *children]), encoding="utf-8")
    environment = {
        **os.environ, "OPTIMADE_INSERT_TEST_DATA": "false", "OPTIMADE_INSERT_FROM_JSONL": str(data), "OPTIMADE_LOG_DIR": str(folder),
        "OPTIMADE_CONFIG_FILE": "", "OPTIMADE_DATABASE_BACKEND": "mongomock",
    }
    log = (folder / "server.log").open("wb")
    command = [sys.executable, "-m", "uvicorn", "optimade.server.main:app", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.wait)
    atexit.register(server.terminate)
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/versions", timeout=5).close()
            return url
        except OSError:
            time.sleep(0.05)
    raise RuntimeError((folder / "server.log").read_text(encoding="utf-8"))


def _link(identifier: str, url: str | None, kind: str) -> Document:
    return {
        "id": identifier, "type": "links",
        "attributes": {"name": identifier, "description": identifier, "base_url": url, "homepage": None, "link_type": kind, "type": "links"},
    }


@dataclass
class Reply:
    """What a front answers; `cut` sends so many bytes of the body and closes."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/vnd.api+json"})
    wait: float = 0.0
    cut: int | None = None


@dataclass(frozen=True)
class Request:
    """A request to a front: its path, how many came before it, when it came (s), and to which URL."""

    path: str
    number: int
    time: float
    server: str


Behaviour = Callable[[Request], Reply]


def structures(*formulas: str, first: int = 0, next_page: str | None = None) -> Reply:
    """A page of structures of these formulas, with numbers as ids."""
    data = [{"id": str(i), "type": "structures", "attributes": {"chemical_formula_reduced": formula}} for i, formula in enumerate(formulas, first)]
    return Reply(body=json.dumps({"data": data, "meta": {"api_version": "1.1.0"}, "links": {"next": next_page}}).encode())


def passed_on(request: Request) -> Reply:
    """The answer of the real server."""
    try:
        with urllib.request.urlopen(serve_obelix() + request.path, timeout=20) as answer:
            return Reply(answer.status, answer.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, error.read())


@dataclass
class Front:
    """A server before the real one, and what it was asked."""

    url: str
    asked: list[Request]
    stop: Callable[[], None]


@contextmanager
def front(behaviour: Behaviour) -> Iterator[Front]:
    """Answers each request as `behaviour` says."""
    serve_obelix()  # now, since what a request waits for counts against its time
    asked: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            request = Request(self.path, len(asked), time.monotonic(), f"http://127.0.0.1:{server.server_port}")
            asked.append(request)
            reply = behaviour(request)
            ended.wait(reply.wait)
            try:
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                body = io.BytesIO(reply.body if reply.cut is None else reply.body[: reply.cut])
                while piece := body.read(65536):
                    self.wfile.write(piece)
            except OSError:  # the client hung up
                pass

        def log_message(self, *_: object) -> None:
            pass

    ended = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()

    def stop() -> None:
        ended.set()
        server.shutdown()
        thread.join()
        server.server_close()

    try:
        yield Front(f"http://127.0.0.1:{server.server_port}", asked, stop)
    finally:
        stop()
