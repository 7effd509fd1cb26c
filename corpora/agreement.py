"""How far two independent readings of the same documents agree: python -m corpora.agreement"""

from __future__ import annotations

from pathlib import Path

from extractor.evaluation.gold import GoldFact, read_gold

_FOLDER = Path(__file__).parent / "gold" / "annotations"


def agree(first: GoldFact, second: GoldFact) -> bool:
    """Property, value (1 %), temperature (1 K), and a name of the material or the interface in common."""
    if first.property != second.property or (first.temperature is None) != (second.temperature is None):
        return False
    if first.temperature is not None and second.temperature is not None and abs(first.temperature - second.temperature) > 1:
        return False
    for one, other in ((first.value, second.value), (first.low, second.low), (first.high, second.high)):
        if isinstance(one, float) and isinstance(other, float):
            if abs(one - other) > 0.01 * max(abs(one), abs(other)):
                return False
        elif one != other:
            return False
    return bool(_names(first) & _names(second))


def _names(fact: GoldFact) -> set[str]:
    sides = [fact.interface] if isinstance(fact.interface, str) else ["/".join(fact.interface)] if fact.interface else []
    return {" ".join(name.replace("−", "-").lower().split()) for name in (*fact.names, *sides)}


def compare(first: list[GoldFact], second: list[GoldFact]) -> int:
    """How many facts both readings tell; each is counted once."""
    left = list(second)
    together = 0
    for fact in first:
        match = next((other for other in left if agree(fact, other)), None)
        if match is not None:
            left.remove(match)
            together += 1
    return together


def main() -> None:
    one, other = read_gold(_FOLDER, "a"), read_gold(_FOLDER, "b")
    total = [0, 0, 0]
    for paper in sorted(one):
        counts = [len(one[paper]), len(other[paper]), compare(one[paper], other[paper])]
        total = [sum(pair) for pair in zip(total, counts, strict=True)]
        print(f"{paper:24} A {counts[0]:4} B {counts[1]:4} agreed {counts[2]:4}")
    print(f"{'all':24} A {total[0]:4} B {total[1]:4} agreed {total[2]:4}  F1 {2 * total[2] / (total[0] + total[1]):.3f}")


if __name__ == "__main__":
    main()
