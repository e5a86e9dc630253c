"""From check-ins to daily values: one number for each diary day.

Arithmetic is exact: values are whole numbers of `UNIT`, an eighth of the smallest step a rating
can have, so that a median of medians, and the middle between two of them, is a whole number too.
2.3 − 0.3 is then 2, where binary fractions say 1.9999999999999998.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.records import Diary, Measure, Number

STEPS: Final = 10**9
"""Ratings are stored with nine decimals."""
UNIT: Final = 8 * STEPS
"""Exact units in one point of a scale."""


def to_units(value: Number) -> int:
    """Return a rating as a whole number of exact units."""
    return value * UNIT if isinstance(value, int) else round(value * STEPS) * (UNIT // STEPS)


def from_units(units: int) -> Number:
    """Return exact units as a number: the int 7 if it is whole, else the nearest float."""
    whole, rest = divmod(units, UNIT)
    return units / UNIT if rest else whole


def median(ranked: Sequence[int]) -> int:
    """Return the median of a sorted, non-empty row of exact units."""
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) // 2


@dataclass(frozen=True, slots=True)
class LastDays:
    """The median of seven diary days, of which `n` (1–7) were logged."""

    median: Number
    n: int


@dataclass(frozen=True, slots=True)
class DailyValues:
    """Values in order of days; whoever makes them says whether infusion days are among them."""

    days: Sequence[int]
    """Proleptic ordinals, which compare faster than `date` objects."""
    values: Sequence[int]
    """The median of each day's ratings, in exact units."""
    late: Collection[int] = frozenset()
    """Days with a rating recorded two or more diary days afterwards."""

    def between(self, first: int, last: int) -> range:
        """Return the places of the logged days from the first to the last, both included."""
        return range(bisect_left(self.days, first), bisect_right(self.days, last))

    def values_between(self, first: int, last: int) -> Sequence[int]:
        """Return the values of these days."""
        places = self.between(first, last)
        return self.values[places.start : places.stop]

    def seven_days(self, last: int) -> LastDays | None:
        """Return the median of the seven days up to a day; None when none of them was logged."""
        ranked = sorted(self.values_between(last - 6, last))
        return LastDays(from_units(median(ranked)), len(ranked)) if ranked else None


def daily_values(ratings: Mapping[date, Iterable[Number]]) -> DailyValues:
    """Return the median of each diary day's ratings; days without a rating are left out."""
    rows = ((day, sorted(map(to_units, ratings[day]))) for day in sorted(ratings))
    filled = [(day.toordinal(), median(row)) for day, row in rows if row]
    return DailyValues([day for day, _ in filled], [value for _, value in filled])


@dataclass(frozen=True, slots=True)
class Ratings:
    """One measure's ratings up to a window's end, by diary day, in exact units and sorted."""

    measure: Measure
    by_day: dict[date, list[int]]
    late: frozenset[date]

    @property
    def begins(self) -> date | None:
        """The day of the first rating."""
        return next(iter(self.by_day), None)

    def daily(self, treatment_days: Collection[date]) -> DailyValues:
        """Return the daily values that count: those of treatment days are left out."""
        kept = [(day, row) for day, row in self.by_day.items() if day not in treatment_days]
        return DailyValues(
            [day.toordinal() for day, _ in kept],
            [row[0] if len(row) == 1 else median(row) for _, row in kept],
            frozenset(day.toordinal() for day in self.late),
        )


def read_ratings(diary: Diary, end: date, measures: Iterable[Measure]) -> dict[str, Ratings]:
    """Read the ratings of some measures up to a day, by key, in one pass over the check-ins."""
    by_day: dict[str, dict[date, list[int]]] = {measure.key: {} for measure in measures}
    late: dict[str, set[date]] = {key: set() for key in by_day}
    starts_at = diary.settings.day_starts_at
    for check_in in diary.check_ins:
        day = check_in.day
        if day > end:
            break
        # A fast first test: an entry recorded on its own day in UTC is at most one day off in any
        # zone, so never late. Only the others need their local time.
        recorded = check_in.recorded_at
        is_late = recorded is not None and recorded.date() > day and check_in.late(starts_at)
        for rating in check_in.ratings:
            days = by_day.get(rating.measure)
            if days is None:
                continue
            if day in days:
                insort(days[day], to_units(rating.value))
            else:
                days[day] = [to_units(rating.value)]
            if is_late:
                late[rating.measure].add(day)
    return {
        key: Ratings(diary.measure(key), days, frozenset(late[key])) for key, days in by_day.items()
    }
