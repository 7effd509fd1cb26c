"""Runs the review page's server until Ctrl-C."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from extractor.errors import UsageError
from extractor.review.queue import Selection
from extractor.review.web.app import review_app
from extractor.review.web.guard import Guard, is_loopback
from extractor.review.web.sittings import Begin
from extractor.store import Store


def serve(
    path: Path, begin: Begin, selection: Selection, *, host: str = "127.0.0.1", port: int = 8002, token: str = "", folders: list[Path] | None = None,
    open_browser: bool = True, tell: Callable[[str], object] = print,
) -> None:  # fmt: skip
    """Serve the review of a store; `begin` makes the session of a new tab, `selection` is what it shows, `tell` gets the address.

    PDFs are looked for in `folders`, else in the store's. Port 0 means any that is free.

    Raises StoreError for a store that cannot be opened, UsageError for an address that cannot be listened on.
    """
    Store.open(path, create=False).close()  # tells what is wrong with it, and brings an old one up to date
    if not is_loopback(host):
        token = token or secrets.token_urlsafe(24)
    guard = Guard(token, names={"localhost", host.lower(), *((socket.gethostname().lower(),) if token else ())})
    app = review_app(path, begin, guard, folders or [path.resolve().parent], selection)
    with _listening(host, port) as listener:
        address = f"http://{_name(host)}:{listener.getsockname()[1]}/{f'?token={token}' if token else ''}"
        tell(f"{path} → {address}  (Ctrl-C stops)")
        if open_browser:
            webbrowser.open(address)
        uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on", server_header=False, ws="none")).run(sockets=[listener])


def _name(host: str) -> str:
    """How a browser calls the host."""
    try:
        if ipaddress.ip_address(host).is_unspecified:
            return socket.gethostname()
    except ValueError:
        pass
    return f"[{host}]" if ":" in host else host


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UsageError(f"{host}:{port}: cannot be listened on ({os.strerror(error.errno or 0)}); give another --port, or 0 for any that is free") from None
