"""Header rows of tables: Kaimen's own reading of a bare grid against TableDataExtractor's.

Truth is the `thead` of the shipped Elsevier tables, and the set of LaTeX papers in corpora/layouts. In
a PDF Kaimen also has the rules to go by (`benchmarks.layouts` counts that); here both see strings only.

Run: python -m benchmarks.table_headers
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from extractor import chemdata
from extractor.readers import read_paper
from extractor.readers.pdf.grid import header_rows

CORPORA = Path(__file__).parents[1] / "corpora"


def elsevier_tables() -> Iterator[tuple[list[list[str]], int]]:
    for path in sorted((CORPORA / "papers" / "elsevier").glob("*.xml")):
        for block in read_paper(path).tables():
            assert block.table is not None
            yield [[cell.text for cell in row] for row in block.table.rows], block.table.header_rows


def layout_tables() -> Iterator[tuple[list[list[str]], int]]:
    for path in sorted((CORPORA / "layouts").glob("*.json")):
        for table in json.loads(path.read_text(encoding="utf-8"))["tables"]:
            yield table["rows"], table["header_rows"]


def main() -> None:
    for name, tables in (("Elsevier XML", elsevier_tables()), ("LaTeX set", layout_tables())):
        total = own = peer = 0
        for grid, truth in tables:
            total += 1
            own += header_rows(grid) == truth
            peer += chemdata.header_row_count(grid) == truth
        print(f"{name}: {total} tables, header rows right in {own} (Kaimen), {peer} (TableDataExtractor)")


if __name__ == "__main__":
    main()
