"""The benchmark of batches runs, on a handful of papers: what it measures is there and adds up. Times are not judged."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import throughput_bench, throughput_figures
from benchmarks.throughput_growth import tell_growth
from benchmarks.throughput_peers import PDF_PEERS, READING, TEXT_PEERS, pdf_files, race, text_files
from benchmarks.throughput_profile import FIRST, profile
from benchmarks.throughput_run import Plan, run_alone
from benchmarks.varied_papers import Change, deck, varied, write_papers
from extractor.readers import read_paper
from extractor.studies.report import svg

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


def test_varied_papers_are_distinct_readable_and_the_same_every_time(tmp_path: Path) -> None:
    papers = list(write_papers(tmp_path, 24, size=12))
    assert len({path.read_bytes() for path in papers}) == 24
    documents = [read_paper(path) for path in papers]
    assert len({document.metadata.doi for document in documents}) == 24, "two of one DOI would be a paper and its supplement"
    kinds = Counter(document.reader for document in documents)
    assert set(kinds) == {"text", "html", "jats", "elsevier", "pdf"}
    assert kinds == {reader: 2 * number for reader, number in Counter(document.reader for document in documents[:12]).items()}, "whole decks are alike"
    again = next(write_papers(tmp_path / "again", 1, size=12))
    assert (again.name, again.read_bytes()) == (papers[0].name, papers[0].read_bytes())


@pytest.mark.parametrize(
    ("text", "stays"),
    [("Li7La3Zr2O12 in 1998", True), ("0.512 S/m", False), ("at 1150 °C", False), ("sample LLZO-3", False), ("10.1000/abc", False), ("[12], Fig. 3", True)],
)
def test_what_is_changed_is_changed_alike_everywhere(text: str, stays: bool) -> None:
    """An integer formula, years, citations stay."""
    changed = Change(41)(f"{text} and {text}")
    assert (changed == f"{text} and {text}") is stays
    assert changed.partition(" and ")[0] == changed.partition(" and ")[2]


def test_markup_keeps_its_tags() -> None:
    (original,) = [one for one in deck(12) if one.format == "elsevier"]
    copy = varied(original, 3).decode()
    tags = [text.count("<") for text in (copy.replace("<!-- 3 -->", ""), original.text)]
    assert tags[0] == tags[1]
    assert copy != original.text


@linux
def test_a_run_tells_times_and_memory_of_every_process(tmp_path: Path) -> None:
    for _ in write_papers(tmp_path / "papers", 4, size=12, formats=("text", "html")):
        pass
    run = run_alone(Plan(str(tmp_path / "k.db"), [str(tmp_path / "papers")], 1, str(tmp_path / "cache")))
    assert run.counts == {"ok": 4}
    assert [set(seconds) for _, _, seconds in run.results] == [{"reading", "language", "extraction"}] * 4
    assert [time for time, _, _ in run.results] == sorted(time for time, _, _ in run.results)
    assert sum(number for _, number, *_ in run.written) == 4
    assert len(run.workers) == 1
    assert 50 < run.writer < 2000 > run.workers[0] > 50
    assert run.cpu_writer < run.cpu_workers + 60
    assert 0 < run.results[0][0] < run.results[-1][0] < run.whole
    with throughput_bench.console.capture() as told:
        tell_growth(run)
    assert f"writer {run.writer:.0f} MB" in told.get()
    assert b"<svg" in svg(throughput_figures.growth(run))


def test_other_programs_are_asked_the_same_files_and_may_refuse_them(tmp_path: Path) -> None:
    pdf = pdf_files(quick=True)[:1]
    times = race(pdf, [peer for peer in PDF_PEERS if not peer.name.startswith("chemdata")])
    assert all(took.taken[0] and took.taken[0][1] > 10 for took in times.values())
    assert times[READING].seconds([0]) > 0
    broken = tmp_path / "broken.xml"
    broken.write_text("<article", encoding="utf-8")
    ours, _ = TEXT_PEERS
    (paragraph, *_), _ = text_files(quick=True).values()
    refused = race([broken], [ours], paragraph)[ours.name]
    assert refused.taken == [None]
    assert "broken.xml" in refused.refused


def test_a_profile_tells_functions_and_parts() -> None:
    found = profile(text_files(quick=True)["paragraphs"][:1])
    assert len(found.functions) == FIRST
    assert "Kaimen extraction" in dict(found.packages)
    assert sum(seconds for _, seconds in found.packages) <= found.seconds + 1e-6
    json.dumps(found.functions)
