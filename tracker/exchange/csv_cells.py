"""What one cell of a CSV file says, and how it is written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from tracker.records import Measure, Number, Rating, ValidationError
from tracker.records.day import DAY_STARTS_AT, datetime_on

_STARTS_A_FORMULA: Final = tuple("=+-@\t\r\n|%")
_GUARD: Final = "'"

_HOW_TO_SAY: Final = "write it as 21:05, or as 2026-03-14T21:05:00+01:00"

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d{2}):?([0-5]\d)", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+", re.ASCII)


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run: a note may start with = or -."""
    return _GUARD + text if text.startswith((*_STARTS_A_FORMULA, _GUARD)) else text


def unguarded(cell: str) -> str:
    """Return the text that was guarded; 'twas, which never was, keeps its apostrophe."""
    text = cell.removeprefix(_GUARD)
    return text if text.startswith((*_STARTS_A_FORMULA, _GUARD)) else cell


def plain(value: Number | None) -> str:
    """Return a number with a decimal point and no exponent, as every reader takes it."""
    if isinstance(value, float):
        return f"{value:.9f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def rating(measure: Measure, cell: str) -> Rating:
    """Read a rating.

    Raises:
        ValidationError: it is no number, has a decimal comma, or is off the measure's scale.
    """
    if _DECIMAL_COMMA.fullmatch(cell):
        point = cell.replace(",", ".")
        raise ValidationError(
            measure.key, f"{measure.label} has a decimal comma; write it as {point}."
        )
    return measure.rate(cell)


def moment(cell: str) -> datetime:
    """Read a date with a time, with an offset or without.

    Raises:
        ValidationError: it is no such thing.
    """
    if _DATE_TIME.fullmatch(cell):
        try:
            return datetime.fromisoformat(cell)
        except ValueError:
            pass
    raise ValidationError("time", f"A time was not understood; {_HOW_TO_SAY}.")


def wall_time(cell: str, day: date, starts_at: time | None) -> datetime:
    """Read a time of day as the moment it was on a diary day, or on a civil date (None).

    A whole date and time stands for itself and may carry its offset.

    Raises:
        ValidationError: it is no time.
    """
    if not (match := _CLOCK.fullmatch(cell)):
        return moment(cell)
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise ValidationError("time", f"The time is not on the clock; {_HOW_TO_SAY}.")
    clock = time(hour, minute, second)
    return datetime_on(day, clock, starts_at) if starts_at else datetime.combine(day, clock)


def offset(cell: str) -> timezone | None:
    """Read an offset from UTC such as +02:00; None for an empty cell.

    Raises:
        ValidationError: it is no offset.
    """
    if cell in ("", "Z"):
        return UTC if cell else None
    if not (match := _OFFSET.fullmatch(cell.replace("−", "-"))) or int(match[2]) > 23:
        raise ValidationError("offset", "The offset was not understood; write it as +02:00.")
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(ahead if match[1] == "+" else -ahead)


def placed(wall: datetime, zone: tzinfo | None) -> datetime:
    """Return a wall-clock time with the offset of a zone (None: the system's) at that time.

    An hour that the clocks leave out keeps what the person wrote.
    """
    if wall.tzinfo:
        return wall
    try:
        there = wall.replace(tzinfo=zone) if zone else wall.astimezone()
    except (OSError, OverflowError):
        sentence = "This system knows no offset for that year; give it in a column offset."
        raise ValidationError("offset", sentence) from None
    return wall.replace(tzinfo=timezone(there.utcoffset() or timedelta()))


def clock_of(at: datetime, day: date, starts_at: time) -> str:
    """Return the time of day, or the date with it where the diary day does not give the date."""
    clock, days_on = at.time(), (at.date() - day).days
    # The file may be read where a day starts at another hour; the usual one has to agree too.
    first, last = min(starts_at, DAY_STARTS_AT), max(starts_at, DAY_STARTS_AT)
    if (days_on == 0 and clock >= last) or (days_on == 1 and clock < first):
        return clock.isoformat("seconds" if clock.second else "minutes")
    return at.replace(tzinfo=None).isoformat()
