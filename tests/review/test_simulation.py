"""A review played through: what counts as kept and right after each decision, and the plot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from extractor.review.simulation import Answer, Curve, draw, mean, simulate
from extractor.store import Store
from tests.review.test_order import add_paper

ACCEPT, REJECT, EDIT, OPEN = Answer("accept"), Answer("reject"), Answer("edit", {"material": "TiO2"}), Answer("accept", counts=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    add_paper(made, "a", [("Al2O3", 0.9), ("ZnO", 0.8), ("MgO", 0.7), ("CeO2", 0.4), ("Y2O3", 0.3)])
    yield made
    made.close()


@pytest.mark.parametrize(
    ("answers", "threshold", "right"),
    [
        # the precision of what is kept, before the first decision and after each, in the order of the paper
        ([ACCEPT, REJECT, EDIT, ACCEPT, REJECT], 0.0, [(2, 5), (2, 5), (2, 4), (3, 4), (3, 4), (3, 3)]),
        # the last two are kept only once they are accepted
        ([ACCEPT, REJECT, EDIT, ACCEPT, REJECT], 0.5, [(1, 3), (1, 3), (1, 2), (2, 2), (3, 3), (3, 3)]),
        ([OPEN, REJECT, OPEN, EDIT, OPEN], 0.5, [(0, 1), (0, 1), (0, 0), (0, 0), (1, 1), (1, 1)]),
        ([REJECT] * 5, 0.85, [(0, 1), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]),
    ],
)  # fmt: skip
def test_what_is_kept(store: Store, answers: list[Answer], threshold: float, right: list[tuple[int, int]]) -> None:
    keys = [key for (key,) in store.db.execute("SELECT id FROM measurements ORDER BY value")]
    curve = simulate(store, dict(zip(keys, answers, strict=True)), "paper", thresholds=[threshold])[threshold]
    assert curve.right == tuple(r for r, _ in right)
    assert curve.precision == tuple(r / kept if kept else 1.0 for r, kept in right)
    assert {row["decision"] for row in store.db["reviews"].rows} == {answer.decision for answer in answers}
    assert store.db["reviews"].count == 5


@pytest.mark.parametrize(
    ("precision", "needed"),
    [((0.99, 1.0), 0), ((0.9, 0.97, 0.98, 1.0), 2), ((0.9, 0.99, 0.97, 0.99), 3), ((0.9, 0.95), None)],
)  # fmt: skip
def test_decisions_needed(precision: tuple[float, ...], needed: int | None) -> None:
    assert Curve("x", precision, precision).needed(0.98) == needed


def test_mean_and_plot(tmp_path: Path) -> None:
    curve = mean([Curve("a & b", (0.5, 1.0), (1, 2)), Curve("a & b", (0.7, 1.0), (2, 2))])
    assert curve == Curve("a & b", (pytest.approx(0.6), 1.0), (1.5, 2.0))  # type: ignore[arg-type]
    draw([curve, curve], tmp_path / "plot.svg", title="<title>", target=0.98)
    plot = etree.parse(tmp_path / "plot.svg").getroot()
    assert len(plot.findall("{*}polyline")) == 2
    assert "<title>" in [text.text for text in plot.findall("{*}text")]
