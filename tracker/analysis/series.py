"""One measure over a window: the values a mood panel and the numbers beside it are drawn from.

Ten years hold thousands of some of these; those are named tuples, which are faster to make.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from tracker.analysis.daily import DailyValues, LastDays, Ratings, from_units, median
from tracker.analysis.window import DAY, Window
from tracker.records import Measure, Number
from tracker.records.format import runs

SMOOTHED_OVER: Final = 7
"""Days behind each smoothed point: its own and three to each side."""
SMOOTHED_FROM: Final = 4
"""Fewest logged days of the seven for a point."""
WEEKS_UP_TO: Final = 3 * 366
"""Days of a window above which weeks are narrower than a printed line; months are for those."""


class DayValue(NamedTuple):
    """One measure on one diary day: the median of its ratings, and their range."""

    day: date
    value: Number
    low: Number
    high: Number
    late: bool
    """Any of its ratings was recorded two or more diary days afterwards."""
    on_infusion_day: bool
    """Drawn, greyed; part of no median, level, bar or smoothed line."""


class DayMedian(NamedTuple):
    """A point of the smoothed line: the median of the seven days around it."""

    day: date
    value: Number


class Period(NamedTuple):
    """A week from Monday, or a month, cut to the window; infusion days left out.

    For windows too long to draw day by day. Periods without an entry are not listed.
    """

    first: date
    last: date
    n: int
    mean: Number
    lower_quartile: Number
    upper_quartile: Number
    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty days in a row: neither an entry nor an infusion."""

    first: date
    last: date
    length: int


@dataclass(frozen=True, slots=True)
class DaysLogged:
    """How complete the entries are; infusion days count as logged when they have a rating."""

    logged: int
    """Diary days of the window with a rating."""
    of: int
    """All days of the window, today included."""
    late: int
    """Of the logged days, those with a rating recorded two or more days afterwards."""
    since: date | None
    """The first diary day that could be logged: the window's start, or the measure's first entry
    ever where that came later. None without any entry up to the window's end."""
    of_since: int
    """Days from `since` to the end of the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One measure over the window."""

    measure: Measure
    days: tuple[DayValue, ...]
    """Every logged day in the window, infusion days included and marked."""
    smoothed: tuple[tuple[DayMedian, ...], ...]
    """Runs of neighbouring days, at least one point each; two runs are never joined. Broken at a
    course's first infusion, at infusions over 7 days after the one before, and at thin weeks."""
    logged: DaysLogged
    missing: tuple[date, ...]
    """Empty days (no entry, no infusion) of the window from the measure's first entry ever on,
    before today."""
    longest_gap: Gap | None
    last_7_days: LastDays | None
    previous_7_days: LastDays | None
    """The same of the seven days before those."""
    last_three: tuple[DayValue, ...]
    """The last three logged days of the window that are not infusion days, oldest first."""
    last_entry: DayValue | None
    """The latest logged day up to the window's end, before the window too, infusion days left out:
    shown when `last_7_days` is None."""
    weeks: tuple[Period, ...]
    """Empty in windows over three years."""
    months: tuple[Period, ...]

    @property
    def last(self) -> DayValue | None:
        """The latest logged day of the window that is not an infusion day."""
        return self.last_three[-1] if self.last_three else None


def make_series(
    ratings: Ratings,
    values: DailyValues,
    window: Window,
    *,
    today: date,
    treatment_days: Collection[date],
    breaks: Sequence[date],
) -> Series:
    """Return one measure over the window.

    `values` are the daily values of these ratings; `breaks` are the treatment days across which
    no line is smoothed.
    """
    days = tuple(
        _day_value(day, ranked, day in ratings.late, day in treatment_days)
        for day, ranked in ratings.by_day.items()
        if day >= window.start
    )
    # Before the first entry ever was no diary. Today is not missing: its entry may still come.
    since = max(window.start, ratings.begins) if ratings.begins else None
    filled = {day.toordinal() for day in (*ratings.by_day, *treatment_days)}
    last = min(window.end, today - DAY).toordinal()
    empty = (n for n in range(since.toordinal(), last + 1) if n not in filled) if since else ()
    missing = tuple(map(date.fromordinal, empty))
    counted = [day for day in days if not day.on_infusion_day]
    last_entry = counted[-1] if counted else None
    if values.days and not counted:  # before the window
        day = date.fromordinal(values.days[-1])
        last_entry = _day_value(day, ratings.by_day[day], day in ratings.late, False)
    return Series(
        measure=ratings.measure,
        days=days,
        smoothed=smoothed(values, window, breaks),
        logged=DaysLogged(
            logged=len(days),
            of=window.days,
            late=sum(day.late for day in days),
            since=since,
            of_since=(window.end - since).days + 1 if since else 0,
        ),
        missing=missing,
        longest_gap=_longest_gap(missing),
        last_7_days=values.seven_days(window.end.toordinal()),
        previous_7_days=values.seven_days(window.end.toordinal() - 7),
        last_three=tuple(counted[-3:]),
        last_entry=last_entry,
        weeks=weeks(values, window),
        months=months(values, window),
    )


def _day_value(day: date, ranked: Sequence[int], late: bool, on_infusion_day: bool) -> DayValue:
    value, low, high = map(from_units, (median(ranked), ranked[0], ranked[-1]))
    return DayValue(day, value, low, high, late, on_infusion_day)


def _longest_gap(missing: Sequence[date]) -> Gap | None:
    """Return the longest run of empty days, the earliest of equals."""
    if not missing:
        return None
    longest = max(runs(day.toordinal() for day in missing), key=len)
    return Gap(date.fromordinal(longest[0]), date.fromordinal(longest[-1]), len(longest))


def smoothed(
    values: DailyValues, window: Window, breaks: Sequence[date]
) -> tuple[tuple[DayMedian, ...], ...]:
    """Return the centred seven-day median as runs of neighbouring days.

    Only where all seven days lie in the window and none of them lies across a break: a line that
    rises before an infusion would say that the mood did. It begins and ends on logged days.
    """
    first, last = window.start.toordinal(), window.end.toordinal()
    inside = [day.toordinal() for day in breaks if window.start < day <= window.end]
    starts = [first, *inside]
    ends = [*(day - 1 for day in inside), last]
    stretches = (
        _smoothed_stretch(values, start, end) for start, end in zip(starts, ends, strict=True)
    )
    return tuple(run for runs in stretches for run in runs)


def _smoothed_stretch(values: DailyValues, first: int, last: int) -> list[tuple[DayMedian, ...]]:
    row: list[int | None] = [None] * (last - first + 1)
    for place in values.between(first, last):
        row[values.days[place] - first] = values.values[place]
    runs: list[list[DayMedian]] = [[]]
    ranked: list[int] = []
    # One sorted list of seven days is updated, which is faster than sorting each seven.
    for n, (leaving, entering) in enumerate(
        zip([*[None] * SMOOTHED_OVER, *row], row, strict=False)
    ):
        if leaving is not None:
            ranked.remove(leaving)
        if entering is not None:
            insort(ranked, entering)
        if n >= SMOOTHED_OVER - 1 and len(ranked) >= SMOOTHED_FROM:
            centre = date.fromordinal(first + n - SMOOTHED_OVER // 2)
            runs[-1].append(DayMedian(centre, from_units(median(ranked))))
        elif runs[-1]:
            runs.append([])
    logged = [[row[m.day.toordinal() - first] is not None for m in run] for run in runs]
    return [
        tuple(run[days.index(True) : len(days) - days[::-1].index(True)])
        for run, days in zip(runs, logged, strict=True)
        if any(days)
    ]


def weeks(values: DailyValues, window: Window) -> tuple[Period, ...]:
    """Return the logged weeks, Monday to Sunday; none in a window too long to tell them apart."""
    if window.days > WEEKS_UP_TO:
        return ()
    monday = window.start - timedelta(days=window.start.weekday())
    return _periods(values, window, monday, lambda first: first + timedelta(days=7))


def months(values: DailyValues, window: Window) -> tuple[Period, ...]:
    """Return the logged months."""
    first = window.start.replace(day=1)
    return _periods(values, window, first, lambda day: (day + timedelta(days=31)).replace(day=1))


def _periods(
    values: DailyValues, window: Window, first: date, following: Callable[[date], date]
) -> tuple[Period, ...]:
    starts = [first]
    while starts[-1] <= window.end:
        starts.append(following(starts[-1]))
    found = []
    for start, after in pairwise(starts):
        first, last = max(start, window.start), min(after - DAY, window.end)
        if ranked := sorted(values.values_between(first.toordinal(), last.toordinal())):
            period = Period(
                first=first,
                last=last,
                n=len(ranked),
                mean=from_units(round(sum(ranked) / len(ranked))),
                lower_quartile=_quartile(ranked, 1),
                upper_quartile=_quartile(ranked, 3),
                low=from_units(ranked[0]),
                high=from_units(ranked[-1]),
            )
            found.append(period)
    return tuple(found)


def _quartile(ranked: Sequence[int], quarters: int) -> Number:
    """Return the value a quarter or three quarters of the way, between neighbours in line."""
    place, rest = divmod((len(ranked) - 1) * quarters, 4)
    if not rest:
        return from_units(ranked[place])
    return from_units(ranked[place] + (ranked[place + 1] - ranked[place]) * rest // 4)
