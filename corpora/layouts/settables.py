r"""Tables as LaTeX: rules, spans, wrapped cells, environments."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from corpora.layouts.latex import Setting, latex, plain
from corpora.layouts.tables import TrueTable

#: Styles whose rules are those of booktabs.
_BOOKTABS = ("booktabs", "spanning", "units-row", "multirow", "long", "rotated")
FIT = r"""
\newsavebox\fitbox
\newcommand\fit[1]{\sbox\fitbox{#1}\ifdim\wd\fitbox>\linewidth\resizebox{\linewidth}{!}{\usebox\fitbox}\else\usebox\fitbox\fi}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where tables stand: points of a column, of the page, and whether `table*` is the way to the latter."""

    column: float
    page: float
    stars: bool
    size: str = r"\footnotesize"
    #: Set tables that fit into a column where they are met, without a float (multicols has none).
    inline: bool = False


def set_table(table: TrueTable, number: int, place: Place, setting: Setting, rng: random.Random) -> str:
    """The float that holds the table, its caption and its notes."""
    tabular = _tabular(table, setting, place, rng)
    caption = rf"\caption{{{latex(table.caption, setting)}}}\label{{tab:{number}}}"
    notes = "".join(rf"\par\vspace{{2pt}}{{\footnotesize {latex(n, setting)}}}" for n in table.notes)
    inner = f"\\begin{{ruledtabular}}\n{tabular}\n\\end{{ruledtabular}}" if table.style == "ruledtabular" else f"\\fit{{{tabular}}}"
    wide = place.stars and _width(table) > place.column
    env = "table*" if wide else "table"
    where = "tb" if wide else "htbp"
    if table.style == "rotated":
        env, where = "sidewaystable*" if place.stars else "sidewaystable", ""
    if place.inline and env == "table":
        caption = caption.replace(r"\caption", r"\captionof{table}", 1)
        start = r"\par\noindent\begin{minipage}{\linewidth}\vspace{6pt}\centering"
        return f"{start}{place.size}\n{caption}\n{inner}{notes}\n\\vspace{{6pt}}\\end{{minipage}}\n\n"
    option = f"[{where}]" if where else ""
    return f"\\begin{{{env}}}{option}\n\\centering{place.size}\n{caption}\n{inner}{notes}\n\\end{{{env}}}\n"


def set_landscape(table: TrueTable, number: int, setting: Setting, rng: random.Random) -> str:
    """A table on a page of its own that a viewer turns (/Rotate 90)."""
    place = Place(600, 600, False)
    plain_table = replace(table, style="booktabs")
    table_env = set_table(plain_table, number, place, setting, rng)
    return f"\\begin{{landscape}}\n{table_env}\\end{{landscape}}\n"


def set_long(table: TrueTable, number: int, setting: Setting) -> str:
    """A longtable; its header stands on each of its pages."""
    header = "\n".join(_row(table, r, setting) + r" \\" for r in range(table.header_rows))
    rows = [_row(table, r, setting) for r in range(table.header_rows, len(table.rows))]
    body = " \\\\\n".join(rows) + rf"\label{{tabend:{number}}} \\"
    spec = _spec(table)
    return (
        f"{{\\small\n\\begin{{longtable}}{{{spec}}}\n\\caption{{{latex(table.caption, setting)}}}\\label{{tab:{number}}}\\\\\n"
        f"\\toprule\n{header}\n\\midrule\n\\endfirsthead\n\\toprule\n{header}\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n"
        f"{body}\n\\end{{longtable}}\n}}\n"
    )


def _width(table: TrueTable) -> float:
    """About how many points the table takes at 8 pt."""
    return sum(max(len(plain(row[c])) for row in table.rows) * 4.1 + 12 for c in range(table.columns))


def _spec(table: TrueTable, bars: bool = False, wrap: str = "") -> str:
    kinds = ["l" if word else "c" for word in table.words]
    if wrap:
        kinds[-1] = wrap
    return "|" + "|".join(kinds) + "|" if bars else "".join(kinds)


def _tabular(table: TrueTable, setting: Setting, place: Place, rng: random.Random) -> str:
    bars = table.style == "grid" or (table.style == "wrapped" and rng.random() < 0.5)
    wrap = r">{\raggedright\arraybackslash}p{" + f"{place.column * 0.36:.0f}pt}}" if table.style == "wrapped" else ""
    lines: list[str] = []
    top, middle, bottom = _rules(table.style, bars)
    every = bars or (table.style == "wrapped" and rng.random() < 0.5)
    lines.append(top)
    for r in range(len(table.rows)):
        last_of_header = r == table.header_rows - 1
        lines.append(_row(table, r, setting) + r" \\" + _after(table, r))
        if last_of_header:
            lines.append(middle)
        elif every and r < len(table.rows) - 1:
            lines.append(r"\hline")
        elif table.style == "multirow" and r + 1 in {s[0] for s in table.spans} and r > table.header_rows:
            lines.append(r"\midrule")
    lines.append(bottom)
    body = "\n".join(line for line in lines if line)
    return f"\\begin{{tabular}}{{{_spec(table, bars, wrap)}}}\n{body}\n\\end{{tabular}}"


def _rules(style: str, bars: bool) -> tuple[str, str, str]:
    if style in _BOOKTABS:
        return r"\toprule", r"\midrule", r"\bottomrule"
    if style == "unruled":
        return "", r"\noalign{\vskip 3pt}", ""
    if style == "ruledtabular":
        return "", r"\colrule", ""
    if style == "hline-ends":
        return r"\hline", "", r"\hline"
    return r"\hline", r"\hline", r"\hline"


def _after(table: TrueTable, r: int) -> str:
    """The short rules under spanning header cells."""
    if table.style != "spanning":
        return ""
    rules = (rf"\cmidrule(lr){{{c + 1}-{c + width}}}" for row, c, width, _ in sorted(table.spans) if row == r and width > 1)
    return "".join(rules)


def _row(table: TrueTable, r: int, setting: Setting) -> str:
    wide = {(row, c): (columns, rows) for row, c, columns, rows in table.spans}
    cells: list[str] = []
    c = 0
    while c < table.columns:
        columns, rows = wide.get((r, c), (1, 1))
        text = latex(table.rows[r][c], setting)
        if rows > 1:
            text = rf"\multirow{{{rows}}}{{*}}{{{text}}}"
        if columns > 1:
            text = rf"\multicolumn{{{columns}}}{{c}}{{{text}}}"
        cells.append(text)
        c += columns
    return " & ".join(cells)
