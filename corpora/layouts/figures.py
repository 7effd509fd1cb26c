"""Invented plots with axis labels and tick numbers."""

from __future__ import annotations

import random

from corpora.layouts.latex import Setting, latex

_AXES = (
    ("1000/T (K⁻¹)", "log σT (S K cm⁻¹)"), ("Frequency f (Hz)", "Z″ × 10⁻³ (a.u.)"), ("Delay time t (ps)", "Ratio −Vin/Vout"),
    ("2θ (degree)", "Intensity I (counts)"), ("Film thickness d (nm)", "Conductance G (MW m⁻² K⁻¹)"), ("Dwell time (h)", "Shrinkage (%)"),
)  # fmt: skip
_CAPTIONS = (
    "Arrhenius plot of the two samples; lines are fits between −20 °C and 120 °C.",
    "Measured points and the model for a film of 45 nm on sapphire.",
    "Dependence of the measured signal on the firing temperature of 1150 °C (solid) and 1250 °C (dashed).",
    "Comparison of the as-fired and the annealed specimen.",
    "Typical trace for a pellet of Li7La3Zr2O12 with a conductivity of 3.1 × 10⁻⁴ S cm⁻¹.",
)  # fmt: skip


def make_figure(rng: random.Random, number: int, wide: bool, setting: Setting, span: float) -> tuple[str, str, list[str]]:
    """LaTeX of a float, its caption in markup, and the labels that stand in the picture."""
    x, y = rng.choice(_AXES)
    y = y.replace("Z″", "Z")
    labels = [x, y, f"run {rng.randint(2, 9)}A", f"run {rng.randint(2, 9)}B"]
    caption = rng.choice(_CAPTIONS)
    plots = "".join(
        _plot(rng, latex(label, setting), style) for label, style in zip(labels[2:], ("mark=*,thick", "mark=square,dashed"), strict=True)
    )
    env = "figure*" if wide else "figure"
    return (
        (
            f"\\begin{{{env}}}[{'tb' if wide else 'htbp'}]\n\\centering\n\\begin{{tikzpicture}}\n"
            f"\\begin{{axis}}[width={span:.0f}pt,height={min(span * 0.66, 190):.0f}pt,"
            f"xlabel={{{latex(x, setting)}}},ylabel={{{latex(y, setting)}}},"
            f"tick label style={{font=\\scriptsize}},label style={{font=\\small}},"
            f"legend style={{font=\\scriptsize}}]\n{plots}\\end{{axis}}\n"
            f"\\end{{tikzpicture}}\n\\caption{{{latex(caption, setting)}}}\\label{{fig:{number}}}\n\\end{{{env}}}\n"
        ),
        caption,
        labels,
    )


def _plot(rng: random.Random, label: str, style: str) -> str:
    at = rng.uniform(-6, 2)
    slope = rng.uniform(-1.5, 1.5)
    points = " ".join(f"({i * 0.4 + 1.2:.1f},{at + slope * i + rng.uniform(-0.4, 0.4):.2f})" for i in range(9))
    return f"\\addplot[{style}] coordinates {{{points}}};\n\\addlegendentry{{{label}}}\n"
