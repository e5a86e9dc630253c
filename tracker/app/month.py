"""The last four weeks, day by day: what the small chart on Today draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tracker.records import MOOD, CheckIn, Diary, Number

WEEKS: Final = 4
DAYS: Final = 7 * WEEKS


@dataclass(frozen=True)
class MonthDay:
    """One day's mood, and what else the chart marks on it."""

    day: date
    mood: Number | None
    """The median of the day's ratings; None for a day without one, which is not a zero."""
    late: bool = False
    """Any of them was written down two or more days afterwards."""
    infusion: bool = False
    gap: bool = False
    """No rating, after there had been some: before the first one it was no diary yet."""


def first_day(last: date) -> date:
    """Return the first of the four weeks that end with a day: what has to be read."""
    return last - timedelta(days=DAYS - 1)


def month(diary: Diary, last: date) -> tuple[MonthDay, ...]:
    """Return the four weeks that end with a day, oldest first."""
    infusions = {infusion.day for infusion in diary.infusions if infusion.given}
    rated: dict[date, list[CheckIn]] = {}
    for check_in in diary.check_ins:
        if check_in.value(MOOD.key) is not None:
            rated.setdefault(check_in.day, []).append(check_in)
    days = (first_day(last) + timedelta(days=n) for n in range(DAYS))
    starts_at = diary.settings.day_starts_at
    begun = min(rated, default=last)
    return tuple(
        MonthDay(
            day,
            _median(rated.get(day, [])),
            any(check_in.late(starts_at) for check_in in rated.get(day, [])),
            day in infusions,
            begun < day < last and day not in rated,
        )
        for day in days
    )


def _median(check_ins: list[CheckIn]) -> Number | None:
    """Return the daily value. Written out here: analysis would slow the first paint."""
    values = sorted(v for c in check_ins if (v := c.value(MOOD.key)) is not None)
    if not values:
        return None
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
