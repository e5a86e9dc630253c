"""Looks at a drawn page as a reader would: does any text touch another, or leave the paper?"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase

from tracker.charts.save import drawing

MARGIN = 30.0
"""Pixels at 100 dpi kept free at every edge: printers and fax machines clip some 6 mm."""

ALLOWED = 1.0
"""Pixels at 100 dpi by which two boxes may overlap: boxes are a little larger than their ink."""


def collisions(figure: Figure) -> list[str]:
    """Return a sentence for each pair of texts that touch and each text that leaves the page."""
    with drawing():
        found = _boxes(figure)

    page = figure.bbox.padded(-MARGIN)
    outside = [f"leaves the page: {t.get_text()!r}" for t, box in found if _leaves(box, page)]
    straight = [(t, b) for t, b in found if t.get_rotation() == 0]
    touching = [
        f"touch: {straight[a][0].get_text()!r} and {straight[b][0].get_text()!r}"
        for a, b in _overlapping([box for _, box in straight])
    ]
    return outside + touching


def _boxes(figure: Figure) -> list[tuple[Text, Bbox]]:
    figure.set_dpi(100)
    canvas: Any = FigureCanvasAgg(figure)
    # Puts every text in its place, as drawing does, and spares the ink.
    figure.draw_without_rendering()
    renderer = canvas.get_renderer()
    return [
        (text, text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_text().strip() and text.get_visible()
    ]


def _leaves(box: Bbox, page: BboxBase) -> bool:
    across: bool = page.x0 <= box.x0 and box.x1 <= page.x1
    up: bool = page.y0 <= box.y0 and box.y1 <= page.y1
    return not (across and up)


def _overlapping(boxes: list[Bbox]) -> list[tuple[int, int]]:
    """Return the pairs of boxes that share more than what is allowed."""
    corners = np.array([box.extents for box in boxes]).reshape(-1, 1, 4)
    low = np.maximum(corners[..., :2], corners[..., :2].swapaxes(0, 1))
    high = np.minimum(corners[..., 2:], corners[..., 2:].swapaxes(0, 1))
    shared = np.triu((high - low > ALLOWED).all(axis=2), 1)
    return [(int(a), int(b)) for a, b in np.argwhere(shared)]
