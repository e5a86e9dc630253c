"""Pages for the tests, drawn but not saved, and ways to find what is on them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from tracker.analysis import Report, build_report, default_window
from tracker.charts import Rendered, render
from tracker.charts.page import draw_pages
from tracker.charts.save import drawing
from tracker.charts.sheet import Panel
from tracker.charts.theme import THEMES
from tracker.demo import invented_diary

TODAY = date(2026, 6, 15)
LONG_NAME = "A" * 80
"""What the pages of the hard diaries are drawn for, on the shorter paper."""


@lru_cache(maxsize=32)
def demo_report(seed: int, **options: Any) -> Report:
    """Return the report of an invented diary on a fixed day."""
    diary = invented_diary(seed, TODAY)
    return build_report(diary, default_window(diary, TODAY), today=TODAY, **options)


@lru_cache(maxsize=64)
def drawn(
    report: Report, page: str = "a4", theme: str = "colour", name: str | None = None
) -> list[Figure]:
    """Return the pages of a report, drawn once for all tests; to change them, draw them `anew`."""
    return anew(report, page, theme, name)


@lru_cache(maxsize=32)
def rendered(
    report: Report, format_name: str, name: str | None = None, page: str = "a4"
) -> Rendered:
    """Return the files of a report, made once for all who read them."""
    return render(report, format_name, name=name, page=page)


def anew(
    report: Report,
    page: str = "a4",
    theme: str = "colour",
    name: str | None = None,
    *,
    entries: bool = False,
) -> list[Figure]:
    with drawing():
        sheets = draw_pages(report, page, THEMES[theme], name, entries=entries)
    for sheet in sheets:
        PANELS[sheet.figure] = sheet.panels
    return [sheet.figure for sheet in sheets]


PANELS: WeakKeyDictionary[Figure, list[Panel]] = WeakKeyDictionary()


def panels_of(figure: Figure) -> list[Panel]:
    """Return the panels of a page in the order they were drawn."""
    return PANELS[figure]


def panel(figure: Figure, name: str) -> Panel:
    """Return a panel by its name: panel-mood, treatments, grid, …"""
    return next(found for found in PANELS[figure] if found.name == name)


def marks_outside(figure: Figure) -> list[str]:
    """Return a sentence for each mark outside its panel, where it may touch other things."""
    found = []
    for one in PANELS[figure]:
        for artist in [*figure.artists, *figure.lines]:
            if artist.get_transform() is not one.transform or one.name == "ledger-bars":
                continue
            across, up = sorted(one.across), sorted(one.up)
            for x, y in _points_of(artist):
                if not (across[0] <= x <= across[1] and up[0] <= y <= up[1]):
                    found.append(f"{artist.get_gid()} leaves {one.name} at {x:g}, {y:g}")
    return found


def _points_of(artist: Any) -> list[tuple[float, float]]:
    if isinstance(artist, Line2D):
        xs, ys = (np.asarray(values, dtype=float) for values in artist.get_data())
        return list(zip(xs, ys, strict=True))
    return [(x, y) for path in artist.get_paths() for x, y in path.vertices]


def in_panel(figure: Figure, name: str, gid: str) -> list[Any]:
    """Return the marks of one kind in one panel."""
    return [found for found in by_gid(figure, gid) if found.get_label() == name]


def by_gid(figure: Figure, gid: str) -> list[Any]:
    """Return everything on a page with this gid."""
    return [found for found in figure.get_children() if found.get_gid() == gid]


def strokes(figure: Figure, gid: str) -> list[list[tuple[float, float]]]:
    """The strokes of one kind, each as its points in the units of its panel."""
    return [
        [(float(x), float(y)) for x, y in segment]
        for lines in by_gid(figure, gid)
        for segment in lines.get_segments()
    ]


def points(figure: Figure, gid: str) -> list[tuple[float, float]]:
    """The points of one kind, in the units of their panel."""
    return [
        (float(x), float(y))
        for line in by_gid(figure, gid)
        for x, y in zip(*line.get_data(), strict=True)
    ]


def texts(figure: Figure) -> list[str]:
    return [line for t in figure.texts for line in t.get_text().split("\n") if line.strip()]


def texts_of(figure: Figure, gid: str) -> list[str]:
    """Return the texts on a page with this gid, a line each, blank ones too."""
    return [line for text in by_gid(figure, gid) for line in text.get_text().split("\n")]
