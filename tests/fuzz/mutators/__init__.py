"""Mutators by name, each one idea; a case is made from its seed and number alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from random import Random

#: Makes the ending of a file's name and its content.
Mutator = Callable[[Random], tuple[str, bytes]]


@dataclass(frozen=True)
class Named:
    name: str
    make: Mutator
    #: How often it is taken: less for inputs that are large.
    weight: float


@dataclass(frozen=True)
class Case:
    """One input. `seed` and `number` make it again."""

    seed: int
    number: int
    mutator: str
    name: str
    data: bytes = field(repr=False)


_MODULES = ("anything", "prose", "markup", "pages", "pdf", "pdf_made", "archives")
_FOUND: list[Named] = []

#: Names of files that somebody may have chosen to harm.
_NAMES = (
    "../../../etc/cron.d/x", "..\\..\\x", "\x1b]0;owned\x07", "\x1b[2J\x1b[31m", "\u202egpj.exe", "a\nb", "a\r\nb", "%s%n%x", "-rf", "$(touch x)", "`id`", "x" * 240, " ", "a'b\"c", "ゼロ", "\u2028",
    "[bold]x[/bold]", "a\tb", "CON", "\ufeffname", "\u0301" * 60, "0", "10.1000/xyz",
)  # fmt: skip


def mutator(name: str, weight: float = 1.0) -> Callable[[Mutator], Mutator]:
    def register(make: Mutator) -> Mutator:
        _FOUND.append(Named(name, make, weight))
        return make

    return register


@cache
def mutators() -> tuple[Named, ...]:
    for module in _MODULES:
        import_module(f"{__name__}.{module}")
    assert len({one.name for one in _FOUND}) == len(_FOUND), "two mutators have one name"
    return tuple(_FOUND)


def case(seed: int, number: int, among: tuple[Named, ...] = ()) -> Case:
    """Input `number` of a seed; the first ones are one of each mutator."""
    random = Random(f"{seed}:{number}")
    known = among or mutators()
    chosen = known[number] if number < len(known) else random.choices(known, [one.weight for one in known])[0]
    suffix, data = chosen.make(random)
    stem = random.choice(_NAMES) if random.random() < 0.1 else f"case-{number}"
    return Case(seed, number, chosen.name, stem + suffix, data)
