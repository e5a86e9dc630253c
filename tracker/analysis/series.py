"""One measure over a window: the values a mood panel and the numbers beside it are drawn from.

Ten years hold thousands of some of these; those are named tuples, which are faster to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tracker.records import Measure, Number


class DayValue(NamedTuple):
    """One measure on one diary day: the median of its `n` ratings, and their range."""

    day: date
    value: Number
    low: Number
    high: Number
    n: int
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
    median: Number
    mean: Number
    lower_quartile: Number
    upper_quartile: Number
    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class LastDays:
    """The median of the last seven diary days up to the window's end; `n` (1–7) were logged."""

    median: Number
    n: int


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
