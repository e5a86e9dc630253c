"""One measure over a window: the values a mood panel and the tiles above it are drawn from.

Ten years hold thousands of some of these; those are named tuples, as frozen dataclasses cost
three times as much to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from tracker.records import Measure, Number

BaselineKind = Literal["usual", "wide", "none"]


class DayValue(NamedTuple):
    """What one diary day says about one measure: the median of its `n` ratings, and their range."""

    day: date
    value: Number
    low: Number
    high: Number
    n: int
    late: bool
    """Any of its ratings was written down two or more diary days afterwards."""
    on_infusion_day: bool
    """Drawn, greyed; in no median, baseline, gain or smoothing."""


class DayMedian(NamedTuple):
    """A point of the smoothed line: the median of the seven days around it."""

    day: date
    value: Number


class Period(NamedTuple):
    """A week from Monday, or a month, cut to the window; infusion days left out.

    Only for windows too long to draw day by day. Periods without an entry are not there.
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
class Baseline:
    """The level before a course: the median of the week before it, or of two weeks (`wide`).

    `n` is the logged days in first..last, the days looked at; low and high their range.
    With kind `none` there were fewer than three in two weeks, and no numbers but `n`.
    """

    kind: BaselineKind
    value: Number | None
    n: int
    low: Number | None
    high: Number | None
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class LastDays:
    """The last seven diary days up to the window's end, `n` of them logged."""

    median: Number
    n: int


@dataclass(frozen=True, slots=True)
class BestDays:
    """The best median of three consecutive logged days at most seven days apart."""

    median: Number
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row without an entry."""

    first: date
    last: date
    length: int


@dataclass(frozen=True, slots=True)
class DaysLogged:
    """Diary days with a rating, infusion days included; of the window's days; written down late."""

    logged: int
    of: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One measure over the window."""

    measure: Measure
    days: tuple[DayValue, ...]
    """Every logged day in the window, infusion days included and marked."""
    smoothed: tuple[DayMedian, ...]
    """Two points that are not on neighbouring days are not to be joined."""
    logged: DaysLogged
    missing: tuple[date, ...]
    """Days without an entry, from the measure's first entry ever on: before it was no diary."""
    longest_gap: Gap | None
    baseline: Baseline | None
    """The current course's; None before the first infusion ever."""
    last_7_days: LastDays | None
    change: Number | None
    """Last 7 days minus baseline, in points of the scale as it stands."""
    best_3_days: BestDays | None
    last_three: tuple[DayValue, ...]
    """The last three logged days that are no infusion day, oldest first; may be fewer."""
    weeks: tuple[Period, ...]
    """Empty in windows over three years."""
    months: tuple[Period, ...]

    @property
    def last(self) -> DayValue | None:
        """The latest logged day that is no infusion day: where the patient is now."""
        return self.last_three[-1] if self.last_three else None
