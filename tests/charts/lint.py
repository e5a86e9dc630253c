"""Looks at a drawn page as a reader would: does any text touch another, or leave the paper?"""

from __future__ import annotations

from itertools import combinations
from typing import Any

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
        f"touch: {a.get_text()!r} and {b.get_text()!r}"
        for (a, abox), (b, bbox) in combinations(straight, 2)
        if _overlap(abox, bbox)
    ]
    return outside + touching


def _boxes(figure: Figure) -> list[tuple[Text, Bbox]]:
    figure.set_dpi(100)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
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


def _overlap(a: Bbox, b: Bbox) -> bool:
    across: float = min(a.x1, b.x1) - max(a.x0, b.x0)
    up: float = min(a.y1, b.y1) - max(a.y0, b.y0)
    return across > ALLOWED and up > ALLOWED
