"""Weeks and months for windows too long to draw day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.collections import LineCollection

from tracker.analysis import Period, Series
from tracker.charts.over_time import LEFT, RIGHT
from tracker.charts.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BY_WEEK: Final = 732
"""Days in a window up to which weeks are drawn; beyond, months."""

LEAST_IN_WEEK: Final = 3
LEAST_IN_MONTH: Final = 10
"""Logged days below which a week or a month is left blank."""


def draw_periods(axes: Axes, sheet: Sheet, series: Series, *, by_week: bool) -> None:
    """Draw weeks or months: lowest to highest thin, the middle half thick, the mean a tick."""
    least = LEAST_IN_WEEK if by_week else LEAST_IN_MONTH
    found = [p for p in (series.weeks if by_week else series.months) if p.n >= least]
    ink, half = sheet.theme.ink, 2.2 if by_week else 10.0
    bar = min(1.0, (RIGHT - LEFT) / max(1, len(found)) * 0.4)
    for low, high, width, gid in (
        ("low", "high", 0.6, "range"),
        ("lower_quartile", "upper_quartile", 2.6, "middle-half"),
    ):
        strokes = [[(_middle(p), getattr(p, low)), (_middle(p), getattr(p, high))] for p in found]
        width *= bar
        colour = ink if gid == "range" else sheet.theme.mood
        axes.add_collection(
            LineCollection(strokes, colors=colour, linewidths=width, zorder=3, gid=gid),
            autolim=False,
        )
    means = [[(_middle(p) - half, p.mean), (_middle(p) + half, p.mean)] for p in found]
    axes.add_collection(
        LineCollection(means, colors=ink, linewidths=1.3, zorder=4, gid="means"), autolim=False
    )


def _middle(period: Period) -> float:
    return (period.first.toordinal() + period.last.toordinal()) / 2


_SPREADS: Final = (
    ("low", "high", 0.6, "range"),
    ("lower_quartile", "upper_quartile", 2.6, "middle-half"),
)
