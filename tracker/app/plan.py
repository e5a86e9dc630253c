"""A series of planned infusions, as a clinic says it: every three days, twice a week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Final

from tracker.records import ValidationError, parse_day
from tracker.records.validation import parse_number

MOST: Final = 60
"""Infusions in one plan: far more than any course has."""

_RHYTHMS: Final = {
    "once a week": "1w",
    "weekly": "1w",
    "twice a week": "3d,4d",
    "three times a week": "2d,2d,3d",
    "every two weeks": "2w",
}

_STEP = re.compile(r"(\d{1,3})\s*([dw])", re.ASCII)


def parse_every(text: str) -> tuple[int, ...]:
    """Read the days between infusions, in turn: 3d, 2w, twice a week, which is 3d,4d.

    Raises:
        ValidationError: it was not understood.
    """
    text = _RHYTHMS.get(" ".join(text.casefold().split()), text)
    steps = [_STEP.fullmatch(step.strip().casefold()) for step in text.split(",")]
    days = tuple(int(m[1]) * (7 if m[2] == "w" else 1) for m in steps if m)
    if len(days) < len(steps) or 0 in days:
        raise ValidationError("every", "Write days or weeks between: 3d, 2w, or twice a week.")
    return days


def parse_times(text: str) -> int:
    """Read how many infusions are planned.

    Raises:
        ValidationError: it is no whole number from 1 to 60.
    """
    times = parse_number(text, "number of infusions")
    if not isinstance(times, int) or not 1 <= times <= MOST:
        raise ValidationError("times", f"Plan 1 to {MOST} infusions at a time.")
    return times


def parse_coming_day(text: str, today: date) -> date:
    """Read the first day of a plan: a weekday is the next one, because nobody plans the past.

    Raises:
        ValidationError: it is no day.
    """
    return parse_day(text, today, "first day", plan=True)


def planned_days(first: date, every: Sequence[int], times: int) -> tuple[date, ...]:
    """Return the days of a series, the first one included."""
    days = [first]
    for step in islice(cycle(every), times - 1):
        days.append(days[-1] + timedelta(days=step))
    return tuple(days)
