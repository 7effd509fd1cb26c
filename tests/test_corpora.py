"""The shipped sets load, and every paper says where it comes from."""

from __future__ import annotations

from corpora import loaders
from extractor.ingest import find_papers
from extractor.readers.sidecar import read_sources


def test_sizes() -> None:
    assert len(loaders.obelix()) == 599
    assert len(loaders.liion_database()) == 820
    assert len(loaders.sofc_texts()) == 34
    assert len(loaders.elsevier_xml()) == 9


def test_synthesis_spans_are_where_they_say() -> None:
    paragraphs = [*loaders.synthesis_procedures("train"), *loaders.synthesis_procedures("dev")]
    assert len(paragraphs) == 215
    for paragraph in paragraphs[:40]:
        assert paragraph.doi.startswith("10.")
        assert paragraph.spans
        for span in paragraph.spans:
            assert paragraph.text[span.start : span.end].split() == span.text.split()


def test_every_paper_has_source_and_licence() -> None:
    """By a row in its folder's SOURCES.csv, or a licence for the whole folder."""
    for path in find_papers([str(loaders.PAPERS)]):
        row = read_sources(path.parent).get(path.name)
        assert (path.parent / "LICENSE").exists() or (row and row["licence"]), path
        assert path.parent.name == "synthesis" or row is not None, path
