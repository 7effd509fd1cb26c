"""The orders in which a review asks, each by keys that `review_queue` holds in an index (store/ranking.py makes them)."""

from __future__ import annotations

from enum import StrEnum


class Strategy(StrEnum):
    """What comes first: the useful (uncertain and decisive, papers in turn), the least certain, the uncertain, any, or paper by paper."""

    USEFUL = "useful"
    LEAST_CERTAIN = "least-certain"
    UNCERTAIN = "uncertain"
    RANDOM = "random"
    PAPER = "paper"

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of `review_queue` that it goes by; ids are hashes, so their order is random already."""
        return (*_KEYS[self], "measurement_id")


_KEYS: dict[Strategy, tuple[str, ...]] = {
    Strategy.USEFUL: ("useful",), Strategy.LEAST_CERTAIN: ("confidence",), Strategy.UNCERTAIN: ("certainty",), Strategy.RANDOM: (), Strategy.PAPER: ("paper_id", "place"),
}  # fmt: skip
