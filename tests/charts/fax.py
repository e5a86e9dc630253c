"""A page as a fax machine sends it: one bit a point, 204 across and 98 or 196 down an inch."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

ACROSS = 204
STANDARD, FINE = 98, 196
THRESHOLD = 0.63
"""Share of white above which a scanner takes a point for white."""


def faxed(figure: Figure, down: int, *, dither: bool = False) -> Image.Image:
    """Return the page as one bit, resampled from twice the resolution as a scanner would."""
    picture = _in_grey(figure)
    height = round(picture.height * down / (2 * ACROSS))
    small = picture.resize((picture.width // 2, height), Image.Resampling.BOX)
    if dither:
        return small.convert("1", dither=Image.Dither.FLOYDSTEINBERG)
    return small.point(lambda value: 255 if value >= 255 * THRESHOLD else 0).convert("1")


@lru_cache(maxsize=1)
def _in_grey(figure: Figure) -> Image.Image:
    figure.set_dpi(2 * ACROSS)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    size = canvas.get_width_height()
    return Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("L")
