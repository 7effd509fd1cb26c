"""Header rows of tables: Kaimen's own reading against TableDataExtractor.

Truth is the `thead` of the shipped Elsevier tables. Run: python benchmarks/table_headers.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extractor import chemdata
from extractor.readers.elsevier import find_tables, settle_inline, table_grid
from extractor.readers.markup import parse_xml
from extractor.readers.pdf.grid import header_rows

PAPERS = Path(__file__).parents[1] / "corpora" / "papers" / "elsevier"


def tables() -> Iterator[tuple[list[list[str]], int]]:
    for path in sorted(PAPERS.glob("*.xml")):
        root = parse_xml(path.read_bytes(), path.name)
        settle_inline(root)
        for table in find_tables(root):
            grid, truth = table_grid(table)
            width = max(map(len, grid))
            yield [row + [""] * (width - len(row)) for row in grid], truth


def main() -> None:
    total = own = peer = 0
    for grid, truth in tables():
        total += 1
        own += header_rows(grid) == truth
        peer += chemdata.header_row_count(grid) == truth
    print(f"{total} tables: header rows right in {own} (Kaimen), {peer} (TableDataExtractor)")


if __name__ == "__main__":
    main()
