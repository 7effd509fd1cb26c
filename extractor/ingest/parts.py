"""A share of the papers, for machines that work side by side without knowing of each other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.errors import UsageError
from extractor.ingest.sources import Source

_PART = re.compile(r"(\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Part:
    """Part `number` (from 1) of `of`: every paper is in one part, by its name alone."""

    number: int
    of: int

    def has(self, uri: str) -> bool:
        """Whether a paper is in this part.

        >>> [Part(number, 3).has("/papers/a.pdf") for number in (1, 2, 3)].count(True)
        1
        """
        digest = hashlib.sha256(uri.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1

    def of_sources(self, sources: Iterable[Source]) -> Iterator[Source]:
        return (source for source in sources if self.has(source.uri))


def parse_part(text: str) -> Part:
    """A part as a person gives it, from 1/N to N/N. Raises UsageError for anything else.

    >>> parse_part("3/8")
    Part(number=3, of=8)
    """
    found = _PART.fullmatch(text.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise UsageError(f"{text[:40]}: no part; give 1/8 to 8/8 for eight parts")
    return Part(int(found[1]), int(found[2]))
