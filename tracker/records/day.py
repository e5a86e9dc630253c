"""The diary day: when it begins, which days a diary can hold, and days some months away.

A diary day starts at 04:00 by the wall clock, because at half past midnight a person is still
in the evening before. The rule is wall-clock arithmetic on purpose: doing it in UTC gives another
date around every change to or from summer time.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from tracker.records.text import format_day, shorten
from tracker.records.validation import ValidationError

DAY_STARTS_AT: Final = time(4)
"""When a diary day begins, unless the person chose otherwise."""

LATE_AFTER: Final = 2
"""An entry recorded this many diary days after its day, or more, is late."""

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)


def diary_day(moment: datetime, starts_at: time = DAY_STARTS_AT) -> date:
    """Return the diary day of a moment, by local wall-clock time."""
    start = timedelta(hours=starts_at.hour, minutes=starts_at.minute)
    return (moment.replace(tzinfo=None) - start).date()


def datetime_on(day: date, clock: time, starts_at: time = DAY_STARTS_AT) -> datetime:
    """Return the wall-clock moment that `clock` shows during a diary day.

    A quarter past midnight belongs to the end of the diary day, so it is on the next civil date.
    """
    civil = day + timedelta(days=1) if clock < starts_at else day
    return datetime.combine(civil, clock)


def check_day(field: str, day: date) -> date:
    """Return the day if a diary can hold it."""
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise ValidationError(field, f"The {field} {day.isoformat()} is outside 1900 to 2199.")


def reject_future(field: str, day: date, latest: date) -> date:
    """Return the day unless it is after the latest one that has begun."""
    if day > latest:
        raise ValidationError(
            field,
            f"{format_day(day)} has not come yet; the latest {field} is {format_day(latest)}.",
        )
    return day


def shift_day(day: date, number: int, unit: str) -> date:
    """Return the day some days, weeks, months or years later; earlier for a number below zero.

    A month on from 31 January is the last day of February.

    Raises:
        OverflowError, ValueError: it lies outside the calendar.
    """
    if unit in ("day", "week"):
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def parse_iso_day(text: str, field: str = "day") -> date:
    """Read a date written as 2026-03-14 and in no other way, as files do."""
    # Faster than a pattern, and `fromisoformat` alone takes 20260314 and 2026-W11-6 too.
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii() and text[:4].isdigit():
        try:
            return check_day(field, date.fromisoformat(text))
        except ValidationError:  # which is a ValueError
            raise
        except ValueError:
            raise not_in_calendar(field, text) from None
    raise ValidationError(field, f"The {field} “{shorten(text, 40)}” is not written as 2026-03-14.")


def not_in_calendar(field: str, typed: str) -> ValidationError:
    """Return the error for a day such as 31 June."""
    return ValidationError(field, f"The {field} “{shorten(typed, 40)}” is not in the calendar.")
