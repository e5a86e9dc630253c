"""Finds texts on a page that touch another or a rule, leave the box or are too small.

    python -m tests.charts.lint --count 300 [--seed 0] [--pictures FOLDER]

draws the pages of that many random diaries and prints each problem.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from tracker.charts.save import drawing
from tracker.charts.theme import MIN_POINTS

DPI = 100
MARGIN = 13.0
"""Mm kept free at every edge: printers and fax machines clip some 6 mm."""
ALLOWED = 1.2
"""Pixels by which two boxes may overlap: boxes are a little larger than their ink."""
RULES = ("rules", "head-rule", "frame")


def problems(figure: Figure) -> list[str]:
    """Return a sentence for each text that touches another, leaves the box or is too small.

    And for each that a rule goes through.
    """
    found = line_boxes(figure)
    margin = MARGIN / 25.4 * DPI
    page = Bbox.from_extents(
        margin, margin, figure.bbox.width - margin, figure.bbox.height - margin
    )
    outside = [
        f"leaves the box: {words!r}"
        for words, box, _ in found
        if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1
    ]
    small = [f"too small: {words!r}" for words, _, size in found if size < MIN_POINTS]
    touching = [
        f"touch: {found[a][0]!r} and {found[b][0]!r}"
        for a, b in _overlapping([box for _, box, _ in found])
    ]
    return outside + small + touching + _struck_through(figure, found)


def _struck_through(figure: Figure, found: list[tuple[str, Bbox, float]]) -> list[str]:
    """Return a sentence for each text that a rule of the page or a box's edge goes through."""
    rules = []
    for lines in figure.findobj(LineCollection):
        if isinstance(lines, LineCollection) and lines.get_gid() in RULES:
            for segment in lines.get_segments():
                for ends in pairwise(segment):
                    (left, low), (right, high) = sorted(figure.transFigure.transform(ends).tolist())
                    rules += [(left, low, right)] if low == high else []
    return [
        f"struck through: {words!r}"
        for words, box, _ in found
        for left, y, right in rules
        if box.x0 < right and box.x1 > left and box.y0 + ALLOWED / 2 < y < box.y1 - ALLOWED / 2
    ]


def line_boxes(figure: Figure) -> list[tuple[str, Bbox, float]]:
    """Return each line of each text with its box: a column is as many texts as it has lines.

    Always with the settings of a page: the renderer remembers a width, not how it was hinted.
    """
    figure.set_dpi(DPI)
    found = []
    with drawing():
        renderer = _measuring()
        for text in figure.findobj(Text):
            if isinstance(text, Text) and text.get_text().strip() and text.get_visible():
                found += list(_lines(text, renderer))
    return found


@cache
def _measuring() -> Any:
    """Return one renderer for all pages: it remembers how wide the texts are that it measured."""
    canvas: Any = FigureCanvasAgg(Figure((1, 1), dpi=DPI))
    return canvas.get_renderer()


def _lines(text: Text, renderer: Any) -> Iterator[tuple[str, Bbox, float]]:
    box, lines = text.get_window_extent(renderer), text.get_text().split("\n")
    size = float(text.get_fontsize())
    if len(lines) == 1:
        yield text.get_text(), Bbox(box.get_points()), size
        return
    _, layout, *_ = text._get_layout(renderer)  # type: ignore[attr-defined]
    left, low = text.get_transform().transform(text.get_position())
    em = size * DPI / 72
    for words, (_, (width, _, _), (x, baseline)) in zip(lines, layout, strict=True):
        if words.strip():
            yield words, Bbox.from_bounds(left + x, low + baseline - 0.2 * em, width, em), size


def _overlapping(boxes: list[Bbox]) -> list[tuple[int, int]]:
    """Return the pairs of boxes that share more than what is allowed."""
    if not boxes:
        return []
    corners = np.array([box.extents for box in boxes]).reshape(-1, 1, 4)
    low = np.maximum(corners[..., :2], corners[..., :2].swapaxes(0, 1))
    high = np.minimum(corners[..., 2:], corners[..., 2:].swapaxes(0, 1))
    shared = np.triu((high - low > ALLOWED).all(axis=2), 1)
    return [(int(a), int(b)) for a, b in np.argwhere(shared)]


def main(arguments: list[str]) -> int:
    """Draw random diaries, print what is wrong, and return 1 if anything is."""
    from tests.charts.drawing import anew, marks_outside
    from tests.charts.random_diaries import random_case

    parser = argparse.ArgumentParser(prog="python -m tests.charts.lint")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pictures", type=Path, help="a folder for the pages with a problem")
    options = parser.parse_args(arguments)
    wrong = pages = 0
    for seed in range(options.seed, options.seed + options.count):
        case = random_case(seed)
        drawn = anew(case.report, case.page, case.theme, case.name, entries=case.entries)
        for number, figure in enumerate(drawn, start=1):
            pages += 1
            found = problems(figure) + marks_outside(figure)
            for one in found:
                sys.stdout.write(f"seed {seed}, page {number}: {one[:200]}\n")
            wrong += bool(found)
            if found and options.pictures:
                figure.savefig(options.pictures / f"{seed}-{number}.png", dpi=110)
    sys.stdout.write(f"{options.count} diaries, {pages} pages, {wrong} with a problem\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
