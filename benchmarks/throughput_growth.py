"""Ten thousand papers in one run: what a paper takes at its end as at its beginning, and the runs that come after it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from benchmarks import throughput_figures
from benchmarks.throughput_bench import Bench, console, progress, show, table_of
from benchmarks.throughput_run import Measured, Plan, run_alone

WORKERS = 2


def growth(bench: Bench, number: int) -> None:
    """One run with a cache, told at a hundred, a thousand and all papers; then the same run again, from the cache, and extracted anew."""
    progress(f"{number} papers are made")
    folder, cache, db = bench.papers("growth", number), bench.folder / "growth-cache", bench.store()
    made = sum(file.stat().st_size for file in folder.rglob("*")) / 2**20
    progress(f"{number} papers, {made:.0f} MB, are read")
    first = run_alone(Plan(db, [str(folder)], WORKERS, str(cache)))
    tell_growth(first)
    bench.draw("growth", throughput_figures.growth(first))
    _tell_after(first, db, folder, cache, bench)


def tell_growth(run: Measured) -> None:
    speed = table_of("papers", "papers/s so far", "ms a paper: first tenth", "last tenth", "worker, processor ms: first", "last", "writing, processor ms: first", "last", "by the clock: first", "last")
    size = table_of("papers", "largest worker, MB", "writer, MB", "store, MB")
    for number in sorted({*(n for n in (100, 1_000) if n < run.papers), run.papers}):
        tenth = number // 10
        parts = [(0, tenth), (number - tenth, number)] if tenth >= 100 else []
        looks = [look for look in run.looks if look[1] <= number] or run.looks[:1]
        columns = zip(*(_of_part(run, *part) for part in parts), strict=True)
        times = [f"{1000 * value:.{places}f}" for pair, places in zip(columns, (1, 1, 2, 2), strict=True) for value in pair] if parts else ["–"] * 8
        speed.add_row(f"{number:,}", f"{(number - 1) / (run.results[number - 1][0] - run.results[0][0]):.3g}", *times)
        size.add_row(f"{number:,}", f"{max(look[3] for look in looks):.0f}", f"{max(look[2] for look in looks):.0f}", f"{looks[-1][4]:.0f}")
    show(f"Growth: one run with {WORKERS} workers that fills a cache, told on its way", speed)
    if run.papers >= 1_000:
        begin, end = _of_part(run, 0, run.papers // 10), _of_part(run, run.papers - run.papers // 10, run.papers)
        console.print(f"last tenth to first: {end[0] / begin[0]:.2f} by the clock; processor time {end[1] / begin[1]:.2f} of the workers, {end[2] / begin[2]:.2f} of writing (aim: flat)")
    show("Memory and store on the way", size)
    console.print(f"highest memory: workers {', '.join(f'{peak:.0f}' for peak in run.workers[:4])} MB of {len(run.workers)} processes; writer {run.writer:.0f} MB; counts {run.counts}")


def _of_part(run: Measured, start: int, stop: int) -> tuple[float, float, float, float]:
    """For results from `start` to `stop`, seconds a paper: by the clock, of the workers' processors, of writing (processor, clock)."""
    first = max(0, start - 1)
    clock = (run.results[stop - 1][0] - run.results[first][0]) / (stop - 1 - first)
    # loading libraries is no paper's
    seen = [(look[1], look[5]) for look in run.looks if look[1]]
    spent = np.interp([max(start, seen[0][0]), stop], *zip(*seen, strict=True))
    done, written = 0, []
    for _, number, took, worked in run.written:
        if start <= done < stop:
            written.append((number, worked, took))
        done += number
    papers, worked, took = map(sum, zip(*written, strict=True)) if written else (1, 0.0, 0.0)
    return clock, float(spent[1] - spent[0]) / (stop - max(start, seen[0][0])), worked / papers, took / papers


def _tell_after(first: Measured, db: str, folder: Path, cache: Path, bench: Bench) -> None:
    """What later runs over the same papers take."""
    held = sum(file.stat().st_size for file in cache.rglob("*") if file.is_file()) / 2**20
    table = table_of("run", "papers", "seconds", "papers/s", "to the first", "largest worker, MB", "writer, MB")

    def add(name: str, run: Measured) -> None:
        papers = sum(run.counts.values())
        table.add_row(name, f"{papers:,}", f"{run.whole:.1f}", f"{papers / run.whole:.4g}", f"{papers / run.whole / (first.papers / first.whole):.1f}", f"{max(run.workers, default=0):.0f}", f"{run.writer:.0f}")

    add("first", first)
    progress("again, unchanged")
    add("again, unchanged", run_alone(Plan(db, [str(folder)], WORKERS, str(cache))))
    progress("from the full cache into a new store")
    add("full cache, new store", run_alone(Plan(bench.store(), [str(folder)], WORKERS, str(cache))))
    for kept in cache.glob("extraction-*"):  # as if the rules had changed
        shutil.rmtree(kept)
    progress("extracted anew")
    add("reextract, as after a change of rules", run_alone(Plan(db, workers=WORKERS, cache=str(cache))))
    show(f"Runs after it (cache: {held:.0f} MB)", table)
