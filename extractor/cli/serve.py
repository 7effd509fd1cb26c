"""`kaimen serve`: the store in a browser."""

from __future__ import annotations

import socket
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.console import console
from extractor.errors import UsageError

EPILOG = """[bold]Examples[/bold]

kaimen serve --db kaimen.db

kaimen serve --db kaimen.db --port 8080 --no-open"""

#: Milliseconds: a store of a million measurements still answers, and a slip in a query ends.
_SETTINGS = {"sql_time_limit_ms": 10_000, "facet_time_limit_ms": 1_000, "default_page_size": 50, "default_facet_size": 6, "truncate_cells_html": 400, "suggest_facets": False}


def register(app: typer.Typer) -> None:
    app.command("serve", epilog=EPILOG)(serve)


def serve(
    db: Annotated[Path, typer.Option(help="The store.")] = Path("kaimen.db"),
    host: Annotated[str, typer.Option(help="Address to listen on. Others than this machine see the store if it is not the default.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any that is free.")] = 8001,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
) -> None:
    """Browse the store: tables with units and facets, the common questions, full-text search. Nothing is written.

    Datasette does the work; every page has its data as JSON and CSV too. Stop with Ctrl-C.
    """
    from extractor.store import Store

    Store.open(db, create=False).close()  # brings an old store up to date
    with _listening(host, port) as listener:
        address = f"http://{host}:{listener.getsockname()[1]}/{db.stem}"
        console.print(f"{db} → {address}  (Ctrl-C stops)", soft_wrap=True)
        if open_browser:
            webbrowser.open(address)
        _run(db, listener)


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UsageError(f"{host}:{port}: cannot be listened on ({error.strerror}); give another --port, or 0 for any that is free") from None


def _run(db: Path, listener: socket.socket) -> None:
    import uvicorn
    from datasette.app import Datasette  # before the next: it registers that as a plugin
    from datasette import handle_exception  # isort: skip

    from extractor.store.pages import STATIC, metadata

    handle_exception.rich = None  # a slip in somebody's query is told on the page, not as a trace in this terminal
    mount, folder = STATIC
    pages = Datasette([str(db)], metadata=metadata(db.stem), settings=_SETTINGS, static_mounts=[(mount, str(folder))])
    server = uvicorn.Server(uvicorn.Config(pages.app(), log_level="warning", lifespan="on"))
    server.run(sockets=[listener])
