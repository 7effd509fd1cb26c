"""Output for people: consoles, numbers in display units, evidence with its value marked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from extractor import plain
from extractor.errors import UsageError

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

@contextmanager
def progress(first: str) -> Iterator[Callable[[str], None]]:
    """A spinner with what is being done; call what it gives with the name of the next step."""
    with console.status(first) as status:
        yield status.update


def printable(text: str) -> str:
    """Text of a paper made safe for a terminal, line by line: no escape codes, no direction marks."""
    return plain.printable(text, lines=True)


def share(value: float | None) -> str:
    """Precision, recall or F1 with two decimals; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"


def shown_value(row: dict[str, Any]) -> str:
    """A measurement's value in the unit that people of the field use, e.g. ``3 × 10⁻⁴ S/cm``."""
    from extractor.review import display

    return display.shown_value(row, times=" × ")


def scientific(value: float) -> str:
    """Four digits; a power of ten where the number is very small or large."""
    return plain.number(value, " × ")


def marked_evidence(row: dict[str, Any], width: int = 0) -> Text:
    """The evidence sentence with its value highlighted; shortened around the value to `width`."""
    text = printable(row["evidence"]).replace("\n", " ").replace("\t", "  ")
    start, end = row["value_start"] - row["start"], row["value_end"] - row["start"]
    if "\t" in row["evidence"]:  # cells are parted by two blanks on screen
        start += row["evidence"][:start].count("\t")
        end += row["evidence"][:end].count("\t")
    styled = Text(text)
    styled.stylize("bold reverse green", max(0, start), max(0, end))
    material = row.get("material")
    if material and (at := text.find(printable(material))) >= 0:
        styled.stylize("bold cyan", at, at + len(material))
    if width and len(text) > width:
        left = max(0, min(start - width // 2, len(text) - width))
        cut = styled[left : left + width]
        styled = Text.assemble("…" if left else "", cut, "…" if left + width < len(text) else "")
    return styled


def print_measurement(row: dict[str, Any], *, identify: bool = False) -> None:
    """A measurement for a person: value, material and conditions; the sentence; its place."""
    head = Text(f"{row['id']}  " if identify else "", "dim")
    head.append(shown_value(row), "bold green")
    head.append(f"  {row['property']}", "magenta")
    head.append(f"  {printable(row['material'] or 'material unknown')}", "bold cyan")
    if row["temperature"] is not None:
        head.append(f"  at {row['temperature']:g} K")
    marks = [name for name in ("cited", "simulated") if row[name]]
    head.append(f"  {', '.join(marks)}" if marks else "", "yellow")
    head.append(f"  confidence {row['confidence']:.2f}", "dim")
    console.print(head)
    console.print(Text("  ").append_text(marked_evidence(row, width=400)))
    for repair in json.loads(row["repairs"]):
        console.print(Text(f"  mended: {printable(repair)}", style="yellow"))
    page = f", page {row['page']}" if row["page"] else ""
    console.print(Text(f"  {row['doi'] or row['file']}, block {row['block']}{page}, characters {row['value_start']}–{row['value_end']}\n", style="dim"))


def folder_for(out: Path) -> Path:
    """The folder of a study's files, made if it is not there. Raises UsageError if it cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{out}: cannot be made a folder ({error.strerror})") from None
    return out
