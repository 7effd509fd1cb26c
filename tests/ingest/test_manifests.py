"""Manifests: lists of papers with what is known of them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.errors import UsageError
from extractor.ingest.sources import Source, find_sources
from tests.ingest.helpers import outcome, outcomes, pack, told


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"A")
    (tmp_path / "in" / "SOURCES.csv").write_text("file,title,journal\na.txt,T,J\n", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"B")
    return tmp_path


def listed(folder: Path, text: str | bytes, name: str = "list.csv") -> list[Source]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(find_sources([str(path)]))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.csv", '\ufefffile,doi,Authors ,year,license,note\nin/a.txt,10.1/a,"X; Y",2020,CC0-1.0,n\n\nb.pdf,,,,,\n'),
        ("list.TSV", "path\tdoi\tauthors\tyear\tlicence\nin/a.txt\t10.1/a\tX; Y\t2020\tCC0-1.0\nb.pdf\n"),
        ("list.jsonl", '{"file": "in/a.txt", "doi": "10.1/a", "authors": ["X", "Y"], "year": 2020, "licence": "CC0-1.0"}\n\n{"url": "b.pdf", "doi": null}'),
        ("list.ndjson", '\ufeff{"path": "./in/../in/a.txt", "DOI": "10.1/a", "authors": "X; Y", "year": "2020", "license": "CC0-1.0"}\r\n{"file": "b.pdf"}\r\n'),
    ],
)
def test_rows(papers: Path, name: str, text: str) -> None:
    a, b = listed(papers, text, name)
    assert (a.uri, a.size, a.load(), b.uri, b.load()) == (f"{papers}/in/a.txt", 1, b"A", f"{papers}/b.pdf", b"B")
    # what the SOURCES.csv beside it says stays where the manifest is silent
    assert a.metadata == {"title": "T", "journal": "J", "doi": "10.1/a", "authors": "X; Y", "year": "2020", "licence": "CC0-1.0"}
    assert b.metadata == {}


def test_a_manifest_is_only_read_when_named(papers: Path) -> None:
    listed(papers, "file\nb.pdf\n")
    assert [name for name, _ in outcomes(papers)] == ["b.pdf", "a.txt"]
    assert outcomes(papers / "in" / "SOURCES.csv") == [("a.txt", b"A")]
    assert [name for name, _ in outcomes(papers / "list.csv", papers)] == ["b.pdf", "a.txt"]


@pytest.mark.parametrize(
    ("name", "text", "has"),
    [
        ("list.csv", "doi,title\n1,2\n", "it has: doi, title"),
        ("list.csv", "file;doi\na;b\n", "it has: file;doi"),
        ("list.csv", "", "it has: none"),
        ("list.tsv", "file,doi\n", "it has: file,doi"),
        ("list.jsonl", '{"pdf": 1}\n', "it has: pdf"),
        ("list.jsonl", "nonsense\n", "it has: none"),
        ("list.csv", "x" * 3_000_000, "more than"),
    ],
)
def test_no_column_of_files(papers: Path, name: str, text: str, has: str) -> None:
    with pytest.raises(UsageError, match=has):
        listed(papers, text, name)


def test_the_columns_are_looked_at_before_anything_is_read(papers: Path) -> None:
    (papers / "list.csv").write_text("doi\n", encoding="utf-8")
    with pytest.raises(UsageError):
        find_sources([str(papers / "b.pdf"), str(papers / "list.csv")])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b",10.1/a,", "names no file"),
        (b"  ,10.1/a,", "names no file"),
        (b"b.pdf,10.1/a,abc", "no SHA-256"),
        (b"b.pdf,10.1/a,,more", "4 cells, the header 3"),
        (b"caf\xe9.pdf,10.1/a,", "not in UTF-8"),
        (b"b.pdf,\xff,", "not in UTF-8"),
        (b"x" * 200_000, "no sound row"),
        (b"a\0b.pdf,,", "null"),
        (b"nosuch://x/a.pdf,,", "no protocol"),
    ],
)
def test_a_bad_row_is_told_by_its_number(papers: Path, row: bytes, why: str) -> None:
    good, bad, after = listed(papers, b"file,doi,sha256\nb.pdf,,\n" + row + b"\nin/a.txt,,\n")
    assert (good.load(), after.load()) == (b"B", b"A")
    assert "list.csv: row 3: " in told(bad)
    assert why in told(bad)
    assert bad.uri == f"{papers}/list.csv::row 3"


@pytest.mark.parametrize("line", ["[1]", "{", "3", '{"doi": "x"}', '{"file": "\\ud800"}', "[" * 100_000, '{"file": ' + "9" * 5000 + "}", '{"file": {"a": 1}}'])
def test_a_bad_line_is_told_by_its_number(papers: Path, line: str) -> None:
    good, bad, after = listed(papers, f'{{"file": "b.pdf"}}\n{line}\n{{"file": "in/a.txt"}}\n', "list.jsonl")
    assert (good.load(), after.load()) == (b"B", b"A")
    assert "row 2: " in told(bad)


def test_files_that_are_not_there(papers: Path) -> None:
    assert [outcome(source) for source in listed(papers, "file\nnothing.pdf\nin\nb.pdf\n")] == ["unreadable", "unreadable", b"B"]


def test_a_line_without_end(papers: Path) -> None:
    sources = listed(papers, "file\nb.pdf\n" + "x" * 3_000_000)
    assert sources[0].load() == b"B"
    assert "more than" in told(sources[-1])


def test_checksums(papers: Path) -> None:
    right, wrong = hashlib.sha256(b"A").hexdigest().upper(), "0" * 64
    assert [outcome(source) for source in listed(papers, f"file,sha256\nin/a.txt,{right}\nb.pdf,{wrong}\n")] == [b"A", "corrupt"]


def test_addresses_and_absolute_paths(papers: Path) -> None:
    archive = pack(papers / "x.zip", {"m.txt": b"M"})
    sources = listed(papers, f"file,url\n{papers}/b.pdf,\n,file://{papers}/in/a.txt\n,zip://m.txt::{archive}\n")
    assert [source.load() for source in sources] == [b"B", b"A", b"M"]
    assert [source.uri for source in sources][:2] == [f"{papers}/b.pdf", f"{papers}/in/a.txt"]


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.fixed_dictionaries({"file": CELLS, "doi": CELLS, "title": CELLS}), max_size=6), st.sampled_from([".csv", ".tsv", ".jsonl"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read(tmp_path: Path, rows: list[dict[str, str]], kind: str) -> None:
    """Each row comes back with its bibliography, or with a line that names it."""
    rows = [{**row, "file": f"{i}{row['file']}.txt".replace("/", "_").replace(":", "_")} for i, row in enumerate(rows)]
    if kind == ".jsonl":
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, ["file", "doi", "title"], delimiter="," if kind == ".csv" else "\t")
        writer.writeheader()
        writer.writerows(rows)
        text = out.getvalue()
    if kind == ".jsonl" and not rows:
        return
    got = listed(tmp_path, text, f"m{kind}")
    assert len(got) == len(rows)
    for source, row in zip(got, rows, strict=True):
        if "::row " not in source.uri:
            assert source.uri == f"{tmp_path}/{row['file'].strip()}"
            assert {name: source.metadata.get(name, "") for name in ("doi", "title")} == {name: row[name].strip() for name in ("doi", "title")}


@given(st.binary(max_size=400), st.sampled_from([".csv", ".tsv", ".jsonl"]), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes(tmp_path: Path, data: bytes, kind: str, headed: bool) -> None:
    head = (b'{"file": "a.txt"}\n' if kind == ".jsonl" else b"file\n") if headed else b""
    try:
        sources = listed(tmp_path, head + data, f"any{kind}")
    except UsageError:
        assert not headed
        return
    for source in sources:
        if "\x7f" > source.name > " ":
            assert isinstance(outcome(source), str | bytes)
