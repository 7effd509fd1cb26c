"""Batches: papers a second by stage and format, with one and two workers; memory; growth to ten thousand papers; other programs.

    python -m benchmarks.throughput [--only stages,overhead,growth,peers] [--quick] [--out docs] [--elsewhere PYTHON]
    python -m benchmarks.throughput --profile

Each batch is a process of its own that does what `kaimen ingest` does. Everything that is compared is measured in one run, by
turns; ratios hold on other machines, seconds do not. `--out` writes the figures; `--elsewhere` names the Python of an
environment with pymupdf and pymupdf4llm<1. `--quick` takes so few papers that the figures mean nothing: it shows that all runs.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from benchmarks import throughput_figures, throughput_peers
from benchmarks.throughput_bench import MIXED, Bench, console, per_second, progress, show, table_of
from benchmarks.throughput_growth import growth
from benchmarks.throughput_profile import profile
from benchmarks.throughput_run import Measured, Plan, begin, finish
from benchmarks.varied_papers import deck, write_papers

#: Papers of each format in full, and quick; PDFs are those of `throughput_peers.pdf_files`.
FORMATS = {"text": (200, 4), "html": (24, 2), "jats": (24, 2), "elsevier": (12, 2)}
#: Aims: two workers over one, and megabytes a worker.
SPEED_UP = 1.8
STAGES = ("reading", "language", "extraction", "rows")


def stages(bench: Bench) -> None:
    """Papers a second by stage and format, with one and two workers; memory."""
    table = table_of("format", "papers", *(f"{stage}/s" for stage in STAGES), "writing/s", "1 worker/s", "2 workers/s", "speed-up", "with start")
    memory = table_of("format", "largest worker, MB", "writer, MB")
    seconds: dict[str, dict[str, float]] = {}
    speed: dict[str, tuple[float, float]] = {}
    for name, folder in _by_format(bench):
        progress(name)
        alone, one, two = (bench.measure(folder, workers) for workers in (0, 1, 2))
        seconds[name] = _seconds(alone)
        speed[name] = (one.steady, two.steady)
        rates = [per_second(seconds[name].get(stage, 0.0)) for stage in (*STAGES, "writing")]
        table.add_row(name, f"{one.papers}", *rates, f"{one.steady:.3g}", f"{two.steady:.3g}", f"{two.steady / one.steady:.2f}", f"{one.whole / two.whole:.2f}")
        memory.add_row(name, f"{max(two.workers, default=0):.0f}", f"{two.writer:.0f}")
    show("Papers a second: by stage in one process, and as a whole from first results to the last", table,
         "extraction: detection, linking, tables, records (benchmarks.extraction parts them); with start: from no process to the closed store")  # fmt: skip
    show(f"Highest memory with two workers (aim: {throughput_figures.LIMIT} MB a worker)", memory)
    bench.draw("throughput", throughput_figures.stages(seconds, speed))


def _by_format(bench: Bench) -> list[tuple[str, Path]]:
    found = [(name, bench.papers(name, numbers[bench.quick], (name,))) for name, numbers in FORMATS.items()]
    pdfs = bench.folder / "pdf"
    pdfs.mkdir()
    for file in throughput_peers.pdf_files(bench.quick):
        shutil.copy(file, pdfs)
    return [*found, ("pdf", pdfs), ("mixed", bench.mixed())]


def _seconds(run: Measured) -> dict[str, float]:
    """Seconds a paper by stage."""
    found = {stage: sum(seconds.get(stage, 0.0) for _, _, seconds in run.results) / run.papers for stage in STAGES}
    return {**found, "writing": run.seconds_written / run.papers}


def overhead(bench: Bench) -> None:
    """What workers, their isolation and the cache cost, and what two processes that share nothing would give on this machine."""
    folder, turns = bench.mixed(), 1 if bench.quick else 2
    halves = [bench.papers("half-a", MIXED[bench.quick] // 2), bench.papers("half-b", MIXED[bench.quick] // 2)]
    cache = bench.folder / "cache"
    ways: dict[str, Callable[[], Measured]] = {
        "in the writer's process": lambda: bench.measure(folder, 0),
        "1 worker": lambda: bench.measure(folder, 1),
        "2 workers": lambda: bench.measure(folder, 2),
        "1 worker, cache is filled": lambda: bench.measure(folder, 1, cache=_fresh(cache)),
        "1 worker, cache is full": lambda: bench.measure(folder, 1, cache=cache),
    }
    if find_spec("extractor.ingest.shards"):
        ways["2 workers, into Parquet shards"] = lambda: bench.measure(folder, 2, shards=True)
    runs: dict[str, list[Measured]] = {name: [] for name in ways}
    apart: list[float] = []
    for turn in range(turns):
        for name, way in ways.items():
            progress(f"{name}, turn {turn + 1} of {turns}")
            runs[name].append(way())
        both = [begin(Plan(bench.store(), [str(half)], 0)) for half in halves]
        apart.append(sum(finish(one).steady for one in both))
    base = rate(runs["in the writer's process"])
    table = table_of("way", "papers/s", "to the first", "processor ms a paper: worker", "writer")
    for name, found in runs.items():
        papers = sum(one.papers - 1 for one in found)
        table.add_row(name, f"{rate(found):.3g}", f"{rate(found) / base:.2f}", *(f"{1000 * sum(spent) / papers:.1f}" for spent in ([one.cpu_workers for one in found], [one.cpu_writer for one in found])))
    table.add_row("2 processes that share nothing", f"{sum(apart) / turns:.3g}", f"{sum(apart) / turns / base:.2f}", "", "")
    show(f"{MIXED[bench.quick]} mixed papers, {turns} turn{'s' * (turns > 1)}: what workers, isolation, cache and shards cost", table,
         "processor time from the first result on; the writer's process of the first row does the worker's work")  # fmt: skip
    gained = rate(runs["2 workers"]) / rate(runs["1 worker"])
    console.print(f"2 workers over 1: {gained:.2f} (aim: {SPEED_UP}); two processes that share nothing over one: {sum(apart) / turns / base:.2f}")


def _fresh(cache: Path) -> Path:
    shutil.rmtree(cache, ignore_errors=True)
    return cache


def rate(runs: Sequence[Measured]) -> float:
    """Papers a second of several runs alike, from first results to last: their harmonic mean."""
    return len(runs) / sum(1 / one.steady for one in runs)


def peers(bench: Bench, python: str | None) -> None:
    """Other programs over the same files."""
    groups = throughput_peers.text_files(bench.quick)
    files = [file for group in groups.values() for file in group]
    progress(f"{len(files)} texts with chemdataextractor2")
    times = throughput_peers.race(files, throughput_peers.TEXT_PEERS, files[0])
    ours, theirs = times[throughput_peers.OURS], times["chemdataextractor2"]
    table = table_of("files", "read by both", "Kaimen, s", "chemdataextractor2, s", "ratio", "Kaimen's records", "chemdataextractor2's")
    start, every = 0, []
    for name, group in groups.items():
        places = range(start, start + len(group))
        both = [i for i in places if ours.taken[i] and theirs.taken[i]]
        start += len(group)
        every += both
        table.add_row(f"{name} ({len(group)})", *_race_row(both, ours, theirs))
    table.add_row("all", *_race_row(every, ours, theirs), style="bold")
    refused = f"; its readers refuse {theirs.taken.count(None)} of the files ({theirs.refused})" if theirs.refused else ""
    show(f"Texts, XML and HTML: chemdataextractor2 {version('chemdataextractor2')} on shipped papers, one process (aim: 10 times its speed)", table, f"chemdataextractor2: {theirs.does}{refused}")
    _pdf_peers(bench, python)


def _race_row(places: Sequence[int], ours: throughput_peers.Times, theirs: throughput_peers.Times) -> list[str]:
    if not places:
        return ["0", "", "", "", "", ""]
    a, b = ours.seconds(places), theirs.seconds(places)
    return [f"{len(places)}", f"{a:.2f}", f"{b:.1f}", f"{b / a:.1f}", f"{ours.found(places)}", f"{theirs.found(places)}"]


def _pdf_peers(bench: Bench, python: str | None) -> None:
    import pypdfium2

    files = throughput_peers.pdf_files(bench.quick)
    pages = sum(len(pypdfium2.PdfDocument(file)) for file in files)
    progress(f"{len(files)} PDFs")
    programs = [*throughput_peers.PDF_PEERS, *([throughput_peers.POPPLER] if shutil.which("pdftotext") else [])]
    times = throughput_peers.race(files, programs, files[0])
    if python:
        times |= throughput_peers.elsewhere(files, python)
    every = range(len(files))
    floor = times[throughput_peers.FLOOR].seconds(every)
    where = "the shipped open article (Polymers 2013) and papers of corpora/layouts (LaTeX in classes of publishers, two columns, tables)" if not bench.quick else "papers of corpora/layouts"
    table = table_of("program", "ms a page", "to pdfplumber's", "what it gives")
    for name, taken in times.items():
        read = [i for i in every if taken.taken[i]]
        lost = f"; {len(files) - len(read)} not read" if len(read) < len(files) else ""
        table.add_row(name, f"{1000 * taken.seconds(read) / pages:.1f}", f"{taken.seconds(read) / floor:.2f}", taken.does + lost)
    missing = [name for name, there in (("pdftotext", shutil.which("pdftotext")), ("PyMuPDF and pymupdf4llm (--elsewhere)", python)) if not there]
    show(f"{len(files)} PDFs, {pages} pages: {where}; aim: the whole pipeline within 3 times pdfplumber's plain text", table,
         throughput_peers.LEFT_OUT + (f" Not here: {', '.join(missing)}." if missing else ""))  # fmt: skip


def show_profile(quick: bool) -> None:
    """Where the time goes, over texts and markup and over PDFs."""
    originals = deck(12 if quick else 100)
    with tempfile.TemporaryDirectory() as folder:
        markup = [path for path in write_papers(Path(folder), len(originals), size=len(originals)) if path.suffix != ".pdf"]
        for name, files in (("text and markup", markup), ("PDF", throughput_peers.pdf_files(quick))):
            found = profile(files)
            functions = table_of("function", "calls", "own seconds", "share")
            for function, calls, own in found.functions:
                functions.add_row(function, f"{calls:,}", f"{own:.2f}", f"{own / found.seconds:.0%}")
            packages = table_of("part or library", "own seconds", "share")
            for package, own in found.packages:
                packages.add_row(package, f"{own:.2f}", f"{own / found.seconds:.0%}")
            show(f"{len(files)} papers, {name}: {found.seconds:.1f} s under cProfile; functions by own time", functions)
            show(f"{name}: parts by own time, built-in functions with those that call them", packages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="stages,overhead,growth,peers", help="parts, with commas between")
    parser.add_argument("--quick", action="store_true", help="few papers: shows that it runs, nothing else")
    parser.add_argument("--papers", type=int, default=10_000, help="papers of the growth")
    parser.add_argument("--out", type=Path, help="folder for the figures")
    parser.add_argument("--elsewhere", metavar="PYTHON", help="the Python of an environment with pymupdf and pymupdf4llm<1")
    parser.add_argument("--work", type=Path, help="folder for papers and stores while it runs (some gigabytes; default: the system's)")
    parser.add_argument("--profile", action="store_true", help="only show where the time goes")
    arguments = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    if arguments.profile:
        return show_profile(arguments.quick)
    console.print(f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    parts = arguments.only.split(",")
    with tempfile.TemporaryDirectory(dir=arguments.work) as folder:
        bench = Bench(Path(folder), quick=arguments.quick, out=arguments.out)
        if "stages" in parts:
            stages(bench)
        if "overhead" in parts:
            overhead(bench)
        if "growth" in parts:
            growth(bench, 24 if arguments.quick else arguments.papers)
        if "peers" in parts:
            peers(bench, arguments.elsewhere)


if __name__ == "__main__":
    main()
