"""The command `kaimen`: one file a command."""

from __future__ import annotations

import sys

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
