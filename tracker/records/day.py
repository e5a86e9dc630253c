"""The rules of the day: which date an entry counts for, and how a person says a day.

A diary day starts at 04:00 by the wall clock, because at half past midnight a person is still
in the evening before. The rule is wall-clock arithmetic on purpose: doing it in UTC gives another
date around every change to or from summer time.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from tracker.records.text import WEEKDAYS, format_day
from tracker.records.validation import ValidationError

DAY_STARTS_AT: Final = time(4)
"""When a diary day begins, unless the person chose otherwise."""

LATE_AFTER: Final = 2
"""Diary days between a day and its being written down from which the entry counts as late."""

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_AGO = re.compile(r"(\d{1,5}) (day|week)s? ago", re.ASCII)
_AHEAD = re.compile(r"in (\d{1,5}) (day|week)s?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})", re.ASCII)
_NAMED: Final = {"today": 0, "yesterday": -1, "tomorrow": 1}
_NEAREST = re.compile(r"(next|last) (\w+)")
_HOW_TO_SAY: Final = "write it as 2026-03-14, today, yesterday, 3 days ago, mon or next mon"


def diary_day(moment: datetime, starts_at: time = DAY_STARTS_AT) -> date:
    """Return the diary day of a moment, by the clock on the wall where it happened."""
    start = timedelta(hours=starts_at.hour, minutes=starts_at.minute)
    return (moment.replace(tzinfo=None) - start).date()


def datetime_on(day: date, clock: time, starts_at: time = DAY_STARTS_AT) -> datetime:
    """Return the wall-clock moment that `clock` shows during a diary day.

    A quarter past midnight belongs to the end of the diary day, so it is on the next civil date.
    """
    civil = day + timedelta(days=1) if clock < starts_at else day
    return datetime.combine(civil, clock)


def check_day(field: str, day: date) -> date:
    """Return the day if a diary can hold it.

    Raises:
        ValidationError: it lies before 1900 or after 2199.
    """
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise ValidationError(field, f"The {field} {day.isoformat()} is outside 1900 to 2199.")


def reject_future(field: str, day: date, today: date) -> date:
    """Return the day unless it is still to come.

    Raises:
        ValidationError: the day lies after today.
    """
    if day > today:
        raise ValidationError(
            field, f"{format_day(day)} has not come yet; the latest {field} is {format_day(today)}."
        )
    return day


def parse_day(text: str, today: date, field: str = "day", how: str = _HOW_TO_SAY) -> date:
    """Read a day as a person says it: a date, today, 3 days ago, in 2 weeks, monday, next monday.

    A weekday is the latest one, today included; the next and the last one are never today.
    `how` ends the refusal: what to write where not every day will do.

    Raises:
        ValidationError: the text is no day, or the date is not in the calendar.
    """
    words = " ".join(text.casefold().split())
    if _ISO.fullmatch(words):
        return _parse_iso(words, field)
    if (offset := _offset(words, today)) is None:
        raise ValidationError(field, f"The {field} was not understood; {how}.")
    try:
        return check_day(field, today + timedelta(days=offset))
    except OverflowError:
        raise ValidationError(field, f"The {field} is outside 1900 to 2199.") from None


def parse_iso_day(text: str, field: str = "day") -> date:
    """Read a date written as 2026-03-14 and in no other way, as files do.

    Raises:
        ValidationError: it is written otherwise, or is not in the calendar.
    """
    if not _ISO.fullmatch(text):
        raise ValidationError(field, f"The {field} is not written as 2026-03-14.")
    return _parse_iso(text, field)


def parse_time(text: str, field: str = "time") -> time:
    """Read a time of day as 21:05.

    Raises:
        ValidationError: it is no time of day.
    """
    if (match := _CLOCK.fullmatch(text.strip())) and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise ValidationError(field, f"The {field} was not understood; write it as 21:05.")


def _parse_iso(text: str, field: str) -> date:
    try:
        return check_day(field, date.fromisoformat(text))
    except ValidationError:
        raise
    except ValueError:
        raise ValidationError(field, f"The {field} {text} is not in the calendar.") from None


def _offset(words: str, today: date) -> int | None:
    if words in _NAMED:
        return _NAMED[words]
    if match := _AGO.fullmatch(words):
        return -int(match[1]) * (7 if match[2] == "week" else 1)
    if match := _AHEAD.fullmatch(words):
        return int(match[1]) * (7 if match[2] == "week" else 1)
    if match := _NEAREST.fullmatch(words):
        return _to_weekday(match[2], today, 1 if match[1] == "next" else -7)
    return _to_weekday(words, today, -6)


def _to_weekday(word: str, today: date, nearest: int) -> int | None:
    """Return how many days off a weekday is, of the seven that begin `nearest` days off."""
    found = (n for n, name in enumerate(WEEKDAYS) if word in (name, name[:3]))
    if (number := next(found, None)) is None:
        return None
    return nearest + (number - today.weekday() - nearest) % 7
