"""Lines and boxes over many days, made so that none of them moves before the mood did."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from tracker.analysis.daily import Levels
from tracker.analysis.medians import exact, middle, quantile
from tracker.analysis.series import DayMedian, Period
from tracker.analysis.window import DAY, Window
from tracker.records import Number

SEVEN: Final = 7
"""Days behind each smoothed point: its own and three to each side."""
ENOUGH: Final = 4
"""Logged days of the seven below which there is no point."""
WEEKS_UP_TO: Final = 3 * 366
"""Days of a window above which weeks are narrower than a printed line; months are for those."""


def smoothed(levels: Levels, window: Window) -> tuple[DayMedian, ...]:
    """Return the centred seven-day median, only where all seven days lie in the window.

    So the line ends three days before the window does, at the median of its last seven days.
    """
    row: list[Number | None] = [None] * window.days
    for day, value in levels.between(window.start, window.end):
        row[(day - window.start).days] = value
    points, ranked = [], list[Number]()
    centre = window.start.toordinal() - SEVEN // 2
    # The seven days are kept sorted on the way: sorting each afresh doubles the time.
    for n, (leaving, entering) in enumerate(zip([*[None] * SEVEN, *row], row, strict=False)):
        if leaving is not None:
            ranked.remove(leaving)
        if entering is not None:
            insort(ranked, entering)
        if n >= SEVEN - 1 and len(ranked) >= ENOUGH:
            points.append(DayMedian(date.fromordinal(centre + n), middle(ranked)))
    return tuple(points)


def weeks(levels: Levels, window: Window) -> tuple[Period, ...]:
    """Return the logged weeks, Monday to Sunday; none in a window too long to tell them apart."""
    if window.days > WEEKS_UP_TO:
        return ()
    monday = window.start - timedelta(days=window.start.weekday())
    return _periods(levels, window, monday, lambda first: first + timedelta(days=7))


def months(levels: Levels, window: Window) -> tuple[Period, ...]:
    """Return the logged months."""
    return _periods(levels, window, window.start.replace(day=1), _next_month)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _periods(
    levels: Levels, window: Window, first: date, following: Callable[[date], date]
) -> tuple[Period, ...]:
    starts = [first]
    while starts[-1] <= window.end:
        starts.append(following(starts[-1]))
    spans = [
        (max(start, window.start), min(after - DAY, window.end))
        for start, after in pairwise(starts)
    ]
    logged = ((span, sorted(levels.values_between(*span))) for span in spans)
    return tuple(_period(*span, ranked) for span, ranked in logged if ranked)


def _period(first: date, last: date, ranked: Sequence[Number]) -> Period:
    return Period(
        first=first,
        last=last,
        n=len(ranked),
        median=middle(ranked),
        mean=exact(sum(ranked) / len(ranked)),
        lower_quartile=quantile(ranked, 0.25),
        upper_quartile=quantile(ranked, 0.75),
        low=ranked[0],
        high=ranked[-1],
    )
