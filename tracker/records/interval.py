"""Spans of days, intervals between days, hours and minutes, as people type them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import cycle
from typing import Final, NamedTuple

from tracker.records.day import FIRST_DAY, shift_day
from tracker.records.day_parser import UNITS, fold, in_figures, parse_count
from tracker.records.text import count, format_list
from tracker.records.validation import Number, cannot_read, normalise, parse_number

_INTERVAL_FORMS: Final = ("every 3 days", "3d", "twice a week")
_WINDOW_FORMS: Final = ("4 weeks", "30d", "last month")
_NAMED_MINUTES: Final = {
    "half an hour": 30, "an hour": 60, "one hour": 60, "an hour and a half": 90, "two hours": 120,
}  # fmt: skip
_HOURS_FORMS: Final = ("7.5", "7:30", "7h30")
_MINUTES_FORMS: Final = ("40", "40 min", "1 h 10")


def parse_window(text: str, today: date, field: str = "span") -> tuple[date, date]:
    """Read a span of days that ends today: 30d, 4 weeks, a fortnight, last month, 1m, a year.

    Days and weeks are counted with today. A month or a year begins on the same day of the month
    before, or on its last day.
    """
    words = fold(text)
    for prefix in ("the ", "last ", "past ", "previous "):
        words = words.removeprefix(prefix)
    words = in_figures(words)
    match = re.fullmatch(r"(\d{1,5} ?|[a-z]+ )?(day|week|month|year|[dwmy])s?", words, re.ASCII)
    number = (parse_count(match[1]) if match[1] else 1) if match else 0
    if not match or not number or (words in UNITS):
        raise cannot_read(field, text, *_WINDOW_FORMS)
    unit = UNITS.get(match[2], match[2])
    try:
        start = shift_day(today, -number, unit)
    except (OverflowError, ValueError):
        start = FIRST_DAY
    if unit in ("day", "week"):
        start += timedelta(days=1)
    return max(start, FIRST_DAY), today


class Interval(NamedTuple):
    """How far apart planned infusions are: days in turn, or whole months."""

    gaps: tuple[int, ...] = ()
    months: int = 0

    def days(self, first: date, times: int) -> tuple[date, ...]:
        """Return the days of a series, the first one included.

        Raises:
            OverflowError, ValueError: it leaves the calendar.
        """
        if self.months:
            return tuple(shift_day(first, self.months * n, "month") for n in range(times))
        found = [first]
        for gap, _ in zip(cycle(self.gaps), range(times - 1), strict=False):
            found.append(found[-1] + timedelta(days=gap))
        return tuple(found)

    def __str__(self) -> str:
        """Return every 3 days, every 2 weeks, or every 3 and 4 days in turn."""
        if self.months:
            return "every month" if self.months == 1 else f"every {self.months} months"
        if len(self.gaps) > 1:
            return f"every {format_list(map(str, self.gaps))} days in turn"
        (gap,) = self.gaps
        unit, number = ("week", gap // 7) if gap % 7 == 0 else ("day", gap)
        return f"every {unit}" if number == 1 else f"every {count(number, unit)}"


_RHYTHMS: Final = {1: (7,), 2: (3, 4), 3: (2, 2, 3), 4: (2, 2, 2, 1), 7: (1,)}
"""Times a week, and the gaps in days that lead to the same weekdays."""


def parse_interval(text: str, field: str = "interval") -> Interval:
    """Read how often: 3d, every 3 days, every other day, twice a week, twice weekly, monthly.

    A number alone is days.
    """
    words = " ".join(text.casefold().split()).removesuffix(" apart")
    words = words.removeprefix("every ").removeprefix("each ")
    words += " days" if words.isdigit() else ""
    named = {
        "daily": "1d", "day": "1d", "other day": "2d", "second day": "2d", "third day": "3d",
        "weekly": "1w", "week": "1w", "other week": "2w", "second week": "2w", "fortnight": "2w",
        "fortnightly": "2w", "monthly": "1m", "month": "1m", "other month": "2m",
        "alternate days": "2d", "alternate day": "2d",
    }  # fmt: skip
    words = re.sub(r"^(\d{1,2})(?:st|nd|rd|th) (day|week)$", r"\1 \2", words)
    times = (
        r"(?:(once|twice|thrice|[a-z]+ times|\d times|\dx)) ?"
        r"(?:(?: (?:a|per|every|each) |/ ?)week|(?<= )weekly)"
    )
    if match := re.fullmatch(times, words, re.ASCII):
        word = match[1].removesuffix("x").removesuffix(" times")
        number = {"once": 1, "twice": 2, "thrice": 3}.get(word) or parse_count(word)
        if number in _RHYTHMS:
            return Interval(_RHYTHMS[number])
    steps = [step.strip() for step in named.get(words, words).split(",")]
    found = [
        re.fullmatch(r"(\d{1,3} ?|[a-z]+ )(day|week|month|[dwm])s?", step, re.ASCII)
        for step in steps
    ]
    parts = [(parse_count(m[1]), UNITS.get(m[2], m[2])) for m in found if m]
    if len(parts) == len(steps) and all(number for number, _ in parts):
        if all(unit != "month" for _, unit in parts):
            return Interval(tuple(n * (7 if unit == "week" else 1) for n, unit in parts))
        if len(parts) == 1:
            return Interval(months=parts[0][0])
    raise cannot_read(field, text, *_INTERVAL_FORMS)


def parse_hours(text: str, field: str = "hours") -> Number:
    """Read a number of hours: 7.25, 7,5, 7:30, 7h30, 7 h 30 min, 7 and a half, 450 min."""
    words = text.strip().casefold().replace(" and a half", "½")
    for mark, part in (("½", ".5"), ("¼", ".25"), ("¾", ".75")):
        words = words.replace(f" {mark}", mark).replace(mark, part)
    minutes = _minutes(words)
    if minutes is not None:
        return normalise(minutes / 60)
    for unit in ("hours", "hour", "hrs", "hr", "h"):
        if words.endswith(unit):
            words = words.removesuffix(unit)
            break
    return parse_number(words, field, _HOURS_FORMS, typed=text)


def parse_minutes(text: str, field: str = "minutes") -> Number:
    """Read a number of minutes: 40, 40 min, 1 h, 1:10, 1h10, 1.5 hours, half an hour."""
    words = text.strip().casefold()
    if (named := _NAMED_MINUTES.get(words)) is not None:
        return named
    if (minutes := _minutes(words)) is not None:
        return minutes
    if re.fullmatch(r"[\d.,]+ ?(h|hrs?|hours?)", words, re.ASCII):
        return normalise(round(parse_hours(words, field) * 60, 6))
    words = words.removesuffix("'").removesuffix("′")
    return parse_number(words, field, _MINUTES_FORMS, typed=text)


def _minutes(words: str) -> int | None:
    """Read 7:30, 7h30, 7 h 30 min or 40 min; None for anything else."""
    hours_and_minutes = r"(\d{1,3}) ?(?::|h|hrs?|hours?)(?: ?and)? ?([0-5]\d|\d(?= ?m))"
    minute = r" ?(?:m|min|mins|minutes?)\.?"
    if match := re.fullmatch(rf"{hours_and_minutes}(?:{minute})?", words, re.ASCII):
        return int(match[1]) * 60 + int(match[2])
    if match := re.fullmatch(rf"(\d{{1,5}}){minute}", words, re.ASCII):
        return int(match[1])
    return None
