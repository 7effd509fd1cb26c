"""The ink of a scanned page: how it leans, its straight rules, and the glyphs of a word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Mask = NDArray[np.bool_]
#: Degrees looked at to each side, in two rounds: step and reach.
_ROUNDS = ((0.5, 3.0), (0.1, 0.5))
#: Pixels at 300 dots an inch: shorter or thicker ink is no rule.
_MIN_ACROSS, _MIN_UPRIGHT, _MAX_THICKNESS = 110, 70, 12


@dataclass(slots=True, eq=False)
class Glyph:
    """One glyph of a word: its box on the page in pixels, its ink, and what it was read as."""

    x0: int
    top: int
    x1: int
    bottom: int
    ink: Mask
    text: str = ""
    #: 1 for a superscript, -1 for a subscript.
    script: int = 0

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.x1 - self.x0


def darkness(picture: Image.Image) -> Mask:
    """Where there is ink: Otsu's threshold between paper and print."""
    grey = np.asarray(picture)
    counts = np.bincount(grey.ravel(), minlength=256).astype(float)
    levels = np.arange(256)
    below, mass = np.cumsum(counts), np.cumsum(counts * levels)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = below * above * (mass / below - (mass[-1] - mass) / above) ** 2
    return np.asarray(grey <= int(np.argmax(np.nan_to_num(spread))))


def skew(picture: Image.Image) -> float:
    """Degrees by which to turn the picture counterclockwise so that its lines are level."""
    small = picture.convert("L").resize((picture.width // 4, picture.height // 4), Image.Resampling.BOX)
    dark = Image.fromarray(np.where(darkness(small), 255, 0).astype(np.uint8))
    best = 0.0
    for step, reach in _ROUNDS:
        tries = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(tries, key=lambda angle: _levelness(dark, float(angle))))
    return best


def _levelness(dark: Image.Image, angle: float) -> float:
    """How sharply rows of ink and rows of paper are parted at this turn."""
    rows = np.asarray(dark.rotate(angle, Image.Resampling.BILINEAR)).sum(axis=1, dtype=float)
    return float(np.square(np.diff(rows)).sum())


def rules(dark: Mask) -> list[tuple[int, int, int, int]]:
    """Boxes of straight rules, level and upright."""
    found: list[tuple[int, int, int, int]] = []
    for axis, least in ((1, _MIN_ACROSS), (0, _MIN_UPRIGHT)):
        # one pixel of tolerance for a rule that wavers
        wide = ndimage.maximum_filter1d(dark.astype(np.uint8), 3, axis=1 - axis)
        kept = ndimage.maximum_filter1d(ndimage.minimum_filter1d(wide, least, axis=axis), least, axis=axis)
        for rows, columns in ndimage.find_objects(ndimage.label(kept)[0]):
            height, width = rows.stop - rows.start, columns.stop - columns.start
            if (height if axis else width) <= _MAX_THICKNESS:
                found.append((columns.start, rows.start, columns.stop, rows.stop))
    return found


def glyphs(dark: Mask, box: tuple[int, int, int, int], em: float) -> list[Glyph]:
    """The glyphs within a box, from the left: pieces of ink, those above one another together."""
    x0, top, x1, bottom = (max(0, side) for side in box)
    names = ndimage.label(dark[top:bottom, x0:x1], structure=np.ones((3, 3)))[0]
    pieces: list[Glyph] = []
    for name, (rows, columns) in enumerate(ndimage.find_objects(names), start=1):
        ink = names[rows, columns] == name
        edge = rows.start == 0 or rows.stop == bottom - top
        # specks of dirt, and what hangs in from the lines above and below
        if ink.sum() < 0.002 * em * em or (edge and rows.stop - rows.start < 0.45 * em):
            continue
        pieces.append(Glyph(x0 + columns.start, top + rows.start, x0 + columns.stop, top + rows.stop, ink))
    joined: list[Glyph] = []
    for piece in sorted(pieces, key=lambda p: (p.x0, p.top)):
        home = next((g for g in joined[-3:] if min(g.x1, piece.x1) - max(g.x0, piece.x0) > 0.5 * min(g.width, piece.width)), None)
        if home is None:
            joined.append(piece)
        else:
            joined[joined.index(home)] = _together(home, piece)
    return joined


def _together(a: Glyph, b: Glyph) -> Glyph:
    x0, top, x1, bottom = min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom)
    ink = np.zeros((bottom - top, x1 - x0), bool)
    for g in (a, b):
        ink[g.top - top : g.bottom - top, g.x0 - x0 : g.x1 - x0] |= g.ink
    return Glyph(x0, top, x1, bottom, ink)
