"""Where the time goes: cProfile over the pipeline, the functions and the packages with most time of their own.

cProfile makes calls dearer, so many small Python functions look larger beside C code than they are; `benchmarks.throughput` has the clock.
"""

from __future__ import annotations

import cProfile
import pstats
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.throughput_peers import kaimen

FIRST = 10
_LIBRARY = re.compile(r"site-packages/(?P<package>[\w.-]+?)(?:/|\.py|\.cpython|$)")


@dataclass(frozen=True)
class Profile:
    """Seconds in all, of the functions with most time of their own (with calls), and of packages."""

    seconds: float
    functions: list[tuple[str, int, float]]
    packages: list[tuple[str, float]]


def profile(files: Sequence[Path]) -> Profile:
    """The whole pipeline over files; the first is read once before, so that nothing is loaded in sight."""
    kaimen(files[0])
    watched = cProfile.Profile()
    watched.enable()
    for file in files:
        kaimen(file)
    watched.disable()
    told = pstats.Stats(watched).stats  # type: ignore[attr-defined]
    functions: list[tuple[str, int, float]] = []
    packages: Counter[str] = Counter()
    for (file, _, name), (_, calls, own, _, callers) in told.items():
        where = _place(file)
        if where:
            packages[where] += own
        else:  # built-in functions count for those that call them
            for (calling, _, _), (_, _, spent, _) in callers.items():
                packages[_place(calling) or "Python"] += spent
        functions.append((f"{_module(file)}: {name}" if where else _short(name, callers), calls, own))
    seconds = sum(packages.values())
    return Profile(seconds, sorted(functions, key=lambda one: -one[2])[:FIRST], packages.most_common(FIRST))


def _place(file: str) -> str:
    """The part of Kaimen, or the library, that a file belongs to; empty for what is built in.

    >>> _place("/x/extractor/readers/pdf/page.py"), _place("/x/site-packages/spacy/language.py"), _place("~"), _place("/usr/lib/python3.11/re/__init__.py")
    ('Kaimen readers', 'spacy', '', 'Python')
    """
    if file == "~" or file.startswith("<"):
        return ""
    if library := _LIBRARY.search(file):
        return library["package"]
    if "/extractor/" in file:
        part, _, rest = file.rpartition("/extractor/")[2].partition("/")
        return f"Kaimen {part if rest else part.removesuffix('.py')}"
    return "Python"


def _module(file: str) -> str:
    """A file as one would look for it.

    >>> _module("/x/extractor/readers/pdf/page.py"), _module("/x/site-packages/spacy/language.py")
    ('readers/pdf/page.py', 'spacy/language.py')
    """
    return re.sub(r"^.*/(?:extractor|site-packages|python3\.\d+)/", "", file)


def _short(name: str, callers: dict[tuple[str, int, str], object]) -> str:
    """A built-in function, with the parts that call it."""
    by = Counter(_place(file) or "Python" for file, _, _ in callers)
    name = re.sub(r"<built-in method (?:builtins\.)?(.*)>|<method '(.*)' of '(.*)' objects>", lambda m: m[1] or f"{m[3]}.{m[2]}", name)
    return f"{name} (called by {', '.join(part for part, _ in by.most_common(2))})"
