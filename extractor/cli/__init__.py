"""The command `kaimen`: one file a command."""

from __future__ import annotations

import functools
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from extractor import __version__
from extractor.cli import (
    check,
    coverage,
    evaluate,
    export,
    extract,
    ingest,
    link,
    merge,
    prov,
    read,
    reextract,
    registry,
    report,
    review,
    runs,
    serve,
    show,
    study,
    train,
)
from extractor.cli.console import errors
from extractor.errors import KaimenError

app = typer.Typer(
    name="kaimen",
    help="Papers become data: ionic conductivity, interfacial thermal resistance and sintering, each value with its sentence.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (ingest, merge, reextract, runs, extract, read, link, show, serve, check, review, report, export, coverage, prov, evaluate, train, study, registry):
    module.register(app)


def _naming_its_store(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command whose errors of SQLite, wherever they show, are one line that names the store.

    So are the errors that follow from what a damaged store tells.
    """

    @functools.wraps(command)
    def run(**given: Any) -> Any:
        try:
            return command(**given)
        except (sqlite3.Error, LookupError, TypeError, ValueError) as error:
            from extractor.store.faults import explain, tell_damage

            store = given.get("db") or given.get("store")
            if isinstance(error, sqlite3.Error):
                raise explain(str(store or "the store"), error) from None
            if store:
                tell_damage(Path(store))
            raise

    return run


def _tell_faults(commands: typer.Typer) -> None:
    for known in (*commands.registered_commands, commands.registered_callback):
        if known is not None and known.callback is not None:
            known.callback = _naming_its_store(known.callback)
    for group in commands.registered_groups:
        if group.typer_instance is not None:
            _tell_faults(group.typer_instance)


_tell_faults(app)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"kaimen {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version and exit."),
) -> None:
    """Papers become data: ionic conductivity, interfacial thermal resistance and sintering, each value with its sentence."""


def main() -> None:
    """Entry point. Exit codes: 0 fine, 1 some papers failed, 2 wrong use."""
    try:
        app()
    except KaimenError as error:
        errors.print(f"kaimen: {error}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except BrokenPipeError:
        # the reader of our output closed it ("kaimen extract … | head")
        sys.stderr.close()
        sys.exit(0)
