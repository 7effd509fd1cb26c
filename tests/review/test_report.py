"""The report: counts and intervals by property, reader, rule and confidence; a page that holds nothing foreign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from extractor.review.queue import pending_ids
from extractor.review.report import decided_by, html, report, summary, wilson
from extractor.store import Store
from extractor.store.decisions import decide, undo
from tests.helpers import document_of
from tests.review.test_order import ALONE, add_paper

HOSTILE = '<script>alert("x")</script><img src=x onerror=y>&'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "test.db")
    add_paper(made, "a", [("Al2O3", 0.95), ("ZnO", 0.9), ("MgO", 0.25), ("TiO2", 1.0)])
    add_paper(made, "b", [(HOSTILE, 0.29)], property="grain_size")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("right", "decided", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
        (20, 20, 1 - 0.1611, 1.0), (0, 0, 0.0, 1.0),
    ],
)  # fmt: skip
def test_wilson(right: int, decided: int, low: float, high: float) -> None:
    assert wilson(right, decided) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_counts(store: Store) -> None:
    one, two, three, _, other = pending_ids(store, "paper", filters=ALONE)
    decide(store, one, "accept", "ann")
    decide(store, two, "reject", "ann")
    decide(store, two, "accept", "bob")  # the last one holds
    decide(store, three, "edit", "ann", changes={"method": "Archimedes"}, reason="method missed")
    decide(store, other, "edit", "ann", changes={"property": "relative_density"})
    found = report(store)
    shares = {group: [(share.name, share.right, share.decided) for share in members] for group, members in found.groups.items()}
    assert shares == {
        "property": [("relative_density", 2, 3), ("grain_size", 0, 1)],  # as extracted, not as corrected
        "reader": [("text", 2, 4)], "rule": [("made up", 2, 4)], "models": [("1", 2, 4)], "confidence": [("0.2–0.3", 0, 2), ("0.9–1.0", 2, 2)],
    }  # fmt: skip
    assert [(wrong.id, wrong.decision, wrong.reason) for wrong in found.wrong] == [(other, "edit", ""), (three, "edit", "method missed")]
    assert summary(found) == "2 of 4 decided records were right: precision 0.50 (95 % interval 0.15–0.85)"
    assert re.fullmatch(r"Decided by ann \(3\), bob \(1\), \d{4}-\d\d-\d\d\.", decided_by(found))
    only = report(store, property="grain_size").total
    assert only is not None
    assert (only.right, only.decided, only.promised) == (0, 1, 0.29)
    undo(store, "bob")
    assert report(store).groups["property"][0].right == 1


def test_nothing_decided(store: Store) -> None:
    found = report(store)
    assert (found.total, found.wrong, summary(found), decided_by(found)) == (None, [], "Nobody has decided on a record of this store.", "")
    assert "<svg" not in html(found)
    assert "interval" not in html(found)


def test_one_decision(store: Store) -> None:
    decide(store, pending_ids(store, filters=ALONE)[0], "accept", "ann")
    assert summary(report(store)) == "1 of 1 decided record was right: precision 1.00 (95 % interval 0.21–1.00)"


def test_models_and_readings_are_told_apart(store: Store) -> None:
    for key in pending_ids(store, "paper", filters=ALONE):
        decide(store, key, "accept", "ann")
    run = store.begin_run("2", {}, {"detector": "ab" * 32})
    document = replace(document_of("Read anew."), paper_id="b", file="b.txt", sha256=b"b".hex().zfill(64))
    store.save(document, [], run_id=run, version="2")
    store.db.execute("UPDATE papers SET run_id = ?, version = '2' WHERE id = 'a'", (run,))
    found = report(store)
    (share,) = found.groups["models"]
    assert (share.name[:10], share.decided) == ("2, models ", 4)
    assert (found.left_out, report(store, property="relative_density").left_out) == (1, 0)
    assert "Left out: 1 on what the last reading" in html(found)


def test_a_long_name_is_shortened_in_the_plot(store: Store) -> None:
    name = "coordination+a rule with an uncommonly long name"
    store.db.execute("UPDATE evidence SET rule = ?", (name,))
    decide(store, pending_ids(store, filters=ALONE)[0], "accept", "ann")
    assert f">{name[:33]}…<title>{name}</title>" in html(report(store))



def test_the_page_is_whole_and_holds_nothing_foreign(store: Store) -> None:
    for key in pending_ids(store, filters=ALONE):
        decide(store, key, "reject", "ann", reason=HOSTILE)
    page = html(report(store))
    tree = etree.fromstring(page, etree.HTMLParser())
    assert len(tree.findall(".//svg")) == 5
    assert not [element.tag for element in tree.iter() if element.tag in ("script", "img", "link", "iframe")]
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on") or name in ("src", "href")]
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in page
    for plot in tree.findall(".//svg"):
        etree.fromstring(etree.tostring(plot))
