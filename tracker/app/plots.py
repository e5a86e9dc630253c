"""What a chart shows of a diary: the last weeks of a measure, or the days around one day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from tracker.app.chart import Dot, Lane, Level, Mark, Plot
from tracker.records import MOOD, Diary, Measure, Number, number_infusions
from tracker.records.format import MONTHS

DAY: Final = timedelta(days=1)
HOURS_SHOWN: Final = 12
"""A lane of sleep ends here and not at 24: nobody would see an hour more or less."""


def days_shown(width: int) -> int:
    """Return how many days fit a chart of so many cells: four, eight or twelve weeks."""
    return 28 if width < 90 else 56 if width < 130 else 84


def daily_values(diary: Diary, measure: str) -> dict[date, Number]:
    """Return the median of each day's ratings.

    Written here, where the first paint needs it: the analysis is much more to import.
    """
    rated: dict[date, list[Number]] = {}
    for check_in in diary.check_ins:
        if (value := check_in.value(measure)) is not None:
            rated.setdefault(check_in.day, []).append(value)
    return {day: median(values) for day, values in rated.items()}


def median(values: Iterable[Number]) -> Number:
    """Return the middle one, or between the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def days_plot(
    diary: Diary,
    first: date,
    last: date,
    *,
    measure: Measure = MOOD,
    today: date | None = None,
    levels: Sequence[Level] = (),
    smooth: Iterable[Iterable[tuple[date, Number]]] = (),
    lanes: bool = True,
    marked: date | None = None,
) -> Plot:
    """Return the plot of a measure from one day to another.

    Args:
        today: named under the axis, and never an empty day.
        levels: lines across, each with the number of the day it begins at.
        smooth: runs of the smoothed value by day.
        lanes: whether the other measures that are rated stand below, where there is room.
        marked: the day that is being filled in.
    """
    days = (last - first).days + 1
    values = daily_values(diary, measure.key)
    given = {n.day: str(n.number) for n in number_infusions(diary.infusions)}
    late = late_days(diary)

    def place(day: date) -> int:
        return (day - first).days

    inside = [day for day in values if first <= day <= last]
    begun = min(values, default=last)
    dots = {place(day): Dot(values[day], _mark(day, given, late)) for day in inside}
    empty = [n for n in range(days) if n not in dots and begun < first + n * DAY < (today or last)]
    others = [m for m in diary.active_measures if m.key != measure.key] if lanes else []
    return Plot(
        days=days,
        measure=measure,
        dots=dots,
        infusions={place(d): number for d, number in given.items() if first <= d <= last},
        planned=[
            place(i.day)
            for i in diary.infusions
            if i.status == "planned" and first <= i.day <= last
        ],
        empty=empty,
        levels=levels,
        smooth=[[(place(d), v) for d, v in run if first <= d <= last] for run in smooth],
        labels=_dates(first, last, today),
        lanes=[lane for m in others if (lane := lane_of(diary, m, first, last)).values],
        marked=place(marked) if marked and first <= marked <= last else None,
    )


def _mark(day: date, given: Collection[date], late: Collection[date]) -> Mark:
    return "infusion" if day in given else "late" if day in late else "day"


def late_days(diary: Diary) -> set[date]:
    """Return the days of which an entry was written two or more days later."""
    starts_at = diary.settings.day_starts_at
    return {check_in.day for check_in in diary.check_ins if check_in.late(starts_at)}


def lane_of(diary: Diary, measure: Measure, first: date, last: date) -> Lane:
    """Return another measure as bars."""
    values = daily_values(diary, measure.key)
    high = HOURS_SHOWN if measure.key == "sleep" else measure.high
    hint = measure.unit or ("low is best" if measure.better == "lower" else "high is best")
    inside = {(d - first).days: v for d, v in values.items() if first <= d <= last}
    return Lane(measure.label.lower(), hint, measure.low, high, inside)


def _dates(first: date, last: date, today: date | None) -> list[tuple[int, str]]:
    """Return the dates under the axis: today, and Mondays or the first days of months."""
    days = (last - first).days + 1
    labels = [(days - 1, "today" if last == today else f"{last.day} {MONTHS[last.month - 1]}")]
    weeks = 1 if days <= 60 else 2
    for n in range(days - 1, -1, -1):
        day = first + n * DAY
        name = MONTHS[day.month - 1]
        if days <= 130 and day.weekday() == 0 and day.isocalendar().week % weeks == 0:
            labels.append((n, f"{day.day} {name}"))
        elif days > 130 and day.day == 1:
            labels.append((n, name if day.month > 1 else str(day.year)))
    return labels


def around_plot(
    diary: Diary,
    day: date,
    before: int,
    after: int,
    *,
    today: date,
    measure: Measure = MOOD,
    levels: Sequence[Level] = (),
) -> Plot:
    """Return the days around one, counted from it: −7, 0, +7."""
    first = day - before * DAY
    days = before + after + 1
    values = daily_values(diary, measure.key)
    given = {n.day: str(n.number) for n in number_infusions(diary.infusions)}
    late = late_days(diary)
    inside = {n: first + n * DAY for n in range(days) if first + n * DAY in values}
    labels = [(before, "0")]
    for n in range(days):
        away = n - before
        if away and away % 7 == 0:
            labels.append((n, f"+{away}" if away > 0 else f"−{-away}"))
    return Plot(
        days=days,
        measure=measure,
        dots={n: Dot(values[d], _mark(d, given, late)) for n, d in inside.items()},
        infusions={
            (d - first).days: number for d, number in given.items() if 0 <= (d - first).days < days
        },
        empty=[n for n in range(days) if n not in inside and first + n * DAY < today],
        levels=levels,
        labels=labels,
        marked=None if day in given else before,
        names=2,
    )
