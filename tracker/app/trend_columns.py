"""What stands in each column of the trend: taken from a report as it is, nothing is worked out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.analysis import DayValue, Period, Report, Window
from tracker.analysis.window import DAY
from tracker.app.trend_window import Unit
from tracker.records import Number
from tracker.records.format import MONTHS
from tracker.records.format import format_date as day_words


@dataclass(frozen=True, slots=True)
class Column:
    """A day, a week or a month."""

    label: str
    """What stands under it."""
    value: Number | None = None
    """The day's value, or the median of the days; None without any, which is not a zero."""
    low: Number | None = None
    high: Number | None = None
    """The lowest and the highest day of a week or a month."""
    late: bool = False
    infusion_day: bool = False
    infusions: tuple[int, ...] = ()
    """The numbers of the infusions given in it."""
    gap: bool = False
    """No entry, after there had been some: before the first one it was no diary yet."""


def columns(report: Report, unit: Unit) -> tuple[Column, ...]:
    """Return the columns of a report's window, the earliest first."""
    if unit == "day":
        return tuple(_days(report))
    periods = report.main.weeks if unit == "week" else report.main.months
    found = {_start(period.first, unit): period for period in periods}
    spans = list(_spans(report.window, unit))
    return tuple(_period(report, found.get(first), first, last, unit) for first, last in spans)


def _days(report: Report) -> Iterator[Column]:
    values = {value.day: value for value in report.main.days}
    # Today is not over: it counts as missing in no picture.
    missing = {day for day in report.main.missing if day != report.made_on}
    given = _given(report)
    for n in range(report.window.days):
        day = report.window.start + timedelta(days=n)
        label = day_words(day) if (report.window.days - 1 - n) % 7 == 0 else ""
        yield _day(values.get(day), label, given.get(day, ()), gap=day in missing)


def _day(value: DayValue | None, label: str, given: tuple[int, ...], *, gap: bool) -> Column:
    if value is None:
        return Column(label, infusions=given, gap=gap)
    return Column(
        label,
        value.value,
        late=value.late,
        infusion_day=value.on_infusion_day,
        infusions=given,
    )


def _given(report: Report) -> dict[date, tuple[int, ...]]:
    given: dict[date, tuple[int, ...]] = {}
    for row in report.infusions:
        given[row.infusion.day] = (*given.get(row.infusion.day, ()), row.number)
    return given


def _period(report: Report, period: Period | None, first: date, last: date, unit: Unit) -> Column:
    rows = report.infusions
    days = [row.infusion.day for row in rows]
    given = rows[bisect_left(days, first) : bisect_right(days, last)]
    numbers = tuple(row.number for row in given)
    label = day_words(first) if unit == "week" else f"{MONTHS[first.month - 1]} {first.year}"
    if period is None:
        return Column(label, infusions=numbers, gap=_silent(report, first, last))
    return Column(label, period.median, period.low, period.high, infusions=numbers)


def _silent(report: Report, first: date, last: date) -> bool:
    """Whether a stretch holds days without an entry, and none with one."""
    missing, logged = report.main.missing, report.main.days
    from_, to = (bisect_left(logged, day, key=_day_of) for day in (first, last + DAY))
    return from_ == to and bisect_left(missing, first) < bisect_right(missing, last)


def _day_of(value: DayValue) -> date:
    return value.day


def _spans(window: Window, unit: Unit) -> Iterator[tuple[date, date]]:
    first = _start(window.start, unit)
    while first <= window.end:
        following = _start(first + timedelta(days=7 if unit == "week" else 31), unit)
        yield first, following - DAY
        first = following


def _start(day: date, unit: Unit) -> date:
    return day - timedelta(days=day.weekday()) if unit == "week" else day.replace(day=1)
