"""`kaimen registry`: the compounds that Kaimen knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from extractor.cli.console import console, printable, progress
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.compounds.registry import Entry

EPILOG_BUILD = """[bold]Examples[/bold]

kaimen registry build

kaimen registry build --obelix corpora/obelix --out registry.jsonl.gz"""

EPILOG_SHOW = """[bold]Examples[/bold]

kaimen registry show LLZO

kaimen registry show Li2CO3

kaimen registry show sapphire"""


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="The compounds that Kaimen knows: formulas, phases, names, ids in other databases.", no_args_is_help=True, rich_markup_mode="rich")
    group.command("build", epilog=EPILOG_BUILD)(build_command)
    group.command("show", epilog=EPILOG_SHOW)(show_command)
    app.add_typer(group, name="registry")


def build_command(
    obelix: Annotated[Path, typer.Option(help="Folder with obelix.csv, cifs.tar.gz and LiIonDatabase.csv.")] = Path("corpora/obelix"),
    out: Annotated[Path | None, typer.Option(help="The file to write; the shipped one by default.")] = None,
) -> None:
    """Make the registry file anew from its open sources. The same sources give the same bytes."""
    from extractor.compounds.build import build
    from extractor.compounds.registry import PATH

    target = out or PATH
    with progress("registry") as step:
        counts = build(obelix, target, lambda name: step(f"registry: {name}"))
    console.print(", ".join(f"{name} {number}" for name, number in counts.items()))
    console.print(Text(f"{target}: {target.stat().st_size / 1000:.0f} kB"))


def show_command(what: Annotated[str, typer.Argument(metavar="WHAT", help="A formula, a name, an abbreviation or a compound id.")]) -> None:
    """Show what is known of a compound: formula, Hill formula, phases, names, external ids and where each came from."""
    from extractor.compounds.identity import identify, phaseless_id
    from extractor.compounds.registry import registry

    known = registry()
    identity = identify(what)
    formula = identity.formula or identity.host or phaseless_id(what)
    entries = known.by_formula(formula)
    if identity.formula is None and identity.host is not None:
        dopants = f", usually doped with {', '.join(identity.dopants)}" if identity.dopants else ""
        console.print(Text(f"{what} has no composition of its own; it rests on {identity.host}{dopants}", style="yellow"))
    if not entries:
        raise UsageError(f"{printable(what)} is not in the registry of {len(known)} compounds; `kaimen registry show Li2CO3` shows one that is")
    wanted = identity.phase or (known.get(what) or entries[0]).phase
    for entry in sorted(entries, key=lambda e: (e.phase != wanted, e.phase or "")):
        _show(entry)


def _show(entry: Entry) -> None:
    from extractor.compounds.formula import hill_formula

    head = Text(entry.id, "bold cyan")
    head.append(f"  Hill {hill_formula(entry.formula)}", "not bold default")
    head.append(f"  {entry.phase}" if entry.phase else "", "magenta")
    console.print(head)
    for label, values in (
        ("space group", [(f"{group.symbol} ({group.number})", group.source) for group in entry.space_groups]),
        ("name", list(entry.names)), ("id", [(f"{external.scheme} {external.id}", external.source) for external in entry.ids]),
    ):  # fmt: skip
        for value, source in values:
            console.print(Text(f"  {label:12}{printable(value)}").append(f"  from {printable(source)}", "dim"))
