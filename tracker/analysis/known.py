"""What every part of a report is made from, read from the diary once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tracker.analysis import smoothing
from tracker.analysis.benefit import baseline
from tracker.analysis.daily import (
    Levels,
    Ratings,
    best_days,
    days_logged,
    last_days,
    longest_gap,
    missing_days,
)
from tracker.analysis.infusions import Segment, segments
from tracker.analysis.medians import exact
from tracker.analysis.series import Baseline, DayValue, LastDays, Series
from tracker.analysis.window import Window
from tracker.records import (
    Course,
    Diary,
    Infusion,
    Measure,
    Number,
    NumberedInfusion,
    group_courses,
)


@dataclass(frozen=True, slots=True)
class Known:
    """A diary as it stood at the window's end: nothing that came later is in it."""

    diary: Diary
    window: Window
    today: date
    ratings: Ratings
    courses: tuple[Course, ...]
    infusion_days: frozenset[date]

    @classmethod
    def of(cls, diary: Diary, window: Window, today: date, keys: Iterable[str]) -> Known:
        """Read the measures of these keys up to the window's end."""
        ratings = Ratings.of(diary, window, keys)
        up_to_end = group_courses(without_notes(i for i in diary.infusions if i.day <= window.end))
        days = frozenset(i.day for course in up_to_end for i in course.infusions)
        return cls(diary, window, today, ratings, up_to_end, days)

    @property
    def given(self) -> tuple[NumberedInfusion, ...]:
        """Every infusion given up to the window's end."""
        return tuple(numbered for course in self.courses for numbered in course.infusions)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The stretch of days that belongs to each of them."""
        return segments(self.given, self.window.end)

    def daily(self, measure: Measure) -> tuple[DayValue, ...]:
        """A measure's daily values in the window, infusion days marked."""
        return self.ratings.daily(measure.key, self.window, self.infusion_days)

    def levels(self, measure: Measure) -> Levels:
        """A measure's values that count, before the window too."""
        return Levels.of(measure, self.ratings.by_measure[measure.key], self.infusion_days)


def without_notes(infusions: Iterable[Infusion]) -> list[Infusion]:
    """Return the records as they may be printed: a note goes out only when asked for."""
    return [replace(i, note=None) if i.note is not None else i for i in infusions]


def series(known: Known, levels: Levels) -> Series:
    """Return one measure over the window."""
    daily, window = known.daily(levels.measure), known.window
    usable = [day for day in daily if not day.on_infusion_day]
    missing = _missing(known, levels.measure)
    before = baseline(levels, known.courses[-1].first_day) if known.courses else None
    last_7_days = last_days(levels, window.end)
    return Series(
        measure=levels.measure,
        days=daily,
        smoothed=smoothing.smoothed(levels, window),
        logged=days_logged(daily, window),
        missing=missing,
        longest_gap=longest_gap(missing),
        baseline=before,
        last_7_days=last_7_days,
        change=_change(before, last_7_days),
        best_3_days=best_days(levels, window),
        last_three=tuple(usable[-3:]),
        weeks=smoothing.weeks(levels, window),
        months=smoothing.months(levels, window),
    )


def _missing(known: Known, measure: Measure) -> tuple[date, ...]:
    logged = known.ratings.by_measure[measure.key]
    if not logged:
        return ()
    first = max(known.window.start, next(iter(logged)))
    return missing_days(logged, first, min(known.window.end, known.today))


def _change(before: Baseline | None, now: LastDays | None) -> Number | None:
    if before is None or before.value is None or now is None:
        return None
    return exact(now.median - before.value)
