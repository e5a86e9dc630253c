"""From check-ins to daily values: one number a day and measure, infusion days kept apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Final

from tracker.analysis.medians import median, middle
from tracker.analysis.series import BestDays, DaysLogged, DayValue, Gap, LastDays
from tracker.analysis.window import DAY, Window
from tracker.records import CheckIn, Diary, Measure, Number
from tracker.records.validation import normalise

WITHIN: Final = timedelta(days=7)
"""From the first to the last of the best three days."""

DayRatings = dict[date, list[Number]]


@dataclass(frozen=True, slots=True)
class Ratings:
    """The ratings up to a window's end, by measure and diary day; the window's late days named."""

    by_measure: dict[str, DayRatings]
    late: dict[str, set[date]]

    @classmethod
    def of(cls, diary: Diary, window: Window, keys: Iterable[str]) -> Ratings:
        """Read the check-ins once; what comes after the window is not there."""
        by_measure: dict[str, DayRatings] = {key: {} for key in keys}
        late: dict[str, set[date]] = {key: set() for key in by_measure}
        starts_at = diary.settings.day_starts_at
        for check_in in diary.check_ins:
            day = check_in.day
            if day > window.end:
                break
            rated = [rating for rating in check_in.ratings if rating.measure in by_measure]
            for rating in rated:
                by_measure[rating.measure].setdefault(day, []).append(normalise(rating.value))
            if day >= window.start and _late(check_in, starts_at):
                for rating in rated:
                    late[rating.measure].add(day)
        return cls(by_measure, late)

    def daily(
        self, key: str, window: Window, infusion_days: Collection[date]
    ) -> tuple[DayValue, ...]:
        """One measure's daily values in the window, in order."""
        late, start = self.late[key], window.start
        ranked = ((day, sorted(r)) for day, r in self.by_measure[key].items() if day >= start)
        return tuple(
            DayValue(day, middle(r), r[0], r[-1], len(r), day in late, day in infusion_days)
            for day, r in ranked
        )


def _late(check_in: CheckIn, starts_at: time) -> bool:
    # Written down on its own date in UTC, it is at most one day off by any wall clock; asking
    # the clock on the wall about each of ten years' entries would cost more than all the rest.
    written = check_in.recorded_at
    return written is not None and written.date() > check_in.day and check_in.late(starts_at)


@dataclass(frozen=True, slots=True)
class Levels:
    """A measure's daily values without infusion days, in order: what every number is made of."""

    measure: Measure
    days: Sequence[date]
    values: Sequence[Number]

    @classmethod
    def of(
        cls, measure: Measure, ratings: DayRatings, infusion_days: Collection[date] = ()
    ) -> Levels:
        """Take the median of each day's ratings, and leave the infusion days out."""
        kept = [day for day in ratings if day not in infusion_days]
        return cls(measure, kept, [median(ratings[day]) for day in kept])

    def between(self, first: date, last: date) -> list[tuple[date, Number]]:
        """The logged days from the first to the last, both included."""
        start, stop = bisect_left(self.days, first), bisect_right(self.days, last)
        return list(zip(self.days[start:stop], self.values[start:stop], strict=True))

    def values_between(self, first: date, last: date) -> Sequence[Number]:
        """Their values alone."""
        return self.values[bisect_left(self.days, first) : bisect_right(self.days, last)]

    def median_between(self, first: date, last: date) -> Number | None:
        """Their median; None when none of the days was logged."""
        values = self.values_between(first, last)
        return median(values) if values else None


def days_logged(daily: Collection[DayValue], window: Window) -> DaysLogged:
    """Count the window's daily values, infusion days included."""
    return DaysLogged(len(daily), window.days, sum(day.late for day in daily))


def missing_days(logged: Iterable[date], first: date, last: date) -> tuple[date, ...]:
    """Return the days from first to last without an entry."""
    found = {day.toordinal() for day in logged}
    days = range(first.toordinal(), last.toordinal() + 1)
    return tuple(date.fromordinal(day) for day in days if day not in found)


def longest_gap(missing: Sequence[date]) -> Gap | None:
    """Return the longest run of missing days, the earliest of equals; None without any."""
    if not missing:
        return None
    breaks = [n for n, (a, b) in enumerate(pairwise(missing), start=1) if b - a > DAY]
    runs = [missing[a:b] for a, b in pairwise([0, *breaks, len(missing)])]
    longest = max(runs, key=len)
    return Gap(longest[0], longest[-1], len(longest))


def last_days(levels: Levels, end: date) -> LastDays | None:
    """Return the median of the last seven diary days; None when none of them was logged."""
    values = levels.values_between(end - 6 * DAY, end)
    return LastDays(median(values), len(values)) if values else None


def best_days(levels: Levels, window: Window) -> BestDays | None:
    """Return the best three logged days in a row, the earliest of equals."""
    days, values = levels.days, levels.values
    inside = range(bisect_left(days, window.start), bisect_right(days, window.end) - 2)
    starts = [n for n in inside if days[n + 2] - days[n] <= WITHIN]
    medians = [median(values[n : n + 3]) for n in starts]
    if not medians:
        return None
    best = max(medians) if levels.measure.sign > 0 else min(medians)
    start = starts[medians.index(best)]
    return BestDays(best, days[start], days[start + 2])
