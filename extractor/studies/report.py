"""One HTML file with text, tables and figures, that needs nothing from outside."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from extractor.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STYLE = """
:root { color-scheme: light dark; --line: #8885; --soft: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 1rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: left; } td.n { text-align: right; }
th { background: var(--soft); } figure { margin: 1.5rem 0; } figure img { max-width: 100%; background: #fff; border-radius: 4px; }
figcaption { color: GrayText; font-size: .9rem; } .scroll { overflow-x: auto; }
"""


@dataclass
class Report:
    """Sections in the order in which they are added; text is escaped, so that names from papers are safe."""

    title: str
    parts: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        self.parts.append(f"<h2>{escape(text)}</h2>")

    def text(self, *paragraphs: str) -> None:
        self.parts += [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs]

    def table(self, frame: pd.DataFrame, caption: str = "") -> None:
        """Numbers stand right, with four digits."""
        head = "".join(f"<th scope=col>{escape(str(name))}</th>" for name in frame.columns)
        rows = "".join("<tr>" + "".join(_cell(value) for value in row) + "</tr>" for row in frame.itertuples(index=False))
        self.parts.append(f"<div class=scroll><table>{f'<caption>{escape(caption)}</caption>' if caption else ''}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>")

    def figure(self, drawn: Figure, caption: str) -> None:
        """A figure as SVG; the caption is its text for those who cannot see it."""
        image = base64.b64encode(svg(drawn)).decode()
        self.parts.append(f'<figure><img src="data:image/svg+xml;base64,{image}" alt="{escape(caption)}"><figcaption>{escape(caption)}</figcaption></figure>')

    def write(self, out: Path) -> None:
        """Raises UsageError if the file cannot be written."""
        page = f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(self.title)}</title><style>{_STYLE}</style></head>\n<body><h1>{escape(self.title)}</h1>\n'
        try:
            out.write_text(page + "\n".join(self.parts) + "\n</body></html>\n", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{out}: cannot be written ({error.strerror})") from None


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"<td class=n>{'' if value != value else f'{value:.4g}'}</td>"  # noqa: PLR0124, NaN alone differs from itself
    return f"<td class=n>{value}</td>" if isinstance(value, int) else f"<td>{escape('' if value is None else str(value))}</td>"


def svg(drawn: Figure) -> bytes:
    """A figure as SVG bytes, the same for the same figure."""
    import matplotlib as mpl

    stream = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "kaimen", "svg.fonttype": "none"}):
        drawn.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    return stream.getvalue()
