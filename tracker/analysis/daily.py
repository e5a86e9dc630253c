"""From check-ins to daily values, and what a measure's days look like over a window.

Arithmetic is exact: values are whole numbers of `UNIT`, an eighth of the smallest step a rating
can have, so that a median of medians, and the middle between two of them, is a whole number too.
2.3 − 0.3 is then 2, where binary fractions say 1.9999999999999998.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Final

from tracker.analysis.series import (
    DayMedian,
    DaysLogged,
    DayValue,
    Gap,
    LastDays,
    Period,
    Series,
)
from tracker.analysis.window import DAY, Window
from tracker.records import CheckIn, Diary, Measure, Number

STEPS: Final = 10**9
"""Ratings are stored with nine decimals."""
UNIT: Final = 8 * STEPS
"""Exact units in one point of a scale."""

SMOOTHED_OVER: Final = 7
"""Days behind each smoothed point: its own and three to each side."""
SMOOTHED_FROM: Final = 4
"""Fewest logged days of the seven for a point."""
WEEKS_UP_TO: Final = 3 * 366
"""Days of a window above which weeks are narrower than a printed line; months are for those."""


def to_units(value: Number) -> int:
    """Return a rating as a whole number of exact units."""
    return value * UNIT if isinstance(value, int) else round(value * STEPS) * (UNIT // STEPS)


def from_units(units: int) -> Number:
    """Return exact units as a number: the int 7 if it is whole, else the nearest float."""
    whole, rest = divmod(units, UNIT)
    return units / UNIT if rest else whole


def daily_values(ratings: Mapping[date, Iterable[Number]]) -> dict[date, Number]:
    """Return the median of each diary day's ratings; days without a rating are left out."""
    rows = ((day, sorted(map(to_units, day_ratings))) for day, day_ratings in ratings.items())
    return {day: from_units(median(row)) for day, row in rows if row}


def median(ranked: Sequence[int]) -> int:
    """Return the median of a sorted, non-empty row of exact units."""
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) // 2


@dataclass(frozen=True, slots=True)
class DailyValues:
    """One measure's daily values in order of days, infusion days left out."""

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


@dataclass(frozen=True, slots=True)
class Ratings:
    """One measure's ratings up to a window's end, by diary day, in exact units and sorted."""

    measure: Measure
    by_day: dict[date, list[int]]
    late: frozenset[date]

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
        is_late = _is_late(check_in, starts_at)
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


def _is_late(check_in: CheckIn, starts_at: time) -> bool:
    # A fast first test: an entry recorded on its own day in UTC is at most one day off in any
    # zone, so never late. Only the others need their local time.
    recorded = check_in.recorded_at
    return recorded is not None and recorded.date() > check_in.day and check_in.late(starts_at)


def make_series(
    ratings: Ratings,
    values: DailyValues,
    window: Window,
    *,
    today: date,
    treatment_days: Collection[date],
    breaks: Sequence[date] = (),
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
    missing = _missing_days(ratings, window, today, treatment_days)
    counted = [day for day in days if not day.on_infusion_day]
    return Series(
        measure=ratings.measure,
        days=days,
        smoothed=smoothed(values, window, breaks),
        logged=_days_logged(ratings, days, window),
        missing=missing,
        longest_gap=_longest_gap(missing),
        last_7_days=values.seven_days(window.end.toordinal()),
        previous_7_days=values.seven_days(window.end.toordinal() - 7),
        last_three=tuple(counted[-3:]),
        last_entry=counted[-1] if counted else _last_before(ratings, values),
        weeks=weeks(values, window),
        months=months(values, window),
    )


def _day_value(day: date, ranked: Sequence[int], late: bool, on_infusion_day: bool) -> DayValue:
    value, low, high = map(from_units, (median(ranked), ranked[0], ranked[-1]))
    return DayValue(day, value, low, high, len(ranked), late, on_infusion_day)


def _last_before(ratings: Ratings, values: DailyValues) -> DayValue | None:
    if not values.days:
        return None
    day = date.fromordinal(values.days[-1])
    return _day_value(day, ratings.by_day[day], day in ratings.late, on_infusion_day=False)


def _first_day(ratings: Ratings, window: Window) -> date | None:
    """Return the first day of the window that could be logged: before it was no diary."""
    begins = next(iter(ratings.by_day), None)
    return max(window.start, begins) if begins else None


def _days_logged(ratings: Ratings, days: Sequence[DayValue], window: Window) -> DaysLogged:
    since = _first_day(ratings, window)
    late = sum(day.late for day in days)
    if since is None:
        return DaysLogged(len(days), window.days, late, None, 0)
    return DaysLogged(len(days), window.days, late, since, (window.end - since).days + 1)


def _missing_days(
    ratings: Ratings, window: Window, today: date, treatment_days: Collection[date]
) -> tuple[date, ...]:
    """Return the empty days. Today is none: its entry may still come this evening."""
    since = _first_day(ratings, window)
    if since is None:
        return ()
    filled = {day.toordinal() for day in (*ratings.by_day, *treatment_days)}
    last = min(window.end, today - DAY)
    days = range(since.toordinal(), last.toordinal() + 1)
    return tuple(date.fromordinal(day) for day in days if day not in filled)


def _longest_gap(missing: Sequence[date]) -> Gap | None:
    """Return the longest run of empty days, the earliest of equals."""
    if not missing:
        return None
    breaks = [n for n, (a, b) in enumerate(pairwise(missing), start=1) if b - a > DAY]
    runs = [missing[a:b] for a, b in pairwise([0, *breaks, len(missing)])]
    longest = max(runs, key=len)
    return Gap(longest[0], longest[-1], len(longest))


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
    return _periods(
        values,
        window,
        window.start.replace(day=1),
        lambda first: (first + timedelta(days=31)).replace(day=1),
    )


def _periods(
    values: DailyValues, window: Window, first: date, following: Callable[[date], date]
) -> tuple[Period, ...]:
    starts = [first]
    while starts[-1] <= window.end:
        starts.append(following(starts[-1]))
    spans = (
        (max(start, window.start), min(after - DAY, window.end))
        for start, after in pairwise(starts)
    )
    logged = (
        (span, sorted(values.values_between(span[0].toordinal(), span[1].toordinal())))
        for span in spans
    )
    return tuple(_period(*span, ranked) for span, ranked in logged if ranked)


def _period(first: date, last: date, ranked: Sequence[int]) -> Period:
    return Period(
        first=first,
        last=last,
        n=len(ranked),
        median=from_units(median(ranked)),
        mean=from_units(round(sum(ranked) / len(ranked))),
        lower_quartile=_quartile(ranked, 1),
        upper_quartile=_quartile(ranked, 3),
        low=from_units(ranked[0]),
        high=from_units(ranked[-1]),
    )


def _quartile(ranked: Sequence[int], quarters: int) -> Number:
    """Return the value a quarter or three quarters of the way, between neighbours in line."""
    place, rest = divmod((len(ranked) - 1) * quarters, 4)
    if not rest:
        return from_units(ranked[place])
    return from_units(ranked[place] + (ranked[place + 1] - ranked[place]) * rest // 4)
