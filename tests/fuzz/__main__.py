"""`python -m tests.fuzz --inputs 20000 --seed 1`: a table by mutator; what fails is kept, and replayed with `--replay SEED:NUMBER`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from extractor.readers.options import ReadOptions
from tests.fuzz.campaign import Campaign, Outcome, Tally
from tests.fuzz.mutators import Case, case, mutators


@dataclass
class _Until:
    """Cases until their number or the time is spent."""

    seed: int
    numbers: range
    only: str
    minutes: float

    def __iter__(self) -> Iterator[Case]:
        end = time.monotonic() + 60 * self.minutes
        among = tuple(one for one in mutators() if self.only in one.name)
        for number in self.numbers:
            if time.monotonic() > end:
                return
            yield case(self.seed, number, among)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    inputs: Annotated[int, typer.Option(help="How many inputs.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Other seeds are other inputs.")] = 1,
    first: Annotated[int, typer.Option(help="Number of the first input.")] = 0,
    minutes: Annotated[float, typer.Option(help="Stop after so long.")] = 1e9,
    only: Annotated[str, typer.Option(help="Mutators whose name holds this.")] = "",
    workers: Annotated[int, typer.Option(help="Worker processes.")] = 1,
    seconds: Annotated[float, typer.Option(help="Limit of one input.")] = 5,
    memory: Annotated[int, typer.Option(help="Limit of one input in MB.")] = 500,
    keep: Annotated[Path | None, typer.Option(help="Folder for inputs that fail.")] = None,
    slow: Annotated[float, typer.Option(help="Name inputs that take longer (s).")] = 2.0,
    replay: Annotated[str, typer.Option(help="SEED:NUMBER of one input (with --only if it was made so).")] = "",
) -> None:
    """Feed hostile papers to Kaimen and check what must hold."""
    if replay:
        seed, first = (int(part) for part in replay.split(":"))
        inputs = 1
    tally = Tally()
    campaign = Campaign(ReadOptions(max_seconds=seconds, max_memory=memory), workers)
    for outcome in campaign.run(_Until(seed, range(first, first + inputs), only, minutes)):
        tally.add(outcome)
        if outcome.faults or outcome.seconds > slow or replay:
            _tell(outcome)
        if keep is not None and (outcome.faults or replay):
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{outcome.case.seed}-{outcome.case.number}{Path(outcome.case.name).suffix[:8]}").write_bytes(outcome.case.data)
        if tally.total.inputs % 500 == 0:
            print(f"{time.strftime('%H:%M')}: {tally.total.inputs} inputs, {tally.total.faults} with faults", file=sys.stderr, flush=True)
    print("\n".join(tally.lines()))
    raise typer.Exit(1 if tally.total.faults else 0)


def _tell(outcome: Outcome) -> None:
    case = outcome.case
    print(f"{case.seed}:{case.number} {case.mutator} ({len(case.data)} bytes): {', '.join(outcome.statuses[:3])} in {outcome.seconds:.2f} s", flush=True)
    for fault in outcome.faults[:5]:
        print(f"    {fault!r}", flush=True)


if __name__ == "__main__":
    app()
