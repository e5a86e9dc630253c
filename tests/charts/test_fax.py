"""What is left of a page after a fax, and for every colour vision.

The page is drawn at twice the resolution of a fax, brought down to 204 x 98 (standard) or
204 x 196 (fine) points an inch, and cut to one bit at 63 % white. A mark survives when, where its
own line or symbol is, black points are left; a text when its box is neither blank nor a blot.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from tests.cases import each
from tests.charts.diaries import report_of
from tests.charts.drawing import anew, by_gid, demo_report, panel
from tests.charts.fax import ACROSS, FINE, STANDARD, THRESHOLD, faxed
from tracker.charts.save import drawing
from tracker.charts.theme import COLOUR

SEED = 41
"""Of a diary whose page has each mark, filled and open bars too."""


def black(figure: Figure, down: int) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    with drawing():
        return ~np.asarray(faxed(figure, down), dtype=bool)


@cache
def first_page(theme: str) -> Figure:
    """A page of these tests' own: a fax is drawn at a resolution that no other test expects."""
    return anew(demo_report(SEED), theme=theme)[0]


@pytest.fixture(
    scope="module",
    params=[
        ("colour", STANDARD),
        pytest.param(("mono", STANDARD), marks=pytest.mark.sweep),
        pytest.param(("colour", FINE), marks=pytest.mark.sweep),
    ],
)
def page(request: pytest.FixtureRequest) -> tuple[Figure, np.ndarray]:
    theme, down = request.param
    figure = first_page(theme)
    return figure, black(figure, down)


def share(ink: np.ndarray, figure: Figure, x0: float, y0: float, x1: float, y1: float) -> float:
    """Share of black in a box given in the drawing's own points, from its lower left."""
    height, width = ink.shape
    across, up = width / figure.bbox.width, height / figure.bbox.height
    left, right = int(x0 * across), max(int(x0 * across) + 1, round(x1 * across))
    top, bottom = int(height - y1 * up), max(int(height - y1 * up) + 1, round(height - y0 * up))
    return float(ink[max(0, top) : bottom, max(0, left) : right].mean())


def test_a_page_has_little_ink_so_that_a_fax_is_quick(page: tuple[Figure, np.ndarray]) -> None:
    assert 0.02 < page[1].mean() < 0.10


@cache
def boxes_of(figure: Figure) -> list[tuple[str, Bbox]]:
    """Each text of a page with its box."""
    with drawing():
        return [
            (text.get_text(), text.get_window_extent())
            for text in figure.findobj(Text)
            if isinstance(text, Text) and text.get_text().strip(" _×\n")
        ]


def test_every_text_can_be_read_after_a_fax(page: tuple[Figure, np.ndarray]) -> None:
    figure, ink = page
    lost = [
        words
        for words, box in boxes_of(figure)
        if not 0.04 < share(ink, figure, box.x0, box.y0, box.x1, box.y1) < 0.75
    ]
    assert lost == []


@each("gid", ["infusions", "days", "no-entry", "last-entry"])
def test_every_symbol_survives(page: tuple[Figure, np.ndarray], gid: str) -> None:
    figure, ink = page
    size = ACROSS * 2 / 72 * 2
    for line in by_gid(figure, gid):
        for x, y in line.get_transform().transform(np.column_stack(line.get_data())):
            assert share(ink, figure, x - size, y - size, x + size, y + size) > 0.1


def test_the_thick_line_stays_solid(page: tuple[Figure, np.ndarray]) -> None:
    figure, ink = page
    line = smoothed(figure)
    points = np.concatenate(
        [line.get_transform().transform(segment) for segment in line.get_segments()]
    )
    kept = [share(ink, figure, x - 6, y - 6, x + 6, y + 6) > 0 for x, y in points]
    assert np.mean(kept) > 0.97


def smoothed(figure: Figure) -> Any:
    """The smoothed line of the main panel."""
    return next(line for line in by_gid(figure, "smoothed") if line.get_label() == "panel-mood")


def test_the_level_lines_and_stems_survive(page: tuple[Figure, np.ndarray]) -> None:
    figure, ink = page
    for gid in ("stems", "halfway", "before"):
        for lines in by_gid(figure, gid):
            for segment in lines.get_segments():
                (x0, y0), (x1, y1) = lines.get_transform().transform(segment)
                along = max(abs(x1 - x0), abs(y1 - y0))
                if along > 8:
                    box = min(x0, x1) - 2, min(y0, y1) - 2, max(x0, x1) + 2, max(y0, y1) + 2
                    assert share(ink, figure, *box) > 0.1


def test_filled_and_open_bars_are_told_apart(page: tuple[Figure, np.ndarray]) -> None:
    figure, ink = page
    shares: dict[str, list[float]] = {"bar-filled": [], "bar-open": []}
    for gid, found in shares.items():
        for bars in by_gid(figure, gid):
            for path in bars.get_paths():
                box = path.get_extents()
                inside = bars.get_transform().transform(
                    [(box.x0 + box.width * 0.2, box.y0 + box.height * 0.3),
                     (box.x0 + box.width * 0.8, box.y0 + box.height * 0.7)]
                )  # fmt: skip
                (x0, y0), (x1, y1) = inside.min(axis=0), inside.max(axis=0)
                found.append(share(ink, figure, x0, y0, x1, y1))
    assert shares["bar-filled"]
    assert shares["bar-open"]
    assert min(shares["bar-filled"]) > 0.8
    assert max(shares["bar-open"]) < 0.3


@pytest.mark.sweep
def test_the_check_notices_a_mark_that_a_fax_destroys() -> None:
    figure = anew(demo_report(SEED))[0]
    for gid in ("days", "late-days", "joins", "ranges-of-days", "halfway", "before"):
        for found in by_gid(figure, gid):
            found.set_visible(False)
    smoothed(figure).set_color("#d0d0d0")
    with pytest.raises(AssertionError):
        test_the_thick_line_stays_solid((figure, black(figure, STANDARD)))


# Machado, Oliveira and Fernandes 2009, severity 1.0; on linear light.
VISIONS = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip


def linear(colour: str) -> np.ndarray:
    value = np.array(to_rgb(colour))
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
         [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
    f = np.cbrt(np.clip(to_xyz @ light, 1e-6, None) / np.array([0.95047, 1.0, 1.08883]))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@each("vision", VISIONS)
def test_the_colours_are_told_apart_by_every_colour_vision(vision: str) -> None:
    seen = [
        lab(np.clip(VISIONS[vision] @ linear(colour), 0, 1))
        for colour in (COLOUR.mood, COLOUR.infusion, COLOUR.ink)
    ]
    assert all(np.linalg.norm(a - b) > 25 for a, b in combinations(seen, 2))


@each("colour", [COLOUR.mood, COLOUR.infusion, COLOUR.ink])
def test_a_colour_with_a_meaning_contrasts_with_the_paper(colour: str) -> None:
    luminance = float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour))
    assert 1.05 / (luminance + 0.05) >= 4.5


@pytest.fixture(scope="module")
def page_of_a_year() -> Figure:
    """The one with the grid of a year."""
    return next(figure for figure in anew(report_of("a year")) if by_gid(figure, "digits"))


@pytest.mark.sweep
@each("down", [STANDARD, FINE])
def test_the_years_darkest_shade_stays_white_behind_its_digit(
    page_of_a_year: Figure, down: int
) -> None:
    assert COLOUR.heat
    grey = np.array([0.299, 0.587, 0.114]) @ np.array(to_rgb(COLOUR.heat[1]))
    assert grey > THRESHOLD + 0.05
    figure, ink = page_of_a_year, black(page_of_a_year, down)
    grid = panel(figure, "grid")
    corners = grid.transform.transform([(grid.across[0], grid.up[0]), (grid.across[1], grid.up[1])])
    (x0, y0), (x1, y1) = corners
    share_of_grid = share(ink, figure, x0, y0, x1, y1)
    assert 0.02 < share_of_grid < 0.25
